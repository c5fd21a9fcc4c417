//! What a list of one value per row is of, where no column says it: the title above it, or the name of its file.
//!
//! Takes the rows of such a list; gives them the indicator, its unit and the place that a title says. Two files of nothing but days and
//! values are never the same series.

use super::super::down::without_period;
use super::super::head::SOME_YEAR;
use super::super::label;
use super::super::measure::kind_of;
use super::super::title::{Titled, named_by, titled, with_unit};
use super::set;
use crate::pipeline::dataset::Dataset;
use crate::tidy::Note;
use crate::tidy::formats::Sheet;
use crate::tidy::rows::Rows;
use crate::tidy::table::Texts;

/// Words of the names of files that say nothing of what is in them.
const GENERIC: &[&str] = &[
    "file",
    "files",
    "download",
    "downloads",
    "export",
    "series",
    "query",
    "result",
    "results",
    "output",
    "observations",
    "dataset",
    "values",
    "csv",
    "copy",
    "new",
    "final",
    "test",
    "tmp",
    "导出",
    "下载",
    "查询结果",
    "文件",
    "结果",
];

/// Words for one state of a file among others.
const COPIES: &[&str] = &[
    "final", "new", "copy", "latest", "draft", "rev", "revised", "version", "update", "updated", "v", "最新", "终稿",
    "副本", "修订",
];

/// Names the rows of a list without a column that does, and gives them the unit that a line above them or the header of their values
/// says.
pub fn name(sheet: &Sheet, rows: &mut Rows, file: &str, notes: &mut Vec<Note>) {
    let lacks = |rows: &Rows, name: &str| {
        rows.column(name).is_none_or(|texts| (0..rows.fates.len()).all(|index| texts.text(index).is_none()))
    };
    let is_list = rows.layout.dataset == Dataset::Series && rows.layout.slot("period").is_some();
    if !is_list || rows.fates.is_empty() {
        return;
    }
    let above = titled(sheet, rows.layout.from..rows.layout.header);
    let is_measured = !lacks(rows, "indicator") || !lacks(rows, "indicator_code");
    let is_placed = !lacks(rows, "subject") || !lacks(rows, "subject_code");
    if let Some(place) = above.place.as_deref().filter(|_| !is_placed) {
        fill(rows, "subject", place);
    }
    let mut found = Titled { name: above.name.map(|name| without_period(&name).unwrap_or(name)), ..above };
    if let (None, Some((name, unit)), false) = (&found.name, of_file(file), is_placed || is_measured) {
        let text = format!("no title stands above the table; the file's name {name} is taken for its indicator");
        let place = rows.place(file, rows.place_of("period"), rows.layout.first_number);
        notes.push(Note { place, kind: "sheet_as_title".to_string(), text });
        found.unit = found.unit.or(unit);
        found.name = Some(name);
    }
    let kind = kind_of(found.name.as_deref().unwrap_or(""));
    // What the title's brackets say is of what it names; a line of its own holds for all.
    let of_title = if is_measured { found.line } else { found.unit.filter(|unit| kind.takes(unit)) };
    if let Some(unit) = of_values(rows).or(of_title).filter(|_| lacks(rows, "unit")) {
        fill(rows, "unit", &unit);
    }
    if let Some(name) = found.name.filter(|_| !is_measured) {
        fill(rows, "indicator", &name);
    }
}

/// The unit in the header of the values.
fn of_values(rows: &Rows) -> Option<String> {
    let column = rows.layout.slot("value")?.column;
    let at = rows.layout.at.iter().position(|at| *at == column)?;
    with_unit(&rows.layout.columns.get(at)?.header).1
}

fn fill(rows: &mut Rows, name: &str, text: &str) {
    let mut texts = Texts::default();
    (0..rows.fates.len()).for_each(|_| texts.push(Some(text)));
    set(rows, name, texts);
}

/// The indicator that the name of a file says, without what changes from one file to the next: its day, the number of a copy.
pub fn of_file(file: &str) -> Option<(String, Option<String>)> {
    let name = file.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = without_period(stem).unwrap_or_else(|| stem.to_string());
    let (bare, unit) = with_unit(&stem);
    let is_kept = |word: &&str| {
        let folded = word.to_lowercase();
        let is_time = !label::of_text(&folded, Some(SOME_YEAR)).is_empty();
        let is_state = word.contains(|c: char| c.is_ascii_digit()) || COPIES.contains(&folded.as_str());
        !word.is_empty() && !is_time && !is_state
    };
    let parts = bare.split([' ', '_', '.', '-', '(', ')', '（', '）', '[', ']']);
    let words = parts.filter(is_kept);
    let name = words.collect::<Vec<&str>>().join(" ");
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_generic = name.to_lowercase().split(' ').all(|word| GENERIC.contains(&word));
    let is_said =
        !is_generic && letters > 2 || !is_generic && letters > 1 && name.chars().any(|c| u32::from(c) >= 0x2e80);
    named_by(&name).filter(|_| is_said).and_then(|named| Some((named.name?, unit.or(named.unit))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_what_is_in_them_without_their_day() {
        for (file, expected) in [
            ("Exports of goods.csv", Some("Exports of goods")),
            ("exports_2026-03.csv", Some("exports")),
            ("export_2026-03.csv", None),
            ("unemployment_rate_2026-03 (2).csv", Some("unemployment rate")),
            ("2026年3月社会消费品零售总额（亿元）.xlsx", Some("社会消费品零售总额")),
            ("exports_march_final.csv", Some("exports")),
            ("data (3).csv", None),
            ("file.csv", None),
            ("12411-0001.csv", None),
            ("2026-03.csv", None),
            ("上海市.csv", None),
        ] {
            assert_eq!(of_file(file).map(|(name, _)| name).as_deref(), expected, "{file}");
        }
    }
}
