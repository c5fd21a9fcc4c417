//! A small reader of mail, written from the standards and not from the writer: unfolds headers, decodes encoded words,
//! splits parts at the boundary, decodes base64. It refuses what a mail server would refuse.

/// A mail, read.
pub struct Mail {
    /// Headers in order, unfolded and decoded.
    pub headers: Vec<(String, String)>,
    /// Content type and decoded text of each part.
    pub parts: Vec<(String, String)>,
}

impl Mail {
    pub fn header(&self, name: &str) -> &str {
        let found: Vec<&str> = self.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect();
        assert_eq!(found.len(), 1, "header {name} in {:?}", self.names());
        found[0]
    }

    pub fn names(&self) -> Vec<&str> {
        self.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub fn part(&self, kind: &str) -> &str {
        let found = self.parts.iter().find(|(k, _)| k.starts_with(kind));
        &found.unwrap_or_else(|| panic!("no {kind} part")).1
    }
}

/// Reads a whole mail, and proves on the way that it is 7-bit, CRLF and short of line.
pub fn mail(bytes: &[u8]) -> Mail {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.is_ascii(), "a byte with eight bits");
    let bare = text.replace("\r\n", "");
    assert!(!bare.contains(['\r', '\n']), "a bare CR or LF");
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "a line of {} bytes", line.len());
        assert!(line.bytes().all(|b| (0x20..0x7f).contains(&b) || b == b'\t'), "a control character in {line:?}");
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let headers = headers(head);
    let kind = |headers: &[(String, String)]| headers.iter().find(|(n, _)| n == "Content-Type").unwrap().1.clone();
    let top = kind(&headers);
    let parts = match top.split_once("boundary=\"") {
        Some((_, rest)) => {
            let boundary = format!("--{}", rest.split('"').next().unwrap());
            assert!(body.trim_end().ends_with(&format!("{boundary}--")));
            let parts: Vec<&str> = body.split(&boundary).collect();
            parts[1..parts.len() - 1].iter().map(|part| part.trim_start_matches("\r\n")).collect()
        }
        None => vec![text],
    };
    let parts = parts
        .into_iter()
        .map(|part| {
            let (head, body) = part.split_once("\r\n\r\n").unwrap();
            let headers = self::headers(head);
            assert!(headers.iter().any(|(n, v)| n == "Content-Transfer-Encoding" && v == "base64"));
            (kind(&headers), String::from_utf8(base64(body)).unwrap())
        })
        .collect();
    Mail { headers, parts }
}

fn headers(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let named = unfolded.split("\r\n").map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{line:?}")));
    named.map(|(name, value)| (name.to_string(), words(value))).collect()
}

/// Decodes encoded words; white space between two of them is none (RFC 2047, 6.2).
fn words(value: &str) -> String {
    let mut decoded: Vec<u8> = Vec::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let fields: Vec<&str> = word.splitn(5, '?').collect();
        let ["=", charset, encoding, body, tail] = fields[..] else { break };
        assert!(charset.eq_ignore_ascii_case("utf-8") && encoding.eq_ignore_ascii_case("b"), "{value}");
        if !(after_word && before.trim().is_empty()) {
            decoded.extend(before.bytes());
        }
        decoded.extend(base64(body));
        rest = tail.strip_prefix('=').unwrap();
        after_word = true;
    }
    decoded.extend(rest.bytes());
    String::from_utf8(decoded).unwrap()
}

fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sixes = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n' | b'='));
    let sixes: Vec<u32> = sixes.map(|b| ALPHABET.iter().position(|a| *a == b).unwrap() as u32).collect();
    let mut bytes = Vec::new();
    for four in sixes.chunks(4) {
        let bits = four.iter().fold(0u32, |bits, six| (bits << 6) | six) << (6 * (4 - four.len()));
        bytes.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
