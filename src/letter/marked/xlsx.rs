//! A marked copy as XLSX: the cells where they stood, colours, a comment at each refused cell, a last column with the
//! verdict of each row in words, and a legend.
//!
//! Every text is written as text, never as a formula. The same copy gives the same bytes: no clock, no random id.

use super::{Look, Marked, MarkedSheet, RowMark, verdict, words};
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::returned;
use chrono::{Datelike, NaiveDateTime, Timelike};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// What a spreadsheet holds: rows, columns, characters in a cell.
const ROWS_MAX: u32 = 1_048_576;
const COLUMNS_MAX: u16 = 16_384;
const TEXT_MAX: usize = 32_000;
/// Comments make a file large and slow to open; further refusals are told in the last column only.
const COMMENTS_MAX: usize = 2_000;
/// Merged ranges that are drawn.
const MERGES_MAX: usize = 2_000;
/// Rows that are folded away one by one; where more are, all that hold nothing are folded at once.
const FOLDED_MAX: u32 = 2_000;
/// Characters a sheet's name may have.
const NAME_MAX: usize = 31;

/// The copy's bytes.
///
/// # Errors
/// What the writer cannot write; nothing from the file makes it fail.
pub fn write(marked: &Marked<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties()?);
    let formats = Formats::new();
    let mut names = Names::default();
    legend(book.add_worksheet(), marked, &formats, &mut names)?;
    for (index, sheet) in marked.sheets.iter().enumerate() {
        let page = book.add_worksheet();
        page.set_name(names.of(sheet.sheet.name.as_deref().unwrap_or("数据 data")))?;
        if index == 0 {
            page.set_active(true);
        }
        write_sheet(page, sheet, &formats)?;
    }
    book.save_to_buffer()
}

/// A fixed day: the copy of the same file is the same bytes whenever it is made.
pub fn properties() -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?))
}

struct Formats {
    by_look: BTreeMap<Look, (Format, Format)>,
    verdict: Format,
    bold: Format,
    wrapped: Format,
}

impl Formats {
    fn new() -> Formats {
        let of = |look: Look| {
            let (background, text) = look.colours();
            let format = Format::new().set_font_color(Color::RGB(text)).set_align(FormatAlign::VerticalCenter);
            let format = match look {
                Look::Plain => format,
                _ => format
                    .set_background_color(Color::RGB(background))
                    .set_border(FormatBorder::Thin)
                    .set_border_color(Color::RGB(0xD0_D5_DD)),
            };
            let format = match look {
                Look::Header => format.set_bold().set_text_wrap(),
                Look::RefusedCell => format.set_bold(),
                _ => format,
            };
            (format.clone(), format.set_num_format("yyyy-mm-dd"))
        };
        Formats {
            by_look: Look::ALL.into_iter().map(|look| (look, of(look))).collect(),
            verdict: Format::new().set_font_color(Color::RGB(0x4B_55_63)).set_italic(),
            bold: Format::new().set_bold(),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    fn of(&self, look: Look, date: bool) -> &Format {
        match self.by_look.get(&look) {
            Some((_, day)) if date => day,
            Some((plain, _)) => plain,
            None => &self.verdict, // every look is in the map
        }
    }
}

fn legend(page: &mut Worksheet, marked: &Marked<'_>, formats: &Formats, names: &mut Names) -> Result<(), XlsxError> {
    page.set_name(names.of(returned::LEGEND))?;
    page.set_column_width(0, 46)?.set_column_width(1, 60)?;
    page.write_string_with_format(0, 0, cut(marked.file), &formats.bold)?;
    let mut row = 1;
    for line in &marked.summary {
        page.merge_range(row, 0, row, 1, &cut(line), &formats.wrapped)?;
        row += 1;
    }
    row += 1;
    for look in marked.looks() {
        let (zh, en) = look.legend();
        page.write_string_with_format(row, 0, zh, formats.of(look, false))?;
        page.write_string(row, 1, en)?;
        row += 1;
    }
    Ok(())
}

fn write_sheet(page: &mut Worksheet, marked: &MarkedSheet<'_>, formats: &Formats) -> Result<(), XlsxError> {
    merges(page, marked, formats)?;
    let last = marked.last_column.min(COLUMNS_MAX - 2) + 1;
    let (mut comments, mut widths, mut under) = (0, BTreeMap::new(), 0);
    fold(page, marked)?;
    for (row, mark) in marked.shown().take_while(|(row, _)| row.number < ROWS_MAX) {
        for (column, cell) in row.iter().filter(|(column, _)| *column < last) {
            let look = marked.look(row.number, column, cell, mark);
            write_cell(page, row.number, column, marked.sheet, cell, formats, look)?;
            let width: &mut usize = widths.entry(column).or_default();
            *width = (*width).max(shown_width(&marked.sheet.shown(cell)));
        }
        for (column, look, text) in told(marked, row.number, mark).into_iter().filter(|(column, ..)| *column < last) {
            if row.cell(column) == Cell::Empty {
                page.write_blank(row.number, column, formats.of(look, false))?;
            }
            if comments < COMMENTS_MAX {
                let note = Note::new(cut(&text)).add_author_prefix(false).set_author("duban").set_width(260);
                page.insert_note(row.number, column, &note)?;
                comments += 1;
            }
        }
        match (verdict(marked, row.number, mark), mark) {
            (Some(text), _) => drop(page.write_string_with_format(row.number, last, cut(&text), &formats.verdict)?),
            (None, RowMark::Header) => {
                page.write_string_with_format(row.number, last, returned::VERDICT, formats.of(Look::Header, false))?;
                under = under.max(row.number + 1);
            }
            (None, _) => {}
        }
    }
    for (column, width) in widths {
        page.set_column_width(column, (width.clamp(6, 40) + 2) as f64)?;
    }
    page.set_column_width(last, 60)?;
    if under > 0 && under < 50 {
        page.set_freeze_panes(under, 0)?;
    }
    Ok(())
}

/// The cells of a row of which something is said: the one it was refused for, or those that are to be looked at.
fn told(marked: &MarkedSheet<'_>, row: u32, mark: RowMark) -> Vec<(u16, Look, String)> {
    match mark {
        RowMark::Refused(column, reason) => vec![(column, Look::RefusedCell, words::full(reason))],
        _ => marked.warned(row).map(|(column, text)| (column, Look::Warned, text.to_string())).collect(),
    }
}

/// Folds away the rows that are not shown: their places are kept, so that the addresses in the letter hold.
fn fold(page: &mut Worksheet, marked: &MarkedSheet<'_>) -> Result<(), XlsxError> {
    if !marked.is_part() {
        return Ok(());
    }
    let shown: Vec<u32> = marked.shown().map(|(row, _)| row.number).take_while(|row| *row < ROWS_MAX).collect();
    let all = shown.last().map_or(0, |last| last + 1);
    if all.saturating_sub(shown.len() as u32) > FOLDED_MAX {
        page.hide_unused_rows(true);
        return Ok(());
    }
    let mut next = 0;
    for row in shown {
        for hidden in next..row {
            page.set_row_hidden(hidden)?;
        }
        next = row + 1;
    }
    Ok(())
}

/// Merged cells, as far as all of their rows are shown; ranges that overlap are left as single cells.
fn merges(page: &mut Worksheet, marked: &MarkedSheet<'_>, formats: &Formats) -> Result<(), XlsxError> {
    for merge in marked.sheet.merges.iter().take(MERGES_MAX) {
        let (Ok(first), Ok(last)) = (u16::try_from(merge.first_column), u16::try_from(merge.last_column)) else {
            continue;
        };
        let single = merge.first_row == merge.last_row && first == last;
        let inside =
            merge.last_row < ROWS_MAX && last < COLUMNS_MAX && merge.first_row <= merge.last_row && first <= last;
        let (Some(row), true) = (marked.sheet.row_of(merge.first_row), inside && !single) else { continue };
        if !marked.shows_all(merge.first_row, merge.last_row) {
            continue;
        }
        let mark = marked.of(row.number);
        let format = formats.of(marked.look(row.number, first, row.cell(first), mark), false);
        // Overlapping ranges are the file's own fault: it is shown without them.
        let _ = page.merge_range(merge.first_row, first, merge.last_row, last, "", format);
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    sheet: &Sheet,
    cell: Cell,
    formats: &Formats,
    look: Look,
) -> Result<(), XlsxError> {
    let format = formats.of(look, false);
    match cell {
        Cell::Empty => {}
        Cell::Number(number) if number.is_finite() => {
            page.write_number_with_format(row, column, number, format)?;
        }
        Cell::Bool(truth) => {
            page.write_boolean_with_format(row, column, truth, format)?;
        }
        Cell::Date(moment) => match excel_date(moment) {
            Some(date) => drop(page.write_datetime_with_format(row, column, &date, formats.of(look, true))?),
            None => drop(page.write_string_with_format(row, column, sheet.shown(cell), format)?),
        },
        Cell::Text(..) | Cell::Number(_) | Cell::Error(_) => {
            page.write_string_with_format(row, column, cut(&sheet.shown(cell)), format)?;
        }
    }
    Ok(())
}

fn excel_date(moment: NaiveDateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(moment.year()).ok()?;
    let date = ExcelDateTime::from_ymd(year, moment.month() as u8, moment.day() as u8).ok()?;
    date.and_hms(moment.hour() as u16, moment.minute() as u8, moment.second()).ok()
}

/// At most what a cell holds.
fn cut(text: &str) -> String {
    if text.len() <= TEXT_MAX { text.to_string() } else { text.chars().take(TEXT_MAX / 4).chain(['…']).collect() }
}

fn shown_width(text: &str) -> usize {
    text.chars().take(60).map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Names of sheets: allowed characters, short enough, each once.
#[derive(Debug, Default)]
pub struct Names {
    taken: Vec<String>,
}

impl Names {
    /// A name like the one wished for.
    pub fn of(&mut self, wish: &str) -> String {
        let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
        let clean: String = wish.chars().filter(allowed).collect();
        let clean = clean.trim_matches(['\'', ' ']);
        let base = if clean.is_empty() { "sheet" } else { clean };
        for number in 1..10_000 {
            let tail = if number == 1 { String::new() } else { format!(" ({number})") };
            let mut name = String::new();
            for c in base.chars() {
                // Spreadsheets count UTF-16 units.
                if name.encode_utf16().count() + c.len_utf16() + tail.len() > NAME_MAX {
                    break;
                }
                name.push(c);
            }
            let name = format!("{}{tail}", name.trim_end_matches(['\'', ' ']));
            if !self.taken.contains(&name.to_lowercase()) {
                self.taken.push(name.to_lowercase());
                return name;
            }
        }
        format!("sheet {}", self.taken.len())
    }
}
