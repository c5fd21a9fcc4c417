//! Receipts: the keeper of each unit's data is told once of each file, with a marked copy of the own rows only; a correction
//! is matched to its receipt.

use super::files::{PROJECTS, full};
use super::world::World;
use duban::tidy::formats;

/// The letters to a person, as their subject and bytes.
pub fn letters_to(world: &World, name: &str) -> Vec<(String, Vec<u8>)> {
    let letters = world.all_letters();
    let mine = letters.iter().filter(|letter| letter.to_name == name);
    let bytes = |id: &str| world.runtime.block_on(world.office.store.letter_bytes(id)).unwrap().unwrap();
    mine.map(|letter| (letter.subject.clone(), bytes(&letter.id))).collect()
}

/// The parts of a mail by their content type, decoded.
pub fn parts(mime: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = std::str::from_utf8(mime).unwrap();
    let parts = text.split("\r\n--=_duban.").filter(|part| part.contains("Content-Transfer-Encoding: base64"));
    parts
        .map(|part| {
            let (head, body) = part.split_once("\r\n\r\n").unwrap();
            (head.to_string(), base64(body))
        })
        .collect()
}

fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sixes = text.bytes().filter_map(|b| ALPHABET.iter().position(|a| *a == b)).map(|six| six as u32);
    let sixes: Vec<u32> = sixes.collect();
    let mut bytes = Vec::new();
    for four in sixes.chunks(4) {
        let bits = four.iter().fold(0u32, |bits, six| (bits << 6) | six) << (6 * (4 - four.len()));
        bytes.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}

pub fn number(subject: &str) -> String {
    let at = subject.find("回执r-").unwrap_or_else(|| panic!("no number in {subject}"));
    subject[at + "回执".len()..].chars().take(12).collect()
}

#[test]
fn a_keeper_gets_one_letter_with_the_own_rows_and_hears_that_they_are_corrected() {
    let mut world = World::new().settled();
    world.at("2026-03-31 17:00");
    world.drop("20260331月报.csv", full(["3100", "约1500", "450", "610", "尚未统计", "1200"])).tick();
    let harbour = letters_to(&world, "港口局统计员");
    let [(subject, mime)] = harbour.as_slice() else { panic!("one letter: {:?}", world.letters()) };
    let receipt = number(subject);
    let head = String::from_utf8_lossy(mime);
    assert!(head.contains("multipart/mixed") && head.contains("filename*"), "{head}");
    let parts = parts(mime);
    let body = String::from_utf8(parts[0].1.clone()).unwrap();
    assert!(body.contains("C3") && body.contains("约1500") && body.contains(&receipt), "{body}");
    assert!(!body.contains("J02") && !body.contains("海滨公园"), "another unit's rows: {body}");
    let (_, copy) = parts.iter().find(|(head, _)| head.contains("spreadsheetml")).unwrap();
    let copy = formats::decode(copy).unwrap();
    let shown: String = copy
        .sheets
        .iter()
        .flat_map(|s| s.rows_from(0).flat_map(|r| r.cells().map(|c| s.shown(c)).collect::<Vec<_>>()))
        .collect();
    for (id, name, unit, ..) in PROJECTS {
        assert_eq!(shown.contains(name) && shown.contains(id), unit == "港口局", "{name}: {shown}");
    }
    assert_eq!(letters_to(&world, "住建局统计员").len(), 1);

    // Half corrected: one unit's row is right now, the other's is wrong again.
    world.at("2026-04-01 10:00");
    world.drop(&format!("20260331月报 {receipt}.csv"), full(["3100", "1500", "450", "610", "待核实数", "1200"])).tick();
    let harbour = letters_to(&world, "港口局统计员");
    assert_eq!(harbour.len(), 2, "{}", world.letters());
    let body = String::from_utf8(self::parts(&harbour[1].1)[0].1.clone()).unwrap();
    assert!(body.contains(&format!("已更正：回执{receipt}所列1行现已全部采用")), "{body}");
    let works = letters_to(&world, "住建局统计员");
    let body = String::from_utf8(self::parts(&works.last().unwrap().1)[0].1.clone()).unwrap();
    assert!(body.contains("仍有1行未采用"), "{body}");

    // All right now; and a file without trouble is answered with silence.
    world
        .at("2026-04-01 15:00")
        .drop("20260331月报（再改）.csv", full(["3100", "1500", "450", "610", "0", "1200"]))
        .tick();
    let works = letters_to(&world, "住建局统计员");
    let body = String::from_utf8(self::parts(&works.last().unwrap().1)[0].1.clone()).unwrap();
    assert!(body.contains("所列1行现已全部采用"), "{body}");
    let count = world.all_letters().iter().filter(|letter| letter.subject.contains("回执")).count();
    world.at("2026-04-30 17:00").drop("20260430月报.csv", full(["4100", "2100", "800", "820", "0", "1700"])).tick();
    let after = world.all_letters().iter().filter(|letter| letter.subject.contains("回执")).count();
    assert_eq!(after, count, "quiet files do not flood: {}", world.letters());
    world.chain(); // and the record is whole
}
