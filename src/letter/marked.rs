//! Marked copies of files: what was taken, what was refused and why, what was set aside.
//!
//! Takes the cells of a file as they were decoded and what was understood of them; gives an XLSX or HTML copy in which every
//! cell stands where it stood. Text from the file stays text: it is never a formula and never markup. With a choice of rows
//! nothing of the other rows is in the copy. A copy of more cells than the caller allows is an excerpt: the refused rows and
//! those beside them, so that its cost does not grow with the file.

/// A copy as HTML.
pub mod html;

/// Reasons in words.
pub mod words;

/// Cells that were taken and are to be looked at.
mod warned;

/// A copy as XLSX.
pub mod xlsx;

use crate::base::place::cell_of;
use crate::tidy::find::line;
use crate::tidy::formats::{Cell, Row, Sheet, Workbook};
use crate::tidy::{AsideReason, FoundTable, RejectReason, Tidied};
use std::collections::{BTreeMap, BTreeSet};

/// Titles with more filled cells than this may be anything, and are not shown to one unit alone.
const TITLE_CELLS_MAX: usize = 2;
/// Refused rows in an excerpt.
const EXCERPT_REFUSED_MAX: usize = 500;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowMark {
    /// A row of the header.
    Header,
    /// Set aside.
    Aside(AsideReason),
    /// Taken.
    Accepted,
    /// Taken as it was mended: a stray separator, line break or quote was in it.
    Mended,
    /// Refused, because of the cell in this column.
    Refused(u16, RejectReason),
    /// Not part of a table that was read.
    Unread,
}

/// One sheet with its marks.
#[derive(Debug)]
pub struct MarkedSheet<'a> {
    /// Its cells.
    pub sheet: &'a Sheet,
    /// The marks of its rows, by row from 0.
    rows: BTreeMap<u32, RowMark>,
    /// Cells that were taken and are to be looked at.
    warned: warned::Warned,
    /// Columns that were read, with what they were read as.
    pub columns: BTreeMap<u16, String>,
    /// The rightmost column that holds anything.
    pub last_column: u16,
    chosen: Option<BTreeSet<u32>>,
    /// Of an excerpt: the rows that are in it, besides headers and titles.
    kept: Option<BTreeSet<u32>>,
}

/// A file with its marks.
#[derive(Debug)]
pub struct Marked<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its sheets in its order; hidden ones, and with a choice those without a chosen row, are left out.
    pub sheets: Vec<MarkedSheet<'a>>,
    /// Lines about the whole: counts, notes.
    pub summary: Vec<String>,
    /// How many cells it shows.
    pub cells: usize,
    /// Whether it is an excerpt.
    pub is_excerpt: bool,
}

/// Rows of one sheet: its name, and the rows as the spreadsheet counts them.
pub type Choice = BTreeMap<Option<String>, BTreeSet<u32>>;

impl<'a> Marked<'a> {
    /// Marks a file. With a choice only these rows are shown, beside headers and short titles. `cells_max`: with more cells
    /// than this it becomes an excerpt, and says so.
    pub fn new(
        workbook: &'a Workbook,
        tidied: &'a Tidied,
        choice: Option<&Choice>,
        summary: Vec<String>,
        cells_max: usize,
    ) -> Marked<'a> {
        let visible = workbook.sheets.iter().filter(|sheet| !sheet.hidden && !sheet.is_empty());
        let sheets = visible.filter_map(|sheet| match choice {
            None => Some(MarkedSheet::new(sheet, tidied, None)),
            Some(choice) => choice.get(&sheet.name).map(|rows| MarkedSheet::new(sheet, tidied, Some(rows))),
        });
        let sheets: Vec<MarkedSheet<'a>> = sheets.collect();
        let cells = sheets.iter().map(MarkedSheet::cells).sum();
        let mut marked = Marked { file: &tidied.file, sheets, summary, cells, is_excerpt: false };
        if cells > cells_max {
            marked.make_excerpt();
        }
        marked
    }

    /// The looks of its cells, for the legend: most files have no row that was mended, and no cell to be looked at.
    fn looks(&self) -> impl Iterator<Item = Look> {
        let mended = self.sheets.iter().any(|sheet| sheet.rows.values().any(|mark| *mark == RowMark::Mended));
        let warned = self.sheets.iter().any(MarkedSheet::shows_warned);
        let is_used = move |look: &Look| match look {
            Look::Mended => mended,
            Look::Warned => warned,
            _ => true,
        };
        Look::ALL.into_iter().filter(is_used)
    }

    fn make_excerpt(&mut self) {
        let (mut left, mut all, mut shown) = (EXCERPT_REFUSED_MAX, 0, 0);
        for sheet in &mut self.sheets {
            all += sheet.shown().count();
            left -= sheet.keep_refused(left);
            shown += sheet.shown().count();
        }
        self.cells = self.sheets.iter().map(MarkedSheet::cells).sum();
        self.is_excerpt = true;
        self.summary.push(format!(
            "全表共{all}行，本副本为节选，只含表头、未采用或须核对的行（至多{EXCERPT_REFUSED_MAX}行）及其前后各一行，共{shown}行"
        ));
        self.summary.push(format!(
            "an excerpt: headers, rows refused or to be checked (at most {EXCERPT_REFUSED_MAX}) and the row before and after \
             each; {shown} of {all} rows"
        ));
    }
}

impl<'a> MarkedSheet<'a> {
    fn new(sheet: &'a Sheet, tidied: &Tidied, chosen: Option<&BTreeSet<u32>>) -> MarkedSheet<'a> {
        let mut marked = MarkedSheet {
            sheet,
            rows: BTreeMap::new(),
            warned: warned::of_sheet(tidied, sheet.name.as_deref()),
            columns: BTreeMap::new(),
            last_column: sheet.rows_from(0).filter_map(|row| row.columns().next_back()).max().unwrap_or(0),
            chosen: chosen.map(|rows| rows.iter().filter_map(|row| row.checked_sub(1)).collect()),
            kept: None,
        };
        for found in tidied.tables.iter().filter(|found| found.sheet == sheet.name) {
            marked.take(found);
        }
        for reject in tidied.rejects.iter().filter(|reject| reject.place.sheet == sheet.name) {
            let column = reject.place.cell.as_deref().and_then(cell_of).map_or(0, |(column, _)| column);
            marked.mark(reject.row, RowMark::Refused(column, reject.reason));
        }
        for row in tidied.fallen.values().filter_map(|sheets| sheets.get(&sheet.name)).flatten() {
            marked.mark(*row, RowMark::Refused(u16::MAX, RejectReason::FileRefused)); // none of its cells is wrong
        }
        let mended = tidied.notes.iter().filter(|note| note.kind == "row_mended" && note.place.sheet == sheet.name);
        for (_, row) in mended.filter_map(|note| cell_of(note.place.cell.as_deref()?)) {
            if matches!(marked.of(row), RowMark::Accepted) {
                marked.mark(row.saturating_add(1), RowMark::Mended);
            }
        }
        marked
    }

    fn take(&mut self, found: &FoundTable) {
        found.table.numbers().into_iter().for_each(|row| self.mark(row, RowMark::Accepted));
        for aside in &found.aside {
            let mark = if aside.why == AsideReason::Header { RowMark::Header } else { RowMark::Aside(aside.why) };
            self.mark(aside.row, mark);
        }
        for (column, at) in found.columns.iter().zip(&found.at) {
            if let Some(name) = &column.column {
                let unit = column.unit.as_deref().map(|unit| format!(" [{unit}]")).unwrap_or_default();
                self.columns.insert(*at, format!("{name}{unit}"));
            }
        }
    }

    fn mark(&mut self, row: u32, mark: RowMark) {
        let Some(row) = row.checked_sub(1) else { return };
        let of_others = self.chosen.as_ref().is_some_and(|chosen| !chosen.contains(&row));
        if of_others && matches!(mark, RowMark::Accepted | RowMark::Mended | RowMark::Refused(..)) {
            return; // never shown, and a file has as many copies as units
        }
        // Where tables stand side by side one row is of several: what was refused of it is what people must see.
        let weight = |mark: RowMark| match mark {
            RowMark::Refused(..) => 3,
            RowMark::Accepted | RowMark::Mended => 2,
            RowMark::Header => 1,
            RowMark::Aside(_) | RowMark::Unread => 0,
        };
        if self.rows.get(&row).is_none_or(|known| weight(*known) <= weight(mark)) {
            self.rows.insert(row, mark);
        }
    }

    /// What became of a row, counted from 0.
    pub fn of(&self, row: u32) -> RowMark {
        self.rows.get(&row).copied().unwrap_or(RowMark::Unread)
    }

    /// What is to be looked at in a row that was not refused: by column, what is said of it.
    pub fn warned(&self, row: u32) -> impl Iterator<Item = (u16, &str)> {
        let is_told = !matches!(self.of(row), RowMark::Refused(..));
        let cells = self.warned.get(&row).filter(|_| is_told).into_iter().flatten();
        cells.map(|(column, text)| (*column, text.as_str()))
    }

    fn shows_warned(&self) -> bool {
        !self.warned.is_empty() && self.shown().any(|(row, _)| self.warned(row.number).next().is_some())
    }

    /// The rows that may be shown.
    pub fn shown(&self) -> impl Iterator<Item = (Row<'a>, RowMark)> + '_ {
        self.sheet.rows_from(0).map(|row| (row, self.of(row.number))).filter(|(row, mark)| self.may_show(row, *mark))
    }

    /// How many cells are shown.
    fn cells(&self) -> usize {
        self.shown().map(|(row, _)| row.filled()).sum()
    }

    /// Leaves, besides headers and titles, at most `most` rows that were refused or are to be looked at and those before and
    /// after each; gives how many of them there are now.
    fn keep_refused(&mut self, most: usize) -> usize {
        let rows: Vec<(u32, bool)> =
            self.shown().map(|(row, mark)| (row.number, self.asks(row.number, mark))).collect();
        let refused: Vec<usize> =
            (0..rows.len()).filter(|at| rows.get(*at).is_some_and(|row| row.1)).take(most).collect();
        let beside = refused.iter().flat_map(|at| [at.checked_sub(1), Some(*at), at.checked_add(1)]).flatten();
        self.kept = Some(beside.filter_map(|at| rows.get(at)).map(|row| row.0).collect());
        refused.len()
    }

    /// Whether a row was refused, or has a cell that is to be looked at.
    fn asks(&self, row: u32, mark: RowMark) -> bool {
        matches!(mark, RowMark::Refused(..)) || self.warned.contains_key(&row)
    }

    /// Whether only some of its rows are shown: the places of the others are folded away.
    pub fn is_part(&self) -> bool {
        self.chosen.is_some() || self.kept.is_some()
    }

    fn may_show(&self, row: &Row<'_>, mark: RowMark) -> bool {
        let is_frame = matches!(mark, RowMark::Header | RowMark::Aside(AsideReason::Title));
        if !is_frame && self.kept.as_ref().is_some_and(|kept| !kept.contains(&row.number)) {
            return false;
        }
        let Some(chosen) = &self.chosen else { return true };
        match mark {
            RowMark::Header => true,
            // Without the unit that stands above a table, the copy sent back would be read in another.
            RowMark::Aside(AsideReason::Title) => row.filled() <= TITLE_CELLS_MAX || self.says_a_unit(row),
            _ => chosen.contains(&row.number),
        }
    }

    fn says_a_unit(&self, row: &Row<'_>) -> bool {
        row.cells().any(|cell| !line::said(self.sheet.text(cell)).is_empty())
    }

    /// Whether every row between these may be shown: a merge over others would cover what is not there.
    fn shows_all(&self, first: u32, last: u32) -> bool {
        !self.is_part()
            || (last.saturating_sub(first) < 100
                && (first..=last).all(|row| match self.sheet.row_of(row) {
                    Some(cells) => self.may_show(&cells, self.of(row)),
                    None => true,
                }))
    }

    /// How a cell is to look.
    pub fn look(&self, row: u32, column: u16, cell: Cell, mark: RowMark) -> Look {
        match mark {
            RowMark::Accepted | RowMark::Mended | RowMark::Aside(_)
                if self.warned.get(&row).is_some_and(|cells| cells.contains_key(&column)) =>
            {
                Look::Warned
            }
            RowMark::Header => Look::Header,
            RowMark::Aside(_) => Look::Aside,
            RowMark::Refused(at, _) if at == column => Look::RefusedCell,
            RowMark::Refused(..) => Look::RefusedRow,
            RowMark::Accepted if self.columns.contains_key(&column) && cell != Cell::Empty => Look::Accepted,
            RowMark::Mended if cell != Cell::Empty => Look::Mended,
            RowMark::Accepted | RowMark::Mended | RowMark::Unread => Look::Plain,
        }
    }
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Part of the header.
    Header,
    /// In a row set aside.
    Aside,
    /// Read and taken.
    Accepted,
    /// In a row that was taken as it was mended.
    Mended,
    /// Taken, and to be looked at.
    Warned,
    /// The cell for which its row was refused.
    RefusedCell,
    /// Another cell of a refused row.
    RefusedRow,
    /// Neither read nor refused.
    Plain,
}

impl Look {
    /// All of them, in the order of the legend.
    pub const ALL: [Look; 8] = [
        Look::Header,
        Look::Accepted,
        Look::Mended,
        Look::Warned,
        Look::RefusedCell,
        Look::RefusedRow,
        Look::Aside,
        Look::Plain,
    ];

    /// Background and text, as RGB.
    pub fn colours(self) -> (u32, u32) {
        match self {
            Look::Header => (0xD6_E4_F5, 0x0F_2F_57),
            Look::Accepted => (0xE7_F5_E9, 0x11_18_27),
            Look::Mended => (0xFE_F3_C7, 0x11_18_27),
            Look::Warned => (0xFF_C9_6B, 0x11_18_27),
            Look::RefusedCell => (0xC6_28_28, 0xFF_FF_FF),
            Look::RefusedRow => (0xFD_E7_E7, 0x11_18_27),
            Look::Aside => (0xEC_EE_F1, 0x4B_55_63),
            Look::Plain => (0xFF_FF_FF, 0x37_41_51),
        }
    }

    /// The legend.
    pub fn legend(self) -> (&'static str, &'static str) {
        match self {
            Look::Header => ("表头", "header"),
            Look::Accepted => ("已采用", "read and accepted"),
            Look::Mended => ("已采用：按唯一合理方式复原的行", "accepted as mended: the one way of reading that fits"),
            Look::Warned => ("已采用，请核对此单元格", "accepted, and this cell is to be checked"),
            Look::RefusedCell => ("未采用：问题在此单元格", "refused because of this cell"),
            Look::RefusedRow => ("未采用的行", "the rest of a refused row"),
            Look::Aside => ("不计入的行（标题、合计、说明等）", "set aside: titles, totals, notes"),
            Look::Plain => ("未读取的内容", "not read"),
        }
    }
}

/// What is said of a row at its end, for people: what became of it, and which cells are to be looked at.
fn verdict(marked: &MarkedSheet<'_>, row: u32, mark: RowMark) -> Option<String> {
    let warned: Vec<String> =
        marked.warned(row).map(|(column, text)| format!("{}列{text}", column_letters(column))).collect();
    match (of_mark(mark), warned.is_empty()) {
        (said, true) => said,
        (None, false) => Some(warned.join("；")),
        (Some(said), false) => Some(format!("{said}；{}", warned.join("；"))),
    }
}

fn of_mark(mark: RowMark) -> Option<String> {
    match mark {
        RowMark::Accepted => Some("已采用 accepted".to_string()),
        RowMark::Mended => Some("已采用（复原后） accepted as mended".to_string()),
        RowMark::Header | RowMark::Unread => None,
        RowMark::Aside(why) => Some(format!("不计入：{} set aside: {}", why.text_zh(), why.text())),
        RowMark::Refused(_, RejectReason::FileRefused) => Some(words::full(RejectReason::FileRefused)),
        RowMark::Refused(column, reason) => Some(format!("{}列：{}", column_letters(column), words::full(reason))),
    }
}

fn column_letters(column: u16) -> String {
    let cell = crate::base::place::cell_name(usize::from(column), 0);
    cell.trim_end_matches(|c: char| c.is_ascii_digit()).to_string()
}
