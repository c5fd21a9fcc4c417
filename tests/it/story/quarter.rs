//! A quarter of a real office: on time, behind, overdue, four rungs over a holiday, recovery told to everybody.

use super::files::{full, workbook};
use super::world::World;

#[test]
fn a_quarter_of_an_office_from_the_first_list_to_a_recovery() {
    let mut world = World::new().settled();
    // March is reported on time, but the railway is far behind; 海滨公园 has not begun and need not have.
    world.at("2026-03-31 17:00").drop("20260331月报.csv", full(["3100", "700", "450", "610", "0", "1150"])).tick();
    world.live_until("2026-04-30 16:00");
    // April as a workbook, one sheet per bureau, with milestones: the cofferdam of the 20th is not closed.
    let harbour = vec![("G01", 4100.0), ("G02", 1300.0), ("G03", 800.0)];
    let housing = vec![("J01", 820.0), ("J02", 0.0), ("J03", 1600.0)];
    let april =
        workbook(&[("港口局", harbour), ("住建局", housing)], &[("G01", "围堰合龙", ""), ("G01", "主体完工", "")]);
    world.at("2026-04-30 17:00").drop("20260430月报.xlsx", april).tick();
    world.live_until("2026-05-31 16:00");
    // May: the railway has caught up, the cofferdam is closed.
    let harbour = vec![("G01", 5100.0), ("G02", 2600.0), ("G03", 1300.0)];
    let housing = vec![("J01", 1020.0), ("J02", 150.0), ("J03", 2010.0)];
    let may = workbook(
        &[("港口局", harbour), ("住建局", housing)],
        &[("G01", "围堰合龙", "2026-05-12"), ("G01", "主体完工", "")],
    );
    world.at("2026-05-31 17:00").drop("20260531月报.xlsx", may).tick();
    world.live_until("2026-06-05 18:00");
    insta::assert_snapshot!(world.picture());
}
