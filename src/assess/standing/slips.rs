//! How late milestones are: the worst slip of each project in days, against a column of days.

use crate::assess::board::Board;
use crate::assess::frames::day_number;
use polars::prelude::*;
use std::collections::BTreeMap;

/// Done → actual − planned; shown undone after its day → as_of − planned; moved by a plan without approval → the day it says −
/// planned. `days` is the column that counts as planned.
pub fn against(board: &Board, days: &str) -> PolarsResult<BTreeMap<String, i64>> {
    let today = lit(day_number(board.as_of));
    let milestones = board.milestones.clone().lazy().select([
        col("subject"),
        col(days).alias("planned"),
        col("listed"),
        col("actual").alias("done_on"),
    ]);
    let slip = when(col("done_on").is_not_null())
        .then(col("done_on") - col("planned"))
        .when(col("planned").lt(col("evidence")))
        .then(today - col("planned"))
        .when(col("listed").gt(col("planned")))
        .then(col("listed") - col("planned"))
        .otherwise(lit(0i64));
    let frame = board.with(milestones).group_by([col("subject")]).agg([slip.max().alias("slip")]).collect()?;
    let (subjects, slips) = (frame.column("subject")?.str()?, frame.column("slip")?.i64()?);
    Ok(subjects.iter().zip(slips.iter()).filter_map(|(s, n)| Some((s?.to_string(), n?))).collect())
}

/// Against the first days, for projects of which an approved change has moved a milestone.
pub fn against_original(board: &Board) -> PolarsResult<BTreeMap<String, i64>> {
    let moved = board.milestones.clone().lazy().filter(col("planned").neq(col("original"))).collect()?;
    let moved: Vec<&str> = moved.column("subject")?.str()?.iter().flatten().collect();
    if moved.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut slips = against(board, "original")?;
    slips.retain(|subject, _| moved.contains(&subject.as_str()));
    Ok(slips)
}
