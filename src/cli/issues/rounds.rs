//! `inspections`: what inspection groups saw, scored and found, round by round, and the mean score of each unit by quarter.

use crate::assess::Accepted;
use crate::assess::issues::list::says_nothing;
use crate::base::amount::{Amount, divide_half_even};
use crate::base::period::PeriodKind;
use crate::cli::show::grid;
use crate::cli::{Failure, exit, print_json, print_text, show};
use crate::daemon::measures::accepted;
use crate::daemon::office::Office;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One row of a round.
struct Seen {
    round: String,
    group: String,
    site: String,
    unit_name: String,
    date: Option<NaiveDate>,
    score: Option<Amount>,
    found: bool,
}

/// What belongs together.
#[derive(Debug, Default)]
struct Tally {
    sites: BTreeSet<String>,
    scores: Vec<Amount>,
    findings: usize,
}

impl Tally {
    fn add(&mut self, seen: &Seen) {
        self.sites.insert(seen.site.clone());
        self.scores.extend(seen.score);
        self.findings += usize::from(seen.found);
    }

    /// With two decimals, half to even.
    fn mean(&self) -> Option<Amount> {
        let sum: i128 = self.scores.iter().map(|score| score.0).sum();
        let count = self.scores.len() as i128;
        (count > 0).then(|| Amount(divide_half_even(sum, count)).rounded(2))
    }

    fn json(&self) -> Value {
        let mean = self.mean().map_or(Value::Null, show::number);
        json!({"sites": self.sites.len(), "scores": self.scores.len(), "mean": mean, "findings": self.findings})
    }

    fn cells(&self) -> [String; 3] {
        let mean = self.mean().map_or("-".to_string(), |mean| mean.to_string());
        [self.sites.len().to_string(), mean, self.findings.to_string()]
    }
}

/// What is asked of the rounds.
#[derive(Debug, Args)]
pub struct Arguments {
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// `duban inspections`
///
/// # Errors
/// The store cannot be read.
pub async fn inspections(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let portfolios: BTreeSet<&str> = office.house.pipelines.iter().map(|p| p.portfolio.as_str()).collect();
    let (mut rounds, mut units): (BTreeMap<[String; 2], Tally>, BTreeMap<[String; 2], Tally>) = Default::default();
    for portfolio in portfolios {
        let tables = accepted(&office.store.measured(portfolio, &[Dataset::Inspections], None).await?)?;
        for seen in newest(&tables).into_iter().flat_map(rows) {
            rounds.entry([seen.round.clone(), seen.group.clone()]).or_default().add(&seen);
            let quarter = seen.date.map(|day| PeriodKind::Quarter.containing(day).to_string()).unwrap_or_default();
            units.entry([quarter, seen.unit_name.clone()]).or_default().add(&seen);
        }
    }
    if asked.json {
        let named = |keys: [&str; 2], tallies: &BTreeMap<[String; 2], Tally>| -> Vec<Value> {
            let row = |([a, b], tally): (&[String; 2], &Tally)| {
                let mut row = tally.json();
                (row[keys[0]], row[keys[1]]) = (json!(a), json!(b));
                row
            };
            tallies.iter().map(row).collect()
        };
        let (rounds, units) = (named(["round", "group"], &rounds), named(["quarter", "unit_name"], &units));
        return print_json(&json!({"rounds": rounds, "units": units}));
    }
    if rounds.is_empty() {
        print_text("no inspections yet\nhint: a pipeline with dataset = \"inspections\" reads them");
        return Ok(exit::FINE);
    }
    let table = |heads: [&str; 2], tallies: &BTreeMap<[String; 2], Tally>| {
        let mut table = grid([heads[0], heads[1], "sites", "mean score", "findings"]);
        for ([a, b], tally) in tallies {
            let [sites, mean, findings] = tally.cells();
            table.add_row([a.clone(), b.clone(), sites, mean, findings]);
        }
        table
    };
    print_text(&format!("{}\n{}", table(["round", "group"], &rounds), table(["quarter", "unit"], &units)));
    Ok(exit::FINE)
}

/// Of each file the last that came: a corrected list takes the place of the former one.
fn newest(tables: &[Accepted]) -> Vec<&Accepted> {
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for table in tables {
        let version = last.entry(&table.file).or_default();
        *version = table.version.max(*version);
    }
    tables.iter().filter(|table| last.get(table.file.as_str()) == Some(&table.version)).collect()
}

fn rows(accepted: &Accepted) -> Vec<Seen> {
    let table = &accepted.table;
    let (dates, scores) = (table.dates("date"), table.amounts("score"));
    let texts = table.texts(["round", "group", "site", "name", "project_id", "unit_name", "finding"]);
    let row = |(row, texts): (usize, [Option<String>; 7])| {
        let [round, group, site, name, project, unit_name, finding] = texts;
        Seen {
            round: round.unwrap_or_default(),
            group: group.unwrap_or_default(),
            site: site.or(project).or(name).unwrap_or_default(),
            unit_name: unit_name.unwrap_or_default(),
            date: dates.get(row).copied().flatten(),
            score: scores.get(row).copied().flatten(),
            found: finding.is_some_and(|text| !says_nothing(&text)),
        }
    };
    texts.into_iter().enumerate().map(row).collect()
}
