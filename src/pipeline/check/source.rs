//! `[source]`: where files come from, which of them, and how their period is known. Takes what was typed; gives the
//! checked source, or notes every problem. Never looks into a folder and asks no store.

use super::encoding;
use crate::base::id::sha256_hex;
use crate::base::problem::nearest;
use crate::pipeline::file::{SourceFile, Text};
use crate::pipeline::reader::Reader;
use crate::pipeline::{Bucket, PeriodFrom, Source};
use std::path::{Component, Path, PathBuf};

/// Where duban keeps what it fetched from buckets, below the house.
const SPOOL: &str = "var/buckets";
/// The longest prefix, in bytes; keys of S3 have 1,024.
const PREFIX_MAX: usize = 512;

/// Checks the section. `scheduled`: whether the pipeline has periods.
pub(super) fn check(typed: &SourceFile, scheduled: bool, reader: &Reader<'_>) -> Option<Source> {
    let place = place(typed, reader);
    let encoding = typed.encoding.as_ref().and_then(|text| encoding::read(text, reader));
    for pattern in &typed.patterns {
        let fault = match pattern.get_ref().as_str() {
            p if p.trim().is_empty() => "the pattern is empty",
            p if p.contains(['/', '\\']) => "the pattern holds a slash: patterns match names, not paths",
            _ => continue,
        };
        let hint = "write part of the file's name between stars, as \"*进度*\"";
        reader.error(pattern.span(), "source.match", fault, hint);
    }
    if typed.patterns.is_empty() {
        reader.error(typed.span.clone(), "source.match", "no file can match", "write match = [\"*进度*\"]");
    }
    let (folder, bucket) = place?;
    Some(Source {
        folder,
        bucket,
        patterns: typed.patterns.iter().map(|p| p.get_ref().clone()).collect(),
        period: period_from(typed, scheduled, reader)?,
        register_from_reports: register_from(typed, reader)?,
        encoding,
    })
}

/// `register = "from reports"`, or nothing.
fn register_from(typed: &SourceFile, reader: &Reader<'_>) -> Option<bool> {
    match &typed.register {
        None => Some(false),
        Some(text) if text.get_ref() == "from reports" => Some(true),
        Some(text) => {
            let message = format!("`{}` does not say where the register comes from", text.get_ref());
            let hint = "write \"from reports\", or remove the key and read a register of its own";
            reader.error(text.span(), "source.register", message, hint);
            None
        }
    }
}

fn folder(text: &Text, reader: &Reader<'_>) -> Option<PathBuf> {
    let refuse = |message: &str| {
        let hint = "name a folder inside the house, as \"inbox\" or \"inbox/progress\"";
        reader.error(text.span(), "source.folder", message, hint);
        None
    };
    let typed = text.get_ref().as_str();
    if typed.contains(['\\', '\0']) || typed.get(1..2) == Some(":") {
        return refuse("the folder is no path that is understood here");
    }
    let mut folder = PathBuf::new();
    for part in Path::new(typed).components() {
        match part {
            Component::Normal(name) => folder.push(name),
            Component::CurDir => {}
            Component::ParentDir => return refuse("the folder leads out of the house"),
            Component::RootDir | Component::Prefix(_) => return refuse("the folder is an absolute path"),
        }
    }
    match folder.iter().next().and_then(|first| first.to_str()) {
        None => refuse("the folder is the house itself"),
        Some("config" | "pipelines" | "var") => refuse("the folder is one that duban keeps for itself"),
        Some(_) => Some(folder),
    }
}

fn period_from(typed: &SourceFile, scheduled: bool, reader: &Reader<'_>) -> Option<PeriodFrom> {
    let Some(text) = &typed.period else {
        return Some(if scheduled { PeriodFrom::FileName } else { PeriodFrom::None });
    };
    let words = ["from file name", "from column", "as named", "arrival", "none"];
    let from = match text.get_ref().as_str() {
        "from file name" => PeriodFrom::FileName,
        "as named" => PeriodFrom::AsNamed,
        "from column" => PeriodFrom::Column,
        "arrival" => PeriodFrom::Arrival,
        "none" => PeriodFrom::None,
        other => {
            let near = nearest(other, words, 1);
            let hint = format!("did you mean `{}`?", near.first().unwrap_or(&"from file name"));
            let message = format!("`{other}` does not say where the period comes from");
            reader.error(text.span(), "source.period", message, hint);
            return None;
        }
    };
    let fault = match (from, scheduled) {
        (PeriodFrom::None, true) => ("a schedule needs files that have a period", "write period = \"from file name\""),
        (PeriodFrom::FileName | PeriodFrom::Column | PeriodFrom::Arrival, false) => {
            ("without [schedule] nobody knows how long a period is", "write period = \"none\", or add [schedule]")
        }
        _ => return Some(from),
    };
    reader.error(text.span(), "source.period", fault.0, fault.1);
    None
}

/// The folder that is looked into, and the bucket that it is filled from.
fn place(typed: &SourceFile, reader: &Reader<'_>) -> Option<(PathBuf, Option<Bucket>)> {
    if let (Some(prefix), None) = (&typed.prefix, &typed.bucket) {
        let hint = "name the bucket, or remove the prefix";
        reader.error(prefix.span(), "source.prefix", "a prefix belongs to a bucket, and none is named", hint);
    }
    match (&typed.folder, &typed.bucket) {
        (Some(_), Some(bucket)) => {
            let hint = "keep one of them; a pipeline for the other can share the portfolio";
            reader.error(
                bucket.span(),
                "source.bucket",
                "files come from a folder or from a bucket, not from both",
                hint,
            );
            None
        }
        (Some(text), None) => Some((folder(text, reader)?, None)),
        (None, Some(text)) => {
            let (name, prefix) = (bucket_name(text, reader), prefix(typed.prefix.as_ref(), reader));
            let bucket = Bucket { name: name?, prefix: prefix?, place: text.span() };
            // Prefixes hold slashes, and one may begin like another: each has a folder of its own all the same.
            let own = sha256_hex(bucket.prefix.as_bytes());
            let folder = Path::new(SPOOL).join(format!("{}-{}", bucket.name, own.get(..8).unwrap_or(&own)));
            Some((folder, Some(bucket)))
        }
        (None, None) => None,
    }
}

/// A name as S3 allows it: it becomes part of an address and of a folder's name.
fn bucket_name(text: &Text, reader: &Reader<'_>) -> Option<String> {
    let name = text.get_ref();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = [name.bytes().next(), name.bytes().next_back()];
    let good = (3..=63).contains(&name.len())
        && name.bytes().all(|byte| plain(byte) || b".-".contains(&byte))
        && ends.into_iter().flatten().all(plain)
        && !name.contains("..");
    if good {
        return Some(name.clone());
    }
    let message = format!("`{name}` cannot be the name of a bucket");
    let hint = "write 3 to 63 small letters, digits and dashes, as \"progress-reports\"; the store's address belongs into [s3] endpoint";
    reader.error(text.span(), "source.bucket", message, hint);
    None
}

/// What keys begin with. An empty one takes the whole bucket.
fn prefix(text: Option<&Text>, reader: &Reader<'_>) -> Option<String> {
    let Some(text) = text else { return Some(String::new()) };
    let prefix = text.get_ref();
    let climbs = |part: &str| part == "." || part == "..";
    let fault = match prefix.as_str() {
        p if p.starts_with('/') => "the prefix begins with a slash, which keys do not",
        p if p.contains("//") || p.split('/').any(climbs) => "the prefix holds an empty part, `.` or `..`",
        p if p.chars().any(char::is_control) => "the prefix holds control characters",
        p if p.len() > PREFIX_MAX => "the prefix is longer than 512 bytes",
        _ => return Some(prefix.clone()),
    };
    reader.error(text.span(), "source.prefix", fault, "write what keys begin with, as \"reports/2026/\"");
    None
}
