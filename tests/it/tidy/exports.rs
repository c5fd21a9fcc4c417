//! Files as the programs of other offices export them: codes beside labels, legends, footers, and what stands instead of a figure.

use super::series::told as series;
use super::{picture, progress, projects};
use duban::tidy::{Known, Tidied};
use rust_xlsxwriter::Workbook;

/// How many rows a table of projects has, and how many are refused and set aside.
fn counts(tidied: &Tidied) -> (usize, u32, u32) {
    let found = &tidied.tables[0];
    (found.table.height(), found.refused, found.set_aside)
}

#[test]
fn of_codes_and_labels_side_by_side_the_filled_ones_are_read() {
    let oecd = series(
        "REF_AREA,Reference area,TIME_PERIOD,Time period,OBS_VALUE,Observation value,UNIT_MULT,Unit multiplier\n\
         AUS,Australia,2021,,73.1,,6,Millions\nAUT,Austria,2021,,36.6,,6,Millions\n",
    );
    assert!(
        oecd.contains("Australia 2021 = 73.1 millions") || oecd.contains("Australia 2021 = 73.1 Millions"),
        "{oecd}"
    );
    assert!(!oecd.contains("Conflicting") && !oecd.contains("= 6"), "{oecd}");
    let alone = series("REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nAUS,2021,73.1,6\nAUT,2021,36.6,6\n");
    assert!(alone.contains("= 73.1 millions") && !alone.contains("column_proposed"), "{alone}");
    let labour = series(
        "Series ID,Year,Period,Value\nCUUR0000SA0,2021,M01,261.582\nCUUR0000SA0,2021,M02,263.014\nCUUR0000SA0,2021,M03,264.877\n",
    );
    assert!(!labour.contains("= 2021"), "{labour}");
    let plain = series("Year,Month,Value\n2021,1,1.5\n2021,2,2.5\n2021,12,3.5\n");
    assert!(plain.contains("names_unclear"), "{plain}");
}

#[test]
fn a_table_of_projects_that_stands_on_its_side_is_refused() {
    let csv = "Project ID,P1,P2,P3\nProject Name,Bridge,School,Library\nCumulative ($m),1.5,2.5,3.5\nCompletion Date,2025-03-31,2026-12-15,2024-09-30\n";
    let refused = progress("20140630.csv", csv.as_bytes(), &Known::default()).expect_err("no table");
    assert!(refused.text.contains("transposed"), "{}", refused.text);
}

#[test]
fn legends_and_footers_below_a_table_are_no_rows_of_it() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let lines = [
        "Project ID|Project Name|Cumulative ($m)",
        "P1|Bridge|1200.5",
        "P2|School|45.25",
        "",
        "Legend",
        "Code|Meaning",
        "P|Planned",
        "C|Complete",
    ];
    for (row, line) in (0u32..).zip(lines) {
        for (column, cell) in (0u16..).zip(line.split('|')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
    let tidied = progress("20140630.xlsx", &book.save_to_buffer().unwrap(), &Known::default()).expect("a table");
    assert_eq!(counts(&tidied), (2, 0, 5), "{}", picture(&tidied));
    let footer = series(
        "Region,2020,2021\nNorth,10.5,11.5\nSouth,20.5,21.5\nSource: ONS\n1 Provisional\nLast updated,28/06/2024\n",
    );
    assert_eq!(footer.lines().filter(|line| line.contains(" = ")).count(), 4, "{footer}");
    assert!(!footer.contains("NotANumber") && !footer.contains("Broken"), "{footer}");
}

#[test]
fn what_stands_instead_of_a_figure_is_kept_in_every_language() {
    for mark in ["n.d.", "k. A.", "s/d", "nfp", "Complete", "н/д", "미정", "―", "n.v.t.", "offen", "[c]"] {
        let tidied = projects(&format!(
            "Project ID,Project Name,Cumulative ($m),Paid ($m)\nP1,Bridge,1.5,1\nP2,School,2.5,{mark}\n"
        ));
        assert_eq!(counts(&tidied).0, 2, "{mark}: {}", picture(&tidied));
    }
    let british =
        series("Region,2020,2021,2022 [note 3]\nNorth East,1180.5,[c],1192.1\nLondon,3500.2,3510.7,13.1 (b)\n");
    assert!(british.contains("North East 2021 = no_value c") && british.contains("London 2022 = 13.1 b"), "{british}");
}

#[test]
fn flags_in_columns_of_their_own_stay_with_their_figures() {
    let browser = series("TIME,2020,,2021,\nBelgium,1.5,p,2.5,\nCzechia,3.5,,4.5,b\n");
    assert!(browser.contains("Belgium 2020 = 1.5 p") && browser.contains("Czechia 2021 = 4.5 b"), "{browser}");
}

#[test]
fn a_heading_or_a_note_without_separators_tears_no_row_beside_it() {
    let parts =
        series("Population\nRegion,2020,2021\nMales\nNorth,10,11\nSouth,5,6\nFemales\nNorth,12,13\nSouth,7,8\n");
    assert!(parts.contains("North Population, Males 2020 = 10") && !parts.contains("Broken"), "{parts}");
    let noted = projects(
        "Project ID,Project Name,Paid date,Cumulative ($m)\n10,Library,2025-03-31,1.5\n11,School,2026-06-30,2.5\n\
         Note: projects 10 and 11 were re-baselined\nData as of 2024-06-30,,,\n",
    );
    assert_eq!(counts(&noted).0, 2, "{}", picture(&noted));
    // A piece of a torn row still makes its neighbours doubtful.
    let torn = projects("Project ID,Project Name,Cumulative ($m)\nA1,Bridge,1.5\nA2,Scho\nol,2.5\nA3,Pool,3.5\n");
    assert!(counts(&torn).1 > 0 || counts(&torn).0 == 3, "{}", picture(&torn));
}

#[test]
fn days_and_shares_in_other_words_are_read() {
    let day = |text: &str| {
        let tidied =
            projects(&format!("Project ID,Project Name,Cumulative ($m),Finished date\nP1,Bridge,1.5,\"{text}\"\n"));
        let days = tidied.tables[0].table.dates("finished_date");
        days.first().copied().flatten().map_or("none".to_string(), |day| day.to_string())
    };
    for (text, expected) in [
        ("31st December 2013", "2013-12-31"),
        ("1er juin 2013", "2013-06-01"),
        ("31 déc. 2013", "2013-12-31"),
        ("15 июня 2013 г.", "2013-06-15"),
        ("15 czerwca 2013", "2013-06-15"),
        ("dic-13", "2013-12-31"),
        ("dez/13", "2013-12-31"),
        ("T4 2013", "2013-12-31"),
        ("4th Quarter 2013", "2013-12-31"),
        ("IV/2013", "2013-12-31"),
        ("Bridge 2013", "none"),
        ("113/12/31", "none"),
    ] {
        assert_eq!(day(text), expected, "{text}");
    }
    let shares =
        projects("Project ID,Project Name,Cumulative ($m),Percent\nP1,Bridge,1.5,%42\nP2,School,2.5,85 per cent\n");
    assert_eq!(counts(&shares).0, 2, "{}", picture(&shares));
}

#[test]
fn years_of_two_digits_are_told_by_the_whole_column() {
    let told = |days: &[&str]| {
        let rows: String = days.iter().enumerate().map(|(n, day)| format!("P{n},Project {n},1,{day}\n")).collect();
        picture(&projects(&format!("Project ID,Project Name,Cumulative ($m),Finished date\n{rows}")))
            .matches("Ambiguous")
            .count()
    };
    assert_eq!(told(&["31/12/12", "15/06/13", "30/09/13", "02/03/12", "21/11/13"]), 0);
    assert_eq!(told(&["31/12/12", "15/06/13"]), 2, "two days tell nothing");
    assert!(told(&["03/04/12", "05/06/13", "07/08/11", "09/10/12", "11/12/13"]) > 0, "nor do days of any order");
}

#[test]
fn figures_with_their_own_currency_and_multiple_are_read() {
    let rupees =
        projects("Project ID,Project Name,Cumulative\nP1,Bridge,\"Rs. 1,200.50 Cr\"\nP2,School,Rs. 45.25 Cr\n");
    assert_eq!(counts(&rupees).0, 2, "{}", picture(&rupees));
    let gaps =
        projects("Projekt;Nr;x\nProject ID;Project Name;Cumulative (€)\nP1;A;1,2 M€\nP2;B;345 k€\nP3;C;2 500 000 €\n");
    assert_eq!(counts(&gaps).1, 0, "{}", picture(&gaps));
}

#[test]
fn years_beside_quarters_and_described_series_are_read() {
    let mixed = series("Region,2020,2021,Q1 2022,Q2 2022\nNorth,1,2,3,4\nSouth,5,6,7,8\n");
    assert!(mixed.contains("North 2021 = 2") && mixed.contains("South 2022-Q2 = 8"), "{mixed}");
    let france = series(
        "Libellé;Prix\nidBank;001763852\nDernière mise à jour;14/06/2024 08:45\nPériode;\n2024-06;119.42\n2024-05;119.36\n",
    );
    assert!(france.contains("Prix 2024-06 = 119.42"), "{france}");
    let brazil = series(
        "\"PIB (Mil Reais)\"\n\"Unidade da Federação\";\"Ano\";\n\"Unidade da Federação\";\"2019\";\"2020\"\n\"Acre\";\"15630017\";\"16476371\"\n\"Bahia\";\"15\";\"16\"\n",
    );
    assert!(brazil.contains("Acre PIB 2019 = 15630017 R$k"), "{brazil}");
    let japan = series("表題：,県内総生産（名目）\n単位：百万円\n地域,2018年度,2019年度\n北海道,1,2\n東京都,3,4\n");
    assert!(japan.contains("県内総生産") && japan.contains("FY2018 = 1") && japan.contains("JPY m"), "{japan}");
    let quarters = series("observation_date,GDPC1\n2021-01-01,19055.6\n2021-04-01,19368.3\n2021-07-01,19478.9\n");
    assert!(!quarters.contains("2021-04 ="), "{quarters}");
}
