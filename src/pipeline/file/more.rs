//! Rules that are told by numbers alone, and `[trajectory.*]`: read with their bounds and documented defaults.
//!
//! Takes the section `[rules]`; gives the rules that are there, each with the place of its table. A number that is left out
//! is the default in `NUMBERS`; one that is out of bounds is a problem.

use super::Text;
use crate::base::amount::Amount;
use crate::pipeline::reader::Section;
use crate::pipeline::rules::{
    ClearedNotBuilt, Combine, ForecastSlip, MoneyAndWork, NotFinished, Overstated, ReportedLate, Rules, Share,
    StopAndGo,
};
use serde_spanned::Spanned;
use std::ops::Range;

/// A number of a rule: key, least, most, and what it is when it is left out.
type Number = (&'static str, i64, i64, i64);

const NOT_FINISHED: [Number; 1] = [("days", 0, 3660, 1)];
const STOP_AND_GO: [Number; 2] = [("reports", 4, 24, 6), ("turns", 2, 23, 3)];
const CLEARED_NOT_BUILT: [Number; 1] = [("days", 1, 3660, 180)];
const FORECAST_SLIP: [Number; 2] = [("at_risk_days", 1, 3660, 30), ("behind_days", 1, 3660, 90)];
const OVERSTATED: [Number; 1] = [("steps", 1, 2, 1)];
const MONEY_AND_WORK: [Number; 2] = [("money_ahead", 1, 100, 20), ("work_ahead", 1, 100, 30)];
const STATISTICS_ENTRY: [Number; 1] = [("below", 1, 100, 90)];
const PAPERWORK: [Number; 1] = [("below", 1, 100, 100)];
const REPORTED_LATE: [Number; 1] = [("days", 0, 366, 1)];
/// Phases that mean cleared land, where a pipeline names none.
const CLEARED_PHASES: [&str; 6] = ["征迁", "拆迁", "腾空", "清表", "围挡", "净地"];
/// The dimensions in which a project is graded apart.
pub const DIMENSIONS: [&str; 6] = ["start", "progress", "payment", "statistics", "paperwork", "reporting"];

/// The rules that may name a dimension.
const RULES: [&str; 15] = [
    "behind_target",
    "milestone_overdue",
    "stalled",
    "not_started",
    "not_reported",
    "not_finished",
    "stop_and_go",
    "cleared_not_built",
    "forecast_slip",
    "overstated",
    "money_and_work",
    "statistics_entry",
    "paperwork",
    "reported_late",
    "unapproved_change",
];

/// What `[rules]` says beside the five oldest rules.
#[derive(Debug, Default)]
pub struct MoreFile {
    /// The rules, those of other tables left out.
    pub rules: Rules,
    /// Which are there, and where.
    pub spans: Vec<(&'static str, Range<usize>)>,
    /// `baselines = "as listed"`: whatever the newest register says judges.
    pub as_listed: bool,
}

/// `[trajectory.NAME]` as typed.
#[derive(Debug)]
pub struct TrajectoryFile {
    /// Its name and place.
    pub name: Text,
    /// Where its table stands.
    pub span: Range<usize>,
    /// `time`, percent.
    pub time: Option<Vec<Spanned<i64>>>,
    /// `share`, percent of the target.
    pub share: Option<Vec<Spanned<i64>>>,
    /// `months`, percent of the target at each month's end.
    pub months: Option<Vec<Spanned<i64>>>,
    /// `shutdown`, months.
    pub shutdown: Vec<Spanned<i64>>,
}

/// Reads the rules that are told by numbers.
pub fn read(section: &Section<'_, '_>) -> MoreFile {
    let mut more = MoreFile::default();
    let rules = &mut more.rules;
    let spans = &mut more.spans;
    rules.not_finished = numbers(section, "not_finished", NOT_FINISHED, spans).map(|[days]| NotFinished { days });
    rules.stop_and_go =
        numbers(section, "stop_and_go", STOP_AND_GO, spans).map(|[reports, turns]| StopAndGo { reports, turns });
    let phases = section.table_if("cleared_not_built").and_then(|table| table.texts("phases"));
    let phases = phases.map(|texts| texts.iter().map(|text| text.get_ref().clone()).collect());
    let phases = phases.unwrap_or_else(|| CLEARED_PHASES.map(str::to_string).to_vec());
    rules.cleared_not_built =
        numbers(section, "cleared_not_built", CLEARED_NOT_BUILT, spans).map(|[days]| ClearedNotBuilt { days, phases });
    rules.forecast_slip = numbers(section, "forecast_slip", FORECAST_SLIP, spans)
        .map(|[at_risk_days, behind_days]| ForecastSlip { at_risk_days, behind_days });
    rules.overstated = numbers(section, "overstated", OVERSTATED, spans).map(|[steps]| Overstated { steps });
    rules.money_and_work = numbers(section, "money_and_work", MONEY_AND_WORK, spans)
        .map(|[money_ahead, work_ahead]| MoneyAndWork { money_ahead, work_ahead });
    rules.statistics_entry =
        numbers(section, "statistics_entry", STATISTICS_ENTRY, spans).map(|[below]| Share { below });
    rules.paperwork = numbers(section, "paperwork", PAPERWORK, spans).map(|[below]| Share { below });
    let deduct = section.table_if("reported_late").and_then(|table| points(&table));
    rules.reported_late =
        numbers(section, "reported_late", REPORTED_LATE, spans).map(|[days]| ReportedLate { days, deduct });
    let _ = numbers(section, "unapproved_change", [], spans); // it holds anyway; the table may name its dimension
    more.as_listed = section.text("baselines").is_some_and(|text| as_listed(section, &text));
    let rules = &mut more.rules;
    if let Some(text) = section.text("combine") {
        rules.combine = combine(section, &text);
    }
    more
}

/// `deduct = "0.5"`: points, as a text, because TOML's own fractions are binary.
fn points(table: &Section<'_, '_>) -> Option<Amount> {
    let text = table.text("deduct")?;
    let found = Amount::parse(text.get_ref().trim()).ok().filter(|points| points.0 > 0);
    if found.is_none() {
        let message = format!("`{}` is no number of points", text.get_ref());
        table.reader().error(text.span(), "rules.reported_late.deduct", message, "write it as in \"0.5\"");
    }
    found
}

/// Whether the newest register judges, or what was approved.
fn as_listed(section: &Section<'_, '_>, text: &Text) -> bool {
    match text.get_ref().as_str() {
        "approved" => false,
        "as listed" => true,
        other => {
            let hint = "write \"approved\" (the default: a changed register is asked about) or \"as listed\"";
            section.reader().error(text.span(), "rules.baselines", format!("`{other}` is not understood"), hint);
            false
        }
    }
}

fn combine(section: &Section<'_, '_>, text: &Text) -> Combine {
    match text.get_ref().as_str() {
        "computed" => Combine::Computed,
        "lower of computed and declared" => Combine::Lower,
        other => {
            let hint = "write \"computed\" or \"lower of computed and declared\"";
            section.reader().error(text.span(), "rules.combine", format!("`{other}` is not understood"), hint);
            Combine::Computed
        }
    }
}

/// The numbers of one rule, in the order asked for.
fn numbers<const N: usize>(
    section: &Section<'_, '_>,
    rule: &'static str,
    asked: [Number; N],
    spans: &mut Vec<(&'static str, Range<usize>)>,
) -> Option<[u32; N]> {
    let table = section.table(rule)?;
    let found = asked.map(|(key, least, most, default)| {
        let number = table.number(key, least, most).map_or(default, |number| *number.get_ref());
        u32::try_from(number).unwrap_or(0) // within bounds that are small and not negative
    });
    table.allow("dimension");
    table.allow("phases");
    table.allow("deduct");
    spans.push((rule, table.span()));
    table.close();
    Some(found)
}

/// `dimension = "…"` of every rule that names one.
pub fn dimensions(section: &Section<'_, '_>) -> Vec<(String, Text)> {
    let mut found = Vec::new();
    for name in RULES {
        let text = section.table_if(name).and_then(|table| table.text("dimension"));
        let Some(text) = text else { continue };
        if DIMENSIONS.contains(&text.get_ref().as_str()) {
            found.push((name.to_string(), text));
        } else {
            let hint = format!("write one of {}", DIMENSIONS.map(|word| format!("`{word}`")).join(", "));
            let key = format!("rules.{name}.dimension");
            section.reader().error(text.span(), &key, format!("`{}` is no dimension", text.get_ref()), hint);
        }
    }
    found
}

/// Every `[trajectory.NAME]`.
pub fn trajectories(section: Section<'_, '_>) -> Vec<TrajectoryFile> {
    let mut found = Vec::new();
    for name in section.names() {
        let Some(table) = section.table(name.get_ref()) else { continue };
        found.push(TrajectoryFile {
            name,
            span: table.span(),
            time: table.numbers("time", 0, 100),
            share: table.numbers("share", 0, 100),
            months: table.numbers("months", 0, 100),
            shutdown: table.numbers("shutdown", 1, 12).unwrap_or_default(),
        });
        table.close();
    }
    found
}
