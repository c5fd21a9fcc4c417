//! What stands behind a day and says nothing of it: a time, a part of the day, a day of the week.
//!
//! Takes a text in lower case in which white space is single blanks; gives what is left of it. A time must be parted from
//! the day by a blank, a comma, a `t`, a word or a closing sign: an hour never takes a digit of the day.

/// Parts of a day.
const PARTS: [&str; 15] =
    ["上午", "下午", "中午", "早上", "早晨", "晚上", "凌晨", "傍晚", "晚间", "夜间", "晚", "a.m.", "p.m.", "am", "pm"];
/// What names a day of the week, before its number.
const WEEKDAYS: [&str; 3] = ["星期", "礼拜", "周"];
/// Days of the week in English.
const WEEKDAYS_EN: [&str; 17] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "thurs",
    "tues",
    "thur",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// The text without a time, a part of the day and a day of the week at its end.
pub(super) fn without(text: &str) -> &str {
    let mut rest = text;
    loop {
        let shorter = [clock(rest), part(rest), weekday(rest)].into_iter().flatten().next();
        match shorter {
            Some(shorter) => rest = shorter.trim_end(),
            None => return rest,
        }
    }
}

/// What stands before a time: `2026/12/31 0:00`, `2026-12-31t08:30:00.000+08:00`, `12月31日24时`, `31 march 2015 12:00 am`.
fn clock(text: &str) -> Option<&str> {
    let mark = text.find([':', '时', '点'])?;
    let head = text.get(..mark)?.trim_end();
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, hour) = head.split_at_checked(head.len().checked_sub(digits)?)?;
    let is_hour = digits <= 2 && hour.parse::<u32>().is_ok_and(|hour| hour <= 24);
    let parted = before.ends_with([' ', ',', '日', '号', ')']) || PARTS.iter().any(|part| before.ends_with(part));
    let day = before.strip_suffix('t').filter(|day| day.ends_with(|c: char| c.is_ascii_digit()));
    let is_time = is_hour && (parted || day.is_some()) && is_behind_hour(text.get(mark..)?);
    is_time.then(|| day.unwrap_or(before).trim_end_matches([' ', ',']))
}

/// `:00`, `:30:00.000+08:00`, `:00 am`, `时`, `时30分`, `点半`.
fn is_behind_hour(text: &str) -> bool {
    let text = PARTS.iter().find_map(|part| text.strip_suffix(part)).unwrap_or(text).trim_end();
    let zone = text.find(['z', '+']).unwrap_or(text.len());
    let (time, zone) = text.split_at(zone);
    let digit_or = |text: &str, others: &str| text.chars().all(|c| c.is_ascii_digit() || others.contains(c));
    let minutes = time.get(1..3).filter(|minutes| minutes.bytes().all(|b| b.is_ascii_digit()));
    let sound = match time.strip_prefix(':') {
        Some(rest) => minutes.is_some_and(|minutes| minutes < "60") && digit_or(rest, ":."),
        None => time.chars().skip(1).all(|c| c.is_ascii_digit() || "分秒整半钟".contains(c)),
    };
    sound && digit_or(zone, "z+:")
}

/// What stands before a part of the day: `2026-12-31 上午`.
fn part(text: &str) -> Option<&str> {
    let rest = PARTS.iter().find_map(|part| text.strip_suffix(part))?;
    ends_a_day(rest).then_some(rest)
}

/// Whether a text is a day of the week and nothing else.
pub fn is_weekday(text: &str) -> bool {
    let number = WEEKDAYS.iter().find_map(|word| text.strip_prefix(word));
    let is_number = |rest: &str| matches!(rest, "一" | "二" | "三" | "四" | "五" | "六" | "日" | "天");
    number.is_some_and(is_number) || WEEKDAYS_EN.contains(&text)
}

/// What stands before a day of the week: `2026年12月31日 星期四`, `2026/12/31(周四)`, `2026-12-31 thu`.
fn weekday(text: &str) -> Option<&str> {
    let bracketed = text.strip_suffix(')');
    let inner = bracketed.unwrap_or(text);
    if let Some(rest) = inner.strip_suffix(['一', '二', '三', '四', '五', '六', '日', '天']) {
        let named = WEEKDAYS.iter().find_map(|word| rest.strip_suffix(word));
        let rest = match bracketed {
            Some(_) => named.unwrap_or(rest).strip_suffix('(')?,
            None => named?,
        };
        return ends_a_day(rest).then_some(rest);
    }
    let rest = WEEKDAYS_EN.iter().find_map(|word| inner.strip_suffix(word))?;
    let rest = if bracketed.is_some() { rest.strip_suffix('(')? } else { rest };
    let parted = bracketed.is_some() || rest.ends_with([' ', ',']);
    let rest = rest.trim_end_matches([' ', ',']);
    (parted && ends_a_day(rest)).then_some(rest)
}

/// Whether a text may end with a day.
fn ends_a_day(text: &str) -> bool {
    text.trim_end().ends_with(|c: char| c.is_ascii_digit() || matches!(c, '日' | '号' | ')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_parted_from_the_day_is_cut_off() {
        for (text, day) in [
            ("2026/12/31 0:00", "2026/12/31"),
            ("2026-12-31t08:30:00z", "2026-12-31"),
            ("2026-12-31 08:30:00.000+08:00", "2026-12-31"),
            ("2026年12月31日24时", "2026年12月31日"),
            ("2026年12月31日(星期四)上午9点半", "2026年12月31日"),
            ("2026-12-31 上午", "2026-12-31"),
            ("31/12/2026 12:00:00 am", "31/12/2026"),
            ("2026-12-31, thu", "2026-12-31"),
            ("2026/12/310:00", "2026/12/310:00"),
            ("2026/12/31 25:00", "2026/12/31 25:00"),
            ("2026/12/31 8:61", "2026/12/31 8:61"),
            ("2026/12/31 100:00", "2026/12/31 100:00"),
            ("2026/12/31 8:00或9:00", "2026/12/31 8:00或9:00"),
            ("三月第3周", "三月第3周"),
            ("期限(一)", "期限(一)"),
        ] {
            assert_eq!(without(text), day, "{text}");
        }
    }
}
