//! The command line: one subcommand, one function. Tables and sentences go to standard output, logs to standard error;
//! `--json` prints one JSON document.

/// `ack`, `close`.
pub mod act;

/// `answers`, `keys`.
pub mod answers;

/// `backtest`.
pub mod backtest;

/// `calendar import`.
pub mod calendar;

/// `check`.
pub mod check;

/// `demo`.
pub mod demo;

/// `explain`.
pub mod explain;

/// `init`.
pub mod init;

/// `simulate`, `serve`, `next`.
pub mod live;

/// What a command says when it fails.
mod failure;

/// Houses and their stores.
mod open;

/// What goes to standard output and standard error.
mod out;

/// `issues`, `inspections`.
pub mod issues;

/// `indicators`, `quotas`.
pub mod measures;

/// `release`, `discard`.
pub mod held;

/// `preview`.
pub mod preview;

/// `rebaseline`.
pub mod rebaseline;

/// `rehearse`.
pub mod rehearse;

/// `returns`.
pub mod returns;

/// `run`.
pub mod run;

/// `runs`, `standing`, `cases`, `letters`.
pub mod show;

/// `scores`.
pub mod scores;

/// `verify`.
pub mod verify;

/// `what-if`.
pub mod what_if;

/// `why-not`.
pub mod why_not;

pub use failure::Failure;
pub use open::{load, look, open, open_house, open_office};
use out::print_note;
pub use out::{logs, print_as_is, print_json, print_text};

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit codes that scripts rely on.
pub mod exit {
    /// Fine.
    pub const FINE: u8 = 0;
    /// Failed.
    pub const FAILED: u8 = 1;
    /// The command line names something that is not there.
    pub const USAGE: u8 = 2;
    /// Warnings where `--deny-warnings` asks for none.
    pub const WARNINGS: u8 = 3;
    /// A run is held by the breaker.
    pub const HELD: u8 = 4;
    /// The configuration is wrong.
    pub const CONFIGURATION: u8 = 78;
}

/// Supervises projects: reads progress files as offices send them, judges them against targets and milestone dates, and
/// escalates by mail until each matter is closed.
#[derive(Debug, Parser)]
#[command(name = "duban", version, max_term_width = 110)]
pub struct Cli {
    /// The house: the folder with config/, pipelines/, the folders that pipelines name, and var/.
    #[arg(long, global = true, env = "DUBAN_HOME", default_value = ".")]
    pub home: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Unpack a sample office and live half a year of it on a simulated clock; needs nothing else.
    Demo {
        /// Where to unpack it.
        #[arg(default_value = "demo")]
        folder: PathBuf,
    },
    /// The daemon: schedules, file arrival, reviews, delivery, health.
    Serve,
    /// Every problem of the configuration, the next fires, and who would be written to.
    Check {
        /// Houses, or single files of a house; default the house.
        paths: Vec<PathBuf>,
        /// Exit with 3 if there are warnings.
        #[arg(long)]
        deny_warnings: bool,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Write a first pipeline file from samples; what is guessed is marked in it.
    Init {
        /// Files as the office sends them: several periods of a report, the register, the contacts.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print it instead of writing it.
        #[arg(long)]
        stdout: bool,
    },
    /// What would be understood of a file; nothing happens.
    Preview {
        /// The pipeline's name.
        pipeline: String,
        /// The file.
        file: PathBuf,
        /// As if it came then: a period (its last day), day or local time; default now.
        #[arg(long, value_name = "PERIOD_OR_TIME")]
        at: Option<String>,
        /// Also write a copy in which every cell is marked: OUT.xlsx or OUT.html.
        #[arg(long, value_name = "OUT")]
        annotate: Option<PathBuf>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Make the next period's forms, one for each unit, with ids, names and last values filled in.
    Returns {
        /// The pipeline's name.
        pipeline: String,
        /// For which period: 2014-07H1, 2014-07, 2014-Q3.
        #[arg(long)]
        period: String,
        /// Where they go; default returns/PIPELINE-PERIOD in the house.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Run one slot now: read what is in the folder, judge, write letters.
    Run {
        /// The pipeline's name.
        pipeline: String,
        /// For which period (2014-06H2: judged on its last day), day or local time; default now.
        #[arg(long, value_name = "PERIOD_OR_TIME")]
        slot: Option<String>,
        /// On a copy of the store: show what would be read, changed and sent; nothing happens.
        #[arg(long)]
        dry_run: bool,
    },
    /// The daemon's own loop on a simulated clock over files already there.
    Simulate {
        /// First day.
        #[arg(long)]
        from: NaiveDate,
        /// Last day.
        #[arg(long)]
        until: NaiveDate,
    },
    /// The run log: every slot accounted for.
    Runs {
        /// From this day on.
        #[arg(long)]
        from: Option<NaiveDate>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Grades and figures.
    Standing {
        /// As they stood on this day.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// Group by class, unit, category, town (comma-separated).
        #[arg(long, value_delimiter = ',')]
        by: Vec<String>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Indicators against targets, the reference region, last year, the last period; what the rest of the year needs.
    Indicators {
        /// As they were known on this day.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Quotas and dated goals by unit, and whether the allocations add up to the headline.
    Quotas {
        /// As they stood on this day.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Points, bands and ranks by unit, from the ledger of points.
    Scores {
        /// As they stood on this day.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// Every entry of one unit, with its evidence and its cell.
        #[arg(long, value_name = "UNIT")]
        explain: Option<String>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Issue lists: how each issue stands, and how many were done within the limit; `add` enters one by hand.
    Issues(issues::Arguments),
    /// Inspection rounds: what groups saw, scored and found, and the mean score of each unit.
    Inspections(issues::rounds::Arguments),
    /// The cases.
    Cases {
        /// Closed and resolved ones too.
        #[arg(long)]
        all: bool,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// What a person does to a case.
    #[command(flatten)]
    Act(act::Act),
    /// Let a run through that the breaker held; without a number show what is held (exit code 4).
    Release(held::Decide),
    /// Forget a run that the breaker held; without a number show what is held (exit code 4).
    Discard(held::Decide),
    /// File an approved change of a project's plan; the original stays beside it.
    Rebaseline(rebaseline::Arguments),
    /// The letters.
    Letters {
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// What people answered by link and by mail, and what came of it.
    Answers {
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// The keys that seal links; they are never shown.
    Keys(answers::KeysArguments),
    /// Why a letter was written or a case stands where it stands: figures, rule, cells, steps.
    Explain {
        /// A letter's or a case's id, or a project's number.
        id: String,
        /// A project as it stood on this day; default today.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Why somebody was not written to on a day, rung by rung: inhibited, silenced, folded, put off, held.
    WhyNot {
        /// A name, a person's id or an address.
        person: String,
        /// The day.
        day: NaiveDate,
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Other rules against the past: who would have had another grade, how many letters, how far up the ladder.
    WhatIf(what_if::Arguments),
    /// A ladder played on the past or on invented matters, with scripted answers: the timeline of letters; nothing is sent or kept.
    Rehearse(rehearse::Arguments),
    /// How the warnings would have fared on the past: given, came true, lead, missed, mails.
    Backtest(backtest::Arguments),
    /// Calendars of working days.
    #[command(subcommand)]
    Calendar(calendar::Calendars),
    /// The next slots of each pipeline.
    Next,
    /// Check the audit chain and everything it seals; with --replay decide everything again.
    Verify(verify::Arguments),
    /// The child that parses workbooks and large texts; started by the daemon itself.
    #[command(name = crate::daemon::decode::CHILD_COMMAND, hide = true)]
    Decode {
        /// The encoding that the pipeline declares for text.
        encoding: Option<String>,
    },
}

/// Runs a command line.
pub fn main(cli: Cli, started: std::time::Instant) -> ExitCode {
    if let Command::Decode { encoding } = &cli.command {
        return match crate::daemon::decode::child(encoding.as_deref()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    if matches!(cli.command, Command::Serve) {
        live::few_arenas();
    }
    // Judging runs on blocking threads, so two workers are enough for ticks, letters and health on any machine.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(dispatch(cli, started));
            // Work on other threads is not waited for: what is not committed by now is not half done.
            runtime.shutdown_timeout(std::time::Duration::from_millis(100));
            outcome
        }
        Err(error) => Err(Failure::new(format!("cannot start: {error}"))),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            out::print_error(&failure.text);
            ExitCode::from(failure.code)
        }
    }
}

async fn dispatch(cli: Cli, started: std::time::Instant) -> Result<u8, Failure> {
    let home = cli.home;
    match cli.command {
        Command::Demo { folder } => demo::demo(&folder).await,
        Command::Serve => live::serve(&home, started).await,
        Command::Check { paths, deny_warnings, json } => check::check(&home, &paths, deny_warnings, json).await,
        Command::Init { files, stdout } => init::init(&home, &files, stdout).await,
        Command::Preview { pipeline, file, at, annotate, json } => {
            preview::preview(&home, &pipeline, &preview::Ask { file, at, annotate, json }).await
        }
        Command::Returns { pipeline, period, out } => returns::returns(&home, &pipeline, &period, out.as_deref()).await,
        Command::Run { pipeline, slot, dry_run } => run::run(&home, &pipeline, slot.as_deref(), dry_run).await,
        Command::Simulate { from, until } => live::simulate(&home, from, until).await,
        Command::Runs { from, json } => show::runs(&look(&home).await?, from, json).await,
        Command::Standing { as_of, by, json } => show::standing(&look(&home).await?, as_of, &by, json).await,
        Command::Indicators { as_of, json } => measures::indicators(&look(&home).await?, as_of, json).await,
        Command::Quotas { as_of, json } => measures::quotas(&look(&home).await?, as_of, json).await,
        Command::Scores { as_of, explain, json } => {
            scores::scores(&look(&home).await?, as_of, explain.as_deref(), json).await
        }
        Command::Issues(asked) => issues::issues(&home, asked).await,
        Command::Inspections(asked) => issues::rounds::inspections(&look(&home).await?, &asked).await,
        Command::Cases { all, json } => show::cases(&look(&home).await?, all, json).await,
        Command::Act(act) => act::act(&open(&home).await?, act).await,
        Command::Release(decide) => held::release(&open(&home).await?, &decide).await,
        Command::Discard(decide) => held::discard(&open(&home).await?, &decide).await,
        Command::Rebaseline(asked) => rebaseline::rebaseline(&open(&home).await?, &asked).await,
        Command::Letters { json } => show::letters(&look(&home).await?, json).await,
        Command::Answers { json } => answers::answers(&look(&home).await?, json).await,
        Command::Keys(asked) => answers::keys(&load(&home)?, &asked),
        Command::Explain { id, as_of, json } => explain::explain(&look(&home).await?, &id, as_of, json).await,
        Command::WhyNot { person, day, json } => why_not::why_not(&look(&home).await?, &person, day, json).await,
        Command::WhatIf(asked) => what_if::what_if(&look(&home).await?, &asked).await,
        Command::Rehearse(asked) => rehearse::rehearse(&look(&home).await?, &asked).await,
        Command::Backtest(asked) => backtest::backtest(&look(&home).await?, &asked).await,
        Command::Calendar(command) => calendar::calendar(&home, &command),
        Command::Next => live::next(&home).await,
        Command::Verify(asked) => verify::verify(&look(&home).await?, &asked).await,
        Command::Decode { .. } => Ok(exit::FINE),
    }
}
