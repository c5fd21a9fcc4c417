//! Looking for lines that are all cut into the same number of fields.
//!
//! Takes a text, where to begin, how it is cut and how many fields its lines have; gives the run of lines from there on,
//! looked through in pieces side by side. It ends at the first line that is anything else.

use super::super::delimited::scan::{self, Cut, Field};
use super::super::sheet::{CELL_TEXT_MAX, CELLS_MAX, Cell, HELD_MAX};
use super::{Even, cell};
use crate::base::parts;
use std::ops::Range;

/// The fewest lines that are kept as a run.
const LINES_MIN: usize = 8;

/// How many bytes are looked at together.
const BYTES: usize = 64;

/// What came of looking for a run.
struct Found {
    starts: Vec<u32>,
    filled: usize,
    /// Where the first line begins that is not of it.
    next: usize,
}

impl Found {
    /// Forgets a line that is none of the run: its places, and what it filled.
    fn back(&mut self, kept: usize, filled: usize) {
        self.starts.truncate(kept);
        self.filled = filled;
    }
}

/// The run of lines with `width` fields from `from` on, and where it ends; nothing where it is too short to be worth it, or
/// larger than what is kept beside the `held` bytes of what was read before.
pub fn run(text: &str, from: usize, cut: Cut, width: usize, held: usize) -> Option<(Even, usize)> {
    // All room is asked for at once: what doubles would ask for twice as much.
    let count = |piece: Range<usize>| {
        let bytes = text.as_bytes().get(piece.clone()).unwrap_or_default();
        (piece, memchr::memchr_iter(b'\n', bytes).count() + 1)
    };
    let pieces = parts::each(pieces(text.as_bytes(), from), count);
    let lines: usize = pieces.iter().map(|(_, lines)| lines).sum();
    if width < 2 || held + lines.checked_mul(width + 1)? * size_of::<u32>() > HELD_MAX {
        return None;
    }
    let mut found = parts::each(pieces, |(piece, lines)| lines_of(text, piece, lines, cut, width)).into_iter();
    let (first, mut end) = found.next()?;
    let (mut filled, mut next, mut starts) = (first.filled, first.next, vec![first.starts]);
    for (piece, its_end) in found {
        // What follows a line that is anything else may have been cut in the midst of it.
        if next != end {
            break;
        }
        (filled, next, end) = (filled + piece.filled, piece.next, its_end);
        starts.push(piece.starts);
    }
    let width = u32::try_from(width).ok()?;
    let even = Even::new(width, filled, starts);
    (even.len() >= LINES_MIN && filled <= CELLS_MAX).then_some((even, next))
}

/// The text from a place on in pieces that end with a line.
fn pieces(bytes: &[u8], from: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = from;
    for share in parts::shares(bytes.len() - from, parts::BYTES_MIN) {
        let end = from + share.end;
        let line = bytes.get(end..).unwrap_or_default().iter().position(|byte| *byte == b'\n');
        let end = if end >= bytes.len() { end } else { line.map_or(bytes.len(), |offset| end + offset + 1) };
        if end > start {
            pieces.push(start..end);
            start = end;
        }
    }
    pieces
}

/// The lines of a piece up to the first that is anything else, and where the piece ends.
fn lines_of(text: &str, piece: Range<usize>, lines: usize, cut: Cut, width: usize) -> (Found, usize) {
    let text = text.get(..piece.end).unwrap_or_default();
    let mut lines = Lines {
        text: text.as_bytes(),
        shown: text,
        cut,
        width,
        found: Found { starts: Vec::with_capacity(lines * (width + 1)), filled: 0, next: piece.start },
        scratch: Vec::new(),
    };
    lines.take();
    (lines.found, piece.end)
}

struct Lines<'a> {
    /// The text up to the end of the piece, as bytes and as characters.
    text: &'a [u8],
    shown: &'a str,
    cut: Cut,
    width: usize,
    found: Found,
    scratch: Vec<Field>,
}

/// Where lines without quotes end.
enum Stop {
    /// With the text.
    End,
    /// A quote stands in the next line.
    Quoted,
    /// The next line is none of the run.
    Other,
}

impl Lines<'_> {
    /// Takes lines as long as they are of the run.
    fn take(&mut self) {
        while let Stop::Quoted = self.plain() {
            let (at, kept, filled) = (self.found.next, self.found.starts.len(), self.found.filled);
            let taken = self.quoted(at);
            match taken.filter(|next| self.is_taken(at, *next, kept)) {
                Some(next) => self.found.next = next,
                None => return self.found.back(kept, filled),
            }
        }
    }

    /// Takes lines without quotes, 64 bytes at a time.
    fn plain(&mut self) -> Stop {
        let (text, separator) = (self.text, self.cut.separator);
        let mut from = self.found.next;
        let (mut start, mut fields) = (from, 0usize);
        let (mut kept, mut filled) = (self.found.starts.len(), self.found.filled);
        if from >= text.len() {
            return Stop::End;
        }
        self.push(from);
        let stop = 'lines: loop {
            let rest = text.get(from..).unwrap_or_default();
            let mut marks = match rest.first_chunk() {
                Some(bytes) => marks(bytes, separator),
                None => marks_of_last(rest, separator),
            };
            while marks != 0 {
                let place = from + marks.trailing_zeros() as usize;
                marks &= marks - 1;
                match text.get(place) {
                    Some(b'"') => break 'lines Stop::Quoted,
                    Some(b'\r') if text.get(place + 1) == Some(&b'\n') => {}
                    Some(b'\r') => break 'lines Stop::Other,
                    Some(b'\n') => {
                        let is_pair = place > start && text.get(place - 1) == Some(&b'\r');
                        if !self.ends(fields, (start, place - usize::from(is_pair)), place + 1, kept) {
                            break 'lines Stop::Other;
                        }
                        (start, fields) = (place + 1, 0);
                        (kept, filled) = (self.found.starts.len(), self.found.filled);
                        if start == text.len() {
                            return Stop::End;
                        }
                        self.push(start);
                    }
                    _ => {
                        fields += 1;
                        if fields == self.width {
                            break 'lines Stop::Other;
                        }
                        self.found.filled += usize::from(place > start);
                        start = place + 1;
                        self.push(start);
                    }
                }
            }
            from += BYTES;
            if from >= text.len() {
                match self.ends(fields, (start, text.len()), text.len(), kept) {
                    true => return Stop::End,
                    false => break Stop::Other,
                }
            }
        };
        self.found.back(kept, filled);
        stop
    }

    /// Ends a line behind its last field, where it is of the run; its places begin at `kept`.
    #[inline]
    fn ends(&mut self, fields: usize, (start, end): (usize, usize), next: usize, kept: usize) -> bool {
        if fields + 1 != self.width {
            return false;
        }
        self.found.filled += usize::from(end > start);
        self.push(end + 1);
        let taken = self.is_taken(self.found.next, next, kept);
        if taken {
            self.found.next = next;
        }
        taken
    }

    /// Whether a line whose places begin at `kept` is of the run.
    #[inline]
    fn is_taken(&self, at: usize, next: usize, kept: usize) -> bool {
        next - at <= CELL_TEXT_MAX as usize && self.says_something(kept)
    }

    /// A line with quotes, where each stands around a whole field.
    fn quoted(&mut self, at: usize) -> Option<usize> {
        let mut fields = std::mem::take(&mut self.scratch);
        let scan = scan::record(self.text, at, self.cut, &mut fields);
        let sound = !scan.fault && !scan.wide && !scan.spans_lines && fields.len() == self.width;
        let is_quoted = |field: &Field| field.start > at && self.text.get(field.start - 1) == Some(&b'"');
        let begins = |field: &Field| if is_quoted(field) { field.start - 1 } else { field.start };
        // A quote behind blanks does not begin its field.
        let parted =
            |field: &Field| begins(field) == at || self.text.get(begins(field) - 1) == Some(&self.cut.separator);
        let mut ends = fields.iter().skip(1).map(|next| begins(next) - 1).chain([scan.line_end]);
        let fits = |field: &Field, end: usize| {
            let inner = self.text.get(field.start..field.end).unwrap_or_default();
            let holds = inner.contains(&b'"');
            !field.doubled && if is_quoted(field) { end == field.end + 1 } else { !holds || inner.starts_with(b"=") }
        };
        let even = sound && fields.iter().all(|field| parted(field) && ends.next().is_some_and(|end| fits(field, end)));
        if even {
            for field in &fields {
                self.push(begins(field));
                self.found.filled += usize::from(field.end > field.start);
            }
            self.push(scan.line_end + 1);
        }
        self.scratch = fields;
        even.then_some(scan.next)
    }

    /// Whether the line whose places begin at `kept` holds anything but blanks.
    fn says_something(&self, kept: usize) -> bool {
        let starts = self.found.starts.get(kept..).unwrap_or_default();
        let begins = starts.first().and_then(|start| self.text.get(*start as usize));
        if begins.is_some_and(u8::is_ascii_alphanumeric) {
            return true;
        }
        (0..self.width).any(|column| cell(self.shown, starts, column) != Cell::Empty)
    }

    fn push(&mut self, place: usize) {
        self.found.starts.push(place as u32); // a text is at most 512 MiB long
    }
}

/// Which of some bytes are a separator, a quote or the end of a line: a bit for each, the first the lowest.
#[inline]
fn marks(bytes: &[u8; BYTES], separator: u8) -> u64 {
    let mut is = [0u8; BYTES];
    for (is, byte) in is.iter_mut().zip(bytes) {
        *is = u8::from((*byte == separator) | (*byte == b'\n') | (*byte == b'\r') | (*byte == b'"'));
    }
    // Of eight bytes that are 0 or 1, multiplying moves each into a bit of the highest byte of its own.
    let eights = is.as_chunks::<8>().0.iter().rev();
    eights.fold(0, |marks, eight| marks << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56)
}

/// The same of fewer bytes.
fn marks_of_last(bytes: &[u8], separator: u8) -> u64 {
    // What is behind the end is none of what is looked for.
    let mut all = [b'0'; BYTES];
    all.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
    marks(&all, separator)
}
