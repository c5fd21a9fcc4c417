//! What stands with a figure in its own cell, against the unit of its column: 5.2% in a table of 亿元, 3万元 there.
//!
//! Takes a figure, its mark and the unit of its column; gives the figure in that unit, exactly, or refuses it. Another
//! currency, a share among money and a multiple of nobody knows what are never taken.

use crate::base::amount::{Amount, Fine, Unit, UnitKind};
use crate::pipeline::headers::unit_of;
use crate::tidy::RejectReason;
use crate::tidy::value::Mark;

/// Which unit a figure is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// That of its column.
    Column,
    /// One that only its own cell names.
    Own(String),
}

/// A figure in the unit of its column.
///
/// # Errors
/// [`RejectReason::OtherUnit`] where its mark contradicts the column, [`RejectReason::OutOfRange`] where it cannot be kept
/// exactly.
pub fn in_unit(
    (amount, fine): (Amount, Fine),
    mark: &Mark,
    column: Option<&str>,
) -> Result<(Amount, Carried), RejectReason> {
    let unit = column.and_then(unit_of);
    let own = |label: &str| match column {
        None => Ok((amount, Carried::Own(label.to_string()))),
        Some(column) if column == label => Ok((amount, Carried::Column)),
        Some(_) => Err(RejectReason::OtherUnit),
    };
    let kind = unit.as_ref().map(|unit| unit.kind);
    match mark {
        Mark::Plain => Ok((amount, Carried::Column)),
        Mark::Percent if kind == Some(UnitKind::Percent) => Ok((amount, Carried::Column)),
        Mark::Percent => own("%"),
        Mark::Unit(of) => match unit {
            Some(unit) if unit.kind == of.kind && (of.kind.is_money() || base(&unit) == base(of)) => {
                converted((amount, fine), of.factor, &unit)
            }
            _ => own(&of.label),
        },
        Mark::Money(of, factor) if kind == Some(*of) => signed((amount, fine), *factor, unit),
        Mark::Sign(of, factor) if kind.is_some_and(|kind| kind.is_written(*of)) => {
            signed((amount, fine), *factor, unit)
        }
        // Of ten thousand what, where the column counts in 亿元?
        Mark::Multiple(factor) | Mark::Indian(factor) => match unit {
            Some(unit) if unit.factor == 1 && unit.kind != UnitKind::Percent => {
                converted((amount, fine), *factor, &unit)
            }
            None if column.is_none() => multiplied((amount, fine), *factor),
            _ => Err(RejectReason::OtherUnit),
        },
        // A sign alone names a currency; of a column without a unit it is all that is known.
        Mark::Money(of, None) if column.is_none() => own(&Unit::base(*of).label),
        // £1.5bn says all of it.
        Mark::Money(of, Some(factor)) if column.is_none() => {
            let (amount, _) = multiplied((amount, fine), *factor)?;
            Ok((amount, Carried::Own(Unit::base(*of).label)))
        }
        Mark::Money(..) | Mark::Sign(..) => Err(RejectReason::OtherUnit),
    }
}

/// What is counted, without its multiple: 吨 of 万吨.
fn base(unit: &Unit) -> &str {
    unit.label.trim_start_matches(['百', '千', '万', '亿'])
}

/// ¥12 among 万元 is written as the others are, ¥12万 says its own multiple.
fn signed(
    (amount, fine): (Amount, Fine),
    factor: Option<i64>,
    unit: Option<Unit>,
) -> Result<(Amount, Carried), RejectReason> {
    match (factor, unit) {
        (Some(factor), Some(unit)) => converted((amount, fine), factor, &unit),
        _ => Ok((amount, Carried::Column)),
    }
}

fn multiplied((amount, fine): (Amount, Fine), factor: i64) -> Result<(Amount, Carried), RejectReason> {
    Ok((fine.times(amount, factor).ok_or(RejectReason::OutOfRange)?, Carried::Column))
}

/// From one multiple to another, only where nothing is lost.
fn converted((amount, fine): (Amount, Fine), factor: i64, unit: &Unit) -> Result<(Amount, Carried), RejectReason> {
    let base = fine.times(amount, factor).ok_or(RejectReason::OutOfRange)?;
    let divisor = i128::from(unit.factor.max(1));
    if base.0 % divisor != 0 {
        return Err(RejectReason::OtherUnit);
    }
    Ok((Amount(base.0 / divisor), Carried::Column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::value::figure;

    #[test]
    fn marks_of_cells_fit_their_column_or_are_refused() {
        let said = |text: &str, column: Option<&str>| {
            let figure = figure(text).unwrap().unwrap();
            match in_unit((figure.amount, figure.fine), &figure.mark, column) {
                Ok((amount, Carried::Column)) => amount.to_string(),
                Ok((amount, Carried::Own(unit))) => format!("{amount} {unit}"),
                Err(reason) => format!("{reason:?}"),
            }
        };
        for (text, column, expected) in [
            ("5.2%", Some("亿元"), "OtherUnit"),
            ("5.2%", Some("%"), "5.2"),
            ("5.2%", None, "5.2 %"),
            ("5.2%", Some("元/人"), "OtherUnit"),
            ("3万元", Some("亿元"), "0.0003"),
            ("3亿元", Some("万元"), "30000"),
            ("6元", Some("亿元"), "OtherUnit"),
            ("3万元", Some("%"), "OtherUnit"),
            ("3万元", Some("人"), "OtherUnit"),
            ("3万元", None, "3 万元"),
            ("3万美元", Some("亿元"), "OtherUnit"),
            ("1.2万", Some("亿元"), "OtherUnit"),
            ("1.2万", Some("人"), "12000"),
            ("¥12", Some("万元"), "12"),
            ("¥12亿", Some("万元"), "120000"),
            ("12人", Some("人"), "12"),
            ("3万吨", Some("吨"), "30000"),
            ("12", Some("亿元"), "12"),
            ("£1.5bn", None, "1500000000 £"),
        ] {
            assert_eq!(said(text, column), expected, "{text} in {column:?}");
        }
    }
}
