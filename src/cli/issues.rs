//! `issues`: the list with how each issue stands, the closing rates, and entering one by hand.

/// Inspection rounds.
pub mod rounds;

use super::act::read_evidence;
use super::show::grid;
use super::{Failure, exit, look, open, print_json, print_text};
use crate::assess::issues::list::derived;
use crate::assess::issues::{Issue, Rate, Standing};
use crate::base::place::Place;
use crate::daemon::issues::{self as lists, Line, Shown};
use crate::daemon::office::Office;
use crate::pipeline::Pipeline;
use crate::pipeline::issues::{Area, IssueKind, IssueRules, squeezed};
use crate::tidy::issues::limit;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The longest text of a line of the list, in characters.
const TEXT_MAX: usize = 30;
/// The longest number of an issue, in characters.
const ID_MAX: usize = 64;

/// What is asked of the list.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Enter>,
    /// Only those of one department.
    #[arg(long)]
    unit: Option<String>,
    /// Only those of one area: approval, service, progress, environment, integrity.
    #[arg(long)]
    area: Option<String>,
    /// As it stood at the end of this day; default now.
    #[arg(long, value_name = "D")]
    as_of: Option<NaiveDate>,
    /// Those that are done and struck off, too.
    #[arg(long)]
    all: bool,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// What a person enters.
#[derive(Debug, Subcommand)]
pub enum Enter {
    /// Enter an issue by hand (列单): its department is told at the daemon's next look. A number that is there already
    /// changes that issue.
    Add(Add),
}

/// An issue as it is entered.
#[derive(Debug, Clone, Default, Args)]
pub struct Add {
    /// What it is.
    pub text: String,
    /// The responsible department.
    #[arg(long)]
    pub unit: String,
    /// approval, service, progress, environment or integrity; default the pipeline's.
    #[arg(long)]
    pub area: Option<String>,
    /// problem, demand, finding or decision; default the pipeline's.
    #[arg(long)]
    pub kind: Option<String>,
    /// Its number; default derived from department, day and words.
    #[arg(long)]
    pub id: Option<String>,
    /// The enterprise, meeting, group or person that raised it.
    #[arg(long)]
    pub from: Option<String>,
    /// The project that it is about.
    #[arg(long)]
    pub project: Option<String>,
    /// The day of listing; default today.
    #[arg(long, value_name = "D")]
    pub on: Option<NaiveDate>,
    /// By when: a day, or so many working days; default that of its kind.
    #[arg(long)]
    pub limit: Option<String>,
    /// Who enters it.
    #[arg(long)]
    pub by: String,
    /// A file that goes with it, such as the minutes of a meeting; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// The portfolio, where several have a list.
    #[arg(long)]
    pub portfolio: Option<String>,
}

/// `duban issues`, `duban issues add`
///
/// # Errors
/// Nobody has a list, what is entered is not understood, or the store fails.
pub async fn issues(home: &Path, asked: Arguments) -> Result<u8, Failure> {
    match &asked.command {
        Some(Enter::Add(entered)) => add(&open(home).await?, entered).await,
        None => show(&look(home).await?, &asked).await,
    }
}

/// Enters an issue.
///
/// # Errors
/// What is entered is not understood, or the store fails.
pub async fn add(office: &Office, entered: &Add) -> Result<u8, Failure> {
    let (pipeline, rules) = list_of(office, entered.portfolio.as_deref())?;
    let today = office.clock.now().with_timezone(&pipeline.zone).date_naive();
    let known = office.store.issues(&pipeline.portfolio).await?;
    let issue = meant(entered, rules, &known, today)?;
    let by = entered.by.trim();
    if by.is_empty() {
        return Err(Failure::usage("nobody is named who enters it\nhint: add --by NAME"));
    }
    let (_, blobs) = read_evidence(&entered.evidence)?;
    let before = known.iter().any(|before| before.id == issue.id);
    let at = office.clock.now();
    office.store.list_issues(&pipeline.portfolio, std::slice::from_ref(&issue), &blobs, by, at).await?;
    let head = office.store.head().await?;
    let what = if before { "changed" } else { "listed" };
    let due = issue.due_on(&pipeline.calendar);
    let due = due.map_or_else(|| "no day".to_string(), |due| due.to_string());
    print_text(&format!(
        "{} {what} for {}, to be done by {due} (audit {})\nits department is told at the daemon's next look",
        issue.id,
        issue.unit_name,
        head.short()
    ));
    Ok(exit::FINE)
}

/// What is entered, or what is wrong with it.
fn meant(entered: &Add, rules: &IssueRules, known: &[Issue], today: NaiveDate) -> Result<Issue, Failure> {
    let filled = |text: &Option<String>| text.as_ref().map(|t| t.trim().to_string()).filter(|t| !t.is_empty());
    let (text, unit_name) = (entered.text.trim().to_string(), entered.unit.trim().to_string());
    if text.is_empty() || unit_name.is_empty() {
        return Err(Failure::usage("an issue needs words and a department"));
    }
    let id = filled(&entered.id).unwrap_or_else(|| derived(&unit_name, Some(entered.on.unwrap_or(today)), &text));
    if id.chars().count() > ID_MAX || id.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Failure::usage(format!("`{id}` is no number of an issue: at most {ID_MAX} characters, no spaces")));
    }
    let before = known.iter().find(|before| before.id == id);
    let word = |typed: &Option<String>, what: &str, names: &[&str]| {
        typed.as_ref().map(|typed| format!("`{typed}` is no {what}\nhint: write one of {}", names.join(", ")))
    };
    let area = match filled(&entered.area) {
        Some(typed) => Area::read(&typed).ok_or_else(|| {
            Failure::usage(word(&entered.area, "area", &Area::ALL.map(Area::name)).unwrap_or_default())
        })?,
        None => before.map(|before| before.area).or(rules.area).ok_or_else(|| {
            Failure::usage(format!("no area is named\nhint: add --area {}", Area::ALL.map(Area::name).join("|")))
        })?,
    };
    let kind = match filled(&entered.kind) {
        Some(typed) => IssueKind::read(&typed).ok_or_else(|| {
            Failure::usage(word(&entered.kind, "kind", &IssueKind::ALL.map(IssueKind::name)).unwrap_or_default())
        })?,
        None => before.map_or(rules.kind, |before| before.kind),
    };
    let raised_on = entered.on.or(before.map(|before| before.raised_on)).unwrap_or(today);
    let limit = match filled(&entered.limit) {
        Some(typed) => limit(&typed, raised_on)
            .filter(|limit| !matches!(limit, crate::pipeline::issues::Limit::On(day) if *day < raised_on))
            .ok_or_else(|| {
                Failure::usage(format!("`{typed}` is no limit\nhint: write 5 (working days), 7天 or 2014-06-30"))
            })?,
        None => before.map_or_else(|| rules.limit(kind), |before| before.limit),
    };
    Ok(Issue {
        id,
        kind,
        area,
        text,
        unit_name,
        target: before.and_then(|before| before.target.clone()),
        raised_by: filled(&entered.from).or(before.and_then(|before| before.raised_by.clone())),
        project: filled(&entered.project).or(before.and_then(|before| before.project.clone())),
        raised_on,
        limit,
        done_on: before.and_then(|before| before.done_on),
        progress: before.and_then(|before| before.progress.clone()),
        result: before.and_then(|before| before.result.clone()),
        place: Place { file: "duban issues add".to_string(), ..Place::default() },
    })
}

/// The pipeline that has a list.
fn list_of<'o>(office: &'o Office, portfolio: Option<&str>) -> Result<(&'o Pipeline, &'o IssueRules), Failure> {
    let wanted = |pipeline: &&Pipeline| portfolio.is_none_or(|wanted| wanted == pipeline.portfolio);
    let lists = office.house.pipelines.iter().filter(wanted);
    let lists: Vec<_> = lists.filter_map(|pipeline| Some((pipeline, pipeline.issues.as_ref()?))).collect();
    match lists.as_slice() {
        [one] => Ok(*one),
        [] => {
            Err(Failure::usage("no pipeline has a list\nhint: add [issues], or [[tables]] with dataset = \"issues\""))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(pipeline, _)| pipeline.portfolio.as_str()).collect();
            Err(Failure::usage(format!("several portfolios have a list: {}\nhint: add --portfolio", names.join(", "))))
        }
    }
}

async fn show(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let area = match &asked.area {
        None => None,
        Some(typed) => Some(Area::read(typed).ok_or_else(|| {
            Failure::usage(format!("`{typed}` is no area\nhint: write one of {}", Area::ALL.map(Area::name).join(", ")))
        })?),
    };
    let mine = |unit: &str| asked.unit.as_deref().is_none_or(|wanted| squeezed(wanted) == squeezed(unit));
    let over = |line: &Line| matches!(line.standing, Standing::Done | Standing::Closed);
    let mut documents = Vec::new();
    for pipeline in &office.house.pipelines {
        let shown = match asked.as_of {
            Some(day) => lists::shown_on(office, pipeline, day).await?,
            None => lists::shown(office, pipeline).await?,
        };
        let Some(Shown { as_of, mut lines, mut rates }) = shown else { continue };
        lines.retain(|line| mine(&line.issue.unit_name) && area.is_none_or(|area| line.issue.area == area));
        lines.retain(|line| asked.all || !over(line));
        lines.sort_by(|a, b| {
            (&a.issue.unit_name, a.due_on, &a.issue.id).cmp(&(&b.issue.unit_name, b.due_on, &b.issue.id))
        });
        rates.retain(|rate| mine(&rate.unit_name));
        if asked.json {
            let (rows, rates): (Vec<Value>, Vec<Value>) =
                (lines.iter().map(line_json).collect(), rates.iter().map(rate_json).collect());
            let portfolio = &pipeline.portfolio;
            documents.push(json!({"portfolio": portfolio, "as_of": as_of, "issues": rows, "rates": rates}));
        } else {
            print_text(&format!("{} on {as_of}: {} issues\n{}", pipeline.title, lines.len(), list(&lines)));
            print_text(&rate_table(&rates));
        }
    }
    if asked.json {
        return print_json(&json!({"lists": documents}));
    }
    if office.house.pipelines.iter().all(|pipeline| pipeline.issues.is_none()) {
        print_text("no pipeline has a list\nhint: add [issues], or [[tables]] with dataset = \"issues\"");
    }
    Ok(exit::FINE)
}

fn list(lines: &[Line]) -> comfy_table::Table {
    let mut table = grid(["issue", "department", "area", "kind", "what", "listed", "limit", "state", "done", "case"]);
    for Line { issue, due_on, done_on, standing, case } in lines {
        let short: String = issue.text.chars().take(TEXT_MAX).collect();
        let more = if short.len() < issue.text.len() { "…" } else { "" };
        table.add_row([
            issue.id.clone(),
            issue.unit_name.clone(),
            issue.area.name().to_string(),
            issue.kind.name().to_string(),
            format!("{short}{more}"),
            issue.raised_on.to_string(),
            due_on.map_or_else(|| "none".to_string(), |day| day.to_string()),
            standing.name().to_string(),
            done_on.map(|day| day.to_string()).unwrap_or_default(),
            case.as_ref().map(|case| case.id.clone()).unwrap_or_default(),
        ]);
    }
    table
}

/// The closing rates, the best first; departments in which nothing counts yet come last.
fn rate_table(rates: &[Rate]) -> String {
    let mut sorted: Vec<&Rate> = rates.iter().collect();
    sorted.sort_by(|a, b| (b.percent(), &a.unit_name).cmp(&(a.percent(), &b.unit_name)));
    let mut table = grid(["department", "within limit", "of", "rate", "overdue", "open", "listed", "more time"]);
    for rate in sorted {
        table.add_row([
            rate.unit_name.clone(),
            rate.in_time.to_string(),
            rate.counted.to_string(),
            rate.percent().map_or("-".to_string(), |percent| format!("{percent} %")),
            rate.overdue.to_string(),
            rate.open.to_string(),
            rate.listed.to_string(),
            rate.extended.to_string(),
        ]);
    }
    format!("done within the limit, of those done or beyond it this year\n{table}")
}

fn line_json(line: &Line) -> Value {
    let Line { issue, due_on, done_on, standing, case } = line;
    json!({
        "id": issue.id, "kind": issue.kind, "area": issue.area, "text": issue.text, "unit_name": issue.unit_name,
        "raised_by": issue.raised_by, "project": issue.project, "raised_on": issue.raised_on, "due_on": due_on,
        "done_on": done_on, "target": issue.target, "progress": issue.progress, "result": issue.result, "state": standing, "place": issue.place,
        "case": case.as_ref().map(|case| &case.id), "rung": case.as_ref().map(|case| case.rung),
    })
}

fn rate_json(rate: &Rate) -> Value {
    let mut value = serde_json::to_value(rate).unwrap_or_default(); // texts and counts: they always become JSON
    value["percent"] = rate.percent().map_or(Value::Null, super::show::number);
    value
}
