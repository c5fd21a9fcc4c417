//! What a person does to a case: `ack`, `reply`, `justify`, `extend`, `finish`, `approve`, `refuse`, `silence`, `close`, `reopen`.
//!
//! Takes the command line; gives one sealed act, or says why it is refused. Evidence is read here and nowhere else.

use super::{Failure, exit, print_text, show};
use crate::audit::record::Blob;
use crate::base::id::sha256_hex;
use crate::daemon::acts::{self, Desk, Doer, Performed};
use crate::daemon::office::Office;
use crate::escalate::{ActError, Case, CaseChange, Evidence, Said};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The largest file that is kept as evidence, in bytes.
const EVIDENCE_MAX: u64 = 20 << 20;

/// What is said with an act.
#[derive(Debug, Args)]
pub struct Words {
    /// The case's id.
    pub case: String,
    /// Who.
    #[arg(long)]
    pub by: String,
    /// In words.
    #[arg(long, default_value = "")]
    pub text: String,
    /// The code of a reason of the policy: approval, land, funds, design, weather, force_majeure, or its own.
    #[arg(long)]
    pub reason: Option<String>,
    /// The day promised, or the last day on which it holds.
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// A file that proves it; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// The acts.
#[derive(Debug, Subcommand)]
pub enum Act {
    /// Take a case on (签收): the ladder waits until the day given.
    Ack {
        /// The case's id.
        case: String,
        /// Who.
        #[arg(long)]
        by: String,
        /// The last day on which the ladder waits.
        #[arg(long)]
        until: NaiveDate,
    },
    /// Reply (反馈): why, by when, what is needed from others.
    Reply(Words),
    /// Ask that a delay be taken as justified (正当理由), or say so with an approver.
    Justify {
        /// What is said.
        #[command(flatten)]
        words: Words,
        /// Who approves it; without, it waits for `approve`.
        #[arg(long)]
        approver: Option<String>,
    },
    /// Ask for more time (延期), or grant it with an approver.
    Extend {
        /// What is said.
        #[command(flatten)]
        words: Words,
        /// Who approves it; without, it waits for `approve`.
        #[arg(long)]
        approver: Option<String>,
    },
    /// Report an issue of a list done (报办结), with evidence; or say so with an approver.
    Finish {
        /// What is said.
        #[command(flatten)]
        words: Words,
        /// Who accepts it; without, it waits for `approve`.
        #[arg(long)]
        approver: Option<String>,
    },
    /// Grant what a case asks for: a reply, a justification, more time, that it is done.
    Approve {
        /// The case's id.
        case: String,
        /// Who; not the person who asked.
        #[arg(long)]
        by: String,
    },
    /// Refuse what a case asks for.
    Refuse {
        /// The case's id.
        case: String,
        /// Who.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long, default_value = "")]
        text: String,
    },
    /// Silence the letters of a case until a day; a unit may not silence its own. With --end, end the silence.
    Silence {
        /// What is said.
        #[command(flatten)]
        words: Words,
        /// End a silence before its day.
        #[arg(long)]
        end: bool,
    },
    /// Strike a resolved case off the list (销号): needs evidence and a second person.
    Close {
        /// What is said.
        #[command(flatten)]
        words: Words,
        /// The second person.
        #[arg(long, default_value = "")]
        second: String,
    },
    /// Open a settled case again.
    Reopen {
        /// The case's id.
        case: String,
        /// Who.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long, default_value = "")]
        text: String,
    },
}

/// Performs an act.
///
/// # Errors
/// The act is refused, the case is unknown, the evidence cannot be read, or the store fails.
pub async fn act(office: &Office, act: Act) -> Result<u8, Failure> {
    match act {
        Act::Ack { case, by, until } => {
            let what = format!("acknowledged; the ladder waits until {until}");
            perform(office, &case, &by, &what, &[], |desk| desk.case.acknowledge(&by, until, desk.today)).await
        }
        Act::Reply(words) => {
            let (said, blobs) = said(&words)?;
            let reply = |desk: &Desk<'_>| desk.case.reply(&said, desk.policy, desk.today);
            perform(office, &words.case, &words.by, "replied", &blobs, reply).await
        }
        Act::Justify { words, approver } => {
            let asked = |case: &Case, said: &Said, desk: &Desk<'_>| case.ask_to_justify(said, desk.policy, desk.today);
            ask(office, &words, approver, "justified", asked).await
        }
        Act::Extend { words, approver } => {
            let asked = |case: &Case, said: &Said, desk: &Desk<'_>| case.ask_to_extend(said, desk.policy, desk.today);
            ask(office, &words, approver, "extended", asked).await
        }
        Act::Finish { words, approver } => {
            let asked = |case: &Case, said: &Said, desk: &Desk<'_>| case.report_done(said, desk.policy, desk.today);
            ask(office, &words, approver, "reported done", asked).await
        }
        Act::Approve { case, by } => {
            perform(office, &case, &by, "approved", &[], |desk| desk.case.approve(&by, desk.today)).await
        }
        Act::Refuse { case, by, text } => {
            perform(office, &case, &by, "refused", &[], |desk| desk.case.refuse(&by, &text, desk.today)).await
        }
        Act::Silence { words, end } => silence(office, &words, end).await,
        Act::Close { words, second } => {
            let (said, blobs) = said(&words)?;
            let close = |desk: &Desk<'_>| {
                let in_range = desk.policy.map_or(1, |policy| policy.in_range);
                desk.case.close(&said, &second, in_range, desk.today)
            };
            perform(office, &words.case, &words.by, "closed", &blobs, close).await
        }
        Act::Reopen { case, by, text } => {
            perform(office, &case, &by, "reopened", &[], |desk| desk.case.reopen(&by, &text, desk.today)).await
        }
    }
}

async fn silence(office: &Office, words: &Words, end: bool) -> Result<u8, Failure> {
    let (said, blobs) = said(words)?;
    let decide = |desk: &Desk<'_>| match end {
        true => desk.case.unsilence(&said.by, desk.today),
        false => desk.case.silence(&said, desk.people, desk.today),
    };
    let what = if end { "no longer silenced" } else { "silenced" };
    perform(office, &words.case, &words.by, what, &blobs, decide).await
}

/// Asks, and where an approver is named, has it granted in the same breath: one change, both people in it.
async fn ask(
    office: &Office,
    words: &Words,
    approver: Option<String>,
    what: &str,
    asked: impl Fn(&Case, &Said, &Desk<'_>) -> Result<CaseChange, ActError>,
) -> Result<u8, Failure> {
    let (said, blobs) = said(words)?;
    let decide = |desk: &Desk<'_>| {
        let change = asked(desk.case, &said, desk)?;
        let Some(approver) = &approver else { return Ok(change) };
        let mut granted = change.case.approve(approver, desk.today)?;
        granted.case.version = change.case.version;
        Ok(granted)
    };
    let pending = format!("{what} on request; `duban approve` grants it");
    perform(office, &words.case, &words.by, if approver.is_some() { what } else { &pending }, &blobs, decide).await
}

/// Looks, decides, writes; once more on what the case is by then, where somebody was faster.
async fn perform(
    office: &Office,
    id: &str,
    who: &str,
    what: &str,
    evidence: &[Blob],
    decide: impl Fn(&Desk<'_>) -> Result<CaseChange, ActError>,
) -> Result<u8, Failure> {
    let posts = show::posts(office).await?;
    let doer = Doer { who, answer: None };
    match acts::perform(office, id, &posts, doer, evidence, decide).await?? {
        Performed::Done { case, head, moved } => {
            let moved = if moved { "; the baseline is moved, the original stays beside" } else { "" };
            print_text(&format!("{id} {} {what}{moved} (audit {})", case.name, head.short()));
            Ok(exit::FINE)
        }
        Performed::Unknown => Err(Failure::usage(format!("no case `{id}`\nhint: `duban cases` lists them"))),
        Performed::Before(_) | Performed::Restless => {
            Err(Failure::new(format!("the case {id} keeps changing; look at it with `duban explain {id}` and repeat")))
        }
    }
}

/// What is said, and the bytes that prove it.
fn said(words: &Words) -> Result<(Said, Vec<Blob>), Failure> {
    let (evidence, blobs) = read_evidence(&words.evidence)?;
    let Words { case: _, by, text, reason, until, evidence: _ } = words;
    let said = Said { by: by.clone(), text: text.clone(), reason: reason.clone(), until: *until, evidence };
    Ok((said, blobs))
}

/// Files that prove something, and their bytes.
pub(super) fn read_evidence(paths: &[PathBuf]) -> Result<(Vec<Evidence>, Vec<Blob>), Failure> {
    let mut blobs = Vec::new();
    let mut evidence = Vec::new();
    for path in paths {
        let cannot = |why: String| Failure::usage(format!("the evidence {} cannot be kept: {why}", path.display()));
        let size = std::fs::metadata(path).map_err(|error| cannot(error.to_string()))?;
        if !size.is_file() || size.len() > EVIDENCE_MAX {
            return Err(cannot(format!("it must be a file of at most {} MiB", EVIDENCE_MAX >> 20)));
        }
        let bytes = std::fs::read(path).map_err(|error| cannot(error.to_string()))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let sha256 = sha256_hex(&bytes);
        evidence.push(Evidence { name, sha256: sha256.clone() });
        blobs.push(Blob { sha256, kind: "evidence", bytes: bytes.into() });
    }
    Ok((evidence, blobs))
}
