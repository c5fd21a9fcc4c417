//! Finding figures inside a clause.
//!
//! Takes the characters of a clause without its day; gives every figure that may be its target, each with its place and
//! unit. A figure that only qualifies a noun (10亿元以上项目5个) and a number that is part of a name (G30, 第3季度) are none
//! of them.

use super::NotMeasurable;
use crate::base::amount::{Amount, AmountError, Unit, UnitKind};
use crate::pipeline::headers::unit_of;
use crate::tidy::value::numeral;

/// A figure in a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Its first character.
    pub from: usize,
    /// Behind its unit.
    pub to: usize,
    /// The figure; money in base units.
    pub amount: Amount,
    /// The other end of a range.
    pub upper: Option<Amount>,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Whether it counts percentage points.
    pub is_points: bool,
    /// Whether it counts days, hours, weeks, months or years.
    pub is_time: bool,
    /// Whether it is a place in a ranking: 前三名.
    pub is_rank: bool,
}

/// The longest unit, in characters.
const UNIT_MAX: usize = 18;

const POINTS: &[&str] = &["个百分点", "百分点", "个点", "percentage points", "percentage point", "pp", "ppt"];

/// Units of time: as written, as kept, and how many of the kept one it is.
const TIMES: &[(&str, &str, i64)] = &[
    ("个工作日", "工作日", 1),
    ("工作日", "工作日", 1),
    ("个自然日", "日", 1),
    ("working days", "工作日", 1),
    ("working day", "工作日", 1),
    ("business days", "工作日", 1),
    ("workdays", "工作日", 1),
    ("calendar days", "日", 1),
    ("days", "日", 1),
    ("day", "日", 1),
    ("日", "日", 1),
    ("天", "日", 1),
    ("分钟", "分钟", 1),
    ("minutes", "分钟", 1),
    ("minute", "分钟", 1),
    ("个小时", "小时", 1),
    ("小时", "小时", 1),
    ("hours", "小时", 1),
    ("hour", "小时", 1),
    ("个星期", "周", 1),
    ("星期", "周", 1),
    ("周", "周", 1),
    ("weeks", "周", 1),
    ("week", "周", 1),
    ("个月", "月", 1),
    ("months", "月", 1),
    ("month", "月", 1),
    ("年", "年", 1),
    ("years", "年", 1),
];

/// Nouns that a bounded figure qualifies: 亿元以上项目.
const QUALIFIED: &[&str] = &[
    "项目",
    "企业",
    "工程",
    "产业",
    "意向",
    "的项目",
    "的企业",
    "工业",
    "重大",
    "集群",
    "园区",
    "合同",
    "订单",
    "人才",
    "个人",
];

/// Nouns that are spoken of, never counted.
const SPOKEN: &[&str] =
    &["方面", "环节", "意识", "阶段", "体系", "问题上", "重点工作", "关键", "确保", "坚持", "结合", "加强", "到位"];

/// Every figure of a clause that may be its target.
pub fn quantities(chars: &[char]) -> Result<Vec<Quantity>, NotMeasurable> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(quantity) = quantity_at(chars, at)? else {
            at = skip(chars, at);
            continue;
        };
        at = quantity.to.max(at + 1);
        match found.last_mut() {
            Some(last) if ranges(chars, last, &quantity) => {
                last.upper = Some(quantity.amount);
                if last.unit.is_none() {
                    // 3-5亿元: the unit behind the second figure holds for both.
                    last.amount = rescaled(last.amount, quantity.unit.as_ref()).ok_or(NotMeasurable::OutOfRange)?;
                    last.unit.clone_from(&quantity.unit);
                }
                (last.to, last.is_points, last.is_time) = (quantity.to, quantity.is_points, quantity.is_time);
            }
            // 从30日缩减至10日: what it comes from is no target.
            Some(last) if comes_from(chars, last, &quantity) => *last = quantity,
            _ => found.push(quantity),
        }
    }
    found.retain(|quantity| !qualifies(chars, quantity));
    Ok(found)
}

/// Past a run of digits that is no figure, or one character on.
fn skip(chars: &[char], at: usize) -> usize {
    let run = chars.iter().skip(at).take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).count();
    at + run.max(1)
}

fn ranges(chars: &[char], last: &Quantity, next: &Quantity) -> bool {
    let between: String = chars.get(last.to..next.from).unwrap_or(&[]).iter().filter(|c| !c.is_whitespace()).collect();
    let mark = matches!(between.as_str(), "-" | "~" | "至" | "到" | "—" | "–" | "to");
    mark && last.upper.is_none() && (last.unit.is_none() || last.unit == next.unit) && last.amount <= next.amount
}

fn comes_from(chars: &[char], last: &Quantity, next: &Quantity) -> bool {
    let before = last.from.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let between: String = chars.get(last.to..next.from).unwrap_or(&[]).iter().collect();
    let between = between.trim();
    let arrives = between.ends_with(['到', '至', '为']) || between.ends_with("to");
    matches!(before, Some('由' | '从' | '的')) && arrives || between.starts_with("from")
}

/// 10亿元以上项目: the figure says which projects, not how many.
fn qualifies(chars: &[char], quantity: &Quantity) -> bool {
    let behind: String = chars.get(quantity.to..).unwrap_or(&[]).iter().take(12).collect();
    let bounded = ["以上", "及以上", "以下", "级"].iter().find_map(|word| behind.strip_prefix(word));
    let money =
        quantity.unit.as_ref().is_none_or(|unit| unit.kind != UnitKind::Count && unit.kind != UnitKind::Percent);
    let counts = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || numeral::begins_numeral(c));
    if bounded.is_some_and(|rest| counts(rest) || QUALIFIED.iter().any(|noun| rest.trim_start().starts_with(noun))) {
        return true;
    }
    let plain_noun = QUALIFIED.iter().any(|noun| behind.starts_with(noun));
    if money && quantity.unit.is_some() && plain_noun {
        return true;
    }
    SPOKEN.iter().any(|noun| behind.trim_start().starts_with(noun))
}

fn quantity_at(chars: &[char], at: usize) -> Result<Option<Quantity>, NotMeasurable> {
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '第' | '.' | '#' | '№');
    if before.is_some_and(named) {
        return Ok(None);
    }
    let Some((number, mut to, written)) = number_at(chars, at)? else { return Ok(None) };
    if is_first_of(chars, at) {
        return Ok(rank(chars, at, number, to));
    }
    while chars.get(to).is_some_and(|c| c.is_whitespace()) {
        to += 1;
    }
    let rest: String = chars.get(to..).unwrap_or(&[]).iter().take(UNIT_MAX).collect();
    let currency = before.and_then(|c| unit_of(&c.to_string())).filter(|unit| unit.kind.is_money());
    let (mut unit, length, is_points, is_time) = unit_at(&rest, currency.as_ref());
    if chars.get(at) == Some(&'百') && unit.is_none() {
        unit = Unit::from_label("%"); // 百分之九十五
    }
    if !written && unit.is_none() && !is_points && share_of(&rest, number).is_none() {
        return Ok(None); // 三类村, 一是: a numeral without a counter is a word
    }
    if unit.is_none() && !is_points {
        match rest.chars().next() {
            Some('月' | '号') => return Err(NotMeasurable::NoDay), // 2月30日
            Some('年' | '届' | '级' | '类' | '期' | '字') => return Ok(None),
            Some(c) if c.is_ascii_alphabetic() => return Ok(None),
            _ => {}
        }
    }
    let (mut number, mut length) = (number, length);
    if unit.is_none() && !is_points {
        if let Some(share) = share_of(&rest, number) {
            (number, length, unit) = (share, 1, Unit::from_label("%"));
        } else if let Some(own) = another_unit(&rest) {
            length = own.label.chars().count();
            unit = Some(own);
        }
    }
    let is_year = rest.starts_with('年') && number >= Amount::whole(1900);
    if is_year {
        return Ok(None);
    }
    let amount = match &unit {
        Some(unit) => number.times(unit.factor).ok_or(NotMeasurable::OutOfRange)?,
        None => number,
    };
    Ok(Some(Quantity { from: at, to: to + length, amount, upper: None, unit, is_points, is_time, is_rank: false }))
}

/// Whether a number stands behind 前 and nothing makes another word of that: 前三名, but not 提前3天 or 节前20个.
fn is_first_of(chars: &[char], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|before| chars.get(before)).copied();
    let ends_another = |c: char| "提目当此之以节会年月日期底末度跟眼面岗生赛史空".contains(c);
    before(1) == Some('前') && !before(2).is_some_and(ends_another)
}

/// A place in a ranking. The best so many percent, or the first three months, are none.
fn rank(chars: &[char], at: usize, number: Amount, behind: usize) -> Option<Quantity> {
    let rest: String = chars.get(behind..).unwrap_or(&[]).iter().collect();
    let counter = ["名次", "名", "位次", "位", "强"].iter().find(|word| rest.starts_with(**word));
    let length = counter.map_or(0, |word| word.chars().count());
    let ends = ["之列", "行列", "以内", "之内", "内"];
    let after = chars.get(behind + length..).unwrap_or(&[]);
    let is_end = after.first().is_none_or(|c| !c.is_alphanumeric() && *c != '%')
        || ends.iter().any(|word| after.iter().collect::<String>().starts_with(word));
    let is_rank = counter.is_some() || is_end;
    let unit = counter.map(|word| Unit { label: (*word).to_string(), factor: 1, kind: UnitKind::Count });
    is_rank.then_some(Quantity {
        from: at,
        to: behind + length,
        amount: number,
        upper: None,
        unit,
        is_points: false,
        is_time: false,
        is_rank,
    })
}

/// The number at a place, the character behind it, and whether it is written in digits.
fn number_at(chars: &[char], at: usize) -> Result<Option<(Amount, usize, bool)>, NotMeasurable> {
    let percent: String = chars.iter().skip(at).take(3).collect();
    if percent == "百分之" {
        let run = chars.iter().skip(at + 3).take_while(|c| numeral::is_numeral(**c) || c.is_ascii_digit()).count();
        let text: String = chars.iter().skip(at + 3).take(run).collect();
        let number = numeral::read(&text).or_else(|| if text == "百" { Some(100) } else { text.parse().ok() });
        let whole = number.and_then(|n| i64::try_from(n).ok());
        return Ok(whole.map(|n| (Amount::whole(n), at + 3 + run, true)));
    }
    let sign = usize::from(matches!(chars.get(at), Some('+' | '-')));
    let digits = chars.iter().skip(at + sign).take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).count();
    if digits > 0 && chars.get(at + sign).is_some_and(char::is_ascii_digit) {
        let text: String = chars.iter().skip(at).take(sign + digits).collect();
        let text = text.trim_end_matches(['.', ',']);
        let grouped = text.split(',').skip(1).all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
        if !grouped {
            return Ok(None);
        }
        return match Amount::parse(&text.replace(',', "")) {
            Ok(amount) => Ok(Some((amount, at + text.chars().count(), true))),
            Err(AmountError::OutOfRange) => Err(NotMeasurable::OutOfRange),
            Err(AmountError::NotANumber) => Ok(None),
        };
    }
    if sign > 0 {
        return Ok(None);
    }
    let run = chars.iter().skip(at).take_while(|c| numeral::is_numeral(**c)).count();
    // 十五亿元: 亿 may belong to the numeral or to the unit; the shorter numeral leaves it to the unit.
    let short = chars.iter().skip(at).take(run).take_while(|c| !matches!(c, '万' | '亿')).count();
    let text: String = chars.iter().skip(at).take(short).collect();
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
    if before.is_some_and(|c| numeral::is_numeral(c) || matches!(c, '第' | '统' | '唯' | '同' | '万' | '之')) {
        return Ok(None);
    }
    let number = numeral::read(&text).and_then(|n| i64::try_from(n).ok());
    Ok(number.map(|n| (Amount::whole(n), at + short, false)))
}

/// The unit that a text begins with, and how many characters it takes.
fn unit_at(rest: &str, currency: Option<&Unit>) -> (Option<Unit>, usize, bool, bool) {
    let longest = POINTS.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len());
    if let Some(word) = longest {
        return (Unit::from_label("%"), word.chars().count(), true, false);
    }
    let time = TIMES.iter().filter(|(word, ..)| rest.starts_with(word)).max_by_key(|(word, ..)| word.len());
    if let Some((word, label, factor)) = time {
        let unit = Unit { label: (*label).to_string(), factor: *factor, kind: UnitKind::Count };
        return (Some(unit), word.chars().count(), false, true);
    }
    let chars: Vec<char> = rest.chars().collect();
    for length in (1..=chars.len()).rev() {
        let text: String = chars.get(..length).unwrap_or(&[]).iter().collect();
        let latin = text.ends_with(|c: char| c.is_ascii_alphabetic());
        let cut = latin && chars.get(length).is_some_and(char::is_ascii_alphabetic);
        if cut || text.ends_with(char::is_whitespace) {
            continue;
        }
        if let Some(symbol) = currency
            && let Some(unit) = unit_of(&format!("{}{text}", symbol.label)).filter(|unit| unit.kind.is_money())
        {
            return (Some(unit), length, false, false);
        }
        if let Some(unit) = unit_of(&text).or_else(|| multiple(&text)) {
            return (Some(unit), length, false, false);
        }
    }
    (currency.cloned(), 0, false, false)
}

/// 9成 and 5‰ in percent.
fn share_of(rest: &str, number: Amount) -> Option<Amount> {
    if rest.starts_with('‰') {
        // Of a thousand; what six places of percent cannot hold is none.
        return (number.0 % 10 == 0).then_some(Amount(number.0 / 10));
    }
    let behind = rest.strip_prefix('成')?;
    // 3成果, 12成员 count other things.
    let is_word = behind.starts_with([
        '果', '员', '立', '熟', '功', '品', '本', '交', '就', '为', '人', '效', '长', '份', '形', '年', '绩', '套',
    ]);
    let share = number.times(10).filter(|share| *share <= Amount::whole(100));
    if is_word { None } else { share }
}

/// A unit that is not in the lists: 5标台以内, 35微克/立方米以下. What is not followed by a bound or the end is none.
fn another_unit(rest: &str) -> Option<Unit> {
    let is_of_it = |c: char| c.is_alphabetic() && !numeral::is_numeral(c) || matches!(c, '/' | '·' | '³' | '²');
    let run: String = rest.chars().take_while(|c| is_of_it(*c)).collect();
    let ends = [
        "及以",
        "或以",
        "以上",
        "以下",
        "以内",
        "之内",
        "内",
        "左右",
        "上下",
        "封顶",
        "为限",
        "为上限",
        "为下限",
        "保底",
        "上限",
        "下限",
        "完成",
    ];
    let end = ends.iter().filter_map(|word| run.find(word)).min().unwrap_or(run.len());
    let label = run.get(..end)?;
    let behind = rest.get(run.len()..)?;
    let is_end = end < run.len() || behind.trim_start().is_empty() || behind.trim_start().starts_with(['(', ')']);
    let fits = (1..=UNKNOWN_MAX).contains(&label.chars().count()) && label.starts_with(|c: char| !c.is_ascii());
    (fits && is_end).then(|| Unit { label: label.to_string(), factor: 1, kind: UnitKind::Count })
}

/// The longest unit that is not in the lists, in characters.
const UNKNOWN_MAX: usize = 8;

/// 亿, 万 and 倍 without a unit behind them.
fn multiple(text: &str) -> Option<Unit> {
    let factor = match text {
        "万" => 10_000,
        "亿" => 100_000_000,
        "百万" => 1_000_000,
        "千万" => 10_000_000,
        "倍" => 1,
        _ => return None,
    };
    Some(Unit { label: text.to_string(), factor, kind: UnitKind::Count })
}

fn rescaled(amount: Amount, unit: Option<&Unit>) -> Option<Amount> {
    unit.map_or(Some(amount), |unit| amount.times(unit.factor))
}
