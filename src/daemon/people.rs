//! Tables and settings → who can be written to on a day, and what is said of those who cannot.

use crate::base::id;
use crate::base::place::Place;
use crate::escalate::Recipient;
use crate::letter::Sender;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::policy::{Post, is_address, on_duty};
use crate::settings::Domains;
use crate::tidy::table::{PLACE_CELL, SHEET, Table};
use crate::tidy::{self, Note, Tidied};
use std::collections::BTreeMap;

/// Everybody who holds a post at some time, by the newest contacts, three-in-one contacts and rosters.
pub fn posts(tables: &BTreeMap<Dataset, Vec<Table>>) -> Vec<Post> {
    let of = |dataset: Dataset| tables.get(&dataset).map(Vec::as_slice).unwrap_or_default();
    tidy::people::posts(of(Dataset::Posts), of(Dataset::Contacts), of(Dataset::Roster))
}

/// Who holds each post on a day and can be reached. A post that no letter can reach is vacant: the rung above must not wait
/// for a letter that was never written.
pub fn reachable(mut posts: Vec<Post>, day: chrono::NaiveDate) -> Vec<Post> {
    posts.retain(|post| is_address(&post.address));
    on_duty(&posts, day)
}

/// The house's own mailbox, for what finds nobody else.
pub fn own_mailbox(sender: &Sender) -> Recipient {
    Recipient {
        person: id::person(&sender.address),
        name: sender.name.clone(),
        address: sender.address.clone(),
        role: sender.name.clone(),
        scope: sender.name.clone(),
        hours: None,
        english: false,
    }
}

/// Leaves out whom the house does not write to, and says so once for each domain; addresses stay out of it.
pub fn allowed(posts: &mut Vec<Post>, domains: &Domains) -> Vec<Note> {
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    posts.retain(|post| {
        let fine = domains.allow(&post.address);
        if !fine {
            *refused.entry(Domains::of(&post.address).to_string()).or_default() += 1;
        }
        fine
    });
    let note = |(domain, count): (String, usize)| Note {
        place: Place { file: "contacts".to_string(), ..Place::default() },
        kind: "domain_not_allowed".to_string(),
        text: format!(
            "{count} posts have addresses at {domain}, which mail.allowed_domains does not name: they count as vacant"
        ),
    };
    refused.into_iter().map(note).collect()
}

/// Contacts that no letter can reach, named by role and cell; the address itself stays out of logs.
pub fn bad_addresses(read: &Tidied) -> Vec<Note> {
    let contacts = read.tables.iter().filter(|found| found.table.dataset == Dataset::Posts);
    let rows = contacts.flat_map(|found| found.table.texts(["scope", "role", "address", SHEET, PLACE_CELL]));
    let parts = |address: &str| -> Vec<String> {
        address
            .split([';', '；', ',', '，', '、', '\n', ' '])
            .map(str::to_string)
            .filter(|part| !part.is_empty())
            .collect()
    };
    let fine = |address: &str| !parts(address).is_empty() && parts(address).iter().all(|part| is_address(part));
    rows.filter(|[_, _, address, ..]| !address.as_deref().is_some_and(fine))
        .map(|[scope, role, _, sheet, cell]| Note {
            place: Place { file: read.file.clone(), sheet, cell },
            kind: "bad_address".to_string(),
            text: format!(
                "{} of {}: no valid mail address; the post counts as vacant until it is corrected",
                role.unwrap_or_default(),
                scope.unwrap_or_default()
            ),
        })
        .collect()
}
