//! Keys that no file can be called after, or two of which would be one file: named, never fetched, in nobody's way.

use super::{Scene, below};

fn said(scene: &Scene) -> String {
    let round = scene.whole();
    round.skipped.iter().map(|one| format!("{}: {}", one.name, one.why)).collect::<Vec<_>>().join("\n")
}

#[test]
fn odd_keys_are_named_and_the_others_come() {
    let scene = Scene::new();
    for number in 0..1500 {
        scene.stub.inside().objects.insert(format!("m/{number:04}.csv"), b"a,b\n".to_vec());
    }
    for key in [
        "../../etc/passwd.csv",
        "/etc/shadow.csv",
        "a//b.csv",
        "m/../../x.csv",
        "m/./x.csv",
        "m/0500\n.csv",
        "m/\u{1b}[2J.csv",
        "z/..",
    ] {
        scene.stub.inside().listed_too.push(key.to_string());
    }
    for key in [
        "-rf.csv",
        "m/ blank.csv",
        "m/b\u{202e}vsc.csv",
        "m/.hidden.csv",
        "m/~$lock.csv",
        ".git/config.csv",
        "folder.csv/",
        "C:\\x\\y.csv",
        "CON.csv",
        "长/🚧 进度（修改稿） 1.csv",
    ] {
        scene.stub.put(key, "a,b\n");
    }
    let long = "长".repeat(90) + ".csv";
    scene.stub.put(&long, "a,b\n");
    scene.stub.inside().objects.insert("folder.csv/".to_string(), Vec::new());
    let said = said(&scene).replace(&long, "<long>.csv");
    insta::assert_snapshot!(said);
    let names = scene.names();
    assert_eq!(names.len(), 1504, "{names:?}");
    for name in ["C:\\x\\y.csv", "CON.csv", "长-🚧 进度（修改稿） 1.csv", "m-0000.csv", "m-1499.csv"] {
        assert!(names.iter().any(|one| one == name), "{name}");
    }
    let outside: Vec<_> = below(scene.folder.path())
        .into_iter()
        .filter(|path| path.parent() != Some(scene.order.folder.as_path()))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn two_keys_that_would_be_one_file_are_said_and_the_first_keeps_the_name() {
    let scene = Scene::new();
    scene.stub.put("2026/03.csv", "slash");
    scene.stub.put("2026-03.csv", "dash");
    assert_eq!(
        said(&scene),
        "2026-03.csv: `2026/03.csv` would be a file of the same name, `2026-03.csv`; rename one of them\n\
         2026/03.csv: `2026-03.csv` would be a file of the same name, `2026-03.csv`; rename one of them"
    );
    assert!(scene.names().is_empty(), "neither: nobody knows which is meant");
    scene.stub.inside().objects.remove("2026-03.csv");
    assert_eq!((said(&scene), scene.files()["2026-03.csv"].as_slice()), (String::new(), b"slash".as_slice()));
    scene.stub.put("2026-03.csv", "dash");
    scene.stub.put("2026/03.csv", "slash, newer");
    // Also while a listing leaves out the one that has the name.
    scene.stub.inside().left_out.insert("2026/03.csv".to_string());
    assert!(said(&scene).starts_with("2026-03.csv: `2026/03.csv` would be"));
    assert_eq!(scene.files()["2026-03.csv"], b"slash");
    scene.stub.inside().left_out.clear();
    assert!(said(&scene).starts_with("2026-03.csv: `2026/03.csv` would be"));
    assert_eq!(scene.files()["2026-03.csv"], b"slash, newer");
}

#[test]
fn what_is_too_large_or_has_no_etag_is_not_fetched() {
    let scene = Scene::new();
    scene.stub.put("large.csv", vec![b'x'; (1 << 20) + 1]);
    scene.stub.put("just.csv", vec![b'x'; 1 << 20]);
    assert_eq!(said(&scene), "large.csv: larger than 1 MiB (ingest.file_max_mib)");
    assert_eq!((scene.names(), scene.stub.gets()), (vec!["just.csv".to_string()], vec!["just.csv".to_string()]));
    scene.stub.inside().has_no_etags = true;
    scene.stub.put("later.csv", "a");
    let said = said(&scene);
    assert!(said.contains("later.csv: the store gives it no ETag") && scene.stub.gets().is_empty(), "{said}");
}

#[test]
fn only_keys_with_the_prefix_are_read_and_named_by_what_follows_its_last_slash() {
    let mut scene = Scene::new();
    for key in ["other.csv", "2026/report-1.csv", "2026/report/2.csv", "2026/note.csv"] {
        scene.stub.put(key, key);
    }
    scene.order.prefix = "2026/report".to_string();
    assert_eq!((said(&scene), scene.names()), (String::new(), vec!["report-1.csv".into(), "report-2.csv".into()]));
}

#[test]
fn a_store_that_knows_no_pages_is_told_from_one_that_has_no_more() {
    let scene = Scene::new();
    for number in 0..1000 {
        scene.stub.put(&format!("{number:04}.csv"), "a");
    }
    scene.whole();
    assert_eq!(scene.names().len(), 1000, "a full page may be the last");
    scene.stub.put("1000.csv", "a");
    scene.stub.inside().knows_no_pages = true;
    let away = scene.mirror().unwrap_err().to_string();
    assert!(away.starts_with("its listing does not go on after its first page"), "{away}");
}
