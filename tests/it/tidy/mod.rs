//! Files as offices send them, from bytes to tables.

mod abroad;
mod aims;
mod arrival;
mod brackets;
mod checks;
mod corpora;
mod counties;
mod countries;
mod currencies;
mod decimals;
mod exports;
mod faults;
mod files;
mod foreign;
mod forms;
mod groups;
mod habits;
mod halves;
mod headings;
mod joins;
mod kinds;
mod layouts;
mod lead;
mod letters;
mod mended;
mod merged;
mod nations;
mod office;
mod ordinary;
mod overseas;
mod percents;
mod periods;
mod powers;
mod properties;
mod published;
mod quick;
mod rates;
mod renumbered;
mod rows;
mod said;
mod seen;
mod series;
mod shapes;
mod sheets;
mod shifts;
mod statistics;
mod totals;
mod units;
mod unprepared;
mod upright;
mod usual;
mod wide;
mod written;
mod yearless;
use chrono::NaiveDate;
use duban::base::period::PeriodKind;
use duban::pipeline::dataset::{Dataset, Kind};
use duban::pipeline::{PeriodFrom, TableSpec};
use duban::tidy::formats::{self, Workbook};
use duban::tidy::{Ask, Known, KnownProject, Tidied, Unreadable};

/// What a pipeline that names no columns of its own looks for.
pub fn specs(datasets: &[Dataset]) -> Vec<TableSpec> {
    datasets.iter().copied().map(TableSpec::usual).collect()
}

/// A file read as the daemon reads it, through the pipe.
pub fn decode(bytes: &[u8]) -> Result<Workbook, formats::FormatError> {
    let result = formats::decode(bytes);
    let back = formats::wire::decode(&formats::wire::encode(&result)).expect("the wire reads what it wrote");
    assert_eq!(back, result);
    back
}

/// A half-monthly progress file.
pub fn progress(name: &str, bytes: &[u8], known: &Known) -> Result<Tidied, Unreadable> {
    let specs = specs(&[Dataset::Progress, Dataset::Milestones]);
    let ask =
        Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(PeriodKind::HalfMonth), open_register: false };
    let book = decode(bytes).map_err(|e| Unreadable {
        file: name.to_string(),
        sha256: String::new(),
        kind: e.kind,
        text: e.text,
    })?;
    duban::tidy::tidy(name, "sha", &book, &ask, known, NaiveDate::MIN)
}

/// A table of projects that came in June 2014.
pub fn projects(csv: &str) -> Tidied {
    progress("20140630.csv", csv.as_bytes(), &Known::default()).unwrap_or_else(|e| panic!("{csv}: {}", e.text))
}

/// A monthly progress file of an office whose reports list the projects.
pub fn monthly(name: &str, bytes: &[u8], known: &Known) -> Tidied {
    let specs = specs(&[Dataset::Progress]);
    let ask = Ask { tables: &specs, period: PeriodFrom::FileName, kind: Some(PeriodKind::Month), open_register: true };
    let book = decode(bytes).expect("the file decodes");
    let arrived = NaiveDate::from_ymd_opt(2027, 12, 31).expect("a day");
    duban::tidy::tidy(name, "sha", &book, &ask, known, arrived).expect("a table")
}

/// What is known once a monthly file was taken: its projects under the ids that it gave them.
pub fn known_after(tidied: &Tidied) -> Known {
    let rows = tidied.tables.iter().flat_map(|found| rows(&found.table));
    let value = |row: &str, column: &str| {
        let said = row.split(' ').find_map(|word| word.strip_prefix(column)?.strip_prefix('='));
        said.map(str::to_string)
    };
    let project = |row: String| {
        let id = value(&row, "project_id")?;
        let name = value(&row, "name").unwrap_or_else(|| id.clone());
        Some((id, KnownProject { name, unit_name: value(&row, "unit_name"), ..KnownProject::default() }))
    };
    Known { projects: rows.filter_map(project).collect(), ..Known::default() }
}

/// A file without periods.
pub fn plain(dataset: Dataset, bytes: &[u8]) -> Result<Tidied, Unreadable> {
    let specs = specs(&[dataset]);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: false };
    let book = decode(bytes).expect("the file decodes");
    duban::tidy::tidy("file", "sha", &book, &ask, &Known::default(), NaiveDate::MIN)
}

/// Rows of a table as text, one line each, without nulls: `row 4: project_id=P1 cumulative=12`.
pub fn picture(tidied: &Tidied) -> String {
    let mut lines = vec![format!("{} {}", tidied.format, tidied.period.map(|p| p.to_string()).unwrap_or_default())];
    for found in &tidied.tables {
        let accepted = found.table.height() as u32;
        assert_eq!(accepted + found.refused + found.set_aside, found.rows, "rows are conserved");
        lines.push(format!(
            "{} {} header {:?} rows {} = {} + {} refused + {} aside",
            found.table.dataset.name(),
            found.sheet.as_deref().unwrap_or("-"),
            found.header_rows,
            found.rows,
            accepted,
            found.refused,
            found.set_aside
        ));
        lines.extend(rows(&found.table));
    }
    for reject in &tidied.rejects {
        let subject = reject.subject.as_deref().unwrap_or("-");
        lines.push(format!("refused {} {:?} {} {:?}", reject.place, reject.reason, subject, reject.text));
    }
    lines.extend(tidied.notes.iter().map(|note| format!("note {} {}: {}", note.place, note.kind, note.text)));
    lines.join("\n")
}

fn rows(table: &duban::tidy::table::Table) -> Vec<String> {
    let bytes = table.to_bytes();
    assert_eq!(&duban::tidy::table::Table::from_bytes(&bytes).expect("canonical").to_bytes(), &bytes);
    let text = String::from_utf8(bytes).expect("canonical bytes are text");
    let table_text = text.split_once('\n').expect("two lines at least").1;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table_text.as_bytes());
    let mut reader: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("RFC 4180")).collect();
    let names: Vec<String> = reader.remove(0).iter().map(|n| n.split(':').next().unwrap_or("").to_string()).collect();
    let money: Vec<&str> = table.dataset.columns().iter().filter(|c| c.kind == Kind::Money).map(|c| c.name).collect();
    let line = |fields: &csv::StringRecord| {
        let row = fields.get(names.iter().position(|n| n == "row").unwrap()).unwrap_or_default().to_string();
        let shown = names.iter().zip(fields).filter(|(n, f)| !f.is_empty() && *n != "row" && *n != "sheet");
        let shown: Vec<String> = shown
            .map(|(n, f)| {
                let yuan = duban::base::amount::Amount::parse(f).ok().filter(|_| money.contains(&n.as_str()));
                format!("{n}={}", yuan.map(|y| y.in_unit(10_000).to_string()).unwrap_or(f.to_string()))
            })
            .collect();
        format!("{row}: {}", shown.join(" "))
    };
    reader.iter().map(line).collect()
}
