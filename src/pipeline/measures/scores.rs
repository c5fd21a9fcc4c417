//! `[scores]`: which entries of the ledger make which part of a score, at what weight; which units are ranked together,
//! which not at all, and how the result is shown.

use super::file::{patterns, plain};
use crate::base::amount::Amount;
use crate::base::problem::nearest;
use crate::pipeline::reader::Section;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

/// `[scores]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRules {
    /// What is shown of the order.
    pub ranking: Ranking,
    /// How ties are counted on.
    pub ties: Ties,
    /// Scores are rounded to so many decimals, half to even, and ranked as rounded.
    pub decimals: u32,
    /// Units with fewer entries than this are marked.
    pub small: u32,
    /// The parts a score is made of.
    pub parts: Vec<Part>,
    /// Units that are ranked together, in this order; a unit belongs to the first that fits, else to none.
    pub groups: Vec<Group>,
    /// Units that are not ranked, and why.
    pub exclude: Vec<Exclusion>,
    /// Bands from the top down; a score belongs to the first whose `from` it reaches.
    pub bands: Vec<Band>,
}

/// What is shown of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// Points and ranks.
    Ranks,
    /// Bands only: no points, no ranks.
    Bands,
    /// Points without ranks.
    Off,
}

/// How ties are counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// 1, 2, 2, 4
    Competition,
    /// 1, 2, 2, 3
    Dense,
}

/// How the entries of a part become points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// 100 × completed points ÷ task points.
    Share,
    /// The mean of the entries.
    Average,
    /// The entries added up, beside the weighted parts.
    Sum,
    /// The entries subtracted, whatever their sign.
    Deduct,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What people call it.
    pub name: String,
    /// Which kinds of entries (类别) it is made of.
    pub kinds: Vec<String>,
    /// Only entries of this class (确保, 力争); all where it is `None`.
    pub class: Option<String>,
    /// How they become points.
    pub how: How,
    /// Its weight in percent; parts that are added or deducted have none.
    pub weight: Amount,
    /// At most so many points are added or deducted.
    pub limit: Option<Amount>,
}

/// Units that are ranked together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What people call it.
    pub name: String,
    /// Name patterns.
    pub units: Vec<String>,
}

/// A unit that is not ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Name pattern.
    pub unit: String,
    /// Why.
    pub reason: String,
}

/// A band of scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// The least score in it.
    pub from: Amount,
}

/// Reads `[scores]`.
pub fn read(section: Section<'_, '_>) -> ScoreRules {
    const RANKINGS: [(&str, Ranking); 3] =
        [("ranks", Ranking::Ranks), ("bands", Ranking::Bands), ("off", Ranking::Off)];
    const TIES: [(&str, Ties); 2] = [("competition", Ties::Competition), ("dense", Ties::Dense)];
    let rules = ScoreRules {
        ranking: word(&section, "ranking", &RANKINGS).unwrap_or(Ranking::Ranks),
        ties: word(&section, "ties", &TIES).unwrap_or(Ties::Competition),
        decimals: section.number("decimals", 0, 6).map_or(2, |n| *n.get_ref() as u32),
        small: section.number("small", 0, 1000).map_or(3, |n| *n.get_ref() as u32),
        parts: section.tables("part").into_iter().filter_map(part).collect(),
        groups: section.tables("group").into_iter().filter_map(group).collect(),
        exclude: section.tables("exclude").into_iter().filter_map(exclusion).collect(),
        bands: section.tables("band").into_iter().filter_map(band).collect(),
    };
    weights(&section, &rules);
    bands(&section, &rules);
    twice(&section, &rules);
    section.close();
    rules
}

fn word<T: Copy>(section: &Section<'_, '_>, key: &str, words: &[(&str, T)]) -> Option<T> {
    let text = section.text(key)?;
    let found = words.iter().find(|(name, _)| name == text.get_ref()).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let hint = match nearest(text.get_ref(), names.iter().copied(), 1).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{}`", names.join("`, `")),
        };
        let message = format!("`{}` is no {key}", text.get_ref());
        section.reader().error(text.span(), &section.key(key), message, hint);
    }
    found
}

fn part(section: Section<'_, '_>) -> Option<Part> {
    const HOWS: [(&str, How); 4] =
        [("share", How::Share), ("average", How::Average), ("sum", How::Sum), ("deduct", How::Deduct)];
    let name = section.required_text("name", "\"重点项目\"").map(|text| text.get_ref().trim().to_string());
    if !section.has("kinds") {
        section.missing("kinds", "[\"任务\"]");
    }
    let kinds = patterns(&section, "kinds");
    let class = plain(&section, "class");
    if !section.has("how") {
        section.missing("how", "\"share\"");
    }
    let how = word(&section, "how", &HOWS);
    let weight = decimal(&section, "weight");
    let limit = decimal(&section, "limit");
    let weighted = matches!(how, Some(How::Share | How::Average));
    match &weight {
        None if weighted && !section.has("weight") => section.missing("weight", "\"60\""),
        Some(weight) if how.is_some() && !weighted => {
            let message = "a part that is added or deducted has no weight";
            section.reader().error(weight.span(), &section.key("weight"), message, "remove it, or use `limit`");
        }
        _ => {}
    }
    if let (Some(limit), true) = (&limit, weighted) {
        let message = "only parts that are added or deducted have a limit";
        section.reader().error(limit.span(), &section.key("limit"), message, "remove it");
    }
    let (weight, limit) = (weight.map(Spanned::into_inner), limit.map(Spanned::into_inner));
    section.close();
    Some(Part { name: name?, kinds, class, how: how?, weight: weight.unwrap_or(Amount::ZERO), limit })
}

fn group(section: Section<'_, '_>) -> Option<Group> {
    let name = section.required_text("name", "\"指挥部\"").map(|text| text.get_ref().trim().to_string());
    if !section.has("units") {
        section.missing("units", "[\"*指挥部\"]");
    }
    let units = patterns(&section, "units");
    section.close();
    Some(Group { name: name?, units })
}

fn exclusion(section: Section<'_, '_>) -> Option<Exclusion> {
    let unit = section.required_text("unit", "\"某某镇\"").map(|text| text.get_ref().trim().to_string());
    let reason = section.required_text("reason", "\"本季度机构调整\"").map(|text| text.get_ref().trim().to_string());
    section.close();
    Some(Exclusion { unit: unit?, reason: reason? })
}

fn band(section: Section<'_, '_>) -> Option<Band> {
    let name = section.required_text("name", "\"优秀\"").map(|text| text.get_ref().trim().to_string());
    if !section.has("from") {
        section.missing("from", "\"90\"");
    }
    let from = decimal(&section, "from").map(Spanned::into_inner);
    section.close();
    Some(Band { name: name?, from: from? })
}

/// An exact decimal, 0 or more, written as a text (`"12.5"`): TOML's own fractions are binary.
fn decimal(section: &Section<'_, '_>, key: &str) -> Option<Spanned<Amount>> {
    let text = section.text(key)?;
    match Amount::parse(text.get_ref().trim()).ok().filter(|amount| amount.0 >= 0 && *amount <= Amount::whole(100_000))
    {
        Some(amount) => Some(Spanned::new(text.span(), amount)),
        None => {
            let message = format!("`{}` is no figure from 0 to 100000", text.get_ref());
            section.reader().error(text.span(), &section.key(key), message, "write it as in \"12.5\"");
            None
        }
    }
}

fn weights(section: &Section<'_, '_>, rules: &ScoreRules) {
    if rules.parts.is_empty() {
        let hint = "add [[scores.part]] with name, kinds and how = \"share\", \"average\", \"sum\" or \"deduct\"";
        section.reader().error(section.span(), &section.key("part"), "a score has no parts", hint);
        return;
    }
    let weighted = rules.parts.iter().filter(|part| matches!(part.how, How::Share | How::Average));
    let sum: i128 = weighted.clone().map(|part| part.weight.0).sum();
    if weighted.count() > 0 && sum != Amount::whole(100).0 {
        let message = format!("the weights of the parts add up to {}, not to 100", Amount(sum));
        section.reader().error(section.span(), &section.key("part"), message, "let the weights add up to 100");
    }
}

fn bands(section: &Section<'_, '_>, rules: &ScoreRules) {
    let falling = rules.bands.windows(2).all(|pair| matches!(pair, [a, b] if a.from > b.from));
    if !falling {
        let hint = "write the highest first, each `from` below the one before it";
        section.reader().error(section.span(), &section.key("band"), "the bands do not fall from the top", hint);
    }
    if rules.ranking == Ranking::Bands && rules.bands.is_empty() {
        let hint = "add [[scores.band]] with name = \"优秀\" and from = \"90\", and so on down to \"0\"";
        section.reader().error(section.span(), &section.key("ranking"), "there are no bands to show", hint);
    }
    if let Some(last) = rules.bands.last().filter(|band| band.from > Amount::ZERO) {
        let message = format!("no band holds scores below {}", last.from);
        section.reader().warning(section.span(), &section.key("band"), message, "let the last one begin at \"0\"");
    }
}

/// A kind of entries that counts twice is a mistake unless the classes tell the two apart.
fn twice(section: &Section<'_, '_>, rules: &ScoreRules) {
    for (index, part) in rules.parts.iter().enumerate() {
        for other in rules.parts.iter().skip(index + 1) {
            let same = part.class.is_none() || other.class.is_none() || part.class == other.class;
            if let Some(kind) = part.kinds.iter().find(|kind| same && other.kinds.contains(kind)) {
                let message = format!("entries of `{kind}` count in `{}` and in `{}`", part.name, other.name);
                let hint = "name each kind in one part only, or give both parts a `class`";
                section.reader().error(section.span(), &section.key("part"), message, hint);
            }
        }
    }
}
