//! What a door needs of the house: to let a customer in, carry words both ways, and tell what is going on.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{
    AgentId, AttachmentId, CaseId, CustomerId, Fault, InteractionId, Millis, OfferId, Secret, Timestamp,
};

use crate::{AttachmentView, Channel, IdentityLevel, KeyedProof, Said, Speaker};

/// Somebody at a door.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The interaction it becomes. The door chooses the id, so that it can hear its first event.
    pub interaction: InteractionId,
    /// The door's channel.
    pub channel: Channel,
    /// Which door.
    pub door: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// The page the customer was on.
    pub page: Option<String>,
    /// Who, when the bank's token said so.
    pub customer: Option<CustomerId>,
    /// How sure.
    pub identity_level: IdentityLevel,
    /// Large text and a person first.
    pub senior: bool,
    /// Who telephones, when the number is shown.
    pub caller: Option<Calling>,
}

/// Who telephones.
#[derive(Clone, Debug)]
pub struct Calling {
    /// The number.
    pub number: Secret<String>,
    /// The colleague it reaches first.
    pub prefer: Option<AgentId>,
}

/// Somebody whom a stop of the process cut off from a colleague.
#[derive(Clone, Debug)]
pub struct CutOff {
    /// The number.
    pub number: Secret<String>,
    /// The colleague.
    pub agent: AgentId,
}

/// A call an agent wishes to make.
#[derive(Clone, Debug)]
pub struct CallOut {
    /// Who calls.
    pub agent: AgentId,
    /// Whom, when it is a customer of the bank's.
    pub customer: Option<CustomerId>,
    /// At which number.
    pub number: Secret<String>,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The contact it goes on from.
    pub interaction: Option<InteractionId>,
}

/// A call back whose turn has come.
#[derive(Clone, Debug)]
pub struct CallBack {
    /// The number to call.
    pub number: Secret<String>,
    /// Which attempt to call back it is, from 1; 0 for a call of the agent's own.
    pub attempt: u8,
    /// Who calls.
    pub agent: AgentId,
    /// The offer the agent has not taken yet; absent when the agent has it already.
    pub offer: Option<OfferId>,
    /// The number of the last event all this is known from.
    pub number_known: i64,
}

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// The interaction.
    pub interaction: InteractionId,
    /// The last event's number.
    pub number: i64,
}

/// How an interaction looks from the customer's side.
#[derive(Clone, Debug)]
pub struct VisitorView {
    /// `bot`, `queued`, `active` or `ended`; an offer still counts as queued.
    pub state: &'static str,
    /// The last event's number.
    pub number: i64,
    /// The colleague who serves: work number and alias.
    pub agent: Option<(String, String)>,
    /// The place in the queue.
    pub place: Option<Place>,
    /// The customer's masked name, when known.
    pub name_masked: Option<String>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A place in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// 1 is next.
    pub position: u32,
    /// What to expect; unknown while nobody there could serve it.
    pub expected_wait_seconds: Option<u32>,
}

/// What is not an event: it is not stored, and lost with the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitorNotice {
    /// The other side types or stops.
    Typing {
        /// Types.
        on: bool,
        /// The assistant, not a colleague.
        assistant: bool,
    },
    /// The place in the queue changed.
    Place(Place),
}

/// Receives notices for one visitor.
pub type NoticeReceiver = mpsc::Receiver<VisitorNotice>;

/// A file on its way in.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name the sender gave it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The live board as JSON, each time it changes. Implemented by insight, pushed by desks.
pub trait BoardFeed: Send + Sync {
    /// The board from now on.
    fn board(&self) -> watch::Receiver<std::sync::Arc<str>>;
}

/// Whether a colleague can be telephoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneState {
    /// A desk phone is registered, or a desk is open as a phone.
    Free,
    /// There is nothing that could be rung.
    Away,
    /// On the phone.
    Engaged,
}

/// Knows colleagues' phones, from memory. Implemented by the telephone, asked by the switchboard.
pub trait PhoneView: Send + Sync {
    /// How the colleague's phone is.
    fn phone(&self, agent: AgentId) -> PhoneState;
}

/// Where a colleague hands a call on to with the transfer key of a desk phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOn {
    /// To a colleague.
    Agent(AgentId),
    /// To a queue, by its code.
    Queue(String),
    /// To a number outside, which the telephone calls by itself.
    Outside,
}

/// Whoever distributes work, as the telephone sees it: what agents do with their phones instead of a desk.
/// Implemented by interactions.
#[async_trait]
pub trait CallDesk: Send + Sync {
    /// From now on calls go to those alone whose phone this view knows. Only the first one counts.
    fn follow_phones(&self, phones: std::sync::Arc<dyn PhoneView>);

    /// A colleague's phone came, went, or was taken up or put down.
    fn phone_changed(&self, agent: AgentId);

    /// The agent took the offer by answering the phone.
    ///
    /// # Errors
    /// `WL-ACD-OFFER-GONE` when it is over.
    async fn took(&self, interaction: InteractionId, offer: OfferId, agent: AgentId) -> Result<(), Fault>;

    /// The agent's phone did not take the offer; the interaction keeps its place.
    ///
    /// # Errors
    /// As [`CallDesk::took`].
    async fn declined(&self, interaction: InteractionId, offer: OfferId, agent: AgentId) -> Result<(), Fault>;

    /// The agent hung up: the conversation is over, and the agent writes it up.
    ///
    /// # Errors
    /// `WL-INTERACTION-OVER` when it is over already.
    async fn hung_up(&self, interaction: InteractionId, agent: AgentId) -> Result<(), Fault>;

    /// Another agent serves the customer from now on, as after a consultation: the telephone has it so, and the
    /// rest of the house follows.
    ///
    /// # Errors
    /// `WL-ACD-UNKNOWN-AGENT` when the agent is not at work; `WL-INTERACTION-OVER`.
    async fn served(&self, interaction: InteractionId, agent: AgentId) -> Result<(), Fault>;

    /// The agent hands the interaction on by the phone: authorised, audited and stored like the button of the desk. A number
    /// outside is authorised and audited; calling it is the telephone's.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when it is not the agent's, or there is no such queue; `WL-ACD-…` when the target cannot take it;
    /// `WL-INTERACTION-OVER`.
    async fn hand_on(&self, interaction: InteractionId, by: AgentId, to: HandOn) -> Result<(), Fault>;

    /// The customer proved by keys who they are, and the bank confirmed it: the identity rises to V2, and to V3 with a
    /// second proof of another kind.
    ///
    /// # Errors
    /// `WL-IDENTITY-CUSTOMER` when nobody said yet which customer it is; `WL-INTERACTION-OVER`.
    async fn proved(&self, interaction: InteractionId, proof: KeyedProof) -> Result<(), Fault>;

    /// What somebody is saying at this moment: shown to whoever has the conversation open, stored nowhere.
    fn saying(&self, interaction: InteractionId, speaker: Speaker, text: &str, start_ms: i64);

    /// Somebody said something; stored without the numbers that must not be kept. Whether it is an emergency of a customer
    /// whom nobody serves yet.
    ///
    /// # Errors
    /// A database fault.
    async fn said(&self, interaction: InteractionId, said: Said) -> Result<bool, Fault>;

    /// Whom the last stop of the process cut off from a colleague. Told once.
    fn cut_off(&self) -> Vec<CutOff>;

    /// The call back of this interaction, when its turn has come and it is offered to, or in the hands of, an agent
    /// who has not reached the customer yet.
    ///
    /// # Errors
    /// `WL-SEAL-BROKEN` when the number does not open.
    async fn call_back(&self, interaction: InteractionId) -> Result<Option<CallBack>, Fault>;

    /// The number the customer of an interaction called from, or wished to be called at.
    ///
    /// # Errors
    /// `WL-SEAL-BROKEN` when the number does not open.
    async fn number(&self, interaction: InteractionId) -> Result<Option<Secret<String>>, Fault>;

    /// Begins an interaction that is the agent's from its first moment, because the agent calls; answers with it and
    /// with what there is to call.
    ///
    /// # Errors
    /// `WL-ACD-…` when the agent is not at work or has no room.
    async fn call_out(&self, wish: CallOut) -> Result<(InteractionId, CallBack), Fault>;

    /// The customer who is called back answered.
    ///
    /// # Errors
    /// `WL-INTERACTION-OVER`.
    async fn reached(&self, interaction: InteractionId, attempt: u8) -> Result<(), Fault>;

    /// The customer who is called back was not reached: back to the place until `again_after` has passed, or given
    /// up without one.
    ///
    /// # Errors
    /// `WL-INTERACTION-OVER`, or the switchboard's reasons.
    async fn not_reached(
        &self,
        interaction: InteractionId,
        attempt: u8,
        cause: &str,
        again_after: Option<Millis>,
    ) -> Result<(), Fault>;

    /// The customer wants, or has to have, a person again: back into the queue, ahead of others.
    ///
    /// # Errors
    /// `WL-INTERACTION-OVER`, or the switchboard's reasons.
    async fn requeue(&self, interaction: InteractionId, why: &str) -> Result<(), Fault>;
}

/// The house's reception, as doors see it. Implemented by interactions. Every call is for one
/// interaction whose holder the door has already proven.
#[async_trait]
pub trait Reception: Send + Sync {
    /// Lets somebody in: a new interaction, whose flow has begun.
    async fn arrive(&self, arrival: Arrival) -> Result<Admitted, Fault>;
    /// The interaction as its customer sees it; `None` when there is none.
    async fn view(&self, interaction: InteractionId) -> Result<Option<VisitorView>, Fault>;
    /// Stores what the customer wrote; answers with its number and time once stored. Repeating the
    /// same `client_id` stores nothing new.
    async fn say(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        text: String,
        attachments: Vec<AttachmentId>,
    ) -> Result<(i64, Timestamp), Fault>;
    /// The customer picked an option of a menu or judged an answer.
    async fn choose(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        choice: String,
    ) -> Result<(i64, Timestamp), Fault>;
    /// The customer wants a person.
    async fn want_person(&self, interaction: InteractionId) -> Result<(), Fault>;
    /// The customer types or stops.
    async fn typing(&self, interaction: InteractionId, on: bool);
    /// The customer has read up to `number`.
    async fn read(&self, interaction: InteractionId, number: i64) -> Result<(), Fault>;
    /// The customer wishes to be called back and keeps the place.
    async fn wish_callback(
        &self,
        interaction: InteractionId,
        phone: String,
        when: String,
        note: String,
    ) -> Result<(), Fault>;
    /// The customer leaves a message, in writing or as a recording of this name. Whoever waited in a queue gives the
    /// place up for it.
    async fn leave_message(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        text: String,
        recording: Option<String>,
    ) -> Result<(i64, Timestamp), Fault>;
    /// The customer ends the conversation, or gives up waiting.
    async fn end(&self, interaction: InteractionId) -> Result<(), Fault>;
    /// The customer's socket is gone (or back). A waiting customer who stays away loses the place only
    /// after the grace period.
    async fn present(&self, interaction: InteractionId, here: bool);
    /// Takes a file in; it belongs to nobody's message yet.
    async fn upload(&self, interaction: InteractionId, upload: Upload) -> Result<AttachmentView, Fault>;
    /// A file of this interaction: its view and content.
    async fn download(
        &self,
        interaction: InteractionId,
        attachment: AttachmentId,
    ) -> Result<(AttachmentView, Vec<u8>), Fault>;
    /// Notices for this visitor from now on.
    fn notices(&self, interaction: InteractionId) -> NoticeReceiver;
    /// The conversation as lines of (time, side, text), for the transcript the customer asked for.
    async fn transcript(&self, interaction: InteractionId) -> Result<Vec<(Timestamp, String, String)>, Fault>;
}
