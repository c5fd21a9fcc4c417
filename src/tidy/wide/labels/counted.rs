//! 2023/01 … 2023/04: months, or the quarters that some offices count so.
//!
//! Takes the labels of a table and what says that they are quarters or months; gives whether they are quarters. Where numbers never pass
//! four and nothing says what they count, nobody can tell.

use super::ways::Says;
use std::collections::BTreeSet;

/// What numbers behind years count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Months, or there are none.
    Other,
    /// Quarters.
    Quarters,
    /// One or the other.
    Unclear,
}

/// What the numbers of labels count.
pub fn counted<'a>(labels: impl Iterator<Item = &'a str>, says: Says) -> Counted {
    let all: Option<BTreeSet<(i32, u32)>> = labels.map(|label| parted(label, says)).collect();
    let Some(all) = all.filter(|all| !all.is_empty() && says != Says::Other) else { return Counted::Other };
    let years: BTreeSet<i32> = all.iter().map(|(year, _)| *year).collect();
    let is_full = |year: &i32| (1..=4).all(|part| all.contains(&(*year, part)));
    // The first and the last year need not be whole.
    let are_full = years.iter().any(is_full) && years.iter().filter(|year| is_full(year)).count() + 2 > years.len();
    match says {
        _ if all.iter().any(|(_, part)| !(1..=4).contains(part)) => Counted::Other,
        // 2023/03 below Quarter ends one.
        Says::Header if all.iter().all(|(_, part)| *part == 3) => Counted::Other,
        Says::Header => Counted::Quarters,
        Says::Title if are_full => Counted::Quarters,
        Says::Title => Counted::Unclear,
        Says::Nothing if are_full && years.len() > 1 => Counted::Unclear,
        Says::Nothing | Says::Other => Counted::Other,
    }
}

/// The label of the quarter that such a label counts: 2023-Q1.
pub fn as_quarter(label: &str) -> Option<String> {
    let (year, part) = parted(label, Says::Header)?;
    Some(format!("{year}-Q{part}"))
}

/// The year and the number of a label. Behind a hyphen or a point stand months unless a header says quarters.
fn parted(label: &str, says: Says) -> Option<(i32, u32)> {
    let marks: &[char] = if says == Says::Header { &['/', ':', '-', '.'] } else { &['/', ':'] };
    let (year, part) = label.trim().split_once(marks)?;
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = year.len() == 4 && (1..=2).contains(&part.len()) && is_number(year) && is_number(part);
    if fits { Some((year.parse().ok()?, part.parse().ok()?)) } else { None }
}
