//! `what-if`: other rules against the past of the store. Who flips, how many letters, how far up the ladder. Nothing is kept.

use super::show::grid;
use super::{Failure, exit, print_json, print_text};
use crate::base::grade::Grade;
use crate::base::problem::has_errors;
use crate::base::slot::SlotKind;
use crate::daemon::office::Office;
use crate::daemon::relive::{self, Past, ReliveError};
use crate::pipeline::Pipeline;
use crate::pipeline::check::{Named, check_with};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How the past went under one set of rules.
#[derive(Debug, Default)]
struct Course {
    /// At the deadline of each period: subject → name and grade. By the period's last day.
    grades: BTreeMap<NaiveDate, BTreeMap<String, (String, Grade)>>,
    /// Letters: day and person's name.
    letters: Vec<(NaiveDate, String)>,
    /// The highest rung that each case reached, with the day.
    rungs: BTreeMap<String, Vec<(NaiveDate, u32)>>,
}

/// What is asked.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The pipeline's name.
    pipeline: String,
    /// A pipeline file, a file with a rules section, or the name of a rule pack.
    #[arg(long, value_name = "FILE_OR_PACK")]
    rules: String,
    /// How many periods back.
    #[arg(long, default_value_t = 6)]
    last: usize,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// `duban what-if PIPELINE --rules FILE_OR_PACK [--last N] [--json]`
pub async fn what_if(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let Arguments { pipeline, rules, last, json } = asked;
    let Some(now) = office.house.pipeline(pipeline).cloned() else {
        return Err(Failure::no_pipeline(&office.house, pipeline));
    };
    let changed = with_rules(office, pipeline, rules)?;
    let past = relive::history(office, &now.portfolio).await.map_err(failed)?;
    if past.is_empty() {
        return Err(Failure::new("there is no past to judge: the store has no runs, and the folders no files"));
    }
    let before = course(office, &office.house.pipelines, &past, pipeline).await?;
    let after = course(office, &changed, &past, pipeline).await?;
    let periods: Vec<NaiveDate> = before.grades.keys().rev().take((*last).max(1)).rev().copied().collect();
    let report = Report::of(&before, &after, &periods);
    if *json {
        return print_json(&report.json());
    }
    print_text(&report.text(rules));
    Ok(exit::FINE)
}

fn failed(error: ReliveError) -> Failure {
    Failure::new(error.to_string())
}

/// The house's pipelines, with the rules of one exchanged: by those of a pipeline file, of a file with `[rules]` alone, or
/// by a pack.
pub fn with_rules(office: &Office, pipeline: &str, rules: &str) -> Result<Vec<Pipeline>, Failure> {
    let name = format!("pipelines/{pipeline}.toml");
    let texts: BTreeMap<&str, &str> = office.house.texts().collect();
    let own = texts.get(name.as_str()).ok_or_else(|| Failure::no_pipeline(&office.house, pipeline))?;
    let wrong = |what: &str, why: String| Failure::usage(format!("{what} cannot be read: {why}"));
    let mut document: toml::Table = own.parse().map_err(|error: toml::de::Error| wrong(&name, error.to_string()))?;
    let path = Path::new(rules);
    let section = if path.is_file() {
        let text = std::fs::read_to_string(path).map_err(|error| wrong(rules, error.to_string()))?;
        let file: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(rules, error.to_string()))?;
        file.get("rules").cloned().ok_or_else(|| wrong(rules, "it has no [rules]".to_string()))?
    } else {
        toml::Value::String(rules.to_string())
    };
    document.insert("rules".to_string(), section);
    let stem =
        |file: &str| Path::new(file).file_stem().map(|stem| stem.to_string_lossy().to_string()).unwrap_or_default();
    let of = |folder: &'static str| texts.iter().filter(move |(file, _)| file.starts_with(folder));
    let changed = document.to_string();
    let files: Vec<Named> = of("pipelines/")
        .map(|(file, text)| Named {
            name: stem(file),
            file: (*file).to_string(),
            text: if *file == name { changed.clone() } else { (*text).to_string() },
        })
        .collect();
    let packs = of("config/rules/").map(|(file, text)| (stem(file), (*text).to_string())).collect();
    let (pipelines, problems) = check_with(&files, &office.house.policies, &office.house.calendars, &packs);
    if has_errors(&problems) {
        let told: Vec<String> = problems
            .iter()
            .filter(|problem| problem.severity == crate::base::problem::Severity::Error)
            .map(|problem| {
                let key = problem.key.as_deref().unwrap_or_default();
                let hint = problem.hint.as_deref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
                format!("{key}: {}{hint}", problem.message)
            })
            .collect();
        return Err(Failure::usage(format!("the rules of {rules} cannot be used\n{}", told.join("\n"))));
    }
    Ok(pipelines)
}

async fn course(office: &Office, pipelines: &[Pipeline], past: &[Past], name: &str) -> Result<Course, Failure> {
    let mut course = Course::default();
    let lived = relive::relive(office, pipelines, past, |one, memory, record| {
        let day = one.slot.as_of();
        let mut periods: BTreeSet<NaiveDate> = BTreeSet::new();
        if one.slot.pipeline == name && one.slot.kind == SlotKind::Read {
            periods.extend(one.slot.period.map(|period| period.end()));
        }
        if let Some(record) = record {
            if one.slot.pipeline == name {
                // Also without a schedule, or before its deadline: what the files of a period made of it.
                periods.extend(record.files.iter().filter_map(|file| file.period).map(|period| period.end()));
            }
            course.letters.extend(record.letters.iter().map(|letter| (day, letter.to_name.clone())));
            for change in &record.cases {
                course.rungs.entry(change.case.id.clone()).or_default().push((day, change.case.rung));
            }
        }
        for period in periods {
            let grades = memory.standings.iter().map(|s| (s.subject.clone(), (s.name.clone(), s.grade)));
            course.grades.insert(period, grades.collect());
        }
    });
    lived.await.map_err(failed)?;
    Ok(course)
}

/// One project that would have had another grade.
#[derive(Debug)]
struct Flip {
    period: NaiveDate,
    subject: String,
    name: String,
    from: Grade,
    to: Grade,
}

#[derive(Debug)]
struct Report {
    periods: Vec<NaiveDate>,
    flips: Vec<Flip>,
    judged: usize,
    /// Person → letters before and after.
    letters: BTreeMap<String, [usize; 2]>,
    /// Rung → cases that got so far and no further, before and after.
    rungs: BTreeMap<u32, [usize; 2]>,
}

impl Report {
    fn of(before: &Course, after: &Course, periods: &[NaiveDate]) -> Report {
        let mut report = Report {
            periods: periods.to_vec(),
            flips: Vec::new(),
            judged: 0,
            letters: BTreeMap::new(),
            rungs: BTreeMap::new(),
        };
        for period in periods {
            let empty = BTreeMap::new();
            let then = after.grades.get(period).unwrap_or(&empty);
            for (subject, (name, from)) in before.grades.get(period).unwrap_or(&empty) {
                report.judged += 1;
                if let Some((_, to)) = then.get(subject).filter(|(_, to)| to != from) {
                    let (subject, name) = (subject.clone(), name.clone());
                    report.flips.push(Flip { period: *period, subject, name, from: *from, to: *to });
                }
            }
        }
        let since = periods.first().copied().unwrap_or_default();
        for (side, course) in [before, after].into_iter().enumerate() {
            for (_, person) in course.letters.iter().filter(|(day, _)| *day >= since) {
                report.letters.entry(person.clone()).or_default()[side] += 1;
            }
            for steps in course.rungs.values() {
                let highest = steps.iter().filter(|(day, _)| *day >= since).map(|(_, rung)| *rung).max();
                if let Some(highest) = highest {
                    report.rungs.entry(highest).or_default()[side] += 1;
                }
            }
        }
        report
    }

    fn json(&self) -> Value {
        let flips = self.flips.iter().map(|flip| {
            json!({"period": flip.period, "subject": flip.subject, "name": flip.name, "from": flip.from, "to": flip.to})
        });
        let sides = |pair: &[usize; 2]| json!({"now": pair[0], "changed": pair[1]});
        json!({
            "periods": self.periods, "judged": self.judged, "flips": flips.collect::<Vec<_>>(),
            "letters": self.letters.iter().map(|(person, pair)| (person.clone(), sides(pair))).collect::<serde_json::Map<_, _>>(),
            "rungs": self.rungs.iter().map(|(rung, pair)| (rung.to_string(), sides(pair))).collect::<serde_json::Map<_, _>>(),
        })
    }

    fn text(&self, rules: &str) -> String {
        let mut text = format!(
            "{} periods, {} judgements: {} would be others under {rules}\n",
            self.periods.len(),
            self.judged,
            self.flips.len()
        );
        if !self.flips.is_empty() {
            let mut flips = grid(["period", "subject", "name", "now", "changed"]);
            for flip in &self.flips {
                let (period, from, to) = (flip.period.to_string(), flip.from.name(), flip.to.name());
                flips.add_row([&period, &flip.subject, &flip.name, from, to]);
            }
            text += &format!("{flips}\n");
        }
        let mut letters = grid(["letters to", "now", "changed"]);
        for (person, pair) in &self.letters {
            letters.add_row([person.clone(), pair[0].to_string(), pair[1].to_string()]);
        }
        let total = self.letters.values().fold([0, 0], |sum, pair| [sum[0] + pair[0], sum[1] + pair[1]]);
        letters.add_row(["all".to_string(), total[0].to_string(), total[1].to_string()]);
        let mut rungs = grid(["highest rung of a case", "now", "changed"]);
        for (rung, pair) in &self.rungs {
            rungs.add_row([rung.to_string(), pair[0].to_string(), pair[1].to_string()]);
        }
        text + &format!("\n{letters}\n\n{rungs}\n\nnothing was kept, nobody was told")
    }
}
