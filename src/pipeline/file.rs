//! The twin of a pipeline file: what was typed, with its places, nothing looked up.
//!
//! Takes the text of one `pipelines/*.toml`; gives every value of the right type and notes the rest. It does not read
//! by `serde`'s derive, because that stops at the first wrong key, and a person is to see all of them at once.

/// `[[tables.checks]]`
mod checks;

/// `[source]`
mod source;

use super::measures::file::{self as measures, MeasuresFile};
/// Rules told by numbers, and trajectories.
pub mod more;

/// Rules of the user's own, and choices for packs.
pub mod own;

use super::reader::{Reader, Section, parse};
use serde_spanned::Spanned;
use std::ops::Range;

pub use checks::CheckFile;
pub use source::SourceFile;

/// A text with its place.
pub type Text = Spanned<String>;

/// A pipeline file as typed.
#[derive(Debug, Default)]
pub struct PipelineFile {
    /// `title`
    pub title: Option<Text>,
    /// `portfolio`
    pub portfolio: Option<Text>,
    /// `timezone`, at the top or in `[schedule]`.
    pub timezone: Option<Text>,
    /// `calendar`, at the top or in `[schedule]`.
    pub calendar: Option<Text>,
    /// `[schedule]`
    pub schedule: Option<ScheduleFile>,
    /// `[source]`
    pub source: Option<SourceFile>,
    /// `[[tables]]`
    pub tables: Vec<TableFile>,
    /// `[rules.*]`
    pub rules: RulesFile,
    /// `[indicators]`, `[quotas]`, `[scores]`
    pub measures: MeasuresFile,
    /// `[issues]`
    pub issues: super::issues::IssuesFile,
    /// `[trajectory.*]`
    pub trajectories: Vec<more::TrajectoryFile>,
    /// `[escalation] policy`
    pub policy: Option<Text>,
    /// `[receipts] send`
    pub receipts: Option<Text>,
}

/// `[schedule]`
#[derive(Debug)]
pub struct ScheduleFile {
    /// Where it stands.
    pub span: Range<usize>,
    /// `cron`
    pub cron: Option<Text>,
    /// `period`
    pub period: Option<Text>,
    /// `review`
    pub review: Option<Text>,
    /// `grace`
    pub grace: Option<Text>,
    /// `catch_up`
    pub catch_up: Option<Text>,
    /// `catch_up_days`
    pub catch_up_days: Option<Spanned<i64>>,
}

/// One `[[tables]]`
#[derive(Debug)]
pub struct TableFile {
    /// Where it stands.
    pub span: Range<usize>,
    /// Its dotted name: `tables[0]`.
    pub key: String,
    /// `dataset`
    pub dataset: Option<Text>,
    /// `optional`
    pub optional: Vec<Text>,
    /// `ignore`: headers of columns that tell nothing.
    pub ignore: Vec<Text>,
    /// `details`: headers of columns that tell rows apart, and so are part of what is measured.
    pub details: Vec<Text>,
    /// `[tables.columns]`
    pub columns: Vec<ColumnFile>,
    /// `[tables.regions]`: what a region is called, and its other names.
    pub regions: Vec<(Text, Vec<Text>)>,
    /// `[[tables.checks]]`
    pub checks: Vec<CheckFile>,
    /// `refuse_file`
    pub refuse_file: Option<Text>,
}

/// One line of `[tables.columns]`
#[derive(Debug)]
pub struct ColumnFile {
    /// The column.
    pub name: Text,
    /// Its dotted name: `tables[0].columns.cumulative`.
    pub key: String,
    /// The headers given to it.
    pub headers: Vec<Text>,
    /// `unit`
    pub unit: Option<Text>,
    /// `date_order`
    pub date_order: Option<Text>,
    /// `step`
    pub step: Option<Text>,
    /// `decimal`
    pub decimal: Option<Text>,
    /// `withheld`
    pub withheld: Vec<Text>,
    /// `max`
    pub max: Option<Text>,
}

/// `[rules.*]`: which are there, and what they say.
#[derive(Debug, Default)]
pub struct RulesFile {
    /// `[rules.behind_target]`
    pub behind_target: Option<LevelsFile>,
    /// `[rules.milestone_overdue]`
    pub milestone_overdue: Option<LevelsFile>,
    /// `[rules.stalled] reports`
    pub stalled: Option<CountFile>,
    /// `[rules.stalled] milestones`
    pub stalled_milestones: Option<Spanned<i64>>,
    /// `[rules.stalled] alike`
    pub stalled_alike: Option<Spanned<i64>>,
    /// `[rules.not_started] days`
    pub not_started: Option<CountFile>,
    /// `[rules.not_reported] periods`
    pub not_reported: Option<CountFile>,
    /// `[[rules.sql]]`
    pub sql: Vec<own::SqlFile>,
    /// `rules = "PACK"`, or `pack` in `[rules]`
    pub pack: Option<Text>,
    /// `[rules.choice.*]`
    pub choices: Vec<own::ChoiceFile>,
    /// The others.
    pub more: more::MoreFile,
    /// `dimension` of the rules that name one.
    pub dimensions: Vec<(String, Text)>,
}

/// A rule with two levels.
#[derive(Debug)]
pub struct LevelsFile {
    /// Where it stands.
    pub span: Range<usize>,
    /// `measure`
    pub measure: Option<Text>,
    /// `trajectory`
    pub trajectory: Option<Text>,
    /// `consecutive = { at_risk = 2 }`
    pub in_a_row: Option<Spanned<i64>>,
    /// `january`
    pub january: Option<Text>,
    /// `at_risk`
    pub at_risk: Option<Text>,
    /// `behind`
    pub behind: Option<Text>,
}

/// A rule with one number.
#[derive(Debug)]
pub struct CountFile {
    /// Where it stands.
    pub span: Range<usize>,
    /// The number.
    pub count: Option<Spanned<i64>>,
}

/// Reads a pipeline file; `None` when it is not TOML. Problems are noted with the reader.
pub fn read(reader: &Reader<'_>) -> Option<PipelineFile> {
    let document = parse(reader)?;
    let root = reader.root(&document);
    let mut file = PipelineFile {
        title: root.required_text("title", "\"重点项目进度\""),
        portfolio: root.required_text("portfolio", "\"key-projects\""),
        timezone: root.text("timezone"),
        calendar: root.text("calendar"),
        ..PipelineFile::default()
    };
    if let Some(section) = root.table("schedule") {
        file.schedule = Some(schedule(section, &mut file.timezone, &mut file.calendar));
    }
    file.source = root.table("source").map(source::read);
    file.tables = root.tables("tables").into_iter().map(table).collect();
    match root.table_if("rules") {
        Some(section) => file.rules = rules(section),
        None => file.rules.pack = root.text("rules"),
    }
    file.measures = measures::read(&root);
    file.issues = super::issues::read(&root);
    file.trajectories = root.table("trajectory").map(more::trajectories).unwrap_or_default();
    if let Some(section) = root.table("escalation") {
        file.policy = section.required_text("policy", "\"key-projects\"");
        section.close();
    }
    if let Some(section) = root.table("receipts") {
        file.receipts = section.required_text("send", "\"when refused\"");
        section.close();
    }
    if file.timezone.is_none() && !root.has("timezone") {
        root.missing("timezone", "\"Asia/Shanghai\"");
    }
    if !root.has("source") {
        root.missing_table("source", "add [source] with folder = \"inbox\" and match = [\"*进度*\"]");
    }
    if !root.has("tables") {
        root.missing_table("tables", "add [[tables]] with dataset = \"progress\"");
    }
    root.close();
    Some(file)
}

fn schedule(section: Section<'_, '_>, timezone: &mut Option<Text>, calendar: &mut Option<Text>) -> ScheduleFile {
    for (key, place) in [("timezone", timezone), ("calendar", calendar)] {
        let here = section.text(key);
        if let (Some(top), Some(here)) = (place.as_ref(), here.as_ref()) {
            let message = format!("`{key}` is given twice: `{}` and `{}`", top.get_ref(), here.get_ref());
            let hint = "keep the one at the top of the file";
            section.reader().error(here.span(), &section.key(key), message, hint);
        }
        *place = place.take().or(here);
    }
    let file = ScheduleFile {
        span: section.span(),
        cron: section.required_text("cron", "\"0 9 1,16 * *\""),
        period: section.required_text("period", "\"half-month\""),
        review: section.text("review"),
        grace: section.text("grace"),
        catch_up: section.text("catch_up"),
        catch_up_days: section.number("catch_up_days", 1, 3660),
    };
    section.close();
    file
}

fn table(section: Section<'_, '_>) -> TableFile {
    let dataset = section.required_text("dataset", "\"progress\"");
    let columns = section.table("columns").map(columns).unwrap_or_default();
    let regions = section.table("regions").map(regions).unwrap_or_default();
    let file = TableFile {
        span: section.span(),
        key: section.path().to_string(),
        dataset,
        optional: section.texts("optional").unwrap_or_default(),
        ignore: section.texts("ignore").unwrap_or_default(),
        details: section.texts("details").unwrap_or_default(),
        columns,
        regions,
        checks: section.tables("checks").into_iter().filter_map(checks::read).collect(),
        refuse_file: section.text("refuse_file"),
    };
    section.close();
    file
}

fn columns(section: Section<'_, '_>) -> Vec<ColumnFile> {
    section.names().into_iter().map(|name| column(&section, name)).collect()
}

fn regions(section: Section<'_, '_>) -> Vec<(Text, Vec<Text>)> {
    let others = |name: &Text| section.texts(name.get_ref()).unwrap_or_default();
    section.names().into_iter().map(|name| (name.clone(), others(&name))).collect()
}

/// A list of headers, or a table that says more.
fn column(section: &Section<'_, '_>, name: Text) -> ColumnFile {
    let key = section.key(name.get_ref());
    let mut column = ColumnFile {
        headers: Vec::new(),
        unit: None,
        date_order: None,
        step: None,
        decimal: None,
        withheld: Vec::new(),
        max: None,
        key,
        name,
    };
    match section.table_if(column.name.get_ref()) {
        Some(inner) => {
            column.headers = inner.texts("headers").unwrap_or_default();
            column.unit = inner.text("unit");
            column.date_order = inner.text("date_order");
            column.step = inner.text("step");
            column.decimal = inner.text("decimal");
            column.withheld = inner.texts("withheld").unwrap_or_default();
            column.max = inner.text("max");
            inner.close();
        }
        None => column.headers = section.texts(column.name.get_ref()).unwrap_or_default(),
    }
    column
}

fn rules(section: Section<'_, '_>) -> RulesFile {
    let stalled = section.table_if("stalled");
    let of_stalled = |key: &str, most: i64| stalled.as_ref().and_then(|table| table.number(key, 1, most));
    let file = RulesFile {
        dimensions: more::dimensions(&section),
        more: more::read(&section),
        stalled_milestones: of_stalled("milestones", 24),
        stalled_alike: of_stalled("alike", 100),
        behind_target: section.table("behind_target").map(|s| levels(s, true)),
        milestone_overdue: section.table("milestone_overdue").map(|s| levels(s, false)),
        stalled: section.table("stalled").map(|s| count(s, "reports", 1, 24)),
        not_started: section.table("not_started").map(|s| count(s, "days", 0, 3660)),
        not_reported: section.table("not_reported").map(|s| count(s, "periods", 1, 24)),
        sql: section.tables("sql").into_iter().map(own::sql).collect(),
        pack: section.text("pack"),
        choices: section.table("choice").map(own::choices).unwrap_or_default(),
    };
    section.close();
    file
}

fn levels(section: Section<'_, '_>, of_target: bool) -> LevelsFile {
    let (at_risk, behind) = if of_target {
        ("\"below 90 % of expected\"", "\"below 75 % of expected\"")
    } else {
        ("\"due within 10 workdays\"", "\"overdue 1 day\"")
    };
    let file = LevelsFile {
        span: section.span(),
        measure: if of_target { section.text("measure") } else { None },
        trajectory: if of_target { section.text("trajectory") } else { None },
        in_a_row: if of_target { consecutive(&section) } else { None },
        january: if of_target { section.text("january") } else { None },
        at_risk: section.required_text("at_risk", at_risk),
        behind: section.required_text("behind", behind),
    };
    section.allow("dimension");
    section.close();
    file
}

/// `consecutive = { at_risk = 2, gives = "behind" }`
fn consecutive(section: &Section<'_, '_>) -> Option<Spanned<i64>> {
    let inner = section.table("consecutive")?;
    let gives = inner.text("gives");
    if let Some(gives) = gives.filter(|gives| gives.get_ref() != "behind") {
        let message = format!("`{}` is nothing that two reports in a row can give", gives.get_ref());
        section.reader().error(gives.span(), &inner.key("gives"), message, "write gives = \"behind\"");
    }
    if !inner.has("at_risk") {
        inner.missing("at_risk", "2");
    }
    let found = inner.number("at_risk", 2, 24);
    inner.close();
    found
}

fn count(section: Section<'_, '_>, key: &str, least: i64, most: i64) -> CountFile {
    if !section.has(key) {
        section.missing(key, &least.max(1).to_string());
    }
    let file = CountFile { span: section.span(), count: section.number(key, least, most) };
    ["dimension", "milestones", "alike"].iter().for_each(|key| section.allow(key));
    section.close();
    file
}
