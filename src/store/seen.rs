//! The files that were seen, asked for by what a run or a look at a folder needs of them: their cost grows with what comes,
//! not with how many files there ever were. Takes and gives rows; what a repeated file means is decided elsewhere.

use super::bulk::Bulk;
use super::db::{Arg, Row, Tx, args};
use super::record_rows::{of_word, period_of, period_text};
use super::{Store, StoreError};
use crate::audit::record::FileState;
use crate::base::period::Period;
use chrono::NaiveDate;

pub(super) const SEEN: &str = "SELECT f.name, f.sha256, f.period, f.state, f.seq, s.pipeline, s.as_of FROM file f \
    LEFT JOIN slot s ON s.seq = f.seq WHERE f.portfolio = $1 ORDER BY f.seq, f.n";

/// By portfolio and bytes. (`column1`… is what both databases call them.)
pub(super) const OF_BYTES: Bulk = Bulk {
    head: "SELECT f.name, f.sha256, f.period, f.state, f.seq, s.pipeline, s.as_of FROM (VALUES",
    row: &["$", "$"],
    tail: ") AS v JOIN file f ON f.portfolio = v.column1 AND f.sha256 = v.column2 \
           LEFT JOIN slot s ON s.seq = f.seq ORDER BY f.seq, f.n",
};

/// By portfolio and name.
pub(super) const OF_NAMES: Bulk = Bulk {
    head: "SELECT f.name, f.sha256, f.period, f.state, f.seq, s.pipeline, s.as_of FROM (VALUES",
    row: &["$", "$"],
    tail: ") AS v JOIN file f ON f.portfolio = v.column1 AND f.name = v.column2 \
           LEFT JOIN slot s ON s.seq = f.seq ORDER BY f.seq, f.n",
};

/// What may have taken the place of a file: read after it, for the same period, as a correction or under the same name.
pub(super) const AFTER: &str = "SELECT f.name, f.sha256, f.period, f.state, f.seq, s.pipeline, s.as_of FROM file f \
    LEFT JOIN slot s ON s.seq = f.seq WHERE f.portfolio = $1 AND COALESCE(f.period, '') = $2 AND f.seq > $3 \
    AND f.state IN ('accepted', 'correction') AND (f.state = 'correction' OR f.name = $4) \
    ORDER BY f.seq, f.n LIMIT 100";

/// The newest file of each period that a pipeline read; those that others read (it may have had another name) one by one.
pub(super) const OF_PERIODS: &str = "SELECT name, sha256, period, state, seq, pipeline, as_of FROM \
    (SELECT f.name, f.sha256, f.period, f.state, f.seq, f.n, s.pipeline, s.as_of, ROW_NUMBER() OVER \
        (PARTITION BY f.period, s.pipeline, CASE WHEN s.pipeline = $2 THEN '' ELSE f.name END \
         ORDER BY f.seq DESC, f.n DESC) AS newest \
     FROM file f LEFT JOIN slot s ON s.seq = f.seq \
     WHERE f.portfolio = $1 AND f.period IS NOT NULL AND f.state IN ('accepted', 'correction')) AS x \
    WHERE newest = 1 ORDER BY seq, n";

/// How many rows of [`AFTER`] come at once.
const PAGE: usize = 100;

/// A file that was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The period it was for.
    pub period: Option<Period>,
    /// What became of it.
    pub state: FileState,
    /// The entry of the run that saw it.
    pub seq: u64,
    /// The pipeline that saw it.
    pub pipeline: String,
    /// The local day of that run.
    pub on: Option<NaiveDate>,
}

impl SeenFile {
    /// Whether anything of it was taken.
    pub fn was_read(&self) -> bool {
        matches!(self.state, FileState::Accepted | FileState::Correction)
    }
}

impl Store {
    /// Every file seen in a portfolio, in the order of arrival.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn files(&self, portfolio: &str) -> Result<Vec<SeenFile>, StoreError> {
        let mut tx = self.db.look().await?;
        files_of(&tx.rows(SEEN, args![portfolio]).await?)
    }

    /// The files of these names that were seen, those of one name in the order of arrival.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn files_named(&self, portfolio: &str, names: &[&str]) -> Result<Vec<SeenFile>, StoreError> {
        files_of(&OF_NAMES.rows(&mut self.db.look().await?, pairs(portfolio, names)).await?)
    }

    /// The files of these bytes that were seen, those of the same bytes in the order of arrival.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn files_of_bytes(&self, portfolio: &str, sha256: &[&str]) -> Result<Vec<SeenFile>, StoreError> {
        of_bytes(&mut self.db.look().await?, portfolio, sha256).await
    }

    /// The newest file of each period that the pipeline read; what others read is told file by file.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn files_of_periods(&self, portfolio: &str, pipeline: &str) -> Result<Vec<SeenFile>, StoreError> {
        let mut tx = self.db.look().await?;
        files_of(&tx.rows(OF_PERIODS, args![portfolio, pipeline]).await?)
    }

    /// The first file after `file` that took its place, among those that `counts` lets count.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn replaced_by(
        &self,
        portfolio: &str,
        file: &SeenFile,
        counts: impl Fn(&SeenFile) -> bool,
    ) -> Result<Option<SeenFile>, StoreError> {
        let period = period_text(file.period).unwrap_or_default();
        let mut after = file.seq;
        loop {
            let mut tx = self.db.look().await?;
            let rows = tx.rows(AFTER, args![portfolio, &period, after, &file.name]).await?;
            let page = files_of(&rows)?;
            // A page may end inside a run; what is left of it is no more a replacement than what was looked at.
            after = page.last().map_or(after, |last| last.seq);
            if let Some(found) = page.into_iter().find(&counts) {
                return Ok(Some(found));
            }
            if rows.len() < PAGE {
                return Ok(None);
            }
        }
    }
}

/// The files of these bytes that were seen, in the order of arrival where their bytes are the same.
pub(super) async fn of_bytes(tx: &mut Tx, portfolio: &str, sha256: &[&str]) -> Result<Vec<SeenFile>, StoreError> {
    files_of(&OF_BYTES.rows(tx, pairs(portfolio, sha256)).await?)
}

fn pairs<'a>(portfolio: &'a str, keys: &[&'a str]) -> Vec<Arg<'a>> {
    keys.iter().flat_map(|key| args![portfolio, *key]).collect()
}

fn files_of(rows: &[Row]) -> Result<Vec<SeenFile>, StoreError> {
    let file = |row: &Row| {
        Ok(SeenFile {
            name: row.text(0)?,
            sha256: row.text(1)?,
            period: period_of(row.maybe_text(2)?)?,
            state: of_word(row.text(3)?)?,
            seq: row.count(4)?,
            pipeline: row.maybe_text(5)?.unwrap_or_default(),
            on: row.maybe_text(6)?.and_then(|day| day.parse().ok()),
        })
    };
    rows.iter().map(file).collect()
}
