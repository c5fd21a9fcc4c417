//! Headers in two languages: 年份 Year, 地区/Region, Страна (Country).
//!
//! Takes a header as written; gives its halves as headers are compared, where one is of another script than the other and something
//! parts them. An abbreviation before a word is no half: PPP 项目.

use super::normalise;

/// The fewest letters of a half, by whether its script writes words with letters.
const LETTERS_MIN: usize = 3;
const SIGNS_MIN: usize = 2;
/// What is longer, in bytes, is a sentence.
const LENGTH_MAX: usize = 120;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    /// Of China, Japan and Korea.
    Signs,
    Other,
}

fn script(c: char) -> Option<Script> {
    match u32::from(c) {
        _ if !c.is_alphabetic() => None,
        0..=0x24f | 0x1e00..=0x1eff => Some(Script::Latin),
        0x400..=0x52f => Some(Script::Cyrillic),
        0x1100..=0x11ff | 0x2e80.. => Some(Script::Signs),
        _ => Some(Script::Other),
    }
}

/// The two halves of a header in two languages, as headers are compared; nothing where it is in one.
pub fn halves(header: &str) -> Option<[String; 2]> {
    let first = header.chars().find_map(script)?;
    if header.len() > LENGTH_MAX || header.chars().filter_map(script).all(|other| other == first) {
        return None;
    }
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '/' | '／' | '(' | '（' | '|' | '-' | ',' | '、');
    let of_one = |half: &str| {
        let mut scripts = half.chars().filter_map(script);
        let first = scripts.next()?;
        scripts.all(|other| other == first).then_some(first)
    };
    let is_word = |half: &str, of: Script| {
        let letters = half.chars().filter(|c| c.is_alphabetic()).count();
        letters >= if of == Script::Signs { SIGNS_MIN } else { LETTERS_MIN }
            && (matches!(of, Script::Signs | Script::Other) || half.chars().any(char::is_lowercase))
    };
    let (before, after) = header.char_indices().filter(|(_, c)| is_gap(*c)).find_map(|(at, c)| {
        let (before, after) = (header.get(..at)?, header.get(at + c.len_utf8()..)?);
        let (one, other) = (of_one(before)?, of_one(after)?);
        (one != other && is_word(before, one) && is_word(after, other)).then_some((before, after))
    })?;
    let bare = |half: &str| normalise(half.trim_matches(|c: char| is_gap(c) || matches!(c, ')' | '）')));
    Some([bare(before), bare(after)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_in_two_languages_have_two_halves() {
        for (header, expected) in [
            ("年份 Year", Some(["年份", "year"])),
            ("地区\nRegion", Some(["地区", "region"])),
            ("Страна / Country", Some(["страна", "country"])),
            ("Total Investment（总投资）", Some(["totalinvestment", "总投资"])),
            ("国内生产总值 Gross Domestic Product", Some(["国内生产总值", "grossdomesticproduct"])),
            ("PPP 项目", None),
            ("GDP增速", None),
            ("Region name", None),
            ("年份", None),
        ] {
            let expected = expected.map(|halves| halves.map(str::to_string));
            assert_eq!(halves(header), expected, "{header}");
        }
    }
}
