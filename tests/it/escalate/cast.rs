//! The cast of the ladder's tests, and scripts of days that are played against the plan.

use chrono::{NaiveDate, TimeZone, Utc};
use duban::assess::{Figures, Finding, Judged, Rule};
use duban::base::amount::Amount;
use duban::base::calendar::Calendar;
use duban::base::grade::Grade;
use duban::base::period::{Period, PeriodKind};
use duban::base::place::Place;
use duban::base::slot::{Slot, SlotKind};
use duban::escalate::attention::{self, Asked};
use duban::escalate::{Case, Evidence, Kind, Matter, People, Plan, Said, plan};
use duban::pipeline::policy::{
    Accept, Attention, Breaker, Policy, Post, PostRef, Rung, Scope, Span, Term, Wait, Words,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

pub const PORTFOLIO: &str = "bridges";
pub const PIPELINE: &str = "progress";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A post on a rung.
pub fn of(role: &str, of: Scope) -> PostRef {
    PostRef { role: role.to_string(), of }
}

/// A rung told `days` working days after the one below; 0: at once.
pub fn rung(name: &str, label: &str, days: u32, posts: Vec<PostRef>) -> Rung {
    Rung {
        name: name.to_string(),
        label: label.to_string(),
        posts,
        copy: Vec::new(),
        after: after(days),
        reply: Span::Workdays(3),
        answer: Vec::new(),
        ask: format!("请{label}答复").into(),
        text: Words::default(),
        urgent: false,
        enter: None,
        points: None,
    }
}

pub fn after(days: u32) -> Wait {
    if days == 0 { Wait::AtOnce } else { Wait::Span(Span::Workdays(days)) }
}

/// Liaison at once, unit after 5 working days, leader after 5 more, office after 10 more; data: keeper, office.
pub fn policy() -> Policy {
    let office = || vec![of("督查室主任", Scope::Office)];
    Policy {
        name: "key".to_string(),
        project: vec![
            rung("liaison", "联络员", 0, vec![of("联络员", Scope::Project)]),
            rung("unit", "责任单位", 5, vec![of("负责人", Scope::Unit)]),
            rung("leader", "分包领导", 5, vec![of("分包领导", Scope::Project), of("首席服务官", Scope::Project)]),
            rung("office", "督查室", 10, office()),
        ],
        data: vec![
            rung("keeper", "数据管理员", 0, vec![of("数据管理员", Scope::Office)]),
            rung("office", "督查室", 3, office()),
        ],
        accept: Accept::ByHand,
        in_range: 0,
        reasons: Policy::usual_reasons(),
        routes: Vec::new(),
        attention: Attention::off(),
        breaker: Breaker::default(),
        inhibit: Vec::new(),
        catch_all: Vec::new(),
        approvers: Vec::new(),
    }
}

pub fn post(scope: &str, role: &str, person: &str) -> Post {
    let address = format!("{}@example.org", person.to_lowercase());
    let (scope, role, person) = (scope.to_string(), role.to_string(), person.to_string());
    Post { scope, role, person, address, term: Term::default() }
}

/// Lin keeps the bridge, Zhao heads its unit, Qian leads it, Sun is the office, Wu keeps the data.
pub fn posts() -> Vec<Post> {
    vec![
        post("bridge", "联络员", "Lin"),
        post("Roads", "负责人", "Zhao"),
        post("bridge", "分包领导", "Qian"),
        post("Office", "督查室主任", "Sun"),
        post("Office", "数据管理员", "Wu"),
    ]
}

pub fn finding(subject: &str, rule: Rule, grade: Grade, gap: i64) -> Finding {
    let figures = Figures { gap_points: Some(Amount::whole(gap)), ..Figures::default() };
    let place = Some(Place { file: "june.xlsx".to_string(), sheet: None, cell: Some("G5".to_string()) });
    let (name, unit_name) = (format!("{subject} (name)"), Some("Roads".to_string()));
    let since = day("2014-06-15");
    Finding { subject: subject.to_string(), name, unit_name, rule, grade, since, figures, place }
}

/// What a slot has to say about one subject and rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It is broken.
    Broken(Grade, i64),
    /// It was judged and holds.
    Fine,
    /// It was not judged.
    Nothing,
}

/// A house on which days are played: what is true outside, and the cases inside.
#[derive(Debug, Clone)]
pub struct House {
    pub policy: Option<Policy>,
    pub posts: Vec<Post>,
    pub kinds: BTreeMap<String, Kind>,
    pub calendar: Calendar,
    pub corrected: BTreeMap<(String, NaiveDate), Option<Amount>>,
    pub asked: Option<RefCell<Asked>>,
    pub cases: BTreeMap<String, Case>,
    pub world: BTreeMap<(String, Rule), Says>,
    pub today: NaiveDate,
}

impl House {
    pub fn new() -> House {
        // Dragon Boat Festival: Monday 2 June 2014 off.
        let calendar = Calendar::new([2014], [(day("2014-06-02"), false)]);
        let (cases, world) = (BTreeMap::new(), BTreeMap::new());
        House {
            policy: Some(policy()),
            posts: posts(),
            kinds: BTreeMap::new(),
            calendar,
            corrected: BTreeMap::new(),
            asked: None,
            cases,
            world,
            today: day("2014-06-16"),
        }
    }

    pub fn says(&mut self, subject: &str, rule: Rule, says: Says) {
        self.world.insert((subject.to_string(), rule), says);
    }

    pub fn broken(&mut self, subject: &str, rule: Rule, grade: Grade, gap: i64) {
        self.says(subject, rule, Says::Broken(grade, gap));
    }

    pub fn evidence(&self) -> (Vec<Finding>, Judged) {
        let (mut findings, mut judged) = (Vec::new(), Judged::default());
        for ((subject, rule), says) in &self.world {
            match *says {
                Says::Nothing => continue,
                Says::Broken(grade, gap) => findings.push(finding(subject, *rule, grade, gap)),
                Says::Fine => {}
            }
            judged.pairs.insert((subject.clone(), *rule));
        }
        (findings, judged)
    }

    /// What would be done today; nothing is.
    pub fn plan(&self) -> Plan {
        let (findings, judged) = self.evidence();
        let cases: Vec<Case> = self.cases.values().cloned().collect();
        self.plan_from(&findings, &judged, &cases, &self.posts)
    }

    pub fn plan_from(&self, findings: &[Finding], judged: &Judged, cases: &[Case], posts: &[Post]) -> Plan {
        self.plan_at(findings, judged, cases, posts, None)
    }

    /// At the deadline of a period, where there is one; else on an ordinary morning.
    fn plan_at(
        &self,
        findings: &[Finding],
        judged: &Judged,
        cases: &[Case],
        posts: &[Post],
        period: Option<Period>,
    ) -> Plan {
        let at = Utc.from_utc_datetime(&self.today.and_hms_opt(1, 0, 0).unwrap());
        let (zone, kind) = (chrono_tz::Asia::Shanghai, period.map_or(SlotKind::Review, |_| SlotKind::Read));
        let slot = Slot { pipeline: PIPELINE.to_string(), kind, at, zone, period };
        let (policy, calendar) = (self.policy.as_ref(), &self.calendar);
        let kinds = &self.kinds;
        let (portfolio, slot, corrected) = (PORTFOLIO, &slot, &self.corrected);
        let matter = Matter {
            portfolio,
            slot,
            findings,
            judged,
            cases,
            policy,
            kinds,
            posts,
            calendar,
            corrected,
            fallback: None,
        };
        self.attend(plan(&matter), &matter)
    }

    /// Within people's attention, where the house keeps an eye on it.
    fn attend(&self, plan: Plan, matter: &Matter<'_>) -> Plan {
        let Some(asked) = &self.asked else { return plan };
        let mut asked = asked.borrow_mut();
        let today = matter.slot.as_of();
        if asked.day != Some(today) {
            asked.letters.clear();
            asked.day = Some(today);
        }
        let kept = attention::keep(plan, matter, &asked, &BTreeSet::new());
        asked.deferred.retain(|wait| !kept.told.contains(&wait.id));
        asked.deferred.extend(kept.deferred);
        for notice in &kept.plan.notices {
            *asked.letters.entry(notice.recipient.person.clone()).or_default() += 1;
        }
        kept.plan
    }

    /// Lives the deadline of the half-month that ended before a day.
    pub fn deadline_on(&mut self, date: &str) -> Plan {
        self.today = day(date);
        let (findings, judged) = self.evidence();
        let cases: Vec<Case> = self.cases.values().cloned().collect();
        let period = PeriodKind::HalfMonth.ended_before(self.today);
        let plan = self.plan_at(&findings, &judged, &cases, &self.posts, Some(period));
        self.keep(plan)
    }

    /// Lives one slot today.
    pub fn run(&mut self) -> Plan {
        let plan = self.plan();
        self.keep(plan)
    }

    fn keep(&mut self, plan: Plan) -> Plan {
        for change in &plan.changes {
            let before = self.cases.get(&change.case.id).map_or(0, |case| case.version);
            assert_eq!(change.case.version, before + 1, "one version up: {change:?}");
            self.cases.insert(change.case.id.clone(), change.case.clone());
        }
        plan
    }

    pub fn run_on(&mut self, date: &str) -> Plan {
        self.today = day(date);
        self.run()
    }

    pub fn case(&self, subject: &str, rule: Rule) -> &Case {
        self.find(subject, rule).unwrap()
    }

    pub fn find(&self, subject: &str, rule: Rule) -> Option<&Case> {
        self.cases.get(&Case::id_of(PORTFOLIO, subject, rule))
    }

    pub fn acknowledge(&mut self, subject: &str, rule: Rule, by: &str, until: &str) {
        let change = self.case(subject, rule).acknowledge(by, day(until), self.today).unwrap();
        self.cases.insert(change.case.id.clone(), change.case);
    }

    pub fn close(&mut self, subject: &str, rule: Rule, by: &str) {
        let change = self.case(subject, rule).close(&proof(by), "Second", 0, self.today).unwrap();
        self.cases.insert(change.case.id.clone(), change.case);
    }

    /// `rung on day`, as a list of cases shows it.
    pub fn next(&self, subject: &str, rule: Rule) -> Option<String> {
        let (policy, people) = (self.policy.as_ref()?, People::new(&self.posts));
        let next = self.case(subject, rule).next_rung(policy, &people, &self.calendar)?;
        Some(format!("{} on {}", next.rung, next.on?))
    }
}

/// Somebody shows a photograph.
pub fn proof(by: &str) -> Said {
    let evidence = vec![Evidence { name: "photo.jpg".to_string(), sha256: "0".repeat(64) }];
    Said { by: by.to_string(), evidence, ..Said::default() }
}

/// `Lin: opened bridge/behind_target, …` per notice.
pub fn letters(plan: &Plan) -> Vec<String> {
    let line = |notice: &duban::escalate::Notice| {
        let items = notice.items.iter().map(|i| format!("{:?} {}/{}", i.kind, i.case.subject, i.case.rule.name()));
        format!("{}: {}", notice.recipient.name, items.collect::<Vec<_>>().join(", "))
    };
    let mut lines: Vec<String> = plan.notices.iter().map(line).collect();
    lines.sort();
    lines
}

/// `NotDue unit on 2014-06-23` per withheld letter.
pub fn withheld(plan: &Plan) -> Vec<String> {
    plan.withheld.iter().map(|w| format!("{:?} {}", w.reason, w.detail)).collect()
}
