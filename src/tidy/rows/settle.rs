//! What only a whole column can tell: whether 0.85 is a share or a percentage, whether 03/04 is March or April, and what
//! parts the decimals.
//!
//! Takes the cells that one alone cannot settle; changes the values read, or refuses the rows that stay ambiguous.

/// The order of day, month and year.
mod dates;

/// What parts the decimals.
mod figures;

/// Names that carry the number of their row.
mod names;

/// Shares and percentages.
mod percents;

/// Days without a year.
mod years;

pub use dates::{OpenDate, dates};
pub use figures::{Figures, figures, thousandfold, thousandth};
pub use names::names;
pub use percents::{Percents, is_of_shares, percents};
pub use years::{Yearless, is_of_done, loosely, may_differ, years};
