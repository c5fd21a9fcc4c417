//! Layers of settings → one: the embedded defaults, files in the order of their names, the environment.
//!
//! Takes texts and variables; gives the settings and every problem. Each layer is first held against the known keys,
//! with places; only what passed is handed to the `config` crate, which lays one over the other.

use super::keys::{Origin, Origins, check_file, check_variables};
use super::{Channel, DEFAULTS, Security, Settings};
use crate::base::problem::{Problem, has_errors, sort};
use config::{Config, Environment, File, FileFormat};
use std::collections::{BTreeMap, HashMap};

/// A settings file.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The file, as people name it: `config/mail.toml`.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Lays `files` over the defaults and `variables` over both. A layer with an error is left out, so that settings are
/// there in any case; whoever starts anything has to look at the problems first.
pub fn layered(files: &[Layer], variables: &BTreeMap<String, String>) -> (Settings, Vec<Problem>) {
    let mut origins = Origins::new();
    let mut problems = Vec::new();
    let mut builder = Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
    for layer in files {
        let found = check_file(layer, &mut origins);
        if !has_errors(&found) {
            builder = builder.add_source(File::from_str(&layer.text, FileFormat::Toml));
        }
        problems.extend(found);
    }
    let (variables, found) = check_variables(variables, &mut origins);
    problems.extend(found);
    let variables: HashMap<String, String> = variables.into_iter().collect();
    let environment = Environment::with_prefix("DUBAN").prefix_separator("_").separator("__").source(Some(variables));
    let settings = builder.add_source(environment).build().and_then(Config::try_deserialize::<Settings>);
    let settings = settings.unwrap_or_else(|_| {
        // Every layer has been checked, so this is a value that the checks let through. Its text is not shown: it may
        // be a secret.
        problems.push(Problem::error("config", "the settings contradict each other").hint("see config/default.toml"));
        defaults()
    });
    problems.extend(together(&settings, &origins));
    sort(&mut problems);
    (settings, problems)
}

/// The defaults alone.
fn defaults() -> Settings {
    // Cannot fail: the file is embedded, and the test below reads it.
    toml::from_str(DEFAULTS).expect("the embedded defaults are settings")
}

/// What single keys cannot tell.
fn together(settings: &Settings, origins: &Origins) -> Vec<Problem> {
    let mut problems = Vec::new();
    let smtp = &settings.mail.smtp;
    let mut note = |key: &'static str, warns: bool, message: &str, hint: &str| {
        let origin = origins.get(key).cloned().unwrap_or(Origin { file: "config/default.toml".into(), place: None });
        let new = if warns { Problem::warning } else { Problem::error };
        let mut problem = new(origin.file, message.to_string()).key(key).hint(hint);
        if let Some((span, line)) = origin.place {
            (problem.span, problem.line) = (Some(span), Some(line));
        }
        problems.push(problem);
    };
    let sends = settings.mail.channel == Channel::Smtp;
    if sends && smtp.host.trim().is_empty() {
        note("mail.channel", false, "letters are to be sent, but no mail server is named", "set mail.smtp.host");
    }
    if sends && settings.mail.sender_address.ends_with("@localhost") {
        let hint = "set mail.sender_address to an address that the mail server lets you send from";
        note("mail.sender_address", true, "letters would come from an address that nobody can answer", hint);
    }
    let local = matches!(smtp.host.as_str(), "localhost" | "::1") || smtp.host.starts_with("127.");
    if sends && smtp.security == Security::None && !local {
        let message = "letters and passwords would cross the network in the clear";
        note("mail.smtp.security", smtp.username.is_empty(), message, "set security to \"starttls\" or \"tls\"");
    }
    let has_password = !smtp.password.is_empty() || !smtp.password_file.as_os_str().is_empty();
    if !smtp.password.is_empty() && !smtp.password_file.as_os_str().is_empty() {
        note("mail.smtp.password", false, "both a password and a password_file are given", "keep one of them");
    }
    if sends && !smtp.username.is_empty() && !has_password {
        note("mail.smtp.username", false, "there is a user but no password", "set mail.smtp.password_file");
    }
    if sends && smtp.username.is_empty() && has_password {
        note("mail.smtp.password", true, "there is a password but no user: it is not used", "set mail.smtp.username");
    }
    links(settings, &mut note);
    super::buckets::together(settings, &mut note);
    problems
}

/// What links and reply addresses need of the other settings.
fn links(settings: &Settings, note: &mut impl FnMut(&'static str, bool, &str, &str)) {
    let base_url = settings.links.base_url.as_str();
    if !base_url.is_empty() && !settings.web.enabled {
        note("links.base_url", false, "letters would have links, but there is no web server", "set web.enabled = true");
    }
    let near = ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|here| base_url.starts_with(here));
    if base_url.starts_with("http://") && !near {
        let hint = "put a web server with a certificate in front of duban and write https://";
        note("links.base_url", true, "what readers type would cross the network in the clear", hint);
    }
    if settings.replies.maildir.as_os_str().is_empty() {
        return;
    }
    let (key, address) = match settings.replies.address.as_str() {
        "" => ("mail.sender_address", settings.mail.sender_address.as_str()),
        address => ("replies.address", address),
    };
    let name = address.rsplit_once('@').map_or(address, |(name, _)| name);
    if name.len() > REPLY_NAME_MAX || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        let message = "there is no room for a token in the address to which letters are answered";
        note(key, false, message, "use letters and digits, at most 12 of them in front of the @");
    }
}

/// In front of an @ there are 64 characters, of which a token takes 50.
const REPLY_NAME_MAX: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_defaults_are_settings_without_a_problem() {
        let (settings, problems) = layered(&[], &BTreeMap::new());
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(settings.mail.channel, defaults().mail.channel);
        let layer = Layer { file: "config/default.toml".into(), text: DEFAULTS.into() };
        assert!(check_file(&layer, &mut Origins::new()).is_empty(), "every key of the defaults is known");
    }
}
