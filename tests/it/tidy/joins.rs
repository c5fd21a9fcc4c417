//! Rows without ids, ids spelt otherwise, names that are nearly right: what is joined, what is only proposed.

use super::{Tidied, progress};
use duban::tidy::{Known, KnownProject};

fn known() -> Known {
    let project = |name: &str| KnownProject { name: name.to_string(), ..KnownProject::default() };
    let projects = [
        ("G01", "东港码头扩建（一期）"),
        ("G-02", "疏港·铁路"),
        ("G03", "冷链物流园"),
        ("J01", "老城区雨污分流改造工程"),
        ("J02", "新城区雨污分流改造工程"),
        ("K01", "幼儿园"),
        ("K02", "幼儿园"),
    ];
    Known { projects: projects.iter().map(|(id, name)| (id.to_string(), project(name))).collect(), ..Known::default() }
}

fn read(rows: &str) -> Tidied {
    let csv = format!("项目编号,项目名称,累计完成投资（万元）\n{rows}");
    progress("20140630.csv", csv.as_bytes(), &known()).unwrap()
}

fn told(tidied: &Tidied) -> String {
    let accepted = tidied.tables[0].table.subjects().join(" ");
    let refused = tidied.rejects.iter().map(|r| {
        let near = if r.near.is_empty() { String::new() } else { format!(" near {}", r.near.join(" | ")) };
        format!("\nrefused {} {}{near}", r.place.cell.clone().unwrap(), r.reason.name())
    });
    let notes = tidied.notes.iter().map(|n| format!("\n{} {}: {}", n.kind, n.place.cell.clone().unwrap(), n.text));
    format!("accepted {accepted}{}", refused.chain(notes).collect::<String>())
}

#[test]
fn a_name_joins_where_it_fits_one_project_whatever_its_brackets_and_dots() {
    let found = read(",东港码头扩建(一期),1\n,疏港、铁路,2\n, 冷链　物流园,3\n,幼儿园,4\n");
    insta::assert_snapshot!(told(&found), @r"
    accepted G01 G-02 G03
    refused B5 ambiguous_name
    ");
}

#[test]
fn a_near_name_is_proposed_to_a_person_and_never_taken() {
    let found = read(",东港码头扩建,1\n,城区雨污分流改造工程,2\n,水厂,3\nG99,冷链物流园,4\n");
    insta::assert_snapshot!(told(&found), @r"
    accepted 
    refused B2 unknown_project near G01 东港码头扩建（一期） 66 %
    refused B3 unknown_project near J01 老城区雨污分流改造工程 86 % | J02 新城区雨污分流改造工程 86 %
    refused B4 unknown_project
    refused A5 unknown_project near G03 冷链物流园 100 %
    near_name B2: 东港码头扩建: did you mean G01 东港码头扩建（一期） 66 %?
    near_name B3: 城区雨污分流改造工程: did you mean J01 老城区雨污分流改造工程 86 %, or J02 新城区雨污分流改造工程 86 %?
    near_name B5: 冷链物流园: did you mean G03 冷链物流园 100 %?
    ");
}

#[test]
fn an_id_with_a_stray_separator_is_taken_for_the_one_it_means_and_that_is_said() {
    let found = read("g-01,东港码头扩建（一期）,1\nG02,疏港·铁路,2\nＧ03,冷链物流园,3\nJ-01,冷链物流园,4\n");
    insta::assert_snapshot!(told(&found), @r"
    accepted G01 G-02 G03
    refused A5 unknown_project near G03 冷链物流园 100 %
    id_respelled A2: g-01 is taken for G01 of the register
    id_respelled A3: G02 is taken for G-02 of the register
    near_name B5: 冷链物流园: did you mean G03 冷链物流园 100 %?
    ");
}

#[test]
fn an_id_with_a_strangers_name_is_said() {
    let found = read("G01,东港码头扩建（二期）,1\nG-02,冷链物流园,2\nG03,市民中心,3\n");
    insta::assert_snapshot!(told(&found), @r"
    accepted G01 G03
    refused A3 name_of_another
    name_differs B2: G01 is called 东港码头扩建（二期） here, 东港码头扩建（一期） in the register
    name_differs B4: G03 is called 市民中心 here, 冷链物流园 in the register: the two have little in common, check the id
    name_of_another A3: G-02 is called 冷链物流园 here, 疏港·铁路 in the register; 冷链物流园 is the name of G03: A3 or B3 is wrong, the row is not taken
    ");
}

#[test]
fn a_slip_in_an_id_is_proposed_to_a_person_and_never_taken() {
    let project = |name: &str| KnownProject { name: name.to_string(), ..KnownProject::default() };
    let projects = [("GMPP-2014-016", "北四研发中心"), ("GMPP-2014-061", "南五广场"), ("R7", "滨河路")];
    let known = Known {
        projects: projects.iter().map(|(id, name)| (id.to_string(), project(name))).collect(),
        ..Known::default()
    };
    let told = |row: &str| {
        let csv = format!("项目编号,项目名称,累计完成投资（万元）\n{row}\n");
        let tidied = progress("20140630.csv", csv.as_bytes(), &known).expect("a table");
        assert_eq!(tidied.tables[0].table.height(), 0, "{row}");
        let notes = tidied.notes.iter().filter(|note| note.kind.starts_with("near_"));
        notes.map(|note| format!("{}: {}", note.kind, note.text)).collect::<Vec<String>>().join("; ")
    };
    assert_eq!(
        told("GMPP-2014-0l6,北四研发中心,5"),
        "near_name: 北四研发中心: did you mean GMPP-2014-016 北四研发中心 100 %, its id differs in one sign?"
    );
    assert_eq!(told("GMPP-2014-017,,5"), "near_id: GMPP-2014-017: did you mean GMPP-2014-016 北四研发中心?");
    assert_eq!(told("GMPP-2014-066,,5"), "", "two are near: nobody can say which");
    assert_eq!(told("R8,,5"), "", "short ids are all near to each other");
}

#[test]
fn an_id_with_the_name_of_another_project_is_refused_until_somebody_says_which() {
    let mut known = Known::default();
    for (id, name) in [("K1", "城北路改造"), ("K2", "滨江大桥"), ("K3", "中心医院"), ("K4", "泵站"), ("K5", "泵站")]
    {
        known.projects.insert(id.into(), KnownProject { name: name.into(), ..KnownProject::default() });
    }
    // The column of ids was sorted by itself; K3 has a longer name here; two projects are called 泵站.
    let csv = "项目编号,项目名称,累计完成投资（万元）\nK2,城北路改造,10\nK1,滨江 大桥,20\nK3,中心医院（二期）,30\nK4,泵站,40\n";
    let read = progress("20140630.csv", csv.as_bytes(), &known).unwrap();
    let refused: Vec<String> =
        read.rejects.iter().map(|reject| format!("{} {}", reject.place, reject.reason.name())).collect();
    assert_eq!(refused, ["20140630.csv › A2 name_of_another", "20140630.csv › A3 name_of_another"]);
    assert_eq!(read.tables[0].table.height(), 2);
    let said: Vec<&str> = read.notes.iter().map(|note| note.text.as_str()).collect();
    assert!(said.iter().any(|text| text.contains("A2 or B2 is wrong")), "{said:?}");
    assert!(said.iter().any(|text| text.contains("滨江大桥 is the name of K2: A3 or B3 is wrong")), "{said:?}");
}
