//! Indicators, quotas and scores as a pipeline asks for them: what is compared, what opens a case, how points are weighed.
//!
//! Takes the sections `[indicators]`, `[quotas]` and `[scores]` of a pipeline file; gives checked values or every problem
//! at once. What the comparisons mean stands in `assess::indicators`, `assess::quotas` and `assess::scores`.

/// The sections as typed, read and checked in one pass.
pub mod file;

/// The words of `[scores]`: parts, groups, exclusions, bands.
pub mod scores;

use super::dataset::Dataset;
use super::file::TableFile;
use super::reader::Reader;
use super::rules::Threshold;
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use file::MeasuresFile;
use serde::{Deserialize, Serialize};

/// How a pipeline's indicators, quotas and scores are judged; a section that is `None` is not judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures {
    /// `[indicators]`
    pub indicators: Option<IndicatorRules>,
    /// `[quotas]`
    pub quotas: Option<QuotaRules>,
    /// `[scores]`
    pub scores: Option<scores::ScoreRules>,
}

/// A dataset, the section that judges it, and whether a pipeline has that.
pub type Judging = (Dataset, &'static str, fn(&Measures) -> bool);

/// What is judged by a section of its own: without it rows are kept, and nobody is told.
pub const SECTIONS: [Judging; 4] = [
    (Dataset::Indicators, "indicators", |measures| measures.indicators.is_some()),
    (Dataset::Quotas, "quotas", |measures| measures.quotas.is_some()),
    (Dataset::QuotaGoals, "quotas", |measures| measures.quotas.is_some()),
    (Dataset::Scores, "scores", |measures| measures.scores.is_some()),
];

impl Measures {
    /// Whether a finding can come of it.
    pub fn opens_cases(&self) -> bool {
        self.indicators.is_some() || self.quotas.is_some()
    }
}

/// What an indicator is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The value against its own annual target, at the pace of the year.
    TargetValue,
    /// The growth rate against its own target.
    TargetGrowth,
    /// The value against the reference region's average.
    ReferenceValue,
    /// The growth rate against the reference region's average.
    ReferenceGrowth,
    /// The value against the same period of last year.
    LastYearValue,
    /// The growth rate against that of the same period of last year.
    LastYearGrowth,
    /// The value against the last period, for indicators that do not accumulate.
    LastPeriodValue,
    /// The growth rate against that of the last period.
    LastPeriodGrowth,
    /// The growth rate against the average of the same period of the two years before.
    TwoYearGrowth,
    /// The target in words: 不低于95%, 提高15个百分点, 零上访.
    Goal,
}

impl Against {
    /// Every comparison, in the order they are shown.
    pub const ALL: [Against; 10] = [
        Against::TargetValue,
        Against::TargetGrowth,
        Against::ReferenceValue,
        Against::ReferenceGrowth,
        Against::LastYearValue,
        Against::LastYearGrowth,
        Against::LastPeriodValue,
        Against::LastPeriodGrowth,
        Against::TwoYearGrowth,
        Against::Goal,
    ];

    /// The name in TOML and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Against::TargetValue => "target_value",
            Against::TargetGrowth => "target_growth",
            Against::ReferenceValue => "reference_value",
            Against::ReferenceGrowth => "reference_growth",
            Against::LastYearValue => "last_year_value",
            Against::LastYearGrowth => "last_year_growth",
            Against::LastPeriodValue => "last_period_value",
            Against::LastPeriodGrowth => "last_period_growth",
            Against::TwoYearGrowth => "two_year_growth",
            Against::Goal => "goal",
        }
    }

    /// The comparison of a name, if it is one.
    pub fn from_name(name: &str) -> Option<Against> {
        Against::ALL.into_iter().find(|a| a.name() == name)
    }

    /// What a Chinese reader sees.
    pub fn label_zh(self) -> &'static str {
        match self {
            Against::TargetValue => "年度目标",
            Against::TargetGrowth => "目标增速",
            Against::ReferenceValue => "平均水平",
            Against::ReferenceGrowth => "平均增速",
            Against::LastYearValue => "上年同期",
            Against::LastYearGrowth => "上年同期增速",
            Against::LastPeriodValue => "上期",
            Against::LastPeriodGrowth => "上期增速",
            Against::TwoYearGrowth => "前两年同期平均增速",
            Against::Goal => "目标要求",
        }
    }
}

/// `[indicators]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorRules {
    /// Comparisons that open a case when the indicator is worse (滞后).
    pub behind: Vec<Against>,
    /// Comparisons that open a warning when it is worse (预警).
    pub at_risk: Vec<Against>,
    /// For `target_value`: how far below the pace of the year counts as worse for a case.
    pub pace: Threshold,
    /// What readers call the reference region.
    pub reference: String,
    /// Indicators of which less is better, as name patterns.
    pub lower_is_better: Vec<String>,
    /// Indicators that do not accumulate over the year (rates, levels), as name patterns; those in percent never do.
    pub level: Vec<String>,
}

impl IndicatorRules {
    /// The grade of an indicator that is better by so much than what it is held against; worse by nothing is not worse.
    pub fn grade_of(&self, against: Against, better_by: Amount) -> Grade {
        match better_by.0 < 0 {
            true if self.behind.contains(&against) => Grade::Behind,
            true if self.at_risk.contains(&against) => Grade::AtRisk,
            _ => Grade::OnTrack,
        }
    }
}

/// `[quotas]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRules {
    /// What readers call the whole: its quota is the headline.
    pub headline_name: String,
    /// The headline where the file has none: canonical column → figure.
    pub headline: Vec<(String, Amount)>,
    /// 预警 within so many days before a quota's day while it is not reached.
    pub due_within_days: u32,
}

/// Holds the sections against the tables that the pipeline reads. `of_pack`: what its rule pack holds indicators against, where
/// the pipeline has no `[indicators]` of its own.
pub fn check(
    typed: &MeasuresFile,
    of_pack: Option<IndicatorRules>,
    tables: &[TableFile],
    reader: &Reader<'_>,
) -> Measures {
    let reads = |dataset: Dataset| {
        let named = tables.iter().filter_map(|table| table.dataset.as_ref());
        named.filter_map(|text| Dataset::from_name(text.get_ref())).any(|found| found == dataset)
    };
    let needs = |section: &str, there: bool, datasets: &[Dataset]| {
        if there && !datasets.iter().any(|dataset| reads(*dataset)) {
            let names: Vec<&str> = datasets.iter().map(|dataset| dataset.name()).collect();
            let message = format!("[{section}] judges nothing: no table `{}` is read here", names.join("` or `"));
            let hint = format!("add [[tables]] with dataset = \"{}\", or remove [{section}]", names[0]);
            reader.error(typed.span(section), section, message, hint);
        }
    };
    needs("indicators", typed.measures.indicators.is_some(), &[Dataset::Indicators]);
    needs("quotas", typed.measures.quotas.is_some(), &[Dataset::Quotas, Dataset::QuotaGoals]);
    needs("scores", typed.measures.scores.is_some(), &[Dataset::Scores, Dataset::Inspections, Dataset::Issues]);
    let mut measures = typed.measures.clone();
    measures.indicators = measures.indicators.or(of_pack);
    measures
}
