//! What a progress row says beside its cumulative value: status text, phase, declared light, payments, dates.
//!
//! Held by the name of the column, and only what is there: most files have few of them, and a standing keeps 24 reports.

use crate::base::amount::Amount;
use chrono::NaiveDate;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// Texts that are kept.
pub const TEXTS: [&str; 3] = ["status", "phase", "declared"];
/// Figures that are kept.
pub const AMOUNTS: [&str; 7] =
    ["period_amount", "percent", "construction", "budget", "paid", "statistics", "paperwork"];
/// Days that are kept.
pub const DAYS: [&str; 4] = ["forecast_date", "started_date", "finished_date", "cleared_date"];
/// The longest text kept, in characters.
pub const TEXT_MAX: usize = 200;

/// The further columns of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// [`TEXTS`]
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub texts: Named<String>,
    /// [`AMOUNTS`]; money in yuan, percentages as 85.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub amounts: Named<Amount>,
    /// [`DAYS`]
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub days: Named<NaiveDate>,
}

impl Beside {
    /// Whether the row said nothing beside.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.amounts.is_empty() && self.days.is_empty()
    }
}

/// Few values by the names of their columns, in the order of the names; a map in JSON. A portfolio has a million of them, and
/// a tree would take half a kilobyte for one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<V>(Box<[(&'static str, V)]>);

impl<V> Default for Named<V> {
    fn default() -> Named<V> {
        Named(Box::default())
    }
}

impl<V> Named<V> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

impl<V> FromIterator<(&'static str, V)> for Named<V> {
    fn from_iter<I: IntoIterator<Item = (&'static str, V)>>(values: I) -> Named<V> {
        let mut values: Vec<(&'static str, V)> = values.into_iter().collect();
        values.sort_by_key(|(name, _)| *name);
        Named(values.into_boxed_slice())
    }
}

impl<V: Serialize> Serialize for Named<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Named<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<V>, D::Error> {
        deserializer.deserialize_map(Reading(PhantomData))
    }
}

/// Reads the map back; names are those of this program, held once.
struct Reading<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Reading<V> {
    type Value = Named<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by the names of their columns")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<V>, A::Error> {
        let mut values = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let known = TEXTS.iter().chain(&AMOUNTS).chain(&DAYS).find(|known| **known == name);
            let known = known.ok_or_else(|| A::Error::custom(format!("`{name}` is no column that is kept")))?;
            values.push((*known, map.next_value()?));
        }
        Ok(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_beside_comes_back_from_json_as_it_was() {
        let named = |names: &[&'static str]| names.iter().map(|name| (*name, name.to_uppercase())).collect();
        let beside = Beside { texts: named(&["status", "declared", "phase"]), ..Beside::default() };
        let json = serde_json::to_string(&beside).expect("it is written");
        assert_eq!(json, r#"{"texts":{"declared":"DECLARED","phase":"PHASE","status":"STATUS"}}"#);
        assert_eq!(serde_json::from_str::<Beside>(&json).expect("it is read"), beside);
        assert_eq!(beside.texts.get("phase").map(String::as_str), Some("PHASE"));
        assert!(beside.texts.get("percent").is_none() && beside.days.is_empty() && !beside.is_empty());
        let error = serde_json::from_str::<Beside>(r#"{"texts":{"weather":"fine"}}"#).expect_err("nobody keeps it");
        assert!(error.to_string().contains("`weather` is no column that is kept"), "{error}");
    }
}
