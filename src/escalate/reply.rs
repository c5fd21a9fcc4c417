//! What a person writes back, read as an act: `签收`, `反馈 2014-07-31 …`, `延期至7月31日，因征地未完成`.
//!
//! Takes the text of a mail, its subject, the reasons of the ladder and the day; gives what is meant, or nothing where the
//! first line says nothing that is known. Never guesses: a first word that is no act is no act. What was quoted from the
//! letter is cut off before anything is read.

use crate::base::token::Action;
use crate::pipeline::policy::Reason;
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// The longest text that is kept, in characters.
const TEXT_MAX: usize = 2_000;
/// Lines in which a day may stand, counted from the first.
const DAY_LINES: usize = 12;

/// What is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// What is done.
    pub action: Action,
    /// Whether a request is granted; of [`Action::Decide`] only.
    pub grants: bool,
    /// A day named: that of the first line, or the first that a line below speaks of as one.
    pub until: Option<NaiveDate>,
    /// The code of a reason whose code or words stand there.
    pub reason: Option<String>,
    /// Everything that was written, without the first word.
    pub text: String,
}

/// First words, longest first where one begins another.
const WORDS: [(&str, Action, bool); 29] = [
    ("申请正当理由", Action::Justify, false),
    ("正当理由", Action::Justify, false),
    ("申请延期", Action::Extend, false),
    ("延期", Action::Extend, false),
    ("报办结", Action::Finish, false),
    ("已办结", Action::Finish, false),
    ("办结", Action::Finish, false),
    ("已签收", Action::Acknowledge, false),
    ("签收", Action::Acknowledge, false),
    ("反馈", Action::Reply, false),
    ("不同意", Action::Decide, false),
    ("不批准", Action::Decide, false),
    ("同意", Action::Decide, true),
    ("批准", Action::Decide, true),
    ("acknowledged", Action::Acknowledge, false),
    ("acknowledge", Action::Acknowledge, false),
    ("ack", Action::Acknowledge, false),
    ("reply", Action::Reply, false),
    ("justified", Action::Justify, false),
    ("justify", Action::Justify, false),
    ("extend", Action::Extend, false),
    ("finished", Action::Finish, false),
    ("finish", Action::Finish, false),
    ("done", Action::Finish, false),
    ("approved", Action::Decide, true),
    ("approve", Action::Decide, true),
    ("refused", Action::Decide, false),
    ("refuse", Action::Decide, false),
    ("reject", Action::Decide, false),
];

/// Words beside which a day is one that is promised.
const DAY_WORDS: [&str; 14] = [
    "完成",
    "承诺",
    "期限",
    "时限",
    "日期",
    "截至",
    "延期",
    "有效期",
    "预计",
    "until",
    "by ",
    "date",
    "due",
    "deadline",
];

/// Reads what was written above the quoted letter.
pub fn read(text: &str, reasons: &[Reason], today: NaiveDate) -> Option<Meant> {
    let own = own_words(text);
    let mut lines = own.lines().map(str::trim).filter(|line| !line.is_empty());
    let first: String = lines.next()?.nfkc().collect();
    let bare = first.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    let (word, action, grants) = WORDS.into_iter().find(|(word, ..)| begins(&lower, word))?;
    let rest = bare.char_indices().nth(word.chars().count()).and_then(|(at, _)| bare.get(at..)).unwrap_or_default();
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ":,.;、，。；-】]".contains(c));
    let below: Vec<&str> = lines.collect();
    let all = std::iter::once(rest).chain(below.iter().copied()).filter(|line| !line.is_empty());
    let text: String = all.collect::<Vec<_>>().join("\n").chars().take(TEXT_MAX).collect();
    let named = below.iter().take(DAY_LINES).map(|line| line.nfkc().collect::<String>().to_lowercase());
    let promised =
        |line: String| if DAY_WORDS.iter().any(|word| line.contains(word)) { day(&line, today) } else { None };
    let until = day(rest, today).or_else(|| named.filter_map(promised).next());
    let said = |line: &str| {
        let line = line.to_lowercase();
        let speaks = |label: &str| !label.is_empty() && line.contains(&label.to_lowercase());
        let is_said =
            |reason: &&Reason| has_word(&line, &reason.code) || speaks(&reason.label.zh) || speaks(&reason.label.en);
        reasons.iter().find(is_said)
    };
    let reason = said(rest).or_else(|| said(&text)).map(|reason| reason.code.clone());
    Some(Meant { action, grants, until, reason, text })
}

/// A Latin word ends where its letters end; a Chinese one may run into the next.
fn begins(line: &str, word: &str) -> bool {
    let Some(rest) = line.strip_prefix(word) else { return false };
    !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let open = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
        open(line[..at].chars().next_back()) && open(line[at + word.len()..].chars().next())
    })
}

/// The cases named in a text, of those that there are, in their order.
pub fn cases<'a>(text: &str, known: &'a [String]) -> Vec<&'a str> {
    let text = own_words(text).to_lowercase();
    known.iter().map(String::as_str).filter(|case| has_word(&text, case)).collect()
}

/// What stands above what a mail program quotes, and above a signature.
pub fn own_words(text: &str) -> String {
    const ENDS: [&str; 8] = [
        "-----original message",
        "-----原始邮件",
        "------------------ 原始邮件",
        "------------------ original",
        "________________________________",
        "发件人:",
        "from: ",
        "-----回复的邮件",
    ];
    let mut kept = Vec::new();
    for line in text.lines() {
        let plain: String = line.nfkc().collect::<String>().trim().to_lowercase();
        let quotes = plain.starts_with('>')
            || plain == "--"
            || ENDS.iter().any(|end| plain.replace("- ", "-").starts_with(end) || plain.starts_with(end))
            || plain.starts_with("on ") && plain.ends_with("wrote:")
            || (plain.ends_with("写道:") || plain.ends_with("写道："))
                && plain.chars().any(|c| c.is_ascii_digit() || c == '@');
        if quotes {
            break;
        }
        kept.push(line);
    }
    kept.join("\n")
}

/// The first day in a text: `2014-07-31`, `2014/7/31`, `2014.7.31`, `2014年7月31日`, `7月31日` (the next one to come).
pub fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let chars: Vec<char> = text.nfkc().collect();
    (0..chars.len()).filter(|at| *at == 0 || !chars[at - 1].is_ascii_digit()).find_map(|at| {
        let (first, after) = number(&chars, at)?;
        let separator = *chars.get(after)?;
        if first >= 1900 && "-/.年".contains(separator) {
            let (month, after) = number(&chars, after + 1)?;
            let same = |c: &char| if separator == '年' { *c == '月' } else { *c == separator };
            chars.get(after).filter(|c| same(c))?;
            let (day, _) = number(&chars, after + 1)?;
            return NaiveDate::from_ymd_opt(i32::try_from(first).ok()?, month, day);
        }
        if separator != '月' {
            return None;
        }
        let (day, after) = number(&chars, after + 1)?;
        chars.get(after).filter(|c| "日号".contains(**c))?;
        let in_year = |year| NaiveDate::from_ymd_opt(year, first, day);
        in_year(today.year()).filter(|day| *day >= today).or_else(|| in_year(today.year() + 1))
    })
}

/// A number of at most four digits, and where it ends; blanks around it are passed over.
fn number(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let begin = at + chars.iter().skip(at).take_while(|c| **c == ' ').count();
    let digits: String = chars.iter().skip(begin).take_while(|c| c.is_ascii_digit()).collect();
    (1..=4).contains(&digits.len()).then_some(())?;
    let end = begin + digits.len();
    let blanks = chars.iter().skip(end).take_while(|c| **c == ' ').count();
    Some((digits.parse().ok()?, end + blanks))
}
