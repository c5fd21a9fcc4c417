//! A case rung by rung: when each was told and who, what was asked and answered there, what was kept back meanwhile, and why
//! the rungs above have not been told yet.

use super::record::{PutOff, Record, Stretch, Written};
use crate::base::calendar::Calendar;
use crate::cli::show::{next_text, state_text};
use crate::escalate::{Act, Case, ChangeReason, People, Told};
use crate::pipeline::policy::{Policy, Rung};
use chrono::NaiveDate;
use serde::Serialize;

/// One rung, and what happened while the case stood on it. Number 0: before anybody was told.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Counted from 1.
    pub number: u32,
    /// Its name.
    pub rung: String,
    /// What readers see.
    pub label: String,
    /// What it waits for: `after 3 workdays`.
    pub waits: String,
    /// The day it was told, since the case was opened last.
    pub reached: Option<NaiveDate>,
    /// Why it was told, or why it has not been.
    pub why: String,
    /// Who was told on it.
    pub told: Vec<Told>,
    /// Who stands on it today: name and role.
    pub stands: Vec<(String, String)>,
    /// What is asked there.
    pub ask: String,
    /// What an answer has to say.
    pub answer: Vec<crate::pipeline::policy::Answer>,
    /// By when an answer was asked.
    pub reply_by: Option<NaiveDate>,
    /// What people did while it stood there.
    pub acts: Vec<Act>,
    /// Letters in which it stood meanwhile.
    pub letters: Vec<Written>,
    /// What was not written meanwhile, and why.
    pub withheld: Vec<Stretch>,
    /// What was put off to somebody's next letter.
    pub put_off: Vec<PutOff>,
}

/// What a ladder is read with.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The ladder as it is now.
    pub policy: &'a Policy,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Who stands where today.
    pub people: &'a People<'a>,
}

/// Every rung of a case, the lowest first, after what happened below all of them.
pub fn steps(case: &Case, record: &Record, desk: &Desk<'_>) -> Vec<Step> {
    let rungs = case.rungs(desk.policy);
    let opened = opened_on(case, record);
    let reached = |number: u32| {
        let mine = record.changes.iter().filter(|change| change.reopened == case.reopened && change.on >= opened);
        let first = mine.clone().find(|change| change.rung >= number)?;
        (number > 0 && first.rung == number).then_some(first.on)
    };
    let count = u32::try_from(rungs.len()).unwrap_or(u32::MAX).max(case.rung);
    (0..=count)
        .map(|number| {
            let from = if number == 0 { Some(opened) } else { reached(number) };
            let to = (number + 1..=count).find_map(reached);
            let within = |day: NaiveDate| from.is_some_and(|from| from <= day) && to.is_none_or(|to| day < to);
            let rung = (number as usize).checked_sub(1).and_then(|index| rungs.get(index));
            let told: Vec<Told> = case.told.iter().filter(|told| told.rung == number).cloned().collect();
            let stands = rung.map(|rung| desk.people.holders(&rung.posts, case)).unwrap_or_default();
            Step {
                number,
                rung: rung.map(|rung| rung.name.clone()).unwrap_or_default(),
                label: rung.map(|rung| rung.label.clone()).unwrap_or_default(),
                waits: rung.map(|rung| rung.after.to_string()).unwrap_or_default(),
                reached: from.filter(|_| number > 0),
                why: why(case, desk, number, rung, from, !stands.is_empty()),
                told,
                stands: stands.into_iter().map(|holder| (holder.name, holder.role)).collect(),
                ask: rung.map(|rung| rung.ask.to_string()).unwrap_or_default(),
                answer: rung.map(|rung| rung.answer.clone()).unwrap_or_default(),
                reply_by: rung.zip(from).map(|(rung, from)| rung.reply.last_day(from, desk.calendar)),
                acts: case.life.acts.iter().filter(|act| within(act.on)).cloned().collect(),
                letters: record.letters.iter().filter(|one| within(one.on)).cloned().collect(),
                withheld: record.withheld.iter().filter(|one| within(one.from)).cloned().collect(),
                put_off: record.put_off.iter().filter(|one| within(one.from)).cloned().collect(),
            }
        })
        .collect()
}

/// The day on which it was opened or reopened last.
fn opened_on(case: &Case, record: &Record) -> NaiveDate {
    let opened = [ChangeReason::Opened, ChangeReason::Reopened];
    let newest = record.changes.iter().rev().find(|change| opened.contains(&change.reason));
    newest.map_or(case.opened_on, |change| change.on.min(case.opened_on))
}

fn why(case: &Case, desk: &Desk<'_>, number: u32, rung: Option<&Rung>, on: Option<NaiveDate>, held: bool) -> String {
    let Some(rung) = rung else {
        return if number == 0 { String::new() } else { "the ladder has no such rung any more".to_string() };
    };
    match (on, number <= case.rung) {
        (Some(on), _) if number == 1 => format!("told {on}, {}", rung.after),
        (Some(on), _) => format!("told {on}, {} on the rung below without an accepted reason", rung.after),
        (None, true) => "passed over: nobody stood on it".to_string(),
        (None, false) if !case.state.is_live() => format!("not told: the matter is {}", state_text(&case.state)),
        (None, false) if !held => "not told: nobody stands on it; the next one is told instead".to_string(),
        (None, false) => {
            let next = case.next_rung(desk.policy, desk.people, desk.calendar);
            let waits = case.state.waits_until().map(|_| format!("; it is {}", state_text(&case.state)));
            match next {
                Some(next) if next.rung == rung.name => {
                    format!("not told yet: {}{}", next_text(&next), waits.unwrap_or_default())
                }
                Some(next) => format!("not told yet: {} comes first", next.rung),
                None => "not told: a warning stays on the first rung until it is more than one".to_string(),
            }
        }
    }
}

/// The same for people, indented.
pub fn text(steps: &[Step]) -> Vec<String> {
    let mut lines = Vec::new();
    for step in steps {
        let before = step.number == 0;
        if before && step.acts.is_empty() && step.withheld.is_empty() && step.put_off.is_empty() && step.told.is_empty()
        {
            continue;
        }
        let label = if step.label == step.rung { String::new() } else { format!(" {}", step.label) };
        lines.push(match before {
            true => "  before the first rung".to_string(),
            false => format!("  rung {} {}{label}: {}", step.number, step.rung, step.why),
        });
        for told in &step.told {
            lines.push(format!("    {} was told: {}（{}）", told.on, told.name, told.role));
        }
        if step.reached.is_some() {
            let asks: Vec<String> = step.answer.iter().map(|answer| format!("{answer:?}").to_lowercase()).collect();
            let with = if asks.is_empty() { String::new() } else { format!(" with {}", asks.join(", ")) };
            let by = step.reply_by.map(|day| format!(" by {day}{with}")).unwrap_or_default();
            lines.push(format!("    asked: {}; an answer{by}", step.ask.trim_end_matches('。')));
        } else if !before && !step.stands.is_empty() {
            let names: Vec<String> = step.stands.iter().map(|(name, role)| format!("{name}（{role}）")).collect();
            lines.push(format!("    stands there: {}", names.join("、")));
        }
        let letters = step.letters.iter();
        lines
            .extend(letters.map(|one| format!("    {} letter {} to {}（{}）", one.on, one.letter, one.name, one.role)));
        lines.extend(step.acts.iter().map(|act| format!("    {}", super::act_text(act))));
        for one in &step.withheld {
            let days = if one.from == one.to { one.from.to_string() } else { format!("{} to {}", one.from, one.to) };
            lines.push(format!("    {days} nothing written: {}", one.why));
        }
        for one in &step.put_off {
            let to = one.to.map_or("it still waits".to_string(), |to| format!("it came on {to}"));
            lines.push(format!("    {} put off to the next letter of {}（{}）: {to}", one.from, one.name, one.role));
        }
    }
    lines
}
