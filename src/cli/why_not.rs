//! `why-not`: why somebody was not written to on a day, rung by rung: what stood, who was told, what was inhibited, silenced,
//! folded into another letter, put off, or held.
//!
//! Takes the sealed record as it was on that day; gives reasons. What was decided since then is not mixed in.

use super::{Failure, exit, print_json, print_text, show};
use crate::audit::chain::{ACT, RUN};
use crate::base::id;
use crate::base::slot::Slot;
use crate::daemon::office::Office;
use crate::daemon::people;
use crate::escalate::attention::Deferred;
use crate::escalate::{Case, CaseState, People, Withheld, WithheldReason};
use crate::pipeline::policy::Post;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How many entries of the chain are read at a time.
const PAGE: u32 = 500;

/// `duban why-not PERSON DATE [--json]`
pub async fn why_not(office: &Office, who: &str, day: NaiveDate, json: bool) -> Result<u8, Failure> {
    let answer = answer(office, who, day).await?;
    if json {
        let Answer { subject, said, cases } = &answer;
        let cases: Vec<Value> = cases.iter().map(|(id, lines)| json!({"case": id, "why": lines})).collect();
        return print_json(
            &json!({"person": subject.id, "name": subject.name, "date": day, "said": said, "cases": cases}),
        );
    }
    answer.lines(day).iter().for_each(|line| print_text(line));
    Ok(exit::FINE)
}

/// The same as lines of text.
///
/// # Errors
/// Nobody is known by that name, or the store fails.
pub async fn told(office: &Office, who: &str, day: NaiveDate) -> Result<Vec<String>, Failure> {
    Ok(answer(office, who, day).await?.lines(day))
}

struct Answer {
    subject: Subject,
    said: Vec<String>,
    cases: Vec<(String, Vec<String>)>,
}

impl Answer {
    fn lines(&self, day: NaiveDate) -> Vec<String> {
        let mut lines = vec![format!("{} ({}) on {day}", self.subject.name, self.subject.id)];
        lines.extend(self.said.iter().map(|line| format!("  {line}")));
        if self.cases.is_empty() {
            lines.push(
                "  no open case of that day concerns them: they stand on no rung of one and were told of none"
                    .to_string(),
            );
        }
        for (_, said) in &self.cases {
            let indented = |(at, line): (usize, &String)| format!("{}{line}", if at == 0 { "" } else { "  " });
            lines.extend(said.iter().enumerate().map(indented));
        }
        lines
    }
}

async fn answer(office: &Office, who: &str, day: NaiveDate) -> Result<Answer, Failure> {
    let record = record(office, day).await?;
    let rosters = show::all_posts(office).await?;
    let unknown =
        || format!("nobody is known as `{who}`\nhint: a name or a person's id, as `duban letters` shows them");
    let subject = subject(&rosters, &record, who).ok_or_else(|| Failure::usage(unknown()))?;
    let asked = Asked { office, record: &record, who: &subject, day, posts: people::reachable(rosters.clone(), day) };
    let mut said = asked.posts_held(&rosters);
    said.extend(asked.letters());
    said.extend(asked.runs());
    let cases = asked.cases();
    Ok(Answer { subject, said, cases })
}

/// Whom it is about.
struct Subject {
    id: String,
    name: String,
}

/// The record as it was at the end of a day.
#[derive(Default)]
struct Record {
    /// Every case in its last version of that day.
    cases: BTreeMap<String, Case>,
    /// What was not written in the runs of that day.
    withheld: Vec<(Slot, Withheld)>,
    /// What was put off and not told by then.
    deferred: BTreeMap<String, Deferred>,
    /// Letters of that day: slot, person, name, subject, cases.
    letters: Vec<(Slot, String, String, String, Vec<String>)>,
    /// Runs of that day: slot, state, reason.
    runs: Vec<(Slot, String, String)>,
    /// People who were ever written to, by id.
    known: BTreeMap<String, String>,
}

async fn record(office: &Office, day: NaiveDate) -> Result<Record, Failure> {
    let mut record = Record::default();
    let mut from = 1;
    loop {
        let entries = office.store.entries(from, PAGE).await?;
        let Some(last) = entries.last() else { return Ok(record) };
        from = last.seq + 1;
        for entry in entries.iter().filter(|entry| entry.kind == RUN || entry.kind == ACT) {
            let Some(bytes) = office.store.payload(entry.seq).await? else { continue };
            let payload: Value = serde_json::from_slice(&bytes)?;
            record.take(&payload, entry.at.date_naive(), day);
        }
    }
}

impl Record {
    /// Adds what an entry sealed, as far as it is of the day or before.
    fn take(&mut self, payload: &Value, sealed_on: NaiveDate, day: NaiveDate) {
        let slot: Option<Slot> = serde_json::from_value(payload["slot"].clone()).ok();
        let on = slot.as_ref().map_or(sealed_on, Slot::as_of);
        if on > day {
            return;
        }
        let one = payload.get("case").map(|_| payload);
        for change in one.into_iter().chain(payload["cases"].as_array().into_iter().flatten()) {
            if let Ok(case) = serde_json::from_value::<Case>(change["case"].clone()) {
                self.cases.insert(case.id.clone(), case);
            }
        }
        for told in texts(&payload["deferred_told"]) {
            self.deferred.remove(&told);
        }
        for wait in read::<Deferred>(&payload["deferred"]) {
            self.deferred.insert(wait.id.clone(), wait);
        }
        let letters = payload["letters"].as_array().into_iter().flatten();
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_string();
        for letter in letters {
            self.known.insert(text(letter, "person"), text(letter, "to_name"));
            if let Some(slot) = slot.as_ref().filter(|_| on == day) {
                let cases = texts(&letter["cases"]);
                let (person, name) = (text(letter, "person"), text(letter, "to_name"));
                self.letters.push((slot.clone(), person, name, text(letter, "subject"), cases));
            }
        }
        if let Some(slot) = slot.filter(|_| on == day) {
            self.withheld.extend(read::<Withheld>(&payload["withheld"]).into_iter().map(|one| (slot.clone(), one)));
            self.runs.push((slot, text(payload, "state"), text(payload, "reason")));
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Vec<T> {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

fn texts(value: &Value) -> Vec<String> {
    read(value)
}

/// Somebody by name, id or address, of the contacts or of the letters.
fn subject(posts: &[Post], record: &Record, who: &str) -> Option<Subject> {
    let who = who.trim();
    let post = posts.iter().find(|post| {
        post.person.trim() == who || id::person(&post.address) == who || post.address.trim().eq_ignore_ascii_case(who)
    });
    let of_post = post.map(|post| Subject { id: id::person(&post.address), name: post.person.trim().to_string() });
    of_post.or_else(|| {
        let known = record.known.iter().find(|(id, name)| *id == who || *name == who);
        known.map(|(id, name)| Subject { id: id.clone(), name: name.clone() })
    })
}

struct Asked<'a> {
    office: &'a Office,
    record: &'a Record,
    who: &'a Subject,
    day: NaiveDate,
    posts: Vec<Post>,
}

impl Asked<'_> {
    /// Which posts the person holds on that day, and which not, and why not.
    fn posts_held(&self, all: &[Post]) -> Vec<String> {
        let mine = |post: &&Post| id::person(&post.address) == self.who.id;
        let mut lines: BTreeSet<String> =
            self.posts.iter().filter(mine).map(|post| format!("holds {} of {}", post.role, post.scope)).collect();
        for post in all.iter().filter(mine) {
            let held = format!("{} of {}", post.role, post.scope);
            if !post.term.holds(self.day) {
                let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
                lines.insert(format!(
                    "does not hold {held} on that day: {}..{}",
                    day(post.term.from),
                    day(post.term.to)
                ));
            } else if post.term.away(self.day) {
                let delegate = post.term.delegate.as_deref().unwrap_or("nobody");
                lines.insert(format!("is on leave as {held}; {delegate} is told instead"));
            }
        }
        if lines.is_empty() {
            lines.insert("holds no post that a letter could reach on that day".to_string());
        }
        lines.into_iter().collect()
    }

    fn letters(&self) -> Vec<String> {
        let mine = self.record.letters.iter().filter(|(_, person, ..)| *person == self.who.id);
        let lines: Vec<String> = mine
            .map(|(slot, _, _, subject, cases)| {
                format!("was written to by {}: {subject} ({} cases)", slot.name(), cases.len())
            })
            .collect();
        if lines.is_empty() { vec!["was not written to".to_string()] } else { lines }
    }

    fn runs(&self) -> Vec<String> {
        if self.record.runs.is_empty() {
            return vec!["no slot ran on that day: nothing was judged".to_string()];
        }
        let held = self.record.runs.iter().filter(|(_, state, _)| state == "held" || state == "skipped");
        held.map(|(slot, state, reason)| format!("{} was {state}: {reason}", slot.name())).collect()
    }

    /// Every open case that concerns the person, and what happened to it on that day.
    fn cases(&self) -> Vec<(String, Vec<String>)> {
        let people = People::new(&self.posts);
        let mut found = Vec::new();
        for case in self.record.cases.values() {
            let told = case.told.iter().any(|told| told.person == self.who.id);
            let today: Vec<&(Slot, Withheld)> =
                self.record.withheld.iter().filter(|(_, withheld)| withheld.case == case.id).collect();
            let pipeline = crate::daemon::acts::pipeline_of(self.office, case);
            let policy = pipeline.and_then(|pipeline| pipeline.policy.as_deref());
            let rungs = policy.map_or(&[][..], |policy| case.rungs(policy));
            let stands = |posts| people.holders(posts, case).iter().any(|holder| holder.person == self.who.id);
            let on: Vec<bool> = rungs.iter().map(|rung| stands(&rung.posts) || stands(&rung.copy)).collect();
            let over = !case.state.is_live() && today.is_empty();
            if over || !(told || on.contains(&true)) {
                continue;
            }
            let mut lines = vec![head(case)];
            for (index, rung) in rungs.iter().enumerate() {
                let number = index as u32 + 1;
                let here = if on.get(index) == Some(&true) { " (stands here)" } else { "" };
                let holders = people.holders(&rung.posts, case);
                let names: Vec<String> =
                    holders.iter().map(|holder| format!("{}（{}）", holder.name, holder.role)).collect();
                let told = case.told.iter().filter(|told| told.rung == number).map(|told| told.on).max();
                let what = match told {
                    Some(on) => format!("told {on}"),
                    None if names.is_empty() => "vacant: skipped".to_string(),
                    None if number <= case.rung => "passed over".to_string(),
                    None => format!("not told: {}", rung.after),
                };
                lines.push(format!("rung {number} {}{here}: {} {what}", rung.name, names.join("、")));
            }
            if let Some(next) = policy.and_then(|policy| case.next_rung(policy, &people, &pipeline?.calendar)) {
                lines.push(format!("next: {}", show::next_text(&next)));
            }
            lines.extend(today.iter().map(|(slot, withheld)| format!("{}: {}", slot.kind.name(), because(withheld))));
            let waits = self.record.deferred.values().filter(|wait| wait.case == case.id && wait.person == self.who.id);
            lines.extend(waits.map(|wait| format!("put off since {}: it waits for the next letter", wait.on)));
            let letters = self
                .record
                .letters
                .iter()
                .filter(|(_, person, _, _, cases)| *person == self.who.id && !cases.contains(&case.id));
            lines.extend(
                letters
                    .filter(|_| told && case.state.is_live())
                    .map(|(slot, ..)| format!("unchanged: folded into one line of the letter of {}", slot.name())),
            );
            if today.is_empty() && !self.record.runs.is_empty() {
                lines.push("no run of that day kept it back: it was told as said above, or settled".to_string());
            }
            found.push((case.id.clone(), lines));
        }
        found
    }
}

fn head(case: &Case) -> String {
    let until = case.state.waits_until().map(|until| format!(" until {until}")).unwrap_or_default();
    let who = match &case.state {
        CaseState::Silenced { by, .. } | CaseState::Acknowledged { by, .. } => format!(" by {by}"),
        _ => String::new(),
    };
    let (state, rule, grade) = (case.state.name(), case.rule.name(), case.grade.name());
    format!("{} {} ({}) {rule} {grade}, {state}{until}{who}, on rung {}", case.id, case.name, case.subject, case.rung)
}

/// A reason in words.
pub(in crate::cli) fn because(withheld: &Withheld) -> String {
    let words = match withheld.reason {
        WithheldReason::Unchanged => "nothing new of it",
        WithheldReason::NotDue => "the next rung is not due",
        WithheldReason::Acknowledged => "somebody took it on; the ladder waits",
        WithheldReason::Answered => "a reply was accepted; the ladder waits",
        WithheldReason::Justified => "the delay is justified; the ladder waits",
        WithheldReason::Silenced => "silenced",
        WithheldReason::InhibitedByData => "inhibited: the project's own data are in trouble, case",
        WithheldReason::Inhibited => "inhibited by a weightier matter, case",
        WithheldReason::Deferred => "put off to the digest: the person had the letters of this day;",
        WithheldReason::Undelivered => "put off to the digest: an earlier letter could not be handed over yet;",
        WithheldReason::Quiet => "asks for nothing: waits for the next letter;",
        WithheldReason::VacantRung => "a rung is vacant and was skipped:",
        WithheldReason::TopRung => "every rung was told:",
        WithheldReason::WarningOnly => "a warning goes no further:",
        WithheldReason::NoPolicy => "there is no ladder:",
    };
    format!("{words} {}", withheld.detail).trim_end().to_string()
}
