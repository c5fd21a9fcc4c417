//! Rows that are called a total: sums of the others, which are set aside and compared, or the rate of the whole country, which nothing
//! else says and which is a row like others.
//!
//! Takes the row of a total and those around it; says which it is. A share, a rate, an index and whatever lies among the figures it
//! stands with is no sum of them.

use super::totals::Total;
use super::{PeriodColumn, Reader, cell};
use crate::base::amount::Amount;
use crate::tidy::formats::Row;
use crate::tidy::rows::is_total;
use crate::tidy::wide::measure::{Kind, kind_of};
use crate::tidy::wide::title::{is_percent, with_unit};
use crate::tidy::wide::units::in_unit;

/// How many rows around a total are looked at.
const ROWS_LOOKED: usize = 2_000;

/// What a figure of a total is to those of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Against {
    /// Their sum, within their rounding.
    Sum,
    /// One among them, as an average is.
    Among,
    /// Neither.
    Other,
}

impl Reader<'_> {
    /// Remembers what a total says.
    pub(super) fn total(&mut self, row: &Row<'_>) {
        let (names, _) = self.names(row);
        let said = self.wide.periods.iter().enumerate().filter_map(|(at, period)| {
            let said = cell::said(self.sheet, row.cell(period.column));
            let unit = self.unit(period, &names);
            if unit.as_deref().is_some_and(is_rate) {
                return None;
            }
            let value = in_unit((said.value.ok()??, said.fine), &said.mark, unit.as_deref()).ok()?.0;
            Some((at, value, said.written))
        });
        let said = said.collect();
        let indicator = names.get("indicator").map(|name| with_unit(name).0);
        let number = row.number.saturating_add(1);
        self.totals.push(Total { number, above: self.rows.fates.len(), indicator, said });
    }

    /// Whether a row is called a total and sums nothing: 5.5 % below 4.2 % and 6.1 %.
    pub(super) fn is_whole(&self, row: &Row<'_>) -> bool {
        let (names, _) = self.names(row);
        let named = [self.wide.titled.name.as_deref(), names.get("indicator").map(String::as_str)];
        let is_share = named.into_iter().flatten().any(|name| kind_of(name) == Kind::Share);
        let mut open = true;
        let mut seen = false;
        for period in &self.wide.periods {
            let Ok(Some(figure)) = cell::said(self.sheet, row.cell(period.column)).value else { continue };
            let unit = self.unit(period, &names);
            let against = self.against(row, period, figure, names.get("indicator").map(String::as_str));
            if is_share && unit.is_none() || unit.as_deref().is_some_and(is_rate) {
                if against != Against::Sum {
                    return true;
                }
                continue;
            }
            seen = true;
            open &= against == Against::Among;
        }
        open && seen
    }

    /// What a figure of a total is to the figures of its column.
    fn against(&self, total: &Row<'_>, period: &PeriodColumn, figure: Amount, indicator: Option<&str>) -> Against {
        let body = self.wide.header + self.wide.depth..self.wide.end.min(self.wide.header + ROWS_LOOKED);
        let rows = body
            .filter_map(|index| self.sheet.row(index))
            .filter(|row| row.flaw.is_none() && row.number != total.number && !is_total(&self.first_text(row)));
        let of_it =
            |row: &Row<'_>| indicator.is_none() || self.names(row).0.get("indicator").map(String::as_str) == indicator;
        let figures =
            rows.filter(of_it).filter_map(|row| cell::said(self.sheet, row.cell(period.column)).value.ok()?);
        let figures: Vec<Amount> = figures.collect();
        let sum = figures.iter().try_fold(0i128, |sum, figure| sum.checked_add(figure.0));
        let places = figures.iter().chain([&figure]).map(|figure| figure.places()).max().unwrap_or(0);
        let last = 10i128.pow(6 - places.min(6));
        let slack = last.saturating_mul((figures.len() as i128 / 2).max(1));
        let is_sum = sum.is_some_and(|sum| (sum - figure.0).abs() <= slack);
        let is_among = figures.iter().min().is_some_and(|least| *least <= figure)
            && figures.iter().max().is_some_and(|most| figure <= *most);
        match (is_sum, is_among) {
            (true, _) => Against::Sum,
            (_, true) if figures.len() > 1 && figures.iter().all(|figure| figure.0 >= 0) => Against::Among,
            _ => Against::Other,
        }
    }
}

/// Whether a unit is one of rates, which no total sums: %, 元/人, 2015=100.
fn is_rate(unit: &str) -> bool {
    let per = unit.split_whitespace().any(|word| word.eq_ignore_ascii_case("per"));
    is_percent(unit) || per || unit.contains(['/', '=', '%', '‰'])
}
