//! What one column claims to be by its header and what stands above it.
//!
//! Takes a column and the headers that are known; gives the column that it would be and how surely. Which claim is heard is decided
//! elsewhere.

use super::columns::{self, Column, Inner};
use super::{Aliases, DEPTH_MAX, When, heading};
use crate::base::amount::{UnitKind, Wording};
use crate::pipeline::dataset::{Kind, is_growth};

/// How well a column matches: how many of its texts are left unused, then how far down the list of headers.
pub type Rank = (usize, usize);

/// What a column claims to be.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The index of the canonical column.
    pub canonical: usize,
    pub rank: Rank,
    /// The index of the column.
    pub index: usize,
    /// How many of its texts stand above those that it claims by.
    pub above: usize,
    /// One of its other texts that is a heading, too.
    pub beside: Option<usize>,
}

/// What one column claims. A rate is in percent: 增长（亿元） is none, and neither is 完成年度计划（万元）. Words have no unit:
/// 形象进度（%） holds figures.
pub fn claim(aliases: &Aliases<'_>, index: usize, column: &Column) -> Option<Claim> {
    let claim = claim_by_name(aliases, index, column)?;
    let canonical = aliases.dataset.columns().get(claim.canonical)?;
    let is_rate = is_growth(canonical.name) || canonical.name == "percent";
    let is_contrary = match &column.own {
        Wording::Unit(unit) if unit.kind == UnitKind::Percent => canonical.name == "status",
        Wording::Unit(_) => is_rate,
        _ => heading::is_planned(canonical.name) && claim.beside.is_some() && says_done(column),
    };
    (!is_contrary).then_some(claim)
}

/// Whether what stands below a heading is what was done of it: 实际完成.
fn says_done(column: &Column) -> bool {
    column.texts.last().is_some_and(|text| matches!(columns::short(text), "完成" | "到位" | "实际"))
}

fn claim_by_name(aliases: &Aliases<'_>, index: usize, column: &Column) -> Option<Claim> {
    let last = column.texts.len().saturating_sub(1);
    let whole = column.names.iter().enumerate().find_map(|(order, name)| {
        let (canonical, alias) = *aliases.meanings.get(name.as_str())?;
        let rank = (order + DEPTH_MAX - column.names.len().min(DEPTH_MAX), alias);
        let above = order.min(column.texts.len());
        // A header that the pipeline lists with a time is of that time all the same.
        let is_time = column.inner == Inner::Time && matches!(aliases.when, When::Days(..)) && above < last;
        Some(Claim { canonical, rank, index, above, beside: is_time.then(|| last.saturating_sub(1)) })
    });
    let of_amounts = || {
        let amount = column.amount?;
        // A register has one plan.
        let names = |name: &str| name == amount || name == "annual_target" && amount == "annual_plan";
        let canonical = aliases.dataset.columns().iter().position(|column| names(column.name))?;
        let above = column.texts.len();
        Some(Claim { canonical, rank: (DEPTH_MAX, usize::MAX), index, above, beside: None })
    };
    let loose = || {
        let meant = |name: &String| Some((name.clone(), *aliases.meanings.get(name.as_str())?));
        let (name, (canonical, alias)) = column.loose.iter().find_map(meant)?;
        let kind = aliases.dataset.columns().get(canonical)?.kind;
        let (above, beside) = match column.inner {
            // 责任单位（包抓领导） may be anybody.
            Inner::Remark if kind != Kind::Money => return None,
            // What stands above is a part of its name: 引进资金 over 年度目标.
            _ if last > 0 && column.texts.first().is_some_and(|first| name.starts_with(first.as_str())) => {
                (0, Some(last).filter(|_| column.inner == Inner::Below))
            }
            Inner::Below => (last.saturating_sub(1), Some(last)),
            Inner::Time | Inner::Remark | Inner::None => (last, None),
        };
        Some(Claim { canonical, rank: (DEPTH_MAX, alias), index, above, beside })
    };
    match column.inner {
        // 本月 below 累计完成投资 is no part of that name.
        Inner::Below => whole.or_else(of_amounts).or_else(loose),
        Inner::Time | Inner::Remark | Inner::None => whole.or_else(loose).or_else(of_amounts),
    }
}
