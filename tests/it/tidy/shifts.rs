//! Rows shifted, split and unclosed: whatever happens to a clean table, a row that is accepted is one that was written.

use super::decode;
use duban::pipeline::PeriodFrom;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{Ask, Known};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::io::Read;

/// A table of projects; every cell of a text may hold what makes a writer quote.
fn table() -> impl Strategy<Value = Vec<[String; 5]>> {
    let text = || "[甲乙丙丁a-c,;\"\n ]{0,8}".prop_map(|text| format!("项{text}目"));
    let row = (text(), text(), 0u32..100_000, text());
    proptest::collection::vec(row, 3..12).prop_map(|rows| {
        let row = |(index, (name, unit, amount, remark)): (usize, (String, String, u32, String))| {
            [format!("P{index:03}"), name, unit, amount.to_string(), remark]
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

/// The table as text, with the places of its separators, line ends and quotes, and those between bare characters.
struct Written {
    text: String,
    structure: Vec<usize>,
    bare: Vec<usize>,
}

fn write(rows: &[[String; 5]], separator: char, quote_all: bool) -> Written {
    let mut written = Written { text: String::new(), structure: Vec::new(), bare: Vec::new() };
    let header = ["项目编号", "项目名称", "责任单位", "累计完成投资（万元）", "备注"].map(str::to_string);
    for row in std::iter::once(&header).chain(rows) {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                written.structure.push(written.text.len());
                written.text.push(separator);
            }
            if quote_all || cell.contains([separator, '"', '\n']) {
                written.structure.push(written.text.len());
                written.text.push('"');
                for c in cell.chars() {
                    if c == '"' {
                        written.structure.push(written.text.len());
                        written.text.push('"');
                    }
                    written.text.push(c);
                }
                written.structure.push(written.text.len());
                written.text.push('"');
            } else {
                // A line end inside the last cell leaves a whole row behind it: nobody can see that it was longer.
                let last = column == row.len() - 1;
                let places = cell.char_indices().filter(|(at, _)| *at > 0 && !last);
                written.bare.extend(places.map(|(at, _)| written.text.len() + at));
                written.text.push_str(cell);
            }
        }
        written.structure.push(written.text.len());
        written.text.push('\n');
    }
    written
}

/// Name, unit, amount and place of each accepted row, by id.
fn accepted(bytes: &[u8]) -> Vec<[String; 4]> {
    let specs = super::specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let Ok(book) = decode(bytes) else { return Vec::new() };
    let Ok(tidied) = duban::tidy::tidy("f.csv", "sha", &book, &ask, &Known::default(), chrono::NaiveDate::MIN) else {
        return Vec::new();
    };
    let tables = tidied.tables.iter().map(|found| &found.table);
    tables
        .flat_map(|table| {
            let figures = table.amounts("cumulative");
            let texts = table.texts(["project_id", "name", "unit_name"]);
            texts.into_iter().zip(figures).map(|([id, name, unit], figure)| {
                let text = |text: Option<String>| text.unwrap_or_default();
                [text(id), text(name), text(unit), figure.map_or(String::new(), |f| f.in_unit(10_000).to_string())]
            })
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_accepted_row_is_one_that_was_written(
        rows in table(),
        separator in prop_oneof![Just(','), Just(';'), Just('\t')],
        quote_all in any::<bool>(),
        kind in 0usize..4,
        at in any::<prop::sample::Index>(),
    ) {
        let written = write(&rows, separator, quote_all);
        let clean: BTreeSet<[String; 4]> = accepted(written.text.as_bytes()).into_iter().collect();
        prop_assert_eq!(clean.len(), rows.len(), "a clean table is taken as a whole");
        let mut text = written.text.clone();
        match kind {
            0 => { text.remove(written.structure[at.index(written.structure.len())]); }
            _ if written.bare.is_empty() => {}
            _ => text.insert(written.bare[at.index(written.bare.len())], [separator, '\n', '"'][kind - 1]),
        }
        for row in accepted(text.as_bytes()) {
            // Inside a file that nobody quotes, a quote in a name is a character of the name.
            let literal = kind == 3 && !written.text.contains('"');
            prop_assert!(literal || clean.contains(&row), "{row:?} was never written; the file is now\n{text}");
        }
    }

    #[test]
    fn a_verdict_does_not_depend_on_how_the_bytes_came(
        text in "(?s)[项目编号a-c,;\t\"\n0-9é£]{0,300}",
        encoding in 0usize..5,
        pieces in proptest::collection::vec(1usize..7, 1..9),
    ) {
        let bytes = match encoding {
            0 => text.clone().into_bytes(),
            1 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            2 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            3 => [&[0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>().as_slice()].concat(),
            _ => encoding_rs::BIG5.encode(&text).0.into_owned(),
        };
        let mut slow = Pieces { bytes: &bytes, sizes: pieces.into_iter().cycle() };
        let mut gathered = Vec::new();
        slow.read_to_end(&mut gathered).unwrap();
        prop_assert_eq!(decode(&gathered), decode(&bytes));
    }
}

/// The same for a header alone, which a line break or a stray separator cuts in every place there is.
fn cut_header() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 8, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(cut_header())]

    #[test]
    fn a_header_that_is_cut_moves_no_figure_into_another_column(
        rows in table(),
        separator in prop_oneof![Just(','), Just(';'), Just('\t')],
        by in prop_oneof![3 => Just('\n'), 1 => Just(' ')],
        at in any::<prop::sample::Index>(),
    ) {
        let written = write(&rows, separator, false);
        let clean: BTreeSet<[String; 4]> = accepted(written.text.as_bytes()).into_iter().collect();
        let header = written.text.find('\n').unwrap_or_default();
        let within: Vec<usize> = written.bare.iter().copied().filter(|place| *place < header).collect();
        let mut text = written.text.clone();
        text.insert(within[at.index(within.len())], if by == ' ' { separator } else { by });
        for row in accepted(text.as_bytes()) {
            prop_assert!(clean.contains(&row), "{row:?} was never written; the file is now\n{text}");
        }
    }
}

/// A pipe that gives a few bytes at a time.
struct Pieces<'a, I> {
    bytes: &'a [u8],
    sizes: I,
}

impl<I: Iterator<Item = usize>> Read for Pieces<'_, I> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.sizes.next().unwrap_or(1).min(self.bytes.len()).min(buffer.len());
        let (now, later) = self.bytes.split_at(size);
        buffer[..size].copy_from_slice(now);
        self.bytes = later;
        Ok(size)
    }
}
