//! Layouts as offices invent them: whatever stands around the rows, exactly those rows are read.
//!
//! Each case draws rows and a layout: where the table begins, titles, where the unit stands, how deep the header is and
//! what is merged, the order of columns, columns nobody knows, totals above or below, headers that come again, blank rows
//! and columns, notes. The rows are known, so every figure read is held against them.

use super::progress;
use duban::base::amount::Amount;
use duban::tidy::{Known, KnownProject, Tidied};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use rust_xlsxwriter::{Format, Workbook};
use std::collections::BTreeMap;

/// What a column holds; all but the id may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Serial,
    Id,
    Name,
    Unit,
    Plan,
    Now,
    Cumulative,
    Remark,
    Phone,
    Blank,
}
use Column::{Blank, Cumulative, Id, Name, Now, Phone, Plan, Remark, Serial, Unit};

impl Column {
    fn header(self) -> &'static str {
        match self {
            Serial => "序号",
            Id => "项目编号",
            Name => "项目名称",
            Unit => "责任单位",
            Plan => "年度计划投资",
            Now => "本期完成投资",
            Cumulative => "累计完成投资",
            Remark => "备注",
            Phone => "联系电话",
            Blank => "",
        }
    }

    fn is_money(self) -> bool {
        matches!(self, Plan | Now | Cumulative)
    }
}

/// Where the unit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    InHeader,
    Above,
    Below,
}

/// Which totals there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Totals {
    None,
    Last,
    First,
    GroupsBelow,
    GroupsAbove,
    NumberedGroupsAbove,
}

#[derive(Debug, Clone)]
struct Drawn {
    /// Plan, of this period and cumulative, in hundredths of 万元.
    figures: Vec<[u32; 3]>,
    offset: (u32, u16),
    titles: usize,
    said: Said,
    depth: u32,
    columns: Vec<Column>,
    totals: Totals,
    notes: usize,
    /// After how many rows the header comes again; 0 is never.
    again: usize,
    /// Rows above which a blank one stands.
    blanks: Vec<Index>,
    as_text: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let said = prop_oneof![Just(Said::InHeader), Just(Said::Above), Just(Said::Below)];
    let totals = prop_oneof![
        Just(Totals::None),
        Just(Totals::Last),
        Just(Totals::First),
        Just(Totals::GroupsBelow),
        Just(Totals::GroupsAbove),
        Just(Totals::NumberedGroupsAbove)
    ];
    let columns = subsequence(vec![Serial, Unit, Plan, Now, Remark, Phone, Blank], 0..=7);
    let columns = columns.prop_map(|more| [vec![Id, Name, Cumulative], more].concat()).prop_shuffle();
    let figures = proptest::collection::vec([1u32..9_000_000, 0u32..90_000, 1u32..9_000_000], 2..12);
    let place = ((0u32..4, 0u16..3), 0usize..3, said, 1u32..=4);
    let rest = (totals, 0usize..3, prop_oneof![Just(0usize), 2usize..5]);
    (figures, place, columns, rest, proptest::collection::vec(any::<Index>(), 0..3), any::<bool>()).prop_map(
        |(figures, (offset, titles, said, depth), columns, (totals, notes, again), blanks, as_text)| Drawn {
            figures,
            offset,
            titles,
            said,
            depth,
            columns,
            totals,
            notes,
            again,
            blanks,
            as_text,
        },
    )
}

/// A sheet being written, row by row.
struct Sheet<'a> {
    drawn: &'a Drawn,
    row: u32,
    cells: BTreeMap<(u32, u16), String>,
    merges: Vec<(u32, u16, u32, u16)>,
}

impl Sheet<'_> {
    fn put(&mut self, position: usize, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.cells.insert((self.row, self.drawn.offset.1 + position as u16), text);
        }
    }

    /// A total of some rows, labelled in the first of the columns that name a project.
    fn total(&mut self, label: &str, number: Option<&str>, rows: &[[u32; 3]]) {
        let columns = &self.drawn.columns;
        let at = columns.iter().position(|column| *column == Name).unwrap();
        let serial = columns.iter().position(|column| *column == Serial).filter(|serial| *serial < at);
        if let (Some(serial), Some(number)) = (serial, number) {
            self.put(serial, number);
        }
        self.put(at, label);
        for (position, column) in columns.iter().enumerate().filter(|(_, column)| column.is_money()) {
            let sum = rows.iter().map(|row| u64::from(figure(row, *column))).sum();
            self.put(position, hundredths(sum));
        }
        self.row += 1;
    }

    fn header(&mut self) {
        let Drawn { columns, depth, said, offset, .. } = self.drawn;
        let top = self.row;
        for (position, column) in columns.iter().enumerate() {
            let at = offset.1 + position as u16;
            let unit = if column.is_money() && *said == Said::InHeader { "（万元）" } else { "" };
            let leaf = format!("{}{unit}", column.header());
            if *column == Blank {
                continue;
            }
            if !column.is_money() {
                self.cells.insert((top, at), leaf);
                if *depth > 1 {
                    self.merges.push((top, at, top + depth - 1, at));
                }
                continue;
            }
            self.cells.insert((top + depth - 1, at), leaf);
            for (level, parent) in ["投资情况", "完成情况", "其中"].iter().enumerate().take(*depth as usize - 1)
            {
                self.cells.insert((top + level as u32, at), parent.to_string());
            }
        }
        // Neighbours below one parent share its cell.
        let mut from = 0;
        while from < columns.len() {
            let run = columns[from..].iter().take_while(|column| column.is_money()).count();
            for level in 0..depth.saturating_sub(1) {
                let (first, last) = (offset.1 + from as u16, offset.1 + (from + run.max(1)) as u16 - 1);
                if run > 1 {
                    self.merges.push((top + level, first, top + level, last));
                    (first + 1..=last).for_each(|at| drop(self.cells.remove(&(top + level, at))));
                }
            }
            from += run.max(1);
        }
        self.row += depth;
        if *said == Said::Below {
            for (position, _) in columns.iter().enumerate().filter(|(_, column)| column.is_money()) {
                self.put(position, "万元");
            }
            self.row += 1;
        }
    }
}

fn figure(row: &[u32; 3], column: Column) -> u32 {
    match column {
        Plan => row[0],
        Now => row[1],
        _ => row[2],
    }
}

fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

fn name(index: usize) -> String {
    const WORDS: [&str; 4] = ["滨河路改造", "污水处理厂", "幼儿园扩建", "产业园配套"];
    format!("{}{}号工程", WORDS[index % 4], index + 1)
}

fn sheet(drawn: &Drawn) -> Sheet<'_> {
    let mut sheet = Sheet { drawn, row: drawn.offset.0, cells: BTreeMap::new(), merges: Vec::new() };
    for title in ["重点项目投资完成情况表", "（续建和新开工）"].iter().take(drawn.titles) {
        sheet.put(0, *title);
        sheet.row += 1;
    }
    if drawn.said == Said::Above {
        sheet.put(drawn.columns.len() - 1, "单位：万元");
        sheet.row += 1;
    }
    sheet.header();
    let rows = &drawn.figures;
    if matches!(drawn.totals, Totals::First | Totals::GroupsAbove | Totals::NumberedGroupsAbove) {
        sheet.total("合计", None, rows);
    }
    let groups = rows.chunks(3).enumerate();
    let blanks: Vec<usize> = drawn.blanks.iter().map(|blank| blank.index(rows.len())).collect();
    for (group, members) in groups {
        let number = ["一", "二", "三", "四"][group];
        match drawn.totals {
            Totals::GroupsAbove => sheet.total("小计", None, members),
            Totals::NumberedGroupsAbove => sheet.total("片区小计", Some(number), members),
            _ => {}
        }
        for (place, row) in members.iter().enumerate() {
            let index = group * 3 + place;
            if blanks.contains(&index) {
                sheet.row += 1;
            }
            if drawn.again > 0 && index > 0 && index % drawn.again == 0 {
                sheet.header();
            }
            for (position, column) in drawn.columns.iter().enumerate() {
                let text = match column {
                    Serial => (index + 1).to_string(),
                    Id => format!("NB-{:03}", index + 1),
                    Name => name(index),
                    Unit => ["水务局", "住建局"][group % 2].to_string(),
                    Remark => ["正常", ""][index % 2].to_string(),
                    Phone => format!("0633-77{:05}", index),
                    Blank => String::new(),
                    money => hundredths(u64::from(figure(row, *money))),
                };
                sheet.put(position, text);
            }
            sheet.row += 1;
        }
        if drawn.totals == Totals::GroupsBelow {
            sheet.total("小计", None, members);
        }
    }
    if matches!(drawn.totals, Totals::Last | Totals::GroupsBelow) {
        sheet.total("合计", None, rows);
    }
    for note in ["注：本表数据截至月底。", "审核人：王某    填表人：李某"].iter().take(drawn.notes)
    {
        sheet.row += 1;
        sheet.put(0, *note);
        sheet.row += 1;
    }
    sheet
}

fn workbook(drawn: &Drawn) -> Vec<u8> {
    let written = sheet(drawn);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let figures: Vec<u16> =
        (drawn.offset.1..).zip(&drawn.columns).filter(|(_, c)| c.is_money()).map(|(at, _)| at).collect();
    for ((row, column), text) in &written.cells {
        match text.parse::<f64>() {
            Ok(number) if !drawn.as_text && figures.contains(column) => sheet.write(*row, *column, number).unwrap(),
            _ => sheet.write(*row, *column, text.as_str()).unwrap(),
        };
    }
    for (top, left, bottom, right) in &written.merges {
        let text = written.cells.get(&(*top, *left)).map_or("", String::as_str);
        sheet.merge_range(*top, *left, *bottom, *right, text, &Format::new()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn known(drawn: &Drawn) -> Known {
    let mut known = Known::default();
    for index in 0..drawn.figures.len() {
        let project = KnownProject { name: name(index), ..KnownProject::default() };
        known.projects.insert(format!("NB-{:03}", index + 1), project);
    }
    known
}

/// What was read: the id, then the figures of each column there is, in hundredths of 万元.
fn read(tidied: &Tidied, drawn: &Drawn) -> BTreeMap<String, Vec<Option<i128>>> {
    let columns = [(Plan, "annual_plan"), (Now, "period_amount"), (Cumulative, "cumulative")];
    let columns = columns.iter().filter(|(column, _)| drawn.columns.contains(column));
    let mut found: BTreeMap<String, Vec<Option<i128>>> = BTreeMap::new();
    for (_, name) in columns {
        for table in tidied.tables.iter().map(|table| &table.table) {
            for (id, amount) in table.subjects().into_iter().zip(table.amounts(name)) {
                let exact = |Amount(millionths): Amount| millionths / 1_000_000 / 100;
                found.entry(id).or_default().push(amount.map(exact));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_layout_exactly_the_rows_are_read(drawn in drawn()) {
        let tidied = progress("20140630进度.xlsx", &workbook(&drawn), &known(&drawn));
        let tidied = match tidied {
            Ok(tidied) => tidied,
            Err(refused) => return Err(TestCaseError::fail(format!("{}: {}", refused.kind, refused.text))),
        };
        let mut expected: BTreeMap<String, Vec<Option<i128>>> = BTreeMap::new();
        for (index, row) in drawn.figures.iter().enumerate() {
            let columns = [Plan, Now, Cumulative].into_iter().filter(|column| drawn.columns.contains(column));
            let figures = columns.map(|column| Some(i128::from(figure(row, column)))).collect();
            expected.insert(format!("NB-{:03}", index + 1), figures);
        }
        let refused: Vec<String> = tidied.rejects.iter().map(|r| format!("{:?} {}", r.reason, r.place)).collect();
        prop_assert!(refused.is_empty(), "{refused:?}");
        prop_assert_eq!(read(&tidied, &drawn), expected);
        for found in &tidied.tables {
            prop_assert_eq!(found.table.height() as u32 + found.refused + found.set_aside, found.rows);
        }
        let notes: Vec<&str> = tidied.notes.iter().filter(|n| !["column_proposed", "out_of_order", "too_large_figure"].contains(&n.kind.as_str())).map(|n| n.text.as_str()).collect();
        prop_assert!(notes.is_empty(), "{notes:?}");
    }
}
