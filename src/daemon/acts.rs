//! An act on a case, however it came: by the command line, a link or a mail.
//!
//! Takes a case's id, who acts and what decides; looks, decides, writes, and looks again where somebody was faster. Gives
//! what came of it. The decision itself is `escalate::acts`.

use super::extension;
use super::office::Office;
use crate::audit::record::{Blob, Deed};
use crate::base::calendar::Calendar;
use crate::base::id::Head;
use crate::escalate::{Case, CaseChange, ChangeReason, People};
use crate::pipeline::Pipeline;
use crate::pipeline::policy::{Policy, Post};
use crate::store::{Acted, Answer, Answered, StoreError};
use chrono::NaiveDate;

/// How often an act is repeated when the case changed between the look and the act: a run may change it any moment.
const STALE_TRIES_MAX: u32 = 5;

/// What an act is decided on.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The case as it is.
    pub case: &'a Case,
    /// Its ladder.
    pub policy: Option<&'a Policy>,
    /// Working days of its pipeline.
    pub calendar: Option<&'a Calendar>,
    /// Who holds which post.
    pub people: &'a People<'a>,
    /// Today where its pipeline is.
    pub today: NaiveDate,
}

/// Who acts, and by which answer where that acts once.
#[derive(Debug, Clone, Copy)]
pub struct Doer<'a> {
    /// A person's id or the name of an account.
    pub who: &'a str,
    /// The link or the mail.
    pub answer: Option<&'a Answer>,
}

/// What came of an act.
#[derive(Debug)]
pub enum Performed {
    /// It is done.
    Done {
        /// The case now.
        case: Box<Case>,
        /// The head of the chain that seals it.
        head: Head,
        /// Whether the plan of the project was moved.
        moved: bool,
    },
    /// The same link or mail did it before.
    Before(Answered),
    /// There is no such case.
    Unknown,
    /// The case kept changing.
    Restless,
}

/// Performs an act.
///
/// # Errors
/// The outer one where the store fails, the inner one where the act is refused.
pub async fn perform<E>(
    office: &Office,
    id: &str,
    posts: &[Post],
    doer: Doer<'_>,
    evidence: &[Blob],
    decide: impl Fn(&Desk<'_>) -> Result<CaseChange, E>,
) -> Result<Result<Performed, E>, StoreError> {
    let people = People::new(posts);
    for _ in 0..STALE_TRIES_MAX {
        let Some(case) = office.store.case(id).await? else { return Ok(Ok(Performed::Unknown)) };
        let change = match decide(&desk(office, &case, &people)) {
            Ok(change) => change,
            Err(refused) => return Ok(Err(refused)),
        };
        let filed = match change.reason {
            ChangeReason::Extended => extension::of_extension(office, &change.case).await?,
            _ => Vec::new(),
        };
        let (portfolio, moved) = (&case.portfolio, !filed.is_empty());
        let deed =
            Deed { portfolio, change: Some(&change), filed: &filed, issues: &[], evidence, who: doer.who, via: None };
        match office.store.perform_once(&deed, doer.answer, office.clock.now()).await? {
            Acted::Done(head) => return Ok(Ok(Performed::Done { case: Box::new(change.case), head, moved })),
            Acted::Before(before) => return Ok(Ok(Performed::Before(before))),
            Acted::Stale => {}
        }
    }
    Ok(Ok(Performed::Restless))
}

/// What an act on a case is decided on, today.
pub fn desk<'a>(office: &'a Office, case: &'a Case, people: &'a People<'a>) -> Desk<'a> {
    let pipeline = pipeline_of(office, case);
    Desk {
        case,
        policy: pipeline.and_then(|pipeline| pipeline.policy.as_deref()),
        calendar: pipeline.map(|pipeline| &*pipeline.calendar),
        people,
        today: today(office, case),
    }
}

/// Today where the case's pipeline is.
pub fn today(office: &Office, case: &Case) -> NaiveDate {
    let zone = pipeline_of(office, case).map_or(chrono_tz::Tz::UTC, |pipeline| pipeline.zone);
    office.clock.now().with_timezone(&zone).date_naive()
}

/// The pipeline whose ladder the case climbs.
pub fn pipeline_of<'a>(office: &'a Office, case: &Case) -> Option<&'a Pipeline> {
    let of_portfolio = || office.house.pipelines.iter().filter(|p| p.portfolio == case.portfolio);
    of_portfolio().find(|p| p.policy.is_some()).or_else(|| of_portfolio().next())
}
