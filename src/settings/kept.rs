//! What runs are decided with, as the vault keeps it: one JSON document with the texts of pipelines, policies, calendars and
//! rule packs, who writes, and to which domains. The same configuration gives the same bytes, so the vault keeps it once.
//!
//! Takes texts; gives bytes and their hash, and back. Never holds settings, because they hold secrets.

use super::MailSettings;
use crate::base::id::sha256_hex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The document.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Document {
    /// File → text.
    texts: BTreeMap<String, String>,
    /// The sender's name, as letters print it.
    sender_name: String,
    /// The sender's address, as letters print it.
    sender_address: String,
    /// Domains that may be written to.
    #[serde(default)]
    allowed_domains: String,
}

/// What runs are decided with.
#[derive(Debug, Clone)]
pub struct Kept {
    document: Document,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// The document as bytes.
    pub bytes: Vec<u8>,
}

impl Kept {
    /// Of these texts and this sender.
    pub(super) fn of(texts: BTreeMap<String, String>, mail: &MailSettings) -> Kept {
        let (sender_name, sender_address) = (mail.sender_name.clone(), mail.sender_address.clone());
        let allowed_domains = mail.allowed_domains.text();
        let document = Document { texts, sender_name, sender_address, allowed_domains };
        // Texts by name: they always become JSON.
        let bytes = serde_json::to_vec(&document).unwrap_or_default();
        Kept { document, sha256: sha256_hex(&bytes), bytes }
    }

    /// Reads the bytes back, which stay as they are.
    pub(super) fn read(bytes: &[u8]) -> Result<Kept, String> {
        let document =
            serde_json::from_slice(bytes).map_err(|why| format!("the configuration cannot be read: {why}"))?;
        Ok(Kept { document, sha256: sha256_hex(bytes), bytes: bytes.to_vec() })
    }

    /// File → text.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        self.document.texts.clone()
    }

    /// Puts back who writes, and to which domains.
    pub(super) fn restore(&self, mail: &mut MailSettings) {
        let Document { texts: _, sender_name, sender_address, allowed_domains } = self.document.clone();
        (mail.sender_name, mail.sender_address) = (sender_name, sender_address);
        mail.allowed_domains = allowed_domains.into();
    }
}
