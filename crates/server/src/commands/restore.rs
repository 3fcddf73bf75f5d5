//! `warmline restore`: a backup and its root key become an install again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use warmline_base::Clock;
use warmline_db::{Database, Db};
use warmline_runtime::Vault;

use super::backup::{ANCHORS, BLOBS, DATABASE, copy_folder};
use crate::clock::{SystemClock, system_entropy};
use crate::config::Config;
use crate::root_key;

/// What is restored.
#[derive(Args, Clone, Debug)]
pub struct RestoreOptions {
    /// The folder a backup was written into.
    from: PathBuf,
    /// The root key, from where it is kept.
    #[arg(long)]
    key: PathBuf,
}

/// Copies the backup into an empty data folder and makes sure the key opens it; else leaves nothing behind.
pub async fn run(config: &Config, options: RestoreOptions) -> anyhow::Result<()> {
    let Database::Sqlite(path, _) = config.database() else {
        anyhow::bail!("this install keeps its data in PostgreSQL: docs/operations.md tells how to restore it")
    };
    let from = &options.from;
    anyhow::ensure!(from.join(DATABASE).exists(), "{} holds no backup: there is no {DATABASE} in it", from.display());
    for taken in [path.clone(), config.root_key(), config.data.join(BLOBS), config.anchors()] {
        anyhow::ensure!(
            !taken.exists(),
            "{} exists already: restore into an empty folder, named with WARMLINE_DATA",
            taken.display()
        );
    }
    std::fs::create_dir_all(&config.data).context("the data folder cannot be made")?;
    if let Err(error) = fill(config, &path, &options).await {
        forget(config, &path);
        return Err(error.context("nothing was restored"));
    }
    println!("restored into {}", config.data.display());
    println!("run `warmline doctor` and `warmline audit verify`, then start");
    Ok(())
}

async fn fill(config: &Config, path: &Path, options: &RestoreOptions) -> anyhow::Result<()> {
    let from = &options.from;
    std::fs::copy(from.join(DATABASE), path).context("the database cannot be copied")?;
    copy_folder(&from.join(BLOBS), &config.data.join(BLOBS))?;
    if from.join(ANCHORS).exists() {
        std::fs::copy(from.join(ANCHORS), config.anchors())?;
    }
    let key = std::fs::read_to_string(&options.key)
        .with_context(|| format!("the root key {} cannot be read", options.key.display()))?;
    root_key::write(&config.root_key(), key.trim())?;
    let entropy = system_entropy()?;
    let root = Arc::new(root_key::open(&config.root_key(), &*entropy)?);
    let db = Db::open(&config.database()).await?;
    let opened = Vault::open(&db, root, entropy, SystemClock::default().now()).await;
    db.close().await;
    Ok(opened.map(drop)?)
}

/// Takes away what was copied; what cannot be taken away is found by the next attempt.
fn forget(config: &Config, path: &Path) {
    for file in [path.to_owned(), path.with_extension("db-wal"), path.with_extension("db-shm"), config.anchors()] {
        let _ = std::fs::remove_file(file);
    }
    let _ = std::fs::remove_file(config.root_key());
    let _ = std::fs::remove_dir_all(config.data.join(BLOBS));
}
