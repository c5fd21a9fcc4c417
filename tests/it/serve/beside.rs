//! Commands beside the running daemon.

use super::cast::{House, text};
use std::process::Stdio;

#[test]
fn a_case_is_taken_on_while_the_daemon_serves() {
    let house = House::settled("");
    let mut daemon = house.serve();
    house.reports();
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 3]);
    let cases = house.json(&["cases", "--json"]);
    let ids: Vec<String> =
        cases["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap().to_string()).collect();
    // All at once, and more than once: they queue for the store, none is lost, none is refused without a reason.
    let until = (chrono::Utc::now() + chrono::Duration::days(5)).date_naive().to_string();
    let children: Vec<_> = ids
        .iter()
        .map(|id| house.command(&["ack", id, "--by", "赵一", "--until", &until]))
        .map(|mut command| command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let cases = house.json(&["cases", "--json"]);
    assert!(cases["cases"].as_array().unwrap().iter().all(|case| case["state"] == "acknowledged"), "{cases}");
    daemon.wait_for("the figure", |d| d.figure("duban_cases{state=\"acknowledged\"}") == 3.0);
    let verified = house.duban(&["verify"]);
    assert!(verified.status.success(), "{}", text(&verified.stdout));
    daemon.stop();
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let house = House::settled("");
    let mut cases = vec![
        (vec!["run", "progres"], 2, "progress, register"),
        (vec!["preview", "progres", "x"], 2, "progress, register"),
        (vec!["preview", "register", "没有.csv"], 2, "通讯录.csv"),
        (vec!["ack", "c-none", "--by", "x", "--until", "2030-01-01"], 2, "duban cases"),
        (vec!["close", "c-none", "--by", "x"], 2, "duban cases"),
        (vec!["explain", "x-none"], 2, "duban letters"),
        (vec!["standing", "--by", "colour"], 2, "class, unit"),
        (vec!["frobnicate"], 2, "Usage"),
    ];
    cases.push((vec!["verify", "--checkpoint", "no head"], 2, "128:"));
    for (args, code, hint) in cases {
        let output = house.duban(&args);
        let why = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {why}");
        assert!(why.contains(hint), "{args:?}: {why}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}
