//! Against flooding, in a whole office: a run that turns too much red waits for a person; a mail server that is away for days
//! costs nobody more than two letters; a correction is told to those who were told wrongly.

use super::files::full;
use super::world::{World, local};
use duban::cli::exit;
use duban::cli::held::{self, Decide};
use duban::deliver::{Channel, MemoryChannel};
use duban::letter::outgoing::Outcome;
use std::collections::BTreeMap;

const FINE: [&str; 6] = ["2840", "1420", "450", "568", "0", "1136"];
/// The April report with about March's figures in it: five of six projects turn red.
const WRONG: [&str; 6] = ["2841", "1421", "451", "569", "0", "1137"];
const RIGHT: [&str; 6] = ["4100", "2100", "800", "820", "0", "1700"];

fn decide(run: Option<u64>) -> Decide {
    Decide { run, by: run.map(|_| "督查科长".to_string()), text: "核对过".to_string() }
}

/// The office on the evening on which the wrong report came.
fn with_a_wrong_report() -> World {
    let mut world = World::that_holds();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(FINE)).tick();
    world.live_until("2026-04-30 16:00");
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(WRONG)).tick();
    world
}

fn held_runs(world: &World) -> Vec<u64> {
    world.runtime.block_on(world.office.store.held()).unwrap().iter().map(|run| run.seq).collect()
}

#[test]
fn a_report_that_turns_most_projects_red_is_held_and_shown_and_nobody_is_told() {
    let mut world = with_a_wrong_report();
    let letters = world.all_letters().len();
    assert_eq!(held_runs(&world).len(), 1, "{}", world.runs());
    assert!(world.runs().contains("judged subjects would turn red (limit 30 %)"), "{}", world.runs());
    assert!(world.notes().contains("held G02 疏港铁路: on_track -> "), "{}", world.notes());
    let shown = world.runtime.block_on(held::release(&world.office, &decide(None))).unwrap();
    assert_eq!(shown, exit::HELD);
    // Deadline and reviews pass: nobody is asked for a report that is here, and nobody is blamed.
    world.live_until("2026-05-08 18:00");
    assert_eq!(world.all_letters().len(), letters);
    assert!(!world.runs().contains("read of 2026-04"), "{}", world.runs());
    // The right report comes; it is read, and the wrong one is forgotten.
    world.at("2026-05-09 10:00").drop("20260430月报（修改稿）.csv", full(RIGHT)).tick();
    let run = held_runs(&world)[0];
    world.runtime.block_on(held::discard(&world.office, &decide(Some(run)))).unwrap();
    world.live_until("2026-05-12 18:00");
    assert!(held_runs(&world).is_empty());
    let runs = world.runs();
    assert!(runs.contains(&format!("run {run} was held; discarded by 督查科长: 核对过")), "{runs}");
    assert!(runs.contains("monthly read of 2026-04 ran"), "{runs}");
    assert!(world.all_cases().iter().all(|case| case.rule.name() != "behind_target" || !case.state.is_live()));
    assert!(world.chain().contains("whole"));
}

#[test]
fn what_a_person_releases_goes_out_and_says_who_released_it() {
    let mut world = with_a_wrong_report();
    let letters = world.all_letters().len();
    let run = held_runs(&world)[0];
    let nobody = Decide { by: None, ..decide(Some(run)) };
    assert!(world.runtime.block_on(held::release(&world.office, &nobody)).is_err(), "somebody has to be named");
    world.at("2026-05-06 09:00");
    let code = world.runtime.block_on(held::release(&world.office, &decide(Some(run)))).unwrap();
    assert_eq!((code, held_runs(&world).len()), (exit::FINE, 0));
    world.live_until("2026-05-06 18:00");
    assert!(world.all_letters().len() > letters, "{}", world.letters());
    assert!(world.runs().contains(&format!("held as run {run}, released by 督查科长: 核对过")), "{}", world.runs());
    assert!(world.case("G02", "behind_target").state.is_live());
    assert!(world.runtime.block_on(held::release(&world.office, &decide(Some(run)))).is_err(), "once only");
    assert!(world.chain().contains("whole"));
}

#[test]
fn a_mail_server_that_is_away_for_three_days_costs_nobody_more_than_two_letters() {
    let mut world = World::without_receipts().settled();
    let memory = MemoryChannel::new();
    world.office.channel = Channel::Memory(memory.clone());
    let away = Outcome::Temporary { reason: "no route to the server".to_string() };
    memory.answer_next(vec![away; 20_000]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "1200"])).tick();
    for (day, behind) in [("2026-04-01 10:00", "610"), ("2026-04-02 10:00", "150"), ("2026-04-03 10:00", "140")] {
        let other = if behind == "610" { "450" } else { "90" };
        let figures = ["3100", "500", other, behind, "0", "300"];
        world.at(day).drop(&format!("20260331月报（{}）.csv", &day[8..10]), full(figures)).tick();
        world.live_until(&format!("{} 18:00", &day[..10]));
    }
    world.live_until("2026-04-08 18:00");
    assert!(memory.kept().is_empty());
    assert_eq!(world.case("G02", "behind_target").rung, 2, "the clock goes on");
    memory.forgive();
    world.live_until("2026-04-10 18:00");
    let mut by_person: BTreeMap<String, usize> = BTreeMap::new();
    for letter in memory.kept() {
        *by_person.entry(letter.person).or_default() += 1;
    }
    assert!(!by_person.is_empty() && by_person.values().all(|count| *count <= 2), "{by_person:?}\n{}", world.letters());
    let asked =
        world.runtime.block_on(world.office.store.asked("harbour", local("2026-04-10 18:00").date_naive())).unwrap();
    assert!(asked.deferred.iter().all(|wait| wait.due > local("2026-04-10 18:00").date_naive()), "{asked:?}");
    // Nothing is lost: everybody who was told of a case has a letter that names it, or it waits.
    let letters = world.all_letters();
    for case in world.all_cases() {
        for told in &case.told {
            let named = letters.iter().any(|letter| letter.person == told.person && letter.cases.contains(&case.id));
            let waits = asked.deferred.iter().any(|wait| wait.person == told.person && wait.case == case.id);
            assert!(named || waits, "{} of {} {}", told.name, case.subject, case.rule.name());
        }
    }
}

#[test]
fn a_corrected_figure_is_told_to_exactly_those_who_got_the_wrong_letter() {
    let mut world = World::without_receipts().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "150", "450", "610", "0", "1200"])).tick();
    world.live_until("2026-04-07 18:00");
    let told: Vec<String> = world.case("G02", "behind_target").told.iter().map(|told| told.name.clone()).collect();
    world.at("2026-04-08 10:00").drop("20260331月报（修改稿）.csv", full(FINE)).tick();
    let errata: Vec<String> = world
        .all_letters()
        .into_iter()
        .filter(|letter| letter.subject.contains("更正"))
        .map(|letter| letter.to_name)
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(errata), sorted(told), "{}", world.letters());
}
