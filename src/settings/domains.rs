//! `[mail] allowed_domains`: to which domains letters may go.

use crate::pipeline::policy::is_address;
use serde::Deserialize;

/// Domains that may be written to: `example.org` that one alone, `*.example.org` all below it. Empty: any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Domains(Vec<String>);

impl From<String> for Domains {
    fn from(text: String) -> Domains {
        let names = text.split([',', ' ', ';']).map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty());
        Domains(names.collect())
    }
}

impl Domains {
    /// As it may be written again.
    pub fn text(&self) -> String {
        self.0.join(",")
    }

    /// Whether an address may be written to.
    pub fn allow(&self, address: &str) -> bool {
        let domain = Domains::of(address).to_lowercase();
        let fits = |name: &String| match name.strip_prefix("*.") {
            Some(below) => domain.strip_suffix(below).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1),
            None => *name == domain,
        };
        self.0.is_empty() || self.0.iter().any(fits)
    }

    /// The part of an address behind the last `@`.
    pub fn of(address: &str) -> &str {
        address.trim().rsplit_once('@').map_or("", |(_, domain)| domain.trim_end_matches('>'))
    }

    /// What is wrong with the text of a list, if anything.
    pub fn fault(text: &str) -> Option<String> {
        let bad = |name: &&String| {
            let name = name.strip_prefix("*.").unwrap_or(name);
            !name.contains('.') && name != "localhost" || !is_address(&format!("a@{name}"))
        };
        Domains::from(text.to_string()).0.iter().find(bad).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_that_one_alone_and_a_star_is_what_lies_below() {
        let domains = Domains::from("example.org, *.gov.cn".to_string());
        for fine in ["a@example.org", "b@EXAMPLE.org", "c@harbour.gov.cn", "d@x.y.gov.cn"] {
            assert!(domains.allow(fine), "{fine}");
        }
        for wrong in [
            "a@example.org.evil.com",
            "b@notexample.org",
            "c@gov.cn",
            "d@evilgov.cn",
            "e",
            "\"x@example.org\"@evil.com",
        ] {
            assert!(!domains.allow(wrong), "{wrong}");
        }
        assert!(Domains::default().allow("anybody@anywhere.example"));
        assert_eq!(Domains::fault("example.org, nonsense"), Some("nonsense".to_string()));
        assert_eq!(Domains::fault("example.org *.gov.cn"), None);
    }
}
