//! Files whose reading did not come to an end, so that a file that kills its reader, its run or the daemon is known after
//! a restart. Takes and gives counts by the files' bytes; decides nothing.

use super::db::args;
use super::{Store, StoreError};
use std::collections::BTreeMap;

pub(super) const TRIES: &str = "SELECT sha256, tries, why FROM reading_try WHERE pipeline = $1";

pub(super) const NOTE_TRY: &str = "INSERT INTO reading_try (pipeline, sha256, tries, why) VALUES ($1, $2, 1, $3) \
    ON CONFLICT (pipeline, sha256) DO UPDATE SET tries = reading_try.tries + 1, why = excluded.why";

pub(super) const TAKE_BACK_TRY: &str = "UPDATE reading_try SET tries = tries - 1 WHERE pipeline = $1 AND sha256 = $2";

pub(super) const FORGET_SETTLED: &str = "DELETE FROM reading_try WHERE pipeline = $1 AND tries <= 0";

pub(super) const FORGET_TRY: &str = "DELETE FROM reading_try WHERE pipeline = $1 AND sha256 = $2";

/// How often a file was tried, and how the last try ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Tries that did not come to an end.
    pub tries: u32,
    /// How the last one ended, as far as that is known.
    pub why: String,
}

impl Store {
    /// The files of a pipeline whose reading did not come to an end, by SHA-256.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn tries(&self, pipeline: &str) -> Result<BTreeMap<String, Tried>, StoreError> {
        let mut tried = BTreeMap::new();
        for row in self.db.look().await?.rows(TRIES, args![pipeline]).await? {
            let tries = u32::try_from(row.int(1)?).unwrap_or(u32::MAX);
            tried.insert(row.text(0)?, Tried { tries, why: row.text(2)? });
        }
        Ok(tried)
    }

    /// Counts one more try of each file, before it is made or after it failed.
    ///
    /// # Errors
    /// When the database cannot write.
    pub async fn note_tries(&self, pipeline: &str, files: &[&str], why: &str) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        for sha256 in files {
            tx.run(NOTE_TRY, args![pipeline, *sha256, why]).await?;
        }
        tx.commit().await
    }

    /// Counts one try of each file less: it is over, and nothing died of it.
    ///
    /// # Errors
    /// When the database cannot write.
    pub async fn take_back_tries(&self, pipeline: &str, files: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        for sha256 in files {
            tx.run(TAKE_BACK_TRY, args![pipeline, *sha256]).await?;
        }
        tx.run(FORGET_SETTLED, args![pipeline]).await?;
        tx.commit().await
    }

    /// Forgets the tries of files whose reading came to an end.
    ///
    /// # Errors
    /// When the database cannot write.
    pub async fn forget_tries(&self, pipeline: &str, files: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        for sha256 in files {
            tx.run(FORGET_TRY, args![pipeline, *sha256]).await?;
        }
        tx.commit().await
    }
}
