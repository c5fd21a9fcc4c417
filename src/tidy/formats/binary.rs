//! What a binary workbook (xlsb) says besides its values: hidden rows and columns, number formats, and whether it holds
//! cells that the library passes over.
//!
//! Takes the bytes of a zip whose parts were counted before; gives it by the names of sheets. Records are those of MS-XLSB
//! 2.3 and 2.4; each is a kind of up to two bytes and a length of up to four, seven bits in each, the lowest first.

use super::FormatError;
use super::hidden::elements;
use super::ole::{u16_at, u32_at};
use super::shown::{Besides, Shown};
use super::zipped::{INFLATED_MAX, damaged};
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const ROW: u32 = 0;
const RK: u32 = 2;
const REAL: u32 = 5;
const FORMULA: u32 = 9;
/// Cells without their column (`BrtShort…`): the library passes over them without a word.
const SHORT: std::ops::RangeInclusive<u32> = 12..=18;
const FORMAT: u32 = 44;
const XF: u32 = 47;
const COLUMNS: u32 = 60;
const SHEET: u32 = 156;
const CELL_XFS: u32 = 617;
const CELL_XFS_END: u32 = 618;

/// What a workbook says.
#[derive(Debug, Default)]
pub struct Said {
    /// Its number formats.
    pub formats: Vec<Shown>,
    /// Its sheets, by their names.
    pub sheets: BTreeMap<String, Besides>,
    /// Whether any sheet has cells in the short form, which must not be lost in silence.
    pub short: bool,
}

/// Reads it.
///
/// # Errors
/// `damaged` when a part cannot be unpacked.
pub fn read(bytes: &[u8]) -> Result<Said, FormatError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let rels = elements(&mut archive, "xl/_rels/workbook.bin.rels", "Relationship", ["Id", "Target"]);
    let targets: HashMap<String, String> = rels.into_iter().collect();
    let mut parts: HashMap<String, Vec<u8>> = HashMap::new();
    let mut said = Said::default();
    let mut sheets: HashMap<String, Besides> = HashMap::new();
    for wanted in ["xl/styles.bin", "xl/workbook.bin", "worksheets/"] {
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).map_err(damaged)?;
            let name = part.name().map_err(damaged)?.trim_start_matches('/').to_ascii_lowercase();
            if !name.contains(wanted) || !name.ends_with(".bin") {
                continue;
            }
            let mut data = Vec::new();
            (&mut part).take(INFLATED_MAX).read_to_end(&mut data).map_err(|e| damaged(e.into()))?;
            if wanted == "worksheets/" {
                sheets.insert(name, sheet(&data, &said.formats, &mut said.short));
            } else {
                parts.insert(name, data);
            }
        }
        if let Some(styles) = parts.remove("xl/styles.bin") {
            said.formats = formats(&styles);
        }
    }
    for (name, id) in parts.get("xl/workbook.bin").map(|book| names(book)).unwrap_or_default() {
        let Some(target) = targets.get(&id) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_string).to_ascii_lowercase();
        if let Some(besides) = sheets.remove(&path) {
            said.sheets.insert(name, besides);
        }
    }
    Ok(said)
}

/// The formats of cells, in their order.
fn formats(styles: &[u8]) -> Vec<Shown> {
    let (mut codes, mut formats, mut of_cells) = (HashMap::new(), Vec::new(), false);
    for (kind, data) in (Records { part: styles, at: 0 }) {
        match kind {
            FORMAT => {
                if let (Some(id), Some((code, _))) = (u16_at(data, 0), text(data, 2)) {
                    codes.insert(id, Shown::of_code(&code));
                }
            }
            CELL_XFS => of_cells = true,
            CELL_XFS_END => break,
            XF if of_cells => {
                let id = u16_at(data, 2).unwrap_or(0);
                formats.push(codes.get(&id).cloned().unwrap_or_else(|| Shown::of_builtin(id)));
            }
            _ => {}
        }
    }
    formats
}

/// The names of the sheets and the ids under which their parts are listed.
fn names(book: &[u8]) -> Vec<(String, String)> {
    let name = |data: &[u8]| {
        let (id, next) = text(data, 8)?;
        Some((text(data, next)?.0, id))
    };
    let sheets = Records { part: book, at: 0 }.filter(|(kind, _)| *kind == SHEET);
    sheets.filter_map(|(_, data)| name(data)).collect()
}

fn sheet(part: &[u8], formats: &[Shown], short: &mut bool) -> Besides {
    let (mut besides, mut row) = (Besides::default(), 0);
    for (kind, data) in (Records { part, at: 0 }) {
        *short |= SHORT.contains(&kind);
        match kind {
            ROW => {
                row = u32_at(data, 0).unwrap_or(row);
                if data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    besides.hidden.push_row(row, row);
                }
            }
            COLUMNS if u16_at(data, 16).is_some_and(|flags| flags & 1 == 1) => {
                if let (Some(first), Some(last)) = (u32_at(data, 0), u32_at(data, 4)) {
                    besides.hidden.push_column(first, last);
                }
            }
            RK | REAL | FORMULA => {
                let Some((column, style)) = u32_at(data, 0).zip(u32_at(data, 4)) else { continue };
                let style = (style & 0x00FF_FFFF) as usize;
                if formats.get(style).is_some_and(|shown| *shown != Shown::Plain) {
                    besides.shown.insert((row, column), style);
                }
            }
            _ => {}
        }
    }
    besides
}

/// A text with its length before it, and where it ends. A length of all ones is no text.
fn text(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(data, at)?).ok()?;
    let start = at.checked_add(4)?;
    let end = start.checked_add(length.checked_mul(2)?)?;
    let units = data.get(start..end)?.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])); // two long each
    Some((String::from_utf16_lossy(&units.collect::<Vec<u16>>()), end))
}

/// The records of a part: kind and data.
struct Records<'a> {
    part: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<(u32, &'a [u8])> {
        let mut byte = || {
            let byte = self.part.get(self.at).copied();
            self.at += 1;
            byte
        };
        let mut kind = u32::from(byte()?);
        if kind >= 0x80 {
            kind = (kind & 0x7F) | (u32::from(byte()?) << 7);
        }
        let mut length = 0usize;
        for shift in [0, 7, 14, 21] {
            let part = byte()?;
            length |= usize::from(part & 0x7F) << shift;
            if part < 0x80 {
                break;
            }
        }
        let start = self.at;
        self.at = start.checked_add(length)?;
        Some((kind, self.part.get(start..self.at)?))
    }
}
