//! Which rows are data, and which are totals, notes, signatures or the header again.
//!
//! Takes a row below a header; gives what it is. In doubt a row is data, because data that cannot be read is refused
//! aloud, while what is set aside is only counted.

use super::Context;
use super::outline::{self, Level};
use super::width::is_ruled;
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::AsideReason;
use crate::tidy::find::Layout;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::returned::FILLED;
use crate::tidy::value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A row of the table.
    Data,
    /// A total.
    Total(Scope),
    /// A note, a signature, a title, the header again.
    Aside(AsideReason),
}

/// What a total sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All rows.
    All,
    /// The rows of a group.
    Group,
    /// The rows below a heading, down to the next of its level.
    Heading(Level),
}

impl Scope {
    /// Why such a row is set aside.
    pub fn why(self) -> AsideReason {
        match self {
            Scope::All => AsideReason::Total,
            Scope::Group | Scope::Heading(_) => AsideReason::Subtotal,
        }
    }
}

/// How many text cells from the left may hold the label of a total.
const LABEL_CELLS: usize = 3;
const TOTALS: &[&str] =
    &["合计", "总计", "共计", "总合计", "累计", "总和", "总", "全部合计", "total", "grandtotal", "totals", "sum"];
const SUBTOTALS: &[&str] = &["小计", "分计", "subtotal", "sub-total"];
const NOTES: &[&str] = &[
    "备注",
    "说明",
    "填报",
    "填表",
    "制表",
    "审核",
    "报送",
    "联系人",
    "联系电话",
    "负责人",
    "签字",
    "签章",
    "签发",
    "盖章",
    "数据来源",
    "资料来源",
    "编制",
    "主管领导",
    "分管领导",
    "填表说明",
    "报表说明",
    "note",
    "notes",
    "source",
    "preparedby",
    "reviewedby",
    "checkedby",
    "approvedby",
    "signature",
];
/// What counts the columns in the first cells of a row of column numbers.
const COLUMN_MARKS: &[&str] = &["甲", "乙", "丙", "丁", "戊", "栏次", "行次", "a", "b", "c"];

/// Tells the rows of one table apart.
pub struct Sorter<'a> {
    sheet: &'a Sheet,
    layout: &'a Layout,
    context: &'a Context<'a>,
    id: Option<u16>,
    name: Option<u16>,
    typed: Vec<u16>,
    mapped: Vec<u16>,
    headings: BTreeMap<usize, Level>,
    /// Merged cells that span rows, by column and first row.
    upright: Vec<(u16, u32, u32)>,
    /// The columns of a form that are filled in; empty for other files.
    filled: Vec<u16>,
}

impl<'a> Sorter<'a> {
    /// For one table.
    pub fn new(sheet: &'a Sheet, layout: &'a Layout, context: &'a Context<'a>) -> Sorter<'a> {
        let columns = || layout.dataset.columns().iter().zip(&layout.slots);
        let typed = columns().filter(|(column, _)| !matches!(column.kind, Kind::Text | Kind::Id));
        // The leading text column of datasets that have no projects is their name.
        let own_name =
            || columns().find(|(c, slot)| c.kind == Kind::Text && slot.is_some()).and_then(|(_, s)| s.as_ref());
        let name = layout.slot("name").or_else(|| if layout.dataset.is_of_projects() { None } else { own_name() });
        let mut sorter = Sorter {
            sheet,
            layout,
            context,
            id: layout.slot("project_id").map(|slot| slot.column),
            name: name.map(|slot| slot.column),
            typed: typed.filter_map(|(_, slot)| slot.as_ref().map(|slot| slot.column)).collect(),
            mapped: layout.slots.iter().flatten().map(|slot| slot.column).collect(),
            filled: FILLED.iter().filter(|_| context.is_form).filter_map(|n| Some(layout.slot(n)?.column)).collect(),
            headings: BTreeMap::new(),
            upright: sheet.upright(),
        };
        sorter.headings = sorter.find_headings();
        sorter
    }

    /// Rows that head a group. Only tables of projects have any: indicators are numbered like headings and are data.
    fn find_headings(&self) -> BTreeMap<usize, Level> {
        let range = || self.layout.header + self.layout.depth..self.layout.end;
        let row = |index| self.sheet.row(index).map(|row| (index, row));
        let any = || range().filter_map(row).any(|(_, row)| self.level(&row).is_some());
        if !self.layout.dataset.is_of_projects() || !any() {
            return BTreeMap::new();
        }
        let data = range().filter_map(row).filter(|(index, row)| self.sort(*index, row) == Sort::Data);
        let levels: Vec<(usize, Option<Level>)> = data.map(|(index, row)| (index, self.level(&row))).collect();
        let only: Vec<Option<Level>> = levels.iter().map(|(_, level)| *level).collect();
        let heads = outline::headings(&only, self.id.is_some());
        let found = levels.iter().zip(heads).filter(|(_, heads)| *heads);
        found.filter_map(|((index, level), _)| Some((*index, (*level)?))).collect()
    }

    /// The level of a row that is numbered like a heading, has no id and is no project that is known.
    fn level(&self, row: &Row<'_>) -> Option<Level> {
        let mut cells = row.iter().take(LABEL_CELLS).filter(|(_, cell)| matches!(cell, Cell::Text(..)));
        let (column, level) = cells.find_map(|(column, cell)| {
            let before_name = self.name.is_none_or(|name| column <= name);
            let serial = self.name != Some(column);
            Some((column, outline::level(self.sheet.text(cell), serial).filter(|_| before_name)?))
        })?;
        let free = self.id.is_none_or(|id| id == column || self.is_blank(row.cell(id)));
        let known = self.name.is_some_and(|name| self.context.register.knows(&self.sheet.shown(row.cell(name))));
        (free && !known).then_some(level)
    }

    fn is_blank(&self, cell: Cell) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(..) => value::is_nothing(self.sheet.text(cell)),
            _ => false,
        }
    }

    /// What the `index`-th row is.
    pub fn sort(&self, index: usize, row: &Row<'_>) -> Sort {
        if self.layout.repeated.contains(&index) {
            return Sort::Aside(AsideReason::RepeatedHeader);
        }
        if row.flaw.is_some() {
            return Sort::Data;
        }
        if is_ruled(self.sheet, row) {
            return Sort::Aside(AsideReason::Lone);
        }
        match self.total(row) {
            // The total of a quota table is a figure of its own: the headline that allocations are held against.
            Some(Scope::All) if self.layout.dataset == Dataset::Quotas => return Sort::Data,
            Some(scope) => return Sort::Total(scope),
            None => {}
        }
        if let Some(level) = self.headings.get(&index) {
            return Sort::Total(Scope::Heading(*level));
        }
        if index == self.layout.header + self.layout.depth && self.counts_columns(row) {
            return Sort::Aside(AsideReason::Header);
        }
        if self.is_note(row) {
            return Sort::Aside(AsideReason::Note);
        }
        if self.is_lone(row) {
            return Sort::Aside(AsideReason::Lone);
        }
        if self.is_template(row) || self.is_blank_in_form(row) {
            return Sort::Aside(AsideReason::Unfilled);
        }
        if self.is_part(row) { Sort::Aside(AsideReason::Part) } else { Sort::Data }
    }

    /// 其中：… says again a part of what the row above said.
    fn is_part(&self, row: &Row<'_>) -> bool {
        let first = row.iter().find(|(_, cell)| matches!(cell, Cell::Text(..)));
        let Some((column, cell)) = first else { return false };
        let text = label(self.sheet.text(cell));
        let part =
            text == "其中" || text.starts_with("其中:") || text.starts_with("其中,") || text.starts_with("ofwhich");
        let free = self.id.is_none_or(|id| id == column || self.is_blank(row.cell(id)));
        part && free && self.layout.dataset.is_of_projects()
    }

    /// 甲 乙 1 2 3 below a header: the numbers of the columns, as statistical forms have them.
    fn counts_columns(&self, row: &Row<'_>) -> bool {
        let texts: Vec<String> = row.cells.iter().map(|cell| label(&self.sheet.shown(*cell)).into_owned()).collect();
        let marks = texts.iter().take_while(|text| COLUMN_MARKS.contains(&text.as_str())).count();
        let numbers = texts.get(marks..).unwrap_or(&[]);
        let counted = numbers.iter().zip(1..).all(|(text, number)| {
            let bare = text.trim_matches(['(', ')', '①', '②']);
            bare.split('=').next() == Some(number.to_string().as_str())
        });
        counted && texts.len() >= 3 && (marks > 0 || numbers.len() == texts.len()) && !numbers.is_empty()
    }

    fn total(&self, row: &Row<'_>) -> Option<Scope> {
        // Figures may be typed as texts; they are no labels.
        let is_text = |(column, cell): &(u16, Cell)| matches!(cell, Cell::Text(..)) && !self.typed.contains(column);
        let mut texts = row.iter().filter(is_text).take(LABEL_CELLS);
        let (column, scope) = texts.find_map(|(column, cell)| {
            let text = self.sheet.text(cell);
            if text.len() > 200 || self.name.is_some_and(|name| column > name) || !may_be_total(text) {
                return None;
            }
            Some((column, scope(&label(text)).or_else(|| english(text))?))
        })?;
        let id_is_free = self.id.is_none_or(|id| id == column || self.is_blank(row.cell(id)));
        if id_is_free { Some(scope) } else { None }
    }

    /// One cell alone: a title, a note, the number of a blank line. A figure or a known project alone is data that lacks
    /// the rest.
    fn is_lone(&self, row: &Row<'_>) -> bool {
        let ([column], [cell]) = (row.columns, row.cells) else { return false };
        if self.typed.contains(column) && !matches!(cell, Cell::Text(..)) {
            return false;
        }
        // Beside a merged cell that names the project of several rows it is a row of that project.
        let beside = |at: &u16| at != column && self.is_covered(*at, row.number);
        if self.mapped.contains(column) && self.id.iter().chain(&self.name).any(beside) {
            return false;
        }
        let identity = self.id == Some(*column) || self.name == Some(*column);
        !(identity && self.context.register.knows(&self.sheet.shown(*cell)))
    }

    /// Whether a merged cell of a column reaches from above into a row.
    fn is_covered(&self, column: u16, row: u32) -> bool {
        let until = self.upright.partition_point(|(at, first, _)| (*at, *first) < (column, row));
        let above = until.checked_sub(1).and_then(|index| self.upright.get(index));
        above.is_some_and(|(at, _, last)| *at == column && row <= *last)
    }

    fn is_note(&self, row: &Row<'_>) -> bool {
        let first = row.iter().find(|(_, cell)| matches!(cell, Cell::Text(..)));
        let Some((_, cell)) = first else { return false };
        is_note(self.sheet.text(cell)) && self.typed.iter().all(|column| self.says_nothing(row.cell(*column)))
    }

    /// Whether a cell of a column of figures or days holds neither: 审核：李某 under a figure is a signature.
    fn says_nothing(&self, cell: Cell) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(..) => {
                let text = self.sheet.text(cell);
                let figure = matches!(value::figure(text), Ok(Some(_)));
                !figure && value::date::read(text, self.context.year) == value::date::DateText::None
            }
            _ => false,
        }
    }

    /// A row of a form in which nothing was filled in: not reported, which is not 0.
    fn is_blank_in_form(&self, row: &Row<'_>) -> bool {
        !self.filled.is_empty() && self.filled.iter().all(|column| row.cell(*column) == Cell::Empty)
    }

    /// A line of the form that was never filled: only columns that mean nothing here.
    fn is_template(&self, row: &Row<'_>) -> bool {
        row.columns.iter().all(|column| !self.mapped.contains(column) && *column <= self.layout.last_column)
    }
}

/// Whether a text is the label of a total.
pub fn is_total(text: &str) -> bool {
    text.len() <= 200 && (scope(&label(text)).is_some() || english(text).is_some())
}

/// Whether a text begins as notes, sources and signatures do.
pub fn is_note(text: &str) -> bool {
    let text = &*label(text);
    let begins = |word: &&str| {
        text.strip_prefix(*word)
            .is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphanumeric) || rest.contains(':'))
    };
    let is_remark = text
        .strip_prefix('注')
        .is_some_and(|rest| rest.starts_with([':', '.', '、', '(', '1', '2', '*']) || rest.is_empty())
        || text.starts_with(['*', '※']);
    NOTES.iter().any(begins) || is_remark
}

/// Whether a text could be the label of a total: all of them hold one of four words. Asked of every row, before anything
/// is folded; characters that folding may change are let through.
fn may_be_total(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() || matches!(c, '\u{4e00}'..='\u{9fff}');
    let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    text.chars().any(|c| matches!(c, '计' | '总') || !is_plain(c)) || holds(b"sum") || holds(b"total")
}

/// A label without white space, width and trailing colons.
fn label(text: &str) -> Cow<'_, str> {
    // Nearly every cell is folded already, or needs no table of characters.
    if text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='z' | '-' | '\u{4e00}'..='\u{9fff}')) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let folded: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        return Cow::Owned(folded.trim_end_matches([':', '.']).to_string());
    }
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    Cow::Owned(folded.trim_end_matches([':', '.', '。']).to_string())
}

/// Whether a label is one of a total, and of what.
fn scope(label: &str) -> Option<Scope> {
    // Printed lists of SAP mark a total with a star, and one of all with more.
    match label {
        "*" => return Some(Scope::Group),
        "**" | "***" => return Some(Scope::All),
        _ => {}
    }
    let bare = label.split(['(', ':', '=']).next().unwrap_or(label);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '个' | '项' | '家' | '户'));
    if TOTALS.contains(&bare) {
        Some(Scope::All)
    } else if SUBTOTALS.iter().chain(&["合计", "总计"]).any(|word| bare.ends_with(word)) {
        Some(Scope::Group)
    } else {
        None
    }
}

/// Roads total, Subtotal (roads), Total for roads, Total – roads: the total of a group.
fn english(text: &str) -> Option<Scope> {
    if !text.as_bytes().windows(5).any(|five| five.eq_ignore_ascii_case(b"total")) {
        return None;
    }
    let folded = text.trim().to_lowercase();
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (first, last) = (words.first()?, words.last()?);
    let dashed =
        folded.strip_prefix("total").is_some_and(|rest| rest.trim_start().starts_with(['-', '–', '—', ':', '(']));
    let of = *first == "total" && matches!(words.get(1), Some(&("for" | "of")));
    let is = dashed || of || matches!(*last, "total" | "subtotal") || *first == "subtotal";
    is.then_some(Scope::Group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_totals_are_known() {
        let is = |text: &str| scope(&label(text));
        for text in ["合计", "合 计", "总计：", "合计（144个）", "合计144项", "Total", "合　计"] {
            assert_eq!(is(text), Some(Scope::All), "{text}");
        }
        for text in ["小计", "水利工程指挥部小计", "小　计", "城关镇合计"] {
            assert_eq!(is(text), Some(Scope::Group), "{text}");
        }
        for text in ["合计划分局办公楼", "总部基地", "累计完成", "统计局大楼"] {
            assert_eq!(is(text), None, "{text}");
        }
        for text in ["Roads total", "Total for roads", "Total – roads", "Subtotal (roads)"] {
            assert_eq!(english(text), Some(Scope::Group), "{text}");
        }
        for text in ["Total Wellness Centre", "Totality", "Roads"] {
            assert_eq!(english(text), None, "{text}");
        }
    }
}
