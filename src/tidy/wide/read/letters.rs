//! What letters behind the figures of a table are: flags (12.5 p, 38.8E), or multiples and units (£1.5bn, 3.1k, 12 t).
//!
//! Takes the cells of a table; gives what a cell's letters mean there. Letters that may be both are told by the others of the table,
//! never by a guess: 1.5b is a billion among 310m and 2.2k, a break in the series among 12.5p and 3.1e.

/// Whether lengths are measured.
mod lengths;

use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::wide::head::Wide;

/// Letters of Eurostat and the OECD that say how sure or how final a figure is (SDMX code list CL_OBS_STATUS and its like).
const FLAGS: &str = "bcdefinprsuz";
/// Letters of Canada and of the BLS.
const GRADES: &str = "ABCDEFPR";
/// Multiples that no flag is.
const MULTIPLES: &[&str] = &["k", "m", "mn", "mln", "bn", "tn", "cr", "mio", "mrd", "trn"];

/// What letters behind a figure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A flag beside it.
    Flag,
    /// A multiple of it.
    Multiple,
    /// A unit, if any.
    Unit,
    /// Millions, not metres.
    Million,
    /// One or the other: nobody can say.
    Unclear,
}

/// What stands behind the figures of a table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Letters {
    /// Some have letters that are flags and nothing else.
    flags: bool,
    /// Some have letters that are multiples and nothing else.
    multiples: bool,
    /// Some have letters for millions, or metres.
    millions: bool,
    /// Some have a small m without a sign of money.
    bare_m: bool,
    /// Something says that lengths are measured, or names a unit.
    lengths: bool,
    /// Some have a B for billions or for a flag, and how many.
    b: usize,
    figures: usize,
}

impl Letters {
    /// What stands behind the figures of a wide table.
    pub fn of(sheet: &Sheet, wide: &Wide) -> Letters {
        let mut all = Letters::default();
        for row in (wide.header + wide.depth..wide.end).filter_map(|index| sheet.row(index)) {
            for cell in wide.periods.iter().map(|period| row.cell(period.column)).filter(|cell| *cell != Cell::Empty) {
                all.figures += 1;
                if let Cell::Text(..) = cell {
                    all.add(sheet.text(cell));
                }
            }
        }
        // Only where an m stands behind a figure does it matter what is measured.
        all.lengths |= all.millions && lengths::are_measured(sheet, wide);
        all
    }

    fn add(&mut self, text: &str) {
        let Some((figure, letters)) = behind(text.trim()) else { return };
        match letters {
            "m" | "M" => {
                self.millions = true;
                self.bare_m |= letters == "m" && !has_sign(figure);
            }
            "b" | "B" => self.b += 1,
            "km" | "cm" | "mm" => self.lengths = true,
            _ if MULTIPLES.contains(&letters.to_ascii_lowercase().as_str()) => self.multiples = true,
            _ if is_flag(letters) => self.flags = true,
            _ => {}
        }
    }

    /// What the letters behind a figure are.
    pub fn meaning(&self, figure: &str, letters: &str) -> Meaning {
        let has_sign = has_sign(figure);
        match letters {
            "b" | "B" if has_sign => Meaning::Multiple,
            "b" | "B" => self.of_b(figure.ends_with(char::is_whitespace), letters == "b"),
            "m" | "M" if !has_sign && (self.multiples || self.b > 0 && !self.flags) => Meaning::Million,
            // Nobody writes metres so.
            "M" if !has_sign && !self.lengths && !self.flags => Meaning::Million,
            // 32.8m alone: millions, or metres?
            "m" if !has_sign && !self.lengths => Meaning::Unclear,
            _ if MULTIPLES.contains(&letters.to_ascii_lowercase().as_str()) => Meaning::Multiple,
            _ if is_flag(letters) => Meaning::Flag,
            _ => Meaning::Unit,
        }
    }

    /// What is asked where nobody can say what an m behind a figure is.
    pub fn question(&self) -> Option<&'static str> {
        let is_open = self.bare_m && self.meaning("1", "m") == Meaning::Unclear;
        is_open.then_some(
            "an m behind figures may be millions or metres; write 32.8 million, or above the table what is measured and its unit, \
             as Length (m)",
        )
    }

    /// A break in the series, or a billion: by the other letters of the table, then by how many there are.
    fn of_b(&self, is_apart: bool, is_small: bool) -> Meaning {
        match (self.flags, self.multiples || self.millions) {
            (true, false) => Meaning::Flag,
            (false, true) => Meaning::Multiple,
            (true, true) => Meaning::Unclear,
            (false, false) if !is_small => Meaning::Multiple,
            (false, false) if is_apart || self.b * 2 < self.figures => Meaning::Flag,
            (false, false) => Meaning::Unclear,
        }
    }
}

/// Whether a sign of money stands before a figure.
fn has_sign(figure: &str) -> bool {
    figure.starts_with(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '+' | '(' | '.' | '−'))
}

/// A figure and up to three letters of one case behind it.
pub fn behind(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind(|c: char| !c.is_ascii_alphabetic())? + 1;
    let (figure, letters) = (text.get(..at)?, text.get(at..)?);
    let of_one_case = |is: fn(&u8) -> bool| letters.bytes().all(|b| is(&b));
    let fits = (1..=3).contains(&letters.len())
        && (of_one_case(u8::is_ascii_lowercase) || letters.len() < 3 && of_one_case(u8::is_ascii_uppercase));
    (fits && figure.trim_end().ends_with(|c: char| c.is_ascii_digit())).then_some((figure, letters))
}

fn is_flag(letters: &str) -> bool {
    letters.chars().all(|c| FLAGS.contains(c)) || letters.len() == 1 && letters.chars().all(|c| GRADES.contains(c))
}
