//! Plans of the year that say in words what is to be built: 年度目标 above 主体完工.
//!
//! Takes a column of plans; gives whether its cells may hold words. They may where its header names no money and one of them
//! does: 年度计划投资 is always a figure, and what cannot be read below it is refused.

use super::header::Column;
use crate::base::amount::Wording;
use crate::pipeline::headers::form;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::figure;

/// How many rows tell whether a column says words.
const ROWS_READ: usize = 500;
/// What headers of money hold.
const MONEY: &[&str] =
    &["投资", "资金", "金额", "额", "产值", "invest", "cost", "budget", "spend", "amount", "value", "funding"];
/// Signs around a figure that leave it one: 约1000万元以上.
const ABOUT: &str = "约近超过不低高少大小于等以上下内左右余多亿万千百元个为达到至";

/// Whether the cells of a column of plans may hold words.
pub fn in_words(sheet: &Sheet, name: &str, column: &Column, data: usize) -> bool {
    let is_plan = matches!(name, "annual_target" | "annual_plan");
    let header = form(&column.header);
    let is_open = is_plan && column.said == Wording::Nothing && !MONEY.iter().any(|word| header.contains(word));
    let says = |cell: Cell| matches!(cell, Cell::Text(..)) && is_words(sheet.text(cell));
    is_open && sheet.rows_from(data).take(ROWS_READ).any(|row| says(row.cell(column.column)))
}

/// Whether any cell of a column is a figure.
pub fn says_a_figure(sheet: &Sheet, column: &Column, data: usize) -> bool {
    let is_figure = |cell: Cell| match cell {
        Cell::Text(..) => matches!(figure(sheet.text(cell)), Ok(Some(_))),
        _ => matches!(cell, Cell::Number(_)),
    };
    sheet.rows_from(data).any(|row| is_figure(row.cell(column.column)))
}

/// Whether a text says something, and is no figure with a word too many.
pub fn is_words(text: &str) -> bool {
    let says = |c: &char| matches!(c, '\u{4e00}'..='\u{9fff}') && !ABOUT.contains(*c);
    let is_sentence =
        || text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2).count() > 1;
    figure(text).is_err() && (text.chars().filter(says).count() >= 2 || is_sentence())
}
