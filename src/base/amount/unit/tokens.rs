//! The parts of a label: words of letters, characters that no blanks part, numbers.
//!
//! Takes a folded text; gives what each part says, in order. A part that no table knows is unknown, never left out.

use super::words::{self, Word, word};
use std::borrow::Cow;

/// One part of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A word that a table knows.
    Word(Word, Weight),
    /// 10, 100, 10,000; 000 is a thousand.
    Number(i64),
    /// A figure that is no power of ten.
    Figure,
    /// Between two readings, or money and what it is for.
    Slash,
    /// Anything else.
    Unknown,
}

/// Whether a word of a multiple names one beside unknown words, too: Tsd. does, k and 十 do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It does not.
    Light,
    /// It does.
    Heavy,
}

/// Short words that are nothing but multiples.
const HEAVY: &[&str] = &["tsd", "mio", "mln", "mrd", "mld", "tys", "тыс", "млн", "трлн", "crore", "lakh"];
/// Kinds of characters that make words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// Characters that are not parted by blanks.
    Han,
    Digit,
    Sign,
    Slash,
    Space,
    Other,
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_ascii_digit() => Class::Digit,
        '$' | '£' | '€' | '¢' | '¥' | '¤' | '฿' | '֏' | '؋' | '৳' | '៛' | '\u{20a0}'..='\u{20cf}' => {
            Class::Sign
        }
        '・' => Class::Space,
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' => Class::Han,
        '/' => Class::Slash,
        '\u{0e00}'..='\u{0e7f}' => Class::Letter, // marks above and below letters are none by themselves
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_whitespace() || "()[]{}【】〔〕.,:;'’`´-–·、。_".contains(c) => Class::Space,
        _ => Class::Other,
    }
}

/// The parts of a folded text.
pub fn tokens(text: &str) -> Vec<Token> {
    let text = usual(text);
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        let (found, length) = match class(*c) {
            Class::Space => (None, 1),
            Class::Slash => (Some(vec![Token::Slash]), 1),
            Class::Digit => {
                let (token, length) = number(rest);
                (Some(vec![token]), length)
            }
            Class::Sign | Class::Letter => letters(rest),
            Class::Han => {
                let (token, length) = han(rest);
                (Some(vec![token]), length)
            }
            // × and ^ belong to a number; without one nobody knows what they say.
            Class::Other if *c == '×' && rest.get(1..).is_some_and(|rest| rest.iter().any(char::is_ascii_digit)) => {
                (None, 1)
            }
            Class::Other => (Some(vec![Token::Unknown]), 1),
        };
        tokens.extend(found.unwrap_or_default());
        at += length;
    }
    // 2012 prices says when, 2012万元 how much.
    let years: Vec<usize> = (0..tokens.len()).filter(|at| is_year(&tokens, *at, &chars)).collect();
    years.into_iter().for_each(|at| {
        if let Some(token) = tokens.get_mut(at) {
            *token = Token::Word(Word::Manner, Weight::Light);
        }
    });
    tokens
}

/// Writings of currencies whose parts mean something else alone: `$ CA`, `R'000`.
fn usual(text: &str) -> Cow<'_, str> {
    if let Some(rest) = text.trim_start().strip_prefix('r')
        && is_multiple_of_rand(rest)
    {
        return Cow::Owned(format!("zar {rest}"));
    }
    if let Some(rest) = text.trim_start().strip_prefix("rm")
        && is_multiple_of_rand(rest)
    {
        return Cow::Owned(format!("myr {rest}"));
    }
    // S/ of Peru is no money by something else.
    if let Some(before) = ["s/.", "s/"].iter().find_map(|sign| text.trim().strip_suffix(sign))
        && !before.ends_with(char::is_alphanumeric)
    {
        return Cow::Owned(format!("{before}soles"));
    }
    if !text.contains('$') {
        return Cow::Borrowed(text);
    }
    for code in ["ca", "can", "us", "au", "nz", "hk", "nt"] {
        let written = ["$ ", "$"].iter().find_map(|sign| text.split_once(&format!("{sign}{code}")));
        let apart = |before: &str, after: &str| {
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        };
        if let Some((before, after)) = written.filter(|(before, after)| apart(before, after)) {
            return Cow::Owned(format!("{before}{code}${after}"));
        }
    }
    Cow::Borrowed(text)
}

/// '000, million: what makes a letter before it the rand of South Africa, and two the ringgit.
fn is_multiple_of_rand(rest: &str) -> bool {
    let thousands = rest.trim_start().trim_start_matches(['\'', '’', '‘', '`']);
    let words = ["million", "millions", "mn", "m", "billion", "bn", "thousand", "thousands"];
    (thousands != rest.trim_start() && thousands.trim_end().trim_end_matches('s') == "000")
        || (rest.starts_with(' ') && words.contains(&rest.trim()))
}

/// Whether a figure is the year of prices: behind a unit, or behind the word that speaks of them (chained 2012 dollars).
fn is_year(tokens: &[Token], at: usize, chars: &[char]) -> bool {
    let is_manner = |token: Option<&Token>| matches!(token, Some(Token::Word(Word::Manner, _)));
    let behind = tokens.get(at + 1).is_none() || is_manner(tokens.get(at + 1));
    let last = at > 0
        && tokens.get(at) == Some(&Token::Figure)
        && (behind || is_manner(at.checked_sub(1).and_then(|before| tokens.get(before))));
    let digits: String = chars.iter().filter(|c| c.is_ascii_digit()).collect();
    last && digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// A number with its groups: a power of ten is a multiple, and 000 a thousand.
fn number(rest: &[char]) -> (Token, usize) {
    let mut length = 0;
    while let Some(c) = rest.get(length) {
        let next_is_digit = rest.get(length + 1).is_some_and(char::is_ascii_digit);
        if !(c.is_ascii_digit() || (matches!(c, ',' | '.' | '\'' | '’') && next_is_digit)) {
            break;
        }
        length += 1;
    }
    let written: String = rest.iter().take(length).collect();
    let groups: Vec<&str> = written.split([',', '.', '\'', '’']).collect();
    let sound = groups.iter().skip(1).all(|group| group.len() == 3);
    let digits = groups.concat();
    let power = |zeros: usize| u32::try_from(zeros).ok().and_then(|zeros| 10i64.checked_pow(zeros));
    let zeros = digits.bytes().rev().take_while(|b| *b == b'0').count();
    let mut value = match digits.get(..digits.len() - zeros) {
        Some("1") => power(zeros),
        Some("") if zeros % 3 == 0 => power(zeros), // '000
        _ => None,
    };
    // 10^6
    if rest.get(length) == Some(&'^') && digits == "10" {
        let exponent: String = rest.iter().skip(length + 1).take_while(|c| c.is_ascii_digit()).collect();
        length += 1 + exponent.len();
        value = exponent.parse::<usize>().ok().and_then(power);
    }
    // 000s, 000's
    let plural = rest.iter().skip(length).take_while(|c| matches!(c, '\'' | '’')).count();
    let after = rest.get(length + plural + 1).copied();
    if value.is_some()
        && rest.get(length + plural) == Some(&'s')
        && after.is_none_or(|c| class(c) != Class::Letter && c != '$')
    {
        length += plural + 1;
    }
    (value.filter(|_| sound).map_or(Token::Figure, Token::Number), length)
}

/// The longest word that unparted characters begin with.
fn han(rest: &[char]) -> (Token, usize) {
    let run = rest.iter().take_while(|c| class(**c) == Class::Han).count();
    for length in (1..=run.min(words::LENGTH_MAX)).rev() {
        let text: String = rest.iter().take(length).collect();
        if let Some(found) = word(&text) {
            return (Token::Word(found, weight(&text, found)), length);
        }
    }
    (Token::Unknown, 1)
}

fn weight(text: &str, found: Word) -> Weight {
    let small = matches!(found, Word::Multiple(factor) if factor < 1_000);
    if !small && (HEAVY.contains(&text) || text.chars().filter(|c| c.is_alphabetic()).count() >= 5) {
        Weight::Heavy
    } else {
        Weight::Light
    }
}

/// The shortest word of several parts.
const TOGETHER_MIN: usize = 6;

/// Words of letters and signs: one, up to three that are one word (Hong Kong dollars), or two written together (TEUR, k€).
fn letters(rest: &[char]) -> (Option<Vec<Token>>, usize) {
    // Up to three runs of letters, parted by single blanks or full stops.
    let mut ends: Vec<(usize, String)> = Vec::new();
    let (mut at, mut text) = (0, String::new());
    for _ in 0..3 {
        let run = rest.iter().skip(at).take_while(|c| class(**c) == Class::Letter).count();
        text.extend(rest.iter().skip(at).take(run));
        at += run;
        if let Some(sign) = rest.get(at).filter(|c| class(**c) == Class::Sign) {
            let with_sign = format!("{text}{sign}");
            if word(&with_sign).is_some() || run == 0 {
                text = with_sign;
                at += 1;
                ends.push((at, text.clone()));
                break;
            }
        }
        if run == 0 {
            break;
        }
        ends.push((at, text.clone()));
        let blank = rest.iter().skip(at).take_while(|c| matches!(c, ' ' | '.')).count();
        if !(1..=2).contains(&blank) {
            break;
        }
        at += blank;
    }
    // k R is no kr: short words are not put together.
    let whole = |(at, (_, text)): &(usize, &(usize, String))| *at == 0 || text.chars().count() >= TOGETHER_MIN;
    for (_, (end, text)) in ends.iter().enumerate().filter(whole).collect::<Vec<_>>().into_iter().rev() {
        if let Some(found) = word(text) {
            return (Some(vec![Token::Word(found, weight(text, found))]), *end);
        }
    }
    let Some((end, text)) = ends.first() else { return (Some(vec![Token::Unknown]), 1) };
    let x = matches!(text.as_str(), "x" | "х")
        && rest.iter().skip(*end).find(|c| **c != ' ').is_some_and(char::is_ascii_digit);
    if x {
        return (None, *end); // x 1000 €
    }
    (Some(together(text).unwrap_or_else(|| vec![Token::Unknown])), *end)
}

/// TEUR, MUSD, EURm, tyszł: a multiple and a code, or a code and a multiple.
fn together(text: &str) -> Option<Vec<Token>> {
    const ALSO_WORDS: &[&str] = &["ron", "ils", "sar", "aed"]; // kron, mils
    let is_code = |text: &str, found: Word| {
        matches!(found, Word::Currency(_))
            && !ALSO_WORDS.contains(&text)
            && (text.chars().count() == 3 || !text.is_ascii() || text.contains('$'))
    };
    text.char_indices().skip(1).find_map(|(at, _)| {
        let (one, other) = text.split_at_checked(at)?;
        let (first, second) = (word(one)?, word(other)?);
        let multiple = |found: Word| matches!(found, Word::Multiple(_) | Word::Depends(_));
        let fits = (multiple(first) && is_code(other, second)) || (is_code(one, first) && multiple(second));
        fits.then(|| vec![Token::Word(first, weight(one, first)), Token::Word(second, weight(other, second))])
    })
}
