//! Canned replies and dispositions.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{CannedReplyId, Fault, TypedId};
use warmline_db::{Tx, db_fault, on_tx, read};
use warmline_runtime::Runtime;

use super::{
    CANNED_VERSION, DELETE_CANNED, DISPOSITIONS, INSERT_CANNED, INSERT_DISPOSITION, LIST_CANNED, UPDATE_CANNED,
};

/// A canned reply (常用语).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CannedReply {
    /// Which.
    #[schema(value_type = String)]
    pub id: CannedReplyId,
    /// Typed after `/`.
    pub shortcut: String,
    /// Its title.
    pub title: String,
    /// The words.
    pub text: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Grows with every change.
    pub version: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    shortcut: String,
    title: String,
    text: String,
    locale: String,
    version: i64,
}

/// Every canned reply, by shortcut.
pub async fn list_canned(runtime: &Runtime) -> Result<Vec<CannedReply>, Fault> {
    let rows: Vec<Row> = read!(&runtime.db, c => sqlx::query_as(LIST_CANNED).fetch_all(c).await).map_err(db_fault)?;
    Ok(rows
        .into_iter()
        .map(|row| CannedReply {
            id: CannedReplyId::from_uuid(row.id),
            shortcut: row.shortcut,
            title: row.title,
            text: row.text,
            locale: row.locale,
            version: row.version,
        })
        .collect())
}

/// Adds one.
pub async fn insert_canned(tx: &mut Tx, reply: &CannedReply) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(INSERT_CANNED)
        .bind(reply.id.uuid()).bind(&reply.shortcut).bind(&reply.title).bind(&reply.text).bind(&reply.locale)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// Changes the one of this id and version; says whether there is one.
pub async fn update_canned(tx: &mut Tx, reply: &CannedReply) -> Result<bool, Fault> {
    on_tx!(tx, c => sqlx::query(UPDATE_CANNED)
        .bind(reply.id.uuid()).bind(&reply.shortcut).bind(&reply.title).bind(&reply.text).bind(&reply.locale)
        .bind(reply.version).execute(c).await.map(|done| done.rows_affected() == 1))
    .map_err(db_fault)
}

/// Its version; `None` when there is none of this id.
pub async fn canned_version(tx: &mut Tx, id: CannedReplyId) -> Result<Option<i64>, Fault> {
    let row: Option<(i64,)> =
        on_tx!(tx, c => sqlx::query_as(CANNED_VERSION).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map(|(version,)| version))
}

/// Takes one out.
pub async fn delete_canned(tx: &mut Tx, id: CannedReplyId) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(DELETE_CANNED).bind(id.uuid()).execute(c).await.map(|_| ())).map_err(db_fault)
}

/// A disposition (服务小结).
#[derive(Clone, Debug, Serialize, Deserialize, FromRow, ToSchema)]
pub struct Disposition {
    /// Its code.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// The group it is listed under.
    #[serde(rename = "group")]
    pub group_name: String,
}

/// Every disposition, by group.
pub async fn dispositions(runtime: &Runtime) -> Result<Vec<Disposition>, Fault> {
    read!(&runtime.db, c => sqlx::query_as(DISPOSITIONS).fetch_all(c).await).map_err(db_fault)
}

/// Adds a disposition unless its code is there.
pub async fn insert_disposition(tx: &mut Tx, row: &Disposition) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(INSERT_DISPOSITION)
        .bind(&row.code).bind(&row.name_zh).bind(&row.name_en).bind(&row.group_name).execute(c).await.map(|_| ()))
    .map_err(db_fault)
}
