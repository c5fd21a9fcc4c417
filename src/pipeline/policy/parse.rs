//! `config/escalation.toml` → policies.
//!
//! Takes the file's text; gives the policies that can work and every problem at once. A policy with a problem is left
//! out whole: a ladder with a rung missing would climb past somebody.

use super::{Policy, PostRef, Rung, Scope};
use crate::base::problem::{Problem, nearest, sort};
use crate::pipeline::file::Text;
use crate::pipeline::reader::{self, Reader, Section};
use crate::pipeline::words::workdays;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the policies of a file. `file_name` is what people know the file by.
pub fn parse(file_name: &str, text: &str) -> (BTreeMap<String, Policy>, Vec<Problem>) {
    let reader = Reader::new(file_name, text);
    let mut policies = BTreeMap::new();
    if let Some(document) = reader::parse(&reader) {
        let root = reader.root(&document);
        if let Some(section) = root.table("policies") {
            for name in section.names() {
                let before = reader.noted_errors();
                let policy = section.table(name.get_ref()).map(|table| policy(name.get_ref(), table));
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
    let mut problems = reader.into_problems();
    sort(&mut problems);
    (policies, problems)
}

fn policy(name: &str, section: Section<'_, '_>) -> Policy {
    let project = ladder(&section, "project");
    let data = ladder(&section, "data");
    section.close();
    Policy { name: name.to_string(), project, data }
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
    let posts = posts(&section);
    let after_workdays = after(&section, index);
    let reply = section.required_text("reply", "\"3 workdays\"");
    let reply_workdays = reply.as_ref().and_then(|reply| duration(&section, "reply", reply));
    let ask = section.required_text("ask", "\"请说明滞后原因、整改措施和预计完成时间。\"");
    if let (Some(below), Some(after)) = (below, after_workdays)
        && after > 0
        && below.reply_workdays > after
    {
        let message = format!(
            "rung `{}` is asked to answer within {} workdays, but this rung is told after {after}",
            below.name, below.reply_workdays
        );
        reader.warning(
            section.span(),
            &section.key("after"),
            message,
            "let the reply end before the next rung is told",
        );
    }
    section.close();
    let (name, label, ask) = (name?.into_inner(), label?.into_inner(), ask?.into_inner());
    Some(Rung { name, label, posts, after_workdays: after_workdays?, reply_workdays: reply_workdays?, ask })
}

/// `after`: the first rung is told at once, every other one later than the rung below it.
fn after(section: &Section<'_, '_>, index: usize) -> Option<u32> {
    let text = if section.has("after") { section.text("after")? } else { return after_default(section, index) };
    let n = if text.get_ref() == "at once" { 0 } else { duration(section, "after", &text)? };
    let fault = match (index, n) {
        (0, 1..) => ("the first rung is told at once", "write after = \"at once\", or leave it out"),
        (1.., 0) => ("two rungs would be told at once", "write after = \"3 workdays\", or put the posts on one rung"),
        _ => return Some(n),
    };
    section.reader().error(text.span(), &section.key("after"), fault.0, fault.1);
    None
}

fn after_default(section: &Section<'_, '_>, index: usize) -> Option<u32> {
    // Asked for, so that it is known and may be suggested.
    let _ = section.text("after");
    if index == 0 {
        return Some(0);
    }
    section.missing("after", "\"3 workdays\"");
    None
}

fn duration(section: &Section<'_, '_>, key: &str, text: &Text) -> Option<u32> {
    match workdays(text.get_ref()) {
        Ok(n) => Some(n),
        Err(hint) => {
            let message = format!("`{}` is no number of working days", text.get_ref());
            section.reader().error(text.span(), &section.key(key), message, hint);
            None
        }
    }
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
        let Some(post) = post(section, text) else { continue };
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
fn post(section: &Section<'_, '_>, text: &Text) -> Option<PostRef> {
    let fault = |message: String, hint: String| {
        section.reader().error(text.span(), &section.key("posts"), message, hint);
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
