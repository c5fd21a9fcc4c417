//! What is wrong, where, why, and what to do: the one shape in which every check speaks to a person.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It works, but probably not as meant.
    Warning,
    /// It cannot work.
    Error,
}

/// One problem in one file. Messages are lowercase fragments without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file, as the user named it.
    pub file: String,
    /// The place in the file as a byte range, where it is known.
    pub span: Option<Range<usize>>,
    /// Line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The dotted key, for configuration: `rules.stalled.reports`.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}
