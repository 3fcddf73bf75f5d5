//! A simulated day told as events of the log, with what the simulator leaves out: the bot before it,
//! cities, intents, skills, transfers, callbacks, reopenings, messages left instead and ratings.
//!
//! Instants are rounded to [`BEAT`], so that events of one instant can be appended together and waits
//! fall exactly on the limits of 5 and 20 seconds.

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use warmline_acd::{OfferEnd, Presence};
use warmline_base::{AgentId, InteractionId, Millis, QueueId, Timestamp};
use warmline_contract::{
    Abandoned, Accepted, Arrived, By, CallbackTried, CallbackWished, Channel, Ended, Identified, IdentityLevel,
    IntentFound, NewEvent, OfferEnded, Offered, PresenceChanged, PresenceState, Queued, Rated, SkillWish, Stream,
    Transferred, WrapUpEnded, names,
};
use warmline_simulator::{Day, PresenceRecord, Record, simulate};

use crate::town::{Town, skill};

/// The grain of time.
pub const BEAT: Millis = Millis(2_500);
/// 2026-11-24 08:00 in Shanghai.
pub const MORNING: Timestamp = Timestamp(1_795_478_400_000_000);
const CITIES: [Option<&str>; 4] = [Some("青陵"), None, Some("云泽"), Some("岚州")];
const INTENTS: [(&str, &str); 3] = [("card.lost", "挂失"), ("loan.rate", "贷款利率"), ("app.login", "登录问题")];

/// A day's events in order, each with its instant.
pub struct Story {
    pub events: Vec<(Timestamp, NewEvent)>,
    pub town: Town,
}

/// The day of about so many customers.
pub fn tell(seed: u64, customers: usize) -> Story {
    let day = Day::of_a_bank(seed, MORNING, customers);
    let report = simulate(&day);
    let agents: Vec<AgentId> = day.agents.iter().map(|plan| plan.agent).collect();
    let queues: Vec<QueueId> = day.queues.iter().map(|plan| plan.queue).collect();
    let mut events = Vec::new();
    for (number, record) in report.records.iter().enumerate() {
        Teller { number, record, agents: &agents, queues: &queues, events: &mut events }.tell();
    }
    events.extend(report.presences.iter().map(presence));
    events.sort_by_key(|(at, _)| *at);
    Story { events, town: Town { agents, queues } }
}

fn beat(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(BEAT.micros()))
}

fn presence(record: &PresenceRecord) -> (Timestamp, NewEvent) {
    let (state, reason) = match record.presence {
        None => (PresenceState::Offline, None),
        Some(Presence::Ready) => (PresenceState::Ready, None),
        Some(Presence::NotReady { reason }) => {
            let word = serde_json::to_value(reason).unwrap();
            (PresenceState::NotReady, word.as_str().map(str::to_owned))
        }
    };
    let changed = PresenceChanged { state, reason, team: None, next: None };
    (beat(record.at), NewEvent::new(Stream::Agent(record.agent), names::AGENT_PRESENCE, system(), &changed))
}

fn system() -> By {
    By::System { label: "story".into() }
}

struct Teller<'day> {
    number: usize,
    record: &'day Record,
    agents: &'day [AgentId],
    queues: &'day [QueueId],
    events: &'day mut Vec<(Timestamp, NewEvent)>,
}

impl Teller<'_> {
    fn say(&mut self, at: Timestamp, name: &'static str, body: &impl Serialize) {
        self.say_of(self.record.interaction, at, name, body);
    }

    fn say_of(&mut self, id: InteractionId, at: Timestamp, name: &'static str, body: &impl Serialize) {
        self.events.push((beat(at), NewEvent::new(Stream::Interaction(id), name, system(), body)));
    }

    fn every(&self, number: usize) -> bool {
        self.number.is_multiple_of(number)
    }

    fn tell(&mut self) {
        let record = self.record;
        self.before_the_queue();
        self.queued(record.queued_at, record.first_queue, "asked");
        if CITIES[self.number % 4].is_none() && self.every(3) {
            self.identified(record.queued_at.plus(BEAT));
        }
        match (record.answered_at, record.abandoned_at) {
            (Some(answered_at), _) => {
                self.offers();
                if self.every(97) && answered_at.since(record.queued_at) > Millis::seconds(10) {
                    self.callback(record.queued_at.plus(Millis::seconds(5)));
                }
                self.served(answered_at);
            }
            (None, Some(abandoned_at)) => {
                self.offers();
                self.gave_up(abandoned_at);
            }
            (None, None) => unreachable!("everybody is answered or gives up"),
        }
        if self.every(10) {
            self.somebody_the_bot_could_help();
        }
    }

    fn arrived(&mut self, id: InteractionId, at: Timestamp) {
        let channel = if self.number.is_multiple_of(2) { Channel::Chat } else { Channel::Voice };
        let arrived = Arrived {
            channel,
            door: "widget".into(),
            locale: "zh-CN".into(),
            page: None,
            customer: None,
            identity_level: IdentityLevel::V0,
            journey: warmline_base::JourneyId(id.0),
            senior: false,
            city: CITIES[self.number % 4].map(str::to_owned),
            caller: None,
        };
        self.say_of(id, at, names::INTERACTION_ARRIVED, &arrived);
    }

    fn before_the_queue(&mut self) {
        let arrived_at = self.record.queued_at.minus(Millis::seconds(5 + (self.number % 40) as i64 * 3));
        self.arrived(self.record.interaction, arrived_at);
        for (place, (intent, name)) in INTENTS.iter().enumerate() {
            if (self.number + place) % 4 < 2 {
                let found = IntentFound {
                    intent: (*intent).into(),
                    name: (*name).into(),
                    confidence: 0.8,
                    urgency: "none".into(),
                    mood: 1,
                };
                self.say(arrived_at.plus(BEAT), names::INTERACTION_INTENT, &found);
                // Heard twice, counted once.
                self.say(arrived_at.plus(BEAT), names::INTERACTION_INTENT, &found);
            }
        }
    }

    fn queued(&mut self, at: Timestamp, queue: QueueId, reason: &str) {
        let wish = |number| SkillWish { skill: skill(number), min: 4, relax_after_seconds: None };
        let mut required = Vec::new();
        if self.every(5) {
            required.push(wish(0));
        }
        if self.every(15) {
            required.push(wish(1));
        }
        let queued = Queued {
            queue,
            priority: 5,
            required,
            preferred: Vec::new(),
            deadline: None,
            queued_at: self.record.queued_at,
            reason: reason.into(),
            sticky: None,
            exclude: Vec::new(),
        };
        self.say(at, names::INTERACTION_QUEUED, &queued);
    }

    fn identified(&mut self, at: Timestamp) {
        let found = Identified {
            customer: warmline_base::CustomerId(Uuid::from_u128(5)),
            level: IdentityLevel::V2,
            method: "agent".into(),
            journey: warmline_base::JourneyId(self.record.interaction.0),
            city: Some("云泽".into()),
        };
        self.say(at, names::INTERACTION_IDENTIFIED, &found);
    }

    /// Offers; what is not accepted goes back to its place, and the last may come from another queue.
    fn offers(&mut self) {
        let record = self.record;
        for (place, offer) in record.offers.iter().enumerate() {
            if place + 1 == record.offers.len() && record.queue != record.first_queue {
                self.queued(offer.at, record.queue, "overflow");
            }
            let offered =
                Offered { offer: offer.offer, agent: offer.agent, expires_at: offer.at, explanation: String::new() };
            self.say(offer.at, names::INTERACTION_OFFERED, &offered);
            let Some((at, how)) = offer.ended.filter(|(_, how)| *how != OfferEnd::Accepted) else { continue };
            let how = serde_json::to_value(how).unwrap().as_str().unwrap().to_owned();
            let back = how != "withdrawn";
            let ended = OfferEnded { offer: offer.offer, agent: offer.agent, how, reason: None };
            self.say(at, names::INTERACTION_OFFER_ENDED, &ended);
            if back {
                self.queued(at, record.first_queue, "returned");
            }
        }
    }

    fn callback(&mut self, at: Timestamp) {
        let wished = CallbackWished {
            phone_masked: "140****0001".into(),
            when: "now".into(),
            note: String::new(),
            phone_sealed: String::new(),
            keeps_place: true,
        };
        self.say(at, names::INTERACTION_CALLBACK_WISHED, &wished);
        // Its place is told again, which begins no new wait.
        self.queued(at.plus(BEAT), self.record.queue, "callback");
    }

    fn accepted(&mut self, at: Timestamp, agent: AgentId) {
        let accepted = Accepted {
            offer: None,
            agent,
            work_number: "S0001".into(),
            alias: "小一".into(),
            // Whatever stands here, figures come from the events' own instants.
            waited_ms: 1,
        };
        self.say(at, names::INTERACTION_ACCEPTED, &accepted);
    }

    fn served(&mut self, answered_at: Timestamp) {
        let record = self.record;
        let (ended_at, wrapped_at) = (record.ended_at.unwrap(), record.wrapped_up_at.or(record.ended_at).unwrap());
        let mut agent = record.agent.unwrap();
        self.accepted(answered_at, agent);
        if self.every(9) {
            let reached = self.every(18);
            let tried = CallbackTried { attempt: 1, agent, reached, cause: String::new(), again_at: None };
            self.say(answered_at, names::INTERACTION_CALLBACK_TRIED, &tried);
        }
        if self.every(11) {
            let half = Millis(ended_at.since(answered_at).0 / 2);
            let other = self.agents[self.number % self.agents.len()];
            self.passed_on(answered_at.plus(half), agent);
            self.accepted(ended_at.minus(Millis(half.0 / 2)), other);
            agent = other;
        }
        self.ended(ended_at, wrapped_at, agent);
        if self.every(501) {
            let again = wrapped_at.plus(Millis::minutes(20));
            self.queued(again, record.queue, "reopened");
            self.accepted(again.plus(Millis::seconds(10)), agent);
            self.ended(again.plus(Millis::minutes(2)), again.plus(Millis::minutes(3)), agent);
        }
        if self.every(4) {
            self.rated(
                wrapped_at.plus(Millis::seconds((self.number % 9) as i64 * 400)),
                self.every(8).then_some(agent),
            );
        }
    }

    fn passed_on(&mut self, at: Timestamp, from_agent: AgentId) {
        let to = self.queues[self.number % self.queues.len()];
        let passed = Transferred { from_agent, to_queue: Some(to), to_agent: None, note: "已核身".into() };
        self.say(at, names::INTERACTION_TRANSFERRED, &passed);
        self.queued(at, to, "transfer");
    }

    fn ended(&mut self, ended_at: Timestamp, wrapped_at: Timestamp, agent: AgentId) {
        let written_up = !self.every(13);
        let ended = Ended { side: "agent".into(), reason: "resolved".into(), agent: written_up.then_some(agent) };
        self.say(ended_at, names::INTERACTION_ENDED, &ended);
        if written_up {
            self.say(wrapped_at, names::INTERACTION_WRAP_UP_ENDED, &WrapUpEnded { agent, timed_out: false });
        }
    }

    fn gave_up(&mut self, at: Timestamp) {
        if self.every(9) {
            // A message left instead: the flow takes the wait back.
            return self.left(at, "system");
        }
        self.say(at, names::INTERACTION_ABANDONED, &Abandoned { waited_ms: 1 });
        self.left(at, "customer");
    }

    fn left(&mut self, at: Timestamp, side: &str) {
        self.say(at, names::INTERACTION_ENDED, &Ended { side: side.into(), reason: "left".into(), agent: None });
    }

    fn rated(&mut self, at: Timestamp, agent: Option<AgentId>) {
        let points = self.number / 4;
        let rated = Rated {
            survey: warmline_base::SurveyId(Uuid::from_u128(points as u128)),
            solved: (!points.is_multiple_of(4)).then(|| ["yes", "partly", "no"][points % 3].into()),
            friendly: (points % 5 + 1) as u8,
            fast: (points / 2 % 5 + 1) as u8,
            recommend: (!points.is_multiple_of(5)).then_some((points % 11) as u8),
            agent,
        };
        self.say(at, names::INTERACTION_RATED, &rated);
    }

    fn somebody_the_bot_could_help(&mut self) {
        let id = InteractionId(Uuid::from_u128(0x9000_0000 + self.number as u128));
        let at = self.record.queued_at;
        self.arrived(id, at);
        let found =
            json!({ "intent": "app.login", "name": "登录问题", "confidence": 0.9, "urgency": "none", "mood": 0 });
        self.say_of(id, at.plus(BEAT), names::INTERACTION_INTENT, &found);
        let ended = Ended { side: "assistant".into(), reason: "solved".into(), agent: None };
        self.say_of(id, at.plus(Millis::seconds(40)), names::INTERACTION_ENDED, &ended);
    }
}
