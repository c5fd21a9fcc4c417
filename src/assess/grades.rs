//! How every project is graded, by columns: the worst finding about it wins. Past the deadline a missing or refused report is
//! said to be so instead; before it the last accepted figures stand.
//!
//! Takes the board, the frames of findings and the grades remembered; gives a frame beside the board: `grade` (the index of
//! `Grade`), `since`, `expected`, `gap_points`, `slip_days`, `slip_original`, `finish`. Nothing found is on track only where there
//! was something to look at.

use super::Rule;
use super::Standing;
use super::board::{Board, coalesce_two};
use super::by_row::{self, Subjects};
use super::frames::day_number;
use super::rules::ask::Found;
use super::rules::{behind_target, grade_number};
use super::standing::slips;
use super::trajectory;
use crate::base::grade::Grade;
use crate::pipeline::policy::Ladder;
use crate::pipeline::rules::Rules;
use polars::prelude::*;

/// The grades of every project of the board, in its order.
pub fn of_board(board: &Board, found: &[Found], remembered: &[Standing], rules: &Rules) -> PolarsResult<DataFrame> {
    let missing: Vec<&Found> = found.iter().filter(|found| found.rule == Rule::NotReported).collect();
    let missing = match missing.first() {
        Some(found) => {
            found.frame.clone().lazy().select([col("row"), col("since").alias("missing_since")]).collect()?
        }
        None => no_rows(&[("missing_since", DataType::Int64)])?,
    };
    let worst =
        worst(found)?.lazy().select([col("row"), col("grade").alias("worst"), col("since").alias("worst_since")]);
    let columns = ["row", "target", "actual", "reported_as_of", "end", "forecast_date", "finished_date", "completed"];
    let more = ["total", "missing_end", "refused_end", "due_num", "due_den"];
    let mut frame = board.projects.select([columns.as_slice(), &more].concat())?;
    for beside in [
        missing,
        worst.collect()?,
        before(board, remembered)?,
        slips::against(board, "planned", "slip_days")?,
        slips::against_original(board, "slip_original")?,
    ] {
        frame = by_row::beside_projects(frame, &beside)?;
    }
    let (grade, since) = grade(rules);
    let today = || lit(board.today());
    let stays = coalesce_two(col("before").eq(col("grade")), lit(false));
    let figures = figures(&frame)?;
    frame
        .hstack(&figures)?
        .lazy()
        .with_columns([grade.alias("grade"), since.alias("since")])
        .with_column(coalesce_two(coalesce_two(col("since"), col("reported_as_of")), today()).alias("since"))
        .select([
            col("grade"),
            when(stays).then(col("before_since")).otherwise(col("since")).alias("since"),
            col("expected"),
            col("gap_points"),
            coalesce_two(col("slip_days"), lit(0i64)).alias("slip_days"),
            col("slip_original"),
            finish(today()).alias("finish"),
        ])
        .collect()
}

/// The worst finding about each project on the ladder of projects: `row, grade, since`. Grade, rule and day are packed into one
/// number, of which the largest wins; of equal grades that of the later rule.
pub fn worst(found: &[Found]) -> PolarsResult<DataFrame> {
    let mut about: Vec<&Found> = found.iter().filter(|found| found.rule.ladder() == Ladder::Project).collect();
    about.sort_by_key(|found| found.rule);
    let parts = about.iter().enumerate().map(|(order, found)| {
        let rank = col("grade").cast(DataType::Int64) * lit(1i64 << 16) + lit(order as i64);
        let packed = rank * lit(1i64 << 32) + (col("since") + lit(1i64 << 31));
        found.frame.clone().lazy().select([col("row"), packed.alias("packed")])
    });
    let parts: Vec<LazyFrame> = parts.collect();
    if parts.is_empty() {
        return no_rows(&[("grade", DataType::UInt32), ("since", DataType::Int64)]);
    }
    let since = col("packed").floor_div(lit(1i64 << 32));
    concat(parts, UnionArgs::default())?
        .group_by([col("row")])
        .agg([col("packed").max()])
        .with_columns([
            col("packed").floor_div(lit(1i64 << 48)).cast(DataType::UInt32).alias("grade"),
            (col("packed") - since * lit(1i64 << 32) - lit(1i64 << 31)).alias("since"),
        ])
        .drop(by_name(["packed"], true, false))
        .collect()
}

fn no_rows(columns: &[(&str, DataType)]) -> PolarsResult<DataFrame> {
    let columns = columns.iter().map(|(name, kind)| Column::new_empty((*name).into(), kind));
    DataFrame::new(0, std::iter::once(Column::new_empty("row".into(), &IDX_DTYPE)).chain(columns).collect())
}

/// What was remembered of each project: `row, before, before_since`.
fn before(board: &Board, remembered: &[Standing]) -> PolarsResult<DataFrame> {
    let frame = DataFrame::new(
        remembered.len(),
        vec![
            Column::new("subject".into(), remembered.iter().map(|s| s.subject.as_str()).collect::<Vec<_>>()),
            Column::new("before".into(), remembered.iter().map(|s| s.grade as u32).collect::<Vec<_>>()),
            Column::new("before_since".into(), remembered.iter().map(|s| day_number(s.since)).collect::<Vec<_>>()),
        ],
    )?;
    Subjects::of(&board.projects)?.number(frame)
}

/// The grade, and since when by the evidence.
fn grade(rules: &Rules) -> (Expr, Expr) {
    let is = |expr: Expr| coalesce_two(expr, lit(false));
    let has = |name: &str| col(name).is_not_null();
    let has_plan = || is(col("target").gt(lit(0i128))).or(is(col("total").gt(lit(0u32))));
    // The reports have no figure, and there is a planned end to hold their dates against.
    let has_end = || has("actual").not().and(has("reported_as_of")).and(has("end"));
    let has_figure = || has("actual");
    // The newest report forecasts a completion, and a rule looks at it.
    let asked = rules.forecast_slip.is_some() || rules.not_finished.is_some();
    let has_forecast = || has("forecast_date").and(lit(asked));
    let nobody = || has_plan().or(has_end()).not();
    let refused = || has("missing_end").and(has("refused_end"));
    let no_word = || has_figure().or(has_end()).not();
    let grade = when(nobody())
        .then(grade_number(Grade::NoBaseline))
        .when(is(col("completed")))
        .then(grade_number(Grade::Completed))
        .when(has("missing_since"))
        .then(grade_number(Grade::NotReported))
        .when(refused())
        .then(grade_number(Grade::Unreadable))
        .when(no_word())
        .then(grade_number(Grade::NotReported))
        .when(lit(!rules.any()))
        .then(unjudged())
        .when(has("worst"))
        .then(col("worst"))
        .when(has_figure().or(has_end().and(has_forecast())))
        .then(grade_number(Grade::OnTrack))
        .when(has_plan())
        .then(grade_number(Grade::NotReported))
        .otherwise(grade_number(Grade::NoBaseline));
    let since = when(nobody().or(is(col("completed"))))
        .then(lit(NULL))
        .when(has("missing_since"))
        .then(col("missing_since"))
        .when(refused())
        .then(col("refused_end"))
        .when(no_word())
        .then(lit(NULL))
        .otherwise(col("worst_since"));
    (grade, since)
}

/// Without rules nobody is judged: a verdict of another pipeline of the portfolio stands, and where there is none that is said.
fn unjudged() -> Expr {
    let verdict = col("before").gt_eq(grade_number(Grade::OnTrack));
    when(coalesce_two(verdict, lit(false))).then(col("before")).otherwise(grade_number(Grade::Exempt))
}

/// What was due (`expected`), and by how many points of the target the project is short of it (`gap_points`), where there is
/// something to say it by.
fn figures(frame: &DataFrame) -> PolarsResult<[Column; 2]> {
    let none = || lit(NULL).cast(DataType::Int128);
    let due = col("target").is_not_null().and(col("reported_as_of").is_not_null());
    let positive = col("target").gt(lit(0i128)).and(col("actual").is_not_null());
    let (top, bottom) = behind_target::gap();
    let parts = frame.clone().lazy().select([
        when(due).then(col("due_num")).otherwise(none()).alias("due_num"),
        col("due_den"),
        when(positive).then(top).otherwise(none()).alias("top"),
        bottom.alias("bottom"),
    ]);
    let parts = parts.collect()?;
    let of = |top: &str, bottom: &str, name: &str| -> PolarsResult<Column> {
        let found = trajectory::quotient(parts.column(top)?.i128()?, parts.column(bottom)?.i128()?);
        Ok(found.with_name(name.into()).into_column())
    };
    Ok([of("due_num", "due_den", "expected")?, of("top", "bottom", "gap_points")?])
}

/// The day a project was or will be finished, as far as anybody said; today where its end has passed.
fn finish(today: Expr) -> Expr {
    let overdue = col("completed").not().and(col("end").lt(today.clone()));
    when(col("finished_date").is_not_null())
        .then(col("finished_date"))
        .when(col("forecast_date").is_not_null())
        .then(col("forecast_date"))
        .when(overdue)
        .then(today)
        .otherwise(lit(NULL).cast(DataType::Int64))
}
