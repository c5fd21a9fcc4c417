//! A liaison answers a letter by mail.

use super::cast::{Daemon, House};
use super::links::{letter_to, text_of, told};
use mailparse::MailHeaderMap;
use std::fs;

pub const SETTINGS: &str = "[replies]\nmaildir = \"var/mail\"\naddress = \"duban@example.org\"\n";

pub fn header(letter: &str, name: &str) -> String {
    let (headers, _) = mailparse::parse_headers(letter.as_bytes()).unwrap();
    headers.get_first_value(name).unwrap_or_default()
}

pub fn inbox(house: &House) {
    for folder in ["new", "cur", "tmp"] {
        fs::create_dir_all(house.path(&format!("var/mail/{folder}"))).unwrap();
    }
}

/// As a mail server delivers: written beside, then moved.
pub fn deliver(house: &House, name: &str, mail: &str) {
    house.write(&format!("var/mail/tmp/{name}"), mail.replace('\n', "\r\n"));
    fs::rename(house.path(&format!("var/mail/tmp/{name}")), house.path(&format!("var/mail/new/{name}"))).unwrap();
}

fn mail(from: &str, to: &str, more: &str, body: &str) -> String {
    format!(
        "From: {from}\nTo: {to}\nSubject: Re\nMessage-ID: <r{}@y>\n{more}Content-Type: text/plain; charset=utf-8\n\n{body}\n",
        body.len()
    )
}

fn whats(house: &House) -> Vec<(String, String)> {
    let answers = house.json(&["answers", "--json"]);
    let pair =
        |a: &serde_json::Value| (a["what"].as_str().unwrap().to_string(), a["detail"].as_str().unwrap().to_string());
    answers["answers"].as_array().unwrap().iter().map(pair).collect()
}

#[track_caller]
pub fn wait(daemon: &Daemon, house: &House, count: usize) -> Vec<(String, String)> {
    daemon.wait_for("the mail", |_| whats(house).len() >= count);
    whats(house)
}

#[test]
fn a_reply_acts_once_and_what_nobody_understands_is_answered_once() {
    let (house, mut daemon) = told(SETTINGS);
    inbox(&house);
    let letter = letter_to(&house, "li@canary");
    let back = header(&letter, "Reply-To");
    assert!(back.contains("<duban+l-") && !back.contains("----"), "{back}");
    assert!(text_of(&letter).contains("回复码"), "{}", text_of(&letter));
    // An answering machine, a stranger, a person who asks.
    deliver(&house, "1", &mail("li@canary.example.org", &back, "Auto-Submitted: auto-replied\n", "签收"));
    deliver(&house, "2", &mail("someone@else.example.org", &back, "", "签收"));
    let token = header(&letter, "References");
    deliver(
        &house,
        "3",
        &mail("LI@canary.example.org", "duban@example.org", &format!("References: {token}\n"), "这是什么？"),
    );
    let seen = wait(&daemon, &house, 3);
    let mut what: Vec<&str> = seen.iter().map(|(what, _)| what.as_str()).collect();
    what.sort_unstable();
    assert_eq!(what, ["another sender", "automatic", "not done"], "{seen:?}");
    daemon.wait_for("the answer", |_| house.letters() == ["sent"; 3]);
    let all = fs::read_dir(house.path("var/outbox")).unwrap();
    let letters: Vec<String> = all
        .filter_map(|e| fs::read(e.unwrap().path()).ok())
        .map(|b| String::from_utf8_lossy(&b).into_owned())
        .collect();
    let answer = letters.iter().find(|one| header(one, "Subject").contains("未能办理")).expect("an answer");
    assert!(header(answer, "Auto-Submitted").starts_with("auto-") && header(answer, "To").contains("li@canary"));
    assert!(header(answer, "Reply-To").contains("<duban+l-"), "it can be answered itself");
    // The reply, to the answer's own address, with its file.
    let body = "--b\nContent-Type: text/plain; charset=utf-8\n\n延期 2099-12-31\n征地拆迁未完成\n> 签收\n--b\nContent-Type: application/pdf\n\
        Content-Disposition: attachment; filename=\"x.pdf\"\n\n%PDF\n--b--";
    let reply = format!(
        "From: li@canary.example.org\nTo: {}\nSubject: Re\nContent-Type: multipart/mixed; boundary=b\n\n{body}\n",
        header(answer, "Reply-To")
    );
    deliver(&house, "4", &reply);
    let seen = wait(&daemon, &house, 5);
    assert!(seen.iter().any(|(what, _)| what == "more time asked for"), "{seen:?}");
    assert!(seen.iter().any(|(what, detail)| what == "done" && detail.ends_with("more time asked for")), "{seen:?}");
    // The same mail again is known by its bytes.
    deliver(&house, "5", &reply);
    daemon.wait_for("the copy", |_| house.path("var/mail/cur/5:2,S").exists());
    assert_eq!(whats(&house).len(), 5);
    assert_eq!(fs::read_dir(house.path("var/mail/new")).unwrap().count(), 0);
    let cases = house.json(&["cases", "--json"])["cases"].as_array().unwrap().clone();
    let id = cases.iter().find(|case| case["name"] == "滨河路").unwrap()["id"].as_str().unwrap().to_string();
    assert!(house.duban(&["approve", &id, "--by", "督查室"]).status.success(), "it waits for a decision");
    assert!(house.duban(&["verify"]).status.success());
    daemon.stop();
}

#[test]
fn a_known_sender_without_a_token_is_told_how_a_few_times_and_then_no_more() {
    let (house, mut daemon) = told(SETTINGS);
    inbox(&house);
    let letter = letter_to(&house, "li@canary");
    let id = header(&letter, "Message-ID");
    for n in 0..6 {
        let text = format!("签收{}", "。".repeat(n));
        let mail = mail("li@canary.example.org", "duban@example.org", &format!("In-Reply-To: {id}\n"), &text);
        deliver(&house, &format!("m{n}"), &mail);
    }
    let seen = wait(&daemon, &house, 6);
    assert!(seen.iter().all(|(what, _)| what == "no token"), "a Message-ID is no token: {seen:?}");
    daemon.wait_for("the answers", |_| house.letters().iter().all(|state| state == "sent"));
    assert_eq!(house.letters().len(), 2 + 3, "two letters and three answers, not six");
    let cases = house.json(&["cases", "--json"]);
    assert!(!cases.to_string().contains("acknowledged"), "{cases}");
    daemon.stop();
}
