//! Tables → issues; what changed → new versions.
//!
//! An issue is known by its number; rows without one by department, day and words. A row that says the same again adds
//! nothing; one that says something else is a new version of the same issue. What a row leaves empty stays as it was.

use super::{Issue, done};
use crate::assess::Accepted;
use crate::base::id::derive;
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::issues::{Area, IssueKind, IssueRules, Limit, squeezed};
use crate::tidy::Note;
use crate::tidy::issues::limit_in;
use crate::tidy::period::year_of;
use crate::tidy::table::{PLACE_CELL, SHEET, Table};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows must count before it is no chance.
const SERIAL_MIN: usize = 3;
/// How many different words a note shows.
const SHOWN_MAX: usize = 5;

/// What rows are read with.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The section of the pipeline.
    pub rules: &'a IssueRules,
    /// The day the file came: that of listing, where a row names none.
    pub as_of: NaiveDate,
    /// The responsible unit of each project, for rows of inspections that name only the project.
    pub units: &'a BTreeMap<String, String>,
}

/// What was listed.
#[derive(Debug, Default)]
pub struct Listed {
    /// New issues and new versions, in the order of the tables.
    pub issues: Vec<Issue>,
    /// What a person should know.
    pub notes: Vec<Note>,
}

/// A row as it is read.
#[derive(Debug, Default)]
struct Row {
    id: Option<String>,
    kind: Option<IssueKind>,
    area: Option<Area>,
    text: String,
    target: Option<String>,
    unit_name: String,
    raised_by: Option<String>,
    project: Option<String>,
    raised_on: Option<NaiveDate>,
    limit: Option<String>,
    done_on: Option<NaiveDate>,
    /// The year of the list, in which days without one are meant.
    year: Option<i32>,
    closed: Option<String>,
    progress: Option<String>,
    result: Option<String>,
    place: Place,
}

/// What newly accepted tables add to the list. `known`: the newest version of each issue, by number.
pub fn listed(known: &[Issue], fresh: &[Accepted], ask: &Ask<'_>) -> Listed {
    let mut list: BTreeMap<String, Issue> = known.iter().map(|issue| (issue.id.clone(), issue.clone())).collect();
    let mut found = Listed::default();
    for accepted in fresh.iter().filter(|accepted| accepted.table.dataset.is_of_issues()) {
        let mut rows = match accepted.table.dataset {
            Dataset::Inspections => of_inspections(accepted),
            _ => of_list(accepted),
        };
        if counts_rows(&rows) {
            rows.iter_mut().for_each(|row| row.id = None);
            let place = rows.first().map(|row| row.place.clone()).unwrap_or_default();
            let text = "the numbers only count the rows; issues are known by department, day and words".to_string();
            found.notes.push(Note { place, kind: "serial_numbers".to_string(), text });
        }
        let mut going_on: Vec<(Option<String>, Place)> = Vec::new();
        for row in rows {
            let limit = row.limit.clone();
            let Some(issue) = issue(row, &list, ask) else { continue };
            if issue.limit == Limit::Standing {
                going_on.push((limit, issue.place.clone()));
            }
            let before = list.get(&issue.id);
            if before.is_some_and(|before| Issue { place: issue.place.clone(), ..before.clone() } == issue) {
                continue;
            }
            if let Some(before) = before.filter(|before| before.unit_name != issue.unit_name) {
                let text = format!("{}: now with {}, was with {}", issue.id, issue.unit_name, before.unit_name);
                found.notes.push(Note { place: issue.place.clone(), kind: "issue_moved".to_string(), text });
            }
            list.insert(issue.id.clone(), issue.clone());
            found.issues.push(issue);
        }
        found.notes.extend(standing(&going_on));
    }
    found
}

/// What is said of matters that go on: no day ends them, and none of them can be late.
fn standing(going_on: &[(Option<String>, Place)]) -> Option<Note> {
    let words: BTreeSet<&str> =
        going_on.iter().map(|(limit, _)| limit.as_deref().unwrap_or("no limit is named")).collect();
    let words: Vec<&str> = words.into_iter().take(SHOWN_MAX).collect();
    let text = format!(
        "{} matters go on and no day ends them; their limit is kept as written and none of them can be late: {}",
        going_on.len(),
        words.join(", ")
    );
    let (_, place) = going_on.first()?.clone();
    Some(Note { place, kind: "standing_limit".to_string(), text })
}

/// The limit that a row names. What names the day of its listing names the year of its limit, too.
fn said(row: &Row, raised_on: NaiveDate) -> Option<Limit> {
    let year = row.year.filter(|_| row.raised_on.is_none());
    limit_in(row.limit.as_deref()?, row.raised_on.unwrap_or(raised_on), year)
}

fn issue(row: Row, list: &BTreeMap<String, Issue>, ask: &Ask<'_>) -> Option<Issue> {
    let of_project = || row.project.as_ref().and_then(|project| ask.units.get(project)).cloned();
    let unit_name = Some(row.unit_name.clone()).filter(|unit| !unit.is_empty()).or_else(of_project)?;
    let id = row.id.clone().unwrap_or_else(|| derived(&unit_name, row.raised_on, &row.text));
    let before = list.get(&id);
    let kind = row.kind.or(before.map(|before| before.kind)).unwrap_or(ask.rules.kind);
    let raised_on = row.raised_on.or(before.map(|before| before.raised_on)).unwrap_or(ask.as_of);
    let read = said(&row, raised_on);
    // 已完成 and 是否销号：是 without a day: since the list first said so.
    // What came of it counts before how far it has come: 完成情况 says 滞后, whatever 进展情况 tells.
    let told = row.result.as_deref().or(row.progress.as_deref());
    let is_done = row.closed.as_deref().is_some_and(done::says_closed) || told.is_some_and(done::says);
    let since = || is_done.then(|| before.and_then(|before| before.done_on));
    let done_on = row.done_on.or_else(|| since().map(|since| since.unwrap_or(ask.as_of)));
    Some(Issue {
        id,
        kind,
        area: row.area.or(before.map(|before| before.area)).or(ask.rules.area)?,
        text: row.text,
        unit_name,
        target: row.target.or(before.and_then(|before| before.target.clone())),
        raised_by: row.raised_by.or(before.and_then(|before| before.raised_by.clone())),
        project: row.project.or(before.and_then(|before| before.project.clone())),
        raised_on,
        limit: read.or(before.map(|before| before.limit)).unwrap_or_else(|| ask.rules.limit(kind)),
        done_on,
        progress: row.progress.or(before.and_then(|before| before.progress.clone())),
        result: row.result.or(before.and_then(|before| before.result.clone())),
        place: row.place,
    })
}

/// The number of an issue that has none: the same row has the same, whenever it comes.
pub fn derived(unit_name: &str, raised_on: Option<NaiveDate>, text: &str) -> String {
    let day = raised_on.map(|day| day.to_string()).unwrap_or_default();
    derive("i", &[&squeezed(unit_name), &day, &squeezed(text)])
}

/// Whether the numbers are 1, 2, 3 …: they count rows, and the next file counts others.
fn counts_rows(rows: &[Row]) -> bool {
    let numbered = rows.iter().filter(|row| row.id.is_some());
    let counted = numbered.clone().zip(1..).all(|(row, n)| row.id.as_deref() == Some(n.to_string().as_str()));
    counted && numbered.count() >= SERIAL_MIN
}

fn of_list(accepted: &Accepted) -> Vec<Row> {
    let table = &accepted.table;
    let (raised, done) = (table.dates("raised_on"), table.dates("done_on"));
    let at = |days: &[Option<NaiveDate>], row: usize| days.get(row).copied().flatten();
    let names = ["id", "kind", "area", "text", "unit_name", "raised_by", "project_id", "name", "limit", "closed"];
    let said = table.texts(["target", "progress", "result"]);
    let row = |row: usize, texts: [Option<String>; 10], said: [Option<String>; 3]| {
        let [id, kind, area, text, unit_name, raised_by, project_id, name, limit, closed] = texts;
        let [target, progress, result] = said;
        Some(Row {
            id,
            kind: kind.as_deref().and_then(IssueKind::read),
            area: area.as_deref().and_then(Area::read),
            text: text?,
            target,
            unit_name: unit_name.unwrap_or_default(),
            raised_by,
            project: project_id.or(name),
            raised_on: at(&raised, row),
            limit,
            done_on: at(&done, row),
            year: year_of(&accepted.file),
            closed,
            progress,
            result,
            place: Place::default(),
        })
    };
    placed(
        accepted,
        table.texts(names).into_iter().zip(said).enumerate().map(|(at, (texts, said))| row(at, texts, said)),
    )
}

/// What inspection groups found: rows with a finding. Groups and routes are told as whoever raised it.
fn of_inspections(accepted: &Accepted) -> Vec<Row> {
    let table = &accepted.table;
    let days = table.dates("date");
    let names = ["id", "area", "finding", "unit_name", "group", "round", "site", "project_id", "name", "limit"];
    let row = |(row, texts): (usize, [Option<String>; 10])| {
        let [id, area, finding, unit_name, group, round, site, project_id, name, limit] = texts;
        let finding = finding.filter(|text| !says_nothing(text))?;
        let by: Vec<String> = [round, group].into_iter().flatten().collect();
        Some(Row {
            id,
            kind: Some(IssueKind::Finding),
            area: area.as_deref().and_then(Area::read),
            // The same words of two sites are two issues.
            text: site.clone().or_else(|| name.clone()).map_or(finding.clone(), |at| format!("{at}：{finding}")),
            unit_name: unit_name.unwrap_or_default(),
            raised_by: Some(by.join(" ")).filter(|by| !by.is_empty()),
            project: project_id.or(name),
            raised_on: days.get(row).copied().flatten(),
            limit,
            ..Row::default()
        })
    };
    placed(accepted, table.texts(names).into_iter().enumerate().map(row))
}

/// 无, 未发现问题: the group looked and found nothing.
pub fn says_nothing(text: &str) -> bool {
    const NOTHING: [&str; 10] = ["无", "没有", "未发现", "未发现问题", "无问题", "暂无", "-", "—", "none", "nothing"];
    let text = squeezed(text);
    NOTHING.contains(&text.trim_end_matches('。'))
}

fn placed(accepted: &Accepted, rows: impl Iterator<Item = Option<Row>>) -> Vec<Row> {
    let cells = cells(&accepted.table, &accepted.file);
    rows.zip(cells).filter_map(|(row, place)| Some(Row { place, ..row? })).collect()
}

fn cells(table: &Table, file: &str) -> Vec<Place> {
    let cells = table.texts([SHEET, PLACE_CELL]).into_iter();
    cells.map(|[sheet, cell]| Place { file: file.to_string(), sheet, cell }).collect()
}
