//! Whether 03/04 is March or April, and 30.06.08 of 2008 or of 2030: the whole column decides.
//!
//! Takes the days that a cell alone leaves open; changes the values read, or refuses the rows that stay ambiguous. An order
//! that the pipeline declares holds; else a cell that is a day in one order only proves it for its column, and a column
//! without a proof takes the order that all proven columns of its table share. Row order never matters.

use super::super::Rows;
use crate::pipeline::habit::DateOrder;
use crate::tidy::table::Values;
use crate::tidy::value::date::Open;
use crate::tidy::{Note, RejectReason};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// A day whose order is open.
#[derive(Debug, Clone, Copy)]
pub struct OpenDate {
    /// The canonical column.
    pub column: &'static str,
    /// The data row.
    pub index: usize,
    /// The numbers.
    pub open: Open,
}

/// What is known of the order of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// The pipeline says it, the column proves it, or the columns beside it do.
    One(DateOrder),
    /// These are possible.
    Several(Vec<DateOrder>),
    /// The column proves two orders: each cell stands for itself.
    Contradicted,
}

/// Settles days; those that stay ambiguous are refused.
pub fn dates(rows: &mut Rows, open: &[OpenDate], file: &str, notes: &mut Vec<Note>) {
    // Days with years of two digits and of four are two habits, in one column too: together 14.3.2 and 02/03/2014 prove nothing.
    let mut columns: BTreeMap<(&'static str, bool), Vec<OpenDate>> = BTreeMap::new();
    for date in open {
        columns.entry((date.column, date.open.is_short())).or_default().push(*date);
    }
    let known: BTreeMap<(&'static str, bool), Known> = columns
        .iter()
        .map(|(key, dates)| {
            let declared = rows.layout.slot(key.0).and_then(|slot| slot.habit.date_order);
            (*key, declared.map_or_else(|| proven(dates), Known::One))
        })
        .collect();
    let all = shared(known.values());
    // Years of four digits say nothing of where a year of two digits stands.
    let of_short = shared(known.iter().filter(|((_, is_short), _)| *is_short).map(|(_, known)| known));
    for ((name, is_short), dates) in &columns {
        let mut order = known.get(&(*name, *is_short)).cloned().unwrap_or(Known::Contradicted);
        if let (Known::Several(possible), Some(long)) = (&order, columns.get(&(*name, false)).filter(|_| *is_short))
            && let Some(own) = nearest(dates, possible, long, known.get(&(*name, false)))
        {
            order = Known::One(own);
        }
        let year_may_lead = matches!(&order, Known::Several(possible) if possible.contains(&DateOrder::Ymd));
        let shared = if year_may_lead { of_short } else { all };
        if let (Known::Several(possible), Some(beside)) = (&order, shared)
            && possible.contains(&beside)
        {
            order = Known::One(beside);
            let text = format!(
                "days of {name} could be read in two ways; they are read {} as the columns beside them",
                beside.name()
            );
            notes.push(note(rows, file, name, dates, "dates_by_neighbour", text));
        }
        let refused = apply(rows, name, dates, &order);
        if refused > 0 {
            let words: Vec<&str> = match &order {
                Known::Several(orders) => orders.iter().map(|order| order.name()).collect(),
                _ => vec!["dmy", "mdy"],
            };
            let text = format!(
                "{refused} days of {name} can be read in more than one way and are refused; if you know the order, add \
                 date_order = \"{}\" to the column",
                words.join("\" or \"")
            );
            notes.push(note(rows, file, name, dates, "ambiguous_dates", text));
        }
    }
}

/// The order of days with years of two digits among such with four: what those prove, where it puts the years near theirs and no
/// other order does. 03/03/17 among days of 2017 and 2018 is not of 2003.
fn nearest(dates: &[OpenDate], possible: &[DateOrder], long: &[OpenDate], known: Option<&Known>) -> Option<DateOrder> {
    let Some(Known::One(proven)) = known else { return None };
    let years: BTreeSet<i32> = long.iter().filter_map(|date| Some(date.open.under(*proven)?.year())).collect();
    let (first, last) = (years.first()? - YEARS_BESIDE, years.last()? + YEARS_BESIDE);
    let is_near = |order: &&DateOrder| {
        let mut days = dates.iter().map(|date| date.open.under(**order));
        days.all(|day| day.is_some_and(|day| (first..=last).contains(&day.year())))
    };
    let same_end = |order: &&DateOrder| matches!((**order, proven), (DateOrder::Ymd, _)) || *order == proven;
    let near: Vec<&DateOrder> = possible.iter().filter(same_end).filter(is_near).collect();
    (near == [proven]).then_some(*proven)
}

/// The orders that every cell of a column allows.
fn proven(dates: &[OpenDate]) -> Known {
    let possible = |order: &DateOrder| dates.iter().all(|date| date.open.under(*order).is_some());
    let mut orders: Vec<DateOrder> = DateOrder::ALL.into_iter().filter(possible).collect();
    drop_scattered(&mut orders, dates);
    match orders.as_slice() {
        [] => Known::Contradicted,
        [only] => Known::One(*only),
        _ => Known::Several(orders),
    }
}

/// How many different days tell years by how they lie.
const DAYS_TOLD: usize = 5;
/// Years of one column lie within so many years of each other.
const YEARS_NEAR: i32 = 12;
/// What days of the month taken for years are apart.
const YEARS_FAR: i32 = 18;

/// Of years of two digits, an order by which they would lie anywhere between 2001 and 2031 is none where another has them near each
/// other: 31/12/24, 15/06/25, 02/09/26.
fn drop_scattered(orders: &mut Vec<DateOrder>, dates: &[OpenDate]) {
    if orders.len() < 2 || !dates.iter().all(|date| date.open.is_short()) {
        return;
    }
    let spread = |order: &DateOrder| {
        let days: BTreeSet<_> = dates.iter().filter_map(|date| date.open.under(*order)).collect();
        let (first, last) = (days.first()?.year(), days.last()?.year());
        (days.len() >= DAYS_TOLD).then_some(last - first)
    };
    if orders.iter().any(|order| spread(order).is_some_and(|years| years <= YEARS_NEAR)) {
        orders.retain(|order| spread(order).is_none_or(|years| years < YEARS_FAR));
    }
}

/// Years of two digits are near those of four that lie so many years away.
const YEARS_BESIDE: i32 = 3;

/// The order that all columns which have one share.
fn shared<'k>(known: impl Iterator<Item = &'k Known>) -> Option<DateOrder> {
    let mut orders = known.filter_map(|known| if let Known::One(order) = known { Some(*order) } else { None });
    let first = orders.next()?;
    if orders.all(|order| order == first) { Some(first) } else { None }
}

/// Gives each cell its day; how many rows stay ambiguous.
fn apply(rows: &mut Rows, name: &str, dates: &[OpenDate], order: &Known) -> usize {
    let (place, position) = (rows.place_of(name), rows.index(name));
    let mut ambiguous = 0;
    for date in dates {
        let day = match order {
            Known::One(order) => date.open.under(*order),
            Known::Several(orders) => date.open.agreed(orders),
            Known::Contradicted => date.open.agreed(&DateOrder::ALL),
        };
        if day.is_none() {
            let one = matches!(order, Known::One(_));
            ambiguous += usize::from(!one);
            rows.refuse(date.index, place, if one { RejectReason::NotADate } else { RejectReason::Ambiguous });
        }
        if let Some(Values::Dates(values)) = position.and_then(|p| rows.values.get_mut(p))
            && let Some(slot) = values.get_mut(date.index)
        {
            *slot = day;
        }
    }
    ambiguous
}

fn note(rows: &Rows, file: &str, name: &str, dates: &[OpenDate], kind: &str, text: String) -> Note {
    let number = dates.iter().filter_map(|date| rows.numbers.get(date.index)).min().copied().unwrap_or(1);
    Note { place: rows.place(file, rows.place_of(name), number), kind: kind.to_string(), text }
}
