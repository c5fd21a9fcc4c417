//! Which months a column below a title of one period is of: 本月 below 2026年1-6月 is of June, 6月到位资金 too, 1-6月 of all six.
//!
//! Takes the headings of a column and the period of the title; gives what they say of a time and the headings without it. A growth or a
//! rank is of the time of the column before it, which is told elsewhere.

use crate::tidy::wide::label::Reading;
use unicode_normalization::UnicodeNormalization;

/// Words for the last month of a period.
const MONTH: &[&str] = &["本月", "当月"];
/// What stands between the first and the last of several months.
const UNTIL: &[char] = &['-', '–', '—', '~', '～', '至', '到'];

/// The time of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Its last month alone.
    Month,
    /// All from January on.
    SoFar,
    /// Another one than that of the title.
    Other,
}

impl Time {
    /// What is of this time, where the title's period is another.
    pub fn of(self, title: &Reading) -> Option<Reading> {
        match self {
            Time::Month => title.last_month().filter(|month| month.name != title.name),
            Time::SoFar => title.through(),
            Time::Other => None,
        }
    }
}

/// What headings say of their months, and the headings without that.
pub fn told(texts: &[String], title: &Reading) -> (Option<Time>, Vec<String>) {
    let mut time = None;
    let mut rest = Vec::new();
    for text in texts {
        let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        let own = MONTH.iter().find_map(|word| folded.strip_prefix(word));
        if own.is_some_and(|rest| !["止", "累计", "末止"].iter().any(|until| rest.starts_with(until))) {
            time = Some(Time::Month);
        }
        match months(&folded) {
            Some((first, last, after)) => {
                let is_own = last == title.span.2 && !title.has_no_months();
                time = Some(match (is_own, first) {
                    (true, None) => Time::Month,
                    (true, Some(1)) => Time::SoFar,
                    _ => Time::Other,
                });
                rest.push(after.to_string());
            }
            None => rest.push(text.clone()),
        }
    }
    rest.retain(|text| !text.is_empty());
    (time, rest)
}

/// Whether a heading is nothing but its months: 5月, 1-5月, 5月份.
pub fn is_of_months(text: &str) -> bool {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    months(&folded).is_some_and(|(.., rest)| rest.is_empty())
}

/// The first month, where there are several, the last, and what follows: 1-6月累计, 6月份到位资金（亿元）. 6月底 is a day.
fn months(text: &str) -> Option<(Option<u32>, u32, &str)> {
    let number = |text: &str| -> Option<(u32, usize)> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let month: u32 = text.get(..end)?.parse().ok().filter(|month| (1..=12).contains(month))?;
        Some((month, end))
    };
    let (one, end) = number(text)?;
    let after = text.get(end..)?;
    // 6月到7月, and 6月到位资金.
    let second = after.strip_prefix('月').unwrap_or(after).strip_prefix(UNTIL);
    let (first, last, after) = match second.and_then(|second| Some((second, number(second)?))) {
        Some((second, (last, end))) => (Some(one), last, second.get(end..)?),
        None => (None, one, after),
    };
    let after = after.strip_prefix('月')?;
    let after = after.strip_prefix('份').unwrap_or(after);
    let is_day =
        after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '底' | '末' | '初' | '中' | '上' | '下'));
    (!is_day).then_some((first, last, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_headings_part_from_what_is_measured() {
        for (text, said) in [
            ("6月到位资金(亿元)", Some((None, 6, "到位资金(亿元)"))),
            ("1-6月", Some((Some(1), 6, ""))),
            ("1月至6月累计", Some((Some(1), 6, "累计"))),
            ("6月份", Some((None, 6, ""))),
            ("6月底存款", None),
            ("6月30日", None),
            ("13月", None),
            ("5年", None),
        ] {
            assert_eq!(months(text), said, "{text}");
        }
    }
}
