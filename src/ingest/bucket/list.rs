//! Which objects a bucket holds. Takes the store and what is wanted; gives the wanted ones in the order of their keys, and keys
//! that cannot be read. All pages or none: half a listing is an error.

use super::told;
use super::{Away, Order, shown};
use crate::base::pattern::matches;
use crate::ingest::folder::Skipped;
use object_store::aws::AmazonS3;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::{Error, ObjectMeta, path};

/// How many keys a page has.
const PAGE: usize = 1_000;
/// The most pages: a listing without an end is a fault of the store.
const PAGES_MAX: usize = 10_000;
/// The most keys that no file can be called after. Each costs some requests to be found.
const ODD_MAX: usize = 50;

/// What a bucket holds.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Objects whose names fit.
    pub(super) objects: Vec<Object>,
    /// Keys that cannot be asked for.
    pub(super) odd: Vec<Skipped>,
    /// How many objects do not fit, and one of them.
    pub(super) others: (usize, Option<String>),
}

/// An object as listed.
#[derive(Debug, Clone)]
pub(super) struct Object {
    /// Its key.
    pub(super) key: path::Path,
    /// Its file's name.
    pub(super) name: String,
    /// What tells its versions apart.
    pub(super) etag: Option<String>,
    /// Bytes.
    pub(super) size: u64,
}

/// Lists the bucket.
///
/// # Errors
/// The store does not give all of it.
pub(super) async fn list(store: &AmazonS3, order: &Order) -> Result<Listed, Away> {
    let mut listed = Listed::default();
    let mut from = From::default();
    let mut page = PAGE;
    let prefix = Some(order.prefix.as_str()).filter(|prefix| !prefix.is_empty());
    for _ in 0..PAGES_MAX {
        let options = PaginatedListOptions {
            offset: from.after.clone().filter(|_| from.token.is_none()),
            page_token: from.token.clone(),
            max_keys: (page < PAGE).then_some(page),
            ..PaginatedListOptions::default()
        };
        match store.list_paginated(prefix, options).await {
            // The library gives no page on which a single key is odd; smaller and smaller pages find that key, and the
            // listing goes on behind it.
            Err(Error::InvalidPath { .. }) if page > 1 => page /= 2,
            Err(Error::InvalidPath { source }) => {
                let Some(key) = key_of(&source).filter(|key| from.is_before(key)) else { return Err(unordered()) };
                listed
                    .odd
                    .push(Skipped { name: shown(key), why: "its key cannot be asked for; rename it".to_string() });
                if listed.odd.len() > ODD_MAX {
                    let why = "more than 50 keys hold empty parts, `..` or control characters; set source.prefix";
                    return Err(Away(why.to_string()));
                }
                from = From { token: None, after: Some(key.to_string()) };
            }
            Err(error) => return Err(Away(told::words(&error))),
            Ok(answer) => {
                let (count, token) = (answer.result.objects.len(), answer.page_token.filter(|token| !token.is_empty()));
                let last = answer.result.objects.last().map(|object| object.location.to_string());
                let goes_on = answer.result.objects.first().is_none_or(|first| from.is_before(first.location.as_ref()));
                if from.token.is_none() && !goes_on {
                    return Err(unordered());
                }
                answer.result.objects.into_iter().for_each(|object| listed.add(object, order));
                // A full page without a word of a next one comes of stores that know no such pages: asked once more.
                if token.is_none() && count < page {
                    return Ok(listed);
                }
                page = (page * 2).min(PAGE);
                from = From { token, after: last.or(from.after) };
            }
        }
    }
    Err(Away("its listing has no end; set source.prefix".to_string()))
}

/// Where a listing goes on.
#[derive(Debug, Default)]
struct From {
    token: Option<String>,
    /// The last key that was seen.
    after: Option<String>,
}

impl From {
    fn is_before(&self, key: &str) -> bool {
        self.after.as_deref().is_none_or(|after| after < key)
    }
}

fn unordered() -> Away {
    Away("its listing does not go on after its first page, or not in the order of keys; the store does not speak S3 (version 2 of listings)".to_string())
}

/// The key that the library did not take.
fn key_of(error: &path::Error) -> Option<&str> {
    match error {
        path::Error::EmptySegment { path } | path::Error::BadSegment { path, .. } => Some(path),
        _ => None,
    }
}

impl Listed {
    fn add(&mut self, meta: ObjectMeta, order: &Order) {
        let ObjectMeta { location, size, e_tag, last_modified: _, version: _ } = meta;
        let Some(name) = super::names::name_of(location.as_ref(), &order.prefix) else { return };
        if order.patterns.iter().any(|pattern| matches(pattern, &name)) {
            self.objects.push(Object { key: location, name, etag: e_tag, size });
        } else if size > 0 {
            // One without bytes stands for a folder.
            self.others.0 += 1;
            self.others.1.get_or_insert_with(|| shown(location.as_ref()));
        }
    }
}
