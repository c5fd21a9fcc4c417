//! `indicators`, `quotas`: what was judged over many files, with every figure and its cell.

use super::show::grid;
use super::{Failure, exit, print_json, print_text};
use crate::assess::indicators::{self, Line, Word};
use crate::assess::quotas::{self, Quotas, What};
use crate::assess::{Accepted, indicators::history::Observation};
use crate::base::amount::Amount;
use crate::daemon::clock::Clock;
use crate::daemon::measures;
use crate::daemon::office::Office;
use crate::pipeline::Pipeline;
use chrono::NaiveDate;
use serde_json::{Value, json};

/// `duban indicators`
pub async fn indicators(office: &Office, as_of: Option<NaiveDate>, json: bool) -> Result<u8, Failure> {
    let mut lines = Vec::new();
    for pipeline in &office.house.pipelines {
        lines.extend(indicator_lines(office, pipeline, as_of).await?);
    }
    if json {
        return print_json(&json!({"as_of": as_of, "indicators": lines}));
    }
    if lines.is_empty() {
        print_text("no indicators yet\nhint: a pipeline with dataset = \"indicators\" and [indicators] judges them");
        return Ok(exit::FINE);
    }
    print_text(&indicator_table(&lines));
    for line in &lines {
        print_text(&indicator_text(line));
    }
    Ok(exit::FINE)
}

/// The lines of one pipeline.
pub async fn indicator_lines(
    office: &Office,
    pipeline: &Pipeline,
    as_of: Option<NaiveDate>,
) -> Result<Vec<Line>, Failure> {
    let Some(rules) = &pipeline.measures.indicators else { return Ok(Vec::new()) };
    let observations: Vec<Observation> = measures::observations(&accepted(office, pipeline, as_of).await?);
    Ok(indicators::lines(&observations, rules))
}

/// `duban quotas`
pub async fn quotas(office: &Office, as_of: Option<NaiveDate>, json: bool) -> Result<u8, Failure> {
    let mut all = Vec::new();
    for pipeline in &office.house.pipelines {
        all.extend(quota_lines(office, pipeline, as_of).await?);
    }
    if json {
        let rows: Vec<Value> = all.iter().map(quotas_json).collect();
        return print_json(&json!({"as_of": as_of, "quotas": rows}));
    }
    if all.iter().all(|quotas| quotas.lines.is_empty() && quotas.goals.is_empty()) {
        print_text("no quotas yet\nhint: a pipeline with dataset = \"quotas\" and [quotas] judges them");
    }
    for quotas in &all {
        print_text(&quota_text(quotas));
    }
    Ok(exit::FINE)
}

/// The quotas of one pipeline.
pub async fn quota_lines(
    office: &Office,
    pipeline: &Pipeline,
    as_of: Option<NaiveDate>,
) -> Result<Option<Quotas>, Failure> {
    let Some(rules) = &pipeline.measures.quotas else { return Ok(None) };
    let accepted = accepted(office, pipeline, as_of).await?;
    let today = as_of.unwrap_or_else(|| Clock::System.now().with_timezone(&pipeline.zone).date_naive());
    Ok(Some(quotas::lines(&accepted, rules, today)))
}

async fn accepted(office: &Office, pipeline: &Pipeline, as_of: Option<NaiveDate>) -> Result<Vec<Accepted>, Failure> {
    let datasets = measures::datasets(&pipeline.measures);
    Ok(measures::accepted(&office.store.measured(&pipeline.portfolio, &datasets, as_of).await?)?)
}

/// One row per indicator: value, growth, and one word per comparison.
pub fn indicator_table(lines: &[Line]) -> String {
    let against: Vec<_> = crate::pipeline::measures::Against::ALL
        .into_iter()
        .filter(|against| lines.iter().any(|line| line.light(*against).is_some()))
        .collect();
    let mut heads = vec!["indicator".to_string(), "until".into(), "value".into(), "growth %".into()];
    heads.extend(against.iter().map(|against| against.name().to_string()));
    let mut table = grid(heads);
    for line in lines {
        let mut row = vec![
            line.indicator.clone(),
            line.period_end.to_string(),
            format!("{}{}", line.value, line.unit.as_deref().unwrap_or("")),
            line.growth.map(|growth| growth.to_string()).unwrap_or_default(),
        ];
        row.extend(against.iter().map(|against| line.light(*against).map_or("", |light| word(light.word)).to_string()));
        table.add_row(row);
    }
    table.to_string()
}

fn word(word: Word) -> &'static str {
    match word {
        Word::Better => "better",
        Word::Equal => "equal",
        Word::Worse => "worse",
        Word::Provisional => "provisional",
    }
}

/// One indicator in full.
pub fn indicator_text(line: &Line) -> String {
    let mut text = format!("{} ({})", line.indicator, line.place);
    for light in &line.lights {
        text += &format!("\n  {:<11} {}", word(light.word), light.why);
    }
    if let Some(pace) = &line.pace {
        let unit = line.unit.as_deref().unwrap_or("");
        text += &match pace.needed {
            Some(needed) if needed == Amount::ZERO => "\n  the annual target is reached".to_string(),
            Some(needed) => format!(
                "\n  needs {needed} {unit} a month for the remaining {} months, has averaged {}",
                pace.months_left, pace.averaged
            ),
            None => format!("\n  the year is over; it averaged {} {unit} a month", pace.averaged),
        };
    }
    for revision in &line.revisions {
        let shown = |amount: Option<Amount>| amount.map_or("nothing".to_string(), |amount| amount.to_string());
        text += &format!(
            "\n  revised     {} was {} and is {} ({}){}",
            revision.column,
            shown(revision.was),
            shown(revision.is),
            revision.place,
            if revision.lights.is_empty() { String::new() } else { format!("; {}", revision.lights.join(", ")) }
        );
    }
    text
}

/// Quotas, goals and sums as text.
pub fn quota_text(quotas: &Quotas) -> String {
    let mut table = grid(["unit", "quota", "goal", "reached", "by", "state", "cell"]);
    for line in quotas.lines.iter().chain(&quotas.goals) {
        let shown = |amount: Amount| match line.measure.what {
            What::Count => amount.to_string(),
            What::Amount => format!("{} 亿元", amount.in_unit(100_000_000).rounded(4)),
        };
        let listed = line.listed.map(|listed| format!(" (the list of deals says {})", shown(listed)));
        table.add_row([
            line.unit_name.clone().unwrap_or_else(|| "(all)".to_string()),
            line.item.clone(),
            shown(line.quota),
            format!("{}{}", line.actual.map(shown).unwrap_or_default(), listed.unwrap_or_default()),
            line.due.map(|due| due.to_string()).unwrap_or_default(),
            state(line.word).to_string(),
            line.place.cell.clone().unwrap_or_default(),
        ]);
    }
    let sums: Vec<String> = quotas.sums.iter().map(quotas::Sum::sentence).collect();
    format!("{table}\n{}", sums.join("\n"))
}

fn state(word: quotas::Word) -> &'static str {
    match word {
        quotas::Word::Reached => "reached",
        quotas::Word::Open => "open",
        quotas::Word::Due => "due soon",
        quotas::Word::Short => "short",
        quotas::Word::NotReported => "not reported",
    }
}

fn quotas_json(quotas: &Quotas) -> Value {
    let sums: Vec<Value> = quotas
        .sums
        .iter()
        .map(|sum| {
            json!({
                "item": sum.item, "column": sum.column, "headline": sum.headline, "allocated": sum.allocated,
                "units": sum.units, "adds_up": sum.adds_up(), "place": sum.place,
            })
        })
        .collect();
    json!({"lines": quotas.lines, "goals": quotas.goals, "sums": sums})
}
