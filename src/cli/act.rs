//! `ack`, `close`: what a person does to a case.

use super::{Failure, exit, print_text};
use crate::daemon::office::Office;
use crate::escalate::{Case, CaseChange};
use crate::store::Acted;
use chrono::NaiveDate;

/// How often an act is repeated when the case changed between the look and the act: a run may change it any moment.
const STALE_TRIES_MAX: u32 = 5;

/// `duban ack CASE --by WHO --until DAY`
pub async fn acknowledge(office: &Office, case: &str, by: &str, until: NaiveDate) -> Result<u8, Failure> {
    let today = today(office);
    let what = format!("acknowledged; the ladder waits until {until}");
    act(office, case, by, &what, |case| case.acknowledge(by, until, today).map_err(Failure::from)).await
}

/// `duban close CASE --by WHO`
pub async fn close(office: &Office, case: &str, by: &str) -> Result<u8, Failure> {
    let today = today(office);
    act(office, case, by, "closed", |case| case.close(by, today).map_err(Failure::from)).await
}

/// Looks, decides, writes; once more on what the case is by then, where somebody was faster.
async fn act(
    office: &Office,
    id: &str,
    who: &str,
    what: &str,
    decide: impl Fn(&Case) -> Result<CaseChange, Failure>,
) -> Result<u8, Failure> {
    for _ in 0..STALE_TRIES_MAX {
        let Some(case) = office.store.case(id).await? else {
            return Err(Failure::usage(format!("no case `{id}`\nhint: `duban cases` lists them")));
        };
        if let Acted::Done(head) = office.store.act(&decide(&case)?, who, office.clock.now()).await? {
            print_text(&format!("{id} {} {what} (audit {})", case.name, head.short()));
            return Ok(exit::FINE);
        }
    }
    Err(Failure::new(format!("the case {id} keeps changing; look at it with `duban explain {id}` and repeat")))
}

fn today(office: &Office) -> NaiveDate {
    let zone = office.house.pipelines.first().map_or(chrono_tz::Tz::UTC, |p| p.zone);
    office.clock.now().with_timezone(&zone).date_naive()
}
