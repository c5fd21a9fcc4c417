//! What a line declares as the unit of its table, as it is written: 亿元, 元/人, Persons; and all of several: 个、亿元、%.
//!
//! Takes the text of a line; gives what stands behind 单位：. Never says which of several units is that of which column.

use super::{FOREIGN_WORDS, WORDS, declared, folded, is_organisation, pieces, prefix, squeezed};
use crate::base::amount::UnitKind;
use crate::pipeline::headers::unit_of;
use unicode_normalization::UnicodeNormalization;

/// The longest piece of a list that names a unit nobody knows, in characters.
const UNKNOWN_MAX: usize = 4;

/// The text that a text declares as the unit of its table, whatever it says: `亿元`, `元/人`, `Persons`.
pub fn label(text: &str) -> Option<String> {
    let line = squeezed(&folded(text));
    let content = declared(&line, WORDS, FOREIGN_WORDS).into_iter().find(|content| !is_organisation(content))?;
    if let Some(unit) = prefix(&content).and_then(|(units, _)| units.into_iter().next()) {
        return Some(unit.label);
    }
    // As it was written, where folding changed nothing but letters.
    let written: String = text.nfkc().collect();
    let at = line.find(&content)?;
    let skip = line.get(..at)?.chars().count();
    let same = written.chars().count() == line.chars().count();
    Some(if same { written.chars().skip(skip).take(content.chars().count()).collect() } else { content })
}

/// All that a text declares where it declares several: 个、亿元、%. Nothing where it declares one, or none.
pub fn labels(text: &str) -> Vec<String> {
    let line = squeezed(&folded(text));
    let contents = declared(&line, WORDS, FOREIGN_WORDS);
    let Some(content) = contents.into_iter().find(|content| !is_organisation(content)) else { return Vec::new() };
    let counts = |piece: &str| unit_of(piece).is_some_and(|unit| unit.kind == UnitKind::Count);
    // 元/人 is money for each of something.
    if unit_of(&content).is_some() || content.contains('/') && content.split('/').any(counts) {
        return Vec::new();
    }
    if let Some(units) = pieces::units(&content) {
        return Some(units).filter(|units| units.len() > 1).into_iter().flatten().map(|unit| unit.label).collect();
    }
    let is_joint = |c: char| matches!(c, ',' | '、' | ';' | '/' | '和' | '及' | '与') || c.is_whitespace();
    let pieces: Vec<&str> = content.split(is_joint).filter(|piece| !piece.is_empty()).collect();
    let known = |piece: &&str| unit_of(piece).is_some();
    let is_list = pieces.iter().filter(|piece| known(piece)).count() > 1
        && pieces.iter().all(|piece| known(piece) || piece.chars().count() <= UNKNOWN_MAX);
    let label = |piece: &str| unit_of(piece).map_or_else(|| piece.to_string(), |unit| unit.label);
    if is_list { pieces.into_iter().map(label).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_several_units_names_them_all() {
        for (line, units) in [
            ("单位：个、亿元", "个 亿元"),
            ("（单位：个、亿元、%）", "个 亿元 %"),
            ("单位：个 亿元", "个 亿元"),
            ("单位：亿元，％", "亿元 %"),
            ("计量单位：万人、亿元、位", "万人 亿元 位"),
            ("单位：投资（亿元）、面积（亩）", "亿元 亩"),
            ("单位：亿元", ""),
            ("单位：元/人", ""),
            ("填报单位：县发改委、县统计局", ""),
            ("单位：县发改委、县统计局", ""),
        ] {
            assert_eq!(labels(line).join(" "), units, "{line}");
        }
    }
}
