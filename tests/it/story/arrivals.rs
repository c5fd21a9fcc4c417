//! Files that come at the wrong time, in pieces, empty, or from two who do not agree.

use super::files::{full, report};
use super::world::World;
use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};

#[test]
fn a_file_that_was_cut_off_in_a_figure_is_set_right_by_the_whole_one() {
    let whole = full(["3100", "1500", "450", "610", "0", "1200"]);
    let mut world = World::new().settled();
    // The writer stalls in the midst of a figure, long enough for the file to look still.
    let cut = whole.windows(4).position(|four| four == b"1500").unwrap() + 2;
    world.at("2026-03-31 17:00").drop("20260331月报.csv", whole[..cut].to_vec()).tick();
    world.at("2026-03-31 17:10").drop("20260331月报.csv", whole.clone()).tick();
    let mut quiet = World::new().settled();
    quiet.at("2026-03-31 17:10").drop("20260331月报.csv", whole).tick();
    world.live_until("2026-04-03 18:00");
    quiet.live_until("2026-04-03 18:00");
    assert_eq!(world.standings(), quiet.standings(), "no figure of the torn file is left");
}

#[test]
fn files_without_content_are_named_for_what_they_are() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00");
    world.drop("20260331月报（空）.csv", Vec::new());
    world.drop("20260331月报（标记）.csv", b"\xef\xbb\xbf".to_vec());
    world.drop("20260331月报（标记16）.csv", b"\xff\xfe".to_vec());
    world.drop("20260331月报（空白）.csv", b" \r\n\r\n".to_vec());
    world.drop("20260331月报（表头）.csv", report(&[]));
    world.tick();
    let notes = world.notes();
    for name in ["空", "标记", "标记16", "空白"] {
        let line =
            notes.lines().find(|line| line.contains(&format!("（{name}）"))).unwrap_or_else(|| panic!("{notes}"));
        assert!(line.contains(" empty "), "{line}");
    }
    let runs = world.runs();
    // A header without rows is no report either: nobody counts as having reported, and whoever sent it is told.
    assert_eq!(runs.matches("Unreadable").count(), 5, "{runs}");
    let header = notes.lines().find(|line| line.contains("（表头）")).unwrap_or_else(|| panic!("{notes}"));
    assert!(header.contains("empty_report") && !world.standings().contains("reports 2026-03-31"), "{notes}\n{runs}");
}

#[test]
fn a_report_of_a_period_that_has_not_begun_is_kept_apart_and_judges_nobody() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"])).tick();
    let before = world.standings();
    // Somebody wrote the wrong month into the name.
    world.at("2026-04-02 10:00").drop("20261231月报.csv", full(["9100", "4500", "3450", "2100", "900", "4200"])).tick();
    assert_eq!(world.standings(), before);
    let notes = world.notes();
    assert!(notes.contains("future_period") && notes.contains("begins on 2026-12-01"), "{notes}");
    assert!(world.case("monthly/20261231月报.csv", "unreadable_file").state.is_live());
    // A period that has begun and is not over may be reported early.
    world.at("2026-04-25 10:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    assert!(world.standings().contains("2026-04-30 4100"), "{}", world.standings());
}

#[test]
fn months_that_are_put_in_at_once_are_each_read_when_their_month_has_come() {
    let mut world = World::new().settled();
    world
        .at("2026-03-31 17:00")
        .drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"]))
        .drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"]))
        .drop("20260531月报.csv", full(["5100", "2600", "1100", "1000", "100", "2100"]))
        .tick();
    assert!(world.notes().contains("is read again by itself when that period has begun"), "{}", world.notes());
    // The daemon that lives on gives the file once more by itself.
    world.at("2026-04-01 09:00").tick();
    world.at("2026-04-01 09:01").tick();
    assert!(world.standings().contains("2026-04-30 4100"), "{}", world.standings());
    assert!(!world.case("monthly/20260430月报.csv", "unreadable_file").state.is_live(), "{}", world.cases());
    // One that is started only then, or a single run, does so at its first look; and no file is read a third time.
    world.restart();
    world.at("2026-05-30 18:00").tick();
    assert!(world.standings().contains("2026-05-31 5100"), "{}", world.standings());
    let runs = world.runs();
    world.restart();
    world.at("2026-05-30 19:00").tick();
    assert_eq!(world.runs(), runs);
}

#[test]
fn two_units_that_contradict_each_other_are_both_heard_and_neither_wins_unsaid() {
    let mut world = World::new().settled();
    world
        .at("2026-03-31 16:00")
        .drop("20260331港口局月报.csv", report(&[("G01", "3100"), ("G02", "1500"), ("G03", "450")]));
    world.tick();
    // The works bureau reports its own, and the port bureau's terminal with another figure.
    let works = [("J01", "610"), ("J02", "0"), ("J03", "1200"), ("G01", "3900"), ("G02", "1500")];
    world.at("2026-03-31 17:00").drop("20260331住建局月报.csv", report(&works)).tick();
    let (runs, notes, standings) = (world.runs(), world.notes(), world.standings());
    assert!(runs.contains("contradicted G01") && runs.matches("contradicted G").count() == 1, "{runs}");
    assert!(notes.contains("住建局 reports 3900") && notes.contains("港口局 reported 3100"), "{notes}");
    assert!(standings.contains("2026-03-31 3100") && !standings.contains("2026-03-31 3900"), "{standings}");
    assert!(standings.contains("refused for 2026-03-31: contradicted \"3900\""), "{standings}");
    assert!(standings.contains("2026-03-31 610"), "its own rows are taken: {standings}");
    // It is a matter of the data's keeper at once, and of the office when nobody settles it.
    assert!(world.case("G01", "unreadable").state.is_live(), "{}", world.cases());
    let letters = world.letters();
    assert!(letters.contains("港口局统计员"), "{letters}");
    world.live_until("2026-04-10 18:00");
    assert!(world.letters().contains("督查科长"), "{}", world.letters());
    // They agree on the second figure: who reported first corrects it.
    world.at("2026-04-11 10:00").drop("20260331港口局月报（更正）.csv", report(&[("G01", "3900")])).tick();
    assert!(world.standings().contains("2026-03-31 3900"), "{}", world.standings());
    assert!(!world.case("G01", "unreadable").state.is_live(), "{}", world.cases());
}

#[test]
fn the_day_that_a_file_server_writes_on_a_file_decides_nothing() {
    let mut world = World::new().settled();
    let dated = |world: &World, name: &str, at: SystemTime| {
        let file = File::options().write(true).open(world.inbox().join(name)).unwrap();
        file.set_times(FileTimes::new().set_modified(at)).unwrap();
    };
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "150", "450", "610", "0", "1200"]));
    dated(&world, "20260331月报.csv", SystemTime::now() + Duration::from_secs(400 * 86_400));
    world.tick();
    world.at("2026-03-31 18:00").drop("20260331月报（更正）.csv", full(["3100", "1500", "450", "610", "0", "1200"]));
    dated(&world, "20260331月报（更正）.csv", SystemTime::UNIX_EPOCH + Duration::from_secs(1));
    world.tick();
    let standings = world.standings();
    assert!(standings.contains("2026-03-31 1500") && !standings.contains("2026-03-31 150 "), "{standings}");
}

#[test]
fn a_folder_that_is_away_at_the_deadline_is_not_a_report_that_never_came() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "1500", "450", "610", "0", "1200"]));
    world.tick();
    let (inbox, away) = (world.inbox(), world.inbox().with_extension("away"));
    std::fs::rename(&inbox, &away).unwrap();
    // The deadline of April passes; the report lies on a share that is not there.
    std::fs::write(away.join("20260430月报.csv"), full(["4100", "2100", "800", "820", "0", "1700"])).unwrap();
    let troubles = world.at("2026-05-08 09:00").try_tick();
    assert!(troubles.iter().any(|why| why.contains("slots of its pipelines wait")), "{troubles:?}");
    assert!(!world.cases().contains("missing") && !world.cases().contains("not_reported"), "{}", world.cases());
    std::fs::rename(&away, &inbox).unwrap();
    world.at("2026-05-08 10:00").tick();
    assert!(world.standings().contains("2026-04-30 4100"), "{}", world.standings());
    assert!(!world.cases().contains("missing_file") && !world.cases().contains("not_reported"), "{}", world.cases());
}
