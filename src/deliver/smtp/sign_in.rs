//! From nothing to a session the server trusts: name lookup, connection, greeting, TLS, sign-in, all under one
//! deadline. Gives a connection or a `Failure` that says whose fault it is. Never signs in over plain text.

use super::scrub::scrub;
use super::settings::{Security, SmtpSettings};
use super::wire::Wire;
use crate::base::secret::Secret;
use crate::deliver::retry::CONFIGURATION;
use crate::letter::outgoing::Outcome;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

/// Why there is no session. No letter was touched.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// What happened, scrubbed.
    pub(super) text: String,
    /// Whether our own settings are at fault, so that waiting does not help.
    pub(super) configuration: bool,
}

impl Failure {
    fn network(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), configuration: false }
    }

    fn configuration(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), configuration: true }
    }

    /// What it means for a letter: not now.
    pub(super) fn outcome(&self) -> Outcome {
        let mark = if self.configuration { CONFIGURATION } else { "" };
        Outcome::Temporary { reason: format!("{mark}{}", self.text) }
    }
}

/// Connects, greets, encrypts and signs in.
pub(super) async fn open(
    settings: &SmtpSettings,
    tls: Option<&TlsParameters>,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, Failure> {
    let clock = Clock {
        seconds: settings.connect_seconds,
        end: Instant::now() + Duration::from_secs(settings.connect_seconds),
    };
    let addresses = look_up(settings, &clock).await?;
    let mut connection = match (settings.security, tls) {
        (Security::Tls, Some(tls)) => {
            let share = clock.share(addresses.len());
            let greeting =
                AsyncSmtpConnection::connect_tokio1(&addresses[..], Some(share), hello, Some(tls.clone()), None);
            clock.step("connecting by TLS", greeting).await?.map_err(|error| blame("connecting by TLS", &error))?
        }
        _ => {
            let wire = Wire::new(connect(&addresses, &clock).await?);
            let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), hello);
            clock.step("greeting", greeting).await?.map_err(|error| blame("greeting", &error))?
        }
    };
    if settings.security == Security::StartTls
        && let Some(tls) = tls
    {
        if !connection.can_starttls() {
            let text =
                "the server does not offer STARTTLS, or somebody on the way hides it; nothing was sent in plain text";
            return Err(Failure::configuration(text));
        }
        let upgrade = connection.starttls(tls.clone(), hello);
        clock.step("STARTTLS", upgrade).await?.map_err(|error| blame("STARTTLS", &error))?;
    }
    if settings.security != Security::None && !connection.is_encrypted() {
        return Err(Failure::configuration("the connection is not encrypted; nothing was sent in plain text"));
    }
    sign_in(settings, &mut connection, &clock).await?;
    Ok(connection)
}

/// One deadline for all steps.
struct Clock {
    seconds: u64,
    end: Instant,
}

impl Clock {
    async fn step<T>(&self, what: &str, future: impl Future<Output = T>) -> Result<T, Failure> {
        let late = |_| Failure::network(format!("no answer from the server within {} s while {what}", self.seconds));
        timeout_at(self.end, future).await.map_err(late)
    }

    /// So that one address that swallows packets does not use up the time of the others.
    fn share(&self, addresses: usize) -> Duration {
        self.end.saturating_duration_since(Instant::now()) / u32::try_from(addresses.max(1)).unwrap_or(u32::MAX)
    }
}

async fn look_up(settings: &SmtpSettings, clock: &Clock) -> Result<Vec<SocketAddr>, Failure> {
    let name = format!("looking up {}", settings.host);
    let found = clock.step(&name, tokio::net::lookup_host((settings.host.as_str(), settings.port()))).await?;
    let mut addresses: Vec<SocketAddr> = found.map_err(|error| Failure::network(format!("{name}: {error}")))?.collect();
    if settings.security == Security::None {
        // A name may be pointed elsewhere behind our back.
        addresses.retain(|address| address.ip().is_loopback());
    }
    if addresses.is_empty() {
        return Err(Failure::network(format!("{name}: no address that may be used")));
    }
    Ok(addresses)
}

async fn connect(addresses: &[SocketAddr], clock: &Clock) -> Result<TcpStream, Failure> {
    let mut last = String::new();
    for (tried, address) in addresses.iter().enumerate() {
        match timeout(clock.share(addresses.len() - tried), TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true); // only a matter of speed
                return Ok(stream);
            }
            Ok(Err(error)) => last = error.to_string(),
            Err(_) => last = format!("no connection within {} s", clock.seconds),
        }
    }
    Err(Failure::network(format!("connecting: {last}")))
}

async fn sign_in(settings: &SmtpSettings, connection: &mut AsyncSmtpConnection, clock: &Clock) -> Result<(), Failure> {
    let Some(username) = &settings.username else { return Ok(()) };
    // The settings refuse this already; a password in plain text is worth a second look.
    if !connection.is_encrypted() {
        return Err(Failure::configuration("a password is never sent in plain text"));
    }
    let password = password(settings)?;
    let credentials = Credentials::new(username.clone(), password.expose().to_owned());
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    let answer = clock.step("signing in", connection.auth(&mechanisms, &credentials)).await?;
    let answer = answer.map_err(|error| {
        let mut failure = blame("signing in", &error);
        failure.text = scrub(&failure.text, &[username, password.expose()]);
        failure
    })?;
    if answer.has_code(235) {
        return Ok(());
    }
    Err(Failure::network(format!("signing in: the server answered {} where 235 was due", answer.code())))
}

fn password(settings: &SmtpSettings) -> Result<Secret, Failure> {
    let Some(file) = &settings.password_file else {
        return settings.password.clone().ok_or_else(|| Failure::configuration("smtp.password is missing"));
    };
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::configuration(format!("cannot read smtp.password_file {}: {error}", file.display()))
    })?;
    match text.lines().next().map(str::trim_end).filter(|line| !line.is_empty()) {
        Some(line) => Ok(Secret::new(line)),
        None => {
            Err(Failure::configuration(format!("the first line of smtp.password_file {} is empty", file.display())))
        }
    }
}

/// Whose fault it is: a refusal for good (5yz), a certificate that does not hold, a missing offer are ours to mend.
fn blame(step: &str, error: &SmtpError) -> Failure {
    let configuration = error.is_permanent() || error.is_client() || (!error.is_response() && is_bad_tls(error));
    Failure { text: scrub(&format!("{step}: {}", words(error)), &[]), configuration }
}

/// What an error says: the server's code and text, or what went wrong on the way.
pub(super) fn words(error: &SmtpError) -> String {
    match (error.status(), error.source()) {
        (Some(code), Some(text)) => format!("{code} {text}"),
        (Some(code), None) => code.to_string(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    }
}

/// TLS libraries report certificates and protocols they do not accept as invalid data.
fn is_bad_tls(error: &SmtpError) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::InvalidData;
        }
        source = inner.source();
    }
    false
}
