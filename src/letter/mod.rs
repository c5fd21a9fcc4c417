//! Plan → letters. Pure rendering: the same notice gives the same bytes on every machine and in every replay.
//!
//! Takes notices; gives complete MIME messages with stable ids; never sends, never looks at a clock.

/// The subject line.
pub mod subject;

/// What a letter says, as data for the templates.
pub mod view;

/// What the templates say themselves.
pub mod template_words;

/// The labelled lines of one item.
pub mod lines;

/// Every letter and act of a case so far.
pub mod thread;

/// What stands beside the items.
pub mod beside;

/// The letter in English.
pub mod english;

/// When a letter may be handed over.
pub mod hours;

/// Turning cases into words: what, how far behind, since when, what stops the next step.
pub mod words;

/// Words for trouble with data.
pub mod data_words;

/// Words for the rules beside the oldest ones.
pub mod issue_words;
mod requests;
mod rule_words;

/// Figures and days as a Chinese reader expects them.
pub mod figures;

/// Text from outside → text that may stand in a letter.
pub mod clean;

/// Marked copies of files: what was taken, what was refused, and why.
pub mod marked;

/// Receipts for files that were read.
pub mod receipt;

/// Prefilled forms for the next period.
pub mod returns;

/// View → text and HTML.
pub mod render;

/// MIME: headers, text and HTML parts, threading.
pub mod mime;

/// What each reader may do, as links and as an address to reply to.
pub mod links;

/// Short letters beside the runs.
pub mod note;

/// The seals on links, put on when a letter leaves.
pub mod seal;

/// Between the outbox and a channel.
pub mod outgoing;

use crate::base::calendar::Calendar;
use crate::base::id::{self, Head};
use crate::base::slot::Slot;
use crate::escalate::{Beside, Item, ItemKind, Notice, Told};
use crate::pipeline::policy::Policy;
use chrono::{DateTime, Utc};
use receipt::Bundle;
use render::Templates;

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
    /// The ladder, for the names of its rungs; without it a rung is called by its number.
    pub policy: Option<&'a Policy>,
    /// Working days: when letters go out, and whether the year of a deadline has been announced.
    pub calendar: &'a Calendar,
    /// Where links lead and where replies go; without it a letter has neither.
    pub links: Option<&'a links::Links>,
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
    /// Not handed over before this instant: the hours of the house, or of the person.
    pub not_before: DateTime<Utc>,
    /// The complete message: headers and body, CRLF line ends, 7-bit clean.
    pub mime: Vec<u8>,
}

/// What could not be rendered as meant. Where a template failed the letter was still written, plainly. Where the address is
/// none, there is no letter: the run log names the letter, the contacts have to be corrected, and the ladder goes on
/// climbing, so that the matter itself reaches somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterTrouble {
    /// The letter.
    pub letter: String,
    /// What happened; no address in it.
    pub text: String,
}

/// Writes one letter per notice, in the order of the notices.
pub fn write(notices: &[Notice], desk: &Desk<'_>) -> (Vec<Letter>, Vec<LetterTrouble>) {
    write_all(&Templates::embedded(), notices, &[], desk)
}

/// The letters of a run: notices and receipts, one letter for each person.
pub fn write_with_receipts(
    notices: &[Notice],
    receipts: &[Bundle],
    desk: &Desk<'_>,
) -> (Vec<Letter>, Vec<LetterTrouble>) {
    write_all(&Templates::embedded(), notices, receipts, desk)
}

/// [`write()`] with other templates.
pub fn write_with(templates: &Templates, notices: &[Notice], desk: &Desk<'_>) -> (Vec<Letter>, Vec<LetterTrouble>) {
    write_all(templates, notices, &[], desk)
}

fn write_all(
    templates: &Templates,
    notices: &[Notice],
    receipts: &[Bundle],
    desk: &Desk<'_>,
) -> (Vec<Letter>, Vec<LetterTrouble>) {
    let (mut letters, mut troubles) = (Vec::new(), Vec::new());
    let of = |notice: &Notice| receipts.iter().find(|bundle| bundle.recipient.person == notice.recipient.person);
    let has_notice = |bundle: &&Bundle| notices.iter().all(|notice| notice.recipient.person != bundle.recipient.person);
    let alone = receipts.iter().filter(has_notice);
    let alone: Vec<(Notice, &Bundle)> = alone
        .map(|bundle| {
            (
                Notice {
                    recipient: bundle.recipient.clone(),
                    items: Vec::new(),
                    beside: Beside::default(),
                    urgent: false,
                },
                bundle,
            )
        })
        .collect();
    let both = notices.iter().map(|notice| (notice, of(notice)));
    for (notice, bundle) in both.chain(alone.iter().map(|(notice, bundle)| (notice, Some(*bundle)))) {
        let id = letter_id(notice, bundle, desk);
        match one(&id, templates, notice, bundle, desk) {
            Ok((letter, trouble)) => {
                letters.push(letter);
                troubles.extend(trouble.map(|text| LetterTrouble { letter: id, text }));
            }
            Err(error) => troubles.push(LetterTrouble { letter: id, text: error.to_string() }),
        }
    }
    (letters, troubles)
}

fn one(
    id: &str,
    templates: &Templates,
    notice: &Notice,
    bundle: Option<&Bundle>,
    desk: &Desk<'_>,
) -> Result<(Letter, Option<String>), mime::MimeError> {
    let recipient = &notice.recipient;
    let from = mime::mailbox(&desk.sender.name, &desk.sender.address)?;
    let to = mime::mailbox(&recipient.name, &recipient.address)?;
    let receipts = bundle.map(|bundle| bundle.receipts.as_slice()).unwrap_or_default();
    let english = recipient.english;
    let subject = match english {
        true => english::subject(notice, receipts, desk.slot.as_of()),
        false => subject::of(notice, receipts, desk.title, desk.slot.as_of()),
    };
    let cases: Vec<String> = notice.items.iter().map(|item| item.case.id.clone()).collect();
    let view = if english { english::of(notice, receipts, desk, id) } else { view::of(notice, receipts, desk, id) };
    let parts = templates.render(&view);
    let message_id = mime::message_id(id, &from);
    let to_address = to.email.to_string();
    let at = desk.slot.at;
    let wanted = mime::Wanted::of(&view, desk.links)?;
    let language = view.words.language;
    let envelope = mime::Envelope { letter: id, at, from, to, subject: &subject, cases: &cases, wanted, language };
    let letter = Letter {
        id: id.to_string(),
        message_id,
        person: recipient.person.clone(),
        to_name: clean::line(&recipient.name, clean::NAME),
        to_address,
        role: clean::line(&recipient.role, clean::NAME),
        rung: if notice.items.is_empty() { "receipt".to_string() } else { rung(notice, desk.policy) },
        not_before: hours::not_before(desk, recipient.hours, notice.urgent),
        mime: mime::message(envelope, &parts, &attachments(receipts))?,
        subject,
        cases,
    };
    Ok((letter, parts.trouble))
}

/// The marked copies, as far as there are any.
fn attachments(receipts: &[receipt::Sent]) -> Vec<mime::Attached<'_>> {
    let copies = receipts.iter().filter_map(|(receipt, copy)| Some((receipt, copy.as_ref()?.bytes.as_slice())));
    copies.map(|(receipt, bytes)| mime::Attached { name: receipt::copy_name(receipt), bytes }).collect()
}

/// The same slot, person, role and cases give the same letter.
fn letter_id(notice: &Notice, bundle: Option<&Bundle>, desk: &Desk<'_>) -> String {
    let slot = desk.slot.name();
    let mut parts = vec![slot.as_str(), notice.recipient.person.as_str(), notice.recipient.role.as_str()];
    parts.extend(notice.items.iter().map(|item| item.case.id.as_str()));
    parts.extend(bundle.iter().flat_map(|bundle| &bundle.receipts).map(|(receipt, _)| receipt.id.as_str()));
    id::derive("l", &parts)
}

/// The name of the highest rung on which the recipient stands in this letter.
fn rung(notice: &Notice, policy: Option<&Policy>) -> String {
    let mine = |told: &&Told| told.person == notice.recipient.person;
    let of = |item: &Item| match item.kind {
        // Told on a lower rung, or on several: the recipient's own counts, not the case's.
        ItemKind::Passed | ItemKind::Resolved | ItemKind::Corrected => {
            item.case.told.iter().filter(mine).map(|told| told.rung).max()
        }
        _ => Some(item.case.rung),
    };
    let highest = notice.items.iter().map(|item| (of(item).unwrap_or(item.case.rung), &item.case));
    let Some((rung, case)) = highest.max_by_key(|(rung, _)| *rung) else { return String::new() };
    let named = policy.and_then(|p| case.rungs(p).get((rung as usize).checked_sub(1)?));
    named.map_or_else(|| rung.to_string(), |rung| rung.name.clone())
}
