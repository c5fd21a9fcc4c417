//! Rule packs: published rules of other places as data. A pack says what it was taken from, and brings along cases at the
//! edges of its bands that it has to decide as published.
//!
//! Takes the text of `config/rules/NAME.toml`; gives its rules as conditions over the documented columns, and problems.
//! Bands are data: from and to, each included or not. What no band covers is a gap and is said; nobody fills it but the
//! author of a pipeline, by a choice with name and reason.

use super::file::Text;
use super::measures::{self, Against, IndicatorRules};
use super::reader::{Reader, Section, parse};
use super::rules::{Level, SqlRule};
use super::sql::columns::{Holds, column_of};
use super::sql::compile;
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::problem::Problem;
use crate::base::short::Short;
use std::collections::BTreeMap;

/// The packs that the program brings along: name and text.
pub const SHIPPED: &[(&str, &str)] = &[
    ("fuzhou", include_str!("../../config/rules/fuzhou.toml")),
    ("ouhai", include_str!("../../config/rules/ouhai.toml")),
    ("sanya-2022", include_str!("../../config/rules/sanya-2022.toml")),
    ("wuhan", include_str!("../../config/rules/wuhan.toml")),
    ("xian", include_str!("../../config/rules/xian.toml")),
    ("xinhuang", include_str!("../../config/rules/xinhuang.toml")),
    ("yichang", include_str!("../../config/rules/yichang.toml")),
    ("yinchuan-2025", include_str!("../../config/rules/yinchuan-2025.toml")),
];

/// A pack, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its name: the file's stem.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// Where it was published: title, address or number, date.
    pub source: [String; 3],
    /// What the published rule says that no column can answer: said, never guessed.
    pub left_out: Vec<String>,
    /// Its rules.
    pub rules: Vec<Banded>,
    /// What indicators are held against, where it lights them.
    pub indicators: Option<IndicatorRules>,
}

/// One rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banded {
    /// Its name.
    pub name: Short,
    /// What a Chinese reader is told.
    pub text_zh: String,
    /// What an English reader is told.
    pub text_en: String,
    /// The column that is measured.
    pub measure: &'static str,
    /// A further condition, as written; empty: none.
    pub only: String,
    /// The bands, in the order of the file.
    pub bands: Vec<Band>,
    /// What no band covers, up to where the published rule calls all well.
    pub gaps: Vec<Range>,
}

/// From and to, in millionths; `None`: without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lower edge, and whether it belongs to the range.
    pub from: Option<(Amount, bool)>,
    /// The upper edge, and whether it belongs to the range.
    pub to: Option<(Amount, bool)>,
}

/// A range and its grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Where.
    pub range: Range,
    /// The grade; `on_track` is the band in which all is well.
    pub grade: Grade,
}

/// What the author of a pipeline chose for a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The rule.
    pub rule: String,
    /// The grade for what the rule leaves open.
    pub grade: Grade,
    /// Who chose it.
    pub author: String,
    /// Why.
    pub reason: String,
}

impl Range {
    /// As a condition over a column.
    pub fn condition(&self, column: &str) -> String {
        let lower = self.from.map(|(edge, included)| format!("{column} {} {edge}", if included { ">=" } else { ">" }));
        let upper = self.to.map(|(edge, included)| format!("{column} {} {edge}", if included { "<=" } else { "<" }));
        let parts: Vec<String> = [lower, upper].into_iter().flatten().collect();
        if parts.is_empty() { format!("{column} IS NOT NULL") } else { parts.join(" AND ") }
    }

    /// As people read it: `from 10 to 30, above 10`.
    pub fn words(&self) -> String {
        let lower = self.from.map(|(edge, included)| format!("{} {edge}", if included { "from" } else { "above" }));
        let upper = self.to.map(|(edge, included)| format!("{} {edge}", if included { "up to" } else { "below" }));
        [lower, upper].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The lower edge as something to sort by: what is included comes before what is not.
    fn begins(&self) -> (Option<Amount>, bool) {
        (self.from.map(|(edge, _)| edge), self.from.is_some_and(|(_, included)| !included))
    }
}

/// Reads a pack; the problems are noted with the reader.
pub fn read(name: &str, reader: &Reader<'_>) -> Option<Pack> {
    let document = parse(reader)?;
    let root = reader.root(&document);
    let title = root.required_text("title", "\"银川市 2025 年重点项目红黄牌\"");
    let source = root.table("source").map(|section| {
        let text = |key: &str| section.required_text(key, "\"…\"").map(|text| text.get_ref().clone());
        let found = [text("title"), text("address"), text("date")].map(Option::unwrap_or_default);
        section.close();
        found
    });
    if source.is_none() {
        root.missing_table("source", "add [source] with title, address and date: a published rule has a source");
    }
    let left_out = root.texts("left_out").unwrap_or_default().into_iter().map(Text::into_inner).collect();
    let sections = root.tables("rules");
    let rules: Vec<Banded> = sections.into_iter().filter_map(|section| rule(section, reader)).collect();
    let indicators = root.table("indicators").map(measures::file::indicators);
    cases(root.tables("cases"), &rules, indicators.as_ref(), reader);
    root.close();
    Some(Pack { name: name.to_string(), title: title?.into_inner(), source: source?, left_out, rules, indicators })
}

fn rule(section: Section<'_, '_>, reader: &Reader<'_>) -> Option<Banded> {
    let name = section.required_text("name", "\"progress\"");
    let measure = section.required_text("measure", "\"points_below\"");
    let (text_zh, text_en) = (section.required_text("text", "\"…\""), section.required_text("text_en", "\"…\""));
    let only = section.text("only").map(Text::into_inner).unwrap_or_default();
    let bands: Vec<Band> = section.tables("bands").into_iter().filter_map(|band| self::band(band, reader)).collect();
    let (span, path) = (section.span(), section.path().to_string());
    section.close();
    let (name, measure) = (name?, measure?);
    let Some(short) = Short::new(name.get_ref()) else {
        reader.error(
            name.span(),
            &path,
            format!("`{}` cannot be a rule's name", name.get_ref()),
            "small letters, digits, _",
        );
        return None;
    };
    let column = column_of(measure.get_ref()).filter(|column| matches!(column.holds, Holds::Figure { .. }));
    let Some(column) = column else {
        let message = format!("`{}` is no column of figures", measure.get_ref());
        reader.error(measure.span(), &path, message, "one of the documented columns, as \"points_below\"");
        return None;
    };
    let mut sorted = bands.clone();
    sorted.sort_by_key(|band| band.range.begins());
    let mut gaps = Vec::new();
    for pair in sorted.windows(2) {
        let [left, right] = pair else { continue };
        match (left.range.to, right.range.from) {
            (Some((to, closed)), Some((from, open))) if from > to || (from == to && !closed && !open) => {
                gaps.push(Range { from: Some((to, !closed)), to: Some((from, !open)) });
            }
            (Some((to, closed)), Some((from, open))) if from == to && closed != open => {}
            _ => {
                let message = format!(
                    "two bands of `{}` overlap: {} and {}",
                    name.get_ref(),
                    left.range.words(),
                    right.range.words()
                );
                reader.error(
                    span.clone(),
                    &path,
                    message,
                    "let one end where the other begins, and only one of them include the edge",
                );
            }
        }
    }
    let whole = Banded {
        name: short,
        text_zh: text_zh?.into_inner(),
        text_en: text_en?.into_inner(),
        measure: column.name,
        only,
        bands,
        gaps,
    };
    if let Err(fault) = sql_rule(&whole, None) {
        reader.error(span, &path, fault.0, fault.1);
        return None;
    }
    Some(whole)
}

fn band(section: Section<'_, '_>, reader: &Reader<'_>) -> Option<Band> {
    let edge = |key: &str| {
        let text = section.text(key)?;
        match Amount::parse(text.get_ref()) {
            Ok(amount) => Some(amount),
            Err(_) => {
                reader.error(text.span(), &section.key(key), format!("`{}` is no figure", text.get_ref()), "as \"10\"");
                None
            }
        }
    };
    let (from, above, to, below) = (edge("from"), edge("above"), edge("to"), edge("below"));
    let grade = section.required_text("grade", "\"at_risk\"");
    let (span, path) = (section.span(), section.path().to_string());
    section.close();
    if (from.is_some() && above.is_some()) || (to.is_some() && below.is_some()) {
        reader.error(span, &path, "an edge is given twice", "write `from` or `above`, and `to` or `below`");
        return None;
    }
    let grade = grade?;
    let known = Grade::from_name(grade.get_ref()).filter(|grade| *grade >= Grade::OnTrack);
    if known.is_none() {
        let message = format!("`{}` is no grade of a band", grade.get_ref());
        reader.error(grade.span(), &path, message, "on_track, at_risk, behind, stalled or not_started");
    }
    let range = Range {
        from: from.map(|edge| (edge, true)).or(above.map(|edge| (edge, false))),
        to: to.map(|edge| (edge, true)).or(below.map(|edge| (edge, false))),
    };
    Some(Band { range, grade: known? })
}

/// `[[cases]]`: a figure and the grade that the published rule gives it; `undefined`: the rule is silent.
/// For a comparison of indicators the figure is by how much the own one is the better one.
fn cases(sections: Vec<Section<'_, '_>>, rules: &[Banded], indicators: Option<&IndicatorRules>, reader: &Reader<'_>) {
    for section in sections {
        let rule = section.required_text("rule", "\"progress\"");
        let (value, grade) = (section.required_text("value", "\"30\""), section.required_text("grade", "\"at_risk\""));
        let (span, path) = (section.span(), section.path().to_string());
        section.close();
        let (Some(rule), Some(value), Some(wanted)) = (rule, value, grade) else { continue };
        let banded = rules.iter().find(|banded| banded.name.as_str() == rule.get_ref());
        let compared = indicators.and_then(|indicators| Some((indicators, Against::from_name(rule.get_ref())?)));
        if banded.is_none() && compared.is_none() {
            reader.error(rule.span(), &path, format!("there is no rule `{}` in this pack", rule.get_ref()), "name one");
            continue;
        }
        let Ok(figure) = Amount::parse(value.get_ref()) else {
            reader.error(value.span(), &path, format!("`{}` is no figure", value.get_ref()), "as \"30\"");
            continue;
        };
        let grade = match (banded, compared) {
            (Some(banded), _) => banded.grade_of(figure),
            (None, Some((indicators, against))) => Some(indicators.grade_of(against, figure)),
            (None, None) => None,
        };
        let found = grade.map_or("undefined", Grade::name);
        if found != wanted.get_ref() {
            let measure = banded.map_or(rule.get_ref().as_str(), |banded| banded.measure);
            let message = format!("{measure} {} is {found}, the case says {}", value.get_ref(), wanted.get_ref());
            reader.error(span, &path, message, "correct the bands, or the case");
        }
    }
}

impl Banded {
    /// The grade of a figure; `None` in a gap.
    pub fn grade_of(&self, figure: Amount) -> Option<Grade> {
        let holds = |range: &Range| {
            range.from.is_none_or(|(edge, included)| figure > edge || (included && figure == edge))
                && range.to.is_none_or(|(edge, included)| figure < edge || (included && figure == edge))
        };
        self.bands.iter().find(|band| holds(&band.range)).map(|band| band.grade)
    }
}

/// A rule of a pack as the judgement asks it; for what it leaves open the choice holds, and without one nobody is judged.
///
/// # Errors
/// What is wrong with its condition, and what to do.
pub fn sql_rule(banded: &Banded, choice: Option<&Choice>) -> Result<SqlRule, (String, String)> {
    let only = if banded.only.is_empty() { String::new() } else { format!(" AND ({})", banded.only) };
    let mut by_grade: BTreeMap<Grade, Vec<String>> = BTreeMap::new();
    let chosen =
        choice.into_iter().flat_map(|choice| banded.gaps.iter().map(|gap| Band { range: *gap, grade: choice.grade }));
    for band in banded.bands.iter().copied().chain(chosen).filter(|band| band.grade > Grade::OnTrack) {
        by_grade.entry(band.grade).or_default().push(band.range.condition(banded.measure));
    }
    let mut levels = Vec::new();
    for (grade, ranges) in by_grade.into_iter().rev() {
        let text = format!("({}){only}", ranges.join(" OR "));
        let when =
            compile(&text).map_err(|fault| (format!("{}: {}", banded.name.as_str(), fault.message), fault.hint))?;
        levels.push(Level { when, grade });
    }
    Ok(SqlRule {
        name: banded.name,
        levels,
        text_zh: banded.text_zh.clone(),
        text_en: banded.text_en.clone(),
        show: vec![banded.measure],
    })
}

/// A shipped pack or one of the house, with its problems. `own` holds the texts of `config/rules/`.
pub fn find(name: &str, own: &BTreeMap<String, String>) -> Option<(Option<Pack>, Vec<Problem>)> {
    let shipped = || SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    let text = own.get(name).map(String::as_str).or_else(shipped)?;
    let reader = Reader::new(&format!("config/rules/{name}.toml"), text);
    let pack = read(name, &reader);
    let pack = pack.filter(|_| reader.noted_errors() == 0);
    Some((pack, reader.into_problems()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_pack_decides_its_cases_as_published() {
        for (name, text) in SHIPPED {
            let (pack, problems) = find(name, &BTreeMap::new()).unwrap();
            assert_eq!(problems, [], "{name}");
            let pack = pack.unwrap();
            assert!(!pack.rules.is_empty() || pack.indicators.is_some(), "{name}");
            assert!(!pack.source[0].is_empty() && text.contains("[[cases]]"), "{name}");
        }
    }

    #[test]
    fn yinchuan_leaves_ten_points_open_and_a_choice_closes_them() {
        let (pack, _) = find("yinchuan-2025", &BTreeMap::new()).unwrap();
        let pack = pack.unwrap();
        let progress = pack.rules.iter().find(|rule| rule.name.as_str() == "progress").unwrap();
        let words: Vec<String> = progress.gaps.iter().map(Range::words).collect();
        assert_eq!(words, ["above 0, below 10"]);
        assert_eq!(progress.grade_of(Amount::whole(5)), None);
        let choice =
            Choice { rule: "progress".into(), grade: Grade::AtRisk, author: "王五".into(), reason: "从严".into() };
        let without = sql_rule(progress, None).unwrap();
        let with = sql_rule(progress, Some(&choice)).unwrap();
        assert!(!without.levels.iter().any(|level| level.when.text.contains("points_below > 0 ")));
        assert!(with.levels.iter().any(|level| level.when.text.contains("points_below > 0 AND points_below < 10")));
    }

    #[test]
    fn a_pack_that_decides_otherwise_than_its_case_or_overlaps_is_refused() {
        let text = SHIPPED.iter().find(|(name, _)| *name == "wuhan").unwrap().1;
        let said = |wrong: String| {
            let (pack, problems) = find("wuhan", &BTreeMap::from([("wuhan".to_string(), wrong)])).unwrap();
            assert!(pack.is_none());
            problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("\n")
        };
        assert!(said(text.replace("below = \"60\"", "below = \"61\"")).contains("overlap"));
        assert!(said(text.replace("from  = \"60\"", "from  = \"61\"")).contains("the case says at_risk"));
    }
}
