//! What a column beside that of the years counts: months, quarters or halves, by the word above it.
//!
//! Takes the header of such a column; gives the label of the part that a bare number in it is. A number below any other word is
//! none here.

/// Headers of columns that count months.
const MONTHS: &str = "月 月份 month months monat monate mois mes meses mês mese mesi maand miesiąc měsíc måned månad kuukausi ay luna bulan hónap місяць tháng месяц 월";
/// Headers of columns that count quarters.
const QUARTERS: &str = "季 季度 quarter quarters qtr quartal quartale trimestre trimestres trimestri trimester trim kwartał kwartaal kvartal \
    čtvrtletí negyedév çeyrek triwulan vuosineljännes quý квартал 분기 四半期";
/// Headers of columns that count halves.
const HALVES: &str =
    "half halfyear halbjahr semestre semestres semestri semester półrocze pololetí halvår полугодие 반기";

/// Whether a header says that quarters stand below it; as headers are compared.
pub fn is_of_quarters(header: &str) -> bool {
    header == "quarters" || header == "quarterending" || QUARTERS.split_whitespace().any(|word| word == header)
}

/// Headers of columns that hold periods of any length.
const PERIODS: &str = "period periods periode période período periodo periodi okres období perioada dönem период kỳ 时期 期间 时间 期 \
    time date season monthname quartername 月份名称 時期 期間";

/// Whether a header says that parts of years stand below it; as headers are compared.
pub fn heads_parts(header: &str) -> bool {
    let all = [MONTHS, QUARTERS, HALVES, PERIODS];
    all.iter().any(|words| words.split_whitespace().any(|word| word == header)) || is_of_quarters(header)
}

/// What a bare number below a header is the label of: 季度 and 1 are 1季度.
pub fn counted(header: &str, count: &str) -> Option<String> {
    let is_count = (1..=2).contains(&count.len()) && count.bytes().all(|b| b.is_ascii_digit());
    let says = |words: &str| words.split_whitespace().any(|word| word == header);
    match header {
        _ if !is_count => None,
        _ if says(MONTHS) => Some(format!("{count}月")),
        _ if says(QUARTERS) => Some(format!("{count}季度")),
        _ if says(HALVES) => Some(format!("h{}", count.trim_start_matches('0'))),
        _ => None,
    }
}
