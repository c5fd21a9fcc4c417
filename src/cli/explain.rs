//! `explain`: a letter or a case, walked back to its rule, its figures, its cell and its steps.

use super::show::{money_unit, next_of, next_text, posts, state_text};
use super::{Failure, exit, print_text};
use crate::assess::Figures;
use crate::base::amount::{Amount, Unit};
use crate::base::slot::Slot;
use crate::daemon::office::Office;
use crate::escalate::People;

/// `duban explain LETTER_OR_CASE`
pub async fn explain(office: &Office, id: &str) -> Result<u8, Failure> {
    let Some(letter) = office.store.letters().await?.into_iter().find(|letter| letter.id == id) else {
        explain_case(office, id).await?;
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
    for case in &letter.cases {
        explain_case(office, case).await?;
    }
    Ok(exit::FINE)
}

async fn explain_case(office: &Office, id: &str) -> Result<(), Failure> {
    let Some(case) = office.store.case(id).await? else {
        return Err(Failure::usage(format!(
            "no letter and no case `{id}`\nhint: `duban letters` and `duban cases` list them"
        )));
    };
    let posts = posts(office).await?;
    let next = next_of(office, &People::new(&posts), &case);
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
    for told in &case.told {
        print_text(&format!("  {} rung {}: {}（{}）was told", told.on, told.rung, told.name, told.role));
    }
    for act in &case.life.acts {
        let until = act.until.map(|day| format!(", until {day}")).unwrap_or_default();
        let second = act.approver.as_ref().map(|by| format!(", agreed by {by}")).unwrap_or_default();
        let text = if act.text.is_empty() { String::new() } else { format!(": {}", act.text) };
        print_text(&format!("  {} {} by {}{until}{second}{text}", act.on, act.what.name(), act.by));
    }
    if let Some(next) = next {
        print_text(&format!("  next rung: {}, if nothing changes", next_text(&next)));
    }
    Ok(())
}

/// The figures behind a case, in one line.
fn figures(figures: &Figures, unit: &Unit) -> String {
    let money = |what: &str, amount: Option<Amount>| {
        amount.map(|a| format!("{what} {} {}", a.in_unit(unit.factor).rounded(2), unit.label))
    };
    let days = figures.days.map(|days| match days {
        ..0 => format!("{} days left", -days),
        0 => "due today".to_string(),
        1.. => format!("{days} days late"),
    });
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
