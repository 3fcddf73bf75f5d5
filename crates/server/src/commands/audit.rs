//! `warmline audit verify`.

use std::sync::Arc;

use clap::{Args, Subcommand};
use warmline_base::Clock;
use warmline_db::Db;
use warmline_runtime::{Vault, Verification, verify_audit};

use crate::clock::{SystemClock, system_entropy};
use crate::config::Config;
use crate::ops::read_anchors;
use crate::root_key;

/// What to do with the audit log.
#[derive(Args, Clone, Debug)]
pub struct AuditOptions {
    #[command(subcommand)]
    what: AuditCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum AuditCommand {
    /// Check the whole chain and name the first broken record.
    Verify,
}

/// Runs the command.
pub async fn run(config: &Config, options: AuditOptions) -> anyhow::Result<()> {
    let AuditCommand::Verify = options.what;
    let db = Db::open(&config.database()).await?;
    let entropy = system_entropy()?;
    let root = Arc::new(root_key::open(&config.root_key(), &*entropy)?);
    // Only the keys are opened, no room: the server may be running beside this command.
    let vault = Vault::open(&db, root, entropy, SystemClock::default().now()).await?;
    let anchors = read_anchors(&config.anchors())?;
    let found = verify_audit(&db, vault.anchors(), &anchors).await?;
    db.close().await;
    match found {
        Verification::Whole(whole) => {
            println!("{} records and {} anchors checked: the audit log is whole", whole.checked, anchors.len());
            Ok(())
        }
        Verification::Broken(broken) => anyhow::bail!("{broken}"),
    }
}
