//! A hall with an engine in it: ids from small numbers, time in seconds, outputs collected.

use warmline_acd::{
    AgentSetup, Capacity, Channel, Command, Config, Engine, Enqueue, Output, Presence, QueueRules, Reason, Refusal,
    SkillLevel, SkillNeed, When,
};
use warmline_base::{AgentId, InteractionId, Millis, OfferId, QueueId, SkillId, Timestamp};

fn uuid(number: u32) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(number))
}

pub const READY: Presence = Presence::Ready;
pub const BREAK: Presence = Presence::NotReady { reason: Reason::Break };

pub fn agent(number: u32) -> AgentId {
    AgentId(uuid(number))
}

pub fn queue(number: u32) -> QueueId {
    QueueId(uuid(number))
}

pub fn skill(number: u32) -> SkillId {
    SkillId(uuid(number))
}

pub fn customer(number: u32) -> InteractionId {
    InteractionId(uuid(number))
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp(1_800_000_000_000_000).plus(Millis::seconds(seconds))
}

pub fn need(number: u32, min: u8) -> SkillNeed {
    SkillNeed { skill: skill(number), min }
}

/// An engine, its time in seconds, and everything it has said so far.
pub struct Hall {
    pub engine: Engine,
    pub second: i64,
    pub said: Vec<Output>,
}

impl Hall {
    /// A hall with one queue, number 1, under these rules.
    pub fn with(rules: QueueRules) -> Self {
        let mut hall = Self { engine: Engine::new(Config::default()), second: 0, said: Vec::new() };
        hall.queue(1, rules);
        hall
    }

    /// A hall with one plain queue, number 1.
    pub fn new() -> Self {
        Self::with(QueueRules::default())
    }

    pub fn try_to(&mut self, command: Command) -> Result<(), Refusal> {
        let answer = self.engine.handle(at(self.second), command);
        self.listen();
        answer
    }

    #[track_caller]
    pub fn tell(&mut self, command: Command) {
        self.try_to(command).expect("done");
    }

    fn listen(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            self.said.push(output);
        }
        assert_eq!(self.engine.broken_law(), None);
    }

    /// Lets time pass, firing every deadline at its own instant.
    pub fn pass(&mut self, seconds: i64) {
        let end = self.second + seconds;
        while let Some(due) = self.engine.next_deadline().filter(|due| *due <= at(end)) {
            self.engine.advance(due);
            self.listen();
        }
        self.second = end;
        self.engine.advance(at(end));
        self.listen();
    }

    pub fn queue(&mut self, number: u32, rules: QueueRules) {
        self.tell(Command::DefineQueue { queue: queue(number), rules: Box::new(rules) });
    }

    /// Signs an agent in, ready, for one call or two chats.
    pub fn sign_in(&mut self, number: u32, skills: &[(u32, u8)]) {
        self.sign_in_with(number, skills, Capacity::blended(2));
    }

    pub fn sign_in_with(&mut self, number: u32, skills: &[(u32, u8)], capacity: Capacity) {
        let setup = setup(skills, capacity);
        self.tell(Command::SignIn { agent: agent(number), setup, presence: READY });
    }

    pub fn presence(&mut self, number: u32, presence: Presence, when: When) {
        self.tell(Command::SetPresence { agent: agent(number), presence, when });
    }

    /// A call for queue 1.
    pub fn call(&mut self, number: u32) {
        self.arrive(number, Channel::Voice, |_| {});
    }

    /// A chat for queue 1.
    pub fn chat(&mut self, number: u32) {
        self.arrive(number, Channel::Chat, |_| {});
    }

    pub fn arrive(&mut self, number: u32, channel: Channel, change: impl FnOnce(&mut Enqueue)) {
        let mut enqueue = Enqueue::plain(customer(number), queue(1), channel, at(self.second));
        change(&mut enqueue);
        self.tell(Command::Enqueue(enqueue));
    }

    /// At whom an interaction rings or who has it.
    pub fn holder(&self, number: u32) -> Option<u32> {
        let holder = self.engine.interaction(customer(number))?.agent?;
        u32::try_from(holder.0.as_u128()).ok()
    }

    #[track_caller]
    pub fn offer(&self, number: u32) -> OfferId {
        self.engine.interaction(customer(number)).and_then(|view| view.offer).expect("an open offer")
    }

    #[track_caller]
    pub fn accept(&mut self, number: u32) {
        let (offer, holder) = (self.offer(number), self.holder(number).expect("rings at somebody"));
        self.tell(Command::Accept { interaction: customer(number), offer, agent: agent(holder) });
    }

    #[track_caller]
    pub fn reject(&mut self, number: u32) {
        let (offer, holder) = (self.offer(number), self.holder(number).expect("rings at somebody"));
        self.tell(Command::Reject { interaction: customer(number), offer, agent: agent(holder) });
    }

    #[track_caller]
    pub fn end(&mut self, number: u32) {
        self.tell(Command::EndWork { interaction: customer(number), wrap_up: None });
    }

    #[track_caller]
    pub fn cancel(&mut self, number: u32) {
        self.tell(Command::Cancel { interaction: customer(number) });
    }

    pub fn position(&self, number: u32) -> Option<u32> {
        self.engine.position(customer(number))
    }

    /// Accepts and ends everything as it comes; returns the order in which customers were served.
    pub fn serve_all(&mut self) -> Vec<u32> {
        let mut served = Vec::new();
        while let Some((interaction, _)) = self.ringing() {
            let number = u32::try_from(interaction.0.as_u128()).expect("a small number");
            self.accept(number);
            self.end(number);
            served.push(number);
        }
        served
    }

    fn ringing(&self) -> Option<(InteractionId, OfferId)> {
        let works = self.engine.agents().into_iter().flat_map(|agent| agent.work);
        works.filter_map(|work| Some((work.interaction, work.offer?))).next()
    }

    pub fn count(&self, wanted: impl Fn(&Output) -> bool) -> usize {
        self.said.iter().filter(|output| wanted(output)).count()
    }
}

pub fn setup(skills: &[(u32, u8)], capacity: Capacity) -> AgentSetup {
    let skills = skills.iter().map(|(number, level)| SkillLevel { skill: skill(*number), level: *level }).collect();
    AgentSetup { skills, capacity }
}
