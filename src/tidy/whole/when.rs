//! Which period a file is for, by whatever its pipeline says tells it.
//!
//! Takes the file's name, the titles above its tables, the mark of a form, the days of its rows; gives the period, or why none
//! is clear. What name and title say of it against each other is asked about, never decided here.

use super::{Ask, Layout, Sheet};
use crate::base::period::{Period, PeriodKind};
use crate::base::place::Place;
use crate::pipeline::PeriodFrom;
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use crate::tidy::find::{self, When};
use crate::tidy::formats::Workbook;
use crate::tidy::period::{self, Told, Weight};
use crate::tidy::returned::Mark;
use crate::tidy::rows::{self, Context};
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many rows from the top of a sheet may hold its title and its header.
const TOP_ROWS: usize = 12;

/// What lies further apart is no slip of a day or a month.
const HALF_A_YEAR_DAYS: i64 = 183;

/// What a file says of its period.
#[derive(Debug, Clone, Copy)]
pub struct Says<'a> {
    /// Its name.
    pub file: &'a str,
    /// The texts above its tables.
    pub titles: &'a [&'a str],
    /// The names of the sheets on which they stand.
    pub sheets: &'a [&'a str],
    /// The mark, where it is a form that was made here.
    pub mark: Option<&'a Mark>,
    /// The receipt that it answers, and the period of that.
    pub answered: Option<(&'a str, Period)>,
    /// The local day it came.
    pub arrived: NaiveDate,
    /// Whether its tables have a column of what was added in one period.
    pub adds: bool,
}

/// Why a report of a period that has not begun is not taken: it would stand as the newest figures until that period is over.
/// Lists, plans and targets may speak of what is to come.
pub fn not_begun(period: Option<Period>, found: &[(Cow<'_, Sheet>, Layout)], arrived: NaiveDate) -> Option<String> {
    let is_report = |layout: &Layout| matches!(layout.dataset, Dataset::Progress | Dataset::Milestones);
    let period = period.filter(|period| period.start() > arrived && arrived > NaiveDate::MIN)?;
    found.iter().any(|(_, layout)| is_report(layout)).then(|| {
        format!(
            "it is for {period}, which begins on {}, after it came ({arrived}); put the right date into its name; a \
             file whose name says its period is read again by itself when that period has begun",
            period.start()
        )
    })
}

/// The year that days without one are meant in.
pub fn year(file: &str, period: Option<Period>, titles: &[&str]) -> Option<i32> {
    let said = period.map(|period| period.end().year()).or_else(|| period::year_of(file));
    said.or_else(|| titles.iter().find_map(|title| period::year_of(title)))
}

/// The days of the column `report_date` in all tables of a file.
pub fn report_days(found: &[(Cow<'_, Sheet>, Layout)], context: &Context<'_>) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    for (sheet, layout) in found.iter().filter(|(_, layout)| layout.slot("report_date").is_some()) {
        let rows = rows::read(sheet, layout.clone(), context, &mut Vec::new());
        days.extend((0..rows.fates.len()).filter_map(|index| rows.column("report_date")?.date(index)));
    }
    days
}

/// The period of most rows; rows of another one are refused later, each with its cell.
fn from_column(days: &[NaiveDate], kind: PeriodKind) -> Result<Period, String> {
    let mut periods: BTreeMap<Period, usize> = BTreeMap::new();
    for day in days {
        *periods.entry(kind.containing(*day)).or_default() += 1;
    }
    let most = periods.values().max().copied().unwrap_or(0);
    let mut leading = periods.iter().filter(|(_, count)| **count == most).map(|(period, _)| *period);
    match (leading.next(), leading.next()) {
        (Some(period), None) if most * 2 > days.len() => Ok(period),
        (Some(_), _) => {
            let named: Vec<String> = periods.keys().take(5).map(ToString::to_string).collect();
            Err(format!("the report dates lie in several periods, none with most rows: {}", named.join(", ")))
        }
        (None, _) => Err("no row has a report date that can be read; map the column report_date".to_string()),
    }
}

/// The time that a file speaks of, as far as its name or the mark of a form tells it before its tables are found.
pub fn before_reading(file: &str, ask: &Ask<'_>, mark: Option<&Mark>, answered: Option<(&str, Period)>) -> When {
    let has_number = answered.is_some();
    let named = match ask.period {
        PeriodFrom::AsNamed => period::as_named(file),
        PeriodFrom::FileName => ask.kind.and_then(|kind| period::from_name(file, kind)),
        PeriodFrom::Arrival | PeriodFrom::Column | PeriodFrom::None => None,
    };
    // Where a name and the receipt in it say different periods, which of the two is meant is asked once the titles are known.
    let answered = answered.map(|(_, period)| period).filter(|period| named.is_none_or(|named| named == *period));
    let named = named.filter(|_| answered.is_some() || !has_number);
    let known = mark.map(|mark| mark.period).or(answered).or(named);
    known.map_or(When::Unknown, |period| When::Days(period.start(), period.end()))
}

/// The lines on top of sheets on which headings of columns name days; nothing where none does.
pub fn lines(workbook: &Workbook) -> Vec<&str> {
    let shown = workbook.sheets.iter().filter(|sheet| !sheet.hidden);
    let timed = shown.filter(|sheet| find::tells_time(sheet, 0, TOP_ROWS));
    let rows = timed.flat_map(|sheet| {
        let lines = sheet.rows_from(0).take(TOP_ROWS).filter(|row| row.filled() < 3);
        lines.flat_map(|row| row.cells().map(|cell| sheet.text(cell)).collect::<Vec<_>>()).collect::<Vec<_>>()
    });
    // Something is looked for again also where no line says which year is meant.
    rows.chain(workbook.sheets.iter().any(|sheet| find::tells_time(sheet, 0, TOP_ROWS)).then_some("")).collect()
}

/// The same when the tables are known: the period, or the year of a file without one.
pub fn after_reading(period: Option<Period>, year: Option<i32>) -> When {
    let of_year = || {
        let day = |month: u32, day: u32| NaiveDate::from_ymd_opt(year?, month, day);
        Some((day(1, 1)?, day(12, 31)?))
    };
    let days = period.map(|period| (period.start(), period.end())).or_else(of_year);
    days.map_or(When::Untold, |(first, last)| When::Days(first, last))
}

/// The period of a file.
///
/// # Errors
/// Why it is not clear, and what to do.
pub fn find_period(
    says: &Says<'_>,
    ask: &Ask<'_>,
    days: &[NaiveDate],
    notes: &mut Vec<Note>,
) -> Result<Option<Period>, String> {
    let as_named = ask.period == PeriodFrom::AsNamed;
    let Some(kind) = ask.kind.or_else(|| as_named.then_some(PeriodKind::Month)) else { return Ok(None) };
    let length = (!as_named).then_some(kind);
    if let Some(mark) = says.mark.filter(|mark| as_named || mark.period.kind() == kind) {
        return of_form(mark, says, length, notes).map(Some);
    }
    if matches!(ask.period, PeriodFrom::FileName | PeriodFrom::AsNamed)
        && let Some(period) = of_receipt(says, length, notes)?
    {
        return Ok(Some(period));
    }
    match ask.period {
        PeriodFrom::None => Ok(None),
        PeriodFrom::Arrival => Ok(Some(kind.containing(says.arrived))),
        PeriodFrom::Column => from_column(days, kind).map(Some),
        PeriodFrom::FileName | PeriodFrom::AsNamed => by_name_and_title(says, length, notes).map(Some),
    }
}

/// A form is for the period it was made for. A name that says another one is taken for the day of sending where it is a bare
/// day within the period after; else somebody may have filled in an old form.
fn of_form(mark: &Mark, says: &Says<'_>, kind: Option<PeriodKind>, notes: &mut Vec<Note>) -> Result<Period, String> {
    let made_for = mark.period;
    let named = period::told_by_name(says.file, kind, None).ok().flatten();
    let Some((told, named)) = named.and_then(|told| Some((told, told.period?))) else { return Ok(made_for) };
    if told.days.0 <= made_for.end() && told.days.1 >= made_for.start() {
        return Ok(made_for);
    }
    let soon = told.days.1 > made_for.end() && told.days.1 <= made_for.next().end();
    let is_sent = told.is_day() && soon && !told.is_near_end();
    let text = format!("the form was made for {made_for}, the file's name says {named}");
    if !is_sent && told.weight > Weight::Filing {
        return Err(format!("{text}; send it under a name of {made_for}, or fill in the form of {named}"));
    }
    notes.push(differs(says.file, format!("{text}; the form's is taken")));
    Ok(made_for)
}

/// A file that answers a receipt is of the receipt's period. A name that says another one is the day of sending, where that is
/// a bare day soon after; where its title says that other one too, it is a new report under an old number.
fn of_receipt(says: &Says<'_>, kind: Option<PeriodKind>, notes: &mut Vec<Note>) -> Result<Option<Period>, String> {
    let Some((id, of)) = says.answered else { return Ok(None) };
    let named = period::told_by_name(says.file, kind, None).ok().flatten();
    let Some((told, named)) = named.and_then(|told| Some((told, told.period?))) else { return Ok(Some(of)) };
    if named == of {
        return Ok(Some(of));
    }
    let year = period::year_of(says.file);
    let titled = period::told_by_titles(says.titles.iter().copied(), kind, year).ok().flatten();
    let titled = titled.and_then(|told| told.period);
    let text = format!("it answers receipt {id} of {of}, the file's name says {named}");
    let soon = told.days.1 > of.end() && told.days.1 <= of.next().end();
    if titled == Some(named) {
        return Ok(None);
    }
    if titled == Some(of) || told.is_day() && soon && !told.is_near_end() {
        notes.push(differs(says.file, format!("{text}; the receipt's is taken")));
        return Ok(Some(of));
    }
    Err(format!(
        "{text}; send it under a name of {of}, or leave the receipt's number out if it is the report of {named}"
    ))
}

fn differs(file: &str, text: String) -> Note {
    let place = Place { file: file.to_string(), sheet: None, cell: None };
    Note { place, kind: "period_differs".to_string(), text }
}

/// The period that name and titles say; the titles are asked where the name is silent, and must not contradict it.
fn by_name_and_title(says: &Says<'_>, kind: Option<PeriodKind>, notes: &mut Vec<Note>) -> Result<Period, String> {
    let Says { file, titles, .. } = *says;
    let year = period::year_of(file).or_else(|| titles.iter().find_map(|title| period::year_of(title)));
    let named = period::told_by_name(file, kind, None);
    let titled = period::told_by_titles(titles.iter().copied(), kind, year);
    let settled = match (&named, &titled) {
        (Ok(Some(named)), Ok(Some(titled))) => settle(file, named, titled, notes)?,
        (Ok(Some(named)), _) => named.period,
        (_, Ok(Some(titled))) => titled.period,
        _ => None,
    };
    let unclear = || [named.as_ref().err(), titled.as_ref().err()].into_iter().flatten().next();
    let settled = settled.or_else(|| without_year(says, kind, year).filter(|_| unclear().is_none()));
    if let (None, None) = (settled, unclear()) {
        let bounds = [&named, &titled].map(|told| told.as_ref().ok().copied().flatten().map(|told| told.days));
        return match by_sheet(says, kind, year, notes) {
            Some(period) if bounds.iter().flatten().all(|days| days.0 <= period.end() && period.end() <= days.1) => {
                Ok(period)
            }
            _ => whole_quarter(says, kind, year, notes),
        };
    }
    settled.ok_or_else(|| match unclear() {
        Some(why) => format!("which period it is for is not clear: {why}; put the date into the name, as in 20140630"),
        None => String::new(), // told above
    })
}

/// The period that the name of its sheet says, where neither the file's name nor a title says any: 2026年6月.
fn by_sheet(says: &Says<'_>, kind: Option<PeriodKind>, year: Option<i32>, notes: &mut Vec<Note>) -> Option<Period> {
    let alone = Says { file: "", titles: says.sheets, sheets: &[], ..*says };
    let told = period::told_by_titles(says.sheets.iter().copied(), kind, year).ok().flatten();
    let mut said = Vec::new();
    let told = told.and_then(|told| told.period).or_else(|| without_year(&alone, kind, year));
    let period = told.or_else(|| whole_quarter(&alone, kind, year, &mut said).ok())?;
    let text = format!("only the name of its sheet says the period: {period}");
    notes.push(Note { kind: "period_of_sheet".to_string(), ..differs(says.file, text) });
    notes.extend(said.into_iter().map(|note| Note { place: differs(says.file, String::new()).place, ..note }));
    Some(period)
}

/// The last month of a quarter that name or title says (2026年二季度): figures that add up since the beginning of the year are
/// those of its end. What was done in three months is not what was done in one.
fn whole_quarter(
    says: &Says<'_>,
    kind: Option<PeriodKind>,
    year: Option<i32>,
    notes: &mut Vec<Note>,
) -> Result<Period, String> {
    let long = |told: Result<Option<Told>, String>| told.ok().flatten().map(|told| told.days);
    let quarter_of = |day: NaiveDate| PeriodKind::Quarter.containing(day);
    let is_quarter = |days: &(NaiveDate, NaiveDate)| *days == (quarter_of(days.1).start(), quarter_of(days.1).end());
    let named = long(period::told_by_name(says.file, kind, None));
    let titled = long(period::told_by_titles(says.titles.iter().copied(), kind, year));
    // What is named more closely is what was meant: 第25周 beside 2026年.
    let closest = [named, titled].into_iter().flatten().min_by_key(|(first, last)| (*last - *first).num_days());
    let told = named.filter(is_quarter).or(titled.filter(is_quarter)).or(closest);
    let advice = "put the date into the name, as in 20140630";
    let Some((first, last)) = told else {
        let some = says.arrived.year();
        let named = long(period::told_by_name(says.file, kind, Some(some)));
        if let Some((first, last)) =
            named.or(long(period::told_by_titles(says.titles.iter().copied(), kind, Some(some))))
        {
            let (first, last) = (first.format("%m-%d"), last.format("%m-%d"));
            return Err(format!("it names {first} to {last}, but no year; {advice}"));
        }
        return Err(format!("neither the file's name nor a title says which period it is for; {advice}"));
    };
    let (quarter, is_quarter) = (quarter_of(last), is_quarter(&(first, last)));
    match kind {
        Some(PeriodKind::Month) if is_quarter && !says.adds => {
            let month = PeriodKind::Month.containing(last);
            let text = format!("it is named for {quarter}; its figures are taken as those at the end of {month}");
            notes.push(Note { kind: "quarter_as_month".to_string(), ..differs(says.file, text) });
            Ok(month)
        }
        Some(PeriodKind::Month) if is_quarter => Err(format!(
            "it is for {quarter}, and its figures of one period are those of three months; this pipeline's periods are months: \
             send the figures of {}, or leave that column out",
            PeriodKind::Month.containing(last)
        )),
        Some(kind)
            if (last - first).num_days()
                < (kind.containing(first).end() - kind.containing(first).start()).num_days() =>
        {
            let (one, other) = (kind.containing(first), kind.containing(last));
            Err(format!(
                "it names {first} to {last}, which lies in two periods of this pipeline, {one} and {other}; {advice}"
            ))
        }
        _ => Err(format!("it names {first} to {last}, which is longer than one period of this pipeline; {advice}")),
    }
}

/// What a name and a title say of the period, where both do.
fn settle(file: &str, named: &Told, titled: &Told, notes: &mut Vec<Note>) -> Result<Option<Period>, String> {
    let (name, title) = match (named.period, titled.period) {
        (Some(name), Some(title)) if name != title => (name, title),
        (Some(name), _) => return Ok(Some(name)),
        // A name of a month bounds the half of it that a title says.
        (None, Some(title)) if title.start() > named.days.1 || title.end() < named.days.0 => return Ok(None),
        (None, title) => return Ok(title),
    };
    let text = format!("the file's name says {name}, its title says {title}");
    let surer = titled.weight >= Weight::Subject;
    if surer && named.weight <= Weight::Stamp {
        notes.push(differs(file, format!("{text}; the name's is the day of sending, the title is taken")));
        return Ok(Some(title));
    }
    // A bare day in the middle of the next period may be the day of sending: nobody here can say.
    if surer && named.is_day() && named.weight < titled.weight && name > title && !named.is_near_end() {
        return Err(format!("{text}; put the date that the figures are for into the name, as in 20140630"));
    }
    // Last year's report under a new name, which happens.
    if (name.start() - title.start()).num_days().abs() > HALF_A_YEAR_DAYS {
        return Err(format!(
            "{text}, and one of the two is wrong; send it again under the name of the period that its figures are for, and \
             with a title of that period"
        ));
    }
    notes.push(differs(file, format!("{text}; the name is taken")));
    Ok(Some(name))
}

/// 截至6月底 without any year: the last one before the file came.
fn without_year(says: &Says<'_>, kind: Option<PeriodKind>, year: Option<i32>) -> Option<Period> {
    let arrived = Some(says.arrived).filter(|day| *day > NaiveDate::MIN)?;
    let stated = |year: Option<i32>| {
        let named = period::told_by_name(says.file, kind, year).ok().flatten();
        let titled = || period::told_by_titles(says.titles.iter().copied(), kind, year).ok().flatten();
        let told = named.filter(|told| told.weight >= Weight::Subject).or_else(titled)?;
        told.period.filter(|_| told.weight >= Weight::Subject)
    };
    if let Some(year) = year {
        return stated(Some(year));
    }
    let begun = |period: &Period| period.start() <= arrived;
    let this = stated(Some(arrived.year())).filter(begun);
    this.or_else(|| stated(Some(arrived.year() - 1)))
}
