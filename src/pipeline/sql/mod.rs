//! Rules of the user's own: `[[rules.sql]]`, a Polars SQL expression over the documented columns of the board.
//!
//! Takes the text of a condition; gives a typed condition, or what is wrong with it and what to write instead. Never lets
//! a text reach the parser that is longer or has more operators than `BYTES_MAX` and `OPERATORS_MAX`, never parses on
//! a thread with an ordinary stack, and never keeps an operation that is not on the list of `typed`.
//!
//! Why not hand the parsed expression to Polars: its numbers with a fraction are binary floats and its whole numbers wrap.
//! Here every figure is a fraction of two 128-bit integers, how many digits each can have is known before it is evaluated,
//! and a condition that might not fit is refused: a threshold is decided exactly, or not at all.

/// The columns that conditions may name.
pub mod columns;

/// How large a figure can be.
mod size;

/// How long and how deep a text is, before it is parsed.
mod tokens;

/// Expressions as they were parsed → typed conditions, by an allow-list.
mod typed;

/// The typed tree that the judgement evaluates.
pub mod tree;

pub use columns::{COLUMNS, Column, Holds};
use std::sync::Arc;
use tree::Truth;

/// The longest condition, in bytes.
pub const BYTES_MAX: usize = 2_000;
/// The most operators: symbols and words such as AND, brackets counted.
pub const OPERATORS_MAX: usize = 200;
/// The stack on which conditions are parsed and evaluated, in bytes: reserved, not used.
pub const STACK: usize = 64 << 20;

/// A condition that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The text as written.
    pub text: String,
    /// What it means.
    pub tree: Arc<Truth>,
    /// The columns it names, in the order of [`COLUMNS`].
    pub columns: Vec<&'static str>,
    /// What it costs per row: one for each comparison or calculation, more for text that is searched.
    pub cost: u64,
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Fault {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { message: message.into(), hint: hint.into() }
    }
}

/// Checks a condition. It has to be true or false for every project.
///
/// # Errors
/// What is wrong, and what to write instead.
pub fn compile(text: &str) -> Result<Condition, Fault> {
    tokens::check(text)?;
    let owned = text.to_string();
    // The parser goes down once per operator: an ordinary stack ends after sixty of them, and takes the process with it.
    on_deep_stack(move || typed::condition(&owned)).unwrap_or_else(|why| {
        Err(Fault::new(format!("the expression cannot be understood: {why}"), "write it simpler"))
    })
}

/// Runs work on a thread of its own with [`STACK`].
///
/// # Errors
/// What a panic said; the caller goes on.
pub fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("rules.sql".to_string()).stack_size(STACK);
        let started = thread.spawn_scoped(scope, work).map_err(|error| error.to_string())?;
        started.join().map_err(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            text.unwrap_or("it panicked").to_string()
        })
    })
}

/// Every column with what it holds: for documentation and hints.
pub fn documented() -> String {
    let line = |column: &Column| format!("{:<24} {:<8} {}", column.name, column.holds.name(), column.about);
    COLUMNS.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
