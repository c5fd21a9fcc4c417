//! What an old workbook (BIFF5, BIFF8) says besides its values: hidden rows and columns, number formats, formulas that
//! nobody worked out.
//!
//! Takes bytes, in their container or bare; gives it sheet by sheet, in the workbook's order, or nothing where the records
//! are older or broken: then the caller says that it cannot be seen. Values are the library's business. Records are those
//! of MS-XLS 2.4.

/// The code page of its texts.
pub mod page;

use super::ole::{self, u16_at, u32_at};
use super::shown::{Besides, Shown};
use std::borrow::Cow;
use std::collections::HashMap;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const RKS: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const SHARED_TEXT: u16 = 0x00FD;
/// Of a formula: work it out when the file is opened. A program that cannot calculate writes it, and 0 for the value.
const CALCULATE_ON_OPEN: u16 = 0x0002;
/// The most sheets that are looked at.
const SHEETS_MAX: usize = 4_096;

/// What a workbook says.
#[derive(Debug, Default)]
pub struct Said {
    /// Its number formats.
    pub formats: Vec<Shown>,
    /// Its sheets, charts among them.
    pub sheets: Vec<Besides>,
}

/// Reads it.
pub fn read(bytes: &[u8]) -> Option<Said> {
    let stream = opened(bytes)?;
    let stream = stream.as_ref();
    let (kind, first) = Records { stream, at: 0 }.next()?;
    let is_8 = is_8(first)?;
    if kind != BOF {
        return None;
    }
    let (mut codes, mut formats, mut starts) = (HashMap::new(), Vec::new(), Vec::new());
    for (kind, data) in (Records { stream, at: 0 }) {
        match kind {
            FORMAT => drop(codes.insert(u16_at(data, 0)?, Shown::of_code(&code(data, is_8)?))),
            XF => formats.push(u16_at(data, 2)?),
            SHEET if starts.len() < SHEETS_MAX => starts.push(usize::try_from(u32_at(data, 0)?).ok()?),
            EOF => break,
            _ => {}
        }
    }
    let shown = |id: u16| codes.get(&id).cloned().unwrap_or_else(|| Shown::of_builtin(id));
    let mut said = Said { formats: formats.into_iter().map(shown).collect(), sheets: Vec::new() };
    for at in starts {
        let sheet = sheet(stream, at, &said.formats)?;
        said.sheets.push(sheet);
    }
    Some(said)
}

/// The records, out of their container.
fn opened(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    match bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        true => ole::stream(bytes, &["Workbook", "Book"]).map(Cow::Owned),
        false => Some(Cow::Borrowed(bytes)),
    }
}

/// Whether the first record begins a workbook of BIFF8 and not of BIFF5.
fn is_8(first: &[u8]) -> Option<bool> {
    match u16_at(first, 0)? {
        0x0500 => Some(false),
        0x0600 => Some(true),
        _ => None,
    }
}

/// The code of a FORMAT record: bytes of the office's own code page in BIFF5, of which only ASCII matters here.
fn code(data: &[u8], is_8: bool) -> Option<String> {
    if !is_8 {
        let length = usize::from(*data.get(2)?);
        return Some(data.get(3..)?.iter().take(length).map(|byte| char::from(*byte)).collect());
    }
    let (length, wide) = (usize::from(u16_at(data, 2)?), data.get(4)? & 1 == 1);
    let text = data.get(5..)?;
    Some(match wide {
        true => {
            let units: Vec<u16> = (0..length).map_while(|i| u16_at(text, i * 2)).collect();
            String::from_utf16_lossy(&units)
        }
        false => text.iter().take(length).map(|byte| char::from(*byte)).collect(),
    })
}

fn sheet(stream: &[u8], at: usize, formats: &[Shown]) -> Option<Besides> {
    let (mut besides, mut depth) = (Besides::default(), 0usize);
    for (kind, data) in (Records { stream, at }) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => return Some(besides),
            EOF => depth -= 1,
            _ if depth != 1 => {} // a chart inside the sheet
            ROW if u16_at(data, 12)? & 0x20 != 0 => {
                let row = u32::from(u16_at(data, 0)?);
                besides.hidden.push_row(row, row);
            }
            COLUMNS if u16_at(data, 8)? & 1 == 1 => {
                besides.hidden.push_column(u16_at(data, 0)?.into(), u16_at(data, 2)?.into());
            }
            NUMBER | RK | FORMULA => cell(&mut besides, formats, kind, data)?,
            SHARED_TEXT => besides.texts.push((u16_at(data, 0)?.into(), u16_at(data, 2)?.into())),
            RKS => {
                let (row, first) = (u16_at(data, 0)?, u16_at(data, 2)?);
                for index in 0..data.len().saturating_sub(6) / 6 {
                    let column = u32::from(first).saturating_add(u32::try_from(index).ok()?);
                    note(&mut besides, formats, (row.into(), column), u16_at(data, 4 + index * 6)?);
                }
            }
            _ => {}
        }
    }
    // A stream that ends without its end is broken.
    None
}

fn cell(besides: &mut Besides, formats: &[Shown], kind: u16, data: &[u8]) -> Option<()> {
    let at = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?));
    note(besides, formats, at, u16_at(data, 4)?);
    if kind == FORMULA && is_uncomputed(data)? {
        besides.uncomputed.insert(at);
    }
    Some(())
}

/// Whether the value of a formula is what programs write that cannot calculate: 0 to be worked out on opening, or an empty
/// text where only a number can be.
fn is_uncomputed(data: &[u8]) -> Option<bool> {
    let value = data.get(6..14)?;
    let zero = value.iter().all(|byte| *byte == 0) && u16_at(data, 14)? & CALCULATE_ON_OPEN != 0;
    let blank = value.first() == Some(&3) && value.ends_with(&[0xFF, 0xFF]);
    let length = usize::from(u16_at(data, 20)?);
    let formula = data.get(22..22usize.checked_add(length)?)?;
    Some(zero || (blank && gives_a_number(formula)))
}

/// Whether a formula ends in an operation that gives numbers: + - * / ^ %, or a sum (MS-XLS 2.2.2, 2.5.198).
fn gives_a_number(formula: &[u8]) -> bool {
    let operation = matches!(formula.last(), Some(0x03..=0x07 | 0x12..=0x14)) && formula.len() > 4;
    let sum = matches!(formula, [.., 0x22 | 0x42 | 0x62, _, 4, 0] | [.., 0x19, 0x10, _, _]);
    operation || sum
}

fn note(besides: &mut Besides, formats: &[Shown], at: (u32, u32), format: u16) {
    let format = usize::from(format);
    if formats.get(format).is_some_and(|shown| *shown != Shown::Plain) {
        besides.shown.insert(at, format);
    }
}

/// The records of a stream from a place on: kind and data.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at.checked_add(2)?)?);
        let start = self.at.checked_add(4)?;
        self.at = start.checked_add(length)?;
        Some((kind, self.stream.get(start..self.at)?))
    }
}
