//! Receipts (回执) in letters: what was taken of a file, what was refused and how to correct it.
//!
//! Takes the receipts of one person; gives data for the templates, a subject and the attached copies' names. Speaks of the
//! recipient's own unit only.

/// The same in English.
pub mod english;

use super::clean::{self, NAME};
use super::marked::words;
use crate::base::place::Place;
use crate::escalate::Recipient;
use crate::escalate::receipts::{Answer, Receipt, without_numbers};
use crate::tidy::words::{of_note, said};
use crate::tidy::{Reject, RejectReason};
use serde::Serialize;

/// Refused rows that stand in the letter; the attached copy has all.
const ROWS_MAX: usize = 50;
/// Longest text of a cell in the letter, in characters.
const CELL_MAX: usize = 60;

/// The receipts of one person, with the marked copy of each.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// To whom.
    pub recipient: Recipient,
    /// What of, each with the copy of the unit's rows; none where it is too large.
    pub receipts: Vec<Sent>,
}

/// A receipt, and the marked copy that goes with it.
pub type Sent = (Receipt, Option<Copy>);

/// A marked copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it has only the refused rows and those beside them.
    pub is_excerpt: bool,
}

/// One receipt as the templates print it.
#[derive(Debug, Clone, Serialize)]
pub struct ReceiptView {
    /// `回执 r-0a1b2c3d4e`
    pub title: String,
    /// What was read and what came of it.
    pub summary: String,
    /// What became of earlier receipts.
    pub answers: Vec<String>,
    /// The refused rows.
    pub rows: Vec<RowView>,
    /// What else can be mended.
    pub notes: Vec<String>,
    /// How to correct and send again; where the copy is.
    pub how: Vec<String>,
}

/// One refused row.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    /// `“进度”表E52`
    pub cell: String,
    /// What stands in it.
    pub text: String,
    /// Of which project.
    pub subject: String,
    /// Why it was refused.
    pub why: String,
    /// How to correct it.
    pub how: String,
}

/// The name of the attached copy: that under which it can be corrected and sent back.
pub fn copy_name(receipt: &Receipt) -> String {
    let bare = without_numbers(&receipt.file);
    let stem = bare.rsplit_once('.').map_or(bare.as_str(), |(stem, _)| stem);
    let stem = clean::line_or(&stem.replace(['/', '\\'], "_"), NAME, "报表");
    format!("{stem} {}.xlsx", clean::id(&receipt.id))
}

/// `回执r-0a1b2c3d4e`, for the subject.
pub fn number(receipts: &[Sent]) -> String {
    match receipts {
        [] => String::new(),
        [(one, _)] => format!("回执{}", clean::id(&one.id)),
        [(first, _), ..] => format!("回执{}等{}份", clean::id(&first.id), receipts.len()),
    }
}

/// The subject of a letter that has nothing but receipts.
pub fn subject(receipts: &[Sent]) -> String {
    let (accepted, refused) = totals(receipts);
    let file = receipts.first().map(|(receipt, _)| clean::line(&receipt.file, 24)).unwrap_or_default();
    let corrected = refused == 0 && receipts.iter().any(|(receipt, _)| !receipt.answers.is_empty());
    let what = match (corrected, refused) {
        (true, _) => "已全部更正".to_string(),
        (_, 0) => format!("采用{accepted}行"),
        _ => format!("采用{accepted}行，未采用{refused}行"),
    };
    format!("【{}】{what}：{file}", number(receipts)).replace("=?", "＝?")
}

/// The heading of such a letter.
pub fn heading(receipts: &[Sent]) -> String {
    match totals(receipts) {
        (accepted, 0) => format!("报表已收到：采用{accepted}行"),
        (accepted, refused) => format!("报表已收到：采用{accepted}行，未采用{refused}行，请更正"),
    }
}

/// Rows taken and refused.
fn totals(receipts: &[Sent]) -> (u64, u64) {
    receipts.iter().fold((0, 0), |(accepted, refused), (receipt, _)| {
        (accepted + u64::from(receipt.accepted), refused + u64::from(receipt.refused))
    })
}

/// One receipt for the templates.
pub fn view((receipt, copy): &Sent) -> ReceiptView {
    let id = clean::id(&receipt.id);
    let period = receipt.period.map(|period| format!("（{}）", period.label_zh())).unwrap_or_default();
    let unit = clean::line(&receipt.unit_name, NAME);
    let file = clean::line(&receipt.file, NAME);
    let refused = match (&receipt.whole, receipt.refused) {
        (Some(why), _) => whole(receipt, why),
        (None, 0) => "全部采用".to_string(),
        (None, n) => format!("采用{}行，未采用{n}行", receipt.accepted),
    };
    let total = u64::from(receipt.accepted) + u64::from(receipt.refused);
    let mut rows: Vec<RowView> = receipt.rows.iter().take(ROWS_MAX).map(row).collect();
    let left = (receipt.refused as usize).saturating_sub(rows.len());
    if left > 0 {
        let whole = receipt.whole.is_some() && receipt.rows.len() <= ROWS_MAX;
        let (why, how) =
            if whole { ("无误，随整份未采用", "") } else { ("未采用", "见附件中标红的行。") };
        let (cell, how) = (format!("另有{left}行"), how.to_string());
        rows.push(RowView { cell, text: String::new(), subject: String::new(), why: why.to_string(), how });
    }
    ReceiptView {
        title: format!("回执 {id}"),
        summary: format!("报表“{file}”{period}中{unit}共{total}行：{refused}。"),
        answers: receipt.answers.iter().map(answer).collect(),
        rows,
        notes: receipt.notes.iter().take(ROWS_MAX).map(|n| note(&n.place, &n.kind, &n.text)).collect(),
        how: how(receipt, &id, copy.as_ref()),
    }
}

/// Why none of a file was taken.
fn whole(receipt: &Receipt, why: &str) -> String {
    let why = said::zh(why).map(|why| format!("（{}）", clean::line(&why, clean::SENTENCE))).unwrap_or_default();
    match receipt.rows.len() {
        0 => format!("各行无误，但整份报表未通过校验，均未采用{why}"),
        n => format!("整份报表未通过校验，均未采用{why}，其中{n}行须更正"),
    }
}

fn how(receipt: &Receipt, id: &str, copy: Option<&Copy>) -> Vec<String> {
    let mut how = Vec::new();
    if receipt.refused > 0 && receipt.rows.is_empty() {
        how.push("贵单位各行不必更正：可将本单位各行单独成表报送，或待有误的单位更正后一并重新报送。".to_string());
        how.push(format!("文件名中请保留原名并加上回执号，例如：“{}”。", resent_name(&receipt.file, id)));
    } else if receipt.refused > 0 {
        how.push("请在原表的上述单元格更正，其余内容不动，另存后按原渠道重新报送。".to_string());
        how.push(format!("文件名中请保留原名并加上回执号，例如：“{}”。", resent_name(&receipt.file, id)));
    }
    let name = copy_name(receipt);
    how.push(match copy {
        Some(copy) if copy.is_excerpt => format!(
            "附件“{name}”是标注副本的节选：报表过大，只含未采用的行（红色）和须核对的行（橙色）（过多时为前面的部分）及其前后各一行。"
        ),
        Some(_) => {
            let check = if receipt.asks_to_check() { "橙色请核对，" } else { "" };
            format!("附件“{name}”是贵单位各行的标注副本：绿色已采用，{check}红色未采用；也可直接在其中更正，按原文件名报回。")
        }
        None => "标注副本过大，未随信附上。".to_string(),
    });
    how
}

fn resent_name(file: &str, id: &str) -> String {
    let file = clean::line(&without_numbers(file), NAME);
    match file.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => format!("{stem} {id}.{end}"),
        _ => format!("{file} {id}"),
    }
}

fn answer(answer: &Answer) -> String {
    let id = clean::id(&answer.receipt);
    let total = answer.accepted + answer.refused + answer.gone;
    match (answer.refused, answer.gone) {
        (0, 0) if total == 0 => format!("回执{id}所指报表中贵单位各行现已采用。"),
        (0, 0) => format!("已更正：回执{id}所列{total}行现已全部采用。"),
        (0, gone) => format!("回执{id}所列{total}行：{}行现已采用，{gone}行不在本次报表中。", answer.accepted),
        (refused, 0) => format!("回执{id}所列{total}行：{}行现已采用，仍有{refused}行未采用。", answer.accepted),
        (refused, gone) => {
            format!(
                "回执{id}所列{total}行：{}行现已采用，仍有{refused}行未采用，{gone}行不在本次报表中。",
                answer.accepted
            )
        }
    }
}

fn row(reject: &Reject) -> RowView {
    let subject = reject.subject.as_deref().map(|s| clean::line(s, NAME)).unwrap_or_default();
    RowView {
        cell: place(&reject.place),
        text: clean::line_or(&reject.text, CELL_MAX, "（空）"),
        subject,
        why: match other_row(reject) {
            Some(other) => format!("{}（另一行：{other}）", words::why(reject.reason)),
            None => words::why(reject.reason).to_string(),
        },
        how: words::how(reject.reason),
    }
}

/// Where the other row of one that comes twice stands.
fn other_row(reject: &Reject) -> Option<String> {
    let is_twice = matches!(reject.reason, RejectReason::DuplicateRow | RejectReason::ConflictingRows);
    reject.near.first().filter(|_| is_twice).map(|other| clean::line(other, NAME))
}

fn place(place: &Place) -> String {
    let sheet = place.sheet.as_deref().map(|s| format!("“{}”表", clean::line(s, NAME))).unwrap_or_default();
    format!("{sheet}{}", place.cell.as_deref().map(|c| clean::line(c, 12)).unwrap_or_default())
}

/// What a sender can mend, in words.
fn note(at: &Place, kind: &str, text: &str) -> String {
    let (said, fix) = of_note(kind).map_or(("请核对", ""), |word| (word.zh, word.fix_zh));
    let fix = if fix.is_empty() { String::new() } else { format!("，{fix}") };
    let more = said::zh(text).map(|text| format!("（{}）", clean::line(&text, clean::SENTENCE))).unwrap_or_default();
    let at = place(at);
    let at = if at.is_empty() { at } else { format!("{at}：") };
    format!("{at}{said}{fix}{more}")
}
