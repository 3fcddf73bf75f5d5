//! The settings' rows.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Fault, Timestamp};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

/// The most settings of one kind.
pub(crate) const SETTINGS_MAX: i64 = 500;
/// The most versions shown of one setting, newest first.
const VERSIONS_SHOWN: i64 = 200;

statements! {
    LIST = "SELECT id, code, version, body, changed_at, changed_by FROM routing_setting WHERE kind = $1
        ORDER BY code LIMIT $2";
    BY_ID = "SELECT id, code, version, body, changed_at, changed_by FROM routing_setting WHERE kind = $1 AND id = $2";
    BY_CODE = "SELECT id, code, version, body, changed_at, changed_by FROM routing_setting
        WHERE kind = $1 AND code = $2";
    COUNT = "SELECT COUNT(*) FROM routing_setting WHERE kind = $1";
    INSERT = "INSERT INTO routing_setting (kind, id, code, version, body, changed_at, changed_by)
        VALUES ($1, $2, $3, 1, $4, $5, $6)";
    UPDATE = "UPDATE routing_setting SET code = $3, version = version + 1, body = $4, changed_at = $5, changed_by = $6
        WHERE kind = $1 AND id = $2 AND version = $7";
    KEEP_VERSION = "INSERT INTO routing_version (kind, id, version, body, changed_at, changed_by)
        VALUES ($1, $2, $3, $4, $5, $6)";
    VERSIONS = "SELECT version, body, changed_at, changed_by FROM routing_version WHERE kind = $1 AND id = $2
        ORDER BY version DESC LIMIT $3";
    VERSION = "SELECT version, body, changed_at, changed_by FROM routing_version
        WHERE kind = $1 AND id = $2 AND version = $3";
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Skill,
    Queue,
    Schedule,
    Flow,
}

impl Kind {
    /// The word in the database, in events and in the audit log.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Queue => "queue",
            Self::Schedule => "schedule",
            Self::Flow => "flow",
        }
    }
}

/// A setting's newest version.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct SettingRow {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) version: i64,
    body: String,
    pub(crate) changed_at: i64,
    pub(crate) changed_by: String,
}

impl SettingRow {
    /// The body as its type.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(&self.body).map_err(|error| {
            Fault::internal("WL-ROUTING-BROKEN", format!("setting {} does not read: {error}", self.code))
        })
    }
}

/// One version of a setting.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct VersionOfSetting {
    pub(crate) version: i64,
    body: String,
    pub(crate) changed_at: i64,
    pub(crate) changed_by: String,
}

impl VersionOfSetting {
    /// The body as its type.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(&self.body)
            .map_err(|_| Fault::internal("WL-ROUTING-BROKEN", "a stored version does not read"))
    }
}

/// A change about to be stored.
pub(crate) struct Change<'a, T> {
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    pub(crate) code: &'a str,
    pub(crate) body: &'a T,
    pub(crate) at: Timestamp,
    pub(crate) by: &'a str,
}

pub(crate) async fn list(db: &Db, kind: Kind) -> Result<Vec<SettingRow>, Fault> {
    read!(db, c => sqlx::query_as(LIST).bind(kind.as_str()).bind(SETTINGS_MAX).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn list_in(tx: &mut Tx, kind: Kind) -> Result<Vec<SettingRow>, Fault> {
    on_tx!(tx, c => sqlx::query_as(LIST).bind(kind.as_str()).bind(SETTINGS_MAX).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn by_id_in(tx: &mut Tx, kind: Kind, id: Uuid) -> Result<Option<SettingRow>, Fault> {
    on_tx!(tx, c => sqlx::query_as(BY_ID).bind(kind.as_str()).bind(id).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn by_code(db: &Db, kind: Kind, code: &str) -> Result<Option<SettingRow>, Fault> {
    read!(db, c => sqlx::query_as(BY_CODE).bind(kind.as_str()).bind(code).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn by_code_in(tx: &mut Tx, kind: Kind, code: &str) -> Result<Option<SettingRow>, Fault> {
    on_tx!(tx, c => sqlx::query_as(BY_CODE).bind(kind.as_str()).bind(code).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn versions(db: &Db, kind: Kind, id: Uuid) -> Result<Vec<VersionOfSetting>, Fault> {
    read!(db, c => sqlx::query_as(VERSIONS).bind(kind.as_str()).bind(id).bind(VERSIONS_SHOWN).fetch_all(c).await)
        .map_err(db_fault)
}

pub(crate) async fn version(db: &Db, kind: Kind, id: Uuid, version: i64) -> Result<Option<VersionOfSetting>, Fault> {
    read!(db, c => sqlx::query_as(VERSION).bind(kind.as_str()).bind(id).bind(version).fetch_optional(c).await)
        .map_err(db_fault)
}

/// Stores version 1.
///
/// # Errors
/// `WL-ROUTING-FULL` when there are [`SETTINGS_MAX`] of the kind; `WL-ROUTING-TAKEN` when the code is.
pub(crate) async fn insert<T: Serialize>(tx: &mut Tx, change: &Change<'_, T>) -> Result<(), Fault> {
    let (count,): (i64,) =
        on_tx!(&mut *tx, c => sqlx::query_as(COUNT).bind(change.kind.as_str()).fetch_one(c).await).map_err(db_fault)?;
    if count >= SETTINGS_MAX {
        let detail = format!("there are {SETTINGS_MAX} already: change one that is no longer used");
        return Err(Fault::conflict("WL-ROUTING-FULL", detail));
    }
    free_code(tx, change).await?;
    let body = text(change.body);
    on_tx!(&mut *tx, c => sqlx::query(INSERT).bind(change.kind.as_str()).bind(change.id).bind(change.code)
        .bind(&body).bind(change.at.0).bind(change.by).execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    keep_version(tx, change, 1, &body).await
}

/// Stores the version after `version`; returns its number.
///
/// # Errors
/// `WL-STALE` when the newest version is another one; `WL-ROUTING-TAKEN` when the code belongs to another.
pub(crate) async fn update<T: Serialize>(tx: &mut Tx, change: &Change<'_, T>, version: i64) -> Result<i64, Fault> {
    free_code(tx, change).await?;
    let body = text(change.body);
    let changed =
        on_tx!(&mut *tx, c => sqlx::query(UPDATE).bind(change.kind.as_str()).bind(change.id).bind(change.code)
        .bind(&body).bind(change.at.0).bind(change.by).bind(version).execute(c).await.map(|done| done.rows_affected()))
        .map_err(db_fault)?;
    if changed == 0 {
        return Err(Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again"));
    }
    keep_version(tx, change, version + 1, &body).await?;
    Ok(version + 1)
}

async fn free_code<T>(tx: &mut Tx, change: &Change<'_, T>) -> Result<(), Fault> {
    match by_code_in(tx, change.kind, change.code).await? {
        Some(row) if row.id != change.id => {
            Err(Fault::conflict("WL-ROUTING-TAKEN", "another one has this code or name: choose a different one"))
        }
        _ => Ok(()),
    }
}

async fn keep_version<T>(tx: &mut Tx, change: &Change<'_, T>, version: i64, body: &str) -> Result<(), Fault> {
    on_tx!(&mut *tx, c => sqlx::query(KEEP_VERSION).bind(change.kind.as_str()).bind(change.id).bind(version)
        .bind(body).bind(change.at.0).bind(change.by).execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

fn text(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("a body is plain data")
}
