//! Which unit holds for a column of money: its header's, a line's around the table, the pipeline's, or 万元 by assumption.
//!
//! Takes what is named around a table and in a header; gives the unit, or where one is named that is not understood. A
//! unit that is written is never passed over: nothing is assumed where anything looks like one.

use super::Layout;
use super::header::Column;
use super::line::Rank;
use super::mention;
use super::told;
use super::unit::{self, InCells, Named};
use crate::base::amount::unit::mentioned;
use crate::base::amount::unit::shares;
use crate::base::amount::{Unit, UnitKind, Wording};
use crate::base::place::Place;
use crate::pipeline::dataset::Kind;
use crate::pipeline::headers::{Currency, currency_alone, split_unit};
use crate::tidy::Note;
use crate::tidy::formats::Sheet;

/// The unit of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It is written, or the pipeline says it.
    Known(Unit),
    /// Nothing says any; this one is taken.
    Assumed(Unit),
    /// One is written that is not understood: where, if not in the header, and what is written.
    Unclear(Option<(u16, u32)>, String),
    /// None is written, and the table is none of a Chinese office, whose tables are in 万元.
    Missing,
    /// The column has none.
    None,
}

impl Settled {
    /// The unit, where there is one.
    pub fn unit(self) -> Option<Unit> {
        match self {
            Settled::Known(unit) | Settled::Assumed(unit) => Some(unit),
            Settled::Unclear(..) | Settled::Missing | Settled::None => None,
        }
    }
}

/// What is known of units around one table.
pub struct Units<'a> {
    sheet: &'a Sheet,
    named: Vec<Named>,
    /// What is named below the last row.
    below: Vec<Named>,
    of_rows: Option<Unit>,
    /// The first row below the header.
    data: usize,
    /// A dollar that another header names: then a bare $ is that one.
    dollar: Option<UnitKind>,
    /// Multiples of money that headers name.
    of_headers: Vec<Unit>,
    /// A line that names another multiple than 万元, whatever else it says.
    mention: Option<((u16, u32), String)>,
    /// Whether Chinese is written above the table, in its header or in its first rows.
    is_chinese: bool,
}

/// How many rows of a table tell whether Chinese is written in it.
const ROWS_READ: usize = 30;

/// Whether rows are written in Chinese: characters, and none of the letters that Japanese and Korean put beside them.
fn is_chinese(sheet: &Sheet, rows: std::ops::Range<usize>) -> bool {
    let rows = rows.filter_map(|index| sheet.row(index));
    let texts: Vec<&str> =
        rows.flat_map(|row| row.cells().map(|cell| sheet.text(cell)).collect::<Vec<&str>>()).collect();
    let has = |is: fn(&char) -> bool| texts.iter().any(|text| text.chars().any(|c| is(&c)));
    has(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
        && !has(|c| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}'))
}

impl<'a> Units<'a> {
    /// Around a table whose first row of data is `data`; `top` are the rows above the first table of the sheet, `figures` the
    /// columns in which the table has its figures.
    pub fn new(sheet: &'a Sheet, layout: &Layout, top: usize, data: usize, figures: &[u16]) -> Units<'a> {
        let header = layout.header..layout.header + layout.depth;
        let own = layout.at.iter().copied().min().unwrap_or(0)..=layout.at.iter().copied().max().unwrap_or(u16::MAX);
        let named = unit::around(sheet, layout.from..layout.header, header, top, &own);
        let below = unit::below(sheet, data, figures);
        let headers = layout.columns.iter().filter_map(|column| split_unit(&column.header).1);
        let headers: Vec<Unit> = headers.filter(|unit| unit.kind.is_money()).collect();
        let dollar = headers.iter().map(|unit| unit.kind).find(|kind| shares(UnitKind::Dollar, *kind, true));
        let dollar = dollar.filter(|kind| *kind != UnitKind::Dollar);
        let of_rows = layout.row_units.as_ref().map(|units| units.most.clone());
        let of_headers = headers.into_iter().filter(|unit| unit.factor > 1).collect();
        let mention = if named.is_empty() && below.is_empty() {
            mention::another(sheet, layout.from..layout.header, data, figures)
        } else {
            None
        };
        let is_chinese = is_chinese(sheet, layout.from..data + ROWS_READ);
        Units { sheet, named, below, of_rows, data, dollar, of_headers, mention, is_chinese }
    }

    /// The unit of a column: the header's, else that of a line, else the pipeline's, else for money what all cells say, or
    /// 万元.
    pub fn of(&self, kind: Kind, column: &Column, pipeline: Option<Unit>) -> Settled {
        match (kind, &column.said) {
            (Kind::Money, said) => self.of_money(column, said, pipeline),
            (Kind::Percent, Wording::Unit(unit)) if unit.kind == UnitKind::Percent => Settled::Known(unit.clone()),
            (Kind::Figure, Wording::Unit(unit)) => Settled::Known(unit.clone()),
            _ => Settled::None,
        }
    }

    fn of_money(&self, column: &Column, said: &Wording, pipeline: Option<Unit>) -> Settled {
        let header = || column.header.clone();
        let pipeline = pipeline.filter(|unit| unit.kind.is_money());
        let said = told::said(said, pipeline.as_ref(), &column.header);
        match (&*said, &pipeline) {
            (Wording::Unit(unit), _) if unit.kind.is_money() && unit.factor > 1 => return Settled::Known(unit.clone()),
            (Wording::Unit(unit), _) if unit.kind.is_money() => return self.of_currency(column, unit, pipeline),
            // A header with an odd unit is known only where the pipeline lists it in full: its author read the unit, too.
            (Wording::Unclear, Some(unit)) if column.names.len() == 1 => return Settled::Known(unit.clone()),
            (Wording::Unit(_) | Wording::Unclear, _) => return Settled::Unclear(None, header()),
            (Wording::Nothing, _) => {}
        }
        let mentioned = mentioned(&column.header);
        let agrees = |unit: &Unit| mentioned.is_none_or(|kind| kind == unit.kind);
        let around = match self.around() {
            Settled::None => pipeline.map_or(Settled::None, Settled::Known),
            around => around,
        };
        match around {
            Settled::Known(unit) if !agrees(&unit) => Settled::Unclear(None, header()),
            Settled::None if mentioned.is_some() => Settled::Unclear(None, header()),
            Settled::None => self.of_cells(column),
            around => around,
        }
    }

    /// The currency that every cell of a column says itself; two of them are asked about.
    fn of_cells(&self, column: &Column) -> Settled {
        match (unit::of_cells(self.sheet, column.column, self.data), self.dollar) {
            (InCells::One(UnitKind::Dollar), Some(kind)) | (InCells::One(kind), _) => Settled::Known(Unit::base(kind)),
            (InCells::Several(at, text), _) => Settled::Unclear(Some(at), text),
            (InCells::None, _) => self.assumed(column),
        }
    }

    /// A header that names a currency and no multiple (总投资（人民币）, Budget (EUR)) has that of the line around the table; 元 is
    /// a unit by itself. A line of another currency leaves open what its multiple is of.
    fn of_currency(&self, column: &Column, unit: &Unit, pipeline: Option<Unit>) -> Settled {
        let unclear = || Settled::Unclear(None, column.header.clone());
        let own = || Settled::Known(unit.clone());
        let Some(named) = currency_alone(&column.header) else { return own() };
        match self.around() {
            Settled::Known(line) if line.kind == unit.kind => Settled::Known(line),
            Settled::Known(line) if line.factor > 1 => unclear(),
            Settled::Unclear(at, text) => Settled::Unclear(at, text),
            // 人民币 is said of 万元 as well as of 元; signs and codes stand for the currency itself.
            _ if named == Currency::Word => {
                pipeline.filter(|own| own.kind == unit.kind).map_or_else(unclear, Settled::Known)
            }
            _ => own(),
        }
    }

    /// What the lines around the table say of money: those above it, else those below.
    fn around(&self) -> Settled {
        let below = self.below.iter().map(one).collect::<Vec<Settled>>();
        let sure = self.below.iter().zip(&below).find(|(named, _)| unit::is_of_all(&named.text));
        match (self.above(), sure, below.first()) {
            (Settled::None, Some((_, said)), _) | (Settled::None, None, Some(said)) => said.clone(),
            // One of the two is wrong.
            (Settled::Known(above), Some((named, Settled::Known(said))), _) if above != *said => {
                Settled::Unclear(Some(named.at), named.text.clone())
            }
            (above, ..) => above,
        }
    }

    /// 万元, which most tables are in, where nothing else in the table says another unit.
    fn assumed(&self, column: &Column) -> Settled {
        let others = self.of_headers.iter().any(|unit| *unit != Unit::wan_yuan());
        if others || unit::says_another(self.sheet, column.column, self.data) {
            return Settled::Unclear(None, column.header.clone());
        }
        if let Some((at, text)) = &self.mention {
            return Settled::Unclear(Some(*at), text.clone());
        }
        // 总投资（RM）: letters in a bracket of their own look like a unit.
        if unit::looks_like_one(&column.header) {
            return Settled::Unclear(None, column.header.clone());
        }
        if !self.is_chinese {
            return Settled::Missing;
        }
        Settled::Assumed(Unit::wan_yuan())
    }

    /// The unit of money in the sheet's name: 城建（万元）.
    fn by_name(&self) -> Settled {
        let unit = self.sheet.name.as_deref().and_then(|name| split_unit(name).1);
        unit.filter(|unit| unit.kind.is_money()).map_or(Settled::None, Settled::Known)
    }

    fn above(&self) -> Settled {
        let money = |named: &&Named| named.units.as_ref().is_none_or(|units| units.iter().any(|u| u.kind.is_money()));
        let declared = self.named.iter().filter(|named| named.own && named.rank == Rank::Declared && money(named));
        let declared: Vec<(&Named, Settled)> = declared.map(|named| (named, one(named))).collect();
        // 进度表（单位：亿元） above 单位：万元: one of the two is wrong.
        if let [(_, first), others @ ..] = declared.as_slice()
            && let Some((named, _)) = others.iter().find(|(_, said)| said != first)
        {
            return Settled::Unclear(Some(named.at), named.text.clone());
        }
        let said = self.named.iter().find(|named| named.rank != Rank::Currency && money(named));
        let currency = self.named.iter().find(|named| named.rank == Rank::Currency && money(named));
        match (said.map(one), currency.map(one)) {
            (Some(Settled::Known(unit)), Some(Settled::Known(other))) if unit.kind != other.kind => {
                let named = currency.or(said);
                Settled::Unclear(named.map(|named| named.at), named.map_or(String::new(), |named| named.text.clone()))
            }
            (Some(said), _) => said,
            (None, _) if self.of_rows.is_some() => self.of_rows.clone().map_or(Settled::None, Settled::Known),
            (None, Some(currency)) => currency,
            // 单位：个 is no unit of money, and nothing is assumed beside it.
            (None, None) => match self.named.iter().find(|named| named.rank == Rank::Declared) {
                Some(named) => Settled::Unclear(Some(named.at), named.text.clone()),
                None => self.by_name(),
            },
        }
    }
}

/// What one line says.
fn one(named: &Named) -> Settled {
    match named.units.as_deref().map(only_money) {
        Some(Some(unit)) => Settled::Known(unit),
        Some(None) | None => Settled::Unclear(Some(named.at), named.text.clone()),
    }
}

/// The one unit of money of a list; nothing where there are two.
pub fn only_money(units: &[Unit]) -> Option<Unit> {
    let mut money = units.iter().filter(|unit| unit.kind.is_money());
    let first = money.next()?;
    money.all(|unit| unit == first).then(|| first.clone())
}

/// What a person is told where no unit is written, and none is assumed.
pub fn missing(place: Place, name: &str) -> Note {
    let text = format!(
        "no unit is written for {name}; the table is not Chinese, so 万元 is not assumed and its figures are refused: write the \
         unit into the header, as in Budget ($m), or say it with the column: unit = \"USD\""
    );
    Note { place, kind: "unit_missing".to_string(), text }
}

/// What a person is told of a unit that is not understood.
pub fn note(place: Place, text: &str) -> Note {
    let shown: String = text.chars().take(60).collect();
    let text = format!(
        "“{shown}” names a unit that is not fully understood, or is against another one beside it; the figures it stands \
         for are refused: write it as 万元, 亿元, €m or USD million, or say what it is with the column: unit = \"₹ crore\""
    );
    Note { place, kind: "unit_unclear".to_string(), text }
}
