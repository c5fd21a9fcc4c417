//! Letters, whole: what each of a small cast reads, and what no name can do to a mail.

mod cast;
mod crowded;
pub mod decode;
mod excerpt;
mod hostile;
mod letters;
