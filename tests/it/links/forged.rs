//! No text that the house did not seal is taken for one that it did.
//!
//! The ordinary run tries 100,000; `DUBAN_CASES=100000000 cargo test --test it -- links::forged` tries as many as it says.

use chrono::NaiveDate;
use duban::base::token::{Action, Claim, Keys, Refused, key_line};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// splitmix64
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
}

const ALPHABET: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

struct Forger {
    ours: Keys,
    theirs: Keys,
    dice: Dice,
}

impl Forger {
    fn new(seed: u64) -> Forger {
        let keys = |byte: u8| Keys::parse(&key_line(day("2014-01-01"), &[byte; 32]), 14).unwrap();
        Forger { ours: keys(7), theirs: keys(8), dice: Dice(seed) }
    }

    fn claim(&mut self) -> Claim {
        let n = self.dice.below(1 << 40);
        Claim {
            about: format!("c-{:010}", n % 10_000_000_000),
            rung: 1 + self.dice.below(4) as u32,
            person: format!("p-{:010}", self.dice.below(10_000_000_000)),
            action: Action::ALL[self.dice.below(5) as usize],
            issued: day("2014-06-20"),
            expires: day("2014-07-04"),
        }
    }

    fn sealed(keys: &Keys, claim: &Claim) -> String {
        keys.seal(&claim.unsealed().unwrap()).unwrap()
    }

    fn any_letters(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(ALPHABET[self.dice.below(32) as usize])).collect()
    }

    /// A text that is no token of ours, and the one it was made from.
    fn forged(&mut self) -> (String, String) {
        let claim = self.claim();
        let right = Forger::sealed(&self.ours, &claim);
        let (claimed, seal) = right.rsplit_once('.').unwrap();
        let (bare, key_id) = claimed.rsplit_once('.').unwrap();
        let forged = match self.dice.below(7) {
            // Some bits are others.
            0 => {
                let mut bytes = right.clone().into_bytes();
                for _ in 0..=self.dice.below(6) {
                    let at = self.dice.below(bytes.len() as u64 * 7);
                    bytes[(at / 7) as usize] ^= 1 << (at % 7);
                }
                String::from_utf8(bytes).unwrap()
            }
            // Some characters are others, of those that there are.
            1 => {
                let mut bytes = right.clone().into_bytes();
                for _ in 0..=self.dice.below(3) {
                    let at = self.dice.below(bytes.len() as u64) as usize;
                    bytes[at] = ALPHABET[self.dice.below(32) as usize];
                }
                String::from_utf8(bytes).unwrap()
            }
            // It is cut off, or goes on.
            2 => right[..self.dice.below(right.len() as u64) as usize].to_string(),
            3 => format!("{right}{}", self.any_letters(3)),
            // The seal is guessed.
            4 => format!("{bare}.{key_id}.{}", self.any_letters(seal.len())),
            // Another house sealed it, under our key's name too.
            5 => {
                let theirs = Forger::sealed(&self.theirs, &claim);
                let seal = theirs.rsplit_once('.').unwrap().1;
                if self.dice.below(2) == 0 { theirs.clone() } else { format!("{bare}.{key_id}.{seal}") }
            }
            // The seal is that of another claim.
            _ => {
                let other = self.claim();
                let seal = Forger::sealed(&self.ours, &other).rsplit_once('.').unwrap().1.to_string();
                format!("{bare}.{key_id}.{seal}")
            }
        };
        (forged, right)
    }
}

/// Tries so many; gives how many were refused for their seal.
fn tries(seed: u64, count: u64) -> u64 {
    let mut forger = Forger::new(seed);
    let mut by_seal = 0;
    for _ in 0..count {
        let (forged, right) = forger.forged();
        if forged == right {
            continue;
        }
        let opened = forger.ours.open(&forged, day("2014-06-21"));
        by_seal += u64::from(opened == Err(Refused::Forged));
        assert!(opened.is_err(), "{forged} was taken; right is {right}, seed {seed}");
    }
    by_seal
}

#[test]
fn no_forged_token_is_taken() {
    let count = std::env::var("DUBAN_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let by_seal = std::thread::scope(|scope| {
        let other = scope.spawn(move || tries(2, count / 2));
        tries(1, count - count / 2) + other.join().unwrap()
    });
    println!("{count} forged tokens, 0 taken");
    assert!(by_seal > count / 2, "most are refused as forged: {by_seal}");
    let mut forger = Forger::new(3);
    for _ in 0..100 {
        let (_, right) = forger.forged();
        assert!(forger.ours.open(&right, day("2014-06-21")).is_ok(), "the right one is");
    }
}
