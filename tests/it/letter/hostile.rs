//! What no name, cell or answer can do to a mail: add a header, break out of the HTML, hide what it is, or change its bytes.

use super::cast::*;
use super::decode;
use duban::assess::Rule;
use duban::escalate::{ItemKind, NextRung, Notice};
use proptest::prelude::*;
use proptest::sample::select;

const HEADERS: [&str; 12] = [
    "Date",
    "Message-ID",
    "From",
    "To",
    "Subject",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Content-Language",
    "X-Duban-Cases",
    "MIME-Version",
    "Content-Type",
];

/// A notice in which everything that comes from outside says the same.
fn all_say(text: &str) -> Notice {
    let mut case = data(text, text, Rule::Unreadable, text);
    case.unit_name = Some(text.into());
    case.place = place(text, text, text);
    case.told[0].name = text.into();
    case.told[0].role = text.into();
    case.told[0].on = day("2014-06-01");
    let mut late = overdue(text, text);
    late.figures.milestone = Some(text.into());
    let mut items = vec![item(late, ItemKind::Passed), item(case, ItemKind::Opened)];
    for item in &mut items {
        item.ask = text.into();
        item.next = Some(NextRung {
            rung: text.into(),
            label: text.into(),
            people: vec![text.into()],
            on: Some(day("2014-06-20")),
            reds: None,
        });
    }
    let mut notice = notice(LIAISON, items);
    notice.recipient.name = text.into();
    notice.recipient.role = text.into();
    notice.recipient.scope = text.into();
    notice
}

/// Tags and attributes of the template, without a single one from the text.
fn skeleton(html: &str) -> Vec<String> {
    let tags = html.split('<').skip(1).map(|tag| tag.split(['>', ' ', '\n']).next().unwrap().to_string());
    tags.collect()
}

fn check(text: &str) {
    let notices = [all_say(text)];
    let (letters, troubles) = write_as(text, text, &notices);
    assert_eq!(troubles, []);
    assert_eq!(write_as(text, text, &notices).0, letters, "twice the same");
    let mail = decode::mail(&letters[0].mime);
    assert_eq!(mail.names(), HEADERS);
    assert!(letters[0].subject.chars().count() <= 60);
    assert_eq!(mail.header("Subject"), letters[0].subject);
    assert!(mail.header("To").ends_with(&format!("<{}>", address(LIAISON))) || mail.header("To") == address(LIAISON));
    let html = mail.part("text/html");
    let tame = decode::mail(&write_as("一", "一", &[all_say("一")]).0[0].mime);
    assert_eq!(skeleton(html), skeleton(tame.part("text/html")), "not a tag more or less");
    for part in [html, mail.part("text/plain")] {
        let steering = |c: char| (c.is_control() && !"\r\n".contains(c)) || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!part.contains(steering));
        assert!(part.len() < 60_000, "{}", part.len());
    }
    let lines = |mail: &decode::Mail| mail.part("text/plain").lines().count();
    assert_eq!(lines(&mail), lines(&tame), "no line of their own");
}

const TRICKS: [&str; 13] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "x\r\nBcc: victim@example.org",
    "x\r\n\r\n--=_duban\r\nContent-Type: text/html",
    "=?utf-8?b?5L2g5aW9?=",
    "a =?utf-8?q?=0D=0ABcc:?= b",
    "\u{202e}gpj.exe\u{202c}",
    "\u{0}\u{7f}\u{85}\u{2028}\u{feff}x",
    "'; DROP TABLE letters; --",
    "\\\" , <evil@example.org>, ",
    ".\r\n.\r\nQUIT",
    "&lt;script&gt;",
];

#[test]
fn known_tricks_stay_text() {
    for text in TRICKS {
        check(text);
    }
    let html = decode::mail(&write(&[all_say("{{ 7 * 7 }}")]).0[0].mime).part("text/html").to_string();
    assert!(html.contains("{{ 7 * 7 }}"));
}

#[test]
fn ten_megabytes_of_name_are_cut() {
    check(&"长".repeat(3_500_000));
    check(&"a".repeat(10_000_000));
    check(&"<b>".repeat(100_000));
}

/// A second reader, written by others: Python's, where there is one.
#[test]
fn another_program_reads_the_same_headers() {
    const READER: &str = r#"
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
assert not mail.defects and not any(part.defects for part in mail.walk()), mail.defects
print(",".join(mail.keys()))
print(mail["Subject"])
print([part.get_content_type() for part in mail.walk()])
print(len(mail["To"].addresses), mail["To"].addresses[0].addr_spec)
"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.eml");
    for text in TRICKS.into_iter().chain(["周明"]) {
        let (letters, _) = write_as(text, text, &[all_say(text)]);
        std::fs::write(&file, &letters[0].mime).unwrap();
        let Ok(read) =
            std::process::Command::new("python3").args(["-c", READER]).arg(&file).env("PYTHONUTF8", "1").output()
        else {
            eprintln!("skipped: no python3 on this machine");
            return;
        };
        let expected = format!(
            "{}\n{}\n['multipart/alternative', 'text/plain', 'text/html']\n1 {}\n",
            HEADERS.join(","),
            letters[0].subject,
            address(LIAISON)
        );
        assert_eq!(String::from_utf8_lossy(&read.stdout), expected, "{}", String::from_utf8_lossy(&read.stderr));
    }
}

/// Pieces of mischief, and anything else.
fn mischief() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "\r\n",
        "\n",
        "\r",
        "=?utf-8?b?",
        "?=",
        "<",
        ">",
        "&",
        "\"",
        "'",
        "\\",
        "Bcc: a@b",
        "--",
        "{{",
        "}}",
        "{%",
        " ",
        "\t",
        "\u{202e}",
        "\u{200b}",
        "\u{0}",
        "镇",
        "𠮷",
        "a",
        "@",
        ",",
        ";",
        "(",
        ")",
        ".",
        "\u{7f}",
        "\u{fffe}",
        "é",
        "项目",
    ]);
    let piece =
        prop_oneof![3 => pieces.prop_map(String::from), 1 => any::<char>().prop_map(String::from), 1 => "[ -~]{1,80}"];
    prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_does_anything_but_be_read(text in mischief()) {
        // A text of which nothing is left is said otherwise, on fewer lines.
        prop_assume!(!duban::letter::clean::line(&text, 1).is_empty());
        check(&text);
    }
}
