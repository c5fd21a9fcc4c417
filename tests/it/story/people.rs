//! People come and go: terms, leave, delegates, acting holders, duty rosters, three-in-one contacts; domains that are not
//! written to; matters that find nobody.

use super::files::full;
use super::world::World;
use duban::cli::why_not;
use duban::deliver::{Channel, MemoryChannel};
use duban::letter::outgoing::Outcome;
use std::collections::BTreeSet;

const WRONG: [&str; 6] = ["3100", "500", "450", "610", "0", "1200"];

/// Contacts in which every post of a unit and of the office is filled as usual, and the liaisons as given.
fn contacts(liaisons: &str, head: &str) -> Vec<u8> {
    let mut csv = "范围,角色,姓名,邮箱,任职日期,离任日期,是否代理,请假起,请假止,代理人,接收时段,语言\n".to_string();
    csv += liaisons;
    csv += head;
    for (unit, word) in [("港口局", "gang"), ("住建局", "zhu")] {
        for (role, post) in [("分管副市长", "deputy"), ("统计员", "keeper")] {
            csv += &format!("{unit},{role},{unit}{role},{word}-{post}@harbour.example,,,,,,,,\n");
        }
    }
    csv += "市府办,督查科,督查科长,desk-head@harbour.example,,,,,,,,\n市府办,市长,市长,mayor@harbour.example,,,,,,,,\n";
    csv.into_bytes()
}

fn told(world: &World) -> Vec<String> {
    let case = world.case("G02", "behind_target");
    case.told.iter().map(|told| format!("{} {} {}", told.on, told.rung, told.name)).collect()
}

#[test]
fn who_is_away_is_replaced_and_who_took_over_is_told() {
    let mut world = World::without_receipts().settled();
    let liaisons = "G02,联络人,老李,li@harbour.example,,,,2026-03-25,2026-04-02,小王,,\nG03,联络人,小王,wang@harbour.example,,,,,,,,\n";
    let head = "港口局,局长,旧局长,old@harbour.example,,2026-04-02,,,,,,\n港口局,局长,新局长,new@harbour.example,2026-04-03,,,,,,,\n";
    world.at("2026-03-21 09:00").drop("新联系人.csv", contacts(liaisons, head)).tick();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    world.live_until("2026-04-03 18:00");
    assert_eq!(told(&world), ["2026-03-31 1 小王", "2026-04-03 2 新局长"], "{}", world.cases());
}

#[test]
fn duty_rosters_and_three_in_one_contacts_put_people_on_rungs() {
    let mut world = World::with_more(
        "\n[[tables]]\ndataset = \"contacts\"\n\n[[tables]]\ndataset = \"roster\"\n",
        "\n[[policies.harbour.routes]]\nrule = [\"behind_target\"]\npolicy = \"duty\"\n\
         [[policies.duty.project]]\nname = \"three\"\nlabel = \"监督组、首席服务官、联络员\"\n\
         posts = [\"监督组 of project\", \"首席服务官 of project\", \"联络员 of project\"]\nafter = \"at once\"\nreply = \"2 workdays\"\nask = \"请核实。\"\n\
         [[policies.duty.project]]\nname = \"duty\"\nlabel = \"带班领导\"\nposts = [\"带班领导 of office\"]\n\
         after = \"2 workdays\"\nreply = \"2 workdays\"\nask = \"请协调。\"\n\
         [[policies.duty.data]]\nname = \"keeper\"\nlabel = \"统计员\"\nposts = [\"统计员 of unit\"]\nafter = \"at once\"\n\
         reply = \"2 workdays\"\nask = \"请更正。\"\n",
    );
    let three = "项目编号,项目名称,监督组,监督组邮箱,首席服务官,首席服务官邮箱,联络员,联络员邮箱\n\
        G02,疏港铁路,一组,group1@harbour.example,孙服务,sun@harbour.example,钱联络,qian@harbour.example；qian2@harbour.example\n";
    let roster = "日期,岗位,姓名,地点,邮箱\n2026-04-01,带班领导,甲,值班室,jia@harbour.example\n\
        2026-04-02,带班领导,乙,值班室,yi@harbour.example\n2026-04-03,带班领导,丙,值班室,bing@harbour.example\n";
    world.at("2026-03-21 09:00").drop("三位一体联系人.csv", three.as_bytes().to_vec());
    world.drop("值班联系人.csv", roster.as_bytes().to_vec()).tick();
    assert!(!world.runs().contains("Unreadable"), "{}", world.runs());
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    world.live_until("2026-04-02 18:00");
    let told = told(&world);
    assert_eq!(told.len(), 5, "{told:?}");
    let first: BTreeSet<&str> = told[..4].iter().map(|text| text.rsplit(' ').next().unwrap()).collect();
    assert_eq!(first, BTreeSet::from(["一组", "孙服务", "钱联络"]), "{told:?}");
    assert_eq!(told[4], "2026-04-02 2 乙", "whoever is on duty on that day");
}

#[test]
fn what_finds_nobody_on_any_rung_is_told_to_the_office_itself() {
    let mut world = World::without_receipts().settled();
    let nobody = "范围,角色,姓名,邮箱\n住建局,统计员,住建局统计员,zhu-keeper@harbour.example\n";
    world.at("2026-03-21 09:00").drop("新联系人.csv", nobody.as_bytes().to_vec()).tick();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    world.live_until("2026-04-03 18:00");
    let case = world.case("G02", "behind_target");
    assert_eq!((case.told.len(), case.rung), (1, 0), "{}", world.cases());
    assert!(world.all_letters().iter().any(|letter| letter.cases.contains(&case.id)), "{}", world.letters());
    // As soon as somebody stands on a rung, they are told.
    let mut everybody = super::files::contacts();
    everybody.extend("市府办,秘书,秘书甲,secretary@harbour.example\n".bytes());
    world.at("2026-04-04 09:00").drop("联系人（新）.csv", everybody).tick();
    world.live_until("2026-04-09 18:00");
    assert!(world.case("G02", "behind_target").rung >= 1, "{}", world.cases());
}

#[test]
fn nobody_outside_the_allowed_domains_is_written_to() {
    let mut world = World::with_settings("allowed_domains = \"harbour.example\"\n");
    let liaisons = "G02,联络人,外人,x@elsewhere.example,,,,,,,,\n";
    let head = "港口局,局长,局长甲,head@harbour.example,,,,,,,,\n";
    world.at("2026-03-21 09:00").drop("新联系人.csv", contacts(liaisons, head)).tick();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    assert_eq!(told(&world), ["2026-03-31 2 局长甲"], "{}", world.cases());
    assert!(
        world.notes().contains("domain_not_allowed 1 posts have addresses at elsewhere.example"),
        "{}",
        world.notes()
    );
    assert!(!world.notes().contains("x@"), "no address in a note");
}

#[test]
fn why_not_says_what_stood_in_the_way_on_that_day() {
    let mut world = World::without_receipts().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    world.live_until("2026-04-07 18:00");
    let why = |who: &str, day: &str| {
        let told = why_not::told(&world.office, who, day.parse().unwrap());
        world.runtime.block_on(told).unwrap().join("\n")
    };
    let head = why("港口局局长", "2026-04-01");
    for line in [
        "holds 局长 of 港口局",
        "was not written to",
        "rung 2 bureau (stands here): 港口局局长（局长） not told: after 3 workdays",
        "review: the next rung is not due bureau on 2026-04-03",
    ] {
        assert!(head.contains(line), "{line}\n{head}");
    }
    let later = why("港口局局长", "2026-04-03");
    assert!(
        later.contains("was written to by")
            && later.contains("rung 2 bureau (stands here): 港口局局长（局长） told 2026-04-03"),
        "{later}"
    );
    let deputy = why("港口局分管副市长", "2026-04-03");
    assert!(deputy.contains("rung 3 deputy (stands here)") && deputy.contains("next: deputy 2026-04-13"), "{deputy}");
    assert!(world.runtime.block_on(why_not::told(&world.office, "不存在", "2026-04-01".parse().unwrap())).is_err());
}

#[test]
fn a_letter_that_waits_for_a_domain_no_longer_allowed_never_leaves() {
    let mut world = World::without_receipts().settled();
    let memory = MemoryChannel::new();
    world.office.channel = Channel::Memory(memory.clone());
    memory.answer_next(vec![Outcome::Temporary { reason: "not now".to_string() }; 1_000]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    assert!(!world.all_letters().is_empty() && world.all_letters().iter().all(|letter| letter.state == "queued"));
    world.restart_with("allowed_domains = \"elsewhere.example\"\n");
    world.live_until("2026-04-01 18:00");
    let first = world.all_letters().remove(0);
    assert_eq!(first.state, "failed", "{}", world.letters());
    assert!(first.answer.unwrap().contains("mail.allowed_domains"), "the operator reads why");
}
