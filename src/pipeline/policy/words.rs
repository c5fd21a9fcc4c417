//! What a policy says to people, in the languages of its readers.
//!
//! Takes texts of `config/escalation.toml`; gives the one that a reader understands. Never translates.

use std::fmt;

/// A text in Chinese and in English. One that was given in one language is said in it to everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// For readers of Chinese.
    pub zh: String,
    /// For readers of English.
    pub en: String,
}

impl Words {
    /// For a reader of English, or of Chinese.
    pub fn of(&self, english: bool) -> &str {
        let (first, second) = if english { (&self.en, &self.zh) } else { (&self.zh, &self.en) };
        if first.trim().is_empty() { second } else { first }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.zh.trim().is_empty() && self.en.trim().is_empty()
    }
}

impl From<&str> for Words {
    fn from(zh: &str) -> Words {
        Words { zh: zh.to_string(), en: String::new() }
    }
}

impl From<String> for Words {
    fn from(zh: String) -> Words {
        Words { zh, en: String::new() }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.of(false))
    }
}

/// A reason that justifies a delay (正当理由).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// A short code.
    pub code: String,
    /// What readers see.
    pub label: Words,
}

/// Reasons that are known without a list of the policy's own.
const REASONS: &[(&str, &str, &str)] = &[
    ("approval", "审批手续未办结", "approvals not granted yet"),
    ("land", "征地拆迁未完成", "land not handed over yet"),
    ("funds", "资金未到位", "funds not received yet"),
    ("design", "设计变更", "change of design"),
    ("weather", "汛期、冬季等季节停工", "season in which work rests (flood, winter)"),
    ("force_majeure", "不可抗力", "force majeure"),
];

pub(super) fn usual_reasons() -> Vec<Reason> {
    let words = |zh: &str, en: &str| Words { zh: zh.to_string(), en: en.to_string() };
    REASONS.iter().map(|(code, zh, en)| Reason { code: (*code).to_string(), label: words(zh, en) }).collect()
}
