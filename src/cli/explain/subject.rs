//! `explain SUBJECT --as-of D`: what was found of a project on a day, from the sealed record: figures, formula, inputs with
//! file, sheet and cell, and the rule as it stood in the pipeline file of that run. Enough to do the sum again by hand.

use super::formula;
use crate::assess::{Finding, Origin, Rule, Standing};
use crate::audit::record::{FileState, RunState};
use crate::base::place::Place;
use crate::cli::{Failure, exit, print_json, print_text};
use crate::daemon::office::Office;
use crate::daemon::relive;
use crate::pipeline::packs;
use crate::settings::House;
use crate::store::RunRow;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What was found in one run.
#[derive(Debug)]
struct Found {
    run: RunRow,
    pipeline_sha256: String,
    /// What the run was decided with, where it was kept.
    config_sha256: String,
    findings: Vec<Finding>,
}

/// Explains a project as it stood at the end of a day; `false`: nobody knows it.
pub async fn explain(office: &Office, subject: &str, as_of: NaiveDate, json: bool) -> Result<Option<u8>, Failure> {
    let standings = office.store.standings(Some(as_of), None).await?;
    let standing = standings.into_iter().find(|standing| standing.subject == subject);
    let runs = office.store.runs(None).await?;
    let found = newest(office, &runs, subject, as_of).await?;
    if standing.is_none() && found.is_empty() {
        return Ok(None);
    }
    let shas = files(&runs, as_of);
    let mut findings = Vec::new();
    for one in &found {
        let text = office.store.blob(&one.pipeline_sha256).await?;
        let text = text.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let packs = packs_of(office, &one.config_sha256).await?;
        findings.extend(one.findings.iter().map(|finding| document(finding, one, (&text, &packs), &shas)));
    }
    let document = json!({
        "subject": subject, "as_of": as_of, "standing": standing.as_ref().map(|s| standing_json(s, &shas)), "findings": findings,
    });
    if json {
        return print_json(&document).map(Some);
    }
    print_text(&text(&document));
    Ok(Some(exit::FINE))
}

/// The newest judging run of each pipeline up to a day that knew the project's portfolio, with what it found of it.
async fn newest(office: &Office, runs: &[RunRow], subject: &str, as_of: NaiveDate) -> Result<Vec<Found>, Failure> {
    let mut newest: BTreeMap<&str, &RunRow> = BTreeMap::new();
    let judged =
        |run: &&RunRow| matches!(run.state, RunState::Ran | RunState::Missed) && !relive::only_looked(&run.reason);
    for run in runs.iter().filter(|run| run.slot.as_of() <= as_of && run.seq.is_some()).filter(judged) {
        let known = newest.entry(&run.slot.pipeline).or_insert(run);
        if known.seq < run.seq {
            *known = run;
        }
    }
    let mut found = Vec::new();
    for run in newest.into_values() {
        let Some(seq) = run.seq else { continue };
        let Some(payload) = office.store.payload(seq).await? else { continue };
        let payload: Value = serde_json::from_slice(&payload)?;
        let of_subject = |value: &&Value| value.get("subject").and_then(Value::as_str) == Some(subject);
        let findings = payload.get("findings").and_then(Value::as_array).into_iter().flatten().filter(of_subject);
        let findings: Vec<Finding> =
            findings.map(|value| serde_json::from_value(value.clone())).collect::<Result<_, _>>()?;
        let pipeline_sha256 = payload.get("pipeline_sha256").and_then(Value::as_str).unwrap_or_default().to_string();
        let config_sha256 = payload.get("config_sha256").and_then(Value::as_str).unwrap_or_default().to_string();
        if !findings.is_empty() {
            found.push(Found { run: run.clone(), pipeline_sha256, config_sha256, findings });
        }
    }
    Ok(found)
}

/// The bytes that each file name stood for on a day: those that were read last.
fn files(runs: &[RunRow], as_of: NaiveDate) -> BTreeMap<String, String> {
    let until = runs.iter().filter(|run| run.slot.as_of() <= as_of);
    let files = until.flat_map(|run| &run.files);
    let read = files.filter(|file| matches!(file.state, FileState::Accepted | FileState::Correction));
    read.map(|file| (file.name.clone(), file.sha256.clone())).collect()
}

fn address(place: &Place, shas: &BTreeMap<String, String>) -> Value {
    json!({"file": place.file, "sheet": place.sheet, "cell": place.cell, "file_sha256": shas.get(&place.file)})
}

/// The rule packs that a run was decided with; those of the house as it is where they were not kept.
async fn packs_of(office: &Office, config_sha256: &str) -> Result<BTreeMap<String, String>, Failure> {
    let bytes = if config_sha256.is_empty() { None } else { office.store.blob(config_sha256).await? };
    let kept = bytes.and_then(|bytes| House::of_kept(&bytes).ok());
    let house = kept.as_ref().unwrap_or(&office.house);
    let texts = house.texts().filter_map(|(file, text)| {
        let name = file.strip_prefix("config/rules/")?.strip_suffix(".toml")?;
        Some((name.to_string(), text.to_string()))
    });
    Ok(texts.collect())
}

fn document(
    finding: &Finding,
    found: &Found,
    (pipeline, packs): (&str, &BTreeMap<String, String>),
    shas: &BTreeMap<String, String>,
) -> Value {
    json!({
        "rule": finding.rule, "grade": finding.grade, "since": finding.since, "figures": finding.figures,
        "formula": formula::of(finding), "read_from": finding.place.as_ref().map(|place| address(place, shas)),
        "rule_text": rule_text(finding.rule, pipeline, packs), "rule_version": found.pipeline_sha256,
        "run": found.run.slot.name(), "entry": found.run.seq,
    })
}

fn standing_json(standing: &Standing, shas: &BTreeMap<String, String>) -> Value {
    let reports = standing.reports.iter().map(|report| {
        json!({
            "period_end": report.period_end, "cumulative": report.cumulative, "milestones_done": report.milestones_done,
            "read_from": address(&report.place, shas),
        })
    });
    let milestones = standing.milestones.iter().map(|milestone| {
        json!({
            "name": milestone.name, "planned_date": milestone.planned_date, "actual_date": milestone.actual_date,
            "original_date": milestone.original_date, "listed_date": milestone.listed_date,
            "read_from": milestone.place.as_ref().map(|place| address(place, shas)),
        })
    });
    json!({
        "name": standing.name, "unit_name": standing.unit_name, "grade": standing.grade, "since": standing.since,
        "target": standing.target, "expected": standing.expected, "actual": standing.actual,
        "expected_from": standing.origin.as_deref().map(origin),
        "gap_points": standing.gap_points, "slip_days": standing.slip_days, "unit": "元",
        "baseline": standing.baseline, "rebaselines": standing.baseline.as_ref().map_or(0, |b| b.changes.len()),
        "reports": reports.collect::<Vec<_>>(), "milestones": milestones.collect::<Vec<_>>(),
    })
}

/// Where the expected value comes from, in words and in whole numbers.
fn origin(origin: &Origin) -> Value {
    let Origin { trajectory, basis, elapsed, span, window_from, window_to, due_num, due_den } = origin;
    json!({
        "trajectory": trajectory, "basis": basis, "window_from": window_from, "window_to": window_to,
        "elapsed": elapsed, "span": span, "due_num": due_num, "due_den": due_den,
        "words": format!("{basis} ({trajectory}): {elapsed} of {span} steps, {window_from} to {window_to}; expected = due_num ÷ \
            due_den, millionths of a yuan, rounded down"),
    })
}

/// The rule as the pipeline file of that run has it; a rule of a pack with the pack's name and source.
fn rule_text(rule: Rule, pipeline: &str, own_packs: &BTreeMap<String, String>) -> Option<String> {
    let document: toml::Table = pipeline.parse().ok()?;
    let rules = document.get("rules")?;
    let name = rule.name();
    if rule == Rule::UnapprovedChange {
        let word = rules.get("baselines").and_then(toml::Value::as_str).unwrap_or("approved");
        return Some(format!("[rules] baselines = \"{word}\""));
    }
    let Rule::Own(own) = rule else {
        let section = rules.get(name)?;
        return Some(format!("[rules.{name}] {section}"));
    };
    let mine = rules.get("sql").and_then(toml::Value::as_array).into_iter().flatten();
    let mine = mine.into_iter().find(|rule| rule.get("name").and_then(toml::Value::as_str) == Some(own.as_str()));
    if let Some(mine) = mine {
        return Some(format!("[[rules.sql]] {mine}"));
    }
    let pack = rules.as_str().or_else(|| rules.get("pack").and_then(toml::Value::as_str))?;
    let (found, _) = packs::find(pack, own_packs)?;
    let found = found?;
    let banded = found.rules.iter().find(|rule| rule.name == own)?;
    let bands = banded.bands.iter().map(|band| format!("{} → {}", band.range.words(), band.grade.name()));
    let [source, at, date] = &found.source;
    let choice = rules.get("choice").and_then(|choices| choices.get(own.as_str()));
    let choice = choice.map(|choice| format!("; choice {choice}")).unwrap_or_default();
    let bands = bands.collect::<Vec<_>>().join("; ");
    Some(format!("pack {pack}: {} {bands}{choice} ({source}, {at}, {date})", banded.measure))
}

/// What was planned first, what was approved since, and every change with its reason and approver.
fn baseline_text(baseline: &Value) -> String {
    if baseline.is_null() {
        return String::new();
    }
    let mut text = String::new();
    for key in
        ["original", "approved", "listed", "lagging", "slip_original", "slip_approved", "milestone_slip_original"]
    {
        if let Some(value) = baseline.get(key).filter(|value| !value.is_null()) {
            text += &format!("  {key:<12} {value}\n");
        }
    }
    for change in baseline.get("changes").and_then(Value::as_array).into_iter().flatten() {
        text += &format!("  {:<12} {change}\n", "re-baselined");
    }
    text
}

/// The document as text: every key that holds something, on a line of its own.
fn text(document: &Value) -> String {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    let line = |of: &Value, key: &str| {
        of.get(key)
            .filter(|value| !value.is_null())
            .map(|value| format!("  {key:<12} {}\n", word(value)))
            .unwrap_or_default()
    };
    let mut text = format!("{} as of {}\n", word(&document["subject"]), word(&document["as_of"]));
    let standing = &document["standing"];
    for key in
        ["name", "unit_name", "grade", "since", "target", "expected", "actual", "gap_points", "slip_days", "unit"]
    {
        text += &line(standing, key);
    }
    if let Some(words) = standing.pointer("/expected_from/words") {
        text += &format!("  {:<12} {}\n", "expected is", word(words));
    }
    text += &baseline_text(&standing["baseline"]);
    for (list, title) in [("reports", "report"), ("milestones", "milestone")] {
        for entry in standing.get(list).and_then(Value::as_array).into_iter().flatten() {
            text += &format!("  {title:<12} {entry}\n");
        }
    }
    for finding in document["findings"].as_array().into_iter().flatten() {
        text += "\n";
        for key in
            ["rule", "grade", "since", "figures", "formula", "read_from", "rule_text", "rule_version", "run", "entry"]
        {
            text += &line(finding, key);
        }
    }
    text.trim_end().to_string()
}
