//! Which datasets a sheet may hold at all: reading it as each of them costs what reading a file costs.
//!
//! Takes the texts on top of a sheet; says whether what a dataset must have can stand among them. Says yes where it is not sure.

use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::pipeline::headers::{normalise, split_unit};
use crate::tidy::formats::Sheet;

/// In how many rows from the top headers and labels are looked for.
const TOP: usize = 45;
/// A shorter text is part of too many words.
const LEAST: usize = 2;
/// Words of which headers of amounts are made.
const AMOUNTS: &[&str] = &["投资", "计划", "完成", "累计", "目标", "任务", "年度", "本月", "月"];

/// The texts on top of a sheet, as headers are compared.
pub struct Texts(Vec<String>);

impl Texts {
    /// Those of a sheet.
    pub fn of(sheet: &Sheet) -> Texts {
        let rows = sheet.rows_from(0).take(TOP);
        let texts = rows.flat_map(|row| row.cells().map(|cell| sheet.text(cell)).collect::<Vec<_>>());
        let short = texts.filter(|text| !text.is_empty() && text.chars().count() <= 120);
        let mut forms: Vec<String> = short.map(|text| normalise(&split_unit(text).0)).collect();
        forms.sort();
        forms.dedup();
        Texts(forms)
    }

    /// Whether a table of the dataset may stand below them. Periods, stages and posts head columns in their own words.
    pub fn may_be(&self, dataset: Dataset, lacking: &[&str]) -> bool {
        let own_words = matches!(dataset, Dataset::Series | Dataset::Milestones | Dataset::Indicators | Dataset::Posts);
        let required = || dataset.columns().iter().filter(|column| column.required && !lacking.contains(&column.name));
        own_words || required().all(|column| self.names(column))
    }

    /// Whether one of them, with others above or below it, may name a column.
    fn names(&self, column: &Column) -> bool {
        let usual: Vec<String> = column.usual().map(normalise).collect();
        let long = |text: &str| text.chars().count() >= LEAST;
        let touches = |form: &String| {
            let is_amount = column.kind == Kind::Money && AMOUNTS.iter().any(|word| form.contains(word));
            let shares = |usual: &String| {
                usual == form
                    || long(form) && usual.contains(form.as_str())
                    || long(usual) && form.contains(usual.as_str())
            };
            is_amount || usual.iter().any(shares)
        };
        self.0.iter().any(touches)
    }
}
