//! One story on both databases: the same picture, and the same chain to the last hash.

use super::files::{full, report};
use super::world::World;
use crate::store::postgres;

fn story(mut world: World) -> (String, String) {
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "500", "450", "610", "0", "约九百"])).tick();
    world.live_until("2026-04-03 18:00");
    world.at("2026-04-07 10:00").drop("20260331月报（更正）.csv", report(&[("J03", "1190"), ("G02", "1480")])).tick();
    world.live_until("2026-04-08 18:00");
    let head = world.runtime.block_on(world.office.store.head()).unwrap();
    (world.picture(), head.hash)
}

#[test]
fn postgresql_and_sqlite_end_with_the_same_picture_and_the_same_head() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let Some(database) = runtime.block_on(postgres::fresh_database(None)) else { return };
    let (here, head_here) = story(World::new().settled());
    let (there, head_there) = story(World::on(&database).settled());
    assert_eq!(here, there);
    assert_eq!(head_here, head_there);
}
