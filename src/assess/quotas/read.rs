//! Tables → quotas, goals, deals: texts become sizes and stages, the row of the whole is told from the units'.

use super::{Measure, Stage, What};
use crate::assess::Accepted;
use crate::base::amount::Amount;
use crate::base::place::Place;
use crate::tidy::table::{PLACE_CELL, SHEET, Table};
use crate::tidy::value::{self, Mark};
use chrono::{Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// The figures of a quota table: column, what was reached, what it is called, what it counts.
pub const FIGURES: [(&str, &str, &str, What, Option<i64>); 3] = [
    ("projects_over_100m", "done_over_100m", "亿元以上项目", What::Count, Some(100_000_000)),
    ("projects_over_1bn", "done_over_1bn", "10亿元以上项目", What::Count, Some(1_000_000_000)),
    ("amount", "done_amount", "引进资金", What::Amount, None),
];

/// One row of a quota table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The unit as written.
    pub unit_name: String,
    /// Whether it is the whole: 合计, 全区目标.
    pub is_whole: bool,
    /// The quota of each of [`FIGURES`].
    pub quotas: [Option<Amount>; 3],
    /// What was reached of each.
    pub done: [Option<Amount>; 3],
    /// Its own day.
    pub due: Option<NaiveDate>,
    /// Its cell.
    pub place: Place,
}

/// One deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// The unit that brought it.
    pub unit_name: Option<String>,
    /// Its investment in yuan.
    pub amount: Amount,
    /// Signed, started, finished on.
    pub days: [Option<NaiveDate>; 3],
}

impl Deal {
    /// The day it reached a stage.
    pub fn reached(&self, stage: Stage) -> Option<NaiveDate> {
        match stage {
            Stage::Signed => self.days[0],
            Stage::Started => self.days[1],
            Stage::Finished => self.days[2],
        }
    }
}

/// One dated goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// As written.
    pub item: String,
    /// The unit, where one has it.
    pub unit_name: Option<String>,
    /// What it counts: one measure for the count, one for the amount.
    pub measures: Vec<(Measure, Amount)>,
    /// By when.
    pub due: NaiveDate,
    /// Its cell.
    pub place: Place,
}

/// The rows of the newest quota file.
pub fn rows(accepted: &[&Accepted], headline_name: &str) -> Vec<Row> {
    let of_table = |accepted: &&Accepted| {
        let table = &accepted.table;
        let figures = FIGURES.map(|(column, done, ..)| (table.amounts(column), table.amounts(done)));
        let due = days(table, "due_date");
        let texts = table.texts(["unit_name", SHEET, PLACE_CELL]);
        let row = |(row, [unit_name, sheet, cell]): (usize, [Option<String>; 3])| {
            let at = |column: &Vec<Option<Amount>>| column.get(row).copied().flatten();
            let unit_name = unit_name?;
            Some(Row {
                is_whole: is_whole(&unit_name, headline_name),
                unit_name,
                quotas: [at(&figures[0].0), at(&figures[1].0), at(&figures[2].0)],
                done: [at(&figures[0].1), at(&figures[1].1), at(&figures[2].1)],
                due: due.get(row).copied().flatten(),
                place: Place { file: accepted.file.clone(), sheet, cell },
            })
        };
        texts.into_iter().enumerate().filter_map(row).collect::<Vec<_>>()
    };
    accepted.iter().flat_map(of_table).collect()
}

/// Whether a label names the whole and not a unit: 合计, 总计, 全区目标, 总目标, or what the pipeline calls it.
pub fn is_whole(label: &str, headline_name: &str) -> bool {
    const WHOLES: [&str; 8] = ["合计", "总计", "共计", "总数", "总", "全部", "total", "sum"];
    const PREFIXES: [&str; 9] = ["全区", "全市", "全县", "全省", "全州", "全镇", "全乡", "全国", "全局"];
    const PARTS: [&str; 4] = ["总目标", "总任务", "目标合计", "任务合计"];
    let label: String = squeezed(label).to_lowercase();
    let bare = label.split(['(', ':']).next().unwrap_or(&label);
    WHOLES.contains(&bare)
        || bare == squeezed(headline_name)
        || PREFIXES.iter().any(|prefix| bare.starts_with(prefix))
        || PARTS.iter().any(|part| bare.contains(part))
}

/// The deals of the newest list.
pub fn deals(accepted: &[&Accepted]) -> Vec<Deal> {
    let of_table = |accepted: &&Accepted| {
        let table = &accepted.table;
        let stages = ["signed_date", "start_date", "finish_date"].map(|column| days(table, column));
        let rows = table.texts(["unit_name"]).into_iter().zip(table.amounts("amount")).enumerate();
        let deal = |(row, ([unit_name], amount)): (usize, ([Option<String>; 1], Option<Amount>))| {
            let day = |stage: usize| stages.get(stage).and_then(|days| days.get(row)).copied().flatten();
            Some(Deal { unit_name, amount: amount?, days: [day(0), day(1), day(2)] })
        };
        rows.filter_map(deal).collect::<Vec<_>>()
    };
    accepted.iter().flat_map(of_table).collect()
}

/// The goals of the newest list. A goal with neither a count nor an amount is a goal of one.
pub fn goals(accepted: &[&Accepted]) -> Vec<Goal> {
    let of_table = |accepted: &&Accepted| {
        let table = &accepted.table;
        let (counts, amounts, due) = (table.amounts("count"), table.amounts("amount"), days(table, "due_date"));
        let texts = table.texts(["item", "unit_name", "stage", "size", SHEET, PLACE_CELL]);
        let goal = |(row, [item, unit_name, stage, size, sheet, cell]): (usize, [Option<String>; 6])| {
            let item = item?;
            let at_least = size.as_deref().and_then(self::size).or_else(|| self::size(&item));
            let stage = stage.as_deref().map_or_else(|| self::stage(&item), self::stage);
            let count = counts.get(row).copied().flatten();
            let amount = amounts.get(row).copied().flatten();
            let measure = |what: What| Measure { what, at_least, stage };
            let mut measures: Vec<_> = count.map(|n| (measure(What::Count), n)).into_iter().collect();
            measures.extend(amount.map(|n| (measure(What::Amount), n)));
            if measures.is_empty() {
                measures.push((measure(What::Count), Amount::whole(1)));
            }
            let place = Place { file: accepted.file.clone(), sheet, cell };
            Some(Goal { item, unit_name, measures, due: due.get(row).copied().flatten()?, place })
        };
        texts.into_iter().enumerate().filter_map(goal).collect::<Vec<_>>()
    };
    accepted.iter().flat_map(of_table).collect()
}

/// The least size that a text names: 亿元以上, 10亿元及以上, 不低于5000万元, 5亿元. Without 以上 or its like a text that is
/// only a figure counts, and any other text names none.
pub fn size(text: &str) -> Option<Amount> {
    let text = squeezed(text);
    let end = ["及以上", "以上", "(含)以上"].iter().find_map(|word| text.find(word));
    let start =
        ["不低于", "不少于", "超过", "≥", ">="].iter().find_map(|word| text.find(word).map(|at| at + word.len()));
    let figure = match (start, end) {
        (Some(start), _) => text.get(start..)?.to_string(),
        (None, Some(end)) => text.get(..end)?.to_string(),
        (None, None) => text.clone(),
    };
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let multiple = |c: char| matches!(c, '千' | '百' | '万' | '亿' | '元');
    // The last figure before 以上, or the first after 不低于.
    let stretch: String = match (start, end) {
        (None, Some(_)) => {
            let rev: Vec<char> = figure.chars().rev().take_while(|c| digits(*c) || multiple(*c)).collect();
            rev.into_iter().rev().collect()
        }
        _ => figure.chars().take_while(|c| digits(*c) || multiple(*c)).collect(),
    };
    if stretch.is_empty() || (start.is_none() && end.is_none() && stretch.len() != figure.len()) {
        return None;
    }
    let with_one = if stretch.starts_with(digits) { stretch } else { format!("1{stretch}") };
    let read = value::figure(&with_one).ok().flatten()?;
    match read.mark {
        Mark::Multiple(factor) | Mark::Indian(factor) => read.amount.times(factor),
        Mark::Unit(unit) => read.amount.times(unit.factor),
        Mark::Plain | Mark::Percent | Mark::Money(..) | Mark::Sign(..) => None,
    }
}

/// The stage that a text names; signing where it names none.
pub fn stage(text: &str) -> Stage {
    if ["竣工", "投产", "达产", "建成", "完工"].iter().any(|word| text.contains(word)) {
        Stage::Finished
    } else if ["开工", "动工", "落地"].iter().any(|word| text.contains(word)) {
        Stage::Started
    } else {
        Stage::Signed
    }
}

/// NFKC without white space.
pub fn squeezed(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn days(table: &Table, column: &str) -> Vec<Option<NaiveDate>> {
    let numbers = table.frame.column(column).ok().and_then(|c| c.cast(&polars::prelude::DataType::Int32).ok());
    let day = |n: i32| {
        let days = Days::new(u64::from(n.unsigned_abs()));
        let epoch = NaiveDate::default();
        if n < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) }
    };
    let number = |row: usize| numbers.as_ref().and_then(|c| c.i32().ok()).and_then(|c| c.get(row));
    (0..table.height()).map(|row| number(row).and_then(day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let yi = |n: i64| Amount::whole(n * 100_000_000);
        let cases = [
            ("亿元以上", Some(yi(1))),
            ("10亿元以上项目", Some(yi(10))),
            ("新开工亿元以上项目", Some(yi(1))),
            ("投资5亿元及以上", Some(yi(5))),
            ("不低于5000万元", Some(Amount::whole(50_000_000))),
            ("20亿元", Some(yi(20))),
            ("签约项目", None),
            ("以上", None),
            ("10个以上", None),
        ];
        for (text, expected) in cases {
            assert_eq!(size(text), expected, "{text}");
        }
    }

    #[test]
    fn the_whole_is_told_from_the_units() {
        for label in ["合计", "全区目标", "全 市", "总目标（下半年）", "Total"] {
            assert!(is_whole(label, "总目标"), "{label}");
        }
        for label in ["寇店镇", "总工会", "全友家居招商小分队", "合计镇"] {
            assert!(!is_whole(label, "总目标"), "{label}");
        }
    }
}
