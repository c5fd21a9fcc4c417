//! The ladder: who is told, in what order, after how many working days, and what is asked of them.
//! Two ladders in one policy: trouble with projects goes to those responsible, trouble with data to the data's keeper.

mod parse;
mod vacant;

pub use parse::parse;
pub use vacant::{Contacts, ProjectUnit, is_address, scope_name, vacancies};

use serde::{Deserialize, Serialize};

/// An escalation policy: `[policies.NAME]` in `config/escalation.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Rungs for trouble with projects, lowest first; never empty.
    pub project: Vec<Rung>,
    /// Rungs for trouble with data, lowest first; never empty.
    pub data: Vec<Rung>,
}

/// One rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Its name in JSON and logs: `liaison`.
    pub name: String,
    /// What a Chinese reader sees: 联络员.
    pub label: String,
    /// The posts that are told.
    pub posts: Vec<PostRef>,
    /// Working days after the rung below was told, without recovery; 0 for the first rung: at once.
    pub after_workdays: u32,
    /// Working days in which an answer is asked.
    pub reply_workdays: u32,
    /// What is asked, in Chinese, one sentence.
    pub ask: String,
}

/// A post on a rung: the role, and of what it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRef {
    /// The role as the contacts name it: 联络员.
    pub role: String,
    /// Of what the post is held.
    pub of: Scope,
}

/// Of what a post is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The project itself.
    Project,
    /// The project's responsible unit.
    Unit,
    /// The house as a whole: anyone who holds the role.
    Office,
}

/// Who holds a post: one row of the contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// A project's id, a unit's name or an office's name.
    pub scope: String,
    /// The role.
    pub role: String,
    /// The person's name.
    pub person: String,
    /// The person's address. Never in a log, never in the audit chain.
    pub address: String,
}

/// Which of the two ladders a matter climbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ladder {
    /// Trouble with a project.
    Project,
    /// Trouble with data.
    Data,
}

impl Policy {
    /// The rungs of a ladder.
    pub fn rungs(&self, ladder: Ladder) -> &[Rung] {
        match ladder {
            Ladder::Project => &self.project,
            Ladder::Data => &self.data,
        }
    }
}
