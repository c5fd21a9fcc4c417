//! What a person decided about a run that was held: sealed with the run that carries it out.

use serde::{Deserialize, Serialize};

/// What a person decided about a run that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The number of the entry that held it.
    pub held: u64,
    /// What.
    pub how: Decision,
    /// Who.
    pub who: String,
}

/// Whether a held run is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It was planned anew and its letters went out.
    Released,
    /// It is forgotten: nothing of it counts.
    Discarded,
}

impl Decision {
    /// The name in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Released => "released",
            Decision::Discarded => "discarded",
        }
    }

    /// The decision of a name.
    pub fn from_name(name: &str) -> Option<Decision> {
        [Decision::Released, Decision::Discarded].into_iter().find(|decision| decision.name() == name)
    }
}
