//! Expressions as they were parsed → typed conditions. What is not on the list here is refused by name.

use super::columns::{Holds, column_of};
use super::size::{crosswise, size};
use super::tree::{Compare, Day, Figure, Text, Truth, Value};
use super::{COLUMNS, Condition, Fault};
use crate::base::problem::nearest;
use chrono::{Days, NaiveDate};
use polars::lazy::dsl::{BooleanFunction, FunctionExpr, StringFunction};
use polars::prelude::*;
use std::sync::Arc;

/// What a search in text costs, in comparisons.
const SEARCH_COST: u64 = 20;

/// Parses and types a condition; to be called on a deep stack only.
pub fn condition(text: &str) -> Result<Condition, Fault> {
    let parsed = polars::sql::sql_expr(text).map_err(|error| not_understood(&error.to_string()))?;
    let mut found = Walk::default();
    let tree = match found.value(&parsed)? {
        Value::Truth(truth) => truth,
        Value::Null => Truth::Known(None),
        other => {
            let message = format!("the condition is {}, not true or false", kind(&other));
            return Err(Fault::new(message, "compare it, as in cumulative < 100"));
        }
    };
    let columns = COLUMNS.iter().map(|column| column.name).filter(|name| found.columns.contains(name)).collect();
    Ok(Condition { text: text.to_string(), tree: Arc::new(tree), columns, cost: found.cost.max(1) })
}

fn not_understood(error: &str) -> Fault {
    let line = error.lines().next().unwrap_or_default();
    Fault::new(
        format!("the condition is not understood: {line}"),
        "write one SQL expression, as in cumulative < 0.75 * expected AND class = '确保'",
    )
}

fn refused(what: &str) -> Fault {
    let hint = "allowed are = <> < <= > >=, + - * /, AND OR NOT, IN (…), BETWEEN, LIKE, ILIKE, REGEXP_LIKE, STARTS_WITH, \
                ENDS_WITH, IS NULL, CASE, COALESCE, ABS, DATE '…'";
    Fault::new(format!("{what} is not allowed in a condition"), hint)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Truth(_) => "true or false",
        Value::Figure(_) => "a figure",
        Value::Text(_) => "a text",
        Value::Day(_) => "a day",
        Value::Null => "NULL",
    }
}

#[derive(Default)]
struct Walk {
    columns: Vec<&'static str>,
    cost: u64,
}

impl Walk {
    fn value(&mut self, expr: &Expr) -> Result<Value, Fault> {
        self.cost += 1;
        match expr {
            Expr::Column(name) => self.column(name),
            Expr::Literal(literal) => literal_value(literal),
            Expr::BinaryExpr { left, op, right } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                binary(left, *op, right)
            }
            Expr::Ternary { predicate, truthy, falsy } => {
                let (when, then) = (truth(self.value(predicate)?, "WHEN")?, self.value(truthy)?);
                choose(when, then, self.value(falsy)?)
            }
            Expr::Cast { expr, dtype, .. } => {
                let inner = self.value(expr)?;
                cast(inner, dtype)
            }
            Expr::Function { input, function } => self.function(input, function),
            Expr::Alias(..) => Err(refused("AS")),
            Expr::Over { .. } => Err(refused("a window (OVER)")),
            Expr::SubPlan(..) => Err(refused("a query within the condition")),
            Expr::Agg(_) | Expr::Len => Err(refused("a sum, count or average over projects")),
            Expr::Selector(_) => Err(refused("`*`")),
            _ => Err(refused("this operation")),
        }
    }

    fn column(&mut self, name: &str) -> Result<Value, Fault> {
        let Some(column) = column_of(name) else {
            let hint = match nearest(name, COLUMNS.iter().map(|column| column.name), 3).as_slice() {
                [] => {
                    let all: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
                    format!("there are {}; texts stand in single quotes: '未开工'", all.join(", "))
                }
                near => format!("did you mean `{}`?", near.join("` or `")),
            };
            return Err(Fault::new(format!("there is no column `{name}`"), hint));
        };
        self.columns.push(column.name);
        Ok(match column.holds {
            Holds::Text => Value::Text(Text::Column(column.name)),
            Holds::Day => Value::Day(Day::Column(column.name)),
            Holds::Flag => Value::Truth(Truth::Column(column.name)),
            Holds::Figure { .. } => Value::Figure(Figure::Column(column.name)),
        })
    }

    fn function(&mut self, input: &[Expr], function: &FunctionExpr) -> Result<Value, Fault> {
        match (function, input) {
            (FunctionExpr::Boolean(BooleanFunction::Not), [of]) => {
                Ok(Value::Truth(Truth::Not(Box::new(truth(self.value(of)?, "NOT")?))))
            }
            (FunctionExpr::Boolean(BooleanFunction::IsNull), [of]) => {
                Ok(Value::Truth(Truth::IsNull(Box::new(self.value(of)?))))
            }
            (FunctionExpr::Boolean(BooleanFunction::IsNotNull), [of]) => {
                Ok(Value::Truth(Truth::Not(Box::new(Truth::IsNull(Box::new(self.value(of)?))))))
            }
            (FunctionExpr::Boolean(BooleanFunction::IsIn { .. }), [of, list]) => {
                let of = self.value(of)?;
                self.is_in(&of, list)
            }
            (FunctionExpr::StringExpr(StringFunction::Contains { literal, .. }), [of, pattern]) => {
                let (of, pattern) = (self.value(of)?, self.value(pattern)?);
                self.matches(of, pattern, |text| if *literal { escaped(text) } else { text.to_string() })
            }
            (FunctionExpr::StringExpr(StringFunction::StartsWith), [of, start]) => {
                let (of, start) = (self.value(of)?, self.value(start)?);
                self.matches(of, start, |text| format!("^{}", escaped(text)))
            }
            (FunctionExpr::StringExpr(StringFunction::EndsWith), [of, end]) => {
                let (of, end) = (self.value(of)?, self.value(end)?);
                self.matches(of, end, |text| format!("{}$", escaped(text)))
            }
            (FunctionExpr::Abs, [of]) => {
                let of = figure(self.value(of)?, "ABS")?;
                Ok(Value::Figure(Figure::Abs(Box::new(of))))
            }
            (FunctionExpr::Coalesce, [first, rest @ ..]) => {
                let mut value = self.value(first)?;
                for other in rest {
                    let other = self.value(other)?;
                    value = choose(Truth::IsNull(Box::new(value.clone())), other, value)?;
                }
                Ok(value)
            }
            (other, _) => Err(refused(&format!("`{other}`"))),
        }
    }

    fn is_in(&mut self, of: &Value, list: &Expr) -> Result<Value, Fault> {
        let list = match list {
            Expr::Agg(AggExpr::Implode { input, .. }) => input.as_ref(),
            other => other,
        };
        let Expr::Literal(LiteralValue::Series(items)) = list else { return Err(refused("IN without a plain list")) };
        let mut any = Vec::new();
        for item in items.iter() {
            self.cost += 1;
            match binary(of.clone(), Operator::Eq, any_value(&item)?)? {
                Value::Truth(truth) => any.push(truth),
                _ => any.push(Truth::Known(None)),
            }
        }
        Ok(Value::Truth(Truth::Any(any)))
    }

    fn matches(&mut self, of: Value, pattern: Value, regex: impl Fn(&str) -> String) -> Result<Value, Fault> {
        self.cost += SEARCH_COST;
        let (Value::Text(of), Value::Text(Text::Literal(pattern))) = (&of, &pattern) else {
            let message = format!("{} is searched for {}", kind(&of), kind(&pattern));
            return Err(Fault::new(message, "search a column of text for a text in single quotes"));
        };
        let regex = regex(pattern);
        // Whether the pattern is one is asked of the library that will search, on a frame without rows.
        let empty = DataFrame::new(0, vec![Column::new_empty("text".into(), &DataType::String)]);
        let tried = empty
            .and_then(|frame| frame.lazy().select([col("text").str().contains(lit(regex.as_str()), true)]).collect());
        let tried = tried.and_then(|_| {
            let one = DataFrame::new(1, vec![Column::new("text".into(), ["a"])])?;
            one.lazy().select([col("text").str().contains(lit(regex.as_str()), true)]).collect()
        });
        if let Err(error) = tried {
            return Err(not_understood(&error.to_string()));
        }
        Ok(Value::Truth(Truth::Matches(of.clone(), regex)))
    }
}

/// A text as a regular expression that finds just that text.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

fn truth(value: Value, of: &str) -> Result<Truth, Fault> {
    match value {
        Value::Truth(truth) => Ok(truth),
        Value::Null => Ok(Truth::Known(None)),
        other => Err(Fault::new(format!("{of} stands before {}, not true or false", kind(&other)), "compare it first")),
    }
}

fn figure(value: Value, of: &str) -> Result<Figure, Fault> {
    let figure = match value {
        Value::Figure(figure) => figure,
        Value::Null => Figure::Unknown,
        other => {
            let message = format!("{of} is applied to {}, not a figure", kind(&other));
            return Err(Fault::new(message, "calculate with figures only"));
        }
    };
    size(&figure)?;
    Ok(figure)
}

fn binary(left: Value, op: Operator, right: Value) -> Result<Value, Fault> {
    let comparison = match op {
        Operator::Eq => Some(Compare::Equal),
        Operator::NotEq => Some(Compare::Unequal),
        Operator::Lt => Some(Compare::Below),
        Operator::LtEq => Some(Compare::AtMost),
        Operator::Gt => Some(Compare::Above),
        Operator::GtEq => Some(Compare::AtLeast),
        _ => None,
    };
    if let Some(comparison) = comparison {
        return compare(comparison, left, right).map(Value::Truth);
    }
    match op {
        Operator::And | Operator::LogicalAnd => {
            Ok(Value::Truth(Truth::All(flat(truth(left, "AND")?, truth(right, "AND")?, |truth| match truth {
                Truth::All(parts) => Ok(parts),
                other => Err(other),
            }))))
        }
        Operator::Or | Operator::LogicalOr => {
            Ok(Value::Truth(Truth::Any(flat(truth(left, "OR")?, truth(right, "OR")?, |truth| match truth {
                Truth::Any(parts) => Ok(parts),
                other => Err(other),
            }))))
        }
        Operator::Minus if matches!((&left, &right), (Value::Day(_), Value::Day(_) | Value::Text(_))) => {
            let (left, right) = (day(left)?, day(right)?);
            Ok(Value::Figure(Figure::DaysBetween(left, right)))
        }
        Operator::Plus | Operator::Minus | Operator::Multiply | Operator::TrueDivide | Operator::RustDivide => {
            let (left, right) = (Box::new(figure(left, "+ - * /")?), Box::new(figure(right, "+ - * /")?));
            let whole = match op {
                Operator::Plus => Figure::Add(left, right),
                Operator::Minus => Figure::Subtract(left, right),
                Operator::Multiply => Figure::Multiply(left, right),
                _ => Figure::Divide(left, right),
            };
            size(&whole)?;
            Ok(Value::Figure(whole))
        }
        other => Err(refused(&format!("`{other}`"))),
    }
}

/// `a AND b AND c` as one list: as long as it is, never as deep.
fn flat(left: Truth, right: Truth, parts: impl Fn(Truth) -> Result<Vec<Truth>, Truth>) -> Vec<Truth> {
    let mut all = parts(left).unwrap_or_else(|one| vec![one]);
    all.extend(parts(right).unwrap_or_else(|one| vec![one]));
    all
}

fn compare(how: Compare, left: Value, right: Value) -> Result<Truth, Fault> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Truth::Known(None)),
        (Value::Figure(left), Value::Figure(right)) => {
            crosswise(size(&left)?, size(&right)?)?;
            Ok(Truth::Figures(how, Box::new(left), Box::new(right)))
        }
        (Value::Text(left), Value::Text(right)) => Ok(Truth::Texts(how, left, right)),
        (Value::Truth(left), Value::Truth(right)) => Ok(Truth::Truths(how, Box::new(left), Box::new(right))),
        (left @ Value::Day(_), right @ (Value::Day(_) | Value::Text(_)))
        | (left @ Value::Text(_), right @ Value::Day(_)) => Ok(Truth::Days(how, day(left)?, day(right)?)),
        (left, right) => {
            let message = format!("{} is compared with {}", kind(&left), kind(&right));
            Err(Fault::new(
                message,
                "compare figures with figures, texts with texts in single quotes, days with '2026-06-30'",
            ))
        }
    }
}

fn day(value: Value) -> Result<Day, Fault> {
    match value {
        Value::Day(day) => Ok(day),
        Value::Text(Text::Literal(text)) => match text.trim().parse() {
            Ok(day) => Ok(Day::Literal(day)),
            Err(_) => Err(Fault::new(format!("`{text}` is no day"), "write it as '2026-06-30'")),
        },
        other => Err(Fault::new(format!("{} is no day", kind(&other)), "write it as '2026-06-30'")),
    }
}

fn choose(when: Truth, then: Value, otherwise: Value) -> Result<Value, Fault> {
    match (then, otherwise) {
        (Value::Truth(then), otherwise @ (Value::Truth(_) | Value::Null)) => {
            Ok(Value::Truth(Truth::Case(Box::new(when), Box::new(then), Box::new(truth(otherwise, "ELSE")?))))
        }
        (Value::Null, Value::Truth(otherwise)) => {
            Ok(Value::Truth(Truth::Case(Box::new(when), Box::new(Truth::Known(None)), Box::new(otherwise))))
        }
        (then @ (Value::Figure(_) | Value::Null), otherwise @ (Value::Figure(_) | Value::Null)) => {
            let (then, otherwise) = (figure(then, "THEN")?, figure(otherwise, "ELSE")?);
            let whole = Figure::Case(Box::new(when), Box::new(then), Box::new(otherwise));
            size(&whole)?;
            Ok(Value::Figure(whole))
        }
        (then, otherwise) => {
            let message = format!("CASE or COALESCE gives {} or {}", kind(&then), kind(&otherwise));
            Err(Fault::new(message, "let all branches give figures, or all true or false"))
        }
    }
}

fn cast(inner: Value, dtype: &DataTypeExpr) -> Result<Value, Fault> {
    match (inner, dtype) {
        // `NOT x` is parsed as `NOT CAST(x AS BOOLEAN)`.
        (inner @ (Value::Truth(_) | Value::Null), DataTypeExpr::Literal(DataType::Boolean)) => Ok(inner),
        (inner @ Value::Text(Text::Literal(_)), DataTypeExpr::Literal(DataType::Date)) => Ok(Value::Day(day(inner)?)),
        _ => Err(refused("CAST")),
    }
}

fn literal_value(literal: &LiteralValue) -> Result<Value, Fault> {
    match literal.to_any_value() {
        Some(value) => any_value(&value),
        None => Err(refused("a list")),
    }
}

fn any_value(value: &AnyValue<'_>) -> Result<Value, Fault> {
    let whole = |units: i128| Ok(Value::Figure(Figure::Literal { units, scale: 0 }));
    match value {
        AnyValue::Null => Ok(Value::Null),
        AnyValue::Boolean(known) => Ok(Value::Truth(Truth::Known(Some(*known)))),
        AnyValue::String(text) => Ok(Value::Text(Text::Literal((*text).to_string()))),
        AnyValue::StringOwned(text) => Ok(Value::Text(Text::Literal(text.to_string()))),
        AnyValue::Int32(number) => whole(i128::from(*number)),
        AnyValue::Int64(number) => whole(i128::from(*number)),
        AnyValue::Int128(number) => whole(*number),
        AnyValue::Float64(number) => decimal(*number),
        AnyValue::Date(days) => {
            let (epoch, count) = (NaiveDate::default(), Days::new(u64::from(days.unsigned_abs())));
            let day = if *days < 0 { epoch.checked_sub_days(count) } else { epoch.checked_add_days(count) };
            day.map(|day| Value::Day(Day::Literal(day))).ok_or_else(|| refused("such a day"))
        }
        _ => Err(refused("such a value")),
    }
}

/// The figure as it was written. At most fifteen figures reach the parser, and those a binary float gives back exactly.
fn decimal(number: f64) -> Result<Value, Fault> {
    let text = format!("{number}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let units = format!("{whole}{fraction}").parse::<i128>();
    let units = units.map_err(|_| Fault::new(format!("`{text}` is no plain number"), "write 1000 or 0.75"))?;
    Ok(Value::Figure(Figure::Literal { units, scale: fraction.len() as u32 }))
}
