//! Lines of a text that are all cut into the same number of fields, kept as where each field begins.
//!
//! Takes where the fields of lines begin; gives each line as a row, or many of them column by column, and what the cells of
//! a column begin with. A run of such lines ends at the first that is anything else: another width, quotes that are more
//! than marks around a field, a line end inside quotes, nothing but blanks. What ends the run is read as any other text is
//! (`delimited`): a run holds nothing that could be read in two ways. Four bytes a field instead of eighteen, and a million
//! lines in one look.

/// Looking for such lines.
mod run;

/// With what the cells of a column begin.
mod begins;

/// What stands in many lines at once.
mod look;

use super::row::Row;
use super::sheet::{Cell, is_blank};
pub use begins::{Begins, is_sure};
pub use look::{Look, at as look};
pub(super) use run::run;
use std::ops::Range;
use std::sync::OnceLock;

/// Lines cut evenly.
#[derive(Debug, Clone, Default)]
pub struct Even {
    /// The index of the first among the rows of its sheet.
    pub first: usize,
    /// The number of the first, counted from 0; the others follow without a gap.
    pub number: u32,
    /// How many fields each has.
    pub width: u32,
    /// How many fields are not empty.
    pub filled: usize,
    /// How many lines.
    lines: usize,
    /// The lines as they were found: piece by piece, so that nothing large is put together again.
    parts: Vec<Part>,
    /// With what the cells of each column begin, once that was asked.
    begins: OnceLock<Vec<Begins>>,
}

/// Some lines, one after the other.
#[derive(Debug, Clone)]
struct Part {
    /// Which line of the run is its first.
    from: usize,
    /// Where each field begins; after the last of a line where a next one would: `width` + 1 places a line.
    starts: Vec<u32>,
}

impl PartialEq for Even {
    fn eq(&self, other: &Even) -> bool {
        let figures = |even: &Even| (even.first, even.number, even.width, even.filled, even.lines);
        figures(self) == figures(other) && self.starts().eq(other.starts())
    }
}

impl Even {
    /// Lines of so many fields, by where these begin.
    pub fn new(width: u32, filled: usize, pieces: Vec<Vec<u32>>) -> Even {
        let (mut lines, stride) = (0, (width as usize).saturating_add(1));
        let part = |starts: Vec<u32>| {
            let from = lines;
            lines += starts.len() / stride;
            Part { from, starts }
        };
        let parts = pieces.into_iter().filter(|starts| !starts.is_empty()).map(part).collect();
        Even { width, filled, lines, parts, ..Even::default() }
    }

    /// The same lines, where their first is the `first`-th row of a sheet and has this number.
    pub fn at(self, first: usize, number: u32) -> Even {
        Even { first, number, ..self }
    }

    fn stride(&self) -> usize {
        (self.width as usize).saturating_add(1)
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.lines
    }

    /// How many places are kept.
    pub fn places(&self) -> usize {
        self.lines * self.stride()
    }

    /// How much memory the places take, in bytes.
    pub fn held(&self) -> usize {
        self.places() * size_of::<u32>()
    }

    /// Where every field begins, line after line.
    pub fn starts(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().flat_map(|part| part.starts.iter().copied())
    }

    /// The places of some lines, where one piece has them all.
    #[inline]
    fn lines(&self, within: Range<usize>) -> Option<&[u32]> {
        let part = self.parts.iter().rev().find(|part| part.from <= within.start)?;
        let (start, end) = (within.start - part.from, within.end.checked_sub(part.from)?);
        part.starts.get(start * self.stride()..end * self.stride())
    }

    /// The `within`-th line of the run.
    #[inline]
    pub fn row<'a>(&'a self, within: usize, text: &'a str) -> Option<Row<'a>> {
        let starts = self.lines(within..within + 1)?;
        Some(Row::of_spans(self.number + within as u32, self.width, text, starts))
    }

    /// Some lines of the run, where they lie side by side.
    pub fn block<'a>(&'a self, within: Range<usize>, text: &'a str) -> Option<Block<'a>> {
        let number = self.number + within.start as u32;
        Some(Block { number, width: self.width, text, starts: self.lines(within)? })
    }

    /// The index among the rows of the sheet of a line by its number.
    pub fn index_of(&self, number: u32) -> Option<usize> {
        let within = number.checked_sub(self.number)? as usize;
        (within < self.len()).then(|| self.first + within)
    }

    /// With what the cells of a column begin, in all lines of the run.
    pub fn begins(&self, column: u16, text: &str) -> Option<&Begins> {
        let pieces = || self.parts.iter().map(|part| part.starts.as_slice()).collect();
        self.begins.get_or_init(|| begins::of(text, self.width, pieces())).get(usize::from(column))
    }

    /// Whether the places may be those of lines of a text: each field ends behind where it begins, and lines follow each
    /// other. That a place stands inside a character is found where it is read: such a field is no text.
    pub fn is_sound(&self, length: usize) -> bool {
        let mut before = 0;
        let lines = |part: &Part| part.starts.len().is_multiple_of(self.stride());
        let mut places = self.parts.iter().flat_map(|part| part.starts.chunks(self.stride()));
        let ascending = places.all(|line| {
            let follows = line.first().is_some_and(|first| before <= *first);
            before = line.last().copied().unwrap_or(u32::MAX);
            follows && line.windows(2).all(|pair| matches!(pair, [one, next] if one < next))
        });
        let inside = self.starts_last().is_none_or(|last| last as usize <= length + 1);
        self.width >= 2 && self.parts.iter().all(lines) && ascending && inside
    }

    fn starts_last(&self) -> Option<u32> {
        self.parts.last().and_then(|part| part.starts.last()).copied()
    }
}

/// Some lines that lie side by side.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The number of the first, counted from 0.
    pub number: u32,
    /// How many fields each has.
    pub width: u32,
    text: &'a str,
    starts: &'a [u32],
}

impl<'a> Block<'a> {
    /// How many lines.
    pub fn len(&self) -> usize {
        self.starts.len() / (self.width as usize + 1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Where the text of each cell of one column stands, from the top: its first byte, and how many; none where it is empty.
    #[inline]
    pub fn column(&self, column: u16) -> impl Iterator<Item = (u32, u32)> + use<'a> {
        let (text, column) = (self.text.as_bytes(), usize::from(column));
        let places = move |line: &'a [u32]| match line.get(column..column + 2) {
            Some(&[start, next]) => (start, next),
            _ => (0, 0),
        };
        self.starts.chunks_exact(self.width as usize + 1).map(places).map(move |(start, next)| span(text, start, next))
    }

    /// What stands in them, looked through at once. `separator`: what parts their fields.
    pub fn look(&self, separator: u8) -> Look {
        let bounds = self.starts.first().zip(self.starts.last());
        let bytes = bounds.and_then(|(first, last)| {
            let end = (*last as usize).min(self.text.len());
            self.text.as_bytes().get(*first as usize..end)
        });
        bytes.map_or(Look { is_plain: false, is_special: true, repeats: true }, |bytes| look(bytes, separator))
    }

    /// The `within`-th line.
    pub fn row(&self, within: usize) -> Option<Row<'a>> {
        let stride = self.width as usize + 1;
        let line = self.starts.get(within * stride..(within + 1) * stride)?;
        Some(Row::of_spans(self.number + within as u32, self.width, self.text, line))
    }
}

/// The `column`-th field of a line: what stands between its separators, without the marks around it.
#[inline]
pub fn cell(text: &str, starts: &[u32], column: usize) -> Cell {
    let (Some(start), Some(next)) = (starts.get(column), starts.get(column + 1)) else { return Cell::Empty };
    match span(text.as_bytes(), *start, *next) {
        (_, 0) => Cell::Empty,
        (start, length) => Cell::Text(start, length),
    }
}

/// Where the text of a field stands that begins at `start`, where the next begins at `next`, and how long it is.
#[inline]
fn span(text: &[u8], start: u32, next: u32) -> (u32, u32) {
    let end = next.saturating_sub(1);
    match text.get(start as usize) {
        _ if start >= end => (start, 0),
        Some(byte) if is_sure(*byte) => (start, end - start),
        first => marked(text, start, end, first.copied()),
    }
}

/// The same of a field that may be blank, or have marks around it.
#[inline(never)]
fn marked(text: &[u8], mut start: u32, mut end: u32, first: Option<u8>) -> (u32, u32) {
    let field = |start: u32, end: u32| {
        let bytes = text.get(start as usize..end as usize).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    };
    match first {
        Some(b'"') => (start, end) = (start + 1, end.saturating_sub(1).max(start + 1)),
        Some(b'=') => {
            if let Some(kept) = super::delimited::as_text(field(start, end)) {
                (start, end) = (start + 2, start + 2 + kept.len() as u32);
            }
        }
        _ => {}
    }
    if is_blank(field(start, end)) { (start, 0) } else { (start, end - start) }
}
