//! Lists of tasks and of problems that name no area: 政府工作报告任务分解, 民生实事, 整改台账.
//!
//! Takes a sheet and what it would be otherwise; gives it as a list of issues, each of which has a unit and a limit and is judged,
//! where that says more of it. Quotas are what is shared out in figures; what has words alone and a day is a task.

use super::propose::{self, Proposal};
use super::sample::Table;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::pipeline::headers::{normalise, split_unit};
use crate::pipeline::issues::IssueKind;
use crate::tidy::FoundTable;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::issues;
use chrono::NaiveDate;

/// What such a list does not say, and the pipeline file has to.
const LACKING: &[&str] = &["area"];
/// What the words of a list are called, and what its rows are then; the first that fits.
const KINDS: &[(&[&str], IssueKind)] = &[
    (&["任务", "实事", "工作", "督查事项", "督办", "督查内容", "交办", "批示", "立项"], IssueKind::Task),
    (&["议定", "决定事项"], IssueKind::Decision),
    (&["诉求"], IssueKind::Demand),
    (&["发现"], IssueKind::Finding),
    (&["问题", "整改"], IssueKind::Problem),
];
/// What a limit may be called besides; elsewhere it is the day on which something was done.
const LIMITS: &[&str] = &["完成时间", "时间节点", "完成节点", "时间要求", "完成时间节点", "完成时间要求", "推进时限"];
/// What says that the names of projects are those of matters.
const OF_THE_PEOPLE: &[&str] = &["实事", "惠民"];
/// Columns of which a list of tasks has one: how far it has come.
const TOLD: &[&str] = &["progress", "result", "closed", "done_on"];

/// A list as it would be read.
struct List {
    kind: IssueKind,
    /// Whether its words are the names of projects.
    of_projects: bool,
    /// Whether it says how far they have come.
    is_told: bool,
    proposals: Vec<Proposal>,
}

/// The sheet as a list of issues, where it is one and `best` says less; otherwise `best`.
pub fn instead(
    best: Option<(Table, FoundTable)>,
    (file, sheet): (&str, &Sheet),
    attempt: &dyn Fn(Dataset, Vec<Proposal>, &'static [&'static str]) -> Option<(Table, FoundTable)>,
) -> Option<(Table, FoundTable)> {
    let Some(list) = list(file, sheet) else { return best };
    if best.as_ref().is_some_and(|(table, found)| stands(table, found, &list)) {
        return best;
    }
    let read = attempt(Dataset::Issues, list.proposals, LACKING);
    let read = read.map(|(table, found)| (Table { kind: Some(list.kind), ..table }, found));
    read.or(best)
}

/// Whether a sheet is what it was taken for, and no list of tasks.
fn stands(table: &Table, found: &FoundTable, list: &List) -> bool {
    let has = |names: &[&str]| found.columns.iter().any(|c| c.column.as_deref().is_some_and(|c| names.contains(&c)));
    match table.dataset {
        Dataset::QuotaGoals => has(&["stage", "size", "count", "amount"]) && !list.is_told,
        // Without a figure or a day of its own it is a list of names with words.
        Dataset::Progress => has(&["cumulative", "percent", "declared", "forecast_date", "finished_date", "paid"]),
        Dataset::Register => table.lacking.is_empty() || list.of_projects,
        _ => true,
    }
}

fn list(file: &str, sheet: &Sheet) -> Option<List> {
    let (row, headers) = propose::header_row(sheet)?;
    let headers: Vec<(u16, String, String)> =
        headers.into_iter().map(|(at, text)| (at, normalise(&split_unit(&text).0), text)).collect();
    let is = |form: &str, column: &str| {
        let column = Dataset::Issues.columns().iter().find(|known| known.name == column);
        column.is_some_and(|column| column.usual().any(|usual| normalise(usual) == form))
    };
    let first = |fits: &dyn Fn(&str) -> bool| headers.iter().find(|(_, form, _)| fits(form));
    first(&|form| is(form, "unit_name"))?;
    let is_told = first(&|form| TOLD.iter().any(|column| is(form, column))).is_some();
    let of_people = || {
        let above = sheet.rows_from(0).take_while(|above| above.number <= row);
        let mut texts = above.flat_map(|above| above.cells().map(|cell| sheet.text(cell)).collect::<Vec<_>>());
        let says = |text: &str| OF_THE_PEOPLE.iter().any(|word| text.contains(word));
        says(file) || texts.any(says)
    };
    let tasks = || first(&|form| is(form, "text") && kind(form) == Some(IssueKind::Task));
    let others = || first(&|form| is(form, "text") && kind(form).is_some());
    let named = || first(&|form| is_name(form)).filter(|_| of_people());
    // 存在问题 beside 工作任务 is what hinders it, where something says how far it has come; else it is what is to be mended.
    let hindered = is_told && first(&|form| form.starts_with("整改")).is_none();
    let text = if hindered { tasks().or_else(named).or_else(others) } else { others().or_else(named) }?;
    let limit = match first(&|form| is(form, "limit")) {
        Some(_) => None,
        None => Some(
            headers.iter().find(|(at, form, _)| LIMITS.contains(&form.as_str()) && holds(sheet, row, *at, is_limit)),
        ),
    };
    if matches!(limit, Some(None)) && !is_told {
        return None;
    }
    // 类别 that names no kind of issue sorts the tasks.
    let category = headers.iter().find(|(at, form, _)| {
        is(form, "kind") && !holds(sheet, row, *at, |sheet, cell| IssueKind::read(sheet.text(cell)).is_some())
    });
    let taken = [("text", Some(text)), ("limit", limit.flatten()), ("category", category)];
    let proposals = taken.into_iter().filter_map(|(column, header)| {
        let (_, form, written) = header?;
        let is_plain =
            column == "text" && is(form, column) && headers.iter().filter(|(_, f, _)| is(f, column)).count() == 1;
        let header = split_unit(written).0;
        (!is_plain).then_some(Proposal { column, header, score: 100 })
    });
    let kind = if is_name(&text.1) { IssueKind::Task } else { kind(&text.1)? };
    Some(List { kind, of_projects: is_name(&text.1), is_told, proposals: proposals.collect() })
}

fn kind(form: &str) -> Option<IssueKind> {
    KINDS.iter().find(|(words, _)| words.iter().any(|word| form.contains(word))).map(|(_, kind)| *kind)
}

fn is_name(form: &str) -> bool {
    let column = Dataset::Progress.columns().iter().find(|column| column.name == "name" && column.kind == Kind::Text);
    column.is_some_and(|column| column.usual().any(|usual| normalise(usual) == form))
}

fn is_limit(sheet: &Sheet, cell: Cell) -> bool {
    let from = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    matches!(cell, Cell::Date(_)) || issues::limit(sheet.text(cell), from).is_some()
}

/// Whether most of the filled cells below a header are so.
fn holds(sheet: &Sheet, row: u32, at: u16, fits: impl Fn(&Sheet, Cell) -> bool) -> bool {
    let cells = sheet.rows_from(0).filter(|below| below.number > row).map(|below| below.cell(at));
    let filled: Vec<Cell> = cells.filter(|cell| super::sample::is_filled(*cell)).take(propose::ROWS).collect();
    let fitting = filled.iter().filter(|cell| fits(sheet, **cell)).count();
    !filled.is_empty() && fitting * 10 >= filled.len() * 7
}
