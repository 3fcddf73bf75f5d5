//! One use case's transaction: rows, events and the closing audit entry, stored together or not at all.

use std::sync::Arc;

use uuid::Uuid;
use warmline_base::{Fault, Timestamp, TypedId};
use warmline_contract::{Action, NewEvent, StoredEvent};
use warmline_db::Tx;

use crate::log::{Known, append};
use crate::{Ctx, Outcome, append_audit};

/// An authorised, audited transaction. Dropped without [`Work::commit`] it leaves only the opening audit
/// entry, which tells that the attempt took no effect.
///
/// While it is open it holds the house's one writer: await nothing in between but its own statements.
pub struct Work {
    ctx: Ctx,
    tx: Tx,
    action: Action,
    object: String,
    purpose: String,
    opened: i64,
    at: Timestamp,
    events: Vec<NewEvent>,
    fields: Vec<String>,
}

impl Work {
    pub(crate) async fn begin(
        ctx: Ctx,
        action: Action,
        object: String,
        purpose: String,
        opened: i64,
    ) -> Result<Self, Fault> {
        let tx = ctx.runtime.db.begin().await?;
        let at = ctx.now();
        Ok(Self { ctx, tx, action, object, purpose, opened, at, events: Vec::new(), fields: Vec::new() })
    }

    /// The transaction, for statements.
    pub const fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// The instant of this work; the same throughout.
    pub const fn now(&self) -> Timestamp {
        self.at
    }

    /// Who acts.
    pub const fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// A new id.
    pub fn id<T: TypedId>(&self) -> T {
        self.ctx.runtime.ids.next()
    }

    /// A new bare uuid.
    pub fn uuid(&self) -> Uuid {
        self.ctx.runtime.ids.next_uuid()
    }

    /// Adds an event to be stored with the commit.
    pub fn emit(&mut self, event: NewEvent) {
        self.events.push(event);
    }

    /// Names a field that was read or changed, for the audit log; the value stays out of it.
    pub fn field(&mut self, name: impl Into<String>) {
        self.fields.push(name.into());
    }

    /// Stores everything and hands the events on; returns them as the log holds them.
    ///
    /// # Errors
    /// A database fault; nothing is stored then.
    pub async fn commit(mut self) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        let runtime = Arc::clone(&self.ctx.runtime);
        let events = std::mem::take(&mut self.events);
        let events: Vec<&NewEvent> = events.iter().collect();
        let appended = append(&mut self.tx, &runtime.vault, self.at, &events, Known::Nothing).await?;
        let mut entry = self.ctx.entry(
            self.action,
            std::mem::take(&mut self.object),
            Outcome::Done,
            &self.fields.join(","),
            &self.purpose,
        );
        entry.opens = Some(self.opened);
        append_audit(&mut self.tx, &entry).await?;
        self.tx.commit().await?;
        runtime.bus.publish(appended.fresh);
        Ok(appended.answers)
    }
}
