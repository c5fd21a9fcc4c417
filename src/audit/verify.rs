//! Holds rows against hashes and finds what was changed, is missing, was reordered or cut. Pure: the store hands in rows and
//! bytes as they are stored; this says what is wrong with them. It shares nothing with the writer but the hash.

use super::chain::{self, Entry};
use crate::base::id::{self, Head};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyReport {
    /// Whether everything is as it was sealed.
    pub ok: bool,
    /// How many entries were read.
    pub entries: u64,
    /// The head of what was read.
    pub head: Head,
    /// The problem with the lowest entry.
    pub first_bad: Option<Flaw>,
    /// All problems, by entry.
    pub problems: Vec<Flaw>,
}

/// One thing that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flaw {
    /// The entry it belongs to.
    pub seq: u64,
    /// What: `entry`, `payload`, `chain`, `head`, `checkpoint`, `blob …`, `standing …`, `case …`, `letter …`, `slot …`.
    pub what: String,
    /// What is wrong with it, in English.
    pub why: String,
}

/// A head as printed in a letter (`128:1f0c9a…`, at least 16 hex digits).
pub fn parse_checkpoint(text: &str) -> Result<Head, String> {
    let bad =
        || format!("`{text}` is not a checkpoint such as 128:1f0c9a2b3c4d5e6f, as printed at the end of a letter");
    let (seq, hash) = text.trim().split_once(':').ok_or_else(bad)?;
    let hash = hash.to_ascii_lowercase();
    let is_hash = (16..=64).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let seq = seq.parse().map_err(|_| bad())?;
    if is_hash { Ok(Head { seq, hash }) } else { Err(bad()) }
}

/// Reads a chain from its first entry to its last.
#[derive(Debug)]
pub struct Walk {
    last: Head,
    entries: u64,
    checkpoint: Option<Head>,
    /// The first entry that is missing or whose payload is: from there on the ledger cannot be told from the chain.
    broken: Option<u64>,
    flaws: BTreeSet<Flaw>,
}

impl Walk {
    /// Begins before the first entry.
    pub fn new(checkpoint: Option<Head>) -> Walk {
        let mut walk = Walk { last: Head::genesis(), entries: 0, checkpoint, broken: None, flaws: BTreeSet::new() };
        walk.hold_checkpoint(&Head::genesis());
        walk
    }

    /// The next entry, with its payload where the vault still has it (`Err`: why not). Gives the payload as JSON where it is
    /// what was sealed.
    pub fn entry(&mut self, entry: &Entry, payload: Result<&[u8], &str>) -> Option<Value> {
        self.entries += 1;
        let expected = self.last.seq + 1;
        if entry.seq != expected {
            self.broken.get_or_insert(expected);
            let until = entry.seq.saturating_sub(1);
            self.flaw(expected, "chain", format!("entries {expected} to {until} are missing"));
        }
        if entry.prev != self.last.hash && entry.seq == expected {
            self.flaw(entry.seq, "chain", "it does not follow the entry before it".to_string());
        }
        let hash = entry.recompute();
        if entry.hash != hash {
            self.flaw(entry.seq, "entry", "its fields do not give its hash: it was changed".to_string());
        }
        self.hold_checkpoint(&Head { seq: entry.seq, hash });
        self.last = entry.head();
        self.payload(entry, payload)
    }

    fn payload(&mut self, entry: &Entry, payload: Result<&[u8], &str>) -> Option<Value> {
        let read = match payload {
            Err(why) => Err(why.to_string()),
            Ok(bytes) if id::sha256_hex(bytes) != entry.payload_sha256 => {
                Err("its bytes do not give its hash".to_string())
            }
            Ok(bytes) => serde_json::from_slice(bytes).map_err(|why| format!("it is not JSON: {why}")),
        };
        let fail = |why| {
            self.broken.get_or_insert(entry.seq);
            self.flaw(entry.seq, "payload", why);
        };
        read.map_err(fail).ok()
    }

    /// Something else that is wrong with what an entry sealed.
    pub fn flaw(&mut self, seq: u64, what: impl Into<String>, why: impl Into<String>) {
        self.flaws.insert(Flaw { seq, what: what.into(), why: why.into() });
    }

    /// Something wrong with a row that changes with time, found when all entries were read. Where an entry is broken, that is
    /// the reason to name first: what it said of the row is not known.
    pub fn late_flaw(&mut self, seq: u64, what: impl Into<String>, why: impl Into<String>) {
        self.flaw(self.broken.map_or(seq, |broken| broken.max(seq)), what, why);
    }

    /// An entry that cannot even be read as one.
    pub fn unreadable(&mut self, seq: Option<u64>, why: impl Into<String>) {
        let seq = seq.unwrap_or(self.last.seq + 1);
        self.broken.get_or_insert(seq);
        self.flaw(seq, "entry", why);
    }

    /// Ends at the last entry; `head` is what the store says the head is.
    pub fn end(&mut self, head: &Head) {
        if head.seq > self.last.seq {
            let first = self.last.seq + 1;
            self.broken.get_or_insert(first);
            self.flaw(
                first,
                "chain",
                format!("cut: the head is entry {}, the last one there is {}", head.seq, first - 1),
            );
        } else if *head != self.last {
            self.flaw(self.last.seq, "head", "the stored head is not the last entry".to_string());
        }
        if let Some(checkpoint) = self.checkpoint.take() {
            let last = self.last.seq;
            let why = format!("the checkpoint names entry {}, but the chain has none of that number", checkpoint.seq);
            self.flaw(checkpoint.seq.min(last + 1), "checkpoint", why);
        }
    }

    /// The report.
    pub fn report(self) -> VerifyReport {
        let problems: Vec<Flaw> = self.flaws.into_iter().collect();
        VerifyReport {
            ok: problems.is_empty(),
            entries: self.entries,
            head: self.last,
            first_bad: problems.first().cloned(),
            problems,
        }
    }

    /// A checkpoint is spent on the entry of its number; one that is left at the end was never reached.
    fn hold_checkpoint(&mut self, head: &Head) {
        let Some(checkpoint) = self.checkpoint.take_if(|checkpoint| checkpoint.seq == head.seq) else { return };
        if checkpoint.hash.len() < 16 || !head.hash.starts_with(&checkpoint.hash) {
            self.flaw(head.seq, "checkpoint", "the hash is not the one of the checkpoint: history was rewritten");
        }
    }
}

/// What the payloads, read in order, say the changing rows of the ledger must be now.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Case id → its latest version.
    pub cases: BTreeMap<String, CaseSeal>,
    /// Letter id → what became of it.
    pub letters: BTreeMap<String, LetterSeal>,
}

/// The latest version of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSeal {
    /// The entry that sealed it.
    pub seq: u64,
    /// The version.
    pub version: i64,
    /// The portfolio.
    pub portfolio: String,
    /// The state's name.
    pub state: String,
    /// SHA-256 of the body.
    pub sha256: String,
}

/// What became of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterSeal {
    /// The entry that wrote it.
    pub seq: u64,
    /// The person it is to.
    pub person: String,
    /// The last entry that settled it, if one did.
    pub settled_seq: Option<u64>,
    /// `sent`, `permanent`, `temporary`, `unknown`; `None` before the first try.
    pub outcome: Option<String>,
    /// What the channel said.
    pub answer: Option<String>,
    /// How many tries were settled.
    pub attempts: u64,
    /// When it was sent, in microseconds.
    pub sent_at: Option<i64>,
}

impl Ledger {
    /// Takes in one sealed payload.
    pub fn apply(&mut self, entry: &Entry, payload: &Value) {
        match entry.kind.as_str() {
            chain::RUN => {
                list(payload, "cases").iter().for_each(|change| self.case(entry.seq, change));
                self.written(entry.seq, payload);
            }
            chain::MAIL => self.written(entry.seq, payload),
            chain::ACT if payload["case"].is_object() => self.case(entry.seq, payload),
            chain::SETTLE => list(payload, "letters").iter().for_each(|letter| self.settled(entry, letter)),
            _ => {}
        }
    }

    fn written(&mut self, seq: u64, payload: &Value) {
        for letter in list(payload, "letters") {
            let seal = LetterSeal { seq, person: text(letter, "person"), ..LetterSeal::default() };
            self.letters.insert(text(letter, "id"), seal);
        }
    }

    fn case(&mut self, seq: u64, change: &Value) {
        let case = &change["case"];
        let seal = CaseSeal {
            seq,
            version: case["version"].as_i64().unwrap_or(0),
            portfolio: text(case, "portfolio"),
            state: text(&case["state"], "state"),
            sha256: text(change, "sha256"),
        };
        self.cases.insert(text(case, "id"), seal);
    }

    fn settled(&mut self, entry: &Entry, settled: &Value) {
        let letter = self.letters.entry(text(settled, "letter")).or_default();
        let outcome = text(settled, "outcome");
        letter.settled_seq = Some(entry.seq);
        letter.sent_at = (outcome == "sent").then(|| entry.at.timestamp_micros());
        letter.answer = settled["answer"].as_str().or(settled["reason"].as_str()).map(str::to_string);
        letter.outcome = Some(outcome);
        letter.attempts += 1;
    }
}

/// Rows against what was sealed, in order; `what` names the rows: `reject`, `standing`.
pub fn compare(seq: u64, what: &str, sealed: &[Value], found: &[Value]) -> Vec<Flaw> {
    let flaw = |n: usize, why: String| Flaw { seq, what: format!("{what} {}", n + 1), why };
    let mut flaws = Vec::new();
    for (n, (sealed, found)) in sealed.iter().zip(found).enumerate() {
        if sealed != found {
            flaws.push(flaw(n, format!("{} is not what was sealed", differing(sealed, found))));
        }
    }
    if found.len() < sealed.len() {
        flaws.push(flaw(found.len(), format!("{} of {} are missing", sealed.len() - found.len(), sealed.len())));
    } else if found.len() > sealed.len() {
        flaws.push(flaw(sealed.len(), format!("{} more than the entry sealed", found.len() - sealed.len())));
    }
    flaws
}

/// The fields in which two objects differ.
pub fn differing(a: &Value, b: &Value) -> String {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return "it".to_string() };
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).filter(|key| a.get(*key) != b.get(*key)).collect();
    keys.into_iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// A list in a payload; a missing one is empty, which comparing then finds.
pub fn list<'a>(payload: &'a Value, key: &str) -> &'a [Value] {
    payload[key].as_array().map_or(&[], Vec::as_slice)
}

/// A text in a payload.
pub fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests;
