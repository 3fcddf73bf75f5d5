//! Reading the audit log.

use sqlx::FromRow;
use warmline_base::{Fault, Limit, Timestamp};
use warmline_db::{Db, db_fault, read};

use super::LIST_AUDIT;

/// One record as stored.
#[derive(Clone, Debug, FromRow)]
pub struct AuditRow {
    /// Its number.
    pub sequence: i64,
    /// When, microseconds.
    pub at: i64,
    /// 工号, or which customer or part of the system.
    pub actor: String,
    /// Roles by comma.
    pub roles: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// On what ground.
    pub purpose: String,
    /// How it went.
    pub outcome: String,
    /// Which fields.
    pub fields: String,
    /// From which address.
    pub address: String,
    /// The record that opened the operation.
    pub opens: Option<i64>,
    /// The chain's hash.
    pub hash: Vec<u8>,
}

/// What a reader looks for; empty texts match everything.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Exact actor.
    pub actor: String,
    /// Exact action.
    pub action: String,
    /// Exact object.
    pub object: String,
    /// Not earlier than this.
    pub from: Timestamp,
}

/// Records before number `before`, newest first, one more than the limit when there are more.
///
/// # Errors
/// A database fault.
pub async fn list_audit(db: &Db, filter: &AuditFilter, before: i64, limit: Limit) -> Result<Vec<AuditRow>, Fault> {
    read!(db, c => sqlx::query_as(LIST_AUDIT)
        .bind(before).bind(&filter.actor).bind(&filter.action).bind(&filter.object).bind(filter.from.0)
        .bind(limit.rows_and_one()).fetch_all(c).await)
    .map_err(db_fault)
}
