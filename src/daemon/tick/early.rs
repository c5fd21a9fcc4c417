//! Files that came before their period began: refused then, and looked at again when it has begun.
//!
//! Takes names, days and what was seen before; says which files are to be looked at once more. Opens no file.

use super::{Memo, give_again};
use crate::audit::record::FileState;
use crate::daemon::examine;
use crate::daemon::office::Office;
use crate::ingest::Found;
use crate::pipeline::Pipeline;
use crate::store::SeenFile;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// By pipeline and name: when the period of a file begins, and where it is.
pub(super) type Early = BTreeMap<(String, String), (NaiveDate, Found)>;

/// The first day of the period that a file's name says.
fn begins(pipeline: &Pipeline, name: &str) -> Option<NaiveDate> {
    examine::period_said(pipeline, name, None).map(|period| period.start())
}

/// Whether a file that was refused is to be read again: its period had not begun when it came, and has begun now.
pub(super) fn has_come(pipeline: &Pipeline, seen: &SeenFile, today: NaiveDate) -> bool {
    let was_early = |begins: NaiveDate| seen.on.is_some_and(|on| on < begins) && begins <= today;
    seen.state == FileState::Unreadable && begins(pipeline, &seen.name).is_some_and(was_early)
}

/// Remembers a file whose period has not begun.
pub(super) fn note(memo: &mut Memo, pipeline: &Pipeline, found: &Found, today: NaiveDate) {
    if let Some(day) = begins(pipeline, &found.name).filter(|day| *day > today) {
        memo.early.insert((pipeline.name.clone(), found.name.to_string()), (day, found.clone()));
    }
}

/// Gives the files whose period has begun once more.
pub(super) fn give(office: &Office, memo: &mut Memo, pipeline: &Pipeline, now: DateTime<Utc>) {
    let today = now.with_timezone(&pipeline.zone).date_naive();
    let is_due = |of: &String, day: &NaiveDate| *of == pipeline.name && *day <= today;
    let due = memo.early.extract_if(.., |(of, _), (day, _)| is_due(of, day));
    let due: Vec<Found> = due.map(|(_, (_, found))| found).collect();
    give_again(office, memo, pipeline, &due);
}
