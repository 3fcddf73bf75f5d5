//! One call: the task that owns it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, InteractionId};
use warmline_call::{CUSTOMER, Call, Cause, Command, Config, LegEvent, LegId, Number, Progress, Setup, Standing};
use warmline_contract::{Arrival, StoredEvent, Stream, VisitorNotice};
use warmline_runtime::Subscription;

use super::callback::Out;
use super::diary::Diary;
use super::flow::Talk;
use super::referral::Handing;
use super::session::Session;
use super::softphones::Spoken;
use super::{CallView, Exchange};
use crate::edge::{EdgeEvent, Incoming, Reoffer, Source};
use crate::plane::{Room, RoomEvent};
use crate::speech::Tongue;

/// Events of the log a call has not yet taken.
const LOG_ROOM: usize = 512;
/// Events read at once when a call begins.
const LOG_MAX: i64 = 200;
/// How long the sound's last word is waited for.
const LAST_WAIT: Duration = Duration::from_millis(200);
/// How long a task sleeps without a deadline.
const IDLE: Duration = Duration::from_secs(60);

/// What reaches a line.
pub(super) enum Input {
    /// Signalling.
    Edge(EdgeEvent),
    /// A desk asks; without a command, only how the call stands.
    Asked(Option<Command>, oneshot::Sender<Result<CallView, Fault>>),
    /// Something the line set going is done, and this follows.
    Then(Command),
    /// Our new offer to a leg was answered.
    Settled(LegId, Result<Vec<u8>, Fault>),
    /// A colleague's browser speaks.
    Browser(LegId, Spoken),
    /// The customer said that it is an emergency.
    Emergency,
    /// A colleague's phone hands the customer on to a number outside.
    Outside(Handing, Number),
}

/// One leg's side towards the network.
pub(super) enum Side {
    /// A telephone.
    Sip(crate::edge::LegId, Session),
    /// A browser, by the number it knows the call by.
    Browser(u64),
}

impl Side {
    /// The leg at the edge; none for a browser.
    pub(super) const fn edge(&self) -> Option<crate::edge::LegId> {
        match self {
            Self::Sip(edge, _) => Some(*edge),
            Self::Browser(_) => None,
        }
    }

    pub(super) const fn session(&mut self) -> Option<&mut Session> {
        match self {
            Self::Sip(_, session) => Some(session),
            Self::Browser(_) => None,
        }
    }
}

/// A call at work.
pub(super) struct Line {
    pub exchange: Arc<Exchange>,
    pub call: Call,
    pub interaction: InteractionId,
    pub room: Room,
    pub sides: BTreeMap<LegId, Side>,
    pub talk: Talk,
    pub tongue: Tongue,
    pub diary: Diary,
    /// The recordings, by the call's numbers.
    pub recordings: BTreeMap<u16, Uuid>,
    /// What the arriving customer offered.
    pub offer: Option<Vec<u8>>,
    /// The customer's number, for a call back.
    pub customer: Option<String>,
    /// We call the customer.
    pub out: Option<Out>,
    pub choices: u32,
    /// Where the line's own tasks report.
    pub inputs: mpsc::Sender<Input>,
    /// The last event of the log taken.
    pub seen: i64,
    /// Whose phones this call is on.
    pub on_phone: BTreeSet<AgentId>,
    /// Who has the customer, as the log says.
    pub holder: Option<AgentId>,
    /// The interaction is over in the log.
    pub ended: bool,
    /// The first words were said to their end; the notice is among them.
    greeted: bool,
    /// Recognition hears the customer alone.
    alone: bool,
    /// A number outside that is being called for a colleague's phone.
    pub handing: Option<Handing>,
    /// A message that is being handed over.
    pub leaving: Option<JoinHandle<()>>,
    sound: mpsc::Receiver<RoomEvent>,
    log: mpsc::Receiver<Arc<StoredEvent>>,
    _subscription: Subscription,
    notices: mpsc::Receiver<VisitorNotice>,
}

/// What a line begins with besides its call.
pub(super) struct Ends {
    pub room: Room,
    pub sound: mpsc::Receiver<RoomEvent>,
    pub sides: BTreeMap<LegId, Side>,
    /// What the arriving customer offered.
    pub offer: Option<Vec<u8>>,
    /// The customer's number.
    pub customer: Option<String>,
    pub tongue: Tongue,
    /// We call.
    pub out: Option<Out>,
}

impl Line {
    /// Lets a call in: an interaction of its own, whose flow has begun.
    pub(super) async fn begin(
        exchange: Arc<Exchange>,
        incoming: Incoming,
        arrival: Arrival,
        inputs: mpsc::Sender<Input>,
    ) -> Result<Self, Fault> {
        let parts = &exchange.parts;
        let now = parts.house.runtime.now();
        let (room, sound) = parts.plane.room(parts.speech.music());
        let address = room.join(CUSTOMER)?;
        let session =
            Session::new(address, now.0.unsigned_abs()).secured(incoming.security, &*parts.house.runtime.entropy);
        // What cannot be spoken is refused before anybody is troubled.
        if let Some(offer) = &incoming.offer {
            session.clone().answer(offer)?;
        }
        let tongue = if arrival.locale.starts_with("en") { Tongue::English } else { Tongue::Chinese };
        let interaction = arrival.interaction;
        exchange.belongs.keep(incoming.leg, interaction, CUSTOMER.0);
        let trunk = match &incoming.source {
            Source::Trunk(name) => name.as_str(),
            Source::Phone(_) => "phone",
        };
        let setup = Setup {
            customer: incoming.from.as_deref().and_then(Number::parse),
            line: Number::parse(&incoming.to).unwrap_or_else(|| parts.own_number()),
            trunk: trunk.into(),
            record: parts.record,
            urgent: false,
            config: Config::default(),
        };
        let ends = Ends {
            room,
            sound,
            sides: BTreeMap::from([(CUSTOMER, Side::Sip(incoming.leg, session))]),
            offer: incoming.offer,
            customer: incoming.from,
            tongue,
            out: None,
        };
        // The line hears the log before there is anything in it, so it misses nothing.
        let mut line = Self::open(&exchange, interaction, Call::inbound(now, setup), ends, inputs);
        parts.house.reception.arrive(arrival).await?;
        parts.house.reception.present(interaction, true).await;
        line.act(Command::Answer);
        if incoming.emergency {
            line.later(Command::Emergency);
        }
        Ok(line)
    }

    /// A line that hears the log from now on.
    pub(super) fn open(
        exchange: &Arc<Exchange>,
        interaction: InteractionId,
        call: Call,
        ends: Ends,
        inputs: mpsc::Sender<Input>,
    ) -> Self {
        let parts = &exchange.parts;
        let (mut subscription, log) = parts.house.runtime.bus.subscribe(LOG_ROOM);
        subscription.add(Stream::Interaction(interaction));
        let line = Self {
            call,
            interaction,
            room: ends.room,
            sides: ends.sides,
            talk: Talk::default(),
            tongue: ends.tongue,
            diary: Diary::open(Arc::clone(&parts.house.runtime), interaction),
            recordings: BTreeMap::new(),
            offer: ends.offer,
            customer: ends.customer,
            out: ends.out,
            choices: 0,
            inputs,
            seen: 0,
            on_phone: BTreeSet::new(),
            holder: None,
            ended: false,
            greeted: false,
            alone: false,
            handing: None,
            leaving: None,
            sound: ends.sound,
            log,
            _subscription: subscription,
            notices: parts.house.reception.notices(interaction),
            exchange: Arc::clone(exchange),
        };
        super::hearing::begin(exchange, interaction, line.diary.clone(), line.inputs.clone(), || line.room.fork());
        line
    }

    /// Takes in what was stored before this line heard the log.
    pub(super) async fn catch_up(&mut self) -> Result<(), Fault> {
        let log = &Arc::clone(&self.exchange).parts.house.runtime.log;
        for event in log.stream(Stream::Interaction(self.interaction), self.seen, LOG_MAX).await? {
            self.heard(&event);
        }
        Ok(())
    }

    /// Runs the call to its end.
    pub(super) async fn run(mut self, mut inputs: mpsc::Receiver<Input>) {
        while !self.call.is_over() {
            let now = self.exchange.parts.house.runtime.now();
            let sleep = self
                .call
                .next_deadline()
                .map_or(IDLE, |at| Duration::from_millis(u64::try_from(at.since(now).0.max(0)).unwrap_or(0) + 1));
            tokio::select! {
                Some(input) = inputs.recv() => self.input(input),
                Some(event) = self.sound.recv() => self.sounded(event),
                event = self.log.recv() => match event {
                    Some(event) => self.heard(&event),
                    // The line lagged behind the log: it would miss what was decided.
                    None => self.act(Command::End { by: None }),
                },
                Some(VisitorNotice::Place(place)) = self.notices.recv() => {
                    let wait = place.expected_wait_seconds.map(|seconds| warmline_base::Millis::seconds(i64::from(seconds)));
                    self.quietly(Command::Figures { place: place.position, wait });
                }
                () = tokio::time::sleep(sleep.min(IDLE)) => {
                    let now = self.exchange.parts.house.runtime.now();
                    self.call.advance(now);
                    self.carry_out();
                }
            }
        }
        self.exchange.lines.lock().remove(&self.interaction);
        self.exchange.parts.house.reception.present(self.interaction, false).await;
        self.last_sounds().await;
    }

    /// The quality of the legs that were there at the end, for a moment.
    async fn last_sounds(mut self) {
        for leg in self.sides.keys() {
            self.room.leave(*leg);
        }
        while let Ok(Some(event)) = tokio::time::timeout(LAST_WAIT, self.sound.recv()).await {
            if let RoomEvent::Quality(leg, quality) = event {
                self.measured(leg, quality);
            }
        }
    }

    fn input(&mut self, input: Input) {
        match input {
            Input::Edge(event) => self.signalled(event),
            Input::Asked(command, reply) => {
                let done = command.map_or(Ok(()), |command| self.try_act(command));
                let view = CallView {
                    legs: self.call.legs(),
                    progress: self.call.progress(),
                    recording: self.call.is_recording(),
                };
                // Who asked may have gone.
                let _ = reply.send(done.map(|()| view));
            }
            Input::Then(command) => self.act(command),
            Input::Settled(leg, answer) => self.settled(leg, answer),
            Input::Browser(leg, spoken) => self.browser(leg, spoken),
            Input::Emergency => self.quietly(Command::Emergency),
            Input::Outside(handing, number) => self.call_outside(handing, number),
        }
    }

    fn signalled(&mut self, event: EdgeEvent) {
        match event {
            EdgeEvent::Progress { leg, answer } => {
                if let Some(leg) = self.leg_of(leg) {
                    let media = answer.is_some_and(|answer| self.settle(leg, &answer));
                    self.quietly(Command::Leg(leg, LegEvent::Ringing { media }));
                }
            }
            EdgeEvent::Up { leg, answer } => self.up(leg, answer),
            EdgeEvent::Reoffered(reoffer) => self.reoffered(reoffer),
            EdgeEvent::Referred(referral) => self.referred(referral),
            EdgeEvent::Over { leg, cause, .. } => {
                if let Some(leg) = self.leg_of(leg) {
                    self.room.leave(leg);
                    self.sides.remove(&leg);
                    self.quietly(Command::Leg(leg, LegEvent::Left(cause_of(cause))));
                }
            }
            EdgeEvent::Incoming(_) | EdgeEvent::Ladder { .. } | EdgeEvent::Phone { .. } | EdgeEvent::Trunk { .. } => {}
        }
    }

    fn up(&mut self, edge: crate::edge::LegId, answer: Option<Vec<u8>>) {
        let Some(leg) = self.leg_of(edge) else {
            self.exchange.parts.edge.end(edge, crate::edge::Cause::Normal);
            return;
        };
        if let Some(answer) = answer
            && !self.settle(leg, &answer)
        {
            self.exchange.parts.edge.end(edge, crate::edge::Cause::NotAcceptable);
            return;
        }
        // A customer who calls is answered by us.
        if leg != CUSTOMER || self.out.is_some() {
            self.quietly(Command::Leg(leg, LegEvent::Answered));
            self.hand_to_outside(leg);
        }
    }

    fn settle(&mut self, leg: LegId, answer: &[u8]) -> bool {
        let Some(session) = self.sides.get_mut(&leg).and_then(Side::session) else { return false };
        match session.settle(answer) {
            Ok(agreed) => {
                self.room.agree(leg, agreed);
                true
            }
            Err(fault) => {
                tracing::warn!(interaction = %self.interaction, fault = %fault, "a leg's session does not fit");
                false
            }
        }
    }

    fn reoffered(&mut self, reoffer: Reoffer) {
        let Some(leg) = self.leg_of(reoffer.leg) else { return };
        let Some(session) = self.sides.get_mut(&leg).and_then(Side::session) else { return };
        let Ok((agreed, text)) = session.answer(&reoffer.offer) else { return };
        let holds = !agreed.direction.sends();
        self.room.agree(leg, agreed);
        // Who asked may have hung up.
        let _ = reoffer.answer.send(text);
        self.quietly(Command::Leg(leg, LegEvent::FarHold(holds)));
    }

    fn settled(&mut self, leg: LegId, answer: Result<Vec<u8>, Fault>) {
        if let Ok(answer) = answer {
            self.settle(leg, &answer);
        }
        self.quietly(Command::Leg(leg, LegEvent::HoldDone));
    }

    fn browser(&mut self, leg: LegId, spoken: Spoken) {
        if !matches!(self.sides.get(&leg), Some(Side::Browser(_))) {
            return;
        }
        match spoken {
            Spoken::Answered(answer) => {
                self.room.accept(leg, answer);
                self.quietly(Command::Leg(leg, LegEvent::Answered));
            }
            Spoken::HungUp => {
                let talked =
                    self.call.legs().iter().any(|known| known.leg == leg && known.standing == Standing::Answered);
                self.room.leave(leg);
                self.sides.remove(&leg);
                let cause = if talked { Cause::Normal } else { Cause::Declined };
                self.quietly(Command::Leg(leg, LegEvent::Left(cause)));
            }
        }
    }

    fn sounded(&mut self, event: RoomEvent) {
        match event {
            // A key from under the veil that comes when the secret is done is for nobody.
            RoomEvent::SecretKey(..) if !self.call.is_keying_secret() => {}
            RoomEvent::Key(leg, key) | RoomEvent::SecretKey(leg, key) => {
                if let Some(key) = warmline_call::Key::parse(key.character()) {
                    self.quietly(Command::Leg(leg, LegEvent::Key(key)));
                }
            }
            RoomEvent::Said(play) => {
                self.greeted = true;
                self.quietly(Command::Said { play });
            }
            RoomEvent::NoSound(leg) => self.quietly(Command::NoSound(leg)),
            RoomEvent::Quality(leg, quality) => self.measured(leg, quality),
        }
    }

    pub(super) fn leg_of(&self, edge: crate::edge::LegId) -> Option<LegId> {
        self.sides.iter().find(|(_, side)| side.edge() == Some(edge)).map(|(leg, _)| *leg)
    }

    /// Lets recognition hear the customer whom nobody serves, so that an emergency can be said, once the notice was.
    pub(super) fn listen_alone(&mut self) {
        let alone = self.greeted && matches!(self.call.progress(), Progress::Flow | Progress::Waiting);
        if alone != self.alone {
            self.alone = alone;
            self.room.hear_alone(alone);
        }
    }

    /// Does a command of a desk and says whether it could be done.
    pub(super) fn try_act(&mut self, command: Command) -> Result<(), Fault> {
        let now = self.exchange.parts.house.runtime.now();
        let done = self.call.handle(now, command);
        self.carry_out();
        Ok(done?)
    }

    /// Does what must be possible; when it is not, the log and the call have drifted apart.
    pub(super) fn act(&mut self, command: Command) {
        if let Err(fault) = self.try_act(command) {
            tracing::warn!(interaction = %self.interaction, fault = %fault, "a call could not follow");
        }
    }

    /// Reports what may come too late to matter.
    pub(super) fn quietly(&mut self, command: Command) {
        let _ = self.try_act(command);
    }
}

/// Why a leg ended, in the engine's words.
const fn cause_of(cause: crate::edge::Cause) -> Cause {
    use crate::edge::Cause as Edge;
    match cause {
        Edge::Normal | Edge::Cancelled => Cause::Normal,
        Edge::Busy => Cause::Busy,
        Edge::NoAnswer => Cause::NoAnswer,
        Edge::Declined | Edge::Forbidden => Cause::Declined,
        Edge::Lost => Cause::Lost,
        Edge::Unknown | Edge::Unavailable | Edge::NotAcceptable | Edge::Full | Edge::Other(_) => Cause::Unreachable,
    }
}
