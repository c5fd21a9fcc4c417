//! How many tables a sheet may hold.
//!
//! Takes the tables found; gives why they are too many, or nothing.

use super::Layout;
use crate::tidy::formats::Sheet;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The most tables on one sheet: each is looked for beside all that follows it.
pub const TABLES_MAX: usize = 256;

/// Why a sheet of more tables than anybody fills in is not read.
pub fn too_many(found: &[(Cow<'_, Sheet>, Layout)]) -> Option<String> {
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for (sheet, _) in found {
        *counts.entry(sheet.name.as_deref()).or_default() += 1;
    }
    let (sheet, _) = counts.into_iter().find(|(_, count)| *count > TABLES_MAX)?;
    let place = sheet.map(|name| format!(" {name}")).unwrap_or_default();
    let most = TABLES_MAX;
    Some(format!(
        "the sheet{place} holds more than {most} tables with headers of their own; send them as one table, or a sheet each"
    ))
}
