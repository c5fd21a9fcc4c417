//! One conversation with a mail server: takes one letter after the other, gives for each what became of it. A deadline
//! per phase, because the SMTP client itself bounds nothing after the connection stands.
//!
//! What is told apart: before the final dot the server cannot have taken the letter (`Temporary`); after it, only its
//! answer says so, and without an answer the outcome is `Unknown`. What follows a 250 does not matter any more.

use super::body::Body;
use super::scrub::scrub;
use super::settings::SmtpSettings;
use super::sign_in::words;
use crate::deliver::retry::CONFIGURATION;
use crate::letter::outgoing::{Outcome, Outgoing};
use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use std::fmt::Display;
use std::iter;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// How long a server may take to say goodbye. Nothing depends on it.
const QUIT: Duration = Duration::from_secs(2);

/// The piece of a message that is written at once.
const CHUNK_BYTES: usize = 16 * 1024;

/// A letter that may be put on the wire.
#[derive(Debug)]
pub(super) struct Parcel {
    from: Address,
    to: Address,
    body: Body,
}

impl Parcel {
    /// Checks a letter; the error is what becomes of it instead.
    pub(super) fn new(letter: &Outgoing) -> Result<Parcel, Outcome> {
        let from = address(&letter.from_address).ok_or_else(|| Outcome::Temporary {
            reason: format!("{CONFIGURATION}the sender's address is not one that mail can come from"),
        })?;
        let to = address(&letter.to_address).ok_or_else(|| Outcome::Permanent {
            reason: "the recipient's address is not one that mail can go to".to_owned(),
        })?;
        let body = Body::new(&letter.mime).map_err(|reason| Outcome::Permanent { reason })?;
        Ok(Parcel { from, to, body })
    }
}

/// Control characters and angle brackets are legal in odd corners of the standard, and would end a command early.
fn address(text: &str) -> Option<Address> {
    let odd = text.len() > 320 || text.chars().any(|c| c.is_control() || c == '<' || c == '>');
    if odd { None } else { text.parse().ok() }
}

/// What became of a letter, and of the conversation.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) outcome: Outcome,
    /// The conversation can go on with another letter.
    pub(super) usable: bool,
    /// The conversation itself failed before the letter mattered: a fresh one may be tried at once.
    pub(super) stale: bool,
}

/// A session that stands.
pub(super) struct Session<'a> {
    connection: AsyncSmtpConnection,
    settings: &'a SmtpSettings,
}

/// What a command came to, when not the answer that was due.
enum Miss {
    /// The server said no, or something that makes no sense here.
    Said(u16, String),
    /// Nothing came, or nothing that can be read; the conversation is over.
    Broken(String),
}

impl<'a> Session<'a> {
    pub(super) fn new(connection: AsyncSmtpConnection, settings: &'a SmtpSettings) -> Session<'a> {
        Session { connection, settings }
    }

    /// Whether the server is still there and ready for another letter.
    pub(super) async fn reset(&mut self) -> bool {
        self.command(Rset, Severity::PositiveCompletion).await.is_ok()
    }

    /// Says goodbye; whether it is heard does not matter.
    pub(super) async fn close(mut self) {
        let _ = timeout(QUIT, self.connection.command(Quit)).await;
    }

    /// Hands over one letter to one recipient.
    pub(super) async fn hand_over(&mut self, parcel: &Parcel) -> Told {
        let parameters = match self.parameters(parcel) {
            Ok(parameters) => parameters,
            Err(reason) => return Told { outcome: Outcome::Permanent { reason }, usable: true, stale: false },
        };
        let mail = self.command(Mail::new(Some(parcel.from.clone()), parameters), Severity::PositiveCompletion).await;
        if let Err(miss) = mail {
            return before_body("MAIL", miss, parcel, true);
        }
        let rcpt = self.command(Rcpt::new(parcel.to.clone(), vec![]), Severity::PositiveCompletion).await;
        if let Err(miss) = rcpt {
            return before_body("RCPT", miss, parcel, false);
        }
        if let Err(miss) = self.command(Data, Severity::PositiveIntermediate).await {
            return before_body("DATA", miss, parcel, false);
        }
        self.hand_over_body(parcel).await
    }

    /// What MAIL must announce, or why this server cannot take the letter.
    fn parameters(&self, parcel: &Parcel) -> Result<Vec<MailParameter>, String> {
        let server = self.connection.server_info();
        let mut parameters = Vec::new();
        if [&parcel.from, &parcel.to].iter().any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err("an address has characters beyond ASCII, and the server takes none (SMTPUTF8)".to_owned());
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if parcel.body.eight_bit {
            if !server.supports_feature(Extension::EightBitMime) {
                return Err("the letter is not 7-bit, and the server takes nothing else (8BITMIME)".to_owned());
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }

    async fn command(&mut self, command: impl Display, due: Severity) -> Result<(), Miss> {
        let seconds = self.settings.command_seconds;
        let answer = timeout(Duration::from_secs(seconds), self.connection.command(command)).await;
        match answer {
            Err(_) => Err(Miss::Broken(format!("no answer within {seconds} s"))),
            Ok(Ok(answer)) if answer.code().severity == due => Ok(()),
            Ok(Ok(answer)) => Err(Miss::Broken(format!("{} makes no sense here", said(&answer)))),
            Ok(Err(error)) => Err(miss(&error)),
        }
    }

    async fn hand_over_body(&mut self, parcel: &Parcel) -> Told {
        let (data, last) = (self.settings.data_seconds, self.settings.final_seconds);
        let (written, all_written) = (AtomicBool::new(false), Notify::new());
        // The empty piece is asked for when everything before it is written, just before the final dot.
        let end = iter::once_with(|| {
            written.store(true, Ordering::SeqCst);
            all_written.notify_one();
            &[][..]
        });
        let sending = self.connection.message_iter(parcel.body.bytes.chunks(CHUNK_BYTES).chain(end));
        tokio::pin!(sending);
        let early = tokio::select! {
            biased;
            answer = &mut sending => Some(Some(answer)),
            () = all_written.notified() => None,
            () = sleep(Duration::from_secs(data)) => Some(None),
        };
        let answer = match early {
            Some(answer) => answer.ok_or_else(|| format!("the server stopped reading for {data} s")),
            None => timeout(Duration::from_secs(last), &mut sending)
                .await
                .map_err(|_| format!("no answer to the whole message within {last} s")),
        };
        after_body(answer, written.load(Ordering::SeqCst), parcel)
    }
}

/// The server has not had the letter yet.
fn before_body(step: &str, miss: Miss, parcel: &Parcel, first: bool) -> Told {
    match miss {
        Miss::Broken(text) => {
            let reason = hidden(&format!("{step}: {text}"), parcel);
            Told { outcome: Outcome::Temporary { reason }, usable: false, stale: first }
        }
        Miss::Said(code, text) => {
            let reason = hidden(&format!("{step}: {text}"), parcel);
            // 421 says that the server closes the conversation, whatever was asked.
            let outcome = refusal(code, reason, step == "MAIL");
            Told { outcome, usable: code != 421, stale: first && code == 421 }
        }
    }
}

/// A refusal is for good only when it is about this recipient or this letter. When it is about us (sender, sign-in,
/// relaying) every letter would be refused alike, and none may be lost for it.
fn refusal(code: u16, reason: String, about_sender: bool) -> Outcome {
    if code < 500 {
        return Outcome::Temporary { reason };
    }
    // A server that lets nobody through unsigned says so at RCPT, as if it were about the recipient.
    let relaying = |word: &str| matches!(word.trim_matches(|c: char| !c.is_alphanumeric()), "relay" | "relaying");
    let refused_to_us = reason.to_lowercase().split_whitespace().any(relaying);
    let about_us = about_sender || refused_to_us || matches!(code, 500..=504 | 530 | 534 | 535 | 538);
    if about_us {
        Outcome::Temporary { reason: format!("{CONFIGURATION}{reason}") }
    } else {
        Outcome::Permanent { reason }
    }
}

/// The letter was being written, or is written.
fn after_body(answer: Result<Result<Response, SmtpError>, String>, written: bool, parcel: &Parcel) -> Told {
    let (text, code) = match answer {
        Ok(Ok(answer)) if answer.code().severity == Severity::PositiveCompletion => {
            let outcome = Outcome::Sent { answer: hidden(&said(&answer), parcel) };
            return Told { outcome, usable: true, stale: false };
        }
        Ok(Ok(answer)) => (format!("{} makes no sense here", said(&answer)), None),
        Ok(Err(error)) => match miss(&error) {
            Miss::Said(code, text) => (text, Some(code)),
            Miss::Broken(text) => (text, None),
        },
        Err(text) => (text, None),
    };
    let reason = hidden(&format!("after DATA: {text}"), parcel);
    let outcome = match code {
        Some(code) if code >= 500 => Outcome::Permanent { reason },
        Some(_) => Outcome::Temporary { reason },
        None if written => Outcome::Unknown { reason },
        // Without the final dot no server keeps a letter (RFC 5321 section 4.1.1.4).
        None => Outcome::Temporary { reason },
    };
    Told { outcome, usable: code.is_some_and(|code| code != 421), stale: false }
}

fn miss(error: &SmtpError) -> Miss {
    match error.status() {
        Some(code) => Miss::Said(code.into(), words(error)),
        None => Miss::Broken(words(error)),
    }
}

fn said(answer: &Response) -> String {
    let lines: Vec<&str> = answer.message().collect();
    format!("{} {}", answer.code(), lines.join(" "))
}

fn hidden(text: &str, parcel: &Parcel) -> String {
    scrub(text, &[parcel.to.user(), parcel.from.user()])
}
