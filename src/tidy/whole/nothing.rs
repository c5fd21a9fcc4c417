//! Why nothing is taken of a file: which headers were seen, and what they lack.

use super::parted;
use crate::base::place::Place;
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::tidy::formats::{Sheet, Workbook};
use crate::tidy::rows::Rows;
use crate::tidy::{Note, Unreadable, find};

/// How a file is refused as a whole: by a stable word, and in a sentence.
pub fn refusal(file: &str, sha256: &str) -> impl Fn(&str, String) -> Unreadable {
    move |kind, text| Unreadable { file: file.to_string(), sha256: sha256.to_string(), kind: kind.to_string(), text }
}

/// Why no table is taken, and the kind of it.
pub fn why_nothing(file: &str, workbook: &Workbook, specs: &[TableSpec], notes: &[Note]) -> (&'static str, String) {
    for kind in ["periods_unclear", "names_unclear", "not_reported"] {
        if let Some(note) = notes.iter().find(|note| note.kind == kind) {
            return (kind, format!("{}: {}", note.place, note.text));
        }
    }
    let barred: Vec<String> = notes.iter().filter(|note| note.kind == "other_heading").map(said).take(5).collect();
    if !barred.is_empty() {
        let text = format!("no table is found that tells this report's figures: {}", barred.join("; "));
        return ("not_a_table", text);
    }
    let turned = notes.iter().any(|note| note.kind == "transposed");
    (if turned { "transposed" } else { "not_a_table" }, why_no_table(file, workbook, specs))
}

fn said(note: &Note) -> String {
    format!("{}: {}", note.place, note.text)
}

/// One sentence per workbook: which headers were seen and what they lack.
fn why_no_table(file: &str, workbook: &Workbook, specs: &[TableSpec]) -> String {
    let why_no_sheet = |sheet: &Sheet, specs: &[TableSpec]| {
        find::transposed(file, sheet, specs).unwrap_or_else(|| why_no_sheet(sheet, specs))
    };
    let filled = workbook.sheets.iter().filter(|sheet| !sheet.is_empty());
    let (visible, hidden): (Vec<&Sheet>, Vec<&Sheet>) = filled.partition(|sheet| !sheet.hidden);
    if visible.is_empty() {
        let hidden = if hidden.is_empty() { "" } else { " that is not hidden" };
        return format!("the file has no sheet with cells{hidden}; ask for it to be sent again");
    }
    let reasons: Vec<String> = visible
        .iter()
        .take(5)
        .map(|sheet| match &sheet.name {
            Some(name) => format!("sheet {name}: {}", why_no_sheet(sheet, specs)),
            None => why_no_sheet(sheet, specs),
        })
        .collect();
    format!("no table is found; {}", reasons.join("; "))
}

/// What the nearest header of a sheet lacks.
pub fn why_no_sheet(sheet: &Sheet, specs: &[TableSpec]) -> String {
    if let Some(text) = parted::says(sheet, specs) {
        return text;
    }
    if let Some(labels) = find::labels(sheet, specs) {
        let shown = labels.iter().take(4).map(String::as_str).collect::<Vec<&str>>().join(", ");
        return format!(
            "it is a form of one project, label beside value ({shown}), not a table with a row for each project; send the \
             projects as one table, a row each"
        );
    }
    let Some(nearest) = find::nearest(sheet, specs) else {
        return "it has no row of texts that could be a header".to_string();
    };
    let shown: String = nearest.headers.join(", ").chars().take(300).collect();
    if nearest.count == 0 {
        return format!("none of its headers is known; the first row of texts says: {shown}");
    }
    let dataset = nearest.dataset.name();
    let lacks = match nearest.missing.as_slice() {
        [] => "a project_id or name".to_string(),
        missing => missing.join(", "),
    };
    let mut likely: Vec<String> = Vec::new();
    if let Some(spec) = specs.iter().find(|spec| spec.dataset == nearest.dataset) {
        let found = nearest.found.as_slice();
        for proposal in find::proposals(sheet, spec, (nearest.row, nearest.depth), found).into_iter().take(3) {
            likely.push(format!("{} may mean {} (score {:.2})", proposal.header, proposal.column, proposal.score));
        }
    }
    let likely = if likely.is_empty() { String::new() } else { format!("; proposed: {}", likely.join(", ")) };
    let twice = match nearest.twice.as_slice() {
        [] => String::new(),
        names => format!("; {} stands there more than once, with different values below", names.join(", ")),
    };
    if nearest.dataset == Dataset::Posts && nearest.twice.contains(&"person") {
        return format!(
            "the headers {shown} name several persons in one row{twice}; write each person into a row of its own, with the \
             unit, the role and the address"
        );
    }
    let or_optional = may_lack(nearest.dataset, &nearest.missing);
    format!(
        "the headers {shown} come nearest to {dataset} but lack {lacks}{twice}{likely}; add the header to the pipeline's \
         columns{or_optional}"
    )
}

/// What to write where the lists of an office have no such column: many number no projects, and weigh no milestones.
fn may_lack(dataset: Dataset, missing: &[&str]) -> String {
    let names: &[&str] = match dataset {
        Dataset::Register => &["project_id", "annual_target"],
        Dataset::MilestonePlan => &["weight"],
        Dataset::Progress => &["cumulative"],
        _ => &[],
    };
    if missing.is_empty() || !missing.iter().all(|name| names.contains(name)) {
        return String::new();
    }
    let listed = missing.join("\", \"");
    format!(", or, if this office's lists have no such column, write optional = [\"{listed}\"] below its [[tables]]")
}

/// Why a file without a row is not taken: as a list it would say that nothing is left of what stands on it.
pub fn empty(tables: &[Rows]) -> Option<String> {
    // These bring what is new, and may bring nothing.
    let brings = |dataset: Dataset| {
        use Dataset::{Deals, Inspections, Issues, Rebaselines, Scores};
        matches!(dataset, Deals | Inspections | Issues | Rebaselines | Scores)
    };
    let is_empty = tables.iter().all(|rows| rows.fates.is_empty() && !brings(rows.dataset()));
    (is_empty && !tables.is_empty()).then(|| {
        "it has a header and no row below it that is one of a list; nothing that is known changes: send it again with its \
         rows"
            .to_string()
    })
}

/// A file that is refused whole, as a note: previews and the run log show it beside the rest.
pub fn note_of(refused: &Unreadable) -> Note {
    let Unreadable { file, sha256: _, kind, text } = refused.clone();
    Note { place: Place { file, ..Place::default() }, kind, text }
}
