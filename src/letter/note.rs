//! A short letter beside the runs: the answer to a mail that could not be acted on, or a request that waits for a decision.
//!
//! Takes who it is to and what it says; gives a letter with a stable id. Marked as automatic, so that no answering machine
//! answers it.

use super::links::Links;
use super::render::Parts;
use super::{Letter, LetterTrouble, Sender, clean, mime};
use crate::base::id;
use chrono::{DateTime, NaiveDate, Utc};

/// A short letter.
#[derive(Debug)]
pub struct Note<'a> {
    /// What it is about, for its id: the same gives the same letter.
    pub about: &'a str,
    /// The recipient's person id.
    pub person: &'a str,
    /// The recipient's name.
    pub name: &'a str,
    /// The recipient's address.
    pub address: &'a str,
    /// The subject line.
    pub subject: &'a str,
    /// Whether it is in English.
    pub english: bool,
    /// What it says, in plain text.
    pub text: &'a str,
    /// Its cases.
    pub cases: &'a [String],
    /// When.
    pub at: DateTime<Utc>,
    /// The day where the house is.
    pub today: NaiveDate,
}

/// Writes it.
///
/// # Errors
/// An address is none.
pub fn write(note: &Note<'_>, sender: &Sender, links: Option<&Links>) -> Result<Letter, LetterTrouble> {
    let id = id::derive("l", &["note", note.about, note.person]);
    let trouble = |error: mime::MimeError| LetterTrouble { letter: id.clone(), text: error.to_string() };
    let from = mime::mailbox(&sender.name, &sender.address).map_err(trouble)?;
    let to = mime::mailbox(note.name, note.address).map_err(trouble)?;
    let token = links.and_then(|links| links.reply_token(&id, note.person, note.today));
    let wanted = mime::Wanted::reply(token, links, &sender.name).map_err(trouble)?;
    let subject = clean::line(note.subject, 60);
    let parts = Parts { text: note.text.to_string(), html: None, trouble: None };
    let (message_id, to_address) = (mime::message_id(&id, &from), to.email.to_string());
    let language = if note.english { "en" } else { "zh-CN" };
    let (at, cases) = (note.at, note.cases);
    let envelope = mime::Envelope { letter: &id, at, from, to, subject: &subject, cases, wanted, language };
    Ok(Letter {
        mime: mime::message(envelope, &parts, &[]).map_err(trouble)?,
        message_id,
        person: note.person.to_string(),
        to_name: clean::line(note.name, clean::NAME),
        to_address,
        role: String::new(),
        rung: "note".to_string(),
        subject,
        cases: note.cases.to_vec(),
        not_before: note.at,
        id,
    })
}
