//! What operators see from outside.

use super::cast::House;

#[test]
fn figures_say_what_an_operator_wants_to_know_and_what_they_mean() {
    let house = House::settled("");
    let mut daemon = house.serve();
    assert_eq!((daemon.get("/healthz"), daemon.get("/readyz").0), ((200, "ok".to_string()), 200));
    house.reports();
    daemon.wait_for("the letters", |d| d.figure("duban_letters_sent_total") == 3.0);
    daemon.wait_for("the cases", |d| d.figure("duban_cases{state=\"open\"}") == 3.0);
    assert_eq!(daemon.figure("duban_runs_total{pipeline=\"progress\",kind=\"arrival\"}"), 1.0);
    assert_eq!(daemon.figure("duban_rows_refused_total{pipeline=\"progress\"}"), 3.0);
    assert_eq!(daemon.figure("duban_run_seconds_count{pipeline=\"progress\",kind=\"arrival\"}"), 1.0);
    assert!(daemon.figure("duban_slots{state=\"ran\"}") >= 2.0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    assert!((now - daemon.figure("duban_last_tick_timestamp_seconds")).abs() < 30.0);
    assert!(daemon.figure("duban_next_slot_timestamp_seconds{pipeline=\"progress\"}") > now);
    let (_, page) = daemon.get("/metrics");
    for line in page.lines().filter(|line| line.starts_with("duban_")) {
        let name = line.split(['{', ' ']).next().unwrap();
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        assert!(page.contains(&format!("# HELP {family} ")), "{family} is not explained");
    }
    assert!(!page.contains("canary") && !page.contains("滨河路"));
    daemon.stop();
}

#[test]
fn a_house_without_pages_serves_all_the_same() {
    let house = House::settled("");
    house.write("config/zz.toml", "[web]\nenabled = false\n");
    let mut daemon = house.serve();
    house.reports();
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 3]);
    assert!(!daemon.log().contains("pages:"));
    daemon.stop();
}
