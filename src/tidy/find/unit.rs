//! Units in lines around a table: 单位：万元, 计量单位:亿元, a title that ends in （万元), `Unit: 10,000 yuan`.
//!
//! Takes the rows above a header and the header's own; gives the units they name, the nearest first. An organisation
//! after 填报单位： is none, and what stands in another table of the sheet says nothing of this one.

use super::header::Column;
use super::line::{self, Rank, Said};
use crate::base::amount::unit::touches;
use crate::base::amount::{Unit, UnitKind, Wording};
use crate::pipeline::headers::wording_of;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::value::{self, Mark};
use std::ops::{Range, RangeInclusive};
use unicode_normalization::UnicodeNormalization;

/// How many rows above a header are asked.
const ROWS_MAX: usize = 40;
/// How many cells tell whether a column holds units.
const SAMPLE_ROWS: usize = 200;

/// What a cell around a table says of units.
#[derive(Debug, Clone)]
pub struct Named {
    /// How surely it speaks of the table.
    pub rank: Rank,
    /// The units; `None` where one is named and not understood.
    pub units: Option<Vec<Unit>>,
    /// The cell: its column from 0, and the row's number as the sheet keeps it.
    pub at: (u16, u32),
    /// What it says.
    pub text: String,
    /// Whether it stands right above the table, or in its header.
    pub own: bool,
}

/// The units named around a table, the surest of the nearest first. `title` are the rows from its title to its header,
/// `header` its header rows, `top` the rows above the first table of the sheet, which speak for all of it. What stands right
/// above its `own` columns goes before what stands above a table beside it.
pub fn around(
    sheet: &Sheet,
    title: Range<usize>,
    header: Range<usize>,
    top: usize,
    own: &RangeInclusive<u16>,
) -> Vec<Named> {
    let start = title.start.max(title.end.saturating_sub(ROWS_MAX));
    let rows = |rows: Range<usize>, above: bool| {
        let named = rows.rev().filter_map(|index| sheet.row(index)).flat_map(|row| of_row(sheet, &row, above));
        named.collect::<Vec<Named>>()
    };
    let mut near = rows(start..title.end, true);
    near.extend(rows(header, false));
    near.iter_mut().for_each(|named| named.own = own.contains(&named.at.0));
    near.sort_by_key(|named| (!named.own, named.rank));
    let mut far = rows(0..top.min(title.start).min(ROWS_MAX), true);
    far.sort_by_key(|named| (!own.contains(&named.at.0), named.rank));
    near.extend(far);
    near
}

/// How many rows at the end of a sheet are asked.
const BELOW_MAX: usize = 15;

/// The units of money named below the last row with a figure: 注：单位为万元. What is named and not understood counts where it
/// touches money: 填报单位：城投 is somebody.
pub fn below(sheet: &Sheet, data: usize, figures: &[u16]) -> Vec<Named> {
    let first = data.max(sheet.len().saturating_sub(BELOW_MAX));
    let rows = (first..sheet.len()).rev().filter_map(|index| sheet.row(index));
    let says_figure = |cell: Cell| match cell {
        Cell::Number(_) | Cell::Date(_) => true,
        Cell::Text(..) => matches!(value::figure(sheet.text(cell)), Ok(Some(_))),
        _ => false,
    };
    let notes = rows.take_while(|row| !figures.iter().any(|column| says_figure(row.cell(*column))));
    let money = |named: &Named| match &named.units {
        Some(units) => units.iter().any(|unit| unit.kind.is_money()),
        None => named.rank == Rank::Declared && touches(&named.text),
    };
    notes.flat_map(|row| of_row(sheet, &row, true)).filter(money).collect()
}

/// Whether a line says the unit of all of a table, and of no part: 单位：万元, 注：本表金额单位为万元.
pub fn is_of_all(text: &str) -> bool {
    let text = text.trim_start();
    let label = ["备注", "附注", "说明", "注", "note", "Note"].iter().find_map(|label| text.strip_prefix(label));
    let rest = label.unwrap_or(text).trim_start_matches(|c: char| !c.is_alphabetic());
    ["单位", "單位", "金额单位", "货币单位", "计量单位", "本表", "表中", "以上", "Unit", "unit"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// A column in which each row says its own unit of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowUnits {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// The unit that most rows say.
    pub most: Unit,
    /// Whether rows say different ones: then a row that says none is asked about.
    pub mixed: bool,
}

/// A column whose cells are nothing but units (EUR, 万元), some of them of money, under a header that speaks of units: a
/// column of responsible units holds none.
pub fn of_rows(sheet: &Sheet, columns: &[Column], data: usize) -> Option<RowUnits> {
    const HEADERS: &[&str] = &[
        "unit",
        "units",
        "uom",
        "currency",
        "curr",
        "crcy",
        "unitofmeasure",
        "单位",
        "计量单位",
        "货币单位",
        "币种",
        "货币",
    ];
    let named = columns.iter().filter(|column| column.names.iter().any(|name| HEADERS.contains(&name.as_str())));
    named.into_iter().find_map(|column| {
        let texts = sheet.rows_from(data).map(|row| row.cell(column.column)).filter(|cell| *cell != Cell::Empty);
        let said: Vec<Wording> = texts.take(SAMPLE_ROWS).map(|cell| wording_of(sheet.text(cell))).collect();
        let money: Vec<&Unit> = said.iter().filter_map(money_of).collect();
        if said.contains(&Wording::Nothing) {
            return None;
        }
        let times = |unit: &Unit| money.iter().filter(|other| **other == unit).count();
        let most = money.iter().max_by_key(|unit| times(unit)).map(|unit| (*unit).clone())?;
        Some(RowUnits { column: column.column, mixed: times(&most) < said.len(), most })
    })
}

fn money_of(said: &Wording) -> Option<&Unit> {
    match said {
        Wording::Unit(unit) if unit.kind.is_money() => Some(unit),
        _ => None,
    }
}

/// The units that a row names. In a header row only a cell that begins with 单位： speaks for the table.
pub fn of_row(sheet: &Sheet, row: &Row<'_>, above: bool) -> Vec<Named> {
    let cells: Vec<(u16, &str)> = row
        .iter()
        .map(|(column, cell)| (column, if matches!(cell, Cell::Text(..)) { sheet.text(cell).trim() } else { "" }))
        .collect();
    let mut named = Vec::new();
    for (position, (column, text)) in cells.iter().enumerate().filter(|(_, (_, t))| !t.is_empty() && t.len() <= 400) {
        let found: Vec<Said> = if line::is_word(text) {
            // 单位： in one cell, the unit in the next; a column of units has figures beside it, not a unit alone.
            let next = cells.get(position + 1).filter(|_| above || text.ends_with([':', '：']));
            next.and_then(|(_, next)| line::beside(next)).into_iter().collect()
        } else {
            let said = line::said(text).into_iter();
            said.filter(|said| above || (said.rank == Rank::Declared && begins_with_its_word(text))).collect()
        };
        let at = (*column, row.number);
        named.extend(found.into_iter().map(|Said { rank, units }| Named {
            rank,
            units,
            at,
            text: (*text).to_string(),
            own: false,
        }));
    }
    named
}

/// Whether a cell of a header row is about the table: 单位：亿元, and no 投资（单位：亿元）.
fn begins_with_its_word(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '（', '[', '【', ' ']);
    ["单", "單", "単", "단위", "计量单位", "計量單位", "货币单位", "金额单位", "unit", "Unit", "UNIT"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// Whether a header ends with letters in a bracket that may be the unit of another country: 总投资（RM）. (A) and (C=A+B) name
/// columns.
pub fn looks_like_one(header: &str) -> bool {
    let text: String = header.nfkc().collect();
    let inner = text.trim_end().strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    let Some((_, inner)) = inner else { return false };
    let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    let is_written = |c: char| c.is_alphabetic() && !matches!(c, '\u{4e00}'..='\u{9fff}') || " .,'/0$".contains(c);
    (2..=12).contains(&letters) && inner.chars().all(is_written)
}

/// Whether a cell of a column says another multiple of money than 万元 itself.
pub fn says_another(sheet: &Sheet, column: u16, data: usize) -> bool {
    let texts = sheet.rows_from(data).take(SAMPLE_ROWS).map(|row| row.cell(column));
    let mut texts = texts.filter(|cell| matches!(cell, Cell::Text(..)));
    texts.any(|cell| match value::figure(sheet.text(cell)) {
        Ok(Some(figure)) => {
            matches!(figure.mark, Mark::Unit(unit) if unit.kind.is_money() && unit.factor > 1 && unit != Unit::wan_yuan())
        }
        _ => false,
    })
}

/// The currencies that the cells of a column say themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InCells {
    /// Every figure says the same: £12, 3亿元.
    One(UnitKind),
    /// They say different ones: a cell that says another than the first, and its text.
    Several((u16, u32), String),
    /// A figure says none.
    None,
}

/// The currencies that every figure of a column says itself.
pub fn of_cells(sheet: &Sheet, column: u16, data: usize) -> InCells {
    let mut found: Option<UnitKind> = None;
    let mut other = None;
    for row in sheet.rows_from(data) {
        let cell = row.cell(column);
        let figure = match cell {
            Cell::Text(..) => value::figure(sheet.text(cell)),
            Cell::Number(_) => return InCells::None,
            _ => continue,
        };
        let Ok(Some(figure)) = figure else { continue };
        let kind = match figure.mark {
            Mark::Money(kind, _) | Mark::Sign(kind, _) => kind,
            Mark::Unit(unit) if unit.kind.is_money() => unit.kind,
            _ => return InCells::None,
        };
        if other.is_none() && *found.get_or_insert(kind) != kind {
            other = Some(InCells::Several((column, row.number), sheet.text(cell).trim().to_string()));
        }
    }
    other.or(found.map(InCells::One)).unwrap_or(InCells::None)
}
