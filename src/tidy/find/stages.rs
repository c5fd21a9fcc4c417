//! Plans of milestones with a column for each: days below 立项, 用地, 开工 and 竣工, or words below 一季度目标 … 四季度目标.
//!
//! Takes a sheet; gives a layout for each of these columns, whose rows are the milestones of that stage or that time, or nothing. A
//! stage is known by what stands over it (节点计划完成时间) or by its own word; nothing is inferred from days alone.

use super::header::{Aliases, Column, Headers, Match};
use super::{Layout, Search, WINDOW_TOP, When, placed};
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::normalise;
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::period;
use crate::tidy::value::date::{self, DateText};
use crate::tidy::value::figure;
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// The most rows of such a header, and the least columns of milestones.
const DEPTH_MAX: usize = 3;
const LEAST: usize = 2;
/// How many rows tell what stands in a column.
const SAMPLE_ROWS: usize = 60;
/// A year with 29 days in February, for times that name none.
const ANY_YEAR: i32 = 2024;
/// What stands over stages.
const OVER: &[&str] = &["节点", "里程碑", "时间安排", "进度安排", "计划完成时间", "完成时限", "推进计划", "工作计划"];
/// Words of stages.
const STAGES: &[&str] = &[
    "立项",
    "备案",
    "可研",
    "初设",
    "初步设计",
    "用地",
    "规划",
    "环评",
    "能评",
    "选址",
    "勘察",
    "设计",
    "施工图",
    "招标",
    "招投标",
    "施工许可",
    "许可",
    "征迁",
    "征收",
    "拆迁",
    "征地",
    "三通一平",
    "场平",
    "开工",
    "桩基",
    "基础",
    "主体",
    "封顶",
    "出正负零",
    "装修",
    "装饰",
    "安装",
    "调试",
    "配套",
    "竣工",
    "验收",
    "完工",
    "投产",
    "投用",
    "通车",
    "交付",
    "试运行",
];
/// With what the header of a time ends, beside it.
const AIMS: &[&str] = &[
    "目标",
    "节点目标",
    "工作目标",
    "计划",
    "节点计划",
    "工作计划",
    "节点",
    "形象进度",
    "形象进度目标",
    "计划形象进度",
    "形象进度计划",
    "任务",
    "工作任务",
    "目标任务",
    "计划节点",
    "完成目标",
    "计划完成",
    "进度目标",
    "进度计划",
    "建设目标",
];
/// The column of a stage in which its day stands, where there are two, and the one that says when it was done.
const PLANNED: &[&str] = &["计划", "计划时间", "计划完成", "计划完成时间", "计划日期", "计划完成日期", "目标时间"];
const DONE: &[&str] = &["实际", "实际时间", "实际完成", "实际完成时间", "实际日期", "实际完成日期", "完成时间"];

/// What the rows of a table have in common: the milestone, or the day by which each is to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The milestone's name; its days stand in a column.
    Named(String),
    /// The end of the time that the header names, and whether that says its year; the milestones stand in a column.
    Until(NaiveDate, bool),
}

/// A column of milestones, and the one that says when each was done.
struct Group {
    stage: Stage,
    column: u16,
    done: Option<u16>,
}

/// The tables of a plan with a column for each milestone, behind those of the same rows that say more.
pub fn with_stages(
    at: (&str, &Sheet),
    specs: &[TableSpec],
    (layouts, said): (&mut Vec<Layout>, &mut Vec<Note>),
    notes: &mut Vec<Note>,
) -> Option<Vec<Layout>> {
    let stages = stages(at, specs, !layouts.is_empty(), notes);
    if stages.is_empty() {
        return None;
    }
    let mut found: Vec<Layout> = layouts.drain(..).filter(says_more).collect();
    if !found.is_empty() {
        notes.append(said);
    }
    found.extend(stages);
    Some(found)
}

/// The tables of a sheet whose header has a column for each milestone. `ordinary`: whether the sheet has a table otherwise; then
/// only what is nothing but such a plan is one.
fn stages((file, sheet): (&str, &Sheet), specs: &[TableSpec], ordinary: bool, notes: &mut Vec<Note>) -> Vec<Layout> {
    let is_plan = |spec: &&TableSpec| spec.dataset == Dataset::Milestones;
    let Some(spec) = specs.iter().find(is_plan) else { return Vec::new() };
    let aliases = Aliases::new(spec, When::Unknown);
    let headers = Headers::read(sheet, 0, WINDOW_TOP);
    let places =
        (0..WINDOW_TOP.min(sheet.len())).flat_map(|start| (1..=DEPTH_MAX).rev().map(move |depth| (start, depth)));
    for (start, depth) in places {
        let Some(columns) = headers.columns(start, depth).filter(|_| !headers.is_cut(start, depth)) else { continue };
        // What stands over every column is a title.
        let titled = |column: &Column| {
            let first = columns.first().and_then(|first| first.header.split(" / ").next());
            first.is_some_and(|first| column.header.starts_with(first))
        };
        if depth > 1 && columns.iter().all(titled) {
            continue;
        }
        let means = |name: &str| {
            columns.iter().position(|column| {
                let meaning = aliases.meaning(last(column)).and_then(|at| aliases.dataset.columns().get(at));
                meaning.is_some_and(|meaning| meaning.name == name)
            })
        };
        if means("project_id").or(means("name")).is_none() || means("milestone").is_some() {
            continue;
        }
        let groups = groups(sheet, &columns, start + depth);
        let of_money = |column: &Column| ["投资", "资金", "金额"].iter().any(|word| column.header.contains(word));
        if groups.len() < LEAST || ordinary && columns.iter().any(of_money) {
            continue;
        }
        let search = Search { file, sheet, specs, when: When::Unknown, top: start };
        notes.push(said(&search, start, &groups));
        let ids = [means("project_id"), means("name")];
        let rows = start..start + depth;
        return groups
            .iter()
            .map(|group| laid_out(&search, spec, rows.clone(), &columns, (group, ids), notes))
            .collect();
    }
    Vec::new()
}

/// Whether a table that is read from the same rows says more than whose milestones they are: what is done, or what is listed of
/// projects. Names alone are no report.
fn says_more(layout: &Layout) -> bool {
    let more: &[&str] = match layout.dataset {
        Dataset::Progress => &["cumulative", "period_amount", "percent", "status", "phase", "declared"],
        Dataset::Register => &["annual_target", "total_investment", "start_date", "end_date", "class", "category"],
        _ => &[],
    };
    more.iter().any(|name| layout.slot(name).is_some())
}

/// The columns of milestones: of stages, or of times with words; those of which there are more.
fn groups(sheet: &Sheet, columns: &[Column], data: usize) -> Vec<Group> {
    let of_times: Vec<Group> = columns.iter().filter_map(|column| of_time(sheet, column, data)).collect();
    let mut of_stages: Vec<Group> = Vec::new();
    let mut known = 0;
    for column in columns {
        let texts: Vec<&str> = column.header.split(" / ").collect();
        let below = texts.last().map(|text| normalise(text)).unwrap_or_default();
        let is_done = DONE.contains(&below.as_str()) && texts.len() > 1;
        let own = if is_done || PLANNED.contains(&below.as_str()) { texts.len() - 1 } else { texts.len() };
        let Some((name, above)) = texts.get(..own).and_then(|texts| texts.split_last()) else { continue };
        let is_over = above.iter().any(|text| OVER.iter().any(|word| text.contains(word)));
        let is_stage = STAGES.iter().any(|word| normalise(name).contains(word));
        if !is_over && !is_stage || !holds_days(sheet, column.column, data) {
            continue;
        }
        let same = of_stages.last_mut().filter(|group| group.stage == Stage::Named((*name).to_string()));
        match same {
            Some(group) if is_done => group.done = Some(column.column),
            _ if is_done => {}
            _ => {
                known += usize::from(is_over) + usize::from(is_stage);
                of_stages.push(Group { stage: Stage::Named((*name).to_string()), column: column.column, done: None });
            }
        }
    }
    // 开工时间 and 竣工时间 alone are the days of a project, and no plan of milestones.
    let of_project = |group: &Group| matches!(&group.stage, Stage::Named(name) if name.ends_with(['间', '期']));
    of_stages.retain(|group| !of_project(group));
    if of_stages.len() > of_times.len() && known > of_stages.len().min(2) { of_stages } else { of_times }
}

/// 一季度目标, 上半年节点目标, 6月底 below 节点目标: a time whose column holds words.
fn of_time(sheet: &Sheet, column: &Column, data: usize) -> Option<Group> {
    let texts: Vec<&str> = column.header.split(" / ").collect();
    let (own, above) = texts.split_last()?;
    let form = normalise(own);
    let aims = |text: &str| AIMS.iter().any(|aim| text.ends_with(aim));
    if !aims(&form) && !above.iter().any(|text| aims(&normalise(text))) {
        return None;
    }
    let bare = AIMS.iter().filter_map(|aim| form.strip_suffix(aim)).min_by_key(|rest| rest.len()).unwrap_or(&form);
    let is_time = ["季度", "半年", "月", "月底", "月份", "月末", "年底"].iter().any(|word| bare.ends_with(word));
    let period = |year: Option<i32>| period::told_by_titles([bare], None, year).ok().flatten()?.period;
    let (period, says_year) = match period(None) {
        Some(period) => (period, true),
        None => (period(Some(ANY_YEAR))?, false),
    };
    let is_figure = |text: &str| matches!(figure(text), Ok(Some(_)));
    let of_words = |cell: Cell| matches!(cell, Cell::Text(..)) && !is_figure(sheet.text(cell));
    let stage = Stage::Until(period.end(), says_year);
    (is_time && holds(sheet, column.column, data, of_words)).then_some(Group {
        stage,
        column: column.column,
        done: None,
    })
}

fn holds_days(sheet: &Sheet, column: u16, data: usize) -> bool {
    let is_day = |cell: Cell| match cell {
        Cell::Date(_) => true,
        Cell::Text(..) => date::read(sheet.text(cell), Some(ANY_YEAR)) != DateText::None,
        _ => false,
    };
    holds(sheet, column, data, is_day)
}

/// Whether at least half of the filled cells of a column are so.
fn holds(sheet: &Sheet, column: u16, data: usize, fits: impl Fn(Cell) -> bool) -> bool {
    let cells = sheet.rows_from(data).take(SAMPLE_ROWS).map(|row| row.cell(column));
    let filled: Vec<Cell> = cells.filter(|cell| *cell != Cell::Empty).collect();
    !filled.is_empty() && filled.iter().filter(|cell| fits(**cell)).count() * 2 >= filled.len()
}

fn laid_out(
    search: &Search<'_>,
    spec: &TableSpec,
    rows: Range<usize>,
    columns: &[Column],
    (group, [id, name]): (&Group, [Option<usize>; 2]),
    notes: &mut Vec<Note>,
) -> Layout {
    let at = |at: Option<u16>| columns.iter().position(|column| Some(column.column) == at);
    let place = |canonical: &str| match (canonical, &group.stage) {
        ("project_id", _) => id,
        ("name", _) => name,
        ("planned_date", Stage::Named(_)) | ("milestone", Stage::Until(..)) => at(Some(group.column)),
        ("actual_date", _) => at(group.done),
        _ => None,
    };
    let found = Match::of(spec.dataset.columns().iter().map(|column| place(column.name)).collect());
    let bare = Layout::bare(spec.dataset, search.sheet, (0, rows), columns);
    let mut layout = Layout { stage: Some(group.stage.clone()), ..bare };
    placed::place_columns(search, spec, columns, &found, &mut layout, notes);
    // 已完成 in the place of a day, and no words at all: neither is wrong.
    let own = |slot: &&mut super::Slot| slot.column == group.column;
    for slot in layout.slots.iter_mut().flatten().filter(own) {
        (slot.in_words, slot.habit.optional) = (true, true);
    }
    layout
}

/// What a person is told of such a header.
fn said(search: &Search<'_>, start: usize, groups: &[Group]) -> Note {
    let Search { file, sheet, .. } = *search;
    let row = sheet.row(start).map_or(0, |row| row.number as usize);
    let first = groups.first().map_or(0, |group| group.column);
    let cell = Some(cell_name(usize::from(first), row));
    let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell };
    let shown = |group: &Group| match &group.stage {
        Stage::Named(name) => name.clone(),
        Stage::Until(day, true) => format!("until {day}"),
        Stage::Until(day, false) => format!("until {}", day.format("%m-%d")),
    };
    let stages: Vec<String> = groups.iter().map(shown).collect();
    let text = format!("each of these columns is read as the milestones of its stage or time: {}", stages.join(", "));
    Note { place, kind: "stages_by_header".to_string(), text }
}

/// The lowest text of a column's header.
fn last(column: &Column) -> &str {
    column.header.rsplit(" / ").next().unwrap_or_default()
}

impl Stage {
    /// The day that its time ends on in a year.
    pub fn ends_on(day: NaiveDate, says_year: bool, year: Option<i32>) -> Option<NaiveDate> {
        if says_year { Some(day) } else { day.with_year(year?).or_else(|| NaiveDate::from_ymd_opt(year?, 2, 28)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_time_is_that_of_the_year_meant() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(Stage::ends_on(day("2024-03-31"), false, Some(2026)), Some(day("2026-03-31")));
        assert_eq!(Stage::ends_on(day("2024-02-29"), false, Some(2026)), Some(day("2026-02-28")));
        assert_eq!(Stage::ends_on(day("2025-06-30"), true, Some(2026)), Some(day("2025-06-30")));
        assert_eq!(Stage::ends_on(day("2024-03-31"), false, None), None);
        assert_eq!(day("2024-03-31").year(), ANY_YEAR);
    }
}
