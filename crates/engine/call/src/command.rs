//! What can be asked of a call, and what its legs report. Every command is answered: done, or refused
//! with a reason. Commands do not serialise, because a key pressed may be part of a secret.

use warmline_base::{AgentId, Millis, OfferId};

use crate::vocabulary::{Cause, Key, LegId, Mode, Phrase, SecretKind, Target, Treatment};

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskFor {
    /// One key of a menu; which one is logged.
    Choice,
    /// A number of up to so many keys, ended by `#`. Not logged here.
    Number(u8),
    /// A secret of exactly so many keys, which goes to the secret sink only.
    Secret(SecretKind, u8),
}

/// A question to be answered by keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Said first; a key cuts it short.
    pub say: Vec<Phrase>,
    /// What is asked for.
    pub ask_for: AskFor,
    /// How long to wait for a key, counted from the end of what is said and from each key: 1 to 60 seconds.
    pub patience: Millis,
}

/// What a leg reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegEvent {
    /// It rings; `media` when it already sends sound of its own (183 with SDP).
    Ringing {
        /// Whether there is something to hear.
        media: bool,
    },
    /// It answered.
    Answered,
    /// It hung up, declined, could not be reached or broke off.
    Left(Cause),
    /// A key was pressed, once, whatever the redundancy on the wire.
    Key(Key),
    /// The far end put us on hold or took us back (re-INVITE), as with the key of a desk phone.
    FarHold(bool),
    /// A session timer was agreed or refreshed (RFC 4028).
    Session {
        /// The agreed interval; at least 90 seconds.
        interval: Millis,
        /// Whether the refreshing is ours.
        ours: bool,
    },
    /// Our hold or resume was agreed.
    HoldDone,
    /// Our hold or resume met one of theirs (491); try again after this span, drawn by chance as
    /// RFC 3261 section 14.1 asks, at most 4 seconds.
    Glare(Millis),
    /// What came of our REFER.
    Referred(bool),
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The flow takes the arriving call.
    Answer,
    /// The flow refuses the arriving call.
    Refuse,
    /// Something to say: before the answer as early media, later to a customer nobody serves.
    Say {
        /// The phrases.
        say: Vec<Phrase>,
        /// Whether this is the recording notice.
        notice: bool,
    },
    /// A question to a customer nobody serves. While waiting, the place stays.
    Ask(Ask),
    /// Take a message after this invitation, until `#`, silence, the limit or the hang-up.
    TakeMessage {
        /// The invitation.
        say: Vec<Phrase>,
        /// The longest message, 5 to 600 seconds.
        limit: Millis,
    },
    /// The customer waits for a person: the house has put the call into a queue.
    Wait(Treatment),
    /// The place (1 is next) and the expected wait, for the next announcement.
    Figures {
        /// The place.
        place: u32,
        /// The expected wait, when it can be told.
        wait: Option<Millis>,
    },
    /// An offer: ring this agent's phone for a waiting customer.
    Offer {
        /// The offer.
        offer: OfferId,
        /// Whose phone.
        agent: AgentId,
    },
    /// The offer was accepted and that is stored: connect as soon as the phone has answered.
    Confirm {
        /// The offer.
        offer: OfferId,
    },
    /// The offer is over without acceptance.
    Withdraw {
        /// The offer.
        offer: OfferId,
    },
    /// An agent puts another leg on hold or takes it back.
    Hold {
        /// Who.
        by: AgentId,
        /// The customer's or a third party's leg.
        leg: LegId,
        /// On or off.
        on: bool,
    },
    /// Somebody mutes or unmutes themselves.
    Mute {
        /// Who.
        by: AgentId,
        /// On or off.
        on: bool,
    },
    /// Blind transfer: the agent leaves at once. By `refer` a number is reached by the trunk itself
    /// and the agent stays until the trunk agreed.
    Transfer {
        /// Who.
        by: AgentId,
        /// Where to.
        to: Target,
        /// Let the trunk do it (REFER).
        refer: bool,
    },
    /// Start a consultation with a colleague or a number; the customer hears music. When a queue is
    /// wanted, the house picks the colleague.
    Consult {
        /// Who.
        by: AgentId,
        /// With whom: not a queue.
        to: Target,
    },
    /// Go to and fro between the customer and the consulted side.
    Swap {
        /// Who.
        by: AgentId,
    },
    /// Hand the customer to the consulted side and leave.
    Complete {
        /// Who.
        by: AgentId,
    },
    /// Let the consulted side go and return to the customer.
    Abort {
        /// Who.
        by: AgentId,
    },
    /// Bring the customer and the consulted side together.
    Conference {
        /// Who.
        by: AgentId,
    },
    /// Let another leg go: a third party or another agent, not the customer.
    Drop {
        /// Who.
        by: AgentId,
        /// Which leg.
        leg: LegId,
    },
    /// An agent or supervisor leaves the call.
    HangUp {
        /// Who.
        by: AgentId,
    },
    /// Leave the customer with music for a colleague to pick up.
    Park {
        /// Who.
        by: AgentId,
    },
    /// Take a parked customer: rings this agent's phone.
    PickUp {
        /// Who.
        by: AgentId,
    },
    /// The agent told the customer about the recording by mouth.
    NoticeGiven {
        /// Who.
        by: AgentId,
    },
    /// Pause or resume the recording.
    PauseRecording {
        /// Who.
        by: AgentId,
        /// Pause or resume.
        on: bool,
    },
    /// Ask the customer in conversation to key a secret.
    AskSecret {
        /// Who asks.
        by: AgentId,
        /// Which secret.
        kind: SecretKind,
        /// How many keys, 4 to 12.
        digits: u8,
        /// For how long, 5 to 120 seconds.
        patience: Millis,
    },
    /// What the check of the keyed secret said.
    SecretChecked {
        /// Whether it was right.
        ok: bool,
    },
    /// A matter so special that this number reaches this agent first for a while after the call.
    KeepLine {
        /// Who.
        by: AgentId,
        /// For how long after the call's end, up to 7 days.
        window: Millis,
    },
    /// A supervisor joins beside an agent, or changes the mode.
    Supervise {
        /// The supervisor.
        by: AgentId,
        /// Whose conversation.
        agent: AgentId,
        /// How.
        mode: Mode,
    },
    /// The house or a supervisor ends the call for everybody.
    End {
        /// The supervisor, when it is one.
        by: Option<AgentId>,
    },
    /// A leg reports.
    Leg(LegId, LegEvent),
    /// What was being said is said to the end.
    Said {
        /// Which saying.
        play: u32,
    },
    /// The customer, in the menu or the queue, said that it is an emergency: as if its key had been pressed.
    Emergency,
    /// A leg has sent no sound for longer than the media plane bears, or nothing but silence while a
    /// message is taken.
    NoSound(LegId),
}
