//! With what the cells of a column begin: enough to say of a million rows that none of them is what only few are.
//!
//! Takes where the fields of lines begin; gives for each column the first bytes that come, as they stand in the text. A
//! quotation mark, a blank and the like are first bytes as any others: who asks lets only those pass that he knows.

use crate::base::parts;
use std::ops::Range;

/// Wider lines are not looked through: nobody has so many columns and so many lines.
const WIDTH_MAX: u32 = 256;

/// The first bytes of the fields of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begins {
    empty: bool,
    bytes: [bool; 256],
}

impl Begins {
    const NONE: Begins = Begins { empty: false, bytes: [false; 256] };

    /// Whether no field is empty, and each begins with a byte for which `known` holds.
    pub fn all(&self, known: impl Fn(u8) -> bool) -> bool {
        !self.empty && self.all_filled(known)
    }

    /// Whether each field that is not empty begins with a byte for which `known` holds.
    pub fn all_filled(&self, known: impl Fn(u8) -> bool) -> bool {
        (0..=u8::MAX).zip(&self.bytes).all(|(byte, comes)| !comes || known(byte))
    }

    fn add(&mut self, other: &Begins) {
        self.empty |= other.empty;
        self.bytes.iter_mut().zip(&other.bytes).for_each(|(one, other)| *one |= *other);
    }
}

/// Whether a cell that begins with this byte is what stands in the text from there on: no mark around it is left out, and
/// it begins with no blank of any kind.
pub fn is_sure(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'=') || matches!(byte, 0xE4..=0xE9)
}

/// The first bytes of each column of lines of `width` fields; nothing where lines are too wide.
pub fn of(text: &str, width: u32, pieces: Vec<&[u32]>) -> Vec<Begins> {
    if width > WIDTH_MAX {
        return Vec::new();
    }
    let stride = width as usize + 1;
    let mut all = vec![Begins::NONE; width as usize];
    for starts in pieces {
        let shares = parts::of(starts.len() / stride, parts::THINGS_MIN, |share: Range<usize>| {
            let mut found = vec![Begins::NONE; width as usize];
            let lines = starts.get(share.start * stride..share.end * stride).unwrap_or_default();
            lines.chunks_exact(stride).for_each(|line| look(text.as_bytes(), line, &mut found));
            found
        });
        shares.iter().for_each(|found| all.iter_mut().zip(found).for_each(|(one, other)| one.add(other)));
    }
    all
}

#[inline]
fn look(text: &[u8], line: &[u32], found: &mut [Begins]) {
    for (pair, begins) in line.windows(2).zip(found) {
        let &[start, next] = pair else { continue };
        match text.get(start as usize) {
            Some(byte) if start < next.saturating_sub(1) => {
                if let Some(comes) = begins.bytes.get_mut(usize::from(*byte)) {
                    *comes = true;
                }
            }
            _ => begins.empty = true,
        }
    }
}
