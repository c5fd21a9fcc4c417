//! Conditions over columns. Every operation is one pass over whole columns; figures are fractions of 128-bit integers,
//! compared by multiplying crosswise, so that nothing is ever rounded. That they fit was settled when the rule was checked;
//! should one not fit after all, the rule fails and says so.

use super::board::View;
use crate::pipeline::sql::tree::{Compare, Day, Figure, Text, Truth, Value};
use polars::prelude::arity::{binary_elementwise, try_binary_elementwise};
use polars::prelude::*;

/// A column of figures: `top ÷ bottom ÷ 10^scale`, `bottom` above 0.
#[derive(Debug, Clone)]
pub struct Fraction {
    /// The numerator.
    pub top: Int128Chunked,
    /// The denominator; `None`: one.
    pub bottom: Option<Int128Chunked>,
    /// Decimal places of the numerator.
    pub scale: u32,
}

/// True, false or unknown for each project.
pub fn truth(view: &View, tree: &Truth) -> PolarsResult<BooleanChunked> {
    match tree {
        Truth::Known(known) => {
            Ok(BooleanChunked::from_iter_options("k".into(), std::iter::repeat_n(*known, view.height())))
        }
        Truth::Column(name) => view.flag(name),
        Truth::Not(of) => Ok(!&truth(view, of)?),
        Truth::All(parts) => fold(view, parts, true),
        Truth::Any(parts) => fold(view, parts, false),
        Truth::Figures(how, left, right) => figures(*how, &figure(view, left)?, &figure(view, right)?),
        Truth::Texts(how, left, right) => {
            let (left, right) = (text(view, left)?, text(view, right)?);
            Ok(binary_elementwise(&left, &right, |a: Option<&str>, b: Option<&str>| Some(how.holds(a?.cmp(b?)))))
        }
        Truth::Days(how, left, right) => {
            let (left, right) = (day(view, left)?, day(view, right)?);
            Ok(binary_elementwise(&left, &right, |a: Option<i64>, b: Option<i64>| Some(how.holds(a?.cmp(&b?)))))
        }
        Truth::Truths(how, left, right) => {
            let (left, right) = (truth(view, left)?, truth(view, right)?);
            Ok(binary_elementwise(&left, &right, |a: Option<bool>, b: Option<bool>| Some(how.holds(a?.cmp(&b?)))))
        }
        Truth::IsNull(of) => is_null(view, of),
        Truth::Matches(of, regex) => {
            let column = text(view, of)?.with_name("text".into()).into_column();
            let frame = DataFrame::new(column.len(), vec![column])?;
            let found = frame.lazy().select([col("text").str().contains(lit(regex.as_str()), true)]).collect()?;
            Ok(found.column("text")?.bool()?.clone())
        }
        Truth::Case(when, then, otherwise) => {
            let (when, then, otherwise) = (truth(view, when)?, truth(view, then)?, truth(view, otherwise)?);
            let rows = when.iter().zip(then.iter()).zip(otherwise.iter());
            Ok(rows
                .map(|((when, then), otherwise)| if when == Some(true) { then } else { otherwise })
                .collect_ca("c".into()))
        }
    }
}

fn fold(view: &View, parts: &[Truth], all: bool) -> PolarsResult<BooleanChunked> {
    let mut whole = truth(view, &Truth::Known(Some(all)))?;
    for part in parts {
        let part = truth(view, part)?;
        whole = if all { &whole & &part } else { &whole | &part };
    }
    Ok(whole)
}

fn is_null(view: &View, of: &Value) -> PolarsResult<BooleanChunked> {
    Ok(match of {
        Value::Truth(of) => truth(view, of)?.is_null(),
        Value::Figure(of) => figure(view, of)?.top.is_null(),
        Value::Text(of) => text(view, of)?.is_null(),
        Value::Day(of) => day(view, of)?.is_null(),
        Value::Null => truth(view, &Truth::Known(Some(true)))?,
    })
}

fn text(view: &View, of: &Text) -> PolarsResult<StringChunked> {
    match of {
        Text::Literal(text) => Ok(StringChunked::full("t".into(), text, view.height())),
        Text::Column(name) => view.text(name),
    }
}

fn day(view: &View, of: &Day) -> PolarsResult<Int64Chunked> {
    match of {
        Day::Literal(day) => Ok(Int64Chunked::full("d".into(), crate::assess::frames::day_number(*day), view.height())),
        Day::Column(name) => view.day(name),
    }
}

/// A column of figures.
pub fn figure(view: &View, of: &Figure) -> PolarsResult<Fraction> {
    let whole = |top: Int128Chunked, scale: u32| Fraction { top, bottom: None, scale };
    match of {
        Figure::Unknown => Ok(whole(Int128Chunked::full_null("n".into(), view.height()), 0)),
        Figure::Literal { units, scale } => Ok(whole(Int128Chunked::full("l".into(), *units, view.height()), *scale)),
        Figure::Column(name) => view.figure(name),
        Figure::Abs(of) => {
            let Fraction { top, bottom, scale } = figure(view, of)?;
            Ok(Fraction { top: top.apply_values(i128::abs), bottom, scale })
        }
        Figure::DaysBetween(to, from) => {
            let (to, from) = (day(view, to)?, day(view, from)?);
            let days = binary_elementwise(&to, &from, |a: Option<i64>, b: Option<i64>| Some(i128::from(a? - b?)));
            Ok(whole(days, 0))
        }
        Figure::Add(a, b) => sum(figure(view, a)?, figure(view, b)?, i128::checked_add),
        Figure::Subtract(a, b) => sum(figure(view, a)?, figure(view, b)?, i128::checked_sub),
        Figure::Multiply(a, b) => {
            let (a, b) = (figure(view, a)?, figure(view, b)?);
            let bottom = product_of(a.bottom, b.bottom)?;
            Ok(Fraction { top: times(&a.top, &b.top)?, bottom, scale: a.scale + b.scale })
        }
        Figure::Divide(a, b) => divide(figure(view, a)?, figure(view, b)?),
        Figure::Case(when, then, otherwise) => {
            let (when, then, otherwise) = (truth(view, when)?, figure(view, then)?, figure(view, otherwise)?);
            let (then, otherwise) = even(then, otherwise)?;
            let pick = |a: &Int128Chunked, b: &Int128Chunked| -> Int128Chunked {
                let rows = when.iter().zip(a.iter()).zip(b.iter());
                rows.map(|((when, a), b)| if when == Some(true) { a } else { b }).collect_ca("c".into())
            };
            let one = || Int128Chunked::full("o".into(), 1, view.height());
            let bottom = match (&then.bottom, &otherwise.bottom) {
                (None, None) => None,
                (a, b) => Some(pick(a.as_ref().unwrap_or(&one()), b.as_ref().unwrap_or(&one()))),
            };
            Ok(Fraction { top: pick(&then.top, &otherwise.top), bottom, scale: then.scale })
        }
    }
}

fn overflow() -> PolarsError {
    PolarsError::ComputeError("a figure became too large to be calculated exactly".into())
}

fn checked(
    a: &Int128Chunked,
    b: &Int128Chunked,
    calculate: impl Fn(i128, i128) -> Option<i128>,
) -> PolarsResult<Int128Chunked> {
    try_binary_elementwise(a, b, |a: Option<i128>, b: Option<i128>| match (a, b) {
        (Some(a), Some(b)) => calculate(a, b).map(Some).ok_or_else(overflow),
        _ => Ok(None),
    })
}

/// The difference.
pub fn less(a: &Int128Chunked, b: &Int128Chunked) -> PolarsResult<Int128Chunked> {
    checked(a, b, i128::checked_sub)
}

/// Every figure times one.
pub fn scaled(a: &Int128Chunked, factor: i128) -> PolarsResult<Int128Chunked> {
    times(a, &Int128Chunked::full("f".into(), factor, a.len()))
}

/// The product.
pub fn times(a: &Int128Chunked, b: &Int128Chunked) -> PolarsResult<Int128Chunked> {
    checked(a, b, i128::checked_mul)
}

fn times_if(a: &Int128Chunked, b: Option<&Int128Chunked>) -> PolarsResult<Int128Chunked> {
    b.map_or_else(|| Ok(a.clone()), |b| times(a, b))
}

fn product_of(a: Option<Int128Chunked>, b: Option<Int128Chunked>) -> PolarsResult<Option<Int128Chunked>> {
    match (a, b) {
        (Some(a), Some(b)) => times(&a, &b).map(Some),
        (a, b) => Ok(a.or(b)),
    }
}

/// Both with the same number of decimal places.
fn even(a: Fraction, b: Fraction) -> PolarsResult<(Fraction, Fraction)> {
    let scale = a.scale.max(b.scale);
    let raise = |of: Fraction| -> PolarsResult<Fraction> {
        if of.scale == scale {
            return Ok(of);
        }
        let factor = 10i128.checked_pow(scale - of.scale).ok_or_else(overflow)?;
        let top = checked(&of.top, &Int128Chunked::full("f".into(), factor, of.top.len()), i128::checked_mul)?;
        Ok(Fraction { top, bottom: of.bottom, scale })
    };
    Ok((raise(a)?, raise(b)?))
}

fn sum(a: Fraction, b: Fraction, calculate: impl Fn(i128, i128) -> Option<i128>) -> PolarsResult<Fraction> {
    let (a, b) = even(a, b)?;
    let left = times_if(&a.top, b.bottom.as_ref())?;
    let right = times_if(&b.top, a.bottom.as_ref())?;
    Ok(Fraction { top: checked(&left, &right, calculate)?, bottom: product_of(a.bottom, b.bottom)?, scale: a.scale })
}

fn divide(a: Fraction, b: Fraction) -> PolarsResult<Fraction> {
    let more = 10i128.checked_pow(b.scale.saturating_sub(a.scale)).ok_or_else(overflow)?;
    let sign = b.top.apply_values(i128::signum);
    let mut top = times_if(&times(&a.top, &sign)?, b.bottom.as_ref())?;
    if more > 1 {
        top = times(&top, &Int128Chunked::full("f".into(), more, top.len()))?;
    }
    // Nothing divided by nothing is unknown, not an error of the run.
    let divisor: Int128Chunked = b.top.iter().map(|n| n.filter(|n| *n != 0).map(i128::abs)).collect_ca("d".into());
    let top = binary_elementwise(&top, &divisor, |top: Option<i128>, divisor: Option<i128>| divisor.and(top));
    let bottom = times_if(&divisor, a.bottom.as_ref())?;
    Ok(Fraction { top, bottom: Some(bottom), scale: a.scale.saturating_sub(b.scale) })
}

fn figures(how: Compare, a: &Fraction, b: &Fraction) -> PolarsResult<BooleanChunked> {
    let (a, b) = even(a.clone(), b.clone())?;
    let left = times_if(&a.top, b.bottom.as_ref())?;
    let right = times_if(&b.top, a.bottom.as_ref())?;
    Ok(binary_elementwise(&left, &right, |a: Option<i128>, b: Option<i128>| Some(how.holds(a?.cmp(&b?)))))
}
