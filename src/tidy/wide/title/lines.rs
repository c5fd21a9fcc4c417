//! Lines above a table that say nothing but its unit: `(€ million)`, `Figures in € million`, `(2015=100)`, `Currency: EUR`.
//!
//! Takes one text; gives the unit it names. Such a line is never the name of what is measured; one that also says what is measured
//! (`Exports in € million`) is a title and none of these.

use super::LABEL_MAX;
use crate::base::amount::Wording;
use crate::base::amount::unit::{is_part, touches};
use crate::pipeline::headers::{phrase, unit_alone};
use crate::tidy::find::line::{self, Rank};

/// What a line of a unit says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// The unit; nothing where the line says none that may be kept.
    pub unit: Option<String>,
}

/// The unit of a line that says nothing else.
pub fn unit_line(text: &str) -> Option<UnitLine> {
    let of = |unit: Option<String>| Some(UnitLine { unit: unit.filter(|unit| unit.len() <= LABEL_MAX) });
    let text = text.trim();
    if !begins_with_its_word(text) && line::label(text).is_some() {
        return None; // 各县GDP（单位：亿元）
    }
    if let Some(label) = line::label(text) {
        return of(Some(label));
    }
    let is_titled = text
        .find(['(', '[', '（'])
        .is_some_and(|at| text.get(..at).is_some_and(|t| t.trim().chars().any(char::is_alphabetic)));
    let declared = line::said(text).into_iter().find(|said| matches!(said.rank, Rank::Declared | Rank::Currency));
    if let Some(said) = declared.filter(|_| !is_titled && begins_with_its_word(text)) {
        return of(said.units.and_then(|units| units.into_iter().next()).map(|unit| unit.label));
    }
    let bare = text.trim_end_matches(['.', ':', '。', ',']);
    let inner = [('(', ')'), ('[', ']'), ('（', '）')].into_iter().find_map(|(open, close)| {
        let inner = bare.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close])).then_some(inner.trim())
    });
    let alone = inner.unwrap_or(bare).trim();
    if let Some(unit) = unit_alone(alone) {
        return of(Some(unit.label));
    }
    // 2015=100, Index 2015 = 100, per cent: written like units.
    let is_index = alone.contains('=') && alone.chars().any(|c| c.is_ascii_digit()) && alone.len() <= LABEL_MAX;
    if is_index
        && (inner.is_some()
            || alone.to_lowercase().starts_with("index")
            || alone.starts_with(|c: char| c.is_ascii_digit()))
    {
        return of(Some(alone.to_string()));
    }
    if is_part(alone) && alone.chars().count() > 2 {
        return of(Some(alone.to_string()));
    }
    // In a bracket of its own a remark, with the unit as one of its pieces.
    let inner = inner?;
    let pieces = inner.split([';', ',', '、']).map(str::trim);
    let units: Vec<String> = pieces
        .clone()
        .filter_map(|piece| match phrase(piece) {
            Wording::Unit(unit) => Some(unit.label),
            Wording::Unclear | Wording::Nothing => None,
        })
        .collect();
    match units.as_slice() {
        [only] if pieces.filter(|piece| touches(piece)).count() <= 1 => of(Some(only.clone())),
        _ if touches(inner) => of(Some(inner.to_string())),
        _ => None,
    }
}

/// Words with which a line begins that speaks of units.
const WORDS: &[&str] = &[
    "单位",
    "單位",
    "単位",
    "단위",
    "计量单位",
    "計量單位",
    "货币单位",
    "金额单位",
    "数据单位",
    "本表",
    "表中",
    "表内",
    "币种",
    "币别",
    "货币",
    "unit",
    "unité",
    "unidad",
    "unidade",
    "einheit",
    "eenheid",
    "единиц",
    "ед",
    "jednost",
    "jednotka",
    "birim",
    "satuan",
    "đơn vị",
    "enhet",
    "unità",
    "currency",
    "währung",
    "devise",
    "moneda",
    "moeda",
    "valuta",
    "валюта",
];

/// Whether a line begins with a word that speaks of units, behind a bracket or without.
fn begins_with_its_word(text: &str) -> bool {
    let folded = text.trim_start_matches(['(', '（', '[', '【', ' ']).to_lowercase();
    WORDS.iter().any(|word| folded.starts_with(word))
}

/// The multiple that a title names in its last bracket without saying of what: (x 1,000,000), (thousands).
pub fn multiple_of(title: &str) -> Option<&'static str> {
    let inner = title.trim_end().strip_suffix(')')?.rsplit_once('(')?.1.trim();
    let folded = inner.to_lowercase();
    let bare = folded.trim_start_matches("in ").trim_start_matches(['x', '×', '\'', '’', '*', ' ']);
    let digits: String = bare.chars().filter(|c| !matches!(c, ',' | ' ' | '.' | '\'' | 's')).collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let zeros = digits.strip_prefix('1').unwrap_or(&digits);
    let power = zeros.bytes().all(|b| b == b'0').then_some(zeros.len()).filter(|_| is_number);
    match (power, bare) {
        (Some(3), _) | (None, "thousand" | "thousands") => Some("thousands"),
        (Some(6), _) | (None, "million" | "millions") => Some("millions"),
        (Some(9), _) | (None, "billion" | "billions") => Some("billions"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_unit_are_told_from_titles() {
        for (text, expected) in [
            ("(€ million)", Some("€m")),
            ("(в текущих ценах; млн рублей)", Some("₽m")),
            ("£ million", Some("£m")),
            ("EUR million", Some("€m")),
            ("(Rs. in crore)", Some("₹crore")),
            ("Mio. CHF", Some("CHF m")),
            ("R$ mil", Some("R$k")),
            ("(thousands)", Some("thousands")),
            ("Percent", Some("%")),
            ("(%)", Some("%")),
            ("(2015=100)", Some("2015=100")),
            ("Figures in € million", Some("€m")),
            ("in EUR million", Some("€m")),
            ("En milliers d'euros", Some("€k")),
            ("w tys. zł", Some("PLN k")),
            ("単位：千円", Some("JPY k")),
            ("Current prices, million euro", Some("€m")),
            ("Millions of chained 2012 dollars", Some("$m")),
            ("GDP in € million", None),
            ("Gross regional product", None),
            ("Gross regional product (€ million)", None),
            ("(2020 prices)", None),
            ("Consumer price index", None),
            ("Region", None),
        ] {
            let unit = unit_line(text).map(|line| line.unit.unwrap_or_default());
            assert_eq!(unit.as_deref(), expected, "{text}");
        }
        assert_eq!(multiple_of("Gross domestic product (x 1,000,000)"), Some("millions"));
        assert_eq!(multiple_of("Persons ('000)"), Some("thousands"));
        assert_eq!(multiple_of("Gross domestic product (2015)"), None);
        assert_eq!(multiple_of("Gross domestic product"), None);
    }
}
