//! Colour and width on a terminal. Text is made harmless before it is painted.

use crate::cli::out::harmless;
use std::io::IsTerminal;

/// Whether, and how, text is painted.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// As standard output and the conventions `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE` say.
    pub fn of_stdout() -> Paint {
        let said = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Paint {
            on: decide(
                std::io::stdout().is_terminal(),
                said("NO_COLOR").is_some(),
                said("CLICOLOR").as_deref(),
                said("CLICOLOR_FORCE").as_deref(),
                said("TERM").as_deref(),
            ),
        }
    }

    /// A heading.
    pub fn head(self, text: &str) -> String {
        self.in_colour("1", text)
    }

    /// Well.
    pub fn good(self, text: &str) -> String {
        self.in_colour("32", text)
    }

    /// Refused.
    pub fn bad(self, text: &str) -> String {
        self.in_colour("1;31", text)
    }

    /// To be looked at.
    pub fn warn(self, text: &str) -> String {
        self.in_colour("33", text)
    }

    /// Less important.
    pub fn dim(self, text: &str) -> String {
        self.in_colour("2", text)
    }

    fn in_colour(self, code: &str, text: &str) -> String {
        let text = harmless(text).replace('\n', " ");
        if self.on && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text }
    }
}

fn decide(terminal: bool, no_color: bool, clicolor: Option<&str>, force: Option<&str>, term: Option<&str>) -> bool {
    if no_color {
        return false;
    }
    if force.is_some_and(|force| force != "0") {
        return true;
    }
    terminal && clicolor != Some("0") && term != Some("dumb")
}

/// How many places a text takes on a terminal: Chinese characters and their punctuation take two.
pub fn width(text: &str) -> usize {
    text.chars().map(places).sum()
}

/// The text, cut to at most `most` places, then filled with spaces to `least`.
pub fn fitted(text: &str, least: usize, most: usize) -> String {
    let text = harmless(text).replace(['\n', '\t'], " ");
    let mut kept = String::new();
    let whole = width(&text);
    let mut used = 0;
    for c in text.chars() {
        if whole > most && used + places(c) > most.saturating_sub(1) {
            kept.push('…');
            used += 1;
            break;
        }
        kept.push(c);
        used += places(c);
    }
    kept.extend(std::iter::repeat_n(' ', least.saturating_sub(used)));
    kept
}

/// East Asian wide and full-width characters take two places, marks that combine take none.
fn places(c: char) -> usize {
    match c as u32 {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f | 0x20d0..=0x20ff => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0x33ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff
        | 0xa000..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_asked_for_by_convention() {
        assert!(decide(true, false, None, None, Some("xterm")));
        assert!(!decide(true, true, None, Some("1"), None), "NO_COLOR wins");
        assert!(!decide(true, false, Some("0"), None, None));
        assert!(!decide(false, false, Some("1"), None, None), "not a terminal");
        assert!(decide(false, false, None, Some("1"), None));
        assert!(!decide(true, false, None, None, Some("dumb")));
    }

    #[test]
    fn chinese_takes_two_places() {
        assert_eq!((width("项目A"), width("（万元）")), (5, 8));
        assert_eq!(fitted("项目名称", 10, 20), "项目名称  ");
        assert_eq!(width(&fitted("一二三四五六七八", 0, 9)), 9);
        assert_eq!(fitted("a\u{1b}[2Jb", 0, 40), "a\\u{1b}[2Jb");
    }
}
