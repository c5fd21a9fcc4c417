//! `[rules.*]`: thresholds in the right order, and the tables that each rule needs.

/// Trajectories.
mod trajectory;

use super::Context;
use crate::base::problem::nearest;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::file::{CountFile, LevelsFile, PipelineFile, Text};
use crate::pipeline::reader::Reader;
use crate::pipeline::rules::{
    BehindTarget, Measure, MilestoneOverdue, NotReported, NotStarted, Rules, Stalled, Threshold,
};
use crate::pipeline::words;
use serde_spanned::Spanned;
use std::collections::BTreeSet;
use std::ops::Range;

/// A column that a rule needs, and where the table may be read.
struct Need {
    dataset: Dataset,
    column: &'static str,
    /// By this very pipeline, or by any of the portfolio.
    own: bool,
}

const fn own(dataset: Dataset, column: &'static str) -> Need {
    Need { dataset, column, own: true }
}

const fn any(dataset: Dataset, column: &'static str) -> Need {
    Need { dataset, column, own: false }
}

const BEHIND_TARGET: &[Need] = &[own(Dataset::Progress, "cumulative"), any(Dataset::Register, "annual_target")];
/// Their days may stand in a plan, or beside what says that they are done.
const MILESTONE_OVERDUE: &[Need] = &[any(Dataset::Milestones, "actual_date")];
const STALLED: &[Need] = &[own(Dataset::Progress, "cumulative")];
const NOT_STARTED: &[Need] = &[own(Dataset::Progress, "cumulative"), any(Dataset::Register, "start_date")];
const NOT_REPORTED: &[Need] = &[own(Dataset::Progress, "cumulative"), any(Dataset::Register, "project_id")];
/// What the rules told by numbers alone need.
const MORE: &[(&str, &[Need])] = &[
    ("not_finished", &[own(Dataset::Progress, "cumulative"), any(Dataset::Register, "end_date")]),
    ("stop_and_go", STALLED),
    ("cleared_not_built", &[own(Dataset::Progress, "cleared_date")]),
    ("forecast_slip", &[own(Dataset::Progress, "cumulative"), any(Dataset::Register, "end_date")]),
    ("overstated", &[own(Dataset::Progress, "declared")]),
    ("money_and_work", &[own(Dataset::Progress, "paid")]),
    ("statistics_entry", &[own(Dataset::Progress, "statistics")]),
    ("paperwork", &[own(Dataset::Progress, "paperwork")]),
    ("reported_late", NOT_REPORTED),
    ("unapproved_change", NOT_REPORTED),
];

/// Checks the rules of a pipeline.
pub fn check(typed: &PipelineFile, portfolio: Option<&str>, context: &Context<'_>, reader: &Reader<'_>) -> Rules {
    let named = typed.tables.iter().filter_map(|t| t.dataset.as_ref());
    let mut mine: BTreeSet<Dataset> = named.clone().filter_map(|text| Dataset::from_name(text.get_ref())).collect();
    // A table whose dataset is misspelt may be the one that is needed: then nothing is called missing.
    let all_known = named.count() == mine.len() && mine.len() == typed.tables.len();
    let portfolio = portfolio.filter(|_| all_known);
    // A register that the reports fill is there as well as one that is read.
    if typed.source.as_ref().is_some_and(|source| source.register.is_some()) {
        mine.insert(Dataset::Register);
    }
    let needs = Needs { mine, portfolio, context, reader };
    let file = &typed.rules;
    if let (Some(rule), None) = (&file.not_reported, &typed.schedule) {
        let hint = "add [schedule], or remove the rule";
        reader.error(rule.span.clone(), "rules.not_reported", "without a schedule no report is ever missing", hint);
    }
    for (rule, span) in &file.more.spans {
        let needed = MORE.iter().find(|(name, _)| name == rule).map_or(STALLED, |(_, needed)| *needed);
        needs.check(rule, span, needed);
    }
    let number = |number: &Option<Spanned<i64>>| number.as_ref().and_then(|n| u32::try_from(*n.get_ref()).ok());
    let dimension = |(rule, text): &(String, Text)| (rule.clone(), text.get_ref().clone());
    let (pack, mut sql) = super::packs::check(file, context.packs, reader);
    sql.extend(super::sql::check(&file.sql, &sql, reader));
    let mut rules = Rules {
        pack,
        sql,
        dimensions: file.dimensions.iter().map(dimension).collect(),
        behind_target: file.behind_target.as_ref().and_then(|rule| {
            needs.check("behind_target", &rule.span, BEHIND_TARGET);
            if rule.trajectory.as_ref().is_some_and(|word| word.get_ref() == "table") {
                needs.check("behind_target", &rule.span, &[any(Dataset::Targets, "until")]);
            }
            behind_target(rule, typed, reader)
        }),
        milestone_overdue: file.milestone_overdue.as_ref().and_then(|rule| {
            needs.check("milestone_overdue", &rule.span, MILESTONE_OVERDUE);
            milestone_overdue(rule, reader)
        }),
        stalled: needs.counted("stalled", file.stalled.as_ref(), STALLED).map(|reports| Stalled {
            reports,
            milestones: number(&file.stalled_milestones),
            alike: number(&file.stalled_alike),
        }),
        not_started: needs
            .counted("not_started", file.not_started.as_ref(), NOT_STARTED)
            .map(|days| NotStarted { days }),
        not_reported: needs
            .counted("not_reported", file.not_reported.as_ref(), NOT_REPORTED)
            .map(|periods| NotReported { periods }),
        ..file.more.rules.clone()
    };
    // A pipeline without rules judges nobody.
    rules.unapproved_change = !file.more.as_listed && rules.any();
    rules
}

/// What the tables of this pipeline and of its portfolio can answer.
struct Needs<'a, 't> {
    mine: BTreeSet<Dataset>,
    portfolio: Option<&'a str>,
    context: &'a Context<'a>,
    reader: &'a Reader<'t>,
}

impl Needs<'_, '_> {
    fn counted(&self, rule: &str, file: Option<&CountFile>, needs: &[Need]) -> Option<u32> {
        let file = file?;
        self.check(rule, &file.span, needs);
        file.count.as_ref().and_then(|count: &Spanned<i64>| u32::try_from(*count.get_ref()).ok())
    }

    fn check(&self, rule: &str, span: &Range<usize>, needs: &[Need]) {
        let Some(portfolio) = self.portfolio else { return };
        for Need { dataset, column, own } in needs {
            let name = dataset.name();
            let (missing, whose) = match (own, self.context.datasets) {
                (true, _) => (!self.mine.contains(dataset), "this pipeline".to_string()),
                (false, Some(all)) => {
                    let read = all.get(portfolio).is_some_and(|read| read.contains(dataset));
                    (!read && !self.mine.contains(dataset), format!("any pipeline of portfolio `{portfolio}`"))
                }
                (false, None) => continue,
            };
            if missing {
                let message = format!("rule `{rule}` needs the column `{name}.{column}`, which is not read by {whose}");
                let hint = format!("add [[tables]] with dataset = \"{name}\", or remove [rules.{rule}]");
                self.reader.error(span.clone(), &format!("rules.{rule}"), message, hint);
            }
        }
    }
}

fn behind_target(file: &LevelsFile, typed: &PipelineFile, reader: &Reader<'_>) -> Option<BehindTarget> {
    let measure = word(file.measure.as_ref(), "measure", MEASURES, reader);
    let january = word(file.january.as_ref(), "january", JANUARY, reader);
    let trajectory = trajectory::check(file.trajectory.as_ref(), &typed.trajectories, reader);
    let level =
        |key: &str, text: Option<&Text>| read(text?, &format!("rules.behind_target.{key}"), words::threshold, reader);
    let at_risk = level("at_risk", file.at_risk.as_ref());
    let behind = level("behind", file.behind.as_ref());
    let (at_risk, behind) = (at_risk?, behind?);
    // Whether whoever is behind is at risk before: the warning has to come first, or it never comes.
    let (stricter, same) = match (at_risk, behind) {
        (Threshold::PercentOfExpected(a), Threshold::PercentOfExpected(b)) => (a < b, a == b),
        (Threshold::PointsBelow(a), Threshold::PointsBelow(b)) => (a > b, a == b),
        // Two different words: which comes first depends on the day.
        _ => (false, false),
    };
    let span = file.at_risk.as_ref().map_or(file.span.clone(), |text| text.span());
    let key = "rules.behind_target.at_risk";
    if stricter {
        let message = "`at_risk` is stricter than `behind`: whoever is at risk would be behind already";
        reader.error(span, key, message, "exchange the two, as at_risk \"below 90 % …\", behind \"below 75 % …\"");
        return None;
    }
    if same {
        let hint = "let the warning come first, as at_risk \"below 90 % …\", behind \"below 75 % …\"";
        reader.warning(span, key, "`at_risk` and `behind` are the same: nobody is ever warned", hint);
    }
    let in_a_row = file.in_a_row.as_ref().and_then(|n| u32::try_from(*n.get_ref()).ok());
    Some(BehindTarget {
        at_risk,
        behind,
        trajectory: trajectory?,
        measure: measure.unwrap_or_default(),
        at_risk_in_a_row: in_a_row,
        january_merged: january.unwrap_or_default(),
    })
}

fn milestone_overdue(file: &LevelsFile, reader: &Reader<'_>) -> Option<MilestoneOverdue> {
    let key = |key: &str| format!("rules.milestone_overdue.{key}");
    let at_risk = file.at_risk.as_ref().and_then(|t| read(t, &key("at_risk"), words::due_within, reader));
    let behind = file.behind.as_ref().and_then(|t| read(t, &key("behind"), words::overdue, reader));
    if let (Some(0), Some(text)) = (behind, &file.behind) {
        let message = "a milestone would be overdue on its very day";
        reader.error(text.span(), &key("behind"), message, "write \"overdue 1 day\" or more");
        return None;
    }
    Some(MilestoneOverdue { due_within_workdays: at_risk?, overdue_days: behind? })
}

fn read<T>(text: &Text, key: &str, parse: fn(&str) -> Result<T, String>, reader: &Reader<'_>) -> Option<T> {
    match parse(text.get_ref()) {
        Ok(value) => Some(value),
        Err(hint) => {
            reader.error(text.span(), key, format!("`{}` is not understood", text.get_ref()), hint);
            None
        }
    }
}

const MEASURES: &[(&str, Measure)] = &[("cumulative", Measure::Cumulative), ("period_amount", Measure::PeriodAmount)];
const JANUARY: &[(&str, bool)] = &[("judged", false), ("merged with February", true)];

/// A word out of a few.
fn word<T: Copy>(text: Option<&Text>, key: &str, words: &[(&str, T)], reader: &Reader<'_>) -> Option<T> {
    let text = text?;
    if let Some((_, meant)) = words.iter().find(|(word, _)| word == text.get_ref()) {
        return Some(*meant);
    }
    let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let hint = match nearest(text.get_ref(), all.iter().copied(), 1).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: `{}`; it may be left out", all.join("`, `")),
    };
    let key_name = format!("rules.behind_target.{key}");
    reader.error(text.span(), &key_name, format!("`{}` is no {key}", text.get_ref()), hint);
    None
}
