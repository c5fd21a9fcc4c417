//! Cells of which a part is raised, lowered or struck through: 1680¹ and ~~600~~ 672, which libraries glue to 16801 and 600672.
//!
//! Takes the parts of an Office Open XML workbook that may hold such texts; gives what stands in each without its footnote
//! sign and without what was struck. A raised 2 behind a letter stays, as ² (m²), and so does all that may be a power: no
//! figure is read of it. A text that is wholly raised or struck is read as it is.

use super::hidden::attribute;
use super::zipped::INFLATED_MAX;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// The most such texts of one file.
const TEXTS_MAX: usize = 100_000;

/// The longest footnote sign, in characters.
const SIGN_MAX: usize = 8;

/// What stands in cells with several runs, by their text as it is glued together.
#[derive(Debug, Default)]
pub struct Runs(BTreeMap<String, String>);

/// How a run of a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Style {
    raised: bool,
    lowered: bool,
    struck: bool,
}

/// One run.
type Run = (String, Style);

impl Runs {
    /// Of some parts of a workbook: its table of texts, and sheets that hold theirs themselves.
    pub fn of<'a>(bytes: &[u8], parts: impl Iterator<Item = &'a String>) -> Runs {
        let mut runs = Runs::default();
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return runs };
        let is_of_texts = |path: &&String| !path.to_ascii_lowercase().ends_with("styles.xml");
        for path in parts.filter(is_of_texts) {
            let _ = runs.read(&mut archive, path);
        }
        runs
    }

    /// What stands in a cell, where that is not its text.
    #[inline]
    pub fn standing(&self, text: &str) -> Option<&str> {
        if self.0.is_empty() { None } else { self.0.get(text).map(String::as_str) }
    }

    /// Reads a part until it ends or breaks: what breaks is the reader of cells to refuse.
    fn read(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<()> {
        let part = archive.by_name(path).ok()?;
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(part.take(INFLATED_MAX)));
        let (mut buffer, mut runs) = (Vec::new(), Vec::<Run>::new());
        let (mut style, mut inside, mut phonetic, mut keeps) = (Style::default(), false, false, false);
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).ok()? {
                Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                    "si" | "is" => runs.clear(),
                    "r" => style = Style::default(),
                    "rPh" => phonetic = true,
                    "vertAlign" => {
                        let how = attribute(&element, "val").unwrap_or_default();
                        (style.raised, style.lowered) = (how == "superscript", how == "subscript");
                    }
                    "strike" => style.struck = !matches!(attribute(&element, "val").as_deref(), Some("0" | "false")),
                    "t" if !phonetic => {
                        (inside, keeps) = (true, attribute(&element, "space").as_deref() == Some("preserve"));
                        runs.push((String::new(), style));
                    }
                    _ => {}
                },
                Event::Text(text) if inside => push(&mut runs, &text.xml10_content()),
                Event::CData(text) if inside => push(&mut runs, &text.xml10_content()),
                Event::GeneralRef(name) if inside => push(&mut runs, &entity(&name.xml10_content())?),
                Event::End(element) => match element.local_name().as_ref() {
                    "rPh" => phonetic = false,
                    "t" => {
                        inside = false;
                        if let Some((text, _)) = runs.last_mut().filter(|_| !keeps && !phonetic) {
                            *text = text.trim_matches([' ', '\t', '\r', '\n']).to_string();
                        }
                    }
                    "si" | "is" => self.keep(&runs),
                    _ => {}
                },
                Event::Eof => return Some(()),
                _ => {}
            }
        }
    }

    fn keep(&mut self, runs: &[Run]) {
        if runs.iter().all(|(_, style)| *style == Style::default()) || self.0.len() >= TEXTS_MAX {
            return;
        }
        let glued: String = runs.iter().map(|(text, _)| text.as_str()).collect();
        let standing = standing(runs);
        if standing != glued {
            self.0.insert(glued, standing);
        }
    }
}

fn push(runs: &mut [Run], more: &str) {
    if let Some((text, _)) = runs.last_mut() {
        text.push_str(more);
    }
}

/// `amp` is `&`, `#38` too.
fn entity(name: &str) -> Option<String> {
    quick_xml::escape::unescape(&format!("&{name};")).ok().map(std::borrow::Cow::into_owned)
}

/// What stands in a text of several runs.
fn standing(runs: &[Run]) -> String {
    let stands = |(text, style): &&Run| !style.struck && !text.trim().is_empty();
    let is_corrected = runs.iter().any(|(_, style)| style.struck) && runs.iter().any(|run| stands(&run));
    let mut out = String::new();
    for (text, style) in runs.iter().filter(|(_, style)| !(is_corrected && style.struck)) {
        match (style.raised || style.lowered, out.trim_end().chars().next_back()) {
            (true, Some(before)) if is_sign(text) => {
                let is_power = before.is_ascii_alphabetic() || out.trim_end().ends_with("10") || style.lowered;
                if is_power {
                    out.extend(text.chars().map(|c| if style.raised { raised(c) } else { lowered(c) }));
                }
            }
            _ => out.push_str(text),
        }
    }
    out
}

/// Whether a raised text is a sign that points to a note: 1, \[2\], *, 注3.
fn is_sign(text: &str) -> bool {
    let of_a_sign = |c: char| c.is_ascii_digit() || "[]()（）【】〔〕,，、*†‡§#注①②③④⑤⑥⑦⑧⑨⑩ ".contains(c);
    text.chars().count() <= SIGN_MAX && text.chars().all(of_a_sign)
}

fn raised(c: char) -> char {
    const SIGNS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).and_then(|digit| SIGNS.get(digit as usize)).copied().unwrap_or(c)
}

fn lowered(c: char) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32('₀' as u32 + digit)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(runs: &[(&str, char)]) -> String {
        let style = |kind: char| Style { raised: kind == '^', lowered: kind == '_', struck: kind == '~' };
        standing(&runs.iter().map(|(text, kind)| (text.to_string(), style(*kind))).collect::<Vec<Run>>())
    }

    #[test]
    fn what_is_raised_or_struck_is_no_part_of_a_figure() {
        assert_eq!(read(&[("1680", ' '), ("1", '^')]), "1680");
        assert_eq!(read(&[("1680", ' '), ("[2]", '^')]), "1680");
        assert_eq!(read(&[("李村镇中心小学", ' '), ("2", '^')]), "李村镇中心小学");
        assert_eq!(read(&[("600", '~'), (" 672", ' ')]), " 672");
        assert_eq!(read(&[("建设", ' '), ("二", '~'), ("三期", ' ')]), "建设三期");
        // Powers and units are no footnotes.
        assert_eq!(read(&[("面积（m", ' '), ("2", '^'), ("）", ' ')]), "面积（m²）");
        assert_eq!(read(&[("1.2×10", ' '), ("8", '^')]), "1.2×10⁸");
        assert_eq!(read(&[("CO", ' '), ("2", '_')]), "CO₂");
        // Nothing else stands there.
        assert_eq!(read(&[("1680", '~')]), "1680");
        assert_eq!(read(&[("1", '^')]), "1");
    }
}
