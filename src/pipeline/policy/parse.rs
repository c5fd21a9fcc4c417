//! `config/escalation.toml` → policies.
//!
//! Takes the file's text; gives the policies that can work and every problem at once. A policy with a problem is left
//! out whole: a ladder with a rung missing would climb past somebody.

use super::attention::{attention, breaker, inhibitions};
use super::{Accept, Answer, Policy, PostRef, Reason, Route, Rung, Scope, Span, Wait, When, Words};
use crate::base::amount::Amount;
use crate::base::grade::Grade;
use crate::base::problem::{Problem, nearest, sort};
use crate::pipeline::file::Text;
use crate::pipeline::reader::{self, Reader, Section};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads the policies of a file. `file_name` is what people know the file by; `others` are policies of other files that
/// routes may name.
pub fn parse(
    file_name: &str,
    text: &str,
    others: &BTreeMap<String, Arc<Policy>>,
) -> (BTreeMap<String, Policy>, Vec<Problem>) {
    let reader = Reader::new(file_name, text);
    let mut policies = BTreeMap::new();
    let mut routes = Vec::new();
    if let Some(document) = reader::parse(&reader) {
        let root = reader.root(&document);
        if let Some(section) = root.table("policies") {
            for name in section.names() {
                let before = reader.noted_errors();
                let policy = section.table(name.get_ref()).map(|table| policy(name.get_ref(), table, &mut routes));
                if let Some(policy) = policy.filter(|_| reader.noted_errors() == before) {
                    policies.insert(policy.name.clone(), policy);
                }
            }
        } else if !root.has("policies") {
            let problem = Problem::warning(file_name, "no policy is defined here");
            reader.note(problem.hint("write [[policies.NAME.project]] and [[policies.NAME.data]], one for each rung"));
        }
        root.close();
    }
    resolve(&mut policies, routes, others, &reader);
    let mut problems = reader.into_problems();
    sort(&mut problems);
    (policies, problems)
}

/// A route as it is written: whose it is, its condition, and the policy it names.
struct RouteText {
    of: String,
    when: When,
    policy: Text,
    key: String,
}

/// Gives every route the rungs of the policy it names. Routes do not chain: those of the policy named are not followed.
fn resolve(
    policies: &mut BTreeMap<String, Policy>,
    routes: Vec<RouteText>,
    others: &BTreeMap<String, Arc<Policy>>,
    reader: &Reader<'_>,
) {
    for RouteText { of, when, policy, key } in routes {
        let name = policy.get_ref().clone();
        let rungs = |policy: &Policy| (policy.project.clone(), policy.data.clone());
        let named = policies.get(&name).map(rungs).or_else(|| others.get(&name).map(|policy| rungs(policy)));
        let Some((project, data)) = named.filter(|_| name != of) else {
            let names: Vec<&str> = policies.keys().chain(others.keys()).map(String::as_str).collect();
            let hint = match nearest(&name, names.iter().copied(), 1).first() {
                Some(word) if *word != of => format!("did you mean `{word}`?"),
                _ => "name another policy of this file or of config/policies/".to_string(),
            };
            reader.error(policy.span(), &key, format!("there is no other policy `{name}`, or it has errors"), hint);
            continue;
        };
        if let Some(owner) = policies.get_mut(&of) {
            owner.routes.push(Route { when, policy: name, project, data });
        }
    }
}

/// `[[policies.NAME.routes]]`
fn routes(section: &Section<'_, '_>, of: &str, routes: &mut Vec<RouteText>) {
    for route in section.tables("routes") {
        let words = |key: &str| -> Vec<String> {
            route.texts(key).unwrap_or_default().into_iter().map(|text| text.into_inner()).collect()
        };
        let when =
            When { class: words("class"), category: words("category"), rule: words("rule"), unit: words("unit") };
        let (policy, key) = (route.required_text("policy", "\"fast-lane\""), route.key("policy"));
        route.close();
        routes.extend(policy.map(|policy| RouteText { of: of.to_string(), when, policy, key }));
    }
}

fn policy(name: &str, section: Section<'_, '_>, sent: &mut Vec<RouteText>) -> Policy {
    let project = ladder(&section, "project");
    let data = ladder(&section, "data");
    let accept = match section.text("accept") {
        None => Accept::default(),
        Some(text) => accept(&section, &text),
    };
    let in_range = section.number("in_range", 0, 24).map_or(1, |n| u32::try_from(n.into_inner()).unwrap_or(1));
    let reasons = reasons(&section);
    routes(&section, name, sent);
    let (attention, breaker, inhibit) = (attention(&section), breaker(&section), inhibitions(&section));
    let catch_all = listed(&section, "catch_all");
    let approvers = listed(&section, "approvers");
    section.close();
    let name = name.to_string();
    Policy {
        name,
        project,
        data,
        accept,
        in_range,
        reasons,
        routes: Vec::new(),
        attention,
        breaker,
        inhibit,
        catch_all,
        approvers,
    }
}

fn accept(section: &Section<'_, '_>, text: &Text) -> Accept {
    match text.get_ref().as_str() {
        "by hand" => Accept::ByHand,
        "on receipt" => Accept::OnReceipt,
        other => {
            let message = format!("a reply cannot be accepted `{other}`");
            let hint = "write \"by hand\" (a person of the office accepts it) or \"on receipt\"";
            section.reader().error(text.span(), &section.key("accept"), message, hint);
            Accept::default()
        }
    }
}

/// `[policies.NAME.reasons]`: code = "what readers see"; `[policies.NAME.reasons_en]`: the same in English.
fn reasons(section: &Section<'_, '_>) -> Vec<Reason> {
    let labels = |key: &str| -> Option<Vec<(String, Text)>> {
        let table = section.table_if(key)?;
        let names = table.names();
        let label = |name: Text| Some((name.get_ref().clone(), table.text(name.get_ref())?));
        let labels = names.into_iter().filter_map(label).collect();
        table.close();
        Some(labels)
    };
    let (chinese, english) = (labels("reasons"), labels("reasons_en").unwrap_or_default());
    let Some(chinese) = chinese else { return Policy::usual_reasons() };
    for (code, label) in english.iter().filter(|(code, _)| chinese.iter().all(|(known, _)| known != code)) {
        let message = format!("the reason `{code}` is not in the list of reasons");
        let hint = "add it under [policies.NAME.reasons], too";
        section.reader().error(label.span(), &section.key("reasons_en"), message, hint);
    }
    let en = |code: &str| {
        let label = english.iter().find(|(known, _)| known == code);
        label.map(|(_, label)| label.get_ref().clone()).unwrap_or_default()
    };
    let reason = |(code, zh): (String, Text)| {
        let label = Words { zh: zh.into_inner(), en: en(&code) };
        Reason { code, label }
    };
    chinese.into_iter().map(reason).collect()
}

/// A text, and the same in English under the key with `_en`.
fn words(section: &Section<'_, '_>, key: &str, zh: Option<Text>) -> Words {
    let inner = |text: Option<Text>| text.map(|text| text.into_inner()).unwrap_or_default();
    Words { zh: inner(zh), en: inner(section.text(&format!("{key}_en"))) }
}

fn ladder(section: &Section<'_, '_>, key: &str) -> Vec<Rung> {
    let reader = section.reader();
    let rungs = section.tables(key);
    if rungs.is_empty() {
        let message = format!("the ladder `{}` has no rung", section.key(key));
        let hint = format!("write [[{}]], lowest rung first; the first is told at once", section.key(key));
        reader.error(section.span(), &section.key(key), message, hint);
    }
    let mut names = BTreeSet::new();
    let mut ladder: Vec<Rung> = Vec::new();
    for (index, section) in rungs.into_iter().enumerate() {
        if let Some(rung) = rung(section, index, &mut names, ladder.last()) {
            ladder.push(rung);
        }
    }
    ladder
}

fn rung(section: Section<'_, '_>, index: usize, names: &mut BTreeSet<String>, below: Option<&Rung>) -> Option<Rung> {
    let reader = section.reader();
    let name = section.required_text("name", "\"liaison\"");
    if let Some(name) = name.as_ref().filter(|name| !names.insert(name.get_ref().clone())) {
        let message = format!("the rung `{}` is there twice", name.get_ref());
        reader.error(name.span(), &section.key("name"), message, "give each rung of a ladder its own name");
    }
    let label = section.required_text("label", "\"联络员\"");
    let (posts, copy) = (posts(&section), listed(&section, "copy"));
    let after = after(&section, index);
    let reply = section.required_text("reply", "\"3 workdays\"");
    let reply = reply.as_ref().and_then(|reply| read(&section, "reply", reply, Span::parse));
    let answer = answers(&section);
    let ask = section.required_text("ask", "\"请说明滞后原因、整改措施和预计完成时间。\"");
    let (has_ask, ask) = (ask.is_some(), words(&section, "ask", ask));
    let text = words(&section, "text", section.text("text"));
    let urgent = section.flag("urgent").unwrap_or(false);
    let (enter, points) = (enter(&section), points(&section));
    if let (Some(below), Some(Wait::Span(Span::Workdays(after)))) = (below, after)
        && let Span::Workdays(reply) = below.reply
        && reply > after
    {
        let message = format!(
            "rung `{}` is asked to answer within {reply} workdays, but this rung is told after {after}",
            below.name
        );
        reader.warning(
            section.span(),
            &section.key("after"),
            message,
            "let the reply end before the next rung is told, or write after = \"reply overdue\"",
        );
    }
    section.close();
    let (name, label, ask) = (name?.into_inner(), label?.into_inner(), has_ask.then_some(ask)?);
    Some(Rung { name, label, posts, copy, after: after?, reply: reply?, answer, ask, text, urgent, enter, points })
}

/// `enter = "behind"`
fn enter(section: &Section<'_, '_>) -> Option<Grade> {
    let text = section.text("enter")?;
    let grade = Grade::from_name(text.get_ref()).filter(|grade| *grade >= Grade::AtRisk);
    if grade.is_none() {
        let message = format!("matters cannot enter a ladder as `{}`", text.get_ref());
        let hint = "write the least grade that comes straight here: at_risk, behind, stalled or not_started";
        section.reader().error(text.span(), &section.key("enter"), message, hint);
    }
    grade
}

/// `points = "-1"`
fn points(section: &Section<'_, '_>) -> Option<Amount> {
    let text = section.text("points")?;
    let points = Amount::parse(text.get_ref()).ok();
    if points.is_none() {
        let message = format!("`{}` are no points", text.get_ref());
        section.reader().error(text.span(), &section.key("points"), message, "write points = \"-1\", or \"-0.5\"");
    }
    points
}

/// `after`: the first rung is told at once, every other one later than the rung below it.
fn after(section: &Section<'_, '_>, index: usize) -> Option<Wait> {
    // Asked for in any case, so that the key is known and may be suggested.
    let Some(text) = section.text("after") else {
        if index == 0 {
            return Some(Wait::AtOnce);
        }
        if !section.has("after") {
            section.missing("after", "\"3 workdays\"");
        }
        return None;
    };
    let wait = read(section, "after", &text, Wait::parse)?;
    let fault = match (index, wait) {
        (0, Wait::AtOnce) => return Some(wait),
        (0, _) => ("the first rung is told at once", "write after = \"at once\", or leave it out"),
        (_, Wait::AtOnce) => {
            ("two rungs would be told at once", "write after = \"3 workdays\", or put the posts on one rung")
        }
        _ => return Some(wait),
    };
    section.reader().error(text.span(), &section.key("after"), fault.0, fault.1);
    None
}

fn read<T>(section: &Section<'_, '_>, key: &str, text: &Text, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
    match parse(text.get_ref()) {
        Ok(value) => Some(value),
        Err(hint) => {
            let message = format!("`{}` is no time to wait", text.get_ref());
            section.reader().error(text.span(), &section.key(key), message, hint);
            None
        }
    }
}

/// `answer = ["reason", "date"]`
fn answers(section: &Section<'_, '_>) -> Vec<Answer> {
    let known = [("reason", Answer::Reason), ("date", Answer::Date), ("request", Answer::Request)];
    let mut answers = Vec::new();
    for text in section.texts("answer").unwrap_or_default() {
        match known.iter().find(|(name, _)| name == text.get_ref()) {
            Some((_, answer)) => answers.push(*answer),
            None => {
                let message = format!("an answer cannot be asked for `{}`", text.get_ref());
                let hint = "a reply can be asked for a \"reason\", a \"date\" and a \"request\"";
                section.reader().error(text.span(), &section.key("answer"), message, hint);
            }
        }
    }
    answers.sort_unstable();
    answers.dedup();
    answers
}

fn listed(section: &Section<'_, '_>, key: &str) -> Vec<PostRef> {
    section.texts(key).unwrap_or_default().iter().filter_map(|text| post(section, key, text)).collect()
}

fn posts(section: &Section<'_, '_>) -> Vec<PostRef> {
    let texts = section.texts("posts").unwrap_or_default();
    if !section.has("posts") {
        section.missing("posts", "[\"联络员 of project\"]");
    } else if texts.is_empty() {
        let hint = "write posts = [\"联络员 of project\"]";
        section.reader().error(section.span(), &section.key("posts"), "the rung has no post", hint);
    }
    let mut posts: Vec<PostRef> = Vec::new();
    for text in &texts {
        let Some(post) = post(section, "posts", text) else { continue };
        if posts.contains(&post) {
            let message = format!("the post `{}` is there twice", text.get_ref());
            section.reader().error(text.span(), &section.key("posts"), message, "remove one");
        } else {
            posts.push(post);
        }
    }
    posts
}

/// `联络员 of project`
fn post(section: &Section<'_, '_>, key: &str, text: &Text) -> Option<PostRef> {
    let fault = |message: String, hint: String| {
        section.reader().error(text.span(), &section.key(key), message, hint);
        None
    };
    let scopes = ["project", "unit", "office"];
    let Some((role, of)) = text.get_ref().rsplit_once(" of ") else {
        let message = format!("`{}` does not say of what the post is held", text.get_ref());
        return fault(
            message,
            format!("write \"{} of project\", \"… of unit\" or \"… of office\"", text.get_ref().trim()),
        );
    };
    let of = match of.trim() {
        "project" => Scope::Project,
        "unit" => Scope::Unit,
        "office" => Scope::Office,
        other => {
            let hint = match nearest(other, scopes, 1).first() {
                Some(word) => format!("did you mean `{word}`?"),
                None => "a post is held of a `project`, a `unit` or the `office`".to_string(),
            };
            return fault(format!("a post cannot be held of `{other}`"), hint);
        }
    };
    let role = role.trim().to_string();
    if role.is_empty() {
        fault("the post has no role".into(), "write \"联络员 of project\"".into())
    } else {
        Some(PostRef { role, of })
    }
}
