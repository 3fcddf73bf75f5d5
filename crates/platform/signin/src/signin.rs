//! Signing in, staying in, and out again.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use warmline_base::{AgentId, Fault, Millis, Secret, SessionId, Timestamp};
use warmline_contract::{Action, AgentCard, PresenceView, Staff, StaffRegister};
use warmline_crypto::{CodeRefusal, OpaqueToken};
use warmline_http::{ClientAddress, Session, Sessions};
use warmline_runtime::{Ctx, Object, Outcome, Runtime, actions_of};

use crate::lockout::{Account, Addresses, charge, clear, forgive};
use crate::me::{Me, MeAgent};
use crate::oidc::Oidc;
use crate::sessions::{Live, NewSession, SessionBook, SessionView, bound_user_agent};
use crate::trail::{Trace, trace};
use crate::{SignInOptions, StaffCredentials};

/// How long the second factor may take after the password.
const SECOND_FACTOR_WITHIN: Millis = Millis::minutes(5);
/// The most people between password and second factor.
const MAX_HALFWAY: usize = 10_000;
/// A longer work number is nobody's.
const MAX_WORK_NUMBER: usize = 64;

/// What sign-in is made of.
pub struct SignInParts {
    /// Passwords, second factors and sessions.
    pub credentials: Arc<StaffCredentials>,
    /// Who works here.
    pub register: Arc<dyn StaffRegister>,
    /// Where colleagues stand.
    pub presence: Arc<dyn PresenceView>,
    /// The rules.
    pub options: SignInOptions,
}

/// From where a request comes; a session is bound to both.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The client's address.
    pub address: IpAddr,
    /// The browser, as it names itself.
    pub user_agent: String,
}

/// Somebody whose password was right.
struct Halfway {
    agent: AgentId,
    visit: Visit,
    until: Timestamp,
}

/// Somebody who is in: the cookie's token and what the browser is told.
pub(crate) struct Entered {
    pub token: OpaqueToken,
    pub me: Me,
}

/// Signs people in and finds their sessions.
pub struct SignIn {
    pub(crate) runtime: Arc<Runtime>,
    credentials: Arc<StaffCredentials>,
    pub(crate) register: Arc<dyn StaffRegister>,
    presence: Arc<dyn PresenceView>,
    pub(crate) options: SignInOptions,
    pub(crate) addresses: Addresses,
    pub(crate) oidc: Option<Oidc>,
    halfway: Mutex<BTreeMap<[u8; 32], Halfway>>,
}

impl SignIn {
    /// Sign-in over `parts`.
    ///
    /// # Errors
    /// `WL-OIDC-CONFIG` when the identity provider's addresses do not parse.
    pub fn new(parts: SignInParts) -> Result<Arc<Self>, Fault> {
        let SignInParts { credentials, register, presence, options } = parts;
        let runtime = Arc::clone(&credentials.runtime);
        let oidc = options.oidc.as_ref().map(|oidc| Oidc::new(oidc, Arc::clone(&runtime))).transpose()?;
        Ok(Arc::new(Self {
            addresses: Addresses::new(options.failures_per_address),
            halfway: Mutex::default(),
            runtime,
            credentials,
            register,
            presence,
            options,
            oidc,
        }))
    }

    /// The first step: work number and password. Returns the token of the second step.
    ///
    /// # Errors
    /// `WL-SIGNIN-REFUSED`, the same for a wrong password, nobody, and somebody not enabled;
    /// `WL-SIGNIN-LOCKED`, `WL-TOO-MANY`, `WL-SIGNIN-BUSY`; a database fault.
    pub(crate) async fn first_factor(
        &self,
        work_number: &str,
        password: Secret<String>,
        visit: Visit,
    ) -> Result<OpaqueToken, Fault> {
        let now = self.runtime.now();
        self.addresses.check(visit.address, now)?;
        let work_number = typed_work_number(work_number);
        let account = Account::of(&work_number);
        charge(&self.runtime.db, &account, now).await?;
        let card = self.register.by_work_number(&work_number).await?;
        let enabled = card.as_ref().filter(|card| card.enabled);
        let right = self.credentials.check_password(enabled.map(|card| card.id), password).await?;
        let refusal = if right { None } else { Some(refused()) };
        self.note(&account, card.as_ref(), "password", &visit, refusal.as_ref()).await?;
        match (enabled, refusal) {
            (Some(card), None) => Ok(self.go_halfway(card.id, visit, now)),
            _ => Err(refused()),
        }
    }

    fn go_halfway(&self, agent: AgentId, visit: Visit, now: Timestamp) -> OpaqueToken {
        let token = OpaqueToken::generate(&*self.runtime.entropy);
        let mut halfway = self.halfway.lock();
        if halfway.len() >= MAX_HALFWAY {
            halfway.retain(|_, person| now < person.until);
            if halfway.len() >= MAX_HALFWAY {
                halfway.clear();
            }
        }
        halfway.insert(token.stored(), Halfway { agent, visit, until: now.plus(SECOND_FACTOR_WITHIN) });
        token
    }

    /// The second step: the one-time code. The person is in.
    ///
    /// # Errors
    /// `WL-SIGNIN-REFUSED` for a wrong or used code, or without a first step from the same place;
    /// `WL-SIGNIN-LOCKED`, `WL-TOO-MANY`; a database fault.
    pub(crate) async fn second_factor(&self, token: &str, code: &str, visit: Visit) -> Result<Entered, Fault> {
        let now = self.runtime.now();
        self.addresses.check(visit.address, now)?;
        let key = OpaqueToken::presented(token).ok_or_else(refused)?;
        let agent = self.halfway_agent(&key, &visit, now).ok_or_else(refused)?;
        let card = self.register.agent(agent).await?.filter(|card| card.enabled).ok_or_else(refused)?;
        let account = Account::of(&card.work_number);
        charge(&self.runtime.db, &account, now).await?;
        let used = self.credentials.use_code(agent, code, now).await?;
        if let Err(refusal) = used {
            let how = if refusal == CodeRefusal::Reused { "code used before" } else { "code" };
            self.note(&account, Some(&card), how, &visit, Some(&refused())).await?;
            return Err(refused());
        }
        self.halfway.lock().remove(&key);
        let confirmed_until = now.plus(self.options.factor_life);
        self.enter(&card, &visit, "password and code", confirmed_until).await
    }

    fn halfway_agent(&self, key: &[u8; 32], visit: &Visit, now: Timestamp) -> Option<AgentId> {
        let halfway = self.halfway.lock();
        let person = halfway.get(key)?;
        let same_place = person.visit.address == visit.address && person.visit.user_agent == visit.user_agent;
        (now < person.until && same_place).then_some(person.agent)
    }

    /// Begins a session for somebody whose identity is beyond doubt.
    pub(crate) async fn enter(
        &self,
        card: &AgentCard,
        visit: &Visit,
        how: &str,
        confirmed_until: Timestamp,
    ) -> Result<Entered, Fault> {
        let now = self.runtime.now();
        let token = OpaqueToken::generate(&*self.runtime.entropy);
        let new = NewSession {
            id: self.runtime.ids.next(),
            agent: card.id,
            token: token.stored(),
            csrf: OpaqueToken::generate(&*self.runtime.entropy).expose().to_owned(),
            address: visit.address.to_string(),
            user_agent: bound_user_agent(&visit.user_agent),
            at: now,
            expires_at: now.plus(self.options.session_life),
            confirmed_until,
        };
        let address = new.address.clone();
        let mut tx = self.runtime.db.begin().await?;
        let ended = self.book().begin_in(&mut tx, &new, self.options.sessions_per_person).await?;
        clear(&mut tx, &Account::of(&card.work_number)).await?;
        let sign_in = Trace {
            at: now,
            action: "session.sign_in",
            agent: Some(card),
            how,
            outcome: Outcome::Done,
            address: &address,
        };
        trace(&mut tx, sign_in).await?;
        tx.commit().await?;
        let live = self.book().began(new, &ended);
        Ok(Entered { token, me: self.me_of(card, &live, false) })
    }

    /// Writes the outcome of one step down, and takes the charge back when it was right.
    async fn note(
        &self,
        account: &Account,
        agent: Option<&AgentCard>,
        how: &str,
        visit: &Visit,
        refusal: Option<&Fault>,
    ) -> Result<(), Fault> {
        let now = self.runtime.now();
        let outcome = refusal.map_or(Outcome::Done, |fault| Outcome::Refused(fault.code));
        let address = visit.address.to_string();
        let mut tx = self.runtime.db.begin().await?;
        match refusal {
            None => forgive(&mut tx, account).await?,
            Some(_) => self.addresses.fail(visit.address, now),
        }
        let step = Trace { at: now, action: "session.factor", agent, how, outcome, address: &address };
        trace(&mut tx, step).await?;
        tx.commit().await
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
    pub(crate) async fn change_password(&self, session: &Session, new: Secret<String>) -> Result<(), Fault> {
        session.require_recent_factor(self.runtime.now())?;
        self.credentials.set_password(session.staff.id, new, Some(session.staff.session)).await
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

    fn me_of(&self, card: &AgentCard, live: &Live, locked: bool) -> Me {
        self.me(card, &session_of(card, live, locked))
    }

    fn me(&self, card: &AgentCard, session: &Session) -> Me {
        Me {
            agent: MeAgent::of(card),
            actions: actions_of(&card.roles),
            csrf: session.csrf.clone(),
            locked: session.locked,
            presence: self.presence.presence(card.id),
            demo: self.options.demo,
            server_time: self.runtime.now(),
            idle_lock_seconds: self.options.idle_lock.0 / 1_000,
            confirmed_until: session.confirmed_until,
        }
    }

    fn book(&self) -> &SessionBook {
        &self.credentials.sessions
    }

    /// Ends a session whose token came from elsewhere, and says so in the audit log.
    async fn revoke_moved(&self, live: &Live, card: Option<&AgentCard>, address: IpAddr) -> Result<(), Fault> {
        let now = self.runtime.now();
        let address = address.to_string();
        let mut tx = self.runtime.db.begin().await?;
        SessionBook::end_in(&mut tx, live.id, "used from elsewhere", now).await?;
        let moved = Trace {
            at: now,
            action: "session.revoke",
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
        let locked = now.since(live.last_seen_at) >= self.options.idle_lock;
        if !locked && !self.book().see(&key, now).await? {
            return Ok(None);
        }
        Ok(Some(session_of(&card, &live, locked)))
    }
}

fn session_of(card: &AgentCard, live: &Live, locked: bool) -> Session {
    Session {
        staff: Staff {
            id: card.id,
            work_number: card.work_number.clone(),
            alias: card.alias.clone(),
            roles: card.roles.clone(),
            team: card.team,
            department: card.department.clone(),
            site: card.site.clone(),
            session: live.id,
        },
        csrf: live.csrf.clone(),
        locked,
        confirmed_until: live.confirmed_until,
    }
}

/// The work number as people type it: spaces around it and small letters do not matter.
fn typed_work_number(text: &str) -> String {
    text.trim().chars().take(MAX_WORK_NUMBER).collect::<String>().to_uppercase()
}

fn refused() -> Fault {
    Fault::unauthenticated("WL-SIGNIN-REFUSED", "the work number, password or code is not right: try again")
}

fn code_refused() -> Fault {
    Fault::forbidden("WL-CODE-REFUSED", "the one-time code is not right or was used before: wait for the next one")
}

fn over() -> Fault {
    Fault::unauthenticated("WL-SESSION-REQUIRED", "sign in first: there is no valid session")
}
