//! The words everybody uses: dates and periods, slots, exact figures, grades, places in files, problems for people.
//! Pure values: no clock, no I/O, no SQL, no Polars.

/// Exact decimal figures and the units they are written in.
pub mod amount;

/// Whole texts that many hold on to.
pub mod arena;

/// Working days, with make-up days (调休).
pub mod calendar;

/// Grades of a project and how they roll up.
pub mod grade;

/// Stable ids, derived by hashing what a thing is about.
pub mod id;

/// Names with `*` and `?`.
pub mod pattern;

/// Work in parts, side by side.
pub mod parts;

/// Reporting periods: half-month, month, quarter, half-year, year.
pub mod period;

/// Where a figure was read: file, sheet, cell.
pub mod place;

/// What is wrong, where, why, and what to do about it.
pub mod problem;

/// Texts that must not be seen.
pub mod secret;

/// Slots: the unit of work that is due once.
pub mod slot;

/// Short names that are copied like numbers.
pub mod short;

/// What a link allows, and the seal on it.
pub mod token;
