//! A text that must never be seen: passwords, database addresses with credentials.
//!
//! Takes and holds the text; gives it only to who asks with `expose`; shows nothing in debug output.

use serde::Deserialize;
use std::fmt;

/// A secret. Neither `Debug` nor any message shows it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself: only for handing to whom it is meant for, never for showing.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
