//! A column that holds the multiple in which each row counts: Scale = Billions, SCALAR_FACTOR = millions, UNIT_MULT = 6.
//!
//! Takes such a cell and the unit beside it; gives the unit with its multiple, or says that it is not understood. A multiple is
//! never left out, and never counted twice.

use crate::base::amount::unit::{is_part, touches};
use crate::pipeline::headers::{normalise, unit_of};
use crate::tidy::formats::{Cell, Row, Sheet};

/// Headers of columns that hold the power of ten: 6 is a million.
const POWERS: &[&str] = &["unitmult", "unitmultiplier", "unitmultiplicator", "scalarid", "powercode", "powercodecode"];
/// Headers of columns that hold the multiple in words or digits.
const MULTIPLES: &[&str] = &[
    "scale",
    "scalar",
    "scalarfactor",
    "scalingfactor",
    "multiplier",
    "multiple",
    "magnitude",
    "orderofmagnitude",
    "faktor",
    "einheitfaktor",
    "escala",
    "multiplicador",
    "échelle",
    "scala",
    "数量级",
    "量级",
    "倍率",
    "乘数",
];
/// What says that figures are counted one by one.
const ONES: &[&str] = &["unit", "units", "one", "ones", "einheiten", "unités", "unidades", "unità", "个", "无"];
/// Multiples that are written in digits, and what they are called.
const CALLED: &[(u32, &str)] =
    &[(1, "tens"), (2, "hundreds"), (3, "thousands"), (6, "millions"), (9, "billions"), (12, "trillions")];

/// Whether a header is that of a column of multiples.
pub fn is_scale(header: &str) -> bool {
    let form: String = normalise(header).chars().filter(|c| c.is_alphanumeric()).collect();
    POWERS.contains(&form.as_str()) || MULTIPLES.contains(&form.as_str())
}

fn is_power(header: &str) -> bool {
    let form: String = normalise(header).chars().filter(|c| c.is_alphanumeric()).collect();
    POWERS.contains(&form.as_str())
}

/// The multiple that a row says in all its columns of multiples: a word, empty for one; `None` where it is not understood.
pub fn of_row(sheet: &Sheet, row: &Row<'_>, columns: &[(u16, String)]) -> Option<String> {
    let mut found: Option<String> = None;
    for (column, header) in columns {
        let said = match row.cell(*column) {
            Cell::Empty => continue,
            Cell::Number(number) => of_text(&number.to_string(), is_power(header))?,
            cell @ Cell::Text(..) => of_text(sheet.text(cell), is_power(header))?,
            _ => return None,
        };
        let power = |word: &str| power_of(word);
        match &found {
            Some(other) if power(other) != power(&said) => return None,
            Some(_) => {}
            None => found = Some(said),
        }
    }
    Some(found.unwrap_or_default())
}

/// One multiple as it is said: `Billions`, 6 in a column of powers, 1,000.
fn of_text(text: &str, is_power: bool) -> Option<String> {
    let text = text.trim();
    let folded = text.to_lowercase();
    if folded.is_empty() || ONES.contains(&folded.as_str()) || matches!(folded.as_str(), "-" | "n/a" | "1") && !is_power
    {
        return Some(String::new());
    }
    let called = |power: u32| {
        let word = CALLED.iter().find(|(of, _)| *of == power).map(|(_, word)| (*word).to_string());
        if power == 0 { Some(String::new()) } else { word }
    };
    let digits: String = folded.chars().filter(|c| !matches!(c, ',' | ' ' | '\'')).collect();
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        // 3 in a column of multiples may be three, or a thousand.
        return if is_power { called(digits.parse().ok()?) } else { called(power_of_digits(&digits)?) };
    }
    (power_of(text).is_some() && is_part(text)).then(|| text.to_string())
}

fn power_of_digits(digits: &str) -> Option<u32> {
    let zeros = digits.strip_prefix('1').filter(|zeros| !zeros.is_empty() && zeros.bytes().all(|b| b == b'0'))?;
    u32::try_from(zeros.len()).ok()
}

/// The size of a multiple in words, read with a currency of which every word means one size.
fn power_of(word: &str) -> Option<i64> {
    if word.is_empty() {
        return Some(1);
    }
    match word {
        "tens" => Some(10),
        _ => unit_of(&format!("{word} EUR")).map(|unit| unit.factor).filter(|factor| *factor > 1),
    }
}

/// A unit with its multiple: `Billions U.S. dollars`, 万元; `None` where both name one.
pub fn times(multiple: &str, unit: Option<&str>) -> Option<Option<String>> {
    let unit = unit.map(str::trim).filter(|unit| !unit.is_empty());
    if multiple.is_empty() {
        return Some(unit.map(str::to_string));
    }
    let Some(unit) = unit else { return Some(Some(multiple.to_string())) };
    let has_own = unit_of(unit).is_some_and(|unit| unit.factor > 1) || unit.split_whitespace().any(is_multiple);
    let is_han = |text: &str| text.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let joint = if is_han(multiple) && is_han(unit) { "" } else { " " };
    (!has_own).then(|| Some(format!("{multiple}{joint}{unit}")))
}

fn is_multiple(word: &str) -> bool {
    word.chars().count() > 3 && touches(word) && unit_of(word).is_none() && unit_of(&format!("{word} EUR")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_said_in_words_in_digits_and_in_powers() {
        let said = |text: &str, header: &str| of_text(text, is_power(header));
        for (text, header, expected) in [
            ("Billions", "Scale", Some("Billions")),
            ("millions", "SCALAR_FACTOR", Some("millions")),
            ("Units", "Scale", Some("")),
            ("6", "UNIT_MULT", Some("millions")),
            ("0", "UNIT_MULT", Some("")),
            ("9", "Unit multiplier", Some("billions")),
            ("7", "UNIT_MULT", None),
            ("1,000", "Multiplier", Some("thousands")),
            ("1", "Multiplier", Some("")),
            ("3", "Multiplier", None),
            ("zillions", "Scale", None),
            ("万", "量级", Some("万")),
        ] {
            assert!(is_scale(header), "{header}");
            assert_eq!(said(text, header).as_deref(), expected, "{text} {header}");
        }
        assert!(!is_scale("Scale of fees") && !is_scale("unit"));
        assert_eq!(times("Billions", Some("U.S. dollars")), Some(Some("Billions U.S. dollars".to_string())));
        assert_eq!(unit_of("Billions U.S. dollars").map(|unit| unit.factor), Some(1_000_000_000));
        assert_eq!(times("万", Some("元")), Some(Some("万元".to_string())));
        assert_eq!(times("millions", Some("USD million")), None);
        assert_eq!(times("", Some("Percent")), Some(Some("Percent".to_string())));
        assert_eq!(times("millions", None), Some(Some("millions".to_string())));
    }
}
