//! The shell: it sees the clock, calls the edges and the core, and lives the days. The whole life of a slot is
//! `run::run_pipeline`; what makes slots due is `tick`; `serve` ticks in real time, `simulate` on a simulated clock.

/// An act on a case, however it came.
pub mod acts;

/// What people answer, by link and by mail.
pub mod answers;

/// The only clock.
pub mod clock;

/// Parsing workbooks in a child process with limits.
pub mod decode;

/// Which slots are due, and what to do with those that fell into a downtime.
pub mod due;

/// What an approved extension moves.
pub mod extension;

/// Trouble with whole files, and when it is over.
pub mod evidence;

/// Files and memory → what a run found. CPU work, no I/O.
pub mod examine;

/// Whether tables inside the files are as new as they should be.
pub mod fresh;

/// Runs that are held for a person.
pub mod held;

/// Named points at which tests end the process.
pub mod fault;

/// The keys that seal links.
pub mod keys;

/// Buckets and the folders that they are mirrored into.
pub mod mirrors;

/// Indicators and quotas of a slot.
pub mod measures;

/// The issues of a slot.
pub mod issues;

/// What the daemon holds on to between ticks.
pub mod office;

/// Who can be written to.
pub mod people;

/// The outbox, worked off.
pub mod post;

/// Arrivals → cells, and the tally of those whose reading does not come to an end.
pub mod reading;

/// The whole life of a slot.
pub mod run;

/// Points of rungs, for the ledger.
mod points;

/// The marked copies that go with receipts.
mod receipts;

/// A ladder played on the past or on invented matters, with scripted answers: nothing is written.
pub mod play;

/// A run rehearsed: nothing is written.
pub mod rehearse;

/// The long-running daemon.
pub mod serve;

/// The wish to stop.
pub mod stop;

/// The daemon's own loop on a simulated clock.
pub mod simulate;

/// The past lived once more, with other rules.
pub mod relive;

/// Slots in which nobody is judged.
pub mod account;

/// Every decision of the record made again, and held against its bytes.
pub mod replay;

/// One look at folders, schedules and outbox.
pub mod tick;
