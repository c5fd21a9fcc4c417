//! Who is to be reached in the days to come, and the keys that keep letters few.

use chrono::NaiveDate;
use duban::pipeline::policy::{self, Attention, Muted, Post, Span, Term, vacancies_ahead};
use duban::settings::house::ESCALATION;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn post(scope: &str, role: &str, person: &str, term: Term) -> Post {
    let address = format!("{}@example.org", duban::base::id::derive("a", &[person]));
    Post { scope: scope.into(), role: role.into(), person: person.into(), address, term }
}

/// Everybody whom the shipped ladder needs for one project, each another person.
fn everybody() -> Vec<Post> {
    let of = |scope: &str, role: &str| post(scope, role, &format!("{scope}{role}"), Term::default());
    vec![
        of("P1", "联络员"),
        of("城建局", "责任单位负责人"),
        of("城建局", "分包领导"),
        of("城建局", "首席服务官"),
        of("城建局", "数据管理员"),
        of("市督查室", "督查室"),
        of("市政府", "主要领导"),
    ]
}

fn said(posts: &[Post]) -> Vec<String> {
    let (policies, _) = policy::parse("escalation.toml", ESCALATION, &BTreeMap::new());
    let problems = vacancies_ahead(&policies["key-projects"], posts, &[("P1", Some("城建局"))], day("2015-12-20"), 90);
    problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn a_full_ladder_is_silent_and_what_falls_vacant_within_ninety_days_is_said_with_its_day() {
    assert_eq!(said(&everybody()), Vec::<String>::new());
    let mut posts = everybody();
    posts[0].term.to = Some(day("2016-02-29"));
    posts[5].term.to = Some(day("2016-04-30")); // later than ninety days
    assert_eq!(said(&posts), ["from 2016-03-01 on rung `liaison` (联络员 of project) is vacant for all 1 projects"]);
    // A successor whose term begins in time fills it.
    posts.push(post("P1", "联络员", "新人", Term { from: Some(day("2016-03-01")), ..Term::default() }));
    assert_eq!(said(&posts), Vec::<String>::new());
}

#[test]
fn leave_without_a_delegate_circles_and_people_on_two_rungs_are_said() {
    let mut posts = everybody();
    let away = Some((day("2016-01-04"), day("2016-01-10")));
    posts[0].term = Term { leave: away, ..Term::default() };
    assert_eq!(said(&posts), ["from 2016-01-04 on rung `liaison` (联络员 of project) is vacant for all 1 projects"]);
    posts[0].term.delegate = Some("城建局责任单位负责人".into());
    assert_eq!(said(&posts), Vec::<String>::new(), "somebody acts for them");
    posts[1].term = Term { leave: away, delegate: Some("P1联络员".into()), ..Term::default() };
    let circle = said(&posts);
    assert!(circle.iter().any(|m| m.contains("the delegates of P1联络员 go in a circle")), "{circle:?}");
    assert!(circle.iter().any(|m| m.starts_with("from 2016-01-04 on rung `unit`")), "{circle:?}");
    posts[0].term.delegate = Some("无此人".into());
    assert!(said(&posts).contains(&"无此人, the delegate of P1联络员, is not in the contacts".to_string()));
    let mut posts = everybody();
    posts[0] = post("P1", "联络员", "城建局责任单位负责人", Term::default());
    let twice = said(&posts);
    assert_eq!(twice, ["rung `unit` is held by the same people as rung `liaison` below it for 1 of 1 projects: P1"]);
}

const LADDERS: &str = "[[policies.a.project]]\nname = \"x\"\nlabel = \"x\"\nposts = [\"x of unit\"]\nreply = \"1 workday\"\nask = \"x\"\n\
    urgent = true\n[[policies.a.data]]\nname = \"x\"\nlabel = \"x\"\nposts = [\"x of unit\"]\nreply = \"1 workday\"\nask = \"x\"\n";

#[test]
fn the_limits_of_a_policy_are_read_and_every_wrong_one_is_named() {
    let more = "[policies.a.attention]\nper_day = 1\ndigest = \"never\"\nrepeat = \"2 months\"\nhours = \"08:00-18:30\"\ndays = \"workdays\"\n\
        [policies.a.breaker]\nred_percent = 40\nletters = 0\n\
        [[policies.a.inhibit]]\nwhen = [\"stalled\"]\nof = \"parts\"\n";
    let (policies, problems) = policy::parse("e.toml", &format!("{LADDERS}{more}"), &BTreeMap::new());
    assert_eq!(problems, []);
    let policy = &policies["a"];
    let repeat = Some(Span::parse("2 months").unwrap());
    let expected = Attention { per_day: Some(1), digest: None, repeat, hours: Some((480, 1110)), workdays: true };
    assert_eq!(policy.attention, expected);
    assert_eq!((policy.breaker.red_percent, policy.breaker.red_least, policy.breaker.letters), (40, 10, 0));
    assert!(policy.inhibit.len() == 1 && policy.inhibit[0].of == Muted::Parts && policy.project[0].urgent);
    assert!(policy.inhibit[0].mutes("stalled", "behind_target") && policy.inhibit[0].mutes("stalled", "stalled"));
    let (usual, _) = policy::parse("e.toml", LADDERS, &BTreeMap::new());
    assert_eq!(usual["a"].attention, Attention::default());
    assert!(!usual["a"].inhibit.is_empty());
    let (none, _) = policy::parse("e.toml", &format!("[policies.a]\ninhibit = []\n{LADDERS}"), &BTreeMap::new());
    assert!(none["a"].inhibit.is_empty());
    let wrong = "[policies.a.attention]\nper_day = -1\ndigest = \"soon\"\nhours = \"18-8\"\ndays = \"sundays\"\nper_week = 3\n\
        [policies.a.breaker]\nred_percent = 101\n[[policies.a.inhibit]]\nof = \"all\"\n";
    let (policies, problems) = policy::parse("e.toml", &format!("{LADDERS}{wrong}"), &BTreeMap::new());
    assert!(policies.is_empty());
    assert_eq!(problems.len(), 8, "{problems:#?}");
}
