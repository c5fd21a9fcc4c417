//! Headers, lines above tables and names of files as offices of counties really write them.

use super::merged::{noted, rows, sheet};
use super::{decode, monthly, picture, plain, specs};
use chrono::NaiveDate;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Ask, Known, Tidied};

const NAME: &str = "2026年6月重点项目进度.xlsx";

/// A monthly report of June: lines of cells parted by `|`, with areas merged.
fn june(lines: &str, merged: &[&str]) -> Tidied {
    monthly(NAME, &sheet(lines, merged), &Known::default())
}

/// What was read of its first project.
fn first(read: &Tidied) -> String {
    rows(read).first().map_or(String::new(), |row| row.split_once(": ").map_or("", |(_, said)| said).to_string())
}

/// Two header rows: the text over columns C and D, and the two below it.
fn pair(above: &str, below: [&str; 2]) -> String {
    let lines = format!(
        "序号|项目名称|{above}||形象进度\n||{}|{}|\n1|滨河路|100|400|路基\n2|水厂|200|800|主体\n",
        below[0], below[1]
    );
    first(&june(&lines, &["A1:A2", "B1:B2", "C1:D1", "E1:E2"]))
}

#[test]
fn what_was_done_since_work_began_is_not_what_was_done_this_year() {
    for own in [
        "2026年完成投资（万元）",
        "本年完成投资（万元）",
        "年度完成投资（万元）",
        "1-6月实际完成投资（万元）",
        "自年初累计完成投资（万元）",
    ] {
        let lines = format!(
            "序号|项目名称|总投资（万元）|累计完成投资（万元）|2026年计划投资（万元）|{own}\n1|滨河路|9000|5000|1000|400\n2|水厂|8000|4000|2000|800\n"
        );
        assert_eq!(first(&june(&lines, &[])), "name=滨河路 annual_plan=1000 cumulative=400", "{own}");
    }
    let two = "序号|项目名称|总投资（万元）||2026年投资（万元）|\n||总投资|累计完成投资|年度计划投资|累计完成投资\n1|滨河路|9000|5000|1000|400\n2|水厂|8000|4000|2000|800\n";
    let read = june(two, &["A1:A2", "B1:B2", "C1:D1", "E1:F1"]);
    assert_eq!(first(&read), "name=滨河路 annual_plan=1000 cumulative=400");
}

#[test]
fn the_month_below_a_cumulative_heading_is_not_the_cumulative_figure() {
    for (month, amount) in
        [("本月完成", "period_amount=100 "), ("当月完成", "period_amount=100 "), ("本月", ""), ("当月", "")]
    {
        let said = pair("累计完成投资（万元）", [month, "本年累计"]);
        assert_eq!(said, format!("name=滨河路 {amount}cumulative=400 status=路基"), "{month}");
        let said = pair("累计完成投资（万元）", [month, "累计"]);
        assert_eq!(said, format!("name=滨河路 {amount}cumulative=400 status=路基"), "{month} beside 累计");
    }
}

#[test]
fn headings_of_investment_over_a_month_and_a_year_are_known() {
    let whole = "name=滨河路 period_amount=100 cumulative=400 status=路基";
    for above in ["投资完成情况（万元）", "完成投资（万元）", "2026年投资完成情况（万元）"]
    {
        for below in [["本月完成", "本年累计完成"], ["本月", "累计"], ["当月", "1-6月"], ["6月", "年初至今完成"]]
        {
            assert_eq!(pair(above, below), whole, "{above} {below:?}");
        }
    }
    for (above, below) in [("投资情况（万元）", ["年度计划", "累计完成"]), ("2026年投资（万元）", ["计划投资", "完成"])]
    {
        assert_eq!(pair(above, below), "name=滨河路 annual_plan=100 cumulative=400 status=路基", "{above}");
    }
    // Saved as text, where the last heading's cells stand without it.
    let csv = "重点项目进度,,,,\n序号,项目名称,年度计划投资（万元）,累计完成投资（万元）,\n,,,本月完成,本年累计\n1,滨河路,1000,100,400\n2,水厂,2000,200,800\n";
    let read = monthly("2026年6月重点项目进度.csv", csv.as_bytes(), &Known::default());
    assert_eq!(first(&read), "name=滨河路 annual_plan=1000 period_amount=100 cumulative=400");
}

#[test]
fn the_day_of_filling_in_above_a_column_is_no_heading() {
    for day in ["2026年7月2日", "2026年7月2日 单位：万元", "7月2日", "2026-07-02"] {
        for at in ["||||", "|||"] {
            let lines = format!(
                "某县2026年6月重点项目进度\n{at}{day}\n序号|项目名称|责任单位|年度计划投资（万元）|累计完成投资（万元）\n1|滨河路|住建局|1000|400\n"
            );
            let said = first(&june(&lines, &[]));
            assert_eq!(said, "name=滨河路 unit_name=住建局 annual_plan=1000 cumulative=400", "{at}{day}");
        }
    }
    // An older day is that of older figures.
    let lines = "|||2025年12月31日\n项目编号|项目名称|累计完成投资（万元）|累计完成投资（万元）\nN1|滨河路|400|300\n";
    assert_eq!(first(&june(lines, &[])), "name=滨河路 cumulative=400");
}

#[test]
fn usual_headers_of_offices_are_known() {
    let progress = "序号|项目|责任单位|年计划投资（万元）|自年初累计完成投资（万元）|占年度计划（%）\n1|滨河路|住建局|1000|400|40\n";
    let said = "name=滨河路 unit_name=住建局 annual_plan=1000 cumulative=400 percent=40";
    assert_eq!(first(&june(progress, &[])), said);
    for growth in ["同比±%", "增长%", "同比（%）", "增幅（%）", "增长率", "±%"] {
        for value in ["1-6月累计", "1-6月", "本年累计", "总量", "实际完成"] {
            let lines = format!("指标名称|单位|{value}|{growth}\n地区生产总值|亿元|72.5|9.8\n");
            let specs = specs(&[Dataset::Indicators]);
            let ask = Ask { tables: &specs, period: PeriodFrom::AsNamed, kind: None, open_register: false };
            let book = decode(&sheet(&lines, &[])).unwrap();
            let name = "2026年1-6月经济指标.xlsx";
            let read = duban::tidy::tidy(name, "sha", &book, &ask, &Known::default(), NaiveDate::MIN).unwrap();
            let said = picture(&read);
            assert!(said.contains("value=72.5 growth=9.8"), "{value} {growth}: {said}");
        }
    }
    let read =
        |dataset: Dataset, lines: &str, merged: &[&str]| picture(&plain(dataset, &sheet(lines, merged)).unwrap());
    let issues = read(Dataset::Issues, "序号|督查事项|责任单位|完成时限\n1|滨河路欠薪|住建局|2026年6月20日前\n", &[]);
    assert!(issues.contains("issues Sheet1 header [1]"), "{issues}");
    let goals = read(Dataset::QuotaGoals, "序号|目标任务|牵头单位|完成时限\n1|签约10个项目|招商局|2026年10月底\n", &[]);
    assert!(goals.contains("item=签约10个项目"), "{goals}");
    let register =
        "项目编号|项目名称|年度计划投资（万元）|建设期限|\n|||开工|竣工\nA1|甲路|1000|2026年3月1日|2026年12月31日\n";
    let register = read(Dataset::Register, register, &["A1:A2", "B1:B2", "C1:C2", "D1:E1"]);
    assert!(register.contains("start_date=2026-03-01 end_date=2026-12-31"), "{register}");
    let quotas = "单位|亿元以上项目（个）||引资额（亿元）|\n|目标|完成|目标|完成\n城关镇|5|2|10|4\n";
    let quotas = read(Dataset::Quotas, quotas, &["A1:A2", "B1:C1", "D1:E1"]);
    let done = "projects_over_100m=5 amount=100000 done_over_100m=2 done_amount=40000";
    assert!(quotas.contains(done), "{quotas}");
}

#[test]
fn growth_is_read_below_the_heading_of_its_figure() {
    let lines = "指标名称|计量单位|本月||累计|\n||完成|同比±%|完成|同比±%\n规上工业增加值|亿元|8.1|11|43|12.5\n";
    let merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"];
    let read = picture(&plain(Dataset::Indicators, &sheet(lines, &merged)).unwrap());
    assert!(read.contains("value=43 growth=12.5"), "{read}");
}

#[test]
fn a_rate_that_is_named_in_money_is_none() {
    let lines = "指标名称|单位|本年累计|增长（亿元）\n地区生产总值|亿元|72.5|9.8\n";
    let read = picture(&plain(Dataset::Indicators, &sheet(lines, &[])).unwrap());
    assert!(read.contains("value=72.5") && !read.contains("growth="), "{read}");
}

#[test]
fn a_list_without_numbers_is_told_what_to_write() {
    let told = |dataset: Dataset, lines: &str| plain(dataset, &sheet(lines, &[])).unwrap_err().text;
    let register = told(Dataset::Register, "序号|项目名称|总投资（万元）|年度计划投资（万元）\n1|滨河路|9000|1000\n");
    assert!(register.contains("optional = [\"project_id\"]"), "{register}");
    let plan = told(Dataset::MilestonePlan, "项目编号|项目名称|节点名称|计划完成时间\nA1|甲路|开工|2026年3月底\n");
    assert!(plan.contains("optional = [\"weight\"]"), "{plan}");
    let pairs = sheet("单位|甲班||乙班|\n|姓名|邮箱|姓名|邮箱\n住建局|张三|z@b.cn|王五|a@b.cn\n", &["B1:C1", "D1:E1"]);
    let pairs = plain(Dataset::Posts, &pairs).unwrap_err().text;
    assert!(pairs.contains("write each person into a row of its own"), "{pairs}");
}

#[test]
fn names_of_files_say_months_and_halves_in_brackets() {
    use duban::base::period::PeriodKind::{HalfMonth, Month};
    let header = "序号|项目名称|累计完成投资（万元）\n1|滨河路|400\n";
    let specs = specs(&[Dataset::Progress]);
    for (name, title, kind, period) in [
        ("重点项目进度表（6月）.xlsx", "某县2026年重点项目进度表", Month, "2026-06"),
        ("2026年6月（上半月）重点项目进度.xlsx", "重点项目进度表", HalfMonth, "2026-06H1"),
        ("2026年6月份上半月重点项目进度.xlsx", "重点项目进度表", HalfMonth, "2026-06H1"),
        ("2026年06月（下）重点项目进度.xlsx", "重点项目进度表", HalfMonth, "2026-06H2"),
        ("2026年重点项目进度表（6月上半月）.xlsx", "重点项目进度表", HalfMonth, "2026-06H1"),
        ("2026年重点项目进度表6.30.xlsx", "重点项目进度表", Month, "2026-06"),
        ("重点项目进度（6.16-6.30）.xlsx", "2026年重点项目", HalfMonth, "2026-06H2"),
        ("2026年6月重点项目进度（7.13）.xlsx", "重点项目进度表", Month, "2026-06"),
        ("2026年重点项目（含2025年续建）6月进度.xlsx", "重点项目进度", Month, "2026-06"),
        ("2026年6月重点项目进度V1.10.xlsx", "重点项目进度", Month, "2026-06"),
    ] {
        let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(kind), open_register: true };
        let book = decode(&sheet(&format!("{title}\n{header}"), &[])).unwrap();
        let came = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap();
        let read = duban::tidy::tidy(name, "sha", &book, &ask, &Known::default(), came);
        let said = read.map_or_else(|refused| refused.text, |read| read.period.unwrap().to_string());
        assert_eq!(said, period, "{name}");
    }
}

#[test]
fn the_name_of_a_sheet_is_a_unit_only_where_it_may_be_one_and_is_said() {
    let of = |names: [&str; 2]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, project) in names.into_iter().zip(["甲路", "乙路"]) {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (column, text) in [(0, "项目名称"), (1, "累计完成投资（万元）")] {
                sheet.write(0, column, text).unwrap();
            }
            sheet.write(1, 0, project).unwrap();
            sheet.write(1, 1, 400).unwrap();
        }
        monthly(NAME, &book.save_to_buffer().unwrap(), &Known::default())
    };
    for kinds in [["续建项目", "新建项目"], ["省重点", "市重点"], ["确保", "力争"]] {
        let read = of(kinds);
        assert_eq!(rows(&read), ["2: name=甲路 cumulative=400", "2: name=乙路 cumulative=400"], "{kinds:?}");
        assert_eq!(noted(&read, "sheet_is_no_unit").len(), 2, "{kinds:?}");
    }
    let read = of(["住建局", "一、城建"]);
    let said = ["2: name=甲路 unit_name=住建局 cumulative=400", "2: name=乙路 unit_name=城建 cumulative=400"];
    assert_eq!(rows(&read), said);
    assert_eq!(noted(&read, "unit_of_sheet").len(), 2);
    // One office put the sheets of others together.
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["住建局", "水利局"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "填报单位：县重点办").unwrap();
        sheet.write(1, 0, "项目名称").unwrap();
        sheet.write(1, 1, "累计完成投资（万元）").unwrap();
        sheet.write(2, 0, format!("{name}的路")).unwrap();
        sheet.write(2, 1, 400).unwrap();
    }
    let compiled = monthly(NAME, &book.save_to_buffer().unwrap(), &Known::default());
    assert!(rows(&compiled).iter().all(|row| !row.contains("县重点办")), "{:?}", rows(&compiled));
    let line = june("填报单位：县重点办\n项目名称|累计完成投资（万元）\n甲路|400\n", &[]);
    assert_eq!(first(&line), "name=甲路 unit_name=县重点办 cumulative=400");
    assert_eq!(noted(&line, "unit_of_line").len(), 1);
}

#[test]
fn of_a_quota_its_goal_is_read_what_became_of_it_and_never_a_rate() {
    let read = |lines: &str| {
        let specs = specs(&[Dataset::Quotas]);
        let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
        let book = sheet(lines, &["A1:A2", "B1:D1", "E1:G1"]);
        let tidied = duban::tidy::tidy(
            "招商.xlsx",
            "sha",
            &decode(&book).expect("a workbook"),
            &ask,
            &Known::default(),
            NaiveDate::MIN,
        );
        picture(&tidied.expect("a table"))
    };
    let goals = ["年度目标", "目标", "目标任务", "全年任务", "目标数"];
    let done = ["实际完成", "完成", "已完成", "完成数", "实际完成数"];
    for (goal, done) in goals.into_iter().zip(done) {
        let heads =
            format!("单位|亿元以上项目（个）|||引进资金（亿元）||\n|{goal}|{done}|完成率|{goal}|{done}|完成率\n");
        let found = read(&format!("{heads}住建局|2|1|50%|10|5|50%\n水利局|7|2|14.29%|20|2|10%\n"));
        let first = found.lines().find(|line| line.contains("住建局")).unwrap_or_default();
        for said in ["projects_over_100m=2 ", "amount=100000 ", "done_over_100m=1 ", "done_amount=50000 "] {
            assert!(format!("{first} ").contains(said), "{goal} {done}: {said} in {found}");
        }
    }
}

#[test]
fn a_share_under_words_for_a_stage_is_asked_about_and_a_plan_of_a_month_is_none() {
    let lines = "序号|项目名称|累计完成投资（万元）|形象进度（%）|工程进度（％）|支付进度（%）\n1|滨河路|100|60|60|40\n2|水厂|200|50|50|30\n";
    let read = june(lines, &[]);
    assert!(!first(&read).contains("status="), "{}", first(&read));
    let asked: Vec<&str> = noted(&read, "column_proposed");
    assert_eq!(asked.iter().filter(|note| note.contains("may mean percent")).count(), 2, "{asked:?}");
    assert!(!asked.iter().any(|note| note.contains("支付")), "{asked:?}");
    let words = june("序号|项目名称|累计完成投资（万元）|形象进度\n1|滨河路|100|路基\n2|水厂|200|主体\n", &[]);
    assert!(first(&words).contains("status=路基"), "{}", first(&words));
    let months = "序号|项目名称|累计完成投资（万元）|4月||5月|\n|||计划|完成|计划|完成\n1|滨河路|100|50|40|50|60\n2|水厂|200|50|40|50|60\n";
    let read = june(months, &["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"]);
    assert!(!noted(&read, "column_proposed").iter().any(|note| note.contains("percent")), "{:?}", read.notes);
}

#[test]
fn counties_and_the_scored_are_called_many_things() {
    for head in ["县（市、区）", "县市区", "县(市)区", "市（州）", "乡镇（街道）"] {
        let text = format!("{head},2024年,2025年\n洛宁县,5,6\n宜阳县,7,8\n");
        let read = plain(Dataset::Series, text.as_bytes()).expect(head);
        assert_eq!(picture(&read).matches("洛宁县").count(), 2, "{head}");
        let scores = plain(Dataset::Scores, format!("{head},完成值,考核得分\n洛宁县,5,15.5\n宜阳县,7,18\n").as_bytes());
        assert!(picture(&scores.expect(head)).contains("score=15.5"), "{head}");
    }
}

#[test]
fn a_bulletin_is_read_by_its_column_of_the_year_so_far_and_the_growth_right_of_it() {
    let read =
        |lines: &str, merged: &[&str]| picture(&plain(Dataset::Indicators, &sheet(lines, merged)).expect("a table"));
    let one = "指标名称|单位|本月|同比±%|本月止累计|同比±%\n工业用电量|亿千瓦时|3.21|4.5|18.6|5.1\n财政收入|万元|12345|-3.2|86543|2.1\n";
    let two = "指标名称|单位|本月||本月止累计|\n||绝对值|同比±%|绝对值|同比±%\n工业用电量|亿千瓦时|3.21|4.5|18.6|5.1\n财政收入|万元|12345|-3.2|86543|2.1\n";
    let merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"];
    for said in [read(one, &[]), read(two, &merged)] {
        assert!(said.contains("value=18.6 growth=5.1") && said.contains("value=86543 growth=2.1"), "{said}");
    }
}
