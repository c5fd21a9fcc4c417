//! The texts of header rows, column by column, merged cells filled.
//!
//! Takes rows of a sheet; gives for a choice of them each column's texts from the top down, what it may be called, and the
//! unit that it names. Years that a spreadsheet keeps as numbers are texts here: they head the columns below them.

use super::DEPTH_MAX;
use super::amounts::{self, Invested, Said};
use super::heading::{self, Carried, Heading, carried};
use crate::base::amount::Wording;
use crate::base::amount::unit::is_part;
use crate::pipeline::headers::{form, halves, split_wording, wording_of};
use crate::tidy::FoundColumn;
use crate::tidy::formats::{Cell, Merge, Row, Sheet};
use crate::tidy::value::is_nothing;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// A header longer than this many bytes is a sentence.
const TEXT_MAX: usize = 300;
/// Words below a header that add nothing to its meaning.
const GENERIC: &[&str] =
    &["金额", "数额", "数值", "数量", "小计", "合计", "投资额", "绝对额", "绝对数", "绝对量", "绝对值", "总量", "总额"];

/// Columns beyond this one hold no headings in their headers.
const CARRYING_MAX: u16 = 1_000;
/// What one text at least of a header of amounts holds.
const SAYING_AMOUNTS: &[&str] = &["投资", "计划", "完成", "累计", "累积", "目标", "任务", "实际", "年初", "今年以来"];
/// What a header that is nothing but a time may be called.
const OF_ITS_TIME: &str = "本期值";
/// Words at the end of a header that add nothing to an amount.
const AMOUNTS: &[&str] = &["金额", "数额", "额"];

/// One text of a header row.
#[derive(Debug, Clone)]
struct Piece {
    written: String,
    form: String,
    said: Wording,
    /// It without its unit, while nobody asked for what it carries.
    base: String,
    inner: OnceCell<Held>,
    /// The unit that it is, while nobody asked for that.
    alone: OnceCell<Wording>,
    /// What it says of an amount, while nobody asked for that.
    amount: OnceCell<Option<Said>>,
}

/// What a text of a header holds besides a name.
#[derive(Debug, Clone)]
enum Held {
    /// A heading in it.
    Heading(Carried),
    /// Nothing but a heading.
    Only,
    Nothing,
}

impl Piece {
    /// Looked for once: it costs more than everything else about a header.
    fn held(&self) -> &Held {
        self.inner.get_or_init(|| match carried(&self.base) {
            Some(carried) => Held::Heading(carried),
            None if !self.form.is_empty() && !Heading::is_unknown(&self.form) => Held::Only,
            None => Held::Nothing,
        })
    }

    /// The unit that it is and nothing else; looked for once, too.
    fn alone(&self) -> &Wording {
        self.alone.get_or_init(|| unit_alone(&self.written))
    }

    fn amount(&self) -> Option<Said> {
        *self.amount.get_or_init(|| amounts::read(&self.form))
    }
}

/// The texts of the rows in which a header is looked for.
#[derive(Debug)]
pub struct Headers {
    from: usize,
    rows: Vec<(u32, BTreeMap<u16, Piece>)>,
    filled: bool,
    upright: Vec<(u32, u32)>,
}

/// A heading that is not above a column's header but in it, or below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inner {
    /// There is none.
    None,
    /// 1-6月累计完成投资
    Time,
    /// 累计完成投资（含税）
    Remark,
    /// 5月 below 累计完成投资
    Below,
}

/// One column's texts under one choice of header rows.
#[derive(Debug, Clone)]
pub struct Column {
    /// The column on the sheet.
    pub column: u16,
    /// Its texts as written, joined by ` / `.
    pub header: String,
    /// The unit that its texts name, the lowest first; unclear where one is named and not understood.
    pub said: Wording,
    /// The unit that its own text names, and not one above it.
    pub own: Wording,
    /// What it may be called, the most telling first.
    pub names: Vec<String>,
    /// What it may be called besides: without the heading that its lowest text carries or is, a number before it, a word for
    /// amount at its end.
    pub loose: Vec<String>,
    /// What its lowest text carries or is.
    pub inner: Inner,
    /// The column of a progress report that its texts mean together, where they are made of nothing but words of amounts.
    pub amount: Option<&'static str>,
    /// The same where another column of the table names investment.
    beside: Option<&'static str>,
    /// Its texts from the top down, as they are compared, that time for itself; none where there is only one.
    pub texts: Vec<String>,
}

impl Column {
    /// Whether it says of which year it is: 本年累计完成投资, 1-6月累计完成投资.
    pub fn says_its_year(&self) -> bool {
        let says =
            |text: &String| ["本年", "今年", "当年", "年初", "ytd", "thisyear"].iter().any(|word| text.contains(word));
        let of_days = || self.texts.iter().any(|text| heading::names_days(text));
        self.inner == Inner::Time || self.names.iter().chain(&self.texts).any(says) || of_days()
    }

    /// For people; what it means is filled in once that is settled.
    pub fn found(&self) -> FoundColumn {
        FoundColumn { header: self.header.clone(), column: None, unit: None }
    }
}

impl Headers {
    /// Reads the texts of `window` rows.
    pub fn read(sheet: &Sheet, from: usize, window: usize) -> Headers {
        let rows: Vec<_> = sheet
            .rows_from(from)
            .take(window + DEPTH_MAX + 1) // a row of units may follow
            .map(|row| {
                let years = names_years(&row);
                let written = |cell: Cell| match cell {
                    Cell::Text(..) => piece(sheet.text(cell)),
                    Cell::Number(year) if years => piece(&year.to_string()),
                    _ => None,
                };
                let texts = row.iter().filter_map(|(column, cell)| Some((column, written(cell)?)));
                (row.number, texts.collect::<BTreeMap<u16, Piece>>())
            })
            .collect();
        let last = rows.last().map_or(0, |(number, _)| *number);
        let upright = sheet.merges.iter().filter(|m| m.first_row < m.last_row && m.first_row <= last);
        let upright = upright.map(|merge| (merge.first_row, merge.last_row)).collect();
        let mut headers = Headers { from, rows, filled: sheet.merges.is_empty(), upright };
        sheet.merges.iter().for_each(|merge| headers.fill(merge));
        headers
    }

    /// A merged cell says the same everywhere.
    fn fill(&mut self, merge: &Merge) {
        let first = self.rows.iter().find(|(number, _)| *number == merge.first_row);
        let column = u16::try_from(merge.first_column).unwrap_or(u16::MAX);
        let Some(piece) = first.and_then(|(_, texts)| texts.get(&column)).cloned() else { return };
        let last_column = u16::try_from(merge.last_column).unwrap_or(u16::MAX).min(column.saturating_add(1_000));
        for (_, texts) in self.rows.iter_mut().filter(|(n, _)| (merge.first_row..=merge.last_row).contains(n)) {
            for column in column..=last_column {
                texts.entry(column).or_insert_with(|| piece.clone());
            }
        }
    }

    /// The header texts of one row with their columns, as they are compared.
    pub fn forms(&self, index: usize) -> Vec<(u16, String)> {
        let row = index.checked_sub(self.from).and_then(|at| self.rows.get(at));
        let texts = row.into_iter().flat_map(|(_, texts)| texts);
        texts.filter(|(_, piece)| !piece.form.is_empty()).map(|(column, piece)| (*column, piece.form.clone())).collect()
    }

    /// Whether a merged cell reaches from above into the chosen rows and ends within them: then the header begins higher. Where
    /// one reaches out of them to rows that hold texts, too, it ends lower.
    pub fn is_cut(&self, start: usize, depth: usize) -> bool {
        let number = |index: usize| self.rows.get(index.checked_sub(self.from)?).map(|(number, _)| *number);
        let (Some(first), Some(last)) = (number(start), number(start + depth - 1)) else { return false };
        let above = |(top, bottom): &(u32, u32)| *top < first && (first..=last).contains(bottom);
        let below = |(top, bottom): &(u32, u32)| {
            (first..=last).contains(top) && *bottom > last && self.says_more(last, *bottom)
        };
        self.upright.iter().any(|merge| above(merge) || below(merge))
    }

    /// Whether the rows below one, down to another, hold texts that are not those of merged cells, and no row is too far down to
    /// belong to a header.
    fn says_more(&self, last: u32, bottom: u32) -> bool {
        let near = bottom - last < DEPTH_MAX as u32;
        let own = |(number, texts): &(u32, BTreeMap<u16, Piece>)| {
            let above = self.rows.iter().find(|(above, _)| *above + 1 == *number).map(|(_, texts)| texts);
            let differs = |(column, piece): (&u16, &Piece)| {
                above.and_then(|above| above.get(column)).is_some_and(|above| above.form != piece.form)
            };
            (last + 1..=bottom).contains(number) && texts.iter().any(differs)
        };
        near && self.rows.iter().any(own)
    }

    /// The columns when the header is `depth` rows from the `start`-th; `None` where those rows are not all there.
    pub fn columns(&self, start: usize, depth: usize) -> Option<Vec<Column>> {
        let first = start.checked_sub(self.from)?;
        let rows = self.rows.get(first..first.checked_add(depth)?)?;
        let adjoining = rows.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a + 1 == *b));
        if !adjoining {
            return None;
        }
        let mut columns: Vec<u16> = rows.iter().flat_map(|(_, texts)| texts.keys().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut columns: Vec<Column> = columns.into_iter().map(|column| self.column(rows, column)).collect();
        if columns.iter().any(|column| column.header.contains("投资")) {
            columns.iter_mut().for_each(|column| column.amount = column.amount.or(column.beside));
        }
        Some(columns)
    }

    fn column(&self, rows: &[(u32, BTreeMap<u16, Piece>)], column: u16) -> Column {
        let mut pieces: Vec<&Piece> = Vec::new();
        for (index, (_, texts)) in rows.iter().enumerate() {
            let below = rows.get(index + 1..).unwrap_or(&[]).iter().any(|(_, texts)| texts.contains_key(&column));
            // Without merged cells, a blank right of a heading with something below belongs to that heading.
            let left = || texts.range(..column).next_back().map(|(_, piece)| piece).filter(|_| self.filled && below);
            if let Some(piece) = texts.get(&column).or_else(left)
                && pieces.last().is_none_or(|last| last.form != piece.form)
            {
                pieces.push(piece);
            }
        }
        let header = pieces.iter().map(|p| p.written.as_str()).collect::<Vec<&str>>().join(" / ");
        let mut said = pieces.iter().rev().map(|p| &p.said).find(|said| **said != Wording::Nothing);
        let mut is_own = false;
        if let Some(last) = pieces.last()
            && pieces.len() > 1
            && (GENERIC.contains(&last.form.as_str()) || *last.alone() != Wording::Nothing || is_nothing(&last.written))
        {
            is_own = *last.alone() != Wording::Nothing;
            said = Some(last.alone()).filter(|own| **own != Wording::Nothing).or(said);
            pieces.pop();
        }
        let said = said.cloned().unwrap_or(Wording::Nothing);
        let own = if is_own { said.clone() } else { pieces.last().map_or(Wording::Nothing, |last| last.said.clone()) };
        let form = |from: usize| pieces.get(from..).unwrap_or(&[]).iter().map(|p| p.form.as_str()).collect::<String>();
        let names = (0..pieces.len()).map(form).filter(|name| !name.is_empty()).collect();
        let (loose, inner, texts) = loosened(&pieces, column < CARRYING_MAX);
        let is_money = !matches!(&said, Wording::Unit(unit) if !unit.kind.is_money());
        let says_amount = |piece: &&Piece| SAYING_AMOUNTS.iter().any(|word| piece.form.contains(word));
        let of_amounts = is_money && column < CARRYING_MAX && pieces.iter().any(says_amount);
        // A title above them says nothing of amounts.
        let of_words = pieces.iter().rev().take_while(|piece| piece.amount().is_some()).count();
        let of_words = || pieces.iter().skip(pieces.len() - of_words).map(|piece| piece.amount());
        let invested = if matches!(own, Wording::Unit(_)) { Invested::Unit } else { Invested::Own };
        let meant = |invested| if of_amounts { amounts::meant(of_words(), invested) } else { None };
        let (amount, beside) = (meant(invested), meant(Invested::Beside));
        Column { column, header, said, own, names, loose, inner, amount, beside, texts }
    }
}

/// What a column may be called besides, the heading within its header, and its texts.
fn loosened(pieces: &[&Piece], looks: bool) -> (Vec<String>, Inner, Vec<String>) {
    let forms = |pieces: &[&Piece]| pieces.iter().map(|piece| piece.form.clone()).collect::<Vec<String>>();
    let with_bare = |names: &mut dyn Iterator<Item = &str>| -> Vec<String> {
        names.flat_map(|name| [Some(name), bare(name)]).flatten().map(str::to_string).collect()
    };
    let held = pieces.last().filter(|_| looks).map_or(&Held::Nothing, |last| last.held());
    match (pieces, held) {
        ([], _) => (Vec::new(), Inner::None, Vec::new()),
        // 1-6月, and nothing else: what was measured until then.
        ([only], Held::Only) if heading::names_days(&only.form) => {
            (vec![OF_ITS_TIME.to_string()], Inner::Below, forms(pieces))
        }
        ([above @ .., _], Held::Heading(Carried { heading, is_time, names, rest })) => {
            let inner = if *is_time { Inner::Time } else { Inner::Remark };
            let texts = [forms(above), vec![heading.clone(), rest.clone()]].concat();
            // 年度目标 below 引进资金 is 引进资金目标.
            let joined = (!above.is_empty()).then(|| forms(above).concat() + short(rest));
            (with_bare(&mut joined.iter().chain(names).map(String::as_str)), inner, texts)
        }
        ([above @ .., header, _], Held::Only) => {
            let joined = forms(above).concat() + &header.form;
            let last = pieces.last().map_or("", |last| short(&last.form));
            let below = header.form.clone() + last; // 引进资金 over 实际完成 is 引进资金完成
            let names = [below.as_str(), joined.as_str(), header.form.as_str()];
            (with_bare(&mut names.into_iter()), Inner::Below, forms(pieces))
        }
        ([.., last], _) => {
            let bare = bare(&last.form).map(str::to_string);
            let above =
                pieces.get(..pieces.len() - 1).filter(|above| !above.is_empty() && short(&last.form) != last.form);
            let joined = above.map(|above| forms(above).concat() + short(&last.form));
            let loose = joined.into_iter().chain(bare).chain(halves(&last.written).into_iter().flatten()).collect();
            (loose, Inner::None, if pieces.len() > 1 { forms(pieces) } else { Vec::new() })
        }
    }
}

/// Whether the numbers of a row are years, or years and months: 2025, 202506. Such a row may head the columns below it.
pub fn names_years(row: &Row<'_>) -> bool {
    let is_year = |number: f64| {
        let month = number % 100.0;
        (1950.0..=2150.0).contains(&number)
            || ((195_001.0..=215_012.0).contains(&number) && (1.0..=12.0).contains(&month))
    };
    let mut numbers = row.cells().filter(|cell| !matches!(cell, Cell::Text(..) | Cell::Empty)).peekable();
    numbers.peek().is_some()
        && numbers.all(|cell| matches!(cell, Cell::Number(number) if number.fract() == 0.0 && is_year(number)))
}

/// The usual word for what stands below a heading: 目标任务数 is 目标, 实际完成 is 完成.
pub fn short(form: &str) -> &str {
    const SHORT: [(&str, &[&str]); 3] = [
        (
            "目标",
            &[
                "目标任务",
                "目标数",
                "目标任务数",
                "目标值",
                "任务数",
                "计划数",
                "年度目标",
                "年度任务",
                "全年目标",
                "全年任务",
            ],
        ),
        (
            "完成",
            &["已完成", "实际完成", "完成数", "累计完成", "实际完成数", "已完成数", "累计完成数", "完成情况", "实绩"],
        ),
        ("到位", &["实际到位", "到位数", "已到位", "累计到位", "到位额"]),
    ];
    SHORT.iter().find(|(_, words)| words.contains(&form)).map_or(form, |(short, _)| short)
}

/// 累计完成投资额, 3.累计完成投资 and （三）累计完成投资 are 累计完成投资.
fn bare(name: &str) -> Option<&str> {
    let is_number =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let numbered = name.strip_prefix('(').unwrap_or(name).split_once(['.', '、', ')']);
    let unnumbered = numbered.filter(|(number, rest)| is_number(number) && rest.starts_with(char::is_alphabetic));
    let rest = unnumbered.map_or(name, |(_, rest)| rest);
    let noted = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).filter(|(_, number)| is_number(number));
    let rest = noted.map_or(rest, |(rest, _)| rest);
    let bare = AMOUNTS.iter().find_map(|word| rest.strip_suffix(word)).filter(|bare| bare.chars().count() > 2);
    let bare = bare.unwrap_or(rest);
    (bare != name).then_some(bare)
}

/// What a text says that is nothing but a unit, with or without brackets: 万元, （万元）, 百万.
pub fn unit_alone(text: &str) -> Wording {
    let bare = text.trim().trim_matches(['(', ')', '（', '）', '[', ']']);
    match wording_of(bare) {
        Wording::Unclear if !is_part(bare) => Wording::Nothing,
        wording => wording,
    }
}

/// (yyyy-mm-dd): how the days of a column are to be written, and no part of its header.
fn is_pattern(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '（', '）', '[', ']']).to_lowercase();
    let of_days = |c: char| matches!(c, 'y' | 'm' | 'd' | 'j' | 'a' | 't' | '-' | '/' | '.');
    bare.len() >= 8 && bare.chars().all(of_days) && ["yy", "jj", "aa"].iter().any(|year| bare.contains(year))
}

fn piece(text: &str) -> Option<Piece> {
    let text = text.trim();
    if text.is_empty() || text.len() > TEXT_MAX || is_pattern(text) {
        return None;
    }
    let written: String = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    // A percentage says how a figure is written; a count is often part of the name: both are kept as units.
    let (base, said) = split_wording(text);
    Some(Piece {
        form: form(&base),
        said,
        written,
        base,
        inner: OnceCell::new(),
        alone: OnceCell::new(),
        amount: OnceCell::new(),
    })
}
