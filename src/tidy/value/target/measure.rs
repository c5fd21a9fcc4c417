//! Things that are written in several units: people and ten thousands of them, days and hours, shares of a hundred and of a
//! thousand.
//!
//! Takes labels of units as targets and rows write them; gives whether two of them measure the same thing, and how many of
//! one the other is. What is not known to be the same is not compared.

use super::Target;
use crate::base::amount::{Amount, Unit, UnitKind, divide_half_even};
use crate::pipeline::headers::unit_of;
use unicode_normalization::UnicodeNormalization;

/// What a unit measures: one of it is `times / parts` of the thing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Measure {
    thing: String,
    times: i128,
    parts: i128,
}

/// Units with another name or another size of the same thing: label, thing, how many of it.
const SAME: &[(&str, &str, i64)] = &[
    ("秒", "秒", 1),
    ("分钟", "秒", 60),
    ("小时", "秒", 3_600),
    ("个小时", "秒", 3_600),
    ("天", "秒", 86_400),
    ("日", "秒", 86_400),
    ("自然日", "秒", 86_400),
    ("周", "秒", 604_800),
    ("月", "月", 1),
    ("个月", "月", 1),
    ("年", "月", 12),
    ("个工作日", "工作日", 1),
    ("公里", "米", 1_000),
    ("千米", "米", 1_000),
    ("km", "米", 1_000),
    ("m", "米", 1),
    ("吨", "克", 1_000_000),
    ("t", "克", 1_000_000),
    ("千克", "克", 1_000),
    ("公斤", "克", 1_000),
    ("平方公里", "平方米", 1_000_000),
    ("公顷", "平方米", 10_000),
    ("平米", "平方米", 1),
    ("㎡", "平方米", 1),
    ("m2", "平方米", 1),
    ("名", "人", 1),
    ("度", "瓦时", 1_000),
    ("千瓦时", "瓦时", 1_000),
    ("千瓦", "瓦", 1_000),
    ("兆瓦", "瓦", 1_000_000),
    ("个百分点", "%", 1),
    ("百分点", "%", 1),
    ("百分比", "%", 1),
];

/// Multiples before a unit.
const MULTIPLES: &[(&str, i64)] =
    &[("千万", 10_000_000), ("百万", 1_000_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000)];

/// Things that come one by one, and that are called one thing here and another there.
const COUNTED: &[&str] =
    &["个", "项", "家", "处", "件", "起", "例", "宗", "次", "座", "所", "条", "批", "场", "份", "台", "套"];
/// Things that come one by one, each with its own word.
const OWN: &[&str] = &["人", "户", "辆", "栋", "间", "张", "株", "头", "床", "人次", "村", "镇"];

/// Whether a unit counts things that come one by one.
pub fn is_counted(label: &str) -> bool {
    measure(label).is_some_and(|it| COUNTED.contains(&it.thing.as_str()) || OWN.contains(&it.thing.as_str()))
}

fn measure(label: &str) -> Option<Measure> {
    let label: String = label.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    let label = label.strip_prefix("单位:").unwrap_or(&label).trim_matches(['(', ')']);
    if label.is_empty() {
        return None;
    }
    let whole = |thing: String, times: i64| Some(Measure { thing, times: i128::from(times), parts: 1 });
    if label == "‰" || label == "千分比" {
        return Some(Measure { thing: "%".to_string(), times: 1, parts: 10 });
    }
    // 吨标准煤/万元: the same below the line is the same thing.
    if let Some((above, below)) = label.split_once('/') {
        let above = measure(above)?;
        return Some(Measure { thing: format!("{}/{below}", above.thing), ..above });
    }
    let same =
        |label: &str| SAME.iter().find(|(known, ..)| known.nfkc().eq(label.chars())).map(|(_, thing, n)| (*thing, *n));
    if let Some((thing, times)) = same(label) {
        return whole(thing.to_string(), times);
    }
    match unit_of(label) {
        Some(Unit { kind: UnitKind::Percent, .. }) => return whole("%".to_string(), 1),
        Some(unit) if unit.kind.is_money() => return whole(format!("{:?}", unit.kind), unit.factor),
        _ => {}
    }
    let multiple = MULTIPLES.iter().find_map(|(word, times)| Some((label.strip_prefix(word)?, *times)));
    match multiple {
        // 5亿 of whatever the row counts in.
        Some((rest, times)) => {
            let (thing, of) = same(rest).unwrap_or((rest, 1));
            whole(thing.to_string(), times.checked_mul(of)?)
        }
        None => whole(label.to_string(), 1),
    }
}

impl Measure {
    fn is_same(&self, other: &Measure) -> bool {
        let counts = |thing: &str| COUNTED.contains(&thing);
        let one_by_one = |thing: &str| counts(thing) || OWN.contains(&thing);
        let any = |thing: &str| matches!(thing, "个" | "项");
        let (a, b) = (self.thing.as_str(), other.thing.as_str());
        a == b || counts(a) && counts(b) || any(a) && one_by_one(b) || any(b) && one_by_one(a)
    }
}

/// A value in the unit that a target's amount is kept in; nothing where the two do not measure the same thing. A target
/// without a unit is meant in the unit of its row.
pub fn value_for(target: &Target, value: Amount, unit: Option<&str>) -> Option<Amount> {
    let Some(theirs) = &target.unit else { return Some(value) };
    let known = unit.map(str::trim).filter(|unit| !unit.is_empty());
    let Some(own) = known else { return (theirs.factor == 1).then_some(value) };
    let own = measure(own)?;
    let mut wanted = measure(&theirs.label)?;
    if wanted.thing.is_empty() && own.thing != "%" {
        // 5亿 beside 亿元: of what the row counts.
        wanted.thing.clone_from(&own.thing);
    }
    if !own.is_same(&wanted) {
        return None;
    }
    // The amount is kept without its label's multiple.
    let times = own.times.checked_mul(wanted.parts)?.checked_mul(i128::from(theirs.factor))?;
    let parts = own.parts.checked_mul(wanted.times)?;
    let exact = value.0.checked_mul(times)?;
    let found = Amount(divide_half_even(exact, parts));
    // What is only equal because it was rounded is not judged.
    let is_exact = exact % parts == 0;
    let touches = found == target.amount || Some(found) == target.upper;
    if is_exact || !touches { Some(found) } else { None }
}

/// A value as a share of a hundred; nothing where its unit is none of shares.
pub fn share(unit: &str, value: Amount) -> Option<Amount> {
    let own = measure(unit).filter(|own| own.thing == "%")?;
    Some(Amount(divide_half_even(value.0.checked_mul(own.times)?, own.parts)))
}

/// How many of another unit one of a unit is, as times and parts; nothing where they do not measure the same thing.
pub fn ratio(unit: &str, other: &str) -> Option<(i128, i128)> {
    let (own, other) = (measure(unit)?, measure(other)?);
    let ratio = (own.times.checked_mul(other.parts)?, own.parts.checked_mul(other.times)?);
    own.is_same(&other).then_some(ratio)
}

/// The multiple that a unit is written with: 万 of 万人 and of 万元.
pub fn multiple(unit: &str) -> Option<i64> {
    let money = unit_of(unit).filter(|unit| unit.kind.is_money()).map(|unit| unit.factor);
    money.or_else(|| MULTIPLES.iter().find(|(word, _)| unit.trim().starts_with(word)).map(|(_, times)| *times))
}
