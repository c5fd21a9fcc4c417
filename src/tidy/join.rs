//! Joining rows to the register, and checks that need what is already known.
//!
//! Takes the rows of all tables of a file and what is known of the portfolio; gives each row its project id, or refuses
//! it. A name joins only where it fits exactly one project; nothing is merged by likeness.

/// Two units that say different things of one project.
mod contradict;

/// Rows of a form that are not its unit's.
mod form;

/// Names that come close, and ids that are spelt differently.
mod near;

/// New projects that may be old ones under a new name.
mod renamed;

/// The same project twice in one file.
mod twice;

/// Which unit a file is from.
mod unit;

use super::rows::Rows;
use super::table::Texts;
use super::value::text::name_key;
use super::{Known, KnownProject, Note, RejectReason};
use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;
use near::{Ids, Names, by_flat_name, without_brackets, without_number};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use contradict::refuse_contradictions;
pub use form::refuse_other_units;
pub use near::{ALIKE_PERCENT, alike};
pub use renamed::propose_renamed;
pub use twice::refuse_twice;
pub use unit::unit_of_file;

/// The most notes of one kind for one table; the last says how many more there are.
const NOTES_MAX: usize = 20;
/// The most names of one table for which near ones are looked for.
const NEAR_MAX: usize = 200;
/// Names that share less than this percentage are strangers to each other.
const STRANGERS_PERCENT: u32 = 40;

/// The known projects, by id and by name.
#[derive(Debug)]
pub struct Register<'a> {
    projects: Option<&'a Known>,
    /// Whether projects that nobody knows yet are listed by the reports themselves.
    open: bool,
    names: &'a HashMap<String, Vec<String>>,
}

/// The register, and what is only looked up where a row is not found in it.
struct Search<'r, 'a> {
    register: &'r Register<'a>,
    ids: OnceCell<Ids<'a>>,
    near: OnceCell<Names<'a>>,
    /// The ids of projects by their names without brackets.
    flat: OnceCell<HashMap<String, Vec<&'a str>>>,
    /// The ids that the table has.
    reported: OnceCell<BTreeSet<&'r str>>,
    rows: &'r Rows,
}

/// The projects of a name.
#[derive(Debug, Clone, Copy)]
enum Named<'a> {
    One(&'a str),
    Several,
}

impl<'a> Named<'a> {
    fn of(mut ids: impl Iterator<Item = &'a str>) -> Option<Named<'a>> {
        let first = ids.next()?;
        Some(if ids.next().is_some() { Named::Several } else { Named::One(first) })
    }
}

/// Which project a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose<'a> {
    Project(&'a str),
    /// The id is spelt differently on the register.
    Respelled(&'a str),
    Refused(RejectReason),
}

impl<'a> Register<'a> {
    /// Looks into what is known.
    pub fn new(known: &'a Known, open: bool) -> Register<'a> {
        Register { projects: Some(known), open, names: known.names() }
    }

    /// How many projects are known.
    pub fn len(&self) -> usize {
        self.projects.map_or(0, |known| known.projects.len())
    }

    /// Whether any project is known at all.
    pub fn is_empty(&self) -> bool {
        self.projects.is_none_or(|known| known.projects.is_empty())
    }

    /// Whether every project must be on it.
    pub fn decides(&self) -> bool {
        !self.open && !self.is_empty()
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
}

impl super::find::Knows for Register<'_> {
    fn id(&self, id: &str) -> bool {
        self.project(id).is_some()
    }

    fn name(&self, name: &str) -> bool {
        self.names.contains_key(&name_key(name))
    }
}

impl<'a> Search<'_, 'a> {
    fn respelled(&self, id: &str) -> Option<&'a str> {
        let known = self.register.projects?;
        self.ids.get_or_init(|| Ids::new(known)).respelled(id)
    }

    /// What a row may mean, for a person: `P14-016 城关镇北四研发中心 78 %`; those whose id is near too come first. Without
    /// a name an id is proposed where only one is near.
    fn proposals(&self, id: Option<&str>, name: Option<&str>) -> Vec<String> {
        let Some(known) = self.register.projects else { return Vec::new() };
        let slips = |other: &str| id.and_then(|id| near::slips(id, other));
        let Some(name) = name else {
            let near = id.and_then(|id| near::only_near(known, id));
            return near.map(|(id, project)| format!("{id} {}", project.name)).into_iter().collect();
        };
        let mut near = self.near.get_or_init(|| Names::new(known)).near(name);
        near.sort_by_key(|near| slips(near.id).is_none());
        let shown = near.iter().map(|n| match slips(n.id) {
            Some(1) => format!("{} {} {} %, its id differs in one sign", n.id, n.name, n.percent),
            Some(slips) => format!("{} {} {} %, its id differs in {slips} signs", n.id, n.name, n.percent),
            None => format!("{} {} {} %", n.id, n.name, n.percent),
        });
        shown.collect()
    }

    fn whose<'b>(&self, id: Option<&'b str>, name: Option<&'b str>) -> Whose<'b>
    where
        'a: 'b,
    {
        if let Some(id) = id {
            if self.register.is_empty() || self.register.project(id).is_some() {
                return Whose::Project(id);
            }
            if self.register.open {
                return self.new_id(id, name);
            }
            return match self.respelled(id) {
                // A name that is a stranger to the project says that another is meant.
                Some(known) if self.names_agree(known, name) => Whose::Respelled(known),
                _ => Whose::Refused(RejectReason::UnknownProject),
            };
        }
        match name.and_then(|name| self.named(name)) {
            Some(Named::One(only)) => Whose::Project(only),
            Some(Named::Several) => Whose::Refused(RejectReason::AmbiguousName),
            // Before a register was read, a name is all there is.
            _ if self.register.open || self.register.is_empty() => {
                name.map_or(Whose::Refused(RejectReason::Missing), Whose::Project)
            }
            _ => Whose::Refused(RejectReason::UnknownProject),
        }
    }

    /// The projects of a name; where there is none, those of the same name without the number before it, or without its
    /// brackets.
    fn named(&self, name: &str) -> Option<Named<'a>> {
        let key = name_key(name);
        let exact = |key: &str| Named::of(self.register.names.get(key)?.iter().map(String::as_str));
        let bare = without_number(&key);
        let flat = || {
            let known = self.register.projects?;
            let flat = self.flat.get_or_init(|| by_flat_name(known));
            Named::of(flat.get(&without_brackets(bare.unwrap_or(&key)))?.iter().copied())
        };
        exact(&key).or_else(|| exact(bare?)).or_else(flat)
    }

    /// An id that nobody knows yet, where reports list the projects: a new project, unless its name is known. One that is
    /// known by its name alone has got its id; one that has another id is another, or it is not: nobody can tell.
    fn new_id<'b>(&self, id: &'b str, name: Option<&str>) -> Whose<'b>
    where
        'a: 'b,
    {
        let key = name.map_or(String::new(), name_key);
        let known = self.register.names.get(&key).map(Vec::as_slice);
        let ids = || (0..self.rows.fates.len()).filter_map(|index| self.rows.column("project_id")?.text(index));
        let is_reported = |id: &str| self.reported.get_or_init(|| ids().collect()).contains(id);
        match known {
            Some([only]) if name_key(only) == key => Whose::Project(only),
            Some([only]) if !is_reported(only) => Whose::Refused(RejectReason::NameOfAnother),
            _ => Whose::Project(id),
        }
    }

    /// What is said of an id that is new beside a name that is not.
    fn new_but_known(&self, reason: RejectReason, id: Option<&str>, name: Option<&str>) -> Option<String> {
        let (RejectReason::NameOfAnother, id, name) = (reason, id?, name?) else { return None };
        let Some(Named::One(known)) = self.named(name) else { return None };
        Some(format!("{id} is new, and {name} is the name of {known}, which the table does not have"))
    }

    fn names_agree(&self, id: &str, name: Option<&str>) -> bool {
        let known = self.register.project(id).map(|project| project.name.as_str());
        name.zip(known).is_none_or(|(name, known)| alike(name, known) >= STRANGERS_PERCENT)
    }

    /// What to say of an id whose name is another one here, and whether the name is exactly another project's.
    fn other_name(&self, id: &str, name: &str) -> Option<(bool, String)> {
        let known = &self.register.project(id)?.name;
        if name == known || name_key(name) == name_key(known) {
            return None;
        }
        let said = format!("{id} is called {name} here, {known} in the register");
        Some(match self.register.names.get(&name_key(name)).map(Vec::as_slice) {
            Some([other]) => (true, format!("{said}; {name} is the name of {other}")),
            _ if alike(name, known) < STRANGERS_PERCENT => {
                (false, format!("{said}: the two have little in common, check the id"))
            }
            _ => (false, said),
        })
    }
}

/// Notes of one kind, at the rows they are about.
#[derive(Default)]
struct Said {
    notes: Vec<(usize, String)>,
}

impl Said {
    /// Writes the first of them down, and how many more there are.
    fn write(self, kind: &str, max: usize, rows: &Rows, at: u16, file: &str, notes: &mut Vec<Note>) {
        let more = self.notes.len().saturating_sub(max);
        for (position, (index, text)) in self.notes.into_iter().take(max).enumerate() {
            let place = rows.place(file, at, rows.numbers.get(index).copied().unwrap_or(1));
            let text = if position + 1 == max && more > 0 { format!("{text}; and {more} more") } else { text };
            notes.push(Note { place, kind: kind.to_string(), text });
        }
    }
}

/// Gives every standing row of a dataset of projects its id, and refuses those that have none. The register defines
/// projects, so its own rows are not asked for.
pub fn identify(rows: &mut Rows, register: &Register<'_>, file: &str, notes: &mut Vec<Note>) {
    if !rows.dataset().is_of_projects() || rows.dataset() == Dataset::Register {
        return;
    }
    if register.is_empty() && all_have_ids(rows) {
        return; // before a register was read, every id is one
    }
    let mut ids = Texts::default();
    let mut refused: Vec<(usize, u16, RejectReason)> = Vec::new();
    let (mut renamed, mut respelled, mut crossed) = (Said::default(), Said::default(), Said::default());
    let mut near: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let (id_at, name_at) = (rows.place_of("project_id"), rows.place_of("name"));
    let (id_column, name_column) = (rows.column("project_id"), rows.column("name"));
    let search = Search {
        register,
        ids: OnceCell::new(),
        near: OnceCell::new(),
        flat: OnceCell::new(),
        reported: OnceCell::new(),
        rows,
    };
    for index in 0..rows.fates.len() {
        let id = id_column.and_then(|column| column.text(index));
        let name = name_column.and_then(|column| column.text(index));
        match search.whose(id, name) {
            Whose::Refused(reason) => {
                ids.push(id);
                if reason == RejectReason::UnknownProject && near.len() < NEAR_MAX {
                    near.insert(index, search.proposals(id, name));
                }
                crossed.notes.extend(search.new_but_known(reason, id, name).map(|text| (index, text)));
                refused.push((index, if id.is_some() { id_at } else { name_at }, reason));
            }
            Whose::Project(project) | Whose::Respelled(project) => {
                ids.push(Some(project));
                if let Some(id) = id.filter(|id| *id != project) {
                    respelled.notes.push((index, format!("{id} is taken for {project} of the register")));
                }
                let other = name.filter(|_| id.is_some()).and_then(|name| search.other_name(project, name));
                match other {
                    // Sorting one column alone gives every project the figures of another.
                    Some((true, text)) => {
                        let cell = |at: u16| rows.place("", at, rows.numbers.get(index).copied().unwrap_or(1)).cell;
                        let (id_cell, name_cell) = (cell(id_at).unwrap_or_default(), cell(name_at).unwrap_or_default());
                        let text = format!("{text}: {id_cell} or {name_cell} is wrong, the row is not taken");
                        crossed.notes.push((index, text));
                        refused.push((index, id_at, RejectReason::NameOfAnother));
                    }
                    Some((false, text)) => renamed.notes.push((index, text)),
                    None => {}
                }
            }
        }
    }
    for (index, at, reason) in refused {
        rows.refuse(index, at, reason);
    }
    if let Some(super::table::Values::Texts(column)) = rows.index("project_id").and_then(|p| rows.values.get_mut(p)) {
        *column = ids;
    }
    renamed.write("name_differs", NOTES_MAX, rows, name_at, file, notes);
    crossed.write(RejectReason::NameOfAnother.name(), NOTES_MAX, rows, id_at, file, notes);
    respelled.write("id_respelled", NOTES_MAX, rows, id_at, file, notes);
    near.retain(|_, proposals| !proposals.is_empty());
    note_near(rows, &near, (id_at, name_at), file, notes);
    rows.near = near;
}

/// Says what the names and ids come near to that nobody knows.
fn note_near(
    rows: &Rows,
    near: &BTreeMap<usize, Vec<String>>,
    (id_at, name_at): (u16, u16),
    file: &str,
    notes: &mut Vec<Note>,
) {
    let (mut names, mut ids) = (Said::default(), Said::default());
    for (index, proposals) in near {
        let text = |column: &str| rows.column(column).and_then(|texts| texts.text(*index));
        let (said, whose) = match text("name") {
            Some(name) => (&mut names, name),
            None => (&mut ids, text("project_id").unwrap_or_default()),
        };
        said.notes.push((*index, format!("{whose}: did you mean {}?", proposals.join(", or "))));
    }
    names.write("near_name", NEAR_MAX, rows, name_at, file, notes);
    ids.write("near_id", NEAR_MAX, rows, id_at, file, notes);
}

/// Whether every row has an id, so that none is found by its name.
fn all_have_ids(rows: &Rows) -> bool {
    let ids = rows.column("project_id").filter(|ids| !ids.is_empty());
    matches!(ids, Some(super::table::Values::Texts(texts)) if texts.is_full())
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
