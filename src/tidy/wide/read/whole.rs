//! Rows that are called a total: sums of the others, which are set aside and compared, or the rate of the whole country, which nothing
//! else says and which is a row like others.
//!
//! Takes the row of a total and those around it; says which it is. A share, a rate, an index and whatever lies among the figures it
//! stands with is no sum of them.

use super::totals::Total;
use super::{Names, PeriodColumn, Reader, cell};
use crate::base::amount::Amount;
use crate::tidy::Note;
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
    /// The sum of some of them, within their rounding or as a slip would leave it.
    Sum,
    /// One among them or close by, as an average is.
    Among,
    /// There is but one, and it is another.
    Alone,
    /// None of these.
    Other,
}

/// The rows that a total may sum: all, and those up to the totals before and after it.
struct Parts {
    all: Vec<usize>,
    groups: Vec<Vec<usize>>,
}

impl Reader<'_> {
    /// Remembers what a total says.
    pub(super) fn total(&mut self, row: &Row<'_>) {
        let (names, _) = self.names(row);
        let said = self.wide.periods.iter().enumerate().filter_map(|(at, period)| {
            let said = cell::said(self.sheet, row.cell(period.column));
            let unit = self.unit(period, &names).unit();
            if unit.as_deref().is_some_and(is_rate) {
                return None;
            }
            let value = in_unit((said.value.ok()??, said.fine), &said.mark, unit.as_deref()).ok()?.0;
            Some((at, value, said.written))
        });
        let said = said.collect();
        let indicator = summed(&names).map(|name| with_unit(name).0);
        let number = row.number.saturating_add(1);
        self.totals.push(Total { number, above: self.rows.fates.len(), indicator, said });
    }

    /// Whether a row is called a total and sums nothing: 5.5 % below 4.2 % and 6.1 %.
    pub(super) fn is_whole(&self, row: &Row<'_>) -> bool {
        let (names, _) = self.names(row);
        let named = [self.wide.titled.name.as_deref(), names.get("indicator").map(String::as_str)];
        let is_share = named.into_iter().flatten().any(|name| kind_of(name) == Kind::Share);
        // Indicators below each other sum to nothing unless they do: Total, and some of what is in it.
        let is_indicator = names.get("indicator").is_some_and(|name| is_total(name));
        let parts = self.parts(row, summed(&names));
        let (mut open, mut seen) = (true, false);
        for period in &self.wide.periods {
            let Ok(Some(figure)) = cell::said(self.sheet, row.cell(period.column)).value else { continue };
            let unit = self.unit(period, &names).unit();
            let against = self.against(&parts, period, figure);
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

    /// The rows that a total may sum; of one indicator, where a total is of one.
    fn parts(&self, total: &Row<'_>, indicator: Option<&str>) -> Parts {
        let body = self.wide.header + self.wide.depth..self.wide.end.min(self.wide.header + ROWS_LOOKED);
        let (mut groups, mut own) = (vec![Vec::new()], 0);
        for (index, row) in body.filter_map(|index| Some((index, self.sheet.row(index)?))) {
            if row.number == total.number {
                own = groups.len();
            }
            if is_total(&self.first_text(&row)) {
                groups.push(Vec::new());
                continue;
            }
            let is_of = || indicator.is_none() || self.names(&row).0.get("indicator").map(String::as_str) == indicator;
            if row.flaw.is_none()
                && self.says_a_figure(&row)
                && is_of()
                && let Some(group) = groups.last_mut()
            {
                group.push(index);
            }
        }
        let side = |groups: Option<&[Vec<usize>]>| groups.unwrap_or_default().concat();
        let near = |at: Option<usize>| at.and_then(|at| groups.get(at)).cloned().unwrap_or_default();
        let beside = vec![near(own.checked_sub(1)), near(Some(own)), side(groups.get(..own)), side(groups.get(own..))];
        Parts { all: groups.concat(), groups: beside }
    }

    /// What a figure of a total is to the figures of its column.
    fn against(&self, parts: &Parts, period: &PeriodColumn, figure: Amount) -> Against {
        let figures = |rows: &[usize]| -> Vec<Amount> {
            let rows = rows.iter().filter_map(|index| self.sheet.row(*index));
            rows.filter_map(|row| cell::said(self.sheet, row.cell(period.column)).value.ok()?).collect()
        };
        let all = figures(&parts.all);
        if sums(&all, figure) || parts.groups.iter().any(|rows| sums(&figures(rows), figure)) {
            return Against::Sum;
        }
        let sum = all.iter().fold(0i128, |sum, part| sum.saturating_add(part.0));
        let (Some(least), Some(most)) = (all.iter().min(), all.iter().max()) else { return Against::Other };
        // An index of all may lie beyond those of its parts that are shown.
        let spread = most.0.saturating_sub(least.0).max(most.0 / 10);
        let reach = least.0.saturating_sub(spread)..=most.0.saturating_add(spread);
        let is_near = reach.contains(&figure.0) && figure.0 < sum / 4 * 3;
        match all.len() {
            1 => Against::Alone,
            _ if least.0 >= 0 && (is_near || (*least..=*most).contains(&figure)) => Against::Among,
            _ if sum.saturating_sub(figure.0).saturating_abs() <= sum.saturating_abs() / 5 => Against::Sum,
            _ => Against::Other,
        }
    }
}

/// Of what a total sums rows; nothing where it names itself.
fn summed(names: &Names) -> Option<&str> {
    names.get("indicator").map(String::as_str).filter(|name| !is_total(name))
}

/// Whether a figure is the sum of others, of which each may be rounded; one alone is exactly it.
fn sums(parts: &[Amount], figure: Amount) -> bool {
    let places = parts.iter().chain([&figure]).map(|part| part.places()).max().unwrap_or(0);
    let last = 10i128.pow(6 - places.min(6));
    let slack = if parts.len() > 1 { last.saturating_mul(parts.len() as i128 / 2) } else { 0 };
    let sum = parts.iter().try_fold(0i128, |sum, part| sum.checked_add(part.0));
    !parts.is_empty() && sum.is_some_and(|sum| sum.saturating_sub(figure.0).saturating_abs() <= slack)
}

/// Whether a unit is one of rates, which no total sums: %, 元/人, 2015=100.
fn is_rate(unit: &str) -> bool {
    let per = unit.split_whitespace().any(|word| word.eq_ignore_ascii_case("per"));
    is_percent(unit) || per || unit.contains(['/', '=', '%', '‰'])
}
