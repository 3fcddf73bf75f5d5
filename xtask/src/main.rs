//! House-keeping. `cargo run -p warmline-xtask -- tidy` checks what no compiler checks; the same checks
//! are this crate's tests, so they cannot be forgotten. `bench` prints figures.
//!
//! Deliberately absent: anything the server needs to run, and any crate of the house, so that the checks
//! build in seconds and run while everything else is broken.

mod bench;
mod tidy;

use clap::{Parser, Subcommand};

/// House-keeping for Warmline.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the law of the house, the error pages, the sizes of files and the locked libraries.
    Tidy,
    /// Print figures, one a line: name, value, unit.
    Bench {
        /// Beginnings of names, such as `acd` or `chat.idle`; all figures without any.
        names: Vec<String>,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Tidy => tidy::run(),
        Command::Bench { names } => bench::run(&names),
    }
}
