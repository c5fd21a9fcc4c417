//! Plan → letters. Pure rendering: the same notice gives the same bytes on every machine and in every replay.
//!
//! Takes notices; gives complete MIME messages with stable ids; never sends, never looks at a clock.

/// Turning cases into words: what, how far behind, since when, who is told next.
pub mod words;

/// MIME: headers, text and HTML parts, threading.
pub mod mime;

/// Between the outbox and a channel.
pub mod outgoing;

use crate::base::id::Head;
use crate::base::slot::Slot;
use crate::escalate::Notice;

/// What all letters of one run share.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The slot that writes them; their Date is `slot.at`.
    pub slot: &'a Slot,
    /// The pipeline's title, in the subject line's brackets when short, and in the text.
    pub title: &'a str,
    /// The portfolio.
    pub portfolio: &'a str,
    /// The audit head before this run: the witness in the footer.
    pub head: &'a Head,
    /// Who writes: the office's name and address.
    pub sender: &'a Sender,
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The office's name: 督查室.
    pub name: String,
    /// Its address; the part behind the @ is the domain of all Message-IDs.
    pub address: String,
}

/// A letter, ready for the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id, derived from slot, recipient and cases.
    pub id: String,
    /// Its Message-ID, with angle brackets, derived from the id: never random.
    pub message_id: String,
    /// The recipient's person id.
    pub person: String,
    /// The recipient's name.
    pub to_name: String,
    /// The recipient's address.
    pub to_address: String,
    /// The role under which the recipient is written to.
    pub role: String,
    /// The name of the highest rung among its items: `liaison`, `unit` …
    pub rung: String,
    /// The subject line.
    pub subject: String,
    /// The ids of its cases, worst first.
    pub cases: Vec<String>,
    /// The complete message: headers and body, CRLF line ends, 7-bit clean.
    pub mime: Vec<u8>,
}

/// What could not be rendered as meant; the letter was still written, plainly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterTrouble {
    /// The letter.
    pub letter: String,
    /// What happened.
    pub text: String,
}

/// Writes one letter per notice, in the order of the notices.
pub fn write(_notices: &[Notice], _desk: &Desk<'_>) -> (Vec<Letter>, Vec<LetterTrouble>) {
    unimplemented!()
}
