//! The short texts of configuration that mean numbers: `2 workdays`, `below 75 % of expected`, `at once`.
//!
//! Takes a text; gives what it means, or what to write instead. Never takes one word for another: percent of what is
//! expected and percentage points below it are different things.

use super::checks::RefuseFile;
use super::rules::Threshold;
use crate::base::amount::Amount;

/// The longest wait that makes sense, in days.
const DAYS_MAX: u32 = 366;

/// `2 workdays`, `1 workday`.
pub fn workdays(text: &str) -> Result<u32, String> {
    counted(text, &["workday", "workdays"], "2 workdays")
}

/// `10 days`, `1 day`.
pub fn days(text: &str) -> Result<u32, String> {
    counted(text, &["day", "days"], "10 days")
}

/// `due within 10 workdays`.
pub fn due_within(text: &str) -> Result<u32, String> {
    let example = "due within 10 workdays";
    let rest = after_words(text, "due within").ok_or_else(|| format!("write it as \"{example}\""))?;
    counted(&rest, &["workday", "workdays"], example)
}

/// `overdue 1 day`.
pub fn overdue(text: &str) -> Result<u32, String> {
    let example = "overdue 1 day";
    let rest = after_words(text, "overdue").ok_or_else(|| format!("write it as \"{example}\""))?;
    counted(&rest, &["day", "days"], example)
}

/// `below 75 % of expected` or `10 points below expected`.
pub fn threshold(text: &str) -> Result<Threshold, String> {
    let spaced = text.replace('%', " % ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let figure = |digits: &str| Amount::parse(digits).ok().filter(|a| *a > Amount::ZERO);
    let found = match words.as_slice() {
        ["below", digits, "%", "of", "expected"] => {
            figure(digits).filter(|a| *a <= Amount::whole(200)).map(Threshold::PercentOfExpected)
        }
        [digits, "points" | "point", "below", "expected"] => {
            figure(digits).filter(|a| *a <= Amount::whole(100)).map(Threshold::PointsBelow)
        }
        _ => None,
    };
    let hint = "write \"below 75 % of expected\" (a share of what is due) or \"10 points below expected\" \
                (percentage points of the target)";
    found.ok_or_else(|| hint.to_string())
}

/// `more than 20 % of rows refused`, or `never`.
pub fn refuse_file(text: &str) -> Result<Option<RefuseFile>, String> {
    let spaced = text.replace('%', " % ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let share = |digits: &str| Amount::parse(digits).ok().filter(|a| (Amount::ZERO..Amount::whole(100)).contains(a));
    let found = match words.as_slice() {
        ["never"] => Some(None),
        ["more", "than", digits, "%", "of", "rows", "refused"] => {
            share(digits).map(|percent| Some(RefuseFile { percent, rows: 1 }))
        }
        _ => None,
    };
    found.ok_or_else(|| "write \"more than 20 % of rows refused\", from 0 % to below 100 %, or \"never\"".to_string())
}

/// `N unit`.
fn counted(text: &str, units: &[&str], example: &str) -> Result<u32, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [digits, unit] if units.contains(unit) => match digits.parse::<u32>() {
            Ok(n) if n <= DAYS_MAX => Ok(n),
            _ => Err(format!("write a whole number from 0 to {DAYS_MAX}, as in \"{example}\"")),
        },
        [_, "day" | "days"] => Err(format!("here working days are meant: write \"{example}\"")),
        [_, "workday" | "workdays"] => Err(format!("here calendar days are meant: write \"{example}\"")),
        _ => Err(format!("write it as \"{example}\"")),
    }
}

fn after_words(text: &str, words: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix(words).map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_of_expected_and_points_below_are_different_words() {
        let seventy_five = Amount::whole(75);
        assert_eq!(threshold("below 75 % of expected"), Ok(Threshold::PercentOfExpected(seventy_five)));
        assert_eq!(threshold("below 75% of expected"), Ok(Threshold::PercentOfExpected(seventy_five)));
        assert_eq!(threshold("10 points below expected"), Ok(Threshold::PointsBelow(Amount::whole(10))));
        for bad in [
            "75 %",
            "below 75 of expected",
            "10 % below expected",
            "below -5 % of expected",
            "0 points below expected",
            "below 300 % of expected",
        ] {
            assert!(threshold(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_share_of_rows_is_a_share_of_rows() {
        let limit = |percent| Ok(Some(RefuseFile { percent: Amount::whole(percent), rows: 1 }));
        assert_eq!(refuse_file("more than 20 % of rows refused"), limit(20));
        assert_eq!(refuse_file("more than 0% of rows refused"), limit(0));
        assert_eq!(refuse_file("never"), Ok(None));
        for bad in
            ["more than 100 % of rows refused", "more than -1 % of rows refused", "20 %", "more than 20 rows", ""]
        {
            assert!(refuse_file(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn days_are_not_workdays() {
        assert_eq!(workdays("2 workdays"), Ok(2));
        assert!(workdays("2 days").unwrap_err().contains("working days"));
        assert!(days("2 workdays").unwrap_err().contains("calendar days"));
        assert_eq!(due_within("due within 10 workdays"), Ok(10));
        assert_eq!(overdue("overdue  1 day"), Ok(1));
        assert!(workdays("-1 workdays").is_err());
        assert!(workdays("two workdays").is_err());
    }
}
