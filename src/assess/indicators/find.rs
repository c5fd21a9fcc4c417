//! Lights → findings: one case per indicator whose watched lights are worse, with all lights in its text.
//!
//! A provisional light opens nothing and closes nothing: an indicator is only judged well when every watched comparison
//! that is worse is gone.

use super::history::{History, Observation, differences, key};
use super::{Line, Word, lights, pace};
use crate::assess::{Figures, Finding, Judged, Rule};
use crate::base::grade::Grade;
use crate::pipeline::measures::{Against, IndicatorRules};
use crate::tidy::Note;

/// The subject of an indicator's case.
pub fn subject(indicator: &str) -> String {
    format!("指标:{}", key(indicator))
}

/// The findings of the newest lines, and what was judged.
pub fn findings(observations: &[Observation], rules: &IndicatorRules, judged: &mut Judged) -> Vec<Finding> {
    let history = History::of(observations);
    let mut found = Vec::new();
    for observation in history.newest() {
        let line = super::line(observation, &history, rules);
        let grade = grade(&line, observation, &history, rules);
        let waiting = line.lights.iter().any(|l| l.word == Word::Provisional && rules.behind.contains(&l.against));
        if grade.is_some() || !waiting {
            judged.pairs.insert((subject(&line.indicator), Rule::IndicatorBehind));
        }
        found.extend(grade.map(|grade| finding(&line, grade)));
    }
    found
}

fn grade(line: &Line, observation: &Observation, history: &History<'_>, rules: &IndicatorRules) -> Option<Grade> {
    let worse = |against: &Against| {
        let light = line.light(*against).filter(|light| light.word == Word::Worse);
        match (against, light) {
            (_, None) => false,
            (Against::TargetValue, Some(_)) if !lights::is_level(observation, rules) => {
                pace::is_below(observation, pace::due(observation, history), rules.pace).unwrap_or(true)
            }
            (_, Some(_)) => true,
        }
    };
    if rules.behind.iter().any(worse) {
        Some(Grade::Behind)
    } else if rules.at_risk.iter().any(worse) {
        Some(Grade::AtRisk)
    } else {
        None
    }
}

fn finding(line: &Line, grade: Grade) -> Finding {
    let watched: Vec<&str> = line.lights.iter().filter(|l| l.word == Word::Worse).map(|l| l.why_zh.as_str()).collect();
    let unit = line.unit.as_deref().unwrap_or("");
    let pace = line.pace.as_ref().and_then(|pace| {
        let needed = pace.needed?;
        Some(format!(
            "；后{}个月每月需{needed}{unit}，前{}个月月均{}{unit}",
            pace.months_left, pace.months_done, pace.averaged
        ))
    });
    let text = format!("{}{}", watched.join("；"), pace.unwrap_or_default());
    Finding {
        subject: subject(&line.indicator),
        name: line.indicator.clone(),
        unit_name: line.unit_name.clone(),
        rule: Rule::IndicatorBehind,
        grade,
        since: line.period_end,
        figures: Figures { reported_as_of: Some(line.period_end), text: Some(text), ..Figures::default() },
        place: Some(line.place.clone()),
    }
}

/// A note for every figure that this slot's files changed, with the lights that changed with it.
pub fn revision_notes(known: &[Observation], fresh: &[Observation], rules: &IndicatorRules) -> Vec<Note> {
    let all: Vec<Observation> = known.iter().chain(fresh).cloned().collect();
    let (before, after) = (History::of(known), History::of(&all));
    let mut notes = Vec::new();
    for is in fresh {
        let Some(was) = before.at(&is.indicator, is.period_end) else { continue };
        let changed = super::changed(&lights::of(was, &before, rules), &lights::of(is, &after, rules));
        let lights = if changed.is_empty() { String::new() } else { format!("; lights: {}", changed.join(", ")) };
        for revision in differences(was, is) {
            let shown =
                |amount: Option<crate::base::amount::Amount>| amount.map_or("nothing".into(), |a| a.to_string());
            let text = format!(
                "{} of {} was {} and is {} now{lights}",
                revision.column,
                revision.period_end,
                shown(revision.was),
                shown(revision.is)
            );
            let text = format!("{}: {text}", revision.indicator);
            notes.push(Note { place: revision.place, kind: "revised".to_string(), text });
        }
    }
    notes
}
