//! 经济指标: every published value, held against its own target, the reference region, last year, the last period and the
//! years before. Each comparison is a light of its own with its reason.
//!
//! Takes the accepted tables of all periods, newest version last; gives one line per indicator and the findings of the
//! lights that a pipeline watches. Every comparison is made on whole numbers; nothing is ever interpolated.

/// Tables → observations, and what a later file changed.
pub mod history;

/// Observations → lights.
pub mod lights;

/// The pace of the year and the run-rate of the rest of it.
pub mod pace;

/// A target in words against an indicator.
pub mod goal;

/// Lights → findings.
pub mod find;

use crate::base::amount::Amount;
use crate::base::place::Place;
use crate::pipeline::measures::{Against, IndicatorRules};
use chrono::NaiveDate;
use history::Observation;
use pace::Pace;
use serde::Serialize;

/// How a figure stands to what it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Better than it (greater, or less where less is better).
    Better,
    /// Equal to it, to the last digit.
    Equal,
    /// Worse than it.
    Worse,
    /// The others have not published yet: nothing is said until they do.
    Provisional,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Light {
    /// What it is held against.
    pub against: Against,
    /// How it stands.
    pub word: Word,
    /// Its own figure.
    pub own: Amount,
    /// The other one; for `target_value` what was due by now.
    pub other: Option<Amount>,
    /// In English, with both figures.
    pub why: String,
    /// The same in Chinese.
    pub why_zh: String,
}

/// What a later file changed of this indicator and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// The indicator.
    pub indicator: String,
    /// The period's last day.
    pub period_end: NaiveDate,
    /// Which figure: `value`, `growth`, `reference_growth` …
    pub column: &'static str,
    /// What it was; nothing where it had not been published.
    pub was: Option<Amount>,
    /// What it is now; nothing where it was taken back.
    pub is: Option<Amount>,
    /// The cell that says so.
    pub place: Place,
    /// Lights that changed with it: `reference_growth better → equal`.
    pub lights: Vec<String>,
}

/// One indicator at its newest period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its name.
    pub indicator: String,
    /// The unit as written.
    pub unit: Option<String>,
    /// The responsible unit.
    pub unit_name: Option<String>,
    /// The period's last day.
    pub period_end: NaiveDate,
    /// The value in its unit.
    pub value: Amount,
    /// Its growth rate in percent.
    pub growth: Option<Amount>,
    /// The annual target in the same unit.
    pub target: Option<Amount>,
    /// The comparisons that could be made.
    pub lights: Vec<Light>,
    /// How fast it has to go for the rest of the year.
    pub pace: Option<Pace>,
    /// Whether the region it is compared with has not published.
    pub provisional: bool,
    /// What later files changed of this period.
    pub revisions: Vec<Revision>,
    /// The cell.
    pub place: Place,
}

impl Line {
    /// The light of one comparison.
    pub fn light(&self, against: Against) -> Option<&Light> {
        self.lights.iter().find(|light| light.against == against)
    }
}

/// The lines of all indicators at their newest period, in the order of their first appearance in the
/// newest table.
pub fn lines(observations: &[Observation], rules: &IndicatorRules) -> Vec<Line> {
    let history = history::History::of(observations);
    let newest = history.newest();
    newest.into_iter().map(|observation| line(observation, &history, rules)).collect()
}

fn line(observation: &Observation, history: &history::History<'_>, rules: &IndicatorRules) -> Line {
    let lights = lights::of(observation, history, rules);
    let mut revisions = history.revisions(observation);
    if !revisions.is_empty() {
        let before = history.first_version(observation).map(|first| lights::of(first, history, rules));
        let changed = changed(&before.unwrap_or_default(), &lights);
        revisions.iter_mut().for_each(|revision| revision.lights.clone_from(&changed));
    }
    Line {
        indicator: observation.indicator.clone(),
        unit: observation.unit.clone(),
        unit_name: observation.unit_name.clone(),
        period_end: observation.period_end,
        value: observation.value,
        growth: observation.growth,
        target: observation.target,
        provisional: lights.iter().any(|light| light.word == Word::Provisional),
        pace: if lights::is_level(observation, rules) { None } else { pace::of(observation) },
        revisions,
        lights,
        place: observation.place.clone(),
    }
}

/// Lights that are not what they were.
fn changed(before: &[Light], now: &[Light]) -> Vec<String> {
    let word = |lights: &[Light], against: Against| lights.iter().find(|l| l.against == against).map(|l| l.word);
    let name = |word: Option<Word>| match word {
        Some(Word::Better) => "better",
        Some(Word::Equal) => "equal",
        Some(Word::Worse) => "worse",
        Some(Word::Provisional) => "provisional",
        None => "none",
    };
    let pairs = Against::ALL.into_iter().map(|against| (against, word(before, against), word(now, against)));
    pairs
        .filter(|(_, was, is)| was != is)
        .map(|(against, was, is)| format!("{} {} → {}", against.name(), name(was), name(is)))
        .collect()
}
