//! What a run needs to remember: the latest standings, all cases, the latest registers. Its cost grows with
//! what there is now, not with how long it has been going on.

use super::db::{Tx, args};
use super::record_rows::{accepted_of, of_json};
use super::seen::SeenFile;
use super::{Store, StoreError, chain, rebaselines, receipts, vault};
use crate::assess::Standing;
use crate::assess::baseline::Filed;
use crate::assess::issues::Issue;
use crate::audit::record::TableRecord;
use crate::base::id::Head;
use crate::escalate::Case;
use crate::escalate::attention::Asked;
use crate::escalate::receipts::Receipt;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Of these the newest version is remembered; what projects reported stands in their standings.
pub const KEPT: [Dataset; 8] = [
    Dataset::Register,
    Dataset::MilestonePlan,
    Dataset::Indicators,
    Dataset::Quotas,
    Dataset::Posts,
    Dataset::Contacts,
    Dataset::Roster,
    Dataset::Targets,
];

pub(super) const STANDINGS: &str = "SELECT s.body FROM standing_now t JOIN standing s \
    ON s.portfolio = t.portfolio AND s.subject = t.subject AND s.seq = t.seq WHERE t.portfolio = $1";

pub(super) const CASES: &str = "SELECT body FROM cases WHERE portfolio = $1";

/// The newest arrival of a dataset.
pub(super) const NEWEST_TABLE: &str = "SELECT seq, file_sha256, period_end FROM accepted \
    WHERE portfolio = $1 AND dataset = $2 ORDER BY seq DESC, n DESC LIMIT 1";

/// The arrival for the newest period, where the dataset has periods: a late report of an old one does not replace it.
pub(super) const NEWEST_PERIOD: &str = "SELECT seq, file_sha256 FROM accepted \
    WHERE portfolio = $1 AND dataset = $2 AND period_end IS NOT NULL ORDER BY period_end DESC, seq DESC, n DESC LIMIT 1";

pub(super) const TABLES_OF_FILE: &str = "SELECT dataset, period, sha256, row_count, file_sha256 FROM accepted \
    WHERE portfolio = $1 AND dataset = $2 AND seq = $3 AND file_sha256 = $4 ORDER BY n";

/// Accepted tables of a dataset with the files they came from, newest first.
pub(super) const MEASURED: &str = "SELECT a.dataset, a.period, a.sha256, a.row_count, a.file_sha256, a.seq, f.n, f.name \
    FROM accepted a JOIN file f ON f.seq = a.seq AND f.sha256 = a.file_sha256 JOIN slot s ON s.seq = a.seq \
    WHERE a.portfolio = $1 AND a.dataset = $2 AND s.as_of <= $3 ORDER BY a.seq DESC, f.n DESC, a.n DESC LIMIT 240";

/// The newest tables of a dataset, as many as are held against a new file.
pub(super) const NEWEST_SERIES: &str = "SELECT dataset, period, sha256, row_count, file_sha256 FROM accepted \
    WHERE portfolio = $1 AND dataset = $2 ORDER BY seq DESC, n DESC LIMIT 64";

/// Everything remembered of a portfolio, all of one moment.
#[derive(Debug, Clone)]
pub struct Memory {
    /// The head of the chain at that moment: a run planned on this memory commits on this head or not at all.
    pub head: Head,
    /// The latest standing of each subject, by subject.
    pub standings: Vec<Standing>,
    /// All cases, closed ones too, by id.
    pub cases: Vec<Case>,
    /// The tables of the newest file that delivered each dataset, in the file's order; of series the newest 64 tables.
    pub tables: BTreeMap<Dataset, Vec<StoredTable>>,
    /// The files seen that the run may ask after: those of the bytes that came, what took their places and, where a pipeline
    /// has no figures of progress to tell by, the newest of each period; those of the same bytes in the order of arrival.
    pub files: Vec<SeenFile>,
    /// Tables that are judged over many periods; only where a pipeline asks for them, see [`Store::measured`].
    pub measured: Vec<MeasuredTable>,
    /// The ledger of points; only where a pipeline asks for it, see [`Store::score_ledger`].
    pub scores: Vec<crate::assess::scores::Entry>,
    /// Receipts that are not settled, in the order in which they were written.
    pub receipts: Vec<Receipt>,
    /// What people have been asked for already; only where a run asks for it, see [`Store::asked`].
    pub asked: Asked,
    /// Changes of baselines that people filed, oldest first.
    pub rebaselines: Vec<Filed>,
    /// The issues of lists, newest versions by number; only where a pipeline asks for them, see [`Store::issues`].
    pub issues: Vec<Issue>,
}

/// An accepted table and the file it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredTable {
    /// The table.
    pub table: StoredTable,
    /// The file's name.
    pub file: String,
    /// Counts files in the order they came.
    pub version: u64,
}

/// An accepted table and its canonical bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTable {
    /// What it is.
    pub record: TableRecord,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Remembers a portfolio, without any file seen: those are asked for by what is needed of them.
    pub async fn recall(&self, portfolio: &str) -> Result<Memory, StoreError> {
        let mut tx = self.db.look().await?;
        let head = chain::head(&mut tx).await?;
        let standings = standings(&mut tx, portfolio).await?;
        let cases = cases(&mut tx, portfolio).await?;
        let receipts = receipts::open(&mut tx, portfolio).await?;
        let filed = rebaselines::ledger(&mut tx, portfolio).await?;
        let rebaselines = filed.into_iter().map(|(_, filed)| filed).collect();
        let mut tables = BTreeMap::new();
        for dataset in KEPT {
            let found = newest_tables(&mut tx, portfolio, dataset).await?;
            if !found.is_empty() {
                tables.insert(dataset, found);
            }
        }
        let series = newest_series(&mut tx, portfolio).await?;
        if !series.is_empty() {
            tables.insert(Dataset::Series, series);
        }
        let (files, measured, scores, issues, asked) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Asked::default());
        Ok(Memory { head, standings, cases, tables, files, receipts, rebaselines, measured, scores, issues, asked })
    }

    /// Whether a portfolio has a table of a dataset.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn has_table(&self, portfolio: &str, dataset: Dataset) -> Result<bool, StoreError> {
        Ok(self.db.look().await?.row(NEWEST_TABLE, args![portfolio, dataset.name()]).await?.is_some())
    }

    /// The newest 240 accepted tables of each of some datasets, of runs up to a day, oldest first: ten years of monthly
    /// indicators and their corrections. What lies before is in the vault, but no longer compared with.
    pub async fn measured(
        &self,
        portfolio: &str,
        datasets: &[Dataset],
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<MeasuredTable>, StoreError> {
        let mut tx = self.db.look().await?;
        let day = as_of.map_or("9999-12-31".to_string(), |day| day.to_string());
        let mut found = Vec::new();
        for dataset in datasets {
            let mut rows = tx.rows(MEASURED, args![portfolio, dataset.name(), day.as_str()]).await?;
            rows.reverse();
            for row in rows {
                let record = accepted_of(&row)?;
                let missing =
                    || StoreError::Vault { sha256: record.sha256.clone(), why: "they are missing".to_string() };
                let bytes = vault::get(&mut tx, &record.sha256).await?.ok_or_else(missing)?;
                // Files of one run are told apart by their number in it.
                let version = row.count(5)?.saturating_mul(1 << 20).saturating_add(row.count(6)?);
                found.push(MeasuredTable { table: StoredTable { record, bytes }, file: row.text(7)?, version });
            }
        }
        Ok(found)
    }
}

/// Sorted here: databases sort text by the rules of a language, and a run must not depend on which.
async fn standings(tx: &mut Tx, portfolio: &str) -> Result<Vec<Standing>, StoreError> {
    let mut standings = tx.each(STANDINGS, args![portfolio], |row| of_json::<Standing>(&row.text(0)?)).await?;
    standings.iter_mut().for_each(Standing::fit);
    standings.sort_unstable_by(|a, b| a.subject.cmp(&b.subject));
    Ok(standings)
}

async fn cases(tx: &mut Tx, portfolio: &str) -> Result<Vec<Case>, StoreError> {
    let mut cases = tx.each(CASES, args![portfolio], |row| of_json::<Case>(&row.text(0)?)).await?;
    cases.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(cases)
}

/// The newest tables of series, the oldest of them first: a later file says again, or revises, what an earlier one said.
async fn newest_series(tx: &mut Tx, portfolio: &str) -> Result<Vec<StoredTable>, StoreError> {
    let rows = tx.rows(NEWEST_SERIES, args![portfolio, Dataset::Series.name()]).await?;
    let mut tables = Vec::new();
    for row in rows.iter().rev() {
        let record = accepted_of(row)?;
        let bytes = vault::get(tx, &record.sha256).await?;
        let missing = || StoreError::Vault { sha256: record.sha256.clone(), why: "they are missing".to_string() };
        let bytes = bytes.ok_or_else(missing)?;
        tables.push(StoredTable { record, bytes });
    }
    Ok(tables)
}

async fn newest_tables(tx: &mut Tx, portfolio: &str, dataset: Dataset) -> Result<Vec<StoredTable>, StoreError> {
    let name = dataset.name();
    let Some(mut newest) = tx.row(NEWEST_TABLE, args![portfolio, name]).await? else { return Ok(Vec::new()) };
    if newest.maybe_text(2)?.is_some() {
        newest = tx.row(NEWEST_PERIOD, args![portfolio, name]).await?.unwrap_or(newest);
    }
    let (seq, file_sha256) = (newest.int(0)?, newest.text(1)?);
    let mut tables = Vec::new();
    for row in tx.rows(TABLES_OF_FILE, args![portfolio, name, seq, file_sha256]).await? {
        let record = accepted_of(&row)?;
        let bytes = vault::get(tx, &record.sha256).await?;
        let missing = || StoreError::Vault { sha256: record.sha256.clone(), why: "they are missing".to_string() };
        let bytes = bytes.ok_or_else(missing)?;
        tables.push(StoredTable { record, bytes });
    }
    Ok(tables)
}
