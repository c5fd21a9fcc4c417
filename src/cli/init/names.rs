//! The names of samples → the patterns by which a pipeline knows its files.
//!
//! Takes samples; gives what their names share, without days, numbers and the words of times.

use super::sample::Sample;
use crate::pipeline::dataset::Dataset;
use std::collections::BTreeMap;

/// Name patterns: the longest words that all names of one kind of table share, between stars.
pub fn patterns(samples: &[&Sample]) -> Vec<String> {
    let mut by_dataset: BTreeMap<Dataset, Vec<String>> = BTreeMap::new();
    for sample in samples {
        let first = sample.datasets().next();
        by_dataset.entry(first.unwrap_or(Dataset::Progress)).or_default().push(words(&sample.name));
    }
    let mut patterns = Vec::new();
    // The kind of table that gives the pipeline its name comes first.
    let main = [Dataset::Progress, Dataset::Register, Dataset::Indicators];
    let (first, rest): (Vec<_>, Vec<_>) = by_dataset.iter().partition(|(dataset, _)| main.contains(*dataset));
    for (_, names) in first.into_iter().chain(rest) {
        let shared = names.iter().skip(1).fold(names.first().cloned().unwrap_or_default(), |a, b| shared(&a, b));
        let cores = if shared.chars().count() >= 2 { vec![shared] } else { names.clone() };
        for core in cores {
            let pattern = if core.is_empty() { "*".to_string() } else { format!("*{core}*") };
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
    }
    patterns
}

/// Words for times in names, the longer ones first.
const TIMES: &[&str] = &[
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
    "前三季度",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "上半年",
    "下半年",
    "半年",
    "上旬",
    "中旬",
    "下旬",
    "上半月",
    "下半月",
    "十一月",
    "十二月",
    "一月",
    "二月",
    "三月",
    "四月",
    "五月",
    "六月",
    "七月",
    "八月",
    "九月",
    "十月",
];

/// The longest piece of a name without its ending, digits and the words of dates.
fn words(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = TIMES.iter().fold(stem.to_string(), |stem, word| stem.replace(word, "年"));
    let splits = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '*' | '?' | '(' | ')' | '（' | '）');
    let trim = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '.' | ',' | '第' | '期');
    let parts = stem.split(splits).map(|part| part.trim_matches(trim));
    // The first of the longest.
    parts.rev().max_by_key(|part| part.chars().count()).unwrap_or_default().to_string()
}

/// The longest run of characters that two texts share.
fn shared(a: &str, b: &str) -> String {
    let chars: Vec<char> = a.chars().collect();
    let mut best = String::new();
    for from in 0..chars.len() {
        for until in from + 1..=chars.len() {
            let piece: String = chars.get(from..until).unwrap_or_default().iter().collect();
            if until - from > best.chars().count() && b.contains(&piece) {
                best = piece;
            }
        }
    }
    best.trim().to_string()
}
