//! What an SMTP channel is set to. Takes the `[smtp]` table of the settings; says everything that is wrong with it at
//! once. Never holds a password in a form that can be printed.

use crate::base::secret::Secret;
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// How the way to the server is kept from being read. There is no opportunistic kind: it falls back to plain text when
/// somebody on the way strips the offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Plain first, then TLS by the STARTTLS command, or nothing is sent. Usual port: 587.
    #[default]
    StartTls,
    /// TLS from the first byte. Usual port: 465.
    Tls,
    /// Plain text, and no sign-in: only to a relay on this very machine.
    None,
}

/// The `[smtp]` table. All times are in seconds.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The server's name, as its certificate says it, or its IP address.
    pub host: String,
    /// Its port; without one, 587 for `starttls`, 465 for `tls`, 25 for `none`.
    #[serde(default)]
    pub port: Option<u16>,
    /// `starttls`, `tls` or `none`.
    #[serde(default)]
    pub security: Security,
    /// Whom to sign in as; without one, no sign-in.
    #[serde(default)]
    pub username: Option<String>,
    /// The password, better given by environment or file than here.
    #[serde(default)]
    pub password: Option<Secret>,
    /// A file whose first line is the password; read at every sign-in, so that a new password needs no restart.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Certificates (PEM) of a private authority. When given, only these are trusted.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// How we introduce ourselves; without one, this machine's host name.
    #[serde(default)]
    pub helo_name: Option<String>,
    /// For connecting, greeting, TLS and sign-in together.
    #[serde(default = "seconds::<60>")]
    pub connect_seconds: u64,
    /// For each of MAIL, RCPT, RSET and the answer to DATA.
    #[serde(default = "seconds::<60>")]
    pub command_seconds: u64,
    /// For handing over the message's bytes.
    #[serde(default = "seconds::<120>")]
    pub data_seconds: u64,
    /// For the answer to the whole message. RFC 5321 section 4.5.3.2.6 wants 10 minutes: giving up earlier makes
    /// duplicates.
    #[serde(default = "seconds::<600>")]
    pub final_seconds: u64,
    /// How many connections one pass may hold, so that one hanging message does not keep back the others: 1 to 4.
    #[serde(default = "seconds::<2>")]
    pub connections: u64,
    /// The most messages begun per minute, for servers that count.
    #[serde(default)]
    pub messages_per_minute: Option<u32>,
    /// How long to stay away after the server refused our sign-in, certificate or greeting: servers lock accounts.
    #[serde(default = "seconds::<300>")]
    pub lockout_seconds: u64,
}

const fn seconds<const N: u64>() -> u64 {
    N
}

impl SmtpSettings {
    /// A server with everything else at its default.
    pub fn new(host: impl Into<String>, security: Security) -> SmtpSettings {
        SmtpSettings {
            host: host.into(),
            port: None,
            security,
            username: None,
            password: None,
            password_file: None,
            ca_file: None,
            helo_name: None,
            connect_seconds: 60,
            command_seconds: 60,
            data_seconds: 120,
            final_seconds: 600,
            connections: 2,
            messages_per_minute: None,
            lockout_seconds: 300,
        }
    }

    /// The port that is meant.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }

    /// The longest one pass can take, in seconds: a lease on its letters must be longer, or a second daemon would take
    /// a letter that is still on its way. No new message is begun after [`SmtpSettings::pass_seconds`].
    pub fn longest_seconds(&self) -> u64 {
        // A message may be tried on a kept connection first and then on a fresh one.
        let one = self.connect_seconds * 2 + self.command_seconds * 8 + self.data_seconds + self.final_seconds;
        self.pass_seconds() + one + self.pause_seconds()
    }

    /// After this many seconds a pass begins no new message; the rest is answered `Temporary`.
    pub fn pass_seconds(&self) -> u64 {
        self.final_seconds.max(60)
    }

    fn pause_seconds(&self) -> u64 {
        self.messages_per_minute.map_or(0, |n| 60 / u64::from(n.max(1)) + 1)
    }

    /// Everything that is wrong, each with the key and what to do; empty when the settings can be used.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        self.check_server(&mut problems);
        self.check_sign_in(&mut problems);
        self.check_numbers(&mut problems);
        problems
    }

    fn check_server(&self, problems: &mut Vec<String>) {
        let plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
        if !plain(&self.host) || self.host.contains(['/', '@', ',']) {
            problems.push("smtp.host: not a host name or an IP address; write it like mail.example.org".to_owned());
        } else if self.security == Security::None && !is_loopback(&self.host) {
            problems.push(format!(
                "smtp.security: \"none\" is only for a relay on this machine (localhost, 127.0.0.1, ::1), not for {}; \
                 use \"starttls\" or \"tls\"",
                self.host
            ));
        }
        if self.port == Some(0) {
            problems.push("smtp.port: 0 is no port; leave it out for the usual one".to_owned());
        }
        if self.helo_name.as_deref().is_some_and(|name| !plain(name) || name.len() > 255) {
            problems.push("smtp.helo_name: must be a host name in ASCII without blanks".to_owned());
        }
        if self.ca_file.is_some() && self.security == Security::None {
            problems.push("smtp.ca_file: has no use with security = \"none\"; remove one of the two".to_owned());
        }
    }

    fn check_sign_in(&self, problems: &mut Vec<String>) {
        let password = self.password.is_some() || self.password_file.is_some();
        if self.username.is_some() != password {
            let (has, lacks) = if password { ("a password", "username") } else { ("a username", "password") };
            problems.push(format!("smtp.{lacks}: missing, though there is {has}"));
        }
        if self.password.is_some() && self.password_file.is_some() {
            problems.push("smtp.password_file: give either this or password, not both".to_owned());
        }
        if self.password.as_ref().is_some_and(Secret::is_empty) {
            problems.push("smtp.password: is empty".to_owned());
        }
        if self.username.is_some() && self.security == Security::None {
            problems
                .push("smtp.username: a password is never sent in plain text; use \"starttls\" or \"tls\"".to_owned());
        }
    }

    fn check_numbers(&self, problems: &mut Vec<String>) {
        let times = [
            ("connect_seconds", self.connect_seconds, 1),
            ("command_seconds", self.command_seconds, 1),
            ("data_seconds", self.data_seconds, 1),
            ("final_seconds", self.final_seconds, 1),
            ("lockout_seconds", self.lockout_seconds, 0),
        ];
        for (key, value, least) in times {
            if !(least..=3600).contains(&value) {
                problems.push(format!("smtp.{key}: {value} is outside {least} to 3600 seconds"));
            }
        }
        if !(1..=4).contains(&self.connections) {
            problems.push(format!("smtp.connections: {} is outside 1 to 4", self.connections));
        }
        if self.messages_per_minute == Some(0) {
            problems.push("smtp.messages_per_minute: 0 would send nothing; leave it out for no limit".to_owned());
        }
    }
}

/// Whether a name can only mean this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// By hand, because a username is often somebody's address.
impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port())
            .field("security", &self.security)
            .field("signs_in", &self.username.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once() {
        let settings: SmtpSettings = toml::from_str(
            "host = \"mail.example.org\"\nsecurity = \"none\"\nusername = \"office@example.org\"\n\
             connections = 9\nfinal_seconds = 0",
        )
        .unwrap();
        let problems = settings.problems();
        assert_eq!(problems.len(), 5, "{problems:#?}");
        assert!(!format!("{settings:?} {problems:?}").contains("office@"));
    }

    #[test]
    fn plain_text_stays_on_this_machine() {
        for (host, fine) in [
            ("localhost", true),
            ("127.0.0.9", true),
            ("::1", true),
            ("10.0.0.5", false),
            ("localhost.evil.org", false),
        ] {
            assert_eq!(SmtpSettings::new(host, Security::None).problems().is_empty(), fine, "{host}");
        }
    }

    #[test]
    fn little_is_needed() {
        let settings: SmtpSettings =
            toml::from_str("host = \"mail.example.org\"\nusername = \"u\"\npassword = \"p\"").unwrap();
        assert_eq!((settings.problems(), settings.port(), settings.security), (vec![], 587, Security::StartTls));
        assert!(toml::from_str::<SmtpSettings>("host = \"h\"\npasword = \"p\"").is_err());
    }
}
