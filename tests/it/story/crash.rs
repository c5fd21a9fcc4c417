//! Power cuts: the real program dies at every named point of a run, and at moments nobody chose; started again it ends where
//! it would have ended. What may differ is how often a letter was tried, when it went out, and the entries that seal that.

use super::files::{contacts, full, furnish, plan, register, report, workbook};
use super::world::{DUBAN, World};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A month with everything in it: a correction, a row that is refused, a project behind, a workbook that comes early.
fn house() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path(), "all");
    let milestones = [("G01", "围堰合龙", "2026-04-20"), ("G01", "主体完工", "2026-11-30")];
    let april = workbook(
        &[("港口局", vec![("G01", 4100.0), ("G02", 1300.0)]), ("住建局", vec![("J01", 820.0), ("J03", 1600.0)])],
        &[("G01", "围堰合龙", "")],
    );
    for (name, bytes) in [
        ("2026项目清单.xlsx", register(&[])),
        ("节点安排.csv", plan(&milestones)),
        ("联系人.csv", contacts()),
        ("20260331月报.csv", full(["3100", "500", "450", "610", "0", "约九百"])),
        ("20260331月报（更正）.csv", report(&[("J03", "900")])),
        ("20260401月报.xlsx", april),
    ] {
        std::fs::write(folder.path().join("inbox").join(name), bytes).unwrap();
    }
    folder
}

fn simulate(home: &Path) -> Command {
    let mut command = Command::new(DUBAN);
    command.arg("--home").arg(home).args(["simulate", "--from", "2026-03-30", "--until", "2026-04-08"]);
    command.env("DUBAN_LOG__FILTER", "warn").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn to_the_end(home: &Path) {
    let Output { status, stdout, stderr } = simulate(home).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{status}: {said}");
    let verified = Command::new(DUBAN).arg("--home").arg(home).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    assert!(String::from_utf8_lossy(&verified.stdout).starts_with("whole: "));
}

/// The fate of a house, and its letters by file: each once, with its Message-ID.
fn fate(home: &Path) -> String {
    let world = World::open(home, BTreeMap::new());
    let (fate, letters) = (world.fate(), world.all_letters());
    assert!(letters.iter().all(|letter| letter.state == "sent"), "{}", world.letters());
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    for file in std::fs::read_dir(home.join("var/outbox")).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().to_string_lossy().to_string();
        assert!(name.ends_with(".eml"), "a draft was left: {name}");
        let text = std::fs::read_to_string(file.path()).unwrap();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
        *files.entry(id.trim().to_string()).or_default() += 1;
    }
    assert_eq!(files.len(), letters.len(), "a letter is lost, or one too many is there");
    assert!(letters.iter().all(|letter| files.get(&letter.message_id) == Some(&1)), "{files:?}");
    fate
}

fn undisturbed() -> String {
    let folder = house();
    to_the_end(folder.path());
    fate(folder.path())
}

#[test]
fn a_power_cut_at_any_named_point_ends_where_it_would_have_ended() {
    let expected = undisturbed();
    for point in ["recalled", "before_commit", "after_commit", "after_lease", "before_settle", "after_settle"] {
        for nth in [1, 2] {
            let folder = house();
            let fault = format!("{point}:{nth}");
            let died = simulate(folder.path()).env("DUBAN_FAULT", &fault).output().unwrap();
            assert!(!died.status.success(), "{fault} was never reached");
            to_the_end(folder.path());
            assert_eq!(fate(folder.path()), expected, "{fault}");
        }
    }
}

#[test]
fn a_second_power_cut_during_the_recovery_changes_nothing_either() {
    let expected = undisturbed();
    let folder = house();
    for fault in ["before_commit:3", "after_commit:2", "after_lease:1", "before_settle:1"] {
        let died = simulate(folder.path()).env("DUBAN_FAULT", fault).output().unwrap();
        assert!(!died.status.success(), "{fault} was never reached");
    }
    to_the_end(folder.path());
    assert_eq!(fate(folder.path()), expected);
}

#[test]
fn killed_at_moments_nobody_chose_it_ends_where_it_would_have_ended() {
    let folder = house();
    let start = Instant::now();
    to_the_end(folder.path());
    let whole = start.elapsed();
    let expected = fate(folder.path());
    let mut seed = 20_260_331u64;
    for round in 0..12 {
        let folder = house();
        // One or two deaths in one life: eighteen in all.
        for _ in 0..=round % 2 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let share = (seed >> 33) % 1000;
            let mut child = simulate(folder.path()).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(whole.as_micros() as u64 * share / 1000));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        to_the_end(folder.path());
        assert_eq!(fate(folder.path()), expected, "round {round}");
    }
}

#[test]
fn living_the_same_days_again_changes_nothing_at_all() {
    let folder = house();
    to_the_end(folder.path());
    let before = World::open(folder.path(), BTreeMap::new()).picture();
    to_the_end(folder.path());
    assert_eq!(World::open(folder.path(), BTreeMap::new()).picture(), before);
}
