//! Days of which a cell shows only the month or the year.
//!
//! Takes the code of a number format, or the text that a cell shows, and the day behind it; gives the month or year as
//! somebody would have typed it. Spreadsheets make the first of December of a typed 2026年12月, which says no such day.
//! Never cuts a day that is shown.

use chrono::{Datelike, NaiveDate};

/// How a month or a year is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// `yyyy"年"m"月"`: 2026年12月.
    Month,
    /// `yyyy-mm`, `m/yyyy`, `yyyy.m`: 2026-12.
    Numbers,
    /// `mmm-yy`: Dec 2026.
    Name,
    /// `yyyy`, `yyyy"年"`: 2026年.
    Year,
    /// A built-in format that shows a month in China and whole days in other countries: a month where the day is the first.
    OfCountry,
}

impl Stretch {
    /// What the section of a code that holds of numbers above 0 shows of a day.
    pub fn of_code(section: &str) -> Option<Stretch> {
        let lower = section.to_lowercase().replace("am/pm", "").replace("a/p", "");
        let mut runs: Vec<(char, usize)> = Vec::new();
        let (mut quoted, mut last) = (false, ' ');
        let mut chars = lower.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\\' | '!' | '_' | '*' => drop(chars.next()),
                '[' => {
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let elapsed = !inner.is_empty() && inner.chars().all(|c| "hms".contains(c));
                    if elapsed {
                        return None;
                    }
                }
                '0' | '#' | '?' | '@' => return None, // a figure
                'y' | 'e' | 'm' | 'd' | 'h' | 's' => match runs.last_mut() {
                    Some((before, count)) if last == c && *before == c => *count += 1,
                    _ => runs.push((c, 1)),
                },
                _ => {}
            }
            last = c;
        }
        let at = |index: usize| runs.get(index).map(|(c, _)| *c);
        let is_month = |index: usize| {
            let minutes = index.checked_sub(1).and_then(at) == Some('h') || at(index + 1) == Some('s');
            at(index) == Some('m') && !minutes
        };
        let month = (0..runs.len()).find(|index| is_month(*index)).and_then(|index| runs.get(index));
        let shows_time = runs.iter().any(|(c, _)| matches!(c, 'h' | 's'));
        let shows_day = runs.iter().any(|(c, count)| *c == 'd' && *count <= 2);
        match month {
            _ if shows_day || shows_time => None,
            Some((_, 3..)) => Some(Stretch::Name),
            Some(_) if section.contains('月') => Some(Stretch::Month),
            Some(_) => Some(Stretch::Numbers),
            None => runs.iter().any(|(c, _)| matches!(c, 'y' | 'e')).then_some(Stretch::Year),
        }
    }

    /// The same of a built-in format, by its number (ECMA-376 18.8.30).
    pub fn of_builtin(id: u16) -> Option<Stretch> {
        match id {
            17 => Some(Stretch::Name),
            27 | 36 | 50 | 52 | 57 => Some(Stretch::OfCountry),
            _ => None,
        }
    }

    /// The same of the text that a cell shows of a day: 2026年12月, Dec-26, 12/2026, 2026.
    pub fn of_text(text: &str, day: NaiveDate) -> Option<Stretch> {
        let numbers: Vec<u32> =
            text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
        let (year, month) = (day.year_ce().1, day.month());
        // 01-12 of 2001 may be its first of December.
        let is_year = |number: u32| number == year || (number == year % 100 && number != day.day());
        let named = text.chars().any(|c| c.is_alphabetic() && !"年月份".contains(c));
        let parted = if text.contains('月') { Stretch::Month } else { Stretch::Numbers };
        match numbers.as_slice() {
            [one] if named && is_year(*one) => Some(Stretch::Name),
            [one] if *one == year && !named => Some(Stretch::Year),
            [one] if *one == month && !named && text.contains('月') => Some(Stretch::Month),
            [a, b] if !named && ((is_year(*a) && *b == month) || (*a == month && is_year(*b))) => Some(parted),
            _ => None,
        }
    }

    /// The month or year of a day as a text.
    pub fn text(self, day: NaiveDate) -> Option<String> {
        let month = || format!("{}年{}月", day.year(), day.month());
        match self {
            Stretch::Month => Some(month()),
            Stretch::Numbers => Some(format!("{:04}-{:02}", day.year(), day.month())),
            Stretch::Name => Some(day.format("%b %Y").to_string()),
            Stretch::Year => Some(format!("{}年", day.year())),
            Stretch::OfCountry => (day.day() == 1).then(month),
        }
    }
}

/// A time or a duration as a cell shows it: `12:00:00`, `30:15:00`; nothing for a day. It is no figure of half a day. `days`:
/// how long it is, or since when it counts.
pub fn clock(days: f64, is_duration: bool) -> Option<String> {
    let is_time = (0.0..1.0).contains(&days) || (is_duration && days.abs() < 1e6);
    if !is_time {
        return None;
    }
    let seconds = (days.abs() * 86_400.0).round() as u64; // bounded above
    let sign = if days < 0.0 { "-" } else { "" };
    Some(format!("{sign}{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stretch::{Month, Name, Numbers, Year};

    #[test]
    fn formats_that_show_no_day() {
        for (code, shown) in [
            ("yyyy\"年\"m\"月\"", Some(Month)),
            ("yyyy年m月", Some(Month)),
            ("[$-804]yyyy\"年\"m\"月\"", Some(Month)),
            ("[DBNum1]yyyy\"年\"m\"月\"", Some(Month)),
            ("m\"月\"", Some(Month)),
            ("mmm-yy", Some(Name)),
            ("[$-409]mmmm\\ yyyy", Some(Name)),
            ("yyyy.m", Some(Numbers)),
            ("yyyy-mm", Some(Numbers)),
            ("mm/yyyy", Some(Numbers)),
            ("yyyy\"年\"", Some(Year)),
            ("yyyy", Some(Year)),
            ("yyyy\"年\"m\"月\"d\"日\"", None),
            ("yyyy-mm-dd", None),
            ("d-mmm", None),
            ("m\"月\"d\"日\"", None),
            ("[$-409]dddd, mmmm d, yyyy", None),
            ("m/d/yy h:mm", None),
            ("yyyy/m h:mm", None),
            ("h:mm", None),
            ("mm:ss.0", None),
            ("[h]:mm:ss", None),
            ("h:mm AM/PM", None),
            ("0.00E+00", None),
            ("0\"m\"", None),
            ("\"年\"", None),
            ("@", None),
        ] {
            assert_eq!(Stretch::of_code(code), shown, "{code}");
        }
    }

    #[test]
    fn texts_that_show_no_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (text, of, shown) in [
            ("2026年12月", "2026-12-01", Some(Month)),
            ("26年12月", "2026-12-01", Some(Month)),
            ("12月", "2026-12-01", Some(Month)),
            ("Dec-26", "2026-12-01", Some(Name)),
            ("十二月 2026", "2026-12-01", Some(Name)),
            ("12/26", "2026-12-01", Some(Numbers)),
            ("2026.12", "2026-12-01", Some(Numbers)),
            ("2026", "2026-01-01", Some(Year)),
            ("2026年", "2026-01-01", Some(Year)),
            ("2026-12-01", "2026-12-01", None),
            ("12月1日", "2026-12-01", None),
            ("12/26", "2026-12-26", None),
            ("26-Dec", "2026-12-26", None),
            ("Dec 1", "2001-12-01", None),
            ("2026-12-01 08:00", "2026-12-01", None),
            ("", "2026-12-01", None),
        ] {
            assert_eq!(Stretch::of_text(text, day(of)), shown, "{text}");
        }
    }

    #[test]
    fn a_month_is_written_as_somebody_types_it() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let all = [Month, Numbers, Name, Year, Stretch::OfCountry].map(|stretch| stretch.text(day).unwrap_or_default());
        assert_eq!(all, ["2026年12月", "2026-12", "Dec 2026", "2026年", "2026年12月"]);
        assert_eq!(Stretch::OfCountry.text(NaiveDate::from_ymd_opt(2026, 12, 2).unwrap()), None);
        assert_eq!(
            [0.5, 1.25, -0.25].map(|days| clock(days, true)),
            ["12:00:00", "30:00:00", "-6:00:00"].map(|t| Some(t.to_string()))
        );
        assert_eq!([f64::NAN, 1e9].map(|days| clock(days, true)), [None, None]);
        assert_eq!([0.5, 1.5].map(|days| clock(days, false)), [Some("12:00:00".to_string()), None]);
    }
}
