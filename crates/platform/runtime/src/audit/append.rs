//! Appending to the audit chain.

use sqlx::FromRow;
use warmline_base::{Fault, Timestamp};
use warmline_contract::AuditWord;
use warmline_crypto::{Entry, GENESIS, entry_hash};
use warmline_db::{Tx, db_fault, on_tx};

use super::{INSERT_AUDIT, LAST_AUDIT};

/// How an audited operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Begun; a later record with `opens` pointing here says that it took effect.
    Opened,
    /// Took effect.
    Done,
    /// Refused, with the fault's code.
    Refused(&'static str),
}

impl Outcome {
    pub(super) fn text(self) -> String {
        match self {
            Self::Opened => "opened".into(),
            Self::Done => "done".into(),
            Self::Refused(code) => format!("refused {code}"),
        }
    }
}

/// One record, before it has a place in the chain.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// 工号, or which customer or part of the system.
    pub actor: String,
    /// The roles the actor had, by comma.
    pub roles: String,
    /// What was done.
    pub action: AuditWord,
    /// To what.
    pub object: String,
    /// On what ground.
    pub purpose: String,
    /// How it went.
    pub outcome: Outcome,
    /// Which fields were read or changed; never their values.
    pub fields: String,
    /// From which address.
    pub address: String,
    /// The record that opened this operation.
    pub opens: Option<i64>,
}

impl AuditEntry {
    /// The record's text as it is hashed.
    pub(super) fn canonical(&self) -> Vec<u8> {
        canonical(&[
            &self.actor,
            &self.roles,
            self.action.as_str(),
            &self.object,
            &self.purpose,
            &self.outcome.text(),
            &self.fields,
            &self.address,
            &self.opens.map_or_else(String::new, |number| number.to_string()),
        ])
    }
}

/// Fields joined so that no two different records give the same bytes: each with its length before it.
pub(super) fn canonical(fields: &[&str; 9]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field.as_bytes());
    }
    bytes
}

#[derive(FromRow)]
struct LastRow {
    sequence: i64,
    at: i64,
    hash: Vec<u8>,
}

/// Appends a record; returns its number. The time never runs backwards along the chain.
///
/// # Errors
/// A database fault.
pub async fn append_audit(tx: &mut Tx, entry: &AuditEntry) -> Result<i64, Fault> {
    let last: Option<LastRow> =
        on_tx!(&mut *tx, c => sqlx::query_as(LAST_AUDIT).fetch_optional(c).await).map_err(db_fault)?;
    let (sequence, at, previous) = match last {
        Some(last) => (last.sequence + 1, entry.at.max(Timestamp(last.at)), hash_of(&last.hash)?),
        None => (1, entry.at, GENESIS),
    };
    let body = entry.canonical();
    let hash = entry_hash(&previous, &Entry { sequence: sequence.unsigned_abs(), at, body: &body });
    on_tx!(tx, c => sqlx::query(INSERT_AUDIT)
        .bind(sequence).bind(at.0).bind(&entry.actor).bind(&entry.roles).bind(entry.action.as_str()).bind(&entry.object)
        .bind(&entry.purpose).bind(entry.outcome.text()).bind(&entry.fields).bind(&entry.address).bind(entry.opens)
        .bind(hash.to_vec())
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    Ok(sequence)
}

pub(super) fn hash_of(bytes: &[u8]) -> Result<[u8; 32], Fault> {
    bytes.try_into().map_err(|_| {
        Fault::internal("WL-AUDIT-BROKEN", "a stored audit hash has another length: run `warmline audit verify`")
    })
}
