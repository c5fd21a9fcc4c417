//! A target in words (不低于95%, 增长10%以上, 提高15个百分点, 零上访, 年底前完成12个) against an indicator, clause by clause.
//!
//! Floors, ceilings, growth rates, point changes and zero-counts hold at any time. A value or count to be reached is judged
//! worse only once its day, else its year, is over; before that it is reached or says nothing. A day alone (十月底前完成) asks
//! for the whole by then: 100 of a share, else the annual target. All comparisons are exact.

use super::history::{History, Observation};
use super::{Light, Word};
use crate::base::amount::Amount;
use crate::pipeline::measures::Against;
use crate::tidy::value::target::{self, Comparison, Target, TargetKind, measure};
use chrono::{Datelike, NaiveDate};

/// The light of the clauses that can be judged: the worst of them, with all their reasons.
pub fn light(observation: &Observation, history: &History<'_>, is_level: bool) -> Option<Light> {
    let text = observation.goal.as_deref()?;
    let clauses = target::read_of(text, Some(observation.period_end.year()), observation.unit.as_deref());
    let judged = clauses.iter().filter_map(|clause| clause.as_ref().ok());
    let found: Vec<(Word, Amount, Amount, &str)> = judged
        .filter_map(|target| {
            let own = own(target, observation, history)?;
            Some((word(target, own, observation, is_level)?, own, target.amount, target.text.as_str()))
        })
        .collect();
    let badness =
        |word: Word| [Word::Better, Word::Equal, Word::Provisional, Word::Worse].iter().position(|w| *w == word);
    let (word, own, other, _) = *found.iter().max_by_key(|(word, ..)| badness(*word))?;
    let said = |met: &str, missed: &str| {
        let clause = |(word, own, _, text): &(Word, Amount, Amount, &str)| {
            format!("{text}: {own}, {}", if *word == Word::Worse { missed } else { met })
        };
        found.iter().map(clause).collect::<Vec<_>>().join("; ")
    };
    Some(Light {
        against: Against::Goal,
        word,
        own,
        other: Some(other),
        why: said("met", "not met"),
        why_zh: said("已达到", "未达到").replace(": ", "：").replace("; ", "；"),
    })
}

/// The figure that a target speaks of, in the unit of its amount.
fn own(target: &Target, observation: &Observation, history: &History<'_>) -> Option<Amount> {
    match target.kind {
        TargetKind::Growth => observation.growth,
        TargetKind::PointChange => {
            let before = history.years_before(observation, 1).and_then(|before| observation.value_of(before));
            let before = before.or(observation.last_year_value)?;
            let change = Amount(observation.value.0.checked_sub(before.0)?);
            // Points are points of a share, whatever its unit.
            observation.unit.as_deref().map_or(Some(change), |unit| measure::share(unit, change))
        }
        TargetKind::Value
        | TargetKind::Floor
        | TargetKind::Ceiling
        | TargetKind::Count
        | TargetKind::ZeroCount
        | TargetKind::WithinDays => measure::value_for(target, observation.value, observation.unit.as_deref()),
        // 十月底前完成: what is to be complete is the whole, of a share, or the annual target.
        TargetKind::ByDate => whole(observation).map(|_| observation.value),
    }
}

/// What there is when an indicator is complete; nothing where its figures do not say.
fn whole(observation: &Observation) -> Option<Amount> {
    if observation.is_percent() { Some(Amount::whole(100)) } else { observation.target.filter(|target| target.0 > 0) }
}

fn word(target: &Target, own: Amount, observation: &Observation, is_level: bool) -> Option<Word> {
    if target.kind == TargetKind::ByDate {
        let (whole, by) = (whole(observation)?, target.by?);
        return match own >= whole {
            true => Some(Word::Better),
            false => (observation.period_end >= by).then_some(Word::Worse),
        };
    }
    let met = target.is_met_by(own)?;
    let to_reach = matches!(target.kind, TargetKind::Value | TargetKind::Count);
    let year_end = NaiveDate::from_ymd_opt(observation.period_end.year(), 12, 31)?;
    let over = observation.period_end >= target.by.unwrap_or(year_end);
    // 上半年不低于50%，全年100%: what is to be there by a day is not owed before it, not even of a level.
    let reaches_up = matches!(target.comparison, Comparison::AtLeast | Comparison::MoreThan | Comparison::About);
    let is_early = target.by.is_some() && !over && reaches_up;
    match met {
        false if is_early => None,
        true if own == target.amount => Some(Word::Equal),
        true => Some(Word::Better),
        false if to_reach && !is_level && !over => None,
        false => Some(Word::Worse),
    }
}
