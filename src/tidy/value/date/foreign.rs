//! Days and stretches of other languages, whose words say them in full: 31 déc. 2024, 15 июня 2025 г., T4 2024.
//!
//! Takes a text in lower case; gives the day or the last day of the stretch it names, or nothing. Never adds a year.

use super::DateText;
use crate::tidy::wide::label::{self, Habit, Reading};

/// 31 déc. 2024, 15 июня 2025 г., T4 2024, dez/24: days and stretches of other languages, whose words say them in full.
pub(super) fn read(text: &str) -> Option<DateText> {
    let is_word = |c: char| c.is_alphabetic() && !matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    if !text.chars().any(is_word) || !text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    // Mar 15 may be a day of March.
    let is_full = text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4) || text.contains(['-', '/']);
    let label = if is_full { label::read(text, None) } else { return None };
    let of_days = |reading: &&Reading| {
        reading.habit.is_day() || matches!(reading.habit, Habit::Month | Habit::Quarter | Habit::Half)
    };
    let found: Vec<&Reading> = label.readings.iter().filter(of_days).collect();
    let (_, last) = found.first().filter(|_| label.beside == label::Beside::Nothing)?.days()?;
    let agree = found.iter().all(|reading| reading.days().is_some_and(|(_, other)| other == last));
    let is_day = found.iter().all(|reading| reading.day.is_some());
    agree.then_some(if is_day { DateText::Day(last) } else { DateText::Vague(last) })
}
