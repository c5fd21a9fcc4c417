//! Replies by mail: read from a maildir at every look, each once, and acted on like a click.
//!
//! 1. A mail that was taken before is known by its bytes; one that a program wrote is never an act and never answered.
//! 2. The token decides which letter is answered: in the address it came to, in the Message-IDs it refers to, or in its
//!    subject. A token is sealed: a Message-ID alone can be made up by anybody who knows how they are made.
//! 3. It must come from the address that the letter went to.
//! 4. The first word says what is done; the letter's only case, or those that the mail names, are what it is done to.
//!
//! What a known sender wrote and nobody can understand is answered by one letter that says how, a few times a day at most
//! and never to a program. Every mail is noted with what became of it; addresses are not.

use super::scope;
use super::window::{Asked, decided, house_day, what};
use super::words;
use super::{Trouble, evidence, language_by, language_of, name_of, page, posts};
use crate::audit::record::Blob;
use crate::base::id::{self, sha256_hex};
use crate::base::token::{Claim, Refused, Sealed};
use crate::daemon::acts::{self, Desk, Doer, Performed};
use crate::daemon::keys;
use crate::daemon::office::Office;
use crate::escalate::{Evidence, People, Said, reply};
use crate::ingest::mail::{self, Mail};
use crate::ingest::{Found, Settling};
use crate::letter::{Letter, note};
use crate::store::{Addressee, Answer};
use crate::web::page::Language;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};

/// The most bytes of all attachments of a mail that are kept.
const EVIDENCE_BYTES: usize = 20 << 20;
/// The most attachments.
const EVIDENCE_FILES: usize = 10;
/// How many letters that say how answer one person in a day.
const NOTES_A_DAY: u64 = 3;
/// How many mails one look takes; the others come with the next.
const MAILS_MAX: usize = 200;

/// What one look at the mails did.
#[derive(Debug, Default)]
pub struct Taken {
    /// Mails that were taken.
    pub mails: usize,
    /// What went wrong; tried again.
    pub troubles: Vec<String>,
    /// Whether a mail is still being written, or waits for its turn.
    pub settling: bool,
}

/// Takes what lies in the folder of mails. `stop` is asked between any two.
pub async fn take(office: &Office, settling: &mut Settling, now: DateTime<Utc>, stop: &impl Fn() -> bool) -> Taken {
    let mut taken = Taken::default();
    let settings = &office.house.settings;
    if settings.replies.maildir.as_os_str().is_empty() {
        return taken;
    }
    let folder = office.house.home.join(&settings.replies.maildir);
    let found = match mail::list(&folder) {
        Ok((found, _)) => found,
        Err(error) => {
            taken.troubles.push(format!("mails in {}: {error}", settings.replies.maildir.display()));
            return taken;
        }
    };
    let still = Duration::seconds(settings.ingest.stable_seconds as i64);
    for (number, found) in settling.settled(&found, now, still).iter().enumerate() {
        if stop() || number >= MAILS_MAX {
            settling.again(found);
            taken.settling = true;
            continue;
        }
        match one(office, found).await {
            Ok(()) => taken.mails += 1,
            Err(error) => {
                taken.troubles.push(format!("mail {}: {error}", id::derive("m", &[&*found.name])));
                settling.again(found);
            }
        }
    }
    taken.settling |= settling.is_waiting();
    taken
}

/// One mail, from the folder to what became of it.
async fn one(office: &Office, found: &Found) -> Result<(), Trouble> {
    let most = office.house.settings.replies.mail_max_mib << 20;
    if found.state.size > most {
        let answer = noted(&sha256_hex(found.name.as_bytes()), "", "too large", "");
        finish(office, &answer, None).await?;
        return moved(found);
    }
    let Ok(arrival) = crate::ingest::read(found) else { return Err(Trouble::Changing) };
    if office.store.answer(&arrival.sha256).await?.is_none() {
        let sha256 = arrival.sha256.clone();
        let parsed = tokio::task::spawn_blocking(move || mail::parse(&arrival.bytes)).await;
        match parsed.unwrap_or_else(|_| Err("reading it failed (a bug, please report it)".to_string())) {
            Ok(mail) => read(office, &sha256, mail).await?,
            Err(why) => finish(office, &noted(&sha256, "", "unreadable", &why), None).await?,
        }
    }
    moved(found)
}

fn moved(found: &Found) -> Result<(), Trouble> {
    mail::taken(found).map_err(|error| Trouble::Move(error.to_string()))
}

fn noted(hash: &str, person: &str, what: &str, detail: &str) -> Answer {
    Answer {
        hash: hash.to_string(),
        via: "mail",
        person: person.to_string(),
        name: String::new(),
        case: None,
        what: what.to_string(),
        detail: crate::audit::canonical::without_addresses(detail).into_owned(),
    }
}

/// Writes down what became of a mail.
async fn finish(office: &Office, answer: &Answer, letter: Option<&Letter>) -> Result<(), Trouble> {
    office.store.take_mail(answer, letter, office.clock.now()).await?;
    let (mail, person, what, detail) = (answer.hash.get(..12), &answer.person, &answer.what, &answer.detail);
    tracing::info!(mail, person, what, detail, answered = letter.is_some(), "mail taken");
    metrics::counter!("duban_mails_total", "what" => answer.what.clone()).increment(1);
    Ok(())
}

/// Whose letter a mail answers.
struct Envelope {
    letter: String,
    to: Addressee,
    issued: NaiveDate,
    expires: NaiveDate,
}

async fn read(office: &Office, hash: &str, mail: Mail) -> Result<(), Trouble> {
    if let Some(why) = mail.automatic {
        return finish(office, &noted(hash, "", "automatic", why), None).await;
    }
    let envelope = match envelope(office, &mail).await? {
        Ok(envelope) => envelope,
        Err((what, letter)) => {
            // Somebody who got one of our letters and answers it without its token is told how.
            let to = match letter {
                Some(letter) => office.store.addressee(&letter).await?,
                None => None,
            };
            let Some(to) = to.filter(|to| is_from(&mail, to)) else {
                return finish(office, &noted(hash, "", what, ""), None).await;
            };
            let why = words::not_done(what, language_of(office, &to.person).await?);
            let letter = how(office, hash, &to, &[why]).await?;
            return finish(office, &noted(hash, &to.person, what, ""), letter.as_ref()).await;
        }
    };
    if !is_from(&mail, &envelope.to) {
        let answer = noted(hash, "", "another sender", &format!("answers the letter {}", envelope.letter));
        return finish(office, &answer, None).await;
    }
    act(office, hash, mail, &envelope).await
}

fn is_from(mail: &Mail, to: &Addressee) -> bool {
    // Several senders are nobody in particular.
    matches!(mail.from.as_slice(), [from] if id::person(from) == to.person)
}

/// The letter that a mail answers, by its token; or why there is none, and the letter that it refers to without one.
async fn envelope(office: &Office, mail: &Mail) -> Result<Result<Envelope, (&'static str, Option<String>)>, Trouble> {
    let keys = keys::read(&office.house)?;
    let today = house_day(office);
    let plain = |text: &str| text.trim().trim_matches(['<', '>', '[', ']', '(', ')', '【', '】']).to_ascii_lowercase();
    let name = |address: &str| address.rsplit_once('@').map_or(address, |(name, _)| name).to_string();
    let behind_plus = mail.to.iter().filter_map(|to| name(to).split_once('+').map(|(_, token)| plain(token)));
    let referred = mail.references.iter().map(|reference| plain(&name(reference)));
    let in_subject = mail.subject.split_whitespace().map(plain);
    let mut why = "no token";
    let candidates: Vec<String> = behind_plus.chain(referred).chain(in_subject).filter(|t| t.len() < 100).collect();
    for token in &candidates {
        match keys.open(token, today) {
            Ok(Sealed::Mail { letter, expires }) => {
                let Some(to) = office.store.addressee(&letter).await? else { continue };
                let days = Days::new(office.house.settings.links.valid_days.into());
                let issued = to.issued.or_else(|| expires.checked_sub_days(days)).unwrap_or(today);
                return Ok(Ok(Envelope { letter, to, issued, expires }));
            }
            Ok(Sealed::Link(_)) => {}
            Err(Refused::Expired) => why = "expired",
            Err(Refused::UnknownKey) if why == "no token" => why = "another key",
            Err(Refused::UnknownKey | Refused::Forged) => {}
        }
    }
    let bare = candidates.into_iter().map(|token| token.split('.').next().unwrap_or_default().to_string());
    Ok(Err((why, bare.into_iter().find(|id| id.starts_with("l-") && id.len() == 12))))
}

/// What came of one case.
struct Outcome {
    case: String,
    what: String,
    /// Why nothing was done, in the reader's words.
    why_not: Option<String>,
}

async fn act(office: &Office, hash: &str, mail: Mail, envelope: &Envelope) -> Result<(), Trouble> {
    let to = &envelope.to;
    let named = reply::cases(&format!("{}\n{}", mail.subject, mail.text), &to.cases);
    let chosen: Vec<String> = match (named.as_slice(), to.cases.as_slice()) {
        ([], [only]) => vec![only.clone()],
        (named, _) => named.iter().map(|case| (*case).to_string()).collect(),
    };
    let (kept, dropped) = bounded(mail.attachments);
    let (evidence, blobs) = evidence(kept);
    let mut outcomes = Vec::new();
    for case in &chosen {
        outcomes.push(on_case(office, hash, &mail.text, envelope, case, (&evidence, &blobs)).await?);
    }
    let language = language_of(office, &to.person).await?;
    let colon = words::pick(language, "：", ": ");
    let mut whys: Vec<String> =
        outcomes.iter().filter_map(|one| Some(format!("{}{colon}{}", one.case, one.why_not.as_deref()?))).collect();
    if chosen.is_empty() {
        whys.push(words::which(&to.cases, language));
    }
    if dropped > 0 {
        whys.push(words::dropped(dropped, language));
    }
    let letter = if whys.is_empty() { None } else { how(office, hash, to, &whys).await? };
    let done: Vec<String> = outcomes.iter().map(|one| format!("{} {}", one.case, one.what)).collect();
    let summary = match outcomes.as_slice() {
        [] => "which case",
        all if all.iter().all(|one| one.why_not.is_some()) => "not done",
        all if all.iter().any(|one| one.why_not.is_some()) => "partly done",
        _ => "done",
    };
    let answer = Answer {
        name: to.name.clone(),
        case: chosen.first().cloned(),
        ..noted(hash, &to.person, summary, &done.join("; "))
    };
    finish(office, &answer, letter.as_ref()).await
}

/// Attachments as far as they are kept, and how many are not.
fn bounded(files: Vec<(String, Vec<u8>)>) -> (Vec<(String, Vec<u8>)>, usize) {
    let (mut kept, mut dropped, mut room) = (Vec::new(), 0, EVIDENCE_BYTES);
    for (name, bytes) in files {
        if bytes.is_empty() {
            continue;
        }
        if kept.len() >= EVIDENCE_FILES || bytes.len() > room {
            dropped += 1;
            continue;
        }
        room -= bytes.len();
        kept.push((name, bytes));
    }
    (kept, dropped)
}

/// One mail on one case: the same act as by a click.
async fn on_case(
    office: &Office,
    hash: &str,
    text: &str,
    envelope: &Envelope,
    id: &str,
    (evidence, blobs): (&[Evidence], &[Blob]),
) -> Result<Outcome, Trouble> {
    let not_done =
        |what: &str, why: String| Ok(Outcome { case: id.to_string(), what: what.to_string(), why_not: Some(why) });
    let Some(case) = office.store.case(id).await? else {
        return not_done(
            "no such case",
            words::not_done("no such case", language_of(office, &envelope.to.person).await?),
        );
    };
    let posts = posts(office, &case.portfolio).await?;
    let language = language_by(&posts, &envelope.to.person);
    let people = People::new(&posts);
    let desk = acts::desk(office, &case, &people);
    let Some(meant) = reply::read(text, &page::reasons(desk.policy), desk.today) else {
        return not_done("not understood", words::not_done("not understood", language));
    };
    let to = &envelope.to;
    let claim = Claim {
        about: id.to_string(),
        rung: case.told.iter().filter(|told| told.person == to.person).map(|told| told.rung).max().unwrap_or(case.rung),
        person: to.person.clone(),
        action: meant.action,
        issued: envelope.issued,
        expires: envelope.expires,
    };
    let name = name_of(&posts, &to.person).unwrap_or(&to.name).to_string();
    let said = Said {
        by: name.clone(),
        text: meant.text.clone(),
        reason: meant.reason.clone(),
        until: meant.until,
        evidence: evidence.to_vec(),
    };
    let what = what(meant.action, meant.grants);
    let answer = Answer {
        hash: sha256_hex(format!("mail {hash} {id}").as_bytes()),
        case: Some(id.to_string()),
        name,
        ..noted("", &to.person, what, "")
    };
    let decide = |desk: &Desk<'_>| {
        if let Some(bar) = scope::bar(&claim, desk.case, &posts, desk.people) {
            return Err(words::bar(&bar, language).to_string());
        }
        let asked = Asked { action: meant.action, rung: claim.rung, grants: meant.grants, request: None };
        decided(desk, &said, &asked).map_err(|no| no.text(language))
    };
    let doer = Doer { who: &to.person, answer: Some(&answer) };
    Ok(match acts::perform(office, id, &posts, doer, blobs, decide).await? {
        Ok(Performed::Done { .. } | Performed::Before(_)) => {
            Outcome { case: id.to_string(), what: what.to_string(), why_not: None }
        }
        Ok(Performed::Unknown) => return not_done("no such case", words::not_done("no such case", language)),
        Ok(Performed::Restless) => return Err(Trouble::Changing),
        Err(why) => return not_done("refused", why),
    })
}

/// The letter that says how; none where this person was told often enough today.
async fn how(office: &Office, hash: &str, to: &Addressee, whys: &[String]) -> Result<Option<Letter>, Trouble> {
    let now = office.clock.now();
    if to.address.is_empty() || office.store.notes_to(&to.person, now - Duration::days(1)).await? >= NOTES_A_DAY {
        return Ok(None);
    }
    let links = crate::daemon::office::links(&office.house);
    let language = language_of(office, &to.person).await?;
    let (subject, text) = words::how(&to.name, whys, &office.sender.name, language);
    let note = note::Note {
        about: hash,
        person: &to.person,
        name: &to.name,
        address: &to.address,
        subject,
        english: language == Language::En,
        text: &text,
        cases: &to.cases,
        at: now,
        today: house_day(office),
    };
    match note::write(&note, &office.sender, links.as_ref()) {
        Ok(letter) => Ok(Some(letter)),
        Err(trouble) => {
            tracing::error!(letter = trouble.letter, why = trouble.text, "a letter cannot be written");
            Ok(None)
        }
    }
}
