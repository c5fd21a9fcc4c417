//! What people do to a case: 签收, 反馈, 正当理由, 延期, silence, 销号.
//!
//! Takes a case, who acts and on which day; gives the changed case or the reason why not. Every act leaves an `Act` in the
//! case. Never looks at findings and never writes to anybody. What waits for a second person is a `Request`: a person asks,
//! another one decides.

use super::case::{Act, ActKind, Case, CaseState, Evidence, Request, RequestKind};
use super::people::People;
use super::{ActError, CaseChange, ChangeReason};
use crate::assess::Rule;
use crate::pipeline::policy::{Accept, Answer, Policy};
use chrono::NaiveDate;

/// The most acts that a case carries; the oldest ones are in the audit chain.
const ACTS_MAX: usize = 64;
/// The longest text of an act, in characters.
const TEXT_MAX: usize = 2_000;

/// What a person says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Who.
    pub by: String,
    /// In words.
    pub text: String,
    /// The code of a reason.
    pub reason: Option<String>,
    /// The day promised, or until when.
    pub until: Option<NaiveDate>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

impl Case {
    /// Takes the case on (签收): the ladder waits through `until`, and then goes on where it stood. May be repeated, by
    /// the same person or another, to move the day. Errors: the case is not live or waits for a better reason already, the
    /// day is over, nobody is named.
    pub fn acknowledge(&self, by: &str, until: NaiveDate, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(by, "acknowledges")?;
        self.must_be_live("acknowledge")?;
        self.must_not_wait("acknowledge")?;
        let until = not_over(until, on)?;
        let act = Act { until: Some(until), ..act(on, &by, ActKind::Acknowledged) };
        Ok(self.changed(CaseState::Acknowledged { until, by }, act, ChangeReason::Acknowledged))
    }

    /// Replies (反馈). Where the policy accepts on receipt and the reply says all that its rung asks, the ladder waits for
    /// the day it promises; else it is pending until a person of the office decides.
    pub fn reply(&self, said: &Said, policy: Option<&Policy>, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(&said.by, "replies")?;
        self.must_be_live("reply to")?;
        let missing: Vec<&'static str> =
            self.asked(policy).into_iter().filter_map(|answer| lacks(said, answer)).collect();
        if !missing.is_empty() {
            return Err(ActError::Incomplete { case: self.id.clone(), missing });
        }
        known_reason(said, policy)?;
        let until = said.until.map(|day| not_over(day, on)).transpose()?;
        let replied = said.act(on, &by, ActKind::Replied);
        let waits = matches!(self.state, CaseState::Justified { .. } | CaseState::Silenced { .. });
        match until.filter(|_| !waits && policy.is_some_and(|policy| policy.accept == Accept::OnReceipt)) {
            Some(until) => Ok(self.changed(CaseState::Answered { until, by }, replied, ChangeReason::Answered)),
            None => {
                let request = said.request(RequestKind::Reply, &by, on);
                Ok(self.asking(request, replied, ChangeReason::Replied))
            }
        }
    }

    /// Reports an issue done (报办结): needs what was done and evidence. Where the policy accepts on receipt it is done; else
    /// that is pending until a person of the office decides. Only issues are done by being reported so; every other matter
    /// is settled by figures.
    pub fn report_done(&self, said: &Said, policy: Option<&Policy>, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(&said.by, "reports as done")?;
        self.must_be_live("report as done")?;
        if self.rule != Rule::Issue {
            return Err(ActError::NotAnIssue { case: self.id.clone() });
        }
        let mut missing = Vec::new();
        if said.text.trim().is_empty() {
            missing.push("what was done");
        }
        if said.evidence.is_empty() {
            missing.push("evidence");
        }
        if !missing.is_empty() {
            return Err(ActError::Incomplete { case: self.id.clone(), missing });
        }
        if policy.is_some_and(|policy| policy.accept == Accept::OnReceipt) {
            let done = said.act(on, &by, ActKind::Finished);
            return Ok(self.changed(self.state.clone(), done, ChangeReason::Answered));
        }
        let reported = said.act(on, &by, ActKind::ReportedDone);
        Ok(self.asking(said.request(RequestKind::Finish, &by, on), reported, ChangeReason::Asked))
    }

    /// Asks that the delay be taken as justified (正当理由): needs a reason of the policy's list, evidence and an end.
    pub fn ask_to_justify(&self, said: &Said, policy: Option<&Policy>, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(&said.by, "justifies")?;
        self.must_be_live("justify")?;
        let needed = [Answer::Reason, Answer::Date];
        let mut missing: Vec<&'static str> = needed.into_iter().filter_map(|answer| lacks(said, answer)).collect();
        if said.reason.is_none() && !missing.contains(&"a reason") {
            missing.push("a reason from the list");
        }
        if said.evidence.is_empty() {
            missing.push("evidence");
        }
        if !missing.is_empty() {
            return Err(ActError::Incomplete { case: self.id.clone(), missing });
        }
        known_reason(said, policy)?;
        said.until.map(|day| not_over(day, on)).transpose()?;
        let asked = said.act(on, &by, ActKind::AskedToJustify);
        Ok(self.asking(said.request(RequestKind::Justify, &by, on), asked, ChangeReason::Asked))
    }

    /// Asks for more time (延期): needs a reason in words or from the list, and the new day.
    pub fn ask_to_extend(&self, said: &Said, policy: Option<&Policy>, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(&said.by, "asks for more time")?;
        self.must_be_live("extend")?;
        let missing: Vec<&'static str> =
            [Answer::Reason, Answer::Date].into_iter().filter_map(|answer| lacks(said, answer)).collect();
        if !missing.is_empty() {
            return Err(ActError::Incomplete { case: self.id.clone(), missing });
        }
        known_reason(said, policy)?;
        said.until.map(|day| not_over(day, on)).transpose()?;
        let asked = said.act(on, &by, ActKind::AskedToExtend);
        Ok(self.asking(said.request(RequestKind::Extend, &by, on), asked, ChangeReason::Asked))
    }

    /// Grants what is pending. Errors: nothing is, or the same person asked for it.
    pub fn approve(&self, approver: &str, on: NaiveDate) -> Result<CaseChange, ActError> {
        let approver = named(approver, "approves")?;
        let request = self.pending()?;
        second(&self.id, &request.by, &approver)?;
        self.must_be_live("approve a request of")?;
        let until = not_over(request.until.unwrap_or(on), on)?;
        let Request { kind, by, on: _, text, reason, until: _, evidence, told_on: _ } = request.clone();
        let granted = |what| Act {
            on,
            by: by.clone(),
            what,
            text: text.clone(),
            reason: reason.clone(),
            until: Some(until),
            approver: Some(approver.clone()),
            evidence: evidence.clone(),
        };
        let mut change = match kind {
            RequestKind::Reply => {
                self.must_not_wait("answer")?;
                let state = CaseState::Answered { until, by: by.clone() };
                self.changed(state, granted(ActKind::Answered), ChangeReason::Answered)
            }
            // The rule decides what is settled: it is told so by the next look, which follows at once.
            RequestKind::Finish => {
                let done = Act { until: None, ..granted(ActKind::Finished) };
                self.changed(self.state.clone(), done, ChangeReason::Answered)
            }
            RequestKind::Justify | RequestKind::Extend => {
                let (what, why) = match kind {
                    RequestKind::Extend => (ActKind::Extended, ChangeReason::Extended),
                    _ => (ActKind::Justified, ChangeReason::Justified),
                };
                let reason = reason.clone().unwrap_or_default();
                let state = CaseState::Justified { until, by: by.clone(), approver: approver.clone(), reason };
                self.changed(state, granted(what), why)
            }
        };
        change.case.life.pending = None;
        Ok(change)
    }

    /// Refuses what is pending; the ladder goes on as if it had not been asked for.
    pub fn refuse(&self, by: &str, text: &str, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(by, "refuses")?;
        self.pending()?;
        let refused = Act { text: shortened(text), ..act(on, &by, ActKind::Refused) };
        let mut change = self.changed(self.state.clone(), refused, ChangeReason::Refused);
        change.case.life.pending = None;
        Ok(change)
    }

    /// Silences its letters until a day: it stays on every list. A unit may not silence its own matters: whoever holds a
    /// post of the project or of its unit is refused.
    pub fn silence(&self, said: &Said, people: &People<'_>, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(&said.by, "silences")?;
        self.must_be_live("silence")?;
        let mut missing = Vec::new();
        if said.text.trim().is_empty() {
            missing.push("a reason");
        }
        if said.until.is_none() {
            missing.push("an end");
        }
        if !missing.is_empty() {
            return Err(ActError::Incomplete { case: self.id.clone(), missing });
        }
        if people.belongs(&by, self) {
            return Err(ActError::OwnMatter { case: self.id.clone(), by });
        }
        let until = not_over(said.until.unwrap_or(on), on)?;
        let silenced = said.act(on, &by, ActKind::Silenced);
        let mut change = self.changed(CaseState::Silenced { until, by }, silenced, ChangeReason::Silenced);
        change.case.life.behind = match &self.state {
            CaseState::Silenced { .. } => self.life.behind.clone(),
            CaseState::Open => None,
            stood => Some(Box::new(stood.clone())),
        };
        Ok(change)
    }

    /// Ends a silence before its day.
    pub fn unsilence(&self, by: &str, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(by, "ends the silence of")?;
        let CaseState::Silenced { .. } = self.state else {
            return Err(ActError::NotSilenced { case: self.id.clone(), state: self.state.name() });
        };
        let unsilenced = act(on, &by, ActKind::Unsilenced);
        Ok(self.changed(self.after_silence(on), unsilenced, ChangeReason::SilenceEnded))
    }

    /// Strikes the case off the list (销号): it must be resolved and have held for `in_range` period ends, with evidence
    /// and a second person.
    pub fn close(
        &self,
        said: &Said,
        second_person: &str,
        in_range: u32,
        on: NaiveDate,
    ) -> Result<CaseChange, ActError> {
        let by = named(&said.by, "closes")?;
        match &self.state {
            CaseState::Resolved { .. } => {}
            CaseState::Closed { on, by } => {
                return Err(ActError::ClosedAlready { case: self.id.clone(), on: *on, by: by.clone() });
            }
            state => return Err(ActError::StillStands { case: self.id.clone(), state: state.name() }),
        }
        let approver = named(second_person, "agrees to close")?;
        second(&self.id, &by, &approver)?;
        if said.evidence.is_empty() {
            return Err(ActError::Incomplete { case: self.id.clone(), missing: vec!["evidence"] });
        }
        // An issue is done or it is not: no figures of coming periods speak of it.
        if self.rule != Rule::Issue && self.life.well < in_range {
            return Err(ActError::NotYetInRange { case: self.id.clone(), held: self.life.well, needed: in_range });
        }
        let closed = Act { approver: Some(approver), ..said.act(on, &by, ActKind::Closed) };
        Ok(self.changed(CaseState::Closed { on, by }, closed, ChangeReason::Closed))
    }

    /// Opens a settled case again by hand: its ladder starts from below at the next slot.
    pub fn reopen(&self, by: &str, text: &str, on: NaiveDate) -> Result<CaseChange, ActError> {
        let by = named(by, "reopens")?;
        if self.state.is_live() {
            return Err(ActError::StillStands { case: self.id.clone(), state: self.state.name() });
        }
        let reopened = Act { text: shortened(text), ..act(on, &by, ActKind::Reopened) };
        let mut change = self.changed(CaseState::Open, reopened, ChangeReason::Reopened);
        change.case.start_over(on);
        Ok(change)
    }

    /// The ladder starts from below, and who was told the last time has no part in it.
    pub(super) fn start_over(&mut self, on: NaiveDate) {
        self.begin_below(on);
        self.reopened = self.reopened.saturating_add(1);
    }

    /// The same of a matter that is somebody else's now, and has never been over.
    pub(super) fn begin_below(&mut self, on: NaiveDate) {
        self.opened_on = on;
        self.rung = 0;
        self.rung_since = on;
        self.told = Vec::new();
        self.life.deciders = Vec::new();
        (self.life.reds, self.life.yellows) = (0, 0);
        self.life.well = 0;
        self.life.pending = None;
        self.life.behind = None;
        self.life.repeated = None;
    }

    /// What the rung it stands on asks for.
    fn asked(&self, policy: Option<&Policy>) -> Vec<Answer> {
        let rungs = policy.map_or(&[][..], |policy| self.rungs(policy));
        let rung = (self.rung as usize).checked_sub(1).and_then(|index| rungs.get(index));
        rung.map(|rung| rung.answer.clone()).unwrap_or_default()
    }

    fn pending(&self) -> Result<&Request, ActError> {
        self.life.pending.as_ref().ok_or_else(|| ActError::NothingPending { case: self.id.clone() })
    }

    fn must_be_live(&self, what: &'static str) -> Result<(), ActError> {
        let settled = || ActError::Settled { case: self.id.clone(), state: self.state.name(), what };
        if self.state.is_live() { Ok(()) } else { Err(settled()) }
    }

    /// A justified or silenced case waits already, and for a better reason.
    fn must_not_wait(&self, what: &'static str) -> Result<(), ActError> {
        match self.state {
            CaseState::Justified { until, .. } | CaseState::Silenced { until, .. } => {
                Err(ActError::WaitsAlready { case: self.id.clone(), state: self.state.name(), until, what })
            }
            _ => Ok(()),
        }
    }

    fn asking(&self, request: Request, act: Act, reason: ChangeReason) -> CaseChange {
        let mut change = self.changed(self.state.clone(), act, reason);
        change.case.life.pending = Some(request);
        change
    }

    fn changed(&self, state: CaseState, act: Act, reason: ChangeReason) -> CaseChange {
        let mut case = Case { state, version: self.version + 1, ..self.clone() };
        if !matches!(case.state, CaseState::Silenced { .. }) {
            case.life.behind = None;
        }
        case.life.acts.push(act);
        let over = case.life.acts.len().saturating_sub(ACTS_MAX);
        case.life.acts.drain(..over);
        CaseChange { case, reason }
    }
}

impl Said {
    fn act(&self, on: NaiveDate, by: &str, what: ActKind) -> Act {
        Act {
            text: shortened(&self.text),
            reason: self.reason.clone(),
            until: self.until,
            evidence: self.evidence.clone(),
            ..act(on, by, what)
        }
    }

    fn request(&self, kind: RequestKind, by: &str, on: NaiveDate) -> Request {
        Request {
            kind,
            by: by.to_string(),
            on,
            text: shortened(&self.text),
            reason: self.reason.clone(),
            until: self.until,
            evidence: self.evidence.clone(),
            told_on: None,
        }
    }
}

fn act(on: NaiveDate, by: &str, what: ActKind) -> Act {
    let (text, by) = (String::new(), by.to_string());
    Act { on, by, what, text, reason: None, until: None, approver: None, evidence: Vec::new() }
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(TEXT_MAX).collect()
}

/// What a reply lacks of what was asked.
fn lacks(said: &Said, answer: Answer) -> Option<&'static str> {
    match answer {
        Answer::Reason if said.text.trim().is_empty() && said.reason.is_none() => Some("a reason"),
        Answer::Date if said.until.is_none() => Some("a day"),
        Answer::Request if said.text.trim().is_empty() => Some("what is needed from others"),
        Answer::Reason | Answer::Date | Answer::Request => None,
    }
}

fn known_reason(said: &Said, policy: Option<&Policy>) -> Result<(), ActError> {
    let Some(code) = &said.reason else { return Ok(()) };
    let known = policy.map_or_else(Policy::usual_reasons, |policy| policy.reasons.clone());
    if known.iter().any(|known| known.code == *code) {
        return Ok(());
    }
    let known = known.into_iter().map(|known| known.code).collect::<Vec<_>>().join(", ");
    Err(ActError::UnknownReason { code: code.clone(), known })
}

fn not_over(until: NaiveDate, on: NaiveDate) -> Result<NaiveDate, ActError> {
    if until < on { Err(ActError::DayIsOver { until, on }) } else { Ok(until) }
}

/// Two different people, however they write their names.
fn second(case: &str, first: &str, second: &str) -> Result<(), ActError> {
    if super::people::squeezed(first).to_lowercase() == super::people::squeezed(second).to_lowercase() {
        return Err(ActError::SamePerson { case: case.to_string(), by: second.to_string() });
    }
    Ok(())
}

fn named(by: &str, act: &'static str) -> Result<String, ActError> {
    let by: String = by.trim().chars().take(200).collect();
    if by.is_empty() { Err(ActError::NobodyNamed { act }) } else { Ok(by) }
}
