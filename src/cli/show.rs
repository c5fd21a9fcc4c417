//! `runs`, `standing`, `cases`, `letters`: what the record says, for people and for scripts.

use super::check::Roster;
use super::{Failure, exit, print_json, print_text};
use crate::assess::{Mark, Standing};
use crate::base::amount::{Amount, Unit};
use crate::base::grade::Rollup;
use crate::base::slot::Slot;
use crate::daemon::acts;
use crate::daemon::examine;
use crate::daemon::office::{self, Office};
use crate::daemon::people;
use crate::escalate::{Case, CaseState, NextRung, People};
use crate::pipeline::dataset::Dataset;
use crate::pipeline::policy::Post;
use crate::settings::House;
use crate::store::{RunRow, Store};
use chrono::NaiveDate;
use comfy_table::{Cell, Table as Grid, TableComponent};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The columns of `standing`; the last: how often the baseline was changed with approval.
const HEADS: [&str; 12] =
    ["id", "name", "class", "unit", "grade", "actual", "expected", "gap pts", "slip d", "since", "data of", "re-b"];

/// `duban standing`
pub async fn standing(office: &Office, as_of: Option<NaiveDate>, by: &[String], json: bool) -> Result<u8, Failure> {
    let standings = office.store.standings(as_of, None).await?;
    let as_of = as_of.unwrap_or_else(|| newest_day(&standings));
    if !by.is_empty() {
        return by_groups(&standings, as_of, by, json);
    }
    let unit = money_unit(office).await?;
    if json {
        let subjects: Vec<Value> = standings.iter().map(|s| subject_json(s, &unit)).collect();
        return print_json(&json!({"as_of": as_of, "unit": unit.label, "subjects": subjects}));
    }
    let mut grid = grid(HEADS);
    let money =
        |amount: Option<Amount>| amount.map(|a| a.in_unit(unit.factor).rounded(2).to_string()).unwrap_or_default();
    for s in &standings {
        grid.add_row([
            s.subject.clone(),
            s.name.clone(),
            s.class.clone().unwrap_or_default(),
            s.unit_name.clone().unwrap_or_default(),
            s.grade.name().to_string(),
            money(s.actual),
            money(s.expected),
            s.gap_points.map(|g| g.rounded(1).to_string()).unwrap_or_default(),
            s.slip_days.to_string(),
            s.since.to_string(),
            s.reported_as_of.map(|d| d.to_string()).unwrap_or_default(),
            s.baseline.as_ref().map(|b| b.changes.len()).filter(|n| *n > 0).map(|n| n.to_string()).unwrap_or_default(),
        ]);
    }
    print_text(&format!("as of {as_of}, money in {}\n{grid}", unit.label));
    Ok(exit::FINE)
}

fn by_groups(standings: &[Standing], as_of: NaiveDate, by: &[String], json: bool) -> Result<u8, Failure> {
    const KEYS: [&str; 5] = ["class", "unit", "category", "town", "grade"];
    if let Some(unknown) = by.iter().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(Failure::usage(format!("cannot group by `{unknown}`\nhint: one of {}", KEYS.join(", "))));
    }
    let groups = groups(standings, by);
    if json {
        let changed = rebaselines(standings, by);
        let of = |keys: &Vec<String>| changed.get(keys).copied().unwrap_or(0);
        let rows: Vec<Value> = groups.iter().map(|(keys, counts)| group_json(by, keys, counts, of(keys))).collect();
        return print_json(&json!({"as_of": as_of, "groups": rows}));
    }
    let mut heads: Vec<&str> = by.iter().map(String::as_str).collect();
    let changed = rebaselines(standings, by);
    heads.extend(["total", "completed", "on schedule", "behind", "other", "left list", "re-baselines"]);
    let mut grid = grid(heads);
    for (keys, counts) in &groups {
        let mut row = keys.clone();
        row.push(counts.iter().sum::<usize>().to_string());
        row.extend(counts.iter().map(ToString::to_string));
        row.push(changed.get(keys).copied().unwrap_or(0).to_string());
        grid.add_row(row);
    }
    print_text(&format!("as of {as_of}\n{grid}"));
    Ok(exit::FINE)
}

/// Counts by group: completed, on schedule, behind, other, left the list.
pub fn groups(standings: &[Standing], by: &[String]) -> BTreeMap<Vec<String>, [usize; 5]> {
    let mut groups: BTreeMap<Vec<String>, [usize; 5]> = BTreeMap::new();
    for standing in standings {
        let counts = groups.entry(keys(standing, by)).or_default();
        counts[match standing.grade.rollup() {
            Rollup::Completed => 0,
            Rollup::OnSchedule => 1,
            Rollup::Behind => 2,
            Rollup::Other => 3,
            Rollup::LeftList => 4,
        }] += 1;
    }
    groups
}

/// How often the baselines of a group's projects were changed with approval.
fn rebaselines(standings: &[Standing], by: &[String]) -> BTreeMap<Vec<String>, usize> {
    let mut changed: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for standing in standings {
        *changed.entry(keys(standing, by)).or_default() += standing.baseline.as_ref().map_or(0, |b| b.changes.len());
    }
    changed
}

fn keys(standing: &Standing, by: &[String]) -> Vec<String> {
    let value = |key: &String| match key.as_str() {
        "class" => standing.class.as_deref(),
        "unit" => standing.unit_name.as_deref(),
        "category" => standing.category.as_deref(),
        "town" => standing.town.as_deref(),
        _ => Some(standing.grade.name()),
    };
    by.iter().map(|key| value(key).unwrap_or("").to_string()).collect()
}

fn group_json(by: &[String], keys: &[String], counts: &[usize; 5], rebaselines: usize) -> Value {
    let mut row = serde_json::Map::new();
    for (key, value) in by.iter().zip(keys) {
        row.insert(key.clone(), json!(value));
    }
    row.insert("total".into(), json!(counts.iter().sum::<usize>()));
    for (name, count) in ["completed", "on_schedule", "behind", "other", "left_list"].into_iter().zip(counts) {
        row.insert(name.into(), json!(count));
    }
    row.insert("rebaselines".into(), json!(rebaselines));
    Value::Object(row)
}

fn subject_json(s: &Standing, unit: &Unit) -> Value {
    let money = |amount: Option<Amount>| amount.map(|a| number(a.in_unit(unit.factor)));
    json!({
        "id": s.subject, "name": s.name, "class": s.class, "category": s.category, "unit_name": s.unit_name, "town": s.town,
        "grade": s.grade, "target": money(s.target), "expected": money(s.expected), "actual": money(s.actual),
        "unit": unit.label, "gap_points": s.gap_points.map(number), "slip_days": s.slip_days, "since": s.since,
        "reported_as_of": s.reported_as_of, "dimensions": s.dimensions,
        "forecast_date": s.forecast_date(), "forecast_slip_days": s.forecast_slip_days(), "declared": s.declared(),
        "baseline": s.baseline, "rebaselines": s.baseline.as_ref().map_or(0, |b| b.changes.len()),
        "marks": s.marks.iter().map(mark_json).collect::<Vec<_>>(),
    })
}

/// What was missed, and how late it was made good: never removed.
fn mark_json(mark: &Mark) -> Value {
    json!({
        "rule": mark.rule.name(), "since": mark.since, "noticed_on": mark.noticed_on,
        "made_good_on": mark.made_good_on, "days_late": mark.days_late(),
    })
}

/// A figure as a JSON number: whole where it is whole.
pub(super) fn number(amount: Amount) -> Value {
    let text = amount.to_string();
    text.parse::<i64>().map_or_else(|_| json!(amount.to_f64()), |whole| json!(whole))
}

/// The newest day that a report speaks of; before the first report the day of the newest judgement.
fn newest_day(standings: &[Standing]) -> NaiveDate {
    let reported = standings.iter().filter_map(|s| s.reported_as_of).max();
    reported.or(standings.iter().map(|s| s.since).max()).unwrap_or_default()
}

/// The unit in which the newest register states its targets; 万元 where there is none.
pub(super) async fn money_unit(office: &Office) -> Result<Unit, Failure> {
    let runs = office.store.runs(None).await?;
    let sheets = runs.iter().rev().flat_map(|run| &run.files).flat_map(|file| &file.sheets);
    let label = sheets
        .filter(|sheet| sheet.dataset == Dataset::Register)
        .flat_map(|sheet| &sheet.columns)
        .find(|column| column.column.as_deref() == Some("annual_target"))
        .and_then(|column| column.unit.clone());
    Ok(label.and_then(|label| Unit::from_label(&label)).unwrap_or_else(Unit::wan_yuan))
}

/// `duban runs`
pub async fn runs(office: &Office, from: Option<NaiveDate>, json: bool) -> Result<u8, Failure> {
    let runs = office.store.runs(from).await?;
    if json {
        let rows: Vec<Value> = runs.iter().map(run_json).collect();
        return print_json(&json!({"runs": rows}));
    }
    for run in &runs {
        print_text(&run_text(run));
    }
    Ok(exit::FINE)
}

fn run_json(run: &RunRow) -> Value {
    let files: Vec<Value> = run
        .files
        .iter()
        .map(|file| {
            let sum = |pick: fn(&crate::audit::record::SheetRecord) -> u32| file.sheets.iter().map(pick).sum::<u32>();
            json!({
                "name": file.name, "sha256": file.sha256, "size": file.size, "format": file.format, "period": file.period,
                "state": file.state, "rows": sum(|s| s.rows), "accepted": sum(|s| s.accepted),
                "refused": sum(|s| s.refused), "set_aside": sum(|s| s.set_aside),
                "sheets": file.sheets,
                "rejects": run.rejects.iter().filter(|r| r.place.file == file.name).collect::<Vec<_>>(),
                "notes": run.notes.iter().filter(|n| n.place.file == file.name).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "pipeline": run.slot.pipeline, "slot": run.slot.local().format("%Y-%m-%dT%H:%M:%S").to_string(),
        "kind": run.slot.kind, "period": run.slot.period, "state": run.state, "reason": run.reason, "entry": run.seq,
        "files": files, "rejects": run.rejects, "notes": run.notes, "findings": run.findings, "letters": run.letters,
    })
}

fn run_text(run: &RunRow) -> String {
    let state = serde_json::to_value(run.state).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default();
    let mut text = format!(
        "{} {:<8} {:<12} {:<8} {} ({} findings, {} letters)",
        run.slot.local().format("%Y-%m-%d %H:%M"),
        run.slot.kind.name(),
        run.slot.pipeline,
        state,
        run.reason,
        run.findings,
        run.letters
    );
    for file in &run.files {
        let accepted: u32 = file.sheets.iter().map(|s| s.accepted).sum();
        let refused: u32 = file.sheets.iter().map(|s| s.refused).sum();
        let aside: u32 = file.sheets.iter().map(|s| s.set_aside).sum();
        text +=
            &format!("\n    {} [{}] accepted {accepted}, refused {refused}, set aside {aside}", file.name, file.format);
    }
    for reject in &run.rejects {
        let reason = serde_json::to_value(reject.reason).ok().and_then(|v| v.as_str().map(str::to_string));
        let subject = reject.subject.as_deref().unwrap_or("-");
        text +=
            &format!("\n      refused {} {subject} {}: {:?}", reject.place, reason.unwrap_or_default(), reject.text);
    }
    for note in &run.notes {
        text += &format!("\n      note {} {}: {}", note.place, note.kind, note.text);
    }
    text
}

/// `duban cases`
pub async fn cases(office: &Office, all: bool, json: bool) -> Result<u8, Failure> {
    let mut cases = office.store.cases().await?;
    cases.retain(|case| all || case.state.is_live());
    cases.sort_by(|a, b| (b.grade, a.since, &a.subject, a.rule).cmp(&(a.grade, b.since, &b.subject, b.rule)));
    let posts = posts(office).await?;
    let people = People::new(&posts);
    if json {
        let rows: Vec<Value> = cases.iter().map(|case| case_json(office, &people, case)).collect();
        return print_json(&json!({"cases": rows}));
    }
    let mut grid = grid(["case", "subject", "name", "rule", "grade", "state", "rung", "since", "next"]);
    for case in &cases {
        let next = next_of(office, &people, case).map(|next| next_text(&next)).unwrap_or_default();
        grid.add_row([
            case.id.clone(),
            case.subject.clone(),
            case.name.clone(),
            case.rule.name().to_string(),
            case.grade.name().to_string(),
            state_text(&case.state),
            case.rung.to_string(),
            case.since.to_string(),
            next,
        ]);
    }
    if cases.is_empty() {
        let hint = if all { "" } else { " open; `--all` shows resolved and closed ones" };
        print_text(&format!("no case{hint}"));
    } else {
        print_text(&grid.to_string());
    }
    Ok(exit::FINE)
}

pub(super) fn state_text(state: &CaseState) -> String {
    match state {
        CaseState::Acknowledged { until, by } => format!("acknowledged until {until} by {by}"),
        CaseState::Answered { until, by } => format!("answered by {by}, promised for {until}"),
        CaseState::Justified { until, reason, approver, .. } => {
            format!("justified to {until} ({reason}, approved by {approver})")
        }
        CaseState::Silenced { until, by } => format!("silenced until {until} by {by}"),
        CaseState::Resolved { on } => format!("resolved {on}"),
        CaseState::Closed { on, by } => format!("closed {on} by {by}"),
        CaseState::Open => "open".to_string(),
    }
}

fn case_json(office: &Office, people: &People<'_>, case: &Case) -> Value {
    let next = next_of(office, people, case)
        .map(|next| json!({"rung": next.rung, "on": next.on, "people": next.people, "reds": next.reds}));
    json!({
        "id": case.id, "portfolio": case.portfolio, "subject": case.subject, "name": case.name, "unit_name": case.unit_name,
        "rule": case.rule, "grade": case.grade, "state": case.state.name(), "state_detail": case.state, "rung": case.rung,
        "since": case.since, "opened_on": case.opened_on, "reopened": case.reopened, "next": next,
        "told": case.told, "acts": case.life.acts, "pending": case.life.pending, "reds": case.life.reds, "figures": case.figures, "place": case.place,
    })
}

/// `unit 2014-06-09`, or what it hangs on.
pub(in crate::cli) fn next_text(next: &NextRung) -> String {
    match (next.on, next.reds) {
        (Some(on), _) => format!("{} {on}", next.rung),
        (None, reds) => {
            let (have, needed) = reds.unwrap_or_default();
            format!("{} after {needed} red periods ({have} so far)", next.rung)
        }
    }
}

pub(super) fn next_of(office: &Office, people: &People<'_>, case: &Case) -> Option<NextRung> {
    let pipeline = acts::pipeline_of(office, case)?;
    case.next_rung(pipeline.policy.as_deref()?, people, &pipeline.calendar)
}

/// Who holds which post, by the newest contacts of every portfolio.
pub(super) async fn posts(office: &Office) -> Result<Vec<Post>, Failure> {
    let zone = office.house.pipelines.first().map_or(chrono_tz::Tz::UTC, |pipeline| pipeline.zone);
    let today = office.clock.now().with_timezone(&zone).date_naive();
    Ok(people::reachable(all_posts(office).await?, today))
}

/// Everybody who holds a post at some time, by the newest contacts of every portfolio.
pub(super) async fn all_posts(office: &Office) -> Result<Vec<Post>, Failure> {
    Ok(rosters_of(&office.store).await?.into_values().flat_map(|roster| roster.posts).collect())
}

/// Who is known in each portfolio of a house's store; nothing where there is no store yet.
pub async fn rosters(house: &House) -> BTreeMap<String, Roster> {
    let Ok(target) = office::target(house) else { return BTreeMap::new() };
    let Ok(store) = Store::open_read_only(&target).await else { return BTreeMap::new() };
    rosters_of(&store).await.unwrap_or_default()
}

async fn rosters_of(store: &Store) -> Result<BTreeMap<String, Roster>, Failure> {
    let mut rosters = BTreeMap::new();
    for portfolio in store.portfolios().await? {
        let tables = examine::remembered_tables(&store.recall(&portfolio).await?)?;
        let posts = people::posts(&tables);
        let known = examine::known(&tables, &[]);
        let projects = known.projects.into_iter().map(|(id, project)| (id, project.unit_name)).collect();
        rosters.insert(portfolio, Roster { posts, projects });
    }
    Ok(rosters)
}

/// `duban letters`
pub async fn letters(office: &Office, json: bool) -> Result<u8, Failure> {
    let letters = office.store.letters().await?;
    if json {
        let rows = letters.iter().map(|l| {
            json!({
                "id": l.id, "message_id": l.message_id, "to": l.person, "to_name": l.to_name, "post": l.role, "rung": l.rung,
                "subject": l.subject, "slot": l.slot.as_ref().map(Slot::name), "state": l.state, "attempts": l.attempts,
                "cases": l.cases, "sent_at": l.sent_at, "answer": l.answer,
            })
        });
        return print_json(&json!({"letters": rows.collect::<Vec<_>>()}));
    }
    let mut grid = grid(["letter", "day", "to", "rung", "subject", "state"]);
    for letter in &letters {
        let day = letter.slot.as_ref().map(|s| s.as_of().to_string()).unwrap_or_default();
        let to = format!("{}（{}）", letter.to_name, letter.role);
        grid.add_row([&letter.id, &day, &to, &letter.rung, &letter.subject, &letter.state]);
    }
    print_text(&if letters.is_empty() { "no letter was written yet".to_string() } else { grid.to_string() });
    Ok(exit::FINE)
}

/// A table without lines between its rows: lists are long, and lines would make them twice as long.
pub fn grid<I: IntoIterator<Item = T>, T: Into<Cell>>(heads: I) -> Grid {
    let mut grid = Grid::new();
    grid.load_preset(comfy_table::presets::NOTHING);
    grid.set_style(TableComponent::HeaderLines, '─').set_style(TableComponent::MiddleHeaderIntersections, '─');
    grid.set_header(heads.into_iter().map(Into::into).collect::<Vec<Cell>>());
    grid
}
