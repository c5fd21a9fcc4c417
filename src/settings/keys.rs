//! The keys there are, and what each may hold: what files and environment variables are held against, so that every
//! wrong one is named at once and with its place.

use super::domains::Domains;
use super::layers::Layer;
use crate::base::problem::{Problem, nearest};
use crate::pipeline::policy::is_address;
use crate::pipeline::reader::{self, Reader, Section};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::de::DeTable;

/// What a key may hold.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Text,
    /// Never shown.
    Secret,
    Flag,
    Number(i64, i64),
    Word(&'static [&'static str]),
    Address,
    Domains,
    AddressOrNone,
    /// `https://host/path` without anything that has a meaning of its own in an address; or nothing.
    WebUrl,
    Socket,
    /// A folder or file inside the house, or an absolute one.
    Path,
    StoreUrl,
}

const KEYS: &[(&str, Holds)] = &[
    ("store.url", Holds::StoreUrl),
    ("mail.channel", Holds::Word(&["file", "smtp", "memory"])),
    ("mail.folder", Holds::Path),
    ("mail.sender_name", Holds::Text),
    ("mail.sender_address", Holds::Address),
    ("mail.allowed_domains", Holds::Domains),
    ("mail.smtp.host", Holds::Text),
    ("mail.smtp.port", Holds::Number(1, 65535)),
    ("mail.smtp.security", Holds::Word(&["starttls", "tls", "none"])),
    ("mail.smtp.username", Holds::Text),
    ("mail.smtp.password", Holds::Secret),
    ("mail.smtp.password_file", Holds::Path),
    ("mail.smtp.connect_seconds", Holds::Number(1, 3600)),
    ("mail.smtp.command_seconds", Holds::Number(1, 3600)),
    ("mail.smtp.data_seconds", Holds::Number(1, 3600)),
    ("mail.smtp.final_seconds", Holds::Number(1, 3600)),
    ("mail.smtp.ca_file", Holds::Path),
    ("web.enabled", Holds::Flag),
    ("web.listen", Holds::Socket),
    ("log.format", Holds::Word(&["human", "json"])),
    ("log.filter", Holds::Text),
    ("ingest.stable_seconds", Holds::Number(0, 3600)),
    ("ingest.rescan_seconds", Holds::Number(1, 24 * 3600)),
    ("ingest.file_max_mib", Holds::Number(1, 128)),
    ("s3.endpoint", Holds::WebUrl),
    ("s3.region", Holds::Text),
    ("s3.addressing", Holds::Word(&["path", "host"])),
    ("s3.access_key_id", Holds::Text),
    ("s3.secret_access_key", Holds::Secret),
    ("s3.secret_access_key_file", Holds::Path),
    ("s3.ca_file", Holds::Path),
    ("s3.plain_http", Holds::Flag),
    ("s3.request_seconds", Holds::Number(1, 600)),
    ("links.base_url", Holds::WebUrl),
    ("links.key_file", Holds::Path),
    ("links.valid_days", Holds::Number(1, 366)),
    ("links.language", Holds::Word(&["zh", "en"])),
    ("replies.maildir", Holds::Path),
    ("replies.address", Holds::AddressOrNone),
    ("replies.mail_max_mib", Holds::Number(1, 100)),
];

/// Where a setting was last set: the file with the place, or the variable.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) file: String,
    pub(super) place: Option<(Range<usize>, usize)>,
}

/// Where each setting was last set.
pub(super) type Origins = BTreeMap<&'static str, Origin>;

/// Whether the value of a key may be shown.
pub(super) fn is_open(key: &str) -> bool {
    KEYS.iter().any(|(known, holds)| *known == key && !matches!(holds, Holds::Secret | Holds::StoreUrl))
}

/// Checks one settings file; notes where it sets what.
pub(super) fn check_file(layer: &Layer, origins: &mut Origins) -> Vec<Problem> {
    let reader = Reader::new(&layer.file, &layer.text);
    if let Some(document) = reader::parse(&reader) {
        section(reader.root(&document), &reader, document.get_ref(), "", origins, &layer.text);
    }
    reader.into_problems()
}

fn section(
    here: Section<'_, '_>,
    reader: &Reader<'_>,
    table: &DeTable<'_>,
    path: &str,
    origins: &mut Origins,
    text: &str,
) {
    let below = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
    let rest = |key: &'static str| {
        let rest = if path.is_empty() { key } else { key.strip_prefix(path)?.strip_prefix('.')? };
        Some(rest.split('.').next().unwrap_or(rest))
    };
    let names: BTreeSet<&'static str> = KEYS.iter().filter_map(|(key, _)| rest(key)).collect();
    for name in names {
        let full = below(name);
        let Some((key, holds)) = KEYS.iter().find(|(key, _)| *key == full) else {
            let inner = table.get(name).and_then(|value| value.get_ref().as_table());
            if let (Some(inner_section), Some(inner)) = (here.table(name), inner) {
                section(inner_section, reader, inner, &full, origins, text);
            }
            continue;
        };
        if let Some(span) = value(&here, name, key, *holds, table, reader) {
            let line = text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1);
            origins.insert(key, Origin { file: reader.file().to_string(), place: Some((span, line)) });
        }
    }
    here.close();
}

/// Checks one value; gives its place if it is there and right.
fn value(
    here: &Section<'_, '_>,
    name: &str,
    key: &str,
    holds: Holds,
    table: &DeTable<'_>,
    reader: &Reader<'_>,
) -> Option<Range<usize>> {
    match holds {
        Holds::Number(least, most) => here.number(name, least, most).map(|n| n.span()),
        Holds::Flag => {
            here.allow(name);
            let found = table.get(name)?;
            if !found.get_ref().is_bool() {
                let message = format!("`{name}` has to be true or false");
                reader.error(found.span(), key, message, "write it without quotes");
                return None;
            }
            Some(found.span())
        }
        _ => {
            let text = here.text(name)?;
            match fault(text.get_ref(), name, holds) {
                None => Some(text.span()),
                Some((message, hint)) => {
                    reader.error(text.span(), key, message, hint);
                    None
                }
            }
        }
    }
}

/// What is wrong with a text, by what its key may hold.
fn fault(text: &str, name: &str, holds: Holds) -> Option<(String, String)> {
    match holds {
        Holds::Word(words) if !words.contains(&text) => {
            let hint = match nearest(text, words.iter().copied(), 1).first() {
                Some(word) => format!("did you mean `{word}`?"),
                None => format!("write one of `{}`", words.join("`, `")),
            };
            Some((format!("`{name}` cannot be `{text}`"), hint))
        }
        Holds::Address if !is_address(text) => {
            Some((format!("`{name}` is no mail address"), "write it as duban@example.org".to_string()))
        }
        Holds::AddressOrNone if !text.is_empty() && !is_address(text) => {
            Some((format!("`{name}` is no mail address"), "write it as duban@example.org".to_string()))
        }
        Holds::WebUrl if !text.is_empty() && !is_web_url(text) => Some((
            format!("`{name}` is no address of a web server"),
            "write it as https://duban.example.org, without a slash at the end".to_string(),
        )),
        Holds::Socket if text.parse::<std::net::SocketAddr>().is_err() => {
            Some((format!("`{name}` is no address and port"), "write it as 127.0.0.1:8080 or [::1]:8080".to_string()))
        }
        Holds::StoreUrl if !["sqlite:", "postgres://", "postgresql://"].iter().any(|s| text.starts_with(s)) => Some((
            format!("`{name}` is no address of a store"),
            "write sqlite:var/duban.db or postgres://…".to_string(),
        )),
        Holds::Domains => Domains::fault(text).map(|wrong| {
            let hint = "write domains with commas between them: \"example.org, *.gov.cn\"; empty: any";
            (format!("`{wrong}` is no domain"), hint.to_string())
        }),
        Holds::Path if text.contains('\0') => Some((format!("`{name}` is no path"), "write a path".to_string())),
        _ => None,
    }
}

fn is_web_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.ends_with('/') && rest.bytes().all(plain)
    })
}

/// Checks the `DUBAN_…` variables that name settings; gives those to be used, as dotted keys, and the problems.
pub(super) fn check_variables(
    all: &BTreeMap<String, String>,
    origins: &mut Origins,
) -> (BTreeMap<String, String>, Vec<Problem>) {
    let (mut used, mut problems) = (BTreeMap::new(), Vec::new());
    for (variable, text) in all {
        let Some(rest) = variable.strip_prefix("DUBAN_") else { continue };
        let file = format!("environment variable {variable}");
        let dotted = rest.to_lowercase().replace("__", ".");
        let known = KEYS.iter().find(|(key, _)| *key == dotted);
        match known {
            Some((key, holds)) => match variable_fault(text, key, *holds) {
                None => {
                    origins.insert(key, Origin { file, place: None });
                    used.insert(variable.clone(), text.clone());
                }
                Some((message, hint)) => problems.push(Problem::error(file, message).key(*key).hint(hint)),
            },
            None => problems.extend(unknown_variable(rest, &dotted, file)),
        }
    }
    (used, problems)
}

fn variable_fault(text: &str, key: &str, holds: Holds) -> Option<(String, String)> {
    match holds {
        Holds::Number(least, most) => {
            let good = text.parse::<i64>().is_ok_and(|n| (least..=most).contains(&n));
            let hint = format!("write a whole number from {least} to {most}");
            if good { None } else { Some((format!("`{key}` is out of range or no whole number"), hint)) }
        }
        Holds::Flag if !matches!(text, "true" | "false") => {
            Some((format!("`{key}` has to be true or false"), "write true or false".to_string()))
        }
        _ => fault(text, key, holds),
    }
}

/// A variable with `__` is meant as a setting; one without may be meant for something else, so it is only a warning,
/// and only where it is close to a setting's name.
fn unknown_variable(rest: &str, dotted: &str, file: String) -> Option<Problem> {
    let variable = |key: &str| format!("DUBAN_{}", key.to_uppercase().replace('.', "__"));
    let is_setting = rest.contains("__");
    let typed = format!("DUBAN_{rest}");
    let exact = KEYS.iter().map(|(key, _)| variable(key)).find(|v| v.replace("__", "_") == typed.replace("__", "_"));
    let names: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
    let near = exact.or_else(|| nearest(dotted, names, 1).first().filter(|_| is_setting).map(|key| variable(key)));
    match near {
        Some(near) if is_setting => {
            let problem = Problem::error(file, "this variable names no setting");
            Some(problem.hint(format!("did you mean {near}?")))
        }
        Some(near) => {
            let problem = Problem::warning(file, "this variable names no setting and has no effect");
            Some(problem.hint(format!("did you mean {near}, with two underscores between the parts?")))
        }
        None if is_setting => {
            let problem = Problem::error(file, "this variable names no setting");
            Some(problem.hint("settings and their names stand in config/default.toml"))
        }
        None => None,
    }
}
