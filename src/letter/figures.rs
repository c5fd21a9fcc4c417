//! Figures and days as a Chinese reader expects them. For showing only: nothing here decides anything.
//!
//! Takes exact amounts in yuan and days; gives `1,250万元`, `20.4`, `6月20日（星期五）`.

use crate::base::amount::{Amount, divide_half_even};
use chrono::{Datelike, NaiveDate, Weekday};

const WAN: i64 = 10_000;
const YI: i64 = 100_000_000;
/// Millionths in one hundredth.
const HUNDREDTH: i128 = 10_000;

/// The unit and the decimals in which all money of one sentence is shown, so that a reader can subtract in the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    factor: i64,
    label: &'static str,
    places: u32,
}

impl Scale {
    /// The scale for reported figures that stand in one sentence: 万元, or 亿元 where every figure but zero reaches 1 亿 and
    /// two decimals say it exactly. Decimals as far as the figures need them, at most two.
    pub fn of(reported: &[Amount]) -> Scale {
        let figures = || reported.iter().filter(|a| a.0 != 0);
        let large = figures().all(|a| a.0.unsigned_abs() >= Amount::whole(YI).0.unsigned_abs());
        let round = figures().all(|a| a.0 % Amount::whole(YI / 100).0 == 0);
        let (factor, label) =
            if figures().next().is_some() && large && round { (YI, "亿元") } else { (WAN, "万元") };
        let places = reported.iter().map(|a| places(a.in_unit(factor))).max().unwrap_or(0);
        Scale { factor, label, places }
    }

    /// The same scale with two decimals: for small differences that would round to nothing.
    pub fn finer(self) -> Scale {
        Scale { places: 2, ..self }
    }

    /// The amount as shown: rounded to the scale, so that sums of what is shown add up.
    pub fn round(self, amount: Amount) -> Amount {
        amount.in_unit(self.factor).rounded(self.places)
    }

    /// `1,250万元`
    pub fn show(self, amount: Amount) -> String {
        self.label_of(self.round(amount))
    }

    /// Text of an amount that [`Scale::round`] gave. Nothing is `0` in every unit.
    pub fn label_of(self, rounded: Amount) -> String {
        if rounded == Amount::ZERO {
            return "0".to_string();
        }
        format!("{}{}", grouped(rounded), self.label)
    }
}

/// How many decimals a figure needs, at most two.
fn places(figure: Amount) -> u32 {
    let hundredths = figure.rounded(2).0 / HUNDREDTH;
    if hundredths % 100 == 0 {
        0
    } else if hundredths % 10 == 0 {
        1
    } else {
        2
    }
}

/// Digits with a comma after each thousand.
fn grouped(figure: Amount) -> String {
    let text = figure.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut shown = String::from(sign);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// Percentage points or percent with one decimal, two where one would show nothing.
pub fn points(figure: Amount) -> String {
    let rounded = figure.rounded(1);
    if rounded.0 == 0 && figure.0 != 0 { figure.rounded(2).to_string() } else { rounded.to_string() }
}

/// `part` as a percentage of `whole`: `20.8%`; nothing where there is no whole.
pub fn share(part: Amount, whole: Amount) -> Option<String> {
    if whole.0 <= 0 {
        return None;
    }
    let percent = part.0.checked_mul(100 * 1_000_000)?;
    Some(format!("{}%", points(Amount(divide_half_even(percent, whole.0)))))
}

/// `2014年6月20日`
pub fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `6月20日`, with the year where it is not that of `today`.
pub fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    let year = if day.year() == today.year() { String::new() } else { format!("{}年", day.year()) };
    format!("{year}{}月{}日", day.month(), day.day())
}

/// `6月20日（星期五）`, with the year where it is not that of `today`.
pub fn weekday(day: NaiveDate, today: NaiveDate) -> String {
    let name = match day.weekday() {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    };
    format!("{}（星期{name}）", short_day(day, today))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(text: &str) -> Amount {
        Amount::parse(text).unwrap().times(WAN).unwrap()
    }

    fn show(figures: &[&str]) -> Vec<String> {
        let amounts: Vec<Amount> = figures.iter().map(|f| wan(f)).collect();
        let scale = Scale::of(&amounts);
        amounts.iter().map(|a| scale.show(*a)).collect()
    }

    #[test]
    fn money_is_shown_in_the_unit_of_the_tables() {
        assert_eq!(show(&["6000", "1250"]), ["6,000万元", "1,250万元"]);
        assert_eq!(show(&["6000", "1250.5"]), ["6,000万元", "1,250.5万元"]);
        assert_eq!(show(&["1234567.891"]), ["1,234,567.89万元"]);
        assert_eq!(show(&["0", "-23802"]), ["0", "-23,802万元"]);
    }

    #[test]
    fn yi_is_used_only_where_it_says_the_same() {
        assert_eq!(show(&["120000", "35500"]), ["12亿元", "3.55亿元"]);
        assert_eq!(show(&["120000", "0"]), ["12亿元", "0"]);
        assert_eq!(show(&["120000", "35501"]), ["120,000万元", "35,501万元"]);
        assert_eq!(show(&["120000", "3500"]), ["120,000万元", "3,500万元"]);
    }

    #[test]
    fn shares_and_points_have_one_decimal() {
        assert_eq!(share(wan("1250"), wan("6000")).as_deref(), Some("20.8%"));
        assert_eq!(share(wan("1"), Amount::ZERO), None);
        assert_eq!(points(Amount::parse("0.04").unwrap()), "0.04");
        assert_eq!(points(Amount::parse("20.416667").unwrap()), "20.4");
    }

    #[test]
    fn days_name_the_weekday_and_another_year() {
        let of = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(weekday(of("2014-06-20"), of("2014-06-16")), "6月20日（星期五）");
        assert_eq!(weekday(of("2015-01-04"), of("2014-12-31")), "2015年1月4日（星期日）");
    }
}
