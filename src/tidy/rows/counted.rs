//! The unit of indicators, where no column of units says it: in the name's bracket, in the header of the values, or in a
//! line above the table.
//!
//! Takes the rows read and their sheet; gives each row that says no unit the one that is written nearest. Two lines with two
//! units give none.

use super::Rows;
use crate::base::amount::Wording;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::{split_wording, unit_of};
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::table::{Texts, Values};
use std::collections::BTreeSet;

/// Gives the rows of indicators the units that are written elsewhere.
pub fn name_units(rows: &mut Rows, sheet: &Sheet) {
    if rows.dataset() != Dataset::Indicators {
        return;
    }
    let Some(position) = rows.index("unit") else { return };
    let header = rows.layout.slot("value").and_then(|slot| slot.unit.as_ref()).map(|unit| unit.label.clone());
    let usual = header.or_else(|| of_a_line(rows, sheet));
    let own = |index: usize| rows.column("unit").and_then(|units| units.text(index)).map(str::to_string);
    let unit = |index: usize| own(index).or_else(|| of_name(rows, index)).or_else(|| usual.clone());
    let units: Vec<Option<String>> = (0..rows.fates.len()).map(unit).collect();
    if units.iter().enumerate().all(|(index, unit)| *unit == own(index)) {
        return;
    }
    let mut texts = Texts::default();
    units.iter().for_each(|unit| texts.push(unit.as_deref()));
    if let Some(values) = rows.values.get_mut(position) {
        *values = Values::Texts(texts);
    }
}

/// 财政收入（万元）
fn of_name(rows: &Rows, index: usize) -> Option<String> {
    let name = rows.column("indicator")?.text(index)?.trim();
    if !name.ends_with([')', '）', ']', '】']) {
        return None;
    }
    match split_wording(name).1 {
        Wording::Unit(unit) => Some(unit.label),
        Wording::Unclear | Wording::Nothing => None,
    }
}

/// 单位：亿元 above the header, where it is the only one.
fn of_a_line(rows: &Rows, sheet: &Sheet) -> Option<String> {
    let above = rows.layout.from.min(rows.layout.header)..rows.layout.header;
    let said = above.filter_map(|index| sheet.row(index)).flat_map(|row| {
        let of_cell = |(_, cell): (u16, Cell)| {
            let text = if let Cell::Text(..) = cell { sheet.text(cell).trim() } else { "" };
            let text = text.trim_matches(['(', ')', '（', '）']);
            let begins = ["单位", "计量单位", "金额单位", "货币单位"].iter().any(|word| text.starts_with(word));
            begins.then(|| unit_of(text))
        };
        row.iter().filter_map(of_cell).collect::<Vec<_>>()
    });
    let units: BTreeSet<Option<String>> = said.map(|unit| unit.map(|unit| unit.label)).collect();
    if units.len() == 1 { units.into_iter().next().flatten() } else { None }
}
