//! What a workbook says of a cell besides its value.
//!
//! Takes a cell's place, format and value; gives what a person sees of it, and one sentence about all that were read in
//! another size than they are stored. Never reads a value itself.

use super::date;
use crate::base::amount::Amount;
use crate::tidy::formats::shown::{Besides, Seen, Shown};
use crate::tidy::formats::{FormatNote, Sheet};
use calamine::DataRef;

/// A number that its format shows smaller: where it stands, as stored, as shown.
type Scaled = ((u32, u32), f64, f64);

/// What is known of a sheet's cells besides their values.
pub struct Look<'a> {
    /// All of it.
    pub besides: &'a Besides,
    formats: &'a [Shown],
    /// How many numbers were read in another size than stored; the first of them: where, as stored, as shown.
    scaled: std::cell::Cell<usize>,
    first_scaled: std::cell::Cell<Option<Scaled>>,
}

impl<'a> Look<'a> {
    /// Of one sheet. `formats`: those of the book.
    pub fn new(besides: &'a Besides, formats: &'a [Shown]) -> Look<'a> {
        Look { besides, formats, scaled: std::cell::Cell::new(0), first_scaled: std::cell::Cell::new(None) }
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

    /// Whether a cell is a formula whose value nobody worked out.
    pub fn is_uncomputed(&self, at: (u32, u32)) -> bool {
        !self.besides.uncomputed.is_empty() && self.besides.uncomputed.contains(&at)
    }
}
