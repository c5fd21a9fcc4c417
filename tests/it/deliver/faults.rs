//! Every fault at every phase: what becomes of the letter, and whether the server has it.

use super::sink::{At, Do, Sink, hang_up, say};
use super::{channel, letter, near, word};

/// One letter to Wang, one fault for ever: the outcome in a word, and how many letters the server has.
async fn play(at: At, what: Do) -> (&'static str, usize) {
    let sink = Sink::start(&[]).await.at(at, what);
    let outcome = channel(near(sink.port)).send(&letter("wang")).await;
    (word(&outcome), sink.taken().len())
}

fn drop_after(line: &str) -> Do {
    Do::SayAndDrop(format!("{line}\r\n").into_bytes())
}

#[tokio::test]
async fn each_fault_at_each_phase_has_its_outcome() {
    use At::*;
    let not_us = "421 4.3.2 try again, <wang@example.org>";
    let table = [
        (Connect, say(not_us), "later", 0),
        (Connect, say("554 5.7.1 go away"), "our fault", 0),
        (Connect, Do::Hang, "later", 0),
        (Connect, hang_up(), "later", 0),
        (Ehlo, say("451 4.3.0 busy"), "later", 0),
        (Ehlo, say("550 5.7.1 we do not know office@example.org"), "our fault", 0),
        (Ehlo, Do::Hang, "later", 0),
        (Ehlo, hang_up(), "later", 0),
        (Mail, say("450 4.1.8 wait"), "later", 0),
        (Mail, say("452 4.3.1 full"), "later", 0),
        (Mail, say("550 5.7.1 <office@example.org> may not send"), "our fault", 0),
        (Mail, say("530 5.7.0 sign in first"), "our fault", 0),
        (Mail, Do::Hang, "later", 0),
        (Mail, hang_up(), "later", 0),
        (Rcpt, say("450 4.2.0 <wang@example.org>: greylisted"), "later", 0),
        (Rcpt, say("421 4.7.0 enough"), "later", 0),
        (Rcpt, say("550 5.1.1 <wang@example.org>: no such user wang"), "never", 0),
        (Rcpt, say("552 5.2.2 mailbox full"), "never", 0),
        (Rcpt, say("554 5.7.1 <wang@example.org>: Relay access denied"), "our fault", 0),
        (Rcpt, say("550 5.1.1 no such user, says relay3.example.org"), "never", 0),
        (Rcpt, say("354 go on"), "later", 0),
        (Rcpt, Do::Hang, "later", 0),
        (Rcpt, hang_up(), "later", 0),
        (Data, say("451 4.3.0 not now"), "later", 0),
        (Data, say("554 5.5.1 no valid recipients"), "never", 0),
        (Data, say("250 fine"), "later", 0),
        (Data, Do::Hang, "later", 0),
        (Data, hang_up(), "later", 0),
        // A short letter is in the network's buffers before the server goes: nobody can say how far it came.
        (Body, hang_up(), "unknown", 0),
        (Body, Do::Hang, "unknown", 0),
        (Dot, say("451 4.3.0 not now"), "later", 0),
        (Dot, say("421 4.3.0 closing"), "later", 0),
        (Dot, say("550 5.7.1 spam, says wang"), "never", 0),
        (Dot, say("552 5.3.4 too big"), "never", 0),
        (Dot, drop_after("451 4.3.0 not now"), "later", 0),
        (Dot, Do::Hang, "unknown", 1),
        (Dot, hang_up(), "unknown", 1),
        (Dot, say("354 go on"), "unknown", 1),
        (Dot, say("oh well"), "unknown", 1),
        (Dot, drop_after("250 2.0.0 queued"), "sent", 1),
    ];
    let playing: Vec<_> = table
        .into_iter()
        .map(|(at, what, word, has)| (format!("{at:?} {what:?}"), tokio::spawn(play(at, what)), (word, has)))
        .collect();
    let mut wrong = Vec::new();
    for (name, played, expected) in playing {
        let got = played.await.unwrap();
        if got != expected {
            wrong.push(format!("{name}: {got:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_long_letter_that_was_not_handed_over_whole_was_not_taken() {
    let mut long = letter("wang");
    long.mime.extend(b"a line of a long letter\r\n".repeat(1_000_000));
    for what in [Do::Hang, hang_up()] {
        let sink = Sink::start(&[]).await.at(At::Body, what);
        assert_eq!(word(&channel(near(sink.port)).send(&long).await), "later");
    }
    let sink = Sink::start(&[]).await;
    let mut patient = near(sink.port);
    (patient.data_seconds, patient.final_seconds) = (20, 20);
    assert_eq!(word(&channel(patient).send(&long).await), "sent");
    assert_eq!(sink.taken()[0].mime, long.mime);
}

#[tokio::test]
async fn odd_answers_are_understood_or_refused_but_never_believed() {
    let endless = vec![b'2'; 20_000_000];
    let many_lines = "250-more\r\n".repeat(300) + "250 last\r\n";
    let too_many_lines = format!("250-{}\r\n", "more ".repeat(180)).repeat(100) + "250 last\r\n";
    let table = [
        (At::Ehlo, Do::Bytewise, "sent", 1),
        (At::Dot, Do::Bytewise, "sent", 1),
        (At::Mail, Do::Say(b"250-one\r\n250-two\r\n250 three\r\n".to_vec()), "sent", 1),
        (At::Dot, Do::Say(b"250-2.0.0 one\r\n250 2.0.0 two\r\n".to_vec()), "sent", 1),
        (At::Mail, Do::Say(many_lines.into_bytes()), "sent", 1),
        (At::Mail, Do::Say(too_many_lines.into_bytes()), "later", 0),
        (At::Mail, Do::Say(format!("250 {}\r\n", "x".repeat(65_536)).into_bytes()), "later", 0),
        (At::Ehlo, Do::Say(endless.clone()), "later", 0),
        (At::Rcpt, Do::Say(endless), "later", 0),
        (At::Rcpt, Do::Say(b"250 \xff\xfe\r\n".to_vec()), "later", 0),
        (At::Rcpt, Do::Say(b"\0\0\0\r\n".to_vec()), "later", 0),
        (At::Connect, Do::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()), "later", 0),
        (At::Dot, Do::Say(b"250 \xff\xfe\r\n".to_vec()), "unknown", 1),
        (At::Dot, Do::Say(vec![b'2'; 300_000]), "unknown", 1),
    ];
    for (at, what, expected, has) in table {
        let name = format!("{at:?} {:?}", format!("{what:?}").chars().take(60).collect::<String>());
        assert_eq!(play(at, what).await, (expected, has), "{name}");
    }
}

#[tokio::test]
async fn a_server_that_heals_gets_each_letter_once() {
    for at in [At::Connect, At::Ehlo, At::Mail, At::Rcpt, At::Data, At::Dot] {
        for line in ["421 4.3.2 closing", "450 4.2.0 busy", "452 4.3.1 full"] {
            let sink = Sink::start(&[]).await.at_times(at, say(line), "", 2);
            let channel = channel(near(sink.port));
            let mut tries = 0;
            while word(&channel.send(&letter("wang")).await) != "sent" {
                tries += 1;
                assert!(tries < 5, "{at:?} {line}");
            }
            assert_eq!((tries, sink.taken().len()), (2, 1), "{at:?} {line}");
        }
    }
}

#[tokio::test]
async fn nobody_listens() {
    let port = {
        let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        gone.local_addr().unwrap().port()
    };
    assert_eq!(word(&channel(near(port)).send(&letter("wang")).await), "later");
    assert!(channel(near(port)).probe().await.is_err());
}
