//! A column of texts, without a string for each.
//!
//! Takes texts one by one, or where they stand in a longer one, or the texts of the rows below; gives them by row, and as
//! a column of a frame. Joining moves none of them.

use super::values::Keep;
use super::views::Views;
use polars::prelude::{IntoSeries, PlSmallStr, Series, StringChunked};

/// A column of texts; an empty one is nothing.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// The pieces before the last.
    before: Vec<Views>,
    /// How many texts these have.
    count: usize,
    /// The last piece, which grows.
    last: Views,
    /// How many are nothing.
    nothings: usize,
}

impl Texts {
    /// Makes room for so many texts more.
    pub fn reserve(&mut self, rows: usize) {
        self.last.reserve(rows);
    }

    /// Adds a text; an empty one is nothing.
    #[inline]
    pub fn push(&mut self, text: Option<&str>) {
        self.last.push(text);
    }

    /// Adds a text by where it stands in another.
    #[inline]
    pub fn push_part(&mut self, text: &str, start: u32, length: u32) {
        self.last.push_part(text, start as usize, length as usize);
    }

    /// Adds all texts of another column below its own.
    pub fn append(&mut self, below: Texts) {
        if self.is_empty() {
            *self = below;
            return;
        }
        for piece in below.before.into_iter().chain([below.last]).filter(|piece| piece.len() > 0) {
            self.count += self.last.len();
            self.nothings += self.last.nothings();
            self.before.push(std::mem::replace(&mut self.last, piece));
        }
    }

    /// The `index`-th text.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&str> {
        match index.checked_sub(self.count) {
            Some(within) => self.last.get(within),
            None => self.get_before(index),
        }
    }

    fn get_before(&self, mut index: usize) -> Option<&str> {
        for piece in &self.before {
            match index.checked_sub(piece.len()) {
                Some(left) => index = left,
                None => return piece.get(index),
            }
        }
        None
    }

    /// Those that are kept, as a column of a frame.
    pub(super) fn into_series(self, name: &str, keep: &Keep<'_>) -> Series {
        let named = PlSmallStr::from_str(name);
        if matches!(keep, Keep::All(rows) if *rows == self.len()) {
            let pieces = self.before.into_iter().chain([self.last]).map(Views::finish);
            return StringChunked::from_chunk_iter(named, pieces).into_series();
        }
        let mut kept = Views::new(keep.len());
        keep.iter().for_each(|index| kept.push(self.get(index)));
        StringChunked::with_chunk(named, kept.finish()).into_series()
    }

    /// Whether none of them is nothing.
    pub fn is_full(&self) -> bool {
        self.nothings + self.last.nothings() == 0
    }

    /// How many there are, nothing included.
    #[inline]
    pub fn len(&self) -> usize {
        self.count + self.last.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Texts) -> bool {
        self.len() == other.len() && (0..self.len()).all(|index| self.get(index) == other.get(index))
    }
}

impl Eq for Texts {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_column() {
        let all = [Some("P1"), None, Some("滨河路一期、二期和三期工程"), Some("changed")];
        for cuts in [vec![], vec![0], vec![1], vec![0, 2, 2], vec![1, 2, 3], vec![4]] {
            let (mut texts, mut from) = (Texts::default(), 0);
            for end in cuts.iter().copied().chain([4]) {
                let mut below = Texts::default();
                all[from..end].iter().for_each(|text| below.push(*text));
                texts.append(below);
                from = end;
            }
            texts.push_part("a,滨河路,", 2, 9);
            let expected = [&all[..], &[Some("滨河路")]].concat();
            let found: Vec<Option<&str>> = (0..texts.len()).map(|index| texts.get(index)).collect();
            assert_eq!((&found, texts.get(5), texts.is_full()), (&expected, None, false), "{cuts:?}");
            for (keep, kept) in [(None, vec![0, 1, 2, 3, 4]), (Some(vec![1, 2, 4]), vec![1, 2, 4])] {
                let series = texts.clone().into_series("x", &Keep::of(keep.as_deref(), 5));
                let found: Vec<Option<&str>> = series.str().expect("texts").iter().collect();
                assert_eq!(found, kept.iter().map(|at| expected[*at]).collect::<Vec<_>>(), "{cuts:?}");
            }
        }
    }
}
