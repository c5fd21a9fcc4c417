//! A bucket that others write to while it is read, in a store that is slow, away or wrong: what becomes a file is one version
//! of one object, whole; what does not is named.

mod odd;
pub mod stub;

use duban::base::id::sha256_hex;
use duban::base::secret::Secret;
use duban::ingest::bucket::{Away, Order, Place, Round, mirror};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use stub::Stub;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A store, and the folder that its bucket `reports` is mirrored into.
struct Scene {
    runtime: Runtime,
    stub: Stub,
    place: Place,
    order: Order,
    folder: TempDir,
}

impl Scene {
    fn new() -> Scene {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let stub = runtime.block_on(Stub::start());
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            endpoint: stub.endpoint(),
            region: "us-east-1".to_string(),
            by_host: false,
            key: Some(("reader".to_string(), Secret::new("hunter2"))),
            ca_file: None,
            bucket: "reports".to_string(),
            answer: Duration::from_secs(20),
            tries: (5, Duration::from_millis(1)),
        };
        let folder_of_bucket = folder.path().join("reports");
        let patterns = vec!["*.csv".to_string()];
        let order = Order { prefix: String::new(), patterns, bytes_max: 1 << 20, folder: folder_of_bucket };
        Scene { runtime, stub, place, order, folder }
    }

    fn mirror(&self) -> Result<Round, Away> {
        self.runtime.block_on(mirror(&self.place, &self.order))
    }

    /// A round in which nothing goes wrong.
    fn whole(&self) -> Round {
        let round = self.mirror().unwrap();
        assert!(round.is_whole && round.troubles.is_empty(), "{round:?}");
        round
    }

    /// Files that a look would find, with their bytes.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let (found, skipped) = duban::ingest::list(&self.order.folder).unwrap();
        assert!(skipped.is_empty(), "{skipped:?}");
        found.iter().map(|one| (one.name.to_string(), std::fs::read(one.path()).unwrap())).collect()
    }

    fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }
}

/// Every file below a folder, hidden ones too.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn what_is_new_is_fetched_once_and_a_newer_version_again() {
    let scene = Scene::new();
    scene.stub.inside().page = 7;
    for number in 0..40 {
        scene.stub.put(&format!("2026/{number:02}/进度.csv"), format!("a,b\n{number},1\n"));
    }
    scene.stub.put("2026/空.csv", "");
    scene.stub.put("2026/说明.txt", "no report");
    let round = scene.whole();
    assert_eq!((round.fetched, scene.names().len(), scene.stub.gets().len()), (41, 41, 41));
    assert_eq!(scene.files()["2026-07-进度.csv"], b"a,b\n7,1\n");
    assert!(scene.stub.inside().lists >= 6, "it came in pages");
    assert_eq!(scene.stub.inside().unsigned, 0);
    let said: Vec<String> = round.skipped.iter().map(|one| format!("{}: {}", one.name, one.why)).collect();
    assert_eq!(said, ["2026/说明.txt: no pipeline's source.match fits its name"]);
    // Nothing is fetched again that is here, whoever asks: each round is as after a restart.
    assert_eq!((scene.whole().fetched, scene.stub.gets().len()), (0, 0));
    scene.stub.put("2026/07/进度.csv", "a,b\n7,2\n");
    assert_eq!((scene.whole().fetched, scene.stub.gets()), (1, vec!["2026/07/进度.csv".to_string()]));
    assert_eq!(scene.files()["2026-07-进度.csv"], b"a,b\n7,2\n");
    // Who takes a file away wants it again; who takes the ledger away pays with fetching everything.
    std::fs::remove_file(scene.order.folder.join("2026-08-进度.csv")).unwrap();
    assert_eq!(scene.whole().fetched, 1);
    std::fs::remove_file(scene.order.folder.join(".fetched")).unwrap();
    assert_eq!(scene.whole().fetched, 41);
}

#[test]
fn a_listing_that_leaves_objects_out_removes_nothing() {
    let scene = Scene::new();
    for name in ["a.csv", "b.csv", "c.csv"] {
        scene.stub.put(name, name);
    }
    scene.whole();
    scene.stub.inside().left_out.extend(["a.csv".to_string(), "c.csv".to_string()]);
    scene.whole();
    assert_eq!(scene.names(), ["a.csv", "b.csv", "c.csv"]);
    scene.stub.inside().left_out.clear();
    scene.stub.gets();
    assert_eq!((scene.whole().fetched, scene.stub.gets().len()), (0, 0), "what is back is known");
}

#[test]
fn a_burst_of_500_and_503_is_outlived_and_a_store_that_stays_away_is_said_in_the_same_words() {
    let scene = Scene::new();
    scene.stub.put("a.csv", "a");
    scene.stub.put("b.csv", "b");
    scene.stub.inside().answers.extend([(503, "SlowDown"), (500, "InternalError"), (503, "ServiceUnavailable")]);
    assert_eq!(scene.whole().fetched, 2);
    scene.stub.inside().always = Some((503, "ServiceUnavailable"));
    let away = scene.mirror().unwrap_err();
    assert_eq!(away.to_string(), "the store answers with 503 (ServiceUnavailable)");
    assert_eq!(scene.mirror().unwrap_err(), away, "the same words: it is told once");
    scene.stub.inside().always = None;
    scene.stub.put("c.csv", "c");
    assert_eq!((scene.whole().fetched, scene.names().len()), (1, 3), "and is read when it is back");
}

#[test]
fn what_a_store_says_when_it_says_no_is_said_with_what_to_do() {
    let mut scene = Scene::new();
    scene.stub.put("a.csv", "a");
    let mut said = Vec::new();
    for answer in [
        (403, "AccessDenied"),
        (403, "InvalidAccessKeyId"),
        (403, "SignatureDoesNotMatch"),
        (403, "RequestTimeTooSkewed"),
        (403, "SecondLevelDomainForbidden"),
        (301, "PermanentRedirect"),
        (418, "Teapot"),
    ] {
        scene.stub.inside().always = Some(answer);
        said.push(format!("{} {}: {}", answer.0, answer.1, scene.mirror().unwrap_err()));
    }
    scene.stub.inside().always = None;
    scene.place.bucket = "nowhere".to_string();
    said.push(format!("another bucket: {}", scene.mirror().unwrap_err()));
    scene.place.bucket = "reports".to_string();
    scene.stub.inside().hangs = true;
    (scene.place.answer, scene.place.tries.0) = (Duration::from_millis(100), 1);
    said.push(format!("no answer: {}", scene.mirror().unwrap_err()));
    scene.place.endpoint = "http://127.0.0.1:1".to_string();
    said.push(format!("nobody there: {}", scene.mirror().unwrap_err()));
    scene.place.ca_file = Some(scene.folder.path().join("none.pem"));
    said.push(scene.mirror().unwrap_err().to_string().replace(scene.folder.path().to_str().unwrap(), "…"));
    let said = said.join("\n");
    assert!(!said.contains("hunter2") && !said.contains("127.0.0.1"), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn one_object_that_does_not_come_keeps_no_other_from_coming() {
    let scene = Scene::new();
    for name in ["a.csv", "b.csv", "c.csv", "d.csv"] {
        scene.stub.put(name, name);
    }
    scene
        .stub
        .inside()
        .refused
        .extend([("a.csv".to_string(), (500, "InternalError")), ("c.csv".to_string(), (403, "InvalidObjectState"))]);
    let round = scene.mirror().unwrap();
    assert_eq!((round.fetched, round.is_whole, scene.names()), (2, false, vec!["b.csv".into(), "d.csv".into()]));
    assert_eq!(
        round.troubles,
        ["c.csv: the object is in an archive; have it restored", "a.csv: the store has a fault of its own"]
    );
    scene.stub.inside().refused.clear();
    assert_eq!(scene.whole().fetched, 2);
    // Many for one reason are one thing to be told.
    for number in 0..30 {
        scene.stub.put(&format!("{number:02}.csv"), "a");
        scene.stub.inside().refused.insert(format!("{number:02}.csv"), (403, "AccessDenied"));
    }
    let round = scene.mirror().unwrap();
    let told =
        "00.csv and 29 more: the store refuses; let the key of s3.access_key_id list the bucket and get its objects";
    assert_eq!((round.is_whole, round.troubles), (false, vec![told.to_string()]));
}

#[test]
fn an_object_that_breaks_off_is_gone_on_with_or_left_out_and_is_never_half_a_file() {
    let mut scene = Scene::new();
    let report = "行,数\n".repeat(20_000).into_bytes();
    scene.stub.put("a.csv", report.clone());
    scene.stub.inside().breaks_off = 3;
    scene.whole();
    assert_eq!(scene.files()["a.csv"], report);
    assert_eq!(scene.stub.gets().len(), 4, "three times from where it broke off");
    scene.place.tries.0 = 1;
    scene.stub.put("a.csv", [report.as_slice(), b"x"].concat());
    scene.stub.inside().breaks_off = 1000;
    let round = scene.mirror().unwrap();
    assert_eq!((round.fetched, round.is_whole), (0, false));
    assert_eq!(round.troubles, ["a.csv: the store breaks off in the middle of an answer"]);
    assert_eq!(scene.files()["a.csv"], report, "the version before it stays");
}

#[test]
fn five_hundred_rounds_of_an_object_that_changes_give_no_mixed_version() {
    let scene = Scene::new();
    // A version tells its number in every line: a mixture would be seen.
    let version = |n: usize| format!("{n:06}\n").repeat(400 + n % 7 * 100).into_bytes();
    let is_one = move |bytes: &[u8]| {
        let n = std::str::from_utf8(&bytes[..6]).unwrap().parse().unwrap();
        assert!(bytes == version(n), "mixed: {} bytes of version {n}", bytes.len());
        n
    };
    scene.stub.put("进度.csv", version(0));
    let mut next = 0;
    let meddle = move |objects: &mut stub::Objects| {
        next += 1;
        // Two of three listings are out of date when the object is asked for.
        if next % 3 != 0 {
            objects.insert("进度.csv".to_string(), version(next));
        }
    };
    scene.stub.inside().after_list = Some(Box::new(meddle));
    let mut half = 1_000_000;
    let cut = move |objects: &mut stub::Objects| {
        half += 1;
        objects.insert("进度.csv".to_string(), version(half % 1_000_000 + 500_000));
    };
    scene.stub.inside().after_break = Some(Box::new(cut));
    let (mut read, mut changing, mut newer) = (BTreeSet::new(), 0, 0);
    for round in 0..500 {
        // Every fifth time it breaks off, and is another version when it is gone on with; by times the store does not even
        // know If-Match.
        scene.stub.inside().breaks_off = usize::from(round % 5 == 0);
        scene.stub.inside().ignores_if_match = round % 4 == 3;
        let done = scene.mirror().unwrap();
        changing += usize::from(!done.troubles.is_empty());
        newer += done.fetched;
        if let Some(bytes) = scene.files().get("进度.csv") {
            read.insert((is_one(bytes), sha256_hex(bytes)));
        }
    }
    assert!(read.len() > 100 && newer > 100, "{} versions were read, {newer} fetched", read.len());
    assert!(scene.stub.gets().len() > newer + 100, "versions that were gone already were asked for, {changing} left");
    assert!(below(&scene.order.folder).iter().all(|path| !path.to_string_lossy().contains("draft")));
}

#[test]
fn a_round_that_is_killed_in_the_middle_leaves_nothing_that_is_read_and_the_next_goes_on() {
    let scene = Scene::new();
    for number in 0..30 {
        scene.stub.put(&format!("{number:02}.csv"), format!("{number}\n").repeat(3000));
    }
    scene.whole();
    for number in 0..30 {
        scene.stub.put(&format!("{number:02}.csv"), format!("{number},neu\n").repeat(3000));
    }
    // As somebody leaves it who was stopped between any two bytes: a draft, and a torn line.
    std::fs::write(scene.order.folder.join(".draft-3"), "3\n3\n3").unwrap();
    std::fs::write(scene.order.folder.join(".fetched-draft"), "{\"na").unwrap();
    let ledger = scene.order.folder.join(".fetched");
    let text = std::fs::read(&ledger).unwrap();
    std::fs::write(&ledger, &text[..text.len() - 20]).unwrap();
    let (place, order) = (scene.place.clone(), scene.order.clone());
    let task = scene.runtime.spawn(async move { mirror(&place, &order).await });
    while scene.stub.inside().gets.len() < 35 {
        std::thread::yield_now();
    }
    task.abort();
    let _ = scene.runtime.block_on(task);
    for (name, bytes) in scene.files() {
        let number: usize = name[..2].parse().unwrap();
        let whole = [format!("{number}\n").repeat(3000), format!("{number},neu\n").repeat(3000)];
        assert!(whole.iter().any(|whole| whole.as_bytes() == bytes), "{name} is half a file");
    }
    scene.whole();
    assert!(scene.files().values().all(|bytes| bytes.ends_with(b",neu\n")));
    assert!(below(&scene.order.folder).iter().all(|path| !path.to_string_lossy().contains("draft")));
    assert_eq!(scene.whole().fetched, 0, "everything is noted");
}

#[test]
fn two_that_mirror_the_same_bucket_do_not_get_in_each_others_way() {
    let scene = Scene::new();
    scene.stub.put("a.csv", "a");
    scene.stub.inside().hangs = true;
    let (place, order) = (scene.place.clone(), scene.order.clone());
    let first = scene.runtime.spawn(async move { mirror(&place, &order).await });
    while !scene.order.folder.join(".lock").exists() {
        std::thread::yield_now();
    }
    let second = loop {
        // The first has the file before it has the lock.
        match scene.mirror() {
            Err(away) if away.to_string().contains("another process") => break away,
            _ => scene.stub.inside().hangs = true,
        }
    };
    assert_eq!(second.to_string(), "another process is fetching it");
    first.abort();
    let _ = scene.runtime.block_on(first);
    scene.stub.inside().hangs = false;
    assert_eq!(scene.whole().fetched, 1);
}
