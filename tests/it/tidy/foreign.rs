//! Progress lists of other countries: units that name no currency, dashes of accountants, dollars, and sums under any name.

use super::progress;
use duban::tidy::{Known, Tidied};

fn read(csv: &str) -> Tidied {
    progress("20140630.csv", csv.as_bytes(), &Known::default()).expect("a table")
}

/// What comes of three figures below `Cumulative`, in base units, or why they are refused; and the unit that is shown.
fn told(unit: &str, cells: [&str; 3]) -> String {
    let rows: String = cells.iter().enumerate().map(|(n, cell)| format!("K{n};project {n};{cell};now\n")).collect();
    let csv = format!("project id;project name;cumulative{unit};status\n{rows}");
    let tidied = match progress("20140630.csv", csv.as_bytes(), &Known::default()) {
        Ok(tidied) => tidied,
        Err(refused) => return format!("asked: {}", refused.text),
    };
    let amounts = tidied.tables[0].table.amounts("cumulative");
    let shown = amounts.into_iter().map(|amount| amount.map_or("-".to_string(), |amount| amount.to_string()));
    let refused = tidied.rejects.iter().map(|reject| format!("{:?}", reject.reason));
    let unit = tidied.tables[0].columns[2].unit.clone().unwrap_or_default();
    format!("{} [{unit}]", shown.chain(refused).collect::<Vec<_>>().join(" "))
}

#[test]
fn a_unit_that_is_not_understood_is_never_taken_for_none() {
    for unit in
        [" (000s)", " ('000)", " (’000s)", " (000's)", " in thousands", " in Tsd.", " (kr bn)", " (bn ¤)", " in '000"]
    {
        let said = told(unit, ["1", "2", "4"]);
        assert!(said.starts_with("UnclearUnit UnclearUnit") || said.starts_with("asked: "), "{unit}: {said}");
    }
    // What is no unit is none.
    for unit in ["", " (100)", " in June", " (2014)"] {
        let csv = format!("project id;project name;cumulative{unit}\nK1;a;1\nK2;b;2\n");
        let read = progress("20140630.csv", csv.as_bytes(), &Known::default());
        let unclear = read.is_ok_and(|tidied| tidied.notes.iter().any(|note| note.kind == "unit_unclear"));
        assert!(!unclear, "{unit}");
    }
}

#[test]
fn money_of_the_whole_world_is_known_by_its_code_and_its_sign() {
    for (unit, expected) in [
        (" (₦bn)", "1000000000 2000000000 4000000000 [NGN bn]"),
        (" (млрд сом)", "1000000000 2000000000 4000000000 [KGS bn]"),
        (" (KSh millions)", "1000000 2000000 4000000 [KES m]"),
        (" (PKR Million)", "1000000 2000000 4000000 [PKR m]"),
        (" (Tk. in Lakh)", "100000 200000 400000 [BDT lakh]"),
        (" (RM million)", "1000000 2000000 4000000 [MYR m]"),
        (" (RM'000)", "1000 2000 4000 [MYR k]"),
        (" (ARS m)", "1000000 2000000 4000000 [ARS m]"),
        (" (KES)", "1 2 4 [KES]"),
    ] {
        let said = told(unit, ["1", "2", "4"]);
        let said = said.replace("[BDT 100k]", "[BDT lakh]");
        assert_eq!(said, expected, "{unit}");
    }
    // Several countries call theirs so.
    for unit in [" (mkr)", " (pesos m)", " (FCFA bn)", " (m shillings)"] {
        assert!(told(unit, ["1", "2", "4"]).starts_with("UnclearUnit"), "{unit}");
    }
}

#[test]
fn the_dash_of_accountants_is_nothing_and_a_sign_behind_takes_the_columns_dollar() {
    assert_eq!(told(" ($)", ["$5", "$-", "$ -"]), "5 Missing Missing [美元]");
    assert_eq!(told(" (€)", ["€5", "- €", "€ -"]), "5 Missing Missing [€]");
    assert_eq!(told(" ($ CA)", ["3 977 000,00 $", "$5", "6"]), "3977000 5 6 [C$]");
    assert_eq!(told(" (£)", ["5 $", "$5", "6"]), "6 OtherUnit OtherUnit [£]");
    assert_eq!(told(" ($ million)", ["5 $", "$5", "6"]), "5000000 5000000 6000000 [$m]");
}

#[test]
fn a_last_row_that_is_the_sum_of_all_others_is_asked_about_whatever_it_is_called() {
    let header = "Project ID,Project Name,Cumulative (€m),Budget (€m),Percent\n";
    let rows = "A1,Bridge,10,100,10%\nA2,Road,20,50,40%\nA3,Park,30,30,100%\n";
    let said = |last: &str| {
        let tidied = read(&format!("{header}{rows}{last}\n"));
        let refused = tidied.rejects.iter().map(|reject| format!("{:?}", reject.reason)).collect::<Vec<_>>().join(" ");
        format!("{} {}", tidied.tables[0].table.height(), refused)
    };
    for last in ["Samt,,60,180,", ",Alle,60,180,", "Zzz,Ganz,60,180,", "Zzz,,60,,"] {
        assert_eq!(said(last), "3 SumOfAll", "{last}");
    }
    for last in ["Jumlah,,60,180,", "Összesen,,60,180,", "Tổng cộng,,60,180,"] {
        assert_eq!(said(last), "3 ", "{last}");
    }
    // A project like the others, and one that sums nothing, are projects.
    for last in ["A4,Square,60,180,33%", "A4,Square,61,180,", "A4,Square,60,181,"] {
        assert_eq!(said(last), "4 ", "{last}");
    }
}
