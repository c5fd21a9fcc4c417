//! Tables of statistical offices and of capital programmes of other countries: their unit lines, periods and marks, as they write them.

use super::series::told as series;
use super::{picture, progress, projects};
use duban::pipeline::headers::split_unit;
use duban::tidy::Known;
use rust_xlsxwriter::{Format, Workbook};

/// The first cumulative figure of a table, in its base unit, and its unit; what is said where none is read.
fn first(csv: &str) -> String {
    let tidied = projects(csv);
    let table = &tidied.tables[0];
    let unit = table.columns.iter().find(|c| c.column.as_deref() == Some("cumulative")).and_then(|c| c.unit.clone());
    let amount = table.table.amounts("cumulative").first().copied().flatten();
    let kinds = ["unit_missing", "unit_unclear", "unit_assumed"].into_iter();
    let asked: Vec<&str> = kinds.filter(|kind| tidied.notes.iter().any(|note| note.kind == *kind)).collect();
    match amount {
        Some(amount) => format!("{amount} {} {}", unit.unwrap_or_default(), asked.join(" ")).trim().to_string(),
        None => asked.join(" "),
    }
}

/// The same below a line, and with words behind the name of the column.
fn below(line: &str) -> String {
    first(&format!("\"{line}\",,\nProject ID,Project Name,Cumulative\nP1,Bridge,7\n"))
}
fn headed(header: &str) -> String {
    first(&format!("Project ID,Project Name,\"{header}\"\nP1,Bridge,7\n"))
}

#[test]
fn a_line_of_its_own_names_the_unit_of_a_series_and_never_its_indicator() {
    let told = |lines: &str| {
        series(&format!("{lines}\nRegion,2020,2021\nNorth,10.5,11.5\nSouth,20.5,21.5\n"))
            .lines()
            .next()
            .unwrap_or("")
            .to_string()
    };
    let title = "Gross regional product";
    for (line, unit) in [
        ("(€ million)", "€m"),
        ("(в текущих ценах; млн рублей)", "₽m"),
        ("£ million", "£m"),
        ("Figures in € million", "€m"),
        ("in EUR million", "€m"),
        ("En milliers d'euros", "€k"),
        ("w tys. zł", "PLN k"),
        ("Angaben in T€", "€k"),
        ("単位：千円", "JPY k"),
        ("\"Current prices, million euro\"", "€m"),
        ("(thousands)", "thousands"),
        ("(2015=100)", "2015=100"),
        ("Percent", "%"),
    ] {
        assert_eq!(told(&format!("{title}\n{line}")), format!("North {title} 2020 = 10.5 {unit}"), "{line}");
    }
    assert_eq!(told("Currency: EUR"), "North 2020 = 10.5 €");
    assert_eq!(told("Exports in € million"), "North Exports 2020 = 10.5 €m");
}

#[test]
fn a_multiple_in_the_title_holds_for_the_currency_below_it() {
    let canada = series(
        "\"Gross domestic product (x 1,000,000)\"\nGeography,2019,2020\n,Dollars\nCanada,\"2,311,294\",\"2,207,000\"\n",
    );
    assert!(canada.contains("2019 = 2311294 $m") || canada.contains("百万美元"), "{canada}");
    let chained = series("Millions of chained 2012 dollars\nGeography,2019,2020\nCanada,\"2,311,294\",\"2,207,000\"\n");
    assert!(chained.contains("2019 = 2311294 $m"), "{chained}");
    let corner = series("\"GDP, € million\",2020,2021\nNorth,10.5,11.5\nSouth,20.5,21.5\n");
    assert!(corner.contains("North GDP 2020 = 10.5 €m"), "{corner}");
    let column = series("Accounts;;;\n;;2020;2021\nValue added;Mrd. EUR;3066,9;3255,1\nPer head;EUR;36,5;39,5\n");
    assert!(column.contains("= 3066.9 Mrd. EUR") && column.contains("= 36.5 EUR"), "{column}");
}

#[test]
fn words_around_a_unit_in_brackets_leave_it_one() {
    for line in [
        "(Amount in Rs. crore)",
        "(All figures in Rs. crore)",
        "Cost statement (Rs. in crore)",
        "(Rs. crore, unless otherwise indicated)",
    ] {
        assert_eq!(below(line), "70000000 ₹crore", "{line}");
    }
    assert_eq!(below("Capital Program ($ in millions)"), "7000000 $m");
    assert_eq!(below("(Beträge in Tsd. EUR)"), "7000 €k");
    assert_eq!(below("(importi in migliaia di euro)"), "7000 €k");
    assert_eq!(below("(Amounts in thousands; totals in USD)"), "unit_unclear");
    for (header, base, label) in [
        ("Original Cost (Rs. crore) as on 31.03.2024", "Original Cost as on 31.03.2024", "₹crore"),
        ("Valor (R$) com aditivos", "Valor com aditivos", "R$"),
        ("総事業費(税込・百万円)", "総事業費", "JPY m"),
        ("Стоимость, млн руб. (с НДС)", "Стоимость", "₽m"),
        ("Cena v mil. Kč (bez DPH)", "Cena", "CZK m"),
        ("Cost £m (2019/20 prices)", "Cost", "£m"),
        ("Value (A$m ex GST)", "Value", "A$m"),
        ("Budget 2024/25 £000", "Budget 2024/25", "£k"),
        ("Cost (YOE $M)", "Cost", "$m"),
    ] {
        let (found, unit) = split_unit(header);
        assert_eq!(unit.map(|unit| unit.label).as_deref(), Some(label), "{header}");
        assert!(found.starts_with(base), "{header}: {found}");
    }
    assert_eq!(split_unit("Spent ($) of budget (€)").1.map(|unit| unit.label), Some("€".to_string()));
    assert_eq!(split_unit("累计完成（万元）占年度计划").1, None);
}

#[test]
fn a_table_that_is_not_chinese_is_never_taken_for_ten_thousands_of_yuan() {
    assert_eq!(headed("Cumulative"), "unit_missing");
    for unit in ["mdp", "RM", "N'000", "M Ft", "kkr", "won", "Cr", "KD"] {
        let read = headed(&format!("Cumulative ({unit})"));
        assert!(read == "unit_unclear" || read == "unit_missing", "{unit}: {read}");
    }
    assert!(matches!(below("Rand thousand").as_str(), "unit_unclear" | "unit_missing"));
    // A Chinese table has its usual unit, unless letters beside the header look like another.
    assert_eq!(first("项目编号,项目名称,累计完成投资\nA1,甲,7\n"), "70000 万元 unit_assumed");
    assert_eq!(first("项目编号,项目名称,累计完成投资(RM)\nA1,甲,7\n"), "unit_unclear");
    assert_eq!(first("项目编号,项目名称,累计完成投资(A)\nA1,甲,7\n"), "70000 万元 unit_assumed");
    // Japanese is none.
    assert_eq!(first("項目编号,项目名称,累计完成投资\nA1,みなと橋,7\n"), "unit_missing");
    let hinted = first(
        "Project ID,Project Name,Cumulative,Finished date\n,,($ millions),(yyyy-mm-dd)\nP1,Bridge,7,2025-03-31\n",
    );
    assert_eq!(hinted, "7000000 $m");
}

#[test]
fn a_comma_before_three_digits_is_asked_about_in_a_file_of_semicolons() {
    let told = |csv: &str| picture(&projects(csv)).matches("Ambiguous").count();
    assert_eq!(told("Project ID;Project Name;Cumulative (€m)\nA;Schule;12,500\nB;Bad;8,750\n"), 2);
    assert_eq!(told("Project ID;Project Name;Cumulative (€m)\nA;Schule;12,500\nB;Bad;8,75\n"), 0);
    assert_eq!(told("项目编号;项目名称;累计完成投资（万元）\nA;甲;12,500\nB;乙;8,750\n"), 0);
    let births = series("Land;2020;2021\nBayern;1,523;1,564\nHessen;1,545;1,601\n");
    assert!(births.contains("Ambiguous") && !births.contains("1523"), "{births}");
}

#[test]
fn months_and_years_that_cross_are_each_months_of_their_year() {
    let down = series("Consumer price index\nMonth,2021,2022\nJanuary,101.1,104.2\nFebruary,101.5,104.9\n");
    assert!(down.starts_with("Consumer price index 2021-01 = 101.1\nConsumer price index 2022-01 = 104.2"), "{down}");
    assert!(down.contains("Consumer price index 2022-02 = 104.9") && !down.contains("January"), "{down}");
    let across = series("Unemployment rate (%)\nYear,Jan,Feb,Mar\n2021,1,2,3\n2022,4,5,6\n");
    assert!(across.contains("Unemployment rate 2021-02 = 2 %") && across.contains("2022-03 = 6 %"), "{across}");
    let quarters = series("Output\nQuarter,2021,2022\nI,1,2\nII,3,4\nIII,5,6\nIV,7,8\nAnnual,16,20\n");
    assert!(quarters.contains("Output 2021-Q2 = 3") && quarters.contains("Output 2022 = 20"), "{quarters}");
    let regions = series("Region,Year,Q1,Q2\nNorth,2021,1,2\nNorth,2022,3,4\nSouth,2021,5,6\nSouth,2022,7,8\n");
    assert!(regions.contains("North 2022-Q2 = 4") && regions.contains("South 2021-Q1 = 5"), "{regions}");
}

#[test]
fn the_first_heading_of_a_part_is_one_as_the_others_are() {
    let parts =
        series("Population,,\nRegion,2020,2021\nMales,,\nNorth,10,11\nSouth,5,6\nFemales,,\nNorth,12,13\nSouth,7,8\n");
    assert!(
        parts.contains("North Population, Males 2020 = 10") && parts.contains("North Population, Females 2020 = 12"),
        "{parts}"
    );
    assert!(!parts.contains("no_value"), "{parts}");
}

#[test]
fn a_number_format_that_counts_in_millions_is_read_with_its_letter() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["Project ID", "Project Name", "Cumulative ($)"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    for (row, format) in [(1, "$#,##0.0,,\"M\""), (2, "#,##0,\"K\""), (3, "#,##0.0,,\" million\"")] {
        sheet.write(row, 0, format!("P{row}")).unwrap();
        sheet.write(row, 1, format!("Bridge {row}")).unwrap();
        sheet.write_number_with_format(row, 2, 1_200_500_000.0, &Format::new().set_num_format(format)).unwrap();
    }
    let tidied = progress("20140630.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).expect("a table");
    let read: Vec<String> =
        tidied.tables[0].table.amounts("cumulative").into_iter().flatten().map(|a| a.to_string()).collect();
    assert_eq!(read, ["1200500000", "1200500000", "1200500000"], "{}", picture(&tidied));
}

#[test]
fn labels_of_other_countries_are_their_periods() {
    let told = |header: &str| series(&format!("Region;{header}\nNorth;1;2\nSouth;5;6\n"));
    for (header, periods) in [
        ("1. Quartal 2021;2. Quartal 2021", ["2021-Q1", "2021-Q2"]),
        ("2022.1/4 분기;2022.2/4 분기", ["2022-Q1", "2022-Q2"]),
        ("110年;111年", ["2021", "2022"]),
        ("平成30年;令和元年", ["2018", "2019"]),
        ("2019 г.;2020 г.", ["2019", "2020"]),
        ("31 Dec 2019;31 Dec 2020", ["2019-12", "2020-12"]),
    ] {
        let read = told(header);
        assert!(
            read.contains(&format!("North {} = 1", periods[0])) && read.contains(&format!("North {} = 2", periods[1])),
            "{header}: {read}"
        );
    }
    let named = told("Population 2020;Population 2021");
    assert!(named.contains("North Population 2020 = 1") && named.contains("South Population 2021 = 6"), "{named}");
}
