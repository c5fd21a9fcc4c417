//! What a figure holds behind its sixth place: 1.23456789 亿元 is 123,456,789 yuan, and not 123,456,800.
//!
//! Takes the digits of a figure; gives what is lost where only six places are kept, so that a multiple is applied to all of
//! them and a loss that remains can be said. Figures that a machine worked out have more digits than anybody typed: what they
//! lose is their own rounding.

use super::{Amount, LIMIT, PLACES, divide_half_even, shifted};

/// From so many digits on a figure was worked out by a machine: that is what spreadsheets keep.
const DIGITS_WORKED_OUT: usize = 15;
/// A millionth, in the parts that are counted here.
const PARTS: i128 = 1_000_000;

/// What a figure is more, or less, than its six places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fine {
    /// In 10⁻¹²: half a millionth at most.
    parts: i32,
    /// Whether a machine worked the figure out.
    worked_out: bool,
}

impl Fine {
    /// What `whole.fraction` × 10^exponent is more than so many millionths.
    pub(super) fn behind(millionths: i128, (whole, fraction, exponent): (&str, &str, i32)) -> Fine {
        if i64::try_from(fraction.len()).unwrap_or(i64::MAX) - i64::from(exponent) <= i64::from(PLACES) {
            return Fine::default();
        }
        let Ok(all) = shifted(whole, fraction, exponent.saturating_add(PLACES as i32)) else { return Fine::default() };
        let digits = [whole, fraction].concat();
        let digits = digits.trim_matches('0').len();
        // What is smaller still is not lost without a trace.
        let more = if all == 0 && digits > 0 { 1 } else { all - millionths * PARTS };
        Fine { parts: i32::try_from(more).unwrap_or(0), worked_out: digits >= DIGITS_WORKED_OUT }
    }

    /// The same of the figure with the other sign.
    pub fn negative(self) -> Fine {
        Fine { parts: -self.parts, ..self }
    }

    /// A figure times a multiple, all its digits counted; nothing beyond what is kept.
    pub fn times(self, amount: Amount, factor: i64) -> Option<Amount> {
        let product = amount.times(factor)?;
        if self.parts == 0 {
            return Some(product);
        }
        let more = divide_half_even(i128::from(self.parts) * i128::from(factor), PARTS);
        Some(Amount(product.0 + more)).filter(|amount| amount.0.abs() <= LIMIT)
    }

    /// Whether something that a person wrote is lost when it is multiplied.
    pub fn is_lost(self, factor: i64) -> bool {
        !self.worked_out && i128::from(self.parts) * i128::from(factor) % PARTS != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_behind_the_sixth_place_count_where_a_multiple_makes_them_whole() {
        let times = |text: &str, factor: i64| {
            let (amount, fine) = Amount::parse_fine(text).unwrap();
            (fine.times(amount, factor).unwrap().to_string(), fine.is_lost(factor))
        };
        assert_eq!(times("1.23456789", 100_000_000), ("123456789".to_string(), false));
        assert_eq!(times("-1.23456789", 100_000_000), ("-123456789".to_string(), false));
        assert_eq!(times("0.191448628", 1), ("0.191449".to_string(), true));
        assert_eq!(times("0.0000005", 100_000_000), ("50".to_string(), false));
        assert_eq!(
            times("1234567890.1234567", 1),
            ("1234567890.123457".to_string(), false),
            "as long as a machine writes"
        );
        assert_eq!(times("12345678.1234567", 1), ("12345678.123457".to_string(), false));
        assert_eq!(times("1234567.1234567", 1), ("1234567.123457".to_string(), true));
        assert_eq!(times("4.9e-7", 1), ("0".to_string(), true));
        assert_eq!(times("1e-40", 1), ("0".to_string(), true));
        assert_eq!(times("0.0000000000", 1), ("0".to_string(), false));
        assert_eq!(times("12.5000000", 10_000), ("125000".to_string(), false));
        // A third of something, as a spreadsheet works it out.
        assert_eq!(times("33.3333333333333", 1), ("33.333333".to_string(), false));
        assert_eq!(times("5.55111512312578e-17", 1), ("0".to_string(), false));
        assert_eq!(times("999999999999999.9999999", 1), ("1000000000000000".to_string(), false));
    }
}
