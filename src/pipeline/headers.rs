//! One meaning of "the same header", for pipeline files and for sheets.
//!
//! Takes a header or title as written; gives the form in which headers are compared, and the unit it carries.
//! Knows nothing of datasets, and never guesses a unit that is not written.

/// Units of what is counted.
mod counted;

/// Headers in two languages.
mod halves;

/// Letters and currencies at the end of a header.
mod names;

/// Words around a unit.
mod phrase;

/// Traditional characters.
mod traditional;

use crate::base::amount::unit::{is_part, touches};
use crate::base::amount::{Unit, UnitKind, Wording};
use counted::{PERCENT, counted};
use traditional::simplified;
use unicode_normalization::UnicodeNormalization;

pub use halves::halves;
pub use names::{Currency, currency_alone};
pub use phrase::{phrase, unit_alone};

const BRACKETS: &[(char, char)] =
    &[('<', '>'), ('“', '”'), ('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('{', '}')];

/// The form in which headers are compared: width folded (NFKC), lower case, simplified characters, no white space, without a trailing unit. Programs
/// write `_` where people write a blank.
pub fn normalise(header: &str) -> String {
    form(&split_unit(header).0)
}

/// The same of a header whose unit is split off already.
pub fn form(base: &str) -> String {
    base.to_lowercase().nfkc().filter(|c| !is_blank(*c) && *c != '_').map(simplified).collect()
}

/// Splits a trailing unit off: `累计完成投资（万元）` → `累计完成投资` and 万元. The text comes back width-folded and
/// trimmed. A bracket that holds no unit, as in `镇（街道）`, is part of the text.
pub fn split_unit(header: &str) -> (String, Option<Unit>) {
    match split_wording(header) {
        (base, Wording::Unit(unit)) => (base, Some(unit)),
        (text, Wording::Unclear | Wording::Nothing) => (text, None),
    }
}

/// The same, and whether a unit is named that is not understood: then all of the text comes back.
pub fn split_wording(header: &str) -> (String, Wording) {
    let numbered = header.trim().trim_matches(|c: char| ('\u{2460}'..='\u{2473}').contains(&c)); // ①
    let folded: String = numbered.nfkc().filter(|c| !is_invisible(*c)).collect();
    let text = unmarked(folded.trim());
    let whole = |wording: Wording| (text.to_string(), wording);
    let ends = || separated(text).or_else(|| joined(text)).or_else(|| before_brackets(text));
    match bracketed(text).or_else(|| in_front(text)).or_else(|| amid(text)).or_else(ends) {
        Some((base, wording @ Wording::Unit(_))) => (base.trim_end().to_string(), wording),
        Some((_, wording)) => whole(wording),
        None => whole(Wording::Nothing),
    }
}

/// Without the marks of required columns and of notes around it: *累计完成投资（万元）, 形象进度★, and a colon at its end.
fn unmarked(text: &str) -> &str {
    let is_mark = |c: char| {
        matches!(c, '*' | '★' | '☆' | '※' | '▲' | '△' | '●' | '○' | '◆' | '◇' | '†' | '‡') || c.is_whitespace()
    };
    let bare = text.trim_matches(is_mark).trim_end_matches(':').trim_end_matches(is_mark);
    if bare.is_empty() { text } else { bare }
}

/// The unit that a label means: what [`Unit::from_label`] knows, other writings of it, and counted things.
pub fn unit_of(label: &str) -> Option<Unit> {
    match wording_of(label) {
        Wording::Unit(unit) => Some(unit),
        Wording::Unclear | Wording::Nothing => None,
    }
}

/// What a label says that should be nothing but a unit.
pub fn wording_of(label: &str) -> Wording {
    let spaced: String = label.to_lowercase().nfkc().filter(|c| !is_invisible(*c)).collect();
    let words = ["计量单位", "货币单位", "金额单位", "投资单位", "单位", "單位", "単位", "단위", "金额:", "金額:"];
    let spaced = words.iter().find_map(|word| spaced.trim().strip_prefix(word));
    let spaced = spaced
        .map_or_else(|| label.to_lowercase().nfkc().collect(), |rest| rest.trim_start_matches([' ', ':']).to_string());
    let wording = Unit::read(&spaced);
    if wording != Wording::Nothing {
        return wording;
    }
    // (in Cr): a multiple of a currency that is not named.
    let counted_in = PREPOSITIONS.iter().find_map(|word| spaced.trim().strip_prefix(word)?.strip_prefix(' '));
    if counted_in.is_some_and(is_part) {
        return Wording::Unclear;
    }
    let label: String = spaced.chars().filter(|c| !is_blank(*c)).collect();
    if names::is_thousands(&label) {
        return Wording::Unclear;
    }
    counted(&label).map_or(Wording::Nothing, Wording::Unit)
}

/// `text（unit）`, and `text（unit）（other words）`, whose base is `text（other words）`.
fn bracketed(text: &str) -> Option<(String, Wording)> {
    let mut end = text.len();
    for _ in 0..BRACKETS_MAX {
        let before = text.get(..end)?.trim_end();
        let (open, inner) = last_bracket(before)?;
        let rest = format!("{}{}", text.get(..open)?.trim_end(), text.get(before.len()..)?);
        match listed(inner) {
            Wording::Nothing => end = open,
            wording => return Some((rest, wording)),
        }
    }
    None
}

/// `（亿元）text`
fn in_front(text: &str) -> Option<(String, Wording)> {
    let (_, close) = BRACKETS.iter().find(|(open, _)| text.starts_with(*open))?;
    let (inner, rest) = text.split_once(*close)?;
    let wording = listed(inner.get(inner.chars().next()?.len_utf8()..)?);
    let has_words = rest.chars().any(char::is_alphabetic);
    (has_words && matches!(wording, Wording::Unit(_))).then(|| (rest.trim_start().to_string(), wording))
}

/// `Original Cost (Rs. crore) as on 31.03.2024`: a unit of money in a bracket amid words that name no other. What Chinese words say
/// behind a bracket (（万元）占比) may be of another unit.
fn amid(text: &str) -> Option<(String, Wording)> {
    let (open, close) = [('(', ')'), ('[', ']')].iter().find_map(|(open, close)| {
        let at = text.find(*open)?;
        Some((at, at + text.get(at..)?.find(*close)?))
    })?;
    let (before, inner, after) = (text.get(..open)?.trim(), text.get(open + 1..close)?, text.get(close + 1..)?.trim());
    let is_silent = |text: &str| {
        !touches(text)
            && !text.chars().any(|c| c == '%' || matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
    };
    let has_words = |text: &str| text.chars().any(char::is_alphabetic);
    let wording = listed(inner);
    let is_money = matches!(&wording, Wording::Unit(unit) if unit.kind.is_money());
    (is_money && has_words(before) && has_words(after) && is_silent(before) && is_silent(after))
        .then(|| (format!("{before} {after}"), wording))
}

/// `Стоимость, млн руб. (с НДС)`: a unit before brackets that name none.
fn before_brackets(text: &str) -> Option<(String, Wording)> {
    let mut before = text;
    for _ in 0..BRACKETS_MAX {
        let Some((open, inner)) = last_bracket(before).filter(|(_, inner)| !touches(inner) && !inner.contains('%'))
        else {
            break;
        };
        if listed(inner) != Wording::Nothing {
            break;
        }
        before = text.get(..open)?.trim_end();
    }
    if before.len() == text.len() {
        return None;
    }
    let (base, wording) = separated(before)?;
    Some((format!("{}{}", base.trim_end(), text.get(before.len()..)?), wording))
}

/// How many brackets at the end of a text are looked into.
const BRACKETS_MAX: usize = 3;

/// Where the bracket opens with which a text ends, and what it holds.
fn last_bracket(text: &str) -> Option<(usize, &str)> {
    let close = text.chars().last()?;
    let (open, _) = BRACKETS.iter().find(|(_, c)| *c == close)?;
    let mut depth = 0usize;
    for (at, c) in text.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == *open {
            depth -= 1;
            if depth == 0 {
                return Some((at, text.get(at + c.len_utf8()..text.len() - close.len_utf8())?));
            }
        }
    }
    None
}

/// What a bracket says: a unit, or a list of which one is a unit of money: `2020 prices, £m`.
fn listed(inner: &str) -> Wording {
    let whole = phrase(inner);
    if matches!(whole, Wording::Unit(_)) || !inner.contains([',', ';', '、']) {
        return whole;
    }
    let mut found = Wording::Nothing;
    for piece in inner.split([',', ';', '、']).map(wording_of) {
        found = match (found, piece) {
            (found, Wording::Nothing) => found,
            (Wording::Nothing, piece) => piece,
            (found, piece) if found == piece => found,
            _ => Wording::Unclear,
        };
    }
    if found == Wording::Nothing { whole } else { found }
}

/// The most words of a unit: in thousands of US dollars.
const UNIT_WORDS_MAX: usize = 6;
/// Words before what figures are written in.
const PREPOSITIONS: &[&str] = &["in", "en", "em", "w", "v", "в"];

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | ':' | ',' | '、' | '_' | '-' | '—' | '–')
}

/// `text unit`, `text/unit`, `text:unit` for money, and a bare `%` at the end, or what programs write for it.
fn separated(text: &str) -> Option<(String, Wording)> {
    if let Some((base, word)) = text.rsplit_once('_')
        && PERCENT.contains(&word.to_lowercase().as_str())
        && base.chars().any(char::is_alphabetic)
    {
        return Some((base.to_string(), Wording::Unit(Unit::from_label("%")?)));
    }
    // A multiple of nobody knows what: `cost_cr`, `budget_mn`.
    if let Some((base, multiple)) = text.rsplit_once('_')
        && base.chars().any(char::is_alphabetic)
        && Unit::from_label(multiple).is_none()
        && is_part(multiple)
    {
        return Some((base.to_string(), Wording::Unclear));
    }
    if let Some(base) = text.strip_suffix('%') {
        let base = base.trim_end().trim_end_matches(['/', ':', ',']);
        let has_words = base.chars().any(char::is_alphabetic);
        return if has_words { Some((base.to_string(), Wording::Unit(Unit::from_label("%")?))) } else { None };
    }
    let parted = text.char_indices().rev().filter(|(_, c)| is_separator(*c)).take(UNIT_WORDS_MAX);
    let tails = parted.map(|(at, separator)| (&text[..at], separator, &text[at + separator.len_utf8()..]));
    if let Some(base) = names::before_a_multiple(text) {
        return Some((base.to_string(), Wording::Unclear));
    }
    // The longest that is a unit: `million USD` is not `USD`.
    let units = tails.filter(|(base, _, label)| !names::begins_with_a_name(base, label)).filter_map(
        |(base, separator, label)| {
            let unit = Unit::from_label(label.trim()).filter(|unit| unit.kind != UnitKind::Count)?;
            Some((base, separator, label.trim(), unit))
        },
    );
    let (base, separator, label, unit) = units.last()?;
    let base = base.trim_end();
    let wording = beside(base, separator, label, unit);
    let base = ["计量单位", "单位"].iter().find_map(|word| base.strip_suffix(word)).unwrap_or(base);
    Some((base.to_string(), wording))
}

/// What a unit at the end of a text says after what stands before it: a figure makes it an amount, half of a multiple or
/// an abbreviation that nobody knows makes it unclear.
fn beside(base: &str, separator: char, label: &str, unit: Unit) -> Wording {
    let words: Vec<&str> = base.split(is_separator).filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = words.split_last() else { return Wording::Unit(unit) };
    let is_figure = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let is_a_year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    // 2024/25: its second half.
    let is_year = is_a_year(last)
        || (last.len() == 2
            && before.last().is_some_and(|year| is_a_year(year) && base.ends_with(&format!("{year}/{last}"))));
    // Millions of chained dollars are no dollars.
    let is_multiple = |word: &&str| word.chars().count() > 3 && word.chars().all(char::is_alphabetic) && is_part(word);
    if words.iter().any(|word| is_multiple(word) && unit_of(word).is_none()) {
        return Wording::Unclear;
    }
    let in_letters = label.chars().all(|c| c.is_ascii() || matches!(c, '€' | '£'));
    if (is_figure(last) && !(is_year && in_letters)) || (is_figure(label) && separator.is_whitespace()) {
        return Wording::Nothing;
    }
    let after_preposition =
        separator == ' ' && before.last().is_some_and(|word| PREPOSITIONS.contains(&word.to_lowercase().as_str()));
    let is_short = last.ends_with('.') && !before.is_empty();
    if names::is_a_name(before, last) {
        return Wording::Unit(unit);
    }
    if is_part(last) || is_short || after_preposition { Wording::Unclear } else { Wording::Unit(unit) }
}

/// `总投资亿元`: a unit with its multiple right behind Chinese words.
fn joined(text: &str) -> Option<(String, Wording)> {
    const AMOUNTS: &str = "一二三四五六七八九十百千万亿两几数多余超过上近约达逾每满";
    let tails = text.char_indices().rev().take(6).filter_map(|(at, _)| {
        let (base, tail) = text.split_at_checked(at)?;
        let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
        let unit = tail.chars().all(han).then(|| Unit::from_label(tail)).flatten()?;
        (unit.kind.is_money() && unit.factor > 1).then_some((base, unit))
    });
    let (base, unit) = tails.last()?;
    let before = base.chars().next_back()?;
    let is_name = base.chars().count() >= 2 && matches!(before, '\u{4e00}'..='\u{9fff}') && !AMOUNTS.contains(before);
    is_name.then(|| (base.to_string(), Wording::Unit(unit)))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters that no reader sees and that programs leave in cells.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
        || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_look_the_same_are_the_same() {
        for (written, form) in [
            ("累计完成投资（万元）", "累计完成投资"),
            ("累计完成投资\n(万元)", "累计完成投资"),
            ("累计完成投资 万元", "累计完成投资"),
            (" 项 目 名 称 ", "项目名称"),
            ("Ｐroject　ID", "projectid"),
            ("完成率％", "完成率"),
            ("权重(%)", "权重"),
            ("镇（街道）", "镇(街道)"),
            ("镇（办）", "镇(办)"),
            ("亿元以上项目", "亿元以上项目"),
            ("\u{feff}项目编号", "项目编号"),
            ("project_id", "projectid"),
            ("Target_Value", "targetvalue"),
            ("completion_pct", "completion"),
            ("PERCENT", "percent"),
            ("spent_percent", "spent"),
            ("_", ""),
            ("original_cost_cr", "originalcostcr"),
            ("annual plan (RMB)", "annualplan"),
            ("总投资[单位：亿元]", "总投资"),
            ("*累计完成投资（万元）", "累计完成投资"),
            ("累计完成投资（万元）*", "累计完成投资"),
            ("★ 项目名称：", "项目名称"),
            ("*", "*"),
            ("单位", "单位"),
            ("", ""),
        ] {
            assert_eq!(normalise(written), form, "{written:?}");
            assert_eq!(normalise(form), form, "{form:?} again");
        }
    }

    #[test]
    fn units_are_read_where_they_are_written_and_only_there() {
        let unit = |text: &str| split_unit(text).1.map(|u| (u.label, u.factor));
        let some = |label: &str, factor| Some((label.to_string(), factor));
        assert_eq!(unit("总投资（亿元）"), some("亿元", 100_000_000));
        assert_eq!(unit("2014年进度表    单位：万元"), some("万元", 10_000));
        assert_eq!(unit("（单位：万元）"), some("万元", 10_000));
        assert_eq!(unit("完成比例%"), some("%", 1));
        assert_eq!(unit("粮食产量（万吨）"), some("万吨", 10_000));
        assert_eq!(unit("合同引资(万美元)"), some("万美元", 10_000));
        assert_eq!(unit("所在镇（街道）"), None);
        assert_eq!(unit("完成时间"), None);
        assert_eq!(unit("10%"), None);
        assert_eq!(unit("备注/说明"), None);
        assert_eq!(split_unit("2014年进度表  单位：万元").0, "2014年进度表");
        for (header, base, factor) in [
            ("Cost in thousands of US dollars", "Cost", 1_000),
            ("Budget million USD", "Budget", 1_000_000),
            ("Budget, USD", "Budget", 1),
        ] {
            let (found, unit) = split_unit(header);
            assert_eq!((found.as_str(), unit.map(|unit| unit.factor)), (base, Some(factor)), "{header}");
        }
    }
}
