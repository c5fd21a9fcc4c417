//! The words that the templates of letters say themselves, as data: one set for each language.

use serde::Serialize;

/// The words that the templates themselves say, in the reader's language.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Words {
    /// `zh-CN`
    pub language: &'static str,
    /// How wide the column of labels is, in pixels.
    pub label_width: u32,
    /// Between a label and its sentence.
    pub colon: &'static str,
    /// Around a grade.
    pub open: &'static str,
    /// Around a grade.
    pub close: &'static str,
    /// Around an id.
    pub bracket: &'static str,
    /// Around an id.
    pub unbracket: &'static str,
    /// After a sentence that another may follow.
    pub stop: &'static str,
    /// Before what stands in a cell.
    pub written: &'static str,
    /// Between a matter and why it is in the letter.
    pub dot: &'static str,
    /// Before a case's number.
    pub case: &'static str,
    /// Above what to do with the letter.
    pub notes: &'static str,
    /// Before the letter's number.
    pub letter: &'static str,
    /// Before the run.
    pub slot: &'static str,
    /// Before the audit head.
    pub head: &'static str,
    /// Before the token of a reply.
    pub reply_code: &'static str,
    /// What it is for.
    pub reply_how: &'static str,
}

/// The words in Chinese.
pub const CHINESE: Words = Words {
    language: "zh-CN",
    label_width: 52,
    colon: "：",
    open: "【",
    close: "】",
    bracket: "（",
    unbracket: "）",
    stop: "。",
    written: "填写为",
    dot: "· ",
    case: "编号",
    notes: "办理说明",
    letter: "督办编号",
    slot: "生成批次",
    head: "审计凭证",
    reply_code: "回复码",
    reply_how: "另写新邮件时请放在主题中",
};
