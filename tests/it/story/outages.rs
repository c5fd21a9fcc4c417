//! What people get after days without mail, and after weeks without the daemon: one letter, with everything in it.

use super::files::{full, furnish};
use super::world::World;
use chrono::Days;
use duban::deliver::{Channel, MemoryChannel};
use duban::letter::outgoing::Outcome;
use duban::settings::unannounced;
use std::collections::{BTreeMap, BTreeSet};

const WRONG: [&str; 6] = ["3100", "500", "450", "610", "0", "1200"];

/// Letters that were handed over, by person.
fn by_person(memory: &MemoryChannel) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    memory.kept().iter().for_each(|letter| *count.entry(letter.to_address.clone()).or_default() += 1);
    count
}

#[test]
fn after_three_days_without_a_mail_server_nobody_gets_more_than_two_letters_and_the_ladder_has_gone_on() {
    let mut world = World::without_receipts().settled();
    let memory = MemoryChannel::new();
    world.office.channel = Channel::Memory(memory.clone());
    memory.answer_next(vec![Outcome::Temporary { reason: "no route to host".to_string() }; 100_000]);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    // New trouble every day, and the ladder climbs meanwhile.
    for (day, second) in [("2026-04-01", "480"), ("2026-04-02", "470"), ("2026-04-03", "460")] {
        world.live_until(&format!("{day} 10:00"));
        let name = format!("20260331月报{second}.csv");
        world.drop(&name, full(["3000", second, "440", "600", "0", "1100"])).tick();
        world.live_until(&format!("{day} 18:00"));
    }
    assert!(memory.kept().is_empty() && memory.tries() > 10, "nothing went out");
    assert_eq!(world.case("G02", "behind_target").rung, 2, "the clock went on");
    memory.forgive();
    world.live_until("2026-04-07 18:00");
    let got = by_person(&memory);
    assert!(got.len() >= 2, "{got:?}");
    assert!(got.values().all(|letters| *letters <= 2), "{got:?}");
    assert!(world.all_letters().iter().all(|letter| letter.state == "sent"), "{}", world.letters());
    let told: BTreeSet<String> =
        world.case("G02", "behind_target").told.iter().map(|told| told.person.clone()).collect();
    let written: BTreeSet<String> = world.all_letters().into_iter().map(|letter| letter.person).collect();
    assert!(told.is_subset(&written), "nobody who was told waits for ever");
}

#[test]
fn after_forty_days_away_twelve_schedules_write_one_letter_to_a_person() {
    assert_eq!(most_after_forty_days(""), 1);
    assert!(
        most_after_forty_days("\n[policies.harbour.attention]\nper_day = 0\n") > 1,
        "it is the day's limit that does it"
    );
}

/// The most letters that anybody gets when the daemon is back.
fn most_after_forty_days(attention: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path(), "all");
    let escalation = folder.path().join("config/escalation.toml");
    std::fs::write(&escalation, std::fs::read_to_string(&escalation).unwrap() + attention).unwrap();
    let monthly = std::fs::read_to_string(folder.path().join("pipelines/monthly.toml")).unwrap();
    let monthly = monthly + "\n[receipts]\nsend = \"never\"\n";
    std::fs::write(folder.path().join("pipelines/monthly.toml"), &monthly).unwrap();
    for n in 2..=12 {
        let (cron, period) = if n % 2 == 0 { ("0 9 1,16 * *", "half-month") } else { ("0 9 1 * *", "month") };
        let other = monthly.replace("\"*月报*\"", &format!("\"*专报{n}号*\"")).replace("0 9 1 * *", cron);
        let other = other.replace("= \"month\"", &format!("= \"{period}\"")).replace("30 8 *", &format!("{n} 8 *"));
        std::fs::write(folder.path().join(format!("pipelines/p{n:02}.toml")), other).unwrap();
    }
    let mut world = World::open(folder.path(), BTreeMap::new()).settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    world.live_until("2026-04-03 18:00");
    world.at("2026-05-13 10:00").restart();
    let memory = MemoryChannel::new();
    world.office.channel = Channel::Memory(memory.clone());
    world.tick().tick();
    let got = by_person(&memory);
    let runs = world.runs();
    assert!(got.len() >= 3, "{got:?}\n{runs}");
    got.values().copied().max().unwrap_or_default()
}

#[test]
fn a_year_that_is_not_announced_is_said_sixty_days_ahead() {
    let world = World::new();
    let house = &world.office.house;
    let last = (2013..2040).rev().find(|year| house.calendars["cn"].knows(*year)).unwrap();
    let new_year = format!("{}-01-01 09:00", last + 1);
    let ahead = |days: u64| {
        let now = super::world::local(&new_year) - Days::new(days);
        unannounced(house, now, 60).into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    assert!(ahead(61).is_empty(), "{:?}", ahead(61));
    assert_eq!(
        ahead(60),
        [format!(
            "the calendar does not hold {}: deadlines count every day of it, weekends and holidays too",
            last + 1
        )]
    );
}

/// Nobody has announced the holidays of 2026 yet.
fn before_the_announcement() -> World {
    let mut world = World::with_calendar("[years.2025]\noff = [\"01-01\"]\n");
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    world
}

#[test]
fn a_year_that_is_not_announced_counts_every_day_and_the_letter_says_so() {
    let mut world = before_the_announcement();
    world.live_until("2026-04-03 18:00");
    let case = world.case("G02", "behind_target");
    assert_eq!((case.rung, case.rung_since.to_string().as_str()), (2, "2026-04-03"));
    let letter = world.all_letters().into_iter().rev().find(|l| l.to_name == "港口局局长").unwrap();
    let bytes = world.runtime.block_on(world.office.store.letter_bytes(&letter.id)).unwrap().unwrap();
    let mail = crate::letter::decode::mail(&bytes);
    let text = mail.part("text/plain");
    assert!(text.contains("4月8日（星期三）将上报"), "five days later, Saturday and Sunday too: {text}");
    assert!(text.contains("2026年节假日安排尚未公布，涉及该年的期限暂按自然日计算"), "{text}");
    world.live_until("2026-04-08 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 3);
}

#[test]
fn once_the_year_is_announced_the_deadline_is_counted_anew() {
    let mut world = before_the_announcement();
    world.live_until("2026-04-03 18:00");
    let announced = "[years.2025]\noff = [\"01-01\"]\n[years.2026]\noff = [\"04-04..04-06\"]\n";
    std::fs::write(world.office.house.home.join("config/calendars/cn.toml"), announced).unwrap();
    world.at("2026-04-04 07:00").restart();
    world.live_until("2026-04-10 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 2);
    world.live_until("2026-04-13 18:00");
    assert_eq!(world.case("G02", "behind_target").rung, 3, "five working days after 3 April: 7, 8, 9, 10, 13 April");
}
