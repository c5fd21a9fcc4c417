//! What goes between the outbox and a channel. The store leases `Outgoing`, a channel answers with an `Outcome`.

use serde::{Deserialize, Serialize};

/// One leased outbox row: one letter to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The letter's id.
    pub letter: String,
    /// Its Message-ID, with angle brackets.
    pub message_id: String,
    /// The envelope sender.
    pub from_address: String,
    /// The envelope recipient. Never in a log.
    pub to_address: String,
    /// The recipient's person id: what logs may say.
    pub person: String,
    /// The complete message.
    pub mime: Vec<u8>,
    /// How often it was tried before.
    pub attempts: u32,
}

/// What a channel says of one try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Handed over: the server's last answer was seen.
    Sent {
        /// The server's answer, or the file's name; no address in it.
        answer: String,
    },
    /// Not now: tried again later.
    Temporary {
        /// Why; no address in it.
        reason: String,
    },
    /// Never to this address.
    Permanent {
        /// Why; no address in it.
        reason: String,
    },
    /// The message was handed over but the last answer was not seen: tried again with the same Message-ID.
    Unknown {
        /// Why; no address in it.
        reason: String,
    },
}
