//! Columns of words that say the same in every row: what is measured, where nothing else says it, or something that is worth knowing.
//!
//! Takes the columns of a series that are not read; gives those, and which of them names what is measured by its own header. A column
//! that only may be one (Territory: Ireland) is told of and never taken.

use super::Columns;
use crate::base::place::cell_name;
use crate::pipeline::headers::normalise;
use crate::tidy::formats::Cell;
use crate::tidy::wide::regions::{Regions, is_region_like};
use unicode_normalization::UnicodeNormalization;

/// Words of headers above what is measured.
const MEASURES: &[&str] = &[
    "statistic",
    "statistics",
    "measure",
    "variable",
    "series",
    "indicator",
    "indicators",
    "item",
    "element",
    "metric",
    "label",
    "indicateur",
    "indicador",
    "indicatore",
    "indikator",
    "variabile",
    "merkmal",
    "statistik",
    "指标",
    "指标名称",
    "统计指标",
    "统计项目",
    "指標",
    "指標名",
    "통계항목",
    "항목",
    "показатель",
];
/// Words that make something else of them: Unit of measure, Series ID.
const OTHERS: &[&str] = &[
    "unit",
    "units",
    "code",
    "codes",
    "id",
    "type",
    "number",
    "no",
    "multiplier",
    "note",
    "notes",
    "status",
    "frequency",
];
/// The most columns that one note names.
const NAMED_MAX: usize = 20;

/// A column of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    /// The column on the sheet, from 0.
    pub column: u16,
    /// Its header.
    pub header: String,
    /// Its text.
    pub text: String,
}

impl Columns<'_> {
    /// The columns that nobody said anything of whose words are the same in every row of figures.
    pub fn constants(&self) -> Vec<Constant> {
        let is_known = |header: &str| {
            let form = normalise(header);
            self.spec.columns.iter().any(|column| column.headers.contains(&form))
        };
        let open = self.others.iter().filter(|(_, header)| self.is_open(header) && !is_known(header));
        let of = |(column, header): &(u16, String)| {
            let text = self.only_text(*column).filter(|_| self.is_texts(*column))?;
            Some(Constant { column: *column, header: header.clone(), text })
        };
        open.filter_map(of).collect()
    }

    /// The text of a column that is the same in all rows, which are more than one.
    fn only_text(&self, column: u16) -> Option<String> {
        let rows = self.rows.clone().filter_map(|index| self.sheet.row(index)).filter(|row| self.is_data(row));
        let mut texts = rows.map(|row| match row.cell(column) {
            cell @ Cell::Text(..) => self.sheet.text(cell).trim(),
            _ => "",
        });
        let first = texts.next().filter(|text| !text.is_empty())?;
        let second = texts.next()?;
        (second == first && texts.all(|text| text == first)).then(|| first.to_string())
    }
}

/// The one column whose header says that it names what is measured, where nothing else does; and those of which to tell: where
/// something is measured, only such as say what, too.
pub fn measure(mut all: Vec<Constant>, is_measured: bool) -> (Option<Constant>, Vec<Constant>) {
    let mut found = all.iter().filter(|constant| constant.says_measure());
    let is_one = found.next().is_some() && found.next().is_none();
    if is_measured {
        all.retain(Constant::says_measure);
        return (None, all);
    }
    let at = all.iter().position(Constant::says_measure).filter(|_| is_one);
    (at.map(|at| all.remove(at)), all)
}

impl Constant {
    fn says_measure(&self) -> bool {
        names_measure(&self.header) && !is_region_like(&self.text, &Regions::default())
    }
}

/// Whether a header says that what stands below it is measured.
pub fn names_measure(header: &str) -> bool {
    let folded: String = header.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().any(|word| MEASURES.contains(word)) && !words.iter().any(|word| OTHERS.contains(word))
}

/// What is said of the column that is taken.
pub fn taken(constant: &Constant) -> String {
    format!("the column {} says {} in every row, and is taken for the indicator", constant.header, constant.text)
}

/// What is said of those that are not read, in the row `row` of the sheet, from 0.
pub fn left_out(constants: &[Constant], row: usize) -> String {
    let of = |constant: &Constant| {
        format!("{} {} ({})", cell_name(usize::from(constant.column), row), constant.header, constant.text)
    };
    let named: Vec<String> = constants.iter().take(NAMED_MAX).map(of).collect();
    format!("columns that say the same in every row are not read: {}", named.join("; "))
}
