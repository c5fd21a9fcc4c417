//! What one text above a table says of units: 单位：万元, 本表金额以亿元计, `Figures are in £m.`, Angaben in Tsd. €.
//!
//! Takes the text of a cell; gives the units it names, and says where one is named and not understood. An organisation
//! after 单位： names none, and neither does an amount in a sentence.

/// What a line declares as written.
mod label;

/// Lists of units.
mod pieces;

use crate::base::amount::unit::{folded, is_part, mentioned, touches};
use crate::base::amount::{Unit, UnitKind, Wording};
use crate::pipeline::headers::{phrase, split_wording, unit_of, wording_of};

pub use label::{label, labels};

/// How surely a text speaks of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// 单位：万元
    Declared,
    /// A title with a unit at its end, or a unit alone.
    Named,
    /// 币种：美元, which says no multiple.
    Currency,
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// How surely.
    pub rank: Rank,
    /// The units it names; `None` where one is named and not understood.
    pub units: Option<Vec<Unit>>,
}

/// Words after which a unit stands.
const WORDS: &[&str] = &["单位", "단위"];
/// What may stand right before 单位: all else is somebody's unit, 填报单位.
const BEFORE: &[&str] = &[
    "计量", "货币", "金额", "数量", "投资", "资金", "价值", "数据", "记账", "核算", "度量", "本表", "表中", "表内",
    "全表",
];
/// The same words in other languages, longest first.
const FOREIGN_WORDS: &[&str] = &[
    "units of measurement",
    "unit of measurement",
    "units of measure",
    "unit of measure",
    "unit of account",
    "единицы измерения",
    "единица измерения",
    "ед. изм",
    "ед.изм",
    "unité monétaire",
    "unités",
    "unité",
    "unidades",
    "unidade",
    "unidad",
    "einheiten",
    "einheit",
    "jednostka",
    "jednotka",
    "eenheid",
    "enhet",
    "unità",
    "birim",
    "satuan",
    "đơn vị tính",
    "đơn vị",
    "units",
    "unit",
];
/// Words after which a currency stands.
const CURRENCY_WORDS: &[&str] =
    &["币种", "币别", "货币", "currency", "währung", "devise", "moneda", "moeda", "valuta", "валюта"];
/// What joins the word and the unit.
const JOINTS: &[&str] =
    &[":", "=", "——", "—", "--", "-", "均以", "均为", "都为", "统一为", "一律为", "均是", "为", "是", "は"];
/// With what the name of an organisation ends.
const ORGANISATIONS: &[&str] = &[
    "局",
    "委",
    "办",
    "镇",
    "乡",
    "街道",
    "公司",
    "中心",
    "区",
    "县",
    "市",
    "州",
    "院",
    "部",
    "处",
    "厅",
    "集团",
    "指挥部",
    "所",
    "站",
    "校",
    "学",
    "队",
    "政府",
    "会",
    "组",
    "行",
    "厂",
    "科",
    "室",
    "村",
    "社",
    "园",
    "馆",
    "库",
    "段",
    "场",
    "department",
    "division",
    "office",
    "bureau",
    "authority",
    "agency",
    "ministry",
    "team",
    "group",
    "company",
    "ltd",
    "council",
    "board",
    "school",
    "directorate",
];
/// Words before what figures are written in.
const PREPOSITIONS: &[&str] = &["in", "en", "em", "w", "v", "в", "i"];
/// The most words of a unit.
const UNIT_WORDS_MAX: usize = 6;

/// What a text says, the surest first.
pub fn said(text: &str) -> Vec<Said> {
    let line = squeezed(&folded(text));
    let mut found: Vec<Said> = declared(&line, WORDS, FOREIGN_WORDS)
        .into_iter()
        .chain(counted_in(&line))
        .filter_map(|content| Some(Said { rank: Rank::Declared, units: measured(&content)? }))
        .collect();
    if found.is_empty() {
        found.extend(named(text, &line).map(|units| Said { rank: Rank::Named, units }));
    }
    let currencies = declared(&line, CURRENCY_WORDS, CURRENCY_WORDS);
    if !currencies.is_empty() {
        found.retain(|said| said.rank == Rank::Declared);
        let units = currencies.iter().filter_map(|content| measured(content));
        found.extend(units.map(|units| Said { rank: Rank::Currency, units }));
    }
    found
}

/// Whether a text is nothing but the word after which a unit stands.
pub fn is_word(text: &str) -> bool {
    let line = squeezed(&folded(text));
    let alone = line.trim().trim_end_matches(':').trim_end();
    let alone = BEFORE.iter().find_map(|before| alone.strip_prefix(before)).unwrap_or(alone);
    WORDS.contains(&alone) || FOREIGN_WORDS.contains(&alone)
}

/// What stands after the word in the next cell.
pub fn beside(content: &str) -> Option<Said> {
    Some(Said { rank: Rank::Declared, units: measured(&squeezed(&folded(content)))? })
}

/// 单  位 as printers space it; white space between other words stays. Quotes around a unit say nothing, and 单位∶ is 单位:.
fn squeezed(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』');
    let plain: String = text.chars().filter(|c| !is_quote(*c)).map(|c| if c == '∶' { ':' } else { c }).collect();
    let text = plain.as_str();
    let mut rest = text;
    while let Some(at) = rest.find('单') {
        let (before, after) = rest.split_at(at + '单'.len_utf8());
        line.push_str(before);
        let trimmed = after.trim_start();
        rest = if trimmed.starts_with('位') { trimmed } else { after };
    }
    line + rest
}

/// What stands after each of the words that declare a unit.
fn declared(line: &str, words: &[&str], foreign: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, word)) = next_word(line, from, words, foreign) {
        from = at + word.len();
        let before = line.get(..at).unwrap_or("");
        let own = BEFORE.iter().any(|word| before.ends_with(word));
        let of_somebody = before.chars().next_back().is_some_and(char::is_alphabetic) && !own;
        let after = line.get(from..).unwrap_or("").trim_start();
        let joint = JOINTS.iter().find_map(|joint| after.strip_prefix(joint));
        let content = cut(joint.unwrap_or(after).trim_start());
        // Without a colon it is a word like others, unless a unit follows.
        if !of_somebody && !content.is_empty() && (joint.is_some() || is_unit_like(&content)) {
            found.push(content);
        }
    }
    found
}

/// The next word of a list, and where it begins.
fn next_word<'a>(line: &str, from: usize, words: &[&'a str], foreign: &[&'a str]) -> Option<(usize, &'a str)> {
    let rest = line.get(from..)?;
    let all = words.iter().chain(foreign);
    let found = all.filter_map(|word| Some((from + rest.find(word)?, *word)));
    found.min_by_key(|(at, word)| (*at, std::cmp::Reverse(word.len())))
}

fn is_unit_like(content: &str) -> bool {
    prefix(content).is_some() || wording_of(content) == Wording::Unclear
}

/// The content up to the end of its bracket or sentence, and before the next word with a colon.
fn cut(content: &str) -> String {
    let mut depth = 0usize;
    let mut end = content.len();
    for (at, c) in content.char_indices() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' if depth == 0 => {
                end = at;
                break;
            }
            ')' | ']' | '】' => depth -= 1,
            ';' | '。' | '\n' | '|' => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let content = content.get(..end).unwrap_or(content);
    let next = content.find(':').and_then(|colon| content.get(..colon)?.rfind(char::is_whitespace));
    content.get(..next.unwrap_or(content.len())).unwrap_or(content).trim().to_string()
}

/// 以亿元计, 以万元为单位.
fn counted_in(line: &str) -> Vec<String> {
    let clauses = line.match_indices('以').filter_map(|(at, word)| line.get(at + word.len()..));
    let ends = ["计", "为单位", "为计量单位", "表示", "列示"];
    let units = clauses.filter_map(|rest| {
        let end = ends.iter().filter_map(|end| rest.find(end)).min()?;
        rest.get(..end).filter(|unit| unit.chars().count() <= 12 && touches(unit))
    });
    units.map(|unit| unit.trim().to_string()).collect()
}

/// The units of a declared content; `Some(None)` where one is named and not understood, nothing where none is.
#[allow(clippy::option_option)] // nothing said, not understood, understood
fn measured(content: &str) -> Option<Option<Vec<Unit>>> {
    let inside = content.strip_prefix(['【', '[', '(']).and_then(|rest| rest.strip_suffix(['】', ']', ')']));
    let content = inside.unwrap_or(content);
    if let Some((units, rest)) = prefix(content) {
        return Some(Some(units).filter(|_| is_apart(&rest)));
    }
    if let Some(units) = pieces::units(content) {
        return Some(Some(units));
    }
    if content.is_empty() || is_organisation(content) {
        return None;
    }
    let short = content.chars().count() <= 12 && !content.contains(char::is_whitespace);
    (touches(content) || short).then_some(None)
}

/// Whether what stands behind a unit is something else: a day, a remark, Chinese words; a word beside it may be half of it.
fn is_apart(rest: &str) -> bool {
    // руб. is no end of a sentence; what follows one has several words.
    let is_sentence = rest.starts_with(". ") && rest.split_whitespace().count() > 2;
    let apart = |c: char| c.is_ascii_digit() || matches!(c, '(' | '[' | '\u{4e00}'..='\u{9fff}');
    let body = rest.trim_start_matches('.');
    let begins = body.trim_start().starts_with(apart) || body.starts_with("  ") || body.starts_with([',', ';', '、']);
    let next = body.split_whitespace().next().unwrap_or("");
    // 除百分比外: what is excepted names no unit of its own.
    let is_exception = body.trim_start().starts_with("(除");
    (next.is_empty() || begins || is_sentence) && (is_exception || !touches(next) && mentioned(rest).is_none())
}

fn is_organisation(content: &str) -> bool {
    let first = content.split([',', '、', '(']).next().unwrap_or(content).trim();
    let first = first.trim_end_matches('.');
    unit_of(first).is_none() && first.chars().count() >= 3 && ORGANISATIONS.iter().any(|end| first.ends_with(end))
}

/// The units with which a content begins, the most words that are some, and the rest.
fn prefix(content: &str) -> Option<(Vec<Unit>, String)> {
    let ends = content.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ',' | '(')).map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.take(UNIT_WORDS_MAX * 2).chain([content.len()]).collect();
    ends.sort_unstable();
    ends.into_iter().rev().find_map(|end| {
        let words = content.get(..end)?.trim_end().trim_end_matches(['.', ',', '、', ';', ':']);
        let rest = content.get(words.len()..)?.trim_end().to_string();
        Some((units(words)?, rest))
    })
}

/// 万元, and the units of a list: 万元、%.
fn units(words: &str) -> Option<Vec<Unit>> {
    if let Some(unit) = unit_of(words) {
        return Some(vec![unit]);
    }
    let pieces = words.split([',', '、', ';', '/']).map(unit_of).collect::<Option<Vec<Unit>>>()?;
    // 元/人 is money for each of something.
    let counts = words.contains('/') && pieces.iter().any(|unit| unit.kind == UnitKind::Count);
    Some(pieces).filter(|pieces| pieces.len() > 1 && !counts)
}

fn is_rate(text: &str) -> bool {
    text.contains('/') && !text.contains(char::is_whitespace) && text.chars().count() <= 12
}

/// What a title, a unit alone or a sentence names.
#[allow(clippy::option_option)] // nothing said, not understood, understood
fn named(text: &str, line: &str) -> Option<Option<Vec<Unit>>> {
    let bare = line.trim().trim_end_matches(['.', ':', '。', ',']).trim();
    let inner = bare.strip_prefix(['(', '[', '【']).and_then(|rest| rest.strip_suffix([')', ']', '】']));
    let alone = inner.unwrap_or(bare).trim();
    let amount = inner.is_none() && alone.starts_with(|c: char| c.is_ascii_digit()) && !alone.is_ascii();
    let money = |unit: Unit| Some(Some(vec![unit]).filter(|units| units.iter().any(|unit| unit.kind.is_money())));
    if let Some(units) = pieces::units(alone).filter(|units| units.iter().any(|unit| unit.kind.is_money())) {
        return Some(Some(units));
    }
    match if inner.is_some() { phrase(alone) } else { wording_of(alone) } {
        _ if amount => return None,
        Wording::Unit(unit) => return money(unit).filter(Option::is_some),
        // €/MWh is money for each of something.
        Wording::Unclear if inner.is_some() || is_part(alone) || is_rate(alone) => return Some(None),
        Wording::Unclear | Wording::Nothing => {}
    }
    // Capital programme ($ in millions): its bracket, where nothing before it speaks of money.
    if text.trim_end().ends_with([')', '）', ']', '】'])
        && let (base, Wording::Unit(unit)) = split_wording(text)
        && unit.kind.is_money()
        && !touches(&base)
    {
        return Some(Some(vec![unit]));
    }
    if let Some(said) = sentence(line) {
        return Some(said.map(|unit| vec![unit]));
    }
    match split_wording(text).1 {
        Wording::Unit(unit) if unit.kind.is_money() => Some(Some(vec![unit])),
        Wording::Unclear => Some(None),
        Wording::Unit(_) | Wording::Nothing => None,
    }
}

/// `Figures are in £m.`, `importes en miles €`: what stands behind `in`, as many words as are a unit.
#[allow(clippy::option_option)] // nothing said, not understood, understood
fn sentence(line: &str) -> Option<Option<Unit>> {
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches(['(', ')'])).collect();
    let starts = words.iter().enumerate().filter(|(_, word)| PREPOSITIONS.contains(word)).map(|(at, _)| at + 1);
    starts.filter_map(|start| words.get(start..)).find_map(|rest| {
        let first = rest.first()?;
        let money = |words: &[&str]| {
            let label = words.join(" ");
            Unit::from_label(label.trim_end_matches(['.', ',', ';', ':'])).filter(|unit| unit.kind.is_money())
        };
        let longest = (1..=rest.len().min(UNIT_WORDS_MAX)).rev().find_map(|n| Some((n, money(rest.get(..n)?)?)));
        match longest {
            Some((n, unit)) => {
                let ends = rest.get(n - 1).is_some_and(|word| word.ends_with(['.', ',', ';']));
                let more = rest.get(n).is_some_and(|next| is_part(next) && !ends);
                Some(Some(unit).filter(|_| !more))
            }
            None if Unit::read(first) == Wording::Unclear || Unit::from_label(first).is_some() => Some(None),
            // An abbreviation that nobody knows before money: in Tds. €.
            None => rest.get(1).filter(|next| first.ends_with('.') && is_part(next)).map(|_| None),
        }
    })
}

#[cfg(test)]
mod tests;
