//! Opening: the right schema or none, one daemon, no secrets shown, every statement understood.

use super::cast::first_run;
use super::house::{houses, on_sqlite};
use super::runs::done;
use duban::base::id::Head;
use duban::store::{PgUrl, Store, StoreError, StoreTarget};
use sqlx::{Connection, Executor, SqliteConnection};

fn path_of(target: &StoreTarget) -> std::path::PathBuf {
    match target {
        StoreTarget::Sqlite(path) => path.clone(),
        StoreTarget::Postgres(_) => panic!("not a file"),
    }
}

#[tokio::test]
async fn every_statement_is_understood() {
    for house in houses().await {
        assert!(house.store.prepare_all().await.unwrap() > 60);
    }
}

#[tokio::test]
async fn a_store_opens_again_with_what_was_in_it() {
    for house in houses().await {
        let head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        house.store.close().await;
        assert_eq!(Store::open(&house.target).await.unwrap().head().await.unwrap(), head);
        let looking = Store::open_read_only(&house.target).await.unwrap();
        assert!(looking.verify(Some(head)).await.unwrap().ok);
        assert!(looking.commit(&super::cast::run(Head::genesis(), "2014-07-01")).await.is_err());
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    for house in houses().await {
        let empty = if house.is_pg() { "''::bytea" } else { "x''" };
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)";
        house.by_hand(&format!("{newer} VALUES (9999, 'to come', TRUE, {empty}, 0)")).await;
        house.store.close().await;
        for opened in [Store::open(&house.target).await, Store::open_read_only(&house.target).await] {
            let refused = opened.unwrap_err();
            assert!(matches!(refused, StoreError::Newer { found: 9999, .. }), "{refused}");
            assert!(refused.to_string().contains("use the newer duban; nothing was changed"));
        }
    }
}

#[tokio::test]
async fn not_a_byte_of_a_newer_store_is_changed() {
    let house = on_sqlite().await;
    house
        .by_hand("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, '', 1, x'', 0)")
        .await;
    house.store.close().await;
    let before = std::fs::read(path_of(&house.target)).unwrap();
    assert!(Store::open(&house.target).await.is_err());
    assert_eq!(std::fs::read(path_of(&house.target)).unwrap(), before);
}

#[tokio::test]
async fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let mut other = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    other.execute("CREATE TABLE songs (name TEXT)").await.unwrap();
    other.close().await.unwrap();
    let refused = Store::open(&StoreTarget::Sqlite(path.clone())).await.unwrap_err();
    assert!(refused.to_string().contains("another program"), "{refused}");
    std::fs::write(&path, "project,amount\n").unwrap();
    assert!(matches!(Store::open(&StoreTarget::Sqlite(path)).await, Err(StoreError::Open { .. })));
}

#[tokio::test]
async fn a_second_daemon_is_told_who_is_there() {
    let house = on_sqlite().await;
    let lock = house.store.lock_for_daemon().unwrap();
    let second = Store::open(&house.target).await.unwrap();
    let refused = second.lock_for_daemon().unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }));
    assert!(refused.to_string().contains(&format!("process {} on ", std::process::id())), "{refused}");
    drop(lock);
    second.lock_for_daemon().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_file_may_be_opened_by_several_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let target = StoreTarget::Sqlite(folder.path().join("duban.db"));
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let target = target.clone();
            tokio::spawn(async move { Store::open(&target).await.map(drop) })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_store_whose_connections_were_cut_goes_on() {
    for house in houses().await.into_iter().filter(|house| house.is_pg()) {
        let head = done(house.store.commit(&first_run(Head::genesis())).await.unwrap());
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(house.by_hand(cut).await > 0);
        done(house.store.commit(&super::cast::run(head, "2014-07-01")).await.unwrap());
    }
}

#[tokio::test]
async fn a_password_is_never_shown() {
    let target = StoreTarget::Postgres(PgUrl::new("postgres://duban:secret@127.0.0.1:1/duban"));
    let refused = Store::open(&target).await.unwrap_err();
    for shown in [format!("{target:?}"), refused.to_string(), format!("{refused:?}")] {
        assert!(!shown.contains("secret"), "{shown}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = on_sqlite().await;
    assert_eq!(std::fs::metadata(path_of(&house.target)).unwrap().permissions().mode() & 0o777, 0o600);
}
