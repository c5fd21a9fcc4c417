//! What a command says when it fails: a sentence for people, and how the process ends.

use super::exit;
use crate::settings::House;

/// What a command says when it fails: a sentence, and how the process ends.
#[derive(Debug)]
pub struct Failure {
    /// What, why, what to do.
    pub text: String,
    /// The exit code.
    pub code: u8,
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure { text: error.to_string(), code: exit::FAILED }
    }
}

impl Failure {
    /// A failure that is the user's to mend.
    pub fn new(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), code: exit::FAILED }
    }

    /// The command line names something that is not there, or makes no sense.
    pub fn usage(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), code: exit::USAGE }
    }

    /// No such pipeline; says which there are.
    pub fn no_pipeline(house: &House, name: &str) -> Failure {
        let names: Vec<&str> = house.pipelines.iter().map(|pipeline| pipeline.name.as_str()).collect();
        let hint = if names.is_empty() {
            format!("{} has no pipeline; name the house with --home DIR", house.home.display())
        } else {
            format!("there are: {}", names.join(", "))
        };
        Failure::usage(format!("no pipeline `{name}`\nhint: {hint}"))
    }
}
