//! Who answers for a row: the unit that leads, beside others that assist; a county, where no unit stands beside a project.

use super::{picture, plain};
use duban::pipeline::dataset::Dataset;

fn read(dataset: Dataset, lines: &str) -> String {
    let tidied = plain(dataset, lines.replace('|', ",").as_bytes()).expect("a table");
    let notes: Vec<String> = tidied.notes.iter().map(|note| format!("{}: {}", note.kind, note.text)).collect();
    format!("{}\n{}", picture(&tidied), notes.join("\n"))
}

#[test]
fn the_unit_that_leads_answers_and_those_beside_it_assist() {
    let said = read(
        Dataset::Issues,
        "序号|监督领域|存在问题|责任单位|牵头单位|完成时限\n1|项目进度|道路破损|各乡镇|县交通局|2026年12月底\n2|项目进度|管网老化|县住建局||2026年12月底\n",
    );
    assert!(said.contains("text=道路破损 unit_name=县交通局"), "{said}");
    assert!(
        said.contains("text=管网老化 unit_name=县住建局"),
        "where nobody leads, who is responsible answers: {said}"
    );
    assert!(said.contains("lead_answers: “牵头单位” answers; “责任单位” assists"), "{said}");
    let goals = "序号|目标任务|牵头单位|责任单位|完成时限\n1|签约10个项目|招商局|各乡镇|2026年10月底\n";
    assert!(read(Dataset::QuotaGoals, goals).contains("unit_name=招商局"));
    let progress = "项目名称|牵头单位|责任单位|累计完成投资（万元）\n甲路|县住建局|城关镇|800\n乙路||李村镇|900\n";
    let said = read(Dataset::Progress, progress);
    assert!(said.contains("name=甲路 unit_name=县住建局") && said.contains("name=乙路 unit_name=李村镇"), "{said}");
    let alone = read(Dataset::Progress, "项目名称|责任单位|配合单位|累计完成投资（万元）\n甲路|县住建局|城关镇|800\n");
    assert!(alone.contains("unit_name=县住建局") && !alone.contains("lead_answers"), "{alone}");
}

#[test]
fn a_county_beside_a_project_answers_for_it_where_no_unit_does() {
    for county in ["县区", "县（市、区）", "所属县区"] {
        let said = read(Dataset::Progress, &format!("{county}|项目名称|累计完成投资（万元）\n洛宁县|甲路|800\n"));
        assert!(said.contains("name=甲路 unit_name=洛宁县"), "{county}: {said}");
    }
    let both = read(Dataset::Progress, "县区|项目名称|责任单位|累计完成投资（万元）\n洛宁县|甲路|县住建局|800\n");
    assert!(both.contains("name=甲路 unit_name=县住建局") && !both.contains("lead_answers"), "{both}");
}

#[test]
fn who_builds_answers_where_nobody_else_does() {
    let lines = "项目名称|实施单位|累计完成投资（万元）\n甲路|县城投公司|800\n";
    assert!(read(Dataset::Progress, lines).contains("name=甲路 unit_name=县城投公司"));
    // A line above says who put the table together, and not who answers for its rows.
    let said = read(Dataset::Progress, &format!("填报单位：县重点项目办||\n{lines}"));
    assert!(said.contains("unit_name=县城投公司") && !said.contains("县重点项目办，"), "{said}");
    let both = "项目名称|实施单位|责任单位|累计完成投资（万元）\n甲路|县城投公司|县住建局|800\n";
    assert!(read(Dataset::Progress, both).contains("name=甲路 unit_name=县住建局"));
}

#[test]
fn goals_keep_their_names_beside_their_targets_and_may_go_on_without_a_day() {
    for header in ["民生实事", "民生实事项目", "实事名称", "实事内容"] {
        let lines = format!(
            "序号|{header}|年度目标|牵头单位|办结时限\n1|新建5G基站|200个|县工信局|2026年12月底前\n2|道路保洁|按期完成|县城管局|长期坚持\n"
        );
        let said = read(Dataset::QuotaGoals, &lines);
        assert!(said.contains("item=新建5G基站") && said.contains("due_date=2026-12-31"), "{header}: {said}");
        assert!(said.contains("item=道路保洁") && said.contains("长期坚持"), "{header}: {said}");
        assert!(said.contains("2 + 0 refused"), "{header}: {said}");
    }
    let wrong = "序号|重点任务|牵头单位|完成时限\n1|新建5G基站|县工信局|尽快\n";
    let said = read(Dataset::QuotaGoals, wrong);
    assert!(said.contains("0 + 1 refused"), "what is no word for it is asked about: {said}");
}
