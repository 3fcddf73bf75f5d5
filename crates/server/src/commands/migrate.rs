//! `warmline migrate`.

use warmline_base::Clock;
use warmline_db::{Db, migrate};

use crate::clock::SystemClock;
use crate::config::Config;
use crate::house::schemas;

/// Brings the database up to date.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.data)?;
    let db = Db::open(&config.database()).await?;
    let steps = migrate(&db, &schemas(), SystemClock::default().now()).await?;
    println!("{steps} steps applied; the {} database is up to date", db.kind());
    db.close().await;
    Ok(())
}
