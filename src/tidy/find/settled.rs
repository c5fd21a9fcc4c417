//! Which unit holds for a column of money: its header's, a line's around the table, the pipeline's, or 万元 by assumption.
//!
//! Takes what is named around a table and in a header; gives the unit, or where one is named that is not understood. A
//! unit that is written is never passed over: nothing is assumed where anything looks like one.

use super::Layout;
use super::header::Column;
use super::line::Rank;
use super::unit::{self, Named};
use crate::base::amount::unit::mentioned;
use crate::base::amount::{Unit, UnitKind, Wording};
use crate::base::place::Place;
use crate::pipeline::dataset::Kind;
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
    /// The column has none.
    None,
}

impl Settled {
    /// The unit, where there is one.
    pub fn unit(self) -> Option<Unit> {
        match self {
            Settled::Known(unit) | Settled::Assumed(unit) => Some(unit),
            Settled::Unclear(..) | Settled::None => None,
        }
    }
}

/// What is known of units around one table.
pub struct Units<'a> {
    sheet: &'a Sheet,
    named: Vec<Named>,
    of_rows: Option<Unit>,
    /// The first row below the header.
    data: usize,
}

impl<'a> Units<'a> {
    /// Around a table whose first row of data is `data`; `top` are the rows above the first table of the sheet.
    pub fn new(sheet: &'a Sheet, layout: &Layout, top: usize, data: usize) -> Units<'a> {
        let header = layout.header..layout.header + layout.depth;
        let named = unit::around(sheet, layout.from..layout.header, header, top);
        Units { sheet, named, of_rows: layout.row_units.as_ref().map(|units| units.most.clone()), data }
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
        match said {
            Wording::Unit(unit) if unit.kind.is_money() => return Settled::Known(unit.clone()),
            Wording::Unit(_) | Wording::Unclear => return Settled::Unclear(None, header()),
            Wording::Nothing => {}
        }
        let mentioned = mentioned(&column.header);
        let agrees = |unit: &Unit| mentioned.is_none_or(|kind| kind == unit.kind);
        let around = match self.around() {
            Settled::None => pipeline.filter(|unit| unit.kind.is_money()).map_or(Settled::None, Settled::Known),
            around => around,
        };
        match around {
            Settled::Known(unit) if !agrees(&unit) => Settled::Unclear(None, header()),
            Settled::None if mentioned.is_some() => Settled::Unclear(None, header()),
            Settled::None => unit::of_cells(self.sheet, column.column, self.data)
                .map_or_else(|| Settled::Assumed(Unit::wan_yuan()), Settled::Known),
            around => around,
        }
    }

    /// What the lines around the table say of money.
    fn around(&self) -> Settled {
        let money = |named: &&Named| named.units.as_ref().is_none_or(|units| units.iter().any(|u| u.kind.is_money()));
        let said = self.named.iter().find(|named| named.rank != Rank::Currency && money(named));
        let currency = self.named.iter().find(|named| named.rank == Rank::Currency && money(named));
        let one = |named: &Named| match named.units.as_deref().map(only_money) {
            Some(Some(unit)) => Settled::Known(unit),
            Some(None) | None => Settled::Unclear(Some(named.at), named.text.clone()),
        };
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
                None => Settled::None,
            },
        }
    }
}

/// The one unit of money of a list; nothing where there are two.
pub fn only_money(units: &[Unit]) -> Option<Unit> {
    let mut money = units.iter().filter(|unit| unit.kind.is_money());
    let first = money.next()?;
    money.all(|unit| unit == first).then(|| first.clone())
}

/// What a person is told of a unit that is not understood.
pub fn note(place: Place, text: &str) -> Note {
    let shown: String = text.chars().take(60).collect();
    let text = format!(
        "“{shown}” names a unit that is not fully understood; the figures it stands for are refused: write it as 万元, \
         亿元, €m or USD million"
    );
    Note { place, kind: "unit_unclear".to_string(), text }
}
