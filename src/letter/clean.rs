//! Text from outside → text that may stand in a letter.
//!
//! Names, cells and answers come from files that anybody may have written. Takes any string; gives one line of limited
//! length without control characters, bidirectional overrides or invisible ones. It never escapes for HTML: that is the
//! template's business, and nothing is escaped twice.

/// Longest project, person and unit names, in characters.
pub const NAME: usize = 60;
/// Longest sentences and cell texts, in characters.
pub const SENTENCE: usize = 300;

/// One line of at most `max` characters; white space of any kind becomes single spaces, what was cut off is marked `…`.
/// Looks at no more of the text than it needs, so ten megabytes cost nothing.
pub fn line(text: &str, max: usize) -> String {
    let mut kept = String::new();
    let mut count = 0;
    let mut gap = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            gap = count > 0;
            continue;
        }
        if count + usize::from(gap) >= max {
            return shortened(kept, max);
        }
        if gap {
            kept.push(' ');
            count += 1;
            gap = false;
        }
        kept.push(c);
        count += 1;
    }
    kept
}

/// [`line()`], or what to say instead where nothing is left of the text.
pub fn line_or(text: &str, max: usize, otherwise: &str) -> String {
    let kept = line(text, max);
    if kept.is_empty() { otherwise.to_string() } else { kept }
}

/// An id for headers and footers: letters, digits, `-`, `_` and `.` only, at most 64 of them.
pub fn id(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).take(64).collect()
}

fn shortened(mut kept: String, max: usize) -> String {
    while kept.chars().count() >= max.max(1) {
        kept.pop();
    }
    kept.push('…');
    kept
}

/// Characters that show nothing but change how the others are shown or read.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' // soft hyphen, joiners, Arabic mark, Mongolian separator
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' // zero width, marks, overrides, isolates
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' // selectors, byte-order mark, annotations
        | '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' // fillers that look like nothing
        | '\u{e0000}'..='\u{e0fff}') // tags
        || (c as u32) & 0xfffe == 0xfffe // not characters at all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_the_reader_survives() {
        assert_eq!(line(" a\r\nBcc: x@y\t\u{202e}txt\u{0}.\u{200b}b ", 60), "a Bcc: x@y txt .b");
        assert_eq!(line("\u{2028}\u{85}\u{feff}", 60), "");
        assert_eq!(line_or("\r\n", 60, "（未填）"), "（未填）");
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        assert_eq!(line("一二三四五", 5), "一二三四五");
        assert_eq!(line("一二三四五六", 5), "一二三四…");
        assert_eq!(line("一二三四 五", 5), "一二三四…");
        assert_eq!(line(&"长".repeat(10_000_000), NAME).chars().count(), NAME);
    }

    #[test]
    fn ids_are_safe_in_a_header() {
        assert_eq!(id("c-1\r\nBcc: <x>"), "c-1Bccx");
    }
}
