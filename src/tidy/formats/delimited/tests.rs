//! Dialects, line numbers and broken quotes.

use super::*;
use crate::tidy::formats::text::decode;

fn picture(text: &str) -> String {
    let book = read(decode(text.as_bytes(), None).unwrap()).unwrap();
    let mut lines = vec![book.format.clone()];
    for row in book.sheets[0].rows_from(0) {
        let cells: Vec<String> = row.iter().map(|(c, cell)| format!("{c}:{}", book.sheets[0].shown(cell))).collect();
        let mark = if row.flaw.is_some() { "!" } else { "" };
        lines.push(format!("{}{mark} {}", row.number + 1, cells.join(" ")));
    }
    lines.join("\n")
}

#[test]
fn separators_are_found() {
    assert!(picture("a;b;c\n1,5;2,5;3\n4;5;6\n").starts_with("csv with ; (utf-8)\n1 0:a 1:b 2:c\n2 0:1,5"));
    assert!(picture("a\tb\n1,2\t3\n").starts_with("tsv"));
    assert!(picture("a|b\n1|2\n").starts_with("csv with |"));
    // Lines of quoted cells hold more commas than the table has rows.
    assert!(picture("a;b;c\n1;\"x,y\";\"p\n,q\"\n2;\"x,\ny\";\"p,q\"\n").starts_with("csv with ;"));
    assert!(picture("sep=;\na;b\n").ends_with("2 0:a 1:b"));
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let expected = "csv (utf-8)\n3 0:a 1:b\n5 0:1 1:x\ny\n6 0:2 1:z";
    assert_eq!(picture("\n\na,b\n\n1,\"x\ny\"\n2,z\n"), expected);
    assert_eq!(picture("\r\n\r\na,b\r\n\r\n1,\"x\ny\"\r\n2,z"), expected);
    assert_eq!(picture("\r\ra,b\r\r1,\"x\ny\"\r2,z"), expected);
}

#[test]
fn a_quote_that_never_closes_costs_its_line_and_no_other() {
    assert_eq!(picture("a,b\n1,\"x\n2,y\n3,z\n"), "csv (utf-8)\n1 0:a 1:b\n2! 0:1,\"x\n3 0:2 1:y\n4 0:3 1:z");
    let stray = picture("a,b\n1,\"x\n2,\"y\"\n3,z\n");
    assert_eq!(stray, "csv (utf-8)\n1 0:a 1:b\n2! 0:1,\"x\n3 0:2 1:y\n4 0:3 1:z");
}

#[test]
fn a_lost_quote_never_swallows_a_record() {
    // The quote that opens in line 2 would close where the one of line 4 opens.
    let seen = picture("a,b,c\n1,\"x,2\n2,y,3\n3,\",z\",4\n");
    assert_eq!(seen, "csv (utf-8)\n1 0:a 1:b 2:c\n2! 0:1,\"x,2\n3 0:2 1:y 2:3\n4 0:3 1:,z 2:4");
}

#[test]
fn inches_are_no_quotes_where_nobody_quotes() {
    assert_eq!(picture("a,b\n1,5\" pipe\n"), "csv (utf-8)\n1 0:a 1:b\n2 0:1 1:5\" pipe");
    assert_eq!(picture("a,b\n\"1\",5\" pipe\n"), "csv (utf-8)\n1 0:a 1:b\n2! 0:\"1\",5\" pipe");
}

#[test]
fn a_replacement_character_costs_its_row_and_is_said() {
    let book = read(decode("a,b\n1,x\u{fffd}\n2,y\n".as_bytes(), None).unwrap()).unwrap();
    assert_eq!(book.sheets[0].row(1).unwrap().flaw, Some(Flaw::Undecodable(1)));
    assert_eq!(book.sheets[0].row(2).unwrap().flaw, None);
    assert_eq!(book.notes[0].cell.as_deref(), Some("B2"));
}

#[test]
fn quotes_written_twice_are_not_read_as_rows_where_the_text_is_read_again() {
    // The unclosed quote of line 3 makes the text be read a second time.
    let seen = picture("a,b,c\n1,\"x \"\"y\"\" z\",2\n2,\"open,3\n3,z,4\n");
    assert_eq!(seen, "csv (utf-8)\n1 0:a 1:b 2:c\n2 0:1 1:x \"y\" z 2:2\n3! 0:2,\"open,3\n4 0:3 1:z 2:4");
}

#[test]
fn what_may_be_the_rest_of_a_broken_record_is_no_record() {
    // The name of b holds a line end and a separator, and has lost its closing quote.
    let text = "id;name;unit\n\"a\";\"x\";\"y\"\n\"b\";\"x\n;x;\"y\"\n\"c\";\"x\";\"y\"\n";
    let seen = picture(text);
    assert_eq!(
        seen,
        "csv with ; (utf-8)\n1 0:id 1:name 2:unit\n2 0:a 1:x 2:y\n3! 0:\"b\";\"x\n4! 0:;x;\"y\"\n5 0:c 1:x 2:y"
    );
}
