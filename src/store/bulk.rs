//! Statements over many rows at once, in a few fixed sizes, so that each text is prepared once and can be tested.

use super::StoreError;
use super::db::{Arg, Row, Tx};
use sqlx::AssertSqlSafe;
use std::fmt::Write;

/// How many rows one statement takes: as many of the larger as fit, then single ones. Larger statements are slower: SQLite
/// finds a numbered argument by walking over those before it, and 32 rows already hide the cost of a statement.
const SIZES: [usize; 2] = [32, 1];

/// A statement around a list of rows. All three parts are constants: no data ever gets into a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bulk {
    /// What stands before the rows.
    pub(super) head: &'static str,
    /// One row: how each value is written, `$` for the argument; `CAST($ AS BIGINT)` where nothing else tells the type.
    pub(super) row: &'static [&'static str],
    /// What stands behind the rows.
    pub(super) tail: &'static str,
}

impl Bulk {
    /// Runs it over all rows; gives the number of rows touched.
    pub(super) async fn run(&self, tx: &mut Tx, args: Vec<Arg<'_>>) -> Result<u64, StoreError> {
        let mut touched = 0;
        for (rows, args) in self.pieces(args) {
            touched += tx.run(AssertSqlSafe(self.text(rows)), args).await?;
        }
        Ok(touched)
    }

    /// Runs it over all rows; gives what it returns.
    pub(super) async fn rows(&self, tx: &mut Tx, args: Vec<Arg<'_>>) -> Result<Vec<Row>, StoreError> {
        let mut found = Vec::new();
        for (rows, args) in self.pieces(args) {
            found.extend(tx.rows(AssertSqlSafe(self.text(rows)), args).await?);
        }
        Ok(found)
    }

    /// Every text it can have.
    pub(super) fn texts(&self) -> Vec<String> {
        SIZES.iter().map(|rows| self.text(*rows)).collect()
    }

    /// The rows in the pieces that statements take, one at a time.
    fn pieces<'a>(&self, args: Vec<Arg<'a>>) -> impl Iterator<Item = (usize, Vec<Arg<'a>>)> + use<'a> {
        let width = self.row.len();
        let mut left = args.len() / width;
        let mut args = args.into_iter();
        std::iter::from_fn(move || {
            let size = SIZES.into_iter().find(|size| *size <= left)?;
            left -= size;
            Some((size, args.by_ref().take(size * width).collect()))
        })
    }

    fn text(&self, rows: usize) -> String {
        let mut text = String::with_capacity(self.head.len() + self.tail.len() + rows * self.row.len() * 6);
        text.push_str(self.head);
        let mut number = 0;
        for row in 0..rows {
            text.push_str(if row == 0 { " (" } else { ", (" });
            for (column, value) in self.row.iter().enumerate() {
                number += 1;
                let comma = if column == 0 { "" } else { ", " };
                let (before, after) = value.split_once('$').unwrap_or((value, ""));
                let _ = write!(text, "{comma}{before}${number}{after}"); // writing to a String cannot fail
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(self.tail);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: Bulk =
        Bulk { head: "INSERT INTO t (a, b) VALUES", row: &["$", "CAST($ AS BIGINT)"], tail: "RETURNING a" };

    #[test]
    fn placeholders_are_counted_through_all_rows() {
        assert_eq!(
            PAIRS.text(2),
            "INSERT INTO t (a, b) VALUES ($1, CAST($2 AS BIGINT)), ($3, CAST($4 AS BIGINT)) RETURNING a"
        );
    }

    #[test]
    fn every_row_is_in_exactly_one_piece() {
        for rows in [0, 1, 31, 32, 33, 64, 100] {
            let args = (0..rows * 2).map(|n| Arg::from(n as i64)).collect();
            let pieces: Vec<_> = PAIRS.pieces(args).collect();
            assert_eq!(pieces.iter().map(|(size, _)| size).sum::<usize>(), rows);
            assert!(pieces.iter().all(|(size, args)| args.len() == size * 2 && SIZES.contains(size)));
        }
    }
}
