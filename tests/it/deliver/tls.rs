//! Encrypted or nothing: whatever is wrong on the way, no password and no letter leaves in plain text.

use super::sink::{At, Sink, say};
use super::{channel, letter, near, word};
use duban::base::secret::Secret;
use duban::deliver::{Security, SmtpSettings};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// TLS in front of a plain server, by Python; gone when dropped.
struct Tunnel {
    port: u16,
    child: Child,
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn pem(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/deliver/tls").join(format!("{name}.pem"))
}

fn tunnel(mode: &str, certificate: &str, sink: &Sink) -> Option<Tunnel> {
    let started = Command::new("python3")
        .args(["-c", include_str!("tunnel.py"), mode])
        .arg(pem(certificate))
        .arg(sink.port.to_string())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        println!("skipped: no python3");
        return None;
    };
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Some(Tunnel { port: line.trim().parse().unwrap(), child })
}

fn signed(port: u16, security: Security) -> SmtpSettings {
    let mut settings = near(port);
    settings.security = security;
    settings.username = Some("office".to_owned());
    settings.password = Some(Secret::new("right"));
    settings.ca_file = Some(pem("ca"));
    (settings.connect_seconds, settings.lockout_seconds) = (5, 0);
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_out_encrypted_and_signed_in() {
    for (mode, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        for offer in ["AUTH PLAIN LOGIN", "AUTH LOGIN"] {
            let sink = Sink::start(&[offer, "STARTTLS"]).await;
            let Some(tunnel) = tunnel(mode, "server", &sink) else { return };
            for host in ["127.0.0.1", "localhost"] {
                let mut settings = signed(tunnel.port, security);
                settings.host = host.to_owned();
                assert_eq!(word(&channel(settings).send(&letter("wang")).await), "sent", "{mode} {offer} {host}");
            }
            assert_eq!((sink.taken().len(), sink.count("AUTH")), (2, 2));
            assert_eq!(sink.count("STARTTLS"), if mode == "tls" { 0 } else { 2 });
            assert!(channel(signed(tunnel.port, security)).probe().await.is_ok());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_when_the_other_side_cannot_prove_who_it_is() {
    let cases = [
        ("starttls", "elsewhere", "ca"),
        ("starttls", "expired", "ca"),
        ("starttls", "server", "stranger"),
        ("inject", "server", "ca"),
        ("old", "server", "ca"),
        ("tls", "elsewhere", "ca"),
        ("tls", "expired", "ca"),
        ("tls", "server", "stranger"),
    ];
    for (mode, certificate, trusted) in cases {
        let sink = Sink::start(&["AUTH PLAIN LOGIN", "STARTTLS"]).await;
        let Some(tunnel) = tunnel(mode, certificate, &sink) else { return };
        let security = if mode == "tls" { Security::Tls } else { Security::StartTls };
        let mut settings = signed(tunnel.port, security);
        settings.ca_file = Some(pem(trusted));
        let outcome = channel(settings).send(&letter("wang")).await;
        assert_eq!(word(&outcome), "our fault", "{mode} {certificate} {trusted}: {outcome:?}");
        assert_eq!((sink.count("AUTH"), sink.count("MAIL"), sink.taken().len()), (0, 0, 0));
    }
}

#[tokio::test]
async fn nothing_leaves_when_somebody_hides_the_offer_of_tls() {
    let sink = Sink::start(&["AUTH PLAIN LOGIN"]).await;
    let outcome = channel(signed(sink.port, Security::StartTls)).send(&letter("wang")).await;
    assert_eq!((word(&outcome), sink.count("AUTH"), sink.count("MAIL")), ("our fault", 0, 0));
    for (line, expected) in [("454 4.7.0 not now", "later"), ("502 5.5.1 what", "our fault")] {
        let sink = Sink::start(&["AUTH PLAIN", "STARTTLS"]).await.at(At::StartTls, say(line));
        let outcome = channel(signed(sink.port, Security::StartTls)).send(&letter("wang")).await;
        assert_eq!((word(&outcome), sink.count("AUTH"), sink.count("MAIL")), (expected, 0, 0), "{line}");
    }
    // A plain server on the port for TLS.
    let sink = Sink::start(&["AUTH PLAIN"]).await;
    let outcome = channel(signed(sink.port, Security::Tls)).send(&letter("wang")).await;
    assert_eq!((word(&outcome), sink.count("AUTH"), sink.count("MAIL")), ("our fault", 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_once_and_then_left_alone() {
    let sink = Sink::start(&["AUTH PLAIN LOGIN", "STARTTLS"]).await;
    let Some(tunnel) = tunnel("starttls", "server", &sink) else { return };
    let mut settings = signed(tunnel.port, Security::StartTls);
    (settings.password, settings.lockout_seconds, settings.connections) = (Some(Secret::new("hunter2")), 2, 4);
    let channel = channel(settings);
    let letters: Vec<_> = (0..40).map(|n| letter(&format!("person{n:02}"))).collect();
    let answered = channel.send_batch(&letters).await;
    assert!(answered.iter().all(|(_, outcome)| word(outcome) == "our fault"));
    assert!(!format!("{answered:?} {channel:?}").contains("hunter2"));
    assert_eq!(word(&channel.send(&letters[0]).await), "our fault");
    assert!(channel.probe().await.is_err());
    assert_eq!(sink.count("AUTH"), 1);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    let _ = channel.send(&letters[0]).await;
    assert_eq!(sink.count("AUTH"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_password_in_a_file_needs_no_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let sink = Sink::start(&["AUTH PLAIN", "STARTTLS"]).await;
    let Some(tunnel) = tunnel("starttls", "server", &sink) else { return };
    let mut settings = signed(tunnel.port, Security::StartTls);
    (settings.password, settings.password_file) = (None, Some(file.clone()));
    let channel = channel(settings);
    let mut words = vec![word(&channel.send(&letter("wang")).await)];
    for password in ["wrong\n", "right\r\n"] {
        std::fs::write(&file, password).unwrap();
        words.push(word(&channel.send(&letter("wang")).await));
    }
    assert_eq!(words, ["our fault", "our fault", "sent"]);
}

#[tokio::test]
async fn broken_settings_are_told_before_the_first_letter() {
    let mut settings = signed(1, Security::StartTls);
    settings.ca_file = Some(PathBuf::from("no/such/file.pem"));
    settings.connections = 0;
    assert_eq!(duban::deliver::SmtpChannel::new(settings).unwrap_err().len(), 2);
    let mut settings = signed(1, Security::StartTls);
    settings.ca_file = Some(PathBuf::from(file!()));
    assert!(duban::deliver::SmtpChannel::new(settings).unwrap_err()[0].contains("no"));
}
