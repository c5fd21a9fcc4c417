//! Rows that are called a total: sums of the others, which are set aside and compared, or the rate of the whole country, which nothing
//! else says and which is a row like others.
//!
//! Takes the row of a total and those around it; says which it is. A share, a rate, an index and whatever lies among the figures it
//! stands with is no sum of them.

use super::totals::Total;
use super::{Names, PeriodColumn, Reader};
use crate::base::amount::Amount;
use crate::tidy::Note;
use crate::tidy::formats::Row;
use crate::tidy::rows::is_total;
use crate::tidy::wide::measure::{Kind, kind_of};
use crate::tidy::wide::title::is_percent;
use crate::tidy::wide::units::in_unit;
use std::collections::BTreeMap;

/// How many rows are looked at, and how many columns of figures for one total.
const ROWS_LOOKED: usize = 2_000;
const COLUMNS_LOOKED: usize = 40;
/// Columns whose figures are kept, in all.
const COLUMNS_KEPT: usize = 240;

/// What a figure of a total is to those of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Against {
    /// The sum of some of them, within their rounding or as a slip would leave it.
    Sum,
    /// One among them or close by, as an average is.
    Among,
    /// There is but one, and it is another.
    Alone,
    /// None of these.
    Other,
}

/// The rows that totals may sum, in groups between totals, and their figures by column, each read once.
pub(super) struct Looked {
    /// By row of figures its group, where it stands and what it measures.
    rows: Vec<(usize, usize, Option<String>)>,
    /// By the number of a total's row the group below it.
    totals: BTreeMap<u32, usize>,
    figures: BTreeMap<u16, Vec<Option<Amount>>>,
}

impl Looked {
    pub(super) fn of(reader: &Reader<'_>) -> Looked {
        let wide = reader.wide;
        let body = wide.header + wide.depth..wide.end.min(wide.header + ROWS_LOOKED);
        let mut looked = Looked { rows: Vec::new(), totals: BTreeMap::new(), figures: BTreeMap::new() };
        for (index, row) in body.filter_map(|index| Some((index, reader.sheet.row(index)?))) {
            if is_total(&reader.first_text(&row)) {
                let below = looked.totals.len() + 1;
                looked.totals.insert(row.number, below);
            } else if row.flaw.is_none() && reader.says_a_figure(&row) {
                let indicator = reader.names(&row).0.remove("indicator");
                looked.rows.push((looked.totals.len(), index, indicator));
            }
        }
        looked
    }

    /// Reads the figures of a column, unless too many columns were looked at.
    fn read(&mut self, reader: &Reader<'_>, column: u16) {
        if !self.figures.contains_key(&column) && self.figures.len() < COLUMNS_KEPT {
            let rows = self.rows.iter().map(|(_, index, _)| reader.sheet.row(*index));
            let read = |row: Row<'_>| reader.said(&row, column).value.ok()?;
            self.figures.insert(column, rows.map(|row| read(row?)).collect());
        }
    }

    /// What a figure of a total is to the figures of its column, of one indicator where the total is of one.
    fn against(
        &mut self,
        reader: &Reader<'_>,
        (number, indicator): (u32, Option<&str>),
        said: (u16, Amount),
    ) -> Against {
        let (column, figure) = said;
        let Some(own) = self.totals.get(&number).copied() else { return Against::Other };
        self.read(reader, column);
        let Some(figures) = self.figures.get(&column) else { return Against::Other };
        let of = |name: &Option<String>| indicator.is_none() || name.as_deref() == indicator;
        let parts = self.rows.iter().zip(figures).filter(|((_, _, name), _)| of(name));
        let parts: Vec<(usize, Amount)> = parts.filter_map(|((group, ..), part)| Some((*group, (*part)?))).collect();
        let sums = |is_of: &dyn Fn(usize) -> bool| {
            let parts = parts.iter().filter(|(group, _)| is_of(*group)).map(|(_, part)| *part);
            sums(parts, figure)
        };
        let is_sum = sums(&|_| true)
            || sums(&|group| group + 1 == own)
            || sums(&|group| group == own)
            || sums(&|group| group < own)
            || sums(&|group| group >= own);
        if is_sum { Against::Sum } else { among(parts.into_iter().map(|(_, part)| part), figure) }
    }
}

/// What a figure is to those that it does not sum.
fn among(parts: impl Iterator<Item = Amount>, figure: Amount) -> Against {
    let mut all = (0usize, 0i128, None);
    for part in parts {
        let (least, most) = all.2.unwrap_or((part, part));
        all = (all.0 + 1, all.1.saturating_add(part.0), Some((part.min(least), part.max(most))));
    }
    let (count, sum, Some((least, most))) = all else { return Against::Other };
    // An index of all may lie beyond those of its parts that are shown.
    let spread = most.0.saturating_sub(least.0).max(most.0 / 10);
    let reach = least.0.saturating_sub(spread)..=most.0.saturating_add(spread);
    let is_near = reach.contains(&figure.0) && figure.0 < sum / 4 * 3;
    match count {
        1 => Against::Alone,
        _ if least.0 >= 0 && (is_near || (least..=most).contains(&figure)) => Against::Among,
        _ if sum.saturating_sub(figure.0).saturating_abs() <= sum.saturating_abs() / 5 => Against::Sum,
        _ => Against::Other,
    }
}

impl Reader<'_> {
    /// Remembers what a total says.
    pub(super) fn total(&mut self, row: &Row<'_>) {
        let (names, _) = self.names(row);
        let said = self.wide.periods.iter().enumerate().filter_map(|(at, period)| {
            let said = self.said(row, period.column);
            let unit = self.unit(period, &names).unit();
            if unit.as_deref().is_some_and(is_rate) {
                return None;
            }
            let value = in_unit((said.value.ok()??, said.fine), &said.mark, unit.as_deref()).ok()?.0;
            Some((at, value, said.written))
        });
        let said = said.collect();
        let indicator = summed(&names).map(str::to_string);
        let number = row.number.saturating_add(1);
        self.totals.push(Total { number, above: self.rows.fates.len(), indicator, said });
    }

    /// Whether a row is called a total and sums nothing: 5.5 % below 4.2 % and 6.1 %.
    pub(super) fn is_whole(&self, looked: &mut Looked, row: &Row<'_>) -> bool {
        let (names, _) = self.names(row);
        let named = [self.wide.titled.name.as_deref(), names.get("indicator").map(String::as_str)];
        let is_share = named.into_iter().flatten().any(|name| kind_of(name) == Kind::Share);
        // Indicators below each other sum to nothing unless they do: Total, and some of what is in it.
        let is_indicator = names.get("indicator").is_some_and(|name| is_total(name));
        let (mut open, mut seen) = (true, false);
        let said = |period: &PeriodColumn| Some((period.column, self.said(row, period.column).value.ok()??));
        let figures = self.wide.periods.iter().filter_map(|period| Some((period, said(period)?)));
        for (period, said) in figures.take(COLUMNS_LOOKED) {
            let unit = self.unit(period, &names).unit();
            let against = looked.against(self, (row.number, summed(&names)), said);
            if is_share && unit.is_none() || unit.as_deref().is_some_and(is_rate) {
                if against != Against::Sum {
                    return true;
                }
                continue;
            }
            seen = true;
            open &= against != Against::Sum && (is_indicator || against != Against::Other);
        }
        open && seen
    }

    /// What is said of the first row that is called a total and sums nothing. Of rates nobody expects a sum.
    pub(super) fn note_of_wholes(&self, file: &str) -> Option<Note> {
        let units = self.rows.column("unit");
        let is_sum = |index: &&usize| !units.and_then(|units| units.text(**index)).is_some_and(is_rate);
        let number = *self.rows.numbers.get(*self.wholes.iter().find(is_sum)?)?;
        let column = self.wide.periods.first().map_or(0, |period| period.column);
        let text =
            "the row is called a total, and its figures are not the sum of others: it is read as a row of its own";
        let place = self.rows.place(file, column, number);
        Some(Note { place, kind: "total_kept".to_string(), text: text.to_string() })
    }
}

/// Of what a total sums rows; nothing where it names itself.
fn summed(names: &Names) -> Option<&str> {
    names.get("indicator").map(String::as_str).filter(|name| !is_total(name))
}

/// Whether a figure is the sum of others, of which each may be rounded; one alone is exactly it.
fn sums(parts: impl Iterator<Item = Amount>, figure: Amount) -> bool {
    let (mut count, mut sum, mut places) = (0i128, 0i128, figure.places());
    for part in parts {
        (count, sum, places) = (count + 1, sum.saturating_add(part.0), places.max(part.places()));
    }
    let last = 10i128.pow(6 - places.min(6));
    let slack = if count > 1 { last.saturating_mul(count / 2) } else { 0 };
    count > 0 && sum.saturating_sub(figure.0).saturating_abs() <= slack
}

/// Whether a unit is one of rates, which no total sums: %, 元/人, 2015=100.
fn is_rate(unit: &str) -> bool {
    let per = unit.split_whitespace().any(|word| word.eq_ignore_ascii_case("per"));
    is_percent(unit) || per || unit.contains(['/', '=', '%', '‰'])
}
