//! `[[tables.checks]]` as typed: which check, how strict, and the keys that this check takes.

use super::Text;
use crate::base::problem::nearest;
use crate::pipeline::checks::{REPORTS_MAX, WORDS};
use crate::pipeline::reader::Section;
use serde_spanned::Spanned;
use std::ops::Range;

/// One `[[tables.checks]]`. Keys that its check does not take are problems already noted.
#[derive(Debug)]
pub struct CheckFile {
    /// Where it stands.
    pub span: Range<usize>,
    /// Its dotted name: `tables[0].checks[1]`.
    pub key: String,
    /// `check`: one of [`WORDS`].
    pub check: Text,
    /// `level`
    pub level: Option<Text>,
    /// `column`, or each of `columns`.
    pub columns: Vec<Text>,
    /// `parts`, or `part`
    pub parts: Vec<Text>,
    /// `whole`
    pub whole: Option<Text>,
    /// `type`
    pub of: Option<Text>,
    /// `values`
    pub values: Vec<Text>,
    /// `least`
    pub least: Option<Text>,
    /// `most`
    pub most: Option<Text>,
    /// `tolerance`
    pub tolerance: Option<Text>,
    /// `percent`
    pub percent: Option<Text>,
    /// `reports`
    pub reports: Option<Spanned<i64>>,
    /// `periods`
    pub periods: Option<Spanned<i64>>,
}

/// Check, the keys it needs with an example each, the keys it may have.
type Keys = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const COLUMN: (&str, &str) = ("column", "\"percent\"");
const KEYS: [Keys; 17] = [
    ("type", &[COLUMN, ("type", "\"whole number\"")], &[]),
    ("range", &[COLUMN], &["least", "most"]),
    ("allowed", &[COLUMN, ("values", "[\"在建\", \"竣工\"]")], &[]),
    ("unique", &[("columns", "[\"project_id\"]")], &[]),
    ("required", &[("columns", "[\"status\"]")], &[]),
    ("sum", &[("parts", "[\"…\", \"…\"]"), ("whole", "\"…\"")], &["tolerance"]),
    ("order", &[("columns", "[\"period_amount\", \"cumulative\"]")], &[]),
    ("share", &[COLUMN, ("part", "\"cumulative\""), ("whole", "\"annual_plan\"")], &["tolerance"]),
    ("falls", &[], &[]),
    ("jump", &[("percent", "500")], &[]),
    ("too_large", &[], &[]),
    ("repeated", &[("column", "\"status\""), ("reports", "4")], &[]),
    ("always_on_plan", &[("reports", "4")], &["tolerance"]),
    ("in_the_future", &[("column", "\"actual_date\"")], &[]),
    ("before_start", &[("column", "\"actual_date\"")], &[]),
    ("totals", &[], &[]),
    ("fresh", &[("periods", "2")], &[]),
];

/// Reads one check; nothing where nobody can tell which it is.
pub fn read(section: Section<'_, '_>) -> Option<CheckFile> {
    let check = section.required_text("check", "\"range\"")?;
    let Some((_, needed, optional)) = KEYS.iter().find(|(word, ..)| word == check.get_ref()) else {
        let hint = match nearest(check.get_ref(), WORDS, 1).first() {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write one of `{}`", WORDS.join("`, `")),
        };
        let message = format!("there is no check `{}`", check.get_ref());
        section.reader().error(check.span(), &section.key("check"), message, hint);
        return None;
    };
    let level = section.text("level");
    // `level = "off"` takes a check away: then only what it is about has to be said.
    let off = level.as_ref().is_some_and(|level| level.get_ref() == "off");
    for (key, example) in needed.iter().filter(|(key, _)| !section.has(key)) {
        let about = matches!(*key, "column" | "columns");
        let also = *key == "columns" && check.get_ref() == "required" && section.has("column");
        if (about || !off) && !also {
            section.missing(key, example);
        }
    }
    let takes = |key: &str| {
        let required_column = key == "column" && check.get_ref() == "required";
        needed.iter().any(|(needed, _)| *needed == key) || optional.contains(&key) || required_column
    };
    let text = |key: &str| if takes(key) { section.text(key) } else { None };
    let texts = |key: &str| if takes(key) { section.texts(key).unwrap_or_default() } else { Vec::new() };
    let figure = |key: &str| if takes(key) { section.figure(key) } else { None };
    let count = |key: &str, least, most| if takes(key) { section.number(key, least, most) } else { None };
    let file = CheckFile {
        span: section.span(),
        key: section.path().to_string(),
        columns: texts("columns").into_iter().chain(text("column")).collect(),
        parts: texts("parts").into_iter().chain(text("part")).collect(),
        whole: text("whole"),
        of: text("type"),
        values: texts("values"),
        least: figure("least"),
        most: figure("most"),
        tolerance: figure("tolerance"),
        percent: figure("percent"),
        reports: count("reports", 2, i64::from(REPORTS_MAX)),
        periods: count("periods", 1, 24),
        level,
        check,
    };
    section.close();
    Some(file)
}
