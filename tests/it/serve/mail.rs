//! Letters from the running daemon to a mail server that is away, slow, or gone in the middle.

use super::cast::{Daemon, House, PASSWORD};
use crate::deliver::sink::{At, Do, Sink, Taken, say};
use sqlx::{Connection, SqliteConnection};
use std::time::{Duration, Instant};

const KEEPERS: [&str; 3] = ["qian@canary.example.org", "sun@canary.example.org", "zhao@canary.example.org"];

fn settings(port: u16) -> String {
    format!(
        "[mail]\nchannel = \"smtp\"\nsender_address = \"desk@example.org\"\n[mail.smtp]\nhost = \"127.0.0.1\"\n\
         port = {port}\nsecurity = \"none\"\n"
    )
}

/// A port on which nobody listens.
fn nobody() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits without keeping the mail server of this same process from answering.
async fn until(daemon: &Daemon, what: &str, is: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(40), "waited in vain for {what}; the log:\n{}", daemon.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An hour passes for letters that wait for their next try.
async fn an_hour_passes(house: &House) {
    let path = house.path("var/duban.db");
    let mut store = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let hour = "UPDATE outbox SET next_try = next_try - 3600000000 WHERE state = 'queued'";
    sqlx::query(hour).execute(&mut store).await.unwrap();
    store.close().await.unwrap();
}

fn message_id(taken: &Taken) -> String {
    let text = String::from_utf8_lossy(&taken.mime).into_owned();
    text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_string()
}

fn message_ids(house: &House) -> Vec<String> {
    let letters = house.json(&["letters", "--json"]);
    let ids = letters["letters"].as_array().unwrap().iter().map(|l| l["message_id"].as_str().unwrap().to_string());
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_gets_every_letter_once_it_is_back() {
    let house = House::settled(&settings(nobody()));
    let mut daemon = house.serve();
    house.reports();
    until(&daemon, "the tries", || daemon.said(&["letter not handed over"]) == 3).await;
    until(&daemon, "the queue", || house.letters() == ["queued"; 3]).await;
    assert!(daemon.get("/healthz").1.contains("mail: "), "{:?}", daemon.get("/healthz"));
    assert_eq!(daemon.figure("duban_letters_deferred_total"), 3.0);
    let written = message_ids(&house);
    // It comes back under another port: mail settings need no restart.
    let sink = Sink::start(&[]).await;
    house.write("config/story.toml", settings(sink.port));
    until(&daemon, "the reload", || daemon.said(&["configuration reloaded"]) == 1).await;
    an_hour_passes(&house).await;
    until(&daemon, "the letters", || house.letters() == ["sent"; 3]).await;
    assert_eq!(sink.recipients(), KEEPERS);
    let mut ids: Vec<String> = sink.taken().iter().map(message_id).collect();
    ids.sort();
    assert_eq!(ids, written);
    until(&daemon, "the page", || daemon.get("/healthz").1 == "ok").await;
    daemon.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_on_which_the_server_hangs_keeps_back_nothing() {
    let sink = Sink::start(&[]).await.at_times(At::Dot, Do::Hang, "zhao@", usize::MAX);
    let house = House::settled(&settings(sink.port));
    let mut daemon = house.serve();
    house.reports();
    // The fates of the others are written down while it hangs, and files are read as ever.
    until(&daemon, "the other two", || house.letters() == ["sending", "sent", "sent"]).await;
    house.write("inbox/通讯录2.csv", super::cast::CONTACTS);
    until(&daemon, "the next file", || daemon.said(&["slot ran", "register"]) == 1).await;
    let begun = Instant::now();
    daemon.signal("-TERM");
    until(&daemon, "the end", || daemon.log().trim_end().ends_with("stopped")).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(daemon.ended().0.code(), Some(0));
    // It may have been taken over: the next daemon tries it again at once, under the same Message-ID.
    assert_eq!(house.letters(), ["queued", "sent", "sent"]);
    let well = Sink::start(&[]).await;
    house.write("config/story.toml", settings(well.port));
    let mut next = house.serve();
    until(&next, "the last letter", || house.letters() == ["sent"; 3]).await;
    let copies: Vec<String> =
        sink.taken().iter().chain(&well.taken()).filter(|t| t.to.starts_with("zhao")).map(message_id).collect();
    assert!(copies.len() == 2 && copies[0] == copies[1], "{copies:?}");
    assert_eq!(well.recipients(), ["zhao@canary.example.org"], "nobody else gets a second copy");
    next.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_that_nobody_had_begun_are_given_back_untried() {
    // The server answers nobody: one letter is on its way, or a few; the others were leased and never begun.
    let sink = Sink::start(&[]).await.at(At::Connect, Do::Hang);
    let house = House::settled(&settings(sink.port));
    let more: String = (0..30).map(|n| format!("一局,数据管理员,管{n},keeper{n}@canary.example.org\n")).collect();
    house.write("inbox/通讯录3.csv", format!("{}{more}", super::cast::CONTACTS));
    let mut daemon = house.serve();
    until(&daemon, "the contacts", || daemon.said(&["slot ran", "register"]) == 1).await;
    house.reports();
    until(&daemon, "the first connection", || sink.connections() > 0).await;
    daemon.signal("-TERM");
    until(&daemon, "the end", || daemon.log().trim_end().ends_with("stopped")).await;
    assert_eq!(daemon.ended().0.code(), Some(0));
    let letters = house.json(&["letters", "--json"]);
    let letters = letters["letters"].as_array().unwrap();
    let tried = letters.iter().filter(|letter| letter["attempts"].as_u64() > Some(0)).count();
    assert!(letters.len() > 10 && letters.iter().all(|letter| letter["state"] == "queued"), "{letters:?}");
    assert!(tried <= 4, "{tried} of {} count as tried", letters.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_was_killed_with_letters_in_hand_leaves_them_to_the_next_at_once() {
    let sink = Sink::start(&[]).await.at(At::Connect, Do::Hang);
    let house = House::settled(&settings(sink.port));
    let mut daemon = house.serve();
    house.reports();
    until(&daemon, "the lease", || house.letters() == ["sending"; 3]).await;
    daemon.kill();
    assert_eq!(house.letters(), ["sending"; 3], "the lease would run for half an hour");
    let well = Sink::start(&[]).await;
    house.write("config/story.toml", settings(well.port));
    let mut next = house.serve();
    until(&next, "the letters", || house.letters() == ["sent"; 3]).await;
    assert_eq!(next.said(&["WARN", "a former daemon had in hand", "letters=3"]), 1);
    assert_eq!(well.recipients(), KEEPERS);
    next.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_name_the_person_by_id_and_the_password_nowhere() {
    let sink =
        Sink::start(&[]).await.at_times(At::Rcpt, say("550 5.1.1 <sun@canary.example.org> no such user"), "sun@", 1);
    let house = House::settled(&settings(sink.port));
    let mut daemon = house.serve_with(|command| {
        command
            .env("DUBAN_MAIL__SMTP__PASSWORD", PASSWORD)
            .env("DUBAN_LOG__FORMAT", "json")
            .env("DUBAN_LOG__FILTER", "trace");
    });
    house.reports();
    until(&daemon, "the fates", || house.letters() == ["failed", "sent", "sent"]).await;
    until(&daemon, "the figure", || daemon.figure("duban_letters_failed_total") == 1.0).await;
    for page in ["/healthz", "/readyz", "/metrics"] {
        assert!(!daemon.get(page).1.contains("canary"), "{page}");
    }
    for args in [&["runs", "--json"][..], &["cases", "--json"], &["letters", "--json"], &["check"], &["standing"]] {
        let output = house.duban(args);
        let all = super::cast::text(&output.stdout) + &super::cast::text(&output.stderr);
        assert!(!all.contains("canary"), "{args:?} shows an address:\n{all}");
    }
    daemon.stop();
}
