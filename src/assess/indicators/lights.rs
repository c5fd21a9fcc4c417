//! Observations → lights: one comparison, one light, one reason. Equal counts as stated: equal is its own word, never
//! better and never worse.

use super::history::{History, Observation};
use super::{Light, Word, pace};
use crate::base::amount::Amount;
use crate::base::pattern::matches as fits;
use crate::pipeline::measures::{Against, IndicatorRules};
use std::cmp::Ordering;

/// Every comparison that can be made of an observation.
pub fn of(observation: &Observation, history: &History<'_>, rules: &IndicatorRules) -> Vec<Light> {
    let judge = Judge { observation, history, rules };
    Against::ALL.into_iter().filter_map(|against| judge.light(against)).collect()
}

/// Whether an indicator does not accumulate over the year.
pub fn is_level(observation: &Observation, rules: &IndicatorRules) -> bool {
    observation.is_percent() || rules.level.iter().any(|pattern| fits(pattern, &observation.indicator))
}

struct Judge<'a> {
    observation: &'a Observation,
    history: &'a History<'a>,
    rules: &'a IndicatorRules,
}

impl Judge<'_> {
    fn light(&self, against: Against) -> Option<Light> {
        let o = self.observation;
        let growth = |other: Option<Amount>| self.compared(against, o.growth?, other?, true);
        let value = |other: Option<Amount>| self.compared(against, o.value, other?, false);
        match against {
            Against::TargetValue if is_level(o, self.rules) => value(o.target),
            Against::TargetValue => self.pace(),
            Against::TargetGrowth => growth(o.target_growth),
            Against::ReferenceValue => value(o.reference_value),
            Against::ReferenceGrowth if o.reference_growth.is_none() => self.provisional(),
            Against::ReferenceGrowth => growth(o.reference_growth),
            Against::LastYearValue => value(
                o.last_year_value.or_else(|| self.history.years_before(o, 1).and_then(|before| o.value_of(before))),
            ),
            Against::LastYearGrowth => growth(self.growth_before(1).or(o.last_year_growth)),
            Against::LastPeriodValue if is_level(o, self.rules) => {
                value(self.history.before(o).and_then(|before| o.value_of(before)))
            }
            Against::LastPeriodValue => None,
            Against::LastPeriodGrowth => growth(self.history.before(o).and_then(|before| before.growth)),
            Against::TwoYearGrowth => self.two_years(),
            Against::Goal => super::goal::light(o, self.history, is_level(o, self.rules)),
        }
    }

    fn growth_before(&self, years: u32) -> Option<Amount> {
        self.history.years_before(self.observation, years)?.growth
    }

    fn compared(&self, against: Against, own: Amount, other: Amount, growth: bool) -> Option<Light> {
        Some(self.said(against, own, other, own.cmp(&other), growth))
    }

    /// The mean of the growth of the two years before, compared twofold so that it stays whole.
    fn two_years(&self) -> Option<Light> {
        let own = self.observation.growth?;
        if let Some(stated) = self.observation.two_year_growth {
            return self.compared(Against::TwoYearGrowth, own, stated, true);
        }
        let sum = self.growth_before(1)?.0.checked_add(self.growth_before(2)?.0)?;
        let order = own.0.checked_mul(2)?.cmp(&sum);
        let mean = Amount(crate::base::amount::divide_half_even(sum, 2));
        Some(self.said(Against::TwoYearGrowth, own, mean, order, true))
    }

    /// The value at the pace of the year.
    fn pace(&self) -> Option<Light> {
        let o = self.observation;
        let due = pace::due(o, self.history);
        let (order, expected) = (pace::compare(o, due)?, pace::expected(o, due)?);
        let mut light = self.said(Against::TargetValue, o.value, expected, order, false);
        let (by, by_zh) = if due.seasonal {
            ("by last year's shape", "按上年同期进度")
        } else {
            ("by months", "按序时进度")
        };
        let share = pace::of(o).and_then(|pace| pace.share).map(|s| format!(" ({s} % of {})", o.target.unwrap_or(s)));
        // What was due is held against, not the target of the whole year.
        light.why = light.why.replacen("target value", "what was due", 1);
        light.why_zh = light.why_zh.replacen(Against::TargetValue.label_zh(), "应完成", 1);
        light.why = format!("{}; due {by}{}", light.why, share.unwrap_or_default());
        light.why_zh = format!("{}（{by_zh}）", light.why_zh);
        Some(light)
    }

    fn provisional(&self) -> Option<Light> {
        let own = self.observation.growth?;
        let waits = self.history.has_reference(self.observation);
        waits.then(|| Light {
            against: Against::ReferenceGrowth,
            word: Word::Provisional,
            own,
            other: None,
            why: format!("{own} %: {} has not published, provisional", self.rules.reference),
            why_zh: format!("增速{own}%，{}尚未公布，暂不比较", self.rules.reference),
        })
    }

    fn said(&self, against: Against, own: Amount, other: Amount, order: Ordering, growth: bool) -> Light {
        // Growth of what should be low is better when it is low, as the value is.
        let lower = self.rules.lower_is_better.iter().any(|pattern| fits(pattern, &self.observation.indicator));
        let word = match (order, lower) {
            (Ordering::Equal, _) => Word::Equal,
            (Ordering::Greater, false) | (Ordering::Less, true) => Word::Better,
            (Ordering::Less, false) | (Ordering::Greater, true) => Word::Worse,
        };
        let (than, than_zh) = match order {
            Ordering::Greater => ("above", "高于"),
            Ordering::Less => ("below", "低于"),
            Ordering::Equal => ("equal to", "等于"),
        };
        let unit = if growth { "%" } else { self.observation.unit.as_deref().unwrap_or("") };
        let reference = matches!(against, Against::ReferenceGrowth | Against::ReferenceValue);
        let of = if reference { self.rules.reference.as_str() } else { "" };
        let what = if growth { "增速" } else { "" };
        let name = against.name().replace('_', " ");
        let gap = Amount((own.0 - other.0).abs());
        let by = match order {
            Ordering::Equal => String::new(),
            _ => format!("{}{gap}{unit}", if growth { "，相差" } else { "，差" }).replace('%', "个百分点"),
        };
        Light {
            against,
            word,
            own,
            other: Some(other),
            why: format!("{own} {unit} is {than} {name} {other} {unit}").replace("  ", " ").trim().to_string(),
            why_zh: format!("{what}{own}{unit}，{than_zh}{of}{}{other}{unit}{by}", against.label_zh()),
        }
    }
}
