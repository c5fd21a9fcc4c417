//! Letters, whole: what each of a small cast reads, and what no name can do to a mail.

mod cast;
mod crowded;
pub mod decode;
mod hostile;
mod letters;
