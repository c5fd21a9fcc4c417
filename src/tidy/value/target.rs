//! Target texts, as forms write them, → targets that can be compared with a figure or a day.
//!
//! Takes one cell (不低于95%, 年底前引进亿元以上项目20个, 15个工作日内办结, at least 95 %) and the year it is meant in; gives
//! each clause as a `Target` or the reason why it cannot be measured. Never invents a bound: a clause with two figures of
//! which neither is said to bind is listed, not chosen from.

/// What can be compared with what stands in its row.
mod beside;

/// Which way a figure binds.
mod bounds;

/// Things of which there are several units: 人 and 万人, 天 and 小时.
pub mod measure;

/// Finding figures inside a clause.
mod quantity;

/// Finding days inside a clause.
mod scan;

/// The words that bind.
mod words;

use crate::base::amount::{Amount, Unit, UnitKind};
pub use beside::{Beside, NotMeasurable, read_beside};
use bounds::Bound;
use chrono::NaiveDate;
use quantity::Quantity;
use scan::Day;
use serde::{Deserialize, Serialize};
use words::Change;

/// How an actual figure (or day) is compared with the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The figure or more.
    AtLeast,
    /// The figure or less; the day or earlier.
    AtMost,
    /// More than the figure.
    MoreThan,
    /// Less than the figure; before the day.
    LessThan,
    /// 左右, about: reached when the actual figure, rounded to the target's own decimals, is at least the target.
    About,
    /// From `amount` to `upper`, both included.
    Between,
}

/// What a target speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// A level to reach, said without a word that bounds it: 完成投资5亿元. Read as at least.
    Value,
    /// A change in percent: 增长10%以上. A fall is negative: 下降3%以上 is at most −3.
    Growth,
    /// A level not to fall below: 不低于95%.
    Floor,
    /// A level not to exceed: 控制在3%以内.
    Ceiling,
    /// A change in percentage points: 提高15个百分点. A fall is negative.
    PointChange,
    /// Something that must not happen: 零上访, 不发生越级上访.
    ZeroCount,
    /// Things counted: 新开工项目12个.
    Count,
    /// Done by a day: 6月底前完成.
    ByDate,
    /// Done within a stretch: 15个工作日内办结. `unit` is 工作日, 日, 小时, 周, 月 or 年.
    WithinDays,
}

impl TargetKind {
    /// The name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            TargetKind::Value => "value",
            TargetKind::Growth => "growth",
            TargetKind::Floor => "floor",
            TargetKind::Ceiling => "ceiling",
            TargetKind::PointChange => "point_change",
            TargetKind::ZeroCount => "zero_count",
            TargetKind::Count => "count",
            TargetKind::ByDate => "by_date",
            TargetKind::WithinDays => "within_days",
        }
    }
}

impl Comparison {
    /// The name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Comparison::AtLeast => "at_least",
            Comparison::AtMost => "at_most",
            Comparison::MoreThan => "more_than",
            Comparison::LessThan => "less_than",
            Comparison::About => "about",
            Comparison::Between => "between",
        }
    }
}

/// A target that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What it speaks of.
    pub kind: TargetKind,
    /// How it is compared.
    pub comparison: Comparison,
    /// The figure, money in base units (yuan); of [`TargetKind::ByDate`] zero.
    pub amount: Amount,
    /// The other end of a [`Comparison::Between`].
    pub upper: Option<Amount>,
    /// The further figure of 确保12个、力争15个: striven for, never owed.
    pub strive: Option<Amount>,
    /// The unit the figure is counted in, as written; `None` where the text has none.
    pub unit: Option<Unit>,
    /// The last day on which it is in time, where the text names one.
    pub by: Option<NaiveDate>,
    /// Whether the day was named as a stretch (6月底, 上半年) and is held as its last day.
    pub vague: bool,
    /// The clause that says it.
    pub text: String,
}

/// One clause of a target text: what it demands, or why that cannot be measured.
pub type Clause = Result<Target, (NotMeasurable, String)>;

impl Target {
    /// Whether an actual figure meets it; `None` for targets of days, which [`Target::is_met_on`] answers.
    pub fn is_met_by(&self, actual: Amount) -> Option<bool> {
        if self.kind == TargetKind::ByDate {
            return None;
        }
        Some(match self.comparison {
            Comparison::AtLeast => actual >= self.amount,
            Comparison::AtMost => actual <= self.amount,
            Comparison::MoreThan => actual > self.amount,
            Comparison::LessThan => actual < self.amount,
            Comparison::About => actual.rounded(self.amount.places()) >= self.amount,
            Comparison::Between => actual >= self.amount && self.upper.is_none_or(|upper| actual <= upper),
        })
    }

    /// Whether what was done on a day was done in time; `None` where the target names no day.
    pub fn is_met_on(&self, done: NaiveDate) -> Option<bool> {
        self.by.map(|by| done <= by)
    }
}

/// Reads a target text, clause by clause. `year` is the year that days without a year are meant in. A text that holds
/// nothing has no clauses; clauses without a figure are listed only where no clause of the text has one, so that 加强领导，
/// 引进项目20个 is one target.
pub fn read(text: &str, year: Option<i32>) -> Vec<Clause> {
    read_of(text, year, None)
}

/// The same of a row that says its unit: a bare 0 is none at all of things that are counted, and says nothing of a share.
pub fn read_of(text: &str, year: Option<i32>, unit: Option<&str>) -> Vec<Clause> {
    if super::is_nothing(text) {
        return Vec::new();
    }
    let folded = words::fold(text);
    let mut read: Vec<Clause> = Vec::new();
    let mut by: Option<Day> = None;
    for clause in words::clauses(&folded) {
        match one(clause, year, by, unit) {
            One::Day(day) => by = Some(day),
            One::Strive(amount) => match read.iter_mut().rev().find_map(|clause| clause.as_mut().ok()) {
                Some(owed) => owed.strive = Some(amount),
                None => read.push(Err((NotMeasurable::NoFigure, clause.to_string()))),
            },
            One::Clause(clause) => read.push(clause),
        }
    }
    if let Some(day) = by
        && read.iter().all(Result::is_err)
    {
        let text = folded.trim().to_string();
        read.retain(|clause| !matches!(clause, Err((NotMeasurable::NoFigure, _))));
        read.push(Ok(by_date(day, text)));
    }
    if read.iter().any(Result::is_ok) {
        read.retain(|clause| !matches!(clause, Err((NotMeasurable::NoFigure, _))));
    }
    if read.is_empty() {
        read.push(Err((NotMeasurable::NoFigure, folded.trim().to_string())));
    }
    read
}

/// What one clause says.
enum One {
    /// A day alone (年底前): it holds for the clauses after it.
    Day(Day),
    /// 力争15个 after 确保12个.
    Strive(Amount),
    /// All else.
    Clause(Clause),
}

fn one(clause: &str, year: Option<i32>, by: Option<Day>, unit: Option<&str>) -> One {
    let fail = |reason| One::Clause(Err((reason, clause.to_string())));
    let chars: Vec<char> = clause.chars().collect();
    let (day, rest) = match scan::day(&chars, year) {
        Ok(found) => found,
        Err(reason) => return fail(reason),
    };
    let quantities = match quantity::quantities(&rest) {
        Ok(quantities) => quantities,
        Err(reason) => return fail(reason),
    };
    let all = Around { chars: &rest, from: 0, unit };
    let strives = words::strives(clause);
    if quantities.is_empty()
        && let Some(comparison) = words::growth_sign(clause)
    {
        let percent = Unit::from_label("%");
        return One::Clause(Ok(figure(clause, day.or(by), TargetKind::Growth, comparison, Amount::ZERO, percent)));
    }
    match quantities.as_slice() {
        [] if words::is_zero(clause) => {
            One::Clause(Ok(figure(clause, day.or(by), TargetKind::ZeroCount, Comparison::AtMost, Amount::ZERO, None)))
        }
        [] => match day {
            Some(day) if rest.iter().all(|c| !c.is_alphanumeric()) => One::Day(day),
            Some(day) => One::Clause(Ok(by_date(day, clause.to_string()))),
            None => fail(NotMeasurable::NoFigure),
        },
        [only] if strives && by.is_none() && day.is_none() => match bounded(clause, &all, only, None) {
            // Without something owed before it, what is striven for is all there is.
            Ok(target) if words::owes_first(clause) => One::Clause(Ok(target)),
            Ok(target) => One::Strive(target.amount),
            Err(reason) => fail(reason),
        },
        [only] => match bounded(clause, &all, only, day.or(by)) {
            Ok(target) => One::Clause(Ok(target)),
            Err(reason) => fail(reason),
        },
        [owed, striven] if strives && words::owes_first(clause) => {
            let first = Around { chars: rest.get(..striven.from).unwrap_or(&rest), ..all };
            let second = Around { from: owed.to, ..all };
            match (bounded(clause, &first, owed, day.or(by)), bounded(clause, &second, striven, None)) {
                (Ok(target), Ok(further)) => One::Clause(Ok(Target { strive: Some(further.amount), ..target })),
                (Err(reason), _) | (_, Err(reason)) => fail(reason),
            }
        }
        _ => fail(NotMeasurable::SeveralFigures),
    }
}

/// What stands around a figure.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// The clause up to the next figure, without its day.
    chars: &'a [char],
    /// Where it begins: behind the figure before.
    from: usize,
    /// The unit that the row says.
    unit: Option<&'a str>,
}

impl Around<'_> {
    fn text(&self, from: usize, to: usize) -> String {
        self.chars.get(from.max(self.from)..to.min(self.chars.len())).unwrap_or(&[]).iter().collect()
    }
}

/// A target of one quantity: the words around it bind it.
fn bounded(clause: &str, around: &Around<'_>, quantity: &Quantity, day: Option<Day>) -> Result<Target, NotMeasurable> {
    let (before, behind) = (around.text(0, quantity.from), around.text(quantity.to, usize::MAX));
    let understood = bounds::read(&before, &behind).ok_or(NotMeasurable::DirectionUnclear)?;
    let bound = understood.bound;
    let amount = quantity.amount;
    if quantity.is_rank {
        // The first of a ranking is 1: fewer is better.
        return match bound {
            None | Some(Bound::AtLeast | Bound::AtMost) => {
                Ok(figure(clause, day, TargetKind::Ceiling, Comparison::AtMost, amount, quantity.unit.clone()))
            }
            Some(_) => Err(NotMeasurable::DirectionUnclear),
        };
    }
    if words::is_of_a_part(&before, &behind) {
        return Err(NotMeasurable::OfAPart);
    }
    let fall = understood.change == Some(Change::Fall);
    // 提前3天完成 and 压缩3天办结 say how much less time is taken, and no limit.
    let is_limit = words::is_within(&behind) && understood.change.is_none();
    if quantity.is_time && (bound == Some(Bound::AtMost) || is_limit) {
        return Ok(figure(clause, day, TargetKind::WithinDays, Comparison::AtMost, amount, quantity.unit.clone()));
    }
    if quantity.is_time && bound.is_none() && understood.change.is_none() && words::is_of_limits(&before) {
        return Err(NotMeasurable::DirectionUnclear);
    }
    let unit_kind = quantity.unit.as_ref().map(|unit| unit.kind);
    let base = match (quantity.is_points, unit_kind) {
        (true, _) => TargetKind::PointChange,
        (_, Some(UnitKind::Percent)) if matches!(understood.change, Some(Change::Rise | Change::Fall)) => {
            TargetKind::Growth
        }
        (_, Some(UnitKind::Count)) if !quantity.is_time => TargetKind::Count,
        _ => TargetKind::Value,
    };
    let is_change = matches!(base, TargetKind::PointChange | TargetKind::Growth);
    let (mut comparison, mut upper) = match bound {
        None | Some(Bound::Exactly) if amount == Amount::ZERO && !is_change => {
            // Who owes none of something may not have one: 0起 bounds from above by itself; 0 of a share says nothing.
            let counted = base == TargetKind::Count || around.unit.is_some_and(measure::is_counted);
            let none = figure(clause, day, TargetKind::ZeroCount, Comparison::AtMost, amount, quantity.unit.clone());
            return if counted { Ok(none) } else { Err(NotMeasurable::DirectionUnclear) };
        }
        Some(Bound::Exactly) if unit_kind == Some(UnitKind::Percent) && amount == Amount::whole(100) => {
            (Comparison::AtLeast, None)
        }
        Some(Bound::Exactly) => return Err(NotMeasurable::DirectionUnclear),
        Some(Bound::AtLeast) | None => (Comparison::AtLeast, None),
        Some(Bound::AtMost) => (Comparison::AtMost, None),
        Some(Bound::MoreThan) => (Comparison::MoreThan, None),
        Some(Bound::LessThan) => (Comparison::LessThan, None),
        Some(Bound::About) => (Comparison::About, None),
    };
    let mut amount = amount;
    if let Some(high) = quantity.upper {
        (comparison, upper) = (Comparison::Between, Some(high));
    }
    if is_change && fall {
        amount = Amount(-amount.0);
        (amount, upper) = upper.map_or((amount, None), |high| (Amount(-high.0), Some(amount)));
        comparison = words::mirrored(comparison);
    }
    let kind = match (base, comparison) {
        (TargetKind::Value, Comparison::AtMost | Comparison::LessThan) => TargetKind::Ceiling,
        (TargetKind::Value, Comparison::AtLeast | Comparison::MoreThan) if bound.is_some() => TargetKind::Floor,
        _ => base,
    };
    let zero = amount == Amount::ZERO && comparison == Comparison::AtMost && kind == TargetKind::Count;
    let kind = if zero { TargetKind::ZeroCount } else { kind };
    Ok(Target { upper, ..figure(clause, day, kind, comparison, amount, quantity.unit.clone()) })
}

fn figure(
    clause: &str,
    day: Option<Day>,
    kind: TargetKind,
    comparison: Comparison,
    amount: Amount,
    unit: Option<Unit>,
) -> Target {
    let text = clause.trim().to_string();
    let (by, vague) = day.map_or((None, false), |day| (Some(day.last), day.vague));
    Target { kind, comparison, amount, upper: None, strive: None, unit, by, vague, text }
}

fn by_date(day: Day, text: String) -> Target {
    figure(&text, Some(day), TargetKind::ByDate, Comparison::AtMost, Amount::ZERO, None)
}
