//! Sign-in's entries in the audit log. What was typed never gets here.

use warmline_base::{Fault, Timestamp};
use warmline_contract::{AgentCard, AuditWord, SessionStep};
use warmline_db::Tx;
use warmline_runtime::{AuditEntry, Outcome, append_audit};

/// One event of sign-in.
pub(crate) struct Trace<'a> {
    pub at: Timestamp,
    /// Which step.
    pub step: SessionStep,
    /// Whom it was about; nobody for a work number that is nobody's.
    pub agent: Option<&'a AgentCard>,
    /// How: `password`, `code`, `oidc`, or why a session ended.
    pub how: &'a str,
    pub outcome: Outcome,
    pub address: &'a str,
}

/// Writes the event into `tx`.
pub(crate) async fn trace(tx: &mut Tx, trace: Trace<'_>) -> Result<(), Fault> {
    let roles = trace
        .agent
        .map_or_else(String::new, |card| card.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(","));
    let entry = AuditEntry {
        at: trace.at,
        actor: trace.agent.map_or_else(|| "unknown".to_owned(), |card| card.work_number.clone()),
        roles,
        action: AuditWord::Session(trace.step),
        object: trace.agent.map_or_else(|| "agent".to_owned(), |card| format!("agent:{}", card.id)),
        purpose: trace.how.to_owned(),
        outcome: trace.outcome,
        fields: String::new(),
        address: trace.address.to_owned(),
        opens: None,
    };
    append_audit(tx, &entry).await.map(|_| ())
}
