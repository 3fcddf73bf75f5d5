//! `warmline import`: customers, colleagues and articles from the bank's own files.
//!
//! A file is read line by line, whatever its size. A line is stored whole or not at all; a bad one is named by its
//! line and column and left out, the others go on, and the command fails at the end. The same file may be taken
//! in again: what is known by its number and unchanged stays untouched.

mod agents;
mod articles;
mod columns;
mod customers;
mod report;
mod rows;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::config::Config;
use crate::rooms::Rooms;

use columns::template;

/// What to take in.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// Print an example of the file instead, such as `--template customers`.
    #[arg(long, value_name = "KIND")]
    template: Option<Kind>,
    #[command(subcommand)]
    what: Option<ImportCommand>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Customers.
    Customers,
    /// Colleagues.
    Agents,
    /// Articles.
    Articles,
}

#[derive(Clone, Debug, Subcommand)]
enum ImportCommand {
    /// Take customers in, known by their number at the bank.
    Customers {
        /// A file that ends in .csv or .jsonl.
        file: PathBuf,
        /// Check everything and store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take colleagues in, known by their work number.
    Agents {
        /// A file that ends in .csv or .jsonl.
        file: PathBuf,
        /// A file that does not exist yet, for the first passwords and second factors of new colleagues.
        #[arg(long, required_unless_present = "dry_run")]
        credentials: Option<PathBuf>,
        /// Check everything and store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take articles in, known by their code.
    Articles {
        /// A file that ends in .jsonl.
        file: PathBuf,
        /// The work number of the colleague who has checked all of them; without it they wait to be checked.
        #[arg(long)]
        checked_by: Option<String>,
        /// Check everything and store nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs the command.
pub async fn run(config: &Config, options: ImportOptions) -> anyhow::Result<()> {
    if let Some(kind) = options.template {
        print!("{}", template(kind));
        return Ok(());
    }
    let Some(what) = options.what else {
        anyhow::bail!("name what to take in: customers, agents or articles; or print an example with --template")
    };
    let rooms = Rooms::open(config).await?;
    let outcome = match what {
        ImportCommand::Customers { file, dry_run } => customers(&rooms, &file, dry_run).await,
        ImportCommand::Agents { file, credentials, dry_run } => {
            agents(&rooms, &file, credentials.as_deref(), dry_run).await
        }
        ImportCommand::Articles { file, checked_by, dry_run } => {
            articles(&rooms, &file, checked_by.as_deref(), dry_run).await
        }
    };
    rooms.runtime.db.close().await;
    outcome.and_then(report::Summary::result)
}

/// Takes customers in.
///
/// # Errors
/// When the file cannot be read at all, or the database fails.
pub async fn customers(rooms: &Rooms, file: &Path, dry_run: bool) -> anyhow::Result<report::Summary> {
    customers::run(rooms, file, dry_run).await
}

/// Takes colleagues in.
///
/// # Errors
/// When a file cannot be read or written, or the database fails.
pub async fn agents(
    rooms: &Rooms,
    file: &Path,
    credentials: Option<&Path>,
    dry_run: bool,
) -> anyhow::Result<report::Summary> {
    agents::run(rooms, file, credentials, dry_run).await
}

/// Takes articles in.
///
/// # Errors
/// When the file cannot be read at all, the colleague may not check articles, or the database fails.
pub async fn articles(
    rooms: &Rooms,
    file: &Path,
    checked_by: Option<&str>,
    dry_run: bool,
) -> anyhow::Result<report::Summary> {
    articles::run(rooms, file, checked_by, dry_run).await
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::{Cli, run};

    #[tokio::test]
    async fn an_example_is_printed_whatever_else_is_set_and_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").display().to_string();
        for kind in ["customers", "agents", "articles"] {
            let words = ["warmline", "--data", &data, "import", "--template", kind];
            run(Cli::try_parse_from(words).unwrap()).await.unwrap();
        }
        assert!(!folder.path().join("data").exists());
        assert!(run(Cli::try_parse_from(["warmline", "--data", &data, "import"]).unwrap()).await.is_err());
    }
}
