//! What a server says, made fit for a record that is kept for ever. Takes any text; gives at most 200 characters of one
//! line without addresses, without control characters and without the words it was told to hide.

/// The most characters of a server's answer that are kept.
const LONGEST: usize = 200;

/// Scrubs `text`. Every word that holds an `@` (or `%40`, as links write it) becomes `<…>`, and so does every word of
/// `hide`: a server may say "no such user wang" without the rest of the address.
pub(super) fn scrub(text: &str, hide: &[&str]) -> String {
    let line: String = text.chars().map(|c| if c.is_control() || is_unseen(c) { ' ' } else { c }).collect();
    let mut clean = String::new();
    for word in line.split_whitespace() {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(if tells(word, hide) { "<…>" } else { word });
        if clean.chars().count() > LONGEST {
            return clean.chars().take(LONGEST - 1).chain(['…']).collect();
        }
    }
    clean
}

/// Marks that change how the rest of a line is shown: bidirectional controls, zero-width characters.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn tells(word: &str, hide: &[&str]) -> bool {
    let lower = word.to_lowercase();
    if lower.contains(['@', '＠']) || lower.contains("%40") {
        return true;
    }
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    hide.iter().any(|hidden| {
        !hidden.is_empty() && (bare == hidden.to_lowercase() || word.contains(hidden) && hidden.len() > 5)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_survives() {
        let hide = ["wang", "hunter2"];
        for (said, kept) in [
            ("550 5.1.1 <wang@example.org>: Recipient address rejected", "550 5.1.1 <…> Recipient address rejected"),
            ("550 no such user \"Wang\" here", "550 no such user <…> here"),
            ("see https://x.example/?e=wang%40example.org", "see <…>"),
            ("535 hunter2 is wrong", "535 <…> is wrong"),
            ("450 a\r\nb\tc\u{1b}[31m\u{202e}d", "450 a b c [31m d"),
            ("", ""),
        ] {
            assert_eq!(scrub(said, &hide), kept);
        }
    }

    #[test]
    fn a_long_answer_is_cut() {
        let cut = scrub(&"督办 ".repeat(30_000), &[]);
        assert_eq!(cut.chars().count(), LONGEST);
        assert_eq!(scrub(&"x".repeat(70_000), &[]).chars().count(), LONGEST);
    }
}
