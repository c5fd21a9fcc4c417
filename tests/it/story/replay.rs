//! Every run decided again from the vault: the same bytes, or the run that differs by name; none passed over in silence.

use super::files::full;
use super::world::{DUBAN, World};
use duban::base::grade::Grade;
use duban::base::slot::{Slot, SlotKind};
use duban::daemon::office;
use duban::daemon::replay::replay;
use duban::daemon::run::{self, Bureau};
use duban::store::Committed;
use std::process::Command;

fn spring() -> World {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "700", "约450", "610", "0", "1150"])).tick();
    world.live_until("2026-04-20 16:00");
    world
        .at("2026-04-20 17:00")
        .drop("20260331月报（更正）.csv", full(["3100", "700", "450", "610", "0", "1150"]))
        .tick();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "1300", "800", "820", "0", "1600"])).tick();
    world.live_until("2026-05-08 18:00");
    world
}

fn verify(world: &World, arguments: &[&str]) -> (bool, String) {
    let home = world.office.house.home.display().to_string();
    let output = Command::new(DUBAN).args(["--home", &home, "verify"]).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.success(), text)
}

#[test]
fn every_run_gives_the_same_bytes_also_after_the_rules_were_changed() {
    let mut world = spring();
    let path = world.office.house.home.join("pipelines/monthly.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("below 75 %", "below 60 %").replace("reports = 2", "reports = 3")).unwrap();
    world.restart();
    world.live_until("2026-05-15 18:00");
    let runs = world.ask("SELECT state FROM slot WHERE seq IS NOT NULL").len() as u64;
    let found = world.runtime.block_on(replay(&world.office, None)).unwrap();
    assert!(found.is_whole(), "{:?} {:?}", found.different, found.not_replayed);
    assert_eq!(found.equal + found.skipped, runs, "every run is accounted for");
    assert_eq!(world.ask("SELECT sha256 FROM vault WHERE kind = 'config'").len(), 2, "each configuration is kept once");
    let later = world.runtime.block_on(replay(&world.office, Some("2026-05-01".parse().unwrap()))).unwrap();
    assert!(later.is_whole() && later.before > 0 && later.equal + later.skipped + later.before == runs);
    let (whole, text) = verify(&world, &["--replay"]);
    assert!(whole && text.contains(&format!("replayed: {} of {runs} runs give the same bytes", found.equal)), "{text}");
}

/// A run that was sealed with another verdict than follows from its files: the chain is whole, and the replay finds it.
#[test]
fn a_verdict_that_does_not_follow_is_found_and_named() {
    let mut world = spring();
    world.at("2026-05-09 09:00");
    let office = &world.office;
    let pipeline = office.house.pipelines.iter().find(|pipeline| pipeline.schedule.is_some()).unwrap();
    let sealed = world.runtime.block_on(async {
        let memory = office::recall(&office.house, &office.store, pipeline, &[]).await.unwrap();
        let slot = Slot {
            pipeline: pipeline.name.clone(),
            kind: SlotKind::Arrival,
            at: world.now(),
            zone: pipeline.zone,
            period: None,
        };
        let bureau = Bureau { house: &office.house, sender: &office.sender };
        let mut record = run::record(&bureau, pipeline, &slot, None, &memory, &[]).unwrap().record;
        let mut standing = memory.standings[1].clone();
        standing.grade = Grade::Completed;
        record.standings.retain(|other| other.subject != standing.subject);
        record.standings.push(standing);
        match office.store.commit(&record).await.unwrap() {
            Committed::Done(head) => head.seq,
            other => panic!("{other:?}"),
        }
    });
    let (whole, text) = verify(&world, &[]);
    assert!(whole, "nothing was changed after it was sealed: {text}");
    let (whole, text) = verify(&world, &["--replay"]);
    assert!(!whole && text.contains(&format!("REPLAY DIFFERS: the first of 1 is entry {sealed}, ")), "{text}");
    assert!(text.contains("`standings`") && text.contains("that of G02"), "{text}");
}

#[test]
fn a_run_whose_configuration_is_gone_is_counted_and_named() {
    let world = spring();
    let config = world.ask("SELECT sha256 FROM vault WHERE kind = 'config'");
    assert_eq!(config.len(), 1);
    world.by_hand("DELETE FROM vault_chunk WHERE sha256 IN (SELECT sha256 FROM vault WHERE kind = 'config')");
    world.by_hand("DELETE FROM vault WHERE kind = 'config'");
    let (whole, text) = verify(&world, &["--replay"]);
    assert!(!whole && text.contains("COULD NOT BE REPLAYED"), "{text}");
    assert!(text.contains("what it was decided with is not in the vault"), "{text}");
}
