//! Marks behind names that point to a note or say how final a figure is: `[note 1]`, `[r]`, `+`.
//!
//! Takes a text; gives it without them, and what they say. They change from one file to the next, and are no part of a name.

/// Letters by which British statistics say how a figure is: break, confidential, estimated, forecast, provisional, revised, unreliable,
/// none, not available, not applicable (Government Statistical Service, "Symbols in tables"). `[m]` and `[t]` are units.
const LETTERS: &str = "bcefpruwxz";
/// The longest mark, in characters.
const MARK_MAX: usize = 16;

/// A text without the marks behind it, and those.
pub fn split(text: &str) -> (&str, Option<&str>) {
    let mut rest = text.trim_end();
    while let Some(before) = without_last(rest) {
        rest = before.trim_end();
    }
    let marks = text.get(rest.len()..).map(str::trim).filter(|marks| !marks.is_empty());
    (rest, marks)
}

/// Without the last mark in square brackets: `[note 1]`, `[note 1, 2]`, `[r]`, `[12]`.
fn without_last(text: &str) -> Option<&str> {
    let (before, mark) = text.strip_suffix(']')?.rsplit_once('[')?;
    let mark = mark.trim();
    let is_letter = mark.len() == 1 && LETTERS.contains(mark);
    let mark = mark.to_lowercase();
    let numbers = mark.strip_prefix("notes").or_else(|| mark.strip_prefix("note")).unwrap_or(&mark);
    let are_numbers = |text: &str| {
        !text.trim().is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | ',' | '.' | '&'))
    };
    let is_year = mark.len() == 4;
    (mark.len() <= MARK_MAX && (is_letter || are_numbers(numbers) && !is_year)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_part_of_names() {
        for (text, name, marks) in [
            ("Housing starts, England [note 1]", "Housing starts, England", Some("[note 1]")),
            ("(£ million) [r]", "(£ million)", Some("[r]")),
            ("GDP [notes 1, 2] [p]", "GDP", Some("[notes 1, 2] [p]")),
            ("Area [12]", "Area", Some("[12]")),
            ("Area [km2]", "Area [km2]", None),
            ("Roads [m]", "Roads [m]", None),
            ("Steel [t]", "Steel [t]", None),
            ("Power [W]", "Power [W]", None),
            ("Prices [2015]", "Prices [2015]", None),
            ("Libraries", "Libraries", None),
        ] {
            assert_eq!(split(text), (name, marks), "{text}");
        }
    }
}
