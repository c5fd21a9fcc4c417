//! Tables that stand: those that are remembered, and what a newly read file puts in their place.

use super::{ExamineError, Examined};
use crate::audit::record::{Blob, TableRecord};
use crate::base::id::sha256_hex;
use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use crate::store::Memory;
use crate::tidy::Tidied;
use crate::tidy::table::Table;
use std::collections::{BTreeMap, BTreeSet};

/// The registers, plans and contacts that are remembered.
///
/// # Errors
/// A table of the vault cannot be read back.
pub fn remembered_tables(memory: &Memory) -> Result<BTreeMap<Dataset, Vec<Table>>, ExamineError> {
    let mut tables: BTreeMap<Dataset, Vec<Table>> = BTreeMap::new();
    for (dataset, stored) in &memory.tables {
        for table in stored {
            let table = Table::from_bytes(&table.bytes).map_err(|e| ExamineError::StoredTable(e.to_string()))?;
            tables.entry(*dataset).or_default().push(table);
        }
    }
    Ok(tables)
}

/// A newly read register, plan or contact list takes the place of the former one.
pub fn replace_tables(tables: &mut BTreeMap<Dataset, Vec<Table>>, tidied: &Tidied) {
    let fresh: BTreeSet<Dataset> = tidied.tables.iter().map(|found| found.table.dataset).collect();
    for dataset in fresh {
        let new = tidied.tables.iter().filter(|found| found.table.dataset == dataset).map(|found| found.table.clone());
        if dataset == Dataset::Series {
            tables.entry(dataset).or_default().extend(new); // a file has some indicators and says nothing of the others
        } else {
            tables.insert(dataset, new.collect());
        }
    }
}

/// Keeps what a file brings.
pub fn keep_tables(found: &mut Examined, tidied: &Tidied) {
    for table in tidied.tables.iter().map(|found| &found.table) {
        keep_table(found, table, tidied.period, &tidied.sha256);
    }
}

/// Keeps a table: its record, and its bytes for the vault.
pub fn keep_table(found: &mut Examined, table: &Table, period: Option<Period>, file_sha256: &str) {
    let bytes = table.to_bytes();
    let sha256 = sha256_hex(&bytes);
    found.tables.push(TableRecord {
        dataset: table.dataset,
        period,
        sha256: sha256.clone(),
        rows: table.frame.height() as u64,
        file_sha256: file_sha256.to_string(),
    });
    found.blobs.push(Blob { sha256, kind: "table", bytes: bytes.into() });
}
