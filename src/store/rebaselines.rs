//! The ledger of approved changes of baselines: written with the act that seals it, read whole, never changed.

use super::bulk::Bulk;
use super::db::{Row, Tx, args};
use super::record_rows::{json, of_json};
use super::{Store, StoreError};
use crate::assess::baseline::Filed;
use crate::audit::canonical::sealed;
use serde_json::Value;

pub(super) const INSERT: Bulk = Bulk {
    head: "INSERT INTO rebaseline (seq, n, portfolio, subject, body) VALUES",
    row: &["$", "$", "$", "$", "$"],
    tail: "",
};

pub(super) const LEDGER: &str = "SELECT seq, body FROM rebaseline WHERE portfolio = $1 ORDER BY seq, n";

pub(super) const OF_ACT: &str = "SELECT body, portfolio, subject FROM rebaseline WHERE seq = $1 ORDER BY n";

impl Store {
    /// Every change filed in a portfolio with the entry that seals it, oldest first.
    pub async fn rebaselines(&self, portfolio: &str) -> Result<Vec<(u64, Filed)>, StoreError> {
        ledger(&mut self.db.look().await?, portfolio).await
    }
}

pub(super) async fn ledger(tx: &mut Tx, portfolio: &str) -> Result<Vec<(u64, Filed)>, StoreError> {
    let rows = tx.rows(LEDGER, args![portfolio]).await?;
    rows.iter().map(|row| Ok((row.count(0)?, of_json(&row.text(1)?)?))).collect()
}

/// Writes what an act files.
pub(super) async fn write(tx: &mut Tx, portfolio: &str, filed: &[Filed], seq: u64) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(filed.len() * INSERT.row.len());
    for (n, one) in filed.iter().enumerate() {
        rows.extend(args![seq, n, portfolio, &one.subject, json(one)]);
    }
    INSERT.run(tx, rows).await?;
    Ok(())
}

/// A change as it is sealed, if its row says nothing else beside it. `portfolio`: that of its act, as sealed.
pub(super) fn filed(row: &Row, portfolio: &str) -> Result<Value, StoreError> {
    let one: Filed = of_json(&row.text(0)?)?;
    if sealed(&row.text(1)?) == *portfolio && row.text(2)? == one.subject {
        Ok(sealed(&one))
    } else {
        Err(StoreError::Damaged("its row is not what it says".to_string()))
    }
}
