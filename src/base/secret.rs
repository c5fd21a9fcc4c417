//! A text that must never be seen: passwords, database addresses with credentials.
//!
//! Takes and holds the text; gives it only to who asks with `expose`; shows nothing in debug output.
//! A value that must not be seen: takes a password, gives it only to who asks by name, never shows it in Debug output,
//! logs or errors. It has no Display and no Serialize on purpose.

use serde::Deserialize;
use std::fmt;

/// A secret. Neither `Debug` nor any message shows it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
/// A password or a key. `{:?}` prints `Secret(…)`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
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
    /// Hides a value.
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())

    /// The value itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "Secret(…) Some(\n    Secret(…),\n)");
        assert_eq!(secret.reveal(), "hunter2");
    }
}
