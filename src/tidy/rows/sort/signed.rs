//! Rows below a table in which people sign: 单位负责人（签字）：| 填报人：张三 | 联系电话：…
//!
//! Takes a row; says whether it holds nothing but such labels and what is written behind them.

use super::Sorter;
use super::labels::label;
use crate::tidy::formats::{Cell, Row};

/// What such a label says.
const WORDS: &[&str] = &[
    "负责人",
    "领导",
    "填报",
    "填表",
    "制表",
    "报送",
    "经办",
    "审核",
    "审批",
    "复核",
    "校核",
    "签字",
    "签章",
    "签名",
    "盖章",
    "联系人",
    "联系电话",
    "电话",
    "日期",
    "主管",
    "分管",
    "科长",
    "局长",
    "会签",
    "承办",
];

/// The longest of them, in characters.
const LABEL_MAX: usize = 16;

impl Sorter<'_> {
    /// Whether people sign in a row: every cell is a label with a colon, or what is written behind one, and the first is a
    /// person's or a day's.
    pub(super) fn is_signature(&self, row: &Row<'_>) -> bool {
        let mut cells = row.iter().filter(|(_, cell)| !self.is_blank(*cell));
        let Some((_, Some(mut open))) = cells.next().map(|(_, cell)| (cell, self.signs(cell, true))) else {
            return false;
        };
        for (_, cell) in cells {
            open = match self.signs(cell, false) {
                Some(is_open) => is_open,
                // 张三, 138… behind 填报人：
                None if open => false,
                None => return false,
            };
        }
        true
    }

    /// Whether a cell is a label, and whether it is still without what belongs behind it. `own`: whether it must be one of those
    /// that are known.
    fn signs(&self, cell: Cell, own: bool) -> Option<bool> {
        let Cell::Text(..) = cell else { return None };
        let text = self.sheet.text(cell).trim();
        let (said, rest) = text.split_once([':', '：'])?;
        let said = label(said);
        let is_short = (1..=LABEL_MAX).contains(&said.chars().count());
        (is_short && (!own || WORDS.iter().any(|word| said.contains(word)))).then(|| rest.trim().is_empty())
    }
}
