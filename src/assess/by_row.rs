//! Frames by the row of the board. Projects are sorted by subject and numbered (`row`); every other frame is numbered once, and
//! from then on whatever belongs to a project is found by gathering, not by comparing texts: a join costs what a copy costs.
//!
//! Takes and gives frames; decides nothing.

use crate::base::parts;
use polars::prelude::*;
use std::sync::OnceLock;

/// The subjects of the board with their rows: texts are compared here, once for every frame, and nowhere else.
#[derive(Debug)]
pub struct Subjects<'a> {
    column: &'a Column,
    rows: OnceLock<PlHashMap<&'a str, IdxSize>>,
}

impl<'a> Subjects<'a> {
    /// Of the projects, whose `row` counts from 0.
    pub fn of(projects: &'a DataFrame) -> PolarsResult<Subjects<'a>> {
        let column = projects.column("subject")?;
        column.str()?; // texts, as every later look takes for granted
        Ok(Subjects { column, rows: OnceLock::new() })
    }

    /// `row` in the place of `subject`, in the frame's own order; rows of subjects that are not among the projects are left out.
    pub fn number(&self, frame: DataFrame) -> PolarsResult<DataFrame> {
        let subjects = frame.column("subject")?;
        let same = subjects.len() == self.column.len() && subjects.equals_missing(self.column);
        let rows: IdxCa = match same {
            true => (0..subjects.len() as IdxSize).map(Some).collect_ca("row".into()),
            false => self.look_up(subjects.str()?),
        };
        let mut numbered = frame.drop("subject")?;
        let known = rows.null_count() == 0;
        let is_known = rows.is_not_null();
        numbered.with_column(rows.into_column())?;
        if known { Ok(numbered) } else { lightened(numbered.filter(&is_known)?) }
    }

    fn look_up(&self, subjects: &StringChunked) -> IdxCa {
        if subjects.is_empty() {
            return IdxCa::from_slice("row".into(), &[]);
        }
        let rows = self.rows.get_or_init(|| {
            let mut rows = PlHashMap::with_capacity(self.column.len());
            let listed = self.column.str().ok().into_iter().flat_map(|subjects| subjects.iter().enumerate());
            rows.extend(listed.filter_map(|(row, subject)| Some((subject?, row as IdxSize))));
            rows
        });
        subjects.iter().map(|subject| rows.get(subject?).copied()).collect_ca("row".into())
    }
}

/// A left join that keeps the order of the left.
pub fn left() -> JoinArgs {
    in_order(JoinType::Left)
}

/// A join that keeps the order of the left.
pub fn in_order(how: JoinType) -> JoinArgs {
    JoinArgs { maintain_order: MaintainOrderJoin::Left, ..JoinArgs::new(how) }
}

/// `other` with these columns of its projects beside every row.
pub fn with_projects(projects: &DataFrame, columns: &[&str], other: DataFrame) -> PolarsResult<DataFrame> {
    let found = projects.select(columns.iter().copied())?;
    let found = match other.column("row")?.idx()? {
        rows if is_every_row(rows, projects.height()) => found,
        rows => found.take(rows)?,
    };
    other.hstack(found.columns())
}

/// The columns of `other`, which has at most one row per project, beside every project; nothing where it has none.
pub fn beside_projects(projects: DataFrame, other: &DataFrame) -> PolarsResult<DataFrame> {
    let rows = other.column("row")?.idx()?;
    let columns = other.drop("row")?;
    if is_every_row(rows, projects.height()) {
        return projects.hstack(columns.columns());
    }
    let mut at: Vec<Option<IdxSize>> = vec![None; projects.height()];
    for (place, row) in rows.iter().enumerate() {
        if let Some(one) = row.and_then(|row| at.get_mut(row as usize)) {
            *one = Some(place as IdxSize);
        }
    }
    let columns = match columns.height() {
        0 => columns.columns().iter().map(|c| Column::full_null(c.name().clone(), at.len(), c.dtype())).collect(),
        _ => columns.take(&IdxCa::from_iter(at))?.columns().to_vec(),
    };
    projects.hstack(&columns)
}

/// The frame in the order of a column, equal ones in the order they had.
pub fn sorted(frame: DataFrame, column: &str) -> PolarsResult<DataFrame> {
    let values = frame.column(column)?.as_materialized_series();
    let ascending = SortOptions::default();
    match values.is_sorted(ascending)? {
        true => Ok(frame),
        false => frame.take(&values.arg_sort(ascending.with_maintain_order(true))),
    }
}

/// The frame in the order of a column of texts, equal ones in the order they had.
pub fn sorted_by_text(frame: DataFrame, column: &str) -> PolarsResult<DataFrame> {
    let texts = frame.column(column)?;
    match texts.as_materialized_series().is_sorted(SortOptions::default())? {
        true => Ok(frame),
        false => frame.take(&order_of_texts(texts.str()?)),
    }
}

/// The places of texts in their order, nothing before all. Numbers of projects mostly begin alike: sixteen bytes after what all have
/// in common decide nearly every comparison, as one number and without a look at the texts.
fn order_of_texts(texts: &StringChunked) -> IdxCa {
    let common = common_start(texts);
    let key = |text: Option<&str>| {
        let mut bytes = [0u8; 16];
        let rest = text.and_then(|text| text.as_bytes().get(common..)).unwrap_or_default();
        bytes.iter_mut().zip(rest).for_each(|(byte, found)| *byte = *found);
        u128::from_be_bytes(bytes)
    };
    let texts: Vec<Option<&str>> = texts.iter().collect();
    let compare = |a: &(u128, IdxSize), b: &(u128, IdxSize)| {
        let text = |at: IdxSize| texts.get(at as usize).copied().flatten();
        a.0.cmp(&b.0).then_with(|| text(a.1).cmp(&text(b.1))).then(a.1.cmp(&b.1))
    };
    let runs = parts::of(texts.len(), parts::THINGS_MIN, |share| {
        let keyed = share.filter_map(|at| Some((key(*texts.get(at)?), at as IdxSize)));
        let mut keyed: Vec<(u128, IdxSize)> = keyed.collect();
        keyed.sort_unstable_by(compare);
        keyed
    });
    let mut order = runs.concat();
    // Runs that are in order are only merged.
    order.sort_by(compare);
    IdxCa::from_vec("order".into(), order.into_iter().map(|(_, at)| at).collect())
}

/// How many bytes all texts begin with; nothing is the beginning of no text.
fn common_start(texts: &StringChunked) -> usize {
    let Some(first) = texts.iter().flatten().next() else { return 0 };
    let same = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    texts.iter().flatten().fold(first.len(), |common, text| common.min(same(first, text)))
}

/// The frame with columns of nothing kept as one value.
pub fn lightened(frame: DataFrame) -> PolarsResult<DataFrame> {
    let height = frame.height();
    let columns = frame.columns().iter().map(|column| match column.null_count() == height {
        true => Column::full_null(column.name().clone(), height, column.dtype()),
        false => column.clone(),
    });
    DataFrame::new(height, columns.collect())
}

/// Whether a row is the first of its project, in a frame sorted by row.
pub fn is_first() -> Expr {
    col("row").neq_missing(col("row").shift(lit(1)))
}

/// Whether a row is the last of its project, in a frame sorted by row.
pub fn is_last() -> Expr {
    col("row").neq_missing(col("row").shift(lit(-1)))
}

/// The newest value at or before each row. In a frame sorted by row with something at each project's first row it never comes
/// from another project.
pub fn carried(expr: Expr) -> Expr {
    expr.fill_null_with_strategy(FillNullStrategy::Forward(None))
}

/// The largest value of each project in a frame sorted by row: `row, NAME`. The values fit 32 bits; with the row above them, the
/// largest so far never comes from another project.
pub fn largest(frame: LazyFrame, value: Expr, name: &str) -> PolarsResult<DataFrame> {
    let place = || col("row").cast(DataType::Int64) * lit(1i64 << 32) + lit(1i64 << 31);
    frame
        .select([col("row"), value.alias(name)])
        .filter(col(name).is_not_null())
        .collect()?
        .lazy()
        .with_column((place() + col(name)).cum_max(false).alias("so_far"))
        .with_column((col("so_far") - place()).alias(name))
        .filter(is_last())
        .drop(by_name(["so_far"], true, false))
        .collect()
}

/// What stood in the row before, of the same project.
pub fn before(column: &str) -> Expr {
    when(is_first()).then(lit(NULL)).otherwise(col(column).shift(lit(1)))
}

fn is_every_row(rows: &IdxCa, height: usize) -> bool {
    rows.len() == height && rows.iter().enumerate().all(|(place, row)| row == Some(place as IdxSize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_found_however_long_and_alike_they_are() {
        let listed = ["G-1", "G-10", "G-0123456789012345678", "道路", "道跟"];
        let projects = DataFrame::new(listed.len(), vec![Column::new("subject".into(), listed)]).unwrap();
        let asked = Column::new("subject".into(), ["道跟", "G-0123456789012345678", "G-", "G-1", "道"]);
        let rows = Subjects::of(&projects).unwrap().look_up(asked.str().unwrap());
        assert_eq!(rows.iter().collect::<Vec<_>>(), [Some(4), Some(2), None, Some(0), None]);
    }

    #[test]
    fn texts_are_put_in_the_order_of_their_bytes_and_equal_ones_stay() {
        let texts = ["b\0", "b", "道路", "aaaaaaaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaa", "b", "", "a"];
        let column = Column::new("subject".into(), texts);
        let order: Vec<IdxSize> = order_of_texts(column.str().unwrap()).into_no_null_iter().collect();
        let mut expected: Vec<usize> = (0..texts.len()).collect();
        expected.sort_by_key(|at| texts[*at]);
        assert_eq!(order, expected.iter().map(|at| *at as IdxSize).collect::<Vec<_>>());
    }
}
