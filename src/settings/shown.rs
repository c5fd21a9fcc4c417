//! Settings files as they may be shown to a person.
//!
//! Takes a text; gives it at the same length without what may be a secret. Rather hides too much than too little.

use super::keys::is_open;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The text of a settings file as it may be shown: whatever stands in quotes is hidden unless its key is known and
/// holds no secret. `None` when the file is not TOML, because then nothing says where a secret begins.
pub(super) fn shown(text: &str) -> Option<String> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let mut hidden = Vec::new();
    hide(document.get_ref(), "", &mut hidden);
    let mut bytes = text.as_bytes().to_vec();
    for span in hidden {
        for byte in bytes.get_mut(span).into_iter().flatten().filter(|b| !matches!(**b, b'\n' | b'\r')) {
            *byte = b'*';
        }
    }
    // Comments may hold an old password.
    let text = String::from_utf8(bytes).ok()?;
    Some(text.split_inclusive('\n').map(without_comment).collect())
}

fn hide(table: &DeTable<'_>, path: &str, hidden: &mut Vec<Range<usize>>) {
    for (name, value) in table.iter() {
        let full = if path.is_empty() { name.get_ref().to_string() } else { format!("{path}.{}", name.get_ref()) };
        let open = is_open(&full);
        match value.get_ref() {
            DeValue::Table(inner) => hide(inner, &full, hidden),
            _ if open => {}
            _ => hidden.push(value.span()),
        }
    }
}

/// A line without its comment, at the same length. A `#` in quotes is taken for one too: too little is shown, not too much.
fn without_comment(line: &str) -> String {
    match line.split_once('#') {
        Some((before, comment)) => {
            let end = if comment.ends_with('\n') { "\n" } else { "" };
            format!("{before}#{}{end}", " ".repeat(comment.trim_end_matches('\n').len()))
        }
        None => line.to_string(),
    }
}
