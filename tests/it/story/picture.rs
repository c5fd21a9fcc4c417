//! The whole state as stable text: runs, standings, cases, letters, chain. Structs are taken apart with every field named,
//! so that a new field is shown here or left out on purpose.

use super::world::World;
use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use duban::assess::{Figures, Refused, Standing};
use duban::audit::record::FileRecord;
use duban::base::amount::Amount;
use duban::escalate::{Case, CaseState, Life, Told};
use duban::store::{LetterRow, RunRow};
use std::fmt::Write;

impl World {
    /// Everything.
    pub fn picture(&self) -> String {
        format!("{}\n{}\n{}\n{}\n{}", self.runs(), self.standings(), self.cases(), self.letters(), self.chain())
    }

    /// Where everything ended: the same however often the daemon died on the way. Left out are the tries of a letter,
    /// when it went out, and the entries that sealed that.
    pub fn fate(&self) -> String {
        format!(
            "{}\n{}\n{}\n{}",
            self.runs_without_entries(),
            self.standings(),
            self.cases(),
            self.letters_without_tries()
        )
    }

    /// Every slot that was ever due.
    pub fn runs(&self) -> String {
        self.run_lines(true)
    }

    pub fn runs_without_entries(&self) -> String {
        self.run_lines(false)
    }

    fn run_lines(&self, entries: bool) -> String {
        let runs = self.runtime.block_on(self.office.store.runs(None)).unwrap();
        let mut text = "RUNS\n".to_string();
        for run in &runs {
            run_line(&mut text, run, entries);
        }
        text
    }

    pub fn standings(&self) -> String {
        let standings = self.runtime.block_on(self.office.store.standings(None, None)).unwrap();
        let mut text = "STANDINGS\n".to_string();
        for standing in &standings {
            standing_line(&mut text, standing);
        }
        text
    }

    pub fn cases(&self) -> String {
        let mut cases = self.all_cases();
        cases.sort_by(|a, b| (&a.subject, a.rule).cmp(&(&b.subject, b.rule)));
        let mut text = "CASES\n".to_string();
        for case in &cases {
            case_line(&mut text, case);
        }
        text
    }

    pub fn all_cases(&self) -> Vec<Case> {
        self.runtime.block_on(self.office.store.cases()).unwrap()
    }

    /// The case of a subject and rule; there must be one.
    pub fn case(&self, subject: &str, rule: &str) -> Case {
        let found = self.all_cases().into_iter().find(|case| case.subject == subject && case.rule.name() == rule);
        found.unwrap_or_else(|| panic!("no case {subject} {rule}"))
    }

    pub fn all_letters(&self) -> Vec<LetterRow> {
        self.runtime.block_on(self.office.store.letters()).unwrap()
    }

    pub fn letters(&self) -> String {
        let mut text = "LETTERS\n".to_string();
        for letter in &self.all_letters() {
            letter_line(&mut text, letter, true);
        }
        text
    }

    fn letters_without_tries(&self) -> String {
        let mut text = "LETTERS\n".to_string();
        for letter in &self.all_letters() {
            letter_line(&mut text, letter, false);
        }
        text
    }

    /// How long the chain is, what it holds, and whether it is whole.
    pub fn chain(&self) -> String {
        let store = &self.office.store;
        let entries = self.runtime.block_on(store.entries(1, 100_000)).unwrap();
        let count = |kind: &str| entries.iter().filter(|entry| entry.kind == kind).count();
        let report = self.runtime.block_on(store.verify(None)).unwrap();
        assert!(report.ok, "{:?}", report.problems);
        let (runs, settles, acts) = (count("run"), count("settle"), count("act"));
        format!("CHAIN\nwhole: {} entries = {runs} runs + {settles} settles + {acts} acts\n", report.entries)
    }
}

fn run_line(text: &mut String, run: &RunRow, with_entries: bool) {
    let RunRow { slot, portfolio, state, reason, seq, files, rejects, notes, findings, letters } = run;
    let entry = match seq {
        Some(seq) if with_entries => format!(" #{seq}"),
        Some(_) => " sealed".to_string(),
        None => " open".to_string(),
    };
    let period = slot.period.map(|period| format!(" of {period}")).unwrap_or_default();
    assert!(portfolio.as_deref().is_none_or(|name| name == "harbour"));
    let at = slot.at.with_timezone(&Shanghai).format("%m-%d %H:%M:%S");
    let (pipeline, kind, state) = (&slot.pipeline, slot.kind.name(), state.name());
    writeln!(text, "{at} {pipeline} {kind}{period} {state}{entry}: {reason}; {findings} findings, {letters} letters")
        .unwrap();
    for file in files {
        let FileRecord { name, sha256: _, size: _, format, period, state, sheets } = file;
        let period = period.map(|period| format!(" {period}")).unwrap_or_default();
        write!(text, "    {name} [{format}]{period} {state:?}").unwrap();
        for sheet in sheets {
            let (rows, refused, aside) = (sheet.accepted, sheet.refused, sheet.set_aside);
            assert_eq!(sheet.rows, rows + refused + aside);
            write!(text, ", {} {rows} + {refused} refused + {aside} aside", sheet.dataset.name()).unwrap();
        }
        text.push('\n');
    }
    for reject in rejects {
        let subject = reject.subject.as_deref().unwrap_or("-");
        writeln!(text, "    refused {} {} {subject} {:?}", reject.place, reject.reason.name(), reject.text).unwrap();
    }
    for note in notes {
        writeln!(text, "    note {} {}: {}", note.kind, note.place, note.text).unwrap();
    }
}

fn standing_line(text: &mut String, standing: &Standing) {
    let Standing {
        subject,
        name,
        class: _,
        category: _,
        unit_name,
        town: _,
        grade,
        target,
        expected,
        actual,
        gap_points,
        slip_days,
        since,
        reported_as_of,
        milestones_as_of,
        refused,
        reports,
        milestones,
        said: _,
        dimensions: _,
        marks: _,
        origin: _,
        baseline: _,
    } = standing;
    let unit = unit_name.as_deref().unwrap_or("-");
    let (actual, expected, target) = (wan(*actual), wan(*expected), wan(*target));
    let gap = gap_points.map_or("-".to_string(), |gap| gap.rounded(2).to_string());
    let (reported, seen) = (day(*reported_as_of), day(*milestones_as_of));
    write!(
        text,
        "{subject} {name}（{unit}） {} since {since}: {actual} of {expected} due, target {target}, ",
        grade.name()
    )
    .unwrap();
    writeln!(text, "gap {gap} points, slip {slip_days} days, reported {reported}, milestones {seen}").unwrap();
    if let Some(Refused { period_end, place: _, reason, text: written }) = refused.as_deref() {
        writeln!(text, "    refused for {period_end}: {} {written:?}", reason.name()).unwrap();
    }
    if !reports.is_empty() {
        let reports: Vec<String> = reports
            .iter()
            .map(|r| format!("{} {} ({} done)", r.period_end, wan(r.cumulative), r.milestones_done))
            .collect();
        writeln!(text, "    reports {}", reports.join(", ")).unwrap();
    }
    for milestone in milestones {
        writeln!(text, "    {} planned {} done {}", milestone.name, milestone.planned_date, day(milestone.actual_date))
            .unwrap();
    }
}

fn case_line(text: &mut String, case: &Case) {
    let Case {
        id: _,
        portfolio: _,
        subject,
        name: _,
        unit_name: _,
        rule,
        grade,
        state,
        since,
        opened_on,
        rung,
        rung_since,
        told,
        reopened,
        figures,
        place: _,
        life: Life { acts, pending, reds: _, well: _, route, counted: _, repeated, deciders: _, yellows: _, behind: _ },
        version: _,
    } = case;
    let state = match state {
        CaseState::Open => "open".to_string(),
        CaseState::Acknowledged { until, by } => format!("acknowledged until {until} by {by}"),
        CaseState::Answered { until, by } => format!("answered by {by} until {until}"),
        CaseState::Justified { until, by, approver, reason } => {
            format!("justified until {until} by {by} and {approver}: {reason}")
        }
        CaseState::Silenced { until, by } => format!("silenced until {until} by {by}"),
        CaseState::Resolved { on } => format!("resolved {on}"),
        CaseState::Closed { on, by } => format!("closed {on} by {by}"),
    };
    let again = if *reopened > 0 { format!(", came back {reopened} times") } else { String::new() };
    let (rule, grade) = (rule.name(), grade.name());
    writeln!(
        text,
        "{subject} {rule} {grade} {state}: since {since}, opened {opened_on}, rung {rung} since {rung_since}{again}"
    )
    .unwrap();
    figures_line(text, figures);
    for Told { person: _, name, role, scope: _, rung, on } in told {
        writeln!(text, "    told {on} rung {rung} {name}（{role}）").unwrap();
    }
    if let Some(route) = route {
        writeln!(text, "    on the ladder of {route}").unwrap();
    }
    if let Some(repeated) = repeated {
        writeln!(text, "    said again {} times, last on {}", repeated.times, repeated.on).unwrap();
    }
    for act in acts {
        writeln!(text, "    {} {} by {}", act.on, act.what.name(), act.by).unwrap();
    }
    if let Some(request) = pending {
        writeln!(text, "    {:?} asked for by {} on {}", request.kind, request.by, request.on).unwrap();
    }
}

fn figures_line(text: &mut String, figures: &Figures) {
    let Figures {
        target,
        expected,
        actual,
        gap_points,
        days,
        milestone,
        planned_date,
        reports,
        reported_as_of,
        text: why,
        near,
        moved,
        issue,
        basis: _,
    } = figures;
    let mut shown: Vec<String> = Vec::new();
    for (name, amount) in [("target", target), ("expected", expected), ("actual", actual)] {
        shown.extend(amount.map(|amount| format!("{name} {}", wan(Some(amount)))));
    }
    shown.extend(gap_points.map(|gap| format!("gap {}", gap.rounded(2))));
    shown.extend(days.map(|days| format!("{days} days")));
    shown.extend(milestone.as_ref().map(|milestone| format!("milestone {milestone}")));
    shown.extend(planned_date.map(|day| format!("planned {day}")));
    shown.extend(reports.map(|reports| format!("{reports} reports")));
    shown.extend(moved.as_ref().map(|moved| format!("moved {} of {}", moved.times, moved.of_unit)));
    shown.extend(issue.as_ref().map(|said| format!("{} {} {:?}", said.kind.name(), said.area.name(), said.text)));
    shown.extend(near.as_ref().map(|near| format!("near {near}")));
    shown.extend(reported_as_of.map(|day| format!("reported {day}")));
    shown.extend(why.as_ref().map(|why| format!("{why:?}")));
    writeln!(text, "    {}", shown.join(", ")).unwrap();
}

fn letter_line(text: &mut String, letter: &LetterRow, with_tries: bool) {
    let LetterRow {
        id,
        message_id,
        person: _,
        to_name,
        role,
        rung,
        subject,
        cases,
        mime_sha256: _,
        seq: _,
        slot,
        state,
        ..
    } = letter;
    let LetterRow { attempts, answer: _, sent_at, .. } = letter;
    let at = slot.as_ref().map(|slot| local_time(slot.at)).unwrap_or_default();
    let cases = cases.len();
    write!(text, "{at} to {to_name}（{role}） rung {rung}: {subject} ({cases} cases) {state}").unwrap();
    if with_tries {
        let sent = sent_at.map(local_time).unwrap_or_default();
        writeln!(text, " {sent} after {attempts} tries").unwrap();
    } else {
        writeln!(text, " {id} {message_id}").unwrap();
    }
}

fn local_time(at: DateTime<Utc>) -> String {
    at.with_timezone(&Shanghai).format("%m-%d %H:%M").to_string()
}

fn wan(amount: Option<Amount>) -> String {
    amount.map_or("-".to_string(), |amount| amount.in_unit(10_000).rounded(2).to_string())
}

fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map_or("-".to_string(), |day| day.to_string())
}
