//! 计划调整未经批准: what the register or a plan of milestones says otherwise than what was approved.
//!
//! Takes the board, whose terms are the approved ones; gives one finding per project with everything that was changed. The
//! former plan judges until the change is approved; a milestone that was moved slips by the days between.

use crate::assess::board::Board;
use crate::assess::frames::day_of;
use crate::assess::rules::{KEPT, grade_number, kept};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use polars::prelude::*;
use std::collections::BTreeMap;

/// What the rule says, in the names of the board.
pub const FORMULA: &str =
    "the register or the plan names another target, start, end or milestone day than the approved baseline";

/// What was moved of one project.
#[derive(Debug, Default)]
struct Changed {
    texts: Vec<String>,
    /// The milestone with the worst slip: days, name, approved day.
    worst: Option<(i64, String, i64)>,
}

/// Projects whose register or plan says something else than their approved baseline, with what.
pub fn unapproved(board: &Board) -> PolarsResult<DataFrame> {
    let mut changed = terms(board)?;
    milestones(board, &mut changed)?;
    let number = |pick: fn(&Changed) -> Option<i64>| changed.values().map(pick).collect::<Vec<_>>();
    let names: Vec<Option<&str>> = changed.values().map(|c| c.worst.as_ref().map(|w| w.1.as_str())).collect();
    let found = DataFrame::new(
        changed.len(),
        vec![
            Column::new("row".into(), changed.keys().copied().collect::<Vec<IdxSize>>()),
            Column::new("text".into(), changed.values().map(|c| c.texts.join("; ")).collect::<Vec<_>>()),
            Column::new("days".into(), number(|c| c.worst.as_ref().map(|w| w.0))),
            Column::new("planned_date".into(), number(|c| c.worst.as_ref().map(|w| w.2))),
            Column::new("milestone".into(), names),
        ],
    )?;
    let mut columns = kept();
    columns.extend(["grade", "since", "text", "days", "planned_date", "milestone"].map(col));
    board
        .with(&KEPT[1..], found)?
        .lazy()
        .with_columns([grade_number(Grade::AtRisk).alias("grade"), lit(board.today()).alias("since")])
        .select(columns)
        .collect()
}

/// Target, start and end.
fn terms(board: &Board) -> PolarsResult<BTreeMap<IdxSize, Changed>> {
    let names = ["target", "start", "end"];
    let any = names.map(|name| col(format!("listed_{name}")).is_not_null());
    let any = any.into_iter().fold(lit(false), |any, next| any.or(next));
    let frame = board.projects.clone().lazy().filter(any).collect()?;
    let mut changed: BTreeMap<IdxSize, Changed> = BTreeMap::new();
    for (row, project) in frame.column("row")?.idx()?.iter().enumerate() {
        let Some(project) = project else { continue };
        let texts = &mut changed.entry(project).or_default().texts;
        for name in names {
            let shown = |column: &str| -> PolarsResult<Option<String>> {
                let column = frame.column(column)?;
                Ok(match name {
                    "target" => column.i128()?.get(row).map(|a| Amount(a).to_string()),
                    _ => column.i64()?.get(row).map(|d| day_of(d).to_string()),
                })
            };
            if let Some(now) = shown(&format!("listed_{name}"))? {
                texts.push(format!("{name} {} → {now}", shown(name)?.unwrap_or_else(|| "none".to_string())));
            }
        }
    }
    Ok(changed)
}

/// Days of milestones; the worst slip stands in the figures.
fn milestones(board: &Board, changed: &mut BTreeMap<IdxSize, Changed>) -> PolarsResult<()> {
    let frame = board.milestones.clone().lazy().filter(col("listed").is_not_null()).collect()?;
    let (project, name) = (frame.column("row")?.idx()?, frame.column("milestone")?.str()?);
    let (planned, listed) = (frame.column("planned")?.i64()?, frame.column("listed")?.i64()?);
    for row in 0..frame.height() {
        let (Some(project), Some(name), Some(was), Some(now)) =
            (project.get(row), name.get(row), planned.get(row), listed.get(row))
        else {
            continue;
        };
        let one = changed.entry(project).or_default();
        let days = now - was;
        one.texts.push(format!("milestone {name} {} → {} ({days} days)", day_of(was), day_of(now)));
        if one.worst.as_ref().is_none_or(|(worst, ..)| days > *worst) {
            one.worst = Some((days, name.to_string(), was));
        }
    }
    Ok(())
}
