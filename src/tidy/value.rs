//! One cell's text → one exact value.
//!
//! Takes text or a binary number; gives an exact figure with the mark it carries (`%`, 万, 亿元, £) and the habit it is
//! written in, nothing for the signs that mean nothing (`—`, `/`, 无), or the reason it is none. Never rounds to what is
//! "meant", never gives 0 for what it cannot read.

/// Days, in the ways people write them.
pub mod date;

/// Rates of growth.
pub mod growth;

/// Figures in the unit of their row.
pub mod measured;

/// Chinese numerals.
pub mod numeral;

/// Signs of money before a figure.
mod signs;

/// Groups and decimals.
pub mod separators;

/// What stands in a cell instead of a value.
pub mod state;

/// Target texts.
pub mod target;

/// Texts, ids and names.
pub mod text;

#[cfg(test)]
mod tests;

use super::RejectReason;
use crate::base::amount::{Amount, AmountError, Fine, Unit, UnitKind, scale};
use crate::pipeline::headers::unit_of;
use separators::{Written, of_plain, ungrouped};
use unicode_normalization::UnicodeNormalization;

/// A figure as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub amount: Amount,
    /// What stands with it.
    pub mark: Mark,
    /// How its digits are parted.
    pub written: Written,
    /// Whether a footnote sign stands behind it: 1234*, 12.5 (p).
    pub footnote: bool,
    /// What stands behind its sixth place.
    pub fine: Fine,
}

impl Figure {
    /// The number times a multiple, all its digits counted.
    ///
    /// # Errors
    /// [`RejectReason::OutOfRange`] beyond what is kept, [`RejectReason::TooFine`] where nothing of it would be kept.
    pub fn times(&self, factor: i64) -> Result<Amount, RejectReason> {
        let amount = self.fine.times(self.amount, factor).ok_or(RejectReason::OutOfRange)?;
        let is_gone = amount == Amount::ZERO && self.fine.is_lost(factor);
        if is_gone { Err(RejectReason::TooFine) } else { Ok(amount) }
    }

    /// The multiple that it carries itself.
    pub fn own_factor(&self) -> i64 {
        match &self.mark {
            Mark::Multiple(factor) | Mark::Indian(factor) => *factor,
            Mark::Unit(unit) => unit.factor,
            _ => 1,
        }
    }

    /// Whether its own cell says what it counts in: 1,2 M€.
    pub fn has_own_multiple(&self) -> bool {
        let mark = &self.mark;
        matches!(mark, Mark::Multiple(_) | Mark::Money(_, Some(_)) | Mark::Sign(_, Some(_)) | Mark::Unit(_))
    }
}

/// What stands with a number in its own cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: the column's unit holds.
    Plain,
    /// `%`
    Percent,
    /// 万, 亿, bn: so many of the base unit, whatever the column's unit is.
    Multiple(i64),
    /// A sign of money, with its multiple if it has one: £12, $3m, ￥5万.
    Money(UnitKind, Option<i64>),
    /// A sign that several currencies share, `$` or `¥`: of the column's where it is one of them.
    Sign(UnitKind, Option<i64>),
    /// Lakhs or crores: of rupees, or of things counted.
    Indian(i64),
    /// A whole unit: 万元, 个.
    Unit(Unit),
}

/// Multiples that people write behind a figure.
const MULTIPLES: &[(&str, i64)] =
    &[("千万", 10_000_000), ("百万", 1_000_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000)];

/// Signs behind a figure that point to a note, and say nothing of its value. 200（预计） is no such sign: it says that the
/// figure is an estimate.
const FOOTNOTES: &[&str] = &["***", "**", "*", "†", "‡", "(p)", "(r)", "(e)", "(初步)"];

/// Signs that mean: nothing to report here.
const NOTHING: &[&str] = &[
    "", "-", "--", "---", "—", "——", "/", "//", "\\", "*", "…", "……", "...", ".", "无", "暂无", "空", "n/a", "na",
    "n.a.", "null", "none", "nil", "#n/a",
];

/// Whether a text means that nothing is there. Never true of text columns, where 无 is an answer.
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    if text.chars().nth(6).is_some() || text.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
        return false; // longer than any of the signs, or a figure
    }
    if text.starts_with(|c: char| matches!(c, '\u{4e00}'..='\u{9fff}') && !matches!(c, '无' | '暂' | '空')) {
        return false; // no sign begins with another Chinese character
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).map(plain_dash).collect();
    NOTHING.contains(&folded.trim())
}

/// Whether a text says that there is no more to say: —, 无, 暂缺, 无进展.
pub fn says_no_more(text: &str) -> bool {
    const UNMOVED: [&str; 6] = ["无进展", "暂无进展", "没有进展", "本期无进展", "无变化", "暂无变化"];
    is_nothing(text) || state::read(text).is_some() || UNMOVED.contains(&text.trim())
}

/// Reads a figure.
///
/// # Errors
/// [`RejectReason::NotANumber`], or [`RejectReason::OutOfRange`] beyond what is kept.
pub fn figure(text: &str) -> Result<Option<Figure>, RejectReason> {
    let trimmed = text.trim();
    if trimmed.len() < 30 && text::is_cut_figure(trimmed) {
        return Err(RejectReason::NotANumber);
    }
    if trimmed.len() < 30
        && let Ok((amount, fine)) = Amount::parse_fine(trimmed)
    {
        // Nearly every cell ends here.
        return Ok(Some(Figure { amount, mark: Mark::Plain, written: of_plain(trimmed), footnote: false, fine }));
    }
    if is_nothing(trimmed) {
        return Ok(None);
    }
    if trimmed.len() > 120 || trimmed.chars().any(hides_a_digit) || text::hides_a_control(trimmed) {
        return Err(RejectReason::NotANumber); // 1234² and 1234① would fold into other numbers; 12␁5 may have been 1215
    }
    let folded: String = trimmed.nfkc().filter(|c| !text::is_invisible(*c)).map(plain_dash).map(plain_digit).collect();
    let folded = folded.trim().to_lowercase();
    let (folded, footnote) = without_footnote(&folded);
    let folded = signs::unclosed(folded);
    // %42, as it is written in Turkey.
    let turned = folded.strip_prefix('%').map(str::trim).filter(|rest| rest.chars().all(is_of_a_number));
    let turned = turned.map(|number| format!("{number}%"));
    let (negative, currency, rest) = signed(turned.as_deref().unwrap_or(folded));
    // $- and - €: the dash that accountants' formats show for nothing.
    if negative && (rest.is_empty() && currency.is_some() || UnitKind::of_currency(rest).is_some()) {
        return Ok(None);
    }
    let (number, written, suffix) = number(rest)?;
    let (amount, fine) = Amount::parse_fine(&number).map_err(reason)?;
    let (amount, fine) = if negative { (Amount(-amount.0), fine.negative()) } else { (amount, fine) };
    let mark = mark(suffix, currency).ok_or(RejectReason::NotANumber)?;
    Ok(Some(Figure { amount, mark, written, footnote, fine }))
}

/// Reads a figure in a column of a unit: in one of money letters may be its sign, as in R 12 500 and 5 mkr.
///
/// # Errors
/// As [`figure`].
pub fn figure_in(text: &str, column: Option<&Unit>) -> Result<Option<Figure>, RejectReason> {
    match column.filter(|unit| unit.kind.is_money()).and_then(|unit| signs::without(text, unit.kind)) {
        Some(bare) => figure(&bare),
        None => figure(text),
    }
}

/// The number that a text begins with, in plain digits, and what follows it.
fn number(rest: &str) -> Result<(String, Written, &str), RejectReason> {
    if let Err(AmountError::OutOfRange) = Amount::parse(rest) {
        return Err(RejectReason::OutOfRange); // 1e309 is a number, but none that is kept
    }
    let digits_end = rest.find(|c: char| !is_of_a_number(c)).unwrap_or(rest.len());
    let (digits, suffix) = rest.split_at(digits_end);
    if digits.trim().is_empty() {
        return spoken(rest).ok_or(RejectReason::NotANumber);
    }
    if suffix.starts_with('e') && Amount::parse(rest).is_ok() {
        return Ok((rest.to_string(), Written::Point, ""));
    }
    let (number, written) = ungrouped(digits.trim()).ok_or(RejectReason::NotANumber)?;
    Ok((number, written, suffix.trim()))
}

/// A Chinese numeral and its unit: 三个, 二十, 十五亿.
fn spoken(text: &str) -> Option<(String, Written, &str)> {
    let end = text.find(|c| !numeral::is_numeral(c)).unwrap_or(text.len());
    let short = text.find(['万', '亿']).unwrap_or(end).min(end);
    let read = |end: usize| Some((numeral::read(text.get(..end)?)?, text.get(end..)?.trim()));
    // 十五亿 is 15 with the multiple 亿; 一亿二千万 has its multiples inside.
    let (value, suffix) = read(short).filter(|(_, suffix)| mark(suffix, None).is_some()).or_else(|| {
        let (value, suffix) = read(end)?;
        (value < 10_000 || !suffix.is_empty()).then_some((value, suffix))
    })?;
    Some((value.to_string(), Written::Plain, suffix))
}

/// Characters that compatibility folding turns into digits though they are none: superscripts, circled and bracketed
/// numbers, fractions. Full-width digits are digits.
fn hides_a_digit(c: char) -> bool {
    !c.is_ascii() && !('０'..='９').contains(&c) && std::iter::once(c).nfkc().any(|folded| folded.is_ascii_digit())
}

fn without_footnote(text: &str) -> (&str, bool) {
    let sign = FOOTNOTES.iter().find_map(|sign| text.strip_suffix(sign));
    match sign.map(str::trim_end).filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit() || c == '%')) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}

/// The figure of a binary number.
///
/// # Errors
/// When it is not finite, or beyond what is kept.
pub fn figure_of_number(number: f64) -> Result<Figure, RejectReason> {
    let (amount, fine) = Amount::fine_from_sheet_number(number).map_err(reason)?;
    Ok(Figure { amount, mark: Mark::Plain, written: separators::of_number(amount), footnote: false, fine })
}

/// A figure of money in base units: yuan, or whole dollars.
///
/// # Errors
/// When its mark contradicts the column's unit, or it is beyond what is kept.
pub fn money(figure: &Figure, column: &Unit) -> Result<Amount, RejectReason> {
    figure.times(factor_of_money(figure, column)?)
}

/// What a figure of money is multiplied with to be in base units.
///
/// # Errors
/// When its mark contradicts the column's unit.
pub fn factor_of_money(figure: &Figure, column: &Unit) -> Result<i64, RejectReason> {
    Ok(match &figure.mark {
        Mark::Plain => column.factor,
        Mark::Multiple(factor) => *factor,
        // 500CR in a column of yuan is no crore.
        Mark::Indian(factor) if column.kind == UnitKind::Rupee => *factor,
        Mark::Indian(_) => return Err(RejectReason::OtherUnit),
        Mark::Money(kind, factor) if *kind == column.kind => factor.unwrap_or(column.factor),
        Mark::Sign(kind, factor) if column.kind.is_written(*kind) => factor.unwrap_or(column.factor),
        Mark::Unit(unit) if unit.kind == column.kind => unit.factor,
        // 12m in a column of money is twelve million, in a column of lengths it is twelve metres.
        Mark::Unit(unit) if unit.kind == UnitKind::Count => scale(&unit.label).ok_or(RejectReason::NotANumber)?,
        Mark::Unit(unit) if unit.kind.is_money() => return Err(RejectReason::OtherUnit),
        Mark::Money(..) | Mark::Sign(..) => return Err(RejectReason::OtherUnit),
        Mark::Unit(_) | Mark::Percent => return Err(RejectReason::NotANumber),
    })
}

/// A plain figure as it is counted.
///
/// # Errors
/// When its mark is one of money, or it is beyond what is kept.
pub fn count(figure: &Figure) -> Result<Amount, RejectReason> {
    match &figure.mark {
        Mark::Plain | Mark::Percent | Mark::Money(_, None) | Mark::Sign(_, None) => figure.times(1),
        Mark::Multiple(factor) | Mark::Indian(factor) => figure.times(*factor),
        Mark::Unit(unit) if unit.kind == UnitKind::Count => figure.times(unit.factor),
        Mark::Unit(_) | Mark::Money(_, Some(_)) | Mark::Sign(_, Some(_)) => Err(RejectReason::NotANumber),
    }
}

fn reason(error: AmountError) -> RejectReason {
    match error {
        AmountError::NotANumber => RejectReason::NotANumber,
        AmountError::OutOfRange => RejectReason::OutOfRange,
    }
}

/// Minus signs and dashes of every width become one.
fn plain_dash(c: char) -> char {
    if matches!(c, '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}') { '-' } else { c }
}

/// Arabic, Persian and Devanagari digits, and what parts them.
fn plain_digit(c: char) -> char {
    let digit =
        [0x0660, 0x06F0, 0x0966].into_iter().find_map(|zero| u32::from(c).checked_sub(zero).filter(|d| *d < 10));
    match (digit, c) {
        (Some(digit), _) => char::from_digit(digit, 10).unwrap_or(c),
        (None, '\u{066B}') => '.',
        (None, '\u{066C}') => ',',
        _ => c,
    }
}

fn is_of_a_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | ' ')
}

/// The sign, the currency and what follows: `-12`, `(12)`, `12-`, `-¥12`, `¥-12`, `(£12)`.
fn signed(text: &str) -> (bool, Option<Currency>, &str) {
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut negative = bracketed.is_some();
    let mut rest = bracketed.unwrap_or(text).trim();
    let mut currency = None;
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
            (negative, rest) = (true, after.trim_start());
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after.trim_start();
        }
        if let (None, Some((sign, after))) = (currency, signs::before(rest)) {
            let shared = matches!(sign, "$" | "¥");
            currency = UnitKind::of_currency(sign).map(|kind| Currency { kind, shared });
            rest = after.trim_start();
        }
    }
    // $(20) and -(20) as accountants write them; two signs would be none.
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|_| !negative) {
        (negative, rest) = (true, inner.trim());
    }
    if let Some(before) =
        rest.strip_suffix('-').filter(|before| !negative && before.ends_with(|c: char| c.is_ascii_digit()))
    {
        (negative, rest) = (true, before);
    }
    (negative, currency, rest)
}

/// Money before a figure, and whether its sign is one that several currencies share.
#[derive(Debug, Clone, Copy)]
struct Currency {
    kind: UnitKind,
    shared: bool,
}

fn mark(suffix: &str, currency: Option<Currency>) -> Option<Mark> {
    let multiple = MULTIPLES.iter().find(|(word, _)| *word == suffix).map(|(_, factor)| *factor);
    if let Some(Currency { kind, shared }) = currency {
        let money = |factor| if shared { Mark::Sign(kind, factor) } else { Mark::Money(kind, factor) };
        // £12m, ￥5万元: what follows must be a multiple, or money of the same kind.
        if suffix.is_empty() {
            return Some(money(None));
        }
        let same = unit_of(suffix).filter(|unit| unit.kind == kind).map(|unit| unit.factor);
        // R$ 3 mil is three thousand, $3 mil nobody knows.
        let scaled = || Some(Unit::from_label(&format!("{} {suffix}", Unit::base(kind).label))?.factor);
        return multiple.or(same).or_else(scaled).map(|factor| money(Some(factor)));
    }
    if suffix.is_empty() {
        return Some(Mark::Plain);
    }
    if let Some(factor) = multiple {
        return Some(Mark::Multiple(factor));
    }
    // 500万元整, as on cheques.
    let suffix = suffix.strip_suffix(['整', '正']).filter(|unit| unit.ends_with('元')).unwrap_or(suffix);
    // 12 $: whose dollar, the column says.
    if suffix == "$" {
        return Some(Mark::Sign(UnitKind::Dollar, None));
    }
    if matches!(suffix, "per cent" | "percent" | "pct" | "prozent" | "pour cent" | "por ciento" | "por cento") {
        return Some(Mark::Percent);
    }
    match unit_of(suffix) {
        Some(unit) if unit.kind == UnitKind::Percent => Some(Mark::Percent),
        Some(unit) => Some(Mark::Unit(unit)),
        None => scale(suffix).map(if is_indian(suffix) { Mark::Indian } else { Mark::Multiple }),
    }
}

fn is_indian(multiple: &str) -> bool {
    ["cr", "crore", "crores", "lakh", "lakhs", "lac", "lacs"].contains(&multiple)
}
