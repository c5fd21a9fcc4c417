//! `rebaseline`: an approved change of a project's plan, filed for good.
//!
//! Takes the command line; gives one line of the append-only ledger, sealed with its
//! reason and approver. The original plan is never changed, and every slip is stated against it too.

use super::act::read_evidence;
use super::{Failure, exit, print_text, show};
use crate::assess::Standing;
use crate::assess::baseline::{Filed, Rebaseline};
use crate::base::amount::{Amount, Unit, UnitKind};
use crate::base::place::Place;
use crate::daemon::office::Office;
use chrono::NaiveDate;
use std::path::PathBuf;

/// What is filed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project's number.
    project: String,
    /// The new planned end.
    #[arg(long)]
    end: Option<NaiveDate>,
    /// The new planned start.
    #[arg(long)]
    start: Option<NaiveDate>,
    /// The new annual target: 8000, 8000万元, 1.2亿元; without a unit in that of the register.
    #[arg(long)]
    target: Option<String>,
    /// The milestone that is moved.
    #[arg(long, requires = "planned")]
    milestone: Option<String>,
    /// Its new day.
    #[arg(long, requires = "milestone", value_name = "D")]
    planned: Option<NaiveDate>,
    /// Why.
    #[arg(long)]
    reason: String,
    /// Who approved it.
    #[arg(long)]
    approver: String,
    /// The day it was approved; default today.
    #[arg(long, value_name = "D")]
    on: Option<NaiveDate>,
    /// Who files it; default the approver.
    #[arg(long)]
    by: Option<String>,
    /// A file that proves it; may be repeated.
    #[arg(long, value_name = "FILE")]
    evidence: Vec<PathBuf>,
    /// The portfolio, where several know the project.
    #[arg(long)]
    portfolio: Option<String>,
}

/// `duban rebaseline PROJECT --end D … --reason … --approver …`
///
/// # Errors
/// The project is unknown, nothing would change, the figure cannot be read, or the store fails.
pub async fn rebaseline(office: &Office, asked: &Arguments) -> Result<u8, Failure> {
    let Arguments { project, reason, approver, by, .. } = asked;
    for (what, text) in [("a reason", reason), ("an approver", approver)] {
        if text.trim().is_empty() {
            return Err(Failure::usage(format!("a baseline is not changed without {what}")));
        }
    }
    let (portfolio, standing) = find(office, project, asked.portfolio.as_deref()).await?;
    let today = office.clock.now().with_timezone(&zone(office, &portfolio)).date_naive();
    let target = match &asked.target {
        Some(text) => Some(money(text, &show::money_unit(office).await?)?),
        None => None,
    };
    let change = Rebaseline {
        decided_on: asked.on.unwrap_or(today),
        reason: reason.trim().to_string(),
        approver: approver.trim().to_string(),
        target,
        start: asked.start,
        end: asked.end,
        milestone: asked.milestone.clone(),
        planned: asked.planned,
        case: None,
        place: Place { file: "duban rebaseline".to_string(), ..Place::default() },
    };
    fits(&standing, &change)?;
    let (_, blobs) = read_evidence(&asked.evidence)?;
    let filed = [Filed { subject: project.clone(), change }];
    let who = by.as_deref().unwrap_or(approver);
    let at = office.clock.now();
    office.store.rebaseline(&portfolio, &filed, &blobs, who, at).await?;
    let head = office.store.head().await?;
    print_text(&format!(
        "{project} {} re-baselined: {}; approved by {approver} (audit {})\nit judges from the next run on; the original stays beside",
        standing.name,
        words(&filed[0].change),
        head.short()
    ));
    Ok(exit::FINE)
}

/// The portfolio that knows a project, and its standing there.
async fn find(office: &Office, project: &str, wanted: Option<&str>) -> Result<(String, Standing), Failure> {
    let mut found = Vec::new();
    for portfolio in office.store.portfolios().await? {
        if wanted.is_none_or(|wanted| wanted == portfolio) {
            let standings = office.store.standings(None, Some(&portfolio)).await?;
            let mine = standings.into_iter().find(|standing| standing.subject == project);
            found.extend(mine.map(|standing| (portfolio, standing)));
        }
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|(portfolio, _)| portfolio.as_str()).collect();
        let text = format!("several portfolios know `{project}`: {}\nhint: add --portfolio", names.join(", "));
        return Err(Failure::usage(text));
    }
    let none = || Failure::usage(format!("no project `{project}`\nhint: `duban standing` lists them"));
    found.pop().ok_or_else(none)
}

/// Whether the change changes something that is there.
fn fits(standing: &Standing, change: &Rebaseline) -> Result<(), Failure> {
    let Rebaseline { target, start, end, milestone, planned, .. } = change;
    if target.is_none() && start.is_none() && end.is_none() && planned.is_none() {
        let hint = "hint: name --end, --start, --target, or --milestone with --planned";
        return Err(Failure::usage(format!("nothing would be changed\n{hint}")));
    }
    if let Some(name) = milestone
        && !standing.milestones.iter().any(|known| known.name == *name)
    {
        let known: Vec<&str> = standing.milestones.iter().map(|milestone| milestone.name.as_str()).collect();
        let text = format!("{} has no milestone `{name}`\nhint: it has {}", standing.subject, known.join(", "));
        return Err(Failure::usage(text));
    }
    let approved = standing.baseline.as_ref().map(|baseline| baseline.approved).unwrap_or_default();
    if let (Some(start), Some(end)) = (start.or(approved.start), end.or(approved.end))
        && start > end
    {
        return Err(Failure::usage(format!("it would start on {start}, after its end on {end}")));
    }
    Ok(())
}

/// `8000`, `8000万元`, `1.2亿元`: yuan, exactly.
fn money(text: &str, usual: &Unit) -> Result<Amount, Failure> {
    let cannot = || Failure::usage(format!("`{text}` is no amount of money\nhint: as 8000, 8000万元, 1.2亿元"));
    let plain = text.trim().replace(',', "");
    let (digits, label) = match plain.find(|c: char| !c.is_ascii_digit() && c != '.') {
        Some(at) => plain.split_at(at),
        None => (plain.as_str(), ""),
    };
    let unit = match label.trim() {
        "" => usual.clone(),
        label => Unit::from_label(label).filter(|unit| unit.kind == UnitKind::Yuan).ok_or_else(cannot)?,
    };
    let amount = Amount::parse(digits).ok().and_then(|amount| amount.times(unit.factor));
    amount.filter(|amount| amount.0 > 0).ok_or_else(cannot)
}

fn zone(office: &Office, portfolio: &str) -> chrono_tz::Tz {
    let pipeline = office.house.pipelines.iter().find(|pipeline| pipeline.portfolio == portfolio);
    pipeline.map_or(chrono_tz::Tz::UTC, |pipeline| pipeline.zone)
}

fn words(change: &Rebaseline) -> String {
    let parts = [
        change.target.map(|target| format!("target {target} 元")),
        change.start.map(|day| format!("start {day}")),
        change.end.map(|day| format!("end {day}")),
        change.milestone.as_ref().zip(change.planned).map(|(name, day)| format!("milestone {name} {day}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
