//! A text made ready for the search of dates: one width, no white space, Chinese numerals of dates as digits.
//!
//! Takes a text as written; gives its characters and where white space stood between them.

use unicode_normalization::UnicodeNormalization;

/// A text without white space.
#[derive(Debug, Default)]
pub struct Text {
    /// Its characters.
    pub chars: Vec<char>,
    /// Whether white space stood before each of them.
    gaps: Vec<bool>,
}

impl Text {
    /// Reads a text.
    pub fn new(text: &str) -> Text {
        let mut read = Text::default();
        let mut gap = false;
        for c in text.nfkc() {
            if c.is_whitespace() {
                gap = true;
            } else if !(is_dash(c) && read.chars.last() == Some(&c)) {
                read.push(c, gap);
                gap = false;
            }
        }
        read.with_digits()
    }

    fn push(&mut self, c: char, gap: bool) {
        self.chars.push(c);
        self.gaps.push(gap);
    }

    /// The character at a place.
    pub fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// Whether white space stood before a place.
    pub fn gap(&self, at: usize) -> bool {
        self.gaps.get(at).copied().unwrap_or(false)
    }

    /// The characters from one place to another.
    pub fn part(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to.min(self.chars.len())).unwrap_or(&[]).iter().collect()
    }

    /// 二〇二六年六月三十日 as 2026年6月30日; other words with numerals in them (上一月, 三个月) stay.
    fn with_digits(self) -> Text {
        let mut read = Text::default();
        let mut at = 0;
        while at < self.chars.len() {
            match self.numeral(at) {
                Some((number, end)) => {
                    for (index, digit) in number.chars().enumerate() {
                        read.push(digit, index == 0 && self.gap(at));
                    }
                    at = end;
                }
                None => {
                    read.push(self.chars[at], self.gap(at)); // below the length
                    at += 1;
                }
            }
        }
        read
    }

    fn numeral(&self, at: usize) -> Option<(String, usize)> {
        let end = self.run(at)?;
        if at.checked_sub(1).and_then(|before| self.at(before)).is_some_and(|c| "上下前近每第几".contains(c)) {
            return None;
        }
        let is_part = |at: usize| matches!(self.at(at), Some('年' | '月' | '日' | '号'));
        let is_from =
            || self.at(end).is_some_and(is_dash) && self.run(end + 1).is_some_and(|last| self.at(last) == Some('月'));
        if !is_part(end) && !is_from() {
            return None;
        }
        Some((in_digits(self.chars.get(at..end)?)?, end))
    }

    /// Where a run of Chinese numerals ends that begins at a place.
    fn run(&self, at: usize) -> Option<usize> {
        let is_numeral = |at: usize| self.at(at).is_some_and(|c| value(c).is_some() || c == '十');
        let before = at.checked_sub(1).is_some_and(is_numeral);
        let end = (at..self.chars.len()).find(|at| !is_numeral(*at)).unwrap_or(self.chars.len());
        Some(end).filter(|end| !before && *end > at && end - at <= 4)
    }
}

/// A mark between the ends of a stretch.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '~' | '至' | '到' | '—' | '–' | '―' | '−')
}

fn value(c: char) -> Option<u32> {
    let digits = ["〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    digits.iter().position(|words| words.contains(c)).map(|value| value as u32)
}

/// 二〇二六 → 2026, 十二 → 12, 三十 → 30, 二十五 → 25
pub fn in_digits(run: &[char]) -> Option<String> {
    let digit = |c: &char| value(*c);
    let Some(ten) = run.iter().position(|c| *c == '十') else {
        return run.iter().map(|c| digit(c)?.to_string().chars().next()).collect();
    };
    let tens = match run.get(..ten)? {
        [] => 1,
        [one] => digit(one)?,
        _ => return None,
    };
    let ones = match run.get(ten + 1..)? {
        [] => 0,
        [one] => digit(one)?,
        _ => return None,
    };
    Some((tens * 10 + ones).to_string())
}
