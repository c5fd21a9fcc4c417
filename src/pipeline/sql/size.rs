//! How large a figure can be, known before any is calculated: 128 bits hold every intermediate, or the condition is refused.

use super::Fault;
use super::columns::{Holds, column_of};
use super::tree::{Figure, Size};

/// What 128 bits hold.
const MOST: u128 = i128::MAX as u128;

fn too_large() -> Fault {
    Fault::new(
        "a figure here could have more than 38 digits, and would not be calculated exactly",
        "multiply fewer columns with each other, or write fewer decimal places",
    )
}

/// The product, if it fits.
fn product<const N: usize>(parts: [u128; N]) -> Result<u128, Fault> {
    let whole = parts.into_iter().try_fold(1u128, u128::checked_mul);
    whole.filter(|whole| *whole <= MOST).ok_or_else(too_large)
}

fn tens(power: u32) -> Result<u128, Fault> {
    10u128.checked_pow(power).ok_or_else(too_large)
}

/// Both sides on one scale and one denominator: what a comparison or a sum calculates.
///
/// # Errors
/// When one of them would not fit.
pub fn crosswise(a: Size, b: Size) -> Result<(u128, u128), Fault> {
    let scale = a.scale.max(b.scale);
    Ok((product([a.top, tens(scale - a.scale)?, b.bottom])?, product([b.top, tens(scale - b.scale)?, a.bottom])?))
}

/// How large a figure can be.
///
/// # Errors
/// When it would not fit.
pub fn size(figure: &Figure) -> Result<Size, Fault> {
    let whole = |top: u128, scale: u32| Size { top, bottom: 1, scale };
    Ok(match figure {
        Figure::Unknown => whole(1, 0),
        Figure::Literal { units, scale } => whole(units.unsigned_abs().max(1), *scale),
        Figure::Column(name) => match column_of(name).map(|column| column.holds) {
            Some(Holds::Figure { digits, below, scale }) => Size { top: tens(digits)?, bottom: tens(below)?, scale },
            _ => whole(1, 0),
        },
        Figure::Abs(of) => size(of)?,
        Figure::DaysBetween(..) => whole(100_000_000, 0),
        Figure::Add(a, b) | Figure::Subtract(a, b) => {
            let (a, b) = (size(a)?, size(b)?);
            let (left, right) = crosswise(a, b)?;
            let top = left.checked_add(right).filter(|top| *top <= MOST).ok_or_else(too_large)?;
            Size { top, bottom: product([a.bottom, b.bottom])?, scale: a.scale.max(b.scale) }
        }
        Figure::Multiply(a, b) => {
            let (a, b) = (size(a)?, size(b)?);
            Size { top: product([a.top, b.top])?, bottom: product([a.bottom, b.bottom])?, scale: a.scale + b.scale }
        }
        Figure::Divide(a, b) => {
            let (a, b) = (size(a)?, size(b)?);
            Size {
                top: product([a.top, b.bottom, tens(b.scale.saturating_sub(a.scale))?])?,
                bottom: product([a.bottom, b.top])?,
                scale: a.scale.saturating_sub(b.scale),
            }
        }
        Figure::Case(_, a, b) => {
            let (a, b) = (size(a)?, size(b)?);
            let scale = a.scale.max(b.scale);
            let top = product([a.top, tens(scale - a.scale)?])?.max(product([b.top, tens(scale - b.scale)?])?);
            Size { top, bottom: a.bottom.max(b.bottom), scale }
        }
    })
}
