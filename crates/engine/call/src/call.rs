//! The call itself: its state, its clock, and the way in and out.
//!
//! One command is one step: deadlines already due fire first, each at its own instant, then the command
//! is done or refused. At the end of each step the topology, the recorder and what far ends know of
//! hold are brought in line with the state ([`Call::sync`]), so no command has to think of them.

use std::collections::VecDeque;

use warmline_base::{AgentId, Millis, OfferId, Timestamp};

use crate::command::{Command, LegEvent};
use crate::event::{Direction, Event};
use crate::leg::{HoldSignal, Leg, LegState, Party, Place, Purpose};
use crate::output::{Callee, HouseCommand, LegCommand, MediaCommand, Output};
use crate::recorder::Recorder;
use crate::refusal::Refusal;
use crate::stage::{Consult, Saying, SecretEntry, Stage, Task};
use crate::topology::Topology;
use crate::vocabulary::{By, CUSTOMER, Cause, Key, LegId, Number, Role};

/// The spans and limits of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How long a phone inside rings.
    pub agent_ring: Millis,
    /// How long a number outside rings.
    pub number_ring: Millis,
    /// How long an answered offer waits for its confirmation.
    pub confirm: Millis,
    /// The longest call.
    pub max_length: Millis,
    /// The longest saying, should its end not be reported.
    pub max_saying: Millis,
    /// How long the flow may think before a person takes the call.
    pub flow_patience: Millis,
    /// How long the check of a secret may take.
    pub secret_check: Millis,
    /// How often somebody on hold hears a word, and the agent is reminded.
    pub hold_word: Millis,
    /// How long a customer stays parked.
    pub park: Millis,
    /// How long those who consulted may go on talking when the customer has left.
    pub after_talk: Millis,
    /// How long a REFER may take.
    pub refer: Millis,
    /// How long a number whose line was lost reaches the same agent first.
    pub callback_lock: Millis,
    /// When to try again after each attempt to call back that reached nobody; no further ones.
    pub callback_retries: Vec<Millis>,
    /// Most parties who speak with each other.
    pub max_parties: u8,
    /// Most supervisors at a time.
    pub max_supervisors: u8,
    /// Most legs in the life of a call.
    pub max_legs: u16,
    /// Leads straight to a person from menus, speech and waiting.
    pub emergency_key: Option<Key>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            agent_ring: Millis::seconds(30),
            number_ring: Millis::seconds(45),
            confirm: Millis::seconds(5),
            max_length: Millis::minutes(240),
            max_saying: Millis::minutes(3),
            flow_patience: Millis::seconds(20),
            secret_check: Millis::seconds(10),
            hold_word: Millis::seconds(45),
            park: Millis::minutes(5),
            after_talk: Millis::minutes(2),
            refer: Millis::seconds(32),
            callback_lock: Millis::minutes(10),
            callback_retries: vec![Millis::minutes(5), Millis::minutes(15)],
            max_parties: 6,
            max_supervisors: 3,
            max_legs: 64,
            emergency_key: Key::parse('*'),
        }
    }
}

/// What a call begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The customer's number; none when it is withheld.
    pub customer: Option<Number>,
    /// The bank's number.
    pub line: Number,
    /// The trunk's name.
    pub trunk: Box<str>,
    /// Whether conversations are recorded.
    pub record: bool,
    /// Whether it is urgent: nothing is said before people talk.
    pub urgent: bool,
    /// Spans and limits.
    pub config: Config,
}

/// One telephone call. See the crate's description for its laws.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) setup: Setup,
    pub(crate) direction: Direction,
    /// Which attempt to call back this is, counted from 1; 0 when it is none.
    pub(crate) attempt: u8,
    pub(crate) now: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) outputs: VecDeque<Output>,
    pub(crate) legs: Vec<Leg>,
    pub(crate) stage: Stage,
    /// The agent's leg that answers for the customer.
    pub(crate) owner: Option<LegId>,
    pub(crate) consult: Option<Consult>,
    /// Until when the trunk may take for a REFER.
    pub(crate) refer_until: Option<Timestamp>,
    pub(crate) saying: Option<Saying>,
    pub(crate) task: Option<Task>,
    pub(crate) secret: Option<SecretEntry>,
    pub(crate) recorder: Recorder,
    /// When the next word for those on hold is due.
    pub(crate) hold_word_at: Option<Timestamp>,
    pub(crate) keep_line: Option<(AgentId, Millis)>,
    pub(crate) plays: u32,
    told: Topology,
}

impl Call {
    /// A call that arrives.
    pub fn inbound(now: Timestamp, setup: Setup) -> Self {
        let mut call = Self::begin(now, setup, Direction::Inbound, Stage::Arriving);
        let until = now.plus(call.setup.config.number_ring);
        call.add_leg(Party::Customer, Role::Customer, Purpose::Customer, Some(until));
        call
    }

    /// A call to a customer: the agent's phone first, then the customer's. `attempt` counts the
    /// attempts to call this customer back, from 1; 0 is a call the agent wishes to make.
    ///
    /// # Errors
    /// [`Refusal::OutOfRange`] when the setup names no number to call.
    pub fn outbound(now: Timestamp, setup: Setup, agent: AgentId, attempt: u8) -> Result<Self, Refusal> {
        Self::dialling(now, setup, agent, Purpose::Caller, attempt)
    }

    /// A call back whose turn has come and is offered: the agent's phone rings, and the customer is called once
    /// the acceptance is stored ([`Command::Confirm`]). `attempt` counts from 1.
    ///
    /// # Errors
    /// [`Refusal::OutOfRange`] when the setup names no number to call.
    pub fn call_back(
        now: Timestamp,
        setup: Setup,
        agent: AgentId,
        offer: OfferId,
        attempt: u8,
    ) -> Result<Self, Refusal> {
        Self::dialling(now, setup, agent, Purpose::Offer { offer, confirmed: false }, attempt)
    }

    fn dialling(now: Timestamp, setup: Setup, agent: AgentId, purpose: Purpose, attempt: u8) -> Result<Self, Refusal> {
        if setup.customer.is_none() {
            return Err(Refusal::OutOfRange);
        }
        let mut call = Self::begin(now, setup, Direction::Outbound, Stage::Dialling);
        call.attempt = attempt;
        call.add_leg(Party::Customer, Role::Customer, Purpose::Customer, None);
        let ring = call.setup.config.agent_ring;
        call.invite(Party::Agent(agent), Role::Agent, purpose, ring)?;
        Ok(call)
    }

    fn begin(now: Timestamp, setup: Setup, direction: Direction, stage: Stage) -> Self {
        let masked = setup.customer.as_ref().map_or_else(String::new, Number::masked);
        let line = setup.line.expose().to_owned();
        let (from_masked, to) = match direction {
            Direction::Inbound => (masked, line),
            Direction::Outbound => (line, masked),
        };
        let started = Event::Started { direction, from_masked, to, trunk: setup.trunk.clone().into() };
        Self {
            direction,
            attempt: 0,
            now,
            ends_at: now.plus(setup.config.max_length),
            outputs: VecDeque::from([Output::Log(started)]),
            legs: Vec::new(),
            stage,
            owner: None,
            consult: None,
            refer_until: None,
            saying: None,
            task: None,
            secret: None,
            recorder: Recorder::default(),
            hold_word_at: None,
            keep_line: None,
            plays: 0,
            told: Topology::default(),
            setup,
        }
    }

    /// Does one command at the instant `now`. Time never runs backwards: an earlier `now` counts as
    /// the latest one seen.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be done; the state is then as if it had not been asked.
    pub fn handle(&mut self, now: Timestamp, command: Command) -> Result<(), Refusal> {
        self.fire_due(now);
        if self.is_over() {
            return Err(Refusal::Ended);
        }
        let answer = self.dispatch(command);
        self.sync();
        answer
    }

    /// Moves time to `now` and fires every deadline that is due.
    pub fn advance(&mut self, now: Timestamp) {
        self.fire_due(now);
    }

    /// The next decision, oldest first.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Whether the call is over: every further command is refused.
    pub fn is_over(&self) -> bool {
        self.stage == Stage::Ended
    }

    fn dispatch(&mut self, command: Command) -> Result<(), Refusal> {
        match command {
            Command::Answer => self.answer(),
            Command::Refuse => self.refuse(),
            Command::Say { say, notice } => self.flow_says(say, notice),
            Command::Ask(ask) => self.ask(ask),
            Command::TakeMessage { say, limit } => self.take_message(say, limit),
            Command::Wait(treatment) => self.wait(treatment),
            Command::Figures { place, wait } => self.figures(place, wait),
            Command::Offer { offer, agent } => self.offer(offer, agent),
            Command::Confirm { offer } => self.confirm(offer),
            Command::Withdraw { offer } => self.withdraw(offer),
            Command::Hold { by, leg, on } => self.hold(by, leg, on),
            Command::Mute { by, on } => self.mute(by, on),
            Command::Transfer { by, to, refer } => self.transfer(by, &to, refer),
            Command::Consult { by, to } => self.start_consult(by, &to),
            Command::Swap { by } => self.swap(by),
            Command::Complete { by } => self.complete(by),
            Command::Abort { by } => self.abort(by),
            Command::Conference { by } => self.conference(by),
            Command::Drop { by, leg } => self.drop_leg(by, leg),
            Command::HangUp { by } => self.hang_up_by(by),
            Command::Park { by } => self.park(by),
            Command::PickUp { by } => self.pick_up(by),
            Command::NoticeGiven { by } => self.notice_given(by),
            Command::PauseRecording { by, on } => self.pause_recording(by, on),
            Command::AskSecret { by, kind, digits, patience } => self.ask_secret(by, kind, digits, patience),
            Command::SecretChecked { ok } => self.secret_checked(ok),
            Command::KeepLine { by, window } => self.keep_line(by, window),
            Command::Supervise { by, agent, mode } => self.supervise(by, agent, mode),
            Command::End { by } => self.end_by(by),
            Command::Leg(leg, event) => self.on_leg(leg, event),
            Command::Said { play } => self.on_said(play),
            Command::Emergency => self.emergency(),
            Command::NoSound(leg) => self.no_sound(leg),
        }
    }

    fn on_leg(&mut self, id: LegId, event: LegEvent) -> Result<(), Refusal> {
        let leg = self.legs.get(usize::from(id.0)).filter(|leg| !leg.is_gone()).ok_or(Refusal::LegGone)?;
        // An arriving leg is answered by us, and one that will be invited has nothing to say yet.
        let inbound = self.direction == Direction::Inbound;
        let mute = id == CUSTOMER && !leg.is_answered() && (inbound || leg.until.is_none());
        if mute && !(inbound && matches!(event, LegEvent::Left(_))) {
            return Err(Refusal::LegGone);
        }
        match event {
            LegEvent::Ringing { media } => self.rings(id, media),
            LegEvent::Answered => self.answered(id),
            LegEvent::Left(cause) => self.left(id, cause),
            LegEvent::Key(key) => self.key(id, key),
            LegEvent::FarHold(on) => self.far_hold(id, on),
            LegEvent::Session { interval, ours } => self.session(id, interval, ours)?,
            LegEvent::HoldDone => self.hold_done(id),
            LegEvent::Glare(span) => self.glare(id, span)?,
            LegEvent::Referred(ok) => self.referred(id, ok)?,
        }
        Ok(())
    }

    /// Brings what is derived from the state in line with it. The recorder pauses before anybody hears
    /// something new, and goes on after.
    pub(crate) fn sync(&mut self) {
        if self.is_over() {
            return;
        }
        self.pause_recorder_if_due();
        let topology = self.topology();
        if topology != self.told {
            self.told = topology.clone();
            self.media(MediaCommand::Topology(topology));
        }
        self.start_recorder_if_due();
        self.signal_holds();
    }

    /// Ends the call for everybody. Nothing follows.
    pub(crate) fn end(&mut self, cause: Cause, by: By) {
        self.give_up_secret();
        self.close_message();
        self.stop_saying();
        for index in 0..self.legs.len() {
            if !self.legs[index].is_gone() {
                self.let_go(LegId(index as u16), cause);
            }
        }
        self.stop_recorder();
        if let Some((agent, window)) = self.keep_line {
            self.house(HouseCommand::LockCallback { agent, window });
        }
        self.house(HouseCommand::End { cause, by });
        self.log(Event::Ended { cause, by });
        self.stage = Stage::Ended;
    }

    pub(crate) fn add_leg(&mut self, party: Party, role: Role, purpose: Purpose, until: Option<Timestamp>) -> LegId {
        let id = LegId(self.legs.len() as u16);
        self.legs.push(Leg {
            id,
            role,
            party,
            state: LegState::Inviting,
            place: Place::Apart,
            purpose,
            muted: false,
            until,
            session: None,
            hold: HoldSignal::default(),
        });
        id
    }

    /// Invites somebody new.
    pub(crate) fn invite(
        &mut self,
        party: Party,
        role: Role,
        purpose: Purpose,
        ring: Millis,
    ) -> Result<LegId, Refusal> {
        if self.legs.len() >= usize::from(self.setup.config.max_legs) {
            return Err(Refusal::Full);
        }
        let callee = match &party {
            Party::Agent(agent) => Callee::Agent(*agent),
            Party::Number(number) => Callee::Number(number.clone()),
            Party::Customer => return Err(Refusal::WrongState),
        };
        let leg = self.add_leg(party, role, purpose, Some(self.now.plus(ring)));
        self.tell(LegCommand::Invite { leg, callee });
        Ok(leg)
    }

    /// Hangs a leg up from our side and writes that it left. What follows from it is the caller's.
    pub(crate) fn let_go(&mut self, id: LegId, cause: Cause) {
        // The customer's leg of an outbound call is there before it is invited.
        if self.leg(id).until.is_some() || self.leg(id).is_answered() {
            self.tell(LegCommand::HangUp { leg: id, cause });
        }
        self.gone(id, cause);
    }

    /// Writes that a leg is no more.
    pub(crate) fn gone(&mut self, id: LegId, cause: Cause) {
        let leg = self.leg_mut(id);
        (leg.state, leg.place, leg.until, leg.session) = (LegState::Gone, Place::Apart, None, None);
        let (role, agent) = (leg.role, leg.agent());
        self.log(Event::LegLeft { leg: id, role, agent, cause });
    }

    pub(crate) fn leg(&self, id: LegId) -> &Leg {
        &self.legs[usize::from(id.0)]
    }

    pub(crate) fn leg_mut(&mut self, id: LegId) -> &mut Leg {
        &mut self.legs[usize::from(id.0)]
    }

    pub(crate) fn customer(&self) -> &Leg {
        self.leg(CUSTOMER)
    }

    /// The answered leg of an agent or supervisor.
    pub(crate) fn leg_of(&self, agent: AgentId) -> Result<LegId, Refusal> {
        let leg = self.legs.iter().find(|leg| leg.is_answered() && leg.agent() == Some(agent));
        leg.map(|leg| leg.id).ok_or(Refusal::NotInCall)
    }

    /// Whether this person has a leg that is not gone.
    pub(crate) fn has_leg(&self, agent: AgentId) -> bool {
        self.legs.iter().any(|leg| !leg.is_gone() && leg.agent() == Some(agent))
    }

    pub(crate) fn owner_agent(&self) -> Option<AgentId> {
        self.owner.and_then(|owner| self.leg(owner).agent())
    }

    pub(crate) fn tell(&mut self, command: LegCommand) {
        self.outputs.push_back(Output::Leg(command));
    }

    pub(crate) fn media(&mut self, command: MediaCommand) {
        self.outputs.push_back(Output::Media(command));
    }

    pub(crate) fn house(&mut self, command: HouseCommand) {
        self.outputs.push_back(Output::House(command));
    }

    pub(crate) fn log(&mut self, event: Event) {
        self.outputs.push_back(Output::Log(event));
    }
}
