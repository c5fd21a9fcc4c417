//! Joining rows to the register, and checks that need what is already known.
//!
//! Takes the rows of all tables of a file and what is known of the portfolio; gives each row its project id, or refuses
//! it. A name joins only where it fits exactly one project; nothing is merged by likeness.

/// The same project twice in one file.
mod twice;

use super::rows::Rows;
use super::table::Texts;
use super::value::text::name_key;
use super::{Known, KnownProject, Note, RejectReason};
use crate::base::amount::Amount;
use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

pub use twice::refuse_twice;

/// The most notes of one kind for one file; the last says how many more there are.
const NOTES_MAX: usize = 20;

/// The known projects, by id and by name.
#[derive(Debug, Default)]
pub struct Register<'a> {
    projects: Option<&'a Known>,
    names: HashMap<String, Vec<&'a str>>,
}

/// Which project a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose<'a> {
    Project(&'a str),
    Refused(RejectReason),
}

impl<'a> Register<'a> {
    /// Indexes what is known.
    pub fn new(known: &'a Known) -> Register<'a> {
        let mut names: HashMap<String, Vec<&'a str>> = HashMap::with_capacity(known.projects.len());
        for (id, project) in &known.projects {
            names.entry(name_key(&project.name)).or_default().push(id);
        }
        Register { projects: Some(known), names }
    }

    /// Whether any project is known at all.
    pub fn is_empty(&self) -> bool {
        self.projects.is_none_or(|known| known.projects.is_empty())
    }

    /// Whether an id or a name is known.
    pub fn knows(&self, text: &str) -> bool {
        let id = super::value::text::id(text);
        self.project(&id).is_some() || self.names.contains_key(&name_key(text))
    }

    /// A project by its id.
    pub fn project(&self, id: &str) -> Option<&'a KnownProject> {
        self.projects.and_then(|known| known.projects.get(id))
    }

    fn whose<'b>(&self, id: Option<&'b str>, name: Option<&'b str>) -> Whose<'b>
    where
        'a: 'b,
    {
        if let Some(id) = id {
            let known = self.is_empty() || self.project(id).is_some();
            return if known { Whose::Project(id) } else { Whose::Refused(RejectReason::UnknownProject) };
        }
        match name.and_then(|name| self.names.get(&name_key(name))).map(Vec::as_slice) {
            Some([only]) => Whose::Project(only),
            Some([_, _, ..]) => Whose::Refused(RejectReason::AmbiguousName),
            // Before a register was read, a name is all there is.
            _ if self.is_empty() => name.map_or(Whose::Refused(RejectReason::Missing), Whose::Project),
            _ => Whose::Refused(RejectReason::UnknownProject),
        }
    }
}

/// Gives every standing row of a dataset of projects its id, and refuses those that have none. The register defines
/// projects, so its own rows are not asked for.
pub fn identify(rows: &mut Rows, register: &Register<'_>, file: &str, notes: &mut Vec<Note>) {
    if !rows.dataset().is_of_projects() || rows.dataset() == Dataset::Register {
        return;
    }
    let mut ids = Texts::default();
    let mut refused: Vec<(usize, u16, RejectReason)> = Vec::new();
    let mut renamed: Vec<(usize, String)> = Vec::new();
    let (id_at, name_at) = (rows.place_of("project_id"), rows.place_of("name"));
    let (id_column, name_column) = (rows.column("project_id"), rows.column("name"));
    for index in 0..rows.fates.len() {
        let id = id_column.and_then(|column| column.text(index));
        let name = name_column.and_then(|column| column.text(index));
        match register.whose(id, name) {
            Whose::Project(project) => {
                ids.push(Some(project));
                if id.is_some()
                    && let (Some(name), Some(known)) = (name, register.project(project))
                    && is_other_name(name, &known.name)
                {
                    renamed.push((index, format!("{project} is called {name} here, {} in the register", known.name)));
                }
            }
            Whose::Refused(reason) => {
                ids.push(id);
                refused.push((index, if id.is_some() { id_at } else { name_at }, reason));
            }
        }
    }
    for (index, at, reason) in refused {
        rows.refuse(index, at, reason);
    }
    if let Some(super::table::Values::Texts(column)) = rows.index("project_id").and_then(|p| rows.values.get_mut(p)) {
        *column = ids;
    }
    let more = renamed.len().saturating_sub(NOTES_MAX);
    for (position, (index, text)) in renamed.into_iter().take(NOTES_MAX).enumerate() {
        let place = rows.place(file, name_at, rows.numbers.get(index).copied().unwrap_or(1));
        let text = if position + 1 == NOTES_MAX && more > 0 { format!("{text}; and {more} more") } else { text };
        notes.push(Note { place, kind: "name_differs".to_string(), text });
    }
}

fn is_other_name(one: &str, other: &str) -> bool {
    one != other && name_key(one) != name_key(other)
}

/// Refuses progress rows whose cumulative value fell below the last accepted one, or jumped a thousandfold.
pub fn compare_with_last(rows: &mut Rows, register: &Register<'_>, period: Option<Period>) {
    let (Dataset::Progress, Some(period)) = (rows.dataset(), period) else { return };
    let place = rows.place_of("cumulative");
    let mut refused = Vec::new();
    for index in 0..rows.fates.len() {
        let id = rows.column("project_id").and_then(|ids| ids.text(index));
        let now = rows.column("cumulative").and_then(|values| values.amount(index));
        let (Some(project), Some(now)) = (id.and_then(|id| register.project(id)), now) else { continue };
        // Cumulative values begin anew each year.
        let first = NaiveDate::from_ymd_opt(period.end().year(), 1, 1).unwrap_or(period.end());
        let mut before = project.cumulative.range(first..period.end());
        if let Some((_, last)) = before.next_back()
            && let Some(reason) = fallen(*last, now)
        {
            refused.push((index, reason));
        }
    }
    for (index, reason) in refused {
        rows.refuse(index, place, reason);
    }
}

fn fallen(last: Amount, now: Amount) -> Option<RejectReason> {
    let (last, now) = (last.0, now.0);
    let jumped = last > 0 && now > 0 && (now > last.saturating_mul(1_000) || last > now.saturating_mul(1_000));
    if jumped {
        Some(RejectReason::UnitJump)
    } else if now < last {
        Some(RejectReason::CumulativeDecreased)
    } else {
        None
    }
}

/// Refuses rows whose own report date lies outside the file's period. Where most of the column does, it is the day of
/// filling in and says nothing of the period: then only a note is made.
pub fn compare_with_period(rows: &mut Rows, period: Option<Period>, file: &str, notes: &mut Vec<Note>) {
    let (Some(period), Some(column)) = (period, rows.index("report_date")) else { return };
    let place = rows.place_of("report_date");
    let dates: Vec<(usize, NaiveDate)> = (0..rows.fates.len())
        .filter(|index| rows.stands(*index))
        .filter_map(|index| Some((index, rows.values.get(column)?.date(index)?)))
        .collect();
    let outside: Vec<(usize, NaiveDate)> =
        dates.iter().filter(|(_, day)| *day < period.start() || *day > period.end()).copied().collect();
    let Some((first, _)) = outside.first() else { return };
    if outside.len() * 2 > dates.len() {
        let number = rows.numbers.get(*first).copied().unwrap_or(1);
        let text = format!(
            "{} of {} report dates lie outside {period}; they are taken as days of filling in",
            outside.len(),
            dates.len()
        );
        notes.push(Note { place: rows.place(file, place, number), kind: "report_date_outside".to_string(), text });
        return;
    }
    for (index, _) in outside {
        rows.refuse(index, place, RejectReason::OtherPeriod);
    }
}
