//! Staying in: the gate's question, the idle lock, the second factor again, and the end.

use std::net::IpAddr;

use async_trait::async_trait;
use warmline_base::{Fault, Secret, SessionId, Timestamp};
use warmline_contract::{Action, AgentCard, SessionStep, Staff};
use warmline_crypto::OpaqueToken;
use warmline_http::{ClientAddress, Session, SessionWatch, Sessions, Standing};
use warmline_runtime::{Ctx, Object, Outcome};

use crate::lockout::{Account, charge};
use crate::me::Me;
use crate::sessions::{Live, SessionBook, SessionView, bound_user_agent};
use crate::signin::{SignIn, Visit, refused, session_of};
use crate::trail::{Trace, trace};

#[async_trait]
impl Sessions for SignIn {
    async fn find(&self, token: &str, address: ClientAddress, user_agent: &str) -> Result<Option<Session>, Fault> {
        let Some(key) = OpaqueToken::presented(token) else { return Ok(None) };
        let now = self.runtime.now();
        let Some(live) = self.book().find(&key, now).await? else { return Ok(None) };
        let card = self.register.agent(live.agent).await?;
        if live.address != address.0.to_string() || live.user_agent != bound_user_agent(user_agent) {
            self.revoke_moved(&live, card.as_ref(), address.0).await?;
            return Ok(None);
        }
        let Some(card) = card.filter(|card| card.enabled) else { return Ok(None) };
        let locked = self.standing_of(&live) == Standing::Locked;
        if !locked && !self.book().see(&key, now).await? {
            return Ok(None);
        }
        Ok(Some(session_of(&card, &live, locked)))
    }
}

#[async_trait]
impl SessionWatch for SignIn {
    /// A session that is not in memory counts as over: whoever comes back through the gate finds it again.
    fn standing(&self, session: SessionId) -> Standing {
        self.book().peek(session).map_or(Standing::Over, |(_, live)| self.standing_of(&live))
    }

    async fn used(&self, session: SessionId) -> Result<Standing, Fault> {
        let Some((token, live)) = self.book().peek(session) else { return Ok(Standing::Over) };
        let standing = self.standing_of(&live);
        if standing == Standing::Open && !self.book().see(&token, self.runtime.now()).await? {
            return Ok(Standing::Over);
        }
        Ok(standing)
    }
}

impl SignIn {
    fn standing_of(&self, live: &Live) -> Standing {
        let now = self.runtime.now();
        if now >= live.expires_at {
            Standing::Over
        } else if now.since(live.last_seen_at) >= self.options.idle_lock {
            Standing::Locked
        } else {
            Standing::Open
        }
    }

    /// Ends the idle lock with the password.
    ///
    /// # Errors
    /// `WL-SIGNIN-REFUSED` for a wrong password; `WL-SIGNIN-LOCKED`, `WL-SIGNIN-BUSY`; a database fault.
    pub(crate) async fn unlock(&self, session: &Session, password: Secret<String>, visit: &Visit) -> Result<Me, Fault> {
        let now = self.runtime.now();
        let card = self.card(&session.staff).await?;
        let account = Account::of(&card.work_number);
        charge(&self.runtime.db, &account, now).await?;
        let right = self.credentials.check_password(Some(card.id), password).await?;
        let refusal = if right { None } else { Some(refused()) };
        self.note(&account, Some(&card), "unlock", visit, refusal.as_ref()).await?;
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        if !self.book().wake(session.staff.session, now).await? {
            return Err(over());
        }
        Ok(self.me(&card, &Session { locked: false, ..session.clone() }))
    }

    /// Shows the second factor again, for privileged actions.
    ///
    /// # Errors
    /// `WL-CODE-REFUSED` for a wrong or used code; `WL-SIGNIN-LOCKED`; a database fault.
    pub(crate) async fn confirm(&self, session: &Session, code: &str, visit: &Visit) -> Result<Timestamp, Fault> {
        let now = self.runtime.now();
        let card = self.card(&session.staff).await?;
        let account = Account::of(&card.work_number);
        charge(&self.runtime.db, &account, now).await?;
        let refusal = self.credentials.use_code(card.id, code, now).await?.err().map(|_| code_refused());
        self.note(&account, Some(&card), "confirm", visit, refusal.as_ref()).await?;
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        let until = now.plus(self.options.factor_life);
        if self.book().confirm(session.staff.session, until).await? { Ok(until) } else { Err(over()) }
    }

    /// Changes one's own password, which ends one's other sessions.
    ///
    /// # Errors
    /// `WL-FACTOR-REQUIRED` when the second factor was not shown lately; `WL-PASSWORD-SHORT` and its like;
    /// a database fault.
    pub(crate) async fn change_password(&self, ctx: &Ctx, session: &Session, new: Secret<String>) -> Result<(), Fault> {
        session.require_recent_factor(ctx.now())?;
        self.credentials.set_own_password(ctx, new).await
    }

    /// Ends the session.
    ///
    /// # Errors
    /// A database fault.
    pub(crate) async fn sign_out(&self, ctx: &Ctx) -> Result<(), Fault> {
        let session = ctx.staff()?.session;
        self.end(ctx, session).await.map(|_| ())
    }

    /// One's own sessions, newest first.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub(crate) async fn sessions(&self, ctx: &Ctx) -> Result<Vec<SessionView>, Fault> {
        let staff = ctx.staff()?;
        ctx.authorize(Action::SessionManage, &Object::new("session", "").person(staff.id))?;
        self.book().of(staff.id, staff.session, ctx.now()).await
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when it is over or somebody else's; a database fault.
    pub(crate) async fn end_session(&self, ctx: &Ctx, id: SessionId) -> Result<(), Fault> {
        let own = self.sessions(ctx).await?.iter().any(|session| session.id == id);
        if own && self.end(ctx, id).await? {
            return Ok(());
        }
        Err(Fault::not_found("WL-NOT-FOUND", "there is no such session of yours: it may be over already"))
    }

    async fn end(&self, ctx: &Ctx, id: SessionId) -> Result<bool, Fault> {
        let object = Object::new("session", &id.to_string()).person(ctx.agent()?);
        let mut work = ctx.open(Action::SessionManage, &object).await?;
        let now = work.now();
        let ended = SessionBook::end_in(work.tx(), id, "signed out", now).await?;
        work.commit().await?;
        self.book().forget(id);
        Ok(ended)
    }

    /// What the browser is told about its session.
    ///
    /// # Errors
    /// `WL-SESSION-REQUIRED` when the person is gone; a database fault.
    pub(crate) async fn me_in(&self, session: &Session) -> Result<Me, Fault> {
        Ok(self.me(&self.card(&session.staff).await?, session))
    }

    async fn card(&self, staff: &Staff) -> Result<AgentCard, Fault> {
        self.register.agent(staff.id).await?.ok_or_else(over)
    }

    /// Ends a session whose token came from elsewhere, and says so in the audit log.
    async fn revoke_moved(&self, live: &Live, card: Option<&AgentCard>, address: IpAddr) -> Result<(), Fault> {
        let now = self.runtime.now();
        let address = address.to_string();
        let mut tx = self.runtime.db.begin().await?;
        SessionBook::end_in(&mut tx, live.id, "used from elsewhere", now).await?;
        let moved = Trace {
            at: now,
            step: SessionStep::Revoke,
            agent: card,
            how: "used from elsewhere",
            outcome: Outcome::Done,
            address: &address,
        };
        trace(&mut tx, moved).await?;
        tx.commit().await?;
        self.book().forget(live.id);
        Ok(())
    }
}

fn code_refused() -> Fault {
    Fault::forbidden("WL-CODE-REFUSED", "the one-time code is not right or was used before: wait for the next one")
}

fn over() -> Fault {
    Fault::unauthenticated("WL-SESSION-REQUIRED", "sign in first: there is no valid session")
}
