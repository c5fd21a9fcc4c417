//! When pipelines are due: cut-offs with their periods, reviews, and both at one instant.

use super::{calendars, policies};
use chrono::{DateTime, NaiveDate, Utc};
use duban::base::calendar::Calendar;
use duban::base::slot::SlotKind;
use duban::pipeline::Pipeline;
use duban::pipeline::check::{Context, check_pipeline};
use duban::pipeline::schedule::slots;
use std::sync::Arc;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A pipeline with this schedule.
pub fn pipeline(zone: &str, cron: &str, period: &str, review: &str) -> Pipeline {
    let text = format!(
        "title = \"t\"\nportfolio = \"p\"\ntimezone = \"{zone}\"\n[schedule]\ncron = \"{cron}\"\nperiod = \"{period}\"\n\
         review = \"{review}\"\n[source]\nfolder = \"inbox\"\nmatch = [\"*\"]\n[[tables]]\ndataset = \"progress\"\n"
    );
    let (policies, calendars) = (policies(), calendars());
    let context = Context { policies: &policies, calendars: &calendars, datasets: None, packs: &Default::default() };
    let (pipeline, problems) = check_pipeline("t", "pipelines/t.toml", &text, &context);
    pipeline.unwrap_or_else(|| panic!("{problems:?}"))
}

fn names(pipeline: &Pipeline, after: &str, until: &str, limit: usize) -> Vec<String> {
    let name = |slot: duban::base::slot::Slot| match slot.period {
        Some(period) => format!("{} for {period}", slot.name()),
        None => slot.name(),
    };
    slots(pipeline, utc(after), utc(until), limit).into_iter().map(name).collect()
}

#[test]
fn half_a_month_of_an_office() {
    let progress = pipeline("Asia/Shanghai", "0 9 1,16 * *", "half-month", "0 8 * * 1-5");
    let due = names(&progress, "2014-02-26T16:00:00Z", "2014-03-03T16:00:00Z", 100);
    let expected = [
        "t review 2014-02-27T08:00:00",
        "t review 2014-02-28T08:00:00",
        "t read 2014-03-01T09:00:00 for 2014-02H2",
        "t review 2014-03-03T08:00:00",
    ];
    assert_eq!(due, expected);
    assert_eq!(names(&progress, "2014-02-26T16:00:00Z", "2200-01-01T00:00:00Z", 2), expected[..2]);
}

#[test]
fn a_cut_off_comes_before_a_review_of_the_same_instant() {
    let monthly = pipeline("Asia/Shanghai", "0 8 5 * *", "month", "0 8 * * *");
    let due = slots(&monthly, utc("2024-03-04T23:00:00Z"), utc("2024-03-05T01:00:00Z"), 9);
    assert_eq!(due.iter().map(|s| s.kind).collect::<Vec<_>>(), [SlotKind::Read, SlotKind::Review]);
    assert_eq!(due[0].period.unwrap().to_string(), "2024-02");
}

#[test]
fn the_period_is_told_by_the_local_day_not_by_the_day_in_utc() {
    // 1 March 00:30 in Shanghai is still February in UTC.
    let early = pipeline("Asia/Shanghai", "30 0 1 * *", "month", "0 8 * * *");
    let due = names(&early, "2024-02-29T16:00:00Z", "2024-02-29T17:00:00Z", 9);
    assert_eq!(due, ["t read 2024-03-01T00:30:00 for 2024-02"]);
}

#[test]
fn a_leap_day_gets_its_half_month() {
    let half = pipeline("Asia/Shanghai", "0 9 1,16 * *", "half-month", "0 8 * * 1-5");
    let slot = slots(&half, utc("2024-03-01T00:30:00Z"), utc("2024-03-01T02:00:00Z"), 1).remove(0);
    assert_eq!(slot.period.unwrap().end().to_string(), "2024-02-29");
}

#[test]
fn without_a_schedule_nothing_is_due() {
    let mut pipeline = pipeline("Asia/Shanghai", "0 9 1 * *", "month", "0 8 * * *");
    pipeline.schedule = None;
    assert!(slots(&pipeline, utc("2024-01-01T00:00:00Z"), utc("2025-01-01T00:00:00Z"), 9).is_empty());
}

#[test]
fn a_make_up_saturday_is_reviewed_and_a_holiday_monday_is_not() {
    let mut pipeline = pipeline("Asia/Shanghai", "0 9 1,16 * *", "half-month", "0 8 * * *");
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let calendar = Calendar::new([2014], [(day("2014-06-02"), false), (day("2014-05-31"), true)]);
    pipeline.calendar = Arc::new(calendar);
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let found = slots(&pipeline, at("2014-05-30T12:00:00Z"), at("2014-06-04T12:00:00Z"), 99);
    let reviews = found.iter().filter(|s| s.kind == SlotKind::Review);
    let days: Vec<String> = reviews.map(|s| s.as_of().to_string()).collect();
    assert_eq!(days, ["2014-05-31", "2014-06-03", "2014-06-04"]);
}
