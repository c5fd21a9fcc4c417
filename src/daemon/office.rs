//! What the daemon holds on to between ticks: the house as configured, the store, the channel, the decoder, the clock.

use super::clock::Clock;
use super::decode::Decoder;
use super::evidence;
use super::measures;
use crate::base::id;
use crate::base::period::Period;
use crate::deliver::{self, Channel, FileChannel, MemoryChannel, SmtpChannel};
use crate::letter::Sender;
use crate::letter::links::Links;
use crate::pipeline::Pipeline;
use crate::pipeline::policy::Policy;
use crate::settings::{self, House};
use crate::store::{Memory, PgUrl, SeenFile, Store, StoreError, StoreTarget};
use std::collections::BTreeMap;
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

    /// What was seen of files of these names, in the order of arrival.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn files_named(&self, pipeline: &Pipeline, names: &[&str]) -> Result<Vec<SeenFile>, StoreError> {
        let mut files = self.store.files_named(&pipeline.portfolio, names).await?;
        files.retain(|file| is_seen(&self.house, pipeline, file));
        Ok(files)
    }
}

/// Everything that a run of a pipeline remembers. `bytes`: the SHA-256 of the files that came.
///
/// # Errors
/// When the store cannot be read.
pub async fn recall(house: &House, store: &Store, pipeline: &Pipeline, bytes: &[&str]) -> Result<Memory, StoreError> {
    let mut memory = store.recall(&pipeline.portfolio).await?;
    memory.files = seen(house, store, pipeline, bytes).await?;
    // Read after the head: whatever came in between makes the run stale.
    let datasets = measures::datasets(&pipeline.measures);
    let deducts = pipeline.rules.reported_late.is_some_and(|rule| rule.deduct.is_some());
    let by_rungs = pipeline.policy.as_deref().is_some_and(Policy::gives_points);
    if pipeline.measures.scores.is_some() || deducts || pipeline.issues.is_some() || by_rungs {
        memory.scores = store.score_ledger(&pipeline.portfolio, None).await?;
    }
    if pipeline.issues.is_some() {
        memory.issues = store.issues(&pipeline.portfolio).await?;
    }
    memory.measured = store.measured(&pipeline.portfolio, &datasets, None).await?;
    Ok(memory)
}

/// What was seen of files that may matter to a run over files of these bytes. Files are a pipeline's own: one that several
/// match is read by each of them. What a pipeline read that is no more (it was renamed) counts as read by all.
///
/// # Errors
/// When the store cannot be asked.
pub async fn seen(
    house: &House,
    store: &Store,
    pipeline: &Pipeline,
    sha256: &[&str],
) -> Result<Vec<SeenFile>, StoreError> {
    let counts = |file: &SeenFile| is_seen(house, pipeline, file);
    let mut files = store.files_of_bytes(&pipeline.portfolio, sha256).await?;
    files.retain(counts);
    let mut newest: BTreeMap<(&str, Option<Period>), &SeenFile> = BTreeMap::new();
    for file in files.iter().filter(|file| file.was_read()) {
        newest.insert((&file.sha256, file.period), file);
    }
    let mut more = Vec::new();
    for file in newest.into_values() {
        more.extend(store.replaced_by(&pipeline.portfolio, file, counts).await?);
    }
    if !evidence::told_by_standings(pipeline) {
        more.extend(store.files_of_periods(&pipeline.portfolio, &pipeline.name).await?.into_iter().filter(counts));
    }
    files.extend(more);
    files.sort_by_key(|file| file.seq);
    Ok(files)
}

/// Whether a file that was seen is one that this pipeline has seen, and not another of its portfolio.
pub fn is_seen(house: &House, pipeline: &Pipeline, file: &SeenFile) -> bool {
    let is_anothers = |other: &Pipeline| {
        other.name == file.pipeline && other.name != pipeline.name && other.portfolio == pipeline.portfolio
    };
    !house.pipelines.iter().any(is_anothers)
}

/// Whether the files of a pipeline wait until a register was read: it judges by one, or its reports are remembered by the
/// one that another pipeline of the portfolio brings.
pub fn needs_register(house: &House, pipeline: &Pipeline) -> bool {
    let comes = |other: &Pipeline| other.portfolio == pipeline.portfolio && other.brings_register();
    let remembers = || pipeline.reads_reports() && house.pipelines.iter().any(comes);
    !pipeline.brings_register() && (pipeline.judges() || remembers())
}

/// Who writes, by the house's settings.
pub fn sender(house: &House) -> Sender {
    let mail = &house.settings.mail;
    Sender { name: mail.sender_name.clone(), address: mail.sender_address.clone() }
}

/// Where links lead and where replies go, by the house's settings; `None` where letters have neither.
pub fn links(house: &House) -> Option<Links> {
    let (links, replies) = (&house.settings.links, &house.settings.replies);
    let given = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let address = given(&replies.address).unwrap_or_else(|| house.settings.mail.sender_address.clone());
    let reply_to = (!replies.maildir.as_os_str().is_empty()).then_some(address);
    let base_url = given(&links.base_url);
    let links = Links { base_url, reply_to, valid_days: links.valid_days };
    (links.base_url.is_some() || links.reply_to.is_some()).then_some(links)
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
