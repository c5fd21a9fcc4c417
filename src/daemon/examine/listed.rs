//! The newest register → whose each project is, and to which it belongs.

use crate::tidy::table::Table;
use std::collections::BTreeMap;

/// Project → responsible unit; where it is listed twice, as the last row says.
pub fn units(register: &[Table]) -> BTreeMap<String, String> {
    let rows = register.iter().flat_map(|table| table.texts(["project_id", "unit_name"]));
    let listed: BTreeMap<String, Option<String>> = rows.filter_map(|[id, unit]| Some((id?, unit))).collect();
    listed.into_iter().filter_map(|(id, unit)| Some((id, unit?))).collect()
}

/// Project → the project to which it belongs.
pub fn parents(register: &[Table]) -> BTreeMap<String, String> {
    let rows = register.iter().flat_map(|table| table.texts(["project_id", "parent"]));
    rows.filter_map(|[id, parent]| Some((id?, parent?))).collect()
}
