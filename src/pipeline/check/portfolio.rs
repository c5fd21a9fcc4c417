//! What the pipelines of one portfolio read together, and where they disagree.

use super::Named;
use crate::base::problem::Problem;
use crate::pipeline::Pipeline;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::file;
use crate::pipeline::reader::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// The datasets that each portfolio's pipelines read; `None` if a file cannot be read well enough to know.
pub fn datasets(files: &[Named]) -> Option<BTreeMap<String, BTreeSet<Dataset>>> {
    let mut all: BTreeMap<String, BTreeSet<Dataset>> = BTreeMap::new();
    for Named { file, text, .. } in files {
        let typed = file::read(&Reader::new(file, text))?;
        let read = all.entry(typed.portfolio?.into_inner()).or_default();
        let grown = typed.source.as_ref().and_then(|source| source.register.as_ref());
        if grown.is_some_and(|from| from.get_ref() == "from reports") {
            read.insert(Dataset::Register);
        }
        for table in &typed.tables {
            read.insert(Dataset::from_name(table.dataset.as_ref()?.get_ref())?);
        }
    }
    Some(all)
}

/// Pipelines of one portfolio share cases and ladder, so they have to agree on the ladder and on the day's boundaries.
pub fn disagreements(files: &[Named], pipelines: &[Pipeline]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut first: BTreeMap<&str, &Pipeline> = BTreeMap::new();
    for pipeline in pipelines {
        let Some(one) = first.get(pipeline.portfolio.as_str()) else {
            first.insert(&pipeline.portfolio, pipeline);
            continue;
        };
        let name = |p: &Pipeline| p.policy.as_ref().map_or("none".to_string(), |p| format!("`{}`", p.name));
        if name(one) != name(pipeline) {
            let message = format!(
                "pipelines of portfolio `{}` share one ladder, but this one names {} and `{}` names {}",
                pipeline.portfolio,
                name(pipeline),
                one.name,
                name(one)
            );
            let problem = Problem::error(file_of(files, pipeline), message).key("escalation.policy");
            problems.push(problem.hint("name the same policy in all of them"));
        }
        if one.zone != pipeline.zone {
            let message = format!("the time zone {} is not that of `{}`, {}", pipeline.zone, one.name, one.zone);
            let problem = Problem::warning(file_of(files, pipeline), message).key("timezone");
            problems.push(problem.hint("days would begin at different times within one portfolio"));
        }
    }
    problems.extend(without_register(files, pipelines));
    problems.extend(two_lists(files, pipelines));
    problems.extend(shared_files(files, pipelines));
    problems
}

/// What to do where projects are judged and nothing lists them.
pub const REGISTER_HINT: &str = "read a list of the projects (dataset \"register\") in a pipeline of this portfolio; or, where the \
    reports are all there is, write `register = \"from reports\"` under [source]";

/// Reports are judged by a register: where no pipeline of the portfolio brings one, every file would wait for it. One may stand
/// in a file that is wrong otherwise: then nothing is said.
fn without_register(files: &[Named], pipelines: &[Pipeline]) -> Vec<Problem> {
    if files.len() != pipelines.len() {
        return Vec::new();
    }
    let listed: BTreeSet<&str> = pipelines
        .iter()
        .filter(|pipeline| pipeline.brings_register())
        .map(|pipeline| pipeline.portfolio.as_str())
        .collect();
    let judged = pipelines.iter().filter(|pipeline| pipeline.judges() && !listed.contains(pipeline.portfolio.as_str()));
    let problem = |pipeline: &Pipeline| {
        let message =
            format!("no pipeline of portfolio `{}` reads a register: files will wait for one", pipeline.portfolio);
        Problem::warning(file_of(files, pipeline), message).key("source.register").hint(REGISTER_HINT)
    };
    judged.map(problem).collect()
}

/// The issues of a portfolio are one list with one set of limits: a second pipeline would judge them by its own.
fn two_lists(files: &[Named], pipelines: &[Pipeline]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, &Pipeline> = BTreeMap::new();
    let mut problems = Vec::new();
    for pipeline in pipelines.iter().filter(|pipeline| pipeline.issues.is_some()) {
        if let Some(one) = first.insert(&pipeline.portfolio, pipeline) {
            let message = format!("pipeline `{}` judges the issues of portfolio `{}` already", one.name, one.portfolio);
            let problem = Problem::error(file_of(files, pipeline), message).key("issues");
            problems.push(problem.hint("put the tables into one pipeline, or name another portfolio"));
        }
    }
    problems
}

/// A file belongs to every pipeline that matches it: the same pattern twice reads a file twice.
fn shared_files(files: &[Named], pipelines: &[Pipeline]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut owners: BTreeMap<(&std::path::Path, &str), &str> = BTreeMap::new();
    for pipeline in pipelines {
        for pattern in &pipeline.source.patterns {
            let place = (pipeline.source.folder.as_path(), pattern.as_str());
            if let Some(owner) = owners.insert(place, &pipeline.name).filter(|owner| *owner != pipeline.name) {
                let message =
                    format!("pattern `{pattern}` also belongs to pipeline `{owner}`: both would read each file");
                let problem = Problem::warning(file_of(files, pipeline), message).key("source.match");
                problems.push(problem.hint("let each file's name match one pipeline"));
            }
        }
    }
    problems
}

fn file_of(files: &[Named], pipeline: &Pipeline) -> String {
    files.iter().find(|f| f.name == pipeline.name).map_or_else(|| pipeline.name.clone(), |f| f.file.clone())
}
