//! A liaison gets a letter with links. Looking does nothing; a click acts, once.

use super::cast::{Daemon, House, report, text};
use mailparse::MailHeaderMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub const PEOPLE: &str = "单位,角色,姓名,邮箱\n\
    P1,联络员,李联络,li@canary.example.org\n\
    P2,联络员,孙联络,sun@canary.example.org\n\
    一局,责任单位负责人,王局长,wang@canary.example.org\n";

/// Two projects far behind, one well.
pub const BEHIND: &str = "项目编号,项目名称,累计完成投资(万元)\nP1,滨河路,100\nP2,第一中学,50\nP3,幼儿园,1000\n";

pub const LINKS: &str = "[links]\nbase_url = \"https://duban.test\"\n";

/// A house whose two liaisons have got a letter.
pub fn told(settings: &str) -> (House, Daemon) {
    let house = House::with(settings);
    house.write("inbox/台账.csv", super::cast::register());
    house.write("inbox/通讯录.csv", PEOPLE);
    let ran = house.duban(&["run", "register"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let daemon = house.serve();
    house.write(&format!("inbox/{}", report()), BEHIND);
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 2]);
    (house, daemon)
}

/// The letter to an address, as it went out.
pub fn letter_to(house: &House, address: &str) -> String {
    let mut found: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(house.path("var/outbox")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        if path.extension().is_some_and(|e| e == "eml") && String::from_utf8_lossy(&bytes).contains(address) {
            found.push(String::from_utf8(bytes).unwrap());
        }
    }
    assert_eq!(found.len(), 1, "letters to {address}");
    found.pop().unwrap()
}

/// Its text part.
pub fn text_of(letter: &str) -> String {
    let mail = mailparse::parse_mail(letter.as_bytes()).unwrap();
    assert!(mail.headers.get_first_value("X-Duban-Links").is_none(), "the list of claims stays behind");
    let part = mail.subparts.first().map_or_else(|| mail.get_body(), |part| part.get_body());
    part.unwrap()
}

/// The path of a link by its label.
pub fn path(letter: &str, label: &str) -> String {
    let text = text_of(letter);
    let line =
        text.lines().find(|line| line.trim().starts_with(&format!("{label}："))).unwrap_or_else(|| panic!("{text}"));
    line.rsplit_once("https://duban.test").unwrap().1.to_string()
}

fn send(daemon: &Daemon, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", daemon.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

pub fn ask(daemon: &Daemon, method: &str, path: &str, more: &str) -> (u16, String) {
    let answer = send(
        daemon,
        format!("{method} {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n{more}Connection: close\r\n\r\n").as_bytes(),
    );
    let head = answer.split("\r\n\r\n").next().unwrap().to_lowercase();
    for header in
        ["default-src 'none'", "frame-ancestors 'none'", "nosniff", "referrer-policy: no-referrer", "no-store"]
    {
        assert!(head.contains(header), "{header} is missing in\n{head}");
    }
    assert!(!answer.contains("evil.example"), "{answer}");
    (head.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

/// A form as a browser sends it.
pub fn click(
    daemon: &Daemon,
    path: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
    more: &str,
) -> (u16, String) {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--bb\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    if let Some((name, bytes)) = file {
        body.extend(
            format!("--bb\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"{name}\"\r\n\r\n")
                .as_bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--bb--\r\n");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\n{more}Content-Type: multipart/form-data; boundary=bb\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let answer = send(daemon, &[head.into_bytes(), body].concat());
    (answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0), answer)
}

fn state(house: &House, name: &str) -> String {
    let cases = house.json(&["cases", "--json"]);
    let of = |case: &&serde_json::Value| case["name"] == name;
    let case = cases["cases"].as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("{cases}"));
    case["state"].as_str().map_or_else(|| case["state"]["state"].as_str().unwrap().to_string(), str::to_string)
}

pub fn answers(house: &House) -> Vec<serde_json::Value> {
    house.json(&["answers", "--json"])["answers"].as_array().unwrap().clone()
}

#[test]
fn looking_a_thousand_times_does_nothing_and_a_click_acts_once() {
    let (house, mut daemon) = told(LINKS);
    let letter = letter_to(&house, "li@canary");
    let ack = path(&letter, "签收");
    for round in 0..250 {
        for method in ["GET", "HEAD", "OPTIONS", "GET"] {
            let (status, _) = ask(&daemon, method, &ack, "");
            assert_eq!(status, if method == "OPTIONS" { 405 } else { 200 }, "{method} in round {round}");
        }
    }
    let (_, page) = ask(&daemon, "GET", &ack, "");
    for shown in ["滨河路", "一局", "王局长", "确认签收", "<form method=\"post\"", "P1"] {
        assert!(page.contains(shown), "{shown} is missing in\n{page}");
    }
    assert!(!page.contains("第一中学") && !page.contains("canary") && !page.contains("<script"), "{page}");
    assert!(ask(&daemon, "GET", &format!("{ack}?lang=en"), "").1.contains("Acknowledge"));
    assert_eq!((state(&house, "滨河路"), answers(&house).len()), ("open".to_string(), 0));
    // A form that another site makes the browser send does nothing.
    for header in
        ["Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n", "Origin: https://evil.example\r\n"]
    {
        assert_eq!(click(&daemon, &ack, &[], None, header).0, 403, "{header}");
    }
    assert_eq!(state(&house, "滨河路"), "open");
    let (status, page) =
        click(&daemon, &ack, &[("do", "act")], None, "Origin: null\r\nSec-Fetch-Site: same-origin\r\n");
    assert!(status == 200 && page.contains("已签收，在"), "{page}");
    assert_eq!((state(&house, "滨河路"), state(&house, "第一中学")), ("acknowledged".to_string(), "open".to_string()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let (status, page) = click(&daemon, &ack, &[], None, "");
                    assert!(status == 200 && page.contains("李联络已于") && page.contains("无需重复提交"), "{page}");
                }
            });
        }
    });
    let answers = answers(&house);
    assert_eq!((answers.len(), answers[0]["what"].as_str()), (1, Some("acknowledged")), "{answers:?}");
    assert_eq!((answers[0]["via"].as_str(), answers[0]["name"].as_str()), (Some("link"), Some("李联络")));
    let verified = house.duban(&["verify"]);
    assert!(verified.status.success(), "{}", text(&verified.stdout));
    let token = ack.strip_prefix("/a/").unwrap();
    assert!(!daemon.log().contains(token) && !daemon.log().contains(token.rsplit_once('.').unwrap().1));
    assert!(!daemon.get("/metrics").1.contains(token.rsplit_once('.').unwrap().1));
    daemon.stop();
}

#[test]
fn a_reply_with_a_file_waits_for_a_decision_and_what_is_missing_is_said() {
    let (house, mut daemon) = told(LINKS);
    let letter = letter_to(&house, "li@canary");
    let justify = path(&letter, "申请正当理由");
    let (status, page) = click(&daemon, &justify, &[("reason", "land"), ("text", "<b>协议</b>未签完")], None, "");
    assert!(status == 422 && page.contains("还缺：日期、佐证材料（附件）") && page.contains("&lt;b&gt;协议"), "{page}");
    assert!(answers(&house).is_empty());
    let fields = [("reason", "land"), ("until", "2099-12-31"), ("text", "协议未签完")];
    let big = vec![b'x'; 10 * 1024 * 1024 + 1];
    assert_eq!(click(&daemon, &justify, &fields, Some(("大.pdf", &big)), "").0, 413);
    let (status, page) = click(&daemon, &justify, &fields, Some(("../协议.pdf", b"%PDF-1.4")), "");
    assert!(status == 200 && page.contains("已提交，等待审批") && page.contains("协议.pdf"), "{page}");
    assert!(!page.contains("../"), "{page}");
    let case = house.json(&["cases", "--json"])["cases"].as_array().unwrap().clone();
    let id = case.iter().find(|case| case["name"] == "滨河路").unwrap()["id"].as_str().unwrap().to_string();
    let granted = house.duban(&["approve", &id, "--by", "李联络"]);
    assert!(!granted.status.success(), "nobody grants what they asked for themselves");
    assert!(house.duban(&["approve", &id, "--by", "督查室"]).status.success());
    assert_eq!(state(&house, "滨河路"), "justified");
    assert!(house.duban(&["verify"]).status.success());
    daemon.stop();
}

#[test]
fn forged_expired_and_foreign_links_do_nothing_and_say_little() {
    let (house, mut daemon) = told(LINKS);
    let li = path(&letter_to(&house, "li@canary"), "签收");
    let sun = path(&letter_to(&house, "sun@canary"), "签收");
    let (claim, seal) = li.rsplit_once('.').unwrap();
    let other_seal = sun.rsplit_once('.').unwrap().1;
    for forged in [
        format!("{claim}.{other_seal}"),
        format!("{claim}.{}", seal.chars().rev().collect::<String>()),
        format!("{claim}.--------------------------"),
        claim.to_string(),
        li.replace(".a.", ".d."),
        "/a/x".to_string(),
    ] {
        for (status, page) in [ask(&daemon, "GET", &forged, ""), click(&daemon, &forged, &[], None, "")] {
            assert!(status == 403 && !page.contains("滨河路") && !page.contains("李联络"), "{forged}: {page}");
        }
    }
    for odd in ["/a/%00", "/a/%ff%fe", "/a/..%2f..%2fetc", "/a/", "/a", "/a/x/y"] {
        assert!([400, 403, 404].contains(&ask(&daemon, "GET", odd, "").0), "{odd}");
    }
    let huge = format!(
        "POST {li} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=bb\r\nContent-Length: 1073741824\r\n\r\n"
    );
    assert!(send(&daemon, huge.as_bytes()).starts_with("HTTP/1.1 413"));
    assert!(answers(&house).is_empty());
    // A new key: what the old one sealed is still good.
    assert!(house.duban(&["keys", "--new"]).status.success());
    assert_eq!(ask(&daemon, "GET", &li, "").0, 200);
    // Without its key it is nothing.
    let keys = house.path("var/links.key");
    let text = std::fs::read_to_string(&keys).unwrap();
    std::fs::write(&keys, text.lines().last().unwrap()).unwrap();
    assert_eq!(ask(&daemon, "GET", &li, "").0, 403);
    daemon.stop();
    let mut next = house.serve();
    assert!(
        next.get("/healthz").1.contains("links: links that are out were sealed with keys"),
        "{:?}",
        next.get("/healthz")
    );
    next.stop();
}

#[test]
fn keys_are_made_for_their_owner_alone_and_others_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (house, mut daemon) = told(LINKS);
    let keys = house.path("var/links.key");
    assert_eq!(std::fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o600);
    daemon.stop();
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o644)).unwrap();
    let checked = house.duban(&["check"]);
    let said = text(&checked.stdout) + &text(&checked.stderr);
    assert!(said.contains("others than its owner can read"), "{said}");
    assert_eq!(house.duban(&["serve"]).status.code(), Some(78));
}
