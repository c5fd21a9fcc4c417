//! `preview`: what would be understood of a file. Nothing is stored, nothing is sent.

use super::{Failure, exit, load, print_json, print_text};
use crate::base::id::sha256_hex;
use crate::daemon::decode::Decoder;
use crate::daemon::{examine, office};
use crate::ingest;
use crate::pipeline::Pipeline;
use crate::settings::House;
use crate::store::{Store, StoreTarget};
use crate::tidy::{self, Ask, FoundTable, Known, Tidied};
use serde_json::{Value, json};
use std::path::Path;

/// How many files are named to who named none.
const CANDIDATES: usize = 5;

/// `duban preview PIPELINE FILE [--json]`
pub async fn preview(home: &Path, pipeline: &str, file: &Path, json: bool) -> Result<u8, Failure> {
    let house = load(home)?;
    let Some(pipeline) = house.pipeline(pipeline).cloned() else {
        return Err(Failure::no_pipeline(&house, pipeline));
    };
    let name = file.file_name().map(|n| n.to_string_lossy().to_string()).unwrap_or_default();
    let bytes = bytes(&house, &pipeline, file)?;
    let sha256 = sha256_hex(&bytes);
    let known = known(&house, &pipeline.portfolio).await?;
    let workbook = Decoder::of_this_executable().decode(bytes).await;
    let refuse = |kind: &str, text: &str| Failure::new(format!("{name}: {kind}: {text}"));
    let workbook = workbook.map_err(|error| refuse(&error.kind, &error.text))?;
    let today = crate::daemon::clock::Clock::System.now().with_timezone(&pipeline.zone).date_naive();
    let tidied = tidy::tidy(&name, &sha256, &workbook, &Ask::from(&pipeline), &known, today)
        .map_err(|unreadable| refuse(&unreadable.kind, &unreadable.text))?;
    if json {
        return print_json(&document(&tidied));
    }
    print_text(&text(&tidied));
    Ok(exit::FINE)
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
        found.into_iter().filter(|file| fits(&file.name)).map(|file| file.path.display().to_string()).collect();
    match names.as_slice() {
        [] => format!("hint: {} holds no file for this pipeline", folder.display()),
        some => format!("hint: the newest by name are {}", some[some.len().saturating_sub(CANDIDATES)..].join(", ")),
    }
}

/// What the house's store knows, where there is one; it is only looked at.
async fn known(house: &House, portfolio: &str) -> Result<Known, Failure> {
    let target = office::target(house)?;
    if matches!(&target, StoreTarget::Sqlite(path) if !path.exists()) {
        return Ok(Known::default());
    }
    let memory = Store::open_read_only(&target).await?.recall(portfolio).await?;
    let tables = examine::remembered_tables(&memory)?;
    Ok(examine::known(&tables, &memory.standings))
}

fn document(tidied: &Tidied) -> Value {
    let tables: Vec<Value> = tidied.tables.iter().map(|found| table_json(tidied, found)).collect();
    json!({
        "file": tidied.file, "sha256": tidied.sha256, "format": tidied.format, "period": tidied.period,
        "tables": tables, "notes": tidied.notes,
    })
}

fn table_json(tidied: &Tidied, found: &FoundTable) -> Value {
    let refused = tidied.rejects.iter().filter(|r| r.place.sheet == found.sheet && r.dataset == found.table.dataset);
    let refused: Vec<Value> = refused
        .map(|r| json!({"row": r.row, "cell": r.place.cell, "reason": r.reason, "text": r.text, "subject": r.subject}))
        .collect();
    json!({
        "sheet": found.sheet, "dataset": found.table.dataset, "header_rows": found.header_rows, "columns": found.columns,
        "rows": found.rows, "accepted": found.table.frame.height(), "set_aside": found.set_aside, "refused": refused,
    })
}

fn text(tidied: &Tidied) -> String {
    let period = tidied.period.map_or_else(|| "no period".to_string(), |p| format!("period {p}"));
    let mut text = format!("{} [{}], {period}", tidied.file, tidied.format);
    for found in &tidied.tables {
        text += &format!(
            "\n  {} is {}: header rows {:?}, {} rows = {} accepted + {} refused + {} set aside",
            found.sheet.as_deref().unwrap_or("the file"),
            found.table.dataset.name(),
            found.header_rows,
            found.rows,
            found.table.frame.height(),
            found.refused,
            found.set_aside
        );
        for column in &found.columns {
            let unit = column.unit.as_deref().map(|unit| format!(" in {unit}")).unwrap_or_default();
            text += &format!("\n    {} → {}{unit}", column.header, column.column.as_deref().unwrap_or("(not used)"));
        }
    }
    for reject in &tidied.rejects {
        text += &format!("\n  refused {}: {}: {:?}", reject.place, reject.reason.name(), reject.text);
    }
    for note in &tidied.notes {
        text += &format!("\n  note {}: {}: {}", note.place, note.kind, note.text);
    }
    text
}
