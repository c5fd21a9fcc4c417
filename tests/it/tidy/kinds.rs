//! What rows are: totals wherever their label stands, parts of the row above, what counts the columns, and what is a
//! project after all.

use super::merged::{aside, noted, progress, refused, rows};
use super::{picture, plain};
use duban::pipeline::dataset::Dataset;
use duban::tidy::{AsideReason, RejectReason};

#[test]
fn rows_after_a_part_without_the_number_that_projects_have_are_parts_too() {
    let expected = ["2: name=甲路 annual_plan=1000 cumulative=400", "5: name=乙桥 annual_plan=500 cumulative=125"];
    for (first, second) in [("其中：财政资金", "      自筹资金"), ("其中：A标段", "B标段"), ("其中：", "财政资金")]
    {
        let read = progress(
            &format!(
                "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）\n1|甲路|1000|400\n|{first}|600|300\n|{second}|400|100\n2|乙桥|500|125"
            ),
            &[],
        );
        assert_eq!(rows(&read), expected, "{first} {second}");
        assert_eq!(aside(&read), [(3, AsideReason::Part), (4, AsideReason::Part)]);
        assert!(read.rejects.is_empty());
    }
    // The number may be merged over the project and its parts.
    let merged = progress(
        "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）\n1|甲路|1000|400\n|其中：A标段|600|300\n|B标段|400|100\n2|乙桥|500|125",
        &["A2:A4"],
    );
    assert_eq!(rows(&merged), expected);
    // Where nothing numbers projects, blanks before the name tell.
    let blank = progress(
        "项目名称|年度计划投资（万元）|累计完成投资（万元）\n甲路|1000|400\n其中：A标段|600|300\n　　B标段|400|100\n乙桥|500|125",
        &[],
    );
    assert_eq!(rows(&blank), expected);
}

#[test]
fn a_project_after_a_part_is_a_project() {
    // Two rows lack the number: it tells nothing.
    let read = progress(
        "序号|项目名称|累计完成投资（万元）\n1|甲路|400\n|其中：财政资金|300\n|乙桥|125\n|合计|525\n|丙厂|60\n2|丁园|70",
        &[],
    );
    assert_eq!(rows(&read).len(), 4, "{:?}", rows(&read));
    // Nothing numbers the projects, nothing is set in: B标段 may be one.
    let bare = progress("项目名称|累计完成投资（万元）\n甲路|400\n其中：A标段|300\n乙桥|125", &[]);
    assert_eq!(rows(&bare), ["2: name=甲路 cumulative=400", "4: name=乙桥 cumulative=125"]);
    let none = progress("序号|项目名称|累计完成投资（万元）\n1|其他道路|400\n2|其中村改造|125", &[]);
    assert_eq!(rows(&none).len(), 2);
}

#[test]
fn totals_are_known_wherever_their_label_stands() {
    let head = "序号|项目名称|责任单位|年度计划投资（万元）|累计完成投资（万元）";
    let body = "1|甲路|住建局|1000|400\n2|乙桥|交通局|500|125";
    for (row, why) in [
        ("||合计|1500|525", AsideReason::Total),
        ("||小计|1500|525", AsideReason::Subtotal),
        ("全县|||1500|525", AsideReason::Total),
        ("全市|||1500|525", AsideReason::Total),
        ("|全区||1500|525", AsideReason::Total),
        ("全县（2个）|||1500|525", AsideReason::Total),
        ("说明||共2个项目|1500|525", AsideReason::Total),
        ("备注||按统计口径|1500|525", AsideReason::Note),
        ("上月合计|||1500|490", AsideReason::Note),
        ("|上月累计||1500|490", AsideReason::Note),
        ("比上月增加|||0|35", AsideReason::Note),
        ("同比增长（%）|||0|35", AsideReason::Note),
        ("|较去年同期||0|-35", AsideReason::Note),
    ] {
        for lines in [format!("{head}\n{body}\n{row}"), format!("{head}\n{row}\n{body}")] {
            let read = progress(&lines, &[]);
            assert_eq!((rows(&read).len(), refused(&read)), (2, Vec::new()), "{lines}");
            assert_eq!(aside(&read).iter().map(|(_, why)| *why).collect::<Vec<_>>(), [why], "{lines}");
            assert!(noted(&read, "total_mismatch").is_empty(), "{lines}");
        }
    }
    // A total that does not add up is said, wherever its label stands.
    for row in ["||合计|1500|526", "全县|||1500|526"] {
        assert_eq!(noted(&progress(&format!("{head}\n{body}\n{row}"), &[]), "total_mismatch").len(), 1, "{row}");
    }
}

#[test]
fn a_project_whose_name_begins_like_a_total_is_a_project() {
    let names = [
        "全县道路改造",
        "全民健身中心",
        "上月湖公园",
        "比亚迪产业园",
        "同比路改造",
        "增长极产业园",
        "上年续建道路",
        "年初一广场",
        "环比科技园",
    ];
    let line = |(at, name): (usize, &&str)| format!("{name}|{}", at + 1);
    let lines: Vec<String> = names.iter().enumerate().map(line).collect();
    let read = progress(&format!("项目名称|累计完成投资（万元）\n{}", lines.join("\n")), &[]);
    assert_eq!(rows(&read).len(), names.len(), "{:?}", aside(&read));
    // What stands in another column says nothing of a row that has a name.
    let class = progress(
        "所属镇|项目名称|责任单位|累计完成投资（万元）\n全县|甲路|合计|10\n全县|乙桥|交通局|20\n上月|丙厂|交通局|30",
        &[],
    );
    assert_eq!((rows(&class).len(), aside(&class)), (3, Vec::new()));
    // The headline of quotas is a row of its own, and an indicator may be of the whole county.
    let quotas = plain(Dataset::Quotas, "单位,亿元以上项目\n全县,10\n甲镇,4\n乙镇,6\n".as_bytes()).expect("a table");
    assert_eq!(quotas.tables.iter().map(|table| table.table.height()).sum::<usize>(), 3);
}

#[test]
fn a_row_without_a_name_and_without_a_label_is_refused_as_before() {
    let read = progress("序号|项目名称|责任单位|累计完成投资（万元）\n1|甲路|住建局|10\n2||交通局|20\n3|丙厂||30", &[]);
    assert_eq!(rows(&read).len(), 2);
    assert_eq!(refused(&read), [("B3".to_string(), RejectReason::Missing, String::new())]);
}

#[test]
fn what_counts_the_columns_below_a_header_is_no_project() {
    let head = "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）|完成率";
    for count in [
        "(1)|(2)|(3)|(4)|(5)=(4)/(3)",
        "（1）|（2）|（3）|（4）|（5）＝（4）÷（3）",
        "①|②|③|④|⑤=④/③",
        "一|二|三|四|五",
        "A|B|C|D|E",
        "甲|乙|1|2|3=2/1",
        "1|2|3|4|5",
        "【1】|【2】|【3】|【4】|【5】",
    ] {
        let lines = format!("{head}\n{count}\n1|甲路|1000|400|40%\n2|乙桥|500|125|25%");
        let read = progress(&lines, &[]);
        assert_eq!((rows(&read).len(), refused(&read)), (2, Vec::new()), "{count}: {}", picture(&read));
        // On the next page it comes again with the header.
        let again = progress(&format!("{lines}\n{head}\n{count}\n3|丙厂|10|4|40%"), &[]);
        assert_eq!((rows(&again).len(), refused(&again)), (3, Vec::new()), "{count}: {}", picture(&again));
    }
    let one = progress("项目名称|年度计划投资（万元）|累计完成投资（万元）\n1|2|4\n乙桥|500|125", &[]);
    assert_eq!(rows(&one).len(), 2, "it does not count");
}

#[test]
fn a_row_without_number_that_is_the_sum_of_others_is_no_project() {
    let head = "序号|项目名称|责任单位|年度计划投资（万元）|累计完成投资（万元）";
    let body = "1|甲路|住建局|1000|400\n2|乙桥|交通局|500|125\n3|丙厂|水利局|2000|1500";
    for row in ["|过次页||3500|2025", "|全口径||3500|2025"] {
        for lines in [format!("{head}\n{body}\n{row}"), format!("{head}\n{row}\n{body}")] {
            let read = progress(&lines, &[]);
            assert_eq!((rows(&read).len(), refused(&read)), (3, Vec::new()), "{lines}");
            assert_eq!(
                aside(&read).iter().map(|(_, why)| *why).collect::<Vec<_>>(),
                [AsideReason::Subtotal],
                "{lines}"
            );
        }
    }
    let groups = progress(
        "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）\n|交通|1500|525\n1|甲路|1000|400\n2|乙桥|500|125\n|水利|100|20\n3|丙厂|100|20\n4|丁园|7|1\n5|戊库|6|1\n6|己站|8|2",
        &[],
    );
    assert_eq!(aside(&groups), [(2, AsideReason::Subtotal)], "the second heads four rows, and is the sum of one");
    let two = progress(
        "序号|项目名称|年度计划投资（万元）|累计完成投资（万元）\n|交通|1500|525\n1|甲路|1000|400\n2|乙桥|500|125\n|水利|100|20\n3|丙厂|100|20",
        &[],
    );
    assert_eq!((rows(&two).len(), aside(&two)), (3, vec![(2, AsideReason::Subtotal), (5, AsideReason::Subtotal)]));
}

#[test]
fn a_row_without_number_and_unit_that_all_projects_have_is_asked_about() {
    let head = "序号|项目名称|责任单位|累计完成投资（万元）";
    let body = "1|甲路|住建局|400\n2|乙桥|交通局|125\n3|丙厂|水利局|1500";
    let read = progress(&format!("{head}\n{body}\n|政府投资项目||1900"), &[]);
    assert_eq!(rows(&read).len(), 3);
    assert_eq!(refused(&read), [("B5".to_string(), RejectReason::Unnumbered, "政府投资项目".to_string())]);
    // Only the number was forgotten, or numbers say nothing.
    assert_eq!(rows(&progress(&format!("{head}\n{body}\n|丁园|园林局|60"), &[])).len(), 4);
    assert_eq!(rows(&progress(&format!("{head}\n{body}\n|丁园||60\n|戊库||70"), &[])).len(), 5);
}

#[test]
fn a_numbered_row_is_a_project_whatever_its_name_begins_with() {
    let read = progress(
        "序号|项目名称|累计完成投资（万元）\n1|一、二号路改造|100\n2|三环路|101\n3|（一）小区改造|102\n4|十里大桥|103",
        &[],
    );
    assert_eq!((rows(&read).len(), aside(&read)), (4, Vec::new()));
    // A heading has a number of its own kind, or none.
    for heading in ["一|水利项目|203", "一、水利项目||203", "|一、水利项目|203"] {
        let read =
            progress(&format!("序号|项目名称|累计完成投资（万元）\n{heading}\n1|三环路|101\n2|十里大桥|102"), &[]);
        assert_eq!((rows(&read).len(), aside(&read)), (2, vec![(2, AsideReason::Subtotal)]), "{heading}");
    }
}

#[test]
fn what_a_form_says_below_its_header_is_no_project() {
    let read =
        progress("序号|项目名称|累计完成投资（万元）\n|（必填）|（必填，数字）\n1|甲路|100\n2|（一期）乙桥|101", &[]);
    assert_eq!((rows(&read).len(), refused(&read), aside(&read)), (2, Vec::new(), Vec::new()), "it is of the header");
}
