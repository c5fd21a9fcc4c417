//! What was reported before, and the linear plan: values that fall, jump, never change, or are always exactly on plan.
//!
//! Cumulative values begin anew each year; reports that were missed or refused are no reports. Every comparison is made on
//! whole millionths.

use super::{Asked, Hit, shown, standing, text_key, who};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use crate::tidy::rows::Rows;
use crate::tidy::{KnownProject, RejectReason};
use chrono::{Datelike, NaiveDate};

/// The cumulative value of a row, its project, and the project's last accepted value of the year.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    index: usize,
    project: &'a KnownProject,
    now: Amount,
    last: Option<Amount>,
}

/// The steps of all rows that stand: looked up once for all checks.
pub fn steps<'a>(rows: &Rows, asked: &Asked<'a>) -> Vec<Step<'a>> {
    let (Dataset::Progress, Some(period)) = (rows.dataset(), asked.period) else { return Vec::new() };
    let first = NaiveDate::from_ymd_opt(period.end().year(), 1, 1).unwrap_or(period.end());
    let step = |index: usize| {
        let project = asked.register.project(rows.column("project_id")?.text(index)?)?;
        let now = rows.column("cumulative")?.amount(index)?;
        let last = project.cumulative.range(first..period.end()).next_back().map(|(_, last)| *last);
        Some(Step { index, project, now, last })
    };
    standing(rows).filter_map(step).collect()
}

/// Refuses values that changed a thousandfold or more, or where none was reported yet are a thousand times the year's
/// target: the unit is probably wrong. This is asked of every table.
pub fn unit_jumps(rows: &mut Rows, steps: &[Step<'_>]) {
    let at = rows.place_of("cumulative");
    for Step { index, now, last, project } in steps {
        let target = project.annual_target.filter(|target| last.is_none() && target < now);
        if last.or(target).is_some_and(|last| is_unit_jump(last, *now)) {
            rows.refuse(*index, at, RejectReason::UnitJump);
        }
    }
}

fn is_unit_jump(Amount(last): Amount, Amount(now): Amount) -> bool {
    last > 0 && now > 0 && (now >= last.saturating_mul(1_000) || last >= now.saturating_mul(1_000))
}

fn hits(rows: &Rows, steps: &[Step<'_>], wrong: impl Fn(&Step<'_>) -> Option<String>) -> Vec<Hit> {
    let at = rows.place_of("cumulative");
    let hit = |step: &Step<'_>| {
        let text = format!("{}: {}", who(rows, step.index), wrong(step)?);
        Some(Hit { index: step.index, column: at, text })
    };
    steps.iter().filter(|step| rows.stands(step.index)).filter_map(hit).collect()
}

/// Values below the last accepted one.
pub fn falls(rows: &Rows, steps: &[Step<'_>]) -> Vec<Hit> {
    let show = |amount| shown(rows, "cumulative", amount);
    hits(rows, steps, |step| {
        let last = step.last.filter(|last| step.now < *last)?;
        Some(format!("cumulative fell from {} to {}", show(last), show(step.now)))
    })
}

/// Values that grew by more than so many percent of the last accepted one.
pub fn jumps(rows: &Rows, steps: &[Step<'_>], percent: Amount) -> Vec<Hit> {
    let show = |amount| shown(rows, "cumulative", amount);
    hits(rows, steps, |step| {
        let last = step.last.filter(|last| last.0 > 0)?;
        let grown = step.now.0.checked_sub(last.0)?.checked_mul(Amount::whole(100).0)?;
        let jumped = grown > last.0.checked_mul(percent.0)?;
        jumped.then(|| format!("cumulative grew from {} to {}, more than {percent} %", show(last), show(step.now)))
    })
}

/// Values above the total investment, above twice the annual plan, or, beyond that plan, tenfold the last accepted one. What
/// the last report was above already was said of it, and was not corrected: a larger total is normal there.
pub fn too_large(rows: &Rows, asked: &Asked<'_>, steps: &[Step<'_>]) -> Vec<Hit> {
    let at = rows.place_of("cumulative");
    let show = |amount| shown(rows, "cumulative", amount);
    let above = |now: Amount, last: Option<Amount>, limit: Option<Amount>, times: i64| {
        let is_new = |most: Amount| now > most && last.is_none_or(|last| last <= most);
        limit.filter(|limit| limit.0 > 0 && limit.times(times).is_some_and(is_new))
    };
    let wrong = |index: usize| {
        let now = rows.column("cumulative")?.amount(index)?;
        let id = rows.column("project_id").and_then(|ids| ids.text(index));
        let project = id.and_then(|id| asked.register.project(id));
        let own = rows.column("annual_plan").and_then(|plans| plans.amount(index));
        let plan = own.or(project.and_then(|project| project.annual_target));
        let step = steps.binary_search_by_key(&index, |step| step.index).ok().and_then(|at| steps.get(at));
        let last = step.and_then(|step| step.last);
        let text = if let Some(total) = above(now, last, project.and_then(|project| project.total_investment), 1) {
            format!("{}: cumulative {} is more than the total investment {}", who(rows, index), show(now), show(total))
        } else if let Some(plan) = above(now, last, plan, 2) {
            format!("{}: cumulative {} is more than twice the annual plan {}", who(rows, index), show(now), show(plan))
        } else {
            let last = last.filter(|_| plan.is_none_or(|plan| now > plan));
            let last = last.filter(|last| last.0 > 0 && last.times(10).is_some_and(|most| now >= most))?;
            format!("{}: cumulative {} is tenfold the last {}", who(rows, index), show(now), show(last))
        };
        Some(Hit { index, column: at, text })
    };
    standing(rows).filter_map(wrong).collect()
}

/// Texts and figures that are the same in so many reports in a row. Nothing, 0, and a project that is done say the same
/// for good reason.
pub fn repeated(rows: &Rows, (asked, steps): (&Asked<'_>, &[Step<'_>]), column: &str, reports: u32) -> Vec<Hit> {
    let (at, Some(period)) = (rows.place_of(column), asked.period) else { return Vec::new() };
    let before = (reports as usize).saturating_sub(1);
    let wrong = |step: &Step<'_>| {
        let Step { index, project, now, .. } = *step;
        let is_done = project.annual_target.is_some_and(|target| target.0 > 0 && now >= target);
        let values = rows.column(column)?;
        let word = match column {
            "status" => values.text(index).filter(|_| !is_done).map(text_key)?,
            _ => values.amount(index).filter(|amount| *amount != Amount::ZERO && !is_done)?.to_string(),
        };
        let earlier: Vec<Option<String>> = match column {
            "cumulative" => {
                let earlier = project.cumulative.range(..period.end()).rev();
                earlier.map(|(_, amount)| Some(amount.to_string())).take(before).collect()
            }
            _ => {
                let earlier = project.said.iter().rev().filter(|said| said.period_end < period.end());
                let word = earlier.map(|said| match column {
                    "status" => said.status.clone(),
                    _ => said.period_amount.map(|amount| amount.to_string()),
                });
                word.take(before).collect()
            }
        };
        let same = earlier.len() == before && earlier.iter().all(|earlier| earlier.as_ref() == Some(&word));
        let text = format!("{}: {column} is the same in {reports} reports in a row", who(rows, index));
        same.then_some(Hit { index, column: at, text })
    };
    steps.iter().filter(|step| rows.stands(step.index)).filter_map(wrong).collect()
}

/// Projects whose last reports, this one included, all lie on the linear plan (花架子): work on a site is never that even.
/// Only reports inside the plan count: nothing done yet and everything done are on any plan.
pub fn on_plan(rows: &Rows, (asked, steps): (&Asked<'_>, &[Step<'_>]), reports: u32, tolerance: Amount) -> Vec<Hit> {
    let Some(period) = asked.period else { return Vec::new() };
    hits(rows, steps, |step| {
        let target = step.project.annual_target.filter(|target| target.0 > 0)?;
        let before = step.project.cumulative.range(..period.end()).rev().map(|(day, amount)| (*day, *amount));
        let all = std::iter::once((period.end(), step.now)).chain(before);
        let all: Vec<(NaiveDate, Amount)> = all.take(reports as usize).collect();
        let on = |share: fn(&KnownProject, NaiveDate) -> Option<(i64, i64)>| {
            let one = |(day, value): &(NaiveDate, Amount)| {
                let share = share(step.project, *day);
                share.is_some_and(|share| is_near(*value, target, share, tolerance))
            };
            all.len() == reports as usize && all.iter().all(one)
        };
        let always = on(share_by_days) || on(share_by_half_months);
        always.then(|| format!("all of the last {reports} reports lie on the linear plan, the newest included"))
    })
}

/// |actual ÷ target − elapsed ÷ span| ≤ tolerance, on whole numbers; 0 and the whole target are on no plan.
fn is_near(actual: Amount, target: Amount, (elapsed, span): (i64, i64), tolerance: Amount) -> bool {
    let inside = 0 < elapsed && elapsed < span && actual.0 > 0 && actual < target;
    let off = || {
        let (actual, due) = (actual.0.checked_mul(i128::from(span))?, target.0.checked_mul(i128::from(elapsed))?);
        actual.checked_sub(due)?.abs().checked_mul(Amount::whole(100).0)
    };
    let allowed = || target.0.checked_mul(i128::from(span))?.checked_mul(tolerance.0);
    inside && matches!((off(), allowed()), (Some(off), Some(allowed)) if off <= allowed)
}

/// The plan's first and last day, clipped to the year of a day.
fn plan(project: &KnownProject, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(day.year(), 1, 1)?;
    let last = NaiveDate::from_ymd_opt(day.year(), 12, 31)?;
    let (from, to) =
        (project.start_date.map_or(first, |d| d.max(first)), project.end_date.map_or(last, |d| d.min(last)));
    (from < to).then_some((from, to))
}

/// Elapsed and all days of the plan: the trajectory by which projects are judged.
fn share_by_days(project: &KnownProject, day: NaiveDate) -> Option<(i64, i64)> {
    let (from, to) = plan(project, day)?;
    Some(((day - from).num_days(), (to - from).num_days()))
}

/// Elapsed and all half-months of the plan: a plan in equal monthly parts.
fn share_by_half_months(project: &KnownProject, day: NaiveDate) -> Option<(i64, i64)> {
    let (from, to) = plan(project, day)?;
    let half = |day: NaiveDate| i64::from(day.month0()) * 2 + i64::from(day.day() > 15);
    Some((half(day) - half(from) + 1, half(to) - half(from) + 1))
}
