//! `verify`: is the record whole? With `--replay`: does everything that was decided follow from what was kept?

use super::{Failure, exit, print_json, print_text};
use crate::audit::verify::{VerifyReport, parse_checkpoint};
use crate::daemon::office::Office;
use crate::daemon::replay::{self, Replayed};
use chrono::NaiveDate;

/// What is asked.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A head from a letter's footer (`128:1f0c…`) that the chain must contain.
    #[arg(long)]
    checkpoint: Option<String>,
    /// Decide every run again from the vault and compare the bytes.
    #[arg(long)]
    replay: bool,
    /// Decide only runs of this day and later again.
    #[arg(long, value_name = "D", requires = "replay")]
    from: Option<NaiveDate>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// `duban verify [--checkpoint SEQ:HASH] [--replay [--from D]] [--json]`
///
/// # Errors
/// The store fails, or the chain is too broken to be replayed.
pub async fn verify(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let checkpoint = asked.checkpoint.as_deref().map(parse_checkpoint).transpose().map_err(Failure::usage)?;
    let report = office.store.verify(checkpoint).await?;
    let replayed = match asked.replay {
        true => Some(replay::replay(office, asked.from).await.map_err(|why| Failure::new(why.to_string()))?),
        false => None,
    };
    if asked.json {
        let mut document = serde_json::to_value(&report)?;
        if let Some(replayed) = &replayed {
            document["replay"] = serde_json::to_value(replayed)?;
        }
        print_json(&document)?;
    } else {
        print_text(&whole(&report));
        if let Some(replayed) = &replayed {
            print_text(&again(replayed));
        }
    }
    let fine = report.ok && replayed.is_none_or(|replayed| replayed.is_whole());
    Ok(if fine { exit::FINE } else { exit::FAILED })
}

fn whole(report: &VerifyReport) -> String {
    if report.ok {
        return format!("whole: {} entries, head {}", report.entries, report.head.short());
    }
    let mut text = format!("NOT WHOLE: {} entries, {} problems", report.entries, report.problems.len());
    for problem in &report.problems {
        text += &format!("\n  entry {}: {}: {}", problem.seq, problem.what, problem.why);
    }
    text
}

fn again(replayed: &Replayed) -> String {
    let Replayed { equal, skipped, files_as_recorded, before, different, not_replayed } = replayed;
    let all = equal + skipped + different.len() as u64 + not_replayed.len() as u64;
    let mut text = match different.first() {
        None => format!("replayed: {equal} of {all} runs give the same bytes"),
        Some(first) => {
            format!(
                "REPLAY DIFFERS: the first of {} is entry {}, {}: {}",
                different.len(),
                first.seq,
                first.slot,
                first.why
            )
        }
    };
    for other in different.iter().skip(1) {
        text += &format!("\n  entry {}, {}: {}", other.seq, other.slot, other.why);
    }
    let counts = [
        (*skipped, "were skipped by policy: nothing was judged in them"),
        (*before, "lie before the day asked for"),
        (*files_as_recorded, "files were taken as recorded: they had killed their reader"),
        (not_replayed.len() as u64, "COULD NOT BE REPLAYED"),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        text += &format!("\n  {count} {what}");
    }
    for found in not_replayed {
        text += &format!("\n    entry {}, {}: {}", found.seq, found.slot, found.why);
    }
    text
}
