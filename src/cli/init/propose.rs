//! Headers that are not among the usual ones → scored proposals, which a person confirms.
//!
//! A proposal needs two witnesses: words that are like the usual ones, and cells that hold what the column holds. Words that
//! turn a meaning around (last year's, planned, in percent) must agree.

use super::words::{Word, form, meanings, plain, synonyms, turns};
use crate::base::amount::Wording;
use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::pipeline::headers::{normalise, split_unit, split_wording};
use crate::tidy::formats::{Cell, Sheet};
use crate::tidy::{FoundTable, value};

/// Rows below a header that are looked at.
pub const ROWS: usize = 60;
/// Rows from the top in which a header is looked for.
const TOP: usize = 40;
/// The least likeness, in hundredths, for columns without which there is no table, and for others.
const REQUIRED_LEAST: u32 = 50;
const OPTIONAL_LEAST: u32 = 60;
/// What counts rows; written as headers are compared, without a full stop at the end.
const SERIAL: &[&str] = &[
    "sl",
    "sl.no",
    "slno",
    "s.no",
    "sno",
    "sr",
    "sr.no",
    "srno",
    "no",
    "nr",
    "lfd.nr",
    "num",
    "#",
    "序号",
    "序",
    "连番",
    "番号",
    "순번",
    "번호",
    "itemno",
    "serial",
    "serialno",
    "serialnumber",
    "rowno",
    "row",
    "index",
];
/// What says that an amount is none that was reached.
const ESTIMATES: &[&str] =
    &["estimad", "estimat", "estimé", "approved", "sanctioned", "presupuest", "orçad", "eligible", "预算", "概算"];

/// A header and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The column of the dataset.
    pub column: &'static str,
    /// The header as written, without its unit.
    pub header: String,
    /// How alike it is to a usual one, in hundredths.
    pub score: u32,
}

/// The texts of the row that looks most like a header: the fullest row of short texts near the top.
pub fn headers(sheet: &Sheet) -> Vec<String> {
    header_row(sheet).map(|(_, headers)| headers.into_iter().map(|(_, text)| text).collect()).unwrap_or_default()
}

/// The same with its number and its columns.
pub fn header_row(sheet: &Sheet) -> Option<(u32, Vec<(u16, String)>)> {
    let rows = sheet.rows_from(0).take(TOP).map(|row| {
        let texts: Vec<(u16, String)> = row
            .iter()
            .filter(|(_, cell)| matches!(cell, Cell::Text(..)))
            .map(|(column, cell)| (column, sheet.text(cell).trim().to_string()))
            .filter(|(_, text)| text.chars().count() <= 40 && value::figure(text).ok().flatten().is_none())
            .collect();
        (row.number, texts)
    });
    // The first of the fullest: `max_by_key` gives the last.
    let rows: Vec<(u32, Vec<(u16, String)>)> = rows.collect();
    let best = rows.into_iter().rev().max_by_key(|(_, texts)| texts.len())?;
    (best.1.len() >= 2).then_some(best)
}

/// Proposals for every required column that no header names, or nothing where one finds none. `lacking` need not be there.
pub fn required(sheet: &Sheet, dataset: Dataset, lacking: &[&str]) -> Option<Vec<Proposal>> {
    let (row, headers) = header_row(sheet)?;
    let named = |column: &Column| headers.iter().any(|(_, header)| is_usual(header, column));
    let mut free: Vec<(u16, String)> = headers
        .iter()
        .filter(|(_, header)| !dataset.columns().iter().any(|column| is_usual(header, column)))
        .cloned()
        .collect();
    let mut proposals = Vec::new();
    let missing = dataset.columns().iter().filter(|c| c.required && !lacking.contains(&c.name) && !named(c));
    for column in missing {
        let proposal = likeliest((sheet, row, dataset), &free, column, REQUIRED_LEAST)?;
        free.retain(|(_, header)| split_unit(header).0 != proposal.header);
        proposals.push(proposal);
    }
    let identity: Vec<&Column> =
        dataset.columns().iter().filter(|column| ["project_id", "name"].contains(&column.name)).collect();
    let has_identity = identity.iter().any(|column| named(column) || proposals.iter().any(|p| p.column == column.name));
    if dataset.is_of_projects() && !has_identity {
        let likely =
            identity.iter().filter_map(|column| likeliest((sheet, row, dataset), &free, column, REQUIRED_LEAST));
        proposals.push(likely.rev().max_by_key(|proposal| proposal.score)?);
    }
    (!proposals.is_empty()).then_some(proposals)
}

/// Proposals for columns that need not be there.
pub fn optional(sheet: &Sheet, found: &FoundTable, proposed: &[Proposal]) -> Vec<Proposal> {
    let row = found.header_rows.last().map_or(0, |row| row.saturating_sub(1));
    let open = found.columns.iter().zip(&found.at).filter(|(column, _)| column.column.is_none());
    let mut free: Vec<(u16, String)> = open.map(|(column, at)| (*at, column.header.clone())).collect();
    // A header of several rows is known by all of them together; one text of it means little.
    free.retain(|(_, header)| !header.contains(" / "));
    let known = |name: &str| {
        found.columns.iter().any(|c| c.column.as_deref() == Some(name)) || proposed.iter().any(|p| p.column == name)
    };
    let mut proposals = Vec::new();
    for column in found.table.dataset.columns().iter().filter(|column| !known(column.name)) {
        if let Some(proposal) = likeliest((sheet, row, found.table.dataset), &free, column, OPTIONAL_LEAST) {
            free.retain(|(_, header)| split_unit(header).0 != proposal.header);
            proposals.push(proposal);
        }
    }
    proposals
}

fn is_usual(header: &str, column: &Column) -> bool {
    let header = normalise(header);
    column.usual().any(|usual| normalise(usual) == header)
}

fn likeliest(
    (sheet, row, dataset): (&Sheet, u32, Dataset),
    free: &[(u16, String)],
    column: &Column,
    least: u32,
) -> Option<Proposal> {
    let fits =
        |header: &str, at: u16, column: &Column| is_of(header, column) && holds(sheet, row, (at, header), column.kind);
    // What is more like another column, as status_note is like status, is no guess for this one.
    let is_liker = |header: &str, at: u16, score: u32| {
        let others = dataset.columns().iter().filter(|other| other.name != column.name);
        others.into_iter().any(|other| likeness(header, other) > score && fits(header, at, other))
    };
    let scored = free.iter().filter_map(|(at, header)| {
        let meanings = meanings(&form(&split_unit(header).0));
        let score = match meanings.contains(&column.name) {
            true => 100,
            // Offices call another column exactly so: a contract sum is no id, a status no town.
            false if !meanings.is_empty() && !is_usual(header, column) => return None,
            false if column.name == "name" && is_named_by_id(header, free) => NAMED_BY_ID,
            false => likeness(header, column),
        };
        let is_likely = score >= least && fits(header, *at, column);
        (is_likely && (score >= NAMED_BY_ID || !is_liker(header, *at, score))).then(|| Proposal {
            column: column.name,
            header: split_unit(header).0,
            score,
        })
    });
    scored.max_by_key(|proposal| proposal.score)
}

/// How like a name a header is beside which stands an id of the same word.
const NAMED_BY_ID: u32 = 90;

/// Whether another header is this one and a word for ids: profile beside profile_id.
fn is_named_by_id(header: &str, others: &[(u16, String)]) -> bool {
    let own = form(header);
    let is_id = |other: &str| {
        form(other)
            .strip_prefix(own.as_str())
            .is_some_and(|rest| IDS.contains(&rest) && rest != "ref" && rest != "code")
    };
    own.chars().count() > 2 && others.iter().any(|(_, other)| is_id(other))
}

/// What an id is called by, as words of a header.
const IDS: &[&str] = &[
    "id", "code", "number", "no", "nr", "n°", "nº", "ref", "código", "codigo", "clave", "kode", "код", "numéro",
    "nummer", "kod",
];
/// What is of a week, which no period of a pipeline is.
const OF_WEEKS: &[&str] = &["本周", "上周", "当周", "本旬", "thisweek", "weekly"];
/// What makes an amount a share of something.
const SHARES: &[&str] = &["%", "％", "percent", "per cent", "ratio", "taux", "pct"];

/// Whether a header can be one of a kind of column: money is no count and no share, what counts rows is no id, and an id no name.
fn is_of(header: &str, column: &Column) -> bool {
    let form = normalise(header);
    let of_money = || match split_wording(header).1 {
        Wording::Unit(unit) => unit.kind.is_money(),
        Wording::Unclear | Wording::Nothing => false,
    };
    let is_reached = ["cumulative", "period_amount", "paid", "statistics"].contains(&column.name);
    match column.kind {
        Kind::Id => !SERIAL.contains(&form.trim_end_matches('.')) && !of_money(),
        Kind::Text if !matches!(column.name, "status" | "remarks") => !says_an_id(header),
        Kind::Figure | Kind::Percent => !of_money(),
        Kind::Money if OF_WEEKS.iter().any(|word| form.contains(word)) => false,
        Kind::Money if is_reached && ESTIMATES.iter().any(|word| form.contains(word)) => false,
        Kind::Money => !form.ends_with("id") && !SHARES.iter().any(|word| form.contains(word)),
        _ => true,
    }
}

/// Whether the first or the last word of a header is one of an id.
fn says_an_id(header: &str) -> bool {
    let lower = header.to_lowercase();
    let words: Vec<&str> = lower.split([' ', '-', '_', '.', '/']).filter(|word| !word.is_empty()).collect();
    let is = |word: Option<&&str>| word.is_some_and(|word| IDS.contains(word));
    is(words.first()) || is(words.last())
}

/// Words that say too little alone to be part of a header.
const GENERIC: &[&str] = &[
    "total", "date", "amount", "number", "value", "type", "no", "sum", "year", "month", "金额", "合计", "总计", "日期",
    "时间", "fecha", "data", "datum", "monto", "valor", "betrag", "montant",
];

/// How alike a header is to the usual ones, in hundredths.
fn likeness(header: &str, column: &Column) -> u32 {
    // What stands in brackets is a unit or a remark.
    let bare = header.trim().strip_suffix([')', '）']).and_then(|rest| rest.rsplit_once(['(', '（']));
    let written = plain(bare.map_or(header, |(rest, _)| rest));
    let header = form(&written);
    let turned = turns(&header);
    let one = |word: &Word| {
        let turns = turned.iter().zip(&word.turns).filter(|(a, b)| a != b).count() as u32;
        let short = word.form.chars().count().min(header.chars().count());
        if GENERIC.contains(&header.as_str()) {
            return if word.form == header { 100 } else { 0 };
        }
        let plain = plain(word.written);
        let inside = short >= 2 && (has_words(&written, &plain) || has_words(&plain, &written));
        let dice = pairs_shared(&header, &word.form);
        let alike = if inside { dice.max(70) } else { dice };
        alike.saturating_sub(25 * turns)
    };
    let usual = column.usual().map(|usual| one(&Word::of(usual)));
    usual.chain(synonyms(column.name).iter().map(one)).max().unwrap_or(0)
}

/// Whether a header holds the words of another: `unidad` is none of `Comunidades`. Texts that no blanks part hold any part.
fn has_words(header: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
    };
    if other.chars().any(|c| u32::from(c) >= 0x2e80) {
        return normalise(header).contains(&normalise(other));
    }
    let (all, part) = (words(header), words(other));
    !part.is_empty() && all.windows(part.len()).any(|some| some == part.as_slice())
}

/// Pairs of neighbouring characters that two texts share, in hundredths of all. (`strsim` counts bytes, which makes Chinese
/// texts a third as alike as they are.)
fn pairs_shared(a: &str, b: &str) -> u32 {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let shared =
        a.iter().filter(|pair| b.iter().position(|other| other == *pair).map(|at| b.swap_remove(at)).is_some());
    let shared = shared.count();
    (200 * shared).checked_div(all).unwrap_or(0) as u32
}

/// Whether most cells below a header hold what the column holds.
fn holds(sheet: &Sheet, row: u32, (at, header): (u16, &str), kind: Kind) -> bool {
    let unit = match split_wording(header).1 {
        Wording::Unit(unit) => Some(unit),
        Wording::Unclear | Wording::Nothing => None,
    };
    let below = sheet.rows_from(0).filter(|r| r.number > row).take(ROWS).map(|r| r.cell(at));
    // A dash among figures says that there is none.
    let is_said = |cell: &Cell| !matches!(cell, Cell::Text(..)) || !value::is_nothing(sheet.text(*cell));
    let filled: Vec<Cell> = below.filter(|cell| super::sample::is_filled(*cell) && is_said(cell)).collect();
    let figure = |cell: &Cell| match cell {
        Cell::Number(_) => true,
        Cell::Text(..) => matches!(value::figure_in(sheet.text(*cell), unit.as_ref()), Ok(Some(_))),
        _ => false,
    };
    let date = |cell: &Cell| match cell {
        Cell::Date(_) => true,
        Cell::Text(..) => value::date::read(sheet.text(*cell), Some(2000)) != value::date::DateText::None,
        _ => false,
    };
    let text = |cell: &Cell| if matches!(cell, Cell::Text(..)) { sheet.text(*cell).trim() } else { "" };
    let is_year = |cell: &Cell| match cell {
        Cell::Number(number) => (1950.0..=2150.0).contains(number) && number.fract() == 0.0,
        cell => text(cell).len() == 4 && text(cell).parse().is_ok_and(|year: u32| (1950..=2150).contains(&year)),
    };
    let is_share = |cell: &Cell| text(cell).ends_with(['%', '％']);
    // Addresses of pages and places on a map are neither names nor ids.
    let is_link = |cell: &Cell| ["http", "www.", "("].iter().any(|sign| text(cell).starts_with(sign));
    let fits = filled.iter().filter(|cell| match kind {
        Kind::Money => figure(cell) && !is_share(cell) && !is_year(cell),
        Kind::Figure | Kind::Percent => figure(cell),
        Kind::Date => date(cell),
        Kind::Text => matches!(cell, Cell::Text(..)) && !figure(cell) && !is_link(cell) && !date(cell),
        _ => !is_link(cell),
    });
    let fits = fits.count();
    // An empty column contradicts nothing, but proves nothing either.
    !filled.is_empty() && fits * 10 >= filled.len() * 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::formats;

    #[test]
    fn headers_like_the_usual_ones_are_proposed_and_opposites_are_not() {
        let csv = "项目编号,项目名称,累计完成金额,上期累计\nZ1,东环路,10,5\nZ2,水厂,15,7\n";
        let book = formats::decode(csv.as_bytes()).unwrap();
        let proposals = required(&book.sheets[0], Dataset::Progress, &[]).unwrap();
        let named: Vec<(&str, &str)> = proposals.iter().map(|p| (p.column, p.header.as_str())).collect();
        assert_eq!(named, [("cumulative", "累计完成金额")]);
        let text = "项目编号,项目名称,累计完成情况\nZ1,东环路,良好\nZ2,水厂,较好\n";
        let book = formats::decode(text.as_bytes()).unwrap();
        assert_eq!(required(&book.sheets[0], Dataset::Progress, &[]), None, "cells must hold what the column holds");
    }

    #[test]
    fn what_english_lists_call_a_column_is_proposed() {
        let csv = "Project ID,Project Name,Department,Approved Budget ($m),Spent to Date ($m),Percent Complete\n\
            000123,Metro,Transport,12,6,49%\n000124,Light Rail,Transport,14,9,73%\n";
        let book = formats::decode(csv.as_bytes()).unwrap();
        let proposals = required(&book.sheets[0], Dataset::Progress, &[]).unwrap();
        let named: Vec<(&str, &str)> = proposals.iter().map(|p| (p.column, p.header.as_str())).collect();
        assert_eq!(named, [("cumulative", "Spent to Date")]);
    }
}
