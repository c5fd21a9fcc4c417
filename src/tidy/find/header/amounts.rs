//! Headers of amounts that are made of nothing but words of investment, plan, completion and time: 投资完成情况 over 1-6月,
//! 2026年完成投资, 完成投资 over 本月.
//!
//! Takes the texts of a column from the top down; gives the column of a progress report that they mean together. Nothing
//! where another word stands in them, or where they leave open of which time the figure is: 完成投资.

use super::super::heading::{SOME_YEAR, bare_year};
use crate::tidy::period::{Span, apart};

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Invested,
    Plan,
    Done,
    /// Since the year began, or since work did, as 累计 leaves it.
    SoFar,
    Year,
    /// One period.
    Current,
    /// Up to the day that stands beside it.
    UpTo,
    State,
    Plain,
}

/// The words, a longer one before those it begins with.
const WORDS: &[(&str, Word)] = &[
    ("投资", Word::Invested),
    ("计划", Word::Plan),
    ("目标", Word::Plan),
    ("任务", Word::Plan),
    ("完成", Word::Done),
    ("实际", Word::Done),
    ("已", Word::Done),
    ("累计", Word::SoFar),
    ("累积", Word::SoFar),
    ("自年初", Word::SoFar),
    ("年初至今", Word::SoFar),
    ("年初以来", Word::SoFar),
    ("今年以来", Word::SoFar),
    ("本年度", Word::Year),
    ("本年", Word::Year),
    ("年度", Word::Year),
    ("全年", Word::Year),
    ("当年", Word::Year),
    ("今年", Word::Year),
    ("年", Word::Year),
    ("本月", Word::Current),
    ("当月", Word::Current),
    ("本期", Word::Current),
    ("当期", Word::Current),
    ("截至", Word::UpTo),
    ("截止", Word::UpTo),
    ("至", Word::UpTo),
    ("到", Word::UpTo),
    ("底", Word::UpTo),
    ("末", Word::UpTo),
    ("情况", Word::State),
    ("固定资产", Word::Plain),
    ("金额", Word::Plain),
    ("额", Word::Plain),
    ("数", Word::Plain),
    ("份", Word::Plain),
    ("度", Word::Plain),
    ("及", Word::Plain),
    ("与", Word::Plain),
    ("和", Word::Plain),
];

/// The time of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Current,
    SoFar,
    Year,
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    Plan,
    Done,
    /// A plan, and what became of it.
    Both,
}

/// What one text says.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    nature: Option<Nature>,
    time: Option<Time>,
    invested: bool,
    /// Whether it tells how something stands: 情况.
    state: bool,
    /// Whether a word of its own says a plan or what was done, and not 累计 alone.
    said: bool,
}

/// What says that a column without the word is one of investment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invested {
    /// Nothing: its own texts have to.
    Own,
    /// Another column of the table, beside which 累计完成 is what was invested.
    Beside,
    /// Its unit: 本年累计（万元）.
    Unit,
}

/// The column that texts mean together, from the top down.
pub fn meant(texts: impl Iterator<Item = Option<Said>>, invested: Invested) -> Option<&'static str> {
    let said: Vec<Said> = texts.collect::<Option<_>>()?;
    let is_meant = |said: &Said| match invested {
        Invested::Own => said.invested,
        Invested::Beside => said.invested || said.said,
        Invested::Unit => true,
    };
    if !said.iter().any(is_meant) {
        return None;
    }
    let time = said.iter().rev().find_map(|said| said.time);
    // 本月 below 累计完成投资 may be until this month.
    let (last, above) = said.split_last()?;
    let is_open = last.nature.is_none() && last.time == Some(Time::Current);
    if is_open && above.iter().any(|said| said.time == Some(Time::SoFar)) {
        return None;
    }
    let mut natures = said.iter().rev().filter_map(|said| said.nature);
    // 本月 below 年度投资情况 is what was done in it.
    let tells = || is_open && above.iter().any(|said| said.state && said.invested);
    let nature = natures.next().or_else(|| tells().then_some(Nature::Done));
    match (nature?, time?) {
        (Nature::Plan, Time::Year) => Some("annual_plan"),
        // 年度计划 over 累计 may be what was planned until now.
        (Nature::Done, _) if natures.any(|above| above == Nature::Plan) => None,
        (Nature::Done, Time::Current) => Some("period_amount"),
        (Nature::Done, Time::SoFar | Time::Year) => Some("cumulative"),
        (Nature::Plan | Nature::Both, _) => None,
    }
}

/// Reads one text; nothing where it holds another word.
pub fn read(text: &str) -> Option<Said> {
    let (spans, rest) = apart(text, Some(SOME_YEAR));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = rest.get(..digits).filter(|year| !year.is_empty());
    let rest = if year.is_some() { rest.get(digits..)? } else { rest.as_str() };
    let words = words(rest)?;
    let says = |word: Word| words.contains(&word);
    let named = match (spans.as_slice(), year) {
        ([], None) => None,
        ([], Some(year)) => bare_year(year).map(|_| Some(Time::Year))?,
        ([span], None) => Some(time_of(span, says(Word::UpTo) || says(Word::SoFar))?),
        _ => return None,
    };
    let up_to_now = says(Word::UpTo) && says(Word::Current);
    let time = match named {
        // 本月累计 is of the month, or of the year until it.
        _ if says(Word::Current) && says(Word::SoFar) && !up_to_now => return None,
        Some(Time::Current) if says(Word::SoFar) => Some(Time::SoFar),
        Some(time) => Some(time),
        None if says(Word::SoFar) || up_to_now => Some(Time::SoFar),
        None if says(Word::Current) => Some(Time::Current),
        None => says(Word::Year).then_some(Time::Year),
    };
    let first = words.iter().find(|word| matches!(word, Word::Plan | Word::Done | Word::SoFar));
    let nature = match first {
        Some(Word::Plan) if says(Word::State) => Some(Nature::Both),
        Some(Word::Plan) => Some(Nature::Plan),
        // 完成计划 is a share of it.
        Some(_) if says(Word::Plan) => return None,
        first => first.map(|_| Nature::Done),
    };
    // 计划累计完成投资 is what was planned until now.
    let time = if nature == Some(Nature::Plan) && says(Word::SoFar) { Some(Time::SoFar) } else { time };
    Some(Said {
        nature,
        time,
        invested: says(Word::Invested),
        state: says(Word::State),
        said: says(Word::Done) || says(Word::Plan),
    })
}

fn time_of(span: &Span, is_until: bool) -> Option<Time> {
    match span {
        span if !span.is_of_months() => Some(Time::Year),
        span if span.through || is_until => Some(Time::SoFar),
        span if !span.is_day() && span.length() < 31 => Some(Time::Current),
        _ => None,
    }
}

/// The words of a text; nothing where others stand between them.
fn words(text: &str) -> Option<Vec<Word>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !first.is_alphanumeric() {
            rest = rest.get(first.len_utf8()..)?;
            continue;
        }
        let (word, said) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
        found.push(*said);
        rest = rest.get(word.len()..)?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(texts: &[&str]) -> Option<&'static str> {
        meant(texts.iter().map(|text| read(text)), Invested::Own)
    }

    #[test]
    fn words_of_investment_and_time_say_together_which_figure_it_is() {
        for (texts, column) in [
            (&["2026年完成投资"][..], "cumulative"),
            (&["本年完成投资"], "cumulative"),
            (&["年度完成投资"], "cumulative"),
            (&["自年初累计完成投资"], "cumulative"),
            (&["1-6月实际完成投资"], "cumulative"),
            (&["至本月底累计完成投资"], "cumulative"),
            (&["投资完成情况", "累计"], "cumulative"),
            (&["完成投资", "1-6月"], "cumulative"),
            (&["2026年投资", "完成"], "cumulative"),
            (&["累计完成投资", "本年累计"], "cumulative"),
            (&["累计完成投资", "本月完成"], "period_amount"),
            (&["年度投资情况", "本月"], "period_amount"),
            (&["2026年投资情况", "累计完成"], "cumulative"),
            (&["完成投资", "6月"], "period_amount"),
            (&["投资完成情况", "年度计划"], "annual_plan"),
            (&["年度计划完成投资"], "annual_plan"),
            (&["年计划投资"], "annual_plan"),
        ] {
            assert_eq!(meaning(texts), Some(column), "{texts:?}");
        }
        for texts in [
            &["完成投资"][..],
            &["2026年投资"],
            &["累计"],
            &["本月计划投资"],
            &["1-6月计划完成投资"],
            &["本月累计完成投资"],
            &["完成年度计划投资"],
            &["年度投资计划", "累计"],
            &["年度投资计划完成情况"],
            &["上月累计完成投资"],
            &["4-6月完成投资"],
            &["累计完成投资", "本月"],
            &["累计完成投资", "6月"],
            &["年度投资计划情况", "本月"],
            &["年度投资", "本月"],
            &["投资完成率"],
            &["累计完成中央投资"],
        ] {
            assert_eq!(meaning(texts), None, "{texts:?}");
        }
    }

    #[test]
    fn without_the_word_investment_a_unit_or_another_column_says_so() {
        let meaning = |text: &str, invested| meant([read(text)].into_iter(), invested);
        for (text, column) in [
            ("累计完成", "cumulative"),
            ("本年累计完成", "cumulative"),
            ("1-6月实际完成", "cumulative"),
            ("本月完成", "period_amount"),
            ("2026年计划", "annual_plan"),
            ("全年任务", "annual_plan"),
        ] {
            assert_eq!(meaning(text, Invested::Own), None, "{text}");
            assert_eq!(meaning(text, Invested::Beside), Some(column), "{text}");
            assert_eq!(meaning(text, Invested::Unit), Some(column), "{text}");
        }
        for text in ["自年初累计", "1-6月累计"] {
            assert_eq!(meaning(text, Invested::Beside), None, "{text}");
            assert_eq!(meaning(text, Invested::Unit), Some("cumulative"), "{text}");
        }
        for text in ["完成", "已完成", "累计支付", "完成率", "6月"] {
            assert_eq!(meaning(text, Invested::Unit), None, "{text}");
        }
    }
}
