//! Signing in: the two steps, and the session that begins with the second.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use warmline_base::{AgentId, Fault, Millis, Secret, Timestamp};
use warmline_contract::{AgentCard, PresenceView, SessionStep, Staff, StaffRegister};
use warmline_crypto::{CodeRefusal, OpaqueToken};
use warmline_http::Session;
use warmline_runtime::{Outcome, Runtime, actions_of};

use crate::lockout::{Account, Addresses, charge, clear, forgive};
use crate::me::{Me, MeAgent};
use crate::oidc::Oidc;
use crate::sessions::{Live, NewSession, SessionBook, bound_user_agent};
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
    pub(crate) credentials: Arc<StaffCredentials>,
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
            step: SessionStep::SignIn,
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
    pub(crate) async fn note(
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
        let step = Trace { at: now, step: SessionStep::Factor, agent, how, outcome, address: &address };
        trace(&mut tx, step).await?;
        tx.commit().await
    }

    fn me_of(&self, card: &AgentCard, live: &Live, locked: bool) -> Me {
        self.me(card, &session_of(card, live, locked))
    }

    pub(crate) fn me(&self, card: &AgentCard, session: &Session) -> Me {
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

    pub(crate) fn book(&self) -> &SessionBook {
        &self.credentials.sessions
    }
}

pub(crate) fn session_of(card: &AgentCard, live: &Live, locked: bool) -> Session {
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

pub(crate) fn refused() -> Fault {
    Fault::unauthenticated("WL-SIGNIN-REFUSED", "the work number, password or code is not right: try again")
}
