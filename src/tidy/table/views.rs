//! Columns of texts as Polars keeps them: sixteen bytes for each, in which a short text stands itself.
//!
//! Takes texts one by one, or where they stand in a longer one; gives a series. A short text is taken as one machine word,
//! whatever stands behind it is cut off.

use polars::prelude::{IntoSeries, PlSmallStr, Series, StringChunked};
use polars_arrow::array::{MutablePlString, View};

/// The longest text that stands in its view, in bytes.
pub const SHORT: usize = View::MAX_INLINE_SIZE as usize;

/// A column of texts that grows.
pub struct Views(MutablePlString);

impl Views {
    /// An empty one, with room for so many texts.
    pub fn new(rows: usize) -> Views {
        Views(MutablePlString::with_capacity(rows))
    }

    /// Adds a text, or nothing.
    pub fn push(&mut self, text: Option<&str>) {
        match text {
            Some(text) if text.len() <= SHORT => self.0.push_view(short(text.as_bytes(), 0, text.len()), &[]),
            text => self.0.push(text),
        }
    }

    /// Adds a part of a text; nothing where that is no text.
    #[inline]
    pub fn push_part(&mut self, text: &str, start: usize, length: usize) {
        match text.get(start..start.saturating_add(length)) {
            Some(_) if length <= SHORT => self.0.push_view(short(text.as_bytes(), start, length), &[]),
            part => self.0.push(part),
        }
    }

    /// Adds a text of ASCII that is kept as a word, its first byte the lowest; its length is at most [`SHORT`].
    #[inline]
    pub fn push_ascii(&mut self, word: u128, length: usize) {
        const HIGHS: u128 = 0x8080_8080_8080_8080_8080_8080_8080_8080;
        // What is none would be no text: it is shown as what a terminal shows of it.
        let word = if word & HIGHS == 0 { word } else { u128::from_le_bytes([b'?'; 16]) };
        self.0.push_view(view(word, length), &[]);
    }

    /// The column.
    pub fn finish(self, name: &str) -> Series {
        StringChunked::with_chunk(PlSmallStr::from_str(name), self.0.freeze()).into_series()
    }
}

/// The view of a short text by where it stands among bytes.
#[inline]
fn short(bytes: &[u8], start: usize, length: usize) -> View {
    let word = match bytes.get(start..).and_then(|rest| rest.first_chunk::<16>()) {
        Some(word) => *word,
        None => {
            let mut word = [0; 16];
            let text = bytes.get(start..start + length).unwrap_or_default();
            word.iter_mut().zip(text).for_each(|(to, byte)| *to = *byte);
            word
        }
    };
    view(u128::from_le_bytes(word), length)
}

/// The view of the lowest bytes of a word.
#[inline]
fn view(word: u128, length: usize) -> View {
    let length = length.min(SHORT) as u32;
    let word = word & ((1u128 << (8 * length)) - 1);
    View { length, prefix: word as u32, buffer_idx: (word >> 32) as u32, offset: (word >> 64) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_lengths_are_those_that_were_added() {
        let all = "滨河路一期、二期和三期工程ABCDEFGHIJKLMNOP";
        let ends: Vec<usize> = (0..=all.len()).filter(|end| all.is_char_boundary(*end)).collect();
        let (mut views, mut expected) = (Views::new(4), Vec::new());
        for (at, start) in ends.iter().enumerate() {
            for end in &ends[at..] {
                views.push_part(all, *start, end - start);
                views.push(all.get(*start..*end));
                expected.extend([all.get(*start..*end); 2]);
            }
        }
        views.push(None);
        views.push_part(all, 1, 2);
        views.push_ascii(u128::from_le_bytes(*b"AB12345???\xFF?????"), 7);
        views.push_ascii(u128::from_le_bytes(*b"AB12345?????????"), 7);
        expected.extend([None, None, Some("???????"), Some("AB12345")]);
        let series = views.finish("x");
        let found: Vec<Option<&str>> = series.str().expect("texts").iter().collect();
        assert_eq!(found, expected);
        assert_eq!(series.null_count(), 2);
    }
}
