//! Whole stories: a small script of days, and the timeline it makes. Every day between the first and the last line is
//! lived, like the reviews of a daemon; quiet days are not printed.

use super::cast::{House, Says, after, day, of, post};
use duban::assess::Rule;
use duban::base::grade::Grade;
use duban::escalate::{Notice, Plan};
use duban::pipeline::policy::Scope;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Plays a script: `2014-06-16: bridge behind_target behind 12; ack bridge behind_target Lin 2014-06-20`.
fn play(house: &mut House, script: &str) -> String {
    let mut acts: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (date, rest) = line.split_once(':').unwrap();
        acts.entry(day(date)).or_default().extend(rest.split(';').map(str::trim).filter(|act| !act.is_empty()));
    }
    let (first, last) = (*acts.keys().next().unwrap(), *acts.keys().last().unwrap());
    let (mut timeline, mut silences) = (String::new(), BTreeMap::new());
    for today in first.iter_days().take_while(|today| *today <= last) {
        house.today = today;
        let said = acts.get(&today).cloned().unwrap_or_default();
        said.iter().for_each(|act| perform(house, act));
        let plan = house.run();
        let lines = picture(house, &plan, &mut silences);
        if !lines.is_empty() || !said.is_empty() {
            writeln!(timeline, "{today} {}", said.join("; ")).unwrap();
        }
        for line in lines {
            writeln!(timeline, "  {line}").unwrap();
        }
    }
    timeline
}

fn perform(house: &mut House, act: &str) {
    let words: Vec<&str> = act.split_whitespace().collect();
    let rule = |name: &str| Rule::from_name(name).unwrap();
    match words[..] {
        ["ack", subject, name, by, until] => house.acknowledge(subject, rule(name), by, until),
        ["close", subject, name, by] => house.close(subject, rule(name), by),
        ["leaves", person] => house.posts.retain(|post| post.person != person),
        ["comes", person, role, scope] => house.posts.push(post(scope, role, person)),
        [subject, name, "fine"] => house.says(subject, rule(name), Says::Fine),
        [subject, name, "silent"] => house.says(subject, rule(name), Says::Nothing),
        [subject, name, grade, gap] => {
            house.broken(subject, rule(name), Grade::from_name(grade).unwrap(), gap.parse().unwrap());
        }
        _ => panic!("no such act: {act}"),
    }
}

/// What happened, case by case and letter by letter; why nothing was written, when the reason is a new one.
fn picture(house: &House, plan: &Plan, silences: &mut BTreeMap<String, String>) -> Vec<String> {
    let named = |id: &str| {
        let case = &house.cases[id];
        format!("{}/{}", case.subject, case.rule.name())
    };
    let mut lines = Vec::new();
    for change in &plan.changes {
        let case = &change.case;
        let (subject, rule, grade, state) = (&case.subject, case.rule.name(), case.grade.name(), case.state.name());
        let moved = format!("{:?}", change.reason).to_lowercase();
        lines.push(format!("{subject}/{rule} {moved}: {grade}, {state}, rung {}, v{}", case.rung, case.version));
    }
    lines.extend(plan.notices.iter().map(letter));
    let mut reasons: BTreeMap<String, String> = BTreeMap::new();
    for silence in &plan.withheld {
        let detail =
            if house.cases.contains_key(&silence.detail) { named(&silence.detail) } else { silence.detail.clone() };
        let reason = format!("{:?} {detail}", silence.reason);
        reasons.entry(silence.case.clone()).and_modify(|all| *all += &format!(", {reason}")).or_insert(reason);
    }
    for (case, reason) in &reasons {
        if silences.get(case) != Some(reason) {
            lines.push(format!("nothing on {}: {reason}", named(case)));
        }
    }
    *silences = reasons;
    lines
}

fn letter(notice: &Notice) -> String {
    let mut text = format!("→ {}（{}）", notice.recipient.name, notice.recipient.role);
    for item in &notice.items {
        let kind = format!("{:?}", item.kind).to_lowercase();
        write!(text, " | {kind} {}/{}", item.case.subject, item.case.rule.name()).unwrap();
        if let Some(by) = item.reply_by {
            write!(text, ", {} by {}", item.ask, by.format("%m-%d")).unwrap();
        }
        if let Some(next) = &item.next {
            write!(text, ", next {} {} on {}", next.label, next.people.join(" "), next.on.unwrap().format("%m-%d"))
                .unwrap();
        }
    }
    text
}

#[test]
fn lins_bridge_falls_behind_and_nobody_answers() {
    let script = "
        2014-06-16: bridge behind_target at_risk 6
        2014-06-30: bridge behind_target behind 12
        2014-07-15: bridge behind_target silent
        2014-07-31: bridge behind_target stalled 18
        2014-08-15: bridge behind_target fine
        2014-08-20: close bridge behind_target Sun
        2014-08-31: bridge behind_target behind 11
    ";
    insta::assert_snapshot!(play(&mut House::new(), script));
}

#[test]
fn lin_takes_it_on_and_forgets() {
    let script = "
        2014-06-16: bridge milestone_overdue behind 3
        2014-06-18: ack bridge milestone_overdue Lin 2014-06-27
        2014-06-25: bridge milestone_overdue stalled 12
        2014-07-03: ack bridge milestone_overdue Zhao 2014-07-04
        2014-07-09: bridge milestone_overdue fine
    ";
    insta::assert_snapshot!(play(&mut House::new(), script));
}

#[test]
fn a_broken_file_shames_nobody() {
    let script = "
        2014-06-16: bridge behind_target behind 12; tower behind_target behind 4; comes Lin 联络员 tower
        2014-06-18: bridge unreadable unreadable 0; bridge behind_target silent
        2014-06-24: bridge milestone_overdue behind 9
        2014-06-26: bridge unreadable fine; bridge behind_target behind 13
        2014-07-03:
    ";
    insta::assert_snapshot!(play(&mut House::new(), script));
}

#[test]
fn people_come_and_go_while_the_bridge_waits() {
    let script = "
        2014-06-16: leaves Lin; leaves Zhao; leaves Qian; leaves Sun; bridge behind_target behind 12
        2014-06-18: comes Li 联络员 bridge
        2014-06-26: leaves Li; comes Lin 联络员 bridge; comes Qian 首席服务官 bridge
        2014-07-08: leaves Qian; leaves Lin; comes Sun 督查室主任 Office
        2014-07-10: bridge behind_target fine
    ";
    insta::assert_snapshot!(play(&mut House::new(), script));
}

#[test]
fn four_hundred_days_fire_each_rung_once() {
    let mut house = House::new();
    house.policy.as_mut().unwrap().project[3].after = after(120);
    house.policy.as_mut().unwrap().project[2].posts = vec![of("分包领导", Scope::Project)];
    house.posts.push(post("tower", "联络员", "Li"));
    house.broken("bridge", Rule::BehindTarget, Grade::Behind, 12);
    let mut climbs = Vec::new();
    for _ in 0..400 {
        let plan = house.run();
        climbs.extend(plan.changes.iter().map(|change| (house.today.to_string(), change.case.rung)));
        house.today = house.today.succ_opt().unwrap();
    }
    let days: Vec<(&str, u32)> = climbs.iter().map(|(day, rung)| (day.as_str(), *rung)).collect();
    assert_eq!(days, [("2014-06-16", 1), ("2014-06-23", 2), ("2014-06-30", 3), ("2014-12-15", 4)]);
}
