//! One cell's text → one exact value.
//!
//! Takes text or a binary number; gives an exact figure with the mark it carries (`%`, 万, 亿元), nothing for the signs
//! that mean nothing (`—`, `/`, 无), or the reason it is none. Never rounds to what is "meant", never gives 0 for what it
//! cannot read.

/// Days, in the ways people write them.
pub mod date;

/// Chinese numerals.
pub mod numeral;

/// Target texts.
pub mod target;

/// Texts, ids and names.
pub mod text;

use super::RejectReason;
use crate::base::amount::{Amount, AmountError, Unit, UnitKind};
use crate::pipeline::headers::unit_of;
use unicode_normalization::UnicodeNormalization;

/// A figure as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub amount: Amount,
    /// What stands with it.
    pub mark: Mark,
}

/// What stands with a number in its own cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: the column's unit holds.
    Plain,
    /// `%`
    Percent,
    /// 万, 亿: so many of the base unit, whatever the column's unit is.
    Multiple(i64),
    /// A whole unit: 万元, 个.
    Unit(Unit),
}

/// Multiples that people write behind a figure.
const MULTIPLES: &[(&str, i64)] =
    &[("千万", 10_000_000), ("百万", 1_000_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000)];

/// Signs of money that people write before a figure.
const CURRENCIES: &[&str] = &["¥", "$", "£", "€", "rmb", "cny", "usd", "人民币"];

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
    let folded: String = text.nfkc().flat_map(char::to_lowercase).map(plain_dash).collect();
    NOTHING.contains(&folded.trim())
}

/// Reads a figure.
///
/// # Errors
/// [`RejectReason::NotANumber`], or [`RejectReason::OutOfRange`] beyond what is kept.
pub fn figure(text: &str) -> Result<Option<Figure>, RejectReason> {
    let trimmed = text.trim();
    if trimmed.len() < 30
        && let Ok(amount) = Amount::parse(trimmed)
    {
        return Ok(Some(Figure { amount, mark: Mark::Plain })); // nearly every cell ends here
    }
    if is_nothing(trimmed) {
        return Ok(None);
    }
    let folded: String = trimmed.nfkc().filter(|c| !text::is_invisible(*c)).map(plain_dash).collect();
    let folded = folded.trim().to_lowercase();
    let (negative, rest) = signed(&folded);
    let digits_end = rest.find(|c: char| !is_of_a_number(c)).unwrap_or(rest.len());
    let (number, suffix) = rest.split_at(digits_end);
    if let Err(AmountError::OutOfRange) = Amount::parse(rest) {
        return Err(RejectReason::OutOfRange); // 1e309 is a number, but none that is kept
    }
    let exponent = rest.parse::<f64>().ok().filter(|_| suffix.starts_with('e')).map(|_| rest.to_string());
    let (number, suffix) = match exponent {
        Some(whole) => (Some(whole), ""),
        None => (ungrouped(number.trim()), suffix.trim()),
    };
    let number = number.ok_or(RejectReason::NotANumber)?;
    let amount = Amount::parse(&number).map_err(reason)?;
    let amount = if negative { Amount(-amount.0) } else { amount };
    let mark = mark(suffix).ok_or(RejectReason::NotANumber)?;
    Ok(Some(Figure { amount, mark }))
}

/// The figure of a binary number.
///
/// # Errors
/// When it is not finite, or beyond what is kept.
pub fn figure_of_number(number: f64) -> Result<Figure, RejectReason> {
    let amount = Amount::from_sheet_number(number).map_err(reason)?;
    Ok(Figure { amount, mark: Mark::Plain })
}

/// A figure of money in base units: yuan, or whole dollars.
///
/// # Errors
/// When its mark contradicts the column's unit, or it is beyond what is kept.
pub fn money(figure: &Figure, column: &Unit) -> Result<Amount, RejectReason> {
    let factor = match &figure.mark {
        Mark::Plain => column.factor,
        Mark::Multiple(factor) => *factor,
        Mark::Unit(unit) if unit.kind == column.kind => unit.factor,
        Mark::Unit(_) | Mark::Percent => return Err(RejectReason::NotANumber),
    };
    figure.amount.times(factor).ok_or(RejectReason::OutOfRange)
}

/// A plain figure as it is counted.
///
/// # Errors
/// When its mark is one of money, or it is beyond what is kept.
pub fn count(figure: &Figure) -> Result<Amount, RejectReason> {
    match &figure.mark {
        Mark::Plain | Mark::Percent => Ok(figure.amount),
        Mark::Multiple(factor) => figure.amount.times(*factor).ok_or(RejectReason::OutOfRange),
        Mark::Unit(unit) if unit.kind == UnitKind::Count => {
            figure.amount.times(unit.factor).ok_or(RejectReason::OutOfRange)
        }
        Mark::Unit(_) => Err(RejectReason::NotANumber),
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

fn is_of_a_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | ' ')
}

/// The sign and what follows it: `-12`, `(12)`, `-¥12`, `¥-12`.
fn signed(text: &str) -> (bool, &str) {
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut negative = bracketed.is_some();
    let mut rest = bracketed.unwrap_or(text).trim();
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
            (negative, rest) = (true, after.trim_start());
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after.trim_start();
        }
        rest = CURRENCIES.iter().find_map(|sign| rest.strip_prefix(sign)).unwrap_or(rest).trim_start();
    }
    (negative, rest)
}

/// The number without group separators; nothing where the groups are not plainly groups.
fn ungrouped(number: &str) -> Option<String> {
    let spaced = number.contains([' ', '\'', '’']);
    let number: String = if spaced { joined(number, &[' ', '\'', '’'])? } else { number.to_string() };
    let (comma, point) = (number.rfind(','), number.rfind('.'));
    match (comma, point) {
        (None, _) if number.matches('.').count() <= 1 => Some(number),
        (None, _) => joined(&number, &['.']),
        (Some(_), None) => joined(&number, &[',']),
        (Some(comma), Some(point)) if comma < point => {
            let (whole, fraction) = number.split_at(point);
            Some(joined(whole, &[','])? + fraction).filter(|n| n.matches('.').count() == 1)
        }
        (Some(comma), Some(_)) => {
            let (whole, fraction) = number.split_at(comma);
            let fraction = fraction.get(1..).filter(|f| f.bytes().all(|b| b.is_ascii_digit()))?;
            Some(format!("{}.{fraction}", joined(whole, &['.'])?))
        }
    }
}

/// Joins groups of three digits (the first may be shorter; the last may have a fraction).
fn joined(number: &str, separators: &[char]) -> Option<String> {
    let groups: Vec<&str> = number.split(separators).collect();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let last_whole = if separators.contains(&'.') { last } else { last.split('.').next().unwrap_or(last) };
    let sound = (1..=3).contains(&first.len())
        && digits(first)
        && middle.iter().all(|group| group.len() == 3 && digits(group))
        && last_whole.len() == 3
        && digits(last_whole);
    if sound { Some(groups.concat()) } else { None }
}

fn mark(suffix: &str) -> Option<Mark> {
    if suffix.is_empty() {
        return Some(Mark::Plain);
    }
    if let Some((_, factor)) = MULTIPLES.iter().find(|(word, _)| *word == suffix) {
        return Some(Mark::Multiple(*factor));
    }
    let unit = unit_of(suffix)?;
    Some(if unit.kind == UnitKind::Percent { Mark::Percent } else { Mark::Unit(unit) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> String {
        let read = figure(text).and_then(|f| f.map(|f| money(&f, &Unit::wan_yuan())).transpose());
        match read {
            Ok(Some(amount)) => amount.in_unit(10_000).to_string(),
            Ok(None) => "nothing".to_string(),
            Err(reason) => format!("{reason:?}"),
        }
    }

    #[test]
    fn figures_are_read_exactly_or_not_at_all() {
        let cases = [
            ("1234.5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1 234 567", "1234567"),
            ("1.234,5", "1234.5"),
            ("1.234.567", "1234567"),
            ("８９５１", "8951"),
            ("１，２３４．５", "1234.5"),
            ("(12)", "-12"),
            ("（１２）", "-12"),
            ("−12", "-12"),
            ("￥1,000", "1000"),
            ("-¥5", "-5"),
            ("2000万", "2000"),
            ("2000万元", "2000"),
            ("3.5亿元", "35000"),
            ("3.5 亿", "35000"),
            ("120元", "0.012"),
            ("1.2e3", "1200"),
            (" 12 \u{a0}", "12"),
            ("—", "nothing"),
            ("－", "nothing"),
            ("-", "nothing"),
            ("/", "nothing"),
            ("无", "nothing"),
            ("N/A", "nothing"),
            ("1e309", "OutOfRange"),
            ("9e99", "OutOfRange"),
            ("NaN", "NotANumber"),
            ("inf", "NotANumber"),
            ("infinity", "NotANumber"),
            ("正在统计", "NotANumber"),
            ("1,5", "NotANumber"),
            ("1,23,456", "NotANumber"),
            ("1..2", "NotANumber"),
            ("12 34", "NotANumber"),
            ("约500", "NotANumber"),
            ("500多", "NotANumber"),
            ("85%", "NotANumber"),
            ("300万美元", "NotANumber"),
            ("--5", "NotANumber"),
            ("(-5)", "NotANumber"),
            ("1.2.3,4", "NotANumber"),
        ];
        for (text, expected) in cases {
            assert_eq!(yuan(text), expected, "{text:?}");
        }
    }
}
