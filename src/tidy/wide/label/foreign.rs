//! Periods as other languages write them: 1. Quartal 2021, I kw. 2021, 1er trimestre 2021, 31 March 2020, 平成30年, 110年.
//!
//! Takes a folded text and the year that is meant where it has none; gives every reading it allows. A text of which any part is not
//! known names no period here.

use super::day::single_day;
use super::parse::{month_name, parse, year_of};
use super::{Habit, Reading, span};
use chrono::NaiveDate;

/// Words for a quarter of a year.
const QUARTERS: &str = "quarter quarters qtr quartal quartale trimestre trimester trim trimestri kwartał kwartale kwartał kw \
    kwartaal kvartal kvartál čtvrtletí ctvrtleti čtvrt štvrťrok negyedév çeyrek ceyrek кв квартал квартале triwulan quý 四半期";
/// Words for half of one.
const HALVES: &str =
    "half halbjahr halbj semestre semester semestral semestri półrocze pololetí halvår yarıyıl полугодие félév";
/// What counts them in words.
const ORDINALS: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("erstes", 1),
    ("zweites", 2),
    ("drittes", 3),
    ("viertes", 4),
    ("primer", 1),
    ("primo", 1),
    ("primeiro", 1),
    ("premier", 1),
    ("iv", 4),
    ("iii", 3),
    ("ii", 2),
    ("i", 1),
];
/// Ends of numbers that count.
const ENDS: &[&str] =
    &["st", "nd", "rd", "th", "er", "ère", "re", "e", "ème", "eme", "o", "º", "°", "ª", "a", "й", "-й", "-", "."];
/// Words beside a year.
const BESIDE: &[&str] =
    &["de", "del", "di", "of", "of-", "do", "года", "год", "г", "г.", "roku", "r", "r.", "rok", "yılı"];
/// Words for a year before its number.
const YEARS: &[&str] = &["year", "jahr", "année", "annee", "año", "ano", "anno", "rok", "år", "jaar", "год", "y", "x"];
/// Years of eras, as they are counted in Japan: what their first year is.
const ERAS: &[(&str, i32)] = &[("令和", 2019), ("平成", 1989), ("昭和", 1926)];

/// Every reading of such a text.
pub fn of(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    month_before_year(text)
        .or_else(|| of_era(text))
        .or_else(|| day_in_words(text))
        .or_else(|| months_to(text, hint))
        .or_else(|| part_of_year(text, hint))
        .or_else(|| rewritten(text, hint))
}

/// 01.2021, 01-2021 (of 01/2021).
fn month_before_year(text: &str) -> Option<Vec<Reading>> {
    let (month, year) = text.split_once(['.', '-'])?;
    let is_number = |text: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let month = month.parse().ok().filter(|_| is_number(month, 1..=2))?;
    let year = year.parse().ok().filter(|_| is_number(year, 4..=4))?;
    Some(span(year, month, month)).filter(|readings| !readings.is_empty())
}

/// 平成30年, 令和元年度; 110年 is the year of the Republic of China.
fn of_era(text: &str) -> Option<Vec<Reading>> {
    if let Some((first, rest)) = ERAS.iter().find_map(|(era, first)| Some((*first, text.strip_prefix(era)?))) {
        let (count, rest) = rest.split_once('年')?;
        let count: i32 = if count == "元" { 1 } else { count.parse().ok()? };
        let year = first.checked_add(count.checked_sub(1)?)?;
        // 年度 of Japan begins in April.
        return match rest {
            "度" => Some(parse(&format!("fy{year}"), None)),
            _ => Some(parse(&format!("{year}年{rest}"), None)),
        };
    }
    let rest = text.strip_prefix("民国").or_else(|| text.strip_prefix("民國")).unwrap_or(text);
    let (count, tail) = rest.split_once('年')?;
    let is_counted = rest != text && (1..=3).contains(&count.len()) || count.len() == 3;
    let count: i32 = count.parse().ok().filter(|_| is_counted && count.bytes().all(|b| b.is_ascii_digit()))?;
    let year = count + 1911;
    (1950..=2100).contains(&year).then(|| parse(&format!("{year}年{tail}"), None))
}

/// 31dec2019, 31-dec-19, 31.märz2020, march31,2020.
fn day_in_words(text: &str) -> Option<Vec<Reading>> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = text.split_at_checked(digits(text)).filter(|(day, _)| (1..=2).contains(&day.len()))?;
    let counted = ["er", "st", "nd", "rd", "th", "º", "o"].iter().find_map(|end| rest.strip_prefix(end));
    let starts = [Some(rest), counted].into_iter().flatten();
    let (month, rest) = starts.filter_map(|rest| month_name(rest.trim_start_matches(['.', '-', ' ']))).next()?;
    let rest = rest.trim_start_matches(['.', '-', ',']);
    let year = BESIDE.iter().find_map(|word| rest.strip_suffix(word)).unwrap_or(rest).trim_end_matches('.');
    let year = year_of(year, true).filter(|_| digits(year) == year.len())?;
    single_day(Habit::Day, NaiveDate::from_ymd_opt(year, month, day.parse().ok()?)?).map(|day| vec![day])
}

/// jantomar2021, 2021年1-3月期.
fn months_to(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    if let Some(months) = text.strip_suffix("月期") {
        return Some(parse(&format!("{months}月"), hint)).filter(|found| !found.is_empty());
    }
    let (first, last) = ["to", "bis", "thru", "through"].iter().find_map(|word| text.split_once(word))?;
    let first = month_name(first).filter(|(_, rest)| rest.trim_matches(['.', '-']).is_empty())?.0;
    let (last, rest) = month_name(last.trim_matches(['.', '-']))?;
    let rest = rest.trim_start_matches(['.', '-', ',']);
    let year = if rest.is_empty() { hint? } else { rest.parse().ok().filter(|_| rest.len() == 4)? };
    Some(span(year, first, last)).filter(|found| !found.is_empty())
}

/// 1.quartal2021, ikw.2021, 2021trim.i, 1sthalfof2021.
fn part_of_year(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    let (rest, year) = without_year(text).map_or((text.to_string(), None), |(rest, year)| (rest, Some(year)));
    let rest = BESIDE.iter().fold(trimmed(&rest).to_string(), |rest, word| {
        trimmed(
            rest.strip_suffix(word)
                .filter(|before| before.ends_with(|c: char| !c.is_alphabetic()) || ends_a_word(before))
                .unwrap_or(&rest),
        )
        .to_string()
    });
    let year = year.or(hint)?;
    let number = |text: &str| {
        let text = trimmed(text);
        let named = ORDINALS.iter().find(|(word, _)| *word == text).map(|(_, number)| *number);
        let counted = || {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let (count, end) = text.split_at_checked(digits)?;
            let sound = digits == 1 && (end.is_empty() || ENDS.contains(&end.trim_start_matches('.')));
            count.parse::<u32>().ok().filter(|_| sound)
        };
        named.or_else(counted)
    };
    let of = |words: &str, most: u32| {
        words.split_whitespace().find_map(|word| {
            // KW 1 is a week.
            let at = rest.strip_suffix(word).or_else(|| rest.strip_prefix(word).filter(|_| word != "kw"))?;
            number(at).filter(|number| (1..=most).contains(number))
        })
    };
    if rest == "i" || rest == "ii" || rest == "iii" || rest == "iv" {
        // I/2021, as the East of Europe writes quarters; alone it may be anything.
        let quarter = number(&rest).filter(|_| without_year(text).is_some())?;
        return Some(span(year, quarter * 3 - 2, quarter * 3));
    }
    if let Some(quarter) = of(QUARTERS, 4) {
        return Some(span(year, quarter * 3 - 2, quarter * 3));
    }
    of(HALVES, 2).map(|half| span(year, half * 6 - 5, half * 6))
}

/// Whether a text behind a count ends with a word of a part of a year: `e kwartaal`, `. quartal`.
pub fn names_part(text: &str) -> bool {
    let mut words = QUARTERS.split_whitespace().chain(HALVES.split_whitespace());
    let end = words.find_map(|word| text.trim_end().strip_suffix(word));
    end.is_some_and(|end| end.trim().is_empty() || ENDS.contains(&end.trim()))
}

/// Whether a text ends with a word of a part of a year: trimestrede is trimestre de.
fn ends_a_word(text: &str) -> bool {
    QUARTERS.split_whitespace().chain(HALVES.split_whitespace()).any(|word| trimmed(text).ends_with(word))
}

/// jahr2019, y2019, 2019to2020.
fn rewritten(text: &str, hint: Option<i32>) -> Option<Vec<Reading>> {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((first, last)) = text.split_once("to").filter(|(first, last)| is_year(first) && is_year(last)) {
        return Some(parse(&format!("{first}-{last}"), hint));
    }
    // MO012024, as South Africa codes its months.
    if let Some((month, year)) =
        text.strip_prefix("mo").and_then(|rest| rest.split_at_checked(2)).filter(|(_, year)| is_year(year))
    {
        return Some(parse(&format!("{year}-{month}"), None)).filter(|_| month.bytes().all(|b| b.is_ascii_digit()));
    }
    let year = YEARS.iter().find_map(|word| text.strip_prefix(word)).filter(|year| is_year(year))?;
    Some(parse(year, None))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(['.', '-', ',', '(', ')', '\''])
}

/// The one year of four digits in a text, and the rest of it.
fn without_year(text: &str) -> Option<(String, i32)> {
    let start = text.char_indices().map(|(at, _)| at).find(|at| {
        let four = text.get(*at..at + 4).is_some_and(|four| four.bytes().all(|b| b.is_ascii_digit()));
        let before = text.get(..*at).unwrap_or("").ends_with(|c: char| c.is_ascii_digit());
        let after = text.get(at + 4..).unwrap_or("").starts_with(|c: char| c.is_ascii_digit());
        four && !before && !after
    })?;
    let year: i32 = text.get(start..start + 4)?.parse().ok()?;
    let rest = format!("{}-{}", text.get(..start)?, text.get(start + 4..)?);
    let again = rest.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() > 2);
    (!again && super::plausible(year)).then(|| (trimmed(&rest).to_string(), year))
}

#[cfg(test)]
mod tests {
    use super::super::of_text;

    #[test]
    fn periods_of_other_languages() {
        let names = |text: &str| {
            let mut names: Vec<String> = of_text(text, None).into_iter().map(|reading| reading.name).collect();
            names.dedup();
            names.join("|")
        };
        for (text, expected) in [
            ("1. Quartal 2021", "2021-Q1"),
            ("I/2021", "2021-Q1"),
            ("I кв. 2021", "2021-Q1"),
            ("1 квартал 2021 г.", "2021-Q1"),
            ("1er trimestre 2021", "2021-Q1"),
            ("Trim. I 2021", "2021-Q1"),
            ("1.º Trimestre de 2021", "2021-Q1"),
            ("I trim. 2021", "2021-Q1"),
            ("IV kw. 2021", "2021-Q4"),
            ("4th Quarter 2024", "2024-Q4"),
            ("2022.1/4 분기", "2022-Q1"),
            ("2022.4/4 분기", "2022-Q4"),
            ("Jan to Mar 2021", "2021-Q1"),
            ("2021年1-3月期", "2021-Q1"),
            ("1. Halbjahr 2021", "2021-H1"),
            ("2022-S1", "2022-H1"),
            ("styczeń 2021", "2021-01"),
            ("leden 2021", "2021-01"),
            ("Ocak 2021", "2021-01"),
            ("Mrz. 21", "2021-03"),
            ("01/2021", "2021-01"),
            ("01.2021", "2021-01"),
            ("Jahr 2019", "2019"),
            ("Year 2019", "2019"),
            ("Y2019", "2019"),
            ("2019 г.", "2019"),
            ("2019 to 2020", "FY2019-20"),
            ("2022 [note 3]", "2022"),
            ("110年", "2021"),
            ("平成30年", "2018"),
            ("令和元年度", "FY2019"),
            ("31 Dec 2019", "2019-12-31"),
            ("05-Jan-24", "2024-01-05"),
            ("Table 4", ""),
            ("I", ""),
            ("2020 to 2025", ""),
            ("Quartal", ""),
            ("13.2021", ""),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
