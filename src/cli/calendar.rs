//! `calendar import`: an iCalendar file of holidays becomes years of `config/calendars/NAME.toml`. Years that are there
//! already stay as they are.

use super::{Failure, exit, load, print_text};
use crate::pipeline::{calendar, ics};
use crate::settings::house::CALENDAR_CN;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
const FILE_MAX: u64 = 4 << 20;

/// What is done with calendars.
#[derive(Debug, Subcommand)]
pub enum Calendars {
    /// Add the years of an iCalendar file (.ics) to a calendar of the house.
    Import {
        /// The file.
        file: PathBuf,
        /// The calendar's name.
        #[arg(long, default_value = "cn")]
        name: String,
        /// Print the years instead of writing them.
        #[arg(long)]
        stdout: bool,
    },
}

/// `duban calendar import FILE.ics [--name cn] [--stdout]`
pub fn calendar(home: &Path, command: &Calendars) -> Result<u8, Failure> {
    let Calendars::Import { file, name, stdout } = command;
    let holidays = read(file)?;
    for event in &holidays.not_understood {
        print_text(&format!("not taken: {event}"));
    }
    let years = holidays.years();
    if years.is_empty() {
        return Err(Failure::new(format!("{} names no day off and no day worked", file.display())));
    }
    if *stdout {
        years.iter().for_each(|year| print_text(&holidays.section(*year)));
        return Ok(exit::FINE);
    }
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') || name.is_empty() {
        return Err(Failure::usage(format!("`{name}` is no name of a calendar\nhint: letters, digits, - and _")));
    }
    load(home)?;
    let path = home.join("config/calendars").join(format!("{name}.toml"));
    let mut text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        // The shipped calendar is replaced whole by a file of its name: its years have to stand in it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && name == "cn" => CALENDAR_CN.to_string(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => format!("title = \"{name}\"\n"),
        Err(error) => return Err(error.into()),
    };
    let (known, _) = calendar::parse(&path.display().to_string(), &text);
    let mut added = Vec::new();
    for year in years {
        if known.knows(year) {
            print_text(&format!("{year} is there already and stays as it is"));
        } else {
            text += &format!(
                "\n# from {}\n{}",
                file.file_name().unwrap_or_default().to_string_lossy(),
                holidays.section(year)
            );
            added.push(year.to_string());
        }
    }
    if added.is_empty() {
        return Ok(exit::FINE);
    }
    let (_, problems) = calendar::parse(&path.display().to_string(), &text);
    if !problems.is_empty() {
        return Err(Failure::new(format!(
            "the calendar would have errors and was left as it is: {}",
            problems.first().map(|p| p.message.as_str()).unwrap_or_default()
        )));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, text)?;
    print_text(&format!("{} added to {}", added.join(", "), path.display()));
    Ok(exit::FINE)
}

fn read(file: &Path) -> Result<ics::Holidays, Failure> {
    let cannot = |why: String| Failure::usage(format!("{} cannot be read: {why}", file.display()));
    let size = std::fs::metadata(file).map_err(|error| cannot(error.to_string()))?.len();
    if size > FILE_MAX {
        return Err(cannot("it is larger than 4 MiB".to_string()));
    }
    let bytes = std::fs::read(file).map_err(|error| cannot(error.to_string()))?;
    ics::read(&String::from_utf8_lossy(&bytes)).map_err(cannot)
}
