//! Checking what people typed: small bad files named for their fault, and everything that is wrong in each, as shown.

mod house;
mod packs;
mod people;
mod pipelines;
mod properties;
mod report;
mod settings;
mod slots;

use duban::base::calendar::Calendar;
use duban::base::problem::{Problem, render};
use duban::pipeline::policy::{self, Policy};
use duban::settings::house::{CALENDAR_CN, ESCALATION};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The shipped policies.
fn policies() -> BTreeMap<String, Arc<Policy>> {
    let (policies, problems) = policy::parse("config/escalation.toml", ESCALATION, &BTreeMap::new());
    assert!(problems.is_empty(), "{problems:?}");
    policies.into_iter().map(|(name, policy)| (name, Arc::new(policy))).collect()
}

/// The shipped calendars.
fn calendars() -> BTreeMap<String, Arc<Calendar>> {
    let (calendar, problems) = duban::pipeline::calendar::parse("config/calendars/cn.toml", CALENDAR_CN);
    assert!(problems.is_empty(), "{problems:?}");
    BTreeMap::from([("cn".to_string(), Arc::new(calendar))])
}

/// Problems as a person sees them, all of one text.
fn shown(problems: &[Problem], text: &str) -> String {
    render(problems, |_| Some(text.to_string()), false)
}
