//! MIME: headers, text and HTML parts, threading.
//!
//! Takes a letter's parts and what its headers say; gives the complete message: 7-bit, CRLF, the same bytes every time.
//! Nothing random and no clock: date, Message-ID and boundary come from the slot and the letter's id. Headers are exactly
//! the planned ones; whatever stands in a name stays inside its encoded word.

use super::links::{self, Link, Links};
use super::render::Parts;
use super::view::View;
use super::{clean, seal};
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address::AddressError};

/// How many cases a letter refers to as threads.
const THREADS_MAX: usize = 20;
/// How many cases `X-Duban-Cases` names: servers refuse letters whose headers are too long. The body names all.
const CASES_MAX: usize = 500;
/// Seconds of 9999-12-31T23:59:59Z: what a mail's date can say at most.
const LATEST: i64 = 253_402_300_799;

/// What a marked copy is.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook that is attached.
#[derive(Debug, Clone)]
pub struct Attached<'a> {
    /// Its name: short enough for one encoded word.
    pub name: String,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What the headers say.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The letter's id.
    pub letter: &'a str,
    /// The instant of the slot.
    pub at: DateTime<Utc>,
    /// The office.
    pub from: Mailbox,
    /// The recipient.
    pub to: Mailbox,
    /// The subject, as [`super::subject::of`] makes it.
    pub subject: &'a str,
    /// The case ids, worst first.
    pub cases: &'a [String],
    /// What is to be sealed when it leaves.
    pub wanted: Wanted,
    /// The language of its words: `zh-CN`.
    pub language: &'a str,
}

/// What is to be sealed when a letter leaves.
#[derive(Debug, Default)]
pub struct Wanted {
    /// The claims in it, as [`links::header`] writes them; empty where there are none.
    claims: String,
    /// Where it is answered to.
    reply_to: Option<Mailbox>,
    /// The token of the reply: many programs give back the references of the letter they answer.
    reference: Option<String>,
}

impl Wanted {
    /// Of a letter. Errors: the address that replies go to is none.
    pub fn of(view: &View, links: Option<&Links>) -> Result<Wanted, MimeError> {
        let own: Vec<Link> =
            view.groups.iter().flat_map(|g| &g.entries).flat_map(|e| e.links.iter().cloned()).collect();
        let token = Some(view.reply_code.clone()).filter(|token| !token.is_empty());
        let wanted = Wanted::reply(token, links, &view.office)?;
        Ok(Wanted { claims: links::header(&own, wanted.reference.as_deref()), ..wanted })
    }

    /// Of a letter without links that can be answered. Errors: the address that replies go to is none.
    pub fn reply(token: Option<String>, links: Option<&Links>, office: &str) -> Result<Wanted, MimeError> {
        let address = token.as_deref().and_then(|token| links?.reply_address(token));
        let reply_to = address.map(|address| mailbox(office, &address)).transpose()?;
        Ok(Wanted { claims: links::header(&[], token.as_deref()), reply_to, reference: token })
    }
}

/// Why there is no message. Never says the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MimeError {
    /// The address is not one.
    #[error("the address cannot be written to: {0}; correct it in the contacts")]
    Address(AddressError),
    /// The address has letters that plain mail cannot carry.
    #[error("the address has characters other than ASCII; give the ASCII (punycode) form in the contacts")]
    NotAscii,
    /// The message could not be put together.
    #[error("the message could not be put together: {0}")]
    Build(String),
}

/// A mailbox of a name and an address that may be anything.
pub fn mailbox(name: &str, address: &str) -> Result<Mailbox, MimeError> {
    let address = address.trim();
    if !address.bytes().all(|b| (0x21..0x7f).contains(&b)) {
        return Err(if address.is_ascii() {
            MimeError::Address(AddressError::InvalidInput)
        } else {
            MimeError::NotAscii
        });
    }
    let address: Address = address.parse().map_err(MimeError::Address)?;
    let name = clean::line(name, clean::NAME);
    Ok(Mailbox::new(Some(name).filter(|n| !n.is_empty()), address))
}

/// The Message-ID of a letter, with angle brackets.
pub fn message_id(letter: &str, from: &Mailbox) -> String {
    format!("<{letter}@{}>", from.email.domain())
}

/// The complete message.
pub fn message(envelope: Envelope<'_>, parts: &Parts, attached: &[Attached<'_>]) -> Result<Vec<u8>, MimeError> {
    let Envelope { letter, at, from, to, subject, cases, wanted, language } = envelope;
    let cases: Vec<String> = cases.iter().take(CASES_MAX).map(|case| clean::id(case)).collect();
    let domain = from.email.domain().to_string();
    let mut threads: Vec<String> =
        cases.iter().take(THREADS_MAX).map(|case| format!("<{case}.thread@{domain}>")).collect();
    let at = at.timestamp().clamp(0, LATEST);
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default(); // within the range of both calendars
    let mut builder = Message::builder()
        .date(at.into())
        .message_id(Some(message_id(letter, &from)))
        .from(from)
        .to(to)
        .subject(subject);
    if let Some(reply_to) = wanted.reply_to {
        builder = builder.reply_to(reply_to);
    }
    if let Some(first) = threads.first() {
        builder = builder.in_reply_to(first.clone());
    }
    threads.extend(wanted.reference.map(|token| format!("<{token}@{domain}>")));
    if !threads.is_empty() {
        builder = builder.references(threads.join(" "));
    }
    if !wanted.claims.is_empty() {
        builder = builder.raw_header(header(seal::HEADER, &wanted.claims));
    }
    let message = builder
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", language))
        .raw_header(header("X-Duban-Cases", &cases.join(", ")));
    let built = match &parts.html {
        _ if !attached.is_empty() => message.multipart(mixed(letter, parts, attached)?),
        Some(html) => message.multipart(
            MultiPart::alternative()
                .boundary(format!("=_duban.{letter}"))
                .singlepart(part(ContentType::TEXT_PLAIN, &parts.text))
                .singlepart(part(ContentType::TEXT_HTML, html)),
        ),
        None => message.singlepart(part(ContentType::TEXT_PLAIN, &parts.text)),
    };
    built.map(|message| message.formatted()).map_err(|error| MimeError::Build(error.to_string()))
}

/// Text, HTML, and what is attached to them.
fn mixed(letter: &str, parts: &Parts, attached: &[Attached<'_>]) -> Result<MultiPart, MimeError> {
    let mut body = MultiPart::alternative()
        .boundary(format!("=_duban.{letter}"))
        .singlepart(part(ContentType::TEXT_PLAIN, &parts.text));
    if let Some(html) = &parts.html {
        body = body.singlepart(part(ContentType::TEXT_HTML, html));
    }
    let mut mixed = MultiPart::mixed().boundary(format!("=_duban.{letter}.mixed")).multipart(body);
    for one in attached {
        // Readers that know RFC 2231 take the name from the disposition, older ones from the encoded word in the type.
        let word = format!("=?utf-8?B?{}?=", base64(one.name.as_bytes()));
        let kind = ContentType::parse(&format!("{XLSX}; name=\"{word}\""))
            .map_err(|error| MimeError::Build(error.to_string()))?;
        let bytes = Body::new_with_encoding(one.bytes.to_vec(), ContentTransferEncoding::Base64)
            .unwrap_or_else(|bytes| Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::Binary));
        let disposition = ContentDisposition::attachment(&one.name);
        mixed = mixed.singlepart(SinglePart::builder().header(disposition).header(kind).body(bytes));
    }
    Ok(mixed)
}

/// Base64 of a short text.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, byte| n << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (n >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() { ALPHABET[index as usize] as char } else { '=' });
        }
    }
    text
}

/// Base64 whatever the text: no line is too long, no byte has eight bits, no dot stands alone.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
    // An encoding of bytes as base64 is always possible; the fallback is never taken.
    let body = Body::new_with_encoding(text, ContentTransferEncoding::Base64)
        .unwrap_or_else(|text| Body::dangerous_pre_encoded(text, ContentTransferEncoding::Binary));
    SinglePart::builder().content_type(kind).body(body)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_string())
}
