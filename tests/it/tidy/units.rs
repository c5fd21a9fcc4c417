//! Units of money, in the ways offices of many countries write them: the factor is exact, or the file is asked about.

use super::progress;
use duban::base::amount::{Amount, Unit};
use duban::tidy::{Known, RejectReason, Tidied};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

fn read(csv: &str) -> Tidied {
    progress("20140630进度.csv", csv.as_bytes(), &Known::default()).unwrap_or_else(|e| panic!("{csv}: {}", e.text))
}

/// What 7 in the column of cumulative figures is: `70000 Yuan`, `?` where it is asked about, `assumed`.
fn seven(csv: &str) -> String {
    let tidied = read(csv);
    let has = |kind: &str| tidied.notes.iter().any(|note| note.kind == kind);
    if has("unit_assumed") {
        return "assumed".to_string();
    }
    if tidied.rejects.iter().any(|reject| reject.reason == RejectReason::UnclearUnit) {
        assert!(has("unit_unclear"), "{csv}: the cell is named");
        assert_eq!(tidied.tables[0].table.height(), 0, "{csv}: no row is taken");
        return "?".to_string();
    }
    let unit = tidied.tables[0].columns.iter().find(|c| c.column.as_deref() == Some("cumulative"));
    let unit = unit.and_then(|column| Unit::from_label(column.unit.as_deref()?)).expect("the unit shown is one");
    let amount = tidied.tables[0].table.amounts("cumulative")[0].expect("a figure");
    assert_eq!(Some(amount), Amount::whole(7).times(unit.factor), "{csv}: what is shown is what was read");
    format!("{} {:?}", amount.in_unit(7), unit.kind)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A table below a line.
fn below(line: &str) -> String {
    seven(&format!("重点项目进度表,,\n,,{}\n项目编号,项目名称,累计完成投资\nA1,甲,7\n", quoted(line)))
}

/// A table whose header ends with a unit.
fn headed(unit: &str) -> String {
    seven(&format!("项目编号,项目名称,{}\nA1,甲,7\n", quoted(&format!("累计完成投资{unit}"))))
}

#[test]
fn a_line_above_the_table_is_read_whole_or_asked_about() {
    for (line, expected) in [
        ("单位：万元", "10000 Yuan"),
        ("单位：万元（人民币）", "10000 Yuan"),
        ("单位：万 元", "10000 Yuan"),
        ("单 位：万 元", "10000 Yuan"),
        ("单位：人民币 亿 元", "100000000 Yuan"),
        ("单位：人民币 万元", "10000 Yuan"),
        ("单位：人民币/万元", "10000 Yuan"),
        ("单位：亿 元（人民币）", "100000000 Yuan"),
        ("单位：亿元（可比价）", "100000000 Yuan"),
        ("单位：10亿元", "1000000000 Yuan"),
        ("单位：百万元", "1000000 Yuan"),
        ("计量单位：亿元  填报日期：2014年6月30日", "100000000 Yuan"),
        ("填报单位：区发改委    金额单位：万元", "10000 Yuan"),
        ("本表金额单位均为亿元", "100000000 Yuan"),
        ("注：金额以亿元计", "100000000 Yuan"),
        ("金额以万元为单位", "10000 Yuan"),
        ("Unit: RMB million", "1000000 Yuan"),
        ("Unit: CNY 100 million", "100000000 Yuan"),
        ("Unit: 100 million yuan", "100000000 Yuan"),
        ("Unit: 10,000 yuan", "10000 Yuan"),
        ("(in RMB millions)", "1000000 Yuan"),
        ("單位：億元", "100000000 Yuan"),
        ("單位：萬元", "10000 Yuan"),
        ("單位：新臺幣千元", "1000 TaiwanDollar"),
        ("單位：港幣百萬元", "1000000 HongKongDollar"),
        ("单位：百万港元", "1000000 HongKongDollar"),
        ("HK$ million", "1000000 HongKongDollar"),
        ("単位：百万円", "1000000 Yen"),
        ("単位：千円", "1000 Yen"),
        ("単位：億円", "100000000 Yen"),
        ("(단위: 백만원)", "1000000 Won"),
        ("(단위 : 억원)", "100000000 Won"),
        ("(단위 : 천원)", "1000 Won"),
        ("단위: 천달러", "1000 Dollar"),
        ("单位：千美元", "1000 Dollar"),
        ("Millions of dollars", "1000000 Dollar"),
        ("US$ millions", "1000000 Dollar"),
        ("USD (millions)", "1000000 Dollar"),
        ("$ million", "1000000 Dollar"),
        ("$'000", "1000 Dollar"),
        ("£k", "1000 Pound"),
        ("£000s", "1000 Pound"),
        ("A$m", "1000000 AustralianDollar"),
        ("Rs. in Lakhs", "100000 Rupee"),
        ("Amount in ₹ crore", "10000000 Rupee"),
        ("Angaben in Tsd. €", "1000 Euro"),
        ("Angaben in TEUR", "1000 Euro"),
        ("Angaben in T€", "1000 Euro"),
        ("Beträge in Mio. EUR", "1000000 Euro"),
        ("Beträge in Mrd. €", "1000000000 Euro"),
        ("x 1000 €", "1000 Euro"),
        ("importes en miles €", "1000 Euro"),
        ("importes en miles de euros", "1000 Euro"),
        ("importes en millones de euros", "1000000 Euro"),
        ("importes en mil millones de euros", "1000000000 Euro"),
        ("montants en milliers €", "1000 Euro"),
        ("montants en millions d'euros", "1000000 Euro"),
        ("en Md€", "1000000000 Euro"),
        ("Importi in migliaia €", "1000 Euro"),
        ("Importi in milioni di euro", "1000000 Euro"),
        ("bedragen in duizenden euro", "1000 Euro"),
        ("Valores em R$ mil", "1000 Real"),
        ("Valores em R$ milhões", "1000000 Real"),
        ("Valores em R$ bilhões", "1000000000 Real"),
        ("w tys. zł", "1000 Zloty"),
        ("kwoty w mln zł", "1000000 Zloty"),
        ("v mil. Kč", "1000000 CzechKoruna"),
        ("млн руб.", "1000000 Rouble"),
        ("в тыс. руб.", "1000 Rouble"),
        ("единица измерения: млрд руб.", "1000000000 Rouble"),
        ("mSEK", "1000000 SwedishKrona"),
        ("万 元", "10000 Yuan"),
        ("（亿元）", "100000000 Yuan"),
    ] {
        assert_eq!(below(line), expected, "{line}");
    }
}

#[test]
fn a_unit_that_is_not_understood_is_never_the_part_of_it_that_is() {
    for line in [
        "单位：亿",
        "单位：万",
        "单位：元/人",
        "单位：万元/亿元",
        "单位：万元、亿元",
        "单位：锭",
        "单位：亿第纳尔",
        "单位：个",
        "币种：美元    单位：万元",
        "Unit: million",
        "Unit: Taler",
        "Unit: RMB zillion",
        "Angaben in Tds. €",
        "Valores em mil €",
        "Figures in US$ mil",
        "$T",
        "(in thousands)",
        "in millions",
        "Amounts in pesos",
        "mkr",
        "€/MWh",
    ] {
        assert_eq!(below(line), "?", "{line}");
    }
}

#[test]
fn amounts_bounds_and_names_are_no_units() {
    for line in [
        "总投资 35.6 亿元",
        "总投资 100 亿元",
        "总投资100亿元",
        "截至6月底，完成投资 3.2 亿元",
        "2014年亿元以上重点项目表",
        "重点项目表（5000万元以上）",
        "重点项目表（十）",
        "重点项目表（B）",
        "填报单位：区发改委",
        "单位：区发改委",
        "责任单位：百花街道",
        "单位：千山镇",
        "Unit: Roads Division",
        "Projects in progress in June",
        "Ron",
    ] {
        let said = below(line);
        assert!(said == "assumed" || line == "Ron", "{line}: {said}");
        // A line that declares the unit stands, whatever is said between it and the header.
        let csv = format!("单位：亿元,,\n{},,\n项目编号,项目名称,累计完成投资\nA1,甲,7\n", quoted(line));
        assert_eq!(seven(&csv), "100000000 Yuan", "{line}");
    }
}

#[test]
fn headers_carry_units_of_every_language() {
    for (unit, expected) in [
        ("（亿 元）", "100000000 Yuan"),
        ("（万元人民币）", "10000 Yuan"),
        ("（萬元）", "10000 Yuan"),
        ("（亿元）（含税）", "100000000 Yuan"),
        ("（含税，亿元）", "100000000 Yuan"),
        ("亿元", "100000000 Yuan"),
        (", 100 million yuan", "100000000 Yuan"),
        (", 10,000 yuan", "10000 Yuan"),
        (" in Tsd. €", "1000 Euro"),
        (" in Mio. €", "1000000 Euro"),
        (" (TEUR)", "1000 Euro"),
        (" (tys. zł)", "1000 Zloty"),
        (" (R$ mil)", "1000 Real"),
        (" (2020 prices, £m)", "1000000 Pound"),
        ("（百万円）", "1000000 Yen"),
        ("(백만원)", "1000000 Won"),
        (" RMB mn", "1000000 Yuan"),
    ] {
        // The header comes as it is: what is left of it without its unit is the usual word.
        let base = format!("累计完成投资{unit}");
        let (left, _) = duban::pipeline::headers::split_unit(&base);
        if matches!(left.as_str(), "累计完成投资") {
            assert_eq!(headed(unit), expected, "{unit}");
        } else {
            let found = Unit::from_label(&duban::pipeline::headers::split_unit(&base).1.expect(unit).label);
            let found = found.map(|unit| format!("{} {:?}", unit.factor, unit.kind));
            assert_eq!(found.as_deref(), Some(expected), "{unit}: {left}");
        }
    }
}

/// A multiple, and how many it is.
const MULTIPLES: &[(&str, i64)] = &[
    ("k", 1_000),
    ("'000", 1_000),
    ("thousand", 1_000),
    ("Tsd.", 1_000),
    ("тыс.", 1_000),
    ("千", 1_000),
    ("万", 10_000),
    ("萬", 10_000),
    ("만", 10_000),
    ("百万", 1_000_000),
    ("백만", 1_000_000),
    ("mn", 1_000_000),
    ("Mio.", 1_000_000),
    ("million", 1_000_000),
    ("млн", 1_000_000),
    ("亿", 100_000_000),
    ("億", 100_000_000),
    ("억", 100_000_000),
    ("bn", 1_000_000_000),
    ("Mrd.", 1_000_000_000),
    ("млрд", 1_000_000_000),
    ("10亿", 1_000_000_000),
];
/// A currency.
const CURRENCIES: &[(&str, &str)] = &[
    ("元", "Yuan"),
    ("RMB", "Yuan"),
    ("CNY", "Yuan"),
    ("美元", "Dollar"),
    ("USD", "Dollar"),
    ("US$", "Dollar"),
    ("€", "Euro"),
    ("EUR", "Euro"),
    ("£", "Pound"),
    ("港元", "HongKongDollar"),
    ("HK$", "HongKongDollar"),
    ("NT$", "TaiwanDollar"),
    ("円", "Yen"),
    ("JPY", "Yen"),
    ("원", "Won"),
    ("KRW", "Won"),
    ("₹", "Rupee"),
    ("руб.", "Rouble"),
    ("zł", "Zloty"),
    ("R$", "Real"),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_multiple_of_every_currency_is_exact_however_it_is_put(
        multiple in prop::sample::select(MULTIPLES),
        currency in prop::sample::select(CURRENCIES),
        behind in any::<bool>(),
        blank in prop::sample::select(&["", " ", "  "][..]),
        form in 0usize..8,
    ) {
        let (times, money) = (multiple.0, currency.0);
        // 元 and 円 stand behind their multiple only; letters without a blank between them are one word.
        let behind = behind || matches!(money, "元" | "円" | "원");
        let run = |text: &str| text.chars().all(|c| c.is_alphabetic() && !('\u{2e80}'..='\u{d7af}').contains(&c));
        let blank = if run(times.trim_end_matches('.')) || run(money) { " " } else { blank };
        let label = if behind { format!("{times}{blank}{money}") } else { format!("{money}{blank}{times}") };
        let line = match form {
            0 => format!("单位：{label}"),
            1 => format!("（单位：{label}）"),
            2 => format!("Unit: {label}"),
            3 => format!("({label})"),
            4 => format!("進度表（{label}）"),
            5 => format!("All figures in {label}"),
            6 => format!("重点项目进度表  单位：{label}   2014年6月"),
            _ => label.clone(),
        };
        let said = below(&line);
        let exact = format!("{} {}", multiple.1, currency.1);
        // By itself `USD 10亿` is an amount as well as a unit.
        let alone = form == 7 && label.contains(|c: char| c.is_ascii_digit());
        prop_assert!(said == exact || (alone && (said == "assumed" || said == "?")), "{line}: {said}, not {exact}");
    }

    #[test]
    fn a_word_that_nobody_knows_beside_money_is_asked_about(
        word in "[bdfgj]{3,6}",
        currency in prop::sample::select(CURRENCIES),
        behind in any::<bool>(),
    ) {
        let money = currency.0;
        let label = if behind { format!("{word} {money}") } else { format!("{money} {word}") };
        for line in [format!("单位：{label}"), format!("Unit: {label}")] {
            prop_assert_eq!(below(&line), "?", "{}", line);
        }
    }

    #[test]
    fn what_a_unit_is_kept_under_reads_back(
        multiple in prop::sample::select(MULTIPLES),
        currency in prop::sample::select(CURRENCIES),
    ) {
        let unit = Unit::from_label(&format!("{} {}", multiple.0, currency.0)).expect("a unit");
        prop_assert_eq!(Unit::from_label(&unit.label), Some(unit));
    }
}

/// `A1=70000`, a row each, in base units; then refusals with their cells.
fn rows_of(tidied: &Tidied) -> String {
    let mut said = Vec::new();
    for found in &tidied.tables {
        let ids = found.table.texts(["project_id"]);
        for ([id], amount) in ids.into_iter().zip(found.table.amounts("cumulative")) {
            let amount = amount.map_or("-".to_string(), |amount| amount.to_string());
            said.push(format!("{}={amount}", id.unwrap_or_default()));
        }
    }
    let refused = tidied.rejects.iter().map(|r| format!("{:?}@{}", r.reason, r.place.cell.as_deref().unwrap_or("")));
    said.extend(refused);
    said.join(" ")
}

#[test]
fn a_heading_with_a_unit_of_its_own_holds_from_there() {
    let header = "项目编号,项目名称,累计完成投资\n";
    let top = format!("单位：万元,,\n{header}A1,甲,7\n");
    let with = |below: &str| rows_of(&read(&format!("{top}{below}")));
    let heading = "二、水利项目（单位：亿元）,,\n";
    assert_eq!(with(&format!("{heading}{header}B1,乙,5\nB2,丙,6\n")), "A1=70000 B1=500000000 B2=600000000");
    assert_eq!(with(&format!("{heading}B1,乙,5\nB2,丙,6\n")), "A1=70000 B1=500000000 B2=600000000");
    assert_eq!(with(&format!("\n{heading}{header}B1,乙,5\n")), "A1=70000 B1=500000000");
    assert_eq!(with(&format!("二、水利项目,,单位：亿元\n{header}B1,乙,5\n")), "A1=70000 B1=500000000");
    assert_eq!(with("二、水利项目（单位：亿）,,\nB1,乙,5\n"), "A1=70000 UnclearUnit@C5");
    assert_eq!(with("二、水利项目（万元）,,\nB1,乙,5\n"), "A1=70000 B1=50000");
    assert_eq!(with("二、水利项目（3个）,,\nB1,乙,5\n"), "A1=70000 B1=50000");
    assert_eq!(with("二、水利项目（总投资5亿元）,,\nB1,乙,5\n"), "A1=70000 B1=50000");
    assert_eq!(
        with("注：单位为亿元,,\n"),
        "UnclearUnit@C3",
        "a note at the end is of the whole table: one of the two is wrong"
    );
    assert_eq!(with("三、其他（单位：亿元）,,\n"), "A1=70000", "a heading at the end has no rows below it");
    // A unit in the header is the column's own.
    let own = "项目编号,项目名称,累计完成投资（万元）\nA1,甲,7\n二、水利项目（单位：亿元）,,\nB1,乙,5\n";
    assert_eq!(rows_of(&read(own)), "A1=70000 B1=50000");
    // The table goes on under another heading, and its header comes again.
    let three = format!("{heading}{header}B1,乙,5\n三、教育项目（单位：万元）,,\n{header}C1,丁,8\n");
    assert_eq!(with(&three), "A1=70000 B1=500000000 C1=80000");
}

#[test]
fn rows_that_say_different_units_are_asked_about_where_one_says_none() {
    let table = |last: &str| {
        let csv = format!("项目编号,项目名称,累计完成投资,单位\nA,甲,5,万元\nB,乙,7,亿元\nC,丙,60,{last}\n");
        rows_of(&read(&csv))
    };
    assert_eq!(table("亿元"), "A=50000 B=700000000 C=6000000000");
    assert_eq!(table(""), "A=50000 B=700000000 UnclearUnit@C4");
    assert_eq!(table("亿"), "A=50000 B=700000000 UnclearUnit@C4");
    let one = "项目编号,项目名称,累计完成投资,单位\nA,甲,5,亿元\nB,乙,7,亿元\nC,丙,60,\n";
    assert_eq!(rows_of(&read(one)), "A=500000000 B=700000000 C=6000000000");
}

#[test]
fn a_sign_that_currencies_share_is_of_the_column() {
    let told = |unit: &str, cell: &str| rows_of(&read(&format!("project id;name;cumulative ({unit})\nA;a;{cell}\n")));
    assert_eq!(told("A$m", "$5"), "A=5000000");
    assert_eq!(told("HK$ million", "$1,234.5"), "A=1234500000");
    assert_eq!(told("JPY", "¥500"), "A=500");
    assert_eq!(told("US$", "$5"), "A=5");
    assert_eq!(told("£", "$5"), "OtherUnit@C2");
    assert_eq!(told("A$m", "US$5"), "OtherUnit@C2");
    // Cells that all say their currency need no header to say it.
    let cells =
        |cells: [&str; 2]| rows_of(&read(&format!("project id;name;cumulative\nA;a;{}\nB;b;{}\n", cells[0], cells[1])));
    assert_eq!(cells(["1 234 000 €", "5 €"]), "A=1234000 B=5");
    assert_eq!(cells(["R$ 12,5 mi", "R$ 3 mil"]), "A=12500000 B=3000");
    assert_eq!(cells(["3亿元", "5000万元"]), "A=300000000 B=50000000");
    assert_eq!(cells(["$3", "€5"]), "UnclearUnit@C2 UnclearUnit@C3");
    assert_eq!(cells(["$3 mil", "$5"]), "B=5 NotANumber@C2");
}

#[test]
fn a_percent_below_a_column_of_words_costs_the_others_no_unit() {
    let told = |header: &str, units: &str| {
        rows_of(&read(&format!(
            "项目编号;项目名称;总投资;{header}\n;;万元;{units}\nA;甲路;50000;2.5;60\nB;乙桥;6000;0.3;50\n"
        )))
    };
    for (header, units) in [
        ("累计完成投资;形象进度", "亿元;%"),
        ("累计完成投资;形象进度", "（亿元）;（%）"),
        ("累计完成投资;完成率", "亿元;%"),
    ] {
        assert_eq!(told(header, units), "A=250000000 B=30000000", "{header} {units}");
    }
}

#[test]
fn a_unit_that_only_a_number_format_shows_is_read() {
    let told = |header: &str, formats: &[&str]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, text) in ["项目编号", "项目名称", header].iter().enumerate() {
            sheet.write(0, column as u16, *text).unwrap();
        }
        for (row, format) in (1u32..).zip(formats) {
            sheet.write(row, 0, format!("A{row}")).unwrap();
            sheet.write(row, 1, format!("项目{row}号")).unwrap();
            sheet.write_number_with_format(row, 2, 3.0, &Format::new().set_num_format(*format)).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let tidied = progress("20140630进度.xlsx", &bytes, &Known::default()).expect("a table");
        let assumed = tidied.notes.iter().any(|note| note.kind == "unit_assumed");
        format!("{}{}", rows_of(&tidied), if assumed { " assumed" } else { "" })
    };
    let wan = "累计完成投资（万元）";
    let formats =
        ["0\"亿元\"", "0.00\"亿\"", "0\"元\"", "0.0\"千元\"", "General\"万元\"", "#,##0.00", "\"￥\"#,##0.00"];
    assert_eq!(told(wan, &formats), "A1=300000000 A2=300000000 A3=3 A4=3000 A5=30000 A6=30000 A7=30000");
    let foreign = ["[$$-409]#,##0", "[$€-407]#,##0.00", "\"US$\"0", "0\"万美元\""];
    assert_eq!(told(wan, &foreign), "OtherUnit@C2 OtherUnit@C3 OtherUnit@C4 OtherUnit@C5");
    assert_eq!(told("累计完成投资", &["0.00\"亿元\"", "0\"亿元\""]), "A1=300000000 A2=300000000");
    assert_eq!(told("累计完成投资（€）", &["[$€-407]#,##0.00", "#,##0.00 [$€-407]"]), "A1=3 A2=3");
}
