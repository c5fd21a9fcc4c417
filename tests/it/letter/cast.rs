//! The cast: liaison 周明, unit head 何芳, leader 林涛 and data keeper 孙静 of a made-up office, and their matters.

use chrono::{NaiveDate, TimeZone, Utc};
use duban::assess::{Figures, Rule};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::id::{self, Head};
use duban::base::place::Place;
use duban::base::slot::{Slot, SlotKind};
use duban::escalate::{Beside, Case, CaseState, Item, ItemKind, Life, NextRung, Notice, Recipient, Told};
use duban::letter::render::Templates;
use duban::letter::{Desk, Letter, LetterTrouble, Sender};
use duban::pipeline::policy::{Accept, Attention, Breaker, Policy, PostRef, Rung, Scope, Span, Wait, Words};

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Money, in 万元.
pub fn wan(text: &str) -> Option<Amount> {
    Some(Amount::parse(text).unwrap().times(10_000).unwrap())
}

/// Somebody of the cast: name, role, scope.
pub type Person = (&'static str, &'static str, &'static str);

pub const LIAISON: Person = ("周明", "联络员", "P-012");
pub const UNIT_HEAD: Person = ("何芳", "责任单位负责人", "城建指挥部");
pub const OFFICER: Person = ("郑强", "首席服务官", "P-012");
pub const LEADER: Person = ("林涛", "分包领导", "P-012");
pub const KEEPER: Person = ("孙静", "数据管理员", "督查室");

/// The address of one of the cast.
pub fn address(person: Person) -> String {
    format!("{}@office.example", id::derive("u", &[person.0]))
}

pub fn recipient(person: Person) -> Recipient {
    let address = address(person);
    let (name, role, scope) = person;
    Recipient {
        person: id::person(&address),
        name: name.into(),
        address,
        role: role.into(),
        scope: scope.into(),
        hours: None,
        english: false,
    }
}

pub fn told(person: Person, rung: u32, on: &str) -> Told {
    let Recipient { person, name, role, scope, .. } = recipient(person);
    Told { person, name, role, scope, rung, on: day(on) }
}

/// An open case on its first rung, told to the liaison on its first day.
pub fn case(subject: &str, name: &str, rule: Rule, grade: Grade, since: &str, figures: Figures) -> Case {
    Case {
        id: Case::id_of("demo", subject, rule),
        portfolio: "demo".into(),
        subject: subject.into(),
        name: name.into(),
        unit_name: Some("城建指挥部".into()),
        rule,
        grade,
        state: CaseState::Open,
        since: day(since),
        opened_on: day("2014-06-16"),
        rung: 1,
        rung_since: day("2014-06-16"),
        told: vec![told(LIAISON, 1, "2014-06-16")],
        reopened: 0,
        figures,
        place: place("20140615重点项目进度.xlsx", "进度", "G52"),
        life: Life::default(),
        version: 1,
    }
}

pub fn place(file: &str, sheet: &str, cell: &str) -> Option<Place> {
    Some(Place { file: file.into(), sheet: Some(sheet.into()), cell: Some(cell.into()) })
}

/// 滞后: 1,250 of 6,000, 2,474 due.
pub fn behind(subject: &str, name: &str) -> Case {
    let figures = Figures {
        target: wan("6000"),
        expected: wan("2728.767123"),
        actual: wan("1250"),
        gap_points: Some(Amount::parse("24.646118").unwrap()),
        reported_as_of: Some(day("2014-06-15")),
        ..Figures::default()
    };
    case(subject, name, Rule::BehindTarget, Grade::Behind, "2014-05-15", figures)
}

pub fn overdue(subject: &str, name: &str) -> Case {
    let figures = Figures {
        target: wan("120000"),
        actual: wan("35500"),
        days: Some(17),
        milestone: Some("主体封顶".into()),
        planned_date: Some(day("2014-05-30")),
        reported_as_of: Some(day("2014-06-15")),
        ..Figures::default()
    };
    case(subject, name, Rule::MilestoneOverdue, Grade::Behind, "2014-05-30", figures)
}

pub fn due_soon(subject: &str, name: &str) -> Case {
    let mut case = overdue(subject, name);
    case.grade = Grade::AtRisk;
    case.since = day("2014-06-16");
    case.figures.days = Some(-9);
    case.figures.planned_date = Some(day("2014-06-25"));
    case
}

pub fn stalled(subject: &str, name: &str) -> Case {
    let figures = Figures { reports: Some(3), expected: None, gap_points: None, ..behind(subject, name).figures };
    case(subject, name, Rule::Stalled, Grade::Stalled, "2014-04-30", figures)
}

pub fn not_started(subject: &str, name: &str) -> Case {
    let figures = Figures {
        target: wan("3000"),
        actual: wan("0"),
        days: Some(77),
        planned_date: Some(day("2014-03-31")),
        reported_as_of: Some(day("2014-06-15")),
        ..Figures::default()
    };
    case(subject, name, Rule::NotStarted, Grade::NotStarted, "2014-03-31", figures)
}

pub fn not_reported(subject: &str, name: &str, periods: u32) -> Case {
    let figures = Figures {
        actual: wan("880.5"),
        reports: Some(periods),
        planned_date: Some(day("2014-06-15")),
        reported_as_of: Some(day("2014-05-31")),
        ..Figures::default()
    };
    let mut case = case(subject, name, Rule::NotReported, Grade::NotReported, "2014-05-31", figures);
    case.place = None;
    case
}

/// Trouble with data of which only the text is known.
pub fn data(subject: &str, name: &str, rule: Rule, text: &str) -> Case {
    let figures = Figures { text: Some(text.into()), reported_as_of: Some(day("2014-05-31")), ..Figures::default() };
    case(subject, name, rule, Grade::Unreadable, "2014-06-16", figures)
}

/// An item as the planner would make it on 16 June.
pub fn item(case: Case, kind: ItemKind) -> Item {
    Item {
        case,
        kind,
        ask: "请核实情况，说明原因，提出整改措施和完成时限".into(),
        reply_by: Some(day("2014-06-19")),
        next: Some(NextRung {
            rung: "unit".into(),
            label: "责任单位".into(),
            people: vec!["何芳（责任单位负责人）".into()],
            on: Some(day("2014-06-20")),
            reds: None,
        }),
        text: Words::default(),
        answer: Vec::new(),
        held: None,
        correction: None,
        rung: 1,
    }
}

/// An item of which nothing is asked and that goes nowhere.
pub fn closing(mut case: Case) -> Item {
    case.state = CaseState::Resolved { on: day("2014-06-15") };
    let (ask, text, answer) = (Words::default(), Words::default(), Vec::new());
    let (reply_by, next, held, correction) = (None, None, None, None);
    Item { case, kind: ItemKind::Resolved, ask, text, answer, reply_by, next, held, correction, rung: 1 }
}

pub fn notice(person: Person, items: Vec<Item>) -> Notice {
    Notice { recipient: recipient(person), items, beside: Beside::default(), urgent: false }
}

pub fn policy() -> Policy {
    let rung = |name: &str, label: &str| Rung {
        name: name.into(),
        label: label.into(),
        posts: vec![PostRef { role: label.into(), of: Scope::Project }],
        copy: Vec::new(),
        after: Wait::Span(Span::Workdays(3)),
        reply: Span::Workdays(3),
        answer: Vec::new(),
        text: Words::default(),
        ask: Words::default(),
        urgent: false,
        enter: None,
        points: None,
    };
    Policy {
        name: "key-projects".into(),
        project: vec![rung("liaison", "联络员"), rung("unit", "责任单位"), rung("leader", "分包领导")],
        data: vec![rung("keeper", "数据管理员"), rung("office", "督查室")],
        accept: Accept::ByHand,
        in_range: 1,
        reasons: Policy::usual_reasons(),
        routes: Vec::new(),
        attention: Attention::off(),
        breaker: Breaker::default(),
        inhibit: Vec::new(),
        catch_all: Vec::new(),
        approvers: Vec::new(),
    }
}

/// Writes as the office does on Monday 16 June 2014, nine o'clock.
pub fn write(notices: &[Notice]) -> (Vec<Letter>, Vec<LetterTrouble>) {
    write_as("督查室", "重点项目半月进度", notices)
}

/// The same by other templates.
pub fn write_by(templates: &Templates, notices: &[Notice]) -> (Vec<Letter>, Vec<LetterTrouble>) {
    write_all("督查室", "重点项目半月进度", templates, notices)
}

/// The same under another office's name and another title.
pub fn write_as(office: &str, title: &str, notices: &[Notice]) -> (Vec<Letter>, Vec<LetterTrouble>) {
    write_all(office, title, &Templates::embedded(), notices)
}

fn write_all(
    office: &str,
    title: &str,
    templates: &Templates,
    notices: &[Notice],
) -> (Vec<Letter>, Vec<LetterTrouble>) {
    let slot = Slot {
        pipeline: "progress".into(),
        kind: SlotKind::Read,
        at: Utc.with_ymd_and_hms(2014, 6, 16, 1, 0, 0).unwrap(),
        zone: chrono_tz::Asia::Shanghai,
        period: Some("2014-06H1".parse().unwrap()),
    };
    let head = Head { seq: 128, hash: id::sha256_hex(b"entry 128") };
    let sender = Sender { name: office.into(), address: "duban@office.example".into() };
    let policy = policy();
    let (head, sender, calendar) = (&head, &sender, &Calendar::default());
    let desk =
        Desk { slot: &slot, title, portfolio: "demo", head, sender, policy: Some(&policy), calendar, links: None };
    duban::letter::write_with(templates, notices, &desk)
}
