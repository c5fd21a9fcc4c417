//! What a workbook says of a cell besides its value.
//!
//! Takes a cell's place, format and value; gives what a person sees of it, and one sentence about all that were read in
//! another size than they are stored. Never reads a value itself.

use super::date;
use crate::base::amount::Amount;
use crate::tidy::formats::runs::Runs;
use crate::tidy::formats::shown::{Besides, Seen, Shown};
use crate::tidy::formats::{FormatNote, Sheet};
use calamine::DataRef;
use std::cell::RefCell;

/// The most cells that are named in one sentence, and the most characters of each.
const NAMED_MAX: usize = 10;
const SHOWN_MAX: usize = 30;

/// A number that its format shows smaller: where it stands, as stored, as shown.
type Scaled = ((u32, u32), f64, f64);

/// A text of which a part does not stand: where, as glued together, as it stands.
type Cut = ((u32, u32), String, String);

/// What is known of a sheet's cells besides their values.
pub struct Look<'a> {
    /// All of it.
    pub besides: &'a Besides,
    formats: &'a [Shown],
    /// Texts of which a part does not stand.
    runs: Option<&'a Runs>,
    /// Cells with such a text.
    cut: RefCell<Vec<Cut>>,
    /// How many numbers were read in another size than stored; the first of them: where, as stored, as shown.
    scaled: std::cell::Cell<usize>,
    first_scaled: std::cell::Cell<Option<Scaled>>,
}

impl<'a> Look<'a> {
    /// Of one sheet. `formats`: those of the book.
    pub fn new(besides: &'a Besides, formats: &'a [Shown]) -> Look<'a> {
        let (scaled, first_scaled) = (std::cell::Cell::new(0), std::cell::Cell::new(None));
        Look { besides, formats, runs: None, cut: RefCell::default(), scaled, first_scaled }
    }

    /// The same, where parts of texts may be raised or struck through.
    pub fn with_runs(self, runs: &'a Runs) -> Look<'a> {
        Look { runs: Some(runs), ..self }
    }

    /// One sentence about the texts of which a part is left out.
    pub fn cut(&self, sheet: &Sheet) -> Option<FormatNote> {
        let cut = self.cut.borrow();
        let ((at, ..), more) = (cut.first()?, cut.len().saturating_sub(NAMED_MAX));
        let name = |at: &(u32, u32)| crate::base::place::cell_name(at.1 as usize, at.0 as usize);
        let short = |text: &str| text.trim().chars().take(SHOWN_MAX).collect::<String>();
        let one = |(at, glued, stands): &((u32, u32), String, String)| {
            format!("{} {} for {}", name(at), short(stands), short(glued))
        };
        let named = cut.iter().take(NAMED_MAX).map(one).collect::<Vec<String>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let text = format!(
            "cells are read without what is raised as a footnote sign or struck through in them: {named}{more}"
        );
        Some(FormatNote { kind: "raised_or_struck".to_string(), sheet: sheet.name.clone(), cell: Some(name(at)), text })
    }

    /// One sentence about the numbers that a format shows smaller than they are stored.
    pub fn scaled(&self, sheet: &Sheet) -> Option<FormatNote> {
        let (at, stored, shown) = self.first_scaled.get()?;
        let number = |number: f64| Amount::from_sheet_number(number).map_or(number.to_string(), |a| a.to_string());
        let text = format!(
            "{} numbers are shown as thousands or ten thousands by their format and are read as they are shown: {} as {}",
            self.scaled.get(),
            number(stored),
            number(shown)
        );
        let cell = Some(crate::base::place::cell_name(at.1 as usize, at.0 as usize));
        Some(FormatNote { kind: "scaled_format".to_string(), sheet: sheet.name.clone(), cell, text })
    }

    /// What a person sees of a cell, where that is something else than its value. `style`: its format, where the reader
    /// of values tells it.
    pub fn seen(&self, at: (u32, u32), style: Option<usize>, value: &DataRef<'_>) -> Option<Seen> {
        let style = || style.or_else(|| self.besides.shown.get(&at).copied());
        let number = match value {
            DataRef::Float(number) => *number,
            DataRef::Int(number) => *number as f64,
            DataRef::DateTime(moment) => {
                let Shown::Stretch(stretch) = self.formats.get(style()?)? else { return None };
                return stretch.text(date(*moment)?.date()).map(Seen::Text);
            }
            DataRef::SharedString(text) => return self.standing(at, text),
            DataRef::String(text) => return self.standing(at, text),
            _ => return None,
        };
        let seen = self.formats.get(style()?)?.of(number)?;
        if let Seen::Number(shown) = seen {
            self.scaled.set(self.scaled.get() + 1);
            let first = self.first_scaled.get().or(Some((at, number, shown)));
            self.first_scaled.set(first);
        }
        Some(seen)
    }

    /// What stands in a text of which a part does not.
    #[inline]
    fn standing(&self, at: (u32, u32), text: &str) -> Option<Seen> {
        let stands = self.runs?.standing(text)?;
        self.cut.borrow_mut().push((at, text.to_string(), stands.to_string()));
        Some(Seen::Text(stands.to_string()))
    }

    /// Whether a cell is a formula whose value nobody worked out.
    pub fn is_uncomputed(&self, at: (u32, u32)) -> bool {
        !self.besides.uncomputed.is_empty() && self.besides.uncomputed.contains(&at)
    }
}
