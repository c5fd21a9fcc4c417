//! What `preview` says to people: the table as understood, what would change, what would be sent.

use super::paint::{Paint, fitted, width};
use super::{View, changes, document, measured};
use crate::base::amount::{Amount, Unit};
use crate::base::place::{cell_name, cell_of};
use crate::escalate::WithheldReason;
use crate::pipeline::dataset::Kind;
use crate::tidy::words::{self, said};
use crate::tidy::{Aside, FoundColumn, FoundTable, Tidied};
use std::collections::BTreeMap;

/// Lines of one list; `--json` has all of them.
const LINES_MAX: usize = 40;
/// Values shown of a column.
const EXAMPLES: usize = 3;
/// Rows looked at for them.
const EXAMPLE_ROWS: usize = 200;
/// The widest a cell of this page gets, in places.
const CELL_MAX: usize = 36;

/// The page.
pub fn of(view: &View, paint: Paint) -> String {
    let tidied = &view.tidied;
    let mut lines = vec![head(tidied, paint)];
    for found in &tidied.tables {
        lines.push(String::new());
        lines.extend(table(view, found, paint));
    }
    let notes = tidied.notes.iter().map(|note| {
        format!(
            "  {} {}",
            paint.warn(&format!("note {}", note.kind)),
            fitted(&format!("{}: {}", note.place, note.text), 0, 400)
        )
    });
    lines.extend(limited(notes.collect()));
    lines.push(String::new());
    lines.extend(would_change(view, paint));
    lines.push(String::new());
    lines.extend(would_be_sent(view, paint));
    lines.push(paint.dim("nothing was stored, nothing was sent"));
    lines.join("\n")
}

/// A few lines about the whole, also for marked copies.
pub fn summary(tidied: &Tidied) -> Vec<String> {
    let period = tidied.period.map_or_else(String::new, |period| format!("，{}（{period}）", period.label_zh()));
    let mut lines = vec![format!("{}{period}", tidied.format)];
    lines.extend(tidied.tables.iter().map(|found| {
        format!(
            "{}：共{}行 = 采用{} + 未采用{} + 不计入{} / {} rows = {} accepted + {} refused + {} set aside",
            found.sheet.as_deref().unwrap_or("数据 data"),
            found.rows,
            found.table.height(),
            found.refused,
            found.set_aside,
            found.rows,
            found.table.height(),
            found.refused,
            found.set_aside
        )
    }));
    lines.extend(tidied.notes.iter().take(LINES_MAX).map(|note| {
        let zh = said::zh(&note.text).or_else(|| words::of_note(&note.kind).map(|word| word.zh.to_string()));
        let zh = zh.map(|zh| format!("：{zh} / ")).unwrap_or_else(|| ": ".to_string());
        format!("{}{zh}{}", note.place, note.text)
    }));
    lines
}

fn head(tidied: &Tidied, paint: Paint) -> String {
    let period = tidied.period.map_or_else(|| "no period".to_string(), |p| format!("period {p}"));
    format!("{} {}", paint.head(&tidied.file), paint.dim(&format!("[{}], {period}", tidied.format)))
}

fn table(view: &View, found: &FoundTable, paint: Paint) -> Vec<String> {
    let sheet = found.sheet.as_deref().unwrap_or("the file");
    let refused = format!("{} refused", found.refused);
    let mut lines = vec![format!(
        "{} is {}: header {}, {} rows = {} + {} + {}",
        paint.head(sheet),
        found.table.dataset.name(),
        rows_text(&found.header_rows),
        found.rows,
        paint.good(&format!("{} accepted", found.table.height())),
        if found.refused > 0 { paint.bad(&refused) } else { refused },
        paint.dim(&format!("{} set aside", found.set_aside)),
    )];
    lines.extend(columns(view, found, paint));
    lines.extend(aside(view, found, paint));
    let rejects = &view.tidied.rejects;
    let refused = rejects.iter().filter(|r| r.place.sheet == found.sheet && r.dataset == found.table.dataset);
    let refused = refused.map(|reject| {
        let cell = reject.place.cell.as_deref().unwrap_or("row");
        let subject = reject.subject.as_deref().map(|s| format!(" ({s})")).unwrap_or_default();
        let word = words::of_reject(reject.reason);
        let fix = if word.fix_en.is_empty() { String::new() } else { format!("; {}", word.fix_en) };
        let what = format!("{:?}{subject}: {}{fix}", reject.text, word.en);
        format!("  {} {}", paint.bad(&format!("refused {cell}")), fitted(&what, 0, 300))
    });
    lines.extend(limited(refused.collect()));
    lines
}

fn columns(view: &View, found: &FoundTable, paint: Paint) -> Vec<String> {
    let examples = examples(view, found);
    let mut rows: Vec<[String; 5]> = Vec::new();
    let indicators = measured::indicators(found);
    for (((column, at), examples), indicator) in found.columns.iter().zip(&found.at).zip(&examples).zip(indicators) {
        let kind = kind(found, column).map_or("", document::kind_name);
        let meaning = column.column.clone().unwrap_or_else(|| "(not used)".to_string());
        let meaning = match indicator.filter(|_| meaning == "value") {
            Some(indicator) => format!("{meaning} of {indicator}"),
            None => meaning,
        };
        rows.push([
            letters(*at),
            column.header.clone(),
            meaning,
            format!("{kind}{}", column.unit.as_deref().map(|unit| format!(" in {unit}")).unwrap_or_default()),
            examples.iter().map(example).collect::<Vec<String>>().join(", "),
        ]);
    }
    let widest = |index: usize| rows.iter().filter_map(|row| row.get(index)).map(|t| width(t).min(CELL_MAX)).max();
    let widths: Vec<usize> = (0..5).map(|index| widest(index).unwrap_or(0)).collect();
    let line = |row: &[String; 5]| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| fitted(cell, *width, CELL_MAX)).collect();
        let line = cells.join("  ");
        let line = line.trim_end();
        if row[2] == "(not used)" { format!("  {}", paint.dim(line)) } else { format!("  {line}") }
    };
    limited(rows.iter().map(line).collect())
}

/// Rows set aside, neighbours with one reason together.
fn aside(view: &View, found: &FoundTable, paint: Paint) -> Vec<String> {
    let mut groups: Vec<(Aside, u32)> = Vec::new();
    for aside in &found.aside {
        match groups.last_mut() {
            Some((first, last)) if first.why == aside.why && *last + 1 == aside.row => *last = aside.row,
            _ => groups.push((*aside, aside.row)),
        }
    }
    let sheet = view.workbook.sheets.iter().find(|sheet| sheet.name == found.sheet);
    let lines = groups.into_iter().map(|(first, last)| {
        let rows = if first.row == last { format!("row {last}") } else { format!("rows {}–{last}", first.row) };
        let row = sheet.and_then(|sheet| Some((sheet, sheet.row_of(first.row.checked_sub(1)?)?)));
        let says = row.and_then(|(sheet, row)| row.cells().next().map(|cell| sheet.shown(cell))).unwrap_or_default();
        let line = format!("{rows} set aside: {} — {}", first.why.text(), fitted(&says, 0, CELL_MAX));
        format!("  {}", paint.dim(&line))
    });
    limited(lines.collect())
}

fn would_change(view: &View, paint: Paint) -> Vec<String> {
    let mut lines = vec![paint.head("what would change")];
    if let Some(file) = view.rehearsed.record.files.first() {
        let state = serde_json::to_value(file.state).ok().and_then(|v| v.as_str().map(|s| s.replace('_', " ")));
        let refused = view.tidied.tables.iter().any(|found| found.refused > 0);
        let none = refused && view.tidied.tables.iter().all(|found| found.table.height() == 0);
        let none = if none { ", and none of its rows: all of them are refused" } else { "" };
        lines.push(format!("  the file: {}{none}", state.unwrap_or_default()));
    }
    if view.rehearsed.waits {
        lines.push(format!("  {}", paint.warn("it would wait: the portfolio has no register yet")));
    }
    for list in changes::lists(view) {
        let name = list.dataset.map_or("", |dataset| dataset.name());
        let (added, gone, changed) = (list.added.len(), list.gone.len(), list.changed.len());
        lines.push(format!("  {name}: {added} added, {gone} gone, {changed} values changed"));
        let gone = list.gone.iter().map(|row| format!("    {}", paint.warn(&format!("gone {row}"))));
        lines.extend(limited(gone.collect()));
        let shown = |value: &Option<String>| fitted(value.as_deref().unwrap_or("—"), 0, CELL_MAX);
        let changed = list.changed.iter().map(|(row, column, old, new)| {
            format!("    {} {column}: {} → {}", fitted(row, 0, CELL_MAX), shown(old), shown(new))
        });
        lines.extend(limited(changed.collect()));
    }
    let projects = changes::projects(view);
    lines.push(format!("  {} projects", projects.len()));
    lines.extend(limited(projects.iter().map(|change| project(change, paint)).collect()));
    lines
}

fn project(change: &changes::ProjectChange, paint: Paint) -> String {
    let wan = |amount: Option<Amount>| amount.map_or("—".to_string(), |a| a.in_unit(10_000).to_string());
    let (old, new) = (wan(change.cumulative.0), wan(change.cumulative.1));
    let money = if old == new { format!("{new} 万元") } else { format!("{old} → {new} 万元") };
    let grade = match change.grade {
        (Some(old), new) if old == new => new.name().to_string(),
        (Some(old), new) => paint.warn(&format!("{} → {}", old.name(), new.name())),
        (None, new) => new.name().to_string(),
    };
    let day = change.as_of.1.map(|day| format!(" as of {day}")).unwrap_or_default();
    format!("    {} {}  {money}{day}  {grade}", fitted(&change.id, 10, 24), fitted(&change.name, 30, 30))
}

fn would_be_sent(view: &View, paint: Paint) -> Vec<String> {
    let letters = &view.rehearsed.record.letters;
    let mut lines = vec![paint.head("what would be sent")];
    if let Some(why) = &view.rehearsed.held {
        lines.push(format!("  {} {}", paint.warn("the run would be held for a person:"), fitted(why, 0, 400)));
        lines.push("  nothing below is sent before somebody releases it (duban release)".to_string());
    }
    lines.push(format!("  {} letters as of {}", letters.len(), view.rehearsed.record.slot.as_of()));
    let each = letters.iter().map(|letter| {
        format!(
            "    to {}（{}）: {}",
            fitted(&letter.to_name, 0, 40),
            fitted(&letter.role, 0, 40),
            fitted(&letter.subject, 0, 120)
        )
    });
    lines.extend(limited(each.collect()));
    let mut kept: BTreeMap<WithheldReason, usize> = BTreeMap::new();
    for one in &view.rehearsed.record.withheld {
        *kept.entry(one.reason).or_default() += 1;
    }
    lines.extend(kept.iter().map(|(reason, count)| {
        let matters = if *count == 1 { "1 matter".to_string() } else { format!("{count} matters") };
        format!("    nobody is written to about {matters}: {}", kept_text(*reason))
    }));
    lines
}

/// Why nothing is written about a matter.
fn kept_text(reason: WithheldReason) -> &'static str {
    match reason {
        WithheldReason::Unchanged => "nothing new for those who were told",
        WithheldReason::NotDue => "those above are told only when their day has come",
        WithheldReason::Acknowledged => "somebody took it on until a day to come",
        WithheldReason::Answered => "a reply promises a day to come",
        WithheldReason::Justified => "its delay has an accepted cause",
        WithheldReason::Silenced => "its letters are silenced",
        WithheldReason::InhibitedByData => "the project's own data are in trouble",
        WithheldReason::Inhibited => "a weightier matter of the same project speaks for it",
        WithheldReason::Deferred | WithheldReason::Undelivered => "it waits for the person's digest",
        WithheldReason::Quiet => "it waits for the person's next letter",
        WithheldReason::VacantRung => "a post of the ladder is vacant",
        WithheldReason::TopRung => "everybody on its ladder was told already",
        WithheldReason::WarningOnly => "a warning goes no further than its first reader",
        WithheldReason::NoPolicy => "there is no ladder",
    }
}

/// A value as it is written, and as it was read.
pub type Example = (String, Option<String>);

/// The first values of each column in rows that were taken: `3/4/2022` alone does not tell which of two days it is.
pub fn examples(view: &View, found: &FoundTable) -> Vec<Vec<Example>> {
    let sheet = view.workbook.sheets.iter().find(|sheet| sheet.name == found.sheet);
    let rows: Vec<u32> = found.table.numbers().into_iter().take(EXAMPLE_ROWS).collect();
    let of = |(at, column): (&u16, &FoundColumn)| {
        let read = read(found, column);
        let mut values: Vec<Example> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let cell = sheet.and_then(|sheet| Some((sheet, sheet.row_of(row.checked_sub(1)?)?.cell(*at))));
            let value = cell.map(|(sheet, cell)| sheet.shown(cell)).unwrap_or_default();
            if !value.is_empty() && values.iter().all(|(seen, _)| *seen != value) {
                // Of texts only those on several lines may be kept as something else than they look.
                let is_text = matches!(kind(found, column), Some(Kind::Text));
                let lines = cell.is_some_and(|(sheet, cell)| sheet.text(cell).contains(['\n', '\r']));
                let read = read.get(index).cloned().flatten().filter(|_| !is_text || lines);
                values.push((value.chars().take(60).collect(), read));
            }
            if values.len() >= EXAMPLES {
                break;
            }
        }
        values
    };
    found.at.iter().zip(&found.columns).map(of).collect()
}

/// The days and figures of a column, row by row, in the unit that it is written in.
fn read(found: &FoundTable, column: &FoundColumn) -> Vec<Option<String>> {
    let (Some(kind), Some(name)) = (kind(found, column), column.column.as_deref()) else { return Vec::new() };
    // Where several columns are of one kind, a row of the table is not a row of the sheet.
    if found.columns.iter().filter(|other| other.column == column.column).count() > 1 {
        return Vec::new();
    }
    let factor = column.unit.as_deref().and_then(Unit::from_label).map_or(1, |unit| unit.factor);
    let amounts = || found.table.amounts(name).into_iter();
    match kind {
        Kind::Date => found.table.dates(name).into_iter().map(|day| Some(day?.to_string())).collect(),
        Kind::Money => amounts().map(|amount| Some(amount?.in_unit(factor).to_string())).collect(),
        Kind::Figure | Kind::Percent => amounts().map(|amount| Some(amount?.to_string())).collect(),
        Kind::Text => found.table.texts([name]).into_iter().map(|[text]| text).collect(),
        Kind::Id => Vec::new(),
    }
}

/// What is said of a value: how it was read where that is not how it is written.
fn example((written, read): &Example) -> String {
    let bare = |text: &str| text.chars().filter(|c| !matches!(c, ',' | ' ' | '%')).collect::<String>();
    match read {
        Some(read) if bare(written) != *read => format!("{written} → {read}"),
        _ => written.clone(),
    }
}

/// What a column holds, where it is read.
pub fn kind(found: &FoundTable, column: &FoundColumn) -> Option<Kind> {
    let name = column.column.as_deref()?;
    found.table.dataset.columns().iter().find(|column| column.name == name).map(|column| column.kind)
}

/// The letters of a column counted from 0.
pub fn letters(at: u16) -> String {
    let name = cell_name(usize::from(at), 0);
    debug_assert!(cell_of(&name).is_some());
    name.trim_end_matches('1').to_string()
}

fn rows_text(rows: &[u32]) -> String {
    match rows {
        [] => "none".to_string(),
        [one] => format!("row {one}"),
        [first, .., last] => format!("rows {first}–{last}"),
    }
}

fn limited(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > LINES_MAX {
        let more = lines.len() - LINES_MAX;
        lines.truncate(LINES_MAX);
        lines.push(format!("    … and {more} more (--json has all)"));
    }
    lines
}
