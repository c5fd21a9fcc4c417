//! Unknown headers and what they may mean.
//!
//! Takes the headers that no column claims; gives for each the canonical column whose usual words are nearest, with a
//! score, if the cells below can be of its kind. It is asked about in a note, never taken: likeness is no meaning.

use super::Layout;
use super::header::{Column, Headers, Inner};
use super::heading::{Heading, When};
use crate::base::amount::{UnitKind, Wording};
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::Note;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::date::{self, DateText};
use crate::tidy::value::{figure, is_nothing, state};
use crate::tidy::wide::is_scale;

/// The least likeness that is worth a question.
const SCORE_MIN: f64 = 0.6;
/// How many cells of a column tell what it holds.
const SAMPLE_ROWS: usize = 200;
/// Numbers that may be days: 1980 to 2100.
const DAYS: std::ops::Range<f64> = 29_221.0..73_051.0;
/// The most questions for one table.
const QUESTIONS_MAX: usize = 10;

/// The most headers of which it is asked what they may mean.
const ASKED_MAX: usize = 200;

/// A header that may mean a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The header as written.
    pub header: String,
    /// The column on the sheet, from 0.
    pub at: u16,
    /// The canonical column.
    pub column: &'static str,
    /// How alike the words are, from 0 to 1.
    pub score: f64,
}

/// What the headers in a row may mean, the surest first. `found` are canonical columns that need no proposal.
pub fn proposals(sheet: &Sheet, spec: &TableSpec, rows: (usize, usize), found: &[&str]) -> Vec<Proposal> {
    let (start, depth) = rows;
    let columns = Headers::read(sheet, start, depth).columns(start, depth).unwrap_or_default();
    let taken = |column: &Column| {
        // 形象进度（%） is not 形象进度.
        let is_other = |name: &str| name == "status" && is_share(column);
        let known = |name: &String| spec.columns.iter().any(|c| c.headers.contains(name) && !is_other(c.name));
        column.amount.is_some() || column.names.iter().chain(&column.loose).any(known)
    };
    let fits = |at: u16, kind: Kind| holds(sheet, start + depth, at, kind);
    // A column of multiples is part of the unit of a series.
    let is_read = |column: &Column| taken(column) || spec.dataset == Dataset::Series && is_scale(&column.header);
    let open = columns.iter().filter(|column| !is_read(column)).take(ASKED_MAX);
    let mut proposals: Vec<Proposal> = open.filter_map(|column| nearest(column, spec, found, &fits)).collect();
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
    proposals.truncate(QUESTIONS_MAX);
    proposals
}

/// Notes that ask what the unknown headers of a table mean.
pub fn propose(file: &str, sheet: &Sheet, spec: &TableSpec, layout: &Layout, notes: &mut Vec<Note>) {
    let found: Vec<&str> = layout.columns.iter().filter_map(|column| column.column.as_deref()).collect();
    let number = sheet.row(layout.header).map_or(0, |row| row.number as usize);
    for Proposal { header, at, column, score } in proposals(sheet, spec, (layout.header, layout.depth), &found) {
        let cell = Some(cell_name(usize::from(at), number));
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell };
        let text = format!(
            "the header `{header}` is unknown and is not read; it may mean {column} (score {score:.2}): if it does, add \
             it to [tables.columns] {column}"
        );
        notes.push(Note { place, kind: "column_proposed".to_string(), text });
    }
}

fn nearest(column: &Column, spec: &TableSpec, found: &[&str], fits: &dyn Fn(u16, Kind) -> bool) -> Option<Proposal> {
    let kind = |name: &str| spec.dataset.columns().iter().find(|c| c.name == name).map(|c| c.kind);
    let may_hold = |name: &str| kind(name).is_some_and(|kind| fits(column.column, kind));
    // 上年累计完成投资 is no cumulative figure of this year, however much it looks like one.
    let texts = if column.texts.is_empty() { &column.names } else { &column.texts };
    let headings: Vec<Heading> = texts.iter().filter_map(|text| Heading::read(text, When::Unknown)).collect();
    let is_contrary = |name: &str| headings.iter().any(|h| h.contrary(name, texts, When::Unknown).is_some());
    let may_be = |name: &str| !found.contains(&name) && !is_contrary(name);
    let open = spec.columns.iter().filter(|c| may_be(c.name));
    let own: Vec<&String> = column.names.iter().chain(&column.loose).collect();
    let score = |header: &String| own.iter().map(|own| likeness(own, header)).fold(0.0, f64::max);
    let unfit = |name: &str| match &column.own {
        Wording::Unit(_) if is_share(column) => kind(name).is_some_and(|kind| matches!(kind, Kind::Money | Kind::Text)),
        Wording::Unit(_) => kind(name) == Some(Kind::Percent),
        _ => false,
    };
    let progress = |name: &str| if name == "percent" && is_share(column) { of_progress(&own) } else { 0.0 };
    let open = open.filter(|c| !unfit(c.name));
    let scored = open.map(|c| (c.name, c.headers.iter().map(score).fold(progress(c.name), f64::max)));
    let mut likely: Vec<(&'static str, f64)> = scored.filter(|(_, score)| *score >= SCORE_MIN).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1));
    // Cells are looked at last: there are many more of them than of headers.
    let (name, score) = likely.into_iter().find(|(name, _)| may_hold(name))?;
    // What is added holds for the next report, too: without the time of this one.
    let header = match (column.inner, column.texts.last()) {
        (Inner::Time, Some(rest)) => rest.clone(),
        _ => column.header.clone(),
    };
    Some(Proposal { header, at: column.column, column: name, score })
}

/// Whether a header says that its figures are in percent.
fn is_share(column: &Column) -> bool {
    matches!(&column.own, Wording::Unit(unit) if unit.kind == UnitKind::Percent)
}

/// How likely a share is one of what was to be done: 工程形象进度（%）; that of money paid is none.
fn of_progress(names: &[&String]) -> f64 {
    const PAID: [&str; 6] = ["支付", "支出", "拨付", "资金", "执行", "计量"];
    let is = |name: &&&String| name.ends_with("进度") && !PAID.iter().any(|word| name.contains(word));
    if names.iter().any(|name| is(&name)) { 0.8 } else { 0.0 }
}

/// Whether the cells below a header may be of a kind: most of those that say anything are. An empty column may be of any.
fn holds(sheet: &Sheet, data: usize, at: u16, kind: Kind) -> bool {
    let cells = sheet.rows_from(data).map(|row| row.cell(at));
    let says = |cell: &Cell| match cell {
        Cell::Text(..) => state::read(sheet.text(*cell)).is_none() && !is_nothing(sheet.text(*cell)),
        cell => *cell != Cell::Empty,
    };
    let (mut fit, mut all) = (0usize, 0usize);
    for cell in cells.filter(says).take(SAMPLE_ROWS) {
        all += 1;
        fit += usize::from(match (kind, cell) {
            (Kind::Text | Kind::Id, _) => true,
            (Kind::Date, Cell::Date(_)) => true,
            (Kind::Date, Cell::Number(number)) => DAYS.contains(&number),
            (Kind::Date, Cell::Text(..)) => is_day(sheet.text(cell)),
            (_, Cell::Number(_)) => true,
            (_, Cell::Text(..)) => matches!(figure(sheet.text(cell)), Ok(Some(_))),
            _ => false,
        });
    }
    fit * 2 > all || all == 0
}

fn is_day(text: &str) -> bool {
    date::read(text, Some(2000)) != DateText::None || date::of_serial_text(text.trim(), false).is_some()
}

/// How alike two headers are: by letters that must change, or by pairs of letters they share. Two signs are like too much: 计划
/// and 占计划.
fn likeness(one: &str, other: &str) -> f64 {
    if one.chars().count().min(other.chars().count()) < 3 && one != other {
        return 0.0;
    }
    strsim::normalized_levenshtein(one, other).max(strsim::sorensen_dice(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_headers_are_like_what_they_were() {
        for (one, other) in
            [("累计完成投资额", "累计完成投资"), ("projectidentifier", "projectid"), ("责任单位名称", "责任单位")]
        {
            assert!(likeness(one, other) >= SCORE_MIN, "{one} {other} {}", likeness(one, other));
        }
        for (one, other) in [("备注", "累计完成投资"), ("序号", "项目编号"), ("电话", "项目名称")] {
            assert!(likeness(one, other) < SCORE_MIN, "{one} {other} {}", likeness(one, other));
        }
    }
}
