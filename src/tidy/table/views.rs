//! Columns of texts as Polars keeps them: sixteen bytes for each, in which a short text stands itself.
//!
//! Takes texts one by one, or where they stand in a longer one; gives them by row, and as a piece of a column. A short text
//! is taken as one machine word, whatever stands behind it is cut off.

use polars_arrow::array::{MutablePlString, Utf8ViewArray, View};
use polars_arrow::bitmap::Bitmap;

/// The longest text that stands in its view, in bytes.
pub const SHORT: usize = View::MAX_INLINE_SIZE as usize;

/// A piece of a column of texts, which grows; an empty text is nothing.
#[derive(Debug, Clone, Default)]
pub struct Views {
    texts: MutablePlString,
    /// How many are nothing.
    nothings: usize,
}

impl Views {
    /// An empty one, with room for so many texts.
    pub fn new(rows: usize) -> Views {
        Views { texts: MutablePlString::with_capacity(rows), nothings: 0 }
    }

    /// Makes room for so many texts more.
    pub fn reserve(&mut self, rows: usize) {
        self.texts.reserve(rows);
    }

    /// Adds a text, or nothing.
    pub fn push(&mut self, text: Option<&str>) {
        let text = text.unwrap_or_default();
        self.push_part(text, 0, text.len());
    }

    /// Adds a part of a text; nothing where that is no text.
    #[inline]
    pub fn push_part(&mut self, text: &str, start: usize, length: usize) {
        match text.get(start..start.saturating_add(length)) {
            Some("") | None => {
                self.nothings += 1;
                self.texts.push_view(View::default(), &[]);
            }
            Some(_) if length <= SHORT => self.texts.push_view(short(text.as_bytes(), start, length), &[]),
            Some(part) => self.texts.push_value(part),
        }
    }

    /// Adds a text of ASCII that is kept as a word, its first byte the lowest; its length is at most [`SHORT`].
    #[inline]
    pub fn push_ascii(&mut self, word: u128, length: usize) {
        const HIGHS: u128 = 0x8080_8080_8080_8080_8080_8080_8080_8080;
        // What is none would be no text: it is shown as what a terminal shows of it.
        let word = if word & HIGHS == 0 { word } else { u128::from_le_bytes([b'?'; 16]) };
        self.nothings += usize::from(length == 0);
        self.texts.push_view(view(word, length), &[]);
    }

    /// The `index`-th text.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&str> {
        if index >= self.texts.len() {
            return None;
        }
        Some(self.texts.value(index)).filter(|text| !text.is_empty())
    }

    /// How many there are, nothing included.
    #[inline]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// How many are nothing.
    pub fn nothings(&self) -> usize {
        self.nothings
    }

    /// The piece, in which nothing is null.
    pub fn finish(self) -> Utf8ViewArray {
        let texts = self.texts.freeze();
        if self.nothings == 0 {
            return texts;
        }
        let there: Bitmap = texts.views().iter().map(|view| view.length > 0).collect();
        texts.with_validity(Some(there))
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
    use polars_arrow::array::Array;

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
        expected.iter_mut().for_each(|text| *text = text.filter(|text| !text.is_empty()));
        let one_by_one: Vec<Option<&str>> = (0..=views.len()).map(|index| views.get(index)).collect();
        assert_eq!(one_by_one, [&expected[..], &[None]].concat());
        let nothings = expected.iter().filter(|text| text.is_none()).count();
        assert_eq!((views.len(), views.nothings()), (expected.len(), nothings));
        let found = views.finish();
        assert_eq!(found.iter().collect::<Vec<Option<&str>>>(), expected);
        assert_eq!(found.null_count(), nothings);
    }
}
