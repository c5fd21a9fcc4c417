//! What a sample is: which dataset each of its sheets holds, by which headers, in which units, with which figures.

use super::propose::{self, Proposal};
use crate::base::amount::{Amount, Unit};
use crate::base::period::{Period, PeriodKind};
use crate::pipeline::checks;
use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::pipeline::habit::Habit;
use crate::pipeline::headers::{normalise, split_unit};
use crate::pipeline::issues::IssueKind;
use crate::pipeline::{ColumnSpec, PeriodFrom, TableSpec};
use crate::tidy::formats::{Cell, Sheet, Workbook};
use crate::tidy::{self, Ask, FoundTable, Known, Note, Tidied};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How long periods may be, finest first.
pub const KINDS: [PeriodKind; 5] =
    [PeriodKind::HalfMonth, PeriodKind::Month, PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::Year];

/// A file, as far as it is understood.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What it would be the report of, for each length of periods.
    pub periods: Vec<(PeriodKind, Period)>,
    /// The period that it says, however long that is.
    pub named: Option<Period>,
    /// Whether it is the report of a week: no period of a pipeline is so short.
    pub is_weekly: bool,
    /// Whether anything in it is Chinese.
    pub is_chinese: bool,
}

/// One table of a sample.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it is.
    pub dataset: Dataset,
    /// The sheet.
    pub sheet: Option<String>,
    /// Headers that are not usual, and what they are taken for.
    pub proposals: Vec<Proposal>,
    /// What its rows are, where it is a list of issues that does not say it.
    pub kind: Option<IssueKind>,
    /// Columns that it ought to have and does not.
    pub lacking: &'static [&'static str],
    /// Money columns for which no unit is written: column and header.
    pub assumed: Vec<(&'static str, String)>,
    /// Rows taken and refused.
    pub rows: (usize, usize),
    /// Least and greatest figure of each column of figures, as written, in its unit.
    pub ranges: BTreeMap<&'static str, (Amount, Amount, String)>,
    /// Headers that mean nothing here.
    pub unused: Vec<String>,
    /// What has to be said before rows can be taken: which column tells them apart.
    pub asked: Vec<String>,
}

impl Sample {
    /// The datasets in it.
    pub fn datasets(&self) -> impl Iterator<Item = Dataset> + '_ {
        self.tables.iter().map(|table| table.dataset)
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        let table = |table: &Table| {
            let (accepted, refused) = table.rows;
            let proposals = match table.proposals.len() {
                0 => String::new(),
                n => format!(", {n} headers to confirm"),
            };
            let sheet = table.sheet.as_deref().map(|sheet| format!("{sheet}: ")).unwrap_or_default();
            format!("{sheet}{} with {accepted} rows, {refused} not readable{proposals}", table.dataset.name())
        };
        format!("{}: {}", self.name, self.tables.iter().map(table).collect::<Vec<_>>().join("; "))
    }
}

/// Understands a sample, sheet by sheet.
///
/// # Errors
/// When no sheet is recognised: what was seen instead.
pub fn understand(name: String, workbook: &Workbook) -> Result<Sample, String> {
    let mut tables = Vec::new();
    let (mut seen, mut why) = (Vec::new(), None);
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden && !sheet.is_empty()) {
        let alone = Workbook {
            format: workbook.format.clone(),
            epoch_1904: workbook.epoch_1904,
            notes: Vec::new(),
            sheets: vec![sheet.clone()],
        };
        match best(&name, &alone, sheet) {
            Some(table) => tables.push(table),
            None => {
                seen.extend(propose::headers(sheet).into_iter().take(12));
                why = why.or_else(|| why_no_series(&name, &alone));
            }
        }
    }
    if tables.is_empty() {
        let why = why.map(|why| format!("; {why}")).unwrap_or_default();
        return Err(format!("no table is recognised; the headers seen are: {}{why}", seen.join(", ")));
    }
    let specs: Vec<TableSpec> =
        tables.iter().map(|table| spec(table.dataset, &table.proposals, table.lacking)).collect();
    let period = |period: PeriodFrom, kind: Option<PeriodKind>| {
        let ask = Ask { tables: &specs, period, kind, open_register: true };
        tidy::tidy(&name, "", workbook, &ask, &Known::default(), NaiveDate::MIN).ok()?.period
    };
    let is_weekly = is_weekly(&name, workbook);
    let fits = |kind: &PeriodKind| !is_weekly || matches!(kind, PeriodKind::HalfMonth | PeriodKind::Month);
    let of_kind = |kind: PeriodKind| Some((kind, period(PeriodFrom::FileName, Some(kind))?));
    let periods = KINDS.into_iter().filter(fits).filter_map(of_kind).collect();
    let named = period(PeriodFrom::AsNamed, None);
    let is_chinese = |text: &str| text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let is_chinese =
        is_chinese(&name) || workbook.sheets.iter().any(|s| propose::headers(s).iter().any(|h| is_chinese(h)));
    Ok(Sample { periods, named, is_weekly, name, tables, is_chinese })
}

/// Whether a name or what stands on top of a sheet says that it is of a week: 周报, 第26周, 本周完成投资.
fn is_weekly(name: &str, workbook: &Workbook) -> bool {
    let says = |text: &str| ["周报", "本周", "weekly"].iter().any(|word| text.to_lowercase().contains(word));
    let top = |sheet: &Sheet| {
        let rows = (0..HEADER_ROWS).filter_map(|index| sheet.row(index));
        rows.into_iter().any(|row| row.cells().any(|cell| says(sheet.text(cell))))
    };
    says(name) || workbook.sheets.iter().filter(|sheet| !sheet.hidden).any(top)
}

/// Why a sheet is no series, where it looks like one.
fn why_no_series(name: &str, workbook: &Workbook) -> Option<String> {
    let specs = [spec(Dataset::Series, &[], &[])];
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: true };
    let refused = tidy::tidy(name, "", workbook, &ask, &Known::default(), NaiveDate::MIN).err()?;
    matches!(refused.kind.as_str(), "names_unclear" | "periods_unclear").then_some(refused.text)
}

/// Tables that say something without a column they ought to have: the dataset, the column, and those of which one must be there.
const LACKING: &[(Dataset, &[&str], &[&str])] = &[
    (Dataset::Progress, &["cumulative"], &["percent", "declared", "forecast_date", "finished_date", "paid"]),
    (Dataset::Register, &["annual_target"], &["total_investment", "start_date", "end_date"]),
    (Dataset::Register, &["project_id", "annual_target"], &["total_investment", "start_date", "end_date"]),
    (Dataset::Register, &["project_id"], &["total_investment", "start_date", "end_date"]),
];

/// In how many rows from the top a header is looked for.
const HEADER_ROWS: usize = 12;

/// Whether a header names projects: what they have besides is no indicator.
fn names_projects(sheet: &Sheet) -> bool {
    let names = |text: &str| {
        let form = normalise(&split_unit(text).0);
        ["项目名称", "工程名称", "projectname"].iter().any(|word| form.ends_with(word))
    };
    let rows = (0..HEADER_ROWS).filter_map(|index| sheet.row(index)).filter(|row| row.filled() > 2);
    rows.into_iter().any(|row| row.cells().any(|cell| names(sheet.text(cell).trim())))
}

/// What lists of projects say besides, and other lists too.
const WEAK: &[&str] = &["status", "phase", "budget", "issue"];

/// Whether a list with so many of such columns is one of projects: two of them, or one beside a header that speaks of projects.
fn says_projects(sheet: &Sheet, weak: usize) -> bool {
    let speaks = |header: &String| {
        let folded = header.to_lowercase();
        ["project", "projet", "projekt", "proyecto", "projeto", "progetto", "obra", "项目", "工程", "проект"]
            .iter()
            .any(|word| folded.contains(word))
    };
    weak > 1 || weak == 1 && propose::headers(sheet).iter().any(speaks)
}

/// How much less sure a table is that lacks a column, in hundredths.
const LACKING_COSTS: u32 = 50;

/// The dataset that says most of a sheet's columns.
fn best(name: &str, workbook: &Workbook, sheet: &Sheet) -> Option<Table> {
    let attempt = |dataset, proposals, lacking| attempt(name, workbook, sheet, (dataset, lacking), proposals);
    let most = |found: Vec<(Table, FoundTable)>| found.into_iter().max_by_key(|(table, found)| score(table, found));
    let of_projects = names_projects(sheet);
    let whole = |dataset| attempt(dataset, Vec::new(), &[]);
    let texts = super::likely::Texts::of(sheet);
    let usual = || {
        let likely = Dataset::ALL.into_iter().filter(|dataset| !of_projects || *dataset != Dataset::Series);
        let likely = likely.filter(|dataset| texts.may_be(*dataset, &[]));
        most(likely.filter_map(whole).collect())
    };
    let guess = |dataset| attempt(dataset, propose::required(sheet, dataset, &[])?, &[]);
    let without = |(dataset, lacking, instead): &(Dataset, &'static [&'static str], &[&str])| {
        let proposals = propose::required(sheet, *dataset, lacking).unwrap_or_default();
        let (table, found) = with_more(attempt(*dataset, proposals, lacking)?, sheet, &attempt);
        let has = |name: &&&str| found.columns.iter().any(|column| column.column.as_deref() == Some(**name));
        let is_list = *dataset == Dataset::Progress && says_projects(sheet, WEAK.iter().filter(has).count());
        (instead.iter().any(|name| has(&name)) || is_list).then_some((table, found))
    };
    let guessed = || {
        let all = Dataset::ALL.into_iter().filter_map(guess).chain(LACKING.iter().filter_map(without)).collect();
        most(of_reports(all))
    };
    let usual = usual();
    // A report has the plan that a register has, and more that no list of projects has: it is none, whatever its cumulative
    // figure is called.
    let usual = usual.filter(|(table, _)| table.dataset != Dataset::Register || !says_progress(sheet));
    let best = usual.or_else(guessed).or_else(|| if of_projects { whole(Dataset::Series) } else { None });
    let best = super::tasks::instead(best, (name, sheet), &attempt)?;
    Some(with_more(best, sheet, &attempt).0)
}

/// What is guessed, without the list of projects where a report has more of its columns: a share that is done, a day on which it was.
fn of_reports(mut all: Vec<(Table, FoundTable)>) -> Vec<(Table, FoundTable)> {
    let columns = |found: &FoundTable| found.columns.iter().filter(|column| column.column.is_some()).count();
    // What was spent and how far it is no list of projects says; a plan that may be one lacks the annual target then.
    let reached = |(table, found): &(Table, FoundTable)| {
        let is = |column: &str| matches!(column, "cumulative" | "percent");
        table.dataset == Dataset::Progress
            && found.columns.iter().any(|column| column.column.as_deref().is_some_and(is))
    };
    let lacks = |(table, _): &(Table, FoundTable)| table.dataset == Dataset::Register && !table.lacking.is_empty();
    if all.iter().any(reached) && all.iter().any(lacks) {
        all.retain(|candidate| !lacks(candidate));
    }
    let of = |dataset: Dataset| {
        all.iter().filter(|(table, _)| table.dataset == dataset).map(|(_, found)| columns(found)).max()
    };
    if of(Dataset::Progress) > of(Dataset::Register) {
        all.retain(|(table, _)| table.dataset != Dataset::Register);
    }
    all
}

/// Whether a header says what only a report of progress says, beside a figure that may be its cumulative one.
fn says_progress(sheet: &Sheet) -> bool {
    const OF_REPORTS: [&str; 6] = ["period_amount", "percent", "status", "issue", "report_date", "phase"];
    let headers: Vec<String> = propose::headers(sheet).iter().map(|header| normalise(&split_unit(header).0)).collect();
    let columns = Dataset::Progress.columns().iter().filter(|column| OF_REPORTS.contains(&column.name));
    let says = |column: &Column| column.usual().any(|usual| headers.contains(&normalise(usual)));
    columns.filter(|column| says(column)).count() >= 2 && propose::required(sheet, Dataset::Progress, &[]).is_some()
}

/// With the columns that need not be there, once it is known what the table is.
fn with_more(
    best: (Table, FoundTable),
    sheet: &Sheet,
    attempt: &dyn Fn(Dataset, Vec<Proposal>, &'static [&'static str]) -> Option<(Table, FoundTable)>,
) -> (Table, FoundTable) {
    let (table, found) = &best;
    let more = propose::optional(sheet, found, &table.proposals);
    if more.is_empty() {
        return best;
    }
    let with = |more: &[Proposal], best: &(Table, FoundTable)| {
        let proposals: Vec<Proposal> = best.0.proposals.iter().chain(more).cloned().collect();
        let better = attempt(best.0.dataset, proposals, best.0.lacking);
        let better = better.map(|(table, found)| (Table { kind: best.0.kind, ..table }, found));
        better.filter(|(better, _)| better.rows.0 >= best.0.rows.0)
    };
    if let Some(better) = with(&more, &best) {
        return better;
    }
    // One column that costs rows costs the others nothing.
    more.chunks(1).fold(best, |best, one| with(one, &best).unwrap_or(best))
}

/// The least sure of what is guessed; columns understood, then rows taken; contacts and quotas only where nothing says more.
fn score(table: &Table, found: &FoundTable) -> (u32, usize, usize, usize) {
    let surest = table.proposals.iter().map(|proposal| proposal.score).min().unwrap_or(100);
    let surest = surest.saturating_sub(if table.lacking.is_empty() { 0 } else { LACKING_COSTS });
    let known = found.columns.iter().filter(|column| column.column.is_some()).count();
    let required = table.dataset.columns().iter().filter(|column| column.required).count();
    (surest, known.saturating_sub(table.proposals.len()), required, table.rows.0)
}

fn attempt(
    name: &str,
    workbook: &Workbook,
    sheet: &Sheet,
    (dataset, lacking): (Dataset, &'static [&'static str]),
    proposals: Vec<Proposal>,
) -> Option<(Table, FoundTable)> {
    let specs = [spec(dataset, &proposals, lacking)];
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: true };
    let Tidied { mut tables, rejects, notes, .. } =
        tidy::tidy(name, "", workbook, &ask, &Known::default(), NaiveDate::MIN).ok()?;
    if tables.is_empty() {
        return None;
    }
    let found = tables.swap_remove(0);
    // Nothing is known of projects here, and nobody has said yet what an odd unit is: neither says anything of the sample.
    let is_open = |reason| matches!(reason, tidy::RejectReason::UnknownProject | tidy::RejectReason::UnclearUnit);
    let unknown = rejects.iter().filter(|reject| is_open(reject.reason)).count();
    let refused = rejects.len() - unknown;
    let more: usize = tables.iter().map(|more| more.table.height()).sum();
    let rows = (found.table.height() + more + unknown, refused);
    if dataset.is_of_issues() && rows.0 == 0 {
        return None;
    }
    // A plan with a column for each milestone is several tables.
    let used = |header: &str| {
        let others = tables.iter().flat_map(|other| &other.columns);
        others.into_iter().any(|column| column.column.is_some() && column.header == header)
    };
    let unused = found.columns.iter().filter(|c| c.column.is_none() && !c.header.trim().is_empty() && !used(&c.header));
    let table = Table {
        dataset,
        kind: None,
        sheet: sheet.name.clone(),
        assumed: assumed(&found, &notes),
        ranges: ranges(&found),
        unused: unused.map(|column| column.header.clone()).collect(),
        asked: notes.iter().filter(|note| note.kind == "not_told_apart").map(|note| note.text.clone()).collect(),
        proposals,
        lacking,
        rows,
    };
    Some((table, found))
}

/// The usual headers of a dataset, and the proposed ones; it may lack some columns.
pub fn spec(dataset: Dataset, proposals: &[Proposal], lacking: &[&str]) -> TableSpec {
    let taken: Vec<String> = proposals.iter().map(|proposal| normalise(&proposal.header)).collect();
    let column = |column: &Column| {
        let own = proposals.iter().filter(|p| p.column == column.name).map(|p| normalise(&p.header));
        let own: Vec<String> = own.collect();
        let usual = column.usual().map(normalise);
        let said = own.len();
        let headers = own.into_iter().chain(usual.filter(|header| !taken.contains(header))).collect();
        let habit = Habit { optional: lacking.contains(&column.name), ..Habit::default() };
        ColumnSpec { name: column.name, headers, own: said, unit: None, habit }
    };
    // What names none of the five areas is no list of issues, unless its words say that it is one.
    let mut checks = if dataset.is_of_issues() { checks::defaults(dataset) } else { Vec::new() };
    if lacking.contains(&"area") {
        checks::with_usual_area(&mut checks);
    }
    TableSpec {
        dataset,
        columns: dataset.columns().iter().map(column).collect(),
        regions: Vec::new(),
        ignored: Vec::new(),
        details: Vec::new(),
        checks,
        refuse_file: None,
    }
}

fn assumed(found: &FoundTable, notes: &[Note]) -> Vec<(&'static str, String)> {
    let told = |name: &str| {
        notes.iter().any(|note| {
            matches!(note.kind.as_str(), "unit_assumed" | "unit_missing") && note.text.contains(&format!("for {name};"))
        })
    };
    let column = |column: &'static Column| {
        let header = found.columns.iter().find(|c| c.column.as_deref() == Some(column.name))?;
        Some((column.name, header.header.clone())).filter(|(name, _)| told(name))
    };
    found.table.dataset.columns().iter().filter_map(column).collect()
}

fn ranges(found: &FoundTable) -> BTreeMap<&'static str, (Amount, Amount, String)> {
    let figures = found.table.dataset.columns().iter();
    let figures = figures.filter(|column| matches!(column.kind, Kind::Money | Kind::Figure | Kind::Percent));
    let range = |column: &'static Column| {
        let unit = found.columns.iter().find(|c| c.column.as_deref() == Some(column.name))?.unit.clone();
        let factor = match column.kind {
            Kind::Money => Unit::from_label(unit.as_deref()?).or_else(|| Unit::of_kept(unit.as_deref()?))?.factor,
            _ => 1,
        };
        let figures = found.table.amounts(column.name).into_iter().flatten();
        let values: Vec<Amount> = figures.map(|amount| amount.in_unit(factor)).collect();
        Some((column.name, (*values.iter().min()?, *values.iter().max()?, unit.unwrap_or_default())))
    };
    figures.filter_map(range).collect()
}

/// Whether a cell holds anything.
pub fn is_filled(cell: Cell) -> bool {
    cell != Cell::Empty
}
