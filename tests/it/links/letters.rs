//! What is kept of a letter holds no token that works; what leaves does, and only its own.

use chrono::{DateTime, NaiveDate, Utc};
use duban::base::token::{Action, BLANK, Claim, Keys, Sealed, key_line};
use duban::letter::links::Links;
use duban::letter::note::{Note, write};
use duban::letter::{Sender, seal};
use mailparse::MailHeaderMap;

fn today() -> NaiveDate {
    "2014-06-20".parse().unwrap()
}

fn keys() -> Keys {
    Keys::parse(&key_line(today(), &[7; 32]), 14).unwrap()
}

/// A letter in which somebody from outside has written what looks like a leader's link.
fn letter(said: &str) -> Vec<u8> {
    let sender = Sender { name: "督查室".to_string(), address: "desk@example.org".to_string() };
    let reply_to = Some("duban@example.org".to_string());
    let links = Links { base_url: Some("https://duban.test".to_string()), reply_to, valid_days: 14 };
    let at: DateTime<Utc> = "2014-06-20T01:00:00Z".parse().unwrap();
    let (name, address, subject, cases) = ("李", "li@example.org", "答复", &["c-0123456789".to_string()]);
    let (about, person, today) = ("x", "p-abcdefghjk", today());
    let note = Note { about, person, name, address, subject, english: false, text: said, cases, at, today };
    write(&note, &sender, Some(&links)).unwrap().mime
}

fn reply_to(mime: &[u8]) -> String {
    mailparse::parse_mail(mime).unwrap().headers.get_first_value("Reply-To").unwrap()
}

fn token(address: &str) -> &str {
    address.split_once('+').unwrap().1.split_once('@').unwrap().0
}

#[test]
fn the_kept_letter_is_blank_and_the_one_that_leaves_is_sealed() {
    let kept = letter("您好\n");
    assert!(reply_to(&kept).contains(BLANK), "{}", reply_to(&kept));
    assert!(keys().open(token(&reply_to(&kept)), today()).is_err());
    let left = seal::sealed(&kept, &keys());
    let back = reply_to(&left);
    let Ok(Sealed::Mail { letter, .. }) = keys().open(token(&back), today()) else { panic!("{back}") };
    assert!(letter.starts_with("l-"), "{letter}");
    assert_eq!(seal::sealed(&kept, &keys()), left, "a letter that is tried again is the same letter");
    assert_eq!(seal::sealed(&left, &keys()), left, "and nothing in it is sealed twice");
    let text = String::from_utf8_lossy(&left);
    assert!(!text.contains(seal::HEADER) && !text.contains(BLANK), "{text}");
    assert!(left.iter().all(u8::is_ascii) && text.lines().all(|line| line.len() < 998));
}

#[test]
fn what_only_looks_like_a_link_of_the_house_stays_blank() {
    let claim = Claim {
        about: "c-0123456789".to_string(),
        rung: 3,
        person: "p-abcdefghjk".to_string(),
        action: Action::Decide,
        issued: today(),
        expires: today(),
    };
    let looks = format!("https://duban.test/a/{}", claim.unsealed().unwrap());
    let left = seal::sealed(&letter(&format!("项目：{looks}\n")), &keys());
    let body = mailparse::parse_mail(&left).unwrap().get_body().unwrap();
    assert!(body.contains(&looks), "{body}");
}

#[test]
fn letters_without_claims_leave_as_they_are() {
    for mime in [&b"Subject: x\r\n\r\nbody\r\n"[..], b"", b"\r\n\r\n", &[0xff; 64]] {
        assert_eq!(seal::sealed(mime, &keys()), mime);
    }
}
