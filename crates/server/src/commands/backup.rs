//! `warmline backup`: a consistent copy while the server runs.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use sqlx::AssertSqlSafe;
use warmline_db::{Database, Db};

use crate::config::Config;

/// What a backup holds, by name.
pub const DATABASE: &str = "warmline.db";
pub const BLOBS: &str = "blobs";
pub const ANCHORS: &str = "audit-anchors.txt";

/// Where the copy goes.
#[derive(Args, Clone, Debug)]
pub struct BackupOptions {
    /// A folder that does not exist yet.
    into: PathBuf,
}

/// Copies the database, the files and the anchors; the root key is named, not copied, because it must be
/// kept apart from what it opens.
pub async fn run(config: &Config, options: BackupOptions) -> anyhow::Result<()> {
    let Database::Sqlite(path, _) = config.database() else {
        anyhow::bail!(
            "this install keeps its data in PostgreSQL: back that up with pg_dump first, then copy {} and {}",
            config.data.join(BLOBS).display(),
            config.anchors().display()
        );
    };
    anyhow::ensure!(path.exists(), "there is no database at {}: nothing to back up", path.display());
    anyhow::ensure!(!options.into.exists(), "{} exists already: name a new folder", options.into.display());
    std::fs::create_dir_all(&options.into).context("the backup folder cannot be made")?;
    let target = options.into.join(DATABASE);
    let quoted = target.display().to_string().replace('\'', "''");
    let db = Db::open(&config.database()).await?;
    if let Db::Sqlite { read, .. } = &db {
        sqlx::query(AssertSqlSafe(format!("VACUUM INTO '{quoted}'")))
            .execute(read)
            .await
            .context("the database cannot be copied")?;
    }
    db.close().await;
    copy_folder(&config.data.join(BLOBS), &options.into.join(BLOBS))?;
    if config.anchors().exists() {
        std::fs::copy(config.anchors(), options.into.join(ANCHORS))?;
    }
    println!("copied into {}", options.into.display());
    println!(
        "keep {} in another place: without it the copy cannot be read, with it anybody can",
        config.root_key().display()
    );
    Ok(())
}

/// Copies a folder with everything in it; does nothing when there is none.
pub fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
