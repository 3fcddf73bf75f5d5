//! Articles: read, checked, stored as new texts or new versions.

use std::path::Path;

use anyhow::Context;
use warmline_base::FaultKind;
use warmline_contract::{Action, StaffRegister};
use warmline_knowledge::{ArticleImported, ArticleRecord};
use warmline_runtime::actions_of;

use super::customers::trouble;
use super::report::Summary;
use super::rows::{Lines, Trouble};
use crate::rooms::Rooms;

pub async fn run(rooms: &Rooms, file: &Path, checked_by: Option<&str>, dry_run: bool) -> anyhow::Result<Summary> {
    if let Some(work_number) = checked_by {
        may_check(rooms, work_number).await?;
    }
    let (ctx, runtime) = (rooms.console(), &rooms.runtime);
    let mut summary = Summary::begin(dry_run, runtime.now());
    for line in Lines::open(file)? {
        let (line, text) = line?;
        summary.line(runtime.now());
        let record = text.and_then(|text| {
            serde_json::from_str::<ArticleRecord>(&text).map_err(|error| {
                Trouble::line(format!(
                    "this is no article as --template shows one, from character {} on",
                    error.column()
                ))
            })
        });
        let outcome = match record {
            Ok(record) => rooms.knowledge.import(&ctx, record, checked_by, dry_run).await,
            Err(trouble) => {
                summary.bad(line, &trouble)?;
                continue;
            }
        };
        match outcome {
            Ok(ArticleImported::Added) => summary.imported.added += 1,
            Ok(ArticleImported::Changed) => summary.imported.changed += 1,
            Ok(ArticleImported::Unchanged) => summary.imported.unchanged += 1,
            Err(fault) if matches!(fault.kind, FaultKind::Unavailable | FaultKind::Internal) => {
                return Err(fault.into());
            }
            Err(fault) => summary.bad(line, &trouble(&fault))?,
        }
    }
    summary.print(runtime.now());
    Ok(summary)
}

async fn may_check(rooms: &Rooms, work_number: &str) -> anyhow::Result<()> {
    let card = rooms.people.by_work_number(work_number).await?;
    let card = card.filter(|card| card.enabled).with_context(|| format!("nobody has the work number {work_number}"))?;
    let allowed = actions_of(&card.roles).contains(&Action::KnowledgeApprove);
    anyhow::ensure!(allowed, "{work_number} may not check articles: name a colleague whose role does");
    Ok(())
}
