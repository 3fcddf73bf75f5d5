//! Reading and verifying the audit log.

#![expect(unused_qualifications, reason = "the route macro repeats the types of its arguments")]

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use warmline_base::{Fault, Limit, Timestamp};
use warmline_contract::{Action, AuditWord};
use warmline_http::{Acting, Query, Reply};
use warmline_runtime::{AuditFilter, AuditRow, Object, Verification, list_audit, verify_audit};

use super::{Ops, read_anchors};

/// What a reader looks for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct AuditQuery {
    /// Exact 工号 or part of the system.
    #[serde(default)]
    actor: String,
    /// Exact action.
    #[serde(default)]
    action: String,
    /// Exact object.
    #[serde(default)]
    object: String,
    /// Not earlier than this.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Where the last page ended.
    #[serde(default)]
    cursor: Option<String>,
    /// Rows, 1 to 200.
    #[serde(default)]
    limit: Option<u16>,
}

/// One record.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    /// Its number, without gaps.
    sequence: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// 工号, or which customer or part of the system.
    actor: String,
    /// Roles the actor had.
    roles: Vec<String>,
    /// What was done.
    #[schema(value_type = AuditWord)]
    action: String,
    /// To what.
    object: String,
    /// On what ground.
    purpose: String,
    /// `opened`, `done` or `refused` with a code.
    outcome: String,
    /// Which fields were read or changed.
    fields: Vec<String>,
    /// From which address.
    address: String,
    /// The record that opened the operation.
    opens: Option<i64>,
    /// The chain's hash, in hexadecimal.
    hash: String,
}

/// A page of records, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// The records.
    items: Vec<AuditView>,
    /// Give this back as `cursor` for older ones.
    next: Option<String>,
}

/// What verifying found.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifyView {
    /// Every record is as it was written.
    ok: bool,
    /// How many were checked.
    checked: u64,
    /// The first broken one.
    first_broken: Option<u64>,
    /// What is wrong with it.
    reason: Option<String>,
}

/// The audit log, newest first.
#[utoipa::path(get, path = "/api/audit", tag = "operations", operation_id = "list_audit", params(AuditQuery),
    responses((status = 200, body = AuditPage)))]
pub async fn list(
    Acting(ctx): Acting,
    State(ops): State<Arc<Ops>>,
    Query(query): Query<AuditQuery>,
) -> Reply<Json<AuditPage>> {
    ctx.authorize(Action::AuditRead, &Object::any("audit"))?;
    let limit = Limit::parse(query.limit)?;
    let before = match query.cursor.as_deref() {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| {
            Fault::invalid("WL-PAGE-CURSOR", "cursor is not one a list returned: start again without it")
        })?,
    };
    let filter = AuditFilter {
        actor: query.actor,
        action: query.action,
        object: query.object,
        from: query.from.unwrap_or_default(),
    };
    let mut rows = list_audit(&ops.house.runtime.db, &filter, before, limit).await?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit.rows();
    if more {
        rows.pop();
    }
    let next = if more { rows.last().map(|row| row.sequence.to_string()) } else { None };
    Ok(Json(AuditPage { items: rows.into_iter().map(view).collect(), next }))
}

/// Checks the whole chain, also against the anchors kept outside the database.
#[utoipa::path(post, path = "/api/audit/verify", tag = "operations", operation_id = "verify_audit",
    responses((status = 200, body = VerifyView)))]
pub async fn verify(Acting(ctx): Acting, State(ops): State<Arc<Ops>>) -> Reply<Json<VerifyView>> {
    ctx.read(Action::AuditVerify, &Object::any("audit"), "chain", "").await?;
    let anchors = read_anchors(&ops.config.anchors())?;
    let found = verify_audit(&ops.house.runtime.db, ops.house.runtime.vault.anchors(), &anchors).await?;
    Ok(Json(match found {
        Verification::Whole(whole) => VerifyView { ok: true, checked: whole.checked, first_broken: None, reason: None },
        Verification::Broken(broken) => VerifyView {
            ok: false,
            checked: broken.sequence.saturating_sub(1),
            first_broken: Some(broken.sequence),
            reason: Some(broken.reason.to_string()),
        },
    }))
}

fn view(row: AuditRow) -> AuditView {
    let list = |text: &str| text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    AuditView {
        sequence: row.sequence,
        at: Timestamp(row.at),
        roles: list(&row.roles),
        fields: list(&row.fields),
        actor: row.actor,
        action: row.action,
        object: row.object,
        purpose: row.purpose,
        outcome: row.outcome,
        address: row.address,
        opens: row.opens,
        hash: hex::encode(row.hash),
    }
}
