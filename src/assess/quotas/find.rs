//! Lines → findings: a quota or goal that is short or nearly due, and allocations that do not add up.

use super::{Line, Quotas, What, Word};
use crate::assess::{Figures, Finding, Judged, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::tidy::Note;
use chrono::NaiveDate;

/// The subject of a unit's quota, or of the whole's.
pub fn subject(line: &Line) -> String {
    format!("招商:{}:{}", line.unit_name.as_deref().unwrap_or("全部"), line.item)
}

/// The findings, and what was judged.
pub fn findings(quotas: &Quotas, as_of: NaiveDate, judged: &mut Judged) -> Vec<Finding> {
    let mut found = Vec::new();
    for line in quotas.lines.iter().chain(&quotas.goals).filter(|line| line.word != Word::NotReported) {
        let subject = subject(line);
        judged.pairs.insert((subject.clone(), Rule::QuotaBehind));
        let grade = match line.word {
            Word::Short => Grade::Behind,
            Word::Due => Grade::AtRisk,
            Word::Reached | Word::Open | Word::NotReported => continue,
        };
        found.push(Finding {
            subject,
            name: format!("{}{}", line.unit_name.as_deref().unwrap_or(""), line.item),
            unit_name: line.unit_name.clone(),
            rule: Rule::QuotaBehind,
            grade,
            since: line.due.filter(|due| *due < as_of).unwrap_or(as_of),
            figures: Figures {
                text: Some(sentence_zh(line, as_of)),
                reported_as_of: Some(as_of),
                ..Figures::default()
            },
            place: Some(line.place.clone()),
        });
    }
    // A goal of a count and an amount is one matter: the worse of the two speaks.
    found.sort_by(|a, b| (&a.subject, b.grade).cmp(&(&b.subject, a.grade)));
    found.dedup_by(|later, kept| {
        let same = later.subject == kept.subject;
        if same && let (Some(text), Some(more)) = (&mut kept.figures.text, &later.figures.text) {
            text.push('；');
            text.push_str(more);
        }
        same
    });
    found.extend(sums(quotas, as_of, judged));
    found
}

fn sums(quotas: &Quotas, as_of: NaiveDate, judged: &mut Judged) -> Vec<Finding> {
    let mut found = Vec::new();
    for sum in &quotas.sums {
        let subject = format!("招商分解:{}", sum.item);
        judged.pairs.insert((subject.clone(), Rule::QuotaSum));
        if !sum.adds_up() {
            found.push(Finding {
                subject,
                name: format!("{}任务分解", sum.item),
                unit_name: None,
                rule: Rule::QuotaSum,
                grade: Grade::AtRisk,
                since: as_of,
                figures: Figures { text: Some(sum.sentence_zh()), ..Figures::default() },
                place: sum.place.clone(),
            });
        }
    }
    found
}

/// A note per figure whose allocations do not add up.
pub fn notes(quotas: &Quotas) -> Vec<Note> {
    let wrong = quotas.sums.iter().filter(|sum| !sum.adds_up());
    let note = |sum: &super::Sum| Note {
        place: sum.place.clone().unwrap_or_default(),
        kind: "quota_sum".to_string(),
        text: sum.sentence(),
    };
    wrong.map(note).collect()
}

/// `目标7个，已完成5个，差2个，时限2026年10月31日，已过期3天`
fn sentence_zh(line: &Line, as_of: NaiveDate) -> String {
    let shown = |amount: Amount| match line.measure.what {
        What::Count => format!("{amount}个"),
        What::Amount => format!("{}亿元", amount.in_unit(100_000_000).rounded(4)),
    };
    let actual = line.actual.unwrap_or_default();
    let missing = Amount(line.quota.0.saturating_sub(actual.0));
    let due = line.due.map(|due| {
        let days = (as_of - due).num_days();
        let how = if days > 0 { format!("已超期{days}天") } else { format!("还有{}天", -days) };
        format!("，时限{due}，{how}")
    });
    let stage = line.measure.stage.label_zh();
    format!(
        "{stage}目标{}，已完成{}，差{}{}",
        shown(line.quota),
        shown(actual),
        shown(missing),
        due.unwrap_or_default()
    )
}
