//! House-keeping: `bench` prints figures.

mod bench;

use clap::{Parser, Subcommand};

/// House-keeping for Warmline.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print figures, one a line: name, value, unit.
    Bench {
        /// Beginnings of names, such as `acd` or `chat.idle`; all figures without any.
        names: Vec<String>,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Bench { names } => bench::run(&names),
    }
}
