//! What the house is set to: embedded defaults, then `config/*.toml`, then `DUBAN_…` variables.
//!
//! Takes texts and variables; gives `Settings` and every problem with its place. Reads files only in `house`, and
//! never shows a secret: neither in a value's debug output nor in a message.

/// Every file of a house, read and checked together.
pub mod house;

/// What a house will lack before long.
mod ahead;

/// The object store and the pipelines that read from it.
mod buckets;

/// Domains that may be written to.
mod domains;

/// What runs are decided with, for the vault.
mod kept;

/// The keys there are, and what each may hold.
mod keys;

/// Layers of settings → one.
mod layers;

/// Secrets in files of their own.
mod secrets;

/// Settings files without their secrets.
mod shown;

pub use ahead::unannounced;
pub use domains::Domains;
pub use house::House;
pub use kept::Kept;
pub use layers::{Layer, layered};

use crate::base::secret::Secret;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The documented defaults.
pub const DEFAULTS: &str = include_str!("../../config/default.toml");

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[store]`
    pub store: StoreSettings,
    /// `[mail]`
    pub mail: MailSettings,
    /// `[web]`
    pub web: WebSettings,
    /// `[log]`
    pub log: LogSettings,
    /// `[ingest]`
    pub ingest: IngestSettings,
    /// `[s3]`
    pub s3: S3Settings,
    /// `[links]`
    pub links: LinkSettings,
    /// `[replies]`
    pub replies: ReplySettings,
}

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// `sqlite:PATH` relative to the house, or `postgres://…`; may hold a password.
    pub url: Secret,
}

/// How letters leave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The way out.
    pub channel: Channel,
    /// The folder of the file channel, relative to the house.
    pub folder: PathBuf,
    /// The name of the sender.
    pub sender_name: String,
    /// The address of the sender.
    pub sender_address: String,
    /// Domains that may be written to; empty: any.
    pub allowed_domains: Domains,
    /// The mail server.
    pub smtp: SmtpSettings,
}

/// The way out for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// `.eml` files in a folder.
    File,
    /// A mail server.
    Smtp,
    /// Kept in memory, for tests.
    Memory,
}

/// The mail server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The user; empty: no authentication.
    pub username: String,
    /// The password; after loading also the one of `password_file`.
    pub password: Secret,
    /// A file whose first line is the password; empty: none.
    pub password_file: PathBuf,
    /// How long connecting and the greeting may take.
    pub connect_seconds: u64,
    /// How long the answer to a command may take.
    pub command_seconds: u64,
    /// How long handing over the letter's bytes may take.
    pub data_seconds: u64,
    /// How long the server may take to accept the letter.
    pub final_seconds: u64,
    /// Certificates of a private authority; empty: those of the system.
    pub ca_file: PathBuf,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// STARTTLS is demanded.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Nothing: only to this machine.
    None,
}

/// The small web server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebSettings {
    /// Whether it runs.
    pub enabled: bool,
    /// Where it listens.
    pub listen: SocketAddr,
}

/// Logs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// How lines look.
    pub format: LogFormat,
    /// What is logged, in the syntax of `tracing`'s filters.
    pub filter: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON document a line.
    Json,
}

/// Reading files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IngestSettings {
    /// A file counts once it has not changed for so long.
    pub stable_seconds: u64,
    /// How often folders are read anew.
    pub rescan_seconds: u64,
    /// Larger files are refused.
    pub file_max_mib: u64,
}

/// The object store that pipelines with a `bucket` read from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Settings {
    /// Where it answers: `https://obs.example.org`; empty: there is none.
    pub endpoint: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Whether buckets stand in the path of an address or in the name of its host.
    pub addressing: Addressing,
    /// The name of the key; empty: requests are not signed.
    pub access_key_id: String,
    /// The key; after loading also the one of `secret_access_key_file`.
    pub secret_access_key: Secret,
    /// A file whose first line is the key; empty: none.
    pub secret_access_key_file: PathBuf,
    /// Certificates of a private authority, beside those of the system; empty: none.
    pub ca_file: PathBuf,
    /// Whether the endpoint may be `http://` on another machine.
    pub plain_http: bool,
    /// How long one answer may take.
    pub request_seconds: u64,
}

/// Where the name of a bucket stands in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Addressing {
    /// `https://endpoint/bucket/key`
    Path,
    /// `https://bucket.endpoint/key`
    Host,
}

/// Links in letters on which their readers act.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSettings {
    /// Where readers reach the web server: `https://duban.example.gov.cn`; empty: letters have no links.
    pub base_url: String,
    /// The file of keys, relative to the house.
    pub key_file: PathBuf,
    /// How long a link or a reply address holds, in days.
    pub valid_days: u32,
    /// The language of pages.
    pub language: Language,
}

/// A language for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Replies by mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplySettings {
    /// A maildir, or a folder of `.eml` files, relative to the house; empty: replies are not read.
    pub maildir: PathBuf,
    /// The address whose mail goes there; letters ask to be answered to `NAME+TOKEN@…`. Empty: the sender's.
    pub address: String,
    /// Larger mails are not read.
    pub mail_max_mib: u64,
}
