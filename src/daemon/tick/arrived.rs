//! Files that are here, still, and belong to a pipeline. Takes the folders of the house and what is known of its buckets; gives
//! what is new, and says what is not read and which folders are out of reach. Opens no file.

use super::{Memo, Ticked};
use crate::daemon::mirrors::Mirrored;
use crate::daemon::office::Office;
use crate::ingest::{self, Found};
use crate::pipeline::Pipeline;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files that are here, still, and belong to a pipeline: one list per pipeline, in the pipelines' order.
pub(super) fn arrived(
    office: &Office,
    memo: &mut Memo,
    pipelines: &[Arc<Pipeline>],
    mirrored: Mirrored,
    now: DateTime<Utc>,
    ticked: &mut Ticked,
) -> Vec<Vec<Found>> {
    let still = Duration::seconds(office.house.settings.ingest.stable_seconds as i64);
    let mut listings: BTreeMap<PathBuf, Vec<Found>> = BTreeMap::new();
    let folders: BTreeSet<PathBuf> = pipelines.iter().map(|p| folder_of(office, p)).collect();
    ticked.troubles.extend(mirrored.troubles);
    ticked.skipped_files.extend(mirrored.skipped);
    memo.out_of_reach = mirrored.waits;
    for folder in folders {
        match ingest::list(&folder) {
            Ok((mut found, skipped)) => {
                found.retain(|f| memo.held_back.get(&*f.name).is_none_or(|from| *from <= now));
                ticked.skipped_files.extend(skipped.into_iter().map(|one| format!("{}: {}", one.name, one.why)));
                ticked.skipped_files.extend(
                    found
                        .iter()
                        .filter(|one| !is_wanted(office, &folder, one))
                        .map(|one| format!("{}: no pipeline's source.match fits its name", one.name)),
                );
                let settling = memo.settling.entry(folder.clone()).or_default();
                listings.insert(folder.clone(), settling.settled(&found, now, still));
                ticked.settling |= settling.is_waiting();
            }
            Err(error) => {
                let waits = "slots of its pipelines wait until it is back: no report is said to be missing";
                ticked.troubles.push(format!("folder {}: {error}; {waits}", folder.display()));
                memo.out_of_reach.insert(folder);
            }
        }
    }
    let of = |pipeline: &Arc<Pipeline>| {
        let files = listings.get(&folder_of(office, pipeline)).map(Vec::as_slice).unwrap_or_default();
        let mine = |f: &&Found| pipeline.source.patterns.iter().any(|pattern| ingest::matches(pattern, &f.name));
        files.iter().filter(mine).cloned().collect()
    };
    pipelines.iter().map(of).collect()
}

pub(super) fn folder_of(office: &Office, pipeline: &Pipeline) -> PathBuf {
    office.house.home.join(&pipeline.source.folder)
}

/// Whether any pipeline that looks into the folder takes files of this name.
fn is_wanted(office: &Office, folder: &Path, found: &Found) -> bool {
    office.house.pipelines.iter().map(|pipeline| &pipeline.source).any(|source| {
        office.house.home.join(&source.folder) == folder
            && source.patterns.iter().any(|pattern| ingest::matches(pattern, &found.name))
    })
}
