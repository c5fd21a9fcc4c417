//! What `duban check` says: problems, when each pipeline is due next, and who would be written to.
//!
//! Takes a house, its problems, the contacts that were read and an instant; gives a report as text or JSON. Asks
//! neither clock nor store.

mod text;

use crate::base::problem::{Problem, Severity, sort};
use crate::base::slot::{Slot, SlotKind};
use crate::pipeline::Pipeline;
use crate::pipeline::policy::{
    Contacts, Ladder, Policy, Post, ProjectUnit, Rung, on_duty, scope_name, vacancies_ahead,
};
use crate::pipeline::schedule::{reads, reviews};
use crate::settings::{House, unannounced};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many fires are shown.
const FIRES: usize = 5;
/// How far ahead posts have to be held.
const PEOPLE_DAYS_AHEAD: u64 = 90;
/// How far ahead a calendar has to know the holidays.
const CALENDAR_DAYS_AHEAD: u64 = 90;

/// Who is known in a portfolio: the contacts, and the projects with their responsible units.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// The contacts.
    pub posts: Vec<Post>,
    /// Project id and responsible unit.
    pub projects: Vec<(String, Option<String>)>,
}

/// The report.
#[derive(Debug, Serialize)]
pub struct CheckReport {
    /// Whether nothing is wrong that cannot work.
    pub ok: bool,
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// All problems.
    pub problems: Vec<Problem>,
    /// When each pipeline is due.
    pub pipelines: Vec<Due>,
    /// Who would be written to, by portfolio.
    pub ladders: Vec<Reach>,
}

/// When a pipeline is due next.
#[derive(Debug, Serialize)]
pub struct Due {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Its portfolio.
    pub portfolio: String,
    /// The zone in which the times below are meant.
    pub timezone: String,
    /// Its folder and name patterns.
    pub reads: Vec<String>,
    /// The rule pack it names, with its source, the author's choices, and what is not judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The next cut-offs with the period each is for, and the next reviews.
    pub next: Vec<Fire>,
}

/// One time at which a pipeline is due.
#[derive(Debug, Serialize)]
pub struct Fire {
    /// Local time with offset.
    pub at: String,
    /// What for.
    pub kind: SlotKind,
    /// The period whose cut-off it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// As people read it: `2026-12-01 Tue 09:00 +08:00`.
    #[serde(skip)]
    shown: String,
}

/// Whom the ladder of a portfolio reaches.
#[derive(Debug, Serialize)]
pub struct Reach {
    /// The portfolio.
    pub portfolio: String,
    /// The policy; `None`: nobody is written to.
    pub policy: Option<String>,
    /// Whether contacts have been read.
    pub contacts: bool,
    /// The rungs of both ladders.
    pub rungs: Vec<RungReach>,
}

/// Whom one rung reaches.
#[derive(Debug, Serialize)]
pub struct RungReach {
    /// Which ladder.
    pub ladder: Ladder,
    /// The rung's name.
    pub rung: String,
    /// What readers see.
    pub label: String,
    /// What it waits for after the rung below was told.
    pub after: String,
    /// The posts on it.
    pub posts: Vec<PostReach>,
    /// How many projects have nobody on this rung.
    pub vacant_for: usize,
    /// Of how many.
    pub projects: usize,
}

/// Who holds one post.
#[derive(Debug, Serialize)]
pub struct PostReach {
    /// The role.
    pub role: String,
    /// Of what it is held.
    pub of: &'static str,
    /// How many posts are held.
    pub held: usize,
    /// The people's names, sorted.
    pub people: Vec<String>,
}

/// Makes the report. `rosters` holds the portfolios whose contacts have been read.
pub fn check_report(
    house: &House,
    problems: Vec<Problem>,
    rosters: &BTreeMap<String, Roster>,
    now: DateTime<Utc>,
) -> CheckReport {
    let mut problems = problems;
    let mut portfolios: BTreeMap<&str, Option<&Policy>> = BTreeMap::new();
    for pipeline in &house.pipelines {
        let policy = portfolios.entry(&pipeline.portfolio).or_default();
        *policy = policy.or(pipeline.policy.as_deref());
    }
    problems.extend(unannounced(house, now, CALENDAR_DAYS_AHEAD));
    let mut ladders = Vec::new();
    for (portfolio, policy) in portfolios {
        let roster = rosters.get(portfolio);
        if let (Some(policy), Some(roster)) = (policy, roster) {
            let zone = house.pipelines.iter().find(|p| p.portfolio == portfolio).map_or(chrono_tz::Tz::UTC, |p| p.zone);
            let today = now.with_timezone(&zone).date_naive();
            problems.extend(vacancies_ahead(policy, &roster.posts, &roster.units(), today, PEOPLE_DAYS_AHEAD));
            problems.extend(barred(&roster.posts, house));
        }
        ladders.push(reach(portfolio, policy, roster.map(|roster| roster.on(house, portfolio, now)).as_ref()));
    }
    sort(&mut problems);
    let errors = problems.iter().filter(|p| p.severity == Severity::Error).count();
    let pipelines = house.pipelines.iter().map(|pipeline| due(pipeline, now)).collect();
    CheckReport { ok: errors == 0, errors, warnings: problems.len() - errors, problems, pipelines, ladders }
}

/// Contacts that the house does not write to, and those that are the house itself.
fn barred(posts: &[Post], house: &House) -> Vec<Problem> {
    let mail = &house.settings.mail;
    let mut domains: BTreeMap<String, usize> = BTreeMap::new();
    for post in posts.iter().filter(|post| !mail.allowed_domains.allow(&post.address)) {
        *domains.entry(crate::settings::Domains::of(&post.address).to_string()).or_default() += 1;
    }
    let mut problems: Vec<Problem> = domains
        .into_iter()
        .map(|(domain, count)| {
            let message = format!("{count} posts have addresses at {domain}, which is not among the allowed domains");
            let hint =
                "correct the contacts, or name the domain in mail.allowed_domains; until then these posts are vacant";
            Problem::error("contacts", message).key("mail.allowed_domains").hint(hint)
        })
        .collect();
    let own = posts.iter().filter(|post| post.address.trim().eq_ignore_ascii_case(mail.sender_address.trim())).count();
    if own > 0 {
        let message =
            format!("{own} posts have the address from which letters are sent: the house would write to itself");
        problems.push(
            Problem::warning("contacts", message).key("mail.sender_address").hint("give the person's own address"),
        );
    }
    problems
}

impl Roster {
    /// As it stands on the day of an instant.
    fn on(&self, house: &House, portfolio: &str, now: DateTime<Utc>) -> Roster {
        let zone = house.pipelines.iter().find(|p| p.portfolio == portfolio).map_or(chrono_tz::Tz::UTC, |p| p.zone);
        let posts = on_duty(&self.posts, now.with_timezone(&zone).date_naive());
        Roster { posts, projects: self.projects.clone() }
    }

    fn units(&self) -> Vec<ProjectUnit<'_>> {
        self.projects.iter().map(|(id, unit)| (id.as_str(), unit.as_deref())).collect()
    }
}

fn due(pipeline: &Pipeline, now: DateTime<Utc>) -> Due {
    let fire = |slot: Slot| {
        let local = slot.at.with_timezone(&slot.zone);
        let shown = local.format("%Y-%m-%d %a %H:%M %:z").to_string();
        let period = slot.period.map(|period| period.to_string());
        Fire { at: local.to_rfc3339_opts(SecondsFormat::Secs, false), kind: slot.kind, period, shown }
    };
    let until = now + TimeDelta::days(366 * 9);
    let next = reads(pipeline, now, until).take(FIRES).chain(reviews(pipeline, now, until).take(FIRES));
    let next = next.map(fire).collect();
    let place = |pattern: &String| match &pipeline.source.bucket {
        Some(bucket) => format!("{bucket} as {pattern}"),
        None => format!("{}/{pattern}", pipeline.source.folder.display()),
    };
    Due {
        name: pipeline.name.clone(),
        title: pipeline.title.clone(),
        portfolio: pipeline.portfolio.clone(),
        timezone: pipeline.zone.name().to_string(),
        reads: pipeline.source.patterns.iter().map(place).collect(),
        rules: pack_lines(pipeline),
        next,
    }
}

fn pack_lines(pipeline: &Pipeline) -> Vec<String> {
    let Some(pack) = &pipeline.rules.pack else { return Vec::new() };
    let mut lines = vec![format!("{}: {}", pack.name, pack.source)];
    lines.extend(pack.choices.iter().map(|choice| {
        format!("choice: {} left open → {}, by {}: {}", choice.rule, choice.grade.name(), choice.author, choice.reason)
    }));
    lines.extend(pack.left_out.iter().map(|what| format!("not judged: {what}")));
    lines
}

fn reach(portfolio: &str, policy: Option<&Policy>, roster: Option<&Roster>) -> Reach {
    let empty = Roster::default();
    let people = roster.unwrap_or(&empty);
    let units = people.units();
    let contacts = Contacts::of(&people.posts);
    let mut rungs = Vec::new();
    for ladder in [Ladder::Project, Ladder::Data] {
        let on = policy.map_or(&[][..], |policy| policy.rungs(ladder, None));
        rungs.extend(on.iter().map(|rung| rung_reach(ladder, rung, &contacts, &units)));
    }
    Reach {
        portfolio: portfolio.to_string(),
        policy: policy.map(|p| p.name.clone()),
        contacts: roster.is_some(),
        rungs,
    }
}

fn rung_reach(ladder: Ladder, rung: &Rung, contacts: &Contacts<'_>, projects: &[ProjectUnit<'_>]) -> RungReach {
    let mut reached = vec![false; projects.len()];
    let mut found = Vec::new();
    for post in &rung.posts {
        let mut held = BTreeSet::new();
        if projects.is_empty() {
            // No register yet: whoever has the role is named, whatever project or unit it is held of.
            held.extend(contacts.with_role(&post.role).into_iter().map(|p| (p.person.as_str(), p.scope.as_str())));
        }
        for (project, reached) in projects.iter().zip(&mut reached) {
            let holders = contacts.holders(post, *project);
            *reached |= !holders.is_empty();
            held.extend(holders.into_iter().map(|p| (p.person.as_str(), p.scope.as_str())));
        }
        let people: BTreeSet<String> = held.iter().map(|(person, _)| (*person).to_string()).collect();
        let of = scope_name(post.of);
        found.push(PostReach { role: post.role.clone(), of, held: held.len(), people: people.into_iter().collect() });
    }
    RungReach {
        ladder,
        rung: rung.name.clone(),
        label: rung.label.clone(),
        after: rung.after.to_string(),
        posts: found,
        vacant_for: reached.iter().filter(|r| !**r).count(),
        projects: projects.len(),
    }
}

/// `duban check [PATH…] [--deny-warnings] [--json]`: reads houses and, where there is one, their store; writes nothing.
/// A file stands for the problems of that file in the house it lies in.
pub async fn check(home: &Path, paths: &[PathBuf], deny_warnings: bool, json: bool) -> Result<u8, super::Failure> {
    if paths.is_empty() {
        return check_house(home, None, deny_warnings, json).await;
    }
    let mut worst = super::exit::FINE;
    for path in paths {
        let code = match (path.is_dir(), path.parent().and_then(Path::parent), path.file_name()) {
            (true, ..) => check_house(path, None, deny_warnings, json).await?,
            (false, Some(house), Some(_)) if path.is_file() => {
                let house = if house.as_os_str().is_empty() { Path::new(".") } else { house };
                check_house(house, Some(path), deny_warnings, json).await?
            }
            _ => return Err(super::Failure::usage(format!("{} is neither a house nor a file of one", path.display()))),
        };
        worst = worst.max(code);
    }
    Ok(worst)
}

async fn check_house(home: &Path, only: Option<&Path>, deny_warnings: bool, json: bool) -> Result<u8, super::Failure> {
    let (house, mut problems) = House::load(home);
    if let Some(file) = only {
        problems.retain(|problem| file.ends_with(&problem.file));
    }
    let now = crate::daemon::clock::Clock::System.now();
    let rosters = match crate::base::problem::has_errors(&problems) {
        true => BTreeMap::new(),
        false => super::show::rosters(&house).await,
    };
    let report = check_report(&house, problems, &rosters, now);
    if json {
        super::print_text(&report.json());
    } else {
        let color = std::io::IsTerminal::is_terminal(&std::io::stdout());
        let print = if color { super::print_as_is } else { super::print_text };
        print(&report.text(&house, color));
    }
    Ok(match (report.errors, report.warnings) {
        (0, 0) => super::exit::FINE,
        (0, _) if deny_warnings => super::exit::WARNINGS,
        (0, _) => super::exit::FINE,
        _ => super::exit::CONFIGURATION,
    })
}
