//! Money of countries: what the pipeline says of it beside the header, signs that countries share, and signs in cells.

use super::{decode, progress};
use duban::pipeline::check;
use duban::tidy::{Ask, Known, Tidied, tidy};
use std::collections::BTreeMap;

/// What comes of the figures below a header, where the pipeline says `unit` of them: amounts, reasons, kinds of notes, the unit.
fn told(unit: &str, header: &str, cells: &[&str]) -> String {
    let said = if unit.is_empty() { String::new() } else { format!(", unit = \"{unit}\"") };
    let text = format!(
        "title = \"t\"\nportfolio = \"p\"\n[schedule]\ncron = \"0 9 1 * *\"\ntimezone = \"Asia/Shanghai\"\nperiod = \"month\"\n\
         [source]\nfolder = \"inbox\"\nmatch = [\"*\"]\nperiod = \"arrival\"\n[[tables]]\ndataset = \"progress\"\n\
         [tables.columns]\ncumulative = {{ headers = [\"{header}\"]{said} }}\n"
    );
    let none = (BTreeMap::new(), BTreeMap::new());
    let context = check::Context { policies: &none.0, calendars: &none.1, datasets: None, packs: &Default::default() };
    let (pipeline, problems) = check::check_pipeline("p", "p.toml", &text, &context);
    let pipeline = pipeline.unwrap_or_else(|| panic!("{unit}: {problems:?}"));
    let rows = cells.iter().enumerate().map(|(n, cell)| format!("K{n},project {n},\"{cell}\"\n")).collect::<String>();
    let book = decode(format!("project id,project name,{header}\n{rows}").as_bytes()).expect("text");
    let day = chrono::NaiveDate::from_ymd_opt(2014, 6, 30).expect("a day");
    let tidied = tidy("f.csv", "sha", &book, &Ask::from(&pipeline), &Known::default(), day).expect("a table");
    shown(&tidied)
}

/// The same where nobody says anything of the column.
fn unsaid(header: &str, cells: &[&str]) -> String {
    let rows = cells.iter().enumerate().map(|(n, cell)| format!("K{n},project {n},\"{cell}\"\n")).collect::<String>();
    let csv = format!("project id,project name,{header}\n{rows}");
    shown(&progress("20140630.csv", csv.as_bytes(), &Known::default()).expect("a table"))
}

fn shown(tidied: &Tidied) -> String {
    let table = &tidied.tables[0];
    let amounts = table.table.amounts("cumulative").into_iter();
    let amounts = amounts.map(|amount| amount.map_or("-".to_string(), |amount| amount.to_string()));
    let refused = tidied.rejects.iter().map(|reject| format!("{:?}", reject.reason));
    let kinds = tidied.notes.iter().filter(|note| note.kind.starts_with("unit_")).map(|note| note.kind.clone());
    let unit = table.columns.iter().find(|column| column.column.as_deref() == Some("cumulative"));
    let unit = format!("[{}]", unit.and_then(|column| column.unit.clone()).unwrap_or_default());
    amounts.chain(refused).chain([unit]).chain(kinds).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_unit_of_the_pipeline_never_loses_against_the_header_without_a_word() {
    // M$ are thousands in Chile: who says so is believed, and it is said that the header may mean another.
    assert_eq!(told("CLP thousand", "Costo (M$)", &["12.345.678", "7"]), "12345678000 7000 [CLP k] unit_differs");
    assert_eq!(told("CLP", "Costo (M$)", &["5", "7"]), "5 7 [CLP] unit_differs");
    assert_eq!(told("CLP million", "Costo (M$)", &["5", "7"]), "5000000 7000000 [CLP m]");
    // Nobody says it: a Spanish header is asked about, an English one is as before.
    assert_eq!(unsaid("cumulative", &["5", "7"]), "UnclearUnit UnclearUnit [] unit_missing");
    assert_eq!(told("", "Gasto acumulado (M$)", &["5", "7"]), "UnclearUnit UnclearUnit [] unit_unclear");
    assert_eq!(unsaid("cumulative (M$)", &["5", "7"]), "5000000 7000000 [$m]");
    // What is clear in a header is the office's own unit: it holds, and the difference is said.
    assert_eq!(told("$k", "Spent ($ million)", &["5", "7"]), "5000000 7000000 [$m] unit_differs");
    assert_eq!(told("万元", "累计投资（亿元）", &["5", "7"]), "500000000 700000000 [亿元]");
    assert_eq!(told("€k", "Spent (€)", &["5", "7"]), "5 7 [€] unit_differs");
    // Where they agree nothing is said, nor where one is silent; `$` is that of the pipeline's country.
    assert_eq!(told("万元", "累计投资（万元）", &["5", "7"]), "50000 70000 [万元]");
    assert_eq!(told("€k", "Spent", &["5", "7"]), "5000 7000 [€k]");
    assert_eq!(told("COP", "Costo ($)", &["5", "7"]), "5 7 [COP]");
    assert_eq!(told("COP million", "Costo ($ millones)", &["5", "7"]), "5000000 7000000 [COP m]");
}

#[test]
fn the_dollar_sign_in_cells_is_the_peso_of_a_column_of_pesos() {
    for unit in ["COP", "CLP", "ARS", "UYU", "DOP", "MXN", "NAD", "JMD", "FJD"] {
        let read = told(unit, "Valor Total", &["$ 12.345.678.901,00", "$ 8.000.000"]);
        assert!(read.starts_with("12345678901 8000000 ["), "{unit}: {read}");
    }
    assert_eq!(told("€", "Valor Total", &["$ 5", "7"]), "7 OtherUnit [€]");
    assert_eq!(told("COP", "Valor Total", &["US$ 5", "7"]), "7 OtherUnit [COP]");
}

#[test]
fn cells_that_say_two_currencies_are_asked_about_by_the_cell_that_differs() {
    assert_eq!(unsaid("cumulative", &["A$34.5bn", "A$6.7bn"]), "34500000000 6700000000 [A$]");
    for cells in [["A$34.5bn", "NZ$14.6 billion"], ["£34.5m", "$14.6m"]] {
        assert_eq!(unsaid("cumulative", &cells), "UnclearUnit UnclearUnit [] unit_unclear");
        let csv = format!("project id,project name,cumulative\nA,a,{}\nB,b,{}\n", cells[0], cells[1]);
        let read = progress("20140630.csv", csv.as_bytes(), &Known::default()).expect("a table");
        let note = read.notes.iter().find(|note| note.kind == "unit_unclear").expect("a note");
        assert!(note.text.contains(cells[1]) && note.place.cell.as_deref() == Some("C3"), "{note:?}");
    }
    // The pipeline says which of them is meant: the other is refused by its cell.
    assert_eq!(told("A$", "Value", &["A$34.5bn", "NZ$14.6bn"]), "34500000000 OtherUnit [A$]");
}

#[test]
fn money_signs_of_countries_are_read_in_cells_and_close_their_figures() {
    for (unit, cells, expected) in [
        ("ZAR", ["R 12 500", "R800"], "12500 800"),
        ("ZAR", ["R12.5m", "R 3,125.50"], "12500000 3125.5"),
        ("PEN", ["S/ 5,000", "S/. 781,446.20"], "5000 781446.2"),
        ("RM", ["RM 5,000", "RM5"], "5000 5"),
        ("KES", ["Kshs. 4.5 million", "3,200,500/="], "4500000 3200500"),
        ("KES", ["Ksh 4,500", "Shs. 3,200"], "4500 3200"),
        ("GHS", ["GH¢ 5,000", "GHS 7"], "5000 7"),
        ("TZS", ["TZS 5,000,000", "Tshs 7,000,000/-"], "5000000 7000000"),
        ("BDT", ["Tk. 5,000", "BDT 7"], "5000 7"),
        ("SAR", ["SAR 5,000", "7,000 SAR"], "5000 7000"),
        ("NPR", ["Rs. 5,000", "NPR 7"], "5000 7"),
        ("LKR", ["Rs 5,000", "LKR 7"], "5000 7"),
        ("GTQ", ["Q5,000.00", "Q7"], "5000 7"),
        ("CLP", ["CLP 5.000.000", "$7"], "5000000 7"),
        ("IDR", ["Rp5.000.000,-", "Rp. 7"], "5000000 7"),
        ("SEK", ["5 mkr", "7,5 mnkr"], "5000000 7500000"),
        ("NOK", ["5 mkr", "7 kr"], "5000000 7"),
        ("CHF", ["500.--", "7.-"], "500 7"),
        ("MAD", ["MAD 5,000.50", "7 MAD"], "5000.5 7"),
    ] {
        let read = told(unit, "Contract sum", &cells);
        assert!(read.starts_with(&format!("{expected} [")), "{unit}: {read}");
    }
    // Without a word of the unit, too, where every cell says it.
    assert_eq!(unsaid("cumulative", &["RM 5,000", "RM 7,000.50"]), "5000 7000.5 [MYR]");
    assert_eq!(unsaid("cumulative", &["S/ 5,000", "S/ 700"]), "5000 700 [PEN]");
    assert_eq!(told("", "Costo (S/)", &["781,446.20", "5"]), "781446.2 5 [PEN]");
    // Letters that are another country's, and names that are no money.
    assert!(told("€", "Contract sum", &["R 12 500", "5"]).starts_with("5 NotANumber"));
    assert!(told("ZAR", "Contract sum", &["K 500", "5"]).starts_with("5 NotANumber"));
    assert!(unsaid("cumulative (€)", &["COP 26", "5"]).starts_with("5 NotANumber"));
}
