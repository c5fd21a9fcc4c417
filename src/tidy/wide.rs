//! Time series: periods as columns, or a row each; what an indicator was in a region and a period, with its unit.
//!
//! Takes a sheet; gives rows of the dataset `series`. Labels of periods are read all together or asked about; what is not
//! published yet is a state of its own; a value that another file gave differently is noted as revised, with both.

/// Whether rows are told apart.
mod apart;

/// Columns of codes.
mod codes;

/// Marks behind names.
mod marks;

/// Periods that stand below each other.
mod down;

/// Where a wide table is on a sheet.
mod head;

/// One label of a period.
pub(super) mod label;

/// All labels of a table at once.
mod labels;

/// Series of one row per value.
mod long;

/// Columns that name the rows of a wide table.
mod names;

/// Words for parts of a year.
mod parts;

/// Cells of a wide table.
mod read;

/// Names of regions.
mod regions;

/// Columns of multiples.
mod scale;

/// What whole series tell.
mod settle;

/// What headings say is measured.
mod measure;

/// One line for several units.
mod several;

/// Tables below each other under one header.
mod sections;

/// Lines above a wide table.
mod title;

/// Units that cells carry themselves.
mod units;

/// The year of labels without one.
mod years;

pub use head::{Search, Wide, find};
pub use label::holds_periods;
pub use long::complete;
pub use read::read;
pub use regions::Regions;
pub use scale::is_scale;
pub use settle::{Key, settle};
