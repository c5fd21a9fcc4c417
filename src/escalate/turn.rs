//! Findings × cases → what became of each case today, before anybody is told.
//!
//! Takes what was found and judged, and the cases as they stood; gives a turn for every case that is live, or that
//! resolved just now. Never climbs, never tells: that is the walk's business.

use super::{Case, CaseState, ChangeReason, Correction, Life, Matter, Told};
use crate::assess::{Figures, Finding, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::slot::SlotKind;
use crate::pipeline::policy::{About, Ladder, Wait};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One case on its way through one slot.
#[derive(Debug)]
pub struct Turn {
    /// The case as it will be; the version is still the old one.
    pub case: Case,
    /// Everything that happened to it so far; empty when nothing did.
    pub reasons: Vec<ChangeReason>,
    /// Whether this slot had anything to say about its rule.
    pub judged: bool,
    /// What had been told on figures that this slot corrected, and to whom.
    pub wrong: Option<(Correction, Vec<Told>)>,
    /// Who was told of it while it was another department's.
    pub lost: Vec<Told>,
}

impl Turn {
    /// Whether this happened in this slot.
    pub fn has(&self, reason: ChangeReason) -> bool {
        self.reasons.contains(&reason)
    }
}

/// A turn for each case that is live or just resolved, by subject and rule. Cases that were settled before and did not
/// break again are left alone: they take no turn.
pub fn turns(matter: &Matter<'_>) -> Vec<Turn> {
    let findings = worst_findings(matter.findings);
    let cases = newest_cases(matter);
    let keys: BTreeSet<_> = findings.keys().chain(cases.keys()).copied().collect();
    keys.into_iter().filter_map(|key| turn(matter, cases.get(&key).copied(), findings.get(&key).copied())).collect()
}

type Key<'a> = (&'a str, Rule);

fn turn(matter: &Matter<'_>, case: Option<&Case>, finding: Option<&Finding>) -> Option<Turn> {
    let as_of = matter.slot.as_of();
    let mut turn = match (case, finding) {
        (None, None) => return None,
        (None, Some(finding)) => opened(matter, finding, as_of),
        (Some(case), Some(finding)) if case.state.is_live() => still_there(case, finding, as_of),
        (Some(case), Some(finding)) => {
            let mut turn = reopened(case, finding, as_of);
            turn.case.life.route = route(matter, finding);
            turn
        }
        (Some(case), None) if matter.judged.contains(&case.subject, case.rule) => {
            let mut turn =
                Turn { case: case.clone(), reasons: Vec::new(), judged: true, wrong: None, lost: Vec::new() };
            if case.state.is_live() {
                turn.case.state = CaseState::Resolved { on: as_of };
                (turn.case.life.pending, turn.case.life.behind) = (None, None);
                turn.reasons.push(ChangeReason::Resolved);
            }
            turn
        }
        (Some(case), None) if !case.state.is_live() => return None,
        // Absence is not recovery: nothing is known of it today, and its ladder goes on.
        (Some(case), None) => {
            let mut turn =
                Turn { case: case.clone(), reasons: Vec::new(), judged: false, wrong: None, lost: Vec::new() };
            expire(&mut turn, as_of);
            turn
        }
    };
    turn.wrong = case.and_then(|before| wrong(matter, before, &turn));
    count_period(&mut turn, finding, matter);
    // What was settled before and only held again takes no turn, unless a period was counted.
    (turn.case.state.is_live() || !turn.reasons.is_empty()).then_some(turn)
}

/// What was told of a project on figures of a day that are now others, where the verdict changed with them: withdrawn, eased,
/// or standing after all. A verdict that got worse is told as such.
fn wrong(matter: &Matter<'_>, before: &Case, turn: &Turn) -> Option<(Correction, Vec<Told>)> {
    let settled = !before.state.is_live();
    let (changed, figures) = if settled {
        (turn.has(ChangeReason::Reopened), &turn.case.figures)
    } else {
        (turn.has(ChangeReason::Resolved) || turn.has(ChangeReason::Eased), &before.figures)
    };
    if !changed || before.rule.ladder() != Ladder::Project || before.told.is_empty() {
        return None;
    }
    let now = *matter.corrected.get(&(before.subject.clone(), figures.reported_as_of?))?;
    let correction = Correction { grade: before.grade, figures: before.figures.clone(), settled, now };
    Some((correction, before.told.clone()))
}

/// Counts red and well periods, once each, at the deadline of the period: by then its report is in, or known to be missing.
/// Well periods are counted as long as the policy needs them for closing, so that settled cases come to rest.
fn count_period(turn: &mut Turn, finding: Option<&Finding>, matter: &Matter<'_>) {
    let Some(end) = matter.slot.period.filter(|_| matter.slot.kind == SlotKind::Read).map(|period| period.end()) else {
        return;
    };
    if !turn.judged || turn.case.life.counted.is_some_and(|counted| counted >= end) {
        return;
    }
    let needed = matter.policy.map_or(1, |policy| policy.in_range);
    let rungs = matter.policy.map_or(&[][..], |policy| turn.case.rungs(policy));
    // Warnings are many: they are counted only where a ladder waits for them.
    let counts_warnings = rungs.iter().any(|rung| matches!(rung.after, Wait::Yellows(_)));
    let life = &mut turn.case.life;
    if finding.is_some() && counts_warnings {
        life.yellows = life.yellows.saturating_add(1);
    }
    match (finding, &turn.case.state) {
        (Some(finding), _) if finding.grade == Grade::AtRisk && life.reds == 0 && !counts_warnings => return,
        (Some(finding), _) if finding.grade == Grade::AtRisk => life.reds = 0,
        (Some(_), _) => life.reds = life.reds.saturating_add(1),
        (None, CaseState::Resolved { .. }) if life.well < needed => {
            (life.reds, life.yellows) = (0, 0);
            life.well += 1;
        }
        (None, _) => return,
    }
    life.counted = Some(end);
    if turn.reasons.is_empty() {
        turn.reasons.push(ChangeReason::Updated);
    }
}

/// The ladder a matter climbs; settled when it is opened, so that no later change of class moves it to another one.
fn route(matter: &Matter<'_>, finding: &Finding) -> Option<String> {
    let kind = matter.kinds.get(&finding.subject);
    let about = About {
        class: kind.and_then(|kind| kind.class.as_deref()),
        category: kind.and_then(|kind| kind.category.as_deref()),
        rule: finding.rule.name(),
        unit: finding.unit_name.as_deref(),
    };
    matter.policy?.route(&about).map(str::to_string)
}

fn opened(matter: &Matter<'_>, finding: &Finding, as_of: NaiveDate) -> Turn {
    let portfolio = matter.portfolio;
    let case = Case {
        id: Case::id_of(portfolio, &finding.subject, finding.rule),
        portfolio: portfolio.to_string(),
        subject: finding.subject.clone(),
        name: finding.name.clone(),
        unit_name: finding.unit_name.clone(),
        rule: finding.rule,
        grade: finding.grade,
        state: CaseState::Open,
        since: finding.since,
        opened_on: as_of,
        rung: 0,
        rung_since: as_of,
        told: Vec::new(),
        reopened: 0,
        figures: finding.figures.clone(),
        place: finding.place.clone(),
        life: Life { route: route(matter, finding), ..Life::default() },
        version: 0,
    };
    Turn { case, reasons: vec![ChangeReason::Opened], judged: true, wrong: None, lost: Vec::new() }
}

/// It broke again.
fn reopened(before: &Case, finding: &Finding, as_of: NaiveDate) -> Turn {
    let mut case = with_evidence(before, finding);
    case.state = CaseState::Open;
    case.start_over(as_of);
    Turn { case, reasons: vec![ChangeReason::Reopened], judged: true, wrong: None, lost: Vec::new() }
}

fn still_there(before: &Case, finding: &Finding, as_of: NaiveDate) -> Turn {
    let mut case = with_evidence(before, finding);
    let same_matter = finding.grade == before.grade && finding.figures.milestone == before.figures.milestone;
    if finding.since == as_of && same_matter {
        // The finding knows no day of its own (a milestone due soon, a project gone from the list): it stands since it was found.
        case.since = before.since;
    }
    let mut reasons = Vec::new();
    if case.rule == Rule::Issue && case.unit_name != before.unit_name {
        // 转办: it is another department's now, which is told at once; what the former one was granted is over.
        case.begin_below(as_of);
        case.state = CaseState::Open;
        let lost = before.told.clone();
        return Turn { case, reasons: vec![ChangeReason::Updated], judged: true, wrong: None, lost };
    }
    if case.grade > before.grade {
        reasons.push(ChangeReason::Worsened);
        if before.grade == Grade::AtRisk {
            // A warning has no deadline; the one of the real matter starts when it becomes one.
            case.rung_since = as_of;
        }
    } else if case.grade < before.grade {
        reasons.push(ChangeReason::Eased);
    } else if has_moved(before, &case) {
        reasons.push(ChangeReason::Updated);
    }
    let mut turn = Turn { case, reasons, judged: true, wrong: None, lost: Vec::new() };
    expire(&mut turn, as_of);
    turn
}

/// Whether anything moved but the calendar: days late count themselves, and a record of nothing but their counting would
/// grow with every morning of every case. A case that changes for another reason takes today's count along.
fn has_moved(before: &Case, case: &Case) -> bool {
    // The basis counts the same days.
    let Figures { days, basis, .. } = before.figures.clone();
    let still = Figures { days, basis, ..case.figures.clone() };
    let said = |case: &Case| (case.grade, case.since);
    let read = still != before.figures || before.place != case.place;
    read || said(before) != said(case) || before.name != case.name || before.unit_name != case.unit_name
}

/// Ends a wait that is over; the ladder goes on from where it stood.
fn expire(turn: &mut Turn, as_of: NaiveDate) {
    if turn.case.state.waits_until().is_none_or(|until| until >= as_of) {
        return;
    }
    let reason = match turn.case.state {
        CaseState::Answered { .. } => ChangeReason::AnswerExpired,
        CaseState::Justified { .. } => ChangeReason::JustificationExpired,
        CaseState::Silenced { .. } => ChangeReason::SilenceEnded,
        _ => ChangeReason::AcknowledgementExpired,
    };
    turn.case.state = match turn.case.state {
        CaseState::Silenced { .. } => turn.case.after_silence(as_of),
        _ => CaseState::Open,
    };
    turn.case.life.behind = None;
    turn.reasons.push(reason);
}

/// The case with everything a finding says about it.
fn with_evidence(case: &Case, finding: &Finding) -> Case {
    let Finding { subject: _, name, unit_name, rule: _, grade, since, figures, place } = finding.clone();
    // A warning of the same thing stands since it was first given, not since this morning.
    let same_warning = grade == Grade::AtRisk && case.grade == grade && case.figures.milestone == figures.milestone;
    let since = if same_warning && case.state.is_live() { case.since.min(since) } else { since };
    Case { name, unit_name, grade, since, figures, place, ..case.clone() }
}

/// One finding per subject and rule; where there are several the worst speaks for all.
fn worst_findings(findings: &[Finding]) -> BTreeMap<Key<'_>, &Finding> {
    let mut worst: BTreeMap<Key<'_>, &Finding> = BTreeMap::new();
    for finding in findings {
        let key = (finding.subject.as_str(), finding.rule);
        if worst.get(&key).is_none_or(|kept| is_worse(finding, kept)) {
            worst.insert(key, finding);
        }
    }
    worst
}

/// The text settles what the figures leave equal, so that the order of the findings never does.
fn is_worse(a: &Finding, b: &Finding) -> bool {
    let bad = |f: &Finding| (f.grade, badness(&f.figures), Reverse(f.since));
    bad(a).cmp(&bad(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}"))).is_gt()
}

/// The cases of this portfolio.
fn newest_cases<'a>(matter: &Matter<'a>) -> BTreeMap<Key<'a>, &'a Case> {
    let mut cases: Vec<&Case> = matter.cases.iter().filter(|case| case.portfolio == matter.portfolio).collect();
    cases.sort_by_key(|case| case.version);
    cases.into_iter().map(|case| ((case.subject.as_str(), case.rule), case)).collect()
}

/// How bad the figures are, for sorting: days late first, then percentage points short.
pub fn badness(figures: &Figures) -> (Option<i64>, Option<Amount>) {
    (figures.days, figures.gap_points)
}
