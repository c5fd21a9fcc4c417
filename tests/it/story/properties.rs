//! What must not depend on how a report is cut into files, sheets and rows; and a year of days in which nothing is forgotten.

use super::files::{PROJECTS, report, workbook};
use super::world::World;
use chrono::{Datelike, Days, NaiveDate};
use duban::base::slot::SlotKind;
use duban::daemon::due;
use std::collections::BTreeMap;

/// A small generator of numbers: the same seed, the same year.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const MARCH: [(&str, &str); 6] =
    [("G01", "3100"), ("G02", "500"), ("G03", "约四百"), ("J01", "610"), ("J02", "0"), ("J03", "900")];

/// Standings, cases and letters about them after March was delivered in this way, a review later. A receipt is of a file, so
/// it is the one thing that has to depend on the cut; it is left out.
fn after(files: Vec<(&str, Vec<u8>)>) -> String {
    let mut world = World::without_receipts().settled();
    world.at("2026-03-31 17:00");
    for (name, bytes) in files {
        world.drop(name, bytes);
    }
    world.tick().live_until("2026-04-01 18:00");
    format!("{}{}{}", world.standings(), world.cases(), world.letters())
}

#[test]
fn the_order_of_rows_and_the_cut_into_files_change_no_standing_no_case_and_no_letter() {
    let whole = after(vec![("20260331月报.csv", report(&MARCH))]);
    let mut dice = Dice(7);
    for _ in 0..2 {
        let mut rows = MARCH.to_vec();
        for last in (1..rows.len()).rev() {
            rows.swap(last, dice.roll(last as u64 + 1) as usize);
        }
        let shuffled = after(vec![("20260331月报.csv", report(&rows))]);
        assert_eq!(shuffled, whole, "{rows:?}");
        let cut = 1 + dice.roll(5) as usize;
        let split = after(vec![
            ("20260331月报（一）.csv", report(&rows[..cut])),
            ("20260331月报（二）.csv", report(&rows[cut..])),
        ]);
        assert_eq!(split, whole, "{rows:?} cut at {cut}");
    }
}

#[test]
fn one_sheet_per_unit_is_the_same_as_one_sheet() {
    let figures: Vec<(&str, f64)> =
        PROJECTS.iter().map(|(id, ..)| *id).zip([3100.0, 500.0, 450.0, 610.0, 0.0, 900.0]).collect();
    let one = workbook(&[("全市", figures.clone())], &[]);
    let two = workbook(&[("港口局", figures[..3].to_vec()), ("住建局", figures[3..].to_vec())], &[]);
    assert_eq!(after(vec![("20260331月报.xlsx", one)]), after(vec![("20260331月报.xlsx", two)]));
}

#[test]
fn four_hundred_days_of_an_unreliable_office_leave_no_slot_unaccounted_for() {
    let mut dice = Dice(20_260_320);
    let mut world = World::new().settled();
    let began = world.now();
    let mut day = NaiveDate::from_ymd_opt(2026, 3, 21).unwrap();
    let mut cumulative = [800.0f64; 6];
    let mut files = 0;
    for _ in 0..400 {
        // One look a day at most, some days none, and now and then the daemon starts anew.
        if dice.roll(40) == 0 {
            world.restart();
        }
        if day.succ_opt().is_some_and(|next| next.day() == 1) || dice.roll(60) == 0 {
            files += 1;
            let rows: Vec<(&str, String)> = PROJECTS
                .iter()
                .zip(&mut cumulative)
                .filter_map(|((id, ..), value)| {
                    *value = (*value + dice.roll(400) as f64) * if day.month() == 1 { 0.1 } else { 1.0 };
                    match dice.roll(12) {
                        0 => None,
                        1 => Some((*id, "待核".to_string())),
                        _ => Some((*id, format!("{value:.1}"))),
                    }
                })
                .collect();
            let rows: Vec<(&str, &str)> = rows.iter().map(|(id, value)| (*id, value.as_str())).collect();
            let bytes = if dice.roll(8) == 0 { b"\x00\x01\x02 nothing".to_vec() } else { report(&rows) };
            world.drop(&format!("{}月报{files}.csv", day.format("%Y%m%d")), bytes);
        }
        if dice.roll(5) > 0 {
            let minute = dice.roll(60);
            world.at(&format!("{day} {:02}:{minute:02}", 7 + dice.roll(14))).tick();
        }
        day = day.checked_add_days(Days::new(1)).unwrap();
    }
    world.at(&format!("{day} 23:00")).tick();
    let monthly = world.office.house.pipeline("monthly").unwrap();
    let mut accounted: BTreeMap<_, usize> = BTreeMap::new();
    for run in world.runtime.block_on(world.office.store.runs(None)).unwrap() {
        assert!(!run.reason.is_empty(), "{}", run.slot.name());
        if run.slot.pipeline == "monthly" && run.slot.kind != SlotKind::Arrival && run.seq.is_some() {
            *accounted.entry((run.slot.at, run.slot.kind)).or_default() += 1;
        }
    }
    for slot in due::between(monthly, began, world.now()) {
        assert_eq!(accounted.remove(&(slot.at, slot.kind)), Some(1), "{}", slot.name());
    }
    assert_eq!(accounted.len(), 2, "the two slots of the first day, and no others: {accounted:?}");
    assert!(world.chain().starts_with("CHAIN\nwhole"));
}
