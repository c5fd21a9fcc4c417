//! `rules = "PACK"`: the pack is found, what it leaves open is said, and the author's choices are taken.

use crate::base::grade::Grade;
use crate::base::problem::{Severity, nearest};
use crate::pipeline::file::RulesFile;
use crate::pipeline::file::own::ChoiceFile;
use crate::pipeline::packs::{self, Choice, Pack, SHIPPED};
use crate::pipeline::reader::Reader;
use crate::pipeline::rules::{PackUse, SqlRule};
use std::collections::BTreeMap;

/// The pack of a pipeline and its rules; `own` are the house's packs.
pub fn check(file: &RulesFile, own: &BTreeMap<String, String>, reader: &Reader<'_>) -> (Option<PackUse>, Vec<SqlRule>) {
    let Some(named) = &file.pack else {
        if let Some(choice) = file.choices.first() {
            let hint = "name the pack: [rules] pack = \"yinchuan-2025\"";
            reader.error(choice.rule.span(), "rules.choice", "there is a choice but no pack that leaves one", hint);
        }
        return (None, Vec::new());
    };
    let Some((pack, problems)) = packs::find(named.get_ref(), own) else {
        let known: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).chain(own.keys().map(String::as_str)).collect();
        let hint = match nearest(named.get_ref(), known.iter().copied(), 1).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}; your own go into config/rules/", known.join(", ")),
        };
        reader.error(named.span(), "rules.pack", format!("there is no rule pack `{}`", named.get_ref()), hint);
        return (None, Vec::new());
    };
    for problem in problems.into_iter().filter(|problem| problem.severity == Severity::Error) {
        reader.note(problem);
    }
    let Some(pack) = pack else { return (None, Vec::new()) };
    let choices: Vec<Choice> = file.choices.iter().filter_map(|file| choice(file, &pack, reader)).collect();
    let mut rules = Vec::new();
    for banded in &pack.rules {
        let choice = choices.iter().find(|choice| choice.rule == banded.name.as_str());
        if !banded.gaps.is_empty() && choice.is_none() {
            let gaps: Vec<String> = banded.gaps.iter().map(|gap| gap.words()).collect();
            let name = banded.name.as_str();
            let message = format!(
                "the pack `{}` leaves `{name}` open for {} {}: nobody there gets a light",
                pack.name,
                banded.measure,
                gaps.join(" and ")
            );
            let hint = format!("add [rules.choice.{name}] with grade, author and reason");
            reader.warning(named.span(), &format!("rules.choice.{name}"), message, hint);
        }
        match packs::sql_rule(banded, choice) {
            Ok(rule) => rules.push(rule),
            Err((message, hint)) => reader.error(named.span(), "rules.pack", message, hint),
        }
    }
    let Pack { name, title, source: [source, address, date], left_out, indicators, .. } = pack;
    let source = format!("{title} · {source}, {address}, {date}");
    (Some(PackUse { name, source, choices, left_out, indicators }), rules)
}

fn choice(file: &ChoiceFile, pack: &Pack, reader: &Reader<'_>) -> Option<Choice> {
    let key = format!("rules.choice.{}", file.rule.get_ref());
    let Some(banded) = pack.rules.iter().find(|rule| rule.name.as_str() == file.rule.get_ref()) else {
        let known: Vec<&str> = pack.rules.iter().map(|rule| rule.name.as_str()).collect();
        let message = format!("the pack `{}` has no rule `{}`", pack.name, file.rule.get_ref());
        reader.error(file.rule.span(), &key, message, format!("there are {}", known.join(", ")));
        return None;
    };
    if banded.gaps.is_empty() {
        let message = format!("`{}` leaves nothing open: the choice has no effect", file.rule.get_ref());
        reader.warning(file.rule.span(), &key, message, "remove it");
    }
    let grade = file.grade.as_ref()?;
    let known = Grade::from_name(grade.get_ref()).filter(|grade| *grade >= Grade::OnTrack);
    if known.is_none() {
        let message = format!("`{}` is no grade of a band", grade.get_ref());
        reader.error(grade.span(), &key, message, "on_track, at_risk, behind, stalled or not_started");
    }
    Some(Choice {
        rule: file.rule.get_ref().clone(),
        grade: known?,
        author: file.author.as_ref()?.get_ref().clone(),
        reason: file.reason.as_ref()?.get_ref().clone(),
    })
}
