//! The same letter in English, for readers whose contacts say so (语言).
//!
//! Takes a notice and the desk; gives the view that both templates print. Names and units stay as they were written, and so
//! does what a policy says in Chinese only. A figure that a case does not hold is left out, never made up.

/// What could not be taken.
mod data;

/// What a matter is called in a few words.
mod labels;

pub use labels::count_label;

use super::clean::{self, NAME, SENTENCE};
use super::receipt::{self, Sent};
use super::template_words::Words;
use super::view::{Entry, Group, Line, View, colour, severity};
use super::{Desk, data_words, issue_words, requests, thread, words};
use crate::assess::{Figures, Moved, Rule};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::escalate::{Case, CaseState, Item, ItemKind, Notice};
use crate::pipeline::policy::Answer;
use chrono::NaiveDate;
use labels::{grade, label, tag};

/// Longest subject, in characters.
const SUBJECT_MAX: usize = 120;
/// At most this many people, or unchanged matters, by name.
const NAMED_MAX: usize = 8;

/// The words of the templates.
pub const WORDS: Words = Words {
    language: "en",
    label_width: 68,
    colon: ": ",
    open: "[",
    close: "] ",
    bracket: " (",
    unbracket: ")",
    stop: ". ",
    written: "says ",
    dot: " · ",
    case: "Case",
    notes: "What to do",
    letter: "Letter",
    slot: "Run",
    head: "Audit head",
    reply_code: "Reply code",
    reply_how: "for the subject of a new mail",
};

/// How to act by mail.
const MAIL: &str = "Or reply to this mail. First line: ACK, REPLY 2014-07-31, JUSTIFY 2014-07-31 or EXTEND 2014-07-31, and the case's \
    number where there are several; below it why and what is done. Attached files are kept as evidence.";

/// The view of one letter.
pub fn of(notice: &Notice, receipts: &[Sent], desk: &Desk<'_>, letter: &str) -> View {
    let alone = notice.items.is_empty();
    let day = desk.slot.as_of();
    let title = clean::line(desk.title, NAME);
    let office = clean::line_or(&desk.sender.name, NAME, "The supervision office");
    View {
        words: WORDS,
        heading: if alone { receipt::english::heading(receipts) } else { heading(notice) },
        greeting: format!(
            "{} ({}),",
            clean::line(&notice.recipient.name, NAME),
            clean::line(&notice.recipient.role, NAME)
        ),
        intro: if alone { receipt::english::intro(&title, receipts) } else { intro(notice, day, &title) },
        colour: notice.items.iter().max_by_key(|i| severity(i)).map_or(colour(None), |i| colour(Some(i))),
        groups: vec![Group {
            title: String::new(),
            label: "",
            table: false,
            common: Vec::new(),
            entries: notice.items.iter().enumerate().map(|(at, item)| entry(item, notice, desk, at + 1)).collect(),
        }],
        beside: beside(notice),
        receipts: receipts.iter().map(receipt::english::view).collect(),
        notes: if alone { receipt::english::notes() } else { notes(notice, &office, desk) },
        office,
        title,
        day: day.to_string(),
        letter: letter.to_string(),
        slot: clean::line(&desk.slot.name(), NAME),
        head: clean::line(&desk.head.short(), NAME),
        reply_code: if alone { String::new() } else { super::links::reply_code(notice, desk, letter) },
    }
}

/// `[duban] Behind, escalated: 3 matters, 南郊安置小区三期 … (2014-06-30)`
pub fn subject(notice: &Notice, receipts: &[Sent], day: NaiveDate) -> String {
    if notice.items.is_empty() {
        return receipt::english::subject(receipts);
    }
    let number = receipt::english::number(receipts);
    let number = if number.is_empty() { number } else { format!(" [{number}]") };
    let worst = notice.items.iter().rev().max_by_key(|item| severity(item));
    let label = worst.map(label).unwrap_or_default();
    let climbed = if notice.items.iter().any(|item| item.kind == ItemKind::Climbed) { ", escalated" } else { "" };
    let name = worst.map(|item| clean::line(&item.case.name, 40)).unwrap_or_default();
    let more = if notice.items.len() > 1 { " …" } else { "" };
    let count = matters(notice.items.len());
    let text = format!("[duban] {label}{climbed}: {count}, {name}{more} ({day})");
    format!("{}{number}", clean::line(&text, SUBJECT_MAX).replace("=?", "= ?"))
}

/// The rung's own words, where the whole letter is of one rung.
fn intro(notice: &Notice, day: NaiveDate, title: &str) -> String {
    let about = if title.is_empty() { String::new() } else { format!(" according to “{title}”") };
    let mut texts = notice.items.iter().filter(|i| i.kind != ItemKind::Resolved).map(|item| item.text.of(true));
    if let Some(first) = texts.next().filter(|text| !text.trim().is_empty())
        && texts.all(|text| text == first)
    {
        return format!("as of {day}{about}: {}", clean::line(first, SENTENCE));
    }
    let order = if notice.items.len() > 1 { ", the worst first" } else { "" };
    match notice.items.iter().all(|item| item.kind == ItemKind::Corrected) {
        true => format!("what you were told of these matters was wrong; this is how they stand on {day}{about}."),
        false => format!("these are your matters as of {day}{about}{order}."),
    }
}

fn heading(notice: &Notice) -> String {
    let over = notice.items.iter().filter(|item| item.kind == ItemKind::Resolved).count();
    match (notice.items.len() - over, over) {
        (0, over) => format!("{} of yours settled", matters(over)),
        (open, 0) => format!("You have {}", matters(open)),
        (open, over) => format!("You have {}; {over} more settled", matters(open)),
    }
}

fn matters(count: usize) -> String {
    if count == 1 { "1 matter".to_string() } else { format!("{count} matters") }
}

fn entry(item: &Item, notice: &Notice, desk: &Desk<'_>, number: usize) -> Entry {
    let case = &item.case;
    Entry {
        number,
        grade: label(item),
        colour: colour(Some(item)),
        tag: tag(item.kind),
        name: clean::line_or(&case.name, NAME, "(no name)"),
        id: super::view::id_beside_name(case),
        case: clean::id(&case.id),
        brief: String::new(),
        lines: lines(item, notice, desk),
        links: super::links::of(item, notice, desk, number, false),
    }
}

/// The labelled lines of one item.
pub fn lines(item: &Item, notice: &Notice, desk: &Desk<'_>) -> Vec<Line> {
    let (case, day) = (&item.case, desk.slot.as_of());
    let over = !case.state.is_live();
    let mut lines = Vec::new();
    let mut say = |label: &'static str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            lines.push(Line {
                label,
                text: clean::line(&text, SENTENCE * 2),
                strong: matches!(label, "Asked" | "Erratum"),
            });
        }
    };
    say("Unit", case.unit_name.clone());
    say("Matter", Some(issue_words::matter_en(case)));
    match item.kind {
        ItemKind::Corrected => say("Erratum", Some(corrected(item))),
        ItemKind::HandedOver => {
            let unit = clean::line(case.unit_name.as_deref().unwrap_or_default(), NAME);
            say("Now", Some(format!("handed over to {unit}; nothing is left for you to do")));
        }
        ItemKind::Resolved => say("Now", Some(format!("settled {}", settled(case, day)))),
        _ if issue_words::knows(case.rule) => say("Issue", Some(issue_words::what_en(case))),
        _ if data::knows(case.rule) => say("Data", Some(data::what(case))),
        _ => say("Figures", Some(figures(&case.figures))),
    }
    let timed = case.rule == Rule::Issue; // its limit says it
    let entered = words::entered(item, desk.policy).then(|| format!("“{}” comes straight to you.", grade(case.grade)));
    say("Why you", entered);
    say("Since", (!over && !timed).then(|| format!("{} ({} days)", case.since, (day - case.since).num_days().max(0))));
    say("Baseline", case.figures.moved.as_ref().map(moved));
    let told = thread::english(case, notice, day);
    say("So far", (!told.is_empty()).then_some(told));
    say("Waits", waits(case));
    say("Request", requests::english(item, notice, desk));
    say("Asked", asked(item, day));
    say("Next", (!over).then(|| next(item, desk)).flatten());
    say("Source", case.place.as_ref().map(ToString::to_string));
    lines
}

/// `planned for 2014-09-30, approved for 2014-12-31; the plan was changed 2 times, those of the unit 5 times`
fn moved(moved: &Moved) -> String {
    let Moved { times, of_unit, original_end, approved_end } = moved;
    let ends = match (original_end, approved_end) {
        (Some(first), Some(now)) if first != now => format!("planned for {first}, approved for {now}; "),
        _ => String::new(),
    };
    let often = |n: u32| if n == 1 { "once".to_string() } else { format!("{n} times") };
    format!("{ends}the plan was changed {}, those of the unit {}", often(*times), often(*of_unit))
}

/// Every figure that the case holds.
fn figures(figures: &Figures) -> String {
    let share = figures.actual.zip(figures.target).and_then(|(actual, target)| super::figures::share(actual, target));
    let late = figures.days.map(|days| match days {
        ..0 => format!("{} days left", -days),
        0 => "due today".to_string(),
        1.. => format!("{days} days late"),
    });
    let parts = [
        figures.milestone.as_ref().map(|name| format!("milestone “{}”", clean::line(name, NAME))),
        figures.planned_date.map(|day| format!("planned {day}")),
        late,
        figures.actual.map(|actual| format!("done {}", money(actual))),
        figures
            .target
            .map(|target| format!("of {}{}", money(target), share.map(|s| format!(" ({s})")).unwrap_or_default())),
        figures.expected.map(|expected| format!("due by then {}", money(expected))),
        figures.gap_points.filter(|gap| gap.0 > 0).map(|gap| format!("{} percentage points short", gap.rounded(1))),
        figures.reports.map(|reports| format!("{reports} reports in a row")),
        figures.text.as_ref().map(|text| data_words::said_en(text)),
        figures.near.as_ref().map(|near| format!("perhaps renamed to {}: say so, if it is", clean::line(near, NAME))),
        figures.reported_as_of.map(|day| format!("figures of {day}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `RMB 12.50 million`
fn money(amount: Amount) -> String {
    format!("RMB {} million", amount.in_unit(1_000_000).rounded(2))
}

fn settled(case: &Case, day: NaiveDate) -> String {
    match case.state {
        CaseState::Resolved { on } => on.to_string(),
        _ => day.to_string(),
    }
}

fn waits(case: &Case) -> Option<String> {
    let until = case.state.waits_until()?;
    let state = case.state.name();
    Some(format!("{state}; the ladder waits until {until}"))
}

fn asked(item: &Item, today: NaiveDate) -> Option<String> {
    let ask = clean::line(item.ask.of(true), SENTENCE);
    if let Some(issue) = item.reply_by.and_then(|day| issue_words::asked_en(item, day, today)) {
        return Some(format!("{issue} {ask}"));
    }
    match item.reply_by {
        Some(day) => {
            let wanted: Vec<&str> = item.answer.iter().map(|answer| wanted(*answer)).collect();
            let wanted = if wanted.is_empty() { String::new() } else { format!(", saying {}", wanted.join(" and ")) };
            let stop = if ask.is_empty() || ask.ends_with(['.', '!', '?', '。']) { "" } else { "." };
            Some(format!("{ask}{stop} Please answer by {day}{wanted}.").trim_start().to_string())
        }
        None => (!ask.is_empty()).then_some(ask),
    }
}

/// What a reply has to say.
fn wanted(answer: Answer) -> &'static str {
    match answer {
        Answer::Reason => "why",
        Answer::Date => "by when it is made good",
        Answer::Request => "what you need from others",
    }
}

fn next(item: &Item, desk: &Desk<'_>) -> Option<String> {
    let case = &item.case;
    if item.kind == ItemKind::HandedOver {
        return None;
    }
    let Some(next) = &item.next else {
        let top = desk.policy.is_some_and(|policy| case.rung as usize >= case.rungs(policy).len());
        return match case.grade {
            Grade::AtRisk if case.rule == Rule::Issue => {
                Some("Within its limit nobody above is told; beyond it the matter climbs.".to_string())
            }
            Grade::AtRisk => Some("A warning: nobody above is told while nothing is late.".to_string()),
            _ if top => Some("This is the top rung; it is said again until the matter is settled.".to_string()),
            _ => None,
        };
    };
    let people: Vec<String> = next.people.iter().map(|name| clean::line(name, NAME)).collect();
    let to = if people.is_empty() { clean::line(&next.label, NAME) } else { words::listed(&people, NAMED_MAX) };
    let when = match (next.on, next.reds) {
        (Some(on), _) => format!("On {on}"),
        (None, reds) => {
            let (have, needed) = reds.unwrap_or_default();
            format!("After {needed} bad periods in a row ({have} so far)")
        }
    };
    Some(format!("{when} {to} is told, {}.", issue_words::stop_en(case.rule)))
}

fn corrected(item: &Item) -> String {
    let Some(wrong) = &item.correction else { return "the figures were corrected".to_string() };
    let was = wrong.figures.actual.map(|was| format!(" ({})", money(was))).unwrap_or_default();
    let now = wrong.now.map(|now| format!(" It is now {}.", money(now))).unwrap_or_default();
    let grade = grade(item.case.grade);
    match (wrong.settled, item.case.state.is_live()) {
        (true, true) => {
            format!("You were told that this was settled. The figure{was} was wrong.{now} It stands: {grade}.")
        }
        (false, true) => {
            format!("You were told “{}” on a wrong figure{was}.{now} It is “{grade}”.", self::grade(wrong.grade))
        }
        _ => format!(
            "You were told “{}” on a wrong figure{was}.{now} That letter is withdrawn; nothing is to be done.",
            self::grade(wrong.grade)
        ),
    }
}

fn beside(notice: &Notice) -> Vec<String> {
    let mut lines = Vec::new();
    let waited = notice.items.iter().filter_map(|item| item.held);
    if let Some(first) = waited.clone().min() {
        lines.push(format!("{} of these waited since {first} for this letter, so that you get fewer.", waited.count()));
    }
    let beside = &notice.beside;
    if beside.unchanged_count > 0 {
        let names: Vec<String> = beside.unchanged.iter().map(|case| clean::line(&case.name, NAME)).collect();
        lines.push(format!(
            "Open and unchanged since you were told: {} ({}).",
            beside.unchanged_count,
            names.join(", ")
        ));
    }
    if beside.below > 0 {
        lines.push(format!("{} more are handled below your level.", beside.below));
    }
    lines
}

fn notes(notice: &Notice, office: &str, desk: &Desk<'_>) -> Vec<String> {
    let asked = notice.items.iter().any(|item| item.reply_by.is_some() || !item.ask.is_empty());
    let mut notes = Vec::new();
    let (clicks, mails) = super::links::ways(desk);
    if let Some(note) = requests::note_en(notice) {
        notes.push(note);
    } else if asked && (clicks || mails) {
        notes.extend(clicks.then(|| "Click below a matter to answer; the links are for you alone.".to_string()));
        notes.extend(mails.then(|| mail(notice)));
        notes.push(issue_words::wrong_en(notice));
    } else if asked {
        notes
            .push(format!("Answer this mail with the case's number. Once {office} has accepted it, the ladder waits."));
        notes.push(issue_words::wrong_en(notice));
    } else {
        notes.push("For your information; no answer is needed.".to_string());
    }
    if let Some(year) = super::view::unannounced_year(notice, desk) {
        notes.push(format!("The holidays of {year} are not announced yet: deadlines in it count every day, weekends and holidays too, until they are."));
    }
    notes.push("Written by a program, for you only; please do not pass it on.".to_string());
    notes
}

/// How to act by mail; an issue can be reported done.
fn mail(notice: &Notice) -> String {
    if issue_words::any(notice) { MAIL.replace("ACK, REPLY", "ACK, DONE, REPLY") } else { MAIL.to_string() }
}
