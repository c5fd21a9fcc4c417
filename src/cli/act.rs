//! `ack`, `close`: what a person does to a case.

use super::{Failure, exit, print_text};
use crate::daemon::office::Office;
use crate::escalate::{Case, CaseChange};
use crate::store::Acted;
use chrono::NaiveDate;

/// `duban ack CASE --by WHO --until DAY`
pub async fn acknowledge(office: &Office, case: &str, by: &str, until: NaiveDate) -> Result<u8, Failure> {
    let today = today(office);
    let change = find(office, case).await?.acknowledge(by, until, today)?;
    record(office, &change, by, &format!("acknowledged; the ladder waits until {until}")).await
}

/// `duban close CASE --by WHO`
pub async fn close(office: &Office, case: &str, by: &str) -> Result<u8, Failure> {
    let today = today(office);
    let change = find(office, case).await?.close(by, today)?;
    record(office, &change, by, "closed").await
}

async fn find(office: &Office, id: &str) -> Result<Case, Failure> {
    let cases = office.store.cases().await?;
    let found = cases.into_iter().find(|case| case.id == id);
    found.ok_or_else(|| Failure::new(format!("no case `{id}`\nhint: `duban cases` lists them")))
}

async fn record(office: &Office, change: &CaseChange, who: &str, what: &str) -> Result<u8, Failure> {
    match office.store.act(change, who, office.clock.now()).await? {
        Acted::Done(head) => {
            print_text(&format!("{} {what} (audit {})", change.case.id, head.short()));
            Ok(exit::FINE)
        }
        Acted::Stale => Err(Failure::new("the case changed in this very moment; look at it again and repeat")),
    }
}

fn today(office: &Office) -> NaiveDate {
    let zone = office.house.pipelines.first().map_or(chrono_tz::Tz::UTC, |p| p.zone);
    office.clock.now().with_timezone(&zone).date_naive()
}
