//! Tables in which months or quarters, halves and the whole year stand side by side, as labour and price offices print them.

use super::series::{read_known, said, told};
use duban::tidy::Known;

const MONTHS: &str = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec";

fn of_file(text: &str) -> String {
    said(&read_known("Consumer prices.csv", text.as_bytes(), &Known::default()).unwrap())
}

#[test]
fn halves_and_the_year_stand_beside_their_months_and_all_are_read() {
    let year = |year: u32| format!("{year},1,2,3,4,5,6,7,8,9,10,11,12,6.5,3.5,9.5\n");
    let found = of_file(&format!("Year,{MONTHS},Annual,HALF1,HALF2\n{}{}", year(2004), year(2005)));
    assert_eq!(found.lines().filter(|line| line.starts_with("Consumer prices")).count(), 30, "{found}");
    for line in ["2004-01 = 1", "2004-12 = 12", "2004 = 6.5", "2004-H1 = 3.5", "2005-H2 = 9.5"] {
        assert!(found.contains(&format!("Consumer prices {line}")), "{line}: {found}");
    }
    assert!(!found.contains("columns_left_out"), "{found}");
    let chinese = "年份,1月,2月,3月,4月,5月,6月,上半年,7月,8月,9月,10月,11月,12月,下半年,全年\n";
    let found = of_file(&format!(
        "{chinese}2022年,1,2,3,4,5,6,21,7,8,9,10,11,12,57,78\n2023年,1,2,3,4,5,6,21,7,8,9,10,11,12,57,78\n"
    ));
    for line in ["2022-06 = 6", "2022-H1 = 21", "2022-07 = 7", "2023-H2 = 57", "2023 = 78"] {
        assert!(found.contains(&format!("Consumer prices {line}")), "{line}: {found}");
    }
}

#[test]
fn quarters_with_their_halves_and_their_year_are_of_one_indicator() {
    assert_eq!(
        told("Indicator,Year,Q1,Q2,H1,Q3,Q4,H2\nOutput,2022,1,2,3,4,5,9\nOutput,2023,1,2,3,4,5,9\n").lines().nth(2),
        Some("Output 2022-H1 = 3")
    );
    assert_eq!(
        told("Indicator,2022,,,,,2023,,,,\n,Q1,Q2,Q3,Q4,Annual,Q1,Q2,Q3,Q4,Annual\nOutput,1,2,3,4,10,5,6,7,8,26\n"),
        "Output 2022-Q1 = 1\nOutput 2022-Q2 = 2\nOutput 2022-Q3 = 3\nOutput 2022-Q4 = 4\nOutput 2022 = 10\n\
         Output 2023-Q1 = 5\nOutput 2023-Q2 = 6\nOutput 2023-Q3 = 7\nOutput 2023-Q4 = 8\nOutput 2023 = 26"
    );
}

#[test]
fn what_is_annual_beside_parts_that_do_not_end_a_year_is_left_out_and_a_sum_too() {
    let open = told("Indicator,Year,Jan,Feb,Annual\nOutput,2022,1,2,3\nOutput,2023,1,2,3\n");
    assert!(open.contains("Output 2022-02 = 2") && open.contains("[columns_left_out]"), "{open}");
    assert!(!open.contains("Output 2022 ="), "{open}");
    let sum = told("Indicator,Year,Q1,Q2,Q3,Q4,Total\nOutput,2022,1,2,3,4,10\nOutput,2023,1,2,3,4,10\n");
    assert!(sum.contains("Output 2023-Q4 = 4") && sum.contains("[columns_left_out]"), "{sum}");
    // After December, what is of the first quarter may be of the next year.
    let next = told("2022年产值\n指标,11月,12月,一季度\n产值,1,2,3\n");
    assert!(!next.contains("2022-Q1 = 3"), "{next}");
}

#[test]
fn a_column_that_only_names_the_month_again_is_no_indicator_and_tells_no_rows_apart() {
    let rows = "Output 2024-01 = 10\nOutput 2024-02 = 11\nOutput 2024-03 = 12";
    for table in [
        "year,month,month_name,Output\n2024,1,January,10\n2024,2,February,11\n2024,3,March,12\n",
        "Date,Month name,Output\n2024-01,Jan,10\n2024-02,Feb,11\n2024-03,Mar,12\n",
        "年份,月份,月份名称,Output\n2024,1,一月,10\n2024,2,二月,11\n2024,3,三月,12\n",
    ] {
        assert_eq!(told(table), rows, "{table}");
    }
    let days = told("Date,Weekday,Output\n2024-01-05,Friday,10\n2024-01-06,Saturday,11\n2024-01-08,Monday,12\n");
    assert!(days.starts_with("Output 2024-01-05 = 10"), "{days}");
    // What is no word of a calendar still is asked about.
    let open = told("year,month,kind,Output\n2024,1,Men,10\n2024,2,Women,11\n2024,3,All,12\n");
    assert!(open.contains("not_told_apart") || open.contains("NotToldApart"), "{open}");
}
