//! Series that statistical offices abroad publish: labels that a whole column tells, columns of one text, letters behind figures.
//! What the column does not tell is asked, and what is asked for can be said in the pipeline.

use super::series::{said, told as csv};
use super::{decode, specs};
use chrono::NaiveDate;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::pipeline::habit::{DateOrder, Habit, Step};
use duban::tidy::{Ask, Known};
use rust_xlsxwriter::{Format, Workbook};

/// What a series says where the pipeline says how its periods are written.
fn with(habit: Habit, text: &str) -> String {
    let mut specs = specs(&[Dataset::Series]);
    let period = specs[0].columns.iter_mut().find(|column| column.name == "period");
    period.expect("series have periods").habit = habit;
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let book = decode(text.as_bytes()).expect("the file decodes");
    match duban::tidy::tidy("file.csv", "sha", &book, &ask, &Known::default(), NaiveDate::MIN) {
        Ok(tidied) => said(&tidied),
        Err(refused) => format!("{}: {}", refused.kind, refused.text),
    }
}

fn step(step: Step, text: &str) -> String {
    with(Habit { step: Some(step), ..Habit::default() }, text)
}

#[test]
fn a_column_that_says_what_is_measured_in_every_row_is_the_indicator_where_nothing_else_is() {
    assert_eq!(
        csv("Metric,Month,State,Value\nPrice index,2023-01,Ohio,5\nPrice index,2023-02,Ohio,6\n"),
        "Ohio Price index 2023-01 = 5\nOhio Price index 2023-02 = 6\n[indicator_assumed]"
    );
    assert_eq!(
        csv("Metric,Region,2021,2022\nGDP (£m),A,5,6\nGDP (£m),B,7,8\n"),
        "A GDP 2021 = 5 £m\nA GDP 2022 = 6 £m\nB GDP 2021 = 7 £m\nB GDP 2022 = 8 £m\n[indicator_assumed]"
    );
    assert!(csv("Metric,Month,Value\nRate,2023-01,5\nRate,2023-02,6\n").starts_with("Rate 2023-01 = 5\n"));
    // What only may be one, and what stands beside an indicator, is told of and never taken.
    for text in [
        "Region,Survey,Month,Value\nA,Labour force,2023-01,5\nA,Labour force,2023-02,6\n",
        "Indicator,Metric,Month,Value\nGDP,Chained,2023-01,5\nGDP,Chained,2023-02,6\n",
        "Metric,Region,2021,2022\nOhio,A,5,6\nOhio,B,7,8\n",
    ] {
        let said = csv(text);
        assert!(said.contains("[columns_left_out]") || said.contains("[indicator_assumed]"), "{text}: {said}");
        assert!(!said.contains("Labour") && !said.contains("Chained"), "{text}: {said}");
    }
    assert!(!csv("Region,Frequency,Status,2021,2022\nA,A,x,5,6\nB,A,x,7,8\n").contains("columns_left_out"));
}

#[test]
fn millions_and_metres_are_told_by_the_table_or_asked_about() {
    assert!(csv("Country,2022,2023\nGhana,32.8m,33.5m\nTogo,8.7m,8.9m\n").contains("UnclearUnit C3\n[unit_unclear]"));
    assert!(csv("Country,2022,2023\nGhana,32.8M,33.5M\n").starts_with("Ghana 2022 = 32800000\n"));
    assert!(csv("Country,2022,2023\nGhana,32.8m,950k\n").starts_with("Ghana 2022 = 32800000\n"));
    assert!(csv("Country,2022,2023\nGhana,£32.8m,£33.5m\n").starts_with("Ghana 2022 = 32800000 £\n"));
    for lengths in ["Length of quay,,\nPort,2022,2023\nTema,32.8m,33.5m\n", "Port,2022,2023\nTema,32.8m,3km\n"] {
        assert!(csv(lengths).contains("2022 = 32.8 m\n"), "{}", csv(lengths));
    }
}

#[test]
fn marks_stuck_to_figures_are_kept_as_their_flags() {
    assert_eq!(
        csv("Region,2021,2022\nA,12.3(p),4.1 (R)\nB,12.3¹,1234*\n"),
        "A 2021 = 12.3 p\nA 2022 = 4.1 R\nB 2021 = 12.3 1\nB 2022 = 1234 *"
    );
    // The share that stands with a count is no note.
    assert!(csv("Region,2021,2022\nA,12 (5),4\n").contains("NotANumber B2"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Region", "2021", "2022"]).unwrap();
    sheet.write(1, 0, "A").unwrap();
    sheet.write_with_format(1, 1, 7, &Format::new().set_num_format("0\" (r)\"")).unwrap();
    sheet.write_with_format(1, 2, 8, &Format::new().set_num_format("0\"p\"")).unwrap();
    let specs = specs(&[Dataset::Series]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let book = decode(&book.save_to_buffer().unwrap()).unwrap();
    let tidied = duban::tidy::tidy("a.xlsx", "sha", &book, &ask, &Known::default(), NaiveDate::MIN).unwrap();
    assert_eq!(said(&tidied), "A 2021 = 7 r\nA 2022 = 8 p");
}

#[test]
fn days_a_year_apart_are_years_and_days_that_begin_quarters_in_turn_are_quarters() {
    let long = |days: &[&str]| {
        let rows: String = days.iter().map(|day| format!("{day},5\n")).collect();
        csv(&format!("date,value\n{rows}"))
    };
    let of = |days: &[&str]| {
        long(days).lines().map(|line| line.split(" = ").next().unwrap_or_default().to_string()).collect::<Vec<String>>()
    };
    assert_eq!(of(&["1965-01-01", "1966-01-01", "1967-01-01"]), ["1965", "1966", "1967"]);
    assert_eq!(of(&["01/01/2019", "01/01/2020", "01/01/2021"]), ["2019", "2020", "2021"]);
    let turn = ["2023-04-01", "2023-07-01", "2023-10-01", "2024-01-01"];
    assert_eq!(of(&turn), ["2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"]);
    assert_eq!(of(&["2024-01-01", "2024-02-01", "2024-03-01"]), ["2024-01", "2024-02", "2024-03"]);
    let two = "date,value\n2019-01-01,5\n2020-01-01,6\n";
    assert!(csv(two).contains("[periods_unclear]"));
    assert_eq!(step(Step::Year, two), "2019 = 5\n2020 = 6");
    assert_eq!(step(Step::Quarter, two), "2019-Q1 = 5\n2020-Q1 = 6");
    assert_eq!(step(Step::Month, two), "2019-01 = 5\n2020-01 = 6");
    // Across, too.
    assert_eq!(csv("Region,2019-01-01,2020-01-01,2021-01-01\nA,5,6,7\n"), "A 2019 = 5\nA 2020 = 6\nA 2021 = 7");
}

#[test]
fn the_order_of_days_that_are_periods_is_said_in_the_pipeline() {
    let text = "date,value\n01/04/2024,5\n01/07/2024,6\n01/10/2024,7\n";
    assert!(csv(text).contains("[periods_unclear]"));
    let order = |order| Habit { date_order: Some(order), ..Habit::default() };
    assert_eq!(with(order(DateOrder::Dmy), text), "2024-04 = 5\n2024-07 = 6\n2024-10 = 7");
    assert!(with(order(DateOrder::Mdy), text).starts_with("2024-01-04 = 5\n2024-01-07 = 6\n"));
    let both = Habit { step: Some(Step::Quarter), ..order(DateOrder::Dmy) };
    assert_eq!(with(both, text), "2024-Q2 = 5\n2024-Q3 = 6\n2024-Q4 = 7");
}

#[test]
fn numbers_behind_years_count_quarters_where_a_title_or_a_header_says_so() {
    let quarters: String = (1..5).map(|q| format!("2023/0{q},{q}\n")).collect();
    assert_eq!(
        csv(&format!("Producto interno bruto trimestral,\nPeriodo,Valores (Millones de pesos)\n{quarters}"))
            .lines()
            .next(),
        Some("Valores (Millones de pesos) 2023-Q1 = 1")
    );
    assert!(csv(&format!("Producto interno bruto,\nPeriodo,Valores\n{quarters}")).contains("2023-04 = 4"));
    assert!(csv("PIB trimestral,\nPeriodo,Valores\n2023/01,1\n2023/02,2\n").starts_with("periods_unclear"));
    assert!(csv("Quarter,GDP\n2023/01,1\n2023/02,2\n").starts_with("GDP 2023-Q1 = 1\nGDP 2023-Q2 = 2"));
    assert!(csv("Quarter,GDP\n2023-03,1\n2023-06,2\n").starts_with("GDP 2023-Q1 = 1\nGDP 2023-Q2 = 2"));
    let asked = "Periodo,Valor\n2022/01,1\n2022/02,2\n2022/03,3\n2022/04,4\n2023/01,5\n";
    assert!(csv(asked).contains("[periods_unclear]"));
    assert!(step(Step::Quarter, asked).starts_with("2022-Q1 = 1\n"));
    assert!(step(Step::Month, asked).starts_with("2022-01 = 1\n"));
}

#[test]
fn an_empty_cell_too_many_behind_a_full_row_moves_nothing() {
    assert_eq!(
        csv("Region,2021,2022\nx,5,6\ny,7,8,\nz,1,2\n"),
        "x 2021 = 5\nx 2022 = 6\ny 2021 = 7\ny 2022 = 8\nz 2021 = 1\nz 2022 = 2"
    );
    // Here nobody can say which cell is empty.
    assert!(csv("Region,2021,2022\nx,5,6\ny,,8,\nz,1,2\n").contains("TooManyCells"));
}

#[test]
fn numbers_names_and_years_of_building_beside_a_series_are_no_periods() {
    for (header, cells) in [
        ("KPI ID", ["K1", "K2", "K3"]),
        ("Code", ["T1", "T2", "T3"]),
        ("No", ["I", "II", "III"]),
        ("Owner", ["April", "June", "May"]),
        ("Due", ["Q1", "Q2", "Q4"]),
    ] {
        let rows: String = (0..3).map(|at| format!("{},Figure {at},{},1{at}\n", cells[at], at + 5)).collect();
        let told = super::series::told(&format!("{header},Indicator,Actual 2023,Actual 2024\n{rows}"));
        assert!(told.contains(" 2024 = 12") && !told.contains("2024-"), "{header}: {told}");
    }
    let built =
        super::series::told("School,Year built,Enrolment 2022,Enrolment 2023\nOak,1968,420,431\nElm,2004,610,598\n");
    assert!(built.contains("2022 = 420") && !built.contains("1990"), "{built}");
    // What heads them says that they are: or nothing else stands there.
    for header in ["Quarter", "", "Output"] {
        let told =
            super::series::told(&format!("Steel output,,\n{header},2022,2023\nQ1,1,5\nQ2,2,6\nQ3,3,7\nQ4,4,8\n"));
        assert!(told.contains("2023-Q4 = 8"), "{header}: {told}");
    }
}
