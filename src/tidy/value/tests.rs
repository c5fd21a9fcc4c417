//! Figures of every habit.

use super::*;

fn in_unit(text: &str, unit: &Unit) -> String {
    let read = figure(text).and_then(|f| f.map(|f| money(&f, unit)).transpose());
    match read {
        Ok(Some(amount)) => amount.in_unit(unit.factor).to_string(),
        Ok(None) => "nothing".to_string(),
        Err(reason) => format!("{reason:?}"),
    }
}

/// What is written, and how it is read.
const CASES: &[(&str, &str)] = &[
    ("1234.5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1 234 567", "1234567"),
    ("1\u{2009}234\u{2009}567,5", "1234567.5"),
    ("1'234.5", "1234.5"),
    ("1’234", "1234"),
    ("1.234,5", "1234.5"),
    ("1.234.567", "1234567"),
    ("1,5", "1.5"),
    ("0,125", "0.125"),
    ("８９５１", "8951"),
    ("１，２３４．５", "1234.5"),
    ("(12)", "-12"),
    ("（１２）", "-12"),
    ("12-", "-12"),
    ("1,234.50-", "-1234.5"),
    ("−12", "-12"),
    ("￥1,000", "1000"),
    ("¥ 1,000", "1000"),
    ("RMB 1,000", "1000"),
    ("1000 RMB", "0.1"),
    ("人民币1000", "1000"),
    ("-¥5", "-5"),
    ("(¥5)", "-5"),
    ("￥5万", "5"),
    ("￥5万元", "5"),
    ("2000万", "2000"),
    ("2000万元", "2000"),
    ("3.5亿元", "35000"),
    ("3.5 亿", "35000"),
    ("5千元", "0.5"),
    ("120元", "0.012"),
    ("1.5m", "150"),
    ("2 bn", "200000"),
    ("3k", "0.3"),
    ("1.2e3", "1200"),
    ("1.5e+07", "15000000"),
    (" 12 \u{a0}", "12"),
    ("三", "3"),
    ("二十", "20"),
    ("十五亿", "150000"),
    ("十五亿元", "150000"),
    ("三千二百万元", "3200"),
    ("1234*", "1234"),
    ("12.5 (p)", "12.5"),
    ("—", "nothing"),
    ("－", "nothing"),
    ("-", "nothing"),
    ("/", "nothing"),
    ("无", "nothing"),
    ("N/A", "nothing"),
    ("1e309", "OutOfRange"),
    ("9e99", "OutOfRange"),
    ("NaN", "NotANumber"),
    ("inf", "NotANumber"),
    ("infinity", "NotANumber"),
    ("正在统计", "NotANumber"),
    ("1,23,456", "123456"), // India writes lakhs so
    ("1..2", "NotANumber"),
    ("12 34", "NotANumber"),
    ("约500", "NotANumber"),
    ("500多", "NotANumber"),
    ("12.5 p", "NotANumber"),
    ("200（预计）", "NotANumber"),
    ("200(预)", "NotANumber"),
    ("200（估）", "NotANumber"),
    ("200(暂)", "NotANumber"),
    ("200（初步）", "200"),
    ("12:00:00", "NotANumber"),
    ("30:00:00", "NotANumber"),
    ("1234²", "NotANumber"),
    ("1234①", "NotANumber"),
    ("1½", "NotANumber"),
    ("85%", "NotANumber"),
    ("300万美元", "OtherUnit"),
    ("$300", "OtherUnit"),
    ("£12m", "OtherUnit"),
    ("--5", "NotANumber"),
    ("(-5)", "NotANumber"),
    ("-5-", "NotANumber"),
    ("1.2.3,4", "NotANumber"),
    ("三类", "NotANumber"),
    ("一是", "NotANumber"),
    ("万", "NotANumber"),
    ("¥", "NotANumber"),
];

#[test]
fn figures_are_read_exactly_or_not_at_all() {
    for (text, expected) in CASES {
        assert_eq!(in_unit(text, &Unit::wan_yuan()), *expected, "{text:?}");
    }
}

#[test]
fn a_sign_of_money_must_be_that_of_its_column() {
    let pounds = Unit::from_label("£m").expect("a unit");
    for (text, expected) in [
        ("£12,343.96", "12343.96"),
        ("£0.00", "0"),
        ("£5k", "0.005"),
        ("£2bn", "2000"),
        ("1.5m", "1.5"),
        ("GBP 12", "12"),
        ("12 GBP", "0.000012"),
        ("(£3.5)", "-3.5"),
        ("$5", "OtherUnit"),
        ("5万元", "OtherUnit"),
    ] {
        assert_eq!(in_unit(text, &pounds), expected, "{text:?}");
    }
}

#[test]
fn the_habit_of_a_number_is_told() {
    use Written::{Comma, GroupedComma, GroupedPoint, OpenComma, OpenPoint, Plain, Point};
    let cases = [
        ("1234", Plain),
        ("12.5", Point),
        ("0.125", Point),
        ("1234.567", Point),
        ("1.234", OpenPoint),
        ("-123.456", OpenPoint),
        ("1,234", OpenComma),
        ("￥1,234", OpenComma),
        ("1,5", Comma),
        ("1234,567", Comma),
        ("1,234.5", GroupedPoint),
        ("1,234,567", GroupedPoint),
        ("1.234,5", GroupedComma),
        ("1.234.567", GroupedComma),
        ("1 234,567", GroupedComma),
        ("1 234.567", GroupedPoint),
        ("1.234e3", Point),
    ];
    for (text, expected) in cases {
        let written = figure(text).ok().flatten().map(|figure| figure.written);
        assert_eq!(written, Some(expected), "{text:?}");
    }
}
