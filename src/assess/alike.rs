//! How alike two status texts are: the share of common pairs of neighbouring characters (Dice's coefficient), once figures,
//! spaces and punctuation are left out. 「完成主体施工，进度62%」 and 「完成主体施工，进度63%。」 are the same text.

use polars::prelude::StringChunked;
use std::collections::HashMap;

/// Per row, whether two texts are alike from `percent` on; a text that is missing is like none.
pub fn column(one: &StringChunked, other: &StringChunked, percent: u32) -> Vec<bool> {
    one.iter().zip(other.iter()).map(|pair| matches!(pair, (Some(a), Some(b)) if alike(a, b) >= percent)).collect()
}

/// How alike two texts are, in percent, rounded down; texts of figures and signs alone are like none.
pub fn alike(one: &str, other: &str) -> u32 {
    let (one, other) = (letters(one), letters(other));
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    if one == other {
        return 100;
    }
    let (pairs, others) = (pairs(&one), pairs(&other));
    let all: u32 = pairs.values().sum::<u32>() + others.values().sum::<u32>();
    let common: u32 = pairs.iter().map(|(pair, n)| others.get(pair).copied().unwrap_or(0).min(*n)).sum();
    (200 * common).checked_div(all).unwrap_or(0)
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn pairs(letters: &[char]) -> HashMap<(char, char), u32> {
    let mut pairs = HashMap::new();
    for pair in letters.windows(2) {
        if let &[a, b] = pair {
            *pairs.entry((a, b)).or_insert(0) += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_signs_make_no_difference_words_do() {
        assert_eq!(alike("完成主体施工，进度62%", "完成主体施工 进度63%。"), 100);
        assert!(alike("正在进行三层主体施工，钢筋绑扎", "正在进行四层主体施工，钢筋绑扎") >= 80);
        assert!(alike("正在进行征地拆迁", "主体封顶，进入装修阶段") < 30);
        assert_eq!(alike("62", "62"), 0, "no words, no likeness");
    }
}
