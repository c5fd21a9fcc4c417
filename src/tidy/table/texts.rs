//! A column of texts, without a string for each.
//!
//! Takes texts one by one, or where they stand in a text that many columns share; gives them by row. What was changed on
//! its way is kept in an arena of its own, all else stays where it is.

use super::pieces::Pieces;
use super::values::Keep;
use super::views::Views;
use crate::base::arena::Arena;
use polars::prelude::Series;
use std::sync::Arc;

/// What stands for a text of its own, where a text of the shared ones would begin.
const OWN: u32 = u32::MAX;

/// A column of texts; an empty one is nothing.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// What texts are spans of, where they are: then each has a span.
    shared: Option<Arc<Arena>>,
    /// Where each text begins and how long it is; or [`OWN`], and which of its own it is.
    spans: Pieces<(u32, u32)>,
    /// Its own texts, one behind the other.
    own: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// How many are nothing.
    nothings: usize,
}

impl Texts {
    /// Makes room for so many texts more. `arena`: what they will be spans of.
    pub fn reserve(&mut self, rows: usize, arena: &Arc<Arena>) {
        if self.is_empty() {
            self.shared = Some(arena.clone());
        }
        self.spans.reserve(rows);
    }

    /// Adds a text; an empty one is nothing.
    #[inline]
    pub fn push(&mut self, text: Option<&str>) {
        let text = text.unwrap_or_default();
        self.nothings += usize::from(text.is_empty());
        if self.shared.is_some() {
            if text.is_empty() {
                self.spans.push((0, 0));
                return;
            }
            self.spans.push((OWN, self.ends.len() as u32)); // a table has fewer rows
        }
        self.own.push_str(text);
        self.ends.push(self.own.len());
    }

    /// Adds a text by where it stands in a shared one.
    #[inline]
    pub fn push_span(&mut self, arena: &Arc<Arena>, start: u32, length: u32) {
        if length > 0 && start != OWN && self.shared.as_ref().is_some_and(|shared| Arc::ptr_eq(shared, arena)) {
            self.spans.push((start, length));
            return;
        }
        let end = (start as usize).saturating_add(length as usize);
        self.push(arena.get(start as usize..end));
    }

    /// Adds all texts of another column below its own.
    pub fn append(&mut self, mut other: Texts) {
        let same = match (&self.shared, &other.shared) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        if !same {
            (0..other.len()).for_each(|index| self.push(other.get(index)));
            return;
        }
        let (shift, count) = (self.own.len(), self.ends.len() as u32);
        if !other.ends.is_empty() && count > 0 {
            other.spans.iter_mut().filter(|span| span.0 == OWN).for_each(|span| span.1 += count);
        }
        self.spans.append(other.spans);
        self.own.push_str(&other.own);
        self.ends.extend(other.ends.iter().map(|end| end + shift));
        self.nothings += other.nothings;
    }

    /// The `index`-th text.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&str> {
        let Some(shared) = &self.shared else { return self.own(index) };
        match *self.spans.get(index)? {
            (OWN, own) => self.own(own as usize),
            (_, 0) => None,
            (start, length) => shared.get(start as usize..start as usize + length as usize),
        }
    }

    fn own(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end);
        if start < end { self.own.get(start..end) } else { None }
    }

    /// Those that are kept, as a column of a frame.
    pub(super) fn series(&self, name: &str, keep: &Keep<'_>) -> Series {
        let mut views = Views::new(keep.len());
        let Some(shared) = &self.shared else {
            keep.iter().for_each(|index| views.push(self.own(index)));
            return views.finish(name);
        };
        let shared: &str = shared;
        let mut push = |span: Option<&(u32, u32)>| match span {
            Some((OWN, own)) => views.push(self.own(*own as usize)),
            None | Some((_, 0)) => views.push(None),
            Some((start, length)) => views.push_part(shared, *start as usize, *length as usize),
        };
        match keep {
            Keep::All(rows) if *rows == self.spans.len() => self.spans.iter().for_each(|span| push(Some(span))),
            keep => keep.iter().for_each(|index| push(self.spans.get(index))),
        }
        views.finish(name)
    }

    /// Whether none of them is nothing.
    pub fn is_full(&self) -> bool {
        self.nothings == 0
    }

    /// How many there are, nothing included.
    pub fn len(&self) -> usize {
        if self.shared.is_some() { self.spans.len() } else { self.ends.len() }
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
    fn shared_and_own_texts_are_the_same_by_row() {
        let arena = Arc::new(Arena::from("P1,滨河路,".to_string()));
        let (mut spans, mut own) = (Texts::default(), Texts::default());
        spans.reserve(4, &arena);
        for (start, length) in [(0u32, 2u32), (3, 9), (0, 0)] {
            spans.push_span(&arena, start, length);
            own.push_span(&arena, start, length);
        }
        spans.push(Some("changed"));
        own.push(Some("changed"));
        let (below, mut twice) = (spans.clone(), own.clone());
        spans.append(below.clone());
        own.append(below);
        twice.append(twice.clone());
        assert_eq!((&spans, &own), (&own, &twice));
        let texts: Vec<Option<&str>> = (0..spans.len()).map(|index| spans.get(index)).collect();
        let four = [Some("P1"), Some("滨河路"), None, Some("changed")];
        assert_eq!(texts, [four, four].concat());
        assert!(!spans.is_full());
    }
}
