//! Mails as programs send them, read without a daemon.

use duban::ingest::mail::parse;

fn mail(headers: &str, body: &str) -> Vec<u8> {
    format!("{}\r\n\r\n{body}", headers.trim().replace('\n', "\r\n")).into_bytes()
}

const FROM: &str = "From: =?utf-8?B?5p2O?= <li@example.org>\nTo: \"duban\" <duban+token@example.org>\nSubject: Re";

#[test]
fn a_plain_reply_gives_sender_recipient_references_and_text() {
    let headers = format!(
        "{FROM}\nDelivered-To: duban+other@example.org\nIn-Reply-To: <l-1@x>\nReferences: <c-1.thread@x>\n <l-1@x>"
    );
    let read = parse(&mail(&headers, "签收\r\n")).unwrap();
    assert_eq!(
        (read.from, read.to),
        (
            vec!["li@example.org".to_string()],
            vec!["duban+token@example.org".to_string(), "duban+other@example.org".to_string()],
        )
    );
    assert_eq!(read.references, ["l-1@x", "c-1.thread@x", "l-1@x"]);
    assert_eq!((read.text.trim(), read.automatic), ("签收", None));
}

#[test]
fn what_a_program_sends_is_known() {
    for header in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "List-Id: <x.example.org>",
        "Content-Type: multipart/report; boundary=x",
    ] {
        assert!(parse(&mail(&format!("{FROM}\n{header}"), "签收")).unwrap().automatic.is_some(), "{header}");
    }
    let person = format!("{FROM}\nAuto-Submitted: no\nReturn-Path: <li@example.org>");
    assert_eq!(parse(&mail(&person, "签收")).unwrap().automatic, None);
    let away = FROM.replace("Subject: Re", "Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSNOiBSZQ==?="); // 自动回复: Re
    assert!(parse(&mail(&away, "签收")).unwrap().automatic.is_some());
}

#[test]
fn old_encodings_pages_and_attachments_are_read() {
    let gbk = [
        b"From: li@example.org\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n".as_slice(),
        &[0xc7, 0xa9, 0xca, 0xd5], // 签收
    ]
    .concat();
    assert_eq!(parse(&gbk).unwrap().text, "签收");
    let page = format!("{FROM}\nContent-Type: text/html; charset=utf-8");
    let html = "<html><head><style>p{}</style></head><body><div>签收</div><p>谢谢&nbsp;&lt;李&gt;</p></body></html>";
    let text = parse(&mail(&page, html)).unwrap().text;
    assert_eq!(text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>(), ["签收", "谢谢 <李>"]);
    let mixed = format!("{FROM}\nContent-Type: multipart/mixed; boundary=b");
    let body = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n正当理由\r\n--b\r\nContent-Type: application/pdf; \
        name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"../../a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        JVBERg==\r\n--b--\r\n";
    let read = parse(&mail(&mixed, body)).unwrap();
    assert_eq!((read.text.trim(), read.attachments), ("正当理由", vec![("../../a.pdf".to_string(), b"%PDF".to_vec())]));
}

#[test]
fn nothing_that_is_no_mail_panics() {
    for bytes in [&b""[..], b"\r\n\r\n", b"\0\0\0", b"From", b"From: <<<>>>\r\n\r\n", &[0xff; 4096]] {
        let _ = parse(bytes);
    }
    let deep: String =
        (0..300).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
    let _ = parse(deep.as_bytes());
    let html = format!("From: x@y\r\nContent-Type: text/html\r\n\r\n{}", "<style>".repeat(2_000));
    let _ = parse(html.as_bytes());
}
