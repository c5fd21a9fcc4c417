//! `preview`: the table as understood, what would change, what would be sent. Nothing is stored, nothing is sent.

/// What a file would change.
mod changes;

/// The JSON document.
mod document;

/// What columns of series measure.
mod measured;

/// Colour and width on a terminal.
mod paint;

/// The same for people.
mod text;

use super::{Failure, exit, load, print_as_is, print_json, run};
use crate::base::id::sha256_hex;
use crate::base::place::Place;
use crate::daemon::clock::Clock;
use crate::daemon::decode::Decoder;
use crate::daemon::examine::{self, Decoded};
use crate::daemon::office;
use crate::daemon::rehearse::{self, Rehearsed};
use crate::ingest;
use crate::letter::marked::{Marked, html, xlsx};
use crate::pipeline::Pipeline;
use crate::settings::House;
use crate::store::{Memory, Store, StoreTarget};
use crate::tidy::formats::Workbook;
use crate::tidy::{self, Arrival, Note, Tidied, Unreadable};
use paint::Paint;
use std::path::{Path, PathBuf};

/// How many files are named to who named none.
const CANDIDATES: usize = 5;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The file.
    pub file: PathBuf,
    /// When it is meant to have come; default now.
    pub at: Option<String>,
    /// Where a marked copy goes.
    pub annotate: Option<PathBuf>,
    /// One JSON document.
    pub json: bool,
}

/// Everything that can be said of the file.
struct View {
    workbook: Workbook,
    tidied: Tidied,
    memory: Memory,
    rehearsed: Rehearsed,
}

/// `duban preview PIPELINE FILE [--at T] [--annotate OUT] [--json]`
pub async fn preview(home: &Path, pipeline: &str, ask: &Ask) -> Result<u8, Failure> {
    let house = load(home)?;
    let Some(pipeline) = house.pipeline(pipeline).cloned() else {
        return Err(Failure::no_pipeline(&house, pipeline));
    };
    if let Some(out) = &ask.annotate {
        may_write(out)?;
    }
    let view = match view(&house, &pipeline, ask).await? {
        Ok(view) => view,
        Err(unreadable) => {
            if ask.json {
                print_json(&document::of_unreadable(&unreadable))?;
            }
            let Unreadable { file, kind, text, .. } = unreadable;
            return Err(Failure::new(format!("{file}: {kind}: {text}")));
        }
    };
    if let Some(out) = &ask.annotate {
        annotate(&view, out)?;
    }
    if ask.json {
        return print_json(&document::of(&view));
    }
    print_as_is(&text::of(&view, Paint::of_stdout()));
    Ok(exit::FINE)
}

/// What can be said of the file, or why it cannot be read.
async fn view(house: &House, pipeline: &Pipeline, ask: &Ask) -> Result<Result<View, Unreadable>, Failure> {
    let name = ask.file.file_name().map(|n| n.to_string_lossy().to_string()).unwrap_or_default();
    let now = match &ask.at {
        Some(text) => run::instant(text, pipeline.zone)?,
        None => Clock::System.now(),
    };
    let bytes = bytes(house, pipeline, &ask.file)?;
    let sha256 = sha256_hex(&bytes);
    let store = store(house).await?;
    let memory = rehearse::remember(house, store.as_ref(), pipeline, &[&sha256]).await?;
    let workbook = Decoder::of_this_executable().decode(&bytes, pipeline.source.encoding).await;
    let refuse = |kind: String, text: String| Unreadable { file: name.clone(), sha256: sha256.clone(), kind, text };
    let workbook = match workbook {
        Ok(workbook) => workbook,
        Err(error) => return Ok(Err(refuse(error.kind, error.text))),
    };
    let arrival = Arrival { name: name.clone(), sha256: sha256.clone(), bytes: bytes.into() };
    let decoded = [Decoded { arrival, workbook: Some(Ok(workbook)) }];
    let mut rehearsed = rehearse::rehearse(house, store.as_ref(), pipeline, &memory, &decoded, now).await?;
    let [Decoded { workbook: Some(Ok(workbook)), .. }] = decoded else {
        return Err(Failure::new("the cells were lost (a bug, please report it)"));
    };
    let mut tidied = match rehearsed.reads.pop() {
        Some(read) => read,
        // Bytes that were read before, or nothing to read: it is understood here all the same, or said why not.
        None => {
            let tables = examine::remembered_tables(&memory)?;
            let known = examine::known(&tables, &memory.standings);
            let today = now.with_timezone(&pipeline.zone).date_naive();
            match tidy::tidy(&name, &sha256, &workbook, &tidy::Ask::from(pipeline), &known, today) {
                Ok(tidied) => tidied,
                Err(unreadable) => return Ok(Err(unreadable)),
            }
        }
    };
    if let Some(why) = ingest::odd_name(&name) {
        let text = format!("in an inbox it would not be read: {why}");
        tidied.notes.push(Note { place: Place { file: name, ..Place::default() }, kind: "odd_name".to_string(), text });
    }
    Ok(Ok(View { workbook, tidied, memory, rehearsed }))
}

/// The house's store, where there is one; it is only looked at.
async fn store(house: &House) -> Result<Option<Store>, Failure> {
    let target = office::target(house)?;
    if matches!(&target, StoreTarget::Sqlite(path) if !path.exists()) {
        return Ok(None);
    }
    Ok(Some(Store::open_read_only(&target).await?))
}

/// A marked copy with more cells than this is an excerpt: nobody looks at a million cells, and writing them takes minutes.
const ANNOTATED_CELLS_MAX: usize = 200_000;

/// A marked copy is of a kind that is known, and takes nobody's place.
fn may_write(out: &Path) -> Result<(), Failure> {
    if kind(out).is_none() {
        return Err(Failure::usage(format!("{} is neither .xlsx nor .html", out.display())));
    }
    if out.exists() {
        return Err(Failure::usage(format!("{} is there already\nhint: name another file", out.display())));
    }
    Ok(())
}

fn kind(out: &Path) -> Option<&'static str> {
    match out.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "xlsx" => Some("xlsx"),
        "html" | "htm" => Some("html"),
        _ => None,
    }
}

fn annotate(view: &View, out: &Path) -> Result<(), Failure> {
    let marked = Marked::new(&view.workbook, &view.tidied, None, text::summary(&view.tidied), ANNOTATED_CELLS_MAX);
    let bytes = match kind(out) {
        Some("html") => html::write(&marked).into_bytes(),
        _ => xlsx::write(&marked)?,
    };
    std::fs::write(out, bytes)?;
    Ok(())
}

/// The file's bytes. What is no file is not opened: a pipe would keep us waiting for ever.
fn bytes(house: &House, pipeline: &Pipeline, file: &Path) -> Result<Vec<u8>, Failure> {
    let cannot =
        |why: &str| Failure::usage(format!("cannot read {}: {why}\n{}", file.display(), candidates(house, pipeline)));
    let metadata = std::fs::metadata(file).map_err(|why| cannot(&why.to_string()))?;
    if !metadata.is_file() {
        return Err(cannot("it is not a file"));
    }
    if metadata.len() > house.settings.ingest.file_max_mib.saturating_mul(1024 * 1024) {
        return Err(cannot(&format!(
            "it is larger than {} MiB (ingest.file_max_mib)",
            house.settings.ingest.file_max_mib
        )));
    }
    std::fs::read(file).map_err(|why| cannot(&why.to_string()))
}

/// Files of the pipeline's folder that it would take.
fn candidates(house: &House, pipeline: &Pipeline) -> String {
    let folder = house.home.join(&pipeline.source.folder);
    let found = ingest::list(&folder).map(|(found, _)| found).unwrap_or_default();
    let fits = |name: &str| pipeline.source.patterns.iter().any(|pattern| ingest::matches(pattern, name));
    let names: Vec<String> =
        found.into_iter().filter(|file| fits(&file.name)).map(|file| file.path().display().to_string()).collect();
    match names.as_slice() {
        [] => format!("hint: {} holds no file for this pipeline", folder.display()),
        some => format!("hint: the newest by name are {}", some[some.len().saturating_sub(CANDIDATES)..].join(", ")),
    }
}
