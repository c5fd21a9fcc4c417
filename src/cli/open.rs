//! Houses and their stores, opened for a command.

use super::out::print_note;
use super::{Failure, exit, logs};
use crate::base::problem::{Problem, Severity, has_errors};
use crate::daemon::clock::Clock;
use crate::daemon::decode::Decoder;
use crate::daemon::office::{Office, OpenError};
use crate::settings::House;

/// Loads a house; its errors end the command with 78.
pub fn load(home: &std::path::Path) -> Result<House, Failure> {
    let (house, problems) = House::load(home);
    right(&house, &problems)?;
    Ok(house)
}

fn right(house: &House, problems: &[Problem]) -> Result<(), Failure> {
    if !has_errors(problems) {
        return Ok(());
    }
    let text = format!("the configuration is wrong\n{}", house.render(problems, false));
    Err(Failure { text, code: exit::CONFIGURATION })
}

/// Opens a house to look at its record: that must be possible while somebody mends a pipeline.
pub async fn look(home: &std::path::Path) -> Result<Office, Failure> {
    let (house, mut problems) = House::load(home);
    let all = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    problems.retain(|problem| !House::is_about_pipelines(&problem.file));
    right(&house, &problems)?;
    if all > 0 {
        print_note(&format!("the pipelines have {all} errors: `duban check` names them; the record is shown as it is"));
    }
    logs(&house);
    open_office(house, Clock::System).await
}

/// Loads a house and opens its store.
pub async fn open(home: &std::path::Path) -> Result<Office, Failure> {
    let house = load(home)?;
    logs(&house);
    open_office(house, Clock::System).await
}

/// Opens a house on a clock; settings that cannot work end the command with 78.
pub async fn open_office(house: House, clock: Clock) -> Result<Office, Failure> {
    open_house(house, clock).await.map_err(|error| match &error {
        OpenError::Settings(_) => Failure { text: error.to_string(), code: exit::CONFIGURATION },
        OpenError::Store(_) => Failure::from(error),
    })
}

/// Opens a house on a clock.
pub async fn open_house(house: House, clock: Clock) -> Result<Office, OpenError> {
    Office::open(house, clock, Decoder::of_this_executable()).await
}
