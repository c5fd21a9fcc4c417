//! `verify`: is the record whole?

use super::{Failure, exit, print_json, print_text};
use crate::audit::verify::parse_checkpoint;
use crate::daemon::office::Office;

/// `duban verify [--checkpoint SEQ:HASH] [--json]`
pub async fn verify(office: &Office, checkpoint: Option<String>, json: bool) -> Result<u8, Failure> {
    let checkpoint = checkpoint.as_deref().map(parse_checkpoint).transpose().map_err(Failure::usage)?;
    let report = office.store.verify(checkpoint).await?;
    if json {
        print_json(&report)?;
    } else if report.ok {
        print_text(&format!("whole: {} entries, head {}", report.entries, report.head.short()));
    } else {
        print_text(&format!("NOT WHOLE: {} entries, {} problems", report.entries, report.problems.len()));
        for problem in &report.problems {
            print_text(&format!("  entry {}: {}: {}", problem.seq, problem.what, problem.why));
        }
    }
    Ok(if report.ok { exit::FINE } else { exit::FAILED })
}
