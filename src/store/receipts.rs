//! Receipts as rows and back: written with their run, remembered while they are open, held against what was sealed.

use super::StoreError;
use super::bulk::Bulk;
use super::db::{Arg, Row, Tx, args};
use super::record_rows::{json, of_json};
use crate::audit::canonical::sealed;
use crate::audit::record::RunRecord;
use crate::escalate::receipts::Receipt;
use serde_json::Value;

pub(super) const INSERT_RECEIPT: Bulk = Bulk {
    head: "INSERT INTO receipt (seq, n, id, portfolio, body) VALUES",
    row: &["$", "$", "$", "$", "$"],
    tail: "",
};
pub(super) const INSERT_SETTLED: Bulk =
    Bulk { head: "INSERT INTO receipt_settled (seq, n, id) VALUES", row: &["$", "$", "$"], tail: "" };

/// The newest receipts that nothing settled yet: a flood of bad files must not be remembered for ever.
pub(super) const OPEN: &str = "SELECT body FROM receipt r WHERE portfolio = $1 \
    AND NOT EXISTS (SELECT 1 FROM receipt_settled s WHERE s.id = r.id AND s.seq > r.seq) \
    ORDER BY seq DESC, n DESC LIMIT 2000";
pub(super) const OF_RUN: &str = "SELECT body FROM receipt WHERE seq = $1 ORDER BY n";
pub(super) const SETTLED_BY: &str = "SELECT id FROM receipt_settled WHERE seq = $1 ORDER BY n";

/// Writes a run's receipts under the entry `seq`.
pub(super) async fn write(tx: &mut Tx, run: &RunRecord, seq: u64) -> Result<(), StoreError> {
    let mut rows: Vec<Arg<'_>> = Vec::new();
    for (n, receipt) in run.receipts.iter().enumerate() {
        rows.extend(args![seq, n, &receipt.id, &run.portfolio, json(receipt)]);
    }
    INSERT_RECEIPT.run(tx, rows).await?;
    let mut rows: Vec<Arg<'_>> = Vec::new();
    for (n, id) in run.receipts_settled.iter().enumerate() {
        rows.extend(args![seq, n, id]);
    }
    INSERT_SETTLED.run(tx, rows).await?;
    Ok(())
}

/// The newest 2,000 open receipts of a portfolio, in the order in which they were written.
pub(super) async fn open(tx: &mut Tx, portfolio: &str) -> Result<Vec<Receipt>, StoreError> {
    let rows = tx.rows(OPEN, args![portfolio]).await?;
    rows.iter().rev().map(|row| of_json::<Receipt>(&row.text(0)?)).collect()
}

/// A receipt as it was sealed.
pub(super) fn receipt(row: &Row) -> Result<Value, StoreError> {
    Ok(sealed(&of_json::<Receipt>(&row.text(0)?)?))
}

/// The number of a settled receipt as it was sealed.
pub(super) fn settled(row: &Row) -> Result<Value, StoreError> {
    Ok(sealed(&row.text(0)?))
}
