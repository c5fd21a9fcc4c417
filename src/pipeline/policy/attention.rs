//! Against flooding: how many letters a person gets on one day, what may wait for the next one, what is said again and how
//! seldom, what mutes what, and when a run is held for a person.
//!
//! Takes the tables `attention`, `breaker` and `inhibit` of a policy; gives limits that the plan keeps. Decides nothing.

use super::{Span, hours};
use crate::base::period::PeriodKind;
use crate::pipeline::file::Text;
use crate::pipeline::reader::Section;

/// `[policies.NAME.attention]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// Letters a person gets on one day; what is above waits for the next day and comes as one digest. `None`: no limit.
    pub per_day: Option<u32>,
    /// How long news that asks for nothing (a warning that is over) waits for the next letter before it gets one of its own.
    pub digest: Option<Span>,
    /// After how long an open matter that climbs no further is said again; each next wait is twice as long.
    pub repeat: Option<Span>,
    /// Between which minutes of the local day letters go out; `None`: at any time. A person's own hours come before these.
    pub hours: Option<(u32, u32)>,
    /// Whether letters go out on working days only.
    pub workdays: bool,
}

impl Default for Attention {
    fn default() -> Attention {
        let (digest, repeat) = (Some(Span::Periods(1, PeriodKind::Month)), Some(Span::Workdays(10)));
        Attention { per_day: Some(1), digest, repeat, ..Attention::off() }
    }
}

impl Attention {
    /// No limit and nothing said twice: every letter goes out as it is decided.
    pub fn off() -> Attention {
        Attention { per_day: None, digest: None, repeat: None, hours: None, workdays: false }
    }
}

/// `[policies.NAME.breaker]`: what one run may do without a person. Nearly always it is a wrong file or a wrong column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// Percent of the subjects that were judged before and that one run may turn red; 100: any.
    pub red_percent: u32,
    /// So many subjects at least have to turn red: in a small portfolio two of five are no accident.
    pub red_least: u32,
    /// Letters one run may write; 0: any number.
    pub letters: u32,
}

impl Default for Breaker {
    fn default() -> Breaker {
        Breaker { red_percent: 30, red_least: 10, letters: 300 }
    }
}

/// `[[policies.NAME.inhibit]]`: while one matter of a project stands, others of the same project are not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inhibit {
    /// Names of rules: while one of them is broken and told …
    pub when: Vec<String>,
    /// … nobody is told of these; empty: of any.
    pub mute: Vec<String>,
    /// Whose matters are muted.
    pub of: Muted,
}

/// Whose matters are muted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Muted {
    /// Those of the same project.
    #[default]
    Same,
    /// Those of the projects that belong to it (所属项目).
    Parts,
}

impl Inhibit {
    /// Whether a broken rule mutes another one. Rules that mute never mute each other within one project.
    pub fn mutes(&self, broken: &str, other: &str) -> bool {
        let named = |names: &[String], rule: &str| names.iter().any(|name| name == rule);
        let spared = self.of == Muted::Same && named(&self.when, other);
        named(&self.when, broken) && !spared && (self.mute.is_empty() || named(&self.mute, other))
    }
}

/// What one matter mutes where a policy says nothing: money that is behind is no news of a project that stands still.
pub fn usual_inhibitions() -> Vec<Inhibit> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_string()).collect::<Vec<String>>();
    vec![
        Inhibit { when: words(&["stalled", "not_started"]), mute: words(&["behind_target"]), of: Muted::Same },
        Inhibit { when: words(&["stalled", "not_started"]), mute: Vec::new(), of: Muted::Parts },
    ]
}

/// Reads `[policies.NAME.attention]`; `"never"` turns a part off.
pub(super) fn attention(policy: &Section<'_, '_>) -> Attention {
    let usual = Attention::default();
    let Some(section) = policy.table_if("attention") else { return usual };
    let per_day = match section.number("per_day", 0, 100).map(|n| n.into_inner()) {
        None => usual.per_day,
        Some(0) => None,
        Some(n) => u32::try_from(n).ok(),
    };
    let (digest, repeat) = (span(&section, "digest", usual.digest), span(&section, "repeat", usual.repeat));
    let hours = section.text("hours").and_then(|text| office_hours(&section, &text));
    let workdays = section.text("days").is_some_and(|text| working_days(&section, &text));
    let attention = Attention { per_day, digest, repeat, hours, workdays };
    section.close();
    attention
}

/// `hours = "08:00-20:00"`
fn office_hours(section: &Section<'_, '_>, text: &Text) -> Option<(u32, u32)> {
    let found = hours(text.get_ref());
    if found.is_none() && text.get_ref() != "any" {
        let message = format!("`{}` are no hours of a day", text.get_ref());
        section.reader().error(text.span(), &section.key("hours"), message, "write \"08:00-20:00\", or \"any\"");
    }
    found
}

/// `days = "workdays"`
fn working_days(section: &Section<'_, '_>, text: &Text) -> bool {
    if !["workdays", "any"].contains(&text.get_ref().as_str()) {
        let message = format!("letters cannot go out on `{}`", text.get_ref());
        section.reader().error(text.span(), &section.key("days"), message, "write \"workdays\" or \"any\"");
    }
    text.get_ref() == "workdays"
}

fn span(section: &Section<'_, '_>, key: &str, usual: Option<Span>) -> Option<Span> {
    let Some(text) = section.text(key) else { return usual };
    if text.get_ref() == "never" {
        return None;
    }
    match Span::parse(text.get_ref()) {
        Ok(span) => Some(span),
        Err(hint) => {
            let message = format!("`{}` is no time to wait", text.get_ref());
            section.reader().error(text.span(), &section.key(key), message, format!("{hint}, or \"never\""));
            None
        }
    }
}

/// Reads `[policies.NAME.breaker]`.
pub(super) fn breaker(policy: &Section<'_, '_>) -> Breaker {
    let usual = Breaker::default();
    let Some(section) = policy.table_if("breaker") else { return usual };
    let number = |key: &str, most: i64, usual: u32| {
        section.number(key, 0, most).map_or(usual, |n| u32::try_from(n.into_inner()).unwrap_or(usual))
    };
    let breaker = Breaker {
        red_percent: number("red_percent", 100, usual.red_percent),
        red_least: number("red_least", 1_000_000, usual.red_least),
        letters: number("letters", 1_000_000, usual.letters),
    };
    section.close();
    breaker
}

/// Reads `[[policies.NAME.inhibit]]`; without it the usual ones hold. `inhibit = []` turns them off.
pub(super) fn inhibitions(policy: &Section<'_, '_>) -> Vec<Inhibit> {
    if !policy.has("inhibit") {
        policy.allow("inhibit");
        return usual_inhibitions();
    }
    let mut found = Vec::new();
    for section in policy.tables("inhibit") {
        let words = |key: &str| -> Vec<String> {
            section.texts(key).unwrap_or_default().into_iter().map(|text| text.into_inner()).collect()
        };
        let (when, mute) = (words("when"), words("mute"));
        if when.is_empty() {
            let hint = "write when = [\"stalled\"]: names of rules";
            section.reader().error(section.span(), &section.key("when"), "nothing is named that mutes", hint);
        }
        let of = section.text("of").map_or(Muted::Same, |text| match text.get_ref().as_str() {
            "same project" => Muted::Same,
            "parts" => Muted::Parts,
            other => {
                let message = format!("matters of `{other}` cannot be muted");
                let hint = "write \"same project\", or \"parts\" for the projects that belong to it";
                section.reader().error(text.span(), &section.key("of"), message, hint);
                Muted::Same
            }
        });
        section.close();
        found.push(Inhibit { when, mute, of });
    }
    found
}
