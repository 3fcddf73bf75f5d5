//! What people sign in with: the password's hash and the second factor, sealed.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, Secret, SessionId, Timestamp};
use warmline_contract::{Action, Credentials, Enrolment};
use warmline_crypto::{CodeRefusal, CodeSecret, first_password};
use warmline_db::{db_fault, on_tx, read, statements};
use warmline_runtime::{Ctx, Object, Runtime, Work};

use crate::Hashing;
use crate::sessions::SessionBook;

/// The shortest password a person may choose: the second factor carries the rest (NIST SP 800-63B).
const SHORTEST_PASSWORD: usize = 10;

statements! {
    CREDENTIAL_OF = "SELECT password, factor, last_step FROM credential WHERE agent = $1";
    PUT_CREDENTIAL = "INSERT INTO credential (agent, password, factor, last_step, changed_at) VALUES ($1, $2, $3, 0, $4)
        ON CONFLICT (agent) DO UPDATE SET password = excluded.password, factor = excluded.factor, last_step = 0,
        changed_at = excluded.changed_at";
    PUT_PASSWORD = "INSERT INTO credential (agent, password, last_step, changed_at) VALUES ($1, $2, 0, $3)
        ON CONFLICT (agent) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at";
    PUT_FACTOR = "UPDATE credential SET factor = $2, last_step = 0, changed_at = $3 WHERE agent = $1";
    USE_STEP = "UPDATE credential SET last_step = $2 WHERE agent = $1 AND last_step < $2";
}

#[derive(FromRow)]
struct CredentialRow {
    password: String,
    factor: Option<Vec<u8>>,
    last_step: i64,
}

/// Keeps, checks and hands out what people sign in with.
pub struct StaffCredentials {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) sessions: SessionBook,
    hashing: Hashing,
    issuer: String,
}

impl StaffCredentials {
    /// Credentials kept in `runtime`'s database; `issuer` is the name an authenticator application shows,
    /// usually the bank's.
    pub fn new(runtime: Arc<Runtime>, hashing: Hashing, issuer: impl Into<String>) -> Arc<Self> {
        let sessions = SessionBook::new(runtime.db.clone());
        Arc::new(Self { runtime, sessions, hashing, issuer: issuer.into() })
    }

    /// The hashing behind it, for its count of checks.
    pub const fn hashing(&self) -> &Hashing {
        &self.hashing
    }

    /// Gives `agent` this password; their sessions end.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-PASSWORD-SHORT`, `WL-PASSWORD-TOO-LONG`; `WL-SIGNIN-BUSY`; a database fault.
    pub async fn set_password(&self, ctx: &Ctx, agent: AgentId, password: Secret<String>) -> Result<(), Fault> {
        let hash = self.hash_chosen(password).await?;
        let work = ctx.open(Action::AgentManage, &object(agent)).await?;
        self.put_password(work, agent, &hash, None).await
    }

    /// Gives the person who acts this password; their other sessions end.
    pub(crate) async fn set_own_password(&self, ctx: &Ctx, password: Secret<String>) -> Result<(), Fault> {
        let (agent, session) = (ctx.agent()?, ctx.staff()?.session);
        let hash = self.hash_chosen(password).await?;
        let work = ctx.open(Action::SessionManage, &object(agent)).await?;
        self.put_password(work, agent, &hash, Some(session)).await
    }

    async fn hash_chosen(&self, password: Secret<String>) -> Result<String, Fault> {
        if password.expose().chars().count() < SHORTEST_PASSWORD {
            return Err(Fault::invalid(
                "WL-PASSWORD-SHORT",
                "the password is under 10 characters: choose a longer one",
            ));
        }
        self.hashing.hash(password).await
    }

    async fn put_password(
        &self,
        mut work: Work,
        agent: AgentId,
        hash: &str,
        keep: Option<SessionId>,
    ) -> Result<(), Fault> {
        let now = work.now();
        on_tx!(work.tx(), c =>
            sqlx::query(PUT_PASSWORD).bind(agent.0).bind(hash).bind(now.0).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
        work.field("password");
        self.finish(work, agent, keep).await
    }

    /// Gives `agent`, who has a password, a new second factor and returns its `otpauth://` address; their
    /// sessions end.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND` without a password; a database fault.
    pub async fn enrol_totp(&self, ctx: &Ctx, agent: AgentId, work_number: &str) -> Result<Secret<String>, Fault> {
        let secret = CodeSecret::generate(&*self.runtime.entropy);
        let sealed = self.seal(agent, &secret)?;
        let mut work = ctx.open(Action::AgentManage, &object(agent)).await?;
        let now = work.now();
        let done = on_tx!(work.tx(), c => sqlx::query(PUT_FACTOR)
            .bind(agent.0).bind(&sealed).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
        .map_err(db_fault)?;
        if done == 0 {
            return Err(Fault::not_found("WL-NOT-FOUND", "they have no password yet: set one first"));
        }
        work.field("second factor");
        self.finish(work, agent, None).await?;
        Ok(secret.enrolment_uri(&self.issuer, work_number))
    }

    /// Ends the sessions that began with what was just replaced.
    async fn finish(&self, mut work: Work, agent: AgentId, keep: Option<SessionId>) -> Result<(), Fault> {
        let now = work.now();
        SessionBook::end_all_in(work.tx(), agent, keep, "credentials changed", now).await?;
        work.commit().await?;
        self.sessions.forget_all_of(agent, keep);
        Ok(())
    }

    /// The code of the moment, for the demo's sign-in help and for `warmline user code`.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` without a second factor; a database fault.
    pub async fn totp_code_now(&self, agent: AgentId) -> Result<String, Fault> {
        let row = self.row(agent).await?;
        match row.and_then(|row| row.factor) {
            Some(sealed) => Ok(self.open(agent, &sealed)?.code_at(self.runtime.now())),
            None => Err(Fault::not_found("WL-NOT-FOUND", "they have no second factor yet: enrol one first")),
        }
    }

    /// Whether it is the agent's password; the same work and `false` for nobody.
    pub(crate) async fn check_password(&self, agent: Option<AgentId>, password: Secret<String>) -> Result<bool, Fault> {
        // Nobody is looked up like somebody, and not found.
        let asked = agent.unwrap_or(AgentId(Uuid::nil()));
        let stored = self.row(asked).await?.map(|row| row.password);
        let outdated = stored.as_deref().is_some_and(|stored| self.hashing.is_outdated(stored));
        let right = self.hashing.verify(password.clone(), stored).await?;
        if let (true, true, Some(agent)) = (right, outdated, agent) {
            self.renew(agent, password).await?;
        }
        Ok(right)
    }

    /// Hashes a right password anew with today's parameters; nothing changes for the person.
    async fn renew(&self, agent: AgentId, password: Secret<String>) -> Result<(), Fault> {
        let hash = self.hashing.hash(password).await?;
        let mut tx = self.runtime.db.begin().await?;
        let now = self.runtime.now();
        on_tx!(&mut tx, c => sqlx::query(PUT_PASSWORD).bind(agent.0).bind(&hash).bind(now.0).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
        tx.commit().await
    }

    /// Checks a code and uses it up. `Ok(Err(_))` tells why it was refused.
    pub(crate) async fn use_code(
        &self,
        agent: AgentId,
        code: &str,
        now: Timestamp,
    ) -> Result<Result<(), CodeRefusal>, Fault> {
        let Some(row) = self.row(agent).await? else { return Ok(Err(CodeRefusal::Wrong)) };
        let Some(sealed) = row.factor else { return Ok(Err(CodeRefusal::Wrong)) };
        let last = u64::try_from(row.last_step).ok();
        let step = match self.open(agent, &sealed)?.verify(code, now, last) {
            Ok(step) => i64::try_from(step).expect("a step of this age fits"),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut tx = self.runtime.db.begin().await?;
        // Two requests with one code meet here: the statement lets only the first through.
        let used = on_tx!(&mut tx, c => sqlx::query(USE_STEP).bind(agent.0).bind(step).execute(c).await
            .map(|done| done.rows_affected()))
        .map_err(db_fault)?;
        tx.commit().await?;
        Ok(if used == 1 { Ok(()) } else { Err(CodeRefusal::Reused) })
    }

    async fn row(&self, agent: AgentId) -> Result<Option<CredentialRow>, Fault> {
        read!(&self.runtime.db, c => sqlx::query_as(CREDENTIAL_OF).bind(agent.0).fetch_optional(c).await)
            .map_err(db_fault)
    }

    fn seal(&self, agent: AgentId, secret: &CodeSecret) -> Result<Vec<u8>, Fault> {
        let text = hex::encode(secret.expose());
        self.runtime.vault.seal_field("credential", "factor", agent.0.as_bytes(), text)
    }

    fn open(&self, agent: AgentId, sealed: &[u8]) -> Result<CodeSecret, Fault> {
        let text = self.runtime.vault.open_field("credential", "factor", agent.0.as_bytes(), sealed)?;
        CodeSecret::from_bytes(&hex::decode(text).unwrap_or_default())
    }
}

#[async_trait]
impl Credentials for StaffCredentials {
    async fn enrol(&self, agent: AgentId, work_number: &str) -> Result<Enrolment, Fault> {
        let password_once = first_password(&*self.runtime.entropy);
        let hash = self.hashing.hash(password_once.clone()).await?;
        let secret = CodeSecret::generate(&*self.runtime.entropy);
        let sealed = self.seal(agent, &secret)?;
        let now = self.runtime.now();
        let mut tx = self.runtime.db.begin().await?;
        on_tx!(&mut tx, c => sqlx::query(PUT_CREDENTIAL)
            .bind(agent.0).bind(&hash).bind(&sealed).bind(now.0).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
        SessionBook::end_all_in(&mut tx, agent, None, "credentials changed", now).await?;
        tx.commit().await?;
        self.sessions.forget_all_of(agent, None);
        Ok(Enrolment { password_once, totp_uri_once: secret.enrolment_uri(&self.issuer, work_number) })
    }
}

fn object(agent: AgentId) -> Object {
    Object::new("agent", &agent.to_string()).person(agent)
}
