//! Two databases, one text: a transaction that takes the same statement for SQLite and PostgreSQL.
//!
//! Takes statements with `$1` placeholders and arguments; gives rows and row counts; knows nothing of what they mean.

use super::StoreError;
use futures_util::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Executor, PgPool, Postgres, Row as _, SqlSafeStr, Sqlite, SqlitePool, Transaction};
use std::borrow::Cow;

/// The database behind the store. SQLite gets one connection for all writing.
#[derive(Debug, Clone)]
pub(super) enum Db {
    Sqlite { reader: SqlitePool, writer: SqlitePool },
    Pg(PgPool),
}

/// One transaction; dropped without `commit`, it never was.
#[derive(Debug)]
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

/// One argument of a statement.
#[derive(Debug, Clone)]
pub(super) enum Arg<'a> {
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
    Bytes(Vec<u8>),
}

/// One row of an answer.
#[derive(Debug)]
pub(super) enum Row {
    Sqlite(SqliteRow),
    Pg(PgRow),
}

impl Db {
    /// A snapshot: everything read in it is of one moment.
    pub(super) async fn look(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { reader, .. } => Tx::Sqlite(reader.begin().await?),
            Db::Pg(pool) => Tx::Pg(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
        })
    }

    /// A transaction that writes. SQLite: IMMEDIATE, because a read that turns into a write does not wait for its turn.
    pub(super) async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Db::Pg(pool) => Tx::Pg(pool.begin().await?),
        })
    }

    /// Whether it is PostgreSQL, for the one statement that differs.
    pub(super) fn is_pg(&self) -> bool {
        matches!(self, Db::Pg(_))
    }

    pub(super) async fn close(&self) {
        match self {
            Db::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Db::Pg(pool) => pool.close().await,
        }
    }
}

/// Binds the arguments and hands the query over: the one place where both drivers are named for every statement.
macro_rules! ask {
    ($tx:expr, $sql:expr, $args:expr, |$query:ident, $connection:ident| $go:expr) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let mut $query = sqlx::query($sql);
                for arg in $args {
                    $query = match arg {
                        Arg::Text(text) => $query.bind(text.map(Cow::into_owned)),
                        Arg::Int(number) => $query.bind(number),
                        Arg::Bytes(bytes) => $query.bind(bytes),
                    };
                }
                let $connection = &mut **tx;
                $go
            }
            Tx::Pg(tx) => {
                let mut $query = sqlx::query($sql);
                for arg in $args {
                    $query = match arg {
                        Arg::Text(text) => $query.bind(text.map(Cow::into_owned)),
                        Arg::Int(number) => $query.bind(number),
                        Arg::Bytes(bytes) => $query.bind(bytes),
                    };
                }
                let $connection = &mut **tx;
                $go
            }
        }
    };
}

impl Tx {
    /// Runs a statement; gives the number of rows it touched.
    pub(super) async fn run(&mut self, sql: impl SqlSafeStr, args: Vec<Arg<'_>>) -> Result<u64, StoreError> {
        without_nul(&args)?;
        Ok(ask!(self, sql, args, |query, connection| query.execute(connection).await?.rows_affected()))
    }

    /// All rows of an answer.
    pub(super) async fn rows(&mut self, sql: impl SqlSafeStr, args: Vec<Arg<'_>>) -> Result<Vec<Row>, StoreError> {
        without_nul(&args)?;
        Ok(ask!(self, sql, args, |query, connection| {
            query.fetch_all(connection).await?.into_iter().map(Row::from).collect()
        }))
    }

    /// What each row of a long answer says, in turn: rows are never all there at once.
    pub(super) async fn each<T>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg<'_>>,
        of: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        without_nul(&args)?;
        let mut found = Vec::new();
        ask!(self, sql, args, |query, connection| {
            let mut rows = query.fetch(connection);
            while let Some(row) = rows.try_next().await? {
                found.push(of(&Row::from(row))?);
            }
        });
        Ok(found)
    }

    /// The first row of an answer, if there is one.
    pub(super) async fn row(&mut self, sql: impl SqlSafeStr, args: Vec<Arg<'_>>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Asks the database whether it understands a statement.
    pub(super) async fn prepare(&mut self, sql: String) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => drop((&mut **tx).prepare(AssertSqlSafe(sql).into_sql_str()).await?),
            Tx::Pg(tx) => drop((&mut **tx).prepare(AssertSqlSafe(sql).into_sql_str()).await?),
        }
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Pg(tx) => tx.commit().await?,
        }
        Ok(())
    }

    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.rollback().await?,
            Tx::Pg(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// PostgreSQL's text cannot hold U+0000 and SQLite's can: both refuse it here, with the same words.
fn without_nul(args: &[Arg<'_>]) -> Result<(), StoreError> {
    let nul = args.iter().any(|arg| matches!(arg, Arg::Text(Some(text)) if text.contains('\0')));
    if nul { Err(StoreError::Nul) } else { Ok(()) }
}

impl Row {
    pub(super) fn text(&self, column: usize) -> Result<String, StoreError> {
        self.maybe_text(column)?.ok_or_else(|| StoreError::damaged(column, "is empty"))
    }

    pub(super) fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        let read = match self {
            Row::Sqlite(row) => row.try_get(column),
            Row::Pg(row) => row.try_get(column),
        };
        read.map_err(|why| StoreError::damaged(column, why))
    }

    pub(super) fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.maybe_int(column)?.ok_or_else(|| StoreError::damaged(column, "is empty"))
    }

    pub(super) fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        let read = match self {
            Row::Sqlite(row) => row.try_get(column),
            Row::Pg(row) => row.try_get(column),
        };
        read.map_err(|why| StoreError::damaged(column, why))
    }

    /// A count or number that is never negative.
    pub(super) fn count(&self, column: usize) -> Result<u64, StoreError> {
        u64::try_from(self.int(column)?).map_err(|_| StoreError::damaged(column, "is negative"))
    }

    pub(super) fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        let read = match self {
            Row::Sqlite(row) => row.try_get(column),
            Row::Pg(row) => row.try_get(column),
        };
        read.map_err(|why| StoreError::damaged(column, why))
    }
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Row {
        Row::Sqlite(row)
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Row {
        Row::Pg(row)
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Arg<'a> {
        Arg::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Arg<'a> {
        Arg::Text(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(text: Option<&'a str>) -> Arg<'a> {
        Arg::Text(text.map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Arg<'_> {
    fn from(text: Option<String>) -> Self {
        Arg::Text(text.map(Cow::Owned))
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Int(Some(number))
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Arg::Int(Some(i64::from(number)))
    }
}

impl From<u64> for Arg<'_> {
    /// Numbers of entries and rows: far below 2^63, and a saturated one is refused by a CHECK or found by verify.
    fn from(number: u64) -> Self {
        Arg::Int(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Arg::from(number as u64)
    }
}

impl From<Option<i64>> for Arg<'_> {
    fn from(number: Option<i64>) -> Self {
        Arg::Int(number)
    }
}

impl From<Vec<u8>> for Arg<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Arg::Bytes(bytes)
    }
}

/// `args![a, b]`: the arguments of a statement.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::db::Arg::from($value)),*] };
}
pub(super) use args;
