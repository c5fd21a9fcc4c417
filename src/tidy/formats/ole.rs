//! A stream out of the old container of workbooks (MS-CFB).
//!
//! Takes bytes; gives one stream by its name, or nothing where the container is not what it should be. Every number in it
//! may lie: chains are followed no further than the file is long.

/// Sector numbers from here on mean something else than a sector.
const RESERVED: u32 = 0xFFFF_FFFA;
/// The size of an entry of the directory.
const ENTRY: usize = 128;

/// The first of some streams that is there.
pub fn stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let shift = match u16_at(bytes, 30)? {
        shift @ (9 | 12) => u32::from(shift),
        _ => return None,
    };
    let file = Sectors { bytes, from: 1 << shift, size: 1 << shift };
    let fat = file.fat()?;
    let directory = file.chain(&fat, u32_at(bytes, 48)?, usize::MAX);
    let entries: Vec<Entry> = directory.chunks_exact(ENTRY).filter_map(Entry::read).collect();
    let entry = names.iter().find_map(|name| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)))?;
    if entry.length >= usize::try_from(u32_at(bytes, 56)?).ok()? {
        return Some(file.chain(&fat, entry.start, entry.length));
    }
    // Short streams share the sectors of the first entry's.
    let root = directory.get(..ENTRY).and_then(Entry::read)?;
    let small = file.chain(&fat, root.start, root.length);
    let chain = numbers(&file.chain(&fat, u32_at(bytes, 60)?, usize::MAX));
    Some(Sectors { bytes: &small, from: 0, size: 64 }.chain(&chain, entry.start, entry.length))
}

/// Whether a chain of sectors comes back to one of its own: whoever follows it never ends.
pub fn loops(bytes: &[u8]) -> bool {
    loops_of(bytes).unwrap_or(false)
}

fn loops_of(bytes: &[u8]) -> Option<bool> {
    let shift = u16_at(bytes, 30).filter(|shift| matches!(shift, 9 | 12))?;
    let file = Sectors { bytes, from: 1 << shift, size: 1 << shift };
    let fat = file.fat()?;
    let (directory, short) = (u32_at(bytes, 48)?, u32_at(bytes, 60)?);
    let entries = file.chain(&fat, directory, usize::MAX);
    let entries: Vec<Entry> = entries.chunks_exact(ENTRY).filter_map(Entry::read).collect();
    let least = usize::try_from(u32_at(bytes, 56)?).ok()?;
    // The first entry is the one whose sectors the short streams share.
    let is_long = |(at, entry): &(usize, &Entry)| *at == 0 || entry.length >= least;
    let long = entries.iter().enumerate().filter(is_long).map(|(_, entry)| entry.start);
    let small = entries.iter().enumerate().filter(|one| !is_long(one)).map(|(_, entry)| entry.start);
    let list = numbers(&file.chain(&fat, short, usize::MAX));
    Some(file.fat_loops() || comes_back(&fat, long.chain([directory, short])) || comes_back(&list, small))
}

/// Whether one of some chains comes back to itself. Each sector is looked at once, whatever chains share it.
fn comes_back(next: &[u32], starts: impl Iterator<Item = u32>) -> bool {
    let mut seen = vec![0u32; next.len()];
    for (chain, start) in (1u32..).zip(starts) {
        let mut at = start;
        while let Some(mark) = usize::try_from(at).ok().filter(|_| at < RESERVED).and_then(|at| seen.get_mut(at)) {
            match *mark {
                0 => *mark = chain,
                mark if mark == chain => return true,
                _ => break, // followed to its end before
            }
            at = next.get(at as usize).copied().unwrap_or(RESERVED);
        }
    }
    false
}

/// One entry of the directory.
struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Entry> {
        let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?; // with its closing zero
        let units: Vec<u16> =
            bytes.get(..length.min(62))?.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        let length = usize::try_from(u32_at(bytes, 120)?).ok()?;
        Some(Entry { name: String::from_utf16_lossy(&units), start: u32_at(bytes, 116)?, length })
    }
}

struct Sectors<'a> {
    bytes: &'a [u8],
    /// Where the first one begins.
    from: usize,
    size: usize,
}

impl Sectors<'_> {
    /// A sector; the last of a file may be cut.
    fn sector(&self, number: u32) -> &[u8] {
        let start = usize::try_from(number).ok().and_then(|n| n.checked_mul(self.size)?.checked_add(self.from));
        let rest = start.and_then(|start| self.bytes.get(start..)).unwrap_or_default();
        rest.get(..self.size).unwrap_or(rest)
    }

    /// Which sector follows which: 109 parts of the list are named in the header, the others in a chain of their own.
    fn fat(&self) -> Option<Vec<u32>> {
        let mut parts = numbers(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..self.bytes.len() / self.size {
            let mut more = numbers(self.sector(next));
            match more.pop() {
                Some(after) if next < RESERVED => next = after,
                _ => break,
            }
            parts.extend(more);
        }
        parts.retain(|part| *part < RESERVED);
        parts.truncate(self.bytes.len() / self.size + 1);
        Some(parts.into_iter().flat_map(|part| numbers(self.sector(part))).collect())
    }

    /// Whether the list's own chain comes back.
    fn fat_loops(&self) -> bool {
        let (mut next, mut seen) = (u32_at(self.bytes, 68).unwrap_or(RESERVED), std::collections::BTreeSet::new());
        while next < RESERVED && !self.sector(next).is_empty() {
            if !seen.insert(next) {
                return true;
            }
            next = numbers(self.sector(next)).last().copied().unwrap_or(RESERVED);
        }
        false
    }

    /// The bytes of a chain, at most `length` of them.
    fn chain(&self, fat: &[u32], start: u32, length: usize) -> Vec<u8> {
        let (mut out, mut next) = (Vec::new(), start);
        for _ in 0..=self.bytes.len() / self.size {
            let sector = self.sector(next);
            if next >= RESERVED || out.len() >= length || sector.is_empty() {
                break;
            }
            out.extend_from_slice(sector);
            next = usize::try_from(next).ok().and_then(|n| fat.get(n)).copied().unwrap_or(RESERVED);
        }
        out.truncate(length);
        out
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect() // chunks are four long
}

/// The two bytes at a place, the lower first.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().map(u16::from_le_bytes).ok()
}

/// The four bytes at a place, the lowest first.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().map(u32::from_le_bytes).ok()
}
