//! How long and how deep a text is, before anything parses it.
//!
//! Takes a text; gives nothing, or why it is too much. It reads as the parser would cut the text into words, so that
//! nothing deep can hide in a name or a quoted text.

use super::{BYTES_MAX, Fault, OPERATORS_MAX};

/// All words, figures and signs together; far more than any condition needs.
const TOKENS_MAX: usize = 600;
/// More figures than this in a number would be rounded by the parser.
const FIGURES_MAX: usize = 15;
/// Words that the parser goes one level down for.
const WORDS: &[&str] = &[
    "and", "or", "not", "in", "is", "between", "like", "ilike", "rlike", "regexp", "similar", "case", "when", "then",
    "else", "xor", "prior", "any", "all", "some", "div", "escape",
];

/// Checks the size of a condition.
pub fn check(text: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new("the condition is empty", "write for example cumulative < 100 AND started"));
    }
    if text.len() > BYTES_MAX {
        let message = format!("the condition has {} bytes, at most {BYTES_MAX} are allowed", text.len());
        return Err(Fault::new(message, "write two rules"));
    }
    let (mut operators, mut tokens) = (0, 0);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            c if c.is_whitespace() => c.len_utf8(),
            '\'' | '"' | '`' => {
                tokens += 1;
                quoted(rest, first)?
            }
            c if c.is_ascii_digit() => {
                tokens += 1;
                number(rest)?
            }
            c if c.is_alphanumeric() || c == '_' => {
                tokens += 1;
                let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                operators += usize::from(WORDS.contains(&word.to_lowercase().as_str()));
                word.len()
            }
            _ if rest.starts_with("--") || rest.starts_with("/*") || first == '#' || first == ';' => {
                let message =
                    format!("`{}` has no place in a condition", rest.chars().take(2).collect::<String>().trim());
                return Err(Fault::new(message, "write one condition, without comments"));
            }
            c => {
                tokens += 1;
                operators += usize::from(c != ',' && c != '.');
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    if operators > OPERATORS_MAX || tokens > TOKENS_MAX {
        let message = format!("the condition has {operators} operators, at most {OPERATORS_MAX} are allowed");
        return Err(Fault::new(message, "write two rules"));
    }
    Ok(())
}

fn quoted(text: &str, quote: char) -> Result<usize, Fault> {
    let inside = text.get(1..).unwrap_or_default();
    match inside.find(quote) {
        Some(end) => Ok(1 + end + 1),
        None => Err(Fault::new(format!("a {quote} is not closed"), "texts stand in single quotes: '未开工'")),
    }
}

fn number(text: &str) -> Result<usize, Fault> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '.' || *c == '_').collect();
    let figures = word.bytes().filter(u8::is_ascii_digit).count();
    if !word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Err(Fault::new(format!("`{word}` is no plain number"), "write 1000 or 0.75"));
    }
    if figures > FIGURES_MAX {
        return Err(Fault::new(format!("`{word}` has more than {FIGURES_MAX} figures"), "write fewer figures"));
    }
    Ok(word.len())
}
