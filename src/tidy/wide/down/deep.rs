//! Headers of more than one row over periods that stand below each other: what spans columns, what parts them, and their units.
//!
//! Takes the row that names the periods; gives all rows of its header, and above each column of figures its words and its unit. A row
//! of figures is never one of them, and a unit is its own column's and no other's.

/// Words of rows of units.
mod words;

use super::header::{Header, ROWS_LOOKED};
use super::times;
use crate::pipeline::headers::unit_of;
use crate::tidy::find::line;
use crate::tidy::formats::Cell;
use crate::tidy::rows::is_total;
use crate::tidy::value::{figure, is_nothing};
use crate::tidy::wide::head::{Search, only_counts};
use crate::tidy::wide::label;
use crate::tidy::wide::measure::{Kind, kind_of};
use crate::tidy::wide::sections::GENERAL;
use crate::tidy::wide::title::unit_line;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use words::{COUNTED, MULTIPLES, PHYSICAL, UNITS};

/// The most rows of a header.
const DEPTH_MAX: usize = 4;
/// A word longer than this many characters is no unit.
const UNIT_MAX: usize = 16;

/// A header with all its rows.
pub struct Deep {
    /// Its rows.
    pub rows: Range<usize>,
    /// The one that names the periods.
    pub row: usize,
    /// What its columns are.
    pub header: Header,
    /// The words above each column of figures, from the top down.
    pub words: BTreeMap<u16, Vec<String>>,
    /// The unit that a row of units gives a column.
    pub units: BTreeMap<u16, String>,
    /// Columns with figures and nothing above them.
    pub bare: BTreeSet<u16>,
}

impl Deep {
    /// A header of one row that says nothing of its columns of figures.
    pub fn of(row: usize, header: Header) -> Deep {
        let (words, units, bare) = Default::default();
        Deep { rows: row..row + 1, row, header, words, units, bare }
    }
}

/// What a cell of a header says.
enum Said {
    Nothing,
    Unit(String),
    Word(String),
    Figure,
}

/// What a row is to a header.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Words,
    Units,
}

fn said(text: &str) -> Said {
    let text = text.trim();
    let unit = || is_physical(text).then(|| bare(text).to_string());
    match unit_line(text).and_then(|line| line.unit).or_else(unit) {
        _ if text.is_empty() || is_nothing(text) => Said::Nothing,
        Some(unit) => Said::Unit(unit),
        // 5月 beside 1-5月 counts no months.
        None if times::is_of_months(text) => Said::Word(text.to_string()),
        None if matches!(figure(text), Ok(Some(_))) => Said::Figure,
        None => Said::Word(text.to_string()),
    }
}

/// The unit that a text is and nothing else.
pub fn unit_word(text: &str) -> Option<String> {
    match said(text) {
        Said::Unit(unit) => Some(unit),
        Said::Word(word) => Some(word).filter(|word| COUNTED.split('|').any(|counted| counted == word.to_lowercase())),
        Said::Nothing | Said::Figure => None,
    }
}

impl Search<'_> {
    /// The header whose row `row` names the periods, with the rows above and below that belong to it.
    pub(super) fn deep(&self, row: usize, header: Header) -> Deep {
        let first = header.values.iter().map(|(column, _)| *column).min().unwrap_or(0);
        let (mut top, mut end) = (row, row + 1);
        while top > 0 && row - top < DEPTH_MAX - 2 && self.spans(top - 1, top, first) {
            top -= 1;
        }
        let mut roles = BTreeMap::from([(row, Role::Words)]);
        while end - top < DEPTH_MAX
            && let Some(role) = self.role_below(end, row, &header, first)
        {
            roles.insert(end, role);
            end += 1;
        }
        let words = (top..row).filter(|index| !self.says_units_only(*index, &header, first)).count();
        for index in top..=row {
            let units = (index < row || words > 0) && self.says_units_only(index, &header, first);
            roles.insert(index, if units { Role::Units } else { Role::Words });
        }
        self.deepened(row, header, &roles, first)
    }

    /// Whether the row below a header gives each column its unit.
    pub(super) fn has_units_below(&self, row: usize, header: &Header) -> bool {
        let first = header.values.iter().map(|(column, _)| *column).min().unwrap_or(0);
        self.role_below(row + 1, row, header, first) == Some(Role::Units)
    }

    /// Whether a row above a header says something of the columns below it.
    fn spans(&self, above: usize, below: usize, first: u16) -> bool {
        let (Some(row), Some(next)) = (self.sheet.row(above), self.sheet.row(below)) else { return false };
        let own: Vec<Cell> = row.iter().filter(|(column, _)| *column >= first).map(|(_, cell)| cell).collect();
        let is_word = |cell: &Cell| {
            let text = self.sheet.text(*cell);
            matches!(said(text), Said::Word(_) | Said::Unit(_)) && !text.contains([':', '：']) && !self.is_label(*cell)
        };
        let lower = |cell: &Cell| self.sheet.text(*cell).to_lowercase();
        let is_general = own.len() == 1 && own.iter().any(|cell| GENERAL.iter().any(|word| lower(cell).contains(word)));
        row.number + 1 == next.number
            && row.flaw.is_none()
            && own.iter().all(is_word)
            && !is_general
            && self.heads(above, below, first)
    }

    /// What a row below a header is to it; nothing for a row of figures, a title and a row of another kind.
    fn role_below(&self, index: usize, row: usize, header: &Header, first: u16) -> Option<Role> {
        let (this, before) = (self.sheet.row(index)?, self.sheet.row(index - 1)?);
        let is_text = |cell: Cell| matches!(cell, Cell::Text(..));
        if this.flaw.is_some() || this.number != before.number + 1 || !this.cells().all(is_text) {
            return None;
        }
        if only_counts(self.sheet, &this) {
            return None;
        }
        let is_own = |column: u16| column >= first && !header.is_other(column);
        let times = header.periods.iter().map(|(column, _)| this.cell(*column));
        if times.filter(|cell| *cell != Cell::Empty).any(|cell| self.is_time(self.sheet.text(cell))) {
            return None;
        }
        let own: Vec<(u16, Said)> = this
            .iter()
            .filter(|(column, _)| is_own(*column))
            .map(|(column, cell)| (column, said(self.sheet.text(cell))))
            .collect();
        // 单位：亿元 alone in a row is of all columns.
        let is_line = |cell: Cell| line::label(self.sheet.text(cell)).is_some();
        if this.filled() == 1 && this.cells().any(is_line) || own.iter().any(|(_, said)| matches!(said, Said::Figure)) {
            return None;
        }
        let known = own.iter().filter(|(_, said)| matches!(said, Said::Unit(_))).count();
        let words: Vec<(u16, &str)> = own
            .iter()
            .filter_map(
                |(column, said)| if let Said::Word(word) = said { Some((*column, word.as_str())) } else { None },
            )
            .collect();
        let above = |column: u16| self.sheet.row(row).map_or("", |above| self.sheet.text(above.cell(column)).trim());
        let is_unnamed = |(_, column): &(&str, u16)| {
            let text = self.sheet.text(this.cell(*column)).trim();
            let folded = text.to_lowercase();
            let bare = folded.trim_matches(|c: char| !c.is_alphabetic()).trim_end_matches('s');
            UNITS.split('|').any(|word| bare == word)
                || is_nothing(text)
                || text.is_empty()
                || text == above(*column)
                || self.is_header(text)
                || unit_word(text).is_some()
        };
        let names_none = header.names.iter().all(is_unnamed);
        if known > 0
            && names_none
            && words.iter().all(|(column, word)| may_be_unit(word, above(*column), known > words.len()))
        {
            return Some(Role::Units);
        }
        let is_silent = |(column, cell): (u16, Cell)| {
            let text = self.sheet.text(cell).trim();
            is_own(column) || is_nothing(text) || text == above(column) || self.is_header(text)
        };
        (!(words.is_empty() && known == 0) && this.iter().all(is_silent)).then_some(Role::Words)
    }

    /// Whether a text is a header that the pipeline knows.
    fn is_header(&self, text: &str) -> bool {
        self.known(text).is_some()
    }

    fn is_time(&self, text: &str) -> bool {
        !self.read_down(text.trim(), Some(2000)).is_empty() || !label::read(text, Some(2000)).readings.is_empty()
    }

    /// Whether all words of a row above its columns of figures are units.
    fn says_units_only(&self, index: usize, header: &Header, first: u16) -> bool {
        let Some(row) = self.sheet.row(index) else { return false };
        let own = row.iter().filter(|(column, _)| *column >= first && !header.is_other(*column));
        let all: Vec<Said> = own.map(|(_, cell)| said(self.sheet.text(cell))).collect();
        let is_unit = |said: &Said| matches!(said, Said::Unit(_) | Said::Nothing);
        all.iter().all(is_unit) && all.iter().any(|said| matches!(said, Said::Unit(_)))
    }

    /// The words and the units of each column.
    fn deepened(&self, row: usize, header: Header, roles: &BTreeMap<usize, Role>, first: u16) -> Deep {
        let end = roles.keys().next_back().map_or(row, |last| last + 1);
        let rows = roles.keys().next().copied().unwrap_or(row)..end;
        let is_own = |column: &u16| *column >= first && !header.is_other(*column);
        let (grid, mut units) = (self.filled(&header, roles, (first, end)), BTreeMap::new());
        let below = self.sheet.rows_from(end).take(ROWS_LOOKED);
        let all: BTreeSet<u16> = below.flat_map(|row| row.columns().filter(is_own).collect::<Vec<u16>>()).collect();
        let named = header.values.iter().map(|(column, _)| *column);
        let all =
            all.into_iter().filter(|column| self.has_figures(*column, end)).chain(named).collect::<BTreeSet<u16>>();
        let mut words: BTreeMap<u16, Vec<String>> = BTreeMap::new();
        for (index, role, texts) in &grid {
            for (column, text) in texts.iter().filter(|(column, _)| all.contains(column)) {
                let above = words.entry(*column).or_default();
                let is_value = *index == row && header.values.contains(&(*column, String::new()));
                match said(text) {
                    _ if is_value => {}
                    Said::Nothing => {}
                    Said::Unit(unit) if *role == Role::Units || *index > row && !above.is_empty() => {
                        units.entry(*column).or_insert(unit);
                    }
                    _ if *role == Role::Units => {
                        units.entry(*column).or_insert(bare(text).to_string());
                    }
                    _ => above.push(text.clone()),
                }
                above.dedup();
            }
        }
        let bare =
            all.into_iter().filter(|column| !grid.iter().any(|(.., texts)| texts.contains_key(column))).collect();
        Deep { rows, row, header, words, units, bare }
    }

    /// The texts of a header's rows. A blank right of a heading belongs to it as far as the headings above go on, too; in the last row
    /// it belongs to none.
    fn filled(
        &self,
        header: &Header,
        roles: &BTreeMap<usize, Role>,
        (first, end): (u16, usize),
    ) -> Vec<(usize, Role, BTreeMap<u16, String>)> {
        let rows: Vec<(usize, Role, BTreeMap<u16, String>)> = roles
            .iter()
            .map(|(index, role)| {
                let cells = self.row(*index).into_iter();
                (
                    *index,
                    *role,
                    cells.map(|(column, cell)| (column, self.sheet.shown(cell).trim().to_string())).collect(),
                )
            })
            .collect();
        let columns: BTreeSet<u16> = rows.iter().flat_map(|(.., texts)| texts.keys().copied()).collect();
        let lower = rows.clone();
        let below = |index: usize| -> Vec<&BTreeMap<u16, String>> {
            let words = lower.iter().filter(|(at, role, _)| *at > index && *role == Role::Words);
            words.map(|(.., texts)| texts).collect()
        };
        let mut filled: Vec<(usize, Role, BTreeMap<u16, String>)> = Vec::new();
        for (index, role, own) in rows {
            let mut texts = own.clone();
            for column in columns.iter().filter(|column| !own.contains_key(column)) {
                let left = own.range(first.min(*column)..*column).next_back().filter(|(at, _)| !header.is_other(**at));
                let Some((at, text)) = left.filter(|_| role == Role::Words && index + 1 < end) else { continue };
                let goes_on = filled.iter().all(|(.., above)| above.get(column) == above.get(at));
                let spans = match self.merged(index, *at) {
                    Some((_, last)) => last >= *column,
                    None => !is_left_alone(&own, &below(index), (*at, *column)),
                };
                if goes_on && spans {
                    texts.insert(*column, text.clone());
                }
            }
            filled.push((index, role, texts));
        }
        filled
    }
}

/// Whether a heading heads its own column only: the rows below it have a word for the blank right of it, and none for any column that
/// has a heading of its own.
fn is_left_alone(headings: &BTreeMap<u16, String>, below: &[&BTreeMap<u16, String>], (at, blank): (u16, u16)) -> bool {
    let has_word = |column: u16| {
        below.iter().any(|texts| texts.get(&column).is_some_and(|text| matches!(said(text), Said::Word(_))))
    };
    has_word(blank) && headings.range(at..).chain(headings.range(..at)).all(|(column, _)| !has_word(*column))
}

/// Whether a word among units may be one: heads below Livestock, （头）.
fn may_be_unit(word: &str, above: &str, are_most: bool) -> bool {
    let is_bracketed = word.starts_with(['(', '（', '[']) && word.ends_with([')', '）', ']']);
    let begins = |text: &str, is: fn(char) -> bool| text.chars().next().is_some_and(is);
    let is_small = || {
        let is_written = |c: char| c.is_alphabetic() && !('\u{2e80}'..='\u{9fff}').contains(&c);
        word.chars().all(is_written) && begins(word, char::is_lowercase) && begins(above, char::is_uppercase)
    };
    kind_of(word) == Kind::Amount
        && !is_total(word)
        && word.chars().count() <= UNIT_MAX
        && (is_bracketed || are_most || word.contains('/') || is_small())
}

/// Whether a text is a unit of size, weight, time or number, also with its multiple: 1000 ha, Mio. t, `000s`.
fn is_physical(text: &str) -> bool {
    let folded: String = bare(text).nfkc().flat_map(char::to_lowercase).collect();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '\'' | '’' | ',' | '.' | ' ' | '×');
    let rest = folded.trim_start_matches(is_number).trim_start();
    let has_multiple = rest.len() < folded.len();
    // 5.5% and 12 t are figures: only tens, hundreds and thousands are multiples, and of a share there is none.
    let number = folded.strip_suffix(rest).unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_power = digits.strip_prefix('1').unwrap_or(&digits).bytes().all(|b| b == b'0')
        && number.trim().rsplit_once('.').is_none_or(|(_, last)| last.trim().len() == 3); // 1.000 t
    if has_multiple && (!is_power || digits == "1" || rest.starts_with('%')) {
        return false;
    }
    let rest = MULTIPLES.split('|').find_map(|word| rest.strip_prefix(word)?.strip_prefix([' ', '.'])).unwrap_or(rest);
    let rest = rest.trim_start_matches(['.', ' ']);
    PHYSICAL.split('|').any(|unit| unit == rest)
        || has_multiple && (rest == "s" && folded.starts_with(['0', '\'']) || unit_of(rest).is_some())
}

/// A unit without its brackets.
fn bare(text: &str) -> &str {
    text.trim().trim_matches(['(', ')', '（', '）', '[', ']']).trim()
}
