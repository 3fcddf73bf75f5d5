//! One interaction's three clocks: the bot's, the wait's and the agent's. None runs while another does.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, QueueId, Timestamp};
use warmline_contract::{
    Arrived, CALL_OUT_DOOR, CallbackTried, Channel, Ended, Identified, IntentFound, OfferEnded, Queued, Rated,
};

use super::fact::{Fact, Keys, Solved, WaitEnd, What};

/// More intents than this of one interaction are not counted.
const INTENTS_MAX: usize = 16;

/// An interaction as far as figures need it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    channel: Channel,
    region: Option<String>,
    arrived_at: Timestamp,
    /// The bot is through with it for the first time; its clock never runs again.
    bot_over: bool,
    first_wait_at: Option<Timestamp>,
    /// A person has answered.
    responded: bool,
    /// A callback is wished and the place kept: whatever queues it again is no new wait.
    callback: bool,
    ended: bool,
    wait: Option<Wait>,
    leg: Option<Leg>,
    /// Who served it last and under what, for the rating.
    served: Option<(AgentId, Arc<Keys>)>,
    intents: Vec<String>,
}

/// A customer waiting for a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// Since the first queueing of this wait was stored.
    pub since: Timestamp,
    /// The queue it waits in now, which an overflow may have changed.
    pub queue: QueueId,
    pub(super) keys: Arc<Keys>,
}

/// An agent's part of an interaction: the conversation, then its wrap-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Who.
    pub agent: AgentId,
    /// Since the acceptance.
    pub since: Timestamp,
    /// When the conversation ended; `None` while it goes on.
    pub talked_until: Option<Timestamp>,
    /// The queue it came from.
    pub queue: Option<QueueId>,
    pub(super) keys: Arc<Keys>,
}

impl Contact {
    pub(super) fn arrived(at: Timestamp, arrived: &Arrived, facts: &mut Vec<Fact>) -> Self {
        let contact = Self {
            channel: arrived.channel,
            region: arrived.city.clone().filter(|city| !city.is_empty()),
            arrived_at: at,
            bot_over: false,
            first_wait_at: None,
            responded: false,
            callback: false,
            ended: false,
            wait: None,
            leg: None,
            served: None,
            intents: Vec::new(),
        };
        // Whom a colleague calls did not come to us, and met no bot.
        if arrived.door == CALL_OUT_DOOR {
            return Self { bot_over: true, ..contact };
        }
        facts.push(contact.fact(at, contact.plain_keys(), What::Contact));
        contact
    }

    /// The wait that is going on.
    pub const fn wait(&self) -> Option<&Wait> {
        self.wait.as_ref()
    }

    /// The leg that is going on, conversation or wrap-up.
    pub const fn leg(&self) -> Option<&Leg> {
        self.leg.as_ref()
    }

    /// Nothing goes on; only a rating or a reopening may still come.
    pub const fn is_settled(&self) -> bool {
        self.ended && self.leg.is_none() && self.wait.is_none()
    }

    pub(super) fn identified(&mut self, found: Identified, facts: &mut Vec<Fact>) {
        if self.region.is_none()
            && let Some(city) = found.city.filter(|city| !city.is_empty())
        {
            self.region = Some(city);
            facts.push(self.fact(self.arrived_at, self.plain_keys(), What::Located));
        }
    }

    pub(super) fn intent(&mut self, at: Timestamp, found: IntentFound, facts: &mut Vec<Fact>) {
        if self.intents.len() < INTENTS_MAX && !self.intents.contains(&found.intent) {
            self.intents.push(found.intent.clone());
            facts.push(self.fact(at, self.plain_keys(), What::Intent { intent: found.intent, name: found.name }));
        }
    }

    /// Queued, or queued elsewhere while it waits. Returns whose work it no longer is.
    pub(super) fn queued(&mut self, at: Timestamp, queued: &Queued, facts: &mut Vec<Fact>) -> Option<AgentId> {
        let freed = self.close_leg(at, facts);
        self.ended = false;
        if let Some(wait) = &mut self.wait {
            wait.queue = queued.queue;
            return freed;
        }
        if self.callback {
            return freed;
        }
        let mut skills: Vec<_> = queued.required.iter().map(|wish| wish.skill).collect();
        skills.sort_unstable();
        skills.dedup();
        let keys = Arc::new(Keys { queue: Some(queued.queue), skills, ..(*self.plain_keys()).clone() });
        let first = self.first_wait_at.is_none();
        self.bot_done(at, false, facts);
        self.first_wait_at = self.first_wait_at.or(Some(at));
        facts.push(self.fact(at, Arc::clone(&keys), What::Offered { first }));
        self.wait = Some(Wait { since: at, queue: queued.queue, keys });
        freed
    }

    /// A person took it. Returns whose work it no longer is.
    pub(super) fn accepted(&mut self, at: Timestamp, agent: AgentId, facts: &mut Vec<Fact>) -> Option<AgentId> {
        let freed = self.close_leg(at, facts);
        let wait = self.end_wait(at, WaitEnd::Answered, Some(agent), facts);
        if let Some(first_wait_at) = self.first_wait_at.filter(|_| !self.responded)
            && let Some(wait) = &wait
        {
            let what = What::FirstResponse { span: at.since(first_wait_at) };
            let fact = self.fact(first_wait_at, Arc::clone(&wait.keys), what);
            facts.push(Fact { agent: Some(agent), ..fact });
        }
        self.bot_done(at, false, facts);
        self.responded = true;
        self.callback = false;
        self.ended = false;
        let keys = wait.map_or_else(|| self.known_keys(), |wait| wait.keys);
        self.served = Some((agent, Arc::clone(&keys)));
        self.leg = Some(Leg { agent, since: at, talked_until: None, queue: keys.queue, keys });
        freed
    }

    pub(super) fn abandoned(&mut self, at: Timestamp, facts: &mut Vec<Fact>) {
        self.end_wait(at, WaitEnd::Abandoned, None, facts);
    }

    pub(super) fn callback_wished(&mut self, at: Timestamp, facts: &mut Vec<Fact>) {
        let wait = self.end_wait(at, WaitEnd::Callback, None, facts);
        self.callback |= wait.is_some();
        let (at, keys) = wait.map_or_else(|| (at, self.known_keys()), |wait| (wait.since, wait.keys));
        facts.push(self.fact(at, keys, What::CallbackWished));
    }

    /// Called back: reached, given up, or back in its place for another attempt, which is no new wait.
    pub(super) fn callback_tried(&mut self, at: Timestamp, tried: &CallbackTried, facts: &mut Vec<Fact>) {
        self.callback = !tried.reached && tried.again_at.is_some();
        if !self.callback {
            let fact = self.fact(at, self.known_keys(), What::CalledBack { reached: tried.reached });
            facts.push(Fact { agent: Some(tried.agent), ..fact });
        }
    }

    /// An agent passed it on. Returns whose work it no longer is.
    pub(super) fn transferred(&mut self, at: Timestamp, from: AgentId, facts: &mut Vec<Fact>) -> Option<AgentId> {
        let fact = self.fact(at, self.known_keys(), What::Transferred);
        facts.push(Fact { agent: Some(from), ..fact });
        self.close_leg(at, facts)
    }

    pub(super) fn offer_ended(&self, at: Timestamp, ended: &OfferEnded, facts: &mut Vec<Fact>) {
        let what = match &*ended.how {
            "timeout" => What::OfferMissed,
            "rejected" => What::OfferRejected,
            _ => return,
        };
        let keys = self.wait.as_ref().map_or_else(|| self.known_keys(), |wait| Arc::clone(&wait.keys));
        facts.push(Fact { agent: Some(ended.agent), ..self.fact(at, keys, what) });
    }

    /// The conversation is over. Returns whose work it no longer is, when nobody writes it up.
    pub(super) fn ended(&mut self, at: Timestamp, ended: &Ended, facts: &mut Vec<Fact>) -> Option<AgentId> {
        if self.ended {
            return None;
        }
        self.ended = true;
        self.end_wait(at, WaitEnd::Withdrawn, None, facts);
        self.bot_done(at, true, facts);
        self.callback = false;
        match &mut self.leg {
            Some(leg) if ended.agent.is_some() => {
                leg.talked_until = Some(at);
                None
            }
            _ => self.close_leg(at, facts),
        }
    }

    /// The wrap-up is over. Returns whose work it no longer is.
    pub(super) fn wrap_up_ended(&mut self, at: Timestamp, facts: &mut Vec<Fact>) -> Option<AgentId> {
        match &self.leg {
            Some(Leg { talked_until: Some(_), .. }) => self.close_leg(at, facts),
            _ => None,
        }
    }

    fn bot_done(&mut self, at: Timestamp, alone: bool, facts: &mut Vec<Fact>) {
        if std::mem::replace(&mut self.bot_over, true) {
            return;
        }
        let what = What::BotDone { span: at.since(self.arrived_at), alone };
        facts.push(self.fact(self.arrived_at, self.plain_keys(), what));
    }

    fn end_wait(&mut self, at: Timestamp, end: WaitEnd, agent: Option<AgentId>, facts: &mut Vec<Fact>) -> Option<Wait> {
        let wait = self.wait.take()?;
        let what = What::WaitOver { span: at.since(wait.since), end };
        facts.push(Fact { agent, ..self.fact(wait.since, Arc::clone(&wait.keys), what) });
        Some(wait)
    }

    fn close_leg(&mut self, at: Timestamp, facts: &mut Vec<Fact>) -> Option<AgentId> {
        let leg = self.leg.take()?;
        let talked_until = leg.talked_until.unwrap_or(at);
        let what = What::Handled { talk: talked_until.since(leg.since), wrap: at.since(talked_until) };
        facts.push(Fact { agent: Some(leg.agent), ..self.fact(leg.since, leg.keys, what) });
        Some(leg.agent)
    }

    const fn fact(&self, at: Timestamp, keys: Arc<Keys>, what: What) -> Fact {
        Fact { at, keys: Some(keys), agent: None, what }
    }

    /// Channel and region alone.
    fn plain_keys(&self) -> Arc<Keys> {
        Arc::new(Keys { channel: self.channel, queue: None, skills: Vec::new(), region: self.region.clone() })
    }

    /// Those it was last served under, else channel and region.
    fn known_keys(&self) -> Arc<Keys> {
        self.served.as_ref().map_or_else(|| self.plain_keys(), |(_, keys)| Arc::clone(keys))
    }
}

/// The fact of a rating; an interaction nobody remembers counts for the agent and the centre alone.
pub(super) fn rated(at: Timestamp, contact: Option<&Contact>, rated: &Rated) -> Fact {
    let solved = rated.solved.as_deref().map(|word| match word {
        "yes" => Solved::Yes,
        "partly" => Solved::Partly,
        _ => Solved::No,
    });
    Fact {
        at,
        keys: contact.map(Contact::known_keys),
        agent: rated.agent.or_else(|| contact.and_then(|contact| contact.served.as_ref()).map(|(agent, _)| *agent)),
        what: What::Rated { solved, friendly: rated.friendly, fast: rated.fast, recommend: rated.recommend },
    }
}
