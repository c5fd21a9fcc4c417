//! A fresh store on each database, and a hand that reaches past the store into its rows.

use super::postgres;
use duban::store::{PgUrl, Store, StoreTarget};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// One store, and where it is.
pub struct House {
    pub store: Store,
    pub target: StoreTarget,
    url: String,
    _folder: Option<TempDir>,
}

/// A fresh store on each database there is.
pub async fn houses() -> Vec<House> {
    let mut houses = vec![on_sqlite().await];
    if let Some(url) = postgres::fresh_database(None).await {
        let target = StoreTarget::Postgres(PgUrl::new(&url));
        houses.push(House { store: Store::open(&target).await.unwrap(), target, url, _folder: None });
    }
    houses
}

/// A fresh store in a file.
pub async fn on_sqlite() -> House {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("var").join("duban.db");
    let url = format!("sqlite://{}", path.display());
    let target = StoreTarget::Sqlite(path);
    House { store: Store::open(&target).await.unwrap(), target, url, _folder: Some(folder) }
}

impl House {
    pub fn is_pg(&self) -> bool {
        matches!(self.target, StoreTarget::Postgres(_))
    }

    /// Another store with the same in it. The first one's connections are closed for it.
    pub async fn copy(&self) -> House {
        self.store.close().await;
        if self.is_pg() {
            let url = postgres::fresh_database(Some(&self.url)).await.unwrap();
            let target = StoreTarget::Postgres(PgUrl::new(&url));
            return House { store: Store::open(&target).await.unwrap(), target, url, _folder: None };
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("duban.db");
        self.by_hand(&format!("VACUUM INTO '{}'", path.display())).await;
        let url = format!("sqlite://{}", path.display());
        let target = StoreTarget::Sqlite(path);
        House { store: Store::open(&target).await.unwrap(), target, url, _folder: Some(folder) }
    }

    /// Does what the store would never do. Keys that would hold the hand back are switched off.
    pub async fn by_hand(&self, sql: &str) -> u64 {
        if self.is_pg() {
            let mut hand = PgConnection::connect(&self.url).await.unwrap();
            hand.execute("SET session_replication_role = replica").await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut hand).await.unwrap().rows_affected()
        } else {
            let mut hand = SqliteConnection::connect(&self.url).await.unwrap();
            hand.execute("PRAGMA foreign_keys = OFF").await.unwrap();
            let touched = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut hand).await.unwrap().rows_affected();
            hand.close().await.unwrap();
            touched
        }
    }

    /// Bytes straight from a row.
    pub async fn bytes_by_hand(&self, sql: &str) -> Vec<u8> {
        if self.is_pg() {
            let mut hand = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut hand).await.unwrap()
        } else {
            let mut hand = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut hand).await.unwrap()
        }
    }

    /// How bytes are written in a statement.
    pub fn literal(&self, bytes: &[u8]) -> String {
        let hex = duban::base::id::hex(bytes);
        if self.is_pg() { format!("'\\x{hex}'::bytea") } else { format!("x'{hex}'") }
    }
}
