//! What an approved extension (延期) of a case moves in the plan of its project. Takes the case and the store; gives the lines
//! for the ledger of baselines, which are sealed with the act. Writes nothing.

use super::office::Office;
use crate::assess::Rule;
use crate::assess::baseline::{Filed, Rebaseline};
use crate::base::place::Place;
use crate::escalate::{ActKind, Case};
use crate::pipeline::policy::Ladder;
use crate::store::StoreError;
use chrono::NaiveDate;

/// What an extension that was granted moves: the milestone or the start that the case is about, else the planned end. A day that
/// is not later than the one that holds moves nothing; nor does more time for a matter of data.
pub async fn of_extension(office: &Office, case: &Case) -> Result<Vec<Filed>, StoreError> {
    let act = case.life.acts.last().filter(|act| act.what == ActKind::Extended);
    let Some((act, until)) = act.and_then(|act| Some((act, act.until?))) else { return Ok(Vec::new()) };
    let mut pipelines = office.house.pipelines.iter().filter(|pipeline| pipeline.portfolio == case.portfolio);
    if case.rule.ladder() != Ladder::Project || !pipelines.any(|pipeline| pipeline.rules.unapproved_change) {
        return Ok(Vec::new());
    }
    let standings = office.store.standings(None, Some(&case.portfolio)).await?;
    let Some(standing) = standings.into_iter().find(|standing| standing.subject == case.subject) else {
        return Ok(Vec::new());
    };
    let approved = standing.baseline.as_ref().map(|baseline| baseline.approved).unwrap_or_default();
    let later = |day: Option<NaiveDate>| day.is_none_or(|day| until > day);
    let named = case.figures.milestone.as_ref().filter(|_| case.rule == Rule::MilestoneOverdue);
    let milestone = standing.milestones.iter().find(|milestone| Some(&milestone.name) == named);
    let (mut start, mut end, mut moved) = (None, None, None);
    match case.rule {
        Rule::MilestoneOverdue => moved = milestone.filter(|m| later(Some(m.planned_date))).map(|m| m.name.clone()),
        Rule::NotStarted => start = Some(until).filter(|_| later(approved.start)),
        _ => end = Some(until).filter(|_| later(approved.end)),
    }
    if start.is_none() && end.is_none() && moved.is_none() {
        return Ok(Vec::new());
    }
    let reason = [act.reason.as_deref().unwrap_or_default(), &act.text];
    let change = Rebaseline {
        decided_on: act.on,
        reason: reason.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": "),
        approver: act.approver.clone().unwrap_or_default(),
        target: None,
        start,
        end,
        planned: moved.as_ref().map(|_| until),
        milestone: moved,
        case: Some(case.id.clone()),
        place: Place { file: "duban extend".to_string(), ..Place::default() },
    };
    Ok(vec![Filed { subject: case.subject.clone(), change }])
}
