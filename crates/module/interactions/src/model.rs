//! What the log says of an interaction: the fold, and nothing that is not in the log.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, CustomerId, InteractionId, JourneyId, OfferId, QueueId, Timestamp};
use warmline_contract::{
    Accepted, Arrived, By, CALL_OUT_DOOR, CallbackTried, CallbackWished, CalledOut, Channel, Ended, FlowStep, HandOver,
    Identified, IdentityLevel, IntentFound, InteractionState, Message, Offered, Queued, ReadMark, StoredEvent,
    WrappedUp, names,
};

/// An open offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOffer {
    /// Which.
    pub offer: OfferId,
    /// To whom.
    pub agent: AgentId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// The state of an interaction after some of its events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// Which.
    pub id: InteractionId,
    /// How it came in.
    pub arrived: Arrived,
    /// Where it stands.
    pub state: InteractionState,
    /// The customer, when known.
    pub customer: Option<CustomerId>,
    /// How sure.
    pub identity_level: IdentityLevel,
    /// By what the customer is known, in the order it came: `agent`, `bank_token`, `query_password`, `otp`.
    #[serde(default)]
    pub known_by: Vec<String>,
    /// The journey.
    pub journey: JourneyId,
    /// City, for figures by region.
    pub city: Option<String>,
    /// The last queueing; kept while served, so that a transfer or a restart knows the original wait.
    pub queued: Option<Queued>,
    /// The open offer.
    pub offer: Option<OpenOffer>,
    /// Who has it, or writes it up.
    pub agent: Option<AgentId>,
    /// Who had it last.
    pub last_agent: Option<AgentId>,
    /// What it is about.
    pub intent: Option<IntentFound>,
    /// What the assistant passed on.
    pub hand_over: Option<HandOver>,
    /// The run of its flow.
    pub flow: Option<FlowStep>,
    /// When it began.
    pub started_at: Timestamp,
    /// When a person took it, last time.
    pub accepted_at: Option<Timestamp>,
    /// When the conversation ended.
    pub ended_at: Option<Timestamp>,
    /// The disposition, once written.
    pub disposition: Option<String>,
    /// A callback is wished and the place kept, until the customer is reached.
    pub callback: bool,
    /// The number to call back, sealed, in hexadecimal: the one wished, else the one the customer called from.
    #[serde(default)]
    pub phone_sealed: Option<String>,
    /// How often calling back was tried.
    #[serde(default)]
    pub callback_attempts: u8,
    /// When it is tried again.
    #[serde(default)]
    pub callback_at: Option<Timestamp>,
    /// The customer said how it was.
    #[serde(default)]
    pub rated: bool,
    /// An agent ended it, and its flow has not gone on from there yet.
    #[serde(default)]
    pub awaits_flow: bool,
}

impl Fold {
    /// The fold of the first event; `None` when that is not an arrival.
    fn begin(id: InteractionId, event: &StoredEvent) -> Option<Self> {
        if *event.name != *names::INTERACTION_ARRIVED {
            return None;
        }
        Some(Self::arrived(id, event.payload().ok()?, event.at))
    }

    /// The fold of an arrival at `at`.
    pub fn arrived(id: InteractionId, arrived: Arrived, at: Timestamp) -> Self {
        Self {
            id,
            state: InteractionState::Bot,
            customer: arrived.customer,
            identity_level: arrived.identity_level,
            // Only the bank's token names a customer at the door.
            known_by: arrived.customer.map(|_| "bank_token".to_owned()).into_iter().collect(),
            journey: arrived.journey,
            city: arrived.city.clone(),
            queued: None,
            offer: None,
            agent: None,
            last_agent: None,
            intent: None,
            hand_over: None,
            flow: None,
            started_at: at,
            accepted_at: None,
            ended_at: None,
            disposition: None,
            callback: false,
            phone_sealed: arrived.caller.as_ref().map(|caller| caller.sealed.clone()),
            callback_attempts: 0,
            callback_at: None,
            rated: false,
            awaits_flow: false,
            arrived,
        }
    }

    /// Takes in the next event. Events of no consequence for the state are passed over.
    pub fn apply(&mut self, event: &StoredEvent) {
        match &*event.name {
            names::INTERACTION_IDENTIFIED => self.identified(event),
            names::INTERACTION_INTENT => self.intent = event.payload().ok().or(self.intent.take()),
            names::INTERACTION_FLOW_STEP => {
                self.flow = event.payload().ok().or(self.flow.take());
                self.awaits_flow = false;
            }
            names::INTERACTION_HANDED_OVER => self.hand_over = event.payload().ok().or(self.hand_over.take()),
            names::INTERACTION_QUEUED => self.queued(event),
            names::INTERACTION_OFFERED => self.offered(event),
            names::INTERACTION_OFFER_ENDED => {
                self.offer = None;
                if self.state == InteractionState::Offered {
                    self.state = InteractionState::Queued;
                }
            }
            names::INTERACTION_ACCEPTED => self.accepted(event),
            names::INTERACTION_CALLBACK_WISHED => self.callback_wished(event),
            names::INTERACTION_CALLED_OUT => self.called_out(event),
            names::INTERACTION_CALLBACK_TRIED => self.callback_tried(event),
            names::INTERACTION_RATED => self.rated = true,
            names::INTERACTION_ENDED => self.ended(event),
            names::INTERACTION_WRAP_UP_ENDED if self.state == InteractionState::WrapUp => {
                self.state = InteractionState::Ended;
            }
            names::INTERACTION_WRAPPED_UP => {
                self.disposition = event.payload::<WrappedUp>().ok().map(|written| written.disposition);
            }
            _ => {}
        }
    }

    /// A person has it or has had it.
    pub const fn is_human(&self) -> bool {
        self.accepted_at.is_some()
    }

    /// The conversation is still going on.
    pub const fn is_live(&self) -> bool {
        !matches!(self.state, InteractionState::WrapUp | InteractionState::Ended)
    }

    /// Whether the line to this agent was lost a moment before, so that skills do not matter.
    pub fn is_cut_off_from(&self, agent: AgentId) -> bool {
        self.arrived.caller.as_ref().is_some_and(|caller| caller.prefer == Some(agent))
    }

    /// Whether an agent began it by calling the customer: no flow has a part in it.
    pub fn is_call_out(&self) -> bool {
        self.arrived.door == CALL_OUT_DOOR
    }

    /// The channel.
    pub const fn channel(&self) -> Channel {
        self.arrived.channel
    }

    /// 0 first to 9; 5 before it was ever queued.
    pub fn priority(&self) -> u8 {
        self.queued.as_ref().map_or(5, |queued| queued.priority)
    }

    /// The queue it waits in or came from.
    pub fn queue(&self) -> Option<QueueId> {
        self.queued.as_ref().map(|queued| queued.queue)
    }

    fn identified(&mut self, event: &StoredEvent) {
        let Ok(found) = event.payload::<Identified>() else { return };
        self.customer = Some(found.customer);
        self.identity_level = self.identity_level.max(found.level);
        if !self.known_by.contains(&found.method) {
            self.known_by.push(found.method);
        }
        self.journey = found.journey;
        self.city = found.city.or(self.city.take());
    }

    fn queued(&mut self, event: &StoredEvent) {
        let Ok(queued) = event.payload::<Queued>() else { return };
        self.queued = Some(queued);
        self.state = InteractionState::Queued;
        self.last_agent = self.agent.take().or(self.last_agent);
        self.offer = None;
    }

    fn offered(&mut self, event: &StoredEvent) {
        let Ok(offered) = event.payload::<Offered>() else { return };
        self.offer = Some(OpenOffer { offer: offered.offer, agent: offered.agent, expires_at: offered.expires_at });
        self.state = InteractionState::Offered;
    }

    fn accepted(&mut self, event: &StoredEvent) {
        let Ok(accepted) = event.payload::<Accepted>() else { return };
        self.agent = Some(accepted.agent);
        self.last_agent = Some(accepted.agent);
        self.offer = None;
        self.accepted_at = Some(event.at);
        self.state = InteractionState::Active;
    }

    /// It never waited; should it be handed on, it is as if it had waited since now.
    fn called_out(&mut self, event: &StoredEvent) {
        let Ok(called) = event.payload::<CalledOut>() else { return };
        self.queued = Some(Queued {
            queue: called.queue,
            priority: 5,
            required: Vec::new(),
            preferred: Vec::new(),
            deadline: None,
            queued_at: event.at,
            reason: "call_out".into(),
            sticky: None,
            exclude: Vec::new(),
        });
    }

    fn callback_wished(&mut self, event: &StoredEvent) {
        self.callback = true;
        let sealed = event.payload::<CallbackWished>().map(|wished| wished.phone_sealed).unwrap_or_default();
        if !sealed.is_empty() {
            self.phone_sealed = Some(sealed);
        }
    }

    fn callback_tried(&mut self, event: &StoredEvent) {
        let Ok(tried) = event.payload::<CallbackTried>() else { return };
        self.callback = !tried.reached;
        self.callback_attempts = tried.attempt;
        self.callback_at = tried.again_at;
    }

    fn ended(&mut self, event: &StoredEvent) {
        if !self.is_live() {
            return;
        }
        let agent = event.payload::<Ended>().ok().and_then(|ended| ended.agent);
        self.ended_at = Some(event.at);
        self.offer = None;
        self.state = if agent.is_some() { InteractionState::WrapUp } else { InteractionState::Ended };
        self.awaits_flow = agent.is_some();
    }
}

/// How sure the bank is of a customer known by these: one proof is V2, two of different kinds, something known and
/// something had, are V3. An agent's word is none.
pub fn level_of(known_by: &[String]) -> IdentityLevel {
    let knows = known_by.iter().any(|by| by == "query_password");
    let has = known_by.iter().any(|by| by == "otp" || by == "bank_token");
    match (knows, has) {
        (true, true) => IdentityLevel::V3,
        (true, false) | (false, true) => IdentityLevel::V2,
        (false, false) if known_by.is_empty() => IdentityLevel::V0,
        (false, false) => IdentityLevel::V1,
    }
}

/// The end of the thread: what lists show of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// The last event's number.
    pub last_number: i64,
    /// The last message: when, by which side, its text.
    pub last_message: Option<(Timestamp, &'static str, String)>,
    /// Customer messages the agent has not read.
    pub unread: i64,
}

/// What an event does to the tail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TailStep {
    /// A message; customers' ones are unread, an agent's one means all was read.
    Message {
        /// Which side: `customer`, `agent`, `assistant` or `system`.
        side: &'static str,
        /// Its text.
        text: String,
    },
    /// The agent has read.
    Read,
    /// Only the number moves.
    Number,
}

impl TailStep {
    /// What `event` does.
    pub fn of(event: &StoredEvent) -> Self {
        match &*event.name {
            names::INTERACTION_MESSAGE => Self::Message {
                side: side(&event.by),
                text: event.payload::<Message>().map(|message| message.text).unwrap_or_default(),
            },
            names::INTERACTION_READ if event.payload::<ReadMark>().is_ok_and(|mark| mark.side == "agent") => Self::Read,
            _ => Self::Number,
        }
    }

    /// The unread count after it.
    pub const fn unread(&self, before: i64) -> i64 {
        match self {
            Self::Message { side, .. } => match side.as_bytes() {
                b"customer" => before + 1,
                b"agent" => 0,
                _ => before,
            },
            Self::Read => 0,
            Self::Number => before,
        }
    }
}

impl Tail {
    /// Takes in the next event.
    pub fn apply(&mut self, event: &StoredEvent) {
        let step = TailStep::of(event);
        self.last_number = event.number;
        self.unread = step.unread(self.unread);
        if let TailStep::Message { side, text } = step {
            self.last_message = Some((event.at, side, text));
        }
    }
}

/// Both folds of the first event; `None` when that is not an arrival.
pub fn begun(id: InteractionId, event: &StoredEvent) -> Option<(Fold, Tail)> {
    let fold = Fold::begin(id, event)?;
    let mut tail = Tail::default();
    tail.apply(event);
    Some((fold, tail))
}

/// The side an actor is on, as screens name it.
pub const fn side(by: &By) -> &'static str {
    match by {
        By::Customer { .. } => "customer",
        By::Agent { .. } => "agent",
        By::Assistant => "assistant",
        By::System { .. } => "system",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_proof_of_the_same_kind_proves_no_more() {
        let level = |by: &[&str]| level_of(&by.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(level(&[]), IdentityLevel::V0);
        assert_eq!(level(&["agent"]), IdentityLevel::V1);
        assert_eq!(level(&["agent", "query_password"]), IdentityLevel::V2);
        assert_eq!(level(&["bank_token", "otp"]), IdentityLevel::V2, "both come to what the customer has");
        assert_eq!(level(&["agent", "otp", "query_password"]), IdentityLevel::V3);
    }
}
