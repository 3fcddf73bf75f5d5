//! What the telephone knows again after a restart: made from the log, like everything else.
//!
//! A kept line is an event of the call it was kept in; the number is that interaction's, sealed there and nowhere else.

use std::sync::Arc;

use warmline_base::{AgentId, Fault, Millis, Timestamp};
use warmline_call::{CallbackLocks, MAX_KEEP, Number};
use warmline_contract::{CallDesk, CalledOut, LineKept, StoredEvent, Stream, names};
use warmline_runtime::Runtime;

use super::diary::Diary;

/// Events read at the start, the newest of them.
const EVENTS_MAX: i64 = 50_000;

/// The telephone's memory as the log has it.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Numbers that reach a colleague first.
    pub locks: CallbackLocks,
    /// Who began a call out, and when, oldest first; as far back as a line can be kept.
    pub calls_out: Vec<(AgentId, Timestamp)>,
}

impl Memory {
    /// Reads it.
    ///
    /// # Errors
    /// A database fault; `WL-SEAL-BROKEN` when a stored event was altered.
    pub(crate) async fn read(runtime: &Runtime, desk: &Arc<dyn CallDesk>) -> Result<Self, Fault> {
        let now = runtime.now();
        let events = runtime.log.telephone_since(now.plus(Millis(-MAX_KEEP.0)), EVENTS_MAX).await?;
        let mut memory = Self::default();
        for event in events {
            match &*event.name {
                names::CALL_LINE_KEPT => memory.line_kept(&event, now, desk).await?,
                _ => memory.calls_out.extend(event.payload::<CalledOut>().ok().map(|called| (called.agent, event.at))),
            }
        }
        Ok(memory)
    }

    async fn line_kept(&mut self, event: &StoredEvent, now: Timestamp, desk: &Arc<dyn CallDesk>) -> Result<(), Fault> {
        let (Stream::Interaction(interaction), Ok(kept)) = (event.stream, event.payload::<LineKept>()) else {
            return Ok(());
        };
        if kept.until <= now {
            return Ok(());
        }
        let number = desk.number(interaction).await?.and_then(|number| Number::parse(number.expose()));
        if let Some(number) = number {
            self.locks.lock(now, number, kept.agent, kept.until.since(now));
        }
        Ok(())
    }
}

/// Writes down that a line is kept.
pub(super) fn keep(diary: &Diary, kept: &LineKept) {
    let body = serde_json::to_value(kept).unwrap_or_default();
    diary.write(vec![diary.own(names::CALL_LINE_KEPT, &body)]);
}
