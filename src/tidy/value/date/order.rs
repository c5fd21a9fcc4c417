//! Three numbers whose order only a column can tell: `03/04/2014`, `14.7.2`.
//!
//! Takes the numbers as they stand; gives the day they are in a given order. Decides nothing: the whole column does.

use super::{DateText, date, full_year, plausible};
use crate::pipeline::habit::DateOrder;
use chrono::NaiveDate;

/// Three numbers as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    numbers: [u32; 3],
    /// Whether the year has two digits; then any of the ends may be it.
    short: bool,
}

impl Open {
    /// Whether the year has two digits.
    pub fn is_short(self) -> bool {
        self.short
    }

    /// The day the numbers are in an order; nothing where that is no day.
    pub fn under(self, order: DateOrder) -> Option<NaiveDate> {
        let [a, b, c] = self.numbers;
        let year = |number| if self.short { Some(full_year(number)) } else { i32::try_from(number).ok() };
        let found = match order {
            DateOrder::Dmy => date(year(c)?, b, a),
            DateOrder::Mdy => date(year(c)?, a, b),
            DateOrder::Ymd if self.short => date(year(a)?, b, c),
            DateOrder::Ymd => None,
        };
        found.filter(|_| self.short || i32::try_from(c).is_ok_and(plausible))
    }

    /// The one day that the numbers are in every order of `orders` in which they are a day at all.
    pub fn agreed(self, orders: &[DateOrder]) -> Option<NaiveDate> {
        let mut days = orders.iter().filter_map(|order| self.under(*order));
        let first = days.next()?;
        if days.all(|day| day == first) { Some(first) } else { None }
    }
}

/// A day where all orders agree, the open numbers where they do not, nothing where none of them is a day.
pub(super) fn open(numbers: [u32; 3], short: bool) -> Option<DateText> {
    let open = Open { numbers, short };
    let mut days = DateOrder::ALL.into_iter().filter_map(|order| open.under(order));
    let first = days.next()?;
    // One possible reading is proof for a column, so even that stays open until the column is read; equal ones are a day.
    let possible = DateOrder::ALL.into_iter().filter(|order| open.under(*order).is_some()).count();
    let all = possible == if short { 3 } else { 2 };
    Some(if all && days.all(|day| day == first) { DateText::Day(first) } else { DateText::Open(open) })
}
