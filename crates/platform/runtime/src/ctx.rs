//! The context of one request: who acts, from where, and on what ground.

use std::sync::Arc;

use warmline_base::{AgentId, Fault, Timestamp};
use warmline_contract::{Action, Actor, AuditWord, By, Staff};

use crate::{AuditEntry, Object, Outcome, Runtime, Work, append_audit, decide};

/// Who acts, and the house they act in. Cannot exist without an actor.
#[derive(Clone)]
pub struct Ctx {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Who acts.
    pub actor: Arc<Actor>,
    /// From which address, for the audit log.
    pub address: Arc<str>,
    /// The request's id, for the log.
    pub request_id: Arc<str>,
}

impl Ctx {
    /// A context for `actor` outside any request.
    pub fn new(runtime: Arc<Runtime>, actor: Actor) -> Self {
        Self { runtime, actor: Arc::new(actor), address: "".into(), request_id: "".into() }
    }

    /// A context for a part of the system itself.
    pub fn system(runtime: Arc<Runtime>, name: &'static str) -> Self {
        Self::new(runtime, Actor::System(name))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.runtime.now()
    }

    /// How the actor stands in events.
    pub fn by(&self) -> By {
        self.actor.by()
    }

    /// The staff member who acts.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` when it is not one.
    pub fn staff(&self) -> Result<&Staff, Fault> {
        self.actor.staff().ok_or_else(|| Fault::forbidden("WL-FORBIDDEN", "this is for staff: sign in first"))
    }

    /// The id of the staff member who acts.
    ///
    /// # Errors
    /// As [`Ctx::staff`].
    pub fn agent(&self) -> Result<AgentId, Fault> {
        self.staff().map(|staff| staff.id)
    }

    /// Whether the actor may do `action` to `object`; leaves no trace.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub fn authorize(&self, action: Action, object: &Object) -> Result<(), Fault> {
        decide(&self.actor, action, object)
    }

    /// Authorises what is done so often that its own event in the log is its record: who, when and what,
    /// never changed. Only a refusal is audited.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` or `WL-NOT-FOUND`; a database fault when a refusal cannot be stored.
    pub async fn authorize_recorded(&self, action: Action, object: &Object) -> Result<(), Fault> {
        let decision = self.authorize(action, object);
        if let Err(fault) = &decision {
            self.record(action, object, Outcome::Refused(fault.code), "", "").await?;
        }
        decision
    }

    /// Authorises a reading of personal data and audits it, allowed or not.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` or `WL-NOT-FOUND`; a database fault when the audit entry cannot be stored.
    pub async fn read(&self, action: Action, object: &Object, fields: &str, purpose: &str) -> Result<(), Fault> {
        let decision = self.authorize(action, object);
        let outcome = match &decision {
            Ok(()) => Outcome::Done,
            Err(fault) => Outcome::Refused(fault.code),
        };
        self.record(action, object, outcome, fields, purpose).await?;
        decision
    }

    /// Authorises `action`, writes the opening audit entry and begins the transaction.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` or `WL-NOT-FOUND` (the attempt is audited); a database fault.
    pub async fn open(&self, action: Action, object: &Object) -> Result<Work, Fault> {
        self.open_for(action, object, "").await
    }

    /// [`Ctx::open`] with the purpose written down: the contact, the case, the reason given.
    ///
    /// # Errors
    /// As [`Ctx::open`].
    pub async fn open_for(&self, action: Action, object: &Object, purpose: &str) -> Result<Work, Fault> {
        if let Err(fault) = self.authorize(action, object) {
            self.record(action, object, Outcome::Refused(fault.code), "", purpose).await?;
            return Err(fault);
        }
        let opened = self.record(action, object, Outcome::Opened, "", purpose).await?;
        Work::begin(self.clone(), action, object.name(), purpose.to_owned(), opened).await
    }

    /// Authorises `action` and writes the opening audit entry of something that is not one transaction of
    /// this caller's, such as an order to the switchboard. Close it with what came of it.
    ///
    /// # Errors
    /// As [`Ctx::open`].
    pub async fn audited(&self, action: Action, object: &Object, purpose: &str) -> Result<Audited, Fault> {
        if let Err(fault) = self.authorize(action, object) {
            self.record(action, object, Outcome::Refused(fault.code), "", purpose).await?;
            return Err(fault);
        }
        let opened = self.record(action, object, Outcome::Opened, "", purpose).await?;
        Ok(Audited { ctx: self.clone(), action, object: object.name(), purpose: purpose.to_owned(), opened })
    }

    pub(crate) fn entry(
        &self,
        action: Action,
        object: String,
        outcome: Outcome,
        fields: &str,
        purpose: &str,
    ) -> AuditEntry {
        let (actor, roles) = match &*self.actor {
            Actor::Staff(staff) => {
                (staff.work_number.clone(), staff.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(","))
            }
            Actor::Customer { interaction, .. } => (format!("customer:{interaction}"), "customer".into()),
            Actor::Assistant => ("assistant".into(), String::new()),
            Actor::System(name) => (format!("system:{name}"), String::new()),
        };
        AuditEntry {
            at: self.now(),
            actor,
            roles,
            action: AuditWord::Action(action),
            object,
            purpose: purpose.into(),
            outcome,
            fields: fields.into(),
            address: self.address.to_string(),
            opens: None,
        }
    }

    async fn record(
        &self,
        action: Action,
        object: &Object,
        outcome: Outcome,
        fields: &str,
        purpose: &str,
    ) -> Result<i64, Fault> {
        let mut tx = self.runtime.db.begin().await?;
        let sequence = append_audit(&mut tx, &self.entry(action, object.name(), outcome, fields, purpose)).await?;
        tx.commit().await?;
        Ok(sequence)
    }
}

/// An operation whose opening is in the audit log. Dropped, it stays open there: it took no effect, or the
/// house was killed in the middle.
#[must_use = "close it with what came of it"]
pub struct Audited {
    ctx: Ctx,
    action: Action,
    object: String,
    purpose: String,
    opened: i64,
}

impl Audited {
    /// Writes the closing entry and hands `outcome` through.
    ///
    /// # Errors
    /// The outcome's own; a database fault when the entry cannot be stored.
    pub async fn close<T>(self, outcome: Result<T, Fault>) -> Result<T, Fault> {
        let closing = match &outcome {
            Ok(_) => Outcome::Done,
            Err(fault) => Outcome::Refused(fault.code),
        };
        let mut entry = self.ctx.entry(self.action, self.object, closing, "", &self.purpose);
        entry.opens = Some(self.opened);
        let mut tx = self.ctx.runtime.db.begin().await?;
        append_audit(&mut tx, &entry).await?;
        tx.commit().await?;
        outcome
    }
}
