//! What an Office Open XML workbook says besides its values: rows and columns that an office hid, and formulas whose value
//! nobody worked out.
//!
//! Takes the bytes of a workbook whose parts were counted before, and which of them may say any of it; gives it for each
//! sheet. Only those parts are parsed. What cannot be parsed gives nothing here: the reader of cells refuses it.

use super::formula;
use super::sheet::Merge;
use super::shown::Besides;
use super::zipped::{INFLATED_MAX, Saying};
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// The most areas that are kept of one sheet.
const AREAS_MAX: usize = 10_000;
/// The most merged cells that are kept of one sheet.
const MERGES_MAX: usize = 100_000;

/// First and last, both hidden, counted from 0.
pub type Span = (u32, u32);

/// What is hidden on one sheet.
#[derive(Debug, Default)]
pub struct Hidden {
    /// Rows.
    pub rows: Vec<Span>,
    /// Columns.
    pub columns: Vec<Span>,
}

/// What is said, by the names of sheets. `saying`: the parts in which anything of it may stand.
pub fn of_xlsx(bytes: &[u8], saying: &Saying) -> BTreeMap<String, Besides> {
    let mut found = BTreeMap::new();
    if saying.hidden.is_empty() && saying.uncomputed.is_empty() && saying.merges.is_empty() {
        return found;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return found };
    let targets: BTreeMap<String, String> =
        elements(&mut archive, "xl/_rels/workbook.xml.rels", "Relationship", ["Id", "Target"]).into_iter().collect();
    for (name, id) in elements(&mut archive, "xl/workbook.xml", "sheet", ["name", "id"]) {
        let Some(target) = targets.get(&id) else { continue };
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_string(),
            None => format!("xl/{target}"),
        };
        let mut besides = Besides::default();
        if saying.hidden.contains(&path) {
            each(&mut archive, &path, |element| besides.hidden.take(element));
        }
        if saying.uncomputed.contains(&path) {
            besides.uncomputed = formula::uncomputed(&mut archive, &path);
        }
        besides.merges = match saying.merges.get(&path) {
            None => Some(Vec::new()),
            Some(tail) => tail.as_deref().map(merges),
        };
        found.insert(name, besides);
    }
    found
}

/// The merged cells of a part, from where their list begins on.
fn merges(tail: &[u8]) -> Vec<Merge> {
    let mut reader = quick_xml::Reader::from_reader(tail);
    reader.config_mut().check_end_names = false; // what follows the list ends elements that began before it
    let (mut buffer, mut found) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "mergeCell" => {
                found.extend(
                    attribute(&element, "ref").and_then(|area| merge(&area)).filter(|_| found.len() < MERGES_MAX),
                );
            }
            Ok(Event::End(element)) if element.local_name().as_ref() == "mergeCells" => return found,
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// `A1:C2` as an area.
fn merge(area: &str) -> Option<Merge> {
    let (first, last) = area.split_once(':').unwrap_or((area, area));
    let ((first_row, first_column), (last_row, last_column)) = (formula::address(first)?, formula::address(last)?);
    let sound = first_row <= last_row && first_column <= last_column;
    sound.then_some(Merge { first_row, first_column, last_row, last_column })
}

impl Hidden {
    /// Adds rows that are hidden, first and last.
    pub fn push_row(&mut self, first: u32, last: u32) {
        push(&mut self.rows, (first, last));
    }

    /// The same of columns.
    pub fn push_column(&mut self, first: u32, last: u32) {
        push(&mut self.columns, (first, last));
    }

    /// Takes a `col` or `row`; says whether others may follow.
    fn take(&mut self, element: &BytesStart<'_>) -> bool {
        let number = |name: &str| attribute(element, name).and_then(|text| text.trim().parse::<u32>().ok());
        let is_hidden = || matches!(attribute(element, "hidden").as_deref(), Some("1" | "true"));
        match element.local_name().as_ref() {
            "col" if is_hidden() => {
                if let (Some(first @ 1..), Some(last @ 1..)) = (number("min"), number("max")) {
                    push(&mut self.columns, (first - 1, last - 1));
                }
            }
            "row" if is_hidden() => {
                if let Some(row @ 1..) = number("r") {
                    push(&mut self.rows, (row - 1, row - 1));
                }
            }
            "mergeCells" | "autoFilter" | "pageMargins" => return false, // behind the rows
            _ => {}
        }
        true
    }
}

/// Joins what follows on what is there; what is out of order no spreadsheet wrote.
fn push(spans: &mut Vec<Span>, (first, last): Span) {
    let (full, before) = (spans.len() >= AREAS_MAX, spans.last_mut());
    match before {
        _ if first > last => {}
        Some(before) if before.1.checked_add(1) == Some(first) => before.1 = last,
        Some(before) if before.1 >= first => {}
        _ if full => {}
        _ => spans.push((first, last)),
    }
}

/// Two attributes of each element of a name.
pub fn elements(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    path: &str,
    name: &str,
    [one, other]: [&str; 2],
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    each(archive, path, |element| {
        if element.local_name().as_ref() == name
            && let (Some(one), Some(other)) = (attribute(element, one), attribute(element, other))
        {
            found.push((one, other));
        }
        true
    });
    found
}

/// Calls `take` with each element of a part, until it says that this is enough or the part ends or breaks.
pub fn each(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str, mut take: impl FnMut(&BytesStart<'_>) -> bool) {
    let Ok(part) = archive.by_name(path) else { return };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part.take(INFLATED_MAX)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if !take(&element) {
                    return;
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// An attribute of an element, by its name without a prefix.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let attribute = attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&attribute.value).ok().map(std::borrow::Cow::into_owned)
}
