//! The store: a vault of immutable bytes and a ledger of what happened, in one database. The only SQL of the program.
//!
//! Takes whole runs and writes each in one transaction or not at all; gives back what a run needs to remember and what people
//! want to see. SQLite in one file by default, PostgreSQL for several daemons: the same statements run on both. It decides
//! nothing: what a run means was settled before it came here. Addresses are in the outbox and in messages, nowhere else.

mod act;
mod answers;
mod attention;
mod bulk;
mod chain;
mod commit;
mod db;
mod issues;
mod lock;
mod mirror;
mod open;
mod outbox;
mod rebaselines;
mod recall;
mod receipts;
mod record_rows;
mod scores;
mod seen;
mod slots;
mod statements;
mod tries;
mod vault;
mod verify;
mod verify_rows;
mod view;

pub use act::Acted;
pub use answers::{Addressee, Answer, Answered};
pub use attention::HeldRun;
pub use commit::Committed;
pub use issues::IssueVersion;
pub use lock::DaemonLock;
pub use mirror::{Mirrored, MirroredLetter};
pub use open::{PgUrl, StoreTarget};
pub use outbox::{Leased, Settled, Settlement};
pub use recall::{KEPT, MeasuredTable, Memory, StoredTable};
pub use seen::SeenFile;
pub use slots::{OpenSlot, SlotLedger};
pub use tries::Tried;
pub use view::{Counts, LetterRow, RunRow};

use std::fmt::Display;
use std::path::PathBuf;

/// The store. Cheap to clone: all clones share the same connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: db::Db,
    /// The SQLite file, for the daemon's lock.
    path: Option<PathBuf>,
}

impl Store {
    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// Why the store could not do it. Nothing was written, whatever the error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be opened.
    #[error("cannot open the store {place}: {why}")]
    Open {
        /// The file, or `PostgreSQL`.
        place: String,
        /// Why, and what to do.
        why: String,
    },
    /// The store was written by a newer program.
    #[error(
        "the store has schema {found}, this program knows schemas up to {known}: use the newer duban; nothing was changed"
    )]
    Newer {
        /// The store's schema.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// The store was written by an older program and was opened only to be looked at.
    #[error(
        "the store has schema {found}, this program needs {known}: run `duban serve` or `duban run` once to bring it up to date"
    )]
    Older {
        /// The store's schema.
        found: i64,
        /// The schema this program needs.
        known: i64,
    },
    /// The linked SQLite has known faults.
    #[error("SQLite {found} is linked, but {needed} or newer is needed: build with the bundled one")]
    OldSqlite {
        /// The version linked.
        found: String,
        /// The version needed.
        needed: String,
    },
    /// Another daemon works on the same file.
    #[error(
        "the store {place} is in use by another daemon ({holder}): stop it first, or use PostgreSQL for several daemons"
    )]
    InUse {
        /// The file.
        place: String,
        /// Its process and host, as it wrote them down.
        holder: String,
    },
    /// The database was not free in time, or not there; the same may work later.
    #[error("the database is not available at the moment: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
    /// A row does not hold what it must.
    #[error("a row of the store is damaged: {0}; run `duban verify`")]
    Damaged(String),
    /// Bytes of the vault are missing or not what they were.
    #[error("the bytes {sha256} in the vault are damaged: {why}; run `duban verify`")]
    Vault {
        /// Which.
        sha256: String,
        /// Why.
        why: String,
    },
    /// A record that cannot be sealed: a mistake in the program.
    #[error("the run record is not fit to be sealed: {0}")]
    Unfit(String),
    /// A text with a character that PostgreSQL cannot hold.
    #[error("a text holds the character U+0000, which the store does not keep")]
    Nul,
}

impl StoreError {
    /// Whether the same may work in a moment: the database was busy, restarted or out of reach.
    pub fn is_passing(&self) -> bool {
        matches!(self, StoreError::Unavailable(_))
    }

    fn damaged(column: usize, why: impl Display) -> StoreError {
        StoreError::Damaged(format!("column {column} {why}"))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        let passing = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                true
            }
            // SQLite: busy, locked, disk full. PostgreSQL: serialization, deadlock, connection gone, shutting down,
            // starting up, no connection left, disk full.
            sqlx::Error::Database(refusal) => matches!(
                refusal.code().as_deref(),
                Some("5" | "6" | "13" | "261" | "517" | "773" | "40001" | "40P01" | "08000" | "08003" | "08006")
                    | Some("57P01" | "57P02" | "57P03" | "53300" | "53100")
            ),
            _ => false,
        };
        if passing { StoreError::Unavailable(error) } else { StoreError::Database(error) }
    }
}
