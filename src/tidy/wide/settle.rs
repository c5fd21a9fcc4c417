//! What only whole series can tell: periods of long tables, what is not published yet, names of regions, what comes twice,
//! and what was revised.
//!
//! Takes the series read from a file and those known before; changes states and names, refuses rows that contradict each
//! other, and notes revisions with both values.

use super::label;
use super::labels::{self, Counted, Unclear, ways};
use super::parts;
use super::regions::Regions;
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::normalise;
use crate::tidy::rows::Rows;
use crate::tidy::table::{Texts, Values};
use crate::tidy::{Known, Note, RejectReason};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The most notes of revisions for one file; the last says how many more there are.
const NOTES_MAX: usize = 20;

/// What a value is of: subject, indicator, unit and period.
pub type Key = (String, String, String, String);

/// Settles the series among the tables of a file.
pub fn settle(
    tables: &mut [Rows],
    known: &Known,
    regions: &Regions,
    file: &str,
    year: Option<i32>,
    notes: &mut Vec<Note>,
) {
    let mut seen: BTreeMap<Key, (usize, usize)> = BTreeMap::new();
    let mut revised: Vec<Note> = Vec::new();
    for at in 0..tables.len() {
        let Some(rows) = tables.get_mut(at).filter(|rows| rows.dataset() == Dataset::Series) else { continue };
        if rows.layout.slot("period").is_some() {
            long_periods(rows, file, year, notes);
        }
        unify(rows, regions);
        tell_apart(rows);
        newest(rows, file, notes);
        revisions(rows, known, file, &mut revised);
        refuse_twice(tables, at, &mut seen);
    }
    let more = revised.len().saturating_sub(NOTES_MAX);
    revised.truncate(NOTES_MAX);
    if let Some(last) = revised.last_mut().filter(|_| more > 0) {
        last.text += &format!("; and {more} more");
    }
    notes.append(&mut revised);
}

/// The periods of a long table, by its whole column.
fn long_periods(rows: &mut Rows, file: &str, year: Option<i32>, notes: &mut Vec<Note>) {
    let column = rows.place_of("period");
    let count = rows.fates.len();
    let counted = counted(rows);
    let readings = readings(rows, year, counted == Counted::Quarters);
    let good: Vec<usize> = (0..count).filter(|index| readings.get(*index).is_some_and(|r| !r.is_empty())).collect();
    let labels: Vec<Vec<label::Reading>> = good.iter().filter_map(|index| readings.get(*index).cloned()).collect();
    let settled = match counted {
        Counted::Unclear => vec![None; labels.len()],
        _ => labels::settle_each(&labels, labels::is_of_days(&header_of_periods(rows))),
    };
    let mut names = Texts::default();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    let mut place = good.iter().zip(&settled).peekable();
    let mut refused = Vec::new();
    for index in 0..count {
        let period = place.next_if(|(at, _)| **at == index).and_then(|(_, period)| period.as_ref());
        if period.is_none() {
            refused.push(index);
        }
        names.push(period.map(|period| period.name.as_str()));
        starts.push(period.and_then(label::Reading::days).map(|(first, _)| first));
        ends.push(period.and_then(label::Reading::days).map(|(_, last)| last));
    }
    for index in refused {
        rows.refuse(index, column, RejectReason::NotADate);
    }
    if let Some(at) = settled.iter().position(Option::is_none) {
        let why = match labels::settle(&labels, true) {
            Err(Unclear::Either(one, other)) => format!("they may be {one} or {other}"),
            Ok(_) => "they may be months or quarters".to_string(),
            _ => "not all are of one kind".to_string(),
        };
        let number = good.get(at).and_then(|index| rows.numbers.get(*index)).copied();
        let place = rows.place(file, column, number.unwrap_or(rows.layout.first_number));
        let text = format!(
            "the periods cannot be told: {why}; write them all in one way, or say in the pipeline what they are: period = {{ step = \
             \"year\" }} in [tables.columns] (or quarter, month), and date_order = \"dmy\" or \"mdy\" of days"
        );
        notes.push(Note { place, kind: "periods_unclear".to_string(), text });
    }
    let states: Vec<bool> =
        (0..count).map(|index| rows.column("value").is_some_and(|v| v.amount(index).is_some())).collect();
    let mut state = Texts::default();
    states.iter().for_each(|has| state.push(Some(if *has { "reported" } else { "no_value" })));
    let new = [
        ("period", Values::Texts(names)),
        ("state", Values::Texts(state)),
        ("period_start", Values::Dates(starts)),
        ("period_end", Values::Dates(ends)),
    ];
    for (name, values) in new {
        set(rows, name, values);
    }
}

/// What the label of each row may say; `year` is meant where it has none.
fn readings(rows: &Rows, year: Option<i32>, are_counted: bool) -> Vec<Vec<label::Reading>> {
    // 年度 of Japan begins in April.
    let japanese = ["時間軸", "都道府県", "表章項目"];
    let is_japanese = rows.layout.columns.iter().any(|found| japanese.iter().any(|word| found.header.contains(word)));
    let of_quarters = parts::is_of_quarters(&header_of_periods(rows));
    let written = rows.layout.slot("period").map(|slot| slot.habit.clone()).unwrap_or_default();
    let read = |index: usize, year: Option<i32>| {
        let text = rows.column("period").and_then(|texts| texts.text(index)).unwrap_or("");
        if let Some(quarter) = labels::as_quarter(text).filter(|_| are_counted) {
            return label::of_text(&quarter, None);
        }
        let fiscal = text.strip_suffix("年度").filter(|year| is_japanese && year.len() == 4);
        let readings = match (fiscal, text.parse::<NaiveDate>(), text.parse::<f64>()) {
            (Some(year), ..) => label::of_text(&format!("FY{year}"), None),
            (None, Ok(day), _) => label::of_date(day),
            (None, Err(_), Ok(number)) => label::of_number(number, false),
            (None, Err(_), Err(_)) => label::of_text(text, year),
        };
        ways::meant(readings, &written, of_quarters)
    };
    let count = rows.fates.len();
    // 3月 below 2024年1-2月 is not of the year that the file's name says.
    let any_own = (0..count).any(|index| !read(index, None).is_empty());
    (0..count).map(|index| read(index, year.filter(|_| !any_own))).collect()
}

/// Whether the numbers behind the years of a long table count quarters: its header, or what is measured, may say so.
fn counted(rows: &Rows) -> Counted {
    let texts = |name: &str| {
        let column = rows.column(name);
        (0..rows.fates.len()).filter_map(move |index| column.and_then(|texts| texts.text(index)))
    };
    let written = rows.layout.slot("period").map(|slot| slot.habit.clone()).unwrap_or_default();
    let headers = rows.layout.columns.iter().map(|found| found.header.as_str());
    let says = ways::says(&written, &header_of_periods(rows), headers.chain(texts("indicator").take(1)));
    labels::counted(texts("period"), says)
}

/// The header of the periods, as headers are compared.
fn header_of_periods(rows: &Rows) -> String {
    let slot = rows.layout.slot("period");
    let at = slot.and_then(|slot| rows.layout.at.iter().position(|column| *column == slot.column));
    at.and_then(|at| rows.layout.columns.get(at)).map_or(String::new(), |found| normalise(&found.header))
}

fn set(rows: &mut Rows, name: &str, values: Values) {
    if let Some(place) = rows.index(name).and_then(|index| rows.values.get_mut(index)) {
        *place = values;
    }
}

fn texts_of(rows: &Rows, name: &str) -> Vec<Option<String>> {
    let column = rows.column(name);
    (0..rows.fates.len()).map(|index| column.and_then(|c| c.text(index)).map(str::to_string)).collect()
}

fn set_texts(rows: &mut Rows, name: &str, texts: &[Option<String>]) {
    let mut column = Texts::default();
    texts.iter().for_each(|text| column.push(text.as_deref()));
    set(rows, name, Values::Texts(column));
}

fn unify(rows: &mut Rows, regions: &Regions) {
    let mut subjects = texts_of(rows, "subject");
    if regions.unify(&mut subjects) > 0 {
        set_texts(rows, "subject", &subjects);
    }
}

/// The newest periods of which nothing at all is there are not published; gaps elsewhere are gaps.
fn newest(rows: &mut Rows, file: &str, notes: &mut Vec<Note>) {
    let periods = texts_of(rows, "period");
    let mut filled: BTreeMap<(String, String), bool> = BTreeMap::new();
    for (index, period) in periods.iter().enumerate() {
        let Some(period) = period else { continue };
        let order = order(period);
        let has = !rows.stands(index) || rows.column("value").is_some_and(|values| values.amount(index).is_some());
        *filled.entry((order, period.clone())).or_default() |= has;
    }
    let empty: BTreeSet<String> =
        filled.iter().rev().take_while(|(_, filled)| !**filled).map(|((_, period), _)| period.clone()).collect();
    if empty.is_empty() || empty.len() == filled.len() {
        return;
    }
    let mut states = texts_of(rows, "state");
    for (state, period) in states.iter_mut().zip(&periods) {
        if period.as_ref().is_some_and(|period| empty.contains(period)) {
            *state = Some("not_published".to_string());
        }
    }
    set_texts(rows, "state", &states);
    let names: Vec<&str> = empty.iter().map(String::as_str).collect();
    let place = rows.place(file, 0, rows.layout.first_number);
    let text = format!("nothing is there yet of {}: not published", names.join(", "));
    notes.push(Note { place, kind: "not_published".to_string(), text });
}

/// What sorts names of periods of one habit in time: the year, then the last month.
fn order(period: &str) -> String {
    let end = period.rsplit("..").next().unwrap_or(period);
    let (year, part) = end.trim_start_matches("FY").split_once('-').unwrap_or((end, "13"));
    if let Some((month, day)) = part.split_once('-') {
        return format!("{year}-{month}-{day}");
    }
    let month = match part.split_at_checked(1) {
        Some(("Q", quarter)) => quarter.parse::<u32>().map_or(0, |q| q * 3),
        Some(("W", week)) => return format!("{year}-w{week}"),
        Some(("H", half)) => half.parse::<u32>().map_or(0, |h| h * 6),
        _ => part.parse::<u32>().unwrap_or(0),
    };
    format!("{year}-{month:02}")
}

fn key(rows: &Rows, index: usize) -> Option<Key> {
    let text = |name: &str| rows.column(name).and_then(|c| c.text(index)).unwrap_or("").to_string();
    let period = text("period");
    (!period.is_empty()).then(|| (text("subject"), text("indicator"), text("unit"), period))
}

/// Places of one name with codes of their own are told apart by those, where they would contradict each other: 鼓楼区（320106）.
fn tell_apart(rows: &mut Rows) {
    let shared = shared_names(rows);
    if shared.is_empty() {
        return;
    }
    let mut names = Texts::default();
    for index in 0..rows.fates.len() {
        let (name, code) = (subject(rows, index), code(rows, index));
        let coded = (!code.is_empty() && shared.contains(name)).then(|| with_code(name, code));
        names.push(Some(coded.as_deref().unwrap_or(name)).filter(|name| !name.is_empty()));
    }
    set(rows, "subject", Values::Texts(names));
}

/// The names of places that stand for several, by their codes, in rows that say the same otherwise.
fn shared_names(rows: &Rows) -> BTreeSet<String> {
    let named = || (0..rows.fates.len()).filter(|index| rows.stands(*index) && !code(rows, *index).is_empty());
    let (mut codes, mut names): (BTreeMap<&str, &str>, BTreeMap<&str, &str>) = Default::default();
    let mut several: BTreeSet<&str> = BTreeSet::new();
    for index in named() {
        let name = subject(rows, index);
        if *names.entry(code(rows, index)).or_insert(name) != name {
            return BTreeSet::new(); // what has the same code in several places is no code of places
        }
        if *codes.entry(name).or_insert_with(|| code(rows, index)) != code(rows, index) {
            several.insert(name);
        }
    }
    let mut seen: BTreeMap<Key, &str> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for index in named().filter(|_| !several.is_empty()) {
        let Some(key) = key(rows, index).filter(|(name, ..)| several.contains(name.as_str())) else { continue };
        if seen.get(&key).is_some_and(|other| *other != code(rows, index)) {
            shared.insert(key.0);
        } else {
            seen.insert(key, code(rows, index));
        }
    }
    shared
}

fn subject(rows: &Rows, index: usize) -> &str {
    rows.column("subject").and_then(|names| names.text(index)).unwrap_or("")
}

fn code(rows: &Rows, index: usize) -> &str {
    rows.column("subject_code").and_then(|codes| codes.text(index)).unwrap_or("")
}

fn with_code(name: &str, code: &str) -> String {
    let is_han = name.ends_with(|c: char| matches!(c, '\u{4e00}'..='\u{9fff}'));
    if is_han { format!("{name}（{code}）") } else { format!("{name} ({code})") }
}

fn revisions(rows: &Rows, known: &Known, file: &str, revised: &mut Vec<Note>) {
    for index in (0..rows.fates.len()).filter(|index| rows.stands(*index)) {
        let (Some(key), Some(now)) = (key(rows, index), rows.column("value").and_then(|v| v.amount(index))) else {
            continue;
        };
        let Some(before) = known.series.get(&key).filter(|before| **before != now) else { continue };
        let (subject, indicator, unit, period) = key;
        let number = rows.numbers.get(index).copied().unwrap_or(1);
        let mut place = rows.place(file, 0, number);
        place.cell = rows.cells.name(index, number);
        let what = [subject, indicator, period]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<String>>()
            .join(", ");
        let text = format!("{what}: {before} {unit} before, {now} {unit} now").replace("  ", " ");
        revised.push(Note { place, kind: "revised".to_string(), text: text.trim_end().to_string() });
    }
}

/// Refuses the later of two rows that say the same, and both of two that contradict each other.
fn refuse_twice(tables: &mut [Rows], at: usize, seen: &mut BTreeMap<Key, (usize, usize)>) {
    let count = tables.get(at).map_or(0, |rows| rows.fates.len());
    for index in 0..count {
        let Some(rows) = tables.get(at).filter(|rows| rows.stands(index)) else { continue };
        let Some(key) = key(rows, index) else { continue };
        let value = |tables: &[Rows], (table, index): (usize, usize)| -> Option<Amount> {
            tables.get(table)?.column("value")?.amount(index)
        };
        let Some(first) = seen.get(&key).copied() else {
            seen.insert(key, (at, index));
            continue;
        };
        let same = value(tables, first) == value(tables, (at, index));
        let reason = if same { RejectReason::DuplicateRow } else { RejectReason::ConflictingRows };
        let refused = if same { vec![(at, index)] } else { vec![first, (at, index)] };
        for (table, index) in refused {
            let Some(rows) = tables.get_mut(table) else { continue };
            let column = rows.cells.name(index, 0).map_or(0, |cell| column_of(&cell));
            rows.refuse(index, column, reason);
        }
    }
}

/// The column of a cell's name, from 0.
fn column_of(cell: &str) -> u16 {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
    let number =
        letters.fold(0u32, |number, letter| number.saturating_mul(26).saturating_add(u32::from(letter - b'A') + 1));
    u16::try_from(number.saturating_sub(1)).unwrap_or(0)
}
