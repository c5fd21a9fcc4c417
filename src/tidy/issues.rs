//! What the cells of issue lists must say: one of the five areas, a kind that is known, a time limit that can be kept to.
//!
//! Takes typed rows; gives those whose cells do not. Also reads a limit, for whoever lists the issues.

use super::rows::Rows;
use super::value::date::{self, DateText};
use super::value::numeral;
use super::value::target::{self, Comparison, TargetKind};
use crate::base::amount::Amount;
use crate::pipeline::issues::{Area, IssueKind, LIMIT_MAX, Limit};
use chrono::{Datelike, Days, Months, NaiveDate};

/// A row that does not pass: its number among the data rows, and what is wrong with it.
pub type Wrong = (usize, String);

/// The limit of a text: so many days, or a day. `from`: the day it was listed; a day without a year is the next one.
pub fn limit(text: &str, from: NaiveDate) -> Option<Limit> {
    limit_in(text, from, None)
}

/// The same in a list of one year, in which days without one are meant: 3月底前 of the tasks of 2026 is over in October.
pub fn limit_in(text: &str, from: NaiveDate, year: Option<i32>) -> Option<Limit> {
    let meant = year.unwrap_or(from.year());
    let of_day = || {
        let (DateText::Day(day) | DateText::Vague(day)) = date::read(&bracketed(text), Some(meant)) else {
            return None;
        };
        let named = text.chars().filter(char::is_ascii_digit).count() >= 6 || text.contains('年');
        let passed = from.checked_sub_days(Days::new(180)).is_some_and(|long_ago| day < long_ago);
        let next = || day.with_year(day.year() + 1);
        if passed && !named && year.is_none() { next() } else { Some(day) }.map(Limit::On)
    };
    let text = &bracketed(text);
    let read = |text: &str| Limit::read(text).or_else(|| by_word(text, from)).or_else(|| stretch(text, from));
    if says_two(text) {
        return None;
    }
    let said = || read(text).or_else(of_day).or_else(|| until(text, meant));
    if goes_on(text) { Some(Limit::Standing) } else { said() }
}

/// 长期坚持, 持续推进, 每月底前: what goes on, or comes again, has no day that ends it.
pub fn goes_on(text: &str) -> bool {
    const WORDS: &[&str] =
        &["长期", "持续", "常态化", "常态", "常抓不懈", "长效", "不间断", "动态", "滚动", "日常", "经常性", "随时"];
    const AGAIN: &[&str] =
        &["每日", "每天", "每周", "每旬", "每月", "每季", "每半年", "每年", "每逢", "每个月", "每个季度"];
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // 2026年6月30日前完成，长期坚持 has its day; 每月25日前 has none.
    let has_figures = bare.chars().any(|c| c.is_ascii_digit());
    AGAIN.iter().any(|word| bare.starts_with(word)) || !has_figures && WORDS.iter().any(|word| bare.starts_with(word))
}

/// 2026年 and 2026年6月—12月: the last day of them.
fn until(text: &str, year: i32) -> Option<Limit> {
    let day = |text: &str, year: i32| match date::read(text, Some(year)) {
        DateText::Day(day) | DateText::Vague(day) => Some(day),
        _ => match date::whole_year(text) {
            DateText::Day(day) | DateText::Vague(day) => Some(day),
            _ => None,
        },
    };
    let bare = text.trim().trim_end_matches(['前', '内', '。']).trim_end_matches(['以', '之']);
    if let DateText::Day(day) | DateText::Vague(day) = date::whole_year(bare) {
        return Some(Limit::On(day));
    }
    let joint = |c: char| matches!(c, '-' | '~' | '～' | '—' | '－' | '–' | '至' | '到');
    let (first, last) = bare.split_once(joint)?;
    let last = last.trim_start_matches(joint);
    let speaks = |text: &str| ["年", "月", "季", "旬"].iter().any(|word| text.contains(word)) || text.contains('.');
    if last.contains(joint) || !speaks(last) {
        return None;
    }
    // 6—12月: what ends both says of both what they are.
    let first = if speaks(first) { first.to_string() } else { format!("{first}月") };
    let begins = day(&first, year)?;
    let ends = day(last, begins.year()).filter(|ends| *ends >= begins)?;
    Some(Limit::On(ends))
}

/// Whether a text names two numbers of days: 5-7个工作日, 三至五天. Which of them counts, nobody can tell.
fn says_two(text: &str) -> bool {
    let joint = |c: char| matches!(c, '-' | '~' | '～' | '—' | '－' | '至' | '到');
    let is_number = |c: char| c.is_ascii_digit() || numeral::is_numeral(c);
    let is_time = ["天", "工作日", "周", "个月", "小时"].iter().any(|word| text.contains(word)) || text.ends_with('日');
    let parts: Vec<&str> = text.split(joint).collect();
    let [first, second] = parts.as_slice() else { return false };
    let bare = |text: &str| !text.trim().is_empty() && text.trim().chars().all(is_number);
    is_time && bare(first) && second.trim_start().starts_with(is_number)
}

/// 10天（工作日） is 10个工作日, and 10日（自然日） 10个自然日; other remarks in brackets at the end say nothing of the limit, unless
/// they have figures of their own.
fn bracketed(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_suffix(['）', ')']).and_then(|rest| rest.rsplit_once(['（', '(']));
    let Some((before, inner)) = inner else { return text.to_string() };
    let count = || before.trim_end().trim_end_matches(['天', '日', '个']);
    match inner.trim() {
        "工作日" | "个工作日" => format!("{}个工作日", count()),
        "自然日" | "日历天" | "日历日" => format!("{}个自然日", count()),
        inner if inner.chars().any(|c| c.is_numeric() || numeral::is_numeral(c)) => text.to_string(),
        _ => before.trim_end().to_string(),
    }
}

/// Limits that are words: 立行立改, 次日, 月底, 半个月, 一年.
fn by_word(text: &str, from: NaiveDate) -> Option<Limit> {
    let bare = text.trim().trim_end_matches(['前', '内', '。']).trim_end_matches(['以', '之']);
    let months = |count: u32| from.checked_add_months(Months::new(count)).map(Limit::On);
    match bare {
        "立行立改" | "即知即改" | "立查立改" | "立知立改" | "边查边改" | "立即整改" | "立即" | "即改" => {
            Some(Limit::Days(0))
        }
        "次日" | "第二天" | "明天" => Some(Limit::Days(1)),
        "半个月" | "半月" => Some(Limit::Days(15)),
        "一个季度" | "1个季度" | "三个月" => months(3),
        "半年" => months(6),
        "一年" | "1年" => months(12),
        "月底" | "本月底" | "当月底" | "本月" | "月末" => {
            let next = from.with_day(1)?.checked_add_months(Months::new(1))?;
            next.pred_opt().map(Limit::On)
        }
        _ => None,
    }
}

/// With what a stretch ends that no word bounds.
const TIMES: [&str; 12] = ["日", "天", "周", "星期", "月", "小时", "day", "days", "week", "weeks", "month", "months"];

/// A stretch of time in the words of targets: 十五个工作日内, 两周, 一个月, within 5 working days. Calendar months end on the same day, or
/// the last one of a shorter month. Hours are a day for every twenty-four, begun ones too.
fn stretch(text: &str, from: NaiveDate) -> Option<Limit> {
    let text = text.trim();
    // Without a word that bounds it, 七天 is what 七天内 says.
    let read = |text: &str| match target::read(text, Some(from.year())).as_slice() {
        [Ok(found)] if found.kind == TargetKind::WithinDays && found.comparison == Comparison::AtMost => {
            let count = u32::try_from(found.amount.rounded(0).0 / Amount::whole(1).0).ok()?;
            let whole = found.amount == Amount::whole(count.into());
            Some((count, found.unit.as_ref()?.label.clone())).filter(|_| whole && (1..=LIMIT_MAX).contains(&count))
        }
        _ => None,
    };
    let bare = TIMES.iter().any(|word| text.ends_with(word));
    let bounded =
        || [format!("{text}内"), format!("within {text}")].iter().filter(|_| bare).find_map(|text| read(text));
    let (count, unit) = read(text).or_else(bounded)?;
    match unit.as_str() {
        "工作日" => Some(Limit::Workdays(count)),
        "日" => Some(Limit::Days(count)),
        "小时" => Some(Limit::Days(count.div_ceil(24))),
        "周" => Some(Limit::Days(count.checked_mul(7)?)),
        "月" => from.checked_add_months(Months::new(count)).map(Limit::On),
        _ => None,
    }
}

/// Rows whose area is none of the five. `needed`: the column whose words need one.
pub fn areas(rows: &Rows, column: &str, needed: Option<&str>) -> Vec<Wrong> {
    let wrong = |index| match text_of(rows, column, index) {
        Some(text) => Area::read(text).is_none().then(|| format!("{column} is none of the five areas of supervision")),
        None => needed.and_then(|other| text_of(rows, other, index)).map(|_| format!("{column} is empty")),
    };
    all(rows, wrong)
}

/// Rows whose kind is not known.
pub fn kinds(rows: &Rows, column: &str) -> Vec<Wrong> {
    let names = IssueKind::ALL.map(|kind| kind.label_zh()).join(", ");
    all(rows, |index| {
        let text = text_of(rows, column, index)?;
        IssueKind::read(text).is_none().then(|| format!("{column} is none of {names}"))
    })
}

/// Rows whose limit is neither a day nor a number of days, or lies before the day they were listed.
pub fn limits(rows: &Rows, column: &str, arrived: NaiveDate) -> Vec<Wrong> {
    let days = rows.column("raised_on").or_else(|| rows.column("date"));
    all(rows, |index| {
        let text = text_of(rows, column, index)?;
        let raised_on = days.and_then(|days| days.date(index));
        match limit(text, raised_on.unwrap_or(arrived)) {
            None => Some(format!("{column} is neither a day nor a number of working days")),
            Some(Limit::On(day)) if raised_on.is_some_and(|raised_on| day < raised_on) => {
                Some(format!("{column} lies before the day it was listed"))
            }
            Some(_) => None,
        }
    })
}

fn all(rows: &Rows, wrong: impl Fn(usize) -> Option<String>) -> Vec<Wrong> {
    let standing = (0..rows.fates.len()).filter(|index| rows.stands(*index));
    standing.filter_map(|index| Some((index, wrong(index)?))).collect()
}

fn text_of<'r>(rows: &'r Rows, column: &str, index: usize) -> Option<&'r str> {
    rows.column(column)?.text(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_year_is_the_next_one() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let on = |text: &str| Some(Limit::On(day(text)));
        assert_eq!(limit("2014年6月13日", day("2014-06-03")), on("2014-06-13"));
        assert_eq!(limit("2014-06-13", day("2014-06-03")), on("2014-06-13"));
        assert_eq!(limit("6月13日", day("2014-06-03")), on("2014-06-13"));
        assert_eq!(limit("1月5日", day("2014-12-20")), on("2015-01-05"));
        assert_eq!(limit("5个工作日", day("2014-12-20")), Some(Limit::Workdays(5)));
        assert_eq!(limit("抓紧办理", day("2014-12-20")), None);
    }

    #[test]
    fn a_stretch_may_be_written_as_targets_are() {
        let raised: NaiveDate = "2014-01-31".parse().unwrap();
        for (text, expected) in [
            ("十五个工作日", Limit::Workdays(15)),
            ("不超过10个工作日", Limit::Workdays(10)),
            ("within 5 working days", Limit::Workdays(5)),
            ("5 working days", Limit::Workdays(5)),
            ("七天", Limit::Days(7)),
            ("五日内", Limit::Days(5)),
            ("两周内", Limit::Days(14)),
            ("2周", Limit::Days(14)),
            ("48小时内", Limit::Days(2)),
            ("一个月内", Limit::On("2014-02-28".parse().unwrap())),
            ("1个月", Limit::On("2014-02-28".parse().unwrap())),
            ("立行立改", Limit::Days(0)),
            ("次日", Limit::Days(1)),
            ("半个月内", Limit::Days(15)),
            ("月底前", Limit::On("2014-01-31".parse().unwrap())),
            ("半年内", Limit::On("2014-07-31".parse().unwrap())),
            ("10天（工作日）", Limit::Workdays(10)),
            ("10日（自然日）", Limit::Days(10)),
            ("7月15日前（已延期）", Limit::On("2014-07-15".parse().unwrap())),
            ("2014年9月底前完成整改", Limit::On("2014-09-30".parse().unwrap())),
        ] {
            assert_eq!(limit(text, raised), Some(expected), "{text}");
        }
        assert_eq!(limit_in("1月底前", raised, Some(2013)), Some(Limit::On("2013-01-31".parse().unwrap())));
        for text in ["尽快", "一周左右", "0天", "1000个工作日", "5-7个工作日", "三至五天", "3日内答复，10日内办结"]
        {
            assert_eq!(limit(text, raised), None, "{text}");
        }
        for text in ["长期坚持", "长期", "持续推进", "每月底前", "每月25日前", "常态化推进"] {
            assert_eq!(limit(text, raised), Some(Limit::Standing), "{text}");
        }
        let on = |text: &str| Some(Limit::On(text.parse().unwrap()));
        for (text, expected) in [
            ("2026年", on("2026-12-31")),
            ("2026年6月—12月", on("2026-12-31")),
            ("2026年6月至2027年3月", on("2027-03-31")),
            ("2026.6-2026.12", on("2026-12-31")),
            ("6—12月", on("2014-12-31")),
            ("2014-06-13", on("2014-06-13")),
        ] {
            assert_eq!(limit(text, raised), expected, "{text}");
        }
    }
}
