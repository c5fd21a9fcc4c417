//! # duban 督办: to see a thing through by supervising it
//!
//! One binary that does what a supervision office does by hand. Files of progress come in on their dates; the daemon reads
//! them as offices really send them, holds them against annual targets and milestone dates, remembers what it saw, and
//! writes to the right person — liaison, then unit, then leader, then the head — until the matter is closed. Everything it
//! did can be shown and re-derived years later.
//!
//! ## The river
//!
//! One folder per stage, each stage a function from a typed input to a typed output, one transaction per run. Read the
//! modules below from top to bottom and you have read the daemon:
//!
//! ```text
//!            pipelines/*.toml                                  config/*.toml
//!                  │                                                 │
//! inbox ─► ingest ─► tidy ─► assess ─► escalate ─► letter ─► audit ─► store ─► deliver ─► mailboxes
//!          Arrival   Tidied  Assessment  Plan       Letter    RunRecord  outbox   Outcome
//!                      ▲        ▲          ▲                     │         │
//!                      └────────┴──────────┴──── Memory ◄────────┴─────────┘
//! ```
//!
//! The whole life of a slot is [`daemon::run::run_pipeline`]: recall, examine, plan, write letters, commit.
//!
//! ## Invariants
//!
//! - **The core is pure.** `base, pipeline, tidy, assess, escalate, letter, audit` have no async, SQL, clock, file or
//!   network. "Now" is `slot.at`; ids are hashes of what a thing is about. So a run whose memory went stale runs again, and a
//!   replay says the same, byte for byte.
//! - **Dependencies point one way**: `main → cli → daemon → ingest · store · deliver · web → audit → letter → escalate →
//!   assess → tidy → pipeline → base`. Edges never name each other. `tests/it/house.rs` keeps it.
//! - **One transaction per run.** Slot, file bytes, accepted tables, refused rows, standings, cases, letters and the sealed
//!   audit entry are written together or not at all. The audit head is the lock: a run planned on an older head is refused.
//! - **Absence is not recovery.** A case is resolved only if its rule was asked and answered on evidence
//!   ([`assess::Judged`]). A missing or broken file is a finding of its own, on the ladder of the data's keeper.
//! - **A cell is read exactly or its row is refused**, with file, sheet, cell and reason; accepted + refused + set aside =
//!   rows. Figures are whole millionths ([`base::amount::Amount`]); no float decides anything.
//! - **What is decided about projects is decided by columns.** [`assess::judge::judge`] gives frames in which a project is a row
//!   number; only [`assess::judge::assess`] writes them out, a standing and a finding at a time, for letters and the store.
//! - **Every decision carries its reason**, also the decision to send nothing ([`escalate::Withheld`]).
//!
//! ## Slots
//!
//! | kind | when | what it does |
//! | --- | --- | --- |
//! | arrival | a file has settled | reads it, judges, writes |
//! | read | cut-off of a period plus grace | says who has not reported; the file that never came |
//! | review | working mornings | judges the last accepted figures against a later day; ladders climb |
//!
//! A Read stands at its *deadline*, not at its cut-off: files are read when they come, so the only thing left for the
//! schedule is to notice what has not come. That is simpler than a slot that waits, and it is why a late report and an early
//! one take the same road. Which slots are due is decided by the ledger ([`daemon::due`]); tokio-cron-scheduler only wakes.
//!
//! ## Where the map was left
//!
//! - Until the deadline of a period has passed, a refused or missing row leaves the last accepted judgement standing (its
//!   data trouble is a case of its own at once); after it the grade says `not_reported` or `unreadable`. Judging anybody on
//!   the morning of the deadline by a row that could not be read would shame a unit for a typing error.
//! - What was due is computed for the day the reported figure speaks of, not for today: nobody is late for a report that
//!   nobody asked for yet.
//! - Red and well periods of a case are counted at the deadlines of periods, once each: by then a report is in or known to be
//!   missing, so that "two reds" means the same whether a unit reports early, late or twice.
//! - An issue of a list ([`assess::issues`]) is the subject of a case like any project: what people do to it are acts on that
//!   case, and whether it is done is judged from them. There is no second life-cycle.
//! - The ladder of a matter is settled when its case is opened: no later change of class moves it to another one.
//! - Text with separators is scanned here and not by a library: a broken quote has to cost its own record and no other, with
//!   its line, and libraries either swallow the rest of the file or shift it.
//! - The same bytes under a name or a column of another period are that period's report: where nothing was built in half a month,
//!   the office sends the same file with another date, and to call that "no report came" would accuse it wrongly. The same bytes for
//!   the same period stay without effect.
//! - A unit, a multiple or a currency that is written and not wholly understood never counts as the part of it that is: the rows are
//!   refused with the cell named. 万元 is assumed only in Chinese
//!   tables where nothing that looks like a unit stands; any other table without one is asked about.
//! - A calendar without the year asked for counts every day, and every letter that counts so says it: weekdays would be a guess of the
//!   holidays, and deadlines are counted anew when the year is announced.
//! - A standing carries its last 24 reports, so a correction of an older period needs no re-reading of history.
//!
//! ## A walk-through
//!
//! `20140531….xlsx` appears, in a folder or in a bucket that [`daemon::mirrors`] brings into one. [`ingest`] waits until it
//! is still and copies it once. [`daemon::tick`] makes an arrival slot. [`daemon::decode`] has a child process turn the
//! workbook into cells. [`tidy`] finds the header rows, the unit and the period, types every cell and joins rows to the
//! register: an unknown project is refused with its cell. [`assess`] lays the
//! figures beside plan and memory and asks every rule. [`escalate`] opens, worsens, climbs and resolves cases and says who is
//! told. [`letter`] writes one message per person. [`store`] commits all of it with the entry that [`audit`] sealed; then
//! [`deliver`] hands the letters over, at least once each. Two working days after the cut-off the Read slot finds that one
//! unit's projects are missing, and its data keeper gets one letter with all of them.

#![forbid(unsafe_code)]

/// The words everybody uses.
pub mod base;

/// What a pipeline is.
pub mod pipeline;

/// Bytes → tables we trust.
pub mod tidy;

/// Tables + targets + memory → findings.
pub mod assess;

/// Findings + cases + ladder → plan.
pub mod escalate;

/// Plan → letters.
pub mod letter;

/// Canonical bytes, hash chain, verify.
pub mod audit;

/// EDGE: where files come from.
pub mod ingest;

/// EDGE: the only SQL.
pub mod store;

/// EDGE: outbox → world.
pub mod deliver;

/// EDGE: health, readiness, metrics.
pub mod web;

/// What the house is set to.
pub mod settings;

/// The shell that lives the days.
pub mod daemon;

/// The command line.
pub mod cli;
