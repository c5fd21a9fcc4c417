//! Tables of one period that only their title says: 2025年1-6月各县主要指标 above 地区 | 生产总值（亿元） | 财政收入（万元）.
//!
//! Takes a sheet without a header of periods; gives the table whose title names exactly one period, with an indicator to each column
//! of figures. A title that also speaks of another time, or of a plan, names none.

use super::called::{self, Called};
use super::times::{self, Time};
use super::{Deep, Header};
use crate::tidy::Note;
use crate::tidy::formats::Cell;
use crate::tidy::wide::head::{PeriodColumn, Search, Wide};
use crate::tidy::wide::label::{self, Reading, is_planned};
use crate::tidy::wide::labels;
use crate::tidy::wide::measure::{self, Measure};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// How many rows from the top a header is looked for.
const WINDOW: usize = 15;
/// The longest period, in characters.
const PERIOD_MAX: usize = 16;
/// Words for the day of the file itself.
const OF_FILE: &[&str] = &[
    "releasedate",
    "released",
    "updated",
    "lastupdate",
    "modified",
    "published",
    "extracted",
    "downloaded",
    "retrieved",
    "accessed",
    "generated",
    "更新",
    "发布",
    "公布",
    "导出",
    "下载",
    "打印",
    "制表日期",
    "查询",
    "stand:",
    "atualiza",
    "actualiza",
    "aggiorna",
    "miseàjour",
];
/// What follows a period only where more of a time does.
const GOES_ON: &str = "-–—~至到年月季日度上下旬末底比较与和、/.0123456789";

impl Search<'_> {
    /// The table whose title says its one period, if there is one.
    pub(super) fn of_one_period(&self, notes: &mut Vec<Note>) -> Option<Wide> {
        let rows = 1..WINDOW.min(self.sheet.len());
        let deep = rows.into_iter().find_map(|row| self.header_of_one(row))?;
        let data = deep.rows.end;
        let (period, name) = self.period_above(deep.rows.start)?;
        let (mut columns, mut left_out) = (Vec::new(), Vec::new());
        let (mut namer, mut before) = (Called::below(&name), None);
        for (column, texts) in &deep.words {
            let (time, words) = times::told(texts, &period);
            match measure::of_header(&words) {
                Ok(_) if time == Some(Time::Other) => {
                    left_out.push((*column, texts.join(" / "), measure::Unread::Unclear));
                }
                Ok(said) if !said.before && (!said.through || period.through().is_some()) => {
                    // 同比 right of 本月止累计 is of the same months.
                    let is_of_another = || words.last().is_some_and(|last| called::is_of_another(last));
                    let so_far = || said.through.then_some(Time::SoFar);
                    before = so_far().or(time).or_else(|| before.filter(|_| is_of_another()));
                    let own = namer.name(&said, words.len() < 2);
                    let through = before.and_then(|time| time.of(&period));
                    let unit = deep.units.get(column).cloned().or(said.unit.clone());
                    let measure = Measure { name: Some(own), unit, ..said };
                    columns.push(PeriodColumn { period: through, ..PeriodColumn::new(*column, measure) });
                }
                Ok(_) => left_out.push((*column, texts.join(" / "), measure::Unread::Unclear)),
                Err(why) => left_out.push((*column, texts.join(" / "), why)),
            }
        }
        left_out.extend(deep.bare.iter().map(|column| (*column, "(no header)".to_string(), measure::Unread::Unclear)));
        self.note_left_out(columns.is_empty(), left_out, deep.rows.clone(), notes);
        if columns.is_empty() {
            return None;
        }
        let rows: BTreeMap<usize, Reading> = (data..self.sheet.len()).map(|index| (index, period.clone())).collect();
        let text = format!("no column and no row names a period; that of the title, {}, is taken for all", period.name);
        notes.push(Note { place: self.place(0, 0), kind: "period_of_title".to_string(), text });
        Some(self.wide_down(&deep, columns, rows, notes))
    }

    /// A header with a column of regions and columns of figures, and nothing of a period.
    fn header_of_one(&self, row: usize) -> Option<Deep> {
        let tells_a_time =
            |index: usize| self.sheet.row(index).is_some_and(|row| row.cells().any(|cell| self.tells_a_time(cell)));
        self.sheet.row(row).filter(|row| row.filled() > 1)?;
        let header = self.header_of(row).filter(|header| is_of_figures(header) && !tells_a_time(row))?;
        let deep = self.deep(row, header);
        // 2024年 | 2025年 below a heading are labels of periods and no figures.
        let is_label = |(column, cell): (u16, Cell)| {
            let is_word = self.sheet.text(cell).contains(char::is_alphabetic);
            deep.words.contains_key(&column) && is_word && self.tells_a_time(cell)
        };
        let has_labels = self.sheet.row(deep.rows.end).is_some_and(|row| row.iter().any(is_label));
        (!has_labels && !deep.rows.clone().any(tells_a_time)).then_some(deep)
    }

    /// The one period that the titles above a row name, and what is left of its title.
    fn period_above(&self, row: usize) -> Option<(Reading, String)> {
        let rows = (0..row).filter_map(|index| self.sheet.row(index));
        let texts: Vec<String> = rows
            .flat_map(|row| row.cells().collect::<Vec<Cell>>())
            .map(|cell| self.sheet.text(cell).nfkc().filter(|c| !c.is_whitespace()).collect())
            .collect();
        let is_of_file = |text: &&String| {
            let lower = text.to_lowercase();
            OF_FILE.iter().any(|word| lower.contains(word))
        };
        let mut found = texts.iter().filter(|text| !is_of_file(text)).filter_map(|text| period_in(text));
        let first = found.next()?;
        found.all(|(other, _)| other.name == first.0.name).then_some(first)
    }
}

/// Whether it names rows and holds figures, and no column of periods.
fn is_of_figures(header: &Header) -> bool {
    let is_named = header.names.iter().any(|(name, _)| matches!(*name, "subject" | "indicator"));
    is_named && header.periods.is_empty() && !header.values.is_empty()
}

/// A title of Chinese words without its period, which is another one in the next report; a year that prices are of stays.
pub fn without_period(title: &str) -> Option<String> {
    const OF_PRICES: &[&str] = &["价", "不变", "可比", "基", "口径", "=", "普查"];
    let folded: String = title.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (_, name) = period_in(&folded).filter(|_| folded.contains('年'))?;
    let kept = name.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let is_of_prices = OF_PRICES.iter().any(|word| name.contains(word));
    (kept && !is_of_prices && name.chars().all(|c| !c.is_ascii_alphabetic())).then_some(name)
}

/// The period in a title, and the title without it.
fn period_in(title: &str) -> Option<(Reading, String)> {
    let digits = |text: &str| text.bytes().take(4).filter(u8::is_ascii_digit).count() == 4;
    let start = title.char_indices().map(|(at, _)| at).find(|at| title.get(*at..).is_some_and(digits))?;
    let (before, rest) = title.split_at_checked(start)?;
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(PERIOD_MAX).collect::<Vec<usize>>();
    let (readings, after) = ends.into_iter().rev().find_map(|end| {
        let (period, after) = rest.split_at_checked(end)?;
        let readings = label::of_text(period, None);
        // Table 1850 is no table of 1850.
        let is_sure = readings.iter().all(|reading| reading.span.0 >= label::SURE_FROM);
        (!readings.is_empty() && is_sure).then_some((readings, after))
    })?;
    let goes_on = after.starts_with(|c: char| GOES_ON.contains(c)) || before.ends_with(|c: char| c.is_ascii_digit());
    let name = format!("{before}{after}");
    let is_other = ["上年", "去年", "同期", "上期"].iter().any(|word| name.contains(word));
    let again = name.char_indices().any(|(at, _)| name.get(at..).is_some_and(digits));
    if goes_on || is_other || again || is_planned(&name.to_lowercase()) {
        return None;
    }
    let period = labels::settle(&[readings], true).ok()?.into_iter().next()?;
    Some((period, name.trim_matches(|c: char| !c.is_alphanumeric()).to_string()))
}
