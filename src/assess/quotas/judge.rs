//! Quotas and goals against what was reached by a day.
//!
//! Reached is what the table itself reports; where it reports nothing, the deals of the list that reached the stage
//! between the first day of the table's period and the day of judgement, at the size or above, exactly.

use super::read::{self, Deal, FIGURES, Goal, Row};
use super::{Line, Measure, Quotas, Stage, What, Word, sums};
use crate::assess::Accepted;
use crate::base::amount::Amount;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::measures::QuotaRules;
use chrono::{Days, NaiveDate};

/// Everything there is to say on a day.
pub fn lines(accepted: &[Accepted], rules: &QuotaRules, as_of: NaiveDate) -> Quotas {
    let quotas = newest(accepted, Dataset::Quotas);
    let deal_lists = newest(accepted, Dataset::Deals);
    let (rows, deals) = (read::rows(&quotas, &rules.headline_name), read::deals(&deal_lists));
    let goals = read::goals(&newest(accepted, Dataset::QuotaGoals));
    let period = quotas.first().and_then(|table| table.period);
    let day = Day {
        deals: &deals,
        listed: !deal_lists.is_empty(),
        from: period.map(|period| period.start()),
        due: period.map(|period| period.end()),
        as_of,
        soon: u64::from(rules.due_within_days),
    };
    let units = rows.iter().filter(|row| !row.is_whole).chain(rows.iter().filter(|row| row.is_whole));
    Quotas {
        lines: units.flat_map(|row| day.row(row, &rows)).collect(),
        goals: goals.iter().flat_map(|goal| day.goal(goal)).collect(),
        sums: sums::of(&rows, rules),
    }
}

/// The tables of the newest file that has the dataset: for the latest period, of that the last to come.
fn newest(accepted: &[Accepted], dataset: Dataset) -> Vec<&Accepted> {
    let of = || accepted.iter().filter(|table| table.table.dataset == dataset);
    let rank = |table: &Accepted| (table.period.map(|period| period.end()), table.version);
    let Some(newest) = of().map(rank).max() else { return Vec::new() };
    of().filter(|table| rank(table) == newest).collect()
}

struct Day<'a> {
    deals: &'a [Deal],
    listed: bool,
    from: Option<NaiveDate>,
    due: Option<NaiveDate>,
    as_of: NaiveDate,
    soon: u64,
}

impl Day<'_> {
    fn row(&self, row: &Row, rows: &[Row]) -> Vec<Line> {
        let figures = FIGURES.iter().enumerate().filter_map(|(index, (_, _, item, what, size))| {
            let quota = row.quotas.get(index).copied().flatten()?;
            let measure = Measure { what: *what, at_least: size.map(Amount::whole), stage: Stage::Signed };
            let unit = (!row.is_whole).then_some(row.unit_name.as_str());
            let due = row.due.or(self.due);
            let listed = self.listed.then(|| self.reached(unit, &measure, self.from));
            let reported = row.done.get(index).copied().flatten().or_else(|| whole_done(row, rows, index));
            let actual = reported.or(listed);
            Some(Line {
                unit_name: unit.map(str::to_string),
                item: (*item).to_string(),
                measure,
                quota,
                actual,
                from: self.from,
                due,
                word: self.word(actual, quota, due),
                listed: listed.filter(|listed| reported.is_some_and(|reported| reported != *listed)),
                place: row.place.clone(),
            })
        });
        figures.collect()
    }

    fn goal(&self, goal: &Goal) -> Vec<Line> {
        let lines = goal.measures.iter().map(|(measure, quota)| {
            let unit = goal.unit_name.as_deref().filter(|unit| !read::is_whole(unit, ""));
            let actual = self.listed.then(|| self.reached(unit, measure, None));
            Line {
                unit_name: unit.map(str::to_string),
                item: goal.item.clone(),
                measure: measure.clone(),
                quota: *quota,
                actual,
                from: None,
                due: Some(goal.due),
                word: self.word(actual, *quota, Some(goal.due)),
                listed: None,
                place: goal.place.clone(),
            }
        });
        lines.collect()
    }

    /// What the list of deals says was reached. What came after the due day was reached too, only late: a quota that is
    /// short on its day is made good by it.
    fn reached(&self, unit: Option<&str>, measure: &Measure, from: Option<NaiveDate>) -> Amount {
        let same = |deal: &&Deal| {
            unit.is_none_or(|unit| {
                deal.unit_name.as_deref().is_some_and(|name| read::squeezed(name) == read::squeezed(unit))
            })
        };
        let in_time = |deal: &&Deal| {
            deal.reached(measure.stage).is_some_and(|day| day <= self.as_of && from.is_none_or(|from| from <= day))
        };
        let large = |deal: &&Deal| measure.at_least.is_none_or(|least| deal.amount >= least);
        let deals = self.deals.iter().filter(same).filter(in_time).filter(large);
        match measure.what {
            What::Count => Amount::whole(deals.count() as i64),
            What::Amount => Amount(deals.map(|deal| deal.amount.0).sum()),
        }
    }

    fn word(&self, actual: Option<Amount>, quota: Amount, due: Option<NaiveDate>) -> Word {
        let near = |due: NaiveDate| due.checked_sub_days(Days::new(self.soon)).is_none_or(|day| self.as_of >= day);
        match (actual, due) {
            (None, _) => Word::NotReported,
            (Some(actual), _) if actual >= quota => Word::Reached,
            (_, Some(due)) if self.as_of > due => Word::Short,
            (_, Some(due)) if near(due) => Word::Due,
            _ => Word::Open,
        }
    }
}

/// What all units reached together, where the row of the whole says nothing itself and every unit does.
fn whole_done(row: &Row, rows: &[Row], index: usize) -> Option<Amount> {
    let done = |unit: &Row| unit.done.get(index).copied().flatten().map(|done| done.0);
    let units: Option<Vec<i128>> = rows.iter().filter(|unit| !unit.is_whole).map(done).collect();
    units.filter(|units| row.is_whole && !units.is_empty()).map(|units| Amount(units.iter().sum()))
}
