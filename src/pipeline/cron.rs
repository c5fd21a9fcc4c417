//! Five cron fields, and the instants they mean in a zone.
//!
//! Takes a text and a zone; gives the pattern or what is wrong with it, and instants in order. `croner` parses and
//! matches; walking the days is done here, because its own search gives up on days that a zone skipped altogether
//! (Apia, 30 December 2011), fires again inside a repeated hour, and takes seconds to see that 30 February never comes.
//!
//! Summer time: a clock time that does not exist fires once, at the first instant after the gap. In a repeated hour a
//! clock time fires once, at its first passing; a pattern with `*` in minutes or hours ("every so often") skips the gap
//! and fires at every passing.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

/// Fires closer together than this are refused: a report or a review is not a heartbeat.
const APART_MINUTES_MIN: u32 = 5;
/// After this many days without a match a pattern is given up: 29 February on a given weekday comes within 40 years.
const BARREN_DAYS_MAX: u32 = 40 * 366;

/// Reads five cron fields; the error says what is wrong and what to write.
pub fn parse(text: &str) -> Result<Cron, (String, String)> {
    let shape = "five fields: minute hour day-of-month month day-of-week, as in \"0 9 1,16 * *\"".to_string();
    let fields: Vec<&str> = text.split_whitespace().collect();
    if text.trim_start().starts_with('@') {
        return Err((format!("`{text}` is not a cron pattern"), format!("nicknames are not read; write {shape}")));
    }
    if fields.len() != 5 {
        let hint =
            if fields.len() == 6 { format!("leave the seconds out; write {shape}") } else { format!("write {shape}") };
        return Err((format!("the cron pattern has {} fields instead of 5", fields.len()), hint));
    }
    // Numbers of more than four digits overflow inside the parser.
    let too_long = |field: &&&str| field.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 4);
    if let Some(field) = fields.iter().find(too_long) {
        return Err((format!("the number in cron field `{field}` is out of range"), format!("write {shape}")));
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let cron = parser
        .parse(&fields.join(" "))
        .map_err(|error| (fault(&fields, &error.to_string()), format!("write {shape}")))?;
    if let Some(apart) = closest(&cron).filter(|minutes| *minutes < APART_MINUTES_MIN) {
        let hint = format!(
            "leave at least {APART_MINUTES_MIN} minutes between two; files that arrive are read at once anyway"
        );
        return Err((format!("the cron pattern fires every {}", minutes(apart)), hint));
    }
    let start = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    let comes = start.iter_days().take(BARREN_DAYS_MAX as usize).any(|day| is_day(&cron, day));
    if !comes || clock_times(&cron).is_empty() {
        let hint = "no calendar has such a day; `L` is the last day of a month".to_string();
        return Err((format!("the cron pattern `{text}` never fires"), hint));
    }
    Ok(cron)
}

/// Whether both the day of the month and the day of the week are restricted, which by cron's rule means either of them.
pub fn is_either_day(cron: &Cron) -> bool {
    let fields: Vec<&str> = cron.as_str().split_whitespace().collect();
    let restricted = |at: usize| fields.get(at).is_some_and(|f| !matches!(*f, "*" | "?"));
    restricted(2) && restricted(4) && !fields.get(4).is_some_and(|f| f.starts_with('+'))
}

/// The instants with `after` < instant ≤ `until`, in order, as far as they are asked for.
pub fn fires(cron: &Cron, zone: Tz, after: DateTime<Utc>, until: DateTime<Utc>) -> Fires<'_> {
    // Instants at the ends of what can be held have no local time; nobody supervises before 1900 or after 2500.
    let (first, last) = (year_start(1900), year_start(2500));
    let (after, until) = (after.clamp(first, last), until.clamp(first, last));
    let local_day = |instant: DateTime<Utc>| instant.with_timezone(&zone).date_naive();
    // A day earlier, because a clock time that a gap swallowed fires after it.
    let first = local_day(after).checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN);
    Fires {
        cron,
        zone,
        times: clock_times(cron),
        every_so_often: is_every_so_often(cron),
        day: Some(first),
        last_day: local_day(until).checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX),
        barren: 0,
        last: after,
        until,
        ready: Vec::new(),
    }
}

/// The instants of a pattern, day by day. It always ends: at `until`, or when forty years hold no match.
#[derive(Debug)]
pub struct Fires<'c> {
    cron: &'c Cron,
    zone: Tz,
    times: Vec<NaiveTime>,
    every_so_often: bool,
    day: Option<NaiveDate>,
    last_day: NaiveDate,
    barren: u32,
    last: DateTime<Utc>,
    until: DateTime<Utc>,
    /// The rest of the day in hand, last first.
    ready: Vec<DateTime<Utc>>,
}

impl Iterator for Fires<'_> {
    type Item = DateTime<Utc>;

    fn next(&mut self) -> Option<DateTime<Utc>> {
        loop {
            while let Some(instant) = self.ready.pop() {
                // Strictly later also drops what a gap pushed onto an instant that has fired already.
                if instant > self.last && instant <= self.until {
                    self.last = instant;
                    self.barren = 0;
                    return Some(instant);
                }
            }
            let day = self.day.filter(|day| *day <= self.last_day && self.barren <= BARREN_DAYS_MAX)?;
            self.barren += 1;
            if is_day(self.cron, day) {
                self.ready = self.times.iter().flat_map(|time| self.instants(day.and_time(*time))).collect();
                self.ready.sort_by(|a, b| b.cmp(a));
            }
            self.day = day.succ_opt();
        }
    }
}

impl Fires<'_> {
    fn instants(&self, local: NaiveDateTime) -> Vec<DateTime<Utc>> {
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(instant) => vec![instant.to_utc()],
            LocalResult::Ambiguous(first, second) if self.every_so_often => vec![first.to_utc(), second.to_utc()],
            LocalResult::Ambiguous(first, second) => vec![first.min(second).to_utc()],
            LocalResult::None if self.every_so_often => Vec::new(),
            LocalResult::None => after_gap(self.zone, local).into_iter().collect(),
        }
    }
}

/// The first instant after the gap in which `local` would lie. Gaps are at most a day and begin and end on a second.
fn after_gap(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let exists = |seconds: i64| {
        let later = local.checked_add_signed(TimeDelta::seconds(seconds))?;
        zone.from_local_datetime(&later).earliest()
    };
    let (mut inside, mut outside) = (0, 26 * 3600);
    while outside - inside > 1 {
        let middle = (inside + outside) / 2;
        if exists(middle).is_some() { outside = middle } else { inside = middle }
    }
    exists(outside).map(|instant| instant.to_utc())
}

fn year_start(year: i32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN).and_utc()
}

fn is_day(cron: &Cron, day: NaiveDate) -> bool {
    let pattern = &cron.pattern;
    let month = pattern.month_match(day.month()).unwrap_or(false);
    month && pattern.day_match(day.year(), day.month(), day.day()).unwrap_or(false)
}

/// The clock times of a day on which the pattern fires, in order.
fn clock_times(cron: &Cron) -> Vec<NaiveTime> {
    let hours = (0..24).filter(|h| cron.pattern.hour_match(*h).unwrap_or(false));
    let minutes = |hour| {
        let minutes = (0..60).filter(|m| cron.pattern.minute_match(*m).unwrap_or(false));
        minutes.filter_map(move |minute| NaiveTime::from_hms_opt(hour, minute, 0))
    };
    hours.flat_map(minutes).collect()
}

/// Minutes between the two closest clock times of a day.
fn closest(cron: &Cron) -> Option<u32> {
    let times = clock_times(cron);
    let apart = times.windows(2).filter_map(|pair| match pair {
        [earlier, later] => u32::try_from((*later - *earlier).num_minutes()).ok(),
        _ => None,
    });
    apart.min()
}

fn is_every_so_often(cron: &Cron) -> bool {
    cron.as_str().split_whitespace().take(2).any(|field| field.contains('*'))
}

fn minutes(n: u32) -> String {
    if n == 1 { "minute".to_string() } else { format!("{n} minutes") }
}

/// What the parser says, with the field it says it of.
fn fault(fields: &[&str], error: &str) -> String {
    let alone = |at: usize, field: &str| {
        let mut one = ["*"; 5];
        one[at] = field;
        CronParser::new().parse(&one.join(" ")).is_err()
    };
    let names = ["minute", "hour", "day-of-month", "month", "day-of-week"];
    let bad = fields.iter().zip(names).enumerate().find(|(at, (field, _))| alone(*at, field));
    match bad {
        Some((_, (field, name))) => format!("`{field}` is no {name} in a cron pattern"),
        None => format!("the cron pattern cannot be read: {}", error.to_lowercase().trim_end_matches('.')),
    }
}

#[cfg(test)]
mod tests;
