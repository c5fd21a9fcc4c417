//! What stands in a cell instead of a value: withheld, exempt, not applicable, not published.
//!
//! Takes the text of a cell in a column of figures or days; gives the state it says, or nothing. A state is never 0 and
//! never a refusal: it is kept as it is written. A text that is not listed is none, and its cell is refused.

use super::{NOTHING, date, plain_dash};
use unicode_normalization::UnicodeNormalization;

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// A sign that says nothing more: —, /, 无.
    None,
    /// There can be no value here.
    NotApplicable,
    /// There is one, and it is held back: exempt, confidential.
    Withheld,
    /// There is none yet, or it was not given.
    NotPublished,
}

/// Texts that are wholly a state.
const WHOLE: &[(&str, State)] = &[
    ("n/a", State::NotApplicable),
    ("n.a.", State::NotApplicable),
    ("n.a", State::NotApplicable),
    ("not applicable", State::NotApplicable),
    ("n.v.t", State::NotApplicable),
    ("nvt", State::NotApplicable),
    ("s.o", State::NotApplicable),
    ("s/o", State::NotApplicable),
    ("sans objet", State::NotApplicable),
    ("entfällt", State::NotApplicable),
    ("nie dotyczy", State::NotApplicable),
    ("해당없음", State::NotApplicable),
    ("不适用", State::NotApplicable),
    ("不涉及", State::NotApplicable),
    ("n.d", State::NotPublished),
    ("n. d", State::NotPublished),
    ("nd", State::NotPublished),
    ("n/d", State::NotPublished),
    ("s/d", State::NotPublished),
    ("s.d", State::NotPublished),
    ("sin datos", State::NotPublished),
    ("sin dato", State::NotPublished),
    ("sem dados", State::NotPublished),
    ("k.a", State::NotPublished),
    ("k. a", State::NotPublished),
    ("keine angabe", State::NotPublished),
    ("keine angaben", State::NotPublished),
    ("offen", State::NotPublished),
    ("unbekannt", State::NotPublished),
    ("b.d", State::NotPublished),
    ("b. d", State::NotPublished),
    ("brak danych", State::NotPublished),
    ("n/k", State::NotPublished),
    ("n.k", State::NotPublished),
    ("н/д", State::NotPublished),
    ("н.д", State::NotPublished),
    ("нет данных", State::NotPublished),
    ("미정", State::NotPublished),
    ("자료없음", State::NotPublished),
    ("―", State::None),
    (":", State::NotPublished),
    ("..", State::NotPublished),
    ("nfp", State::Withheld),
    ("not for publication", State::Withheld),
    // What is done has no figure and no day any more that is waited for.
    ("complete", State::NotPublished),
    ("completed", State::NotPublished),
    ("abgeschlossen", State::NotPublished),
    ("fertiggestellt", State::NotPublished),
    ("terminé", State::NotPublished),
    ("achevé", State::NotPublished),
    ("terminado", State::NotPublished),
    ("concluído", State::NotPublished),
    ("completato", State::NotPublished),
    ("zakończone", State::NotPublished),
    ("завершено", State::NotPublished),
    // The shorthand of British tables.
    ("[c]", State::Withheld),
    ("[x]", State::NotPublished),
    ("[z]", State::NotApplicable),
    ("[u]", State::NotPublished),
    ("[w]", State::NotPublished),
    ("[low]", State::NotPublished),
    ("[e]", State::NotPublished),
    ("tbc", State::NotPublished),
    ("tbd", State::NotPublished),
    ("tba", State::NotPublished),
    ("pending", State::NotPublished),
    ("unknown", State::NotPublished),
    ("not known", State::NotPublished),
    ("not set", State::NotPublished),
    ("not provided", State::NotPublished),
    ("not available", State::NotPublished),
    ("not reported", State::NotPublished),
    ("not published", State::NotPublished),
    ("no data", State::NotPublished),
    ("missing", State::NotPublished),
    ("not disclosed", State::Withheld),
    ("undisclosed", State::Withheld),
    ("withheld", State::Withheld),
    ("redacted", State::Withheld),
    ("confidential", State::Withheld),
    ("restricted", State::Withheld),
    ("suppressed", State::Withheld),
    ("保密", State::Withheld),
    ("涉密", State::Withheld),
    ("不公开", State::Withheld),
    ("不予公开", State::Withheld),
    ("未公开", State::Withheld),
    ("待定", State::NotPublished),
    ("待核", State::NotPublished),
    ("待核实", State::NotPublished),
    ("待统计", State::NotPublished),
    ("正在统计", State::NotPublished),
    ("统计中", State::NotPublished),
    ("核算中", State::NotPublished),
    ("未统计", State::NotPublished),
    ("未公布", State::NotPublished),
    ("暂未公布", State::NotPublished),
    ("暂无数据", State::NotPublished),
    ("无数据", State::NotPublished),
    ("数据缺失", State::NotPublished),
    ("缺失", State::NotPublished),
    ("未上报", State::NotPublished),
    ("未报", State::NotPublished),
    ("未定", State::NotPublished),
    ("未确定", State::NotPublished),
    ("暂缺", State::NotPublished),
];

/// Beginnings of sentences that hold a value back, whatever figures of law and date follow.
const BEGINNINGS: &[(&str, State)] = &[
    ("exempt", State::Withheld),
    ("exemption", State::Withheld),
    ("withheld", State::Withheld),
    ("redacted", State::Withheld),
    ("confidential", State::Withheld),
    ("commercially sensitive", State::Withheld),
    ("commercial in confidence", State::Withheld),
    ("commercial-in-confidence", State::Withheld),
    ("not disclosed", State::Withheld),
    ("suppressed", State::Withheld),
    ("保密", State::Withheld),
    ("涉密", State::Withheld),
    ("not applicable", State::NotApplicable),
    ("not available", State::NotPublished),
    ("not provided", State::NotPublished),
    ("not yet", State::NotPublished),
    ("data not", State::NotPublished),
    ("data is not", State::NotPublished),
    ("data are not", State::NotPublished),
    ("no data", State::NotPublished),
    ("information not", State::NotPublished),
    ("to be confirmed", State::NotPublished),
    ("to be determined", State::NotPublished),
    ("to be decided", State::NotPublished),
    ("to be announced", State::NotPublished),
    ("to be agreed", State::NotPublished),
    ("尚未公布", State::NotPublished),
    ("暂未", State::NotPublished),
    ("尚未", State::NotPublished),
];

/// Words inside a sentence without any figure that hold its value back.
const INSIDE: &[(&str, State)] = &[
    ("not in a position to provide", State::NotPublished),
    ("not yet in a position", State::NotPublished),
    ("unable to provide", State::NotPublished),
    ("cannot be provided", State::NotPublished),
    ("not yet available", State::NotPublished),
    ("not been published", State::NotPublished),
    ("not be published", State::Withheld),
    ("not be disclosed", State::Withheld),
    ("sensitiv", State::Withheld),
    ("freedom of information", State::Withheld),
];

/// The longest text that is looked at, in bytes.
const TEXT_MAX: usize = 1_000;

/// The state a text says.
pub fn read(text: &str) -> Option<State> {
    let first = text.trim_start().chars().next()?;
    if first.is_ascii_digit() || text.len() > TEXT_MAX {
        return None;
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).map(plain_dash).collect();
    let folded = folded.split_whitespace().collect::<Vec<&str>>().join(" ");
    let bare = folded.trim_matches(['(', ')', '[', ']', '<', '>', '"', '\'', '.', '。', '【', '】', '*', ' ']);
    let whole = |text: &str| WHOLE.iter().find(|(word, _)| *word == text).map(|(_, state)| *state);
    if let Some(state) = whole(&folded).or_else(|| whole(bare)) {
        return Some(state);
    }
    if NOTHING.contains(&folded.as_str()) {
        return Some(State::None);
    }
    let begins = |word: &str| {
        let rest = bare.strip_prefix(word);
        rest.is_some_and(|rest| !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let begun = BEGINNINGS.iter().find(|(word, _)| begins(word));
    let digits = bare.bytes().any(|b| b.is_ascii_digit());
    let found = begun.or_else(|| INSIDE.iter().find(|(word, _)| !digits && bare.contains(word)));
    found.map(|(_, state)| *state)
}

/// Texts in a column of days on which something was done that say that it is not.
const NOT_DONE: &[&str] = &[
    "未完成",
    "未开工",
    "未竣工",
    "未完工",
    "未启动",
    "未开始",
    "未动工",
    "未实施",
    "未办理",
    "未办结",
    "未销号",
    "未整改",
    "未整改到位",
    "未落实",
    "未解决",
    "否",
    "整改中",
    "正在整改",
    "未验收",
    "未到期",
    "推进中",
    "正在推进",
    "在建",
    "进行中",
    "正在进行",
    "实施中",
    "正在实施",
    "施工中",
    "正在施工",
    "建设中",
    "正在建设",
    "办理中",
    "正在办理",
    "筹备中",
    "续建",
    "前期",
    "前期工作",
    "ongoing",
    "in progress",
    "not started",
    "not done",
    "not completed",
    "incomplete",
    "under construction",
];
/// Texts in a column of days that say how far a project is, and no day.
const STAGES: &[&str] = &[
    "已开工",
    "已动工",
    "已启动",
    "已完工",
    "已竣工",
    "已完成",
    "已建成",
    "已投产",
    "已投用",
    "已交付",
    "已验收",
    "完工",
    "竣工",
    "投产",
    "新开工",
    "新建",
    "续建项目",
    "已停工",
    "停工",
    "缓建",
    "暂缓",
    "取消",
    "长期",
    "长期推进",
    "持续推进",
    "持续",
    "全年",
    "每年",
    "跨年",
    "跨年度",
    "连续",
    "滚动推进",
    "储备",
    "谋划",
    "started",
    "completed",
    "finished",
];

/// Whether a text says how far something is: there is no day, which is not a wrong one. A bare year says none either.
pub fn is_stage(text: &str) -> bool {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let bare = folded.trim_matches(['(', ')', '.', '。', ',', ';']);
    STAGES.contains(&bare) || bare.len() == 4 && bare.parse().is_ok_and(is_year) || date::is_year_of_an_era(bare)
}

/// What stands before a bracket that says how far something is: 2026年6月28日 of 2026年6月28日（已开工）.
pub fn before_stage(text: &str) -> Option<&str> {
    let (before, inner) = text.trim_end().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let is_year = inner.trim().bytes().all(|b| b.is_ascii_digit());
    (is_stage(inner) && !is_year).then_some(before)
}

/// Whether a number is a year in which a project of today may begin or end.
pub fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (1990.0..=2099.0).contains(&number)
}

/// How texts begin that name a day on which it will be.
const TO_COME: &[&str] = &["预计", "计划", "拟", "预期", "尚未", "还未", "仍未"];

/// Whether a text says that what a column dates is not done yet: then there is no day, which is not a wrong one.
pub fn is_not_done(text: &str) -> bool {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let bare = folded.trim().trim_matches(['(', ')', '.', '。', ' ', ',', ';']);
    bare.chars().count() <= 20 && (NOT_DONE.contains(&bare) || TO_COME.iter().any(|word| bare.starts_with(word)))
}

/// Whether a text may be a code that a column repeats: short, plain letters and marks, no digit, and none of the words for
/// what is not a number at all.
pub fn may_be_code(text: &str) -> bool {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_alphabetic() || b.is_ascii_punctuation());
    let folded = text.to_ascii_lowercase();
    let broken = ["nan", "inf", "#"].iter().any(|word| folded.contains(word));
    (1..=5).contains(&text.len()) && plain && !broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_stand_for_a_value_are_told_from_those_that_are_wrong() {
        use State::{None as Sign, NotApplicable, NotPublished, Withheld};
        let cases = [
            ("—", Some(Sign)),
            ("/", Some(Sign)),
            ("无", Some(Sign)),
            ("N/A", Some(NotApplicable)),
            ("不适用", Some(NotApplicable)),
            ("Exempt under Section 35 of the Freedom of Information Act 2000", Some(Withheld)),
            ("Exemption under Section 24 (National Security) and 31 (1)", Some(Withheld)),
            ("exempt", Some(Withheld)),
            ("[REDACTED]", Some(Withheld)),
            ("Data not available", Some(NotPublished)),
            ("Not provided", Some(NotPublished)),
            (
                "The project is still at the planning stage and is not yet in a position to provide this",
                Some(NotPublished),
            ),
            ("Legal sensitivity\u{a0}around this programme", Some(Withheld)),
            ("TBC", Some(NotPublished)),
            ("n.d.", Some(NotPublished)),
            ("k. A.", Some(NotPublished)),
            ("н/д", Some(NotPublished)),
            ("―", Some(Sign)),
            ("nfp", Some(Withheld)),
            ("Complete", Some(NotPublished)),
            ("[c]", Some(Withheld)),
            ("complete bridge", None),
            ("正在统计", Some(NotPublished)),
            ("（待定）", Some(NotPublished)),
            ("exemptions 12", None),
            ("约500", None),
            ("500多", None),
            ("12 exempt", None),
            ("不清楚", None),
            ("NaN", None),
            ("2014-02-30", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text:?}");
        }
        for text in ["未完成", "正在推进", "（在建）", "预计7月", "尚未开工", "In progress"] {
            assert!(is_not_done(text), "{text}");
        }
        for text in ["已完成", "√", "是", "6月20日", "完成", "未", ""] {
            assert!(!is_not_done(text), "{text}");
        }
        for (text, expected) in
            [("x", true), ("[c]", true), ("..", true), ("NaN", false), ("-Inf", false), ("在建", false), ("x1", false)]
        {
            assert_eq!(may_be_code(text), expected, "{text:?}");
        }
    }
}
