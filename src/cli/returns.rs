//! `returns`: the next period's forms, one for each unit, prefilled from what is known. Writes files, nothing else.

use super::{Failure, exit, load, print_text};
use crate::assess::Standing;
use crate::base::period::Period;
use crate::daemon::{examine, office, rehearse};
use crate::ingest;
use crate::letter::returns::{Form, Milestone, Project, headers, write};
use crate::pipeline::dataset::Dataset;
use crate::pipeline::{PeriodFrom, Pipeline};
use crate::store::{Memory, Store, StoreTarget};
use chrono::Datelike;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `duban returns PIPELINE --period P [--out DIR]`
pub async fn returns(home: &Path, pipeline: &str, period: &str, out: Option<&Path>) -> Result<u8, Failure> {
    let house = load(home)?;
    let Some(pipeline) = house.pipeline(pipeline).cloned() else {
        return Err(Failure::no_pipeline(&house, pipeline));
    };
    let period = period_of(&pipeline, period)?;
    let target = office::target(&house)?;
    if matches!(&target, StoreTarget::Sqlite(path) if !path.exists()) {
        return Err(Failure::new("nothing is known of any project yet\nhint: let the daemon read the register first"));
    }
    let store = Store::open_read_only(&target).await?;
    let memory = rehearse::remember(&house, Some(&store), &pipeline, &[]).await?;
    let forms = forms(&pipeline, period, &memory)?;
    if forms.is_empty() {
        return Err(Failure::new("no unit has a project to report on\nhint: the register names units and projects"));
    }
    let folder = out.map_or_else(|| home.join("returns").join(format!("{}-{period}", pipeline.name)), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let named: Vec<(PathBuf, &Form)> =
        forms.iter().map(|form| (folder.join(file_name(&pipeline, form)), form)).collect();
    // A form that somebody has begun to fill is not written over; nothing is written then.
    if let Some((path, _)) = named.iter().find(|(path, _)| path.exists()) {
        return Err(Failure::usage(format!(
            "{} is there already\nhint: name another folder with --out",
            path.display()
        )));
    }
    for (path, form) in &named {
        std::fs::write(path, write(form)?)?;
        let (projects, milestones) = (form.projects.len(), form.milestones.len());
        print_text(&format!("{}: {projects} projects, {milestones} milestones", path.display()));
    }
    Ok(exit::FINE)
}

fn period_of(pipeline: &Pipeline, text: &str) -> Result<Period, Failure> {
    let period: Period = text.parse().map_err(Failure::usage)?;
    match &pipeline.schedule {
        // Its files are for whatever period they name.
        _ if pipeline.source.period == PeriodFrom::AsNamed => Ok(period),
        Some(schedule) if schedule.period == period.kind() => Ok(period),
        Some(schedule) => {
            let like = schedule.period.containing(period.end());
            Err(Failure::usage(format!("{text} is not a period of this pipeline\nhint: one of its periods is {like}")))
        }
        None => Err(Failure::usage(format!("the pipeline {} has no periods", pipeline.name))),
    }
}

/// One form for each unit that has projects, by unit.
fn forms(pipeline: &Pipeline, period: Period, memory: &Memory) -> Result<Vec<Form>, Failure> {
    let asks = |dataset: Dataset| pipeline.tables.iter().any(|table| table.dataset == dataset);
    let tables = examine::remembered_tables(memory)?;
    let standings: BTreeMap<&str, &Standing> = memory.standings.iter().map(|s| (s.subject.as_str(), s)).collect();
    let mut forms: BTreeMap<String, Form> = BTreeMap::new();
    for table in tables.get(&Dataset::Register).into_iter().flatten() {
        let rows = table.texts(["project_id", "name", "unit_name"]).into_iter().zip(table.amounts("annual_target"));
        for ([id, name, unit_name], target) in rows {
            let (Some(id), Some(unit_name)) = (id, unit_name) else { continue };
            let form = forms.entry(unit_name.clone()).or_insert_with(|| Form {
                pipeline: pipeline.name.clone(),
                title: pipeline.title.clone(),
                period,
                unit_name,
                headers: headers(&pipeline.tables),
                projects: Vec::new(),
                milestones: Vec::new(),
            });
            let standing = standings.get(id.as_str()).copied();
            let name = name.unwrap_or_default();
            if asks(Dataset::Milestones) {
                form.milestones.extend(standing.into_iter().flat_map(|s| open_milestones(s, &id, &name)));
            }
            if asks(Dataset::Progress) {
                let last = standing.and_then(|standing| last(standing, period));
                form.projects.push(Project { id, name, target, last });
            }
        }
    }
    let asked = |form: &Form| !form.projects.is_empty() || !form.milestones.is_empty();
    Ok(forms.into_values().filter(asked).collect())
}

/// The last cumulative value before the period; cumulative values begin anew each year.
fn last(standing: &Standing, period: Period) -> Option<crate::base::amount::Amount> {
    let before = standing
        .reports
        .iter()
        .filter(|report| report.period_end < period.end() && report.period_end.year() == period.end().year());
    before.filter_map(|report| Some((report.period_end, report.cumulative?))).max().map(|(_, figure)| figure)
}

fn open_milestones(standing: &Standing, id: &str, project: &str) -> Vec<Milestone> {
    let open = standing.milestones.iter().filter(|milestone| milestone.actual_date.is_none());
    open.map(|milestone| Milestone {
        id: id.to_string(),
        project: project.to_string(),
        name: milestone.name.clone(),
        planned: milestone.planned_date.into(),
    })
    .collect()
}

/// A name that the pipeline takes, with the period's last day and the unit in it.
fn file_name(pipeline: &Pipeline, form: &Form) -> String {
    let harmless = |text: &str| text.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0'], "_");
    let (day, unit) = (form.period.end().format("%Y%m%d"), harmless(&form.unit_name));
    let plain = format!("{day}{}-{unit}.xlsx", harmless(&form.title));
    let takes = |name: &str| pipeline.source.patterns.iter().any(|pattern| ingest::matches(pattern, name));
    let from_pattern = |pattern: &String| {
        let core = pattern.trim_matches('*').replace(['*', '?'], "");
        let core = core.strip_suffix(".xlsx").unwrap_or(&core).to_string();
        [format!("{day}{core}-{unit}.xlsx"), format!("{core}{day}-{unit}.xlsx")]
    };
    let candidates = std::iter::once(plain.clone()).chain(pipeline.source.patterns.iter().flat_map(from_pattern));
    candidates.into_iter().find(|name| takes(name)).unwrap_or(plain)
}
