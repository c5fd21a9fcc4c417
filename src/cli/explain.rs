//! `explain`: a letter or a case, walked back to its rule, its figures, its cell and its steps.

/// The sum behind a finding.
mod formula;

/// Rung by rung.
mod ladder;

/// What the record says of a case.
mod record;

/// A project on a day.
mod subject;

use super::show::{money_unit, next_of, next_text, posts, state_text};
use super::{Failure, exit, measures, print_json, print_text};
use crate::assess::Figures;
use crate::base::amount::{Amount, Unit};
use crate::base::slot::Slot;
use crate::daemon::acts;
use crate::daemon::office::Office;
use crate::escalate::{Act, Case, ChangeReason, People};
use crate::store::LetterRow;
use chrono::NaiveDate;
use serde_json::json;

/// `duban explain ID [--as-of D] [--json]`: a letter, a case, or a project.
pub async fn explain(office: &Office, id: &str, as_of: Option<NaiveDate>, json: bool) -> Result<u8, Failure> {
    let today = office.clock.now().date_naive();
    let letter = office.store.letters().await?.into_iter().find(|letter| letter.id == id);
    let case = office.store.case(id).await?;
    if letter.is_none() && case.is_none() {
        return match subject::explain(office, id, as_of.unwrap_or(today), json).await? {
            Some(code) => Ok(code),
            None => indicator(office, id, as_of, json).await,
        };
    }
    if json {
        return documents(office, id, letter, case).await;
    }
    in_words(office, id).await
}

/// An indicator: its figures, every light with its reason, its cells.
async fn indicator(office: &Office, id: &str, as_of: Option<NaiveDate>, json: bool) -> Result<u8, Failure> {
    let mut lines = Vec::new();
    for pipeline in &office.house.pipelines {
        lines.extend(measures::indicator_lines(office, pipeline, as_of).await?);
    }
    lines.retain(|line| line.indicator == id);
    if lines.is_empty() {
        return Err(unknown(id));
    }
    if json {
        return print_json(&json!({"indicator": id, "lines": lines}));
    }
    lines.iter().for_each(|line| print_text(&measures::indicator_text(line)));
    Ok(exit::FINE)
}

fn unknown(id: &str) -> Failure {
    Failure::usage(format!(
        "no letter, no case, no indicator and no project `{id}`\nhint: `duban letters`, `duban cases`, `duban standing` and `duban indicators` list them"
    ))
}

/// A letter or a case as JSON, each case with the findings of its project on its day.
async fn documents(office: &Office, id: &str, letter: Option<LetterRow>, case: Option<Case>) -> Result<u8, Failure> {
    let mut cases: Vec<Case> = case.into_iter().collect();
    for id in letter.iter().flat_map(|letter| &letter.cases) {
        cases.extend(office.store.case(id).await?);
    }
    let (mut ladders, mut records) = (Vec::new(), record::records(office, &cases).await?);
    for case in &cases {
        let record = records.remove(&case.id).unwrap_or_default();
        ladders.push(json!({
            "case": case.id, "rungs": steps(office, case, &record).await?, "changes": record.changes, "held": record.held,
        }));
    }
    print_json(&json!({"id": id, "letter": letter, "cases": cases, "ladders": ladders}))
}

/// Every rung of a case; none where it has no ladder.
async fn steps(office: &Office, case: &Case, record: &record::Record) -> Result<Vec<ladder::Step>, Failure> {
    let posts = posts(office).await?;
    let people = People::new(&posts);
    let pipeline = acts::pipeline_of(office, case);
    let policy = pipeline.and_then(|pipeline| pipeline.policy.as_deref().zip(Some(&*pipeline.calendar)));
    let Some((policy, calendar)) = policy else { return Ok(Vec::new()) };
    Ok(ladder::steps(case, record, &ladder::Desk { policy, calendar, people: &people }))
}

async fn in_words(office: &Office, id: &str) -> Result<u8, Failure> {
    let Some(letter) = office.store.letters().await?.into_iter().find(|letter| letter.id == id) else {
        explain_cases(office, &[id.to_string()]).await?;
        return Ok(exit::FINE);
    };
    let slot = letter.slot.as_ref().map(Slot::name).unwrap_or_default();
    let tries = if letter.attempts == 1 { "1 try".to_string() } else { format!("{} tries", letter.attempts) };
    let answer = letter.answer.map(|answer| format!(": {answer}")).unwrap_or_default();
    print_text(&format!(
        "letter {id}\n  to {}（{}）, rung {}\n  {}\n  written by slot {slot}, audit entry {}\n  {} after {tries}{answer}\n  \
         Message-ID {}\n  sha256 {}",
        letter.to_name,
        letter.role,
        letter.rung,
        letter.subject,
        letter.seq,
        letter.state,
        letter.message_id,
        letter.mime_sha256
    ));
    explain_cases(office, &letter.cases).await?;
    Ok(exit::FINE)
}

async fn explain_cases(office: &Office, ids: &[String]) -> Result<(), Failure> {
    let mut cases = Vec::new();
    for id in ids {
        cases.push(office.store.case(id).await?.ok_or_else(|| unknown(id))?);
    }
    let mut records = record::records(office, &cases).await?;
    for case in &cases {
        explain_case(office, case, records.remove(&case.id).unwrap_or_default()).await?;
    }
    Ok(())
}

async fn explain_case(office: &Office, case: &Case, record: record::Record) -> Result<(), Failure> {
    let posts = posts(office).await?;
    let next = next_of(office, &People::new(&posts), case);
    print_text(&format!(
        "case {} {} ({})\n  rule {} → {}, since {}, {}\n  {}\n  read from {}",
        case.id,
        case.name,
        case.subject,
        case.rule.name(),
        case.grade.name(),
        case.since,
        state_text(&case.state),
        figures(&case.figures, &money_unit(office).await?),
        case.place.as_ref().map_or_else(|| "no cell".to_string(), ToString::to_string),
    ));
    if let Some(issue) = &case.figures.issue {
        let by = issue.raised_by.as_ref().map(|by| format!(", raised by {by}")).unwrap_or_default();
        let (kind, area) = (issue.kind.name(), issue.area.name());
        print_text(&format!("  {kind} ({area}), listed {}{by}: {}", issue.raised_on, issue.text));
    }
    let before = record.changes.iter().filter(|change| change.reason == ChangeReason::Resolved);
    for change in before.filter(|change| change.reopened < case.reopened) {
        print_text(&format!("  before: it had come to rung {} and was resolved {}", change.rung, change.on));
    }
    let steps = steps(office, case, &record).await?;
    if steps.is_empty() {
        print_text("  there is no ladder: nobody is told");
        case.life.acts.iter().for_each(|act| print_text(&format!("  {}", act_text(act))));
    }
    ladder::text(&steps).iter().for_each(|line| print_text(line));
    if let Some(request) = &case.life.pending {
        print_text(&format!("  {} asked on {}: nobody has decided it yet", request.by, request.on));
    }
    for (day, why) in &record.held {
        print_text(&format!("  {day} a run that spoke of the project was held: {why}"));
    }
    if let Some(next) = next {
        print_text(&format!("  next rung: {}, if nothing changes", next_text(&next)));
    }
    Ok(())
}

/// `2014-06-05 acknowledged by 王, until 2014-06-20: 已协调`
fn act_text(act: &Act) -> String {
    let until = act.until.map(|day| format!(", until {day}")).unwrap_or_default();
    let second = act.approver.as_ref().map(|by| format!(", agreed by {by}")).unwrap_or_default();
    let reason = act.reason.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    let text = if act.text.is_empty() { String::new() } else { format!(": {}", act.text) };
    format!("{} {}{reason} by {}{until}{second}{text}", act.on, act.what.name(), act.by)
}

/// Days late, below 0 days that are left, in words.
pub fn lateness(days: i64) -> String {
    match days {
        ..0 => format!("{} days left", -days),
        0 => "due today".to_string(),
        1.. => format!("{days} days late"),
    }
}

/// The figures behind a case, in one line.
fn figures(figures: &Figures, unit: &Unit) -> String {
    let money = |what: &str, amount: Option<Amount>| {
        amount.map(|a| format!("{what} {} {}", a.in_unit(unit.factor).rounded(2), unit.label))
    };
    let days = figures.days.map(lateness);
    let parts = [
        figures.milestone.clone(),
        money("target", figures.target),
        money("expected", figures.expected),
        money("actual", figures.actual),
        figures.gap_points.map(|gap| format!("{} points short", gap.rounded(1))),
        figures.planned_date.map(|day| format!("planned {day}")),
        days,
        figures.reports.map(|reports| format!("{reports} in a row")),
        figures.text.clone(),
        figures.reported_as_of.map(|day| format!("figures of {day}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no figures".to_string() } else { parts.join(", ") }
}
