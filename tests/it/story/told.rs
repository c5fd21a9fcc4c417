//! What people are told of their files: the unit concerned, in its language, with the cell, the reason and what to do; and
//! nobody twice, nor of somebody else's correction.

use super::files::{PROJECTS, full, furnish, report};
use super::receipts::{letters_to, number, parts};
use super::world::World;
use duban::tidy::formats::{self, Cell};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;

/// The body of the last letter to a person.
fn last(world: &World, name: &str) -> String {
    let letters = letters_to(world, name);
    let (_, mime) = letters.last().unwrap_or_else(|| panic!("no letter to {name}: {}", world.letters()));
    String::from_utf8(parts(mime)[0].1.clone()).unwrap()
}

/// The copy that was attached to the last letter to a person.
fn copy(world: &World, name: &str) -> Vec<u8> {
    let (_, mime) = letters_to(world, name).pop().unwrap();
    let (_, copy) = parts(&mime).into_iter().find(|(head, _)| head.contains("spreadsheetml")).unwrap();
    copy
}

/// The copy as a person sends it back: one cell of it written anew.
fn corrected(copy: &[u8], wrong: &str, right: f64) -> Vec<u8> {
    let read = formats::decode(copy).unwrap();
    let mut book = Workbook::new();
    for sheet in &read.sheets {
        let page = book.add_worksheet().set_name(sheet.name.as_deref().unwrap()).unwrap();
        for row in sheet.rows_from(0) {
            for (column, cell) in row.iter() {
                match cell {
                    _ if sheet.shown(cell) == wrong => page.write(row.number, column, right).map(drop),
                    Cell::Number(number) => page.write(row.number, column, number).map(drop),
                    cell => page.write(row.number, column, sheet.shown(cell)).map(drop),
                }
                .unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The line of a letter that says what is wrong, which is to hold no English sentence.
fn matter(body: &str) -> String {
    let line = body.lines().find(|line| line.contains("情况：报表")).unwrap_or_else(|| panic!("{body}"));
    let words = line.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 4).count();
    assert!(words == 0, "English in: {line}");
    line.trim().to_string()
}

#[test]
fn a_letter_about_a_whole_file_keeps_its_reason_and_its_remedy() {
    let csv = |text: &str| text.as_bytes().to_vec();
    let files = [
        ("20260331月报.csv", csv("项目编号,项目名称,自开工累计完成的投资\nG01,东港码头扩建,3\n"), "缺少“累计完成投资”"),
        ("20260331月报.pdf", b"%PDF-1.4 and so on".to_vec(), "PDF 文档。其中数据均未采用。请报送表格本身"),
        (
            "月报.csv",
            full(["1", "2", "3", "4", "0", "5"]),
            "没有写明是哪一期的数据。其中数据均未采用。请在文件名中写明",
        ),
        ("20260331月报.xlsx", b"PK\x03\x04 and then nothing".to_vec(), "文件已损坏，可能没有传输完整"),
        ("20260331月报.xls", csv("<html><table><tr><td>1</td></tr></table></html>"), "网页（HTML）"),
        (
            "20260331月报（2）.csv",
            csv("项目编号，项目名称，累计完成投资\nG01，东港码头扩建，3\n"),
            "各列之间用的是“，”",
        ),
        ("20260331月报（3）.csv", csv("\"项目编号,项目名称,累计完成投资\"\n\"G01,东港码头扩建,3\"\n"), "数据—分列"),
        ("20260331月报（4）.csv", Vec::new(), "文件是空的。其中数据均未采用。请核对后重新报送"),
    ];
    let mut world = World::new().settled();
    for (day, (name, bytes, said)) in files.into_iter().enumerate() {
        world.at(&format!("2026-04-0{} 10:00", day + 1)).drop(name, bytes).tick();
        let body = last(&world, "督查科长");
        let line = matter(&body);
        assert!(body.contains(said) && line.contains(name), "{name}: {body}");
        std::fs::remove_file(world.inbox().join(name)).unwrap();
    }
}

#[test]
fn a_file_refused_as_a_whole_is_answered_to_each_unit_with_its_own_cells() {
    let mut world = World::new().settled();
    let harbour = PROJECTS.iter().filter(|project| project.2 == "港口局");
    let figures: Vec<String> = (0..18).map(|n| format!("{}", 1000 + n)).collect();
    let mut rows: Vec<(&str, &str)> =
        harbour.cycle().map(|project| project.0).zip(figures.iter().map(String::as_str)).collect();
    rows.extend([("J01", "610"), ("J02", "0"), ("J03", "1200")]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", report(&rows)).tick();
    let own = last(&world, "港口局统计员");
    assert!(
        own.contains("整份报表未通过校验，均未采用") && own.contains("其中18行须更正") && own.contains("A2"),
        "{own}"
    );
    assert!(own.contains("与同一项目（或同一地区、时期）的另一行不一致"), "{own}");
    let other = last(&world, "住建局统计员");
    assert!(other.contains("各行无误") && other.contains("可将本单位各行单独成表报送"), "{other}");
    assert!(!other.contains("未采用的行不影响其他行") && !other.contains("G01"), "{other}");
    let office = last(&world, "督查科长");
    assert!(matter(&office).contains("共21行，其中18行未通过校验，超过50%"), "{office}");

    // The unit whose rows were right sends them by themselves.
    world.at("2026-04-01 10:00").drop("20260331月报（住建局）.csv", report(&rows[18..])).tick();
    let other = last(&world, "住建局统计员");
    assert!(other.contains("所指报表中贵单位各行现已采用"), "{other}");
}

#[test]
fn figures_that_contradict_each_other_are_told_to_the_unit_whose_row_it_is() {
    let mut world = World::new().settled();
    let csv = "项目编号,项目名称,本期完成投资（万元）,累计完成投资（万元）,年度计划投资（万元）,完成比例(%)\n\
               G01,东港码头扩建,5000,3000,12000,25\nG02,疏港铁路,100,1500,6000,80\nG03,冷链物流园,100,450,3600,12.5\n\
               J01,老城管网改造,100,600,2400,25\nJ02,海滨公园,0,0,1200,0\nJ03,第三中学迁建,100,1200,4800,25\n";
    world.at("2026-03-31 17:00").drop("20260331月报.csv", csv.as_bytes().to_vec()).tick();
    let body = last(&world, "港口局统计员");
    assert!(body.contains("F3：完成比例与数据不符") && body.contains("“完成比例”填为80%"), "{body}");
    assert!(body.contains("C2：前后数据矛盾") && body.contains("“本期完成投资”（5000 万元）大于"), "{body}");
    assert!(letters_to(&world, "住建局统计员").is_empty(), "{}", world.letters());
}

#[test]
fn a_refused_row_of_two_units_is_told_to_the_keeper_of_each() {
    let mut world = World::new().settled();
    let csv = "项目编号,项目名称,责任单位,累计完成投资（万元）\nG01,东港码头扩建,港口局,3000\nX77,港城大道,\"港口局、住建局\",700\n\
               J01,老城管网改造,住建局,600\n";
    world.at("2026-03-31 17:00").drop("20260331月报.csv", csv.as_bytes().to_vec()).tick();
    for keeper in ["港口局统计员", "住建局统计员"] {
        let body = last(&world, keeper);
        assert!(body.contains("X77"), "{keeper}: {body}");
    }
}

#[test]
fn a_row_with_a_lost_byte_is_told_to_its_unit_with_the_broken_cell() {
    let mut world = World::new().settled();
    let mut bytes = full(["3000", "1500", "450", "610", "0", "1200"]);
    let name = encoding_rs::GBK.encode("疏港铁路").0.into_owned();
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    bytes.remove(at + 7);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", bytes).tick();
    let body = last(&world, "港口局统计员");
    assert!(body.contains("B3") && body.contains("G02") && body.contains("内容为乱码"), "{body}");
    world.live_until("2026-04-03 18:00");
    let told: String = world.all_letters().iter().map(|letter| letter.subject.clone()).collect();
    assert!(!told.contains("未按时报送"), "{told}");

    // A quote within a field costs the whole line; whose it is stands in it all the same.
    let torn = "项目编号,项目名称,累计完成投资（万元）\nJ01,老城管网改造,700\nJ02,海滨公园,0\n\
                J03,\"第三\"中学迁建,1300\nG01,东港码头扩建,4000\n";
    world.at("2026-04-30 17:00").drop("20260430月报.csv", torn.as_bytes().to_vec()).tick();
    let body = last(&world, "住建局统计员");
    assert!(body.contains("J03") && body.contains("整行残缺"), "{body}");
}

#[test]
fn a_wrong_id_that_was_corrected_in_its_cell_is_answered_as_corrected() {
    let mut world = World::new().settled();
    let report = |id: &str| {
        let csv = format!(
            "项目编号,项目名称,责任单位,累计完成投资（万元）\nG01,东港码头扩建,港口局,3000\n{id},疏港铁路,港口局,1500\n\
             G03,冷链物流园,港口局,450\n"
        );
        csv.into_bytes()
    };
    world.at("2026-03-31 17:00").drop("20260331月报.csv", report("G72")).tick();
    let first = number(&letters_to(&world, "港口局统计员")[0].0);
    let body = last(&world, "港口局统计员");
    assert!(body.contains("台账中相近的有：G02 疏港铁路（名称相似度100%") || body.contains("不在项目台账"), "{body}");
    world.at("2026-04-01 10:00").drop(&format!("20260331月报 {first}.csv"), report("G02")).tick();
    let body = last(&world, "港口局统计员");
    assert!(body.contains(&format!("已更正：回执{first}所列1行现已全部采用")), "{body}");
}

#[test]
fn a_marked_copy_that_is_corrected_and_sent_back_is_read_like_the_file_it_came_from() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "约1500", "450", "610", "0", "1200"])).tick();
    let receipt = number(&letters_to(&world, "港口局统计员")[0].0);
    let body = last(&world, "港口局统计员");
    let name = format!("20260331月报 {receipt}.xlsx");
    assert!(body.contains(&name), "{body}");
    let back = corrected(&copy(&world, "港口局统计员"), "约1500", 1500.0);
    world.at("2026-04-01 10:00").drop(&name, back).tick();
    let body = last(&world, "港口局统计员");
    assert!(body.contains("共3行：全部采用") && body.contains("现已全部采用"), "{body}");
    assert!(!body.contains("legend") && !body.contains("工作表中未找到"), "{body}");
}

#[test]
fn the_correction_of_one_unit_in_a_joint_file_writes_to_no_other() {
    let mut world = World::new().settled();
    world
        .at("2026-03-31 17:00")
        .drop("20260331月报.csv", full(["3100", "约1500", "450", "待核实", "0", "1200"]))
        .tick();
    let harbour = number(&letters_to(&world, "港口局统计员")[0].0);
    let works = number(&letters_to(&world, "住建局统计员")[0].0);
    let name = format!("20260331月报 {harbour}.csv");
    world.at("2026-04-01 10:00").drop(&name, full(["3100", "1500", "450", "待核实", "0", "1200"])).tick();
    assert!(last(&world, "港口局统计员").contains("现已全部采用"));
    assert_eq!(letters_to(&world, "住建局统计员").len(), 1, "{}", world.letters());
    // The other's receipt still waits, and its name is not made longer each time.
    let name = format!("20260331月报 {harbour} {works}.csv");
    world.at("2026-04-01 15:00").drop(&name, full(["3100", "1500", "450", "约六百", "0", "1200"])).tick();
    let body = last(&world, "住建局统计员");
    let new = number(&letters_to(&world, "住建局统计员").last().unwrap().0);
    assert!(body.contains(&format!("“20260331月报 {new}.csv”")) && body.contains("仍有1行未采用"), "{body}");
}

#[test]
fn the_number_of_a_receipt_settles_which_period_a_correction_is_of() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "约1500", "450", "610", "0", "1200"])).tick();
    let receipt = number(&letters_to(&world, "港口局统计员")[0].0);
    let right = full(["3100", "1500", "450", "610", "0", "1200"]);
    // The day of sending in its name.
    world.at("2026-04-03 10:00").drop(&format!("20260403月报 {receipt}.csv"), right).tick();
    let body = last(&world, "港口局统计员");
    assert!(body.contains("（2026年3月）") && body.contains(&format!("回执{receipt}所列1行现已全部采用")), "{body}");

    // The next report under the old number is asked about, and settles nothing.
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "约1500", "450", "610", "0", "1200"])).tick();
    let next = full(["4100", "2500", "850", "810", "0", "1700"]);
    world.at("2026-04-30 17:00").drop(&format!("20260430月报 {receipt}.csv"), next).tick();
    let line = matter(&last(&world, "督查科长").replace(&receipt, "r-"));
    assert!(line.contains("对应2026年3月，而文件名写的日期属2026年4月"), "{line}");
}

#[test]
fn what_a_check_only_warns_of_reaches_the_unit_and_is_marked_in_its_copy() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path(), "all");
    let path = folder.path().join("pipelines/monthly.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let checks = "[[tables.checks]]\ncheck = \"jump\"\npercent = 100\nlevel = \"warn\"\n\
        [[tables.checks]]\ncheck = \"required\"\ncolumn = \"status\"\nlevel = \"warn\"\n\n";
    let milestones = "[[tables]]\ndataset = \"milestones\"";
    std::fs::write(&path, text.replace(milestones, &format!("{checks}{milestones}"))).unwrap();
    let mut world = World::open(folder.path(), BTreeMap::new()).settled();
    let rows = "项目编号,项目名称,累计完成投资（万元）,形象进度\nG01,东港码头扩建,3100,清淤\nG02,疏港铁路,1500,路基\n\
        J01,老城管网改造,610,勘察\n";
    world.at("2026-03-31 17:00").drop("20260331月报.csv", rows.as_bytes().to_vec()).tick();
    assert!(letters_to(&world, "港口局统计员").is_empty(), "nothing is wrong: {}", world.letters());
    let rows = "项目编号,项目名称,累计完成投资（万元）,形象进度\nG01,东港码头扩建,9100,围堰\nG02,疏港铁路,1900,\n\
        J01,老城管网改造,700,开挖\n";
    world.at("2026-04-30 17:00").drop("20260430月报.csv", rows.as_bytes().to_vec()).tick();
    let body = last(&world, "港口局统计员");
    for said in [
        "C2：比上期变动过大，请核实确认或更正该数值（G01的“累计完成投资”由3100 万元增至9100 万元，增幅超过100%）",
        "D3：规定必填的内容为空，请补填该单元格（G02的“形象进度”未填写）",
        "橙色请核对",
    ] {
        assert!(body.contains(said), "{said}\n{body}");
    }
    let copy = formats::decode(&copy(&world, "港口局统计员")).unwrap();
    let shown: String = copy
        .sheets
        .iter()
        .flat_map(|sheet| {
            let rows =
                sheet.rows_from(0).map(|row| row.cells().map(|cell| sheet.shown(cell)).collect::<Vec<_>>().join("|"));
            rows.collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
        .join("\n");
    for said in ["已采用，请核对此单元格", "accepted；C列请核对：比上期变动过大", "D列请核对：规定必填的内容为空"]
    {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    assert!(!shown.contains("老城管网"), "of its own rows only: {shown}");
    assert!(!last(&world, "住建局统计员").contains("20260430月报"), "of whose rows nothing is to be said");
}
