//! Standard output for people and scripts, standard error for logs and failures. Never fails because a reader has gone, and
//! never lets a name from outside act on the terminal.

use super::{Failure, exit};
use crate::settings::{House, LogFormat};
use std::io::{IsTerminal, Write};
use tracing_subscriber::EnvFilter;

/// Starts the logs once, as the house wants them. A log that cannot be written must not end the daemon.
pub fn logs(house: &House) {
    // The scheduler speaks of its inner life at `info`; whoever wants to hear it can name it in the filter.
    let filter = EnvFilter::try_new(format!("tokio_cron_scheduler=warn,{}", house.settings.log.filter));
    let wrong = filter.as_ref().err().map(ToString::to_string);
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("info")))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false);
    let _ = match house.settings.log.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Human => builder.with_target(false).try_init(),
    };
    if let Some(wrong) = wrong {
        tracing::warn!("log.filter is not understood ({wrong}); `info` is used");
    }
    std::panic::set_hook(Box::new(|info| {
        let text = info.to_string();
        let panic = crate::audit::canonical::without_addresses(&text);
        tracing::error!(%panic, "panic (a bug, please report it)");
    }));
}

/// Prints a JSON document.
pub fn print_json(value: &impl serde::Serialize) -> Result<u8, Failure> {
    let text = serde_json::to_string_pretty(value)?;
    let _ = writeln!(std::io::stdout().lock(), "{text}"); // a reader that has gone away (`| head`) is no failure
    Ok(exit::FINE)
}

/// Prints text; a reader that has gone away (`| head`) is no failure.
pub fn print_text(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{}", harmless(text));
}

/// Prints text that colours itself and holds nothing from outside but the house's own configuration.
pub fn print_as_is(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Says what a reader should know beside the answer.
pub(super) fn print_note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "note: {}", harmless(text));
}

/// Says what went wrong.
pub(super) fn print_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "error: {}", harmless(text));
}

/// Names and cells come from outside: characters that a terminal acts on, or that turn a line around, are shown as escapes.
pub(super) fn harmless(text: &str) -> String {
    let acts = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().fold(String::with_capacity(text.len()), |mut shown, c| {
        if acts(c) {
            shown.extend(c.escape_unicode())
        } else {
            shown.push(c)
        }
        shown
    })
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_from_outside_does_not_act_on_the_terminal() {
        assert_eq!(harmless("甲\u{1b}[2J\u{202e}xslx\n乙\t"), "甲\\u{1b}[2J\\u{202e}xslx\n乙\t");
    }
}
