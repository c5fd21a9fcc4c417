//! `[[rules.sql]]`: names, conditions, grades and texts.

use crate::base::grade::Grade;
use crate::base::problem::nearest;
use crate::base::short::Short;
use crate::pipeline::file::Text;
use crate::pipeline::file::own::SqlFile;
use crate::pipeline::reader::Reader;
use crate::pipeline::rules::{Level, SqlRule};
use crate::pipeline::sql::columns::column_of;
use crate::pipeline::sql::{self, COLUMNS};
use std::collections::BTreeSet;

/// The grades that a rule can give.
const GRADES: [Grade; 4] = [Grade::AtRisk, Grade::Behind, Grade::Stalled, Grade::NotStarted];
/// The most rules of the user's own.
const RULES_MAX: usize = 50;
/// The longest text, in characters.
const TEXT_MAX: usize = 200;

/// Checks the user's own rules beside those of a pack; those with an error are not given.
pub fn check(files: &[SqlFile], of_pack: &[SqlRule], reader: &Reader<'_>) -> Vec<SqlRule> {
    let mut taken: BTreeSet<Short> = of_pack.iter().map(|rule| rule.name).collect();
    if let Some(one_more) = files.get(RULES_MAX).and_then(|file| file.name.as_ref()) {
        let message = format!("there are more than {RULES_MAX} rules in [[rules.sql]]");
        reader.error(one_more.span(), "rules.sql", message, "keep those that are acted upon");
    }
    files.iter().take(RULES_MAX).filter_map(|file| rule(file, &mut taken, reader)).collect()
}

fn rule(file: &SqlFile, taken: &mut BTreeSet<Short>, reader: &Reader<'_>) -> Option<SqlRule> {
    let key = |name: &str| format!("{}.{name}", file.key);
    let name = file.name.as_ref().and_then(|text| name(text, &key("name"), taken, reader));
    let when = file.when.as_ref().and_then(|text| match sql::compile(text.get_ref()) {
        Ok(condition) => Some(condition),
        Err(fault) => {
            reader.error(text.span(), &key("when"), fault.message, fault.hint);
            None
        }
    });
    let grade = file.grade.as_ref().and_then(|text| grade(text, &key("grade"), reader));
    let show: Vec<Option<&'static str>> = file.show.iter().map(|text| shown(text, &key("show"), reader)).collect();
    let text_zh = file.text_zh.as_ref().and_then(|text| short_text(text, &key("text"), reader))?;
    let text_en = file.text_en.as_ref().map(|text| short_text(text, &key("text_en"), reader));
    Some(SqlRule {
        name: name?,
        levels: vec![Level { when: when?, grade: grade? }],
        text_en: text_en.unwrap_or_else(|| Some(text_zh.clone()))?,
        text_zh,
        show: show.into_iter().collect::<Option<_>>()?,
    })
}

fn name(text: &Text, key: &str, taken: &mut BTreeSet<Short>, reader: &Reader<'_>) -> Option<Short> {
    let Some(name) = Short::new(text.get_ref()) else {
        let message = format!("`{}` cannot be a rule's name", text.get_ref());
        reader.error(text.span(), key, message, "small letters, digits and _, at most 40: \"late_starter\"");
        return None;
    };
    if !taken.insert(name) {
        let message = format!("two rules are called `{}`", name.as_str());
        reader.error(text.span(), key, message, "a case is known by its rule's name: give each its own");
        return None;
    }
    Some(name)
}

fn grade(text: &Text, key: &str, reader: &Reader<'_>) -> Option<Grade> {
    let found = GRADES.into_iter().find(|grade| grade.name() == text.get_ref());
    if found.is_none() {
        let names: Vec<&str> = GRADES.iter().map(|grade| grade.name()).collect();
        let hint = match nearest(text.get_ref(), names.iter().copied(), 1).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", names.join(", ")),
        };
        reader.error(text.span(), key, format!("`{}` is no grade that a rule can give", text.get_ref()), hint);
    }
    found
}

fn shown(text: &Text, key: &str, reader: &Reader<'_>) -> Option<&'static str> {
    let found = column_of(text.get_ref()).map(|column| column.name);
    if found.is_none() {
        let hint = match nearest(text.get_ref(), COLUMNS.iter().map(|column| column.name), 1).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>().join(", ")),
        };
        reader.error(text.span(), key, format!("there is no column `{}`", text.get_ref()), hint);
    }
    found
}

fn short_text(text: &Text, key: &str, reader: &Reader<'_>) -> Option<String> {
    let trimmed = text.get_ref().trim();
    if trimmed.chars().count() > TEXT_MAX || trimmed.chars().any(char::is_control) {
        let message = format!("the text has more than {TEXT_MAX} characters, or a line break");
        reader.error(text.span(), key, message, "say it in one short sentence");
        return None;
    }
    Some(trimmed.to_string())
}
