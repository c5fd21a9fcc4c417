//! The ladder: who is told, in what order, after how many working days, and what is asked of them.
//! Two ladders in one policy: trouble with projects goes to those responsible, trouble with data to the data's keeper.

mod attention;
mod parse;
mod route;
mod span;
mod term;
mod vacant;
mod words;

pub use attention::{Attention, Breaker, Inhibit, Muted, usual_inhibitions};
pub use parse::parse;
pub use route::{About, Route, When};
pub use span::{Span, Wait};
pub use term::{Term, hours, on_duty, turning_days};
pub use vacant::{Contacts, ProjectUnit, is_address, scope_name, vacancies, vacancies_ahead};
pub use words::{Reason, Words};

use crate::base::amount::Amount;
use crate::base::grade::Grade;
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
    /// Who has to accept a reply before the ladder waits for the day it promises.
    pub accept: Accept,
    /// For how many period ends in a row a resolved case must hold before it may be closed.
    pub in_range: u32,
    /// Reasons that justify a delay (正当理由).
    pub reasons: Vec<Reason>,
    /// Matters that climb other ladders, first fit first.
    pub routes: Vec<Route>,
    /// How much of people's attention letters may take.
    pub attention: Attention,
    /// When a run is held for a person.
    pub breaker: Breaker,
    /// What mutes what.
    pub inhibit: Vec<Inhibit>,
    /// Posts that are told when a matter finds nobody on any rung.
    pub catch_all: Vec<PostRef>,
    /// Posts that decide what people ask for; without any, the rung above whoever asks does.
    pub approvers: Vec<PostRef>,
}

/// Who accepts a reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Accept {
    /// A person of the office; until then the ladder goes on.
    #[default]
    ByHand,
    /// Nobody: a reply that says all that is asked is taken.
    OnReceipt,
}

/// What a reply has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Why.
    Reason,
    /// By when it will be made good.
    Date,
    /// What is needed from others.
    Request,
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
    /// Posts that get a copy: nothing is asked of them.
    pub copy: Vec<PostRef>,
    /// How long after the rung below was told, without recovery or an accepted reason; the first rung: at once.
    pub after: Wait,
    /// In which time an answer is asked.
    pub reply: Span,
    /// What an answer has to say; empty where any answer will do.
    pub answer: Vec<Answer>,
    /// What is asked, one sentence.
    pub ask: Words,
    /// What a letter of this rung says before everything else; empty for the usual words.
    pub text: Words,
    /// Whether its letters go out at once, whatever the person has had on that day.
    pub urgent: bool,
    /// Matters of this grade or a worse one come here straight away and pass over the rungs below.
    pub enter: Option<Grade>,
    /// Points that the responsible unit gets when the rung is told; those of a deduction are negative.
    pub points: Option<Amount>,
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
    /// When and how it is held.
    #[serde(default)]
    pub term: Term,
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
    /// The reasons that hold where a policy names none.
    pub fn usual_reasons() -> Vec<Reason> {
        words::usual_reasons()
    }

    /// What readers see of a reason.
    pub fn reason(&self, code: &str) -> Option<&Words> {
        self.reasons.iter().find(|reason| reason.code == code).map(|reason| &reason.label)
    }

    /// The rungs of a ladder: that of the policy itself, or the one that a matter was sent to when it was opened. A route
    /// that is there no more sends back to the policy's own ladder.
    pub fn rungs(&self, ladder: Ladder, route: Option<&str>) -> &[Rung] {
        let route = route.and_then(|name| self.routes.iter().find(|route| route.policy == name));
        let (project, data) = route.map_or((&self.project, &self.data), |route| (&route.project, &route.data));
        match ladder {
            Ladder::Project => project,
            Ladder::Data => data,
        }
    }

    /// Whether telling a rung gives or takes points.
    pub fn gives_points(&self) -> bool {
        let routed = self.routes.iter().flat_map(|route| route.project.iter().chain(&route.data));
        self.project.iter().chain(&self.data).chain(routed).any(|rung| rung.points.is_some())
    }

    /// Which other ladder a matter climbs, if it fits a route.
    pub fn route(&self, about: &About<'_>) -> Option<&str> {
        self.routes.iter().find(|route| route.when.fits(about)).map(|route| route.policy.as_str())
    }
}
