//! What the pipeline says of the unit of a column whose header says one, too.
//!
//! Takes both; gives what the header means, and a note where the two differ; offices that write 亿元 for 万元 are no news. What is
//! clear in a header goes before the pipeline, because each office writes its own; `$` is that of the pipeline's country, and M$ its
//! thousands or millions.

use super::header::Column;
use crate::base::amount::unit::is_shared;
use crate::base::amount::{Unit, UnitKind, Wording};
use crate::base::place::Place;
use crate::tidy::Note;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Words of headers in Spanish, where M$ are thousands (miles) in one country and millions in another.
const SPANISH: &[&str] = &[
    "costo",
    "costos",
    "monto",
    "gasto",
    "gastos",
    "inversión",
    "inversion",
    "presupuesto",
    "valor",
    "pagado",
    "saldo",
];

/// What a header says, read with what the pipeline says of its column.
pub fn said<'a>(said: &'a Wording, own: Option<&Unit>, header: &str) -> Cow<'a, Wording> {
    let Wording::Unit(unit) = said else { return Cow::Borrowed(said) };
    let lone_m = has_lone_m(header);
    let Some(own) = own.filter(|_| unit.kind.is_money()) else {
        let is_open = lone_m && words(header).any(|word| SPANISH.contains(&word.as_str()));
        return if is_open { Cow::Owned(Wording::Unclear) } else { Cow::Borrowed(said) };
    };
    let is_own = own.kind != unit.kind && own.kind.is_written(unit.kind) && is_shared(header);
    let kind = if is_own { own.kind } else { unit.kind };
    let factor = if lone_m && own.kind == kind { own.factor } else { unit.factor };
    match (kind, factor) {
        read if read == (own.kind, own.factor) => Cow::Owned(Wording::Unit(own.clone())),
        read if read == (unit.kind, unit.factor) => Cow::Borrowed(said),
        _ => Cow::Owned(Wording::Unit(Unit::of(kind, factor))),
    }
}

/// What a person is told where header and pipeline say different units.
pub fn differs(place: Place, column: &Column, own: Option<&Unit>, taken: Option<&Unit>) -> Option<Note> {
    let (Wording::Unit(unit), Some(own), Some(taken)) = (&column.said, own, taken) else { return None };
    let is_same = (taken.kind, taken.factor) == (own.kind, own.factor)
        && (unit.factor == own.factor || unit.factor == 1 && !has_lone_m(&column.header));
    // 亿元 where the pipeline says 万元 is what its unit is for: each office writes its own.
    let is_plain = taken.kind == own.kind && own.kind == UnitKind::Yuan;
    if is_same || is_plain || !unit.kind.is_money() {
        return None;
    }
    let (header, unit, own, taken) = (&column.header, &unit.label, &own.label, &taken.label);
    let text = format!(
        "“{header}” says {unit} and the pipeline {own} for it; it is read in {taken}: if that is wrong, correct the one that is"
    );
    Some(Note { place, kind: "unit_differs".to_string(), text })
}

/// Whether a header counts in M right before `$`: millions, or the thousands of Chile.
fn has_lone_m(header: &str) -> bool {
    let folded: String = header.nfkc().collect();
    folded
        .match_indices("M$")
        .any(|(at, _)| !folded.get(..at).is_some_and(|before| before.ends_with(char::is_alphabetic)))
}

fn words(header: &str) -> impl Iterator<Item = String> {
    let folded: String = header.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<String> = folded.split(|c: char| !c.is_alphabetic()).map(str::to_string).collect();
    words.into_iter()
}
