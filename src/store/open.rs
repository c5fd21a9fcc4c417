//! Opening the store: the right SQLite, the right settings, the right schema. A store of a newer program is not touched.

use super::db::Db;
use super::{Store, StoreError};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, Row, SqlSafeStr, SqlitePool};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// The schemas, oldest first. A file that was released is never edited again.
const SCHEMAS: &[(i64, &str, &str)] = &[
    (1, "ledger", include_str!("migrations/0001_ledger.sql")),
    (100, "reading_try", include_str!("migrations/0100_reading_try.sql")),
    (140, "receipts", include_str!("migrations/0140_receipts.sql")),
    (210, "scores", include_str!("migrations/0210_scores.sql")),
    (300, "case states", include_str!("migrations/0300_case_states.sql")),
    (400, "file lookup", include_str!("migrations/0400_file_lookup.sql")),
    (501, "answers", include_str!("migrations/0501_answers.sql")),
    (510, "issues", include_str!("migrations/0510_issues.sql")),
    (600, "attention", include_str!("migrations/0600_attention.sql")),
    (700, "rebaselines", include_str!("migrations/0700_rebaselines.sql")),
];

/// Older ones can corrupt a database whose write-ahead log is reset while it is written.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

/// How long a write waits for its turn before it says that the store is busy.
const BUSY: Duration = Duration::from_secs(5);

/// How long a file that another process holds for itself is left alone before it is opened again.
const PAUSE: Duration = Duration::from_millis(20);

/// How long a server may take to answer at all.
const REACH: Duration = Duration::from_secs(10);

/// Where the store is.
#[derive(Debug, Clone)]
pub enum StoreTarget {
    /// A file, created when it is not there.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(PgUrl),
}

/// The URL of a PostgreSQL database. It may hold a password and is never shown.
#[derive(Clone)]
pub struct PgUrl(String);

impl PgUrl {
    /// Takes the URL as configured.
    pub fn new(url: impl Into<String>) -> PgUrl {
        PgUrl(url.into())
    }
}

impl fmt::Debug for PgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PgUrl(…)")
    }
}

impl Store {
    /// Opens the store and brings its schema up to date.
    ///
    /// # Errors
    /// The file or server cannot be reached, the schema is newer than this program, or the file is no store.
    pub async fn open(target: &StoreTarget) -> Result<Store, StoreError> {
        match target {
            StoreTarget::Sqlite(path) => {
                make_private(path).map_err(|why| cannot(target, why))?;
                let store = sqlite_in_turn(path).await.map_err(|why| cannot(target, why))?;
                store.linked_sqlite().await?;
                store.has_wal(target).await?;
                store.fit_schema(target).await?;
                Ok(store)
            }
            StoreTarget::Postgres(url) => {
                let store = postgres(url, false).await.map_err(|why| cannot(target, why))?;
                store.fit_schema(target).await?;
                Ok(store)
            }
        }
    }

    /// Opens the store only to look at it: nothing is created, migrated or written.
    ///
    /// # Errors
    /// As [`Store::open`]; also when the schema is older than this program.
    pub async fn open_read_only(target: &StoreTarget) -> Result<Store, StoreError> {
        let opened = match target {
            StoreTarget::Sqlite(path) => sqlite(path, true).await,
            StoreTarget::Postgres(url) => postgres(url, true).await,
        };
        let store = opened.map_err(|why| cannot(target, why))?;
        store.linked_sqlite().await?;
        match store.schema().await? {
            Some(found) if found < known() => Err(StoreError::Older { found, known: known() }),
            Some(found) if found > known() => Err(StoreError::Newer { found, known: known() }),
            Some(_) => Ok(store),
            None => Err(cannot(target, "it is not a store of duban")),
        }
    }

    async fn linked_sqlite(&self) -> Result<(), StoreError> {
        let Db::Sqlite { reader, .. } = &self.db else { return Ok(()) };
        let found: String = sqlx::query("SELECT sqlite_version()").fetch_one(reader).await?.try_get(0)?;
        let mut numbers = found.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let version = [(); 3].map(|()| numbers.next().unwrap_or(0));
        if version >= SQLITE_MIN {
            return Ok(());
        }
        Err(StoreError::OldSqlite { found, needed: SQLITE_MIN.map(|part| part.to_string()).join(".") })
    }

    /// Some network file systems cannot hold the memory that a write-ahead log shares between processes.
    async fn has_wal(&self, target: &StoreTarget) -> Result<(), StoreError> {
        let Db::Sqlite { reader, .. } = &self.db else { return Ok(()) };
        let mode: String = sqlx::query("PRAGMA journal_mode").fetch_one(reader).await?.try_get(0)?;
        if mode == "wal" {
            return Ok(());
        }
        Err(cannot(target, format!("no write-ahead log is possible there (journal mode `{mode}`): use a local disk")))
    }

    /// Refuses a newer schema before anything is written, then brings an older one up to date.
    async fn fit_schema(&self, target: &StoreTarget) -> Result<(), StoreError> {
        match self.schema().await? {
            Some(found) if found > known() => return Err(StoreError::Newer { found, known: known() }),
            None if self.has_other_tables().await? => {
                return Err(cannot(target, "it is a database of another program: name another file"));
            }
            _ => {}
        }
        // Several processes may open a new file at once: the slower ones fail on a table that is there now, or on the lock of
        // the faster one, and look again; each schema may be such a race.
        let mut tries = 3 * SCHEMAS.len();
        loop {
            tries -= 1;
            match self.migrate().await {
                Ok(()) => return Ok(()),
                Err(why) if tries == 0 => return Err(cannot(target, why)),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        let schemas = SCHEMAS.iter().map(|(version, name, sql)| {
            Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
        });
        let migrator = Migrator::with_migrations(schemas.collect());
        match &self.db {
            Db::Sqlite { writer, .. } => migrator.run(writer).await,
            Db::Pg(pool) => migrator.run(pool).await,
        }
    }

    /// The newest schema that was applied; `None` for an empty database.
    async fn schema(&self) -> Result<Option<i64>, StoreError> {
        const SQLITE_HAS: &str = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
        const PG_HAS: &str = "SELECT COUNT(*) FROM information_schema.tables \
                              WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
        const NEWEST: &str = "SELECT MAX(version) FROM _sqlx_migrations";
        let mut tx = self.db.look().await?;
        let has = tx.row(if self.db.is_pg() { PG_HAS } else { SQLITE_HAS }, vec![]).await?;
        match has {
            Some(row) if row.int(0)? > 0 => match tx.row(NEWEST, vec![]).await? {
                Some(row) => row.maybe_int(0),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    async fn has_other_tables(&self) -> Result<bool, StoreError> {
        // In one look: a program that opens the same new file at this moment makes its own tables between two.
        const TABLES: &str = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name <> '_sqlx_migrations' \
                              AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')";
        if self.db.is_pg() {
            return Ok(false); // a PostgreSQL schema may be shared, and a clash of names is refused by the migration
        }
        let row = self.db.look().await?.row(TABLES, vec![]).await?;
        Ok(row.map(|row| row.int(0)).transpose()?.unwrap_or(0) > 0)
    }
}

fn known() -> i64 {
    SCHEMAS.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

fn cannot(target: &StoreTarget, why: impl fmt::Display) -> StoreError {
    let place = match target {
        StoreTarget::Sqlite(path) => path.display().to_string(),
        StoreTarget::Postgres(_) => "in PostgreSQL".to_string(),
    };
    StoreError::Open { place, why: why.to_string() }
}

/// The store holds addresses: its file is its owner's alone. SQLite gives its side files the same mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

/// A file gets its write-ahead log under a lock for which SQLite does not wait, however long it is told to: who opens a new file
/// beside another process tries again.
async fn sqlite_in_turn(path: &Path) -> Result<Store, sqlx::Error> {
    let is_locked = |why: &sqlx::Error| match why {
        sqlx::Error::Database(refusal) => matches!(refusal.code().as_deref(), Some("5" | "6" | "261" | "517")),
        _ => false,
    };
    let mut tries = BUSY.as_millis() / PAUSE.as_millis();
    loop {
        tries -= 1;
        match sqlite(path, false).await {
            Err(why) if tries > 0 && is_locked(&why) => tokio::time::sleep(PAUSE).await,
            opened => return opened,
        }
    }
}

async fn sqlite(path: &Path, read_only: bool) -> Result<Store, sqlx::Error> {
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(read_only)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    if !read_only {
        options = options.journal_mode(SqliteJournalMode::Wal);
    }
    let reader: SqlitePool = SqlitePoolOptions::new().max_connections(4).connect_with(options.clone()).await?;
    // One connection for all writing: writers of one process queue here instead of finding the file locked.
    let writer = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    // On a full disk SQLite rolls back by itself. The driver then believes for ever that a transaction is open, and every
    // later one is refused: such a connection is thrown away. The ping lets a rollback that was only ordered happen first.
    let writer = writer.after_release(|connection, _| {
        Box::pin(async move {
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    });
    let writer = writer.connect_with(options).await?;
    Ok(Store { db: Db::Sqlite { reader, writer }, path: Some(path.to_path_buf()) })
}

async fn postgres(url: &PgUrl, read_only: bool) -> Result<Store, sqlx::Error> {
    let mut options = PgConnectOptions::from_str(&url.0)?.application_name("duban").disable_statement_logging();
    if read_only {
        options = options.options([("default_transaction_read_only", "on")]);
    }
    // One connection by itself first: it says why it cannot be made, which a pool only says as "timed out".
    match tokio::time::timeout(REACH, options.connect()).await {
        Ok(connection) => connection?.close().await?,
        Err(_) => return Err(sqlx::Error::PoolTimedOut),
    }
    let pool: PgPool = PgPoolOptions::new().max_connections(8).acquire_timeout(REACH).connect_with(options).await?;
    Ok(Store { db: Db::Pg(pool), path: None })
}
