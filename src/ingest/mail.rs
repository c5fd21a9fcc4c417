//! Mails in a maildir or in a folder of `.eml` files. Takes the folder; gives mails with the few things that a reply is read
//! by. A mail of a maildir is moved from `new/` to `cur/` once it was taken; the other kind of folder is only read.

use super::folder::{self, Found, Skipped};
use mailparse::{DispositionType, MailAddr, MailHeaderMap, ParsedMail};
use std::io;
use std::path::Path;

/// The most parts of a mail that are looked at.
const PARTS_MAX: usize = 100;
/// The longest text that is read, in bytes.
const TEXT_MAX: usize = 256 * 1024;
/// Headers in which a mail server writes for whom a mail came.
const RECIPIENTS: [&str; 6] = ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];

/// A mail as far as a reply is read by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    /// Who wrote. Never in a log.
    pub from: Vec<String>,
    /// For whom it came. Never in a log.
    pub to: Vec<String>,
    /// Message-IDs that it answers, without angle brackets.
    pub references: Vec<String>,
    /// Its own Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Why it was not written by a person, if it was not.
    pub automatic: Option<&'static str>,
    /// Its text.
    pub text: String,
    /// Attached files with the names they came under.
    pub attachments: Vec<(String, Vec<u8>)>,
}

/// The mails of a folder, and whether it is a maildir.
///
/// # Errors
/// The folder cannot be listed.
pub fn list(folder: &Path) -> io::Result<(Vec<Found>, Vec<Skipped>)> {
    let new = folder.join("new");
    if new.is_dir() {
        return folder::list(&new);
    }
    let (mut found, skipped) = folder::list(folder)?;
    found.retain(|one| one.name.to_ascii_lowercase().ends_with(".eml"));
    Ok((found, skipped))
}

/// Notes in a maildir that a mail was taken: from `new/NAME` to `cur/NAME:2,S`.
///
/// # Errors
/// It cannot be moved.
pub fn taken(found: &Found) -> io::Result<()> {
    let Some(maildir) = found.folder.parent().filter(|_| found.folder.ends_with("new")) else { return Ok(()) };
    std::fs::create_dir_all(maildir.join("cur"))?;
    let name = found.name.split(":2,").next().unwrap_or(&found.name);
    std::fs::rename(found.path(), maildir.join("cur").join(format!("{name}:2,S")))
}

/// Reads a mail.
///
/// # Errors
/// It is no mail.
pub fn parse(bytes: &[u8]) -> Result<Mail, String> {
    let parsed = mailparse::parse_mail(bytes).map_err(|error| error.to_string())?;
    let headers = &parsed.headers;
    if headers.is_empty() {
        return Err("it has no headers".to_string());
    }
    let ids = |name: &str| {
        let values = headers.get_all_values(name).join(" ");
        let ids = values.split(['<', '>', ' ', '\t', '\r', '\n', ',']).filter(|id| id.contains('@'));
        ids.map(str::to_string).collect::<Vec<_>>()
    };
    let mut mail = Mail {
        from: addresses(&parsed, &["From"]),
        to: addresses(&parsed, &RECIPIENTS),
        references: [ids("In-Reply-To"), ids("References")].concat(),
        message_id: ids("Message-ID").into_iter().next(),
        subject: headers.get_first_value("Subject").unwrap_or_default(),
        automatic: automatic(&parsed),
        ..Mail::default()
    };
    let mut html = None;
    for part in parsed.parts().take(PARTS_MAX).filter(|part| part.subparts.is_empty()) {
        let disposition = part.get_content_disposition();
        let name = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
        let attached = disposition.disposition == DispositionType::Attachment || name.is_some();
        match part.ctype.mimetype.as_str() {
            "text/plain" if !attached && mail.text.is_empty() => mail.text = text_of(part),
            "text/html" if !attached && html.is_none() => html = Some(text_of(part)),
            _ if attached => {
                let name = name.cloned().unwrap_or_else(|| "file".to_string());
                mail.attachments.extend(part.get_body_raw().ok().map(|bytes| (name, bytes)));
            }
            _ => {}
        }
    }
    if mail.text.trim().is_empty() {
        mail.text = html.map(|html| without_tags(&html)).unwrap_or_default();
    }
    if mail.text.len() > TEXT_MAX {
        mail.text = mail.text.chars().take(TEXT_MAX / 4).collect();
    }
    Ok(mail)
}

/// The text of a part. One that does not say how it is written is written in UTF-8 nowadays.
fn text_of(part: &ParsedMail<'_>) -> String {
    let plain = part.ctype.charset.eq_ignore_ascii_case("us-ascii");
    let bytes = if plain { part.get_body_raw().ok() } else { None };
    let utf8 = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    utf8.or_else(|| part.get_body().ok()).unwrap_or_default()
}

fn addresses(mail: &ParsedMail<'_>, names: &[&str]) -> Vec<String> {
    let headers = names.iter().flat_map(|name| mail.headers.get_all_headers(name));
    let lists = headers.filter_map(|header| mailparse::addrparse_header(header).ok());
    let singles = lists.flat_map(|list| list.into_inner()).flat_map(|one| match one {
        MailAddr::Single(single) => vec![single.addr],
        MailAddr::Group(group) => group.addrs.into_iter().map(|single| single.addr).collect(),
    });
    singles.collect()
}

/// Why a mail was not written by a person: RFC 3834, and what programs wrote before it.
fn automatic(mail: &ParsedMail<'_>) -> Option<&'static str> {
    let value = |name: &str| mail.headers.get_first_value(name).map(|value| value.trim().to_lowercase());
    let says =
        |name: &str, words: &[&str]| value(name).is_some_and(|value| words.iter().any(|word| value.starts_with(word)));
    if value("Auto-Submitted").is_some_and(|value| !value.starts_with("no") && !value.is_empty()) {
        return Some("Auto-Submitted");
    }
    if says("Precedence", &["bulk", "junk", "list", "auto_reply"]) {
        return Some("Precedence");
    }
    for name in ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "X-Failed-Recipients"] {
        if value(name).is_some() {
            return Some("a header of automatic mail");
        }
    }
    if value("Return-Path").is_some_and(|path| path == "<>" || path.is_empty())
        || mail.ctype.mimetype == "multipart/report"
    {
        return Some("a report of a mail server");
    }
    if addresses(mail, &["From"]).iter().any(|from| {
        let from = from.to_lowercase();
        ["mailer-daemon@", "postmaster@", "noreply@", "no-reply@"].iter().any(|name| from.starts_with(name))
    }) {
        return Some("its sender is a program");
    }
    let subjects = ["自动回复", "自动答复", "automatic reply", "out of office", "auto:", "autoreply"];
    says("Subject", &subjects).then_some("its subject says so")
}

/// The text of a page, roughly: blocks become lines.
fn without_tags(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]); // `<` is one byte: both are ends of characters
        let tag = &rest[at..];
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let name: String = tag.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        let name = name.to_ascii_lowercase();
        if ["br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "blockquote", "p", "div"].contains(&name.as_str()) {
            text.push('\n');
        }
        let skipped = ["style", "script", "head"].iter().find(|skipped| name == **skipped);
        let past = skipped.and_then(|skipped| {
            let close = format!("</{skipped}");
            tag.to_ascii_lowercase().find(&close)
        });
        rest = &tag[past.filter(|past| *past > 0).unwrap_or(end)..];
    }
    text.push_str(rest);
    let named = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    named.into_iter().fold(text, |text, (name, plain)| text.replace(name, plain))
}
