//! `[indicators]`, `[quotas]`, `[scores]` as typed → their values. Reads and checks in one pass, because every key stands
//! alone; a value that is not understood is noted with its place and the usual one is taken, so that all problems show.

use super::scores;
use super::{Against, IndicatorRules, Measures, QuotaRules};
use crate::base::amount::Amount;
use crate::base::problem::nearest;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::pipeline::reader::Section;
use crate::pipeline::rules::Threshold;
use crate::pipeline::words;
use std::collections::BTreeMap;
use std::ops::Range;

/// The sections and where they stand.
#[derive(Debug, Default)]
pub struct MeasuresFile {
    /// What they say.
    pub measures: Measures,
    spans: BTreeMap<&'static str, Range<usize>>,
}

impl MeasuresFile {
    /// Where a section stands.
    pub fn span(&self, section: &str) -> Range<usize> {
        self.spans.get(section).cloned().unwrap_or_default()
    }
}

/// Reads the three sections of a pipeline file.
pub fn read(root: &Section<'_, '_>) -> MeasuresFile {
    let mut file = MeasuresFile::default();
    if let Some(section) = root.table("indicators") {
        file.spans.insert("indicators", section.span());
        file.measures.indicators = Some(indicators(section));
    }
    if let Some(section) = root.table("quotas") {
        file.spans.insert("quotas", section.span());
        file.measures.quotas = Some(quotas(section));
    }
    if let Some(section) = root.table("scores") {
        file.spans.insert("scores", section.span());
        file.measures.scores = Some(scores::read(section));
    }
    file
}

/// Reads `[indicators]`, of a pipeline or of a rule pack.
pub fn indicators(section: Section<'_, '_>) -> IndicatorRules {
    let usual = [Against::TargetGrowth, Against::ReferenceGrowth, Against::Goal];
    let behind = comparisons(&section, "behind").unwrap_or(usual.to_vec());
    let at_risk = comparisons(&section, "at_risk").unwrap_or(vec![Against::TargetValue]);
    if let Some(twice) = at_risk.iter().find(|against| behind.contains(against)) {
        let message = format!("`{}` stands under both `behind` and `at_risk`", twice.name());
        section.reader().error(section.span(), &section.key("at_risk"), message, "keep it in one of the two");
    }
    let pace = section.text("pace").and_then(|text| match words::threshold(text.get_ref()) {
        Ok(threshold) => Some(threshold),
        Err(hint) => {
            let message = format!("`{}` is not understood", text.get_ref());
            section.reader().error(text.span(), &section.key("pace"), message, hint);
            None
        }
    });
    let rules = IndicatorRules {
        behind,
        at_risk,
        pace: pace.unwrap_or(Threshold::PercentOfExpected(Amount::whole(90))),
        reference: plain(&section, "reference").unwrap_or("全市".to_string()),
        lower_is_better: patterns(&section, "lower_is_better"),
        level: patterns(&section, "level"),
    };
    section.close();
    rules
}

fn comparisons(section: &Section<'_, '_>, key: &str) -> Option<Vec<Against>> {
    let texts = section.texts(key)?;
    let mut found = Vec::new();
    for text in texts {
        match Against::from_name(text.get_ref()) {
            Some(against) => found.push(against),
            None => {
                let names = Against::ALL.map(Against::name);
                let hint = match nearest(text.get_ref(), names, 1).first() {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("write some of `{}`", names.join("`, `")),
                };
                let message = format!("`{}` is nothing an indicator is held against", text.get_ref());
                section.reader().error(text.span(), &section.key(key), message, hint);
            }
        }
    }
    Some(found)
}

fn quotas(section: Section<'_, '_>) -> QuotaRules {
    let mut headline = Vec::new();
    if let Some(inner) = section.table("headline") {
        for name in inner.names() {
            let column = Dataset::Quotas.columns().iter().find(|column| column.name == name.get_ref());
            match column.filter(|column| matches!(column.kind, Kind::Figure | Kind::Money)) {
                Some(column) => {
                    let figure = inner.number(column.name, 0, i64::MAX / 1_000_000);
                    headline.extend(figure.map(|n| (column.name.to_string(), Amount::whole(*n.get_ref()))));
                }
                None => {
                    inner.allow(name.get_ref());
                    let message = format!("`{}` is no figure of a quota", name.get_ref());
                    let hint = "write projects_over_100m, projects_over_1bn or amount (in yuan)";
                    inner.reader().error(name.span(), &inner.key(name.get_ref()), message, hint);
                }
            }
        }
        inner.close();
    }
    let due = section.number("due_within_days", 0, 366).map_or(30, |days| *days.get_ref());
    let rules = QuotaRules {
        headline_name: plain(&section, "headline_name").unwrap_or("总目标".to_string()),
        headline,
        due_within_days: u32::try_from(due).unwrap_or(30),
    };
    section.close();
    rules
}

/// A text without the white space around it; an empty one is none.
pub fn plain(section: &Section<'_, '_>, key: &str) -> Option<String> {
    let text = section.text(key)?;
    Some(text.get_ref().trim().to_string()).filter(|text| !text.is_empty())
}

/// Name patterns with `*`.
pub fn patterns(section: &Section<'_, '_>, key: &str) -> Vec<String> {
    section.texts(key).unwrap_or_default().into_iter().map(|text| text.get_ref().trim().to_string()).collect()
}
