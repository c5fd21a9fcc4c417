//! Groups and decimals: which of `.` and `,` parts what.
//!
//! Takes the digits of a number with their separators; gives the number as `1234.5` and how it was written. A number that
//! two habits read differently (1.234, 1,234) is given in the reading of English and Chinese, marked as open: its column
//! decides.

use crate::base::amount::Amount;

/// How a number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Written {
    /// Digits alone.
    Plain,
    /// A point that can only part decimals: 12.5.
    Point,
    /// A comma that can only part decimals: 12,5.
    Comma,
    /// Groups and decimals that no other habit writes so: 1,234.5; 1,234,567.
    GroupedPoint,
    /// The same with a decimal comma: 1.234,5; 1.234.567.
    GroupedComma,
    /// 1.234: one and some, or a thousand and some.
    OpenPoint,
    /// 1,234: a thousand and some, or one and some.
    OpenComma,
    /// 1,23,456: lakhs, as India writes them, or a slip of who groups by thousands.
    Lakhs,
    /// 1,2345: a decimal comma with four digits behind it, or groups of ten thousand, or a slip. It proves nothing.
    LongComma,
    /// 1 234 567: groups without a point or a comma, so that these part decimals.
    Spaced,
    /// A number with decimals as a spreadsheet stores it, without any mark.
    Stored,
}

impl Written {
    /// Every habit, as they are numbered.
    pub const ALL: [Written; 11] = [
        Written::Plain,
        Written::Point,
        Written::Comma,
        Written::GroupedPoint,
        Written::GroupedComma,
        Written::OpenPoint,
        Written::OpenComma,
        Written::Lakhs,
        Written::LongComma,
        Written::Spaced,
        Written::Stored,
    ];
}

/// How a plain decimal text (`-1234.5`, `1.2e3`) was written.
pub fn of_plain(text: &str) -> Written {
    let Some((whole, fraction)) = text.trim_start_matches(['-', '+']).split_once('.') else { return Written::Plain };
    if is_open(whole, fraction) { Written::OpenPoint } else { Written::Point }
}

/// The same of so many digits and their point, by the first of them and how many stand behind the point, where there is one.
#[inline]
pub fn of_digits(first: u8, length: usize, behind: Option<usize>) -> Written {
    match behind {
        None => Written::Plain,
        Some(3) if (5..=7).contains(&length) && first != b'0' => Written::OpenPoint,
        Some(_) => Written::Point,
    }
}

/// The same of a number that a workbook holds.
#[inline]
pub fn of_number(amount: Amount) -> Written {
    if amount.is_whole() { Written::Plain } else { Written::Stored }
}

/// Whether three digits behind a separator may as well be a group: never after a leading zero or four digits.
fn is_open(whole: &str, fraction: &str) -> bool {
    fraction.len() == 3 && is_digits(fraction) && (1..=3).contains(&whole.len()) && !whole.starts_with('0')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number without group separators; nothing where the groups are not plainly groups.
pub fn ungrouped(number: &str) -> Option<(String, Written)> {
    if number.contains([' ', '\'', '’']) {
        return spaced(number);
    }
    match (number.matches(',').count(), number.matches('.').count()) {
        (0, 0) => Some((number.to_string(), Written::Plain)),
        (0, 1) => Some((number.to_string(), of_plain(number))),
        (1, 0) => {
            let (whole, fraction) = number.split_once(',')?;
            if is_open(whole, fraction) {
                return Some((format!("{whole}{fraction}"), Written::OpenComma));
            }
            let written = if fraction.len() == 4 && whole != "0" { Written::LongComma } else { Written::Comma };
            (is_digits(whole) && is_digits(fraction)).then(|| (format!("{whole}.{fraction}"), written))
        }
        (0, _) => Some((joined(number, '.')?, Written::GroupedComma)),
        (_, 0) => by_commas(number),
        (_, 1) if number.rfind('.') > number.rfind(',') => {
            let (whole, fraction) = number.split_once('.')?;
            let (whole, written) = by_commas(whole)?;
            decimals(whole, fraction, written)
        }
        (1, _) if number.rfind(',') > number.rfind('.') => {
            let (whole, fraction) = number.split_once(',')?;
            decimals(joined(whole, '.')?, fraction, Written::GroupedComma)
        }
        _ => None,
    }
}

/// `1 234 567,8`, `1'234.5`: what is left of `.` and `,` parts decimals.
fn spaced(number: &str) -> Option<(String, Written)> {
    let mark = number.find(['.', ',']);
    let (whole, rest) = number.split_at(mark.unwrap_or(number.len()));
    let separator = [' ', '\'', '’'].into_iter().find(|c| whole.contains(*c))?;
    let whole = joined(whole, separator)?;
    match rest.chars().next() {
        None => Some((whole, Written::Spaced)),
        Some('.') => decimals(whole, rest.get(1..)?, Written::GroupedPoint),
        Some(_) => decimals(whole, rest.get(1..)?, Written::GroupedComma),
    }
}

fn decimals(whole: String, fraction: &str, written: Written) -> Option<(String, Written)> {
    is_digits(fraction).then(|| (format!("{whole}.{fraction}"), written))
}

/// 12,34,567: a last group of three digits and others of two, as India writes lakhs and crores.
fn lakhs(number: &str) -> Option<String> {
    let groups: Vec<&str> = number.split(',').collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let sound = !middle.is_empty()
        && (1..=2).contains(&first.len())
        && last.len() == 3
        && middle.iter().all(|group| group.len() == 2)
        && groups.iter().all(|group| is_digits(group));
    sound.then(|| groups.concat())
}

/// Groups with commas: by thousands, or lakhs.
fn by_commas(number: &str) -> Option<(String, Written)> {
    let thousands = joined(number, ',').map(|joined| (joined, Written::GroupedPoint));
    thousands.or_else(|| Some((lakhs(number)?, Written::Lakhs)))
}

/// Joins groups of three digits; the first may be shorter.
fn joined(number: &str, separator: char) -> Option<String> {
    let mut groups = number.split(separator);
    let first = groups.next()?;
    let mut out = first.to_string();
    let mut sound = (1..=3).contains(&first.len()) && is_digits(first);
    for group in groups {
        sound &= group.len() == 3 && is_digits(group);
        out.push_str(group);
    }
    sound.then_some(out)
}
