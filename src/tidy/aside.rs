//! Rows set aside, each with its reason: nothing leaves a table without a word.
//!
//! Takes nothing; gives the words. A row set aside is no row of data and is not refused: a title, a header, a total.

use super::find::Layout;
use super::formats::{Row, Sheet};
use super::rows::Rows;
use serde::{Deserialize, Serialize};

/// A row of a table's range that is no row of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// The row, as the spreadsheet counts it.
    pub row: u32,
    /// Why.
    pub why: AsideReason,
}

/// Why a row was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsideReason {
    /// A line above the header: title, unit, date.
    Title,
    /// A header row.
    Header,
    /// The header again further down.
    RepeatedHeader,
    /// A total of all rows.
    Total,
    /// A total of a group.
    Subtotal,
    /// A note, a source, a signature.
    Note,
    /// A row that shows how the form is filled in.
    Example,
    /// One cell alone: a heading between rows, a remark.
    Lone,
    /// A part of the row above: a breakdown of its figures.
    Part,
    /// A line of the form that was never filled.
    Unfilled,
    /// The rest of the row above, which a line break cut in two.
    Continued,
    /// A further row of the project above, over which name and figures of that are merged.
    Further,
    /// A row that stands on another sheet of the file, too, as all rows of its sheet do.
    Again,
}

impl Rows {
    /// Sets a row aside.
    pub fn set_aside(&mut self, row: &Row<'_>, why: AsideReason) {
        self.set_aside += 1;
        self.aside.push(Aside { row: row.number.saturating_add(1), why });
    }

    /// Sets lines aside that were joined to the row above and are no rows of the sheet any more.
    pub fn continued(&mut self, lines: &[u32]) {
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        self.set_aside = self.set_aside.saturating_add(count);
        self.unfolded = self.unfolded.saturating_add(count);
        self.aside.extend(lines.iter().map(|row| Aside { row: *row, why: AsideReason::Continued }));
        self.aside.sort_by_key(|aside| aside.row);
    }
}

impl Aside {
    /// The rows of titles and headers.
    pub fn above(sheet: &Sheet, layout: &Layout) -> Vec<Aside> {
        let rows = (layout.from..layout.header + layout.depth).filter_map(|index| Some((index, sheet.row(index)?)));
        let aside = rows.map(|(index, row)| {
            let why = if index < layout.header { AsideReason::Title } else { AsideReason::Header };
            Aside { row: row.number.saturating_add(1), why }
        });
        aside.collect()
    }
}

impl AsideReason {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            AsideReason::Title => "title",
            AsideReason::Header => "header",
            AsideReason::RepeatedHeader => "repeated_header",
            AsideReason::Total => "total",
            AsideReason::Subtotal => "subtotal",
            AsideReason::Note => "note",
            AsideReason::Example => "example",
            AsideReason::Lone => "lone",
            AsideReason::Part => "part",
            AsideReason::Unfilled => "unfilled",
            AsideReason::Continued => "continued",
            AsideReason::Further => "further",
            AsideReason::Again => "again",
        }
    }

    /// What it is, for the command line.
    pub fn text(self) -> &'static str {
        match self {
            AsideReason::Title => "above the header: title, unit or date",
            AsideReason::Header => "header",
            AsideReason::RepeatedHeader => "the header again",
            AsideReason::Total => "total of all rows",
            AsideReason::Subtotal => "total of a group",
            AsideReason::Note => "note, source or signature",
            AsideReason::Example => "an example of how the form is filled in",
            AsideReason::Lone => "one cell alone: a heading or a remark",
            AsideReason::Part => "a part of the row above",
            AsideReason::Unfilled => "not filled in",
            AsideReason::Continued => "the rest of the row above, which a line break cut in two",
            AsideReason::Further => "a further row of the project above, whose figures are merged over it",
            AsideReason::Again => "the same row stands on another sheet",
        }
    }

    /// The same in Chinese.
    pub fn text_zh(self) -> &'static str {
        match self {
            AsideReason::Title => "标题、单位或日期行",
            AsideReason::Header => "表头",
            AsideReason::RepeatedHeader => "重复的表头",
            AsideReason::Total => "合计行",
            AsideReason::Subtotal => "小计行",
            AsideReason::Note => "说明、来源或签字行",
            AsideReason::Example => "填写示例",
            AsideReason::Lone => "只有一个单元格：分组标题或备注",
            AsideReason::Part => "上一行的其中项",
            AsideReason::Unfilled => "未填写的行",
            AsideReason::Continued => "上一行被换行截断的后半行",
            AsideReason::Further => "上一项目的续行（数值与上一行合并）",
            AsideReason::Again => "另一工作表中已有的相同行",
        }
    }
}
