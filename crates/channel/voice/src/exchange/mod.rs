//! The exchange: brings every call's signalling, sound, decisions and log together.
//!
//! Each call is one task ([`line`]) that owns its engine (`warmline_call`), its room of sound and its place in
//! the house. Signalling events reach it by a bounded queue; what the house decides (offers, acceptances, ends)
//! it hears from the log, like any other door; what agents do on their phones it tells the
//! [`CallDesk`](warmline_contract::CallDesk). Invariants: a call's log entries are appended in the order they
//! were decided; a leg belongs to one call; nothing a customer keys leaves a line except as a choice.
//!
//! Deliberately absent: who is served next, what the flow says, who may do what (the routes ask).

mod callback;
mod diary;
mod flow;
mod hearing;
mod house;
mod ladders;
mod line;
mod lines;
mod log;
mod memory;
mod outputs;
mod referral;
mod secret;
mod session;
mod softphones;
mod survey;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use warmline_base::{AgentId, Fault, FaultKind, InteractionId, Secret};
use warmline_call::{CallbackLocks, Command, LegView, Number, Progress};
use warmline_contract::{Arrival, Calling, Channel, IdentityLevel};

use crate::edge::{Callee, Cause, Dial, EdgeEvent, Incoming, LegId, SipEdge, Source};
use crate::phones::Phones;
use crate::plane::Plane;
use crate::recording::Recordings;
use crate::service::{SpeechServices, TelephoneParts};
use crate::speech::Speech;
use ladders::Belongs;
use line::{Input, Line};

pub(crate) use memory::Memory;
pub use softphones::{Handset, PhoneFrame, PhoneWord, Softphones};

/// Things a call has not yet taken; beyond it the call is broken and ends.
const INPUTS_MAX: usize = 256;

/// What an exchange is made of.
pub struct ExchangeParts {
    /// What the telephone has of the house.
    pub house: Arc<TelephoneParts>,
    /// Signalling.
    pub edge: Arc<dyn SipEdge>,
    /// Sound.
    pub plane: Plane,
    /// Desk phones.
    pub phones: Arc<Phones>,
    /// Recordings.
    pub recordings: Arc<Recordings>,
    /// Prompts.
    pub speech: Speech,
    /// Recognisers and voices outside.
    pub services: SpeechServices,
    /// Whether conversations are recorded.
    pub record: bool,
    /// The number of the bank, shown to agents' phones and customers.
    pub number: String,
}

impl ExchangeParts {
    /// The bank's number, as calls show it.
    fn own_number(&self) -> Number {
        Number::parse(&self.number).unwrap_or_else(|| Number::parse("00").expect("two digits"))
    }
}

/// A call as a desk shows it.
#[derive(Clone, Debug)]
pub struct CallView {
    /// Its legs.
    pub legs: Vec<LegView>,
    /// How far it is.
    pub progress: Progress,
    /// Whether something is being recorded.
    pub recording: bool,
}

/// All calls.
pub struct Exchange {
    parts: ExchangeParts,
    /// Colleagues' browsers.
    pub softphones: Softphones,
    /// Whose a leg is.
    owners: Mutex<BTreeMap<LegId, mpsc::Sender<Input>>>,
    /// The line of an interaction.
    lines: Mutex<BTreeMap<InteractionId, mpsc::Sender<Input>>>,
    /// Whose signalling goes where.
    belongs: Belongs,
    /// Calls on each colleague's phone.
    engaged: Mutex<BTreeMap<AgentId, u32>>,
    /// Call backs that were begun.
    begun: Mutex<callback::Begun>,
    /// Numbers that reach a colleague first.
    locks: Mutex<CallbackLocks>,
}

impl Exchange {
    /// Takes calls from now on; these numbers reach a colleague first.
    pub(crate) fn open(parts: ExchangeParts, locks: CallbackLocks, events: mpsc::Receiver<EdgeEvent>) -> Arc<Self> {
        let exchange = Arc::new(Self {
            softphones: Softphones::new(Arc::clone(&parts.house.desk)),
            parts,
            owners: Mutex::default(),
            lines: Mutex::default(),
            belongs: Belongs::default(),
            engaged: Mutex::default(),
            begun: Mutex::default(),
            locks: Mutex::new(locks),
        });
        exchange.keep_lines();
        lines::show(&exchange);
        tokio::spawn(callback::follow(Arc::downgrade(&exchange), exchange.parts.house.runtime.bus.listen_wide()));
        tokio::spawn(pump(Arc::downgrade(&exchange), events));
        exchange
    }

    /// Asks something of a call: what an agent or supervisor does at a desk.
    ///
    /// # Errors
    /// `WL-VOICE-CALL` when the interaction has no call; a refusal of the call's engine.
    pub async fn ask(&self, interaction: InteractionId, command: Command) -> Result<CallView, Fault> {
        self.asked(interaction, Some(command)).await
    }

    /// The call of an interaction.
    ///
    /// # Errors
    /// `WL-VOICE-CALL` when it has none.
    pub async fn view(&self, interaction: InteractionId) -> Result<CallView, Fault> {
        self.asked(interaction, None).await
    }

    async fn asked(&self, interaction: InteractionId, command: Option<Command>) -> Result<CallView, Fault> {
        let line = self.lines.lock().get(&interaction).cloned().ok_or_else(no_call)?;
        let (reply, answer) = oneshot::channel();
        line.send(Input::Asked(command, reply)).await.map_err(|_| no_call())?;
        answer.await.map_err(|_| no_call())?
    }

    /// Whether the agent can be rung.
    pub fn can_ring(&self, agent: AgentId) -> bool {
        self.softphones.is_plugged(agent)
            || self.parts.phones.extension_of(agent).is_some_and(|extension| self.parts.edge.is_reachable(&extension))
    }

    /// Calls there are.
    pub fn calls(&self) -> usize {
        self.lines.lock().len()
    }

    /// Calls somebody for a line. Leg and owner are known together, so none of its events is missed.
    fn dial(&self, dial: Dial, owner: mpsc::Sender<Input>) -> Result<LegId, Fault> {
        let mut owners = self.owners.lock();
        let leg = self.parts.edge.dial(dial)?;
        owners.insert(leg, owner);
        Ok(leg)
    }

    fn to_phone(&self, agent: AgentId, from: String, offer: Vec<u8>) -> Option<Dial> {
        let extension = self.parts.phones.extension_of(agent)?;
        Some(Dial { to: Callee::Phone(extension), from, display: None, offer, encrypted: None })
    }

    /// Whom the last stop cut off reaches the same colleague first, as after any lost line.
    fn keep_lines(&self) {
        let (now, window) = (self.parts.house.runtime.now(), warmline_call::Config::default().callback_lock);
        let mut locks = self.locks.lock();
        for cut_off in self.parts.house.desk.cut_off() {
            if let Some(number) = Number::parse(cut_off.number.expose()) {
                locks.lock(now, number, cut_off.agent, window);
            }
        }
    }

    /// Who calls, and which colleague that number reaches first.
    fn calling(&self, number: String) -> Calling {
        let now = self.parts.house.runtime.now();
        let prefer = Number::parse(&number).and_then(|number| self.locks.lock().agent_for(now, &number));
        Calling { number: Secret::new(number), prefer }
    }

    async fn let_in(self: Arc<Self>, incoming: Incoming) {
        let leg = incoming.leg;
        let interaction = self.parts.house.runtime.ids.next();
        let arrival = Arrival {
            interaction,
            channel: Channel::Voice,
            door: incoming.to.clone(),
            locale: "zh-CN".into(),
            page: None,
            customer: None,
            identity_level: IdentityLevel::V0,
            senior: false,
            caller: incoming.from.clone().map(|number| self.calling(number)),
        };
        let (inputs, taken) = mpsc::channel(INPUTS_MAX);
        self.owners.lock().insert(leg, inputs.clone());
        self.lines.lock().insert(interaction, inputs.clone());
        match Line::begin(Arc::clone(&self), incoming, arrival, inputs).await {
            Ok(line) => {
                line.run(taken).await;
                // The turn may have come while the customer was still hearing the promise.
                tokio::spawn(Arc::clone(&self).call_back(interaction));
            }
            Err(fault) => {
                self.lines.lock().remove(&interaction);
                tracing::warn!(fault = %fault, "a call could not be let in");
                // What is invalid is the session offered; everything else is ours and may pass.
                let cause = if fault.kind == FaultKind::Invalid { Cause::NotAcceptable } else { Cause::Full };
                self.parts.edge.end(leg, cause);
            }
        }
        self.owners.lock().remove(&leg);
    }
}

/// Brings signalling events to their calls.
async fn pump(exchange: Weak<Exchange>, mut events: mpsc::Receiver<EdgeEvent>) {
    while let Some(event) = events.recv().await {
        let Some(exchange) = exchange.upgrade() else { return };
        let leg = match &event {
            EdgeEvent::Incoming(_) | EdgeEvent::Ladder { .. } | EdgeEvent::Phone { .. } | EdgeEvent::Trunk { .. } => {
                None
            }
            EdgeEvent::Progress { leg, .. } | EdgeEvent::Up { leg, .. } | EdgeEvent::Over { leg, .. } => Some(*leg),
            EdgeEvent::Reoffered(reoffer) => Some(reoffer.leg),
            EdgeEvent::Referred(referral) => Some(referral.leg),
        };
        match (event, leg) {
            (EdgeEvent::Incoming(incoming), _) => exchange.take(incoming),
            (event, Some(leg)) => exchange.hand_on(leg, event),
            (EdgeEvent::Ladder { leg, ladder }, None) => {
                exchange.belongs.write(&exchange.parts.house.runtime, leg, ladder)
            }
            (EdgeEvent::Phone { extension, .. }, None) => {
                if let Some(agent) = exchange.parts.phones.agent_of(&extension) {
                    exchange.parts.house.desk.phone_changed(agent);
                }
            }
            _ => {}
        }
    }
}

impl Exchange {
    fn take(self: &Arc<Self>, incoming: Incoming) {
        // A desk phone calls nobody yet: its keys are pressed on the desk.
        if matches!(incoming.source, Source::Phone(_)) {
            self.parts.edge.end(incoming.leg, Cause::Forbidden);
            return;
        }
        tokio::spawn(Arc::clone(self).let_in(incoming));
    }

    fn hand_on(&self, leg: LegId, event: EdgeEvent) {
        let over = matches!(event, EdgeEvent::Over { .. });
        let owner = if over { self.owners.lock().remove(&leg) } else { self.owners.lock().get(&leg).cloned() };
        let Some(owner) = owner else {
            if !over {
                self.parts.edge.end(leg, Cause::Normal);
            }
            return;
        };
        if owner.try_send(Input::Edge(event)).is_err() {
            tracing::error!("a call does not keep up with its signalling: its leg is let go");
            self.parts.edge.end(leg, Cause::Lost);
        }
    }
}

fn no_call() -> Fault {
    Fault::not_found("WL-VOICE-CALL", "this interaction has no call now: it may just have ended")
}
