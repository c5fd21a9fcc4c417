//! Files that others collected, and one table in every format: read exactly, or refused for what they are.

use super::{decode, picture, progress};
use duban::tidy::Known;
use duban::tidy::formats::{self, Flaw, Workbook};

macro_rules! spectrum {
    ($($name:literal),*) => {
        [$((
            $name,
            &include_bytes!(concat!("fixtures/csv-spectrum/", $name, ".csv"))[..],
            include_str!(concat!("fixtures/csv-spectrum/", $name, ".json")),
        )),*]
    };
}

/// All cells of the first sheet, row by row, as wide as its header.
fn cells(book: &Workbook) -> Vec<Vec<String>> {
    let sheet = &book.sheets[0];
    let width = sheet.row(0).map_or(0, |row| row.filled());
    let row = |row: formats::Row<'_>| (0..width).map(|c| sheet.shown(row.cell(c as u16))).collect();
    sheet.rows_from(0).map(row).collect()
}

#[test]
fn csv_spectrum_is_read_exactly() {
    let files = spectrum![
        "comma_in_quotes",
        "empty",
        "empty_crlf",
        "escaped_quotes",
        "json",
        "newlines",
        "newlines_crlf",
        "quotes_and_newlines",
        "simple",
        "simple_crlf",
        "utf8"
    ];
    for (name, csv, json) in files {
        let expected: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(json).unwrap();
        let seen = cells(&decode(csv).unwrap());
        assert_eq!(seen.len(), expected.len() + 1, "{name}");
        for (seen, expected) in seen[1..].iter().zip(&expected) {
            let wanted: Vec<&str> = cells(&decode(csv).unwrap())[0]
                .iter()
                .map(|header| expected[header].as_str().unwrap())
                .map(|text| if text.trim().is_empty() { "" } else { text })
                .collect::<Vec<_>>()
                .into_iter()
                .collect();
            assert_eq!(seen, &wanted, "{name}");
        }
        assert!(decode(csv).unwrap().sheets[0].rows_from(0).all(|row| row.flaw.is_none()), "{name}");
    }
}

#[test]
fn a_file_that_lost_its_degree_signs_is_shown_as_it_is_and_its_row_is_not_taken() {
    // The collection's own file holds replacement characters; its JSON has another telephone number than its CSV.
    let book = decode(include_bytes!("fixtures/csv-spectrum/location_coordinates.csv")).unwrap();
    assert_eq!(cells(&book)[1][1], "37\u{fffd}36'37.8\"N 121\u{fffd}2'17.9\"W");
    assert_eq!(book.sheets[0].row(1).unwrap().flaw, Some(Flaw::Undecodable(1)));
    assert_eq!(book.notes[0].kind, "lost_characters");
}

macro_rules! saved {
    ($($name:literal),*) => { [$(($name, &include_bytes!(concat!("fixtures/formats/", $name))[..])),*] };
}

#[test]
fn one_table_in_every_format_reads_alike() {
    let files = saved!["progress.xlsb", "progress-biff8.xls", "progress-biff5.xls", "progress.ods", "progress.xlsm"];
    let mut seen = Vec::new();
    for (name, bytes) in files {
        // The name says nothing: the content decides.
        let tidied = progress("20140630.dat", bytes, &Known::default()).unwrap();
        let all = picture(&tidied);
        let format = all.split_once(' ').unwrap().0.to_string();
        // A workbook that may hold macros and holds none is one without.
        assert!(name.replace("xlsm", "xlsx").ends_with(&format), "{name} was taken for {format}");
        // In the binary workbook every other column is empty: where a cell stands is no part of what it says. Whether a
        // day of another period is shown as a day or as a serial is the writer's affair; it is refused in all of them.
        let table = all.split_once(' ').unwrap().1.replace("place_cell=E", "place_cell=C");
        let said = table.lines().filter(|line| !line.starts_with("note") && !line.starts_with("refused"));
        seen.push((name, said.collect::<Vec<_>>().join("\n")));
    }
    for (name, table) in &seen {
        assert_eq!(table, &seen[0].1, "{name} is read as {} is", seen[0].0);
    }
    insta::assert_snapshot!(seen[0].1, @r#"
    2014-06H2
    progress 进度 header [1] rows 4 = 2 + 1 refused + 1 aside
    2: project_id=P001 name=城关镇研发中心 cumulative=3491.5 report_date=2014-06-30 place_cell=C2
    3: project_id=P002 name=滨江路改造 cumulative=0.3 report_date=2014-06-29 place_cell=C3
    "#);
}

/// What programs of offices wrote: the code page of Western Europe, or none, whatever the texts are.
#[test]
fn an_old_workbook_with_a_wrong_code_page_or_none_is_read_by_its_bytes_and_that_is_said() {
    let sound = include_bytes!("fixtures/formats/progress-biff5.xls");
    let at = sound.windows(6).position(|w| w == [0x42, 0, 2, 0, 0xA8, 3]).expect("the record of the code page");
    let table = |bytes: &[u8]| {
        let tidied = progress("20140630.dat", bytes, &Known::default()).unwrap();
        let said = picture(&tidied);
        let notes: Vec<&str> = tidied.notes.iter().map(|note| note.kind.as_str()).collect();
        let rows = said.lines().filter(|line| !line.starts_with("note")).collect::<Vec<_>>().join("\n");
        (rows, notes.contains(&"encoding_guessed"))
    };
    let (as_it_is, guessed) = table(sound);
    assert!(!guessed && as_it_is.contains("城关镇研发中心"), "{as_it_is}");
    for record in [[0x42, 0, 2, 0, 0xE4, 4], [0xFF, 0x0F, 2, 0, 0, 0]] {
        let mut bytes = sound.to_vec();
        bytes[at..at + 6].copy_from_slice(&record);
        assert_eq!(table(&bytes), (as_it_is.clone(), true), "{record:?}");
        // What the pipeline declares is certain.
        let declared = formats::decode_declared(&bytes, Some(encoding_rs::GB18030)).unwrap();
        assert!(declared.notes.is_empty() && declared.sheets[0].name.as_deref() == Some("进度"), "{declared:?}");
    }
}

#[test]
fn cells_that_the_library_passes_over_refuse_the_file() {
    let error = formats::decode(include_bytes!("fixtures/formats/short.xlsb")).unwrap_err();
    assert!(error.kind == "damaged" && error.text.contains("short form"), "{error}");
}

/// The chains of the old container, each bent back onto itself: whoever follows one without counting never ends.
#[test]
fn an_old_container_that_goes_round_in_a_circle_is_refused_at_once() {
    let sound = include_bytes!("fixtures/formats/progress-biff8.xls");
    assert!(formats::decode(sound).is_ok());
    let u32_at = |at: usize| u32::from_le_bytes(sound[at..at + 4].try_into().unwrap()) as usize;
    let list = (u32_at(76) + 1) << sound[30]; // the first sector of the table of sectors
    let (mut refused, mut followed) = (0, 0);
    for sector in 0..(1 << sound[30]) / 4 {
        let at = list + sector * 4;
        if u32_at(at) >= 0xFFFF_FFFA {
            continue; // no chain goes on from here
        }
        followed += 1;
        let mut bent = sound.to_vec();
        bent[at..at + 4].copy_from_slice(&(sector as u32).to_le_bytes());
        if let Err(error) = formats::decode(&bent) {
            assert!(error.kind == "damaged" && error.text.contains("circle"), "{error}");
            refused += 1;
        }
    }
    assert!(refused > 0 && refused == followed, "{refused} of {followed}");
}

#[test]
fn merged_cells_are_read_from_the_end_of_the_sheet_as_the_library_reads_them() {
    use calamine::Reader;
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, areas) in [("甲", 3u32), ("乙", 0), ("丙", 900)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for area in 0..areas {
            sheet.merge_range(area * 3, 1, area * 3 + 1, 3, "x", &rust_xlsxwriter::Format::new()).unwrap();
        }
        sheet.write(5, 9, "mergeCells").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let mut theirs = calamine::Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    let ours = formats::decode(&bytes).unwrap();
    for sheet in &ours.sheets {
        let name = sheet.name.clone().unwrap();
        let areas: Vec<_> = theirs.merge_cells_by_sheet_name(&name).unwrap();
        let areas: Vec<_> = areas.iter().map(|area| (area.start, area.end)).collect();
        let merge = |m: &formats::Merge| ((m.first_row, m.first_column), (m.last_row, m.last_column));
        assert_eq!(sheet.merges.iter().map(merge).collect::<Vec<_>>(), areas, "{name}");
    }
    assert_eq!(theirs.sheet_names().len(), ours.sheets.len());
}

#[test]
fn what_is_no_workbook_is_named_for_what_it_is() {
    let files = saved!["progress-html.xls", "progress-xml2003.xls", "encrypted.xlsx", "filepass.xls"];
    let verdicts: Vec<String> = files
        .iter()
        .map(|(name, bytes)| {
            let error = formats::decode(bytes).unwrap_err();
            format!("{name}: {}: {}", error.kind, error.text)
        })
        .collect();
    insta::assert_snapshot!(verdicts.join("\n"));
}

macro_rules! frictionless {
    ($($name:literal),*) => { [$(($name, &include_bytes!(concat!("fixtures/frictionless/", $name))[..])),*] };
}

#[test]
fn odd_tables_are_shown_as_they_are() {
    let files = frictionless![
        "blank-headers.csv",
        "blank-rows-multiple.csv",
        "bom.csv",
        "defective-rows.csv",
        "duplicate-headers.csv",
        "empty.csv",
        "invalid.csv",
        "latin1.csv",
        "leading-zeros.csv",
        "merged-cells.xls",
        "merged-cells.xlsx",
        "structure-errors.csv",
        "table-infer-iso-8859-7.csv",
        "transpose.csv"
    ];
    let mut lines = Vec::new();
    for (name, bytes) in files {
        match decode(bytes) {
            Err(error) => lines.push(format!("{name}: {}: {}", error.kind, error.text)),
            Ok(book) => {
                lines.push(format!("{name}: {}", book.format));
                for row in book.sheets[0].rows_from(0) {
                    let cells: Vec<String> =
                        row.iter().map(|(c, cell)| format!("{c}={}", book.sheets[0].shown(cell))).collect();
                    lines.push(format!("  {} ({}) {}", row.number + 1, row.width, cells.join(" ")));
                }
                lines.extend(book.notes.iter().map(|note| format!("  note {}", note.kind)));
            }
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
