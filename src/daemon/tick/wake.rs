//! What people did that has to be judged or told at once, and periods that wait for their reports.
//!
//! An issue that somebody enters by hand, and one whose handling was accepted, are judged by a slot of their own at the next
//! look; nobody waits for the next working morning. So is a request that nobody has been told of who can decide it.

use super::Memo;
use crate::assess::Rule;
use crate::audit::record::RunState;
use crate::daemon::office::{self, Office};
use crate::daemon::run::RunError;
use crate::daemon::{acts, due, evidence};
use crate::escalate::{self, Case};
use crate::pipeline::Pipeline;
use crate::store::StoreError;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Whether people did something since the pipeline's last run that it has to judge or to tell.
pub(super) async fn is_asked(office: &Office, pipeline: &Pipeline) -> Result<bool, StoreError> {
    if pipeline.issues.is_none() && pipeline.policy.is_none() {
        return Ok(false);
    }
    let unseen = office.store.unseen(&pipeline.portfolio, &pipeline.name).await?;
    let entered = unseen.entered && pipeline.issues.is_some();
    Ok(entered || unseen.cases.iter().any(|case| is_news(office, pipeline, case)))
}

fn is_news(office: &Office, pipeline: &Pipeline, case: &Case) -> bool {
    let mine = acts::pipeline_of(office, case).is_some_and(|first| first.name == pipeline.name);
    let done = pipeline.issues.is_some() && case.rule == Rule::Issue && escalate::issues::is_done(case);
    case.state.is_live() && (done || mine && case.awaits_telling())
}

/// Writes into the ledger which periods are past their cut-off and inside their grace with nothing here yet.
pub(super) async fn note_waiting(
    office: &Office,
    memo: &mut Memo,
    pipeline: &Arc<Pipeline>,
    now: DateTime<Utc>,
) -> Result<(), RunError> {
    for (slot, cut_off) in due::in_grace(pipeline, now) {
        let Some(period) = slot.period else { continue };
        let memory = office::recall(&office.house, &office.store, pipeline, &[]).await?;
        let came = evidence::came(pipeline, period, &memory);
        if !memo.noted.insert(format!("waiting {} {came}", slot.name())) {
            continue;
        }
        let cut_off = cut_off.with_timezone(&slot.zone).format("%Y-%m-%d %H:%M");
        let reason = match came {
            true => format!("cut-off of {period} was {cut_off}; reports are here, the rest has until {}", slot.local()),
            false => format!("cut-off of {period} was {cut_off}; nothing is here, grace until {}", slot.local()),
        };
        office.store.note_slot(&slot, RunState::Waiting, &reason).await?;
    }
    Ok(())
}
