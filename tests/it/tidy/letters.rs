//! Letters behind the figures of tables of periods: multiples, units, flags, and those that may be two of them.

use super::plain;
use duban::pipeline::dataset::Dataset;

/// Each value with its unit and flag, or why it is refused, cell by cell.
fn read(rows: &[&str]) -> String {
    let text = format!("Country,2019,2020,2021\n{}\n", rows.join("\n"));
    let tidied = plain(Dataset::Series, text.as_bytes()).expect("a table");
    let found = tidied.tables.first().expect("a table");
    let values = found.table.amounts("value");
    let beside = found.table.texts(["unit", "flag"]);
    let shown = values.into_iter().zip(beside).map(|(value, [unit, flag])| {
        let parts = [value.map(|value| value.to_string()), unit, flag.map(|flag| format!("[{flag}]"))];
        parts.into_iter().flatten().collect::<Vec<String>>().join(" ")
    });
    let refused = tidied.rejects.iter().map(|reject| format!("{:?}", reject.reason));
    shown.chain(refused).collect::<Vec<String>>().join(" | ")
}

#[test]
fn multiples_behind_figures_are_multiples_and_no_flags() {
    assert_eq!(read(&["A,1.5bn,2.5 mn,3.1k"]), "1500000000 | 2500000 | 3100");
    assert_eq!(read(&["A,£1.5bn,£2.5m,£3k"]), "1500000000 £ | 2500000 £ | 3000 £");
    assert_eq!(read(&["A,1.5b,310m,3.1k"]), "1500000000 | 310000000 | 3100");
    assert_eq!(read(&["A,1.5B,310M,2.2B"]), "1500000000 | 310000000 | 2200000000");
    assert_eq!(read(&["A,12 t,13 t,14 t"]), "12 t | 13 t | 14 t");
}

#[test]
fn flags_are_told_by_the_letters_of_the_others() {
    assert_eq!(read(&["A,12.5 p,12.6b,12.7"]), "12.5 [p] | 12.6 [b] | 12.7");
    assert_eq!(read(&["A,38.8E,12.3B,9.9A"]), "38.8 [E] | 12.3 [B] | 9.9 [A]");
    assert_eq!(read(&["A,12.5,12.6 b,12.7"]), "12.5 | 12.6 [b] | 12.7");
    // All of them: breaks or billions? Among flags and multiples nobody can say either.
    assert_eq!(read(&["A,1.5b,2.5b,3.5b"]), "UnclearUnit | UnclearUnit | UnclearUnit");
    assert_eq!(read(&["A,1.5b,2.5k,3.5e"]), "2500 | 3.5 [e] | UnclearUnit");
}
