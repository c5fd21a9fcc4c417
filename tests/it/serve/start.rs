//! How it starts, and how it does not.

use super::cast::{House, PASSWORD, text};
use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

#[test]
fn it_tells_the_supervisor_that_it_is_ready_alive_and_stopping() {
    let house = House::new();
    let socket = UnixDatagram::bind(house.path("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let begun = Instant::now();
    let mut daemon = house.start_with(|command| {
        command.env("NOTIFY_SOCKET", house.path("notify")).env("WATCHDOG_USEC", "600000");
    });
    let heard = |socket: &UnixDatagram| {
        let mut bytes = [0; 200];
        let count = socket.recv(&mut bytes).unwrap();
        text(&bytes[..count]).trim().to_string()
    };
    let mut first = heard(&socket);
    while first == "WATCHDOG=1" {
        first = heard(&socket);
    }
    assert_eq!(first, "READY=1");
    // 300 ms is the promise of a release build on a machine that does nothing else; here it only must not be far off.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let since = Instant::now();
    for _ in 0..5 {
        assert_eq!(heard(&socket), "WATCHDOG=1");
    }
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "a sign of life in every third of the limit: {:?}",
        since.elapsed()
    );
    daemon.signal("-TERM");
    while heard(&socket) != "STOPPING=1" {}
    assert_eq!(daemon.ended().0.code(), Some(0));
}

#[test]
fn a_second_daemon_on_the_same_store_is_refused_and_told_who_has_it() {
    let house = House::new();
    let mut first = house.serve();
    let second = house.duban(&["serve"]);
    let why = text(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{why}");
    assert!(why.contains(&format!("process {} on ", first.pid())), "{why}");
    assert_eq!(first.get("/readyz").0, 200);
    first.kill();
    house.serve().stop();
}

#[test]
fn every_problem_of_the_configuration_is_said_at_once_and_the_exit_code_is_78() {
    let house = House::with(&format!(
        "[mail]\nchannel = \"smtp\"\nsender = \"x\"\n[mail.smtp]\nport = 99999\npassword = \"{PASSWORD}\"\n[log]\nformat = \"xml\"\n"
    ));
    house.write("pipelines/more.toml", "title = \"x\"\n[schedule]\ncron = \"61 * * * *\"\n");
    let refused = house.duban(&["serve"]);
    let why = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(78), "{why}");
    for place in ["mail.sender", "mail.smtp.port", "log.format", "pipelines/more.toml", "61 * * * *"] {
        assert!(why.contains(place), "{place} is not in\n{why}");
    }
    assert!(!why.contains(PASSWORD), "{why}");
}

#[test]
fn settings_that_fail_only_when_used_are_a_matter_of_configuration_as_well() {
    let house = House::with("[store]\nurl = \"mysql://somewhere\"\n");
    let refused = house.duban(&["serve"]);
    assert_eq!(refused.status.code(), Some(78), "{}", text(&refused.stderr));
    let house = House::with(
        "[mail]\nchannel = \"smtp\"\nsender_address = \"desk@example.org\"\n[mail.smtp]\nhost = \"mail.example.org\"\nca_file = \"nowhere.pem\"\n",
    );
    let refused = house.duban(&["serve"]);
    assert_eq!(refused.status.code(), Some(78), "{}", text(&refused.stderr));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let house = House::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = house.command(&["serve"]).env("DUBAN_WEB__LISTEN", &address).output().unwrap();
    let why = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{why}");
    assert!(why.contains(&address) && why.contains("web.listen"), "{why}");
}

#[test]
fn logs_are_lines_for_people_or_documents_for_machines() {
    let house = House::new();
    let mut daemon = house.serve_with(|command| {
        command.env("DUBAN_LOG__FORMAT", "json").env("DUBAN_LOG__FILTER", "info");
    });
    daemon.stop();
    for line in daemon.log().lines() {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(document["level"].is_string() && document["timestamp"].is_string(), "{line}");
    }
    let mut daemon = house.serve_with(|command| {
        command.env("DUBAN_LOG__FILTER", "info");
    });
    daemon.stop();
    assert!(!daemon.log().contains('\u{1b}'), "no colours where nobody looks: {}", daemon.log());
    assert!(!daemon.log().contains("DEBUG"), "{}", daemon.log());
}
