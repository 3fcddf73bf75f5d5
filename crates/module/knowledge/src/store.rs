//! The rows of articles, votes, uses and the menu.

use serde::de::DeserializeOwned;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{ArticleId, Cursor, Fault, InteractionId, Limit, Timestamp, TypedId};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

use crate::model::{ArticleBody, ArticleState, ArticleVersionRow, Votes};

/// The most articles of one bank.
pub(crate) const ARTICLES_MAX: i64 = 20_000;
/// The most approved versions of one article that are held for service.
const SERVED_VERSIONS: i64 = 20;
/// The most versions shown in a history.
const HISTORY: i64 = 50;

statements! {
    SERVED = "SELECT v.article, v.version, v.body FROM article a
        JOIN article_version v ON v.article = a.id AND v.version >= a.served_from AND v.checked_at IS NOT NULL
        ORDER BY v.article, v.version DESC LIMIT $1";
    SERVED_OF = "SELECT v.article, v.version, v.body FROM article a
        JOIN article_version v ON v.article = a.id AND v.version >= a.served_from AND v.checked_at IS NOT NULL
        WHERE a.id = $1 ORDER BY v.version DESC LIMIT $2";
    HEAD = "SELECT id, state, version, served_from FROM article WHERE id = $1";
    LIST = "SELECT id, state, version, served_from, title, answer_short, changed_at FROM article
        WHERE (changed_at, id) < ($1, $2) ORDER BY changed_at DESC, id DESC LIMIT $3";
    LIST_IN_STATE = "SELECT id, state, version, served_from, title, answer_short, changed_at FROM article
        WHERE state = $4 AND (changed_at, id) < ($1, $2) ORDER BY changed_at DESC, id DESC LIMIT $3";
    VERSION = "SELECT body FROM article_version WHERE article = $1 AND version = $2";
    HISTORY_OF = "SELECT version, made_at, made_by, change, checked_by, checked_at FROM article_version
        WHERE article = $1 ORDER BY version DESC LIMIT $2";
    MAKERS_SINCE = "SELECT DISTINCT made_by FROM article_version WHERE article = $1 AND version > $2";
    COUNT = "SELECT COUNT(*) FROM article";
    BY_CODE = "SELECT id FROM article WHERE code = $1";
    INSERT_ARTICLE = "INSERT INTO article (id, code, state, version, served_from, title, answer_short, changed_at)
        VALUES ($1, $2, 'draft', 1, NULL, $3, $4, $5)";
    NEXT_VERSION = "UPDATE article SET state = 'draft', version = version + 1, title = $3, answer_short = $4,
        changed_at = $5 WHERE id = $1 AND version = $2";
    INSERT_VERSION = "INSERT INTO article_version (article, version, body, made_by, made_at, change)
        VALUES ($1, $2, $3, $4, $5, $6)";
    SET_STATE = "UPDATE article SET state = $4, served_from = $5, changed_at = $6
        WHERE id = $1 AND version = $2 AND state = $3";
    SET_CHECKED = "UPDATE article_version SET checked_by = $3, checked_at = $4 WHERE article = $1 AND version = $2";
    VOTE = "INSERT INTO article_vote (article, voter, useful, interaction, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (article, voter) DO UPDATE SET useful = $3, interaction = $4, at = $5";
    VOTES_OF = "SELECT useful, COUNT(*) FROM article_vote WHERE article = $1 GROUP BY useful";
    ADD_USE = "INSERT INTO article_use (article, times, position) VALUES ($1, 1, $2)
        ON CONFLICT (article) DO UPDATE SET times = article_use.times + 1, position = $2
        WHERE article_use.position < $2";
    USES_OF = "SELECT times FROM article_use WHERE article = $1";
    MENU = "SELECT body FROM knowledge_menu WHERE id = 1";
    FIRST_MENU = "INSERT INTO knowledge_menu (id, body, changed_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";
}

/// One approved version.
#[derive(FromRow)]
struct ServedRow {
    article: Uuid,
    version: i64,
    body: String,
}

/// An approved version of an article, as it is served.
pub(crate) struct ServedVersion {
    pub(crate) article: ArticleId,
    pub(crate) version: i64,
    pub(crate) body: ArticleBody,
}

/// Where an article stands.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Head {
    state: String,
    pub(crate) version: i64,
    pub(crate) served_from: Option<i64>,
}

impl Head {
    /// Where its newest version stands, as stored.
    pub(crate) fn state(&self) -> Result<ArticleState, Fault> {
        self.state.parse().map_err(|_| broken())
    }
}

/// An article in the editors' list.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct ListRow {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) answer_short: String,
    pub(crate) changed_at: i64,
    #[sqlx(flatten)]
    pub(crate) head: Head,
}

#[derive(FromRow)]
struct VersionRow {
    version: i64,
    made_at: i64,
    made_by: String,
    change: String,
    checked_by: Option<String>,
    checked_at: Option<i64>,
}

/// A version about to be stored.
pub(crate) struct NewVersion<'a> {
    pub(crate) article: ArticleId,
    pub(crate) body: &'a ArticleBody,
    pub(crate) by: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) change: &'a str,
}

/// A step of an article's newest version from one stored state to another.
pub(crate) struct StateChange {
    pub(crate) article: ArticleId,
    pub(crate) version: i64,
    pub(crate) from: ArticleState,
    pub(crate) to: ArticleState,
    pub(crate) served_from: Option<i64>,
    pub(crate) at: Timestamp,
}

/// Every version that is or will be in service.
pub(crate) async fn served(db: &Db) -> Result<Vec<ServedVersion>, Fault> {
    let rows: Vec<ServedRow> =
        read!(db, c => sqlx::query_as(SERVED).bind(ARTICLES_MAX * 2).fetch_all(c).await).map_err(db_fault)?;
    rows.into_iter().map(served_version).collect()
}

/// The versions of one article that are or will be in service, newest first.
pub(crate) async fn served_of(db: &Db, article: ArticleId) -> Result<Vec<ServedVersion>, Fault> {
    let rows: Vec<ServedRow> = read!(db, c => sqlx::query_as(SERVED_OF)
        .bind(article.uuid()).bind(SERVED_VERSIONS).fetch_all(c).await)
    .map_err(db_fault)?;
    rows.into_iter().map(served_version).collect()
}

fn served_version(row: ServedRow) -> Result<ServedVersion, Fault> {
    let ServedRow { article, version, body } = row;
    Ok(ServedVersion { article: ArticleId::from_uuid(article), version, body: parsed(&body)? })
}

pub(crate) async fn head(db: &Db, article: ArticleId) -> Result<Option<Head>, Fault> {
    read!(db, c => sqlx::query_as(HEAD).bind(article.uuid()).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn head_in(tx: &mut Tx, article: ArticleId) -> Result<Option<Head>, Fault> {
    on_tx!(tx, c => sqlx::query_as(HEAD).bind(article.uuid()).fetch_optional(c).await).map_err(db_fault)
}

/// Articles by their last change, newest first.
pub(crate) async fn list(
    db: &Db,
    state: Option<ArticleState>,
    after: Cursor,
    limit: Limit,
) -> Result<Vec<ListRow>, Fault> {
    let rows = limit.rows_and_one();
    match state {
        None => read!(db, c => sqlx::query_as(LIST)
            .bind(after.at.0).bind(after.id).bind(rows).fetch_all(c).await),
        Some(state) => read!(db, c => sqlx::query_as(LIST_IN_STATE)
            .bind(after.at.0).bind(after.id).bind(rows).bind(state.as_str()).fetch_all(c).await),
    }
    .map_err(db_fault)
}

pub(crate) async fn version(db: &Db, article: ArticleId, version: i64) -> Result<ArticleBody, Fault> {
    let (body,): (String,) =
        read!(db, c => sqlx::query_as(VERSION).bind(article.uuid()).bind(version).fetch_one(c).await)
            .map_err(db_fault)?;
    parsed(&body)
}

pub(crate) async fn version_in(tx: &mut Tx, article: ArticleId, version: i64) -> Result<ArticleBody, Fault> {
    let (body,): (String,) =
        on_tx!(tx, c => sqlx::query_as(VERSION).bind(article.uuid()).bind(version).fetch_one(c).await)
            .map_err(db_fault)?;
    parsed(&body)
}

pub(crate) async fn history(db: &Db, article: ArticleId) -> Result<Vec<ArticleVersionRow>, Fault> {
    let rows: Vec<VersionRow> =
        read!(db, c => sqlx::query_as(HISTORY_OF).bind(article.uuid()).bind(HISTORY).fetch_all(c).await)
            .map_err(db_fault)?;
    let view = |row: VersionRow| ArticleVersionRow {
        version: row.version,
        at: Timestamp(row.made_at),
        by: row.made_by,
        change: row.change,
        checked_by: row.checked_by,
        checked_at: row.checked_at.map(Timestamp),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Everybody who wrote on the article after `version`.
pub(crate) async fn makers_since(tx: &mut Tx, article: ArticleId, version: i64) -> Result<Vec<String>, Fault> {
    let rows: Vec<(String,)> =
        on_tx!(tx, c => sqlx::query_as(MAKERS_SINCE).bind(article.uuid()).bind(version).fetch_all(c).await)
            .map_err(db_fault)?;
    Ok(rows.into_iter().map(|(maker,)| maker).collect())
}

/// The article under `code`, outside any transaction.
pub(crate) async fn find_code(db: &Db, code: &str) -> Result<Option<ArticleId>, Fault> {
    let row: Option<(Uuid,)> =
        read!(db, c => sqlx::query_as(BY_CODE).bind(code).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map(|(id,)| ArticleId::from_uuid(id)))
}

pub(crate) async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<ArticleId>, Fault> {
    let row: Option<(Uuid,)> =
        on_tx!(tx, c => sqlx::query_as(BY_CODE).bind(code).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map(|(id,)| ArticleId::from_uuid(id)))
}

/// Stores a new article as a draft.
///
/// # Errors
/// `WL-ARTICLE-FULL` when there are [`ARTICLES_MAX`].
pub(crate) async fn insert(tx: &mut Tx, code: Option<&str>, new: &NewVersion<'_>) -> Result<(), Fault> {
    let (count,): (i64,) = on_tx!(&mut *tx, c => sqlx::query_as(COUNT).fetch_one(c).await).map_err(db_fault)?;
    if count >= ARTICLES_MAX {
        let detail = format!("there are {ARTICLES_MAX} articles already: change one that is retired");
        return Err(Fault::conflict("WL-ARTICLE-FULL", detail));
    }
    on_tx!(&mut *tx, c => sqlx::query(INSERT_ARTICLE).bind(new.article.uuid()).bind(code).bind(&new.body.title)
        .bind(&new.body.answer_short).bind(new.at.0).execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    insert_version(tx, new, 1).await
}

/// Stores the version after `version` as a draft.
///
/// # Errors
/// `WL-STALE` when the newest version is another one.
pub(crate) async fn insert_next(tx: &mut Tx, new: &NewVersion<'_>, version: i64) -> Result<i64, Fault> {
    let changed = on_tx!(&mut *tx, c => sqlx::query(NEXT_VERSION).bind(new.article.uuid()).bind(version)
        .bind(&new.body.title).bind(&new.body.answer_short).bind(new.at.0).execute(c).await
        .map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    if changed == 0 {
        return Err(stale());
    }
    insert_version(tx, new, version + 1).await?;
    Ok(version + 1)
}

async fn insert_version(tx: &mut Tx, new: &NewVersion<'_>, version: i64) -> Result<(), Fault> {
    let body = serde_json::to_string(new.body).expect("an article is plain data");
    on_tx!(tx, c => sqlx::query(INSERT_VERSION).bind(new.article.uuid()).bind(version).bind(body).bind(new.by)
        .bind(new.at.0).bind(new.change).execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// Moves the newest version on.
///
/// # Errors
/// `WL-STALE` when it is no longer that version in that state.
pub(crate) async fn set_state(tx: &mut Tx, change: &StateChange) -> Result<(), Fault> {
    let changed = on_tx!(tx, c => sqlx::query(SET_STATE).bind(change.article.uuid()).bind(change.version)
        .bind(change.from.as_str()).bind(change.to.as_str()).bind(change.served_from).bind(change.at.0)
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    if changed == 0 { Err(stale()) } else { Ok(()) }
}

/// Notes who approved a version. The database refuses its maker.
pub(crate) async fn set_checked(
    tx: &mut Tx,
    article: ArticleId,
    version: i64,
    by: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(SET_CHECKED).bind(article.uuid()).bind(version).bind(by).bind(at.0)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

pub(crate) async fn vote(
    tx: &mut Tx,
    article: ArticleId,
    voter: &str,
    useful: bool,
    interaction: Option<InteractionId>,
    at: Timestamp,
) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(VOTE).bind(article.uuid()).bind(voter).bind(useful)
        .bind(interaction.map(TypedId::uuid)).bind(at.0).execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

pub(crate) async fn votes(db: &Db, article: ArticleId) -> Result<Votes, Fault> {
    let rows: Vec<(bool, i64)> =
        read!(db, c => sqlx::query_as(VOTES_OF).bind(article.uuid()).fetch_all(c).await).map_err(db_fault)?;
    Ok(rows.into_iter().fold(Votes::default(), |votes, (useful, count)| match useful {
        true => Votes { useful: count, ..votes },
        false => Votes { not_useful: count, ..votes },
    }))
}

/// Counts a use told by the event at `position`; the same event counts once.
pub(crate) async fn add_use(tx: &mut Tx, article: ArticleId, position: i64) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(ADD_USE).bind(article.uuid()).bind(position).execute(c).await.map(|_| ()))
        .map_err(db_fault)
}

pub(crate) async fn uses(db: &Db, article: ArticleId) -> Result<i64, Fault> {
    let row: Option<(i64,)> =
        read!(db, c => sqlx::query_as(USES_OF).bind(article.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map_or(0, |(times,)| times))
}

/// The stored menu.
pub(crate) async fn menu<T: DeserializeOwned + Default>(db: &Db) -> Result<T, Fault> {
    let row: Option<(String,)> = read!(db, c => sqlx::query_as(MENU).fetch_optional(c).await).map_err(db_fault)?;
    row.map_or_else(|| Ok(T::default()), |(body,)| serde_json::from_str(&body).map_err(|_| broken()))
}

/// Stores the menu unless there is one.
pub(crate) async fn first_menu(tx: &mut Tx, body: &str, at: Timestamp) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(FIRST_MENU).bind(body).bind(at.0).execute(c).await.map(|_| ())).map_err(db_fault)
}

fn parsed(body: &str) -> Result<ArticleBody, Fault> {
    serde_json::from_str(body).map_err(|_| broken())
}

fn stale() -> Fault {
    Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again")
}

fn broken() -> Fault {
    Fault::internal("WL-ARTICLE-BROKEN", "a stored article does not read: restore the database from its backup")
}
