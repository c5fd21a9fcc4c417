//! A department reports an issue done (报办结), by a link and by mail, with files as evidence; whoever can decide it does.

use super::cast::{Daemon, House};
use super::links::{LINKS, answers, ask, click, letter_to, path};
use super::replies::{SETTINGS, deliver, header, inbox, wait};
use crate::story::lists::{CONTACTS, LADDER, LISTS, PEOPLE};
use std::fs;

const DEMAND: &str = "诉求编号,诉求企业,诉求内容,承办单位,监督领域,办理时限\n\
    SQ-01,宏远机械,临时用电申请三周未批复,供电所,服务保障,5个工作日\n";

/// A house whose department has got an issue.
fn listed(settings: &str, contacts: &str) -> (House, Daemon) {
    let house = House::with(settings);
    for name in ["register", "progress"] {
        fs::remove_file(house.path(&format!("pipelines/{name}.toml"))).unwrap();
    }
    house.write("pipelines/lists.toml", LISTS);
    house.write("pipelines/people.toml", PEOPLE);
    house.write("config/escalation.toml", LADDER);
    let daemon = house.serve();
    house.write("inbox/联系人.csv", contacts);
    daemon.wait_for("the contacts", |_| house.files_read().len() == 1);
    house.write("inbox/企业诉求清单.csv", DEMAND);
    daemon.wait_for("the letter", |_| house.letters() == ["sent"]);
    (house, daemon)
}

/// How the issue stands.
fn standing(house: &House) -> String {
    let list = house.json(&["issues", "--all", "--json"]);
    list["lists"][0]["issues"][0]["state"].as_str().unwrap().to_string()
}

/// Names of files that were handed in with acts.
fn evidence(house: &House) -> Vec<String> {
    let cases = house.json(&["cases", "--json"]);
    let acts = cases["cases"][0]["acts"].as_array().unwrap().clone();
    let files = acts.iter().flat_map(|act| act["evidence"].as_array().cloned().unwrap_or_default());
    files.map(|file| file["name"].as_str().unwrap().to_string()).collect()
}

#[test]
fn an_issue_is_reported_done_by_a_link_once_and_accepted_by_another() {
    let (house, mut daemon) = listed(LINKS, CONTACTS);
    let done = path(&letter_to(&house, "dian1@example.com"), "报办结");
    for _ in 0..20 {
        let (status, page) = ask(&daemon, "GET", &done, "");
        assert_eq!(status, 200);
        for shown in ["临时用电申请三周未批复", "宏远机械", "确认报办结", "办理结果", "佐证材料"]
        {
            assert!(page.contains(shown), "{shown} is missing in\n{page}");
        }
    }
    let english = ask(&daemon, "GET", &format!("{done}?lang=en"), "").1;
    assert!(english.contains("Report it done") && english.contains("What was done"), "{english}");
    assert_eq!((standing(&house).as_str(), answers(&house).len()), ("listed", 0), "looking does nothing");
    let (status, page) = click(&daemon, &done, &[("text", "已送电")], None, "");
    assert!(status == 422 && page.contains("还缺：佐证材料（附件）"), "{page}");
    let photo = Some(("送电照片.jpg", &b"JPEG"[..]));
    let (status, page) = click(&daemon, &done, &[("text", "已送电")], photo, "");
    assert!(status == 200 && page.contains("已提交，等待审批") && page.contains("送电照片.jpg"), "{page}");
    let (status, page) = click(&daemon, &done, &[("text", "已送电")], photo, "");
    assert!(status == 200 && page.contains("电一已于") && page.contains("无需重复提交"), "{page}");
    let said = answers(&house);
    assert_eq!((said.len(), said[0]["what"].as_str()), (1, Some("reported done")), "{said:?}");
    assert_eq!((standing(&house).as_str(), evidence(&house)), ("reported", vec!["送电照片.jpg".to_string()]));
    // The head of the department is told and accepts it; the page holds what is granted.
    daemon.wait_for("the request", |_| house.letters() == ["sent"; 2]);
    let decide = path(&letter_to(&house, "dianzhang@example.com"), "审批");
    let (_, page) = ask(&daemon, "GET", &decide, "");
    let request = page.split_once("name=\"request\" value=\"").unwrap().1.split('"').next().unwrap().to_string();
    assert_eq!(standing(&house), "reported");
    let (status, page) = click(&daemon, &decide, &[("request", &request), ("do", "approve")], None, "");
    assert!(status == 200 && page.contains("已同意申请"), "{page}");
    assert_eq!(standing(&house), "done");
    assert!(house.duban(&["verify"]).status.success());
    daemon.stop();
}

/// A mail with a file, or without one.
fn mail(letter: &str, body: &str, file: Option<(&str, &str)>) -> String {
    let to = header(letter, "Reply-To");
    let attached = file.map(|(name, bytes)| {
        format!("--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"{name}\"\n\n{bytes}\n")
    });
    format!(
        "From: dian1@example.com\nTo: {to}\nSubject: Re\nMessage-ID: <m{}@y>\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n{body}\n{}--b--\n",
        body.len(),
        attached.unwrap_or_default()
    )
}

#[test]
fn an_issue_is_reported_done_by_mail_with_a_file_and_not_without_one() {
    let (house, mut daemon) = listed(SETTINGS, CONTACTS);
    inbox(&house);
    let letter = letter_to(&house, "dian1@example.com");
    deliver(&house, "1", &mail(&letter, "办结\n已于今日送电", None));
    let seen = wait(&daemon, &house, 1);
    assert_eq!(seen[0].0, "not done", "{seen:?}");
    assert_eq!((standing(&house).as_str(), evidence(&house).len()), ("listed", 0));
    daemon.wait_for("the answer", |_| house.letters() == ["sent"; 2]);
    deliver(&house, "2", &mail(&letter, "办结\n已于今日送电\n> 签收", Some(("receipt.pdf", "%PDF"))));
    let seen = wait(&daemon, &house, 3);
    assert!(seen.iter().any(|(what, _)| what == "reported done"), "{seen:?}");
    assert_eq!((standing(&house).as_str(), evidence(&house)), ("reported", vec!["receipt.pdf".to_string()]));
    assert!(house.duban(&["verify"]).status.success());
    daemon.stop();
}

#[test]
fn a_reader_of_english_is_answered_in_english() {
    let contacts =
        CONTACTS.replace("姓名,邮箱\n", "姓名,邮箱,语言\n").replace("dian1@example.com", "dian1@example.com,en");
    let (house, mut daemon) = listed(SETTINGS, &contacts);
    inbox(&house);
    let letter = letter_to(&house, "dian1@example.com");
    assert!(header(&letter, "Subject").starts_with("[duban]") && header(&letter, "Content-Language") == "en");
    deliver(&house, "1", &mail(&letter, "DONE\nthe line is connected", None));
    wait(&daemon, &house, 1);
    daemon.wait_for("the answer", |_| house.letters() == ["sent"; 2]);
    let letters = fs::read_dir(house.path("var/outbox")).unwrap().filter_map(|e| fs::read(e.unwrap().path()).ok());
    let letters: Vec<String> = letters.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect();
    let answer =
        letters.iter().find(|one| header(one, "Subject").contains("could not be acted on")).expect("an answer");
    let text = mailparse::parse_mail(answer.as_bytes()).unwrap().get_body().unwrap();
    assert!(text.contains("evidence is missing") && !text.contains("请"), "{text}");
    deliver(&house, "2", &mail(&letter, "DONE\nthe line is connected now", Some(("p.pdf", "%PDF"))));
    let seen = wait(&daemon, &house, 3);
    assert!(seen.iter().any(|(what, _)| what == "reported done"), "{seen:?}");
    daemon.stop();
}
