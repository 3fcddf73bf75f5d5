//! The switchboard: the one owner of the ACD engine.
//!
//! Orders come in, the engine decides, the decisions are stored as events, and only then is the order
//! answered and anybody told. Orders that arrive together share one commit. Time-outs are the engine's
//! deadlines, slept for, never polled. When decisions cannot be stored, the engine is thrown away and
//! rebuilt from the log, so it never knows more than the log does.

mod decide;
mod phones;
mod presence;
mod rebuild;
mod settings;
mod task;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use warmline_acd::{Command, Engine, Presence, When};
use warmline_base::{AgentId, Fault, QueueId};
use warmline_contract::{NewEvent, PeopleDirectory, PhoneView, PresenceState, Queued, RoutingSettings, StoredEvent};
use warmline_runtime::Runtime;

use crate::hub::Hub;
use crate::live::Live;
use crate::store::Rows;

pub use phones::PhonesKnown;
pub use presence::Presences;
pub(crate) use settings::{engine_channel, needs, wishes};
pub(crate) use task::whole_seconds;

/// Orders that may wait; beyond it callers are told to slow down.
const WAITING_MAX: usize = 4_096;

/// Something for the engine to do, and what is stored with it.
#[derive(Debug)]
pub struct Order {
    /// What to do.
    pub command: Command,
    /// Events stored before those of the decision.
    pub before: Vec<NewEvent>,
    /// Events stored after them.
    pub after: Vec<NewEvent>,
    /// For a new wait: how it is queued, as its event will say.
    pub queued: Option<Queued>,
    /// A cancelled wait is not an abandoned one: the flow took it elsewhere.
    pub quiet: bool,
}

impl Order {
    /// An order that stores only what the engine decides.
    pub const fn plain(command: Command) -> Self {
        Self { command, before: Vec::new(), after: Vec::new(), queued: None, quiet: false }
    }
}

type Look = Box<dyn FnOnce(&Engine) + Send>;

pub(crate) enum Ask {
    Order(Box<Order>, oneshot::Sender<Result<Vec<Arc<StoredEvent>>, Fault>>),
    Look(Look),
    Desk {
        agent: AgentId,
        connected: bool,
    },
    Presence {
        agent: AgentId,
        presence: Presence,
        when: When,
        answer: oneshot::Sender<Result<(), Fault>>,
    },
    Settings,
    People(AgentId),
    /// This agent's phone changed; everybody's, when none is named.
    Phones(Option<AgentId>),
}

/// What the switchboard stands on.
#[derive(Clone)]
pub struct Line {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Rows of what is not live.
    pub rows: Arc<Rows>,
    /// Who works here.
    pub people: Arc<dyn PeopleDirectory>,
    /// Queues and hours.
    pub routing: Arc<dyn RoutingSettings>,
    /// Whose phone can be rung.
    pub phones: PhonesKnown,
}

/// A handle to the switchboard.
#[derive(Clone)]
pub struct Switchboard {
    asks: mpsc::Sender<Ask>,
    presences: Presences,
    phones: PhonesKnown,
}

impl Switchboard {
    /// Rebuilds the engine from the log and starts the task that owns it.
    ///
    /// # Errors
    /// Those of the database and of the settings.
    pub(crate) async fn start(line: Line, hub: Arc<Hub>, live: Arc<Live>) -> Result<Self, Fault> {
        let (asks, waiting) = mpsc::channel(WAITING_MAX);
        let presences = Presences::default();
        let phones = line.phones.clone();
        let task = task::Task::rebuilt(line, hub, live, presences.clone()).await?;
        tokio::spawn(task.run(waiting));
        Ok(Self { asks, presences, phones })
    }

    /// Where colleagues stand, as of the last stored decision.
    pub const fn presences(&self) -> &Presences {
        &self.presences
    }

    /// Gives an order; answers when its decisions are stored, with the events.
    ///
    /// # Errors
    /// `WL-ACD-…` when the engine refuses; `WL-SWITCHBOARD-BUSY` when too many wait; a database fault.
    pub async fn order(&self, order: Order) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        let (answer, answered) = oneshot::channel();
        self.send(Ask::Order(Box::new(order), answer))?;
        answered.await.unwrap_or_else(|_| Err(busy()))
    }

    /// Looks at the engine as it stands now.
    ///
    /// # Errors
    /// `WL-SWITCHBOARD-BUSY` when too many wait.
    pub async fn look<T: Send + 'static>(&self, look: impl FnOnce(&Engine) -> T + Send + 'static) -> Result<T, Fault> {
        let (answer, answered) = oneshot::channel();
        self.send(Ask::Look(Box::new(move |engine| {
            // Who asked may have gone.
            let _ = answer.send(look(engine));
        })))?;
        answered.await.map_err(|_| busy())
    }

    /// Changes an agent's presence, signing them in first when they are not.
    ///
    /// # Errors
    /// `WL-ACD-…` when the engine refuses; a database fault.
    pub async fn set_presence(&self, agent: AgentId, presence: Presence, when: When) -> Result<(), Fault> {
        let (answer, answered) = oneshot::channel();
        self.send(Ask::Presence { agent, presence, when, answer })?;
        answered.await.unwrap_or_else(|_| Err(busy()))
    }

    /// A desk of `agent` opened, or the last one closed.
    pub fn desk(&self, agent: AgentId, connected: bool) {
        // When even this does not fit, the next order finds out by itself.
        let _ = self.asks.try_send(Ask::Desk { agent, connected });
    }

    /// Queues or hours were published anew.
    pub fn settings_changed(&self) {
        let _ = self.asks.try_send(Ask::Settings);
    }

    /// Calls go to those alone whose phone this view knows.
    pub fn follow_phones(&self, phones: Arc<dyn PhoneView>) {
        self.phones.follow(phones);
        let _ = self.asks.try_send(Ask::Phones(None));
    }

    /// An agent's phone came, went, or was taken up or put down.
    pub fn phone_changed(&self, agent: AgentId) {
        let _ = self.asks.try_send(Ask::Phones(Some(agent)));
    }

    /// An agent's skills or limits changed.
    pub fn person_changed(&self, agent: AgentId) {
        let _ = self.asks.try_send(Ask::People(agent));
    }

    fn send(&self, ask: Ask) -> Result<(), Fault> {
        self.asks.try_send(ask).map_err(|_| busy())
    }
}

fn busy() -> Fault {
    Fault::unavailable("WL-SWITCHBOARD-BUSY", "the switchboard has more orders than it can take: try again in a moment")
}

/// The engine ranks 9 first, everything else 0 first.
pub(crate) const fn engine_priority(priority: u8) -> u8 {
    9u8.saturating_sub(priority)
}

/// Presence as everybody else names it.
pub(crate) fn presence_words(presence: Presence) -> (PresenceState, Option<String>) {
    match presence {
        Presence::Ready => (PresenceState::Ready, None),
        Presence::NotReady { reason } => {
            let word = serde_json::to_value(reason).ok().and_then(|word| word.as_str().map(str::to_owned));
            (PresenceState::NotReady, word)
        }
    }
}

/// Presence from the words of a request or a row.
///
/// # Errors
/// `WL-PRESENCE` when the state cannot be chosen or the reason is unknown.
pub fn presence_from(state: PresenceState, reason: Option<&str>) -> Result<Presence, Fault> {
    let wrong = |detail| Fault::invalid("WL-PRESENCE", detail);
    match state {
        PresenceState::Ready => Ok(Presence::Ready),
        PresenceState::NotReady => {
            let word =
                reason.ok_or_else(|| wrong("not_ready needs a reason: see /api/presence/reasons").at("/reason"))?;
            serde_json::from_value(serde_json::Value::String(word.to_owned()))
                .map(|reason| Presence::NotReady { reason })
                .map_err(|_| wrong("this reason is not known: see /api/presence/reasons").at("/reason"))
        }
        PresenceState::Offline | PresenceState::Working => {
            Err(wrong("choose ready or not_ready: working and offline come by themselves").at("/state"))
        }
    }
}

/// Which queue setting an id names.
pub(crate) type Queues = rustc_hash::FxHashMap<QueueId, warmline_contract::QueueSetting>;
