//! `[schedule]`: patterns that can fire, and a cut-off for every period.

use crate::base::period::PeriodKind;
use crate::base::problem::nearest;
use crate::pipeline::cron::{self, fires};
use crate::pipeline::file::{ScheduleFile, Text};
use crate::pipeline::reader::Reader;
use crate::pipeline::schedule::{CatchUp, Schedule};
use crate::pipeline::words;
use chrono::{NaiveDate, Utc};
use croner::Cron;
use std::collections::BTreeMap;

/// How many days back catch-up looks where nothing is said.
const CATCH_UP_DAYS: u32 = 62;
/// The names of period kinds.
const PERIODS: [(&str, PeriodKind); 5] = [
    ("half-month", PeriodKind::HalfMonth),
    ("month", PeriodKind::Month),
    ("quarter", PeriodKind::Quarter),
    ("half-year", PeriodKind::HalfYear),
    ("year", PeriodKind::Year),
];

/// Checks a schedule.
pub fn check(typed: &ScheduleFile, reader: &Reader<'_>) -> Option<Schedule> {
    let pattern = typed.cron.as_ref().and_then(|text| pattern(text, "schedule.cron", reader));
    let period = typed.period.as_ref().and_then(|text| period(text, reader));
    let review = typed.review.as_ref().map(|text| self::pattern(text, "schedule.review", reader));
    let grace_workdays = grace(typed.grace.as_ref(), reader);
    let catch_up = catch_up(typed.catch_up.as_ref(), reader);
    if let (Some(pattern), Some(period), Some(text)) = (&pattern, period, &typed.cron) {
        cut_offs(pattern, period, text, reader);
    }
    Some(Schedule {
        cron: pattern?,
        period: period?,
        review: match review {
            Some(checked) => Some(checked?),
            None => None,
        },
        grace_workdays: grace_workdays?,
        catch_up: catch_up?,
        catch_up_days: typed
            .catch_up_days
            .as_ref()
            .map_or(CATCH_UP_DAYS, |days| u32::try_from(*days.get_ref()).unwrap_or(CATCH_UP_DAYS)),
    })
}

fn pattern(text: &Text, key: &str, reader: &Reader<'_>) -> Option<Cron> {
    match cron::parse(text.get_ref()) {
        Ok(pattern) => {
            if cron::is_either_day(&pattern) {
                let message = "a day of the month and a day of the week: cron fires on either";
                reader.warning(text.span(), key, message, "put `+` before the day of the week to mean both");
            }
            Some(pattern)
        }
        Err((message, hint)) => {
            reader.error(text.span(), key, message, hint);
            None
        }
    }
}

fn period(text: &Text, reader: &Reader<'_>) -> Option<PeriodKind> {
    let typed = text.get_ref().as_str();
    if let Some((_, kind)) = PERIODS.iter().find(|(name, _)| *name == typed) {
        return Some(*kind);
    }
    let names = PERIODS.map(|(name, _)| name);
    let hint = match nearest(typed, names, 1).first() {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("write one of `{}`", names.join("`, `")),
    };
    reader.error(text.span(), "schedule.period", format!("`{typed}` is no kind of period"), hint);
    None
}

fn grace(text: Option<&Text>, reader: &Reader<'_>) -> Option<u32> {
    let Some(text) = text else { return Some(0) };
    match words::workdays(text.get_ref()) {
        Ok(n) => Some(n),
        Err(hint) => {
            let message = format!("`{}` is no number of working days", text.get_ref());
            reader.error(text.span(), "schedule.grace", message, hint);
            None
        }
    }
}

fn catch_up(text: Option<&Text>, reader: &Reader<'_>) -> Option<CatchUp> {
    let Some(text) = text else { return Some(CatchUp::All) };
    match text.get_ref().as_str() {
        "none" => Some(CatchUp::None),
        "latest" => Some(CatchUp::Latest),
        "all" => Some(CatchUp::All),
        other => {
            let hint = match nearest(other, ["none", "latest", "all"], 1).first() {
                Some(word) => format!("did you mean `{word}`?"),
                None => "write `none`, `latest` or `all`".to_string(),
            };
            reader.error(text.span(), "schedule.catch_up", format!("`{other}` is no way to catch up"), hint);
            None
        }
    }
}

/// Walks four years, a leap year among them: every period should have one cut-off.
fn cut_offs(pattern: &Cron, kind: PeriodKind, text: &Text, reader: &Reader<'_>) {
    let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    let (first, last) = (day(2024, 1), day(2028, 1));
    let instant = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    let mut count = BTreeMap::new();
    for at in fires(pattern, chrono_tz::UTC, instant(first), instant(last)) {
        *count.entry(kind.ended_before(at.with_timezone(&Utc).date_naive())).or_insert(0u32) += 1;
    }
    let mut period = kind.containing(first);
    while period.end() < kind.containing(last).previous().start() {
        let message = match count.get(&period).copied().unwrap_or(0) {
            1 => None,
            0 => Some((
                format!("no cut-off falls after some periods, as {period}: their reports would never be missed"),
                format!("let `cron` fire once in the period after each {}", name(kind)),
            )),
            n => Some((
                format!("{n} cut-offs fall after one period, as {period}"),
                format!("let `cron` fire once after each {}; files that arrive are read at once anyway", name(kind)),
            )),
        };
        if let Some((message, hint)) = message {
            return reader.warning(text.span(), "schedule.cron", message, hint);
        }
        period = period.next();
    }
}

fn name(kind: PeriodKind) -> &'static str {
    PERIODS.iter().find(|(_, k)| *k == kind).map_or("period", |(name, _)| name)
}
