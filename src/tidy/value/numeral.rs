//! Chinese numerals, where offices write them: 三, 二十, 十五亿, 百分之九十五's 九十五, 二〇一四.
//!
//! Takes a text that is wholly a numeral; gives the whole number it says, or nothing. Never reads a part of a text: 三类村
//! and 一是 are words.

/// The digits, in everyday and in formal writing.
const DIGITS: &[(char, i128)] = &[
    ('零', 0),
    ('〇', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('壹', 1),
    ('贰', 2),
    ('叁', 3),
    ('肆', 4),
    ('伍', 5),
    ('陆', 6),
    ('柒', 7),
    ('捌', 8),
    ('玖', 9),
];

/// Tens inside a group of four digits.
const TENS: &[(char, i128)] = &[('十', 10), ('拾', 10), ('百', 100), ('佰', 100), ('千', 1_000), ('仟', 1_000)];

/// What a group of four digits is multiplied by.
const GROUPS: &[(char, i128)] = &[('万', 10_000), ('亿', 100_000_000)];

/// The longest numeral that is read, in characters.
const LENGTH_MAX: usize = 24;

fn value_of(table: &[(char, i128)], c: char) -> Option<i128> {
    table.iter().find(|(known, _)| *known == c).map(|(_, value)| *value)
}

/// Whether a character may stand in a numeral.
pub fn is_numeral(c: char) -> bool {
    [DIGITS, TENS, GROUPS].iter().any(|table| value_of(table, c).is_some())
}

/// Whether a character is a digit or a ten, with which a numeral may begin (十五; 万 and 亿 may not).
pub fn begins_numeral(c: char) -> bool {
    value_of(DIGITS, c).is_some() || matches!(c, '十' | '拾')
}

/// The whole number that a text wholly is.
pub fn read(text: &str) -> Option<i128> {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() || chars.len() > LENGTH_MAX || !chars.first().is_some_and(|c| begins_numeral(*c)) {
        return None;
    }
    if chars.len() > 1 && chars.iter().all(|c| value_of(DIGITS, *c).is_some()) {
        return spelled(&chars);
    }
    let (mut total, mut section, mut digit) = (0i128, 0i128, None::<i128>);
    // What a digit at the end counts: 一百五 is 150, 一百零五 is 105.
    let mut last = 1i128;
    // Each ten of a section and each group must be smaller than the one before it: 十百 is no numeral.
    let (mut last_ten, mut last_group) = (i128::MAX, i128::MAX);
    for c in chars {
        if let Some(value) = value_of(DIGITS, c) {
            if digit.is_some_and(|before| before != 0) {
                return None; // 三五 is not 35, and 三五个 is "three to five"
            }
            last = if value == 0 { 1 } else { last };
            digit = Some(value);
        } else if let Some(ten) = value_of(TENS, c) {
            if ten >= last_ten || (digit.is_none() && (ten != 10 || section != 0)) || digit == Some(0) && section == 0 {
                return None;
            }
            section += digit.take().filter(|d| *d != 0).unwrap_or(1) * ten;
            (last_ten, last) = (ten, ten / 10);
        } else {
            let group = value_of(GROUPS, c)?;
            section += digit.take().unwrap_or(0);
            if group >= last_group || section == 0 {
                return None;
            }
            total += section * group;
            (section, last_ten, last_group, last) = (0, i128::MAX, group, group / 10);
        }
    }
    Some(total + section + digit.unwrap_or(0) * last)
}

/// Digit by digit, as years are written: 二〇一四.
fn spelled(chars: &[char]) -> Option<i128> {
    if chars.len() < 3 || !chars.iter().any(|c| matches!(c, '〇' | '零')) && chars.len() != 4 {
        return None;
    }
    chars.iter().try_fold(0i128, |number, c| Some(number * 10 + value_of(DIGITS, *c)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_whole_or_not_at_all() {
        let cases = [
            ("三", Some(3)),
            ("两", Some(2)),
            ("零", Some(0)),
            ("十", Some(10)),
            ("十五", Some(15)),
            ("二十", Some(20)),
            ("二十一", Some(21)),
            ("一百零六", Some(106)),
            ("一百一十", Some(110)),
            ("三千二百", Some(3_200)),
            ("两万", Some(20_000)),
            ("十五亿", Some(1_500_000_000)),
            ("一亿二千万", Some(120_000_000)),
            ("三万零五", Some(30_005)),
            ("一百五", Some(150)),
            ("两千三", Some(2_300)),
            ("一万二", Some(12_000)),
            ("一百零五", Some(105)),
            ("一千零五十", Some(1_050)),
            ("一百二十五", Some(125)),
            ("十万零三", Some(100_003)),
            ("壹佰贰拾叁", Some(123)),
            ("二〇一四", Some(2014)),
            ("一九九八", Some(1998)),
            ("三五", None),
            ("十百", None),
            ("百", None),
            ("万安", None),
            ("亿", None),
            ("三类", None),
            ("一是", None),
            ("", None),
            ("万万", None),
            ("零十", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }
}
