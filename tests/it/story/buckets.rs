//! An office that keeps its monthly reports in a bucket: they are read as from a folder, and a store that is away is nobody's
//! missing report.

use super::files::{full, furnish};
use super::world::World;
use crate::bucket::stub::Stub;
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const ON_TIME: [&str; 6] = ["3100", "1500", "450", "610", "0", "1200"];

/// The port city with its reports in `s3://reports/2026/`.
fn port() -> (World, Stub, Runtime, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path(), "all");
    let path = folder.path().join("pipelines/monthly.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("folder = \"inbox\"", "bucket = \"reports\"\nprefix = \"2026/\"");
    std::fs::write(path, text).unwrap();
    // The store lives on beside the office, whose runtime stands still between two looks.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let stub = runtime.block_on(Stub::start());
    let variables = [
        ("DUBAN_S3__ENDPOINT", stub.endpoint()),
        ("DUBAN_S3__ACCESS_KEY_ID", "reader".to_string()),
        ("DUBAN_S3__SECRET_ACCESS_KEY", "hunter2".to_string()),
    ];
    let variables: BTreeMap<String, String> =
        variables.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    let world = World::open(folder.path(), variables).settled();
    (world, stub, runtime, folder)
}

#[test]
fn reports_in_a_bucket_are_read_like_those_in_a_folder_and_a_newer_version_is_a_correction() {
    let (mut world, stub, _runtime, _folder) = port();
    stub.put("2026/03/20260331月报.csv", full(ON_TIME));
    stub.put("2025/20251231月报.csv", "nobody asks for this");
    world.at("2026-03-31 17:00").ask_buckets().tick();
    assert_eq!(world.ask("SELECT name FROM file WHERE name LIKE '%月报%'"), ["03-20260331月报.csv"]);
    let before = world.standings();
    assert!(before.contains("G02"), "{before}");
    world.at("2026-03-31 17:30").ask_buckets().tick();
    assert_eq!(world.ask("SELECT name FROM file WHERE name LIKE '%月报%'").len(), 1, "the same version is read once");
    stub.put("2026/03/20260331月报.csv", full(["3100", "1600", "450", "610", "0", "1200"]));
    world.at("2026-03-31 18:00").ask_buckets().tick();
    assert_eq!(world.ask("SELECT name FROM file WHERE name LIKE '%月报%'").len(), 2);
    assert_ne!(world.standings(), before, "the newer version counts");
    assert_eq!(stub.gets().len(), 2);
}

#[test]
fn a_store_that_does_not_answer_holds_up_nobody_else() {
    let (mut world, stub, _runtime, _folder) = port();
    stub.inside().hangs = true;
    world.drop("节点安排2.csv", super::files::plan(&[("G02", "铺轨", "2026-06-30")]));
    world.at("2026-04-20 09:00").anew().tick();
    assert_eq!(world.ask("SELECT name FROM file WHERE name LIKE '节点安排2%'"), ["节点安排2.csv"]);
    world.live_until("2026-04-24 09:00");
    assert!(world.all_cases().is_empty(), "{}", world.cases());
}

#[test]
fn a_store_that_is_away_is_said_and_nobody_is_said_to_have_not_reported() {
    let (mut world, stub, _runtime, _folder) = port();
    stub.inside().always = Some((403, "InvalidAccessKeyId"));
    let missing = |world: &World| {
        let rules = ["missing_file", "not_reported"];
        world.all_cases().iter().filter(|case| rules.contains(&case.rule.name())).count()
    };
    for time in ["2026-03-31 17:00", "2026-04-03 09:00", "2026-04-20 09:00"] {
        let troubles = world.at(time).ask_buckets().try_tick();
        assert_eq!(
            troubles,
            ["bucket s3://reports/2026/: the store does not know the key; look at s3.access_key_id; slots of its \
              pipelines wait until it is back: no report is said to be missing"]
        );
    }
    assert_eq!(missing(&world), 0);
    // Others are read meanwhile.
    let name = "节点安排2.csv";
    world.drop(name, super::files::plan(&[("G02", "铺轨", "2026-06-30")]));
    assert_eq!(world.ask_buckets().try_tick().len(), 1);
    assert_eq!(world.ask("SELECT name FROM file WHERE name LIKE '节点安排2%'"), [name]);
    // It is back, with the report of one month and without that of the next: that is missing, and only that.
    stub.inside().always = None;
    stub.put("2026/20260331月报.csv", full(ON_TIME));
    world.at("2026-04-20 10:00").ask_buckets().tick();
    assert_eq!(missing(&world), 0, "{}", world.cases());
    world.live_until("2026-05-12 09:00");
    assert!(missing(&world) > 0, "{}", world.cases());
}
