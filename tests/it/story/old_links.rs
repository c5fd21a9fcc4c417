//! Links that are over: expired, of a matter that is settled, closed, or opened again. The page explains; nothing happens.

use super::files::full;
use super::world::World;
use duban::cli::act::{self, Act, Words};
use duban::daemon::answers::Clerk;
use duban::daemon::keys;
use duban::web::links::{Form, Window};
use duban::web::page::{Language, View};
use tokio::sync::watch;

const WRONG: [&str; 6] = ["3100", "500", "450", "610", "0", "1200"];
const WELL: [&str; 6] = ["4100", "2000", "800", "820", "0", "1700"];

fn world(valid_days: u32) -> World {
    World::with_settings(&format!("\n[links]\nbase_url = \"https://duban.test\"\nvalid_days = {valid_days}\n"))
}

/// The newest link of a letter to the liaison of G02, by its action's letter.
fn token(world: &World, action: &str) -> String {
    let mut letters: Vec<(std::time::SystemTime, String)> = Vec::new();
    for entry in std::fs::read_dir(world.inbox().join("../var/outbox")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let mail = mailparse::parse_mail(&bytes).unwrap();
        if String::from_utf8_lossy(&bytes).contains("g02@harbour.example") {
            let text = mail.subparts.first().map_or_else(|| mail.get_body(), |part| part.get_body()).unwrap();
            letters.push((std::fs::metadata(&path).unwrap().modified().unwrap(), text));
        }
    }
    letters.sort();
    let links =
        letters.iter().flat_map(|(_, text)| text.lines()).filter_map(|line| line.split_once("https://duban.test/a/"));
    let mut tokens = links.map(|(_, token)| token.trim().to_string());
    tokens.rfind(|token| token.contains(&format!(".{action}."))).expect("a link")
}

/// Looks, and clicks; the case must stay as it is.
fn tried(world: &World, token: &str) -> (View, View) {
    let before = world.case("G02", "behind_target");
    let (_keep, office) = watch::channel(world.office.clone());
    let clerk = Clerk::new(office);
    let views = world.runtime.block_on(async {
        let looked = clerk.look(token, Some(Language::Zh)).await;
        (looked, clerk.act(token, Some(Language::Zh), Form::default()).await)
    });
    assert!(views.0.form.is_none(), "nothing is offered: {:?}", views.0);
    assert_eq!(world.case("G02", "behind_target"), before, "nothing happened");
    assert!(
        world.runtime.block_on(world.office.store.answers()).unwrap().is_empty(),
        "nobody is said to have answered"
    );
    views
}

#[test]
fn an_expired_link_says_so_and_does_nothing() {
    let mut world = world(14);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    let ack = token(&world, "a");
    world.at("2026-04-15 09:00");
    let (looked, clicked) = tried(&world, &ack);
    for view in [looked, clicked] {
        assert_eq!(view.status, 410);
        assert!(view.message.contains("已过期") && view.message.contains("最新邮件"), "{}", view.message);
        assert!(view.case.is_none(), "who comes too late sees nothing of the case");
    }
}

#[test]
fn links_of_a_matter_that_is_settled_closed_or_opened_again_say_so_and_do_nothing() {
    let mut world = world(120);
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(WRONG)).tick();
    let olds: Vec<String> = ["a", "r", "j", "e"].iter().map(|action| token(&world, action)).collect();
    world.live_until("2026-04-30 16:00");
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(WELL)).tick();
    world.live_until("2026-05-12 18:00");
    let said = |world: &World, words: &str| {
        for old in &olds {
            let (looked, clicked) = tried(world, old);
            assert!(looked.message.contains(words) && clicked.message.contains(words), "{looked:?} {clicked:?}");
        }
    };
    assert_eq!(world.case("G02", "behind_target").state.name(), "resolved");
    said(&world, "已办结");
    let photo = world.inbox().join("../验收.txt");
    std::fs::write(&photo, "验收合格").unwrap();
    let case = world.case("G02", "behind_target").id;
    let (by, text) = ("督查科长".to_string(), "验收合格".to_string());
    let words = Words { case, by, text, reason: None, until: None, evidence: vec![photo] };
    let close = Act::Close { words, second: "市长".to_string() };
    world.runtime.block_on(act::act(&world.office, close)).unwrap();
    assert_eq!(world.case("G02", "behind_target").state.name(), "closed");
    said(&world, "已办结");
    world.live_until("2026-05-31 16:00");
    world.at("2026-05-31 17:00").drop("20260531月报.csv", full(["5100", "2050", "1300", "1020", "150", "2100"])).tick();
    assert_eq!(world.case("G02", "behind_target").reopened, 1);
    said(&world, "旧链接不再有效");
    let new = token(&world, "a");
    let (_keep, office) = watch::channel(world.office.clone());
    let view = world.runtime.block_on(Clerk::new(office).look(&new, Some(Language::Zh)));
    assert!(!olds.contains(&new) && view.form.is_some(), "the newest letter's link is good: {view:?}");
}

#[test]
fn a_key_is_born_on_the_day_of_the_house_and_what_was_sealed_that_morning_is_good() {
    let mut world = world(14);
    // Seven in the morning in Shanghai: it is still the day before in UTC.
    world.at("2026-04-01 07:00").drop("20260331月报.csv", full(WRONG)).tick();
    let ack = token(&world, "a");
    keys::add(&world.office.house, world.now()).unwrap();
    let (_keep, office) = watch::channel(world.office.clone());
    world.at("2026-04-15 07:00");
    let view = world.runtime.block_on(Clerk::new(office).look(&ack, Some(Language::Zh)));
    assert_eq!(view.status, 200, "{}", view.message);
}
