//! One cell of a wide table: a figure with its mark and a flag beside it, nothing, or why it is none.
//!
//! Takes a cell and what letters are in its table; gives its figure as it is written. Whether the mark fits the unit of its column is not asked here.

use super::letters::{self, Letters, Meaning};
use crate::base::amount::{Amount, Fine};
use crate::tidy::RejectReason;
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::value::separators::Written;
use crate::tidy::value::{self, Figure, Mark, state};
use unicode_normalization::UnicodeNormalization;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The number as written, nothing, or why it is refused.
    pub value: Result<Option<Amount>, RejectReason>,
    /// What stands with the number: %, 万元.
    pub mark: Mark,
    /// The letters of a flag behind it.
    pub flag: Option<String>,
    /// How its digits are parted.
    pub written: Written,
    /// What stands behind its sixth place.
    pub fine: Fine,
}

impl Said {
    fn plain(value: Result<Option<Amount>, RejectReason>) -> Said {
        Said { value, mark: Mark::Plain, flag: None, written: Written::Plain, fine: Fine::default() }
    }

    fn of(figure: Figure, flag: Option<String>) -> Said {
        // What carries its own multiple is told with it.
        let value = if figure.own_factor() == 1 { figure.times(1) } else { Ok(figure.amount) };
        Said { value: value.map(Some), mark: figure.mark, flag, written: figure.written, fine: figure.fine }
    }
}

/// What a cell says, in a table whose letters behind figures are known.
pub fn said(sheet: &Sheet, cell: Cell, letters: &Letters) -> Said {
    match cell {
        Cell::Empty => Said::plain(Ok(None)),
        Cell::Number(number) => match value::figure_of_number(number) {
            Ok(figure) => Said::of(figure, None),
            Err(reason) => Said::plain(Err(reason)),
        },
        Cell::Text(..) => of_text(sheet.text(cell), letters),
        Cell::Error(_) => Said::plain(Err(RejectReason::CellError)),
        Cell::Date(_) => Said::plain(Err(RejectReason::FormattedAsDate)),
        Cell::Bool(_) => Said::plain(Err(RejectReason::NotANumber)),
    }
}

fn read(text: &str, flag: Option<String>) -> Said {
    match value::figure(text) {
        Ok(Some(figure)) => {
            let flag = flag.or_else(|| footnote_of(text).filter(|_| figure.footnote));
            Said::of(figure, flag)
        }
        Ok(None) => Said { flag, ..Said::plain(Ok(None)) },
        Err(reason) => Said::plain(Err(reason)),
    }
}

/// The sign behind a figure that points to a note or says how final it is: 12.3(p), 1234*.
fn footnote_of(text: &str) -> Option<String> {
    let behind = text.rsplit(|c: char| c.is_numeric() || matches!(c, '%' | '％')).next()?.trim();
    let inner = behind.strip_prefix(['(', '（']).and_then(|inner| inner.strip_suffix([')', '）'])).unwrap_or(behind);
    Some(inner.trim().to_string()).filter(|inner| !inner.is_empty())
}

/// A figure and the number of a note behind it, raised or behind a blank: 12.3¹, 12.3 1). 10² is a hundred.
fn numbered_note(text: &str) -> Option<(&str, String)> {
    let raised = |c: char| matches!(c, '¹' | '²' | '³' | '\u{2070}' | '\u{2074}'..='\u{2079}');
    let rest = text.trim_end_matches(['\u{207e}', ')']);
    let small = rest.trim_end_matches(raised);
    let mark = rest.get(small.len()..).unwrap_or("");
    if !mark.is_empty() && small.ends_with(|c: char| c.is_ascii_digit()) && small != "10" {
        return Some((small, mark.nfkc().collect()));
    }
    let (figure, note) = text.strip_suffix(')')?.rsplit_once(char::is_whitespace)?;
    let is_note = (1..=2).contains(&note.len()) && note.bytes().all(|b| b.is_ascii_digit());
    (is_note && figure.ends_with(|c: char| c.is_ascii_digit())).then(|| (figure, note.to_string()))
}

/// The first that is a figure, or the last.
fn first_of(one: Said, other: impl FnOnce() -> Said) -> Said {
    if one.value.is_ok() { one } else { other() }
}

/// A figure and letters behind it: 12.5 p, 38.8E, 1.5bn.
fn with_letters(text: &str, (figure, behind): (&str, &str), letters: &Letters) -> Said {
    let flagged = || read(figure.trim_end(), Some(behind.to_string()));
    match letters.meaning(figure, behind) {
        Meaning::Flag => first_of(flagged(), || read(text, None)),
        Meaning::Million => read(&format!("{} million", figure.trim_end()), None),
        Meaning::Unclear => Said::plain(Err(RejectReason::UnclearUnit)),
        Meaning::Multiple => read(text, None),
        // 12.5q is no unit that is known: a flag.
        Meaning::Unit if behind.bytes().all(|b| b.is_ascii_lowercase()) => first_of(read(text, None), flagged),
        Meaning::Unit => read(text, None),
    }
}

/// Reads a figure and the letters of a flag behind it: `12.5 p`, `: c`, `..`.
fn of_text(text: &str, letters: &Letters) -> Said {
    let text = text.trim();
    if let Some(split) = letters::behind(text) {
        return with_letters(text, split, letters);
    }
    let (body, flag) = match text.rsplit_once(|c: char| c == ':' || c.is_whitespace()) {
        Some((_, flag)) if (1..=3).contains(&flag.len()) && flag.bytes().all(|b| b.is_ascii_lowercase()) => {
            (text.get(..text.len() - flag.len()).unwrap_or(text).trim_end(), Some(flag.to_string()))
        }
        _ => (text, None),
    };
    if body.is_empty() || body.chars().all(|c| matches!(c, '.' | ':' | '…' | '-')) {
        return Said { flag, ..Said::plain(Ok(None)) };
    }
    let said = match (read(body, flag.clone()), flag) {
        (Said { value: Err(_), .. }, Some(_)) => read(text, None),
        (said, _) => said,
    };
    if said.value.is_ok() {
        return said;
    }
    if let Some((figure, note)) = numbered_note(text) {
        return first_of(read(figure, Some(note)), || said);
    }
    // 13.1 (b), 1180.5 [r]: the letter of a note.
    let noted = text.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    if let Some((figure, letters)) = noted
        && (1..=2).contains(&letters.len())
        && letters.bytes().all(|b| b.is_ascii_lowercase())
        && figure.trim_end().ends_with(|c: char| c.is_ascii_digit())
    {
        return read(figure.trim_end(), Some(letters.to_string()));
    }
    // ***** is what a program prints where nothing is known, * what an office holds back.
    if !text.is_empty() && text.bytes().all(|b| b == b'*') {
        return Said { flag: Some(text.chars().take(FLAG_MAX).collect()), ..Said::plain(Ok(None)) };
    }
    let alone = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    if alone.len() == 1 && alone.starts_with(INSTEAD) {
        return Said { flag: Some(alone.to_string()), ..Said::plain(Ok(None)) };
    }
    // n.d., [c], nfp: what stands instead of a figure is kept beside it.
    match state::read(text) {
        Some(_) => {
            let kept: String = text.trim_matches(['[', ']', '(', ')']).chars().take(FLAG_MAX).collect();
            Said { flag: Some(kept), ..Said::plain(Ok(None)) }
        }
        None => said,
    }
}

/// Letters that stand instead of a figure: withheld, unsure, not available.
const INSTEAD: &[char] = &['C', 'D', 'F', 'N', 'Q', 'S', 'U', 'X', 'Z', 'c', 'f', 'n', 'q', 's', 'u', 'x', 'z'];

/// The longest text kept that stands instead of a figure, in characters.
const FLAG_MAX: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_no_part_of_a_figure() {
        let show = |text: &str| match of_text(text, &Letters::default()) {
            Said { value: Ok(value), flag, .. } => {
                format!("{} {}", value.map(|v| v.to_string()).unwrap_or_default(), flag.unwrap_or_default())
            }
            Said { value: Err(reason), .. } => format!("{reason:?}"),
        };
        for (text, expected) in [
            ("12.5 p", "12.5 p"),
            ("12.5p", "12.5 p"),
            (": ", " "),
            (": c", " c"),
            (":c", " c"),
            ("..", " "),
            ("—", " "),
            ("1,234.5", "1234.5 "),
            ("-4.7", "-4.7 "),
            ("n.d.", " n.d."),
            ("[c]", " c"),
            ("13.1 (b)", "13.1 b"),
            ("12.3(p)", "12.3 p"),
            ("4.1 (R)", "4.1 R"),
            ("4.1%（初步）", "4.1 初步"),
            ("1234*", "1234 *"),
            ("12.3¹", "12.3 1"),
            ("12 500 1)", "12500 1"),
            ("12.3 (1)", "NotANumber"),
            ("10²", "NotANumber"),
            ("38.8E", "38.8 E"),
            ("1,012.3A", "1012.3 A"),
            ("F", " F"),
            ("*****", " *****"),
            ("x", " x"),
            ("(D)", " D"),
            ("G", "NotANumber"),
            ("12.3G", "NotANumber"),
            ("1.5bn", "1.5 "),
            ("3.1k", "3.1 "),
            ("2.5 mn", "2.5 "),
            ("3.3 t", "3.3 "),
            ("12.5 b", "12.5 b"),
            ("12.5 bp", "12.5 bp"),
            ("abc", "NotANumber"),
            ("12..5", "NotANumber"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
