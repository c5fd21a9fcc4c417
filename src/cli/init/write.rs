//! Samples → the text of a pipeline file, with everything guessed marked for a person to confirm.

use super::Group;
use super::judged;
use super::names::patterns;
use super::sample::{KINDS, Sample, Table};
use crate::base::amount::{Amount, Unit, Wording};
use crate::base::period::{Period, PeriodKind};
use crate::pipeline::dataset::{Dataset, Kind};
use crate::pipeline::headers::{normalise, split_wording};
use crate::tidy::period::as_named;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The days on which limits are looked at: a list comes when there is one, and nobody is late with it.
const OF_ISSUES: &str = "\n[schedule]\ncron     = \"0 9 1 * *\"    # to confirm: the months in which departments are counted\n\
    period   = \"month\"\nreview   = \"0 8 * * 1-5\"    # to confirm: the mornings on which limits are looked at\n";

/// What is said of reports of weeks.
const WEEKLY: &str = "\n# The samples are reports of weeks, and no period is as short: each file is taken for the month that it names or comes in,\n\
    # the newest of a month stands for it, and what was done in a week (本周完成投资) is no amount of a period.\n";

/// Where the pipeline will stand.
#[derive(Debug)]
pub struct Setting<'a> {
    /// Which datasets it reads.
    pub groups: &'a BTreeSet<Group>,
    /// The pipeline's name.
    pub name: &'static str,
    /// Its portfolio.
    pub portfolio: &'a str,
    /// The zone of the house's other pipelines.
    pub zone: Option<Tz>,
    /// The ladder.
    pub policy: Option<&'a str>,
    /// Everything that the portfolio reads.
    pub datasets: &'a BTreeSet<Dataset>,
}

/// The file's text.
pub fn text(setting: &Setting<'_>, samples: &[&Sample]) -> String {
    let mut text =
        String::from("# Written by `duban init` from samples. What is marked `to confirm` was guessed.\n#\n");
    for sample in samples {
        let _ = writeln!(text, "#   {}", comment(&sample.summary()));
    }
    let patterns = patterns(samples);
    let title = patterns.first().map(|pattern| pattern.trim_matches('*').to_string());
    let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| setting.name.to_string());
    let _ = writeln!(text, "\ntitle     = {}    # to confirm", quoted(&title));
    let _ = writeln!(text, "portfolio = {}", quoted(setting.portfolio));
    let chinese = samples.iter().any(|sample| sample.is_chinese);
    match (setting.zone, chinese) {
        (Some(zone), _) => drop(writeln!(text, "timezone  = {}", quoted(zone.name()))),
        (None, true) => text += "timezone  = \"Asia/Shanghai\"    # to confirm\n",
        (None, false) => text += "timezone  = \"UTC\"    # to confirm: the zone of the office, as \"Europe/London\"\n",
    }
    if chinese {
        text += "calendar  = \"cn\"    # to confirm: working days and holidays\n";
    }
    let kind = setting.groups.iter().any(|group| group.has_periods()).then(|| period_kind(samples));
    if let Some((kind, why)) = &kind {
        text += &schedule(*kind, why);
    } else if setting.groups.contains(&Group::Issues) {
        text += OF_ISSUES;
    }
    if kind.is_some() && samples.iter().any(|sample| sample.is_weekly) {
        text += WEEKLY;
    }
    text += "\n[source]\nfolder = \"inbox\"\n";
    let quoted_patterns: Vec<String> = patterns.iter().map(|pattern| quoted(pattern)).collect();
    let _ = writeln!(text, "match  = [{}]    # to confirm: names with * and ?", quoted_patterns.join(", "));
    text += match kind {
        None if setting.groups.contains(&Group::Issues) => "period = \"arrival\"\n",
        None => "period = \"none\"\n",
        Some(_) if name_several_lengths(samples) => {
            "period = \"as named\"    # to confirm: the samples are for periods of several lengths\n"
        }
        Some(_) if samples.iter().all(|sample| !sample.periods.is_empty()) => "period = \"from file name\"\n",
        Some(_) => "period = \"arrival\"    # to confirm: not every sample's name or title says its period\n",
    };
    let own = || samples.iter().flat_map(|sample| &sample.tables).filter(|table| table.dataset == Dataset::Progress);
    let grows = setting.groups.contains(&Group::Progress)
        && own().count() > 0
        && !setting.datasets.contains(&Dataset::Register);
    if grows {
        text += "# No sample is a list of the projects, and reports are judged by one. Where the office keeps a list (项目台账), take\n\
                 # this line away and read the list: `duban init` with a sample of it.\n\
                 register = \"from reports\"    # to confirm: a project is listed from the first report that names it\n";
    }
    text += &tables(samples, if chinese { "万元" } else { "元" });
    let reads = |dataset: Dataset| samples.iter().any(|sample| sample.datasets().any(|held| held == dataset));
    if reads(Dataset::Progress) && !reads(Dataset::Milestones) && setting.datasets.contains(&Dataset::Milestones) {
        text += "\n# The forms of `duban returns` ask for the milestones of the list, too.\n[[tables]]\ndataset = \"milestones\"\n";
    }
    let says_targets = own().any(|table| table.ranges.contains_key("annual_plan"));
    text += &rules(setting, grows.then_some(says_targets));
    text += &judged::sections(setting, samples);
    if let Some(policy) = setting.policy {
        let _ = writeln!(
            text,
            "\n[escalation]\npolicy = {}    # to confirm: a ladder of config/escalation.toml, or a published one",
            quoted(policy)
        );
    }
    text
}

/// Whether the names of all samples say a period, and some of them another length than others: 2014年上半年, 2014年三季度.
fn name_several_lengths(samples: &[&Sample]) -> bool {
    let said: Vec<Period> = samples.iter().filter_map(|sample| as_named(&sample.name)).collect();
    let kinds: BTreeSet<PeriodKind> = said.iter().map(|period| period.kind()).collect();
    said.len() == samples.len() && kinds.len() > 1
}

/// The length of periods that the samples tell: that of the words in their names (上半年), or where they name days, the
/// longest at whose ends all of these stand and in which no two fall together.
fn period_kind(samples: &[&Sample]) -> (PeriodKind, String) {
    let of = |kind: PeriodKind| -> BTreeSet<Period> {
        samples.iter().filter_map(|s| s.periods.iter().find(|(k, _)| *k == kind).map(|(_, period)| *period)).collect()
    };
    let quarters = samples.iter().filter_map(|sample| sample.named).filter(|named| named.kind() == PeriodKind::Quarter);
    let quarters: BTreeSet<Period> = quarters.collect();
    if quarters.len() == samples.len() && !samples.is_empty() {
        let names: Vec<String> = quarters.iter().take(12).map(ToString::to_string).collect();
        return (PeriodKind::Quarter, format!("the samples are for {}", names.join(", ")));
    }
    let days = of(PeriodKind::HalfMonth);
    let fits = |kind: PeriodKind| {
        let at_ends = days.iter().all(|day| day.end() == kind.containing(day.end()).end());
        at_ends && of(kind).len() == days.len()
    };
    let kind = match days.len() {
        0 => KINDS.into_iter().find(|kind| !of(*kind).is_empty()),
        // One sample says nothing of how far apart they are; a month is what offices mostly keep.
        1 => [PeriodKind::Month, PeriodKind::HalfMonth].into_iter().find(|kind| fits(*kind)),
        _ => KINDS.into_iter().rev().find(|kind| fits(*kind)),
    };
    match kind {
        Some(kind) => {
            let names: Vec<String> = of(kind).iter().take(12).map(ToString::to_string).collect();
            (kind, format!("the samples are for {}", names.join(", ")))
        }
        None => (PeriodKind::Month, "the samples do not tell".to_string()),
    }
}

fn schedule(kind: PeriodKind, why: &str) -> String {
    let (cron, period) = match kind {
        PeriodKind::HalfMonth => ("0 9 1,16 * *", "half-month"),
        PeriodKind::Month => ("0 9 1 * *", "month"),
        PeriodKind::Quarter => ("0 9 1 1,4,7,10 *", "quarter"),
        PeriodKind::HalfYear => ("0 9 1 1,7 *", "half-year"),
        PeriodKind::Year => ("0 9 1 1 *", "year"),
    };
    format!(
        "\n[schedule]\ncron     = \"{cron}\"    # to confirm: after this a report that has not come is missing\n\
         period   = \"{period}\"    # to confirm: {}\n\
         review   = \"0 8 * * *\"\ngrace    = \"2 workdays\"\ncatch_up = \"all\"\n",
        comment(why)
    )
}

/// One table for each dataset; what several samples say of it is put together. `assumed` is the unit of money where none is
/// written: lists in other languages count in single units.
fn tables(samples: &[&Sample], assumed: &str) -> String {
    let mut by_dataset: BTreeMap<Dataset, Vec<&Table>> = BTreeMap::new();
    for table in samples.iter().flat_map(|sample| &sample.tables) {
        by_dataset.entry(table.dataset).or_default().push(table);
    }
    let mut text = String::new();
    for (dataset, found) in by_dataset {
        let _ = writeln!(text, "\n[[tables]]\ndataset = {}", quoted(dataset.name()));
        let required = |name: &&str| dataset.columns().iter().any(|column| column.required && column.name == *name);
        let lacking: BTreeSet<&str> = found.iter().flat_map(|table| table.lacking).copied().filter(required).collect();
        if !lacking.is_empty() {
            let names: Vec<String> = lacking.into_iter().map(quoted).collect();
            let _ = writeln!(
                text,
                "optional = [{}]    # to confirm: no header of the samples is like it",
                names.join(", ")
            );
        }
        let unused: BTreeSet<&str> = found.iter().flat_map(|table| &table.unused).map(String::as_str).collect();
        if !unused.is_empty() {
            let unused: Vec<&str> = unused.into_iter().take(30).collect();
            let _ = writeln!(text, "# not used: {}", comment(&unused.join(", ")));
        }
        for asked in found.iter().flat_map(|table| &table.asked) {
            let _ = writeln!(text, "# to be settled before its rows are taken: {}", comment(asked));
        }
        let ranges = ranges(&found, assumed);
        for (column, (low, high, unit)) in &ranges {
            let _ = writeln!(text, "# seen in {column}: {low} … {high} {}", comment(unit));
        }
        text += &columns(dataset, &found, assumed);
        // Figures of different indicators have nothing in common but their column.
        if !matches!(dataset, Dataset::Indicators | Dataset::Series) {
            // A share that is low today says nothing of what it may be.
            let is_share = |name: &str| dataset.columns().iter().any(|c| c.name == name && c.kind == Kind::Percent);
            let of_money = |name: &str| dataset.columns().iter().any(|c| c.name == name && c.kind == Kind::Money);
            let checked = ranges.iter().filter(|(name, _)| !is_share(name));
            checked.for_each(|(column, range)| text += &check(column, range, of_money(column)));
        }
    }
    text
}

fn columns(dataset: Dataset, found: &[&Table], unit: &str) -> String {
    let mut lines = String::new();
    let mut given: BTreeSet<String> = BTreeSet::new();
    for column in dataset.columns() {
        let mut headers: BTreeMap<&str, u32> = BTreeMap::new();
        for proposal in found.iter().flat_map(|table| &table.proposals).filter(|p| p.column == column.name) {
            if given.insert(normalise(&proposal.header)) {
                headers.insert(&proposal.header, proposal.score);
            }
        }
        let assumed = found.iter().flat_map(|table| &table.assumed).any(|(name, _)| *name == column.name);
        if headers.is_empty() && !assumed {
            continue;
        }
        let names: Vec<String> = headers.keys().map(|header| quoted(header)).collect();
        let scores: Vec<String> = headers.iter().map(|(header, score)| format!("{header} {score} %")).collect();
        let mut why = Vec::new();
        if !headers.is_empty() {
            why.push(format!("to confirm: like the usual headers: {}", scores.join(", ")));
        }
        if headers.keys().any(|header| split_wording(header).1 == Wording::Unclear) {
            why.push(
                "to confirm: it names a unit that is not understood: { headers = […], unit = \"₹ crore\" } says it"
                    .to_string(),
            );
        }
        let value = if assumed {
            why.push(format!("to confirm: no unit is written, {unit} is assumed; others are $, £m, €k, ₹ crore"));
            let headers = if names.is_empty() { String::new() } else { format!("headers = [{}], ", names.join(", ")) };
            format!("{{ {headers}unit = {} }}", quoted(unit))
        } else {
            format!("[{}]", names.join(", "))
        };
        let _ = writeln!(lines, "{} = {value}    # {}", column.name, comment(&why.join("; ")));
    }
    if lines.is_empty() { lines } else { format!("\n[tables.columns]\n{lines}") }
}

/// A check that warns of figures twice as large as any that was seen.
fn check(column: &str, (low, high, unit): &Range, of_money: bool) -> String {
    let most = high.0.saturating_mul(2).saturating_add(999_999) / 1_000_000;
    if low.0 < 0 || most <= 0 {
        return String::new();
    }
    let money =
        of_money && Unit::from_label(unit).or_else(|| Unit::of_kept(unit)).is_some_and(|unit| unit.kind.is_money());
    let most = if money { quoted(&format!("{most} {unit}")) } else { most.to_string() };
    format!(
        "\n[[tables.checks]]\ncheck  = \"range\"\ncolumn = {}\nleast  = 0\nmost   = {most}    # to confirm: twice what was seen\nlevel  = \"warn\"\n",
        quoted(column)
    )
}

type Range = (Amount, Amount, String);

fn ranges(found: &[&Table], assumed: &str) -> BTreeMap<&'static str, Range> {
    let mut ranges: BTreeMap<&'static str, Range> = BTreeMap::new();
    let is_assumed = |column: &str| found.iter().flat_map(|table| &table.assumed).any(|(name, _)| *name == column);
    for (column, (least, most, unit)) in found.iter().flat_map(|table| &table.ranges) {
        let unit = if is_assumed(column) { assumed } else { unit };
        match ranges.get_mut(column) {
            Some((low, high, _)) => {
                *low = (*least).min(*low);
                *high = (*most).max(*high);
            }
            None => drop(ranges.insert(column, (*least, *most, unit.to_string()))),
        }
    }
    ranges
}

/// The rules for which the portfolio reads what they need; `grows`: where reports list the projects, whether they say the annual
/// targets.
fn rules(setting: &Setting<'_>, grows: Option<bool>) -> String {
    let has = |dataset: Dataset| setting.datasets.contains(&dataset);
    if !setting.groups.contains(&Group::Progress) || setting.policy.is_none() {
        return String::new();
    }
    let mut text = String::new();
    let is_listed = has(Dataset::Progress) && has(Dataset::Register);
    if is_listed || grows == Some(true) {
        text += "\n[rules.behind_target]\nmeasure    = \"cumulative\"\ntrajectory = \"linear\"\n\
                 at_risk    = \"below 90 % of expected\"\nbehind     = \"below 75 % of expected\"\n";
    }
    if is_listed {
        text += "\n[rules.not_started]\ndays = 1\n\n[rules.not_reported]\nperiods = 1\n";
    }
    if has(Dataset::Milestones) {
        text += "\n[rules.milestone_overdue]\nat_risk = \"due within 10 workdays\"\nbehind  = \"overdue 1 day\"\n";
    }
    if has(Dataset::Progress) {
        text += "\n[rules.stalled]\nreports = 3\n";
    }
    if grows.is_some() {
        text += "\n# Reports that list the projects themselves may leave out what is finished: where they name every project each time,\n\
                 # [rules.not_reported] with periods = 1 says which are missing. Starts that are late are judged by a list with days.\n";
    } else if !has(Dataset::Register) {
        text += "\n# Projects are judged once a register is read: `duban init` with a sample of it.\n";
    }
    text
}

/// A text for a comment: one line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}
