//! What was typed → what is meant, or every problem at once.
//!
//! Takes the texts of pipeline files and what they may name (policies, calendars); gives checked pipelines and problems
//! with file, line, key and hint. A pipeline with an error is not given. Never reads a folder.

mod checks;
mod encoding;
mod packs;
mod portfolio;
mod rules;
mod schedule;
mod source;
mod sql;
mod tables;
mod unjudged;

pub use portfolio::REGISTER_HINT;

use super::file::{self, PipelineFile, Text};
use super::policy::Policy;
use super::reader::Reader;
use super::{Pipeline, ReceiptMode};
use crate::base::calendar::Calendar;
use crate::base::id::sha256_hex;
use crate::base::problem::{Problem, nearest, sort};
use crate::pipeline::dataset::Dataset;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What pipeline files may name.
#[derive(Debug)]
pub struct Context<'a> {
    /// The policies of `config/escalation.toml`.
    pub policies: &'a BTreeMap<String, Arc<Policy>>,
    /// The calendars of `config/calendars`.
    pub calendars: &'a BTreeMap<String, Arc<Calendar>>,
    /// Which datasets the pipelines of each portfolio read; `None` where not all of them could be read, so that
    /// nothing is called missing that may stand in the broken file.
    pub datasets: Option<&'a BTreeMap<String, BTreeSet<Dataset>>>,
    /// The texts of the house's own `config/rules/*.toml`, by name.
    pub packs: &'a BTreeMap<String, String>,
}

/// One pipeline file to check.
#[derive(Debug, Clone)]
pub struct Named {
    /// The pipeline's name: the file's stem.
    pub name: String,
    /// The file, as people name it: `pipelines/progress.toml`.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Checks all pipelines of a house together: what one portfolio needs may be read by any of its pipelines.
pub fn check_all(
    files: &[Named],
    policies: &BTreeMap<String, Arc<Policy>>,
    calendars: &BTreeMap<String, Arc<Calendar>>,
) -> (Vec<Pipeline>, Vec<Problem>) {
    check_with(files, policies, calendars, &BTreeMap::new())
}

/// The same in a house with rule packs of its own: their texts, by name.
pub fn check_with(
    files: &[Named],
    policies: &BTreeMap<String, Arc<Policy>>,
    calendars: &BTreeMap<String, Arc<Calendar>>,
    packs: &BTreeMap<String, String>,
) -> (Vec<Pipeline>, Vec<Problem>) {
    let datasets = portfolio::datasets(files);
    let context = Context { policies, calendars, datasets: datasets.as_ref(), packs };
    let (mut pipelines, mut problems) = (Vec::new(), Vec::new());
    for Named { name, file, text } in files {
        let (pipeline, found) = check_pipeline(name, file, text, &context);
        pipelines.extend(pipeline);
        problems.extend(found);
    }
    problems.extend(portfolio::disagreements(files, &pipelines));
    sort(&mut problems);
    (pipelines, problems)
}

/// Checks one pipeline. `name` is its file's stem, `file` the name by which people know the file.
pub fn check_pipeline(name: &str, file: &str, text: &str, context: &Context<'_>) -> (Option<Pipeline>, Vec<Problem>) {
    let reader = Reader::new(file, text);
    let typed = file::read(&reader);
    let pipeline = typed.and_then(|typed| meant(name, text, &typed, context, &reader));
    let pipeline = pipeline.filter(|_| reader.noted_errors() == 0);
    let mut problems = reader.into_problems();
    sort(&mut problems);
    (pipeline, problems)
}

fn meant(name: &str, text: &str, typed: &PipelineFile, context: &Context<'_>, reader: &Reader<'_>) -> Option<Pipeline> {
    if let Some(fault) = name_fault(name) {
        let problem = Problem::error(reader.file(), format!("the file's name gives the pipeline a name that {fault}"));
        reader.note(problem.hint("name the file as in pipelines/progress.toml"));
    }
    let portfolio = typed.portfolio.as_ref().and_then(|text| portfolio_name(text, reader));
    let zone = typed.timezone.as_ref().and_then(|text| zone(text, reader));
    let calendar = calendar(typed.calendar.as_ref(), context, reader);
    let schedule = typed.schedule.as_ref().map(|typed| schedule::check(typed, reader));
    let source = typed.source.as_ref().and_then(|source| source::check(source, schedule.is_some(), reader));
    let mut tables = tables::check(&typed.tables, schedule.is_some(), reader);
    let rules = rules::check(typed, portfolio.as_deref(), context, reader);
    let policy = typed.policy.as_ref().and_then(|text| policy(text, context, reader));
    let of_pack = rules.pack.as_ref().and_then(|pack| pack.indicators.clone());
    let measures = super::measures::check(&typed.measures, of_pack, &typed.tables, reader);
    unjudged::warn(typed, &measures, portfolio.as_deref(), context, reader);
    let issues = super::issues::check(&typed.issues, &typed.tables, schedule.is_some(), reader);
    if issues.as_ref().is_some_and(|issues| issues.area.is_some()) {
        tables.iter_mut().for_each(|table| super::checks::with_usual_area(&mut table.checks));
    }
    let judges = rules.any() || measures.opens_cases() || issues.is_some();
    if judges && typed.policy.is_none() {
        let problem = Problem::warning(reader.file(), "there are rules but no policy: nobody will be written to");
        reader.note(problem.key("escalation.policy").hint("add [escalation] with policy = \"…\""));
    }
    Some(Pipeline {
        name: name.to_string(),
        title: typed.title.as_ref()?.get_ref().trim().to_string(),
        portfolio: portfolio?,
        sha256: sha256_hex(text.as_bytes()),
        zone: zone?,
        calendar: calendar?,
        schedule: match schedule {
            Some(checked) => Some(checked?),
            None => None,
        },
        source: source?,
        tables,
        rules,
        measures,
        issues,
        receipts: receipts(typed.receipts.as_ref(), reader)?,
        policy,
    })
}

/// Why a text cannot be the name of a pipeline or portfolio.
fn name_fault(name: &str) -> Option<&'static str> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '\\' | '"' | '\'' | ':' | '*' | '?');
    match name {
        "" => Some("is empty"),
        _ if name.chars().count() > 64 => Some("has more than 64 characters"),
        _ if name.chars().any(odd) => Some("holds a space or a sign that names cannot hold"),
        _ => None,
    }
}

fn portfolio_name(text: &Text, reader: &Reader<'_>) -> Option<String> {
    let name = text.get_ref();
    match name_fault(name) {
        None => Some(name.clone()),
        Some(fault) => {
            let hint = "write a short name as \"key-projects\"";
            reader.error(text.span(), "portfolio", format!("the portfolio's name {fault}"), hint);
            None
        }
    }
}

fn zone(text: &Text, reader: &Reader<'_>) -> Option<Tz> {
    let name = text.get_ref().trim();
    if let Ok(zone) = name.parse::<Tz>() {
        return Some(zone);
    }
    let beijing = name.to_lowercase().contains("beijing") || name.contains("北京");
    let near = nearest(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()), 3);
    let hint = match near.as_slice() {
        _ if beijing => "all of China keeps \"Asia/Shanghai\"".to_string(),
        [] => "write a zone of the IANA list, as \"Asia/Shanghai\" or \"Europe/Berlin\"".to_string(),
        [one] => format!("did you mean `{one}`?"),
        some => format!("did you mean `{}`?", some.join("`, `")),
    };
    reader.error(text.span(), "timezone", format!("`{name}` is no time zone"), hint);
    None
}

/// The calendar; without one every Monday to Friday is worked.
fn calendar(text: Option<&Text>, context: &Context<'_>, reader: &Reader<'_>) -> Option<Arc<Calendar>> {
    let Some(text) = text else { return Some(Arc::default()) };
    if let Some(calendar) = context.calendars.get(text.get_ref()) {
        return Some(Arc::clone(calendar));
    }
    let hint = known(text.get_ref(), context.calendars.keys(), "put it into config/calendars/");
    reader.error(text.span(), "calendar", format!("there is no calendar `{}`", text.get_ref()), hint);
    None
}

fn policy(text: &Text, context: &Context<'_>, reader: &Reader<'_>) -> Option<Arc<Policy>> {
    if let Some(policy) = context.policies.get(text.get_ref()) {
        return Some(Arc::clone(policy));
    }
    let hint = known(text.get_ref(), context.policies.keys(), "define it in config/escalation.toml");
    let message = format!("there is no policy `{}`, or it has errors of its own", text.get_ref());
    reader.error(text.span(), "escalation.policy", message, hint);
    None
}

fn receipts(text: Option<&Text>, reader: &Reader<'_>) -> Option<ReceiptMode> {
    let Some(text) = text else { return Some(ReceiptMode::default()) };
    match text.get_ref().as_str() {
        "when refused" => Some(ReceiptMode::WhenRefused),
        "always" => Some(ReceiptMode::Always),
        "never" => Some(ReceiptMode::Never),
        other => {
            let message = format!("`{other}` does not say when receipts are sent");
            reader.error(text.span(), "receipts.send", message, "write \"when refused\", \"always\" or \"never\"");
            None
        }
    }
}

/// A hint that names what there is.
fn known<'a>(typed: &str, words: impl Iterator<Item = &'a String> + Clone, otherwise: &str) -> String {
    if let Some(word) = nearest(typed, words.clone().map(String::as_str), 1).first() {
        return format!("did you mean `{word}`?");
    }
    let all: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    if all.is_empty() { otherwise.to_string() } else { format!("there is {}; or {otherwise}", all.join(", ")) }
}
