//! A short name that is copied like a number: rules of the user's own are told apart by it everywhere a rule is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest, in bytes.
pub const SHORT_MAX: usize = 40;
/// What the full name begins with.
const PREFIX: &str = "sql.";
const WHOLE: usize = SHORT_MAX + PREFIX.len();

/// Small letters, digits and `_`, beginning with a letter; at most [`SHORT_MAX`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Short([u8; WHOLE]);

impl Short {
    /// A name, if the text can be one.
    pub fn new(text: &str) -> Option<Short> {
        let fits = text.len() <= SHORT_MAX && text.starts_with(|c: char| c.is_ascii_lowercase());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let mut bytes = [0; WHOLE];
        bytes.get_mut(..PREFIX.len())?.copy_from_slice(PREFIX.as_bytes());
        bytes.get_mut(PREFIX.len()..PREFIX.len() + text.len())?.copy_from_slice(text.as_bytes());
        (fits && plain).then_some(Short(bytes))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        self.full().get(PREFIX.len()..).unwrap_or_default()
    }

    /// The name as a rule has it in JSON and SQL: `sql.late_starter`.
    pub fn full(&self) -> &str {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(WHOLE);
        std::str::from_utf8(self.0.get(..end).unwrap_or_default()).unwrap_or_default()
    }

    /// The name of a full one.
    pub fn from_full(text: &str) -> Option<Short> {
        Short::new(text.strip_prefix(PREFIX)?)
    }
}

impl fmt::Debug for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl From<Short> for String {
    fn from(name: Short) -> String {
        name.as_str().to_string()
    }
}

impl TryFrom<String> for Short {
    type Error = String;

    fn try_from(text: String) -> Result<Short, String> {
        Short::new(&text).ok_or_else(|| format!("`{text}` is no short name"))
    }
}
