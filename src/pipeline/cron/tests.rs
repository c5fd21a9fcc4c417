//! Stories of clocks that jump: every zone rule the product promises, by hand-checked instants.

use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Local times with offset at which the pattern fires.
fn local(cron: &str, zone: Tz, after: &str, until: &str) -> Vec<String> {
    let cron = parse(cron).unwrap();
    let show = |at: DateTime<Utc>| at.with_timezone(&zone).format("%m-%d %H:%M %z").to_string();
    fires(&cron, zone, utc(after), utc(until)).take(60).map(show).collect()
}

#[test]
fn half_months_are_cut_off_in_shanghai_time() {
    let fired = local("0 9 1,16 * *", Tz::Asia__Shanghai, "2014-02-15T00:00:00Z", "2014-04-01T01:00:00Z");
    assert_eq!(fired, ["02-16 09:00 +0800", "03-01 09:00 +0800", "03-16 09:00 +0800", "04-01 09:00 +0800"]);
}

#[test]
fn after_is_exclusive_and_until_inclusive() {
    let fired = local("0 9 * * *", Tz::UTC, "2024-03-01T09:00:00Z", "2024-03-03T09:00:00Z");
    assert_eq!(fired, ["03-02 09:00 +0000", "03-03 09:00 +0000"]);
}

#[test]
fn a_time_in_the_gap_fires_once_right_after_it() {
    let fired = local("30 2 * * *", Tz::America__New_York, "2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z");
    assert_eq!(fired, ["03-08 03:00 -0400", "03-09 02:30 -0400"]);
    let two = local("0,30 2 * * *", Tz::America__New_York, "2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z");
    assert_eq!(two, ["03-08 03:00 -0400"]);
}

#[test]
fn a_time_in_the_repeated_hour_fires_once_wherever_one_starts_to_ask() {
    let (zone, until) = (Tz::America__New_York, "2026-11-02T04:00:00Z");
    assert_eq!(local("30 1 * * *", zone, "2026-11-01T04:00:00Z", until), ["11-01 01:30 -0400"]);
    // 01:10 for the second time: 01:30 has fired already and must not fire again.
    assert!(local("30 1 * * *", zone, "2026-11-01T06:10:00Z", until).is_empty());
}

#[test]
fn every_so_often_means_every_instant() {
    let zone = Tz::America__New_York;
    let fold = local("*/30 * * * *", zone, "2026-11-01T04:59:00Z", "2026-11-01T07:00:00Z");
    let expected =
        ["11-01 01:00 -0400", "11-01 01:30 -0400", "11-01 01:00 -0500", "11-01 01:30 -0500", "11-01 02:00 -0500"];
    assert_eq!(fold, expected);
    let from_within = local("*/30 * * * *", zone, "2026-11-01T05:45:00Z", "2026-11-01T06:30:00Z");
    assert_eq!(from_within, ["11-01 01:00 -0500", "11-01 01:30 -0500"]);
    let gap = local("*/30 * * * *", zone, "2026-03-08T06:29:00Z", "2026-03-08T07:30:00Z");
    assert_eq!(gap, ["03-08 01:30 -0500", "03-08 03:00 -0400", "03-08 03:30 -0400"]);
}

#[test]
fn half_an_hour_of_summer_time_is_enough() {
    let zone = Tz::Australia__Lord_Howe;
    let gap = local("15 2 * * *", zone, "2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z");
    assert_eq!(gap, ["10-04 02:30 +1100"]);
    let fold = local("45 1 * * *", zone, "2026-04-04T00:00:00Z", "2026-04-05T00:00:00Z");
    assert_eq!(fold, ["04-05 01:45 +1100"]);
}

#[test]
fn a_day_that_never_was_does_not_stop_the_clock() {
    let zone = Tz::Pacific__Apia;
    let fired = local("0 9 * * *", zone, "2011-12-29T00:00:00Z", "2012-01-02T00:00:00Z");
    let expected =
        ["12-29 09:00 -1000", "12-31 00:00 +1400", "12-31 09:00 +1400", "01-01 09:00 +1400", "01-02 09:00 +1400"];
    assert_eq!(fired, expected);
}

#[test]
fn leap_days_and_month_ends_come() {
    let leap = local("0 9 29 2 *", Tz::Asia__Shanghai, "2095-01-01T00:00:00Z", "2108-12-31T00:00:00Z");
    assert_eq!(leap.len(), 3, "2096, 2104, 2108: 2100 is no leap year");
    let ends = local("0 18 L * *", Tz::Asia__Shanghai, "2023-12-31T12:00:00Z", "2024-04-30T12:00:00Z");
    assert_eq!(ends, ["01-31 18:00 +0800", "02-29 18:00 +0800", "03-31 18:00 +0800", "04-30 18:00 +0800"]);
}

#[test]
fn wrong_patterns_are_refused_with_a_reason() {
    for (pattern, words) in [
        ("0 0 30 2 *", "never fires"),
        ("0 0 31 4,6,9,11 *", "never fires"),
        ("* * * * *", "every minute"),
        ("*/2 9 * * *", "every 2 minutes"),
        ("0 0 9 * * *", "6 fields"),
        ("9 *", "2 fields"),
        ("", "0 fields"),
        ("@daily", "not a cron pattern"),
        ("0 25 * * *", "`25` is no hour"),
        ("0 9 * * FUNDAY", "no day-of-week"),
        ("1/65535 9 * * *", "out of range"),
        ("0 9 , * *", "never fires"),
    ] {
        let (message, hint) = parse(pattern).expect_err(pattern);
        assert!(message.contains(words), "{pattern}: {message}");
        assert!(!hint.is_empty());
    }
    assert!(parse("0 9 * * MON-FRI").is_ok());
    assert!(is_either_day(&parse("0 9 1 * 1").unwrap()));
    assert!(!is_either_day(&parse("0 9 1 * *").unwrap()));
}

#[test]
fn no_transition_of_any_zone_loses_or_repeats_a_daily_fire() {
    let cron = parse("30 2 * * *").unwrap();
    for zone in
        [Tz::Europe__Dublin, Tz::Africa__Casablanca, Tz::Asia__Shanghai, Tz::America__Sao_Paulo, Tz::Asia__Tehran]
    {
        let (after, until) = (utc("1985-12-31T00:00:00Z"), utc("1996-01-01T00:00:00Z"));
        let fired: Vec<_> = fires(&cron, zone, after, until).collect();
        let mut days: Vec<_> = fired.iter().map(|at| at.with_timezone(&zone).date_naive()).collect();
        days.dedup();
        assert_eq!(days.len(), fired.len(), "{zone}: one a day");
        assert!(fired.windows(2).all(|w| w[0] < w[1] && w[1] - w[0] < TimeDelta::hours(26)), "{zone}: none missing");
    }
}

#[test]
fn the_ends_of_time_are_no_panic() {
    let cron = parse("0 9 1 1 *").unwrap();
    let all = fires(&cron, Tz::Pacific__Apia, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).count();
    assert_eq!(all, 601, "1900 to 2500, both in the zone's own time");
}
