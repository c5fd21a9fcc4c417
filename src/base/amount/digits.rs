//! Up to eight digits, with at most a point among them, in one machine word.
//!
//! Takes eight bytes and how many of them count; gives the digits as a number and how many stand behind the point. Every
//! other byte among them makes it none.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;
const ZEROS: u64 = ONES * b'0' as u64;

/// The digits of the lowest `length` bytes of a word, one to eight, the first the lowest; and how many of them stand behind
/// the point, where there is one.
#[inline]
pub fn of_word(word: u64, length: u32) -> Option<(u64, Option<usize>)> {
    // The last digit becomes the highest byte, so that what is in front of the first can be noughts.
    let word = word.checked_shl(64 - 8 * length)?;
    let off = word ^ (ONES * u64::from(b'.'));
    let points = !(((off & !HIGHS) + !HIGHS) | off | !HIGHS);
    if points == 0 {
        return Some((value(word | noughts(8 - length))?, None));
    }
    if length == 1 {
        return None;
    }
    // What stands before the point moves up into its place.
    let at = points.trailing_zeros() / 8;
    let before = word & ((1u64 << (8 * at)) - 1);
    let behind = word & u64::MAX.checked_shl(8 * (at + 1)).unwrap_or(0);
    Some((value(before << 8 | behind | noughts(9 - length))?, Some(7 - at as usize)))
}

/// So many noughts, from the lowest byte.
fn noughts(count: u32) -> u64 {
    ZEROS.checked_shr(64 - 8 * count).unwrap_or(0)
}

/// The number of eight digits, the first the lowest byte.
fn value(digits: u64) -> Option<u64> {
    const TENS: u64 = 0xF0F0_F0F0_F0F0_F0F0;
    let all = digits & TENS == ZEROS && (digits.wrapping_add(ONES * 6)) & TENS == ZEROS;
    if !all {
        return None;
    }
    // Pairs, then fours, then all eight: each step adds neighbours.
    let ones = digits - ZEROS;
    let pairs = (ones * 10 + (ones >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_points_are_read_and_nothing_else() {
        let read = |text: &str| {
            let mut word = *b"/9:a.,x5"; // what stands behind is none of it
            word.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
            of_word(u64::from_le_bytes(word), text.len() as u32)
        };
        for (text, expected) in [
            ("7", Some((7, None))),
            ("00012345", Some((12_345, None))),
            ("99999999", Some((99_999_999, None))),
            ("12345.67", Some((1_234_567, Some(2)))),
            (".5", Some((5, Some(1)))),
            ("5.", Some((5, Some(0)))),
            ("1234567.", Some((1_234_567, Some(0)))),
            (".1234567", Some((1_234_567, Some(7)))),
            (".", None),
            ("1.2.3", None),
            ("..", None),
            ("-1", None),
            ("1,5", None),
            ("1/", None),
            ("1:", None),
            ("1 ", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
