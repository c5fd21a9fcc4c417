//! Plain texts and numbers as values: what nearly every cell of a large file is, texts read by where they stand.
//!
//! Takes where a text stands; adds its value where it can be read in one way only, and else says that it was not. What it
//! gives is what reading the cell at length gives.

use super::settle::{Figures, Percents, is_of_shares};
use crate::base::amount::Amount;
use crate::pipeline::dataset::{Column, Kind};
use crate::tidy::formats::Sheet;
use crate::tidy::table::{Amounts, Texts, Values};
use crate::tidy::value::separators::{self, Written};
use crate::tidy::value::{self, Mark, date, text};
use chrono::NaiveDate;

/// How the plain cells of a column are read.
pub struct Quick<'a> {
    position: usize,
    column: &'a Column,
    /// What plain digits are multiplied with; nothing where they are no figures.
    factor: Option<i64>,
    /// Whether all texts are known to be plain.
    plain: bool,
    /// Whether they may be shares of 1.
    shares: bool,
    text: &'a str,
}

impl<'a> Quick<'a> {
    /// For a column of a sheet, by its position in the dataset.
    #[inline]
    pub fn new(sheet: &'a Sheet, position: usize, column: &'a Column, factor: Option<i64>, plain: bool) -> Quick<'a> {
        let shares = is_of_shares(column);
        Quick { position, column, factor, plain, shares, text: sheet.arena() }
    }

    /// Adds a value of any kind.
    #[inline]
    pub fn add(
        &self,
        index: usize,
        values: &mut Values,
        span: (u32, u32),
        figures: &mut Figures,
        percents: &mut Percents,
    ) -> bool {
        match values {
            Values::Texts(texts) => self.text(texts, span),
            Values::Amounts(amounts) => self.figure(index, amounts, span, figures, percents),
            Values::Dates(dates) => {
                let day = self.day(span);
                if day.is_some() {
                    dates.push(day);
                }
                day.is_some()
            }
        }
    }

    /// Adds a text or an id that is one as it stands.
    #[inline]
    pub fn text(&self, texts: &mut Texts, (start, length): (u32, u32)) -> bool {
        let text = self.text.get(start as usize..start as usize + length as usize).unwrap_or_default();
        let as_it_stands = match self.column.kind {
            Kind::Id => is_plain_id(text, self.plain),
            _ => self.plain || text::is_plain(text),
        };
        let adds = as_it_stands && !text.is_empty();
        if adds {
            texts.push_part(self.text, start, length);
        }
        adds
    }

    /// Adds a figure of digits with at most a point among them, and remembers how it is written.
    #[inline]
    pub fn figure(
        &self,
        index: usize,
        amounts: &mut Amounts,
        span: (u32, u32),
        figures: &mut Figures,
        percents: &mut Percents,
    ) -> bool {
        let figure = self.factor.and_then(|factor| plain_figure(self.text, span, factor));
        let Some((amount, written)) = figure else { return false };
        amounts.push(Some(amount));
        figures.push((self.position, self.column.name), index, written);
        if self.shares {
            percents.push(self.column.name, index, &Mark::Plain);
        }
        true
    }

    /// Adds a figure that a workbook holds as a number, unless it is negative: then its column may refuse it.
    #[inline]
    pub fn number(
        &self,
        index: usize,
        values: &mut Values,
        number: f64,
        figures: &mut Figures,
        percents: &mut Percents,
    ) -> bool {
        let (Values::Amounts(amounts), Some(factor)) = (values, self.factor) else { return false };
        let short = Amount::of_short_number(number).filter(|_| number >= 0.0);
        let Some((short, amount)) = short.and_then(|short| Some((short, short.times(factor)?))) else { return false };
        amounts.push(Some(amount));
        figures.push((self.position, self.column.name), index, separators::of_number(short));
        if self.shares {
            percents.push(self.column.name, index, &Mark::Plain);
        }
        true
    }

    /// A day as programs write it.
    #[inline]
    pub fn day(&self, (start, length): (u32, u32)) -> Option<NaiveDate> {
        date::iso(self.text.as_bytes().get(start as usize..start as usize + length as usize)?)
    }
}

/// Whether a text is an id as it stands: visible ASCII, and none of the short signs that mean nothing. `plain`: whether
/// nothing in it is blank.
#[inline]
fn is_plain_id(text: &str, plain: bool) -> bool {
    let visible = if plain { text.is_ascii() } else { text.bytes().all(|b| b.is_ascii_graphic()) };
    // A spreadsheet may have destroyed it: 4.1E+17, ####; or it is marked as a text: '001.
    let may_be_lost = matches!(text.as_bytes(), [b'#' | b'\'', ..] | [_, b'.' | b'E' | b'e', ..]);
    visible && !may_be_lost && (text.len() > 6 || !value::is_nothing(text))
}

/// Digits with at most a point among them, by where they stand: the figure, and how it is written.
#[inline]
fn plain_figure(text: &str, (start, length): (u32, u32), factor: i64) -> Option<(Amount, Written)> {
    let (start, length) = (start as usize, length as usize);
    let (amount, behind) = Amount::of_digits_at(text, start, length)?;
    // A figure as it is counted may be larger than one of money.
    let amount = if factor == 1 { amount } else { amount.times(factor)? };
    let first = text.as_bytes().get(start).copied().unwrap_or(b'0');
    Some((amount, separators::of_digits(first, length, behind)))
}
