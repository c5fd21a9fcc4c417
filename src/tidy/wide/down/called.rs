//! What the columns of a table of one period are called: 增速 right of 地区生产总值 is its growth, 排名 right of 开工率 its rank.
//!
//! Takes what the headings of columns say, from left to right; gives each a name that no other column has where the columns before it
//! tell one.

use crate::pipeline::headers::normalise;
use crate::tidy::wide::measure::{Kind, Measure};
use std::collections::BTreeSet;

/// What a column of any indicator may be called.
const ANY: &[&str] = &[
    "总量",
    "总额",
    "绝对额",
    "绝对值",
    "增速",
    "同比",
    "同比±",
    "同比增减",
    "比上年±",
    "比上年同期±",
    "比上年增长",
    "增减幅",
    "同比增长",
    "同比增速",
    "增长",
    "增幅",
    "增长率",
    "增减",
    "位次",
    "排名",
    "名次",
    "占比",
    "累计",
    "当月",
    "本月",
];
/// What a column of ranks may be called.
const RANKS: &[&str] = &["位次", "排名", "名次", "排位", "序位"];

/// What the columns read so far are called.
pub struct Called {
    title: String,
    /// The last amount: what growth beside it is of.
    amount: Option<String>,
    /// The last column of a name of its own, and whether nothing stands between it and the next.
    last: Option<(String, bool)>,
    /// The last column that is no rank.
    before: Option<String>,
    taken: BTreeSet<String>,
}

impl Called {
    /// Of columns below a title.
    pub fn below(title: &str) -> Called {
        Called { title: title.to_string(), amount: None, last: None, before: None, taken: BTreeSet::new() }
    }

    /// What the next column is called. `alone`: whether no other heading stands above its own.
    pub fn name(&mut self, said: &Measure, alone: bool) -> String {
        let named = match &said.name {
            None => self.title.clone(),
            Some(own) if is_any(own) => self.beside(own),
            Some(own) => own.clone(),
        };
        let rank = said.name.as_deref().is_some_and(is_rank);
        match &said.name {
            // 排名 beside 增速 says no more of what stands further right.
            Some(own) if is_any(own) => self.last = self.last.take().map(|(last, _)| (last, false)),
            Some(own) => {
                let is_sum = said.kind == Kind::Amount || own.ends_with('数');
                self.amount = Some(own.clone()).filter(|_| is_sum && alone);
                self.last = Some((own.clone(), true)).filter(|_| alone);
            }
            None => {}
        }
        if !rank {
            self.before = Some(named.clone());
        }
        self.taken.insert(named.clone());
        named
    }

    /// The name of a column that any indicator may have.
    fn beside(&self, own: &str) -> String {
        let of = |name: &str| format!("{name} {own}");
        let amount = of(self.amount.as_ref().unwrap_or(&self.title));
        if !is_rank(own) {
            return amount;
        }
        let right_of = self.last.as_ref().filter(|(_, is_beside)| *is_beside).map(|(name, _)| of(name));
        let first = right_of.unwrap_or(amount);
        // 增速 | 排名 behind 投资 | 排名: the first is the rank of the sum, the second that of its growth.
        let again = self.before.as_deref().map(of).filter(|_| self.taken.contains(&first));
        again.unwrap_or(first)
    }
}

/// Whether a heading is of the column before it, and says no time of its own: 同比, 排名.
pub fn is_of_another(name: &str) -> bool {
    is_any(name) && !["本月", "当月", "累计", "总量", "总额", "绝对额", "绝对值"].contains(&normalise(name).as_str())
}

fn is_any(name: &str) -> bool {
    let name = normalise(name);
    let ranked = RANKS.iter().find_map(|word| name.strip_suffix(word)).map(within);
    ANY.contains(&name.as_str()) || ranked.is_some_and(|of| of.is_empty() || ANY.contains(&of))
}

/// 排名, 全市位次; 增速排名 says itself of what it is the rank.
fn is_rank(name: &str) -> bool {
    let name = normalise(name);
    RANKS.iter().find_map(|word| name.strip_suffix(word)).map(within).is_some_and(str::is_empty)
}

/// Without the place among whose parts a rank is given: 全市.
fn within(text: &str) -> &str {
    ["全国", "全省", "全市", "全县", "全区", "全州"].iter().find_map(|all| text.strip_prefix(all)).unwrap_or(text)
}
