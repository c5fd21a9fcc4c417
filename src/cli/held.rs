//! `release`, `discard`: what becomes of runs that the breaker held. Without a run's number both list what is held and end
//! with 4 while anything is.

use super::{Failure, exit, print_text};
use crate::daemon::held;
use crate::daemon::office::Office;
use crate::daemon::run::{Ran, Summary};
use crate::store::HeldRun;
use clap::Args;
use std::sync::Arc;

/// How many changed subjects are shown for one held run.
const CHANGES_SHOWN: usize = 40;

/// Which run, and who decides.
#[derive(Debug, Args)]
pub struct Decide {
    /// The number of the held run; without it all held runs are shown.
    pub run: Option<u64>,
    /// Who decides.
    #[arg(long)]
    pub by: Option<String>,
    /// Why.
    #[arg(long, default_value = "")]
    pub text: String,
}

/// `duban release [RUN --by WHO]`
pub async fn release(office: &Office, decide: &Decide) -> Result<u8, Failure> {
    let Some((run, who)) = chosen(office, decide).await? else { return list(office).await };
    let pipeline = pipeline(office, &run)?;
    match held::release(office, &pipeline, &run, &who, &decide.text).await? {
        Ran::Done(Summary { files, findings, cases, letters, .. }) => {
            print_text(&format!(
                "run {} released by {who}: {files} files, {findings} findings, {cases} cases changed, {letters} letters",
                run.seq
            ));
            Ok(exit::FINE)
        }
        Ran::Already => Err(Failure::new(format!("run {} was decided by somebody else meanwhile", run.seq))),
    }
}

/// `duban discard [RUN --by WHO]`
pub async fn discard(office: &Office, decide: &Decide) -> Result<u8, Failure> {
    let Some((run, who)) = chosen(office, decide).await? else { return list(office).await };
    let pipeline = pipeline(office, &run)?;
    if held::discard(office, &pipeline, &run, &who, &decide.text).await? {
        print_text(&format!("run {} discarded by {who}: nothing of it counts", run.seq));
        Ok(exit::FINE)
    } else {
        Err(Failure::new(format!("run {} was decided by somebody else meanwhile", run.seq)))
    }
}

fn pipeline(office: &Office, run: &HeldRun) -> Result<Arc<crate::pipeline::Pipeline>, Failure> {
    let pipeline = office.house.pipeline(&run.slot.pipeline).cloned().map(Arc::new);
    pipeline.ok_or_else(|| Failure::no_pipeline(&office.house, &run.slot.pipeline))
}

async fn chosen(office: &Office, decide: &Decide) -> Result<Option<(HeldRun, String)>, Failure> {
    let Some(number) = decide.run else { return Ok(None) };
    let held = office.store.held().await?;
    let Some(run) = held.iter().find(|run| run.seq == number) else {
        let numbers: Vec<String> = held.iter().map(|run| run.seq.to_string()).collect();
        let hint =
            if numbers.is_empty() { "nothing is held".to_string() } else { format!("held: {}", numbers.join(", ")) };
        return Err(Failure::usage(format!("no run {number} is held\nhint: {hint}")));
    };
    match decide.by.as_deref().map(str::trim).filter(|who| !who.is_empty()) {
        Some(who) => Ok(Some((run.clone(), who.to_string()))),
        None => {
            Err(Failure::usage("nobody is named who decides\nhint: add --by NAME; it stands in the run log for good"))
        }
    }
}

/// Everything that is held, with what it would change.
pub async fn list(office: &Office) -> Result<u8, Failure> {
    let held = office.store.held().await?;
    if held.is_empty() {
        print_text("nothing is held");
        return Ok(exit::FINE);
    }
    let runs = office.store.runs(None).await?;
    for one in &held {
        print_text(&format!("run {} {} {}", one.seq, one.slot.name(), one.reason));
        let run = runs.iter().find(|run| run.seq == Some(one.seq));
        for file in run.iter().flat_map(|run| &run.files) {
            print_text(&format!("  file {}", file.name));
        }
        let changes: Vec<&str> = run
            .iter()
            .flat_map(|run| &run.notes)
            .filter(|note| note.kind == "held")
            .map(|note| note.text.as_str())
            .collect();
        for change in changes.iter().take(CHANGES_SHOWN) {
            print_text(&format!("  {change}"));
        }
        if changes.len() > CHANGES_SHOWN {
            print_text(&format!("  and {} more", changes.len() - CHANGES_SHOWN));
        }
        print_text(&format!("  duban release {0} --by NAME, or duban discard {0} --by NAME", one.seq));
    }
    Ok(exit::HELD)
}
