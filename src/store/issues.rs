//! The issues of lists: written with the run that read them or the act that entered them, version by version; never changed.

use super::bulk::Bulk;
use super::chain::instant;
use super::db::{Row, Tx, args};
use super::record_rows::{json, of_json};
use super::{Store, StoreError};
use crate::assess::issues::Issue;
use crate::audit::canonical::sealed;
use crate::escalate::Case;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

pub(super) const INSERT: Bulk =
    Bulk { head: "INSERT INTO issue (seq, n, portfolio, id, body) VALUES", row: &["$", "$", "$", "$", "$"], tail: "" };

/// The newest version of each.
pub(super) const NEWEST: &str = "SELECT i.body FROM issue i WHERE i.portfolio = $1 AND NOT EXISTS ( \
    SELECT 1 FROM issue j WHERE j.portfolio = i.portfolio AND j.id = i.id \
    AND (j.seq > i.seq OR j.seq = i.seq AND j.n > i.n)) ORDER BY i.id";

/// Every version, oldest first, with the day of its run, or the moment at which a person entered it.
pub(super) const HISTORY: &str = "SELECT i.body, s.as_of, e.at, i.seq FROM issue i JOIN entry e ON e.seq = i.seq \
    LEFT JOIN slot s ON s.seq = i.seq WHERE i.portfolio = $1 ORDER BY i.seq, i.n";

pub(super) const OF_ENTRY: &str = "SELECT body, portfolio, id FROM issue WHERE seq = $1 ORDER BY n";

/// The newest version that a person entered.
pub(super) const ENTERED: &str = "SELECT MAX(i.seq) FROM issue i JOIN entry e ON e.seq = i.seq \
    WHERE i.portfolio = $1 AND e.kind = 'act'";

/// The newest run of a pipeline that judged.
pub(super) const LAST_RUN: &str =
    "SELECT MAX(seq) FROM slot WHERE pipeline = $1 AND state IN ('ran', 'missed', 'held') AND seq IS NOT NULL";

/// Cases that a person changed last, after an entry.
pub(super) const ACTED_ON: &str = "SELECT c.body FROM cases c JOIN entry e ON e.seq = c.seq \
    WHERE c.portfolio = $1 AND e.kind = 'act' AND c.seq > $2";

/// One version of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueVersion {
    /// What it says.
    pub issue: Issue,
    /// The day of the run that read it; none where a person entered it.
    pub judged_on: Option<NaiveDate>,
    /// When its entry was sealed.
    pub at: DateTime<Utc>,
    /// The number of that entry.
    pub seq: u64,
}

/// What people did that no run of a pipeline has looked at yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Whether somebody entered an issue.
    pub entered: bool,
    /// Cases that somebody acted on.
    pub cases: Vec<Case>,
}

impl Store {
    /// The issues of a portfolio, each in its newest version, by number.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn issues(&self, portfolio: &str) -> Result<Vec<Issue>, StoreError> {
        let rows = self.db.look().await?.rows(NEWEST, args![portfolio]).await?;
        let mut issues = rows.iter().map(|row| of_json(&row.text(0)?)).collect::<Result<Vec<Issue>, _>>()?;
        // Databases sort text by the rules of a language.
        issues.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(issues)
    }

    /// Every version of every issue of a portfolio, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn issue_versions(&self, portfolio: &str) -> Result<Vec<IssueVersion>, StoreError> {
        let rows = self.db.look().await?.rows(HISTORY, args![portfolio]).await?;
        let version = |row: &Row| {
            Ok(IssueVersion {
                issue: of_json(&row.text(0)?)?,
                judged_on: row.maybe_text(1)?.and_then(|day| day.parse().ok()),
                at: instant(row.int(2)?)?,
                seq: row.count(3)?,
            })
        };
        rows.iter().map(version).collect()
    }

    /// What people did since the last run of a pipeline. Nothing where it has never run.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unseen(&self, portfolio: &str, pipeline: &str) -> Result<Unseen, StoreError> {
        let mut tx = self.db.look().await?;
        let newest = |row: Option<Row>| row.map_or(Ok(None), |row| row.maybe_int(0));
        let entered = newest(tx.row(ENTERED, args![portfolio]).await?)?;
        let last = newest(tx.row(LAST_RUN, args![pipeline]).await?)?.unwrap_or(-1);
        let rows = tx.rows(ACTED_ON, args![portfolio, last]).await?;
        let mut cases = rows.iter().map(|row| of_json(&row.text(0)?)).collect::<Result<Vec<Case>, _>>()?;
        cases.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(Unseen { entered: entered.is_some_and(|entered| entered > last), cases })
    }
}

/// Writes the issues of an entry.
pub(super) async fn write(tx: &mut Tx, portfolio: &str, issues: &[Issue], seq: u64) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(issues.len() * INSERT.row.len());
    for (n, issue) in issues.iter().enumerate() {
        rows.extend(args![seq, n, portfolio, &issue.id, json(issue)]);
    }
    INSERT.run(tx, rows).await?;
    Ok(())
}

/// An issue as it is sealed, if its row says nothing else beside it. `portfolio`: that of its entry, as sealed.
pub(super) fn issue(row: &Row, portfolio: &str) -> Result<Value, StoreError> {
    let issue: Issue = of_json(&row.text(0)?)?;
    if sealed(&row.text(1)?) == *portfolio && row.text(2)? == issue.id {
        Ok(sealed(&issue))
    } else {
        Err(StoreError::Damaged("its row is not what it says".to_string()))
    }
}
