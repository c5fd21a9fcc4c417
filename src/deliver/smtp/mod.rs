//! Letters by SMTP. Takes leased letters; gives one `Outcome` each. One message per recipient; encrypted or nothing;
//! a deadline per phase; a connection is kept for the letters of one pass and never longer.
//!
//! Two troubles, kept apart: a letter the server does not want is that letter's trouble, and the others go on; a server
//! that cannot be reached or does not let us in is everybody's, so the pass ends without asking again for each letter.
//! After a refusal that is our own fault the server is left alone for `SmtpSettings::lockout_seconds`.

mod body;
mod pass;
mod scrub;
mod session;
mod settings;
mod sign_in;
mod wire;

pub use settings::{Security, SmtpSettings};

use super::Onlooker;
use crate::letter::outgoing::{Outcome, Outgoing};
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use session::Session;
use sign_in::Failure;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// The way through a mail server. Clones share the pause after a refusal and the rate limit.
#[derive(Clone)]
pub struct SmtpChannel {
    desk: Arc<Desk>,
}

struct Desk {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    hello: ClientId,
    /// Held while connecting, so that a wrong password is tried once and not by every connection.
    gate: Mutex<Option<Closed>>,
    /// When the next message may begin.
    next: Mutex<Option<Instant>>,
}

/// The server refused us: until when to stay away, and why.
struct Closed {
    until: Instant,
    why: Failure,
}

impl SmtpChannel {
    /// Checks the settings and reads the certificates; connects to nothing. Errors: every problem, in words.
    pub fn new(settings: SmtpSettings) -> Result<SmtpChannel, Vec<String>> {
        let mut problems = settings.problems();
        let tls = tls(&settings).map_err(|problem| problems.push(problem));
        let (true, Ok(tls)) = (problems.is_empty(), tls) else { return Err(problems) };
        let hello = settings.helo_name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let desk = Desk { settings, tls, hello, gate: Mutex::new(None), next: Mutex::new(None) };
        Ok(SmtpChannel { desk: Arc::new(desk) })
    }

    /// What it is set to.
    pub fn settings(&self) -> &SmtpSettings {
        &self.desk.settings
    }

    /// Tries one letter once.
    pub async fn send(&self, letter: &Outgoing) -> Outcome {
        let unanswered = || Outcome::Temporary { reason: "the letter was not tried".to_owned() };
        self.send_batch(std::slice::from_ref(letter)).await.pop().map_or_else(unanswered, |(_, outcome)| outcome)
    }

    /// Tries each letter once over a few kept connections; answers in the order given, for each exactly once.
    pub async fn send_batch(&self, letters: &[Outgoing]) -> Vec<(String, Outcome)> {
        self.send_watched(letters, &()).await
    }

    /// As [`SmtpChannel::send_batch`], and tells `onlooker` of each letter as it goes.
    pub async fn send_watched(&self, letters: &[Outgoing], onlooker: &dyn Onlooker) -> Vec<(String, Outcome)> {
        pass::run(self, letters, onlooker).await
    }

    /// Connects and signs in, and sends nothing: for a check before the first letter. Errors: why not, without secrets.
    pub async fn probe(&self) -> Result<(), String> {
        let session = self.open().await.map_err(|failure| failure.text)?;
        session.close().await;
        Ok(())
    }

    /// A fresh session, unless the server refused us a short while ago.
    async fn open(&self) -> Result<Session<'_>, Failure> {
        let desk = &*self.desk;
        let mut gate = desk.gate.lock().await;
        if let Some(closed) = &*gate
            && Instant::now() < closed.until
        {
            let text = format!("not tried again yet, because {}", closed.why.text);
            return Err(Failure { text, configuration: true });
        }
        let opened = sign_in::open(&desk.settings, desk.tls.as_ref(), &desk.hello).await;
        *gate = match &opened {
            Err(why) if why.configuration => {
                let until = Instant::now() + Duration::from_secs(desk.settings.lockout_seconds);
                Some(Closed { until, why: why.clone() })
            }
            _ => None,
        };
        Ok(Session::new(opened?, &desk.settings))
    }

    /// Waits until the rate limit lets another message begin.
    async fn pace(&self) {
        let Some(rate) = self.desk.settings.messages_per_minute else { return };
        let begin = {
            let mut next = self.desk.next.lock().await;
            let now = Instant::now();
            let begin = next.map_or(now, |at| at.max(now));
            *next = Some(begin + Duration::from_secs(60) / rate.max(1));
            begin
        };
        sleep_until(begin).await;
    }
}

impl fmt::Debug for SmtpChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpChannel").field("settings", &self.desk.settings).finish_non_exhaustive()
    }
}

fn tls(settings: &SmtpSettings) -> Result<Option<TlsParameters>, String> {
    if settings.security == Security::None {
        return Ok(None);
    }
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(file) = &settings.ca_file {
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificates(file)?);
    }
    builder.build().map(Some).map_err(|error| format!("smtp.ca_file: {error}"))
}

fn certificates(file: &Path) -> Result<Certificate, String> {
    let told = |what: String| format!("smtp.ca_file: {}: {what}", file.display());
    let pem = std::fs::read(file).map_err(|error| told(error.to_string()))?;
    // The reader takes a file without any certificate for an empty list.
    if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
        return Err(told("holds no certificate in PEM form".to_owned()));
    }
    Certificate::from_pem(&pem).map_err(|error| told(error.to_string()))
}
