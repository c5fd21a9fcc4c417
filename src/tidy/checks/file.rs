//! What is asked of the file as a whole: keys that come once, totals that must add up, and how much of it was refused.
//!
//! A file that is refused is refused with every row: never half of it is taken.

use super::{Asked, Hit, settle, standing, who};
use crate::base::amount::Amount;
use crate::base::place::Place;
use crate::pipeline::TableSpec;
use crate::pipeline::checks::{self, Check, Level, RefuseFile, Test};
use crate::pipeline::dataset::{Dataset, Kind};
use crate::tidy::join::Register;
use crate::tidy::rows::Rows;
use crate::tidy::value::text::name_key;
use crate::tidy::{Note, RejectReason};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The most refused rows that are told one by one: nobody corrects more by hand, and each is kept with its place and words.
const REFUSED_MAX: usize = 20_000;
/// The most projects of a portfolio, and the most rows of any other list in one file: each is judged, kept and shown by itself, and
/// takes some five kilobytes while a run is judged. The largest portfolios that are published have some ten thousand.
const MATTERS_MAX: usize = 50_000;

/// Asks what only the whole file can answer. `Some` says why none of it is taken; then every row is refused.
pub fn judge_file(tables: &mut [Rows], asked: &Asked<'_>, notes: &mut Vec<Note>) -> Option<String> {
    let mut failures = Vec::new();
    for spec in asked.specs {
        if !asked.form {
            notes.extend(not_made(tables, spec, asked.file));
        }
        for check in &spec.checks {
            if let Test::Unique { columns } = &check.test {
                for (table, hits) in repeats(tables, spec, columns) {
                    let Some(rows) = tables.get_mut(table) else { continue };
                    settle(check, RejectReason::NotUnique, hits, rows, asked, notes);
                }
            }
        }
        failures.extend(totals(tables, spec, notes));
        failures.extend(spec.refuse_file.and_then(|limit| too_many(tables, spec, limit)));
    }
    let refused = tables.iter().flat_map(|rows| rows.fates.iter().flatten()).count();
    if refused > REFUSED_MAX {
        failures.push(format!("{refused} rows are refused; of at most {REFUSED_MAX} each is told by itself"));
    }
    failures.extend(too_many_matters(tables, asked.register));
    if failures.is_empty() {
        return None;
    }
    for rows in tables {
        let at = rows.place_of("cumulative");
        (0..rows.fates.len()).for_each(|index| rows.refuse(index, at, RejectReason::FileRefused));
    }
    Some(failures.join("; "))
}

/// Whether a file brings more projects, or more rows of a list, than are judged one by one. Figures of an indicator are none of
/// them, and a project may have as many rows as it has periods.
fn too_many_matters(tables: &[Rows], register: &Register<'_>) -> Option<String> {
    let (mut fresh, mut listed): (HashSet<&str>, usize) = Default::default();
    for rows in tables {
        match rows.dataset() {
            Dataset::Series => {}
            Dataset::Progress => {
                let Some(ids) = rows.column("project_id") else { continue };
                let reported = standing(rows).filter_map(|index| ids.text(index));
                fresh.extend(reported.filter(|id| register.project(id).is_none()));
            }
            _ => listed = listed.max(standing(rows).count()),
        }
    }
    let projects = if fresh.is_empty() { 0 } else { register.len() + fresh.len() };
    if projects > MATTERS_MAX {
        return Some(format!("the portfolio would have {projects} projects; at most {MATTERS_MAX} are judged"));
    }
    (listed > MATTERS_MAX)
        .then(|| format!("a list has {listed} rows; of at most {MATTERS_MAX} each is judged by itself"))
}

/// What is said of checks that a pipeline declares and that no table of the file can answer: each once. The usual ones ask what
/// is there.
fn not_made(tables: &[Rows], spec: &TableSpec, file: &str) -> Vec<Note> {
    let mine: Vec<&Rows> = tables.iter().filter(|rows| rows.dataset() == spec.dataset).collect();
    let usual = checks::defaults(spec.dataset);
    // An office that names the area of all its issues asks no row for one.
    let mut of_office = usual.clone();
    checks::with_usual_area(&mut of_office);
    let is_usual = |check: &Check| usual.contains(check) || of_office.contains(check);
    let declared = spec.checks.iter().filter(|check| !mine.is_empty() && !is_usual(check));
    let said = declared.filter_map(|check| {
        let missing: Vec<&str> =
            check.test.needs().into_iter().filter(|column| !mine.iter().any(|rows| feeds(rows, column))).collect();
        let text = format!(
            "check `{}` asks for {}, and no column of the file is read as that; say in the pipeline's columns which header it \
             has, or remove the check",
            check.test.word(),
            missing.join(", ")
        );
        let place = Place { file: file.to_string(), sheet: None, cell: None };
        (!missing.is_empty()).then(|| Note { place, kind: "check_not_made".to_string(), text })
    });
    said.collect()
}

/// Whether a table has a column, or its rows hold something as that.
fn feeds(rows: &Rows, column: &str) -> bool {
    let holds = |index: usize| !word(rows, column, index).is_empty();
    rows.layout.slot(column).is_some() || (0..rows.fates.len()).any(holds)
}

/// The rows, by table, whose key comes more than once among the standing rows of the dataset.
fn repeats(tables: &[Rows], spec: &TableSpec, columns: &[&'static str]) -> BTreeMap<usize, Vec<Hit>> {
    let mut places: HashMap<Vec<String>, Vec<(usize, usize)>> = HashMap::new();
    for (table, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.dataset() == spec.dataset) {
        for index in standing(rows) {
            let key: Vec<String> = columns.iter().map(|column| word(rows, column, index)).collect();
            if key.iter().any(|word| !word.is_empty()) {
                places.entry(key).or_default().push((table, index));
            }
        }
    }
    let mut hits: BTreeMap<usize, Vec<Hit>> = BTreeMap::new();
    let mut repeated: Vec<(usize, usize)> = places.into_values().filter(|rows| rows.len() > 1).flatten().collect();
    repeated.sort_unstable();
    for (table, index) in repeated {
        let Some(rows) = tables.get(table) else { continue };
        let column = columns.first().map_or(0, |column| rows.place_of(column));
        let text = format!("{}: {} comes more than once", who(rows, index), columns.join(" + "));
        hits.entry(table).or_default().push(Hit { index, column, text });
    }
    hits
}

fn word(rows: &Rows, column: &str, index: usize) -> String {
    let is_id = rows.dataset().columns().iter().any(|c| c.name == column && c.kind == Kind::Id);
    let Some(values) = rows.column(column) else { return String::new() };
    match (values.text(index), values.amount(index), values.date(index)) {
        (Some(text), ..) if is_id => text.to_string(),
        (Some(text), ..) => name_key(text),
        (_, Some(amount), _) => amount.to_string(),
        (_, _, Some(day)) => day.to_string(),
        _ => String::new(),
    }
}

/// What the totals of the sheets cost: nothing, a note each, or the file.
fn totals(tables: &[Rows], spec: &TableSpec, notes: &mut Vec<Note>) -> Option<String> {
    let sheets: Vec<Option<&str>> =
        tables.iter().filter(|rows| rows.dataset() == spec.dataset).map(|rows| rows.sheet.as_deref()).collect();
    let mine = |note: &Note| note.kind == "total_mismatch" && sheets.contains(&note.place.sheet.as_deref());
    match spec.checks.iter().find(|check| check.test == Test::Totals).map(|check| check.level) {
        Some(Level::Warn) => None,
        Some(Level::Fail) => {
            let wrong: Vec<String> =
                notes.iter().filter(|note| mine(note)).map(|note| format!("{}: {}", note.place, note.text)).collect();
            let first = wrong.first()?;
            Some(format!("{} totals of {} do not add up, the first at {first}", wrong.len(), spec.dataset.name()))
        }
        None => {
            notes.retain(|note| !mine(note));
            None
        }
    }
}

/// Whether more of the rows were refused than the pipeline allows. A row of a project that nobody knows is not held against
/// the file: that is a matter of the register.
fn too_many(tables: &[Rows], spec: &TableSpec, limit: RefuseFile) -> Option<String> {
    let mut reasons: BTreeMap<RejectReason, usize> = BTreeMap::new();
    let mut rows = 0;
    for table in tables.iter().filter(|table| table.dataset() == spec.dataset) {
        rows += table.fates.len();
        for refusal in table.fates.iter().flatten() {
            *reasons.entry(refusal.reason).or_default() += 1;
        }
    }
    reasons.remove(&RejectReason::UnknownProject);
    let refused: usize = reasons.values().sum();
    let share = |count: usize| Amount::whole(100).0.saturating_mul(count as i128);
    if rows < limit.rows || share(refused) <= limit.percent.0.saturating_mul(rows as i128) {
        return None;
    }
    let listed: Vec<String> = reasons.iter().map(|(reason, count)| format!("{} {count}", reason.name())).collect();
    let name = spec.dataset.name();
    Some(format!(
        "{refused} of {rows} rows of {name} were refused, more than {} % ({})",
        limit.percent,
        listed.join(", ")
    ))
}
