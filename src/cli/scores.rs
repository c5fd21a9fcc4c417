//! `scores`: points, bands and ranks by unit, and the ledger behind one unit down to its cells.

use super::show::grid;
use super::{Failure, exit, print_json, print_text};
use crate::assess::scores::Entry;
use crate::assess::scores::ledger::squeezed;
use crate::assess::scores::rank::{Score, Scores, scores as scored};
use crate::daemon::office::Office;
use crate::pipeline::Pipeline;
use crate::pipeline::measures::scores::{Ranking, ScoreRules};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// `duban scores`
pub async fn scores(office: &Office, as_of: Option<NaiveDate>, unit: Option<&str>, json: bool) -> Result<u8, Failure> {
    let mut shown = Vec::new();
    for pipeline in &office.house.pipelines {
        let Some((rules, entries)) = ledger(office, pipeline, as_of).await? else { continue };
        let found = scored(&entries, rules);
        shown.push((pipeline, rules, entries, found));
    }
    if shown.is_empty() {
        return Err(Failure::new("no pipeline has [scores]\nhint: add it beside [[tables]] with dataset = \"scores\""));
    }
    if let Some(unit) = unit {
        return explain(shown.iter().flat_map(|(_, _, entries, _)| entries), unit, json);
    }
    if json {
        let rows: Vec<Value> =
            shown.iter().map(|(pipeline, rules, _, found)| to_json(pipeline, rules, found)).collect();
        return print_json(&json!({"as_of": as_of, "scores": rows}));
    }
    for (pipeline, rules, _, found) in &shown {
        print_text(&text(&pipeline.title, rules, found));
    }
    Ok(exit::FINE)
}

async fn ledger<'p>(
    office: &Office,
    pipeline: &'p Pipeline,
    as_of: Option<NaiveDate>,
) -> Result<Option<(&'p ScoreRules, Vec<Entry>)>, Failure> {
    let Some(rules) = &pipeline.measures.scores else { return Ok(None) };
    Ok(Some((rules, office.store.score_ledger(&pipeline.portfolio, as_of).await?)))
}

fn text(title: &str, rules: &ScoreRules, found: &Scores) -> String {
    let from = found.from.map(|day| format!(", from {day}")).unwrap_or_default();
    let mut text = format!("{title}{from}");
    for group in &found.groups {
        if !group.name.is_empty() {
            text += &format!("\n{}", group.name);
        }
        text += &format!("\n{}", table(rules, &group.units));
    }
    for excluded in &found.excluded {
        text += &format!("\nnot ranked: {}: {}", excluded.unit_name, excluded.reason);
    }
    for (kind, count) in &found.uncounted {
        text += &format!("\n{count} entries of kind {kind} count in no part");
    }
    if found.groups.is_empty() && found.excluded.is_empty() {
        text += "\nno entries yet";
    }
    text
}

fn table(rules: &ScoreRules, units: &[Score]) -> comfy_table::Table {
    if rules.ranking == Ranking::Bands {
        let mut table = grid(["band", "unit", "marks"]);
        // Within a band by name: the order must not tell what the bands hide.
        let mut sorted: Vec<&Score> = units.iter().collect();
        let place = |score: &Score| rules.bands.iter().position(|band| Some(&band.name) == score.band.as_ref());
        sorted.sort_by_key(|score| (place(score).unwrap_or(usize::MAX), score.unit_name.clone()));
        for score in sorted {
            table.add_row([score.band.clone().unwrap_or_else(|| "-".into()), score.unit_name.clone(), marks(score)]);
        }
        return table;
    }
    let mut heads = vec!["rank".to_string(), "unit".into(), "score".into()];
    heads.extend(rules.parts.iter().map(|part| part.name.clone()));
    heads.extend(["band".to_string(), "marks".into()]);
    let mut table = grid(heads);
    for score in units {
        let rank = score.rank.map(|rank| rank.to_string()).unwrap_or_else(|| "-".to_string());
        let mut row = vec![rank, score.unit_name.clone(), score.score.to_string()];
        row.extend(score.parts.iter().map(|part| {
            let task = if part.task_points.0 == 0 { String::new() } else { format!("/{}", part.task_points) };
            let of = match part.task_points.0 {
                0 => format!("{} entries", part.entries),
                _ => format!("{}{task}", part.points),
            };
            format!("{} ({of})", part.adds.rounded(rules.decimals.max(2)))
        }));
        row.extend([score.band.clone().unwrap_or_default(), marks(score)]);
        table.add_row(row);
    }
    table
}

fn marks(score: &Score) -> String {
    let mut marks: Vec<String> = Vec::new();
    if score.small {
        marks.push(format!("small: {} projects", score.projects));
    }
    marks.extend(score.parts.iter().filter(|part| part.missing).map(|part| format!("nothing for {}", part.name)));
    marks.join("; ")
}

fn to_json(pipeline: &Pipeline, rules: &ScoreRules, found: &Scores) -> Value {
    let mut value =
        json!({"pipeline": pipeline.name, "title": pipeline.title, "ranking": rules.ranking, "found": found});
    let Some(mut scores) = value.get_mut("found").map(Value::take) else { return value };
    if rules.ranking == Ranking::Bands {
        let units = scores["groups"].as_array_mut().into_iter().flatten().flat_map(|group| {
            group["units"].as_array_mut().map(std::mem::take).unwrap_or_default().into_iter().collect::<Vec<_>>()
        });
        let shown: Vec<Value> =
            units.map(|unit| json!({"unit_name": unit["unit_name"], "band": unit["band"]})).collect();
        scores["groups"] = json!([{"units": shown}]);
    }
    if let (Some(target), Some(source)) = (value.as_object_mut(), scores.as_object()) {
        target.remove("found");
        target.extend(source.clone());
    }
    value
}

/// The ledger of one unit: every entry, what it was reversed by, and its cell.
fn explain<'e>(entries: impl Iterator<Item = &'e Entry>, unit: &str, json: bool) -> Result<u8, Failure> {
    let mine: Vec<&Entry> = entries.filter(|entry| squeezed(&entry.unit_name) == squeezed(unit)).collect();
    if mine.is_empty() {
        return Err(Failure::usage(format!(
            "the ledger has no entry of `{unit}`\nhint: `duban scores` lists the units"
        )));
    }
    if json {
        return print_json(&json!({"unit_name": unit, "entries": mine}));
    }
    let mut table = grid(["entry", "day", "kind", "project", "points", "of", "evidence", "read from", "reverses"]);
    for entry in &mine {
        let reason = entry.reason.as_deref().unwrap_or("");
        table.add_row([
            entry.id.clone(),
            entry.day.map(|day| day.to_string()).unwrap_or_default(),
            entry.kind.clone(),
            entry.project.clone().unwrap_or_default(),
            entry.points.to_string(),
            entry.task_points.map(|task| task.to_string()).unwrap_or_default(),
            entry.evidence.clone().unwrap_or_default(),
            entry.place.to_string(),
            entry.reverses.as_ref().map(|id| format!("{id} {reason}")).unwrap_or_default(),
        ]);
    }
    print_text(&format!("{unit}: {} entries\n{table}", mine.len()));
    Ok(exit::FINE)
}
