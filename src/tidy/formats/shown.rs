//! What a number format shows: the zeros of an id, a percentage, a figure shown in thousands.
//!
//! Takes a format's code and a stored number; gives what a person sees, where that says something else than the number.
//! Never rounds: decimals that a format does not show are kept. Which numbers are days is the libraries' business; what is
//! shown of a day is that of `stretch`.

use super::hidden::Hidden;
use super::stretch::Stretch;
use crate::base::amount::Amount;
use crate::base::amount::unit::touches;
use std::collections::{HashMap, HashSet};

/// The longest format code that is looked at, in bytes.
const CODE_MAX: usize = 64;
/// More digits than this no stored number has.
const DIGITS_MAX: usize = 15;

/// What a number format does to a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shown {
    /// Nothing that changes what it says.
    #[default]
    Plain,
    /// `000000`, `"P14-"000`: at least so many digits, with a text before them.
    Padded(String, usize),
    /// `0%`, `0.0%`: 0.85 is 85 %.
    Percent,
    /// `0"亿元"`, `[$€-407]0`, `0"个"`: a figure with money or words before or behind it.
    Marked(String, String),
    /// `0,` shows thousands, `0!.0,` ten thousands: so many times less.
    Scaled(u32),
    /// `$#,##0.0,,"M"`: the same with what it counts in behind it.
    Counted(u32, String, String),
    /// `yyyy"年"m"月"`, `mmm-yy`, `yyyy`: only the month or the year of a day.
    Stretch(Stretch),
}

/// What stands in a cell after its format.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// A text.
    Text(String),
    /// Another number.
    Number(f64),
}

/// What a sheet says besides its values.
#[derive(Debug, Default)]
pub struct Besides {
    /// What is hidden.
    pub hidden: Hidden,
    /// The merged cells, where they are known.
    pub merges: Option<Vec<super::Merge>>,
    /// Cells whose format changes what they say, by row and column, from 0, and which of the book's formats that is.
    pub shown: HashMap<(u32, u32), usize>,
    /// Formulas whose value nobody worked out.
    pub uncomputed: HashSet<(u32, u32)>,
    /// Cells of an old workbook whose text stands in its table of texts.
    pub texts: Vec<(u32, u32)>,
}

impl Shown {
    /// What a format's code does.
    pub fn of_code(code: &str) -> Shown {
        let positive = section(code);
        if positive.is_empty() || code.len() > CODE_MAX {
            return Shown::Plain;
        }
        // General and its Chinese name show a number as it is.
        let plain = positive.replace("G/通用格式", "#").replace("General", "#");
        let Some(parts) = parts(&plain) else { return Stretch::of_code(&plain).map_or(Shown::Plain, Shown::Stretch) };
        if parts.contains(&Part::Percent) {
            return Shown::Percent;
        }
        padded(&parts)
            .or_else(|| counted(&parts))
            .or_else(|| scaled(&parts))
            .or_else(|| marked(&parts))
            .unwrap_or_default()
    }

    /// What a built-in format does, by its number.
    pub fn of_builtin(id: u16) -> Shown {
        match id {
            9 | 10 => Shown::Percent,
            _ => Stretch::of_builtin(id).map_or(Shown::Plain, Shown::Stretch),
        }
    }

    /// What a person sees of a number, where that is something else.
    pub fn of(&self, number: f64) -> Option<Seen> {
        match self {
            Shown::Plain | Shown::Stretch(_) => None,
            Shown::Percent => percent(number).map(Seen::Text),
            Shown::Scaled(by) => Some(Seen::Number(number / f64::from(*by))).filter(|_| number.is_finite()),
            Shown::Marked(before, behind) => {
                let number = Amount::from_sheet_number(number).ok()?;
                Some(Seen::Text(format!("{before}{number}{behind}")))
            }
            Shown::Counted(by, before, behind) => {
                let number = Amount::from_sheet_number(number / f64::from(*by)).ok()?;
                Some(Seen::Text(format!("{before}{number}{behind}")))
            }
            Shown::Padded(before, width) => {
                let whole = number.fract() == 0.0 && (0.0..1e15).contains(&number);
                let digits = whole.then(|| format!("{number:.0}"))?;
                let same = before.is_empty() && digits.len() >= *width;
                (!same).then(|| Seen::Text(format!("{before}{digits:0>width$}")))
            }
        }
    }
}

/// The number a hundred times, exactly as its fifteen digits have it.
fn percent(number: f64) -> Option<String> {
    let written = format!("{number:.14e}");
    let (digits, exponent) = written.split_once('e')?;
    let hundredfold = format!("{digits}e{}", exponent.parse::<i32>().ok()?.checked_add(2)?);
    Some(format!("{}%", Amount::parse(&hundredfold).ok()?))
}

/// One part of a format's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A place for a digit that is always shown.
    Zero,
    /// A place for a digit that may stay empty.
    Place,
    Point,
    Comma,
    Percent,
    /// A character that is shown as it is.
    Literal(char),
}

/// What holds of numbers above 0.
fn section(code: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '!' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return code.get(..at).unwrap_or(code),
            _ => {}
        }
    }
    code
}

/// The parts of a section; nothing where it has parts that nobody here knows (days, fractions, powers of ten).
fn parts(section: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '0' => parts.push(Part::Zero),
            '#' | '?' => parts.push(Part::Place),
            '.' => parts.push(Part::Point),
            ',' => parts.push(Part::Comma),
            '%' => parts.push(Part::Percent),
            '"' => parts.extend(chars.by_ref().take_while(|c| *c != '"').map(Part::Literal)),
            '\\' | '!' => parts.push(Part::Literal(chars.next()?)),
            '_' | '*' => drop(chars.next()?), // as wide as a character, or filled with it
            // [$€-407]: money and where it is written so; [Red]: a colour.
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let money = inner.strip_prefix('$').map(|money| money.split_once('-').map_or(money, |(sign, _)| sign));
                parts.extend(money.unwrap_or("").chars().map(Part::Literal));
            }
            '-' | '+' | '(' | ')' | ' ' | ':' | '¥' | '￥' | '$' | '€' | '£' => parts.push(Part::Literal(c)),
            '\u{4e00}'..='\u{9fff}' if !"年月日时分秒上下午".contains(c) => parts.push(Part::Literal(c)),
            _ => return None,
        }
    }
    Some(parts)
}

/// Words or signs beside a figure: 亿元, %, 个, 约. ￥ alone says no more than that it is money here.
fn marked(parts: &[Part]) -> Option<Shown> {
    let place = |part: &Part| matches!(part, Part::Zero | Part::Place);
    let (first, last) = (parts.iter().position(place)?, parts.iter().rposition(place)?);
    let literal = |parts: &[Part]| {
        let text: String =
            parts.iter().filter_map(|p| if let Part::Literal(c) = p { Some(*c) } else { None }).collect();
        if touches(&text) { text.trim_matches([' ', '(', ')', '-', '+', ':']).to_string() } else { text }
    };
    let (before, behind) = (literal(parts.get(..first)?), literal(parts.get(last + 1..)?));
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '~' | '≈');
    let says = |text: &str| !matches!(text, "" | "¥" | "￥") && (touches(text) || text.contains(is_word));
    (says(&before) || says(&behind)).then_some(Shown::Marked(before, behind))
}

/// Zeros alone, with or without a text before them.
fn padded(parts: &[Part]) -> Option<Shown> {
    let before: String = parts.iter().map_while(|p| if let Part::Literal(c) = p { Some(*c) } else { None }).collect();
    let zeros = parts.get(before.chars().count()..)?;
    let fits = (2..=DIGITS_MAX).contains(&zeros.len()) && zeros.iter().all(|part| *part == Part::Zero);
    // A sign of money before a figure makes no id of it.
    let is_name = before.is_empty() || before.chars().any(char::is_alphanumeric);
    (fits && is_name).then_some(Shown::Padded(before, zeros.len()))
}

/// Commas behind the last place show thousands; a point that is only drawn shows a tenth of that.
fn scaled(parts: &[Part]) -> Option<Shown> {
    let last = parts.iter().rposition(|part| matches!(part, Part::Zero | Part::Place))?;
    let commas = parts.get(last + 1..)?.iter().take_while(|part| **part == Part::Comma).count();
    let drawn = parts.iter().position(|part| *part == Part::Literal('.'));
    let digits = |at: usize| {
        let after = parts.get(at + 1..=last).unwrap_or_default();
        after.iter().all(|part| *part == Part::Zero).then_some(after.len())
    };
    let drawn = drawn.map_or(Some(0), digits)?;
    let by = 1_000u32
        .checked_pow(u32::try_from(commas).ok()?)?
        .checked_mul(10u32.checked_pow(u32::try_from(drawn).ok()?)?)?;
    (by > 1).then_some(Shown::Scaled(by))
}

/// A figure that is shown so many times smaller, with the word for it behind: 1.2M is not 1.2.
fn counted(parts: &[Part]) -> Option<Shown> {
    match (scaled(parts)?, marked(parts)?) {
        (Shown::Scaled(by), Shown::Marked(before, behind)) if !behind.is_empty() => {
            Some(Shown::Counted(by, before, behind))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_change_what_a_number_says() {
        let marked = |before: &str, behind: &str| Shown::Marked(before.to_string(), behind.to_string());
        let padded = |before: &str, width| Shown::Padded(before.to_string(), width);
        for (code, shown) in [
            ("000000", padded("", 6)),
            ("\"P14-\"000", padded("P14-", 3)),
            ("P\\-000", Shown::Plain),
            ("000;-000", padded("", 3)),
            ("0", Shown::Plain),
            ("0.00", Shown::Plain),
            ("#,##0.00", Shown::Plain),
            ("\"￥\"000", Shown::Plain),
            ("0%", Shown::Percent),
            ("0.00%;[Red]-0.00%", Shown::Percent),
            ("0\"%\"", marked("", "%")),
            ("#,##0,", Shown::Scaled(1_000)),
            ("0.0,,", Shown::Scaled(1_000_000)),
            ("$#,##0.0,,\"M\"", Shown::Counted(1_000_000, "$".to_string(), "M".to_string())),
            ("#,##0,\" K\"", Shown::Counted(1_000, String::new(), "K".to_string())),
            ("0!.0,\"万元\"", Shown::Counted(10_000, String::new(), "万元".to_string())),
            ("0!.0,", Shown::Scaled(10_000)),
            ("0\\.0,", Shown::Scaled(10_000)),
            ("0\".\"0000", Shown::Scaled(10_000)),
            ("#,##0_);(#,##0)", Shown::Plain),
            ("yyyy\"年\"m\"月\"", Shown::Stretch(Stretch::Month)),
            ("yyyy\"年\"m\"月\"d\"日\"", Shown::Plain),
            ("General", Shown::Plain),
            ("0\"万元\"", marked("", "万元")),
            ("0.00\"亿\"", marked("", "亿")),
            ("0亿元", marked("", "亿元")),
            ("General\"元\"", marked("", "元")),
            ("G/通用格式\"千元\"", marked("", "千元")),
            ("[$$-409]#,##0.00", marked("$", "")),
            ("[$€-407] #,##0", marked("€", "")),
            ("#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", marked("", "€")),
            ("[$￥-804]#,##0", Shown::Plain),
            ("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", Shown::Plain),
            ("0\"个\"", marked("", "个")),
            ("\"约\"0", marked("约", "")),
            ("\"第\"0\"季度\"", marked("第", "季度")),
            ("0\"月\"", marked("", "月")),
            ("\"XM-\"0", marked("XM-", "")),
            ("0\"US$\"", marked("", "US$")),
            ("", Shown::Plain),
        ] {
            assert_eq!(Shown::of_code(code), shown, "{code}");
        }
    }

    #[test]
    fn a_person_sees_85_percent_of_0_85_and_no_rounding() {
        let text = |shown: &Shown, number: f64| shown.of(number);
        let said = |text: &str| Some(Seen::Text(text.to_string()));
        assert_eq!(text(&Shown::Percent, 0.85), said("85%"));
        assert_eq!(text(&Shown::Percent, 0.7 / 10.0), said("7%"));
        assert_eq!(text(&Shown::Percent, 1.0 / 3.0), said("33.333333%"));
        assert_eq!(text(&Shown::Percent, -0.05), said("-5%"));
        assert_eq!(text(&Shown::Percent, f64::NAN), None);
        let padded = Shown::Padded(String::new(), 6);
        assert_eq!((text(&padded, 123.0), text(&padded, 1_234_567.0)), (said("000123"), None));
        assert_eq!(text(&padded, 1.5), None);
        assert_eq!(text(&Shown::Padded("P14-".to_string(), 3), 1_234.0), said("P14-1234"));
        assert_eq!(text(&Shown::Scaled(10_000), 123_456.0), Some(Seen::Number(12.3456)));
    }
}
