//! Sessions: an opaque token for the browser, its digest in the database, the live ones in memory.
//!
//! A request costs no write: when a session was last seen is kept in memory and stored at most every half
//! minute. That same statement tells whether another process ended the session meanwhile. After a crash a
//! session seems idle for half a minute longer than it was.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, Millis, SessionId, Timestamp};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

/// How old the stored "last seen" may get while the session is used.
const STORED_EVERY: Millis = Millis::seconds(30);
/// Ended sessions are kept this long for the person's own list and for questions.
const KEPT_FOR: Millis = Millis::minutes(30 * 24 * 60);
/// The most sessions in memory; beyond that all are read anew.
const MAX_LIVE: usize = 20_000;
/// The most sessions one person may have, whatever the options say.
const MAX_PER_PERSON: u16 = 100;
/// A longer user agent is cut.
const MAX_USER_AGENT: usize = 300;

statements! {
    INSERT_SESSION = "INSERT INTO session (id, agent, token, csrf, address, user_agent, created_at, last_seen_at,
        expires_at, confirmed_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)";
    SESSION_BY_TOKEN = "SELECT id, agent, csrf, address, user_agent, created_at, last_seen_at, expires_at,
        confirmed_until FROM session WHERE token = $1 AND ended_at IS NULL AND expires_at > $2";
    SESSIONS_OF = "SELECT id, agent, csrf, address, user_agent, created_at, last_seen_at, expires_at,
        confirmed_until FROM session WHERE agent = $1 AND ended_at IS NULL AND expires_at > $2
        ORDER BY created_at DESC, id DESC LIMIT 100";
    SEE_SESSION = "UPDATE session SET last_seen_at = $2 WHERE id = $1 AND ended_at IS NULL";
    CONFIRM_SESSION = "UPDATE session SET confirmed_until = $2 WHERE id = $1 AND ended_at IS NULL";
    END_SESSION = "UPDATE session SET ended_at = $2, ended_why = $3 WHERE id = $1 AND ended_at IS NULL";
    END_SESSIONS_OF = "UPDATE session SET ended_at = $2, ended_why = $3 WHERE agent = $1 AND id <> $4
        AND ended_at IS NULL";
    DROP_OLD_SESSIONS = "DELETE FROM session WHERE agent = $1 AND expires_at < $2";
}

/// A session as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub id: SessionId,
    pub agent: AgentId,
    pub csrf: String,
    pub address: String,
    pub user_agent: String,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub confirmed_until: Timestamp,
    stored_at: Timestamp,
}

#[derive(FromRow)]
struct SessionRow {
    id: Uuid,
    agent: Uuid,
    csrf: String,
    address: String,
    user_agent: String,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    confirmed_until: i64,
}

impl From<SessionRow> for Live {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId(row.id),
            agent: AgentId(row.agent),
            csrf: row.csrf,
            address: row.address,
            user_agent: row.user_agent,
            last_seen_at: Timestamp(row.last_seen_at),
            expires_at: Timestamp(row.expires_at),
            confirmed_until: Timestamp(row.confirmed_until),
            stored_at: Timestamp(row.last_seen_at),
        }
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionView {
    /// Which; give it to end it.
    #[schema(value_type = String)]
    pub id: SessionId,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was last used.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen_at: Timestamp,
    /// From which address.
    pub address: String,
    /// With which browser, as it names itself.
    pub user_agent: String,
    /// Whether it is the one asking.
    pub current: bool,
}

/// A session about to begin.
pub(crate) struct NewSession {
    pub id: SessionId,
    pub agent: AgentId,
    pub token: [u8; 32],
    pub csrf: String,
    pub address: String,
    pub user_agent: String,
    pub at: Timestamp,
    pub expires_at: Timestamp,
    pub confirmed_until: Timestamp,
}

/// The user agent as sessions are bound to it.
pub(crate) fn bound_user_agent(text: &str) -> String {
    text.chars().take(MAX_USER_AGENT).collect()
}

/// All sessions: the live ones in memory by their token's digest.
pub(crate) struct SessionBook {
    db: Db,
    live: Mutex<BTreeMap<[u8; 32], Live>>,
}

impl SessionBook {
    pub fn new(db: Db) -> Self {
        Self { db, live: Mutex::default() }
    }

    /// Begins a session in `tx`, ending the person's oldest beyond `most`; call [`SessionBook::began`]
    /// after the commit.
    pub async fn begin_in(&self, tx: &mut Tx, new: &NewSession, most: u16) -> Result<Vec<SessionId>, Fault> {
        let others: Vec<SessionRow> = on_tx!(&mut *tx, c =>
            sqlx::query_as(SESSIONS_OF).bind(new.agent.0).bind(new.at.0).fetch_all(c).await)
        .map_err(db_fault)?;
        let kept = usize::from(most.clamp(1, MAX_PER_PERSON)) - 1;
        let ended: Vec<SessionId> = others.iter().skip(kept).map(|row| SessionId(row.id)).collect();
        for id in &ended {
            Self::end_in(tx, *id, "another began", new.at).await?;
        }
        on_tx!(&mut *tx, c => sqlx::query(DROP_OLD_SESSIONS)
            .bind(new.agent.0).bind(new.at.minus(KEPT_FOR).0).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
        on_tx!(tx, c => sqlx::query(INSERT_SESSION)
            .bind(new.id.0).bind(new.agent.0).bind(new.token.to_vec()).bind(&new.csrf).bind(&new.address)
            .bind(&new.user_agent).bind(new.at.0).bind(new.expires_at.0).bind(new.confirmed_until.0)
            .execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
        Ok(ended)
    }

    /// Takes a stored session into memory and drops those that ended for it.
    pub fn began(&self, new: NewSession, ended: &[SessionId]) -> Live {
        let live = Live {
            id: new.id,
            agent: new.agent,
            csrf: new.csrf,
            address: new.address,
            user_agent: new.user_agent,
            last_seen_at: new.at,
            expires_at: new.expires_at,
            confirmed_until: new.confirmed_until,
            stored_at: new.at,
        };
        let mut all = self.live.lock();
        all.retain(|_, session| !ended.contains(&session.id));
        if all.len() >= MAX_LIVE {
            all.clear();
        }
        all.insert(new.token, live.clone());
        live
    }

    /// The session with this token, unless it is over.
    pub async fn find(&self, token: &[u8; 32], now: Timestamp) -> Result<Option<Live>, Fault> {
        let known = self.live.lock().get(token).cloned();
        let session = match known {
            Some(session) => Some(session),
            None => self.read_in(token, now).await?,
        };
        Ok(session.filter(|session| now < session.expires_at))
    }

    async fn read_in(&self, token: &[u8; 32], now: Timestamp) -> Result<Option<Live>, Fault> {
        let row: Option<SessionRow> = read!(&self.db, c =>
            sqlx::query_as(SESSION_BY_TOKEN).bind(token.to_vec()).bind(now.0).fetch_optional(c).await)
        .map_err(db_fault)?;
        let session = row.map(Live::from);
        if let Some(session) = &session {
            let mut all = self.live.lock();
            if all.len() >= MAX_LIVE {
                all.clear();
            }
            all.insert(*token, session.clone());
        }
        Ok(session)
    }

    /// A live session and its token's digest by its id, from memory alone.
    pub fn peek(&self, id: SessionId) -> Option<([u8; 32], Live)> {
        let all = self.live.lock();
        all.iter().find(|(_, session)| session.id == id).map(|(token, session)| (*token, session.clone()))
    }

    /// Notes that the session is used; `false` when it was ended elsewhere meanwhile.
    pub async fn see(&self, token: &[u8; 32], now: Timestamp) -> Result<bool, Fault> {
        let due = {
            let mut all = self.live.lock();
            let Some(session) = all.get_mut(token) else { return Ok(true) };
            session.last_seen_at = now;
            let due = now.since(session.stored_at) >= STORED_EVERY;
            if due {
                session.stored_at = now;
            }
            due.then_some(session.id)
        };
        match due {
            Some(id) => self.store(SEE_SESSION, id, now).await,
            None => Ok(true),
        }
    }

    /// Ends the idle lock.
    pub async fn wake(&self, id: SessionId, now: Timestamp) -> Result<bool, Fault> {
        self.patch(id, |session| {
            session.last_seen_at = now;
            session.stored_at = now;
        });
        self.store(SEE_SESSION, id, now).await
    }

    /// Lets the second factor count until `until`.
    pub async fn confirm(&self, id: SessionId, until: Timestamp) -> Result<bool, Fault> {
        self.patch(id, |session| session.confirmed_until = until);
        self.store(CONFIRM_SESSION, id, until).await
    }

    fn patch(&self, id: SessionId, change: impl FnOnce(&mut Live)) {
        if let Some(session) = self.live.lock().values_mut().find(|session| session.id == id) {
            change(session);
        }
    }

    async fn store(&self, statement: &'static str, id: SessionId, at: Timestamp) -> Result<bool, Fault> {
        let mut tx = self.db.begin().await?;
        let done = on_tx!(&mut tx, c =>
            sqlx::query(statement).bind(id.0).bind(at.0).execute(c).await.map(|done| done.rows_affected()))
        .map_err(db_fault)?;
        tx.commit().await?;
        if done == 0 {
            self.forget(id);
        }
        Ok(done == 1)
    }

    /// A person's sessions, newest first, as of now.
    pub async fn of(&self, agent: AgentId, current: SessionId, now: Timestamp) -> Result<Vec<SessionView>, Fault> {
        let rows: Vec<SessionRow> =
            read!(&self.db, c => sqlx::query_as(SESSIONS_OF).bind(agent.0).bind(now.0).fetch_all(c).await)
                .map_err(db_fault)?;
        let seen: BTreeMap<SessionId, Timestamp> =
            self.live.lock().values().map(|session| (session.id, session.last_seen_at)).collect();
        let view = |row: SessionRow| SessionView {
            id: SessionId(row.id),
            created_at: Timestamp(row.created_at),
            last_seen_at: seen.get(&SessionId(row.id)).copied().unwrap_or(Timestamp(row.last_seen_at)),
            address: row.address,
            user_agent: row.user_agent,
            current: SessionId(row.id) == current,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Ends one session in `tx`; call [`SessionBook::forget`] after the commit. `false` when it was over.
    pub async fn end_in(tx: &mut Tx, id: SessionId, why: &str, now: Timestamp) -> Result<bool, Fault> {
        let done = on_tx!(tx, c => sqlx::query(END_SESSION).bind(id.0).bind(now.0).bind(why).execute(c).await
            .map(|done| done.rows_affected()))
        .map_err(db_fault)?;
        Ok(done == 1)
    }

    /// Ends a person's sessions in `tx`, all but `keep`; call [`SessionBook::forget_all_of`] after the commit.
    pub async fn end_all_in(
        tx: &mut Tx,
        agent: AgentId,
        keep: Option<SessionId>,
        why: &str,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let keep = keep.map_or(Uuid::nil(), |id| id.0);
        on_tx!(tx, c =>
            sqlx::query(END_SESSIONS_OF).bind(agent.0).bind(now.0).bind(why).bind(keep).execute(c).await.map(|_| ()))
        .map_err(db_fault)
    }

    /// Drops an ended session from memory.
    pub fn forget(&self, id: SessionId) {
        self.live.lock().retain(|_, session| session.id != id);
    }

    /// Drops a person's ended sessions from memory.
    pub fn forget_all_of(&self, agent: AgentId, keep: Option<SessionId>) {
        self.live.lock().retain(|_, session| session.agent != agent || Some(session.id) == keep);
    }
}
