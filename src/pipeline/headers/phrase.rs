//! Words around a unit, in a bracket or a line of its own: `Amount in Rs. crore`, `US$ millions, unless otherwise indicated`.
//!
//! Takes a text; gives the unit that it names as a whole. What stands before the unit names no money and no multiple itself: where
//! it does, nobody knows which holds. Never looks into a figure.

use super::{PREPOSITIONS, wording_of};
use crate::base::amount::unit::touches;
use crate::base::amount::{Unit, Wording};

/// Words that are said with a unit and name nothing that is measured.
const ABOUT: &str = "all amount amounts figure figures value values data cost costs number numbers expressed shown stated \
    given reported presented quoted are is the as by unit units currency \
    alle angaben angabe beträge betrag werte wert zahlen kosten \
    les montants montant valeurs valeur chiffres données exprimés exprimées exprimé \
    los las importes importe valores valor cifras montos monto datos expresado expresados expresadas \
    os dados gli importi importo valori dati cifre \
    kwoty kwota wartości wartość dane częstky částky částka hodnoty údaje bedragen bedrag cijfers belopp beløp beløb \
    tutarlar összegek adatok данные суммы сумма значения показатели стоимость";
/// Words with which an exception or a remark begins.
const EXCEPTIONS: &str = "unless except excepting excluding other otherwise if where rounded sofern soweit wenn außer \
    gerundet sauf arrondi salvo excepto exceto tenzij если";

/// What a text of a unit and words around it says.
pub fn phrase(text: &str) -> Wording {
    let whole = wording_of(text);
    if whole != Wording::Unclear {
        return whole;
    }
    parted(text).map_or(Wording::Unclear, |(_, unit)| Wording::Unit(unit))
}

/// The unit of a text that says nothing else: `Figures in € million` does, `Exports in € million` names what is measured.
pub fn unit_alone(text: &str) -> Option<Unit> {
    let (before, unit) = parted(text)?;
    before.into_iter().all(is_about).then_some(unit)
}

/// The words before a unit, and the unit.
fn parted(text: &str) -> Option<(Vec<&str>, Unit)> {
    let text = without_exception(text);
    let unit = |text: &str| match wording_of(text.trim_end_matches(['.', ':', ',', ';'])) {
        Wording::Unit(unit) => Some(unit),
        Wording::Unclear | Wording::Nothing => None,
    };
    if let Some(unit) = unit(text) {
        return Some((Vec::new(), unit));
    }
    let starts = text.match_indices(char::is_whitespace).map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let before: Vec<&str> = text.get(..at)?.split_whitespace().collect();
        let last = before.last()?;
        let leads = PREPOSITIONS.contains(&last.to_lowercase().as_str())
            || last.ends_with(':')
            || before.iter().all(|word| is_about(word));
        let silent = leads && !touches(&before.join(" "));
        Some((before, unit(text.get(at..)?.trim()).filter(|_| silent)?))
    })
}

fn is_about(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    PREPOSITIONS.contains(&word.as_str()) || ABOUT.split_whitespace().any(|about| about == word)
}

/// A text up to the exception it makes: `, unless otherwise indicated`.
fn without_exception(text: &str) -> &str {
    let is_exception = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        EXCEPTIONS.split_whitespace().any(|exception| exception == word)
    };
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if at > 0 && is_exception(word) {
            break;
        }
        at += word.len();
    }
    text.get(..at).unwrap_or(text).trim().trim_end_matches([',', ';', '.', '(', '-', '–', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_a_unit_leave_it_a_unit() {
        let label = |wording: Wording| match wording {
            Wording::Unit(unit) => unit.label,
            other => format!("{other:?}"),
        };
        for (text, unit, is_alone) in [
            ("Amount in Rs. crore", "₹crore", true),
            ("All figures in $ millions", "$m", true),
            ("Beträge in Tsd. EUR", "€k", true),
            ("importi in migliaia di euro", "€k", true),
            ("Valores em R$ mil", "R$k", true),
            ("Kwoty w tys. zł", "PLN k", true),
            ("All amounts in USD", "美元", true),
            ("Cost in Rs. crore", "₹crore", true),
            ("US$ millions, unless otherwise indicated", "$m", true),
            ("En milliers d'euros", "€k", true),
            ("Figures in € million", "€m", true),
            ("Current prices, million euro", "€m", true),
            ("Exports in € million", "€m", false),
            ("Millions of chained 2012 dollars", "$m", true),
            ("Amounts in thousands, totals in USD", "Unclear", false),
            ("Amount in lots of USD", "Unclear", false),
            ("10 million in USD thousand", "Unclear", false),
        ] {
            assert_eq!(label(phrase(text)), unit, "{text}");
            assert_eq!(unit_alone(text).is_some(), is_alone, "{text}");
        }
    }
}
