//! The whole stage: a decoded file → a file understood.
//!
//! Takes cells, what to look for and what is known; gives tables, refused rows and notes, or says why there is no table
//! at all. Calls the other modules in order and decides nothing itself.

/// Why nothing is taken.
mod nothing;

/// Rows that fell with their file.
mod fallen;

/// What is given of refused rows.
mod outcome;

/// Where its series are.
mod series;

/// Signs between cells that are not understood.
mod parted;

/// Sheets that show how a form is filled in.
mod sample;

/// A table as it was found.
mod found;

/// Sheets of other months.
mod months;

/// Which period it is for.
mod when;

use super::checks;
use super::find::{self, Layout};
use super::formats::{FormatNote, Sheet, Workbook};
use super::join::{self, Register};
use super::returned::{self, Mark};
use super::rows::{self, Context, Rows};
use super::value::text::name_key;
use super::{Known, Note, RejectReason, Tidied, Unreadable, wide};
use crate::base::period::{Period, PeriodKind};
use crate::base::place::Place;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::{PeriodFrom, Pipeline, TableSpec};
use chrono::NaiveDate;
use found::found_table;
use nothing::{empty, note_of, why_no_sheet, why_nothing};
use outcome::{of_form, rejects};
use std::borrow::Cow;
use when::{find_period, not_begun, report_days, year};

/// The most refused rows that are named one by one where the whole file is refused: its reason says how many there are, and a small
/// file of torn lines would fill the memory with what nobody reads.
const LISTED_MAX: usize = 5_000;

/// What a pipeline asks of a file.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The tables to look for.
    pub tables: &'a [TableSpec],
    /// How the period of a file is known.
    pub period: PeriodFrom,
    /// How long the pipeline's periods are, where it has any.
    pub kind: Option<PeriodKind>,
    /// Whether projects are listed by the reports themselves.
    pub open_register: bool,
}

impl<'a> From<&'a Pipeline> for Ask<'a> {
    fn from(pipeline: &'a Pipeline) -> Ask<'a> {
        let kind = pipeline.schedule.as_ref().map(|schedule| schedule.period);
        Ask {
            tables: &pipeline.tables,
            period: pipeline.source.period,
            kind,
            open_register: pipeline.source.register_from_reports,
        }
    }
}

/// Understands a decoded file. `arrived` is the local day it came.
///
/// # Errors
/// `not_a_table` when no sheet has a table that was asked for, `no_period` when nothing says which period it is for.
pub fn tidy(
    file: &str,
    sha256: &str,
    workbook: &Workbook,
    ask: &Ask<'_>,
    known: &Known,
    arrived: NaiveDate,
) -> Result<Tidied, Unreadable> {
    let unreadable = nothing::refusal(file, sha256);
    let mut notes: Vec<Note> = workbook.notes.iter().map(|note| of_format(file, note)).collect();
    let of_file = notes.len();
    let series = series::find(file, workbook, ask.tables, arrived, &mut notes);
    let of_series = of_file..notes.len();
    let shown = workbook.sheets.iter().filter(|sheet| !sheet.hidden);
    let hidden: Vec<Note> = shown.flat_map(|sheet| find::hidden(file, sheet)).collect();
    let register = Register::new(known, ask.open_register);
    let mark = returned::mark(workbook);
    let context = Context {
        file,
        epoch_1904: workbook.epoch_1904,
        year: None,
        period: None,
        register: &register,
        is_form: returned::is_form(workbook),
    };
    let answered = returned::answered(file, workbook, &known.receipts);
    let look = Look { file, workbook, ask, series: &series, mark: mark.as_ref(), answered, arrived };
    let Timed { found, period, year } =
        find_in_time(&look, &context, &mut notes).map_err(|(kind, text)| unreadable(kind, text))?;
    series::forget_other_shapes(&mut notes, of_series, &found);
    notes.extend(hidden);
    let found = months::of_period(found, (period, ask.kind), file, &mut notes);
    let context = Context { year, period, ..context };
    let asked = checks::Asked { file, specs: ask.tables, register: &register, period, arrived, form: context.is_form };
    let (mut sheets, mut tables) = read_tables(found, known, &asked, &context, &mut notes);
    rows::over_sheets(&tables, &mut notes);
    let regions = wide::Regions::of(ask.tables);
    for (sheet, found) in &series {
        tables.push(wide::read(sheet, found, &regions, &context, &mut notes));
        sheets.push(Cow::Borrowed(*sheet));
    }
    wide::settle(&mut tables, known, &regions, file, context.year, &mut notes);
    if let Some(mark) = &mark {
        join::refuse_other_units(&mut tables, &mark.unit_name, &register);
    }
    join::refuse_twice(&mut tables, file, &mut notes);
    join::propose_renamed(&tables, &register, file, &mut notes);
    join::refuse_contradictions(&mut tables, (known, period), (file, &workbook.sheets), &mut notes);
    let refused = checks::judge_file(&mut tables, &asked, &mut notes).map(|text| unreadable("checks_failed", text));
    let refused = refused.or_else(|| empty(&tables).map(|text| unreadable("empty_report", text)));
    notes.extend(refused.as_ref().map(note_of));
    let fallen = match refused {
        Some(_) => fallen::rows(&tables, &register, mark.as_ref()),
        None => fallen::Fallen::new(),
    };
    let listed = if refused.is_some() { LISTED_MAX } else { usize::MAX };
    let all = tables.iter().zip(&sheets).flat_map(|(rows, sheet)| rejects(rows, sheet, &register, file));
    let rejects = all.take(listed).map(|reject| of_form(reject, mark.as_ref())).collect();
    notes.dedup();
    Ok(Tidied {
        file: file.to_string(),
        sha256: sha256.to_string(),
        format: workbook.format.clone(),
        period,
        rejects,
        tables: tables.into_iter().map(found_table).collect(),
        notes,
        refused,
        fallen,
    })
}

/// The units whose rows the tables hold, as far as no column says them.
fn whose(file: &str, found: &[(Cow<'_, Sheet>, Layout)], known: &Known) -> Vec<Option<find::Whose>> {
    let pairs: Vec<(&Sheet, &Layout)> = found.iter().map(|(sheet, layout)| (sheet.as_ref(), layout)).collect();
    find::unit_names(file, &pairs, &|name| known.units().contains_key(&name_key(name)))
}

/// Where the tables of a file are looked for.
struct Look<'a, 'b> {
    file: &'b str,
    workbook: &'a Workbook,
    ask: &'b Ask<'b>,
    series: &'b [(&'a Sheet, wide::Wide)],
    mark: Option<&'b Mark>,
    /// The receipt that it answers, and the period of that.
    answered: Option<(&'b str, Period)>,
    arrived: NaiveDate,
}

/// The tables of a file, and the time that it speaks of.
struct Timed<'a> {
    found: Vec<(Cow<'a, Sheet>, Layout)>,
    period: Option<Period>,
    /// The year in which days without one are meant.
    year: Option<i32>,
}

/// Finds the tables and their period. Where the titles tell it and headings above columns name days, the tables are looked
/// for again: which of the columns are of the period is known only then.
fn find_in_time<'a>(
    look: &Look<'a, '_>,
    context: &Context<'_>,
    notes: &mut Vec<Note>,
) -> Result<Timed<'a>, (&'static str, String)> {
    let Look { file, workbook, ask, series, mark, answered, arrived } = *look;
    let mut when = when::before_reading(file, ask, mark, answered);
    let before = notes.len();
    loop {
        let found = find_tables(file, workbook, ask.tables, when, series, notes);
        if let Some(text) = find::too_many(&found) {
            return Err(("too_many_tables", text));
        }
        if found.is_empty() && series.is_empty() {
            // Columns of two years with one header are told apart by the year that is meant.
            let lines = when::lines(workbook);
            if when != find::When::Unknown || lines.is_empty() {
                return Err(why_nothing(file, workbook, ask.tables, notes));
            }
            let says = when::Says { file, titles: &lines, sheets: &[], mark, answered, arrived, adds: false };
            let period = find_period(&says, ask, &[], &mut Vec::new()).ok().flatten();
            when = when::after_reading(period, year(file, period, &lines));
            notes.truncate(before);
            continue;
        }
        let titles = titles(&found);
        let days = if ask.period == PeriodFrom::Column { report_days(&found, context) } else { Vec::new() };
        let adds = found.iter().any(|(_, layout)| layout.slot("period_amount").is_some());
        let mut sheets: Vec<&str> = found.iter().filter_map(|(sheet, _)| sheet.name.as_deref()).collect();
        sheets.dedup();
        let says = when::Says { file, titles: &titles, sheets: &sheets, mark, answered, arrived, adds };
        let period = find_period(&says, ask, &days, notes).map_err(|text| ("no_period", text))?;
        if let Some(text) = not_begun(period, &found, arrived) {
            return Err(("future_period", text));
        }
        let year = year(file, period, &titles);
        let settled = when::after_reading(period, year);
        let tells_time =
            |(sheet, layout): &(Cow<'_, Sheet>, Layout)| find::tells_time(sheet, layout.header, layout.depth);
        if when != find::When::Unknown || !found.iter().any(tells_time) {
            return Ok(Timed { found, period, year });
        }
        notes.truncate(before);
        when = settled;
    }
}

/// Reads the tables, each with the unit that its sheet or a line above it names.
fn read_tables<'a>(
    found: Vec<(Cow<'a, Sheet>, Layout)>,
    known: &Known,
    asked: &checks::Asked<'_>,
    context: &Context<'_>,
    notes: &mut Vec<Note>,
) -> (Vec<Cow<'a, Sheet>>, Vec<Rows>) {
    let units = whose(asked.file, &found, known);
    let (mut sheets, mut tables) = (Vec::new(), Vec::new());
    for ((sheet, layout), unit) in found.into_iter().zip(units) {
        // Who filled in what is spent saw the milestones too: one left blank in the same form is not done.
        let is_filled = || tables.iter().any(|rows: &Rows| (0..rows.fates.len()).any(|index| rows.stands(index)));
        let is_form = context.is_form && !(layout.dataset == Dataset::Milestones && is_filled());
        let context = &Context { is_form, ..*context };
        let (rows, sheet) = read_table(sheet, layout, unit, asked, context, notes);
        tables.push(rows);
        sheets.push(sheet);
    }
    (sheets, tables)
}

/// Reads one table, its torn rows put together where that is certain.
fn read_table<'a>(
    sheet: Cow<'a, Sheet>,
    layout: Layout,
    unit: Option<find::Whose>,
    asked: &checks::Asked<'_>,
    context: &Context<'_>,
    notes: &mut Vec<Note>,
) -> (Rows, Cow<'a, Sheet>) {
    let Some(rows::Whole { sheet, layout, joined }) = rows::mend(&sheet, &layout, context, notes) else {
        return (read_rows(&sheet, layout, unit, asked, context, notes), sheet);
    };
    let mut rows = read_rows(&sheet, layout, unit, asked, context, notes);
    rows.continued(&joined);
    (rows, Cow::Owned(sheet))
}

/// Reads the rows of one table, and judges what each says by itself.
fn read_rows(
    sheet: &Sheet,
    mut layout: Layout,
    unit: Option<find::Whose>,
    asked: &checks::Asked<'_>,
    context: &Context<'_>,
    notes: &mut Vec<Note>,
) -> Rows {
    let (file, register) = (asked.file, asked.register);
    find::drop_serial_numbers(file, sheet, &mut layout, register, notes);
    if let Some(spec) = asked.specs.iter().find(|spec| spec.dataset == layout.dataset) {
        find::propose(file, sheet, spec, &layout, notes);
    }
    let mut rows = rows::read(sheet, layout, context, notes);
    rows.name_role();
    rows.name_stage(context.year);
    if let Some(spec) = asked.specs.iter().find(|spec| spec.dataset == Dataset::Series) {
        wide::complete(sheet, spec, &mut rows, file, notes);
    }
    join::identify(&mut rows, register, file, notes);
    join::compare_with_period(&mut rows, asked.period, file, notes);
    let has_unit = |id: &str| register.project(id).is_some_and(|project| project.unit_name.is_some());
    if let Some(find::Whose { unit, note }) = unit
        && rows.name_unit(unit.as_deref(), has_unit)
    {
        notes.push(note);
    }
    checks::judge_rows(&mut rows, asked, notes);
    rows
}

fn of_format(file: &str, note: &FormatNote) -> Note {
    let place = Place { file: file.to_string(), sheet: note.sheet.clone(), cell: note.cell.clone() };
    Note { place, kind: note.kind.clone(), text: note.text.clone() }
}

fn find_tables<'a>(
    file: &str,
    workbook: &'a Workbook,
    specs: &[TableSpec],
    when: find::When,
    series: &[(&Sheet, wide::Wide)],
    notes: &mut Vec<Note>,
) -> Vec<(Cow<'a, Sheet>, Layout)> {
    let mut found: Vec<(Cow<'a, Sheet>, Layout)> = Vec::new();
    let (mut without, mut before): (Vec<Note>, Option<&Sheet>) = (Vec::new(), None);
    for sheet in workbook.sheets.iter().filter(|sheet| !returned::is_mark(sheet) && !returned::is_legend(sheet)) {
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell: None };
        if sheet.hidden && !sheet.is_empty() {
            let text = format!("the sheet is hidden; its {} rows are not read", sheet.len());
            notes.push(Note { place, kind: "hidden_sheet".to_string(), text });
            continue;
        }
        if series.iter().any(|(wide, _)| std::ptr::eq(*wide, sheet)) {
            continue;
        }
        if let Some(note) = sample::note(sheet, workbook, &place) {
            notes.push(note);
            continue;
        }
        let mut said = Vec::new();
        let mut layouts = find::layouts(file, sheet, specs, when, &mut said);
        if let Some(staged) = find::with_stages((file, sheet), specs, (&mut layouts, &mut said), notes) {
            found.extend(staged.into_iter().map(|layout| (Cow::Borrowed(sheet), layout)));
            continue;
        }
        let parts = find::parts(file, sheet, specs);
        if !parts.is_empty() {
            let text = format!("{} tables stand side by side; each is read by itself", parts.len());
            notes.push(Note { place: place.clone(), kind: "side_by_side".to_string(), text });
        }
        for part in parts {
            let layouts = find::layouts(file, &part, specs, when, notes);
            found.extend(layouts.into_iter().map(|layout| (Cow::Owned(part.clone()), layout)));
        }
        if found.last().is_some_and(|(last, _)| matches!(last, Cow::Owned(_)) && last.name == sheet.name) {
            continue;
        }
        notes.append(&mut said);
        if layouts.is_empty()
            && let Some((before, last)) = found.last().filter(|(last, _)| before.is_some_and(|b| b.name == last.name))
            && let Some(next) = find::goes_on(before, last, sheet)
        {
            let name = before.name.as_deref().unwrap_or_default();
            let text =
                format!("the sheet has no header: its rows go on with those of {name} and are read by its columns");
            notes.push(Note { place: place.clone(), kind: "goes_on".to_string(), text });
            layouts.push(next);
        }
        if layouts.is_empty() {
            layouts = find::persons(file, sheet, specs, notes);
        }
        before = Some(sheet);
        if layouts.is_empty() && !sheet.is_empty() {
            let (kind, why) = match find::transposed(file, sheet, specs) {
                Some(why) => ("transposed", why),
                None => ("no_table", format!("no table is found on the sheet: {}", why_no_sheet(sheet, specs))),
            };
            without.push(Note { place, kind: kind.to_string(), text: why });
        }
        found.extend(layouts.into_iter().map(|layout| (Cow::Borrowed(sheet), layout)));
    }
    notes.append(&mut without);
    found
}

/// The texts above the tables, where titles stand.
fn titles<'a>(found: &'a [(Cow<'_, Sheet>, Layout)]) -> Vec<&'a str> {
    let above = found.iter().flat_map(|(sheet, layout)| {
        let above = (layout.from..layout.header).filter_map(move |index| sheet.row(index));
        // A title right above the header may have been taken for its first row.
        let lone = (layout.header..layout.header + layout.depth).filter_map(move |index| sheet.row(index));
        let rows = above.chain(lone.filter(|row| row.filled() == 1));
        rows.flat_map(move |row| row.cells().map(move |cell| sheet.text(cell)))
    });
    above.filter(|text| !text.is_empty()).collect()
}
