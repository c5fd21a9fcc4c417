//! What is wrong, where, why, and what to do: the one shape in which every check speaks to a person.
//!
//! Takes problems and the texts they are about; gives them as people read compilers' messages. Never reads a file.

use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::ops::Range;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It works, but probably not as meant.
    Warning,
    /// It cannot work.
    Error,
}

/// One problem in one file. Messages are lowercase fragments without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file, as the user named it.
    pub file: String,
    /// The place in the file as a byte range, where it is known.
    pub span: Option<Range<usize>>,
    /// Line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The dotted key, for configuration: `rules.stalled.reports`.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// It cannot work.
    pub fn error(file: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem::new(Severity::Error, file.into(), message.into())
    }

    /// It works, but probably not as meant.
    pub fn warning(file: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem::new(Severity::Warning, file.into(), message.into())
    }

    fn new(severity: Severity, file: String, message: String) -> Problem {
        Problem { severity, file, span: None, line: None, key: None, message, hint: None }
    }

    /// With the place in `text`, the file's content.
    pub fn at(mut self, span: Range<usize>, text: &str) -> Problem {
        self.line = Some(line_of(text, span.start));
        self.span = Some(span);
        self
    }

    /// With the dotted key.
    pub fn key(mut self, key: impl Into<String>) -> Problem {
        self.key = Some(key.into());
        self
    }

    /// With what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }
}

/// Whether anything here cannot work.
pub fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|p| p.severity == Severity::Error)
}

/// Puts problems in the order in which people read: by file, then by place, errors first where both are the same.
pub fn sort(problems: &mut [Problem]) {
    let place = |p: &Problem| (p.line.unwrap_or(usize::MAX), p.span.as_ref().map_or(usize::MAX, |s| s.start));
    problems.sort_by(|a, b| {
        let order = a.file.cmp(&b.file).then_with(|| place(a).cmp(&place(b)));
        order.then_with(|| b.severity.cmp(&a.severity)).then_with(|| a.message.cmp(&b.message))
    });
}

/// The words closest to what was typed, for "did you mean": at most `limit`, best first.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let closeness = |word: &'a str| (strsim::jaro_winkler(&typed, &word.to_lowercase()), word);
    let mut found: Vec<_> = words.into_iter().map(closeness).filter(|(score, _)| *score > 0.78).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(limit).map(|(_, word)| word).collect()
}

/// Every problem as text: what, where, the line with carets below the value, the hint; and a closing count. `source_of`
/// gives a file's text, or nothing where it must not be shown. `color` adds terminal colours.
pub fn render(problems: &[Problem], source_of: impl Fn(&str) -> Option<String>, color: bool) -> String {
    let paint = Paint { color };
    let mut text = String::new();
    for problem in problems {
        let source = source_of(&problem.file);
        let written = one(&mut text, problem, source.as_deref(), &paint);
        debug_assert!(written.is_ok(), "writing to a String cannot fail");
    }
    text.push_str(&count(problems));
    text
}

/// `2 errors, 1 warning`, or `no problems`.
pub fn count(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|p| p.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let name = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    match (errors, warnings) {
        (0, 0) => "no problems\n".to_string(),
        (_, 0) => format!("{}\n", name(errors, "error")),
        (0, _) => format!("{}\n", name(warnings, "warning")),
        _ => format!("{}, {}\n", name(errors, "error"), name(warnings, "warning")),
    }
}

fn one(out: &mut String, problem: &Problem, source: Option<&str>, paint: &Paint) -> std::fmt::Result {
    let (word, style) = match problem.severity {
        Severity::Error => ("error", "1;31"),
        Severity::Warning => ("warning", "1;33"),
    };
    writeln!(out, "{}: {}", paint.with(style, word), paint.with("1", &visible(&problem.message)))?;
    let quote = problem.span.as_ref().zip(source).and_then(|(span, source)| Quote::of(source, span));
    let place = match (&quote, problem.line) {
        (Some(quote), _) => format!("{}:{}:{}", problem.file, quote.line, quote.column),
        (None, Some(line)) => format!("{}:{line}", problem.file),
        (None, None) => problem.file.clone(),
    };
    let gutter = quote.as_ref().map_or(1, |q| q.line.to_string().len());
    let bar = paint.with("34", "|");
    writeln!(out, "{:gutter$}{} {place}", "", paint.with("34", "-->"))?;
    if let Some(quote) = &quote {
        writeln!(out, "{:gutter$} {bar}", "")?;
        writeln!(out, "{} {bar} {}", paint.with("34", &quote.line.to_string()), quote.text)?;
        let carets = paint.with(style, &"^".repeat(quote.width));
        writeln!(out, "{:gutter$} {bar} {:indent$}{carets}", "", "", indent = quote.indent)?;
    }
    if let Some(key) = &problem.key {
        writeln!(out, "{:gutter$} {} key: {key}", "", paint.with("34", "="))?;
    }
    if let Some(hint) = &problem.hint {
        writeln!(out, "{:gutter$} {} {}: {hint}", "", paint.with("34", "="), paint.with("1;36", "hint"))?;
    }
    writeln!(out)
}

/// A line of a file and the part of it that is meant.
struct Quote {
    line: usize,
    column: usize,
    text: String,
    indent: usize,
    width: usize,
}

/// The longest line that is quoted, in characters.
const QUOTE_MAX: usize = 160;

impl Quote {
    fn of(source: &str, span: &Range<usize>) -> Option<Quote> {
        let start = (0..=span.start.min(source.len())).rev().find(|i| source.is_char_boundary(*i))?;
        let line_start = source[..start].rfind('\n').map_or(0, |i| i + 1);
        let line = source[line_start..].lines().next().unwrap_or("");
        let before: String = source[line_start..start].chars().collect();
        let end = span.end.clamp(start, line_start + line.len().max(start - line_start));
        let meant = source.get(start..end).unwrap_or("");
        if line.chars().count() > QUOTE_MAX {
            return None;
        }
        let width = meant.trim_end().chars().map(columns).sum::<usize>().max(1);
        Some(Quote {
            line: line_of(source, start),
            column: before.chars().count() + 1,
            text: visible(line.trim_end()),
            indent: before.chars().map(columns).sum(),
            width,
        })
    }
}

/// Without characters that would move a terminal's cursor; tabs are one space wide.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// How many terminal columns a character takes: East Asian wide ones take two.
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F | 0xFEFF => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F => 2,
        0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F9FF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

struct Paint {
    color: bool,
}

impl Paint {
    fn with(&self, style: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_chinese_text() {
        let text = "title = \"进度\"\nunit = \"万园\" # 单位\n";
        let at = text.find("\"万园\"").unwrap();
        let problem = Problem::error("x.toml", "no such unit").at(at..at + 8, text).key("unit").hint("say 万元");
        let shown = render(&[problem], |_| Some(text.to_string()), false);
        let expected = "error: no such unit\n --> x.toml:2:8\n  |\n2 | unit = \"万园\" # 单位\n  |        ^^^^^^\n  = key: unit\n  = hint: say 万元\n\n1 error\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn places_outside_the_text_do_no_harm() {
        for span in [0..0, 3..9, 2..2, 100..200, 1..2] {
            let problem = Problem::warning("x", "odd").at(span, "度\n");
            assert!(render(&[problem], |_| Some("度\n".to_string()), true).contains("odd"));
        }
    }
}
