//! What a person does: to a case, to a baseline. One sealed entry each, with the evidence shown for it.

use super::answers::{self, Answer, Answered};
use super::{Store, StoreError, chain, commit, issues, rebaselines, vault};
use crate::assess::baseline::Filed;
use crate::assess::issues::Issue;
use crate::audit::chain::{ACT, Entry};
use crate::audit::record::{Blob, Deed, act_payload};
use crate::base::id::Head;
use crate::escalate::CaseChange;
use chrono::{DateTime, Utc};

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// It is written; this is the head now.
    Done(Head),
    /// The case was changed by somebody else meanwhile: look at it again.
    Stale,
    /// The same link or mail did this before.
    Before(Answered),
}

impl Store {
    /// Changes one case in the name of `who`: a person's id or the name of an account. `evidence` are the bytes that the
    /// act shows; they are sealed with it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn act(
        &self,
        change: &CaseChange,
        evidence: &[Blob],
        who: &str,
        at: DateTime<Utc>,
    ) -> Result<Acted, StoreError> {
        let portfolio = &change.case.portfolio;
        self.perform(&Deed { portfolio, change: Some(change), filed: &[], issues: &[], evidence, who, via: None }, at)
            .await
    }

    /// Files approved changes of baselines, each with its approver; nothing else changes.
    ///
    /// # Errors
    /// The database fails.
    pub async fn rebaseline(
        &self,
        portfolio: &str,
        filed: &[Filed],
        evidence: &[Blob],
        who: &str,
        at: DateTime<Utc>,
    ) -> Result<Acted, StoreError> {
        self.perform(&Deed { portfolio, change: None, filed, issues: &[], evidence, who, via: None }, at).await
    }

    /// Lists issues that a person entered by hand.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list_issues(
        &self,
        portfolio: &str,
        issues: &[Issue],
        evidence: &[Blob],
        who: &str,
        at: DateTime<Utc>,
    ) -> Result<Acted, StoreError> {
        self.perform(&Deed { portfolio, change: None, filed: &[], issues, evidence, who, via: None }, at).await
    }

    /// Does what a person decided: all of it under one entry, or nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn perform(&self, deed: &Deed<'_>, at: DateTime<Utc>) -> Result<Acted, StoreError> {
        self.perform_once(deed, None, at).await
    }

    /// The same for what came by a link or by mail, each of which acts once: `answer` is written with it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn perform_once(
        &self,
        deed: &Deed<'_>,
        answer: Option<&Answer>,
        at: DateTime<Utc>,
    ) -> Result<Acted, StoreError> {
        let payload = act_payload(&Deed { via: answer.map(|answer| answer.via).or(deed.via), ..*deed });
        let packed = |blob: &Blob| vault::pack(blob.sha256.clone(), blob.kind, &blob.bytes);
        let mut blobs: Vec<vault::Packed> = deed.evidence.iter().map(packed).collect();
        blobs.sort_by(|a, b| a.sha256().cmp(b.sha256()));
        blobs.dedup_by(|a, b| a.sha256() == b.sha256());
        let mut tx = self.db.write().await?;
        let head = chain::lock_head(&mut tx).await?;
        let entry = Entry::seal(&head, at, ACT, &payload);
        let packed = vault::pack(entry.payload_sha256.clone(), "entry", &payload);
        if let Some(answer) = answer {
            if let Some(before) = answers::known(&mut tx, &answer.hash).await? {
                tx.rollback().await?;
                return Ok(Acted::Before(before));
            }
            answers::insert(&mut tx, answer, entry.seq, at).await?;
        }
        let changes = deed.change.map_or(&[][..], std::slice::from_ref);
        let done = commit::cases(&mut tx, changes, entry.seq).await? && chain::append(&mut tx, &entry, packed).await?;
        if done {
            rebaselines::write(&mut tx, deed.portfolio, deed.filed, entry.seq).await?;
            issues::write(&mut tx, deed.portfolio, deed.issues, entry.seq).await?;
            vault::put(&mut tx, blobs).await?;
            tx.commit().await?;
            Ok(Acted::Done(entry.head()))
        } else {
            tx.rollback().await?;
            Ok(Acted::Stale)
        }
    }
}
