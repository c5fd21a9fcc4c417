//! Rows numbered one inside the other, and rows that are the sums of others: nothing is counted twice.

use super::merged::{aside, noted, progress, refused, rows};
use duban::tidy::{AsideReason, RejectReason};

const HEADER: &str = "单位：万元\n序号|项目名称|年度计划投资|累计完成投资";

fn names(lines: &str) -> Vec<String> {
    let rows = rows(&progress(&format!("{HEADER}\n{lines}"), &[]));
    let name =
        |row: &String| row.split("name=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("").to_string();
    rows.iter().map(name).collect()
}

fn why(lines: &str) -> Vec<(String, RejectReason)> {
    let refused = refused(&progress(&format!("{HEADER}\n{lines}"), &[]));
    refused.into_iter().map(|(cell, reason, _)| (cell, reason)).collect()
}

/// Rows of two groups, with the numbers of groups and projects as given.
fn two_groups(numbers: [&str; 5]) -> String {
    let rows = ["交通|1500|525", "城关路|1000|400", "滨河桥|500|125", "水利|100|20", "水厂|100|20"];
    rows.iter().zip(numbers).map(|(row, number)| format!("{number}|{row}\n")).collect()
}

#[test]
fn rows_that_number_groups_are_set_aside_where_they_are_the_sums_of_theirs() {
    for numbers in [
        ["A", "1", "2", "B", "3"],
        ["A", "1", "2", "B", "1"],
        ["Ⅰ", "1", "2", "Ⅱ", "3"],
        ["I", "1", "2", "II", "1"],
        ["1", "1.1", "1.2", "2", "2.1"],
        ["1", "1-1", "1-2", "2", "2-1"],
        ["1", "（1）", "（2）", "2", "（1）"],
        ["A", "A1", "A2", "B", "B1"],
        ["1", "①", "②", "2", "①"],
    ] {
        let lines = two_groups(numbers);
        assert_eq!(names(&lines), ["城关路", "滨河桥", "水厂"], "{numbers:?}");
        let tidied = progress(&format!("{HEADER}\n{lines}"), &[]);
        assert_eq!(aside(&tidied), [(3, AsideReason::Subtotal), (6, AsideReason::Subtotal)], "{numbers:?}");
        assert!(noted(&tidied, "total_mismatch").is_empty());
    }
}

#[test]
fn a_group_that_is_no_sum_beside_one_that_is_gets_a_word() {
    let lines = two_groups(["A", "1", "2", "B", "3"]).replace("水利|100|20", "水利|100|25");
    let tidied = progress(&format!("{HEADER}\n{lines}"), &[]);
    assert_eq!(names(&lines), ["城关路", "滨河桥", "水厂"]);
    assert_eq!(
        noted(&tidied, "total_mismatch"),
        ["the total of cumulative says 25 万元, the rows it sums give 20 万元"]
    );
}

#[test]
fn a_project_with_its_parts_is_one_project() {
    for (one, two) in [("(1)", "(2)"), ("1.1", "1.2"), ("①", "②")] {
        let lines = format!("1|城关路|1000|400\n{one}|A段|600|300\n{two}|B段|400|100\n2|水厂|100|20");
        assert_eq!(names(&lines), ["城关路", "水厂"], "{one}");
        let tidied = progress(&format!("{HEADER}\n{lines}"), &[]);
        assert_eq!(aside(&tidied), [(4, AsideReason::Part), (5, AsideReason::Part)], "{one}");
    }
}

#[test]
fn who_answers_for_a_row_tells_groups_from_projects_with_parts() {
    let header = "单位：万元\n序号|项目名称|责任单位|年度计划投资|累计完成投资";
    let read = |lines: &str| aside(&progress(&format!("{header}\n{lines}"), &[]));
    let parts = "1|城关路|住建局|1000|400\n1.1|A段||600|300\n1.2|B段||400|100\n2|水厂|水利局|100|20\n2.1|泵房||100|20";
    assert_eq!(read(parts), [(4, AsideReason::Part), (5, AsideReason::Part), (7, AsideReason::Part)]);
    let groups = "1|交通||1500|525\n1.1|城关路|住建局|1000|400\n1.2|滨河桥|交通局|500|125\n2|水厂|水利局|100|20";
    assert_eq!(read(groups), [(3, AsideReason::Subtotal)]);
}

#[test]
fn rows_whose_numbers_and_figures_do_not_agree_are_asked_about() {
    use RejectReason::GroupOrProject;
    let lines = "1|城关路|1000|400\n1.1|城关路绿化|600|300\n1.2|城关路照明|100|50\n2|水厂|100|20";
    let cells: Vec<_> = ["B3", "B4", "B5"].map(|cell| (cell.to_string(), GroupOrProject)).to_vec();
    assert_eq!((names(lines), why(lines)), (vec!["水厂".to_string()], cells));
    // A letter numbers no project: what stands below it is taken.
    let letters = two_groups(["A", "1", "2", "B", "3"]).replace("1500", "1700").replace("水利|100", "水利|90");
    let cells: Vec<_> = ["B3", "B6"].map(|cell| (cell.to_string(), GroupOrProject)).to_vec();
    assert_eq!((names(&letters).len(), why(&letters)), (3, cells));
}

#[test]
fn sums_without_any_number_are_asked_about() {
    let header = "单位：万元\n项目名称|年度计划投资|累计完成投资";
    let read = |lines: &str| refused(&progress(&format!("{header}\n{lines}"), &[]));
    let cells = |lines: &str| read(lines).into_iter().map(|(cell, reason, _)| (cell, reason)).collect::<Vec<_>>();
    let is = |cell: &str| (cell.to_string(), RejectReason::GroupOrProject);
    let groups = "交通类|1500|525\n城关路|1000|400\n滨河桥|500|125\n水利类|100|20\n水厂|100|20";
    assert_eq!(cells(groups), [is("A3"), is("A6")]);
    assert!(cells("大桥|1000|400\n城关路|500|200\n滨河路|500|200").is_empty(), "three alike may be by chance");
    assert!(cells("大桥|1500|525\n城关路|1000|400\n滨河路|500|100\n水厂|7|1").is_empty());
}

#[test]
fn numbers_that_only_count_projects_group_nothing() {
    for numbers in [["1", "2", "3", "4", "5"], ["A", "B", "C", "D", "E"], ["（1）", "（2）", "（3）", "（4）", "（5）"]]
    {
        let lines = two_groups(numbers).replace("1500|525", "1510|530");
        assert_eq!(names(&lines).len(), 5, "{numbers:?}");
    }
    // A letter before each project is its class.
    assert_eq!(names(&two_groups(["A", "B", "A", "A", "B"]).replace("1500", "1510")).len(), 5);
}
