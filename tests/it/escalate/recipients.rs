//! Who is reached, under which post, and in what order they read.

use super::cast::{House, Says, letters, of, post, withheld};
use duban::assess::Rule::{BehindTarget, MilestoneOverdue, Unreadable};
use duban::base::grade::Grade::{AtRisk, Behind, NotStarted, Unreadable as CannotRead};
use duban::escalate::People;
use duban::pipeline::policy::{Post, Scope};

fn behind() -> House {
    let mut house = House::new();
    house.broken("bridge", BehindTarget, Behind, 12);
    house
}

#[test]
fn everyone_on_a_rung_is_told() {
    let mut house = behind();
    house.posts.push(post("bridge", "联络员", "Li"));
    assert_eq!(letters(&house.run()), ["Li: Opened bridge/behind_target", "Lin: Opened bridge/behind_target"]);
    assert_eq!(house.case("bridge", BehindTarget).told.len(), 2);
}

#[test]
fn roles_and_scopes_are_the_same_in_full_width_and_with_spaces() {
    let mut house = House::new();
    house.broken("A1 bridge", BehindTarget, Behind, 12);
    house.posts = vec![post("Ａ１　ｂｒｉｄｇｅ", "联 络员", "Lin")];
    let plan = house.run();
    assert_eq!(letters(&plan), ["Lin: Opened A1 bridge/behind_target"]);
    assert_eq!(plan.notices[0].recipient.role, "联络员", "printed as the policy names it");
}

#[test]
fn a_row_without_an_address_or_a_scope_holds_no_post() {
    let mut house = behind();
    house.posts.retain(|post| post.person != "Lin");
    let mut unreachable = post("bridge", "联络员", "Li");
    unreachable.address = " ".to_string();
    house.posts.extend([unreachable, post(" ", "联络员", "Ma")]);
    let plan = house.run();
    assert_eq!(letters(&plan), ["Zhao: Opened bridge/behind_target"]);
    assert_eq!(withheld(&plan), ["VacantRung liaison: 联络员"]);
}

#[test]
fn a_person_on_two_rungs_is_only_told_of_the_climb() {
    let mut house = behind();
    house.posts.push(post("Roads", "负责人", "Lin"));
    house.run();
    let plan = house.run_on("2014-06-23");
    assert_eq!(letters(&plan), ["Lin: Climbed bridge/behind_target", "Zhao: Climbed bridge/behind_target"]);
    let lin = plan.notices.iter().find(|n| n.recipient.name == "Lin").unwrap();
    assert_eq!((lin.recipient.role.as_str(), lin.recipient.scope.as_str()), ("负责人", "Roads"));
    house.says("bridge", BehindTarget, Says::Fine);
    let resolved = ["Lin: Resolved bridge/behind_target", "Zhao: Resolved bridge/behind_target"];
    assert_eq!(letters(&house.run_on("2014-06-24")), resolved);
}

#[test]
fn one_person_with_two_spellings_of_one_address_gets_one_letter() {
    let mut house = behind();
    let mut same = post("bridge", "联络员", "Lin");
    same.address = " LIN@Example.org".to_string();
    house.posts.push(same);
    let plan = house.run();
    assert_eq!((plan.notices.len(), plan.notices[0].items.len()), (1, 1));
    assert_eq!(house.case("bridge", BehindTarget).told.len(), 1);
}

#[test]
fn one_letter_holds_all_items_of_a_person_worst_first() {
    let mut house = House::new();
    let kinds = [("a", AtRisk, 9), ("b", Behind, 3), ("c", NotStarted, 0), ("d", Behind, 7), ("e", Behind, 3)];
    for (subject, grade, gap) in kinds {
        house.broken(subject, BehindTarget, grade, gap);
        house.posts.push(post(subject, "联络员", "Lin"));
    }
    house.broken("z", MilestoneOverdue, NotStarted, 99);
    house.posts.push(post("z", "联络员", "Lin"));
    house.run();
    // All change together: z recovers, the others break anew.
    house.says("z", MilestoneOverdue, Says::Fine);
    house.cases.retain(|_, case| case.subject == "z");
    let plan = house.run_on("2014-06-17");
    let order: Vec<&str> = plan.notices[0].items.iter().map(|item| item.case.subject.as_str()).collect();
    assert_eq!(order, ["c", "d", "b", "e", "a", "z"], "what is settled comes last, however bad it was");
}

#[test]
fn a_letter_is_addressed_under_the_post_on_the_highest_rung() {
    let mut house = behind();
    house.posts.retain(|post| post.person != "Zhao");
    house.posts.extend([post("Roads", "负责人", "Lin"), post("tower", "联络员", "Lin")]);
    house.run();
    house.broken("tower", BehindTarget, Behind, 1);
    let plan = house.run_on("2014-06-23");
    let roles: Vec<&str> = plan.notices.iter().map(|notice| notice.recipient.role.as_str()).collect();
    assert_eq!((letters(&plan).len(), roles), (1, vec!["负责人"]));
}

#[test]
fn somebody_who_left_is_told_by_their_successor_and_nobody_is_reported() {
    let mut house = behind();
    house.run();
    house.posts.retain(|post| post.person != "Lin");
    house.posts.push(post("bridge", "联络员", "Li"));
    assert_eq!(
        letters(&house.run_on("2014-06-23")),
        ["Li: Passed bridge/behind_target", "Zhao: Climbed bridge/behind_target"]
    );
    let told: Vec<&str> = house.case("bridge", BehindTarget).told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(told, ["Lin", "Zhao"], "who was told first-hand stays on record");
    house.posts.retain(|post| post.person != "Li");
    house.says("bridge", BehindTarget, Says::Fine);
    let plan = house.run_on("2014-06-24");
    assert_eq!(letters(&plan), ["Zhao: Resolved bridge/behind_target"]);
    assert!(withheld(&plan)[0].starts_with("VacantRung p-"), "{:?}", plan.withheld);
}

#[test]
fn somebody_who_left_two_posts_has_two_successors() {
    let mut house = behind();
    house.posts = vec![post("bridge", "联络员", "Lin"), post("Roads", "负责人", "Lin")];
    house.run();
    house.run_on("2014-06-23");
    house.posts = vec![post("bridge", "联络员", "Li"), post("Roads", "负责人", "Zhao")];
    house.says("bridge", BehindTarget, Says::Fine);
    let resolved = ["Li: Resolved bridge/behind_target", "Zhao: Resolved bridge/behind_target"];
    assert_eq!(letters(&house.run_on("2014-06-24")), resolved);
}

#[test]
fn somebody_who_moved_to_another_post_is_still_told_of_what_they_know() {
    let mut house = behind();
    house.run();
    house.posts.retain(|post| post.person != "Lin");
    house.posts.push(post("tower", "联络员", "Lin"));
    house.says("bridge", BehindTarget, Says::Fine);
    let plan = house.run_on("2014-06-17");
    assert_eq!(letters(&plan), ["Lin: Resolved bridge/behind_target"]);
    assert_eq!(plan.notices[0].recipient.scope, "bridge");
}

#[test]
fn an_office_post_is_whoever_holds_the_role() {
    let mut house = House::new();
    house.broken("bridge", Unreadable, CannotRead, 0);
    house.posts.push(post("Another office", "数据管理员", "Yang"));
    assert_eq!(letters(&house.run()), ["Wu: Opened bridge/unreadable", "Yang: Opened bridge/unreadable"]);
}

#[test]
fn addresses_never_stand_in_debug_output_or_in_what_is_withheld() {
    let mut house = behind();
    let plan = house.run();
    let people = People::new(&house.posts);
    assert!(!format!("{people:?}").contains('@'));
    assert!(!format!("{:?} {:?}", plan.changes, plan.withheld).contains('@'));
    let holders = people.holders(&[of("联络员", Scope::Project)], house.case("bridge", BehindTarget));
    assert_eq!(holders[0].address, "lin@example.org");
}

#[test]
fn a_matter_that_everybody_left_is_told_to_the_catch_all_and_waits_on_nobody_no_day() {
    let mut house = House::new();
    house.policy.as_mut().unwrap().catch_all = vec![of("数据管理员", Scope::Office)];
    house.broken("bridge", BehindTarget, Behind, 12);
    house.run_on("2014-06-16");
    house.run_on("2014-06-23");
    house.posts.retain(|post| post.person == "Wu");
    assert_eq!(letters(&house.run_on("2014-06-24")), ["Wu: Climbed bridge/behind_target"], "Lin and Zhao are gone");
    assert_eq!(house.case("bridge", BehindTarget).rung, 2, "it stands where it stood");
    assert!(letters(&house.run_on("2014-06-25")).is_empty(), "Wu has it now");
    house.posts.push(post("bridge", "分包领导", "Qian"));
    let went_up = ["Qian: Climbed bridge/behind_target", "Wu: Passed bridge/behind_target"];
    assert_eq!(letters(&house.run_on("2014-06-30")), went_up);
}

#[test]
fn a_warning_that_becomes_more_after_everybody_left_is_told_on_that_day() {
    let mut house = House::new();
    house.policy.as_mut().unwrap().catch_all = vec![of("数据管理员", Scope::Office)];
    house.broken("bridge", BehindTarget, AtRisk, 5);
    house.run_on("2014-06-16");
    house.posts.retain(|post| post.person == "Wu");
    house.broken("bridge", BehindTarget, Behind, 12);
    assert_eq!(letters(&house.run_on("2014-06-17")), ["Wu: Climbed bridge/behind_target"]);
}

#[test]
fn a_matter_of_two_units_reaches_both() {
    let mut posts = vec![post("Roads", "负责人", "Zhao"), post("Harbour", "负责人", "Chen")];
    let names = |posts: &[Post], unit: &str| -> Vec<String> {
        People::new(posts).of_unit(&of("负责人", Scope::Unit), unit).into_iter().map(|one| one.name).collect()
    };
    for joint in ["Roads、Harbour", "Roads，Harbour", "Roads/ Harbour"] {
        assert_eq!(names(&posts, joint), ["Zhao", "Chen"], "{joint}");
    }
    assert_eq!(names(&posts, "Roads、Mines"), ["Zhao"]);
    // Whom the contacts know for both together is asked first.
    posts.push(post("Roads、Harbour", "负责人", "Ma"));
    assert_eq!(names(&posts, "Roads、Harbour"), ["Ma"]);
}
