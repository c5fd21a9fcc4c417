//! Configuration that changes under a running daemon.

use super::cast::{House, register};
use std::fs;

const SECOND: &str = "title = \"第二个\"\nportfolio = \"second\"\ntimezone = \"Asia/Shanghai\"\n[source]\nfolder = \"second\"\n\
    match = [\"*台账*\"]\nperiod = \"none\"\n[[tables]]\ndataset = \"register\"\n";

#[test]
fn a_broken_pipeline_keeps_the_old_ones_and_a_corrected_one_is_taken() {
    let house = House::settled("");
    let mut daemon = house.serve();
    let right = fs::read_to_string(house.path("pipelines/progress.toml")).unwrap();
    house.write("pipelines/progress.toml", right.replace("cron ", "cronn "));
    daemon.wait_for("the refusal", |d| d.get("/healthz").1.contains("configuration: "));
    let (status, page) = daemon.get("/healthz");
    assert_eq!(status, 200, "a restart would not mend it");
    assert!(page.contains("pipelines/progress.toml:"), "{page}");
    assert!(daemon.said(&["ERROR", "cronn"]) > 0 && daemon.said(&["refused", "stays in force"]) == 1);
    assert_eq!(daemon.figure("duban_configuration_ok"), 0.0);
    house.reports();
    daemon.wait_for("the old pipeline's letters", |_| house.letters() == ["sent"; 3]);
    house.write("pipelines/progress.toml", right.replace("重点项目半月进度", "重点项目进度"));
    daemon.wait_for("the corrected one", |d| d.said(&["pipeline changed", "progress"]) == 1);
    daemon.wait_for("the page", |d| d.get("/healthz").1 == "ok");
    assert_eq!(daemon.figure("duban_configuration_ok"), 1.0);
    daemon.stop();
}

#[test]
fn a_new_pipeline_brings_its_folder_its_files_and_its_wake_jobs() {
    let house = House::with("[ingest]\nrescan_seconds = 600\n");
    fs::create_dir(house.path("second")).unwrap();
    house.write("second/台账.csv", register());
    let mut daemon = house.serve();
    assert_eq!(daemon.said(&["wake jobs", "jobs=3"]), 1, "cron, review, sweep");
    house.write("pipelines/second.toml", SECOND);
    daemon.wait_for("the files that were there before", |d| d.said(&["slot ran", "second arrival"]) == 1);
    house.write("second/新台账.csv", register().replace("滨河路", "滨江路"));
    daemon.wait_for("a file in the new folder", |d| d.said(&["slot ran", "second arrival"]) == 2);
    let scheduled = "[schedule]\ncron = \"0 9 2 * *\"\nperiod = \"month\"\nreview = \"30 7 * * *\"\n";
    house.write(
        "pipelines/second.toml",
        SECOND.replace("[source]", &format!("{scheduled}[source]")).replace("\"none\"", "\"from file name\""),
    );
    daemon.wait_for("its wake jobs", |d| d.said(&["wake jobs", "jobs=5"]) == 1);
    fs::remove_file(house.path("pipelines/second.toml")).unwrap();
    daemon.wait_for("its end", |d| d.said(&["pipeline removed", "second"]) == 1);
    daemon.wait_for("the jobs of the others", |d| d.said(&["wake jobs", "jobs=3"]) == 2);
    daemon.stop();
}

#[test]
fn a_hundred_hangups_in_the_middle_of_work_cost_nothing() {
    let house = House::settled("");
    let mut daemon = house.serve();
    house.reports();
    for _ in 0..100 {
        daemon.signal("-HUP");
    }
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 3]);
    assert!(daemon.said(&["reloaded after SIGHUP"]) >= 1);
    assert_eq!(daemon.said(&["slot ran", "progress arrival"]), 1);
    daemon.stop();
}

#[test]
fn settings_that_need_a_restart_say_so_and_mail_settings_do_not() {
    let house = House::settled("");
    let mut daemon = house.serve();
    house.write("config/story.toml", "[store]\nurl = \"sqlite:var/other.db\"\n[mail]\nfolder = \"var/letters\"\n");
    daemon.wait_for("the note", |d| d.said(&["WARN", "[store]", "next start"]) == 1);
    house.reports();
    daemon.wait_for("letters in the new folder", |_| {
        fs::read_dir(house.path("var/letters")).is_ok_and(|l| l.count() == 3)
    });
    daemon.stop();
}
