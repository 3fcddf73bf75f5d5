//! A call on a desk: ids from small numbers, time in seconds, outputs collected, laws checked after
//! every step.

use uuid::Uuid;
use warmline_base::{AgentId, Millis, OfferId, QueueId, Timestamp};
use warmline_call::{
    CUSTOMER, Call, Cause, Command, Config, Ear, Event, HouseCommand, Key, LegCommand, LegEvent, LegId, MediaCommand,
    Number, Output, Refusal, Setup, Standing, Treatment,
};

pub fn agent(number: u32) -> AgentId {
    AgentId(Uuid::from_u128(number.into()))
}

pub fn offer(number: u32) -> OfferId {
    OfferId(Uuid::from_u128(number.into()))
}

pub fn queue(number: u32) -> QueueId {
    QueueId(Uuid::from_u128(number.into()))
}

pub fn number(text: &str) -> Number {
    Number::parse(text).expect("a number")
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp(1_800_000_000_000_000).plus(Millis::seconds(seconds))
}

pub fn key(label: char) -> Key {
    Key::parse(label).expect("a key")
}

pub fn setup() -> Setup {
    Setup {
        customer: Some(number("14000001001")),
        line: number("90588"),
        trunk: "north".into(),
        record: true,
        urgent: false,
        config: Config::default(),
    }
}

/// A call, its time in seconds, and everything it has said so far.
pub struct Desk {
    pub call: Call,
    pub second: i64,
    pub said: Vec<Output>,
}

impl Desk {
    /// A call that arrives under this setup.
    pub fn arriving(setup: Setup) -> Self {
        Self::with(Call::inbound(at(0), setup))
    }

    pub fn with(call: Call) -> Self {
        let mut desk = Self { call, second: 0, said: Vec::new() };
        desk.listen();
        desk
    }

    /// An answered call whose customer was told of the recording and waits.
    pub fn waiting() -> Self {
        let mut desk = Self::arriving(setup());
        desk.tell(Command::Answer);
        desk.tell(Command::Say { say: vec![warmline_call::Phrase::Clip("welcome".into())], notice: true });
        desk.finish_saying();
        desk.tell(Command::Wait(Treatment { opening: vec![], ..Treatment::plain() }));
        desk
    }

    /// A call served by agent 1, on leg 1.
    pub fn served() -> Self {
        let mut desk = Self::waiting();
        desk.connect(1);
        desk
    }

    /// A call served by agent 1 who consults agent 2, on leg 2, who answered.
    pub fn consulting() -> Self {
        let mut desk = Self::served();
        desk.tell(Command::Consult { by: agent(1), to: warmline_call::Target::Agent(agent(2)) });
        desk.answers(2);
        desk
    }

    /// Offers the waiting customer to an agent, who takes it. Returns the leg.
    pub fn connect(&mut self, who: u32) -> LegId {
        let leg = LegId(self.call.legs().len().try_into().expect("few legs"));
        self.tell(Command::Offer { offer: offer(who), agent: agent(who) });
        self.tell(Command::Leg(leg, LegEvent::Answered));
        self.tell(Command::Confirm { offer: offer(who) });
        leg
    }

    pub fn try_to(&mut self, command: Command) -> Result<(), Refusal> {
        let answer = self.call.handle(at(self.second), command);
        self.listen();
        answer
    }

    #[track_caller]
    pub fn tell(&mut self, command: Command) {
        let told = format!("{command:?}");
        if let Err(refusal) = self.try_to(command) {
            panic!("{told} is refused: {refusal}");
        }
    }

    #[track_caller]
    pub fn leg(&mut self, leg: u16, event: LegEvent) {
        self.tell(Command::Leg(LegId(leg), event));
    }

    #[track_caller]
    pub fn answers(&mut self, leg: u16) {
        self.leg(leg, LegEvent::Answered);
    }

    #[track_caller]
    pub fn leaves(&mut self, leg: u16, cause: Cause) {
        self.leg(leg, LegEvent::Left(cause));
    }

    #[track_caller]
    pub fn presses(&mut self, keys: &str) {
        for label in keys.chars() {
            self.leg(0, LegEvent::Key(key(label)));
        }
    }

    /// Reports that what is being said is said.
    pub fn finish_saying(&mut self) {
        let play = self.said.iter().rev().find_map(|output| match output {
            Output::Media(MediaCommand::Say { play, .. }) => Some(*play),
            _ => None,
        });
        self.tell(Command::Said { play: play.expect("something was said") });
    }

    fn listen(&mut self) {
        while let Some(output) = self.call.poll_output() {
            self.said.push(output);
        }
        assert_eq!(self.call.broken_law(), None);
    }

    /// Lets time pass, firing every deadline at its own instant.
    pub fn pass(&mut self, seconds: i64) {
        let end = self.second + seconds;
        while let Some(due) = self.call.next_deadline().filter(|due| *due <= at(end)) {
            self.call.advance(due);
            self.listen();
        }
        self.second = end;
        self.call.advance(at(end));
        self.listen();
    }

    pub fn ear(&self, leg: u16) -> Ear {
        self.call.topology().ear(LegId(leg)).clone()
    }

    /// Whether `leg` hears exactly these.
    pub fn hears(&self, leg: u16, others: &[u16]) -> bool {
        let legs = others.iter().map(|other| LegId(*other)).collect();
        self.ear(leg) == Ear::Voices { legs, beeps: false }
    }

    pub fn standing(&self, leg: u16) -> Standing {
        self.call.legs()[usize::from(leg)].standing
    }

    pub fn house(&self) -> Vec<&HouseCommand> {
        self.said
            .iter()
            .filter_map(|output| if let Output::House(command) = output { Some(command) } else { None })
            .collect()
    }

    pub fn log(&self) -> Vec<&Event> {
        self.said.iter().filter_map(|output| if let Output::Log(event) = output { Some(event) } else { None }).collect()
    }

    pub fn has_told(&self, command: &HouseCommand) -> bool {
        self.house().contains(&command)
    }

    pub fn has_logged(&self, event: &Event) -> bool {
        self.log().contains(&event)
    }

    pub fn hung_up(&self, leg: u16) -> Option<Cause> {
        self.said.iter().find_map(|output| match output {
            Output::Leg(LegCommand::HangUp { leg: id, cause }) if id.0 == leg => Some(*cause),
            _ => None,
        })
    }

    pub fn count(&self, wanted: impl Fn(&Output) -> bool) -> usize {
        self.said.iter().filter(|output| wanted(output)).count()
    }

    /// Forgets what was said so far.
    pub fn forget(&mut self) {
        self.said.clear();
    }

    pub fn customer_hears_music(&self) -> bool {
        self.ear(CUSTOMER.0) == Ear::Music
    }
}
