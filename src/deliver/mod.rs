//! EDGE: outbox → world. Takes leased letters (`Outgoing`), hands each to one channel, gives one `Outcome` per
//! letter.
//!
//! Never panics and never loses a letter: whatever a channel is not sure of is `Temporary` or `Unknown`, and the
//! outbox tries again with the same Message-ID. Never names the store, and never logs an address: logs say letter and
//! person ids.
//!
//! A channel is one file here and one variant of `Channel`.

/// `.eml` files in a folder: the default, and what the demo leaves behind.
pub mod file;

/// A channel for tests: keeps letters, fails on script.
pub mod memory;

/// When a letter that did not go out is tried again.
pub mod retry;

/// SMTP with TLS, sign-in and a deadline per phase.
pub mod smtp;

pub use file::FileChannel;
pub use memory::MemoryChannel;
pub use retry::{CONFIGURATION, MAX_AGE_DAYS, backoff, is_configuration};
pub use smtp::{Security, SmtpChannel, SmtpSettings};

use crate::letter::outgoing::{Outcome, Outgoing};

/// Who looks on while a pass goes on: so that a letter's fate can be written down as soon as it is known, and a pass can be
/// ended without leaving a letter in doubt that nobody had begun.
pub trait Onlooker: Sync {
    /// The letter's conversation with the channel begins: from here on its fate is open.
    fn begins(&self, _letter: &str) {}
    /// The letter's fate.
    fn ends(&self, _letter: &str, _outcome: &Outcome) {}
    /// Whether another letter may be begun. Letters that were not begun are answered `Temporary`.
    fn goes_on(&self) -> bool {
        true
    }
}

/// Nobody looks on.
impl Onlooker for () {}

/// A way out of the house.
#[derive(Debug, Clone)]
pub enum Channel {
    /// Letters become `.eml` files.
    File(FileChannel),
    /// Letters are kept in memory.
    Memory(MemoryChannel),
    /// Letters go to a mail server.
    Smtp(SmtpChannel),
}

impl Channel {
    /// Its name in settings, logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Channel::File(_) => "file",
            Channel::Memory(_) => "memory",
            Channel::Smtp(_) => "smtp",
        }
    }

    /// The longest a pass can take, in seconds: a lease on its letters must be longer.
    pub fn longest_seconds(&self) -> u64 {
        match self {
            Channel::File(_) | Channel::Memory(_) => 60,
            Channel::Smtp(channel) => channel.settings().longest_seconds(),
        }
    }

    /// Tries one letter once.
    pub async fn send(&self, letter: &Outgoing) -> Outcome {
        match self {
            Channel::File(channel) => channel.send(letter).await,
            Channel::Memory(channel) => channel.send(letter),
            Channel::Smtp(channel) => channel.send(letter).await,
        }
    }

    /// Tries each letter once, and answers for each exactly once, in the order given. One letter's failure does not
    /// keep back the others.
    pub async fn send_batch(&self, letters: &[Outgoing]) -> Vec<(String, Outcome)> {
        self.send_watched(letters, &()).await
    }

    /// As [`Channel::send_batch`], and tells `onlooker` of each letter as it goes.
    pub async fn send_watched(&self, letters: &[Outgoing], onlooker: &dyn Onlooker) -> Vec<(String, Outcome)> {
        if let Channel::Smtp(channel) = self {
            return channel.send_watched(letters, onlooker).await;
        }
        let mut outcomes = Vec::with_capacity(letters.len());
        for letter in letters {
            if !onlooker.goes_on() {
                let reason = "not tried in this pass: it was ended".to_owned();
                outcomes.push((letter.letter.clone(), Outcome::Temporary { reason }));
                continue;
            }
            onlooker.begins(&letter.letter);
            let outcome = self.send(letter).await;
            onlooker.ends(&letter.letter, &outcome);
            outcomes.push((letter.letter.clone(), outcome));
        }
        outcomes
    }
}
