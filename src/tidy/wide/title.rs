//! What the lines above a wide table say: the indicator and its unit.
//!
//! Takes the rows above a header; gives 地区生产总值 and 亿元 of 指标：地区生产总值(亿元), or of a title and a line 单位：亿元.

/// Lines of a unit alone.
mod lines;

/// Lines of a place.
mod place;

use super::label::is_planned;
use super::measure::{Kind, kind_of};
use super::regions::{Regions, is_region_like};
use crate::base::amount::UnitKind;
use crate::pipeline::headers::{split_unit, unit_of};
use crate::tidy::find::line;
use crate::tidy::formats::{Cell, Sheet};
use lines::{UnitLine, multiple_of};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

pub use lines::unit_line;
pub use place::place_line;

/// A unit longer than this many bytes is a sentence.
const LABEL_MAX: usize = 40;
/// Words before the name of an indicator.
const INDICATOR: &[&str] = &["指标名称:", "指标:", "indicator name:", "indicator:"];
/// Lines that say something else.
pub const OTHERS: &[&str] = &[
    "单位",
    "计量单位",
    "时间",
    "数据库",
    "来源",
    "数据来源",
    "填报",
    "制表",
    "注",
    "unit",
    "source",
    "data source",
    "last updated",
    "note",
    "(",
    // Notes for those who hear a sheet read out.
    "table with row headers",
    "table with column headers",
    "this worksheet",
    "this sheet contains",
    "this table contains",
    "back to contents",
    "return to contents",
];

/// Names of sheets that say nothing of what stands on them.
const GIVEN: &[&str] = &[
    "sheet",
    "工作表",
    "表",
    "table",
    "data",
    "数据",
    "数据表",
    "汇总",
    "汇总表",
    "总表",
    "附件",
    "附表",
    "旧",
    "新",
    "原",
    "旧表",
    "新表",
    "备份",
    "副本",
    "初稿",
    "定稿",
    "最终",
    "模板",
    "上报",
    "报表",
    "合并",
    "a",
    "b",
    "tabelle",
    "feuil",
    "hoja",
    "foglio",
    "лист",
];

/// What stands above a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titled {
    /// The indicator.
    pub name: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// The unit that a line of its own declares for all that stands below it.
    pub line: Option<String>,
    /// The multiple that the title says without a unit: (x 1,000,000).
    pub multiple: Option<&'static str>,
    /// The region that a line of its own names for all that stands below it: 地区：上海.
    pub place: Option<String>,
}

/// The indicator and the unit of a table whose title stands in `rows`.
pub fn titled(sheet: &Sheet, rows: Range<usize>) -> Titled {
    let texts: Vec<String> = rows
        .clone()
        .filter_map(|index| sheet.row(index))
        .flat_map(|row| {
            row.cells().filter(|cell| matches!(cell, Cell::Text(..))).map(|cell| sheet.text(cell).nfkc().collect())
        })
        .collect();
    let pairs = rows.filter_map(|index| sheet.row(index)).filter(|row| row.filled() == 2);
    let pairs = pairs.map(|row| row.cells().map(|cell| sheet.text(cell).trim()).collect::<Vec<&str>>().join(":"));
    let place = pairs.filter_map(|pair| place_line(&pair)).last();
    let place = place.or_else(|| texts.iter().rev().find_map(|text| place_line(text)));
    let texts: Vec<String> = texts.into_iter().filter(|text| place_line(text).is_none()).collect();
    let lines: Vec<Option<UnitLine>> = texts.iter().map(|text| unit_line(text)).collect();
    let said = |(text, line): (&String, &Option<UnitLine>)| {
        let own = line.as_ref().and_then(|line| line.unit.clone());
        own.or_else(|| line::label(text).filter(|label| label.len() <= LABEL_MAX))
    };
    let unit = texts.iter().zip(&lines).rev().find_map(said);
    let named = texts.iter().find_map(|text| {
        let lower = text.trim().to_lowercase();
        let word = INDICATOR.iter().find(|word| lower.starts_with(**word))?;
        text.trim().get(word.len()..).map(|name| name.trim().to_string())
    });
    let title = || {
        let other = |text: &String| OTHERS.iter().any(|word| text.trim().to_lowercase().starts_with(word));
        // 表題： and Dataset: are words before a title.
        let is_word = |text: &String| text.trim_end().ends_with(':') || !text.contains(char::is_alphabetic);
        let is_title = |text: &String| !other(text) && !is_word(text);
        let titles = texts.iter().zip(&lines).filter(|(text, line)| line.is_none() && is_title(text));
        let titles: Vec<&String> = titles.map(|(text, _)| text).collect();
        let says = |text: &&&String| !is_number(text);
        // What carries the unit says what is measured; what only counts the tables does not.
        let with_its_unit = |text: &&&String| says(text) && with_unit(text).1.is_some();
        let found = titles.iter().rev().find(with_its_unit).or_else(|| titles.iter().find(says)).or(titles.first());
        found.map(|text| text.trim().to_string())
    };
    let Some(written) = named.or_else(title) else {
        return Titled { unit: unit.clone(), line: unit, place, ..Titled::default() };
    };
    let (name, own) = with_unit(&written);
    let multiple = multiple_of(&written).filter(|_| own.is_none());
    let without = name.rsplit_once('(').map(|(before, _)| before.trim().to_string());
    let name = without.filter(|name| multiple.is_some() && !name.is_empty()).unwrap_or(name);
    // What the brackets of a title say is its own.
    let line = texts.iter().zip(&lines).rev().filter(|(text, _)| !text.contains(&written));
    let line = line.filter_map(said).next();
    let share = || Some("%".to_string()).filter(|_| kind_of(&name) == Kind::Share);
    let times = || multiple.map(str::to_string);
    Titled { unit: own.or(unit).or_else(share).or_else(times), line, name: Some(name), multiple, place }
}

/// Whether a title says no more than which table it is: `Table 5`, 表1, `GENESIS-Tabelle: 82111-0001`.
fn is_number(text: &str) -> bool {
    const WORDS: &[&str] =
        &["table", "tabelle", "tabela", "tableau", "tabla", "tabella", "tab", "表", "附表", "統計表", "표", "таблица"];
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let letters = folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut rest =
        letters.filter(|word| word.chars().count() > 1 && *word != "genesis" && *word != "no" && *word != "nr");
    let named = rest.next().is_some_and(|word| WORDS.contains(&word));
    named && rest.next().is_none() && folded.chars().any(|c| c.is_ascii_digit())
}

/// The same of the name of a sheet, where nothing inside says it: 财政收入（万元）. A name that a program gave, or that tells
/// which copy it is or which time it is of, names no indicator.
pub fn named_by_sheet(sheet: &Sheet) -> Option<Titled> {
    named_by(sheet.name.as_deref()?)
}

/// The same of any such name.
pub fn named_by(written: &str) -> Option<Titled> {
    let (name, unit) = with_unit(written);
    let folded: String = name.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let bare = folded.trim_matches(|c: char| !c.is_alphabetic());
    let is_time = !super::label::read(&folded, Some(2000)).readings.is_empty();
    if bare.is_empty()
        || is_time
        || is_region_like(&name, &Regions::default())
        || GIVEN.contains(&bare)
        || is_planned(&folded)
    {
        return None;
    }
    let share = || Some("%".to_string()).filter(|_| kind_of(&name) == Kind::Share);
    Some(Titled { unit: unit.or_else(share), name: Some(name), ..Titled::default() })
}

/// A name and the unit in its last bracket: what is known as a unit, or written like one (元/人, 上年=100).
pub fn with_unit(name: &str) -> (String, Option<String>) {
    let (base, unit) = split_unit(name);
    if let Some(unit) = unit {
        return (base, Some(unit.label));
    }
    let bracket = base.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match bracket {
        Some((before, inner)) if inner.contains(['/', '=', '%', '$']) && !before.trim().is_empty() => {
            (before.trim().to_string(), Some(inner.trim().to_string()))
        }
        _ => (base, None),
    }
}

/// Whether a unit is percent.
pub fn is_percent(unit: &str) -> bool {
    unit_of(unit).is_some_and(|unit| unit.kind == UnitKind::Percent)
}

impl Titled {
    /// Completes what stands above a table by what the header of its names says beside them: `GDP, € million` in the corner. `known`:
    /// whether the header without its unit is one of names, as Region is.
    pub fn with_corner(mut self, header: &str, known: bool, is_named: bool) -> Titled {
        if let Some(line) = unit_line(header) {
            self.unit = self.unit.or(line.unit);
            return self;
        }
        let (base, Some(unit)) = with_unit(header) else { return self };
        if self.unit.is_none() || !known && self.name.is_none() {
            self.unit = Some(unit);
        }
        if !known && !is_named && self.name.is_none() && base.chars().any(char::is_alphabetic) {
            self.name = Some(base.trim_end_matches([',', ':', ' ']).to_string());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_units_part() {
        for (text, name, unit) in [
            ("地区生产总值(亿元)", "地区生产总值", Some("亿元")),
            (
                "固定资产投资(不含农户)实际到位资金_比上年增长(%)",
                "固定资产投资(不含农户)实际到位资金_比上年增长",
                Some("%"),
            ),
            ("人均地区生产总值(元/人)", "人均地区生产总值", Some("元/人")),
            ("居民消费价格指数(上年=100)", "居民消费价格指数", Some("上年=100")),
            ("固定资产投资(不含农户)", "固定资产投资(不含农户)", None),
        ] {
            assert_eq!(with_unit(text), (name.to_string(), unit.map(str::to_string)), "{text}");
        }
    }
}
