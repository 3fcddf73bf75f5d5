//! `warmline audit verify`.

use clap::{Args, Subcommand};
use warmline_runtime::{Verification, verify_audit};

use crate::config::Config;
use crate::house::{House, Opening};
use crate::ops::read_anchors;

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
    let house = House::open(Opening { config, demo: false, bank_keys: Vec::new() }).await?;
    let anchors = read_anchors(&config.anchors())?;
    let found = verify_audit(&house.runtime.db, house.runtime.vault.anchors(), &anchors).await?;
    house.runtime.db.close().await;
    match found {
        Verification::Whole(whole) => {
            println!("{} records and {} anchors checked: the audit log is whole", whole.checked, anchors.len());
            Ok(())
        }
        Verification::Broken(broken) => anyhow::bail!("{broken}"),
    }
}
