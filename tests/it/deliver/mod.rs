//! Letters on their way out. The cast: an office that writes, Wang and Li who are written to, and a mail server that
//! plays whatever part the story needs.

mod faults;
mod files;
mod pass;
mod postfix;
pub(crate) mod sink;
mod tls;
mod words;

use duban::deliver::{CONFIGURATION, Channel, MemoryChannel, Security, SmtpChannel, SmtpSettings};
use duban::letter::outgoing::{Outcome, Outgoing};

/// A letter to a person of this name.
fn letter(name: &str) -> Outgoing {
    let text = format!(
        "Date: Sat, 01 Mar 2014 09:00:00 +0800\r\nFrom: office@example.org\r\nTo: {name}@example.org\r\n\
         Subject: on time?\r\n\r\nbody\r\n"
    );
    Outgoing {
        letter: format!("l-{name}"),
        message_id: format!("<l-{name}@example.org>"),
        from_address: "office@example.org".to_owned(),
        to_address: format!("{name}@example.org"),
        person: format!("p-{name}"),
        mime: text.into_bytes(),
        attempts: 0,
    }
}

/// Settings for a server on this machine, with deadlines that a test can wait for.
fn near(port: u16) -> SmtpSettings {
    let mut settings = SmtpSettings::new("127.0.0.1", Security::None);
    settings.port = Some(port);
    settings.helo_name = Some("office.example.org".to_owned());
    (settings.connect_seconds, settings.command_seconds, settings.data_seconds, settings.final_seconds) = (1, 1, 1, 1);
    settings
}

fn channel(settings: SmtpSettings) -> SmtpChannel {
    SmtpChannel::new(settings).unwrap()
}

/// The outcome in one word; on the way, nothing that was said may hold an address or a line break.
fn word(outcome: &Outcome) -> &'static str {
    let (word, text) = match outcome {
        Outcome::Sent { answer } => ("sent", answer),
        Outcome::Temporary { reason } if reason.starts_with(CONFIGURATION) => ("our fault", reason),
        Outcome::Temporary { reason } => ("later", reason),
        Outcome::Permanent { reason } => ("never", reason),
        Outcome::Unknown { reason } => ("unknown", reason),
    };
    assert!(!text.contains('@') && !text.contains("wang"), "an address got out: {text}");
    assert!(!text.chars().any(char::is_control) && text.chars().count() <= 240, "not one short line: {text}");
    assert!(!text.is_empty());
    word
}

#[tokio::test]
async fn every_channel_answers_for_each_letter_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let sink = sink::Sink::start(&[]).await;
    let channels = [
        Channel::File(duban::deliver::FileChannel::new(folder.path().join("out"))),
        Channel::Memory(MemoryChannel::new()),
        Channel::Smtp(channel(near(sink.port))),
    ];
    let names: Vec<String> = (0..20).map(|n| format!("person{n:02}")).collect();
    let letters: Vec<Outgoing> = names.iter().map(|name| letter(name)).collect();
    for channel in channels {
        let answered = channel.send_batch(&letters).await;
        let ids: Vec<&str> = answered.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, letters.iter().map(|l| l.letter.as_str()).collect::<Vec<_>>(), "{}", channel.name());
        assert!(answered.iter().all(|(_, outcome)| word(outcome) == "sent"), "{}: {answered:?}", channel.name());
        assert!(channel.send_batch(&[]).await.is_empty());
    }
}

#[tokio::test]
async fn the_memory_channel_fails_on_script_and_keeps_what_may_have_arrived() {
    let memory = MemoryChannel::new();
    memory.answer_next([Outcome::Unknown { reason: "lost".to_owned() }]);
    memory.answer_person("p-li", Outcome::Permanent { reason: "550 no".to_owned() });
    let words = [memory.send(&letter("wang")), memory.send(&letter("wang")), memory.send(&letter("li"))];
    assert_eq!(words.each_ref().map(word), ["unknown", "sent", "never"]);
    assert_eq!((memory.kept().len(), memory.tries()), (2, 3));
    memory.forgive();
    assert_eq!(word(&memory.send(&letter("li"))), "sent");
}
