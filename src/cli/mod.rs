//! To be written.

/// What `duban check` says.
pub mod check;
