//! What people answer, by link and by mail. Takes a token that was found right, or a mail; gives acts on cases, the same as
//! the command line's, and says in the reader's language what came of them.
//!
//! **Who may.** A token says who may do what with which case; the case says whether that still holds: that person was told
//! on that rung since the case was opened, or stands there now in the place of who was, and holds a post today.

/// Mails: read, decided, answered once.
pub mod mails;

/// What a page says.
mod page;

/// Whether a token still holds.
mod scope;

/// The words of pages and answers.
mod words;

/// The window behind which the daemon sits.
mod window;

pub use window::Clerk;

use super::keys::KeysError;
use super::office::Office;
use super::{examine, people};
use crate::audit::record::Blob;
use crate::base::id::{self, sha256_hex};
use crate::escalate::Evidence;
use crate::pipeline::policy::Post;
use crate::store::StoreError;
use crate::web::page::Language;
use std::collections::BTreeSet;

/// The longest name of a file that is kept, in characters.
const NAME_MAX: usize = 120;

/// Why nothing can be decided at the moment.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The contacts.
    #[error(transparent)]
    Contacts(#[from] examine::ExamineError),
    /// The keys of links.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// It changes while it is looked at.
    #[error("it is being changed; tried again")]
    Changing,
    /// A mail that was taken stays where it is.
    #[error("it was taken but cannot be moved to cur/: {0}")]
    Move(String),
}

/// Who holds which post of a portfolio today, by its newest contacts.
async fn posts(office: &Office, portfolio: &str) -> Result<Vec<Post>, Trouble> {
    let tables = examine::remembered_tables(&office.store.recall(portfolio).await?)?;
    Ok(people::reachable(people::posts(&tables), window::house_day(office)))
}

/// The language that a person's contacts ask for.
fn language_by(posts: &[Post], person: &str) -> Language {
    let mine = posts.iter().find(|post| id::person(&post.address) == person);
    if mine.is_some_and(|post| post.term.english) { Language::En } else { Language::Zh }
}

/// The same, whichever portfolio knows the person.
async fn language_of(office: &Office, person: &str) -> Result<Language, Trouble> {
    let mut asked = BTreeSet::new();
    for pipeline in office.house.pipelines.iter().filter(|pipeline| asked.insert(&pipeline.portfolio)) {
        if language_by(&posts(office, &pipeline.portfolio).await?, person) == Language::En {
            return Ok(Language::En);
        }
    }
    Ok(Language::Zh)
}

/// The name of a person who holds a post.
fn name_of<'a>(posts: &'a [Post], person: &str) -> Option<&'a str> {
    let post = posts.iter().find(|post| id::person(&post.address) == person)?;
    Some(post.person.trim()).filter(|name| !name.is_empty())
}

/// Files as evidence and as bytes for the vault. A name is only a name: whatever looks like a path or a command in it is
/// dropped.
fn evidence(files: Vec<(String, Vec<u8>)>) -> (Vec<Evidence>, Vec<Blob>) {
    let named = files.into_iter().map(|(name, bytes)| (plain(&name), sha256_hex(&bytes), bytes));
    named
        .map(|(name, sha256, bytes)| {
            (Evidence { name, sha256: sha256.clone() }, Blob { sha256, kind: "evidence", bytes: bytes.into() })
        })
        .unzip()
}

fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !"<>:\"|?*\u{202e}".contains(*c)).collect();
    let kept: String = kept.trim().trim_start_matches('.').chars().take(NAME_MAX).collect();
    if kept.is_empty() { "file".to_string() } else { kept }
}
