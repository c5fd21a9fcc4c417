//! Tables → observations: indicator × period × version, with the cell each was read from.
//!
//! Takes accepted tables of indicators in the order they came; gives what stands, what stood before, and what a later
//! file changed. A table without a period speaks of no month and gives no observation.

use super::Revision;
use crate::base::amount::{Amount, Unit, UnitKind};
use crate::base::place::Place;
use crate::tidy::table::{PLACE_CELL, SHEET, Table};
use chrono::{Datelike, Months, NaiveDate};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// One indicator at one period, as one file said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Its name as written.
    pub indicator: String,
    /// The unit as written.
    pub unit: Option<String>,
    /// The responsible unit.
    pub unit_name: Option<String>,
    /// The period's last day.
    pub period_end: NaiveDate,
    /// The value as written.
    pub value: Amount,
    /// Its growth rate, in percent.
    pub growth: Option<Amount>,
    /// The annual target, in the value's unit.
    pub target: Option<Amount>,
    /// The target of its growth rate.
    pub target_growth: Option<Amount>,
    /// The reference region's value.
    pub reference_value: Option<Amount>,
    /// The reference region's growth rate.
    pub reference_growth: Option<Amount>,
    /// The value of the same period of last year, where the table states it.
    pub last_year_value: Option<Amount>,
    /// The growth rate of the same period of last year, where the table states it.
    pub last_year_growth: Option<Amount>,
    /// The average growth of the two years before, where the table states it.
    pub two_year_growth: Option<Amount>,
    /// The target in words.
    pub goal: Option<String>,
    /// Which file said it, counted in the order they came.
    pub version: u64,
    /// The cell of the value.
    pub place: Place,
}

/// The figures in which two versions may differ.
const FIGURES: [&str; 9] = [
    "value",
    "growth",
    "target",
    "target_growth",
    "reference_value",
    "reference_growth",
    "last_year_value",
    "last_year_growth",
    "two_year_growth",
];

impl Observation {
    /// One of its figures.
    pub fn figure(&self, name: &str) -> Option<Amount> {
        match name {
            "value" => Some(self.value),
            "growth" => self.growth,
            "target" => self.target,
            "target_growth" => self.target_growth,
            "reference_value" => self.reference_value,
            "reference_growth" => self.reference_growth,
            "last_year_value" => self.last_year_value,
            "last_year_growth" => self.last_year_growth,
            "two_year_growth" => self.two_year_growth,
            _ => None,
        }
    }

    /// The unit, where it is one that is known.
    pub fn known_unit(&self) -> Option<Unit> {
        Unit::from_label(self.unit.as_deref()?)
    }

    /// Whether it is a share of a hundred.
    pub fn is_percent(&self) -> bool {
        self.known_unit().is_some_and(|unit| unit.kind == UnitKind::Percent)
    }

    /// Another observation's value in this one's unit; nothing where the two cannot be compared.
    pub fn value_of(&self, other: &Observation) -> Option<Amount> {
        if self.unit == other.unit {
            return Some(other.value);
        }
        let (mine, theirs) = (self.known_unit()?, other.known_unit()?);
        let base = other.value.times(theirs.factor).filter(|_| mine.kind == theirs.kind)?;
        // Exact or not at all.
        let factor = i128::from(mine.factor);
        if base.0 % factor == 0 { Some(Amount(base.0 / factor)) } else { None }
    }
}

/// An indicator's name as it is compared: NFKC, without white space.
pub fn key(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// The observations of one accepted table. `version` counts tables in the order they came.
pub fn observe(table: &Table, file: &str, period_end: NaiveDate, version: u64) -> Vec<Observation> {
    let texts = table.texts(["indicator", "unit", "unit_name", "goal", SHEET, PLACE_CELL]);
    let columns: BTreeMap<&str, Vec<Option<Amount>>> =
        FIGURES.into_iter().map(|name| (name, table.amounts(name))).collect();
    let figure = |name: &str, row: usize| columns.get(name).and_then(|c| c.get(row)).copied().flatten();
    let rows = texts.into_iter().enumerate().filter_map(|(row, [indicator, unit, unit_name, goal, sheet, cell])| {
        Some(Observation {
            indicator: indicator?,
            unit,
            unit_name,
            period_end,
            value: figure("value", row)?,
            growth: figure("growth", row),
            target: figure("target", row),
            target_growth: figure("target_growth", row),
            reference_value: figure("reference_value", row),
            reference_growth: figure("reference_growth", row),
            last_year_value: figure("last_year_value", row),
            last_year_growth: figure("last_year_growth", row),
            two_year_growth: figure("two_year_growth", row),
            goal,
            version,
            place: Place { file: file.to_string(), sheet, cell },
        })
    });
    rows.collect()
}

/// All versions of all observations, by indicator and period, oldest version first.
#[derive(Debug)]
pub struct History<'a> {
    by_key: BTreeMap<String, BTreeMap<NaiveDate, Vec<&'a Observation>>>,
    order: Vec<String>,
}

impl<'a> History<'a> {
    /// Sorts observations. Of one file that names an indicator twice the last row counts.
    pub fn of(observations: &'a [Observation]) -> History<'a> {
        let mut by_key: BTreeMap<String, BTreeMap<NaiveDate, Vec<&Observation>>> = BTreeMap::new();
        let mut newest: BTreeMap<(NaiveDate, u64), Vec<String>> = BTreeMap::new();
        for observation in observations {
            let key = key(&observation.indicator);
            newest.entry((observation.period_end, observation.version)).or_default().push(key.clone());
            let versions = by_key.entry(key).or_default().entry(observation.period_end).or_default();
            versions.retain(|known| known.version != observation.version);
            versions.push(observation);
            versions.sort_by_key(|known| known.version);
        }
        // The newest table's order, then what only older tables have.
        let mut order: Vec<String> = Vec::new();
        for key in newest.into_values().rev().flatten() {
            if !order.contains(&key) {
                order.push(key);
            }
        }
        History { by_key, order }
    }

    /// Each indicator at its newest period.
    pub fn newest(&self) -> Vec<&'a Observation> {
        let of = |key: &String| self.by_key.get(key)?.last_key_value()?.1.last().copied();
        self.order.iter().filter_map(of).collect()
    }

    /// What stands of an indicator at a period.
    pub fn at(&self, indicator: &str, period_end: NaiveDate) -> Option<&'a Observation> {
        self.by_key.get(&key(indicator))?.get(&period_end)?.last().copied()
    }

    /// The same period so many years before.
    pub fn years_before(&self, observation: &Observation, years: u32) -> Option<&'a Observation> {
        let day = observation.period_end.checked_sub_months(Months::new(12 * years))?;
        // The last day of a month stays the last day: 29 February's year before ends on the 28th.
        let last = last_of_month(day)?;
        self.at(&observation.indicator, last)
    }

    /// The period before, of the same year or not.
    pub fn before(&self, observation: &Observation) -> Option<&'a Observation> {
        let periods = self.by_key.get(&key(&observation.indicator))?;
        periods.range(..observation.period_end).next_back()?.1.last().copied()
    }

    /// The first version of the same period, where there are several.
    pub fn first_version(&self, observation: &Observation) -> Option<&'a Observation> {
        let versions = self.by_key.get(&key(&observation.indicator))?.get(&observation.period_end)?;
        versions.first().copied().filter(|first| first.version < observation.version)
    }

    /// Whether the reference region is known to publish this indicator: any row of any period has its figure.
    pub fn has_reference(&self, observation: &Observation) -> bool {
        let of_indicator = self.by_key.get(&key(&observation.indicator)).into_iter().flatten();
        let mut here = of_indicator.flat_map(|(_, versions)| versions);
        let mut beside = self.by_key.values().filter_map(|periods| periods.get(&observation.period_end)).flatten();
        here.any(|o| o.reference_growth.is_some()) || beside.any(|o| o.reference_growth.is_some())
    }

    /// What later files changed of this indicator and period, in the order of the changes.
    pub fn revisions(&self, observation: &Observation) -> Vec<Revision> {
        let periods = self.by_key.get(&key(&observation.indicator));
        let versions = periods.and_then(|periods| periods.get(&observation.period_end));
        let pairs = versions.into_iter().flat_map(|versions| versions.windows(2));
        pairs.flat_map(|pair| if let [was, is] = pair { differences(was, is) } else { Vec::new() }).collect()
    }
}

/// What one version says otherwise than the one before it.
pub fn differences(was: &Observation, is: &Observation) -> Vec<Revision> {
    let changed = FIGURES.into_iter().filter(|column| {
        let same_value = *column == "value" && is.value_of(was) == Some(is.value);
        was.figure(column) != is.figure(column) && !same_value
    });
    let revision = |column| Revision {
        indicator: is.indicator.clone(),
        period_end: is.period_end,
        column,
        was: was.figure(column),
        is: is.figure(column),
        place: is.place.clone(),
        lights: Vec::new(),
    };
    changed.map(revision).collect()
}

fn last_of_month(day: NaiveDate) -> Option<NaiveDate> {
    let first = day.with_day(1)?;
    first.checked_add_months(Months::new(1))?.pred_opt()
}
