//! `[source]` as typed: a folder of the house, or a bucket of the house's object store, and which files of it. Takes the
//! section; gives what stands in it and notes what is missing. Looks nothing up.

use super::Text;
use crate::pipeline::reader::Section;
use std::ops::Range;

/// `[source]`
#[derive(Debug)]
pub struct SourceFile {
    /// Where it stands.
    pub span: Range<usize>,
    /// `folder`
    pub folder: Option<Text>,
    /// `bucket`
    pub bucket: Option<Text>,
    /// `prefix`
    pub prefix: Option<Text>,
    /// `match`
    pub patterns: Vec<Text>,
    /// `period`
    pub period: Option<Text>,
    /// `register`
    pub register: Option<Text>,
    /// `encoding`
    pub encoding: Option<Text>,
}

/// Reads the section.
pub(super) fn read(section: Section<'_, '_>) -> SourceFile {
    let file = SourceFile {
        span: section.span(),
        folder: section.text("folder"),
        bucket: section.text("bucket"),
        prefix: section.text("prefix"),
        patterns: section.texts("match").unwrap_or_default(),
        period: section.text("period"),
        register: section.text("register"),
        encoding: section.text("encoding"),
    };
    if !section.has("folder") && !section.has("bucket") {
        section.missing("folder", "\"inbox\"");
    }
    if !section.has("match") {
        section.missing("match", "[\"*进度*\"]");
    }
    section.close();
    file
}
