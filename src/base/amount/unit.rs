//! What figures are written in: money of several currencies and its multiples, percent, things counted.
//!
//! Takes a label as a header or a cell has it; gives the unit it names exactly. Never converts one currency into another.

/// The parts of a label.
mod tokens;
/// What a label says.
mod wording;
/// The words.
mod words;

use serde::{Deserialize, Serialize};
pub use wording::{Wording, folded, is_part, is_shared, mentioned, shares, touches};
use words::Word;

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

/// The code of a currency, as ISO 4217 gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Code(pub [u8; 3]);

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
    /// New Zealand dollars.
    NewZealandDollar,
    /// Patacas of Macao.
    Pataca,
    /// Polish złoty.
    Zloty,
    /// Czech koruny.
    CzechKoruna,
    /// Swedish kronor.
    SwedishKrona,
    /// Norwegian kroner.
    NorwegianKrone,
    /// Danish kroner.
    DanishKrone,
    /// Hungarian forints.
    Forint,
    /// Turkish liras.
    Lira,
    /// Romanian lei.
    Leu,
    /// Ukrainian hryvnias.
    Hryvnia,
    /// Kazakh tenge.
    Tenge,
    /// Thai baht.
    Baht,
    /// Vietnamese dong.
    Dong,
    /// Indonesian rupiahs.
    Rupiah,
    /// Malaysian ringgits.
    Ringgit,
    /// Philippine pesos.
    PhilippinePeso,
    /// Mexican pesos.
    MexicanPeso,
    /// South African rand.
    Rand,
    /// Dirhams of the Emirates.
    Dirham,
    /// Saudi riyals.
    Riyal,
    /// Israeli shekels.
    Shekel,
    /// A currency known by its code alone.
    Other(Code),
    /// Percent: 85 means 85 %.
    Percent,
    /// Things counted: 个, 项, 户, 人, 公里 …
    Count,
}

/// Units under the names that offices give them.
const UNITS: &[(&str, i64, UnitKind)] = &[
    ("百万美元", 1_000_000, UnitKind::Dollar),
    ("亿美元", 100_000_000, UnitKind::Dollar),
    ("万美元", 10_000, UnitKind::Dollar),
    ("千美元", 1_000, UnitKind::Dollar),
    ("美元", 1, UnitKind::Dollar),
    ("万亿元", 1_000_000_000_000, UnitKind::Yuan),
    ("千亿元", 100_000_000_000, UnitKind::Yuan),
    ("百亿元", 10_000_000_000, UnitKind::Yuan),
    ("十亿元", 1_000_000_000, UnitKind::Yuan),
    ("亿元", 100_000_000, UnitKind::Yuan),
    ("千万元", 10_000_000, UnitKind::Yuan),
    ("百万元", 1_000_000, UnitKind::Yuan),
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

/// Letters under which multiples of money are kept, the largest first.
const LETTERS: &[(&str, i64)] =
    &[("tn", 1_000_000_000_000), ("bn", 1_000_000_000), ("m", 1_000_000), ("k", 1_000), ("", 1)];
/// The same of rupees.
const LETTERS_OF_RUPEES: &[(&str, i64)] = &[("crore", 10_000_000), ("lakh", 100_000)];

/// Multiples that may stand behind a figure without a currency: 12m, 3 crore.
const BARE: &str = "k thousand thousands m mn mln mio million millions b bn billion billions mrd mia lakh lakhs lac lacs \
    cr crore crores";

impl UnitKind {
    /// Whether it is money of any currency.
    pub fn is_money(self) -> bool {
        !matches!(self, UnitKind::Percent | UnitKind::Count)
    }

    /// Whether its amounts are written with the sign of another currency: A$ and HK$ with `$`, yen with `¥`.
    pub fn is_written(self, with: UnitKind) -> bool {
        self == with || shares(with, self, true) || (with, self) == (UnitKind::Yuan, UnitKind::Yen)
    }

    /// The three letters under which it is known to banks, in small letters, or its sign.
    pub fn code(self) -> String {
        words::sign(self).trim().to_lowercase()
    }

    /// Every currency that is known.
    pub fn currencies() -> impl Iterator<Item = UnitKind> {
        words::CURRENCIES.iter().map(|(kind, ..)| *kind)
    }

    /// The currency of a sign or code that stands alone: `£`, `USD`.
    pub fn of_currency(sign: &str) -> Option<UnitKind> {
        match words::word(&folded(sign.trim()))? {
            Word::Currency(kind) | Word::Shared(kind) => Some(kind),
            _ => None,
        }
    }
}

/// How many of its base unit a multiple is that stands behind a figure alone: m, bn, thousand.
pub fn scale(word: &str) -> Option<i64> {
    let word = word.trim().to_lowercase();
    let known = BARE.split_whitespace().any(|bare| bare == word);
    match words::word(&word).filter(|_| known)? {
        Word::Multiple(factor) => Some(factor),
        _ => None,
    }
}

impl Unit {
    /// Yuan in ten thousands, the usual unit of project tables.
    pub fn wan_yuan() -> Unit {
        Unit { label: "万元".to_string(), factor: 10_000, kind: UnitKind::Yuan }
    }

    /// Money without a multiple.
    pub fn base(kind: UnitKind) -> Unit {
        Unit::kept(kind, 1, kind == UnitKind::Yuan)
    }

    /// Money with a multiple.
    pub fn of(kind: UnitKind, factor: i64) -> Unit {
        Unit::kept(kind, factor, kind == UnitKind::Yuan)
    }

    /// The unit that a label names exactly.
    pub fn from_label(label: &str) -> Option<Unit> {
        match Unit::read(label) {
            Wording::Unit(unit) => Some(unit),
            Wording::Unclear | Wording::Nothing => None,
        }
    }

    /// What a label says of units of money, of percent and of people.
    pub fn read(label: &str) -> Wording {
        let label = label.trim();
        let label = &*words::in_full(label);
        let found = UNITS.iter().find(|(name, ..)| *name == label);
        let known = found.map(|(name, factor, kind)| Unit { label: (*name).to_string(), factor: *factor, kind: *kind });
        known.map_or_else(|| wording::read(label), Wording::Unit)
    }

    /// The unit that is kept under exactly this name, also where a header may mean something else by it: PEN, ALL, JPY 100m.
    pub fn of_kept(label: &str) -> Option<Unit> {
        let label = label.trim();
        words::CURRENCIES.iter().find_map(|(kind, sign, _)| {
            let rest = label.strip_prefix(sign.trim_end())?.trim_start();
            let count = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (count, letters) = rest.split_at(count);
            let count: i64 = if count.is_empty() { 1 } else { count.parse().ok()? };
            let times = LETTERS_OF_RUPEES.iter().chain(LETTERS).find(|(known, _)| *known == letters)?.1;
            let factor = count.checked_mul(times)?;
            let kept = [true, false].map(|chinese| Unit::kept(*kind, factor, chinese));
            kept.into_iter().find(|unit| unit.label == label)
        })
    }

    /// Money with its multiple, under the name by which it is kept: that of offices, or a sign and letters.
    fn kept(kind: UnitKind, factor: i64, chinese: bool) -> Unit {
        let named = || UNITS.iter().find(|(_, times, of)| (*times, *of) == (factor, kind)).map(|(name, ..)| *name);
        let own = if kind == UnitKind::Rupee { LETTERS_OF_RUPEES } else { &[] };
        let exact = own.iter().chain(LETTERS).find(|(_, times)| *times == factor);
        let label = match (exact, named()) {
            (_, Some(name)) if chinese => name.to_string(),
            (Some((letters, _)), _) if factor > 1 => format!("{}{letters}", words::sign(kind)),
            (_, Some(name)) if matches!(kind, UnitKind::Yuan | UnitKind::Dollar) => name.to_string(),
            _ => {
                let largest = LETTERS.iter().find(|(_, times)| factor % times == 0);
                let (letters, times) = largest.copied().unwrap_or(("", 1));
                let count = if factor == times { String::new() } else { (factor / times).to_string() };
                format!("{}{count}{letters}", words::sign(kind)).trim_end().to_string()
            }
        };
        Unit { label, factor, kind }
    }
}
