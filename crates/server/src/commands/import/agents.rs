//! Colleagues: read, checked, hired or changed; what new ones need to sign in goes to a file of its own.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use warmline_base::FaultKind;
use warmline_people::{AgentImported, AgentRecord, Hired};

use super::columns::AGENTS;
use super::customers::trouble;
use super::report::Summary;
use super::rows::{Rows, Trouble};
use crate::rooms::Rooms;

pub async fn run(rooms: &Rooms, file: &Path, credentials: Option<&Path>, dry_run: bool) -> anyhow::Result<Summary> {
    let (ctx, runtime) = (rooms.console(), &rooms.runtime);
    let mut summary = Summary::begin(dry_run, runtime.now());
    let rows = Rows::open(file, AGENTS)?;
    let mut letters = match credentials.filter(|_| !dry_run) {
        Some(path) => Some(Letters::begin(path)?),
        None => None,
    };
    for row in rows {
        let (line, row) = row?;
        summary.line(runtime.now());
        let record = row.and_then(|row| {
            serde_json::from_value::<AgentRecord>(Value::Object(row))
                .map_err(|_| Trouble::line("the line has another shape than --template shows"))
        });
        let outcome = match record {
            Ok(record) => rooms.people.import(&ctx, record, dry_run).await,
            Err(trouble) => {
                summary.bad(line, &trouble)?;
                continue;
            }
        };
        match outcome {
            Ok(AgentImported::Added(hired)) => {
                summary.imported.added += 1;
                if let Some(letters) = &mut letters {
                    letters.write(&hired)?;
                }
            }
            Ok(AgentImported::New) => summary.imported.added += 1,
            Ok(AgentImported::Changed) => summary.imported.changed += 1,
            Ok(AgentImported::Unchanged) => summary.imported.unchanged += 1,
            Err(fault) if matches!(fault.kind, FaultKind::Unavailable | FaultKind::Internal) => {
                return Err(fault.into());
            }
            Err(fault) => summary.bad(line, &trouble(&fault))?,
        }
    }
    summary.print(runtime.now());
    Ok(summary)
}

/// What new colleagues are handed, once; only the owner of the file may read it.
struct Letters(File);

impl Letters {
    fn begin(path: &Path) -> anyhow::Result<Self> {
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(|| {
                format!("{} cannot be written: name a file that does not exist yet", path.display())
            })?;
        writeln!(file, "work_number,password_once,totp_uri_once")?;
        Ok(Self(file))
    }

    /// Written before the next line is taken, so that a stop in between loses nobody's password.
    fn write(&mut self, hired: &Hired) -> anyhow::Result<()> {
        writeln!(self.0, "{},{},{}", hired.agent.work_number, hired.password_once, hired.totp_uri_once)?;
        Ok(self.0.flush()?)
    }
}
