//! What a person does to a case: one change, one sealed entry, nothing else.

use super::{Store, StoreError, chain, commit, vault};
use crate::audit::chain::{ACT, Entry};
use crate::audit::record::act_payload;
use crate::base::id::Head;
use crate::escalate::CaseChange;
use chrono::{DateTime, Utc};

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// The case is changed; this is the head now.
    Done(Head),
    /// The case was changed by somebody else meanwhile: look at it again.
    Stale,
}

impl Store {
    /// Changes one case in the name of `who`: a person's id or the name of an account.
    pub async fn act(&self, change: &CaseChange, who: &str, at: DateTime<Utc>) -> Result<Acted, StoreError> {
        let payload = act_payload(change, who);
        let mut tx = self.db.write().await?;
        let head = chain::lock_head(&mut tx).await?;
        let entry = Entry::seal(&head, at, ACT, &payload);
        let packed = vault::pack(entry.payload_sha256.clone(), "entry", &payload);
        let done = commit::cases(&mut tx, std::slice::from_ref(change), entry.seq).await?
            && chain::append(&mut tx, &entry, packed).await?;
        if done {
            tx.commit().await?;
            Ok(Acted::Done(entry.head()))
        } else {
            tx.rollback().await?;
            Ok(Acted::Stale)
        }
    }
}
