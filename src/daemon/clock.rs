//! The only clock. Everything else is given its "now".

use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that people live by, or one that a simulation turns.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// Turned by hand: microseconds since 1970.
    Simulated(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn simulated(at: DateTime<Utc>) -> Clock {
        Clock::Simulated(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Clock::System => Utc::now(),
            Clock::Simulated(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }

    /// Turns a simulated clock; the machine's cannot be turned.
    pub fn turn_to(&self, at: DateTime<Utc>) {
        if let Clock::Simulated(micros) = self {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
}
