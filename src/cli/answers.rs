//! `answers`: what people answered by link and by mail. `keys`: the keys that seal links, never shown.

use super::{Failure, exit, print_json, print_text, show};
use crate::daemon::keys;
use crate::daemon::office::Office;
use crate::settings::House;
use serde_json::{Value, json};

/// `duban answers`
///
/// # Errors
/// The store fails.
pub async fn answers(office: &Office, json: bool) -> Result<u8, Failure> {
    let answers = office.store.answers().await?;
    if json {
        return print_json(&json!({ "answers": answers }));
    }
    let mut grid = show::grid(["at", "via", "person", "case", "what", "detail", "audit"]);
    for one in &answers {
        let answer = &one.answer;
        let who = if answer.name.is_empty() { &answer.person } else { &answer.name };
        let at = one.at.format("%Y-%m-%d %H:%MZ").to_string();
        let (case, seq) = (answer.case.clone().unwrap_or_default(), one.seq.to_string());
        grid.add_row([&at, answer.via, who, &case, &answer.what, &answer.detail, &seq]);
    }
    print_text(&if answers.is_empty() { "nobody answered by link or mail yet".to_string() } else { grid.to_string() });
    Ok(exit::FINE)
}

/// What is asked of the keys.
#[derive(Debug, clap::Args)]
pub struct KeysArguments {
    /// Add a key, which seals from now on; the older ones are believed until what they sealed is over.
    #[arg(long)]
    new: bool,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// `duban keys`
///
/// # Errors
/// The file of keys cannot be read or written.
pub fn keys(house: &House, asked: &KeysArguments) -> Result<u8, Failure> {
    if asked.new {
        keys::add(house, crate::daemon::clock::Clock::System.now())?;
    }
    let keys = keys::read(house)?;
    let sealing = keys.sealing().unwrap_or_default();
    if asked.json {
        let rows = keys.known().map(|(id, born)| json!({ "id": id, "born": born, "seals": id == sealing }));
        return print_json(&json!({ "keys": rows.collect::<Vec<Value>>() }));
    }
    let mut grid = show::grid(["key", "born", ""]);
    for (id, born) in keys.known() {
        grid.add_row([id, &born.to_string(), if id == sealing { "seals" } else { "is still believed" }]);
    }
    let none = "there is no key yet: the first letter with links makes one, or `duban keys --new`";
    print_text(&if sealing.is_empty() { none.to_string() } else { grid.to_string() });
    Ok(exit::FINE)
}
