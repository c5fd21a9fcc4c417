//! What the daemon holds on to between ticks: the house as configured, the store, the channel, the decoder, the clock.

use super::clock::Clock;
use super::decode::Decoder;
use crate::base::id;
use crate::deliver::{self, Channel, FileChannel, MemoryChannel, SmtpChannel};
use crate::letter::Sender;
use crate::pipeline::Pipeline;
use crate::settings::{self, House};
use crate::store::{Memory, PgUrl, SeenFile, Store, StoreError, StoreTarget};
use std::path::Path;
use std::sync::Arc;

/// An office at work. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Office {
    /// The house as configured.
    pub house: Arc<House>,
    /// The store.
    pub store: Store,
    /// Where letters go.
    pub channel: Channel,
    /// Where workbooks are parsed.
    pub decoder: Decoder,
    /// What time it is.
    pub clock: Clock,
    /// Who writes.
    pub sender: Sender,
    /// Who leases outbox rows: derived from host and house.
    pub holder: String,
}

/// Why an office cannot open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder or the mail settings.
    #[error("{0}")]
    Settings(String),
}

impl Office {
    /// Opens the store and the channel that the house names.
    pub async fn open(house: House, clock: Clock, decoder: Decoder) -> Result<Office, OpenError> {
        let target = target(&house)?;
        let store = Store::open(&target).await?;
        let channel = channel(&house)?;
        let sender = sender(&house);
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map_or_else(|_| "host".to_string(), |name| name.trim().to_string());
        // The same for every daemon of this house on this machine: one that starts ends the leases of the one before it.
        let place = house.home.canonicalize().unwrap_or_else(|_| house.home.clone());
        let holder = id::derive("h", &[&host, &place.to_string_lossy()]);
        Ok(Office { house: Arc::new(house), store, channel, decoder, clock, sender, holder })
    }

    /// The same office in a house that was set anew. The channel stays unless the mail settings changed: it knows which
    /// server refused it, and a wrong password must not be tried again at every look at the files.
    pub fn resettled(&self, house: House) -> Result<Office, OpenError> {
        let same = house.settings.mail == self.house.settings.mail;
        let channel = if same { self.channel.clone() } else { channel(&house)? };
        let sender = sender(&house);
        Ok(Office { house: Arc::new(house), channel, sender, ..self.clone() })
    }

    /// Everything that a pipeline remembers of its portfolio. Files are its own: one that several pipelines match is read
    /// by each of them. What a pipeline read that is no more (it was renamed) counts as read by all.
    pub async fn recall(&self, pipeline: &Pipeline) -> Result<Memory, StoreError> {
        let mut memory = self.store.recall(&pipeline.portfolio).await?;
        memory.files.retain(|file| is_seen(&self.house, pipeline, file));
        Ok(memory)
    }

    /// The files that a pipeline has seen, in the order of arrival.
    pub async fn files(&self, pipeline: &Pipeline) -> Result<Vec<SeenFile>, StoreError> {
        let mut files = self.store.files(&pipeline.portfolio).await?;
        files.retain(|file| is_seen(&self.house, pipeline, file));
        Ok(files)
    }
}

/// Whether a file that was seen is one that this pipeline has seen, and not another of its portfolio.
pub fn is_seen(house: &House, pipeline: &Pipeline, file: &SeenFile) -> bool {
    let is_anothers = |other: &Pipeline| {
        other.name == file.pipeline && other.name != pipeline.name && other.portfolio == pipeline.portfolio
    };
    !house.pipelines.iter().any(is_anothers)
}

/// Who writes, by the house's settings.
pub fn sender(house: &House) -> Sender {
    let mail = &house.settings.mail;
    Sender { name: mail.sender_name.clone(), address: mail.sender_address.clone() }
}

fn channel(house: &House) -> Result<Channel, OpenError> {
    let mail = &house.settings.mail;
    Ok(match mail.channel {
        settings::Channel::File => Channel::File(FileChannel::new(house.home.join(&mail.folder))),
        settings::Channel::Memory => Channel::Memory(MemoryChannel::new()),
        settings::Channel::Smtp => {
            let smtp = SmtpChannel::new(smtp(house));
            Channel::Smtp(smtp.map_err(|problems| OpenError::Settings(problems.join("; ")))?)
        }
    })
}

fn smtp(house: &House) -> deliver::SmtpSettings {
    let ours = &house.settings.mail.smtp;
    let security = match ours.security {
        settings::Security::Starttls => deliver::Security::StartTls,
        settings::Security::Tls => deliver::Security::Tls,
        settings::Security::None => deliver::Security::None,
    };
    let given = |text: &str| (!text.is_empty()).then(|| text.to_string());
    // A password without a user is not used; the settings have warned of it.
    let signs_in = !ours.username.is_empty();
    let path = |path: &Path| (!path.as_os_str().is_empty()).then(|| house.home.join(path));
    deliver::SmtpSettings {
        port: Some(ours.port),
        username: given(&ours.username),
        password: (signs_in && !ours.password.is_empty()).then(|| ours.password.clone()),
        password_file: path(&ours.password_file).filter(|_| signs_in),
        ca_file: path(&ours.ca_file),
        connect_seconds: ours.connect_seconds,
        command_seconds: ours.command_seconds,
        data_seconds: ours.data_seconds,
        final_seconds: ours.final_seconds,
        ..deliver::SmtpSettings::new(ours.host.clone(), security)
    }
}

/// `sqlite:PATH` (relative to the house) or a PostgreSQL address.
pub fn target(house: &House) -> Result<StoreTarget, OpenError> {
    let url = house.settings.store.url.expose();
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(StoreTarget::Postgres(PgUrl::new(url)));
    }
    let Some(path) = url.strip_prefix("sqlite:") else {
        return Err(OpenError::Settings("store.url is neither `sqlite:PATH` nor `postgres://…`".to_string()));
    };
    Ok(StoreTarget::Sqlite(house.home.join(path)))
}
