//! Words with which a list says that a matter is dealt with: 已完成整改，手续已补办; 是 below 是否销号.
//!
//! Takes the text of a cell; says whether it says so. Of a sentence one clause must say it and nothing else, and no other clause
//! that something is left to do. 否 says nothing: what was reported done waits for whoever strikes it off, and is not late for that.

use crate::pipeline::issues::squeezed;

/// Clauses that say that a matter is dealt with.
const DONE: [&str; 40] = [
    "已完成",
    "完成",
    "已办结",
    "办结",
    "已整改",
    "已整改到位",
    "整改到位",
    "整改完成",
    "已整改完成",
    "已完成整改",
    "完成整改",
    "已全部整改",
    "已全部整改到位",
    "全部整改到位",
    "已全部完成",
    "全部完成",
    "已整改完毕",
    "整改完毕",
    "已整改落实",
    "已立行立改",
    "已解决",
    "已全部解决",
    "已妥善解决",
    "问题已解决",
    "问题已整改",
    "该问题已整改",
    "该问题已整改到位",
    "该问题已解决",
    "已落实",
    "已落实到位",
    "已销号",
    "已完成销号",
    "已整改销号",
    "已办理完毕",
    "已办理完成",
    "已结案",
    "已完结",
    "done",
    "completed",
    "closed",
];
/// What says that something is left to do.
const OPEN: [&str; 17] = [
    "未",
    "尚",
    "正在",
    "待",
    "剩余",
    "其余",
    "部分",
    "下一步",
    "计划",
    "预计",
    "继续",
    "推进中",
    "整改中",
    "除",
    "但",
    "暂",
    "拟",
];
/// Words of a column that asks whether it is done.
const YES: [&str; 12] = ["是", "√", "✓", "✔", "☑", "■", "y", "yes", "true", "1", "已", "对"];

/// Whether the words of a result say it.
pub fn says(text: &str) -> bool {
    let text = squeezed(text);
    let clauses: Vec<&str> = text.split([',', '，', '。', ';', '；', '、', '.', '!', '！', ':']).collect();
    let is_done = |clause: &&str| DONE.contains(clause);
    clauses.iter().any(is_done) && !clauses.iter().any(|clause| OPEN.iter().any(|word| clause.contains(word)))
}

/// Whether a cell below 是否销号 says it.
pub fn says_closed(text: &str) -> bool {
    let folded = squeezed(text);
    let bare = folded.trim_matches(['。', '.', '(', ')']);
    YES.contains(&bare) || says(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_says_that_all_is_done_or_nothing_does() {
        for text in [
            "已完成。",
            "已完成整改，手续已补办",
            "立行立改，已整改",
            "整改完成，长期坚持",
            "已整改到位；现场已清理",
            "Done",
        ] {
            assert!(says(text), "{text}");
        }
        for text in [
            "已支出1500万元",
            "未完成",
            "已完成3个，剩余2个正在整改",
            "已完成，待验收",
            "已完成整改方案",
            "部分完成",
            "已完成60%",
            "初步方案已完成",
            "是",
            "",
        ] {
            assert!(!says(text), "{text}");
        }
        for (text, expected) in [
            ("是", true),
            ("√", true),
            ("已销号", true),
            ("已办结", true),
            ("否", false),
            ("×", false),
            ("未销号", false),
        ] {
            assert_eq!(says_closed(text), expected, "{text}");
        }
    }
}
