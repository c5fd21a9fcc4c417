//! What figures are written in: money of several currencies and its multiples, percent, things counted.
//!
//! Takes a label as a header or a cell has it; gives the unit it names exactly. Never converts one currency into another.

use serde::{Deserialize, Serialize};

/// A unit a figure is written in. Money is brought to yuan; everything else is kept as it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// The unit as written: 万元.
    pub label: String,
    /// How many base units one of it is.
    pub factor: i64,
    /// What kind of thing it measures; figures of two kinds are never compared.
    pub kind: UnitKind,
}

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Chinese yuan.
    Yuan,
    /// United States dollars.
    Dollar,
    /// Pounds sterling.
    Pound,
    /// Euros.
    Euro,
    /// Swiss francs.
    Franc,
    /// Indian rupees.
    Rupee,
    /// Japanese yen.
    Yen,
    /// South Korean won.
    Won,
    /// Russian roubles.
    Rouble,
    /// Brazilian reais.
    Real,
    /// Canadian dollars.
    CanadianDollar,
    /// Australian dollars.
    AustralianDollar,
    /// Hong Kong dollars.
    HongKongDollar,
    /// New Taiwan dollars.
    TaiwanDollar,
    /// Singapore dollars.
    SingaporeDollar,
    /// Percent: 85 means 85 %.
    Percent,
    /// Things counted: 个, 项, 户, 人, 公里 …
    Count,
}

/// Units with a factor; longest label first, because 万元 ends in 元.
const UNITS: &[(&str, i64, UnitKind)] = &[
    ("百万美元", 1_000_000, UnitKind::Dollar),
    ("亿美元", 100_000_000, UnitKind::Dollar),
    ("万美元", 10_000, UnitKind::Dollar),
    ("美元", 1, UnitKind::Dollar),
    ("人民币元", 1, UnitKind::Yuan),
    ("百万元", 1_000_000, UnitKind::Yuan),
    ("千万元", 10_000_000, UnitKind::Yuan),
    ("十亿元", 1_000_000_000, UnitKind::Yuan),
    ("亿元", 100_000_000, UnitKind::Yuan),
    ("万元", 10_000, UnitKind::Yuan),
    ("千元", 1_000, UnitKind::Yuan),
    ("元", 1, UnitKind::Yuan),
    ("亿英镑", 100_000_000, UnitKind::Pound),
    ("万英镑", 10_000, UnitKind::Pound),
    ("英镑", 1, UnitKind::Pound),
    ("亿欧元", 100_000_000, UnitKind::Euro),
    ("万欧元", 10_000, UnitKind::Euro),
    ("欧元", 1, UnitKind::Euro),
    ("万人", 10_000, UnitKind::Count),
    ("%", 1, UnitKind::Percent),
];

/// Signs and codes of money, and the sign under which a unit is kept. Longest first.
const CURRENCIES: &[(&str, &str, UnitKind)] = &[
    ("usdollars", "$", UnitKind::Dollar),
    ("us$", "$", UnitKind::Dollar),
    ("usd", "$", UnitKind::Dollar),
    ("swissfrancs", "CHF ", UnitKind::Franc),
    ("chf", "CHF ", UnitKind::Franc),
    ("sfr", "CHF ", UnitKind::Franc),
    ("rupees", "₹", UnitKind::Rupee),
    ("inr", "₹", UnitKind::Rupee),
    ("rs.", "₹", UnitKind::Rupee),
    ("rs", "₹", UnitKind::Rupee),
    ("₹", "₹", UnitKind::Rupee),
    ("jpy", "JPY ", UnitKind::Yen),
    ("日元", "JPY ", UnitKind::Yen),
    ("円", "JPY ", UnitKind::Yen),
    ("krw", "₩", UnitKind::Won),
    ("韩元", "₩", UnitKind::Won),
    ("원", "₩", UnitKind::Won),
    ("₩", "₩", UnitKind::Won),
    ("roubles", "₽", UnitKind::Rouble),
    ("rubles", "₽", UnitKind::Rouble),
    ("руб.", "₽", UnitKind::Rouble),
    ("руб", "₽", UnitKind::Rouble),
    ("rub", "₽", UnitKind::Rouble),
    ("₽", "₽", UnitKind::Rouble),
    ("brl", "R$", UnitKind::Real),
    ("r$", "R$", UnitKind::Real),
    ("cad", "C$", UnitKind::CanadianDollar),
    ("c$", "C$", UnitKind::CanadianDollar),
    ("aud", "A$", UnitKind::AustralianDollar),
    ("a$", "A$", UnitKind::AustralianDollar),
    ("hkd", "HK$", UnitKind::HongKongDollar),
    ("hk$", "HK$", UnitKind::HongKongDollar),
    ("港元", "HK$", UnitKind::HongKongDollar),
    ("twd", "NT$", UnitKind::TaiwanDollar),
    ("nt$", "NT$", UnitKind::TaiwanDollar),
    ("新台币", "NT$", UnitKind::TaiwanDollar),
    ("sgd", "S$", UnitKind::SingaporeDollar),
    ("s$", "S$", UnitKind::SingaporeDollar),
    ("dollars", "$", UnitKind::Dollar),
    ("poundssterling", "£", UnitKind::Pound),
    ("pounds", "£", UnitKind::Pound),
    ("euros", "€", UnitKind::Euro),
    ("gbp", "£", UnitKind::Pound),
    ("eur", "€", UnitKind::Euro),
    ("rmb", "¥", UnitKind::Yuan),
    ("cny", "¥", UnitKind::Yuan),
    ("yuan", "¥", UnitKind::Yuan),
    ("$", "$", UnitKind::Dollar),
    ("£", "£", UnitKind::Pound),
    ("€", "€", UnitKind::Euro),
    ("¥", "¥", UnitKind::Yuan),
    ("￥", "¥", UnitKind::Yuan),
];

/// Multiples of money as English forms write them, and the letters under which a unit is kept.
const SCALES: &[(&str, &str, i64)] = &[
    ("", "", 1),
    ("000", "k", 1_000),
    ("'000", "k", 1_000),
    ("000s", "k", 1_000),
    ("'000s", "k", 1_000),
    ("k", "k", 1_000),
    ("thousand", "k", 1_000),
    ("thousands", "k", 1_000),
    ("m", "m", 1_000_000),
    ("mn", "m", 1_000_000),
    ("mln", "m", 1_000_000),
    ("mio", "m", 1_000_000),
    ("mil", "m", 1_000_000),
    ("million", "m", 1_000_000),
    ("millions", "m", 1_000_000),
    ("b", "bn", 1_000_000_000),
    ("bn", "bn", 1_000_000_000),
    ("billion", "bn", 1_000_000_000),
    ("billions", "bn", 1_000_000_000),
    ("mrd", "bn", 1_000_000_000),
    ("mia", "bn", 1_000_000_000),
    ("lakh", "lakh", 100_000),
    ("lakhs", "lakh", 100_000),
    ("lac", "lakh", 100_000),
    ("lacs", "lakh", 100_000),
    ("cr", "crore", 10_000_000),
    ("crore", "crore", 10_000_000),
    ("crores", "crore", 10_000_000),
];

impl UnitKind {
    /// Whether it is money of any currency.
    pub fn is_money(self) -> bool {
        !matches!(self, UnitKind::Percent | UnitKind::Count)
    }

    /// The currency of a sign or code that stands alone: `£`, `USD`.
    pub fn of_currency(sign: &str) -> Option<UnitKind> {
        let sign = sign.trim().to_lowercase();
        CURRENCIES.iter().find(|(known, ..)| *known == sign).map(|(_, _, kind)| *kind)
    }
}

/// How many of its base unit an English multiple is: m, bn, thousand.
pub fn scale(word: &str) -> Option<i64> {
    let word = word.trim().to_lowercase();
    SCALES.iter().find(|(known, ..)| !known.is_empty() && *known == word).map(|(_, _, factor)| *factor)
}

/// `£m`, `$ million`, `USD bn`, `millions of GBP`: a currency before or behind a multiple.
fn foreign(label: &str) -> Option<Unit> {
    let label: String = label.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    CURRENCIES.iter().find_map(|(sign, kept, kind)| {
        let rest =
            label.strip_prefix(sign).or_else(|| label.strip_suffix(sign).map(|rest| rest.trim_end_matches("of")))?;
        let rest = rest.strip_prefix("in").unwrap_or(rest); // Rs. in lakhs
        let (_, letters, factor) = SCALES.iter().find(|(word, ..)| *word == rest)?;
        let label = match (kind, factor) {
            (UnitKind::Yuan, 1) => "元".to_string(),
            (UnitKind::Dollar, 1) => "美元".to_string(),
            _ => format!("{kept}{letters}").trim_end().to_string(),
        };
        Some(Unit { label, factor: *factor, kind: *kind })
    })
}

impl Unit {
    /// Yuan in ten thousands, the usual unit of project tables.
    pub fn wan_yuan() -> Unit {
        Unit { label: "万元".to_string(), factor: 10_000, kind: UnitKind::Yuan }
    }

    /// The unit that a label names exactly.
    pub fn from_label(label: &str) -> Option<Unit> {
        let label = label.trim();
        let found = UNITS.iter().find(|(name, ..)| *name == label);
        let known = found.map(|(name, factor, kind)| Unit { label: (*name).to_string(), factor: *factor, kind: *kind });
        known.or_else(|| foreign(label))
    }
}
