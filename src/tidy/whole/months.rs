//! A sheet for each month in one workbook: that of the report's month is read, the others are not.
//!
//! Takes the tables found and the period of the file; gives those of the period where one sheet says to be of it and others
//! say to be of others. A sheet that says nothing, or a workbook without one of the period, is left as it is.

use crate::base::period::{Period, PeriodKind};
use crate::base::place::Place;
use crate::tidy::Note;
use crate::tidy::find::Layout;
use crate::tidy::formats::Sheet;
use crate::tidy::period::{self, Told};
use chrono::Datelike;
use std::borrow::Cow;

/// What is longer is no sheet of a month, but the year of the list.
const MONTHS_DAYS_MAX: i64 = 100;

type Found<'a> = Vec<(Cow<'a, Sheet>, Layout)>;

/// The tables on sheets that say no other period than that of the file.
pub fn of_period<'a>(
    found: Found<'a>,
    (period, kind): (Option<Period>, Option<PeriodKind>),
    file: &str,
    notes: &mut Vec<Note>,
) -> Found<'a> {
    let (Some(own), Some(kind)) = (period, kind) else { return found };
    let said: Vec<Option<Period>> = found.iter().map(|(sheet, layout)| said(sheet, layout, own, kind)).collect();
    if found.len() < 2 || !said.contains(&Some(own)) || said.iter().flatten().all(|other| *other == own) {
        return found;
    }
    // A table of another dataset on a sheet of another month has no other to stand for it.
    let has_own = |layout: &Layout| {
        let same = |(other, said): (&(Cow<'_, Sheet>, Layout), &Option<Period>)| {
            *said == Some(own) && other.1.dataset == layout.dataset
        };
        found.iter().zip(&said).any(same)
    };
    let keep: Vec<bool> = found
        .iter()
        .zip(&said)
        .map(|((_, layout), said)| said.is_none_or(|said| said == own) || !has_own(layout))
        .collect();
    let mut kept = Vec::new();
    for (((sheet, layout), said), keep) in found.into_iter().zip(said).zip(keep) {
        if keep {
            kept.push((sheet, layout));
            continue;
        }
        let other = said.map_or(String::new(), |said| said.to_string());
        let text = format!("the sheet is of {other}, another is of {own}: only that is read");
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell: None };
        notes.push(Note { place, kind: "sheet_of_another_period".to_string(), text });
    }
    kept
}

/// The period that a sheet's name says, or the titles on it; a month without a year is of the file's year, and of the file's half
/// where it is the month of that.
fn said(sheet: &Sheet, layout: &Layout, own: Period, kind: PeriodKind) -> Option<Period> {
    let year = Some(own.end().year());
    let name = sheet.name.as_deref();
    let of = |told: Told| {
        let (first, last) = told.days;
        let of_months = (last - first).num_days() < MONTHS_DAYS_MAX;
        let stands_for = || if first <= own.end() && last >= own.start() { own } else { kind.containing(last) };
        told.period.or_else(|| of_months.then(stands_for))
    };
    let named = name.and_then(|name| period::told_by_name(name, Some(kind), year).ok().flatten()).and_then(of);
    let above = (layout.from..layout.header).filter_map(|index| sheet.row(index));
    let titles: Vec<&str> =
        above.flat_map(|row| row.cells().map(|cell| sheet.text(cell)).collect::<Vec<_>>()).collect();
    let titled = || period::told_by_titles(titles.iter().copied(), Some(kind), year).ok().flatten().and_then(of);
    named.or_else(titled)
}
