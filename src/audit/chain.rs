//! The chain: entries and their hashes. Takes a head and a payload; gives the entry that follows; never reads a store.
//!
//! # The format
//! Entries are numbered from 1 without gaps. An entry's hash is the SHA-256 of six fields, each written as its length in
//! bytes (8 bytes, big-endian) and then its bytes:
//!
//! | field | written as |
//! | --- | --- |
//! | the format | `duban-entry-1` |
//! | `seq` | decimal digits |
//! | `prev` | the hash of the entry before, 64 lower-case hex digits; 64 zeros for the first |
//! | `at` | microseconds since 1970-01-01T00:00:00Z, decimal digits |
//! | `kind` | `run`, `settle` or `act` |
//! | `payload_sha256` | SHA-256 of the payload's bytes, 64 lower-case hex digits |
//!
//! The payload is canonical JSON
//! (see [`crate::audit::canonical`]). An export is one JSON object a line: `seq`, `prev`, `at` (the number of microseconds), `kind`,
//! `payload_sha256`, `hash` and `payload` (the payload as text). To verify it: for each line check that `seq` is one more
//! than before, `prev` is the last `hash`, SHA-256 of `payload` is `payload_sha256`, and the hash is as above; then compare
//! the last `seq` and `hash` with a head printed in any letter.
//!
//! A chain alone proves order, not completeness, against someone who can rewrite the whole database: so the head is printed
//! in every letter, and `verify` takes such a head as a checkpoint.

use crate::base::id::{self, Head};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The first field of every hash.
const FORMAT: &str = "duban-entry-1";

/// The kind of an entry that seals a run.
pub const RUN: &str = "run";
/// The kind of an entry that seals what became of letters.
pub const SETTLE: &str = "settle";
/// The kind of an entry that seals what a person did.
pub const ACT: &str = "act";
/// The kind of an entry that seals what became of a mail that was no act.
pub const MAIL: &str = "mail";

/// One entry of the chain; its payload's bytes are in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// The hash of the entry before it.
    pub prev: String,
    /// When: the slot's instant for a run, the clock's for a person or a delivery.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// What it seals: [`RUN`], [`SETTLE`], [`ACT`] or [`MAIL`].
    pub kind: String,
    /// SHA-256 of the payload.
    pub payload_sha256: String,
    /// Its own hash.
    pub hash: String,
}

impl Entry {
    /// The entry that follows `head` and seals `payload`.
    pub fn seal(head: &Head, at: DateTime<Utc>, kind: &str, payload: &[u8]) -> Entry {
        let mut entry = Entry {
            seq: head.seq + 1,
            prev: head.hash.clone(),
            at,
            kind: kind.to_string(),
            payload_sha256: id::sha256_hex(payload),
            hash: String::new(),
        };
        entry.hash = entry.recompute();
        entry
    }

    /// What its hash must be.
    pub fn recompute(&self) -> String {
        // No `..`: a field that is not hashed could be changed unseen.
        let Entry { seq, prev, at, kind, payload_sha256, hash: _ } = self;
        let fields = [
            FORMAT,
            &seq.to_string(),
            prev.as_str(),
            &at.timestamp_micros().to_string(),
            kind.as_str(),
            payload_sha256.as_str(),
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        id::hex(&hasher.finalize())
    }

    /// The head of a chain that ends with it.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_hashes_as_the_format_says() {
        let at = DateTime::from_timestamp_micros(1_404_090_000_000_000).unwrap();
        let first = Entry::seal(&Head::genesis(), at, RUN, b"{}");
        assert_eq!(first.payload_sha256, id::sha256_hex(b"{}"));
        assert_eq!(first.hash, "daa4d679cf26b8b02f23fb903239ffbc8c3366667c558cc4b1e806f97213ac97");
        let second = Entry::seal(&first.head(), at, SETTLE, b"{}");
        assert_eq!((second.seq, &second.prev), (2, &first.hash));
    }

    #[test]
    fn every_field_counts() {
        let at = DateTime::from_timestamp_micros(1_404_090_000_000_000).unwrap();
        let entry = Entry::seal(&Head::genesis(), at, RUN, b"{}");
        let changed = [
            Entry { seq: 2, ..entry.clone() },
            Entry { prev: "1".repeat(64), ..entry.clone() },
            Entry { at: at + chrono::Duration::microseconds(1), ..entry.clone() },
            Entry { kind: ACT.to_string(), ..entry.clone() },
            Entry { payload_sha256: id::sha256_hex(b"{ }"), ..entry.clone() },
        ];
        assert!(changed.iter().all(|other| other.recompute() != entry.hash));
    }
}
