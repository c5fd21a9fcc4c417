//! Typed tables and their canonical bytes: what the audit hashes, what replay compares, what recall reads back.

use crate::pipeline::dataset::Dataset;
use polars::prelude::DataFrame;

/// The accepted rows of one sheet, typed. Columns: those of the dataset that were found, under their canonical names
/// (Text/Id → String, Money/Figure/Percent → Int128 millionths in base units, Date → Date), then `sheet` (String),
/// `row` (UInt32, as the spreadsheet counts) and, for datasets of projects, `project_id` filled from the register.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it is.
    pub dataset: Dataset,
    /// The rows.
    pub frame: DataFrame,
}

impl Table {
    /// The projects its rows speak of.
    pub fn subjects(&self) -> Vec<String> {
        let ids = self.frame.column("project_id").and_then(|column| column.str());
        ids.map(|ids| ids.iter().flatten().map(str::to_string).collect()).unwrap_or_default()
    }
}
