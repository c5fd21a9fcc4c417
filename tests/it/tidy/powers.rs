//! What percentages, plans and figures of the same rows prove together: a unit that is wrong, a share that is a percentage.

use super::merged::{noted, progress, refused, rows};
use duban::tidy::RejectReason;

const HEADER: &str = "2026年6月进度表（单位：万元）\n序号|项目名称|责任单位|年度计划投资|累计完成投资|完成率|形象进度";

fn lines(rows: [(&str, &str, &str); 3]) -> String {
    let rows = rows
        .iter()
        .enumerate()
        .map(|(i, (plan, done, share))| format!("\n{}|项目{i}|住建局|{plan}|{done}|{share}|桩基施工", i + 1));
    format!("{HEADER}{}", rows.collect::<String>())
}

#[test]
fn a_column_in_another_unit_than_it_says_is_asked_about() {
    for (rows, said) in [
        (
            [("1000", "4000000", "40%"), ("500", "1250000", "25%"), ("2000", "15000000", "75%")],
            "cumulative is in 元 or annual_plan in 亿元",
        ),
        (
            [("0.1", "400", "40%"), ("0.05", "125", "25%"), ("0.2", "1500", "75%")],
            "cumulative is in 元 or annual_plan in 亿元",
        ),
        (
            [("1000", "0.04", "40%"), ("500", "0.0125", "25%"), ("2000", "0.15", "75%")],
            "cumulative is in 亿元 or annual_plan in 元",
        ),
    ] {
        let read = progress(&lines(rows), &[]);
        assert!(refused(&read).iter().all(|(_, reason, _)| *reason == RejectReason::OtherUnit), "{rows:?}");
        assert_eq!(refused(&read).len(), 3, "{rows:?}");
        assert!(noted(&read, "other_unit").iter().any(|text| text.contains(said)), "{:?}", read.notes);
    }
}

#[test]
fn one_row_in_another_unit_is_refused_and_the_others_stand() {
    for (done, cell) in [("1250000", "E4"), ("0.0125", "E4")] {
        let read = progress(&lines([("1000", "400", "40%"), ("500", done, "25%"), ("2000", "1500", "75%")]), &[]);
        let cells: Vec<_> = refused(&read).into_iter().map(|(cell, reason, _)| (cell, reason)).collect();
        assert_eq!(cells, [(cell.to_string(), RejectReason::OtherUnit)], "{done}");
        assert_eq!(rows(&read).len(), 2);
    }
}

#[test]
fn a_percentage_that_means_something_else_proves_no_unit() {
    let read = progress(&lines([("1000", "400", "55%"), ("500", "125", "90%"), ("2000", "1500", "10%")]), &[]);
    assert!(refused(&read).is_empty());
    let read = progress(&lines([("1000", "400", "40%"), ("500", "125", "26%"), ("2000", "1500", "80%")]), &[]);
    assert!(refused(&read).is_empty());
    assert_eq!(noted(&read, "share_differs").len(), 1, "a slip of some points is a slip");
}

#[test]
fn small_percentages_are_what_plan_and_figures_say() {
    let shares = |figures: [(&str, &str, &str); 3]| {
        let read = progress(&lines(figures), &[]);
        let percent = |row: &String| row.split("percent=").nth(1)?.split(' ').next().map(str::to_string);
        (rows(&read).iter().filter_map(percent).collect::<Vec<_>>(), refused(&read).len())
    };
    let rows_of_january = [("1000", "4", "0.4"), ("500", "4.5", "0.9"), ("2000", "4", "0.2")];
    assert_eq!(shares(rows_of_january), (vec!["0.4".to_string(), "0.9".into(), "0.2".into()], 0));
    let of_one = [("1000", "400", "0.4"), ("500", "450", "0.9"), ("2000", "400", "0.2")];
    assert_eq!(shares(of_one), (vec!["40".to_string(), "90".into(), "20".into()], 0));
    // All or nothing: the figures say which.
    let ones = [("1000", "1000", "1"), ("500", "500", "1"), ("2000", "2000", "1")];
    assert_eq!(shares(ones), (vec!["100".to_string(), "100".into(), "100".into()], 0));
    let mixed = [("1000", "4", "0.4"), ("500", "450", "0.9"), ("2000", "400", "0.2")];
    assert_eq!(
        shares(mixed),
        (vec!["90".to_string(), "20".into()], 1),
        "one row that contradicts the others is asked about"
    );
}
