//! The audit chain's anchors: every hour one signed line, appended to a file outside the database.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use warmline_base::Fault;
use warmline_crypto::Anchor;
use warmline_runtime::{AuditFilter, Runtime, list_audit};

const EVERY: Duration = Duration::from_secs(3_600);

/// The anchors kept so far; none when there is no file yet.
///
/// # Errors
/// `WL-AUDIT-ANCHOR` when a line is not an anchor; `WL-AUDIT-ANCHORS` when the file cannot be read.
pub fn read_anchors(path: &Path) -> Result<Vec<Anchor>, Fault> {
    match std::fs::read_to_string(path) {
        Ok(text) => text.lines().filter(|line| !line.trim().is_empty()).map(str::parse).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => {
            tracing::error!(error = %error, "the audit anchors cannot be read");
            Err(Fault::unavailable(
                "WL-AUDIT-ANCHORS",
                "the audit anchors cannot be read: check the data folder's rights",
            ))
        }
    }
}

/// Keeps an anchor every hour, the first one at once.
pub fn keep_anchors(runtime: Arc<Runtime>, path: PathBuf) {
    tokio::spawn(async move {
        loop {
            if let Err(error) = keep_one(&runtime, &path).await {
                tracing::error!(error = %error, "an audit anchor could not be kept");
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}

async fn keep_one(runtime: &Runtime, path: &Path) -> anyhow::Result<()> {
    let newest =
        list_audit(&runtime.db, &AuditFilter::default(), i64::MAX, warmline_base::Limit::parse(Some(1))?).await?;
    let Some(row) = newest.first() else { return Ok(()) };
    let hash = row.hash.as_slice().try_into()?;
    let anchor = runtime.vault.anchors().sign(row.sequence.unsigned_abs(), hash, runtime.now())?;
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{anchor}")?;
    file.sync_all()?;
    Ok(())
}
