//! `init`: a first pipeline file from samples, which `check` accepts. Never writes over anything.

/// Which datasets a sheet may hold.
mod likely;

/// What is judged by sections of its own.
mod judged;

/// What the names of samples share.
mod names;

/// Headers that are not among the usual ones → scored proposals.
mod propose;

/// What a sample is.
mod sample;

/// Lists of tasks.
mod tasks;

/// What other offices and languages call a column.
mod words;

/// Samples → the text of a pipeline file.
mod write;

use super::{Failure, exit, print_note, print_text};
use crate::base::period::PeriodKind;
use crate::base::problem::has_errors;
use crate::daemon::decode::Decoder;
use crate::pipeline::Pipeline;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::policy::Policy;
use crate::settings::House;
use crate::settings::house::packs;
use sample::Sample;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Larger samples are not needed.
const SAMPLE_BYTES_MAX: u64 = 64 << 20;

/// What a pipeline of a group of datasets is called; the first of several gives the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// Reports of projects.
    Progress,
    /// Lists of projects and of their plans.
    Register,
    /// Plans of milestones that stand alone.
    Milestones,
    /// Figures of indicators.
    Indicators,
    /// Who holds which post.
    Contacts,
    /// Lists of issues, and what inspections found.
    Issues,
    /// Tasks and quotas of units, and what is counted towards them.
    Quotas,
    /// Points of units.
    Scores,
    /// Figures of regions and periods.
    Series,
}

impl Group {
    fn of(dataset: Dataset) -> Group {
        match dataset {
            Dataset::Progress | Dataset::Milestones => Group::Progress,
            Dataset::Register | Dataset::MilestonePlan | Dataset::Targets | Dataset::Rebaselines => Group::Register,
            Dataset::Indicators => Group::Indicators,
            Dataset::Posts | Dataset::Contacts | Dataset::Roster => Group::Contacts,
            Dataset::Issues | Dataset::Inspections => Group::Issues,
            Dataset::Quotas | Dataset::QuotaGoals | Dataset::Deals => Group::Quotas,
            Dataset::Scores => Group::Scores,
            Dataset::Series => Group::Series,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Group::Progress => "progress",
            Group::Register => "register",
            Group::Milestones => "milestones",
            Group::Indicators => "indicators",
            Group::Contacts => "contacts",
            Group::Issues => "issues",
            Group::Quotas => "quotas",
            Group::Scores => "scores",
            Group::Series => "series",
        }
    }

    /// Whether its files come period after period; the others are read whenever they come.
    fn has_periods(self) -> bool {
        matches!(self, Group::Progress | Group::Indicators)
    }
}

/// The group of the pipeline that reads a table: a file belongs to one of them, which reads all that stands in it. What comes with a
/// report is of its period, and milestones beside a list of projects are those of the list.
fn home(sample: &Sample, dataset: Dataset) -> Group {
    let holds = |wanted: Dataset| sample.datasets().any(|held| held == wanted);
    match dataset {
        Dataset::Indicators => Group::Indicators,
        _ if holds(Dataset::Progress) => Group::Progress,
        Dataset::Milestones if holds(Dataset::Register) => Group::Register,
        // 2026年节点计划 is a list, and 6月节点完成情况 a report.
        Dataset::Milestones if sample.periods.iter().all(|(kind, _)| *kind == PeriodKind::Year) => Group::Milestones,
        _ => Group::of(dataset),
    }
}

/// The groups of each pipeline: lists that stand in one file are read by one, which would else be read by several.
fn together(samples: &[Sample]) -> Vec<BTreeSet<Group>> {
    let mut all: Vec<BTreeSet<Group>> = Vec::new();
    for sample in samples {
        let (of_periods, mut lists): (BTreeSet<Group>, BTreeSet<Group>) =
            sample.datasets().map(|dataset| home(sample, dataset)).partition(|group| group.has_periods());
        all.retain(|other| {
            let shares = !other.is_disjoint(&lists);
            lists.extend(other.iter().filter(|_| shares));
            !shares
        });
        all.extend(of_periods.into_iter().map(|group| BTreeSet::from([group])).chain([lists]));
    }
    all.retain(|groups| !groups.is_empty());
    all.sort();
    all.dedup();
    all
}

/// A pipeline file that is not written yet.
struct Draft {
    name: &'static str,
    text: String,
}

/// `duban init FILE… [--stdout]`
pub async fn init(home: &Path, files: &[PathBuf], stdout: bool) -> Result<u8, Failure> {
    let mut samples = Vec::new();
    for file in files {
        match read(file).await {
            Ok(sample) => samples.push(sample),
            Err(why) => print_note(&format!("{}: {why}; it is left out", file.display())),
        }
    }
    if samples.is_empty() {
        return Err(Failure::new("no sample has a table that is recognised\nhint: the notes above say what was seen"));
    }
    if !home.is_dir() {
        std::fs::create_dir_all(home)?;
    }
    let (house, problems) = House::load(home);
    if has_errors(&problems) {
        return Err(Failure::new(format!("the house has errors\n{}", house.render(&problems, false))));
    }
    let drafts = drafts(&house, &samples);
    for sample in &samples {
        print_note(&sample.summary());
    }
    if stdout {
        drafts.iter().for_each(|draft| print_text(&format!("# pipelines/{}.toml\n{}", draft.name, draft.text)));
        return Ok(exit::FINE);
    }
    write(home, &drafts)
}

async fn read(file: &Path) -> Result<Sample, String> {
    let metadata = std::fs::metadata(file).map_err(|error| error.to_string())?;
    if !metadata.is_file() || metadata.len() > SAMPLE_BYTES_MAX {
        return Err("it is no file of at most 64 MiB".to_string());
    }
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let name = file.file_name().map(|name| name.to_string_lossy().to_string()).unwrap_or_default();
    let workbook = Decoder::of_this_executable().decode(&bytes, None).await.map_err(|error| error.text)?;
    sample::understand(name, &workbook)
}

/// One draft for each kind of samples.
fn drafts(house: &House, samples: &[Sample]) -> Vec<Draft> {
    let own = house.pipelines.first();
    let portfolio = own.map_or("key-projects", |pipeline| pipeline.portfolio.as_str());
    let zone = own.map(|pipeline| pipeline.zone);
    let policy = match own {
        Some(pipeline) => pipeline.policy.as_ref().map(|policy| policy.name.clone()),
        None => own_policy(&house.policies),
    };
    let mine = || house.pipelines.iter().filter(|pipeline| pipeline.portfolio == portfolio);
    let mut datasets: BTreeSet<Dataset> = mine().flat_map(|p| &p.tables).map(|table| table.dataset).collect();
    datasets.extend(mine().any(Pipeline::brings_register).then_some(Dataset::Register));
    datasets.extend(samples.iter().flat_map(Sample::datasets));
    let draft = |groups: BTreeSet<Group>| {
        let samples: Vec<Sample> = samples.iter().filter_map(|sample| part(sample, &groups)).collect();
        let samples: Vec<&Sample> = samples.iter().collect();
        let name = groups.first().map_or("progress", |group| group.name());
        let setting =
            write::Setting { groups: &groups, name, portfolio, zone, policy: policy.as_deref(), datasets: &datasets };
        Draft { name, text: write::text(&setting, &samples) }
    };
    together(samples).into_iter().map(draft).collect()
}

/// A sample with no more tables than those that one pipeline reads.
fn part(sample: &Sample, groups: &BTreeSet<Group>) -> Option<Sample> {
    let is_mine = |table: &&sample::Table| groups.contains(&home(sample, table.dataset));
    let tables: Vec<sample::Table> = sample.tables.iter().filter(is_mine).cloned().collect();
    (!tables.is_empty()).then(|| Sample { tables, ..sample.clone() })
}

/// The house's own ladder, or else the published one that tells a unit before its leaders and takes reasons.
fn own_policy(policies: &BTreeMap<String, Arc<Policy>>) -> Option<String> {
    let is_own = |name: &&String| packs().all(|pack| pack != *name);
    let usual = |name: &str| policies.get_key_value(name).map(|(name, _)| name);
    let own = usual("key-projects").or_else(|| policies.keys().find(is_own));
    own.or_else(|| usual("sanming")).or_else(|| policies.keys().next()).cloned()
}

/// Writes all drafts or none.
fn write(home: &Path, drafts: &[Draft]) -> Result<u8, Failure> {
    let path = |draft: &Draft| home.join("pipelines").join(format!("{}.toml", draft.name));
    if let Some(there) = drafts.iter().map(path).find(|path| path.exists()) {
        let hint = "with --stdout the text is printed instead";
        return Err(Failure::usage(format!("{} is there already; nothing was written\nhint: {hint}", there.display())));
    }
    std::fs::create_dir_all(home.join("pipelines"))?;
    std::fs::create_dir_all(home.join("inbox"))?;
    for draft in drafts {
        let path = path(draft);
        // Another process may have been faster: a file that is there is never written over.
        let mut file = std::fs::File::create_new(&path)?;
        std::io::Write::write_all(&mut file, draft.text.as_bytes())?;
        print_text(&format!("wrote {}", path.display()));
    }
    print_text("look through what is marked `to confirm`, then: duban check; duban preview PIPELINE FILE");
    Ok(exit::FINE)
}
