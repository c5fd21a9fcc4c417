//! Conditions that are allowed, conditions that are refused, and texts that are no conditions at all.

use super::*;
use proptest::prelude::*;

fn fault(text: &str) -> String {
    match compile(text) {
        Ok(condition) => panic!("{text:?} was allowed: {condition:?}"),
        Err(fault) => format!("{} / {}", fault.message, fault.hint),
    }
}

#[test]
fn what_offices_ask_is_allowed() {
    for text in [
        "NOT started AND days_since_planned_start > 30",
        "cumulative < 0.75 * expected",
        "percent_of_expected BETWEEN 60 AND 80 AND class = '确保'",
        "points_below >= 10 AND points_below <= 30",
        "class IN ('确保', '力争') AND annual_target > 10000",
        "unchanged IN (3, 4, 5)",
        "name LIKE '%学校%' OR name ILIKE '%school%'",
        "town IS NULL",
        "COALESCE(cumulative, 0) = 0 AND start_date < '2026-03-01'",
        "end_date - as_of < 60 AND percent_done < 50",
        "CASE WHEN class = '确保' THEN percent_done < 50 ELSE percent_done < 30 END",
        "ABS(points_below) > 15.5",
        "start_date = DATE '2026-03-01'",
        "STARTS_WITH(name, '区') OR REGEXP_LIKE(name, '^[0-9]+号')",
        "NOT (started OR completed)",
        "cumulative / annual_target < 1 / 3",
        "completed = FALSE",
    ] {
        if let Err(fault) = compile(text) {
            panic!("{text}: {fault:?}");
        }
    }
}

#[test]
fn what_is_not_on_the_list_is_refused_by_name() {
    for (text, said) in [
        ("(SELECT 1)", "query"),
        ("EXISTS (SELECT 1)", ""),
        ("SUM(cumulative) > 1", "not allowed"),
        ("COUNT(*) > 1", ""),
        ("ROW_NUMBER() OVER (ORDER BY name) < 3", ""),
        ("cumulative", "a figure, not true or false"),
        ("class", "a text, not true or false"),
        ("class > 5", "a text is compared with a figure"),
        ("start_date > 'soon'", "no day"),
        ("comulative < 5", "did you mean `cumulative`"),
        ("CAST(cumulative AS DOUBLE) < 5", "CAST"),
        ("cumulative % 7 = 0", "not allowed"),
        ("read_csv('/etc/passwd')", ""),
        ("started; DROP TABLE x", "no place"),
        ("started -- yes", "no place"),
        ("started AS x", "AS"),
        ("*", ""),
        ("", "empty"),
        ("class = '确保", "not closed"),
        ("cumulative < 1e5", "no plain number"),
        ("cumulative < 0.12345678901234567", "figures"),
        ("cumulative * annual_target * annual_target > 1", "digits"),
        ("REGEXP_LIKE(name, '(')", "not understood"),
        ("1 + 1", "a figure, not true"),
    ] {
        let told = fault(text);
        assert!(told.contains(said), "{text}: {told}");
    }
}

#[test]
fn upper_and_lower_case_of_columns_are_the_same() {
    assert_eq!(compile("Cumulative < 5").unwrap().columns, ["cumulative"]);
}

#[test]
fn the_longest_rule_is_understood_and_one_more_is_refused_before_it_is_parsed() {
    let sum = |terms: usize| format!("{} > 0", vec!["1"; terms].join("+"));
    assert!(compile(&sum(OPERATORS_MAX)).is_ok());
    assert!(fault(&sum(OPERATORS_MAX + 1)).contains("operators"));
    let any = vec!["started"; OPERATORS_MAX - 20].join(" OR ");
    assert!(any.len() < BYTES_MAX && compile(&any).is_ok());
    // A fuller chain would end the process without the count: five thousand operators.
    assert!(fault(&vec!["1"; 5_000].join("+")).contains("bytes"));
    assert!(fault(&"NOT ".repeat(300)).contains("operators"));
    assert!(fault(&"(".repeat(1_500)).contains("operators"));
    let long = format!("name = '{}'", "区".repeat((BYTES_MAX - 9) / 3));
    assert!(compile(&long).is_ok());
    assert!(fault(&format!("{long}          ")).contains("bytes"));
}

/// Words that conditions are made of, and words that they are not.
const WORDS: &str = "cumulative expected name class started start_date as_of AND OR NOT IN IS NULL BETWEEN LIKE CASE WHEN THEN ELSE END OVER SELECT FROM CAST AS COALESCE ABS ( ) + - * / % < > = <= <> || :: [ ] , . '确保' '2026-01-01' '%' 0 1 0.75 999999999999999 TRUE INTERVAL DATE EXISTS ANY $1 @ ^ ~ ! ? & | EXTRACT POSITION SUBSTRING TRIM ARRAY STRUCT x 进度 \u{0}";

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS.split(' ').collect::<Vec<_>>());
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_a_panic(text in prop_oneof![words(), ".{0,200}"]) {
        if let Err(fault) = compile(&text) {
            prop_assert!(!fault.message.is_empty() && !fault.hint.is_empty());
            prop_assert!(!fault.message.contains("cannot be understood"), "{text:?} panicked: {}", fault.message);
        }
    }
}
