//! Parses the command line, calls the library, maps to exit codes.

use clap::Parser;

fn main() -> std::process::ExitCode {
    let started = std::time::Instant::now();
    duban::cli::main(duban::cli::Cli::parse(), started)
}
