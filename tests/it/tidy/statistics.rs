//! Statistical offices' files: multiples in a column of their own, names that nobody knows, periods and flags of every habit.

use super::series::{read_known, said, told as csv};
use super::{decode, specs};
use chrono::NaiveDate;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::headers::normalise;
use duban::pipeline::{PeriodFrom, TableSpec};
use duban::tidy::{Ask, Known, Tidied};

/// The same for a pipeline that says more of the columns.
fn told(text: &str, more: impl Fn(&mut TableSpec)) -> Tidied {
    let mut specs = specs(&[Dataset::Series]);
    specs.iter_mut().for_each(more);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let book = decode(text.as_bytes()).expect("the file decodes");
    duban::tidy::tidy("file.csv", "sha", &book, &ask, &Known::default(), NaiveDate::MIN).expect("a table")
}

#[test]
fn a_column_of_multiples_is_part_of_the_unit() {
    let wide = csv("Country,Units,Scale,2021,2022\nA,U.S. dollars,Billions,18.1,18.5\nB,Persons,Units,2,3\n");
    assert_eq!(
        wide,
        "A 2021 = 18.1 Billions U.S. dollars\nA 2022 = 18.5 Billions U.S. dollars\nB 2021 = 2 Persons\nB 2022 = 3 Persons"
    );
    let long = |scale: &str, values: [&str; 2]| {
        csv(&format!(
            "REF_DATE,GEO,UOM,{scale},VALUE\n2021,Canada,Dollars,{},7\n2022,Canada,Dollars,{},8\n",
            values[0], values[1]
        ))
    };
    assert_eq!(
        long("SCALAR_FACTOR", ["millions", "units"]),
        "Canada 2021 = 7 millions Dollars\nCanada 2022 = 8 Dollars"
    );
    assert_eq!(long("UNIT_MULT", ["6", "0"]), "Canada 2021 = 7 millions Dollars\nCanada 2022 = 8 Dollars");
    assert_eq!(long("UNIT_MULT", ["9", "7"]), "Canada 2021 = 7 billions Dollars\nUnclearUnit D3");
    assert_eq!(long("Multiplier", ["1,000", "3"].map(|_| "3")), "UnclearUnit D2\nUnclearUnit D3");
    assert_eq!(
        csv("Country,Unit,Magnitude,2021\nA,USD million,Billions,1\nB,USD million,Units,2\n"),
        "B 2021 = 2 USD million\nUnclearUnit C2"
    );
    // A unit that a title says has the multiple, too.
    assert_eq!(csv("GDP (USD),,\nCountry,Scale,2021\nA,Millions,1\n"), "A GDP 2021 = 1 Millions 美元");
}

#[test]
fn a_column_that_tells_the_rows_apart_is_asked_about_and_never_left_out() {
    let all = |text: &str, cell: &str| {
        let said = csv(text);
        assert!(
            said.lines().all(|line| line.starts_with('[')
                || line == format!("NotToldApart {cell}")
                || line.starts_with(&format!("NotToldApart {}", &cell[..1]))),
            "{said}"
        );
        assert!(said.contains("[not_told_apart]"), "{said}");
    };
    all("Territor;TIME;Value\nPiemonte;2021;1\nPiemonte;2022;2\nLombardia;2021;3\n", "A2");
    all("Anything,Year,Value\nAUS,2021,1\nAUS,2022,2\n", "A2");
    all("Region,Kind,2019,2020\nNorth,births,5,6\nSouth,deaths,3,4\n", "B2");
    all("Region,Group of people,2019\nNorth,old,5\nNorth,young,7\nSouth,old,1\nSouth,young,3\n", "B2");
    all("Indicator,Place,Year,Value\nGDP,X,2021,1\nGDP,Y,2021,2\nGDP,X,2022,3\nGDP,Y,2022,4\n", "B2");
    all("Region,Age,Year,Value\nNorth,0,2021,1\nNorth,1,2021,2\nSouth,0,2021,3\nSouth,1,2021,4\n", "B2");
}

#[test]
fn columns_that_tell_nothing_more_are_no_question() {
    for text in [
        "Country,Capital,Year,Value\nA,X,2021,1\nA,X,2022,2\nB,Y,2021,3\n",
        "Country,Continent,2021,2022\nA,Europe,1,2\nB,Asia,3,4\n",
        "Country,Year,Value,Notes\nA,2021,1,revised\nA,2022,2,\nB,2021,3,odd\n",
        "Country,Measure,Prices,2021\nA,GDP,current,1\nB,GDP,current,2\n",
        "ISO,Country,Year,Value\nAUS,Australia,2021,1\nAUS,Australia,2022,1\nAUT,Austria,2021,2\n",
    ] {
        let said = csv(text);
        assert!(!said.contains("NotToldApart") && !said.contains("told_apart"), "{said}");
    }
    // One repeated row among many is that row's trouble.
    let said = csv("Region,Checked by,Year,Value\nA,Li,2021,1\nB,Li,2021,2\nC,Li,2021,3\nC,Wu,2021,4\nD,Li,2021,5\n");
    assert!(
        said.contains("A 2021 = 1") && said.contains("ConflictingRows D4") && said.contains("[rows_repeat]"),
        "{said}"
    );
}

#[test]
fn a_pipeline_says_what_tells_rows_apart_and_what_tells_nothing() {
    let csv = "Region,Kind,Sex,2019,2020\nNorth,births,f,5,6\nNorth,births,m,7,8\nNorth,deaths,f,1,2\n";
    let details = |spec: &mut TableSpec| spec.details = vec!["kind".to_string(), "sex".to_string()];
    assert!(
        said(&told(csv, details))
            .starts_with("North births, f 2019 = 5\nNorth births, f 2020 = 6\nNorth births, m 2019 = 7")
    );
    let csv = "Region,Kind,Year,Value\nNorth,births,2019,5\nSouth,deaths,2019,6\n";
    assert_eq!(said(&told(csv, details)), "North births 2019 = 5\nSouth deaths 2019 = 6");
    let ignored = |spec: &mut TableSpec| spec.ignored = vec![normalise("Kind")];
    assert_eq!(said(&told(csv, ignored)), "North 2019 = 5\nSouth 2019 = 6");
}

#[test]
fn the_column_of_names_is_found_beside_codes_and_below_nothing() {
    let two = |first: &str| csv(&format!("{first},2019,2020\n11,Rondonia,5,6\n12,Acre,7,8\n"));
    let expected = "Rondonia 2019 = 5\nRondonia 2020 = 6\nAcre 2019 = 7\nAcre 2020 = 8\n[subject_assumed]";
    assert_eq!(two("Cod,Nome"), expected);
    assert_eq!(two("Kod,Nazwa"), expected);
    assert_eq!(
        csv(",,2019,2020\n,Acre,5,6\n,Para,7,8\n"),
        "Acre 2019 = 5\nAcre 2020 = 6\nPara 2019 = 7\nPara 2020 = 8\n[subject_assumed]"
    );
    let asked = csv("Gruppe,Nome,2019,2020\nalpha x,Rondonia x,5,6\nbeta y,Acre y,7,8\n");
    assert!(asked.starts_with("names_unclear") && asked.contains("Gruppe, Nome"), "{asked}");
}

#[test]
fn a_title_is_what_carries_the_unit_and_no_number_of_a_table() {
    let named = |above: &str| csv(&format!("{above}Area,2019\nAlabama,1\nAlaska,2\n"));
    for (above, expected) in [
        ("Table 5,\nGross product by state (millions of dollars),\n", "Gross product by state 2019 = 1 $m"),
        ("Tabelle 5,\nBIP (Mill. EUR),\n", "BIP 2019 = 1 €m"),
        ("GENESIS-Tabelle: 82111-0001,\nBruttoinlandsprodukt (Mill. EUR),\n", "Bruttoinlandsprodukt 2019 = 1 €m"),
        ("Tabela 5938 - Produto interno bruto,\nProduto interno (Mil Reais),\n", "Produto interno 2019 = 1 R$k"),
        ("Gross product (US$ million),\nby state and year,\n", "Gross product 2019 = 1 $m"),
        ("Gross product,\nUnit: US$ million,\n", "Gross product 2019 = 1 $m"),
        ("Table 5,\n", "Table 5 2019 = 1"),
        ("Table 5 Persons,\n", "Table 5 Persons 2019 = 1"),
    ] {
        assert_eq!(named(above).lines().next(), Some(format!("Alabama {expected}").as_str()), "{above}");
    }
}

#[test]
fn a_second_row_of_headers_may_say_the_indicator_again_with_its_unit() {
    let csv = |second: &str| csv(&format!("시도별,2020,2021\n{second}\n전국,1,2\n서울특별시,3,4\n"));
    let expected = "전국 총생산 2020 = 1 ₩m\n전국 총생산 2021 = 2 ₩m\n서울특별시 총생산 2020 = 3 ₩m\n서울특별시 총생산 2021 = 4 ₩m";
    assert_eq!(csv("시도별,총생산 (백만원),총생산 (백만원)"), expected);
    assert_eq!(csv(",총생산 (백만원),총생산 (백만원)"), expected);
    // A row of a region of which nothing is there is none.
    let none = csv("부산광역시,..,..");
    assert!(none.starts_with("부산광역시 2020 = no_value") && none.contains("전국 2020 = 1"), "{none}");
}

#[test]
fn a_region_of_which_nothing_is_published_is_no_heading() {
    let text = csv("Region,2019,2020\nNorth,10,20\nSouthland,,\nEast,3,4\nWest,3,4\n");
    assert!(text.contains("Southland 2019 = no_value") && text.contains("\nEast 2019 = 3"), "{text}");
    let text = csv("Country Name,Country Code,2019,2020\nAruba,ABW,,\nAngola,AGO,1,2\nZimbabwe,ZWE,,\n");
    assert!(text.starts_with("Aruba 2019 = no_value") && text.contains("Zimbabwe 2020 = no_value"), "{text}");
    let text = csv("地区,2019年,2020年\n甲县,1,2\n乙县,,\n丙县,3,4\n");
    assert!(text.contains("乙县 2019 = no_value"), "{text}");
    for heading in ["Northern counties:", "of which", "Table 2", "Revenue (€m)", "Source: office", "一、市区"] {
        let text = csv(&format!("Region,2019,2020\nNorth,10,20\n{heading},,\nEast,3,4\n"));
        assert!(!text.contains("no_value"), "{heading}: {text}");
    }
    // The same regions again are another table.
    assert!(csv("Region,2019\nNorth,10\nEast,1\nRevenue,\nNorth,3\nEast,2\n").contains("North Revenue 2019 = 3"));
}

#[test]
fn flags_of_labels_are_kept_and_what_is_no_period_is_named() {
    let read = |labels: &str| csv(&format!("State,2018-19,{labels}\nGoa,1,2\nBihar,3,4\n"));
    for (label, flag) in [
        ("2019-20(P)", "p"),
        ("2019-20(Q)", "q"),
        ("2019-20 (1st RE)", "1stre"),
        ("2019-20 (AE)", "ae"),
        ("2019-20 prov.", "prov."),
        ("2019-20 Provisional", "provisional"),
    ] {
        let text = read(label);
        assert!(
            text.contains(&format!("Goa FY2019-20 = 2 {flag}\n")) && text.contains("[period_remarks]"),
            "{label}: {text}"
        );
    }
    for label in ["2019-20 (BE)", "2019-20 (Z)", "2019-20F", "2019-20 vs 2018-19"] {
        let text = read(label);
        assert!(!text.contains("= 2") && text.contains("[columns_left_out]"), "{label}: {text}");
    }
}

#[test]
fn an_estimate_is_read_where_its_period_was_over_when_the_file_came() {
    let read = |arrived: &str| {
        let specs = specs(&[Dataset::Series]);
        let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
        let book = decode("Region,2020,2021e\nNorth,1,2\nSouth,3,4\n".as_bytes()).unwrap();
        said(&duban::tidy::tidy("file.csv", "sha", &book, &ask, &Known::default(), arrived.parse().unwrap()).unwrap())
    };
    assert!(read("2022-06-01").contains("North 2021 = 2 e\n"), "{}", read("2022-06-01"));
    let early = read("2021-06-01");
    assert!(!early.contains("= 2") && early.contains("[columns_left_out]"), "{early}");
}

#[test]
fn periods_of_other_countries_are_read_by_the_whole_row() {
    let periods = |labels: &str| {
        let count = labels.split(',').count();
        let row = |name: &str| format!("{name},{}\n", (1..=count).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
        let text = csv(&format!("Region,{labels}\n{}{}", row("A"), row("B")));
        let of = |line: &str| line.strip_prefix("A ").map(|rest| rest.split(" =").next().unwrap_or("").to_string());
        if text.starts_with("A ") { text.lines().filter_map(of).collect::<Vec<_>>().join(" ") } else { text }
    };
    for (labels, expected) in [
        ("2023-T1,2023-T2", "2023-Q1 2023-Q2"),
        ("1T23,2T23", "2023-Q1 2023-Q2"),
        ("ene-23,feb-23,dic-23", "2023-01 2023-02 2023-12"),
        ("janv.-23,févr.-23,mars-23", "2023-01 2023-02 2023-03"),
        ("gen-23,feb-23,mag-23", "2023-01 2023-02 2023-05"),
        ("1/22/20,1/23/20,2/1/20", "2020-01-22 2020-01-23 2020-02-01"),
        ("08-Nov,08-Dec,09-Jan", "2008-11 2008-12 2009-01"),
        ("FY2021/22 (A$ million),FY2022/23p (A$ million)", "FY2021-22 FY2022-23"),
    ] {
        assert_eq!(periods(labels), expected, "{labels}");
    }
    for labels in ["08-Jan,08-Feb,08-Mar", "3/1/2020,4/1/2020,5/1/2020"] {
        assert!(periods(labels).starts_with("periods_unclear"), "{}", periods(labels));
    }
}

#[test]
fn series_below_lines_that_describe_them_are_read_with_their_titles_and_units() {
    let abs = "Table 1. Accounts,,\nDescription,Product: volume,Hours: Index\nUnit,$ Millions,Index Numbers\nFrequency,Quarter,Quarter\n\
        Series ID,A1,A2\nMar-2023,612345,101.2\nJun-2023,614500,102.3\n";
    assert_eq!(
        csv(abs),
        "Product: volume 2023-Q1 = 612345 $ Millions\nHours: Index 2023-Q1 = 101.2 Index Numbers\n\
         Product: volume 2023-Q2 = 614500 $ Millions\nHours: Index 2023-Q2 = 102.3 Index Numbers"
    );
    let ons = "Title,Product: £m\nCDID,ABMI\nPreUnit,£\nUnit,m\n2021,21\n2022,22\n2022 Q1,5\n2022 JAN,2\n";
    assert_eq!(csv(ons), "Product 2021 = 21 £m\nProduct 2022 = 22 £m\nProduct 2022-Q1 = 5 £m\nProduct 2022-01 = 2 £m");
    let rba = "C1 CARDS,,\nTitle,Accounts,Transactions\nFrequency,Monthly,Monthly\nUnits,'000,$ million\nMnemonic,A,B\n\
        31/01/2023,13200,28510\n28/02/2023,13180,26040\n";
    assert!(
        csv(rba).starts_with("Accounts 2023-01 = 13200 '000\nTransactions 2023-01 = 28510 $ million"),
        "{}",
        csv(rba)
    );
    // Without a line that says what the columns are, nothing is.
    assert!(csv("Some,thing\nFrequency,Monthly\nUnits,m\n2021,1\n2022,2\n").starts_with("not_a_table"));
}

#[test]
fn a_day_as_programs_write_it_is_no_two_months() {
    let days = csv("Region,2026-01-02,2026-01-09,2026-01-16\nA,1,2,3\n");
    assert_eq!(days, "A 2026-01-02 = 1\nA 2026-01-09 = 2\nA 2026-01-16 = 3");
    // A spreadsheet may have made days of 1-2, 1-3, 1-4.
    let either = csv("Region,2026-01-02,2026-01-03,2026-01-04\nA,1,2,3\n");
    assert!(either.starts_with("periods_unclear"), "{either}");
    let months = csv("Region,2026年1-2月,2026年1-3月,2026年1-4月\nA,1,2,3\n");
    assert_eq!(months, "A 2026-01..2026-02 = 1\nA 2026-Q1 = 2\nA 2026-01..2026-04 = 3");
}

#[test]
fn months_that_a_spreadsheet_made_days_are_asked_about() {
    let read = |days: [u32; 3]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let format = rust_xlsxwriter::Format::new().set_num_format("m月d日");
        sheet.write(0, 0, "地区").unwrap();
        sheet.write(1, 0, "甲县").unwrap();
        for (column, day) in (1..).zip(days) {
            sheet.write_with_format(0, column, f64::from(46_022 + day), &format).unwrap(); // 46,023 is 1 January 2026
            sheet.write(1, column, 7).unwrap();
        }
        match read_known("file.xlsx", &book.save_to_buffer().unwrap(), &Known::default()) {
            Ok(tidied) => said(&tidied),
            Err(refused) => format!("{}: {}", refused.kind, refused.text),
        }
    };
    assert!(read([2, 3, 4]).starts_with("periods_unclear"), "{}", read([2, 3, 4]));
    assert!(read([11, 12, 13]).starts_with("甲县 2026-01-11 = 7"), "{}", read([11, 12, 13]));
}

#[test]
fn the_one_period_of_a_title_is_that_of_its_table() {
    let rows = "地区,GDP（亿元）,财政收入（万元）\n甲县,1,5\n乙县,2,6\n";
    let text = csv(&format!("2025年1-6月各县（区）主要指标,,\n{rows}"));
    assert!(
        text.starts_with("甲县 GDP 2025-H1 = 1 亿元\n甲县 财政收入 2025-H1 = 5 万元\n乙县 GDP 2025-H1 = 2"),
        "{text}"
    );
    assert!(text.contains("[period_of_title]"), "{text}");
    let text = csv("某市2025年生产总值,,\n地区,总量（亿元）,增速（%）\n甲县,1,5\n乙县,2,6\n");
    assert!(text.starts_with("甲县 某市生产总值 总量 2025 = 1 亿元\n甲县 某市生产总值 增速 2025 = 5 %"), "{text}");
    for title in [
        "各县主要指标",
        "2025年比2024年增长情况",
        "2025年主要指标目标",
        "2024年和2025年主要指标",
        "2025-2026年主要指标",
    ] {
        let text = csv(&format!("{title},,\n{rows}"));
        assert!(text.starts_with("not_a_table"), "{title}: {text}");
    }
}

#[test]
fn periods_below_each_other_ask_for_what_tells_their_rows_apart_too() {
    let text =
        csv("Country,Group,Year,GDP,Population\nA,old,2021,1,2\nA,young,2021,3,4\nB,old,2021,5,6\nB,young,2021,7,8\n");
    assert!(text.contains("NotToldApart B2") && text.contains("[not_told_apart]"), "{text}");
    let text = csv("Country,Capital,Year,GDP,Population\nA,X,2021,1,2\nB,Y,2021,5,6\n");
    assert!(text.starts_with("A GDP 2021 = 1") && !text.contains("told_apart"), "{text}");
}
