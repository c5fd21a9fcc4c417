//! Stable ids: the same thing gets the same id on every machine and in every replay.
//! An id is a hash of length-prefixed parts, so `["ab","c"]` and `["a","bc"]` differ.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Lower-case hex SHA-256 of bytes.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A short readable id: `prefix-` and 10 base-32 characters (50 bits) of the hash of `parts`.
pub fn derive(prefix: &str, parts: &[&str]) -> String {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    let digest = Sha256::digest(&bytes);
    // Without letters that are misread on paper (i, l, o, u), because people copy case ids by hand.
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bits = digest.iter().take(8).fold(0u64, |acc, b| (acc << 8) | u64::from(*b));
    let mut id = String::with_capacity(prefix.len() + 11);
    id.push_str(prefix);
    id.push('-');
    for _ in 0..10 {
        id.push(ALPHABET[(bits >> 59) as usize] as char);
        bits <<= 5;
    }
    id
}

/// The id of a person: an append-only log must never hold an address, so people appear by this.
pub fn person(address: &str) -> String {
    derive("p", &["person", &address.trim().to_lowercase()])
}

/// The head of the audit chain: how many entries there are and the hash of the last. Printed in every letter, so that
/// hundreds of mailboxes are witnesses to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the last entry; 0 before the first.
    pub seq: u64,
    /// Its hash in hex; 64 zeros before the first.
    pub hash: String,
}

impl Head {
    /// Before the first entry.
    pub fn genesis() -> Head {
        Head { seq: 0, hash: "0".repeat(64) }
    }

    /// What fits in a footer: `128:1f0c9a…` with 16 hex digits.
    pub fn short(&self) -> String {
        format!("{}:{}", self.seq, self.hash.get(..16).unwrap_or(&self.hash))
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(derive("c", &["ab", "c"]), derive("c", &["a", "bc"]));
        assert_eq!(derive("c", &["ab", "c"]).len(), 12);
    }

    #[test]
    fn a_person_is_one_person_however_the_address_is_typed() {
        assert_eq!(person("Wang@Example.org "), person("wang@example.org"));
    }
}
