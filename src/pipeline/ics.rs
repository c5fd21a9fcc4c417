//! Holiday calendars as calendar programs export them (iCalendar, RFC 5545) → days off and days worked.
//!
//! Takes the text; gives whole-day events, and what they say of work: by `X-APPLE-SPECIAL-DAY`, else by the words of the
//! summary (休, 假 … off; 班 … worked). What an event means is never guessed: one without such a word is given back as not
//! understood, and so is one that repeats. Times of day are not holidays and are given back too.

use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Days off (`false`) and days worked (`true`).
    pub days: BTreeMap<NaiveDate, bool>,
    /// Events that say nothing of work, repeat, or contradict another: `2026-10-01 国庆节: why`.
    pub not_understood: Vec<String>,
}

/// The longest event that is a holiday, in days.
const DAYS_MAX: u64 = 31;
/// Words that say that a day is worked; they come before those of days off: 补班 of a 假期 is worked.
const WORKED: [&str; 7] = ["班", "补休上班", "调休上班", "workday", "working day", "work day", "make-up"];
/// Words that say that a day is off.
const OFF: [&str; 7] = ["休", "假", "holiday", "day off", "festival", "节", "元旦"];

/// Reads a calendar.
///
/// # Errors
/// The text is no calendar at all.
pub fn read(text: &str) -> Result<Holidays, String> {
    let lines = unfolded(text);
    if !lines.iter().any(|line| line.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err("it does not begin with BEGIN:VCALENDAR: this is no iCalendar file".to_string());
    }
    let mut found = Holidays::default();
    let mut event: Option<Event> = None;
    for line in &lines {
        let (name, parameters, value) = property(line);
        match (name.as_str(), &mut event) {
            ("BEGIN", _) if value.eq_ignore_ascii_case("VEVENT") => event = Some(Event::default()),
            ("END", Some(_)) if value.eq_ignore_ascii_case("VEVENT") => found.take(event.take().unwrap_or_default()),
            ("DTSTART", Some(event)) => {
                event.first = day(value);
                event.timed = value.contains('T') || parameters.to_uppercase().contains("VALUE=DATE-TIME");
            }
            ("DTEND", Some(event)) => event.end = day(value),
            ("SUMMARY", Some(event)) => event.summary = unescaped(value),
            ("X-APPLE-SPECIAL-DAY", Some(event)) => event.special = value.trim().to_uppercase(),
            ("RRULE" | "RDATE", Some(event)) => event.repeats = true,
            _ => {}
        }
    }
    found.not_understood.sort();
    found.not_understood.dedup();
    Ok(found)
}

#[derive(Debug, Default)]
struct Event {
    first: Option<NaiveDate>,
    end: Option<NaiveDate>,
    timed: bool,
    repeats: bool,
    summary: String,
    special: String,
}

impl Holidays {
    fn take(&mut self, event: Event) {
        let Some(first) = event.first else {
            self.not_understood.push(format!("(no day) {}", event.summary));
            return;
        };
        let after = event.end.filter(|end| *end > first);
        let last = after.and_then(|end| end.pred_opt()).unwrap_or(first);
        let mut refuse = |why: &str| self.not_understood.push(format!("{first} {}: {why}", event.summary));
        let works = match () {
            () if event.timed => return refuse("it has a time of day"),
            () if event.repeats => return refuse("it repeats; days of every year are not announced holidays"),
            () if (last - first).num_days() as u64 >= DAYS_MAX => return refuse("it is longer than a month"),
            () => match works(&event) {
                Some(works) => works,
                None => return refuse("nothing in it says whether people work"),
            },
        };
        let mut date = first;
        while date <= last {
            if self.days.insert(date, works).is_some_and(|before| before != works) {
                self.not_understood.push(format!("{date} {}: another event says the opposite", event.summary));
            }
            let Some(next) = date.checked_add_days(Days::new(1)) else { break };
            date = next;
        }
    }

    /// The years it speaks of.
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.days.keys().map(Datelike::year).collect();
        years.dedup();
        years
    }

    /// One year as `config/calendars/*.toml` has it: days that a week does not tell by itself.
    pub fn section(&self, year: i32) -> String {
        let list = |works: bool| {
            let days = self.days.iter().filter(|(day, w)| day.year() == year && **w == works);
            let texts: Vec<String> = stretches(days.map(|(day, _)| *day))
                .into_iter()
                .map(|(first, last)| match first == last {
                    true => format!("\"{}\"", first.format("%m-%d")),
                    false => format!("\"{}..{}\"", first.format("%m-%d"), last.format("%m-%d")),
                })
                .collect();
            format!("[{}]", texts.join(", "))
        };
        format!("[years.{year}]\noff  = {}\nwork = {}\n", list(false), list(true))
    }
}

/// Days that follow each other, as first and last.
fn stretches(days: impl Iterator<Item = NaiveDate>) -> Vec<(NaiveDate, NaiveDate)> {
    let mut found: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match found.last_mut() {
            Some((_, last)) if last.succ_opt() == Some(day) => *last = day,
            _ => found.push((day, day)),
        }
    }
    found
}

fn works(event: &Event) -> Option<bool> {
    match event.special.as_str() {
        "ALTERNATE-WORKDAY" => return Some(true),
        "WORK-HOLIDAY" => return Some(false),
        _ => {}
    }
    let summary: String = event.summary.nfkc().collect::<String>().to_lowercase();
    if WORKED.iter().any(|word| summary.contains(word)) {
        return Some(true);
    }
    OFF.iter().any(|word| summary.contains(word)).then_some(false)
}

/// Lines that were cut at 75 bytes, put together again.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_string()),
        }
    }
    lines
}

/// `NAME;PARAMETERS:VALUE`
fn property(line: &str) -> (String, &str, &str) {
    let (head, value) = line.split_once(':').unwrap_or((line, ""));
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    (name.trim().to_uppercase(), parameters, value.trim())
}

/// `20261001`, also with a time behind it.
fn day(value: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()
}

fn unescaped(value: &str) -> String {
    value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261001\r\n\
        DTEND;VALUE=DATE:20261008\r\nSUMMARY:国庆\r\n 节（休）\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261010\r\nSUMMARY:国庆节（班）\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY\r\nSUMMARY:New Year\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20260601T090000Z\r\nSUMMARY:例会（休会）\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260312\r\nSUMMARY:植树\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn days_off_and_days_worked_are_read_and_nothing_is_guessed() {
        let found = read(TEXT).unwrap();
        assert_eq!(found.years(), [2026]);
        assert_eq!(found.section(2026), "[years.2026]\noff  = [\"01-01\", \"10-01..10-07\"]\nwork = [\"10-10\"]\n");
        assert_eq!(found.not_understood.len(), 2, "{:?}", found.not_understood);
        let (calendar, problems) = crate::pipeline::calendar::parse("x.toml", &found.section(2026));
        assert!(problems.is_empty());
        assert!(
            !calendar.is_workday("2026-10-07".parse().unwrap()) && calendar.is_workday("2026-10-10".parse().unwrap())
        );
    }

    #[test]
    fn what_is_no_calendar_is_said_and_nothing_hostile_stops_it() {
        assert!(read("<html>").is_err());
        let endless = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nDTEND:99991231\nSUMMARY:休\nEND:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\nDTSTART:2";
        let found = read(endless).unwrap();
        assert!(found.days.is_empty() && found.not_understood.len() == 2, "{found:?}");
    }
}
