//! The ledger of points: written with the run that read them, in bulk; read whole; never changed.

use super::bulk::Bulk;
use super::db::{Row, Tx, args};
use super::record_rows::{json, of_json};
use super::{Store, StoreError};
use crate::assess::scores::Entry;
use crate::audit::record::RunRecord;
use chrono::NaiveDate;

pub(super) const INSERT: Bulk = Bulk {
    head: "INSERT INTO score_entry (seq, n, portfolio, id, unit_name, reverses, body) VALUES",
    row: &["$", "$", "$", "$", "$", "$", "$"],
    tail: "",
};

pub(super) const LEDGER: &str = "SELECT e.body FROM score_entry e JOIN slot s ON s.seq = e.seq \
    WHERE e.portfolio = $1 AND s.as_of <= $2 ORDER BY e.seq, e.n";

pub(super) const OF_RUN: &str =
    "SELECT body, portfolio, id, unit_name, reverses FROM score_entry WHERE seq = $1 ORDER BY n";

impl Store {
    /// All entries of a portfolio, oldest first, of runs up to a day.
    pub async fn score_ledger(&self, portfolio: &str, as_of: Option<NaiveDate>) -> Result<Vec<Entry>, StoreError> {
        let day = as_of.map_or("9999-12-31".to_string(), |day| day.to_string());
        let rows = self.db.look().await?.rows(LEDGER, args![portfolio, day.as_str()]).await?;
        rows.iter().map(|row| of_json(&row.text(0)?)).collect()
    }
}

/// Writes the entries of a run.
pub(super) async fn write(tx: &mut Tx, run: &RunRecord, seq: u64) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(run.scores.len() * INSERT.row.len());
    for (n, entry) in run.scores.iter().enumerate() {
        let reverses = entry.reverses.as_deref();
        rows.extend(args![seq, n, &run.portfolio, &entry.id, &entry.unit_name, reverses, json(entry)]);
    }
    INSERT.run(tx, rows).await?;
    Ok(())
}

/// An entry as it was written, if its row says nothing else beside it. `portfolio`: that of its run, as sealed.
pub(super) fn entry_of(row: &Row, portfolio: &str) -> Result<Entry, StoreError> {
    let entry: Entry = of_json(&row.text(0)?)?;
    let beside = (row.text(2)?, row.text(3)?, row.maybe_text(4)?);
    let own = (entry.id.clone(), entry.unit_name.clone(), entry.reverses.clone());
    let portfolio_fits = crate::audit::canonical::sealed(&row.text(1)?) == *portfolio;
    if beside == own && portfolio_fits {
        Ok(entry)
    } else {
        Err(StoreError::Damaged("its row is not what its entry says".to_string()))
    }
}
