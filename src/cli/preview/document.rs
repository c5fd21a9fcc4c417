//! The JSON document of `preview`. Its keys are relied on by scripts: keys are added, never renamed.

use super::{View, changes, measured, text};
use crate::base::amount::Amount;
use crate::pipeline::dataset::Kind;
use crate::tidy::{FoundTable, Unreadable, words};
use serde_json::{Value, json};

/// Money in documents is in this many yuan.
const WAN: i64 = 10_000;

/// The document.
pub fn of(view: &View) -> Value {
    let tidied = &view.tidied;
    let tables: Vec<Value> = tidied.tables.iter().map(|found| table(view, found)).collect();
    let record = &view.rehearsed.record;
    let state = record.files.first().map(|file| file.state);
    json!({
        "file": tidied.file, "sha256": tidied.sha256, "format": tidied.format, "period": tidied.period,
        "tables": tables, "notes": tidied.notes,
        "state": state,
        "would": {
            "at": record.slot.at, "as_of": record.slot.as_of(), "unit": "万元",
            "wait_for_register": view.rehearsed.waits,
            "projects": changes::projects(view).iter().map(project).collect::<Vec<_>>(),
            "lists": changes::lists(view).iter().map(list).collect::<Vec<_>>(),
            "cases": record.cases.iter().map(|change| json!({
                "id": change.case.id, "subject": change.case.subject, "rule": change.case.rule,
                "grade": change.case.grade, "state": change.case.state.name(), "reason": change.reason,
            })).collect::<Vec<_>>(),
            "letters": record.letters.iter().map(|letter| json!({
                "id": letter.id, "to": letter.to_name, "role": letter.role, "rung": letter.rung,
                "subject": letter.subject, "cases": letter.cases,
            })).collect::<Vec<_>>(),
            "withheld": record.withheld,
            "held": view.rehearsed.held,
        },
    })
}

/// The document of a file that cannot be read: why, and what to do.
pub fn of_unreadable(unreadable: &Unreadable) -> Value {
    let Unreadable { file, sha256, kind, text } = unreadable;
    let word = words::of_file(kind);
    let said = |part: fn(&words::Word) -> &'static str| word.map(part);
    json!({
        "file": file, "sha256": sha256, "format": null, "period": null, "tables": [], "notes": [], "state": "unreadable",
        "unreadable": {
            "reason": kind, "text": text, "why": said(|word| word.en), "why_zh": said(|word| word.zh),
            "correct": said(|word| word.fix_en), "correct_zh": said(|word| word.fix_zh),
        },
    })
}

fn table(view: &View, found: &FoundTable) -> Value {
    let rejects = &view.tidied.rejects;
    let refused = rejects.iter().filter(|r| r.place.sheet == found.sheet && r.dataset == found.table.dataset);
    let refused: Vec<Value> = refused
        .map(|r| {
            json!({
                "row": r.row, "cell": r.place.cell, "reason": r.reason, "text": r.text, "subject": r.subject,
                "unit_name": r.unit_name, "why": words::of_reject(r.reason).en, "why_zh": words::of_reject(r.reason).zh,
                "correct": words::of_reject(r.reason).fix_en, "correct_zh": words::of_reject(r.reason).fix_zh,
            })
        })
        .collect();
    let examples = text::examples(view, found);
    let columns: Vec<Value> = found
        .columns
        .iter()
        .zip(&found.at)
        .zip(&examples)
        .zip(measured::indicators(found))
        .map(|(((column, at), examples), indicator)| {
            let (examples, read): (Vec<&String>, Vec<&Option<String>>) = examples.iter().map(|(a, b)| (a, b)).unzip();
            json!({
                "header": column.header, "column": column.column, "unit": column.unit,
                "at": text::letters(*at), "type": text::kind(found, column).map(kind_name), "examples": examples, "read": read,
                "indicator": indicator,
            })
        })
        .collect();
    let aside: Vec<Value> = found.aside.iter().map(|a| json!({"row": a.row, "reason": a.why})).collect();
    json!({
        "sheet": found.sheet, "dataset": found.table.dataset, "header_rows": found.header_rows, "columns": columns,
        "rows": found.rows, "accepted": found.table.height(), "set_aside": found.set_aside, "refused": refused,
        "aside": aside,
    })
}

/// The name of a kind of column.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Id => "id",
        Kind::Money => "money",
        Kind::Figure => "figure",
        Kind::Percent => "percent",
        Kind::Date => "date",
        #[allow(unreachable_patterns, reason = "kinds may be added")]
        _ => "value",
    }
}

fn project(change: &changes::ProjectChange) -> Value {
    let wan = |amount: Option<Amount>| amount.map(|amount| amount.in_unit(WAN).to_f64());
    json!({
        "id": change.id, "name": change.name, "unit_name": change.unit_name,
        "old": wan(change.cumulative.0), "new": wan(change.cumulative.1),
        "old_as_of": change.as_of.0, "new_as_of": change.as_of.1,
        "old_grade": change.grade.0, "new_grade": change.grade.1,
        "old_milestones_done": change.milestones_done.0, "new_milestones_done": change.milestones_done.1,
    })
}

fn list(change: &changes::ListChange) -> Value {
    let changed: Vec<Value> = change
        .changed
        .iter()
        .map(|(row, column, old, new)| json!({"row": row, "column": column, "old": old, "new": new}))
        .collect();
    json!({"dataset": change.dataset, "added": change.added, "gone": change.gone, "changed": changed})
}
