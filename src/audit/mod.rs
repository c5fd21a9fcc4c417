//! Canonical bytes, hash chain, verification. Pure: it is given bytes and rows, and says what is true of them.

/// Canonical JSON, and no addresses in it.
pub mod canonical;

/// The chain: entries and their hashes.
pub mod chain;

/// What a person decided about a held run.
pub mod decided;

/// What one run leaves behind, and its canonical bytes.
pub mod record;

/// Holds rows against hashes and finds what was changed, is missing, was reordered or cut.
pub mod verify;

/// What became of a mail that came in.
pub mod mail;
