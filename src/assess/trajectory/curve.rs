//! Points of (time, share): the share due at a time, and back: the time at which a share was due (earned schedule).
//!
//! Between two points the share grows evenly. Time is in whole steps of `time_whole` (percent, or days of a year), shares in
//! thousandths; every value is a quotient of whole numbers.

use polars::prelude::*;

/// Adds `due_num` and `due_den` from `elapsed`, `span` and `target`.
pub fn lay(frame: LazyFrame, points: &[(i64, i64)]) -> LazyFrame {
    let mut num = lit(0i128);
    let mut den = lit(1i128);
    for pair in points.windows(2).rev() {
        let &[(x0, y0), (x1, y1)] = pair else { continue };
        let (x0, x1, y0, y1) = (i128::from(x0), i128::from(x1), i128::from(y0), i128::from(y1));
        let inside = (col("elapsed") * lit(100i128)).lt_eq(col("span") * lit(x1));
        let rise =
            lit(y0 * (x1 - x0)) * col("span") + lit(y1 - y0) * (col("elapsed") * lit(100i128) - lit(x0) * col("span"));
        num = when(inside.clone()).then(rise).otherwise(num);
        den = when(inside).then(lit((x1 - x0) * 1_000) * col("span")).otherwise(den);
    }
    frame
        .with_columns([num.alias("due_num"), den.alias("due_den")])
        .with_column((col("target") * col("due_num")).alias("due_num"))
}

/// Earned schedule: adds `es_num` and `es_den`, the time at which `actual` was due, in the steps of `span`
/// (ES = `es_num ÷ es_den`; Lipke, "Schedule is different", The Measurable News, 2003). Without points the share grows evenly.
pub fn earned(frame: LazyFrame, points: &[(i64, i64)], time_whole: i64) -> LazyFrame {
    let mut num = col("actual") * col("span");
    let mut den = col("target");
    for pair in points.windows(2).rev() {
        let &[(x0, y0), (x1, y1)] = pair else { continue };
        let (x0, x1, y0, y1) = (i128::from(x0), i128::from(x1), i128::from(y0), i128::from(y1));
        if y1 == y0 {
            continue;
        }
        let inside = (col("actual") * lit(1_000i128)).lt_eq(col("target") * lit(y1));
        let time = lit(x0 * (y1 - y0)) * col("target")
            + lit(x1 - x0) * (col("actual") * lit(1_000i128) - lit(y0) * col("target"));
        num = when(inside.clone()).then(time * col("span")).otherwise(num);
        den = when(inside).then(lit(i128::from(time_whole) * (y1 - y0)) * col("target")).otherwise(den);
    }
    frame.with_columns([num.alias("es_num"), den.alias("es_den")])
}

/// Shares at month ends as points over the days of a year of 365 days.
pub fn of_months(shares: &[i64; 12], whole: i64) -> Vec<(i64, i64)> {
    const ENDS: [i64; 12] = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let ends = ENDS.into_iter().zip(shares.iter().map(|share| share * 1_000 / whole.max(1)));
    std::iter::once((0, 0)).chain(ends).collect()
}
