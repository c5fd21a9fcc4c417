//! Lists that change from month to month: rows deleted, numbers that count anew, names with a word more.

use super::merged::{noted, sheet};
use super::{known_after, monthly};
use duban::tidy::{Known, RejectReason, Tidied};

fn report(file: &str, lines: &str, known: &Known) -> Tidied {
    monthly(file, &sheet(&format!("单位：万元\n编号|项目名称|累计完成投资\n{lines}"), &[]), known)
}

fn ids(tidied: &Tidied) -> Vec<String> {
    let picture = super::picture(tidied);
    let id = |line: &str| line.split("project_id=").nth(1)?.split(' ').next().map(str::to_string);
    picture.lines().filter_map(id).collect()
}

#[test]
fn a_list_without_one_of_its_rows_still_counts_rows() {
    let may = report("202605.xlsx", "1|甲路|10\n2|乙桥|20\n3|丙厂|30\n4|丁园|40", &Known::default());
    let june = report("202606.xlsx", "1|甲路|15\n2|乙桥|25\n4|丁园|45", &known_after(&may));
    assert_eq!(
        (ids(&may), ids(&june)),
        (
            vec!["甲路".into(), "乙桥".into(), "丙厂".into(), "丁园".into()],
            vec!["甲路".to_string(), "乙桥".into(), "丁园".into()]
        )
    );
    let may = report("202605.xlsx", "1|甲路|10\n2|乙桥|20\n4|丁园|40", &Known::default());
    let june = report("202606.xlsx", "1|甲路|15\n2|乙桥|25\n3|丁园|45", &known_after(&may));
    assert_eq!(ids(&may), ids(&june));
    // Sorted by something else, or only two: the names are known.
    let known = known_after(&may);
    assert_eq!(ids(&report("202607.xlsx", "7|甲路|15\n2|乙桥|25", &known)), ["甲路", "乙桥"]);
}

#[test]
fn numbers_that_somebody_gave_stay_ids() {
    for lines in [
        "3|甲路|10\n17|乙桥|20\n58|丁园|40",
        "2014001|甲路|1\n2014002|乙桥|2\n2014004|丁园|4",
        "A1|甲路|10\nA2|乙桥|20\nA3|丁园|40",
    ] {
        let read = report("202605.xlsx", lines, &Known::default());
        assert!(!ids(&read).contains(&"甲路".to_string()), "{lines}: {:?}", ids(&read));
    }
    // And so do those that are known as ids.
    let may = report("202605.xlsx", "3|甲路|10\n17|乙桥|20\n58|丁园|40", &Known::default());
    assert_eq!(ids(&report("202606.xlsx", "3|甲路|10\n17|乙桥|20\n58|丁园|40", &known_after(&may))), ["3", "17", "58"]);
}

#[test]
fn numbers_one_inside_the_other_are_no_ids() {
    let read = report("202605.xlsx", "1|交通|30\n1.1|甲路|10\n1.2|乙桥|20\n2|水利|40\n2.1|丁园|40", &Known::default());
    assert_eq!(ids(&read), ["甲路", "乙桥", "丁园"]);
}

#[test]
fn a_new_id_with_a_known_name_is_no_new_project() {
    let may = report("202605.xlsx", "XM-1|甲路|10\nXM-2|乙桥|20", &Known::default());
    let june = report("202606.xlsx", "XM-9|甲路|15\nXM-2|乙桥|25", &known_after(&may));
    assert_eq!(ids(&june), ["XM-2"]);
    assert_eq!(june.rejects.iter().map(|r| r.reason).collect::<Vec<_>>(), [RejectReason::NameOfAnother]);
    assert!(noted(&june, "name_of_another").iter().any(|text| text.contains("XM-9 is new")));
    // Two projects of one name, both reported: each has its id.
    let both = report("202606.xlsx", "XM-1|甲路|15\nXM-9|甲路|5\nXM-2|乙桥|25", &known_after(&may));
    assert_eq!(ids(&both), ["XM-1", "XM-9", "XM-2"]);
    // Known by its name alone, it has got an id.
    let may = report("202605.xlsx", "|甲路|10\n|乙桥|20", &Known::default());
    let june = report("202606.xlsx", "XM-1|甲路|15\nXM-2|乙桥|25\nXM-3|丙厂|1", &known_after(&may));
    assert_eq!(ids(&june), ["甲路", "乙桥", "XM-3"]);
}

#[test]
fn a_new_name_close_to_one_that_is_missing_is_proposed_to_a_person() {
    let may = report("202605.xlsx", "1|城关路改造|10\n2|乙桥|20\n3|丙厂|30", &Known::default());
    let june = report("202606.xlsx", "1|城关路改造工程|15\n2|乙桥|25\n3|丙厂|35", &known_after(&may));
    assert_eq!(ids(&june), ["城关路改造工程", "乙桥", "丙厂"], "taken as new, and said");
    assert_eq!(noted(&june, "may_be_renamed").len(), 1);
    let july = report("202607.xlsx", "1|城关路改造|10\n2|乙桥|25\n3|丙厂|35\n4|城关路改造二期|1", &known_after(&may));
    assert!(noted(&july, "may_be_renamed").is_empty(), "the old one is still there");
}
