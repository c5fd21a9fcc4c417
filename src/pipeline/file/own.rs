//! The twin of `[[rules.sql]]` and `[rules.choice.*]`: what was typed, with its places, nothing looked up.

use super::Text;
use crate::pipeline::reader::Section;

/// `[rules.choice.RULE]`: what the author chose where the published rule is silent.
#[derive(Debug)]
pub struct ChoiceFile {
    /// The rule of the pack.
    pub rule: Text,
    /// `grade`
    pub grade: Option<Text>,
    /// `author`
    pub author: Option<Text>,
    /// `reason`
    pub reason: Option<Text>,
}

/// One `[[rules.sql]]`
#[derive(Debug)]
pub struct SqlFile {
    /// Its dotted name: `rules.sql[0]`.
    pub key: String,
    /// `name`
    pub name: Option<Text>,
    /// `when`
    pub when: Option<Text>,
    /// `grade`
    pub grade: Option<Text>,
    /// `text`, the Chinese one.
    pub text_zh: Option<Text>,
    /// `text_en`
    pub text_en: Option<Text>,
    /// `show`
    pub show: Vec<Text>,
}

/// `[rules.choice]`
pub(super) fn choices(section: Section<'_, '_>) -> Vec<ChoiceFile> {
    let mut choices = Vec::new();
    for rule in section.names() {
        let Some(inner) = section.table(rule.get_ref()) else { continue };
        choices.push(ChoiceFile {
            rule,
            grade: inner.required_text("grade", "\"at_risk\""),
            author: inner.required_text("author", "\"督查室 王五\""),
            reason: inner.required_text("reason", "\"从严\""),
        });
        inner.close();
    }
    section.close();
    choices
}

/// `[[rules.sql]]`
pub(super) fn sql(section: Section<'_, '_>) -> SqlFile {
    let file = SqlFile {
        key: section.path().to_string(),
        name: section.required_text("name", "\"late_starter\""),
        when: section.required_text("when", "\"NOT started AND days_since_planned_start > 30\""),
        grade: section.required_text("grade", "\"at_risk\" or \"behind\""),
        text_zh: section.required_text("text", "\"开工晚于计划三十天\""),
        text_en: section.text("text_en"),
        show: section.texts("show").unwrap_or_default(),
    };
    section.close();
    file
}
