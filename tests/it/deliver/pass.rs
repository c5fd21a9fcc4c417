//! Many letters in one pass: one letter's trouble is its own, the server's trouble is everybody's.

use super::sink::{At, Do, Sink, hang_up, say};
use super::{channel, letter, near, word};
use duban::letter::outgoing::{Outcome, Outgoing};
use std::time::{Duration, Instant};

fn letters(count: usize) -> Vec<Outgoing> {
    (0..count).map(|n| letter(&format!("person{n:02}"))).collect()
}

fn words(answered: &[(String, Outcome)], wanted: &str) -> usize {
    answered.iter().filter(|(_, outcome)| word(outcome) == wanted).count()
}

#[tokio::test]
async fn one_refused_recipient_among_fifty_costs_only_his_own_letter() {
    for line in ["550 5.1.1 no such user", "450 4.2.0 later"] {
        let sink = Sink::start(&[]).await.at_times(At::Rcpt, say(line), "person17@", usize::MAX);
        let answered = channel(near(sink.port)).send_batch(&letters(50)).await;
        assert_eq!(words(&answered, "sent"), 49);
        assert_ne!(word(&answered[17].1), "sent");
        let mut expected: Vec<String> = letters(50).into_iter().map(|l| l.to_address).collect();
        expected.remove(17);
        assert_eq!(sink.recipients(), expected);
        assert!(sink.connections() <= 2, "connections are kept: {}", sink.connections());
    }
}

#[tokio::test]
async fn a_letter_the_server_hangs_on_keeps_back_no_other() {
    let sink = Sink::start(&[]).await.at_times(At::Dot, Do::Hang, "person00@", usize::MAX);
    let mut settings = near(sink.port);
    settings.final_seconds = 3;
    let channel = channel(settings);
    let pass = tokio::spawn(async move { channel.send_batch(&letters(20)).await });
    let begun = Instant::now();
    while sink.taken().len() < 20 {
        assert!(begun.elapsed() < Duration::from_secs(2), "{} letters only", sink.taken().len());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let answered = pass.await.unwrap();
    assert_eq!((words(&answered, "sent"), words(&answered, "unknown")), (19, 1));
}

#[tokio::test]
async fn a_kept_connection_that_went_stale_costs_no_letter() {
    for (at, what) in [(At::Rset, hang_up()), (At::Rset, say("421 4.7.0 enough")), (At::Rset, Do::Hang)] {
        let sink = Sink::start(&[]).await.at(at, what);
        let answered = channel(near(sink.port)).send_batch(&letters(4)).await;
        assert_eq!((words(&answered, "sent"), sink.taken().len(), sink.connections()), (4, 4, 4));
    }
    // The server closes at the second MAIL of a conversation, after so many letters as it likes.
    let sink = Sink::start(&[]).await.at_times(At::Mail, Do::SayAndDrop(b"421 4.7.0 enough\r\n".to_vec()), "second", 1);
    let mut settings = near(sink.port);
    settings.connections = 1;
    let mut two = letters(2);
    two[1].from_address = "second@example.org".to_owned();
    let answered = channel(settings).send_batch(&two).await;
    assert_eq!((words(&answered, "sent"), sink.taken().len(), sink.connections()), (2, 2, 2));
}

#[tokio::test]
async fn a_server_that_allows_one_connection_still_gets_every_letter() {
    let mut sink = Sink::start(&[]).await;
    for other in ["connection 2.", "connection 3.", "connection 4."] {
        sink = sink.at_times(At::Connect, Do::SayAndDrop(b"421 4.7.0 one at a time\r\n".to_vec()), other, usize::MAX);
    }
    let mut settings = near(sink.port);
    settings.connections = 4;
    let answered = channel(settings).send_batch(&letters(12)).await;
    assert_eq!((words(&answered, "sent"), sink.taken().len(), sink.connections()), (12, 12, 4));
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_once_per_pass_not_once_per_letter() {
    let sink = Sink::start(&[]).await.at(At::Connect, Do::Hang);
    let begun = Instant::now();
    let answered = channel(near(sink.port)).send_batch(&letters(30)).await;
    assert_eq!(words(&answered, "later"), 30);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn the_rate_limit_is_kept() {
    let sink = Sink::start(&[]).await;
    let mut settings = near(sink.port);
    settings.messages_per_minute = Some(1200);
    let begun = Instant::now();
    let answered = channel(settings).send_batch(&letters(11)).await;
    assert_eq!(words(&answered, "sent"), 11);
    assert!(begun.elapsed() >= Duration::from_millis(490), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_pass_can_be_given_up_at_any_time() {
    let sink = Sink::start(&[]).await.at_times(At::Dot, Do::Hang, "person03@", usize::MAX);
    let mut settings = near(sink.port);
    settings.final_seconds = 60;
    let channel = channel(settings);
    let task = channel.clone();
    let pass = tokio::spawn(async move { task.send_batch(&letters(8)).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    pass.abort();
    assert!(pass.await.unwrap_err().is_cancelled());
    assert_eq!(word(&channel.send(&letter("li")).await), "sent");
}
