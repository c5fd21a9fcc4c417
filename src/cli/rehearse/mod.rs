//! `rehearse`: a ladder played on the past or on invented matters, with scripted answers; beside another one, what differs.
//!
//! Takes the ladder's name or a file; prints the timeline of letters. Nothing is sent or stored.

/// Two ladders beside each other.
mod difference;

/// Timelines for people.
mod text;

use super::{Failure, exit, print_json, print_text};
use crate::base::period::PeriodKind;
use crate::base::problem::{Severity, render};
use crate::daemon::office::Office;
use crate::daemon::people;
use crate::daemon::play::answers::Script;
use crate::daemon::play::{self, Days, Timeline, invented};
use crate::daemon::relive::Past;
use crate::pipeline::Pipeline;
use crate::pipeline::policy::{Policy, parse};
use chrono::NaiveDate;
use difference::Difference;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many matters are invented where the house has no past.
const INVENTED: usize = 12;
/// How many matters may be invented.
const INVENTED_MAX: usize = 1_000;
/// How many days may be played.
const DAYS_MAX: i64 = 3_700;

/// What is asked.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A ladder of config/escalation.toml or config/policies/, or a file with one (FILE#NAME where it has several).
    policy: String,
    /// The first day that is shown.
    #[arg(long)]
    from: NaiveDate,
    /// The last day.
    #[arg(long)]
    until: NaiveDate,
    /// What people answer: tables `answers` with on, matter, rule, does, by, until, reason, text, evidence, second.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Show what differs from another ladder; without a name from the one that the pipeline has now.
    #[arg(long, value_name = "POLICY", num_args = 0..=1, default_missing_value = "")]
    against: Option<String>,
    /// Play it on so many invented matters, not on the past.
    #[arg(long, value_name = "N")]
    invented: Option<usize>,
    /// Whose past and working days; needed where there are several portfolios with a ladder.
    #[arg(long)]
    pipeline: Option<String>,
    /// Show also what was not written, and why.
    #[arg(long)]
    withheld: bool,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// `duban rehearse POLICY --from D --until D [--answers FILE] [--against [POLICY]] [--invented N] [--withheld] [--json]`
pub async fn rehearse(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let days = Days { from: asked.from, until: asked.until };
    if days.until < days.from || (days.until - days.from).num_days() > DAYS_MAX {
        return Err(Failure::usage(format!(
            "{} to {} cannot be played\nhint: ten years at the most",
            days.from, days.until
        )));
    }
    let script = script(asked.answers.as_deref())?;
    let stage = Stage::of(office, asked, days).await?;
    let policy = ladder(office, &asked.policy, stage.pipeline)?;
    let played = stage.play(&policy, &script).await?;
    let other = match asked.against.as_deref() {
        None => None,
        Some(named) => Some(stage.play(&ladder(office, named, stage.pipeline)?, &script).await?),
    };
    let difference = other.as_ref().map(|other| Difference::of(&played, other));
    if asked.json {
        let document = json!({
            "from": days.from, "until": days.until, "timeline": played, "against": other, "difference": difference,
        });
        return print_json(&document);
    }
    match &difference {
        None => print_text(&text::timeline(&played, days, asked.withheld)),
        Some(difference) => print_text(&text::difference(difference, days)),
    }
    print_text("nothing was sent, nothing was kept");
    Ok(exit::FINE)
}

/// On what it is played.
struct Stage<'a> {
    office: &'a Office,
    pipeline: Option<&'a Pipeline>,
    /// How many matters are invented; else the past.
    on: Result<usize, Vec<Past>>,
    days: Days,
}

impl<'a> Stage<'a> {
    async fn of(office: &'a Office, asked: &Arguments, days: Days) -> Result<Stage<'a>, Failure> {
        let pipeline = pipeline(office, asked.pipeline.as_deref())?;
        if let Some(count) = asked.invented {
            return Ok(Stage { office, pipeline, on: Ok(count.clamp(1, INVENTED_MAX)), days });
        }
        let past = match pipeline {
            Some(pipeline) => play::past(office, &pipeline.portfolio, days.until).await?,
            None => Vec::new(),
        };
        let on = if past.iter().any(|one| !one.files.is_empty()) { Err(past) } else { Ok(INVENTED) };
        Ok(Stage { office, pipeline, on, days })
    }

    async fn play(&self, policy: &Arc<Policy>, script: &Script) -> Result<Timeline, Failure> {
        let mut played = match (&self.on, self.pipeline) {
            (Err(past), Some(pipeline)) => {
                let pipelines = play::with_policy(&self.office.house.pipelines, &pipeline.portfolio, policy);
                play::on_past(self.office, &pipelines, past, script, self.days).await?
            }
            (on, pipeline) => {
                let calendars = &self.office.house.calendars;
                let calendar = pipeline.map(|pipeline| &pipeline.calendar).or_else(|| calendars.get("cn"));
                let schedule = pipeline.and_then(|pipeline| pipeline.schedule.as_ref());
                let invented = invented::Office {
                    policy,
                    calendar: &calendar.cloned().unwrap_or_default(),
                    zone: pipeline.map_or(chrono_tz::Asia::Shanghai, |pipeline| pipeline.zone),
                    period: schedule.map_or(PeriodKind::HalfMonth, |schedule| schedule.period),
                    own: &people::own_mailbox(&self.office.sender),
                    count: on.as_ref().copied().unwrap_or(INVENTED),
                };
                invented::play(&invented, script, self.days)
            }
        };
        played.policy.clone_from(&policy.name);
        Ok(played)
    }
}

/// The pipeline of a name; without one that of the only portfolio with a ladder.
fn pipeline<'a>(office: &'a Office, name: Option<&str>) -> Result<Option<&'a Pipeline>, Failure> {
    if let Some(name) = name {
        let found = office.house.pipeline(name);
        return found.map(Some).ok_or_else(|| Failure::no_pipeline(&office.house, name));
    }
    let with: Vec<&Pipeline> = office.house.pipelines.iter().filter(|pipeline| pipeline.policy.is_some()).collect();
    let mut portfolios: Vec<&str> = with.iter().map(|pipeline| pipeline.portfolio.as_str()).collect();
    portfolios.sort_unstable();
    portfolios.dedup();
    if portfolios.len() > 1 {
        let names: Vec<&str> = with.iter().map(|pipeline| pipeline.name.as_str()).collect();
        let hint = format!("name one with --pipeline: {}", names.join(", "));
        return Err(Failure::usage(format!("there are {} portfolios with a ladder\nhint: {hint}", portfolios.len())));
    }
    Ok(with
        .into_iter()
        .find(|pipeline| pipeline.schedule.is_some())
        .or_else(|| office.house.pipelines.iter().find(|pipeline| pipeline.policy.is_some())))
}

fn script(file: Option<&Path>) -> Result<Script, Failure> {
    let Some(file) = file else { return Ok(Script::default()) };
    let wrong = |why: String| Failure::usage(format!("{} cannot be used: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    Script::parse(&text).map_err(wrong)
}

/// A ladder by its name, out of a file, or (no name) the one that the pipeline has.
fn ladder(office: &Office, named: &str, pipeline: Option<&Pipeline>) -> Result<Arc<Policy>, Failure> {
    let policies = &office.house.policies;
    let names = || policies.keys().cloned().collect::<Vec<_>>().join(", ");
    if named.is_empty() {
        let now = pipeline.and_then(|pipeline| pipeline.policy.clone());
        return now.ok_or_else(|| Failure::usage(format!("no pipeline has a ladder\nhint: name one of: {}", names())));
    }
    if let Some(policy) = policies.get(named) {
        return Ok(policy.clone());
    }
    let (file, name) = named.rsplit_once('#').map_or((named, None), |(file, name)| (file, Some(name)));
    let Ok(text) = std::fs::read_to_string(file) else {
        let hint = format!("there are: {}; or name a file", names());
        return Err(Failure::usage(format!("no ladder and no file `{named}`\nhint: {hint}")));
    };
    let (mut read, problems) = parse(file, &text, policies);
    let errors: Vec<_> = problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    if !errors.is_empty() {
        let shown = render(&errors, |_| Some(text.clone()), false);
        return Err(Failure::usage(format!("the ladders of {file} cannot be used\n{shown}")));
    }
    let inside = read.keys().cloned().collect::<Vec<_>>().join(", ");
    let found = match name {
        Some(name) => read.remove(name),
        None if read.len() == 1 => read.pop_first().map(|(_, policy)| policy),
        None => None,
    };
    found
        .map(Arc::new)
        .ok_or_else(|| Failure::usage(format!("which ladder of {file}?\nhint: {file}#NAME, of: {inside}")))
}
