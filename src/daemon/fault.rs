//! Named points of a run at which a test can end the process, as a power cut would: `DUBAN_FAULT=before_commit` aborts there
//! the first time, `DUBAN_FAULT=before_commit:3` the third. Without the variable a point costs one atomic load.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

static FAULT: OnceLock<Option<(String, u32)>> = OnceLock::new();
static PASSED: AtomicU32 = AtomicU32::new(0);

/// Ends the process here if the environment asks for it.
pub fn point(name: &str) {
    let fault = FAULT.get_or_init(|| {
        let text = std::env::var("DUBAN_FAULT").ok()?;
        let (name, nth) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_string(), nth.parse().unwrap_or(1)))
    });
    if let Some((at, nth)) = fault
        && at == name
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *nth
    {
        std::process::abort();
    }
}
