//! A letter's bytes as they may stand on the wire. Takes the complete message; gives it with CRLF line ends only, so
//! that no line of it can be taken for the end of the message or for a command (SMTP smuggling), or says why it cannot
//! be sent.
//!
//! Escaping of leading dots is left to the SMTP client, which does it right after CRLF and only there.

/// The longest line, in bytes without its end: RFC 5321 section 4.5.3.1.6.
const LONGEST_LINE: usize = 998;

/// A message fit for DATA, without the line end of its last line: the client adds that one with the final dot.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// Whether the server must be asked for 8BITMIME. Our own letters never need it.
    pub(super) eight_bit: bool,
}

impl Body {
    /// Makes every bare CR and bare LF a CRLF; refuses what would arrive as something else than it is.
    pub(super) fn new(mime: &[u8]) -> Result<Body, String> {
        let mut bytes = Vec::with_capacity(mime.len() + 64);
        let (mut line_start, mut line) = (0, 1);
        let mut rest = mime.iter().copied().peekable();
        while let Some(byte) = rest.next() {
            match byte {
                0 => return Err(format!("line {line} of the letter holds a NUL byte")),
                b'\r' | b'\n' => {
                    if byte == b'\r' {
                        rest.next_if_eq(&b'\n');
                    }
                    bytes.extend_from_slice(b"\r\n");
                    (line_start, line) = (bytes.len(), line + 1);
                }
                other => {
                    bytes.push(other);
                    if bytes.len() - line_start > LONGEST_LINE {
                        return Err(format!("line {line} of the letter is longer than {LONGEST_LINE} bytes"));
                    }
                }
            }
        }
        if bytes.ends_with(b"\r\n") {
            bytes.truncate(bytes.len() - 2);
        }
        if bytes.is_empty() {
            return Err("the letter is empty".to_owned());
        }
        let eight_bit = !bytes.is_ascii();
        Ok(Body { bytes, eight_bit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_line_end_becomes_crlf() {
        for (given, wired) in [
            ("a\r\nb\r\n", "a\r\nb"),
            ("a\nb\rc\r\r\nd", "a\r\nb\r\nc\r\n\r\nd"),
            ("a\n.\nMAIL FROM:<x>\n", "a\r\n.\r\nMAIL FROM:<x>"),
            ("a\r\n\r\n", "a\r\n"),
        ] {
            assert_eq!(Body::new(given.as_bytes()).unwrap().bytes, wired.as_bytes());
        }
    }

    #[test]
    fn what_would_arrive_mangled_is_refused() {
        assert!(Body::new(b"").is_err());
        assert!(Body::new(b"\r\n").is_err());
        assert!(Body::new(b"a\0b").unwrap_err().contains("NUL"));
        assert!(Body::new(&[b'x'; 998]).is_ok());
        assert!(Body::new(&[b'x'; 999]).unwrap_err().starts_with("line 1 "));
        assert!(Body::new("督".as_bytes()).unwrap().eight_bit);
    }

    proptest! {
        #[test]
        fn no_bare_cr_or_lf_is_left(mime in "[\r\n.a]{0,200}") {
            if let Ok(body) = Body::new(mime.as_bytes()) {
                let text = String::from_utf8(body.bytes).unwrap().replace("\r\n", "");
                prop_assert!(!text.contains(['\r', '\n']));
            }
        }
    }
}
