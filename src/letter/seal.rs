//! The seals on a letter's tokens, put on when it leaves.
//!
//! Takes a kept message and the keys; gives the message as it goes out. Only claims that the letter itself names in its
//! `X-Duban-Links` header are sealed, and that header stays behind: text from outside that looks like a claim stays
//! blank. What is kept is never changed, and a letter that is tried again gets the same seals.

use super::outgoing::Outgoing;
use crate::base::token::{BLANK, Keys};
use data_encoding::BASE64;
use std::collections::BTreeMap;

/// The header that names a kept letter's claims.
pub const HEADER: &str = "X-Duban-Links";
/// Characters of a line of base 64.
const LINE: usize = 76;

/// The message with its seals. One without claims is given back as it is.
pub fn sealed(mime: &[u8], keys: &Keys) -> Vec<u8> {
    let end = mime.windows(4).position(|four| four == b"\r\n\r\n").map_or(mime.len(), |at| at + 2);
    let (head, body) = mime.split_at(end);
    let Ok(head) = std::str::from_utf8(head) else { return mime.to_vec() };
    let fields = fields(head);
    let Some(own) = fields.iter().find(|field| name(field).eq_ignore_ascii_case(HEADER)) else { return mime.to_vec() };
    let claims = own.split_once(':').map_or("", |(_, claims)| claims).split_whitespace();
    let pairs = claims.map(|claim| format!("{claim}{BLANK}")).filter_map(|blank| Some((keys.seal(&blank)?, blank)));
    let seals: Seals = pairs.map(|(sealed, blank)| (blank, sealed)).collect();
    let mut out = Vec::with_capacity(mime.len());
    for field in fields.iter().filter(|field| !name(field).eq_ignore_ascii_case(HEADER)) {
        out.extend(filled(field, &seals).as_bytes());
    }
    parts(body, &seals, &mut out);
    out
}

/// The same for a letter on its way.
pub fn outgoing(letter: Outgoing, keys: Option<&Keys>) -> Outgoing {
    match keys {
        Some(keys) => Outgoing { mime: sealed(&letter.mime, keys), ..letter },
        None => letter,
    }
}

/// Sealed tokens by blank ones, each of the same length.
type Seals = BTreeMap<String, String>;

/// Header fields with their continuation lines and line ends.
fn fields(head: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut begin, mut at) = (0, 0);
    for line in head.split_inclusive("\r\n") {
        if at > begin && !line.starts_with([' ', '\t']) {
            fields.push(&head[begin..at]); // both are ends of lines
            begin = at;
        }
        at += line.len();
    }
    fields.push(&head[begin..]);
    fields
}

fn name<'a>(field: &&'a str) -> &'a str {
    field.split_once(':').map_or("", |(name, _)| name)
}

fn filled(text: &str, seals: &Seals) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(BLANK) {
        let (before, after) = rest.split_at(at + BLANK.len());
        let begin = before[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c))).map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8) // behind the whole character
        });
        let (outside, token) = before.split_at(begin);
        out.push_str(outside);
        out.push_str(seals.get(token).map_or(token, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Parts in base 64 are opened, filled in and closed again; everything else goes through as it is.
fn parts(body: &[u8], seals: &Seals, out: &mut Vec<u8>) {
    let mut block: Vec<u8> = Vec::new();
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let is_base64 = !text.is_empty()
            && text.len() <= LINE
            && text.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b));
        if is_base64 {
            block.extend(line);
            continue;
        }
        close(&mut block, seals, out);
        out.extend(line);
    }
    close(&mut block, seals, out);
}

fn close(block: &mut Vec<u8>, seals: &Seals, out: &mut Vec<u8>) {
    let packed: Vec<u8> = block.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let opened = BASE64.decode(&packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let changed = opened.map(|text| (filled(&text, seals), text)).filter(|(filled, text)| filled != text);
    match changed {
        None => out.append(block),
        Some((filled, _)) => {
            let text = BASE64.encode(filled.as_bytes());
            for line in text.as_bytes().chunks(LINE) {
                out.extend(line);
                out.extend(b"\r\n");
            }
            block.clear();
        }
    }
}
