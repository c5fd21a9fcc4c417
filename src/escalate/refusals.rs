//! Why an act on a case is refused, in words that say what to do instead.

use chrono::NaiveDate;

/// Why an act on a case is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// Only a live case can be acted on so.
    #[error("case {case} is {state}: there is nothing to {what}; it reopens by itself when its rule breaks again")]
    Settled {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
        /// What was tried.
        what: &'static str,
    },
    /// It waits already.
    #[error("case {case} is {state} until {until}: its ladder waits already, there is nothing to {what}")]
    WaitsAlready {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
        /// The last day on which the ladder waits.
        until: NaiveDate,
        /// What was tried.
        what: &'static str,
    },
    /// The ladder cannot wait until a day that is over.
    #[error("the ladder cannot wait until {until}: it is {on} already; name that day or a later one")]
    DayIsOver {
        /// The last day on which it should wait.
        until: NaiveDate,
        /// The day of the act.
        on: NaiveDate,
    },
    /// Something that is needed was not said.
    #[error("case {case}: {} is missing", missing.join(" and "))]
    Incomplete {
        /// The case.
        case: String,
        /// What is missing.
        missing: Vec<&'static str>,
    },
    /// The reason is on no list.
    #[error("`{code}` is no reason of the policy; known are: {known}")]
    UnknownReason {
        /// The code.
        code: String,
        /// The codes that are known.
        known: String,
    },
    /// Nothing waits for a decision.
    #[error("case {case} has no request that waits for a decision")]
    NothingPending {
        /// The case.
        case: String,
    },
    /// A second person is needed.
    #[error("case {case}: {by} cannot be the second person as well; somebody else has to agree")]
    SamePerson {
        /// The case.
        case: String,
        /// Who.
        by: String,
    },
    /// Nobody silences what is said of themselves.
    #[error("case {case} is {by}'s own matter: it can be silenced by the office only")]
    OwnMatter {
        /// The case.
        case: String,
        /// Who.
        by: String,
    },
    /// It is not silenced.
    #[error("case {case} is {state}, not silenced")]
    NotSilenced {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
    },
    /// Only a resolved case can be closed.
    #[error(
        "case {case} is {state}: only a resolved case can be closed; it resolves when a report shows that its rule holds"
    )]
    StillStands {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
    },
    /// Only issues are reported done.
    #[error("case {case} is no issue of a list: it resolves when a report shows that its rule holds; reply instead")]
    NotAnIssue {
        /// The case.
        case: String,
    },
    /// It has not been well for long enough.
    #[error("case {case} has held for {held} of {needed} period ends; it can be closed after that")]
    NotYetInRange {
        /// The case.
        case: String,
        /// Period ends at which it held.
        held: u32,
        /// How many are needed.
        needed: u32,
    },
    /// It is closed.
    #[error("case {case} was closed on {on} by {by}")]
    ClosedAlready {
        /// The case.
        case: String,
        /// When.
        on: NaiveDate,
        /// By whom.
        by: String,
    },
    /// An act without a person cannot be shown to anybody later.
    #[error("nobody is named who {act} the case; name a person")]
    NobodyNamed {
        /// What the person does.
        act: &'static str,
    },
}
