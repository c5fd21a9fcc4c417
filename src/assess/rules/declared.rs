//! Declared lights against computed grades: better than the figures (`overstated`), or worse and to be counted (`declared`).
//!
//! Takes the board, the worst computed grade of each project, and what the words mean; gives findings. A word that is not
//! understood declares nothing.

use super::{KEPT, grade_number, kept};
use crate::assess::board::Board;
use crate::assess::by_row;
use crate::base::grade::Grade;
use crate::pipeline::rules::Overstated;
use polars::prelude::*;

/// What `overstated` says.
pub const OVERSTATED_FORMULA: &str = "computed light − declared light ≥ steps (green 0, yellow 1, red 2)";
/// What `declared` says.
pub const DECLARED_FORMULA: &str = "declared is worse than computed: the lower of the two counts";

/// The light of a grade: green 0, yellow 1, red 2.
fn light(grade: Grade) -> u32 {
    match grade {
        Grade::AtRisk => 1,
        Grade::Behind | Grade::Stalled | Grade::NotStarted => 2,
        _ => 0,
    }
}

/// What a declared word means; a negated or unknown one is nothing.
pub fn meaning(word: &str) -> Option<Grade> {
    const WORDS: [(&[&str], Grade); 4] = [
        (&["停工", "停滞", "stalled", "stopped"], Grade::Stalled),
        (&["红", "滞后", "严重", "较差", "red", "behind", "delayed", "late"], Grade::Behind),
        (&["黄", "橙", "预警", "偏慢", "一般", "yellow", "amber", "orange", "at risk", "at_risk"], Grade::AtRisk),
        (
            &[
                "绿",
                "蓝",
                "正常",
                "良好",
                "优",
                "按序时",
                "已完成",
                "green",
                "on track",
                "on_track",
                "on schedule",
                "ahead",
            ],
            Grade::OnTrack,
        ),
    ];
    let word = word.trim().to_lowercase();
    let negated = ["未", "不", "无", "非", "not "].iter().any(|no| word.contains(no));
    let found: Vec<Grade> =
        WORDS.iter().filter(|(words, _)| words.iter().any(|w| word.contains(w))).map(|(_, grade)| *grade).collect();
    match found.as_slice() {
        [only] if !negated => Some(*only),
        _ => None,
    }
}

/// Whether there is a figure, or a forecast and an end, to hold a declared light against.
pub fn is_judged() -> Expr {
    let dated = col("end").is_not_null().and(col("forecast_date").is_not_null());
    col("actual").is_not_null().or(dated)
}

/// The board with `declared_grade`, `declared_light`, `computed_grade`, `computed_light` of projects that declared something; `computed`: `row,
/// computed_grade`.
pub fn lights(board: &Board, computed: &DataFrame) -> PolarsResult<DataFrame> {
    let declared = board.projects.column("declared")?.str()?.unique()?;
    let known: Vec<(&str, Grade)> = declared.iter().flatten().filter_map(|word| Some((word, meaning(word)?))).collect();
    let words = DataFrame::new(
        known.len(),
        vec![
            Column::new("declared".into(), known.iter().map(|(word, _)| *word).collect::<Vec<_>>()),
            Column::new("declared_grade".into(), known.iter().map(|(_, g)| *g as u32).collect::<Vec<_>>()),
            Column::new("declared_light".into(), known.iter().map(|(_, g)| light(*g)).collect::<Vec<_>>()),
        ],
    )?;
    let at_risk = Grade::AtRisk as u32;
    let needed = [&KEPT, ["declared", "completed", "end", "forecast_date"].as_slice()].concat();
    by_row::beside_projects(board.projects.select(needed)?, computed)?
        .lazy()
        .filter(col("completed").not().and(is_judged()))
        .join(words.lazy(), [col("declared")], [col("declared")], JoinArgs::new(JoinType::Inner))
        .with_column(
            when(col("computed_grade").is_null())
                .then(lit(0u32))
                .when(col("computed_grade").gt(lit(at_risk)))
                .then(lit(2u32))
                .when(col("computed_grade").eq(lit(at_risk)))
                .then(lit(1u32))
                .otherwise(lit(0u32))
                .alias("computed_light"),
        )
        .collect()
}

/// 自评高于实际: declared better than the figures say, by the [`lights`].
pub fn overstated(lights: &DataFrame, params: &Overstated) -> PolarsResult<DataFrame> {
    let found = lights
        .clone()
        .lazy()
        .filter(col("computed_light").gt_eq(col("declared_light") + lit(params.steps)))
        .with_column(grade_number(Grade::AtRisk).alias("grade"));
    finish(found)
}

/// The declared grade where it is the worse one.
pub fn worse(lights: &DataFrame) -> PolarsResult<DataFrame> {
    let found = lights
        .clone()
        .lazy()
        .filter(col("declared_light").gt(col("computed_light")))
        .with_column(col("declared_grade").alias("grade"));
    finish(found)
}

fn finish(found: LazyFrame) -> PolarsResult<DataFrame> {
    let mut columns = kept();
    columns.extend(["grade", "since", "text", "declared_light", "computed_light"].map(col));
    found.with_columns([col("reported_as_of").alias("since"), col("declared").alias("text")]).select(columns).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_one_light_or_nothing() {
        assert_eq!(meaning("绿灯"), Some(Grade::OnTrack));
        assert_eq!(meaning("Yellow"), Some(Grade::AtRisk));
        assert_eq!(meaning("滞后"), Some(Grade::Behind));
        assert_eq!(meaning("红黄灯"), None, "two lights are none");
        assert_eq!(meaning("不滞后"), None, "what is denied is not guessed");
        assert_eq!(meaning("待定"), None);
    }
}
