//! What people answer in a rehearsal: a small TOML file, one table for each act.
//!
//! ```toml
//! [[answers]]
//! on     = 2014-06-20
//! matter = "P-012"      # a case's id, a project's number or name; "*": every open one
//! rule   = "stalled"    # only this rule; may be left out
//! does   = "reply"      # ack, reply, justify, extend, approve, refuse, silence, close, reopen
//! by     = "王联络"
//! until  = 2014-07-10   # the day promised, or the last day
//! reason = "land"       # of the policy's list
//! text   = "征地未完成"
//! evidence = ["照片.jpg"] # names are enough
//! second = "孙科长"      # the second person of a closing
//! ```
//!
//! Takes the text; gives acts by day, and performs them on cases by the same rules as everywhere. An act that is refused is
//! said with its reason. An extension that is approved waits as it would, but moves no plan here.

use super::meant;
use crate::base::id::sha256_hex;
use crate::escalate::{ActError, Case, CaseChange, Evidence, People, Said};
use crate::pipeline::policy::{Policy, Post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The acts of a rehearsal.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// In the order of the file.
    #[serde(default)]
    answers: Vec<Planned>,
}

/// What somebody is going to do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    #[serde(deserialize_with = "day")]
    on: NaiveDate,
    matter: String,
    rule: Option<String>,
    does: Does,
    by: String,
    #[serde(default, deserialize_with = "maybe_day")]
    until: Option<NaiveDate>,
    reason: Option<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    second: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Does {
    Ack,
    Reply,
    Justify,
    Extend,
    Approve,
    Refuse,
    Silence,
    Close,
    Reopen,
}

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
    /// What.
    pub does: String,
    /// To which matter: project and rule, or as the file names it where there was none.
    pub matter: String,
    /// What the case was after it, or why it was refused.
    pub outcome: String,
    /// Whether it was done.
    pub done: bool,
}

/// Dates stand in TOML as they are, or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Date(toml::value::Datetime),
    Text(String),
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = match Written::deserialize(deserializer)? {
        Written::Date(date) => date.to_string(),
        Written::Text(text) => text,
    };
    text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is no day; write 2014-06-20")))
}

fn maybe_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}

impl Script {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Script, String> {
        let mut script: Script = toml::from_str(text).map_err(|error| error.to_string())?;
        script.answers.sort_by_key(|one| one.on);
        Ok(script)
    }

    /// The acts, none of them done yet.
    pub fn open(&self) -> Open<'_> {
        Open { left: &self.answers }
    }
}

/// Acts that are still to come.
#[derive(Debug)]
pub struct Open<'s> {
    left: &'s [Planned],
}

impl Open<'_> {
    /// Whether somebody acts on this day or should have before.
    pub fn waits(&self, day: NaiveDate) -> bool {
        self.left.first().is_some_and(|one| one.on <= day)
    }

    /// Does what is to be done up to a day.
    pub fn perform(
        &mut self,
        day: NaiveDate,
        cases: &mut [Case],
        policy: Option<&Policy>,
        posts: &[Post],
    ) -> Vec<Answered> {
        let people = People::new(posts);
        let count = self.left.iter().take_while(|one| one.on <= day).count();
        let (now, later) = self.left.split_at(count);
        self.left = later;
        let mut came = Vec::new();
        for one in now {
            let ids: Vec<String> =
                meant(cases, &one.matter, one.rule.as_deref()).into_iter().map(|case| case.id.clone()).collect();
            if ids.is_empty() {
                came.push(one.said(&one.matter, false, "there is no such matter on that day"));
            }
            for case in cases.iter_mut().filter(|case| ids.contains(&case.id)) {
                let matter = format!("{} {}", case.subject, case.rule.name());
                match one.on(case, policy, &people) {
                    Ok(change) => {
                        let until = change.case.state.waits_until().map(|day| format!(" until {day}"));
                        let waits = if change.case.life.pending.is_some() { ", waits for a decision" } else { "" };
                        let state = change.case.state.name();
                        let outcome = format!("{state}{}{waits}", until.unwrap_or_default());
                        *case = change.case;
                        came.push(one.said(&matter, true, &outcome));
                    }
                    // Whoever means every matter means those that it can be done to.
                    Err(_) if one.matter == "*" => {}
                    Err(why) => came.push(one.said(&matter, false, &why.to_string())),
                }
            }
        }
        came
    }

    /// What was never done, because no slot came after its day.
    pub fn left(&self) -> Vec<Answered> {
        self.left.iter().map(|one| one.said(&one.matter, false, "no slot comes after that day")).collect()
    }
}

impl Planned {
    fn on(&self, case: &Case, policy: Option<&Policy>, people: &People<'_>) -> Result<CaseChange, ActError> {
        let evidence = |name: &String| Evidence { name: name.clone(), sha256: sha256_hex(name.as_bytes()) };
        let said = Said {
            by: self.by.clone(),
            text: self.text.clone(),
            reason: self.reason.clone(),
            until: self.until,
            evidence: self.evidence.iter().map(evidence).collect(),
        };
        match self.does {
            Does::Ack => case.acknowledge(&self.by, self.until.unwrap_or(self.on), self.on),
            Does::Reply => case.reply(&said, policy, self.on),
            Does::Justify => case.ask_to_justify(&said, policy, self.on),
            Does::Extend => case.ask_to_extend(&said, policy, self.on),
            Does::Approve => case.approve(&self.by, self.on),
            Does::Refuse => case.refuse(&self.by, &self.text, self.on),
            Does::Silence => case.silence(&said, people, self.on),
            Does::Close => case.close(&said, &self.second, policy.map_or(1, |policy| policy.in_range), self.on),
            Does::Reopen => case.reopen(&self.by, &self.text, self.on),
        }
    }

    fn said(&self, matter: &str, done: bool, outcome: &str) -> Answered {
        let does = format!("{:?}", self.does).to_lowercase();
        let (matter, outcome) = (matter.to_string(), outcome.to_string());
        Answered { on: self.on, by: self.by.clone(), does, matter, outcome, done }
    }
}
