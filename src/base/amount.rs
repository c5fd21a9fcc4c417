//! Exact decimal figures. No float ever decides a grade: a figure is an integer count of millionths,
//! and every comparison is made on integers.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Decimal places that are kept.
const PLACES: u32 = 6;
/// One, in millionths.
const ONE: i128 = 1_000_000;
/// The largest figure read from a file (10^15): above any budget in yuan, and figure × trajectory × percent, both in
/// millionths, stays inside 128 bits.
const LIMIT: i128 = 1_000_000_000_000_000 * ONE;

/// An exact decimal with six places, in the base unit of its kind (money: yuan; everything else: as counted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Amount(pub i128);

/// Why a text is not a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not digits with at most one decimal point.
    #[error("not a number")]
    NotANumber,
    /// Beyond what is kept.
    #[error("number out of range")]
    OutOfRange,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// A whole number.
    pub const fn whole(n: i64) -> Amount {
        Amount(n as i128 * ONE)
    }

    /// Reads plain decimal text (`-1234.5`, `1.2e-3`), exactly; digits beyond the sixth place are rounded half to even.
    /// Group separators, units and full-width digits are the reader's business, not this function's.
    pub fn parse(text: &str) -> Result<Amount, AmountError> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| AmountError::NotANumber)?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.as_bytes().first() {
            Some(b'-') => (true, &mantissa[1..]),
            Some(b'+') => (false, &mantissa[1..]),
            _ => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let valid = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !valid(whole) || !valid(fraction) {
            return Err(AmountError::NotANumber);
        }
        if whole.len() + fraction.len() > 60 || exponent.unsigned_abs() > 60 {
            return Err(AmountError::OutOfRange);
        }
        let value = scaled(whole, fraction, exponent)?;
        Ok(Amount(if negative { -value } else { value }))
    }

    /// The figure a spreadsheet shows for a stored binary number: 15 significant digits, as the spreadsheets
    /// themselves print it, so that `0.1+0.2` is 0.3. NaN and infinities are no figures.
    pub fn from_sheet_number(number: f64) -> Result<Amount, AmountError> {
        if !number.is_finite() {
            return Err(AmountError::NotANumber);
        }
        Amount::parse(&format!("{number:.14e}"))
    }

    /// This figure times a unit's factor (万元: 10 000).
    pub fn times(self, factor: i64) -> Option<Amount> {
        self.0.checked_mul(i128::from(factor)).filter(|v| v.abs() <= LIMIT).map(Amount)
    }

    /// This figure divided by a unit's factor, rounded half to even at the sixth place: for showing, never for judging.
    pub fn in_unit(self, factor: i64) -> Amount {
        Amount(divide_half_even(self.0, i128::from(factor.max(1))))
    }

    /// Rounded half to even to `places` decimals: for showing, never for judging.
    pub fn rounded(self, places: u32) -> Amount {
        let step = 10i128.pow(PLACES - places.min(PLACES));
        Amount(divide_half_even(self.0, step) * step)
    }

    /// How many decimals it is written with, at most six.
    pub fn places(self) -> u32 {
        (0..PLACES).find(|places| self.0 % 10i128.pow(PLACES - places) == 0).unwrap_or(PLACES)
    }

    /// The nearest float: for JSON numbers and charts only.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

/// `n / d`, rounded half to even.
pub fn divide_half_even(n: i128, d: i128) -> i128 {
    let (quotient, remainder) = (n.div_euclid(d), n.rem_euclid(d));
    match (remainder * 2).cmp(&d) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + (quotient & 1),
    }
}

/// `whole.fraction` × 10^exponent in millionths.
fn scaled(whole: &str, fraction: &str, exponent: i32) -> Result<i128, AmountError> {
    let mut digits: String = [whole, fraction].concat();
    // Position of the last kept digit: six places after the (shifted) decimal point.
    let keep = whole.len() as i32 + exponent + PLACES as i32;
    if keep < 0 {
        return Ok(0);
    }
    let keep = keep as usize;
    while digits.len() < keep {
        digits.push('0');
    }
    let (kept, dropped) = digits.split_at(keep);
    let kept = kept.trim_start_matches('0');
    if kept.len() > 31 {
        return Err(AmountError::OutOfRange);
    }
    let value: i128 = if kept.is_empty() { 0 } else { kept.parse().map_err(|_| AmountError::OutOfRange)? };
    let round_up = match dropped.as_bytes().first() {
        Some(b'6'..=b'9') => true,
        Some(b'5') => dropped[1..].bytes().any(|b| b != b'0') || value & 1 == 1,
        _ => false,
    };
    let value = value + i128::from(round_up);
    if value > LIMIT { Err(AmountError::OutOfRange) } else { Ok(value) }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, value) = if self.0 < 0 { ("-", self.0.unsigned_abs()) } else { ("", self.0.unsigned_abs()) };
        let (whole, fraction) = (value / ONE.unsigned_abs(), value % ONE.unsigned_abs());
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:06}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> String {
        amount.to_string()
    }
}

impl TryFrom<String> for Amount {
    type Error = AmountError;

    fn try_from(text: String) -> Result<Amount, AmountError> {
        Amount::parse(&text)
    }
}

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
        let (_, letters, factor) = SCALES.iter().find(|(word, ..)| *word == rest)?;
        let label = match (kind, factor) {
            (UnitKind::Yuan, 1) => "元".to_string(),
            (UnitKind::Dollar, 1) => "美元".to_string(),
            _ => format!("{kept}{letters}"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        Amount::parse(text).map_or_else(|e| e.to_string(), |a| a.to_string())
    }

    #[test]
    fn texts_are_read_exactly() {
        let cases = [
            ("0", "0"),
            ("-0", "0"),
            ("0010", "10"),
            ("1234.5", "1234.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-1.000001", "-1.000001"),
            ("1.2e3", "1200"),
            ("1.2e-3", "0.0012"),
            ("0.0000005", "0"),
            ("0.0000015", "0.000002"),
            ("0.00000051", "0.000001"),
            ("1e30", "number out of range"),
            ("1e309", "number out of range"),
            ("", "not a number"),
            ("-", "not a number"),
            ("1.2.3", "not a number"),
            ("12a", "not a number"),
            ("NaN", "not a number"),
            ("inf", "not a number"),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), expected, "{text:?}");
        }
    }

    #[test]
    fn binary_noise_of_spreadsheets_is_not_a_figure() {
        let read = |n: f64| Amount::from_sheet_number(n).unwrap().to_string();
        assert_eq!(read(0.1 + 0.2), "0.3");
        assert_eq!(read(465.499_000_000_000_4), "465.499");
        assert_eq!(read(-23802.0), "-23802");
        assert!(Amount::from_sheet_number(f64::NAN).is_err());
    }

    #[test]
    fn units_of_money_in_english_are_known_with_their_multiple() {
        let unit = |label: &str| Unit::from_label(label).map(|u| format!("{} {} {:?}", u.label, u.factor, u.kind));
        for (label, expected) in [
            ("£m", "£m 1000000 Pound"),
            ("£ million", "£m 1000000 Pound"),
            ("GBP bn", "£bn 1000000000 Pound"),
            ("$k", "$k 1000 Dollar"),
            ("US$ millions", "$m 1000000 Dollar"),
            ("millions of USD", "$m 1000000 Dollar"),
            ("€'000", "€k 1000 Euro"),
            ("usd", "美元 1 Dollar"),
            ("RMB", "元 1 Yuan"),
            ("£", "£ 1 Pound"),
        ] {
            assert_eq!(unit(label).as_deref(), Some(expected), "{label}");
            let kept = Unit::from_label(label).map(|unit| unit.label).unwrap_or_default();
            assert_eq!(Unit::from_label(&kept), Unit::from_label(label), "{kept} reads back");
        }
        assert_eq!(unit("m"), None);
        assert_eq!(unit("million"), None);
    }

    #[test]
    fn yi_and_wan_are_the_same_money() {
        let yi = Amount::parse("1.006").unwrap().times(100_000_000).unwrap();
        let wan = Amount::parse("10060").unwrap().times(10_000).unwrap();
        assert_eq!(yi, wan);
        assert_eq!(yi.in_unit(10_000).to_string(), "10060");
    }
}
