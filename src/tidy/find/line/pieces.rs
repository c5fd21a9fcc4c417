//! Lists of what is in which unit: 投资：亿元，面积：亩, 投资（亿元）、面积（亩）, 亿元，%.
//!
//! Takes a text; gives its units where every piece of it names one, and nothing where any does not: a list of which one
//! piece is not understood says nothing that is sure.

use crate::base::amount::Unit;
use crate::pipeline::headers::unit_of;

/// The longest label of a piece, in characters.
const LABEL_MAX: usize = 8;

/// The units of a list, and whether it has labels. At least two pieces, or one with a label.
pub fn units(text: &str) -> Option<Vec<Unit>> {
    let pieces: Vec<&str> = split(text).into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let read: Option<Vec<(bool, Unit)>> = pieces.iter().map(|piece| of_piece(piece)).collect();
    let read = read?;
    let is_list = read.len() > 1 || read.iter().any(|(is_labelled, _)| *is_labelled);
    is_list.then(|| read.into_iter().map(|(_, unit)| unit).collect())
}

/// The pieces of a text, as commas outside brackets part it.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let is_joint = |c: char| {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | '、' | ';' | '，' | '；')
    };
    text.split(is_joint).collect()
}

/// The unit of a piece, and whether a label stands before it.
fn of_piece(piece: &str) -> Option<(bool, Unit)> {
    if let Some(unit) = unit_of(piece) {
        return Some((false, unit));
    }
    let bracketed = || piece.strip_suffix([')', ']', '】'])?.split_once(['(', '[', '【']);
    let (label, unit) = piece.split_once(':').or_else(bracketed)?;
    let label = label.trim();
    let is_label = !label.is_empty() && label.chars().count() <= LABEL_MAX && label.chars().all(char::is_alphabetic);
    let unit = unit_of(unit.trim()).filter(|_| is_label)?;
    Some((true, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_understood_as_a_whole_or_not_at_all() {
        let labels = |text: &str| units(text).map(|units| units.into_iter().map(|u| u.label).collect::<Vec<_>>());
        let is = |labels: &[&str]| Some(labels.iter().map(|label| label.to_string()).collect::<Vec<_>>());
        assert_eq!(labels("投资:亿元,面积:亩"), is(&["亿元", "亩"]));
        assert_eq!(labels("投资(亿元)、面积(亩)"), is(&["亿元", "亩"]));
        assert_eq!(labels("亿元,%"), is(&["亿元", "%"]));
        assert_eq!(labels("投资:亿元"), is(&["亿元"]));
        for text in ["亿元", "投资:5亿元", "投资:亿元,详见附件", "联系人:张三", ""] {
            assert_eq!(labels(text), None, "{text}");
        }
    }
}
