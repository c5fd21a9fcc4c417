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

#[test]
fn a_group_of_nothing_beside_one_with_projects_is_no_project() {
    let projects = "1|城关路|4000|1500\n2|滨河桥|1500|400\n3|水厂|500|200";
    for [one, two] in [["一", "二"], ["（一）", "（二）"], ["A", "B"], ["Ⅰ", "Ⅱ"]] {
        for empty in ["0|0", "|"] {
            let first = format!("{one}|续建项目（0个）|{empty}\n{two}|新建项目（3个）|6000|2100\n{projects}");
            assert_eq!(names(&first), ["城关路", "滨河桥", "水厂"], "{first}");
            let last = format!("{one}|新建项目|6000|2100\n{projects}\n{two}|续建项目|{empty}");
            assert_eq!(names(&last), ["城关路", "滨河桥", "水厂"], "{last}");
            assert!(why(&first).is_empty() && why(&last).is_empty());
        }
    }
    let header = "单位：万元\n项目名称|年度计划投资|累计完成投资";
    let named =
        "一、续建项目（0个）|0|0\n二、新建项目（3个）|6000|2100\n城关路|4000|1500\n滨河桥|1500|400\n水厂|500|200";
    let tidied = progress(&format!("{header}\n{named}"), &[]);
    assert_eq!((rows(&tidied).len(), refused(&tidied).len()), (3, 0));
}

#[test]
fn a_project_beside_groups_is_not_set_aside_with_them() {
    let header = "单位：万元\n序号|项目名称|责任单位|年度计划投资|累计完成投资";
    let read = |lines: &str| {
        let tidied = progress(&format!("{header}\n{lines}"), &[]);
        (rows(&tidied).len(), refused(&tidied).len())
    };
    let groups =
        "一|交通||1500|525\n1|城关路|住建局|1000|400\n2|滨河桥|交通局|500|125\n二|水利||100|20\n1|水厂|水利局|100|20";
    assert_eq!(read(groups), (3, 0));
    assert_eq!(read(&format!("{groups}\n三|医院|卫健局|700|70")), (4, 0));
    // Without a unit nobody can say whether 其他 is a project.
    assert_eq!(read(&format!("{groups}\n三|其他||700|70")), (3, 1));
    // A project that is numbered 一, and its parts.
    let parts = "一|城关路|住建局|1000|400\n1|A段||600|300\n2|B段||400|100\n二|水厂|水利局|100|20";
    assert_eq!(read(parts), (2, 0));
}

#[test]
fn a_name_that_begins_with_two_numbers_heads_nothing() {
    let header = "单位：万元\n项目名称|年度计划投资|累计完成投资";
    let tidied = progress(&format!("{header}\n一、二号桥工程|1000|400\n城关路|500|100\n水厂|100|20"), &[]);
    assert_eq!((rows(&tidied).len(), refused(&tidied).len()), (3, 0));
}

#[test]
fn a_group_whose_label_stands_below_the_numbers_is_the_sum_of_its_rows() {
    let projects = ["1|城关路|1000|400\n2|滨河桥|500|125", "3|水厂|100|20\n4|泵站|50|10"];
    for [one, two] in [["续建项目（2个）", "新建项目（2个）"], ["住建局", "水利局"], ["1、续建", "2、新建"]]
    {
        let lines = format!("{one}||1500|525\n{}\n{two}||150|30\n{}", projects[0], projects[1]);
        assert_eq!(names(&lines), ["城关路", "滨河桥", "水厂", "泵站"], "{one}");
        let tidied = progress(&format!("{HEADER}\n{lines}\n合计||1650|555"), &["A3:B3", "A6:B6"]);
        let (group, total) = (AsideReason::Subtotal, AsideReason::Total);
        assert_eq!(aside(&tidied), [(3, group), (6, group), (9, total)], "{one}");
        assert!(refused(&tidied).is_empty() && noted(&tidied, "total_mismatch").is_empty(), "{one}");
        // Figures that are no sum may be those of a project that slipped by one cell.
        let wrong = lines.replace("150|30", "150|31");
        assert_eq!(why(&wrong), [("B6".to_string(), RejectReason::GroupOrProject)]);
    }
}
