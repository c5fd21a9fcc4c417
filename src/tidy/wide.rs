//! Time series: periods as columns, or a row each; what an indicator was in a region and a period, with its unit.
//!
//! Takes a sheet; gives rows of the dataset `series`. Labels of periods are read all together or asked about; what is not
//! published yet is a state of its own; a value that another file gave differently is noted as revised, with both.

/// Where a wide table is on a sheet.
mod head;

/// One label of a period.
mod label;

/// All labels of a table at once.
mod labels;

/// Cells of a wide table.
mod read;

/// Names of regions.
mod regions;

/// What whole series tell.
mod settle;

/// Lines above a wide table.
mod title;

pub use head::{Search, Wide, find};
pub use read::read;
pub use regions::Regions;
pub use settle::{Key, settle};
