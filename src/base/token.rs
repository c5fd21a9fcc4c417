//! What a link or a reply address allows one person to do, and the seal that shows that the house said so.
//!
//! Takes claims and keys; gives short texts that live in a URL or in front of an `@`, and reads them back. A claim says
//! which case, from which rung, who, what, since when and until when; the seal is HMAC-SHA-256 over all of it and the key's
//! id, cut to 130 bits. Never reads a clock, never makes a key.
//!
//! **A claim alone is worth nothing.** Letters are kept with claims whose seal is blank (`.----.---…`), and sealed on their
//! way out: whoever reads the store, the vault or the audit chain finds no link that works.
//!
//! **Keys.** A key's id is derived from its bytes, so that two houses cannot mean different keys by one name. The newest
//! key seals; an older one is believed until all that it can have sealed is over: a stolen old key cannot make new links.

use super::id;
use chrono::{Days, NaiveDate};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// As in ids: no letters that are misread on paper.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a seal: 130 bits.
const SEAL_LEN: usize = 26;
/// Characters of a key's id.
const KEY_ID_LEN: usize = 4;
/// Characters of a day.
const DAY_LEN: usize = 4;
/// The longest id in a claim.
const ID_MAX: usize = 24;
/// The fewest bytes of a key.
const KEY_BYTES_MIN: usize = 32;
/// What is sealed is never the beginning of something else that may be sealed one day.
const DOMAIN: &[u8] = b"duban token 1\n";
/// What stands where the key's id and the seal will stand.
pub const BLANK: &str = ".----.--------------------------";

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// 签收
    Acknowledge,
    /// 反馈
    Reply,
    /// 正当理由
    Justify,
    /// 延期
    Extend,
    /// 报办结
    Finish,
    /// Grant or refuse what somebody asked for.
    Decide,
    /// Answer a letter by mail: the mail says what.
    Mail,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 7] = [
        Action::Acknowledge,
        Action::Reply,
        Action::Justify,
        Action::Extend,
        Action::Finish,
        Action::Decide,
        Action::Mail,
    ];

    /// The letter that stands for it.
    pub fn code(self) -> char {
        match self {
            Action::Acknowledge => 'a',
            Action::Reply => 'r',
            Action::Justify => 'j',
            Action::Extend => 'e',
            Action::Finish => 'f',
            Action::Decide => 'd',
            Action::Mail => 'm',
        }
    }

    /// The name in logs.
    pub fn name(self) -> &'static str {
        match self {
            Action::Acknowledge => "acknowledge",
            Action::Reply => "reply",
            Action::Justify => "justify",
            Action::Extend => "extend",
            Action::Finish => "finish",
            Action::Decide => "decide",
            Action::Mail => "mail",
        }
    }

    /// What a letter stands for.
    pub fn of_code(code: char) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// What is claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The case's id; the letter's, where the action is [`Action::Mail`].
    pub about: String,
    /// The rung on which the person was told; 0 where the action is [`Action::Mail`].
    pub rung: u32,
    /// The person's id.
    pub person: String,
    /// What the person may do.
    pub action: Action,
    /// The day on which it was said.
    pub issued: NaiveDate,
    /// The last day on which it holds.
    pub expires: NaiveDate,
}

/// Why a text is no token to act on. Whoever holds it is told as little as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not of this form, or its seal is not right.
    #[error("it is not one of ours")]
    Forged,
    /// It names a key that is not here.
    #[error("it names a key that is not here")]
    UnknownKey,
    /// It was right once.
    #[error("it is over")]
    Expired,
}

impl Claim {
    /// The claim with a blank seal. `None` where an id has characters that do not belong into a URL or a day lies outside
    /// of 1970–4840.
    pub fn unsealed(&self) -> Option<String> {
        let fits = |id: &str| (1..=ID_MAX).contains(&id.len()) && id.bytes().all(in_an_id);
        if !fits(&self.about) || !fits(&self.person) {
            return None;
        }
        let (issued, expires) = (day_text(self.issued)?, day_text(self.expires)?);
        let Claim { about, rung, person, action, .. } = self;
        Some(
            match action {
                // In front of an @ there are 64 characters: the letter says whom it went to and when.
                Action::Mail => format!("{about}.{expires}"),
                _ => format!("{about}.{rung}.{person}.{}.{issued}.{expires}", action.code()),
            } + BLANK,
        )
    }
}

fn in_an_id(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

/// What a token says once its seal was found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed {
    /// A link.
    Link(Claim),
    /// A reply address.
    Mail {
        /// The letter that is answered.
        letter: String,
        /// The last day on which it holds.
        expires: NaiveDate,
    },
}

impl Sealed {
    fn expires(&self) -> NaiveDate {
        match self {
            Sealed::Link(claim) => claim.expires,
            Sealed::Mail { expires, .. } => *expires,
        }
    }

    /// Strict: one text for one meaning, so that no token has a second spelling.
    fn parse(claim: &str) -> Option<Sealed> {
        let parts: Vec<&str> = claim.split('.').collect();
        let sealed = match parts.as_slice() {
            [letter, expires] => Sealed::Mail { letter: (*letter).to_string(), expires: day_of(expires)? },
            [about, rung, person, action, issued, expires] => Sealed::Link(Claim {
                about: (*about).to_string(),
                rung: rung.parse().ok()?,
                person: (*person).to_string(),
                action: action.chars().next().and_then(Action::of_code).filter(|action| *action != Action::Mail)?,
                issued: day_of(issued)?,
                expires: day_of(expires)?,
            }),
            _ => return None,
        };
        let again = match &sealed {
            Sealed::Link(claim) => claim.unsealed()?,
            Sealed::Mail { letter, expires } => format!("{letter}.{}{BLANK}", day_text(*expires)?),
        };
        (again.strip_suffix(BLANK) == Some(claim)).then_some(sealed)
    }
}

/// A key that seals.
#[derive(Clone)]
struct Key {
    id: String,
    born: NaiveDate,
    bytes: Vec<u8>,
}

/// The keys of a house, oldest first. Never shown.
#[derive(Clone, Default)]
pub struct Keys {
    keys: Vec<Key>,
    /// How long what they seal holds, in days.
    valid_days: u32,
}

impl Keys {
    /// Reads a file of keys: one `DAY HEX` a line, `#` begins a comment. Errors name the line and never show a key.
    pub fn parse(text: &str, valid_days: u32) -> Result<Keys, String> {
        let mut keys = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let wrong = |what: &str| format!("line {}: {what}; a line is `2026-01-31 64-HEX-DIGITS`", number + 1);
            let (day, hex) = line.split_once(char::is_whitespace).ok_or_else(|| wrong("there is no key"))?;
            let born = day.parse::<NaiveDate>().map_err(|_| wrong("it does not begin with a day"))?;
            let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes());
            let bytes = bytes.map_err(|_| wrong("the key is not written in hex"))?;
            if bytes.len() < KEY_BYTES_MIN {
                return Err(wrong("the key is too short"));
            }
            keys.push(Key { id: key_id(&bytes), born, bytes });
        }
        keys.sort_by_key(|key| key.born); // stable: of one day, the last line is the newest
        Ok(Keys { keys, valid_days })
    }

    /// Ids and birthdays, oldest first: what may be shown.
    pub fn known(&self) -> impl Iterator<Item = (&str, NaiveDate)> {
        self.keys.iter().map(|key| (key.id.as_str(), key.born))
    }

    /// The id of the key that seals.
    pub fn sealing(&self) -> Option<&str> {
        self.keys.last().map(|key| key.id.as_str())
    }

    /// The claim of [`Claim::unsealed`] with a seal in the place of the blank; of the same length. `None` without a key, or
    /// where the text is no such claim.
    pub fn seal(&self, unsealed: &str) -> Option<String> {
        let key = self.keys.last()?;
        let claim = unsealed.strip_suffix(BLANK)?;
        Sealed::parse(claim)?;
        let signed = format!("{claim}.{}", key.id);
        let seal = base32(&mac(key, &signed)?.finalize().into_bytes(), SEAL_LEN);
        Some(format!("{signed}.{seal}"))
    }

    /// What a token says, if its seal is right and it is not over on `today`. The seal is compared in constant time.
    pub fn open(&self, token: &str, today: NaiveDate) -> Result<Sealed, Refused> {
        let (signed, seal) = token.rsplit_once('.').ok_or(Refused::Forged)?;
        let (claim, id) = signed.rsplit_once('.').ok_or(Refused::Forged)?;
        let sealed = Sealed::parse(claim).ok_or(Refused::Forged)?;
        if id.len() != KEY_ID_LEN || !id.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Err(Refused::Forged);
        }
        let given = unbase32(seal).filter(|_| seal.len() == SEAL_LEN).ok_or(Refused::Forged)?;
        let place = self.keys.iter().position(|key| key.id == id).ok_or(Refused::UnknownKey)?;
        let key = self.keys.get(place).ok_or(Refused::UnknownKey)?;
        let expected = mac(key, signed).ok_or(Refused::Forged)?.finalize().into_bytes();
        let expected = unbase32(&base32(&expected, SEAL_LEN)).ok_or(Refused::Forged)?;
        if !same(&expected, &given) {
            return Err(Refused::Forged);
        }
        // What a key can have sealed before the next one was born is over so many days after that.
        let retired =
            self.keys.get(place + 1).and_then(|next| next.born.checked_add_days(Days::new(self.valid_days.into())));
        if sealed.expires() < today || retired.is_some_and(|retired| retired < today || sealed.expires() > retired) {
            return Err(Refused::Expired);
        }
        Ok(sealed)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("known", &self.known().collect::<Vec<_>>()).finish_non_exhaustive()
    }
}

/// A line of a file of keys.
pub fn key_line(born: NaiveDate, bytes: &[u8; 32]) -> String {
    format!("{born} {}\n", id::hex(bytes))
}

fn key_id(bytes: &[u8]) -> String {
    let hash = id::sha256_hex(&[b"duban key id\n", bytes].concat());
    let short = id::derive("k", &[&hash]);
    short.trim_start_matches("k-").chars().take(KEY_ID_LEN).collect()
}

fn mac(key: &Key, signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.bytes).ok()?; // any length is taken
    mac.update(DOMAIN);
    mac.update(signed.as_bytes());
    Some(mac)
}

/// Looks at every byte whatever the first ones say.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && std::hint::black_box(a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b))) == 0
}

/// The first `5 * len` bits.
fn base32(bytes: &[u8], len: usize) -> String {
    let bit = |place: usize| bytes.get(place / 8).map_or(0, |byte| byte >> (7 - place % 8) & 1);
    let value = |n: usize| (0..5).fold(0, |value, i| value << 1 | bit(n * 5 + i));
    (0..len).map(|n| ALPHABET[usize::from(value(n) & 31)] as char).collect()
}

/// The values of the characters; not packed, only to be compared.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    text.bytes().map(|byte| ALPHABET.iter().position(|c| *c == byte).and_then(|n| u8::try_from(n).ok())).collect()
}

fn day_text(day: NaiveDate) -> Option<String> {
    let days = u32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).ok()?;
    let text: String = (0..DAY_LEN).rev().map(|n| ALPHABET[(days >> (5 * n) & 31) as usize] as char).collect();
    (days < 1 << (5 * DAY_LEN)).then_some(text)
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let days = unbase32(text).filter(|_| text.len() == DAY_LEN)?;
    let days = days.into_iter().fold(0u64, |days, value| days << 5 | u64::from(value));
    NaiveDate::default().checked_add_days(Days::new(days))
}
