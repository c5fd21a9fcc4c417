//! Tables that stand below each other under one header: 财政收入（万元） alone in a row begins another indicator.
//!
//! Takes a wide table and its sheet; gives it in as many pieces as it has titles inside, each with its own indicator and unit.
//! A heading of regions (一、市区), a region without figures and a remark begin nothing. Where the first heading stands right below
//! the header, the title above the table is that of all pieces: each is a part of it.

/// Headings that say a part of a year.
mod part;

use super::head::{PeriodColumn, Search, Wide, is_copy};
use super::label::Reading;
use super::measure::{Kind, kind_of};
use super::regions::{Regions, is_region_like};
use super::title::{OTHERS, Titled, place_line, titled, with_unit};
use crate::pipeline::headers::unit_of;
use crate::tidy::find::line;
use crate::tidy::formats::{Cell, Row, Sheet};
use crate::tidy::rows::{is_note, is_total, legend};
use crate::tidy::value::{self, text};
use crate::tidy::{Note, period};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Words with which the title of a table begins.
const BEGINNINGS: &[&str] = &["表", "附表", "续表", "指标:", "指标名称:", "table"];

/// Words of a title that names no indicator.
pub const GENERAL: &[&str] =
    &["指标", "情况", "统计", "一览", "汇总", "数据", "indicators", "statistics", "overview", "summary", "data"];

/// What a row is to the pieces of a table.
enum Sort {
    /// A text that may be a title, or the line of its unit.
    Title,
    /// The header again.
    Header,
    /// Figures, and what names them.
    Data,
    /// A remark, a total.
    Other,
}

/// Whether a row holds nothing but a text, or texts and a unit: a title, as far as can be told from it alone.
pub fn is_title(sheet: &Sheet, index: usize) -> bool {
    let Some(row) = sheet.row(index).filter(|row| row.flaw.is_none()) else { return false };
    let texts: Vec<&str> =
        row.cells().map(|cell| if let Cell::Text(..) = cell { sheet.text(cell) } else { "" }).collect();
    // 3月 counts no months.
    let is_figure = |text: &str| matches!(value::figure(text), Ok(Some(_))) && part::read(text).is_none();
    let is_words = |text: &&str| !text.is_empty() && !value::is_nothing(text) && !is_figure(text);
    if !texts.iter().all(is_words) {
        return false;
    }
    // 亿元 | %: a unit to each column is none of all.
    let units: BTreeSet<String> = texts.iter().filter_map(|text| unit_of(text)).map(|unit| unit.label).collect();
    let has_unit = || texts.iter().skip(1).any(|text| line::label(text).is_some() || unit_of(text).is_some());
    texts.len() == 1 || units.len() < 2 && has_unit()
}

/// The pieces of a table.
pub fn split(search: &Search<'_>, wide: Wide, regions: &Regions, notes: &mut Vec<Note>) -> Vec<Wide> {
    let sheet = search.sheet;
    let labels = labels(sheet, &wide);
    let mut pieces = vec![wide];
    let first = pieces.first().map_or(0..0, |wide| wide.header + wide.depth..wide.end);
    let says_value = |row: &Row<'_>| {
        let says = |cell: Cell| matches!(value::figure(sheet.shown(cell).trim()), Ok(Some(_)));
        pieces.first().is_some_and(|wide| wide.periods.iter().any(|period| says(row.cell(period.column))))
    };
    let first = first.start..legend::begins(sheet, first.clone(), says_value).unwrap_or(first.end);
    let mut block: Option<Range<usize>> = None;
    let mut repeated = false;
    let whole = pieces.first().cloned();
    let mut is_over = false;
    let mut times = part::Times::default();
    for index in first.clone() {
        let Some(wide) = pieces.last() else { break };
        match sort(sheet, wide, regions, index, &labels) {
            Sort::Title => {
                block = Some(block.take().filter(|_| !repeated).map_or(index, |block| block.start)..index + 1);
                repeated = false;
            }
            Sort::Header => repeated = block.is_some(),
            Sort::Other => {}
            Sort::Data => {
                let (Some(block), Some(whole)) = (block.take(), &whole) else { continue };
                is_over |= block.start == whole.header + whole.depth;
                let part = part::of_block(sheet, &block).filter(|_| whole.crossed.is_none());
                let (part, said) = part.map_or((None, block.clone()), |(part, said)| (Some(part), said));
                times.heading(part.as_ref(), &said);
                let over = Some(&whole.titled).filter(|_| is_over);
                let found = Found { sheet, regions, wide, labels: &labels, over, repeated, data: index };
                repeated = false;
                let titled = found.titled(&said).filter(|_| !said.is_empty());
                let Some(titled) = titled.or_else(|| part.is_some().then(|| wide.titled.clone())) else { continue };
                note(search, &block, &titled, part.is_some(), notes);
                let timed = part.map(|part| (part.columns(whole), part.rows(whole, index)));
                let is_lost = times.is_lost(|| (index..first.end).any(|at| part::is_one(sheet, at)));
                let timed = timed.or_else(|| is_lost.then(|| part::untold(whole)));
                begin(search, &mut pieces, block.start..index, titled, timed);
                if let Some(last) = pieces.last_mut().filter(|_| is_lost) {
                    last.rows.retain(|at, _| *at < index);
                }
            }
        }
    }
    pieces
}

/// The periods of columns and rows below a heading.
type Timed = (Vec<PeriodColumn>, BTreeMap<usize, Reading>);

/// Begins another piece; a title right below the header is that of the first.
fn begin(search: &Search<'_>, pieces: &mut Vec<Wide>, rows: Range<usize>, titled: Titled, timed: Option<Timed>) {
    let Some(last) = pieces.last_mut() else { return };
    let (year, mut periods) = in_its_year(search, last, &rows);
    if let Some((of_part, told)) = timed {
        periods = of_part;
        last.rows.extend(told);
    }
    if last.header + last.depth == rows.start {
        last.depth = rows.end - last.header;
        (last.titled, last.year, last.periods) = (titled, year, periods);
        return;
    }
    let depth = rows.len();
    let next = Wide { from: rows.start, header: rows.start, depth, titled, year, periods, ..last.clone() };
    last.end = rows.start;
    pieces.push(next);
}

/// The periods of a header whose labels have no year, in the year that another title says: 1月 | 2月 below 2025年财政收入.
fn in_its_year(search: &Search<'_>, wide: &Wide, rows: &Range<usize>) -> (Option<i32>, Vec<PeriodColumn>) {
    let mut cells =
        rows.clone().filter_map(|index| search.sheet.row(index)).flat_map(|row| row.cells().collect::<Vec<Cell>>());
    let said = cells.find_map(|cell| period::year_of(search.sheet.text(cell)));
    let mut header = wide.copies.clone().filter_map(|index| search.sheet.row(index));
    let own = header.any(|row| row.cells().any(|cell| search.tells_a_time(cell)));
    let (Some(year), Some(said), false) = (wide.year, said, own) else { return (wide.year, wide.periods.clone()) };
    let moved = |column: &PeriodColumn| {
        let period = column.period.as_ref().and_then(|period| period.years_on(said - year));
        PeriodColumn { period: period.or_else(|| column.period.clone()), ..column.clone() }
    };
    (Some(said), wide.periods.iter().map(moved).collect())
}

fn note(search: &Search<'_>, block: &Range<usize>, titled: &Titled, is_timed: bool, notes: &mut Vec<Note>) {
    let unit = titled.unit.as_deref().map_or(String::new(), |unit| format!(" in {unit}"));
    let rows = block.clone().rev().filter_map(|index| search.sheet.row(index)).map(|row| label(search.sheet, &row));
    let when = rows.into_iter().find(|text| is_timed && part::read(text).is_some());
    let when = when.map_or(String::new(), |text| format!(", of {text}"));
    let text = format!("the rows below are read as {}{unit}{when}", titled.name.as_deref().unwrap_or("the same"));
    let column = search.sheet.row(block.start).and_then(|row| row.columns().next()).unwrap_or(0);
    notes.push(Note { place: search.place(column, block.start), kind: "title_inside".to_string(), text });
}

fn label(sheet: &Sheet, row: &Row<'_>) -> String {
    text::clean(sheet.text(row.cells().next().unwrap_or(Cell::Empty))).into_owned()
}

/// What the rows with figures begin with, and the first of each.
pub type Labels = BTreeMap<String, usize>;

/// What the rows of a table with figures begin with.
pub fn labels(sheet: &Sheet, wide: &Wide) -> Labels {
    let rows = (wide.header + wide.depth..wide.end).filter_map(|index| Some((index, sheet.row(index)?)));
    let rows = rows.filter(|(_, row)| has_figures(wide, row)).map(|(index, row)| (label(sheet, &row), index));
    let mut labels = Labels::new();
    rows.filter(|(label, _)| !is_total(label)).for_each(|(label, index)| {
        labels.entry(label).or_insert(index);
    });
    labels
}

/// How many rows below a name without figures the next row of figures is looked for.
const NEXT_MAX: usize = 50;
/// The longest name of a region or an indicator, in characters.
const NAME_MAX: usize = 40;

/// Whether a row without figures is one of which nothing was published, and no heading or remark: all that names rows is there,
/// or it is written as the names of the rows around it are.
pub fn names_a_row(sheet: &Sheet, wide: &Wide, index: usize, labels: &Labels) -> bool {
    let Some(row) = sheet.row(index).filter(|row| row.flaw.is_none()) else { return false };
    let is_filled = |(_, column): &&(&str, u16)| row.cell(*column) != Cell::Empty;
    let named = wide.names.iter().filter(is_filled).count();
    let text = label(sheet, &row);
    if named == 0 || !wide.rows.is_empty() || text.is_empty() {
        return false;
    }
    if named > 1 {
        return named == wide.names.len();
    }
    if wide.crossed.is_none() && part::read(&text).is_some() {
        return false; // January among years heads what follows
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let is_said =
        text.contains([':', '：', '。', ';', '；', '，', ',', '、', '(', '（']) || text.chars().any(|c| c.is_numeric());
    let begins = |word: &&str| folded.starts_with(*word);
    let others = is_other(&text) || with_unit(&text).1.is_some() || begins_a_table(&text) || is_note(&text);
    let parts = ["其中", "按", "of which", "including", "total", "average", "all "].iter().any(begins);
    if is_said || others || parts || is_total(&text) || text.chars().count() > NAME_MAX {
        return false;
    }
    let below = (index + 1..wide.end.min(index + NEXT_MAX)).filter_map(|index| sheet.row(index));
    let next = below.filter(|row| has_figures(wide, row)).map(|row| label(sheet, &row)).find(|label| !is_total(label));
    // Rows that come again below it begin another table.
    let Some(next) = next.filter(|next| labels.get(next).is_none_or(|first| *first > index)) else { return false };
    if comes_again(sheet, wide, index, &next) {
        return false;
    }
    let ends = |text: &str| text.chars().next_back();
    if is_han(&text) {
        return text.chars().count() <= 8 && ends(&text) == ends(&next) && ends(&text) != Some('部');
    }
    text.chars().next().is_some_and(char::is_uppercase) && next.chars().next().is_some_and(char::is_uppercase)
}

fn is_han(text: &str) -> bool {
    text.contains(|c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

/// Whether the row that follows a heading comes again right below another heading: Males | North … Females | North ….
fn comes_again(sheet: &Sheet, wide: &Wide, index: usize, next: &str) -> bool {
    let is_next = |row: &Row<'_>| has_figures(wide, row) && label(sheet, row) == next;
    let is_heading = |row: &Row<'_>| !has_figures(wide, row) && row.filled() == 1 && !is_note(&label(sheet, row));
    let mut rows = (index + 1..wide.end).filter_map(|index| sheet.row(index));
    let mut above = rows.next();
    if above.as_ref().is_none_or(|first| !is_next(first)) {
        return false;
    }
    rows.any(|row| {
        let found = is_next(&row) && above.as_ref().is_some_and(&is_heading);
        above = Some(row);
        found
    })
}

fn has_figures(wide: &Wide, row: &Row<'_>) -> bool {
    wide.periods.iter().any(|period| row.cell(period.column) != Cell::Empty)
}

fn sort(sheet: &Sheet, wide: &Wide, regions: &Regions, index: usize, labels: &Labels) -> Sort {
    let Some(row) = sheet.row(index) else { return Sort::Other };
    let is_header = || Wide { from: wide.copies.start, header: wide.copies.start, depth: 0, ..wide.clone() };
    if is_copy(sheet, &is_header(), index) {
        return Sort::Header;
    }
    let name = label(sheet, &row);
    if is_note(&name) || row.flaw.is_some() {
        return Sort::Other;
    }
    if is_title(sheet, index) && !regions.knows(&name) && !is_total(&name) && !names_a_row(sheet, wide, index, labels) {
        let sentence = name.contains(['。', '；', ';', '，']) || name.chars().count() > 60;
        return if sentence { Sort::Other } else { Sort::Title };
    }
    if has_figures(wide, &row) && !is_total(&name) { Sort::Data } else { Sort::Other }
}

/// A title among rows of figures, and what stands around it.
struct Found<'a> {
    sheet: &'a Sheet,
    regions: &'a Regions,
    wide: &'a Wide,
    labels: &'a Labels,
    /// What stands above all pieces, where each has a heading of its own.
    over: Option<&'a Titled>,
    /// Whether the header comes again below it.
    repeated: bool,
    /// The first row of figures below it.
    data: usize,
}

impl Found<'_> {
    /// The indicator and the unit that begin here; nothing where what stands before goes on.
    fn titled(&self, block: &Range<usize>) -> Option<Titled> {
        let rows: Vec<(usize, String)> = block
            .clone()
            .filter_map(|index| Some((index, label(self.sheet, &self.sheet.row(index)?))))
            .filter(|(_, text)| !is_other(text))
            .collect();
        let last = |is: &dyn Fn(&str) -> bool| rows.iter().rev().find(|(_, text)| is(text)).map(|(index, _)| *index);
        let sure = last(&|text| with_unit(text).1.is_some()).or_else(|| last(&begins_a_table));
        let from = sure.or_else(|| last(&|text| self.may_be_title(text)));
        let mut found = titled(self.sheet, from.unwrap_or(block.start)..block.end);
        found.unit = found.unit.or_else(|| self.unit_alone(block));
        if from.is_none() {
            // Of a unit alone, or of a header that comes again below other words, the words are the title.
            found.name = if self.repeated { found.name.filter(|_| !rows.is_empty()) } else { None };
            if found.name.is_none() && found.unit.is_none() && found.place.is_none() {
                return None;
            }
        }
        let before = &self.wide.titled;
        let continued =
            |name: &String| before.name.as_ref().is_some_and(|before| without_mark(name) == without_mark(before));
        let goes_on = found.name.as_ref().is_none_or(continued);
        let place = found.place.clone().or_else(|| before.place.clone());
        if goes_on && (found.unit.is_none() || found.unit == before.unit) && place == before.place {
            return None;
        }
        if let Some(part) = self.part_of_all(&found).filter(|_| sure.is_none() && !goes_on) {
            return Some(part);
        }
        let name = if goes_on { before.name.clone() } else { found.name };
        // A unit in the brackets of another title is not this one's; one on a line of its own holds for all below.
        let kind = kind_of(name.as_deref().unwrap_or(""));
        let units = if found.unit.is_some() { found.units } else { before.units.clone() };
        let unit = found
            .unit
            .or_else(|| before.unit.clone().filter(|_| goes_on))
            .or_else(|| before.line.clone().filter(|unit| kind.takes(unit)));
        let multiple = found.multiple.or(before.multiple.filter(|_| goes_on));
        Some(Titled { name, unit, line: found.line.or_else(|| before.line.clone()), units, multiple, place })
    }

    /// Males below Employment rate (%): a part of what the title says, in its unit. A title that only says what kind of table it is,
    /// as 主要指标 does, names nothing.
    fn part_of_all(&self, found: &Titled) -> Option<Titled> {
        let over = self.over.filter(|_| found.unit.is_none())?;
        let (all, name) = (over.name.as_ref()?, found.name.as_ref()?);
        let folded = all.to_lowercase();
        if GENERAL.iter().any(|word| folded.contains(word))
            || over.unit.is_none() && kind_of(all) == Kind::Amount && is_han(all)
        {
            return None;
        }
        let kind = kind_of(name);
        let unit = over.unit.clone().filter(|unit| kind.takes(unit));
        let multiple = over.multiple.filter(|_| kind == Kind::Amount);
        let (line, place) = (over.line.clone(), found.place.clone().or_else(|| over.place.clone()));
        let (name, units) = (Some(format!("{all}, {name}")), over.units.clone());
        Some(Titled { name, unit, line, units, multiple, place })
    }

    /// 表2 财政收入 | 万元: a unit in a cell of its own.
    fn unit_alone(&self, block: &Range<usize>) -> Option<String> {
        let cells =
            block.clone().filter_map(|index| self.sheet.row(index)).flat_map(|row| row.cells().collect::<Vec<Cell>>());
        let texts = cells.map(|cell| self.sheet.text(cell).trim().to_string());
        texts.filter_map(|text| unit_of(&text)).map(|unit| unit.label).last()
    }

    /// Whether a text without a unit is a title: no group of regions, no row of which nothing is known yet. Where the rows
    /// above come again below it, it is.
    fn may_be_title(&self, text: &str) -> bool {
        if self.wide.names.iter().any(|(name, _)| *name == "indicator") || !self.wide.parts.is_empty() {
            return false;
        }
        let again = self.sheet.row(self.data).is_some_and(|row| {
            let name = label(self.sheet, &row);
            let above = (self.wide.header + self.wide.depth..self.data).filter_map(|index| self.sheet.row(index));
            let first =
                || self.data.checked_sub(1).is_some_and(|index| comes_again(self.sheet, self.wide, index, &name));
            above.filter(|row| has_figures(self.wide, row)).any(|row| label(self.sheet, &row) == name) || first()
        });
        let ends = |text: &str| (text.chars().next(), text.chars().next_back());
        let like = |label: &String| {
            let ((first, last), (start, end)) = (ends(text), ends(label));
            first == start || last == end
        };
        again || !is_region_like(text, self.regions) && !self.labels.keys().any(like)
    }
}

/// Whether a line says something else than a title.
fn is_other(text: &str) -> bool {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    OTHERS.iter().any(|word| folded.trim().starts_with(word)) || unit_of(text).is_some() || place_line(text).is_some()
}

/// 表2 …, 续表, 指标：….
fn begins_a_table(text: &str) -> bool {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    BEGINNINGS.iter().any(|word| folded.strip_prefix(word).is_some_and(|rest| word.ends_with(':') || is_numbered(rest)))
}

/// 表2, 续表: what follows the word is a number or nothing of a word.
fn is_numbered(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十(:".contains(c))
}

/// A title without the mark that it goes on: （续）, 续表.
fn without_mark(name: &str) -> String {
    let (name, _) = with_unit(name);
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let numbered = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').to_string();
    let bare = bare.strip_prefix("续表").map_or(bare.clone(), numbered);
    bare.replace("(续)", "").replace("（续）", "").trim_end_matches('续').to_string()
}
