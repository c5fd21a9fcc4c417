//! Which year labels without one are of: 2026年1-2月 | 3月 | 4月, 2025年11月 | 12月 | 2026年1月 | 2月.
//!
//! Takes the labels of a header from left to right; gives those without a year that of the label before them, as long as the
//! periods go on in order. After December, and where two years may be meant, a label needs its own.

use super::label::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// The years told so far.
#[derive(Debug, Default)]
pub struct Years {
    /// The year that a title says; only where no label has one of its own.
    title: Option<i32>,
    /// All years that labels have.
    seen: BTreeSet<i32>,
    /// By heading: the year that its labels are of, and the months that its labels end with, in their order.
    runs: BTreeMap<String, (i32, Vec<i32>)>,
}

impl Years {
    /// None told yet. `title`: the year that is meant where no label has one.
    pub fn new(title: Option<i32>) -> Years {
        Years { title, ..Years::default() }
    }

    /// The readings of the next label: `own` are those with its own year, `read` gives those with a year that is meant.
    ///
    /// # Errors
    /// Why the label needs a year of its own.
    pub fn told(
        &mut self,
        heading: &str,
        shown: &str,
        own: &[Reading],
        read: impl Fn(Option<i32>) -> Vec<Reading>,
    ) -> Result<Vec<Reading>, String> {
        if let Some(first) = own.first() {
            self.seen.insert(first.span.0);
            self.runs.insert(heading.to_string(), (first.span.0, vec![end(first)]));
            return Ok(own.to_vec());
        }
        let needs = |why: &str| Err(format!("{shown} {why}; write its year, as in 2024年3月"));
        let only = || self.seen.first().copied().filter(|_| self.seen.len() == 1);
        let carried = self.runs.get(heading).map(|(year, _)| *year).or_else(only).or(self.title);
        let Some(year) = carried else { return needs("has no year") };
        let readings = read(Some(year));
        let Some(first) = readings.first() else { return needs("has no year") };
        let (_, run) = self.runs.entry(heading.to_string()).or_insert_with(|| (year, Vec::new()));
        run.push(end(first));
        if goes_on(run, self.title.is_some()) {
            return Ok(readings);
        }
        needs("does not go on from the label before it, and may be of another year")
    }
}

fn end(reading: &Reading) -> i32 {
    i32::try_from(reading.span.2).unwrap_or(0)
}

/// Whether months go on in one direction. Backwards under a label's own year only step by step: after 2025年12月 comes 1月 of the
/// next year, after 2025年3月 2月 of the same.
fn goes_on(ends: &[i32], is_titled: bool) -> bool {
    let steps = || ends.windows(2).map(|pair| pair[1] - pair[0]); // windows(2) are pairs
    let backwards = |step: i32| is_titled && step <= 0 || matches!(step, -3 | -1 | 0);
    steps().all(|step| step >= 0) || steps().all(backwards)
}

#[cfg(test)]
mod tests {
    use super::super::label::of_text;
    use super::*;

    #[test]
    fn years_are_carried_while_months_go_on() {
        let told = |labels: &str, title: Option<i32>| {
            let mut years = Years::new(title);
            let one = |label: &str| years.told("", label, &of_text(label, None), |year| of_text(label, year));
            let told: Result<Vec<Vec<Reading>>, String> = labels.split(' ').map(one).collect();
            told.map_or_else(
                |why| why,
                |all| all.iter().filter_map(|r| Some(r.first()?.name.clone())).collect::<Vec<String>>().join(" "),
            )
        };
        assert_eq!(told("2026年1-2月 3月 4月", None), "2026-01..2026-02 2026-03 2026-04");
        assert_eq!(told("2025年11月 12月 2026年1月 2月", None), "2025-11 2025-12 2026-01 2026-02");
        assert_eq!(told("2026年3月 2月 1月", None), "2026-03 2026-02 2026-01");
        assert_eq!(told("2025年四季度 2026年一季度 二季度", None), "2025-Q4 2026-Q1 2026-Q2");
        assert_eq!(told("2026年1月 1-2月 1-3月", None), "2026-01 2026-01..2026-02 2026-Q1");
        assert_eq!(told("3月 2月", Some(2026)), "2026-03 2026-02");
        for (labels, odd) in [
            ("2025年11月 12月 1月", "1月"),
            ("2025年12月 1月", "1月"),
            ("2025年四季度 一季度", "一季度"),
            ("2025年下半年 上半年", "上半年"),
            ("12月 2026年1月", "12月"),
            ("2025年12月 11月 12月", "12月"),
        ] {
            assert!(told(labels, None).starts_with(odd), "{labels}: {}", told(labels, None));
        }
        assert!(told("11月 12月 1月 2月", Some(2025)).starts_with("1月"));
    }
}
