//! A token is right or it is nothing.

use chrono::{Days, NaiveDate};
use duban::base::token::{Action, BLANK, Claim, Keys, Refused, Sealed, key_line};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn claim() -> Claim {
    Claim {
        about: "c-0123456789".to_string(),
        rung: 2,
        person: "p-abcdefghjk".to_string(),
        action: Action::Acknowledge,
        issued: day("2014-06-20"),
        expires: day("2014-07-04"),
    }
}

fn keys(lines: &[(&str, u8)]) -> Keys {
    let text: String = lines.iter().map(|(born, byte)| key_line(day(born), &[*byte; 32])).collect();
    Keys::parse(&format!("# keys\n{text}"), 14).unwrap()
}

fn sealed(keys: &Keys, claim: &Claim) -> String {
    keys.seal(&claim.unsealed().unwrap()).unwrap()
}

#[test]
fn what_is_sealed_opens_and_says_the_same() {
    let keys = keys(&[("2014-01-01", 7)]);
    let token = sealed(&keys, &claim());
    assert_eq!(keys.open(&token, day("2014-07-04")), Ok(Sealed::Link(claim())));
    assert_eq!(keys.open(&token, day("2014-07-05")), Err(Refused::Expired));
    assert_eq!(token.len(), claim().unsealed().unwrap().len(), "a seal takes the place of a blank");
    assert!(token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b)), "{token}");
    assert_eq!(keys.open(&claim().unsealed().unwrap(), day("2014-06-20")), Err(Refused::Forged), "blank is no seal");
    assert!(!format!("{keys:?}").contains("0707"), "a key is not shown");
}

#[test]
fn a_reply_token_has_room_in_front_of_an_at() {
    let keys = keys(&[("2014-01-01", 7)]);
    let mail = Claim { about: "l-0123456789".to_string(), rung: 0, action: Action::Mail, ..claim() };
    let token = sealed(&keys, &mail);
    assert!("twelve-chars+".len() + token.len() <= 64, "{} characters", token.len());
    let says = Sealed::Mail { letter: "l-0123456789".to_string(), expires: day("2014-07-04") };
    assert_eq!(keys.open(&token, day("2014-06-21")), Ok(says));
}

#[test]
fn a_hundred_thousand_tokens_that_were_tampered_with_are_none() {
    let keys = keys(&[("2013-06-01", 3), ("2014-01-01", 7)]);
    let token = sealed(&keys, &claim()).into_bytes();
    let today = day("2014-06-21");
    let mut tried = 0;
    // Every bit of every byte, alone and together with every other one, until there are enough.
    'all: for first in 0..token.len() * 8 {
        for second in first..token.len() * 8 {
            let mut other = token.clone();
            other[first / 8] ^= 1 << (first % 8);
            if second != first {
                other[second / 8] ^= 1 << (second % 8);
            }
            if let Ok(text) = std::str::from_utf8(&other) {
                assert!(keys.open(text, today).is_err(), "{text}");
            }
            tried += 1;
            if tried == 100_000 {
                break 'all;
            }
        }
    }
    let whole = String::from_utf8(token).unwrap();
    for end in 0..whole.len() {
        assert!(keys.open(&whole[..end], today).is_err(), "cut after {end}");
    }
    for more in ["0", ".", "-", " ", "\0", "=", "%00"] {
        assert!(
            keys.open(&format!("{whole}{more}"), today).is_err()
                && keys.open(&format!("{more}{whole}"), today).is_err()
        );
    }
}

#[test]
fn every_part_of_a_claim_is_under_the_seal() {
    let keys = keys(&[("2014-01-01", 7)]);
    let right = sealed(&keys, &claim());
    let seal = right.rsplit_once('.').unwrap().1.to_string();
    let id = right.rsplit('.').nth(1).unwrap().to_string();
    let others = [
        Claim { about: "c-0123456788".to_string(), ..claim() },
        Claim { rung: 1, ..claim() },
        Claim { rung: 3, ..claim() },
        Claim { person: "p-abcdefghjm".to_string(), ..claim() },
        Claim { action: Action::Decide, ..claim() },
        Claim { action: Action::Extend, ..claim() },
        Claim { issued: day("2014-06-21"), ..claim() },
        Claim { expires: day("2015-07-04"), ..claim() },
    ];
    for other in others {
        let claimed = other.unsealed().unwrap();
        let forged = format!("{}.{id}.{seal}", claimed.strip_suffix(BLANK).unwrap());
        assert_eq!(keys.open(&forged, day("2014-06-21")), Err(Refused::Forged), "{forged}");
    }
}

#[test]
fn one_meaning_has_one_spelling() {
    let keys = keys(&[("2014-01-01", 7)]);
    let token = sealed(&keys, &claim());
    for (from, to) in [(".2.", ".02."), (".2.", ".+2."), (".a.", ".ab."), ("c-", "C-"), (".2.", ".２.")] {
        assert!(keys.open(&token.replacen(from, to, 1), day("2014-06-21")).is_err(), "{from} as {to}");
    }
    assert!(Claim { about: "c-1/../x".to_string(), ..claim() }.unsealed().is_none());
    assert!(Claim { about: String::new(), ..claim() }.unsealed().is_none());
}

#[test]
fn a_key_is_believed_until_what_it_sealed_is_over() {
    let old = keys(&[("2014-01-01", 7)]);
    let token = sealed(&old, &claim());
    let turned = keys(&[("2014-01-01", 7), ("2014-06-25", 8)]);
    assert_eq!(turned.sealing(), keys(&[("2014-06-25", 8)]).sealing(), "the newest seals");
    assert!(turned.open(&token, day("2014-07-04")).is_ok(), "sealed before the turn, good to its day");
    // Whoever stole the old key can seal nothing that holds longer than what it sealed itself.
    let minted = sealed(&old, &Claim { issued: day("2014-07-08"), expires: day("2014-07-22"), ..claim() });
    assert_eq!(turned.open(&minted, day("2014-07-08")), Err(Refused::Expired));
    let early = sealed(&old, &Claim { expires: day("2014-07-09"), ..claim() });
    assert!(turned.open(&early, day("2014-07-09")).is_ok());
    assert_eq!(turned.open(&early, day("2014-07-10")), Err(Refused::Expired));
    let other_daemon = keys(&[("2014-01-01", 9)]);
    assert_eq!(other_daemon.open(&token, day("2014-06-21")), Err(Refused::UnknownKey));
}

#[test]
fn a_file_of_keys_that_is_none_says_which_line_and_no_key() {
    for (text, says) in [
        ("2014-01-01", "line 1: there is no key"),
        ("\nyesterday 00", "line 2: it does not begin with a day"),
        ("2014-01-01 xyz-secret", "line 1: the key is not written in hex"),
        ("2014-01-01 abcd", "line 1: the key is too short"),
    ] {
        let error = Keys::parse(text, 14).unwrap_err();
        assert!(error.starts_with(says) && !error.contains("xyz") && !error.contains("abcd"), "{error}");
    }
    assert!(Keys::parse("# nothing yet\n", 14).unwrap().seal(&claim().unsealed().unwrap()).is_none());
}

proptest! {
    #[test]
    fn whatever_is_claimed_comes_back(
        about in "[a-z0-9-]{1,24}", person in "[a-z0-9-]{1,24}", rung: u32, n in 0usize..5, days in 0u64..40_000, more in 0u64..366,
    ) {
        let keys = keys(&[("2014-01-01", 7)]);
        let issued = NaiveDate::default().checked_add_days(Days::new(days)).unwrap();
        let expires = issued.checked_add_days(Days::new(more)).unwrap();
        let claim = Claim { about, rung, person, action: Action::ALL[n], issued, expires };
        prop_assert_eq!(keys.open(&sealed(&keys, &claim), expires), Ok(Sealed::Link(claim)));
    }

    #[test]
    fn whatever_is_made_up_is_refused(text in "\\PC{0,120}", parts in prop::collection::vec("[a-z0-9-]{0,26}", 1..10)) {
        let keys = keys(&[("2014-01-01", 7)]);
        prop_assert!(keys.open(&text, day("2014-06-21")).is_err());
        prop_assert!(keys.open(&parts.join("."), day("2014-06-21")).is_err());
    }
}
