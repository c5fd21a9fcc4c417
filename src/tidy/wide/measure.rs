//! What a heading above or beside a period says is measured: 总量, 同比增速, 占比（%）, 上年同期, 目标.
//!
//! Takes the texts of a column's headings without its period; gives the name and the unit of what is measured and what that
//! changes of the period, or why nothing below was reported for it.

use super::label::{self, is_planned};
use super::title::with_unit;
use crate::base::amount::UnitKind;
use crate::pipeline::headers::{split_unit, unit_of};
use unicode_normalization::UnicodeNormalization;

/// What is measured, as far as units go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// What the unit of the table counts.
    #[default]
    Amount,
    /// A growth or a share, in %.
    Share,
    /// A rank, an index, heads: never money, never %.
    Other,
}

impl Kind {
    /// Whether the unit that stands above a table is its unit, too.
    pub fn takes(self, unit: &str) -> bool {
        match (self, unit_of(unit).map(|unit| unit.kind)) {
            (Kind::Amount, _) => true,
            (Kind::Share, kind) => kind == Some(UnitKind::Percent),
            (Kind::Other, kind) => kind.is_none_or(|kind| kind == UnitKind::Count),
        }
    }
}

/// What a column is of, besides its period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measure {
    /// What is measured; nothing where it is the indicator itself.
    pub name: Option<String>,
    /// The unit that the heading names.
    pub unit: Option<String>,
    /// What it is, for units.
    pub kind: Kind,
    /// Whether it is of the period a year before: 上年同期.
    pub before: bool,
    /// Whether it is of all months since January: 累计.
    pub through: bool,
}

/// Why a column is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It holds what was planned, aimed at or estimated.
    NotReported,
    /// Its heading names another time, or says something that is not understood.
    Unclear,
}

impl Unread {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Unread::NotReported => "a plan, an aim or an estimate was not reported",
            Unread::Unclear => "what it is of is not understood",
        }
    }
}

/// Headings of what is reported for the period itself.
const OWN: &[&str] = &[
    "本年",
    "本期",
    "今年",
    "当年",
    "本年度",
    "本年数",
    "本期数",
    "实际",
    "实际数",
    "实绩",
    "实际完成",
    "完成",
    "完成数",
    "完成情况",
    "数值",
    "数据",
    "值",
    "actual",
    "value",
];
/// Headings of the same period a year before.
const BEFORE: &[&str] = &["上年同期数", "上年同期", "去年同期数", "去年同期", "上年度", "上年数", "上年", "去年"];
/// Headings of all months since January.
const THROUGH: &[&str] = &[
    "累计",
    "累计数",
    "累计值",
    "本年累计",
    "本年累计数",
    "年初累计",
    "年初至今累计",
    "自年初累计",
    "累计完成",
    "1-本月",
    "本月止累计",
    "本月止",
    "本年止累计",
    "本期止累计",
    "1-本月累计",
    "1至本月累计",
    "年初至本月累计",
    "累计至本月",
    "截至本月累计",
    "年初至今",
];
/// Ends of what is a growth or a share.
const SHARES: &[&str] = &[
    "增速",
    "增幅",
    "涨幅",
    "降幅",
    "涨跌幅",
    "增长率",
    "变动率",
    "增长",
    "同比",
    "环比",
    "占比",
    "比重",
    "完成率",
    "增减幅",
    "增减幅度",
    "增长幅度",
    "比上年±",
    "同比±",
    "±",
    "growth",
    "growthrate",
];
/// Ends of what is no amount and no share.
const OTHERS: &[&str] = &[
    "率",
    "位次",
    "排名",
    "名次",
    "排位",
    "序位",
    "指数",
    "倍数",
    "倍",
    "户数",
    "人数",
    "个数",
    "家数",
    "件数",
    "次数",
    "人次",
    "人口",
    "面积",
    "产量",
    "数量",
    "均价",
    "价格",
    "百分点",
    "密度",
    "rank",
    "ranking",
    "index",
];

fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// What a name measures, for units.
pub fn kind_of(name: &str) -> Kind {
    let folded = folded(name);
    let bare = folded.trim_end_matches(['%', ')', '(']);
    if folded.ends_with('%') || SHARES.iter().any(|word| bare.ends_with(word)) && !bare.ends_with("自然增长率") {
        return Kind::Share;
    }
    let other = bare.starts_with("人均") || OTHERS.iter().any(|word| bare.ends_with(word));
    if other { Kind::Other } else { Kind::Amount }
}

/// What the texts beside a period say.
///
/// # Errors
/// Why what stands below them is not read.
pub fn of(pieces: &[String]) -> Result<Measure, Unread> {
    let mut measure = Measure::default();
    let mut kept: Vec<&str> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    for piece in pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()) {
        let (name, unit) = split_unit(piece);
        let name = folded(&name);
        let rest = BEFORE.iter().find_map(|word| name.strip_prefix(word));
        let (own, through) =
            (|text: &str| text.is_empty() || OWN.contains(&text), |text: &str| THROUGH.contains(&text));
        if let Some(rest) = rest.filter(|rest| own(rest) || through(rest)) {
            (measure.before, measure.through) = (true, measure.through || through(rest));
        } else if through(&name) {
            measure.through = true;
        } else if is_planned(&name) {
            return Err(Unread::NotReported);
        } else if names_a_time(&name) {
            return Err(Unread::Unclear);
        } else if !OWN.contains(&name.as_str()) {
            kept.push(piece);
            continue;
        }
        units.extend(unit.map(|unit| unit.label));
    }
    let joined = kept.join(" ");
    let is_money = matches!(joined.trim(), "M0" | "M1" | "M2" | "M3");
    let alone = unit_of(joined.trim().trim_matches(['(', ')', '（', '）'])).filter(|_| !joined.is_empty() && !is_money);
    if let Some(unit) = alone {
        return Ok(Measure { unit: Some(unit.label), ..measure });
    }
    let (name, unit) = split_unit(&joined);
    let name = name.trim().trim_end_matches('%').trim_end().to_string();
    measure.kind = if joined.is_empty() { Kind::Amount } else { kind_of(if unit.is_none() { &joined } else { &name }) };
    let share = || Some("%".to_string()).filter(|_| measure.kind == Kind::Share);
    measure.unit = unit.map(|unit| unit.label).or_else(|| units.pop()).or_else(share);
    measure.name = Some(name).filter(|name| !name.is_empty());
    Ok(measure)
}

/// The same of the headings above a column, from the top down: the unit of the lowest goes first.
///
/// # Errors
/// Why what stands below them is not read.
pub fn of_header(texts: &[String]) -> Result<Measure, Unread> {
    let (names, units): (Vec<String>, Vec<Option<String>>) =
        texts.iter().map(|text| coded(text).unwrap_or_else(|| with_unit(text))).unzip();
    let said = of(&names)?;
    let (last, above) = units.split_last().map_or((None, &[][..]), |(last, above)| (last.clone(), above));
    let of_all = above.iter().rev().flatten().find(|unit| said.kind.takes(unit)).cloned();
    Ok(Measure { unit: last.or(of_all).or(said.unit.clone()), ..said })
}

/// BIP004__Bruttoinlandsprodukt__Mrd._EUR: a code, a name and its unit, as Germany exports them.
pub fn coded(header: &str) -> Option<(String, Option<String>)> {
    let mut parts = header.split("__");
    let (code, name, unit) = (parts.next()?, parts.next()?, parts.next()?);
    let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let plain = |text: &str| text.replace('_', " ");
    let unit = plain(unit);
    let known = unit_of(&unit).map_or(unit, |unit| unit.label);
    (is_code && parts.next().is_none()).then(|| (plain(name), Some(known)))
}

/// Whether a heading names another time than the period that it stands with.
fn names_a_time(name: &str) -> bool {
    const COMPARED: &[&str] = &["比上年", "较上年", "比去年", "较去年", "比上月", "较上月", "比上期", "较上期"];
    let without = COMPARED.iter().fold(name.to_string(), |name, word| name.replace(word, ""));
    if matches!(name, "m0" | "m1" | "m2" | "m3") {
        return false; // money, as central banks count it
    }
    let other = ["上年", "去年", "同期", "上期", "上月", "上季", "前年", "次年", "明年", "下年"];
    other.iter().any(|word| without.contains(word)) || !label::read(&without, Some(2000)).readings.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_is_measured_and_when() {
        let said = |text: &str| match of(&[text.to_string()]) {
            Ok(m) => {
                let flags = [(m.before, "before"), (m.through, "through")];
                let flags: Vec<&str> = flags.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
                format!(
                    "{} [{}] {:?} {}",
                    m.name.unwrap_or_default(),
                    m.unit.unwrap_or_default(),
                    m.kind,
                    flags.join(" ")
                )
            }
            Err(why) => format!("{why:?}"),
        };
        for (text, expected) in [
            ("总量（亿元）", "总量 [亿元] Amount "),
            ("（亿元）", " [亿元] Amount "),
            ("总量", "总量 [] Amount "),
            ("同比增速", "同比增速 [%] Share "),
            ("增长%", "增长 [%] Share "),
            ("同比增长（%）", "同比增长 [%] Share "),
            ("比上年增长", "比上年增长 [%] Share "),
            ("同比增加额", "同比增加额 [] Amount "),
            ("位次", "位次 [] Other "),
            ("城镇化率", "城镇化率 [] Other "),
            ("本年", " [] Amount "),
            ("上年同期", " [] Amount before"),
            ("上年同期（万元）", " [万元] Amount before"),
            ("去年同期累计", " [] Amount before through"),
            ("累计", " [] Amount through"),
            ("上年同期增速", "Unclear"),
            ("2023年", "Unclear"),
            ("十二月", "Unclear"),
            ("全年目标", "NotReported"),
            ("计划完成率", "NotReported"),
            ("预计", "NotReported"),
            ("工业增加值", "工业增加值 [] Amount "),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
