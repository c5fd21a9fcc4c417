//! What became of a mail that came in, as it is sealed: the mail by its hash, never an address, and the letter that
//! answers it.

use super::canonical::{self, sealed};
use super::record::sealed_letter;
use crate::letter::Letter;
use serde_json::json;

/// The version of the payload below; it goes up when a field changes its meaning.
const PAYLOAD_VERSION: u32 = 1;

/// The payload of a mail that was no act. `hash` is the SHA-256 of its bytes, `person` the id of who wrote, empty where nobody
/// knows; `what` is what became of it.
pub fn mail_payload(hash: &str, person: &str, case: Option<&str>, what: &str, letter: Option<&Letter>) -> Vec<u8> {
    canonical::bytes(&json!({
        "version": PAYLOAD_VERSION,
        "mail": hash,
        "person": person,
        "case": sealed(&case),
        "what": sealed(&what),
        "letters": letter.map(sealed_letter).into_iter().collect::<Vec<_>>(),
    }))
}
