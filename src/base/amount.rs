//! Exact decimal figures. No float ever decides a grade: a figure is an integer count of millionths,
//! and every comparison is made on integers.

/// What figures are written in.
pub mod unit;

/// Digits in one machine word.
mod digits;

/// Digits behind the sixth place.
mod fine;

pub use fine::Fine;
use serde::{Deserialize, Serialize};
use std::fmt;
pub use unit::{Unit, UnitKind, Wording, scale};

/// Decimal places that are kept.
const PLACES: u32 = 6;
/// One, in millionths.
const ONE: i128 = 1_000_000;
/// The largest figure read from a file (10^15): above any budget in yuan, and figure × trajectory × percent, both in
/// millionths, stays inside 128 bits.
const LIMIT: i128 = 1_000_000_000_000_000 * ONE;

/// What the last digit is worth, by how many stand behind the point, in millionths.
const STEPS: [u32; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

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
        Amount::parse_fine(text).map(|(amount, _)| amount)
    }

    /// The same, and what stands behind the sixth place.
    ///
    /// # Errors
    /// As [`Amount::parse`].
    pub fn parse_fine(text: &str) -> Result<(Amount, Fine), AmountError> {
        if let Some((amount, _)) = Amount::of_digits(text) {
            return Ok((amount, Fine::default()));
        }
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
        let fine = Fine::behind(value, (whole, fraction, exponent));
        Ok(if negative { (Amount(-value), fine.negative()) } else { (Amount(value), fine) })
    }

    /// Reads digits with at most a point among them, few enough for one machine word, as nearly all figures are: the
    /// same as [`Amount::parse`], and how many of the digits stand behind the point, where there is one.
    #[inline]
    pub fn of_digits(text: &str) -> Option<(Amount, Option<usize>)> {
        let bytes = text.as_bytes();
        if bytes.len() > 16 {
            return None;
        }
        let (mut value, mut point) = (0u64, None);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'), // at most 16 digits
                b'.' if point.is_none() => point = Some(at),
                _ => return None,
            }
        }
        let behind = point.map(|at| bytes.len() - at - 1);
        let step = STEPS.get(behind.unwrap_or(0)).filter(|_| bytes.len() > usize::from(point.is_some()))?;
        // A whole number of sixteen digits may be beyond what is kept.
        let amount = i128::from(value) * i128::from(*step);
        (amount <= LIMIT).then_some((Amount(amount), behind))
    }

    /// The same of digits that stand in a longer text, from a place on: eight of its bytes are read at once.
    #[inline]
    pub fn of_digits_at(text: &str, start: usize, length: usize) -> Option<(Amount, Option<usize>)> {
        let word = text.as_bytes().get(start..).and_then(|rest| rest.first_chunk::<8>());
        let Some(word) = word.filter(|_| (1..=8).contains(&length)) else {
            return Amount::of_digits(text.get(start..start.checked_add(length)?)?);
        };
        let (value, behind) = digits::of_word(u64::from_le_bytes(*word), length as u32)?;
        let step = STEPS.get(behind.unwrap_or(0))?;
        Some((Amount(i128::from(value) * i128::from(*step)), behind))
    }

    /// The figure a spreadsheet shows for a stored binary number: 15 significant digits, as the spreadsheets
    /// themselves print it, so that `0.1+0.2` is 0.3. NaN and infinities are no figures.
    pub fn from_sheet_number(number: f64) -> Result<Amount, AmountError> {
        Amount::fine_from_sheet_number(number).map(|(amount, _)| amount)
    }

    /// The same, and what stands behind the sixth place.
    ///
    /// # Errors
    /// As [`Amount::from_sheet_number`].
    pub fn fine_from_sheet_number(number: f64) -> Result<(Amount, Fine), AmountError> {
        if !number.is_finite() {
            return Err(AmountError::NotANumber);
        }
        match Amount::of_short_number(number) {
            Some(amount) => Ok((amount, Fine::default())),
            None => Amount::parse_fine(&format!("{number:.14e}")),
        }
    }

    /// The figure of a number that is the nearest to a decimal of at most fifteen digits, six of them behind the point: these
    /// are what printing it to fifteen digits gives, because no two such decimals share a nearest number. Dividing is exact to
    /// the last bit, so that it proves the decimal or does not.
    pub fn of_short_number(number: f64) -> Option<Amount> {
        let powers = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];
        STEPS.iter().zip(powers).find_map(|(step, power)| {
            let shifted: f64 = number * power;
            // A half is added and the rest cut off: rounding by itself is a call, and what is proven need not be the nearest.
            let digits = if shifted.abs() < 1e15 { (shifted + 0.5f64.copysign(shifted)) as i64 } else { i64::MAX };
            (digits.unsigned_abs() < 1_000_000_000_000_000 && digits as f64 / power == number)
                .then(|| Amount(i128::from(digits) * i128::from(*step)))
        })
    }

    /// This figure times a unit's factor (万元: 10 000).
    #[inline]
    pub fn times(self, factor: i64) -> Option<Amount> {
        // Nearly every product fits half as many bits, and all of these are below the limit.
        if let (Ok(amount), Ok(factor)) = (u64::try_from(self.0), u64::try_from(factor))
            && let Some(product) = amount.checked_mul(factor)
        {
            return Some(Amount(i128::from(product)));
        }
        // Of what is kept and of every unit there is, no product is too large for the type: no check is needed before.
        let product = match self.0.unsigned_abs() <= LIMIT.unsigned_abs() && factor.unsigned_abs() < 1 << 56 {
            true => self.0 * i128::from(factor),
            false => self.0.checked_mul(i128::from(factor))?,
        };
        (product.unsigned_abs() <= LIMIT.unsigned_abs()).then_some(Amount(product))
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

    /// Whether nothing stands behind its point.
    #[inline]
    pub fn is_whole(self) -> bool {
        // Nearly every figure fits half as many bits, which are divided in a fraction of the time.
        match i64::try_from(self.0) {
            Ok(amount) => amount % 1_000_000 == 0,
            Err(_) => self.0 % 1_000_000 == 0,
        }
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

/// `whole.fraction` × 10^exponent in millionths, rounded half to even.
fn scaled(whole: &str, fraction: &str, exponent: i32) -> Result<i128, AmountError> {
    let value = shifted(whole, fraction, exponent)?;
    if value > LIMIT { Err(AmountError::OutOfRange) } else { Ok(value) }
}

/// The same, however large it is.
fn shifted(whole: &str, fraction: &str, exponent: i32) -> Result<i128, AmountError> {
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
    Ok(value + i128::from(round_up))
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
