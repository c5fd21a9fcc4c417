//! Timelines for people: day by day, who is told of what on which rung, and why.

use super::difference::Difference;
use crate::cli::show::{grid, next_text};
use crate::cli::why_not::because;
use crate::daemon::play::{Days, Line, Quiet, Timeline};
use crate::escalate::{ItemKind, Withheld};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How many lines of a side a difference shows.
const SHOWN: usize = 200;

/// A whole timeline.
pub fn timeline(played: &Timeline, days: Days, withheld: bool) -> String {
    let people: BTreeSet<&str> = played.lines.iter().map(|line| line.person.as_str()).collect();
    let mut text = format!(
        "ladder {}, played on {}\n{} to {}: {} letters with {} matters to {} people\n",
        played.policy,
        played.played_on,
        days.from,
        days.until,
        played.letters,
        played.lines.len(),
        people.len()
    );
    let mut by_day: BTreeMap<NaiveDate, Vec<String>> = BTreeMap::new();
    for one in &played.answered {
        let said = format!("  {} {} {}: {}", one.by, one.does, one.matter, one.outcome);
        by_day.entry(one.on).or_default().push(said);
    }
    for (on, why) in &played.held {
        by_day.entry(*on).or_default().push(format!("  held for a person, and let through here: {why}"));
    }
    for line in &played.lines {
        by_day.entry(line.on).or_default().push(format!("  {}", self::line(line)));
    }
    for (day, lines) in by_day {
        let _ = write!(text, "\n{day}\n{}\n", lines.join("\n"));
    }
    if withheld {
        text += "\nnot written\n";
        played.withheld.iter().for_each(|one| text += &format!("  {}\n", quiet(one)));
    }
    let mut depth: BTreeMap<u32, usize> = BTreeMap::new();
    played.highest.values().for_each(|rung| *depth.entry(*rung).or_default() += 1);
    let depth: Vec<String> = depth.into_iter().map(|(rung, cases)| format!("rung {rung}: {cases}")).collect();
    let _ = writeln!(text, "\ncases by the highest rung they stood on: {}", depth.join(", "));
    text
}

/// `王联络（联络员）rung 1 liaison: P-012 南郊安置小区 behind_target behind, first notice; answer by …; next unit …`
fn line(line: &Line) -> String {
    let rung = if line.rung_name.is_empty() {
        "beside the ladder".to_string()
    } else {
        format!("rung {} {}", line.rung, line.rung_name)
    };
    let mut text = format!(
        "{}（{}）{rung}: {} {} {} {}, {}",
        line.name,
        line.role,
        line.subject,
        line.matter,
        line.rule.name(),
        line.grade.name(),
        why(line.kind)
    );
    if let Some(day) = line.reply_by {
        let _ = write!(text, "; answer by {day}");
    }
    if let Some(next) = &line.next {
        let _ = write!(text, "; next {}", next_text(next));
    }
    text
}

fn why(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Opened => "first notice",
        ItemKind::Reopened => "it broke again",
        ItemKind::Climbed => "it climbed to this rung",
        ItemKind::Copied => "a copy",
        ItemKind::HandedOver => "handed over",
        ItemKind::Passed => "told that it climbed",
        ItemKind::Worsened => "it got worse",
        ItemKind::Repeated => "said again",
        ItemKind::Asked => "to decide",
        ItemKind::Corrected => "what was told is corrected",
        ItemKind::Resolved => "it is over",
    }
}

fn quiet(one: &Quiet) -> String {
    let days = if one.from == one.to { one.from.to_string() } else { format!("{} to {}", one.from, one.to) };
    let because = because(&Withheld { case: one.case.clone(), reason: one.reason, detail: one.detail.clone() });
    format!("{days} {} {} ({}): {because}", one.subject, one.matter, one.case)
}

/// What two ladders do otherwise.
pub fn difference(found: &Difference, days: Days) -> String {
    let [first, second] = &found.names;
    let second = if first == second { format!("{second} (the other)") } else { second.clone() };
    let mut text = format!(
        "{} to {}: {first} writes {} letters, {second} {}; {} lines are the same\n",
        days.from, days.until, found.letters[0], found.letters[1], found.both
    );
    for (name, sign, only) in [(first, '+', &found.only[0]), (&second, '-', &found.only[1])] {
        let _ = writeln!(text, "\nonly {name} ({} lines)", only.len());
        for one in only.iter().take(SHOWN) {
            let _ = writeln!(text, "{sign} {} {}", one.on, line(one));
        }
        if only.len() > SHOWN {
            let _ = writeln!(text, "  … and {} more; --json has them all", only.len() - SHOWN);
        }
    }
    let mut people = grid(["letters to", first.as_str(), second.as_str()]);
    for (person, [a, b]) in found.people.iter().filter(|(_, [a, b])| a != b) {
        people.add_row([person.clone(), a.to_string(), b.to_string()]);
    }
    let mut depth = grid(["highest rung of a case", first.as_str(), second.as_str()]);
    for (rung, [a, b]) in &found.depth {
        depth.add_row([rung.to_string(), a.to_string(), b.to_string()]);
    }
    let same = found.people.values().filter(|[a, b]| a == b).count();
    let _ = write!(text, "\n{people}\n{same} people get as many letters under both\n\n{depth}\n");
    text
}
