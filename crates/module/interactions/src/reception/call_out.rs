//! A call an agent makes: an interaction that was never in a queue and has no flow.

use warmline_acd::{Command, RestoreWork, RestoredPhase};
use warmline_base::{Fault, InteractionId, QueueId};
use warmline_contract::{
    Accepted, Arrival, Arrived, By, CALL_OUT_DOOR, CallBack, CallOut, CalledOut, Calling, CaseCalled, Channel,
    IdentityLevel, NewEvent, Queued, Stream, names,
};

use super::FrontDesk;
use crate::hub::DeskNotice;
use crate::switchboard::{Order, engine_channel, engine_priority};

/// The queue such an interaction goes to when it is handed on without naming one.
const HANDED_ON_TO: &str = "general";
/// Its priority then.
const PRIORITY: u8 = 5;

impl FrontDesk {
    pub(super) async fn begin_call_out(&self, wish: CallOut) -> Result<(InteractionId, CallBack), Fault> {
        let (now, agent) = (self.runtime.now(), wish.agent);
        let id: InteractionId = self.runtime.ids.next();
        let queue = self.queue_behind().await?;
        let card = self.line.people.agent(agent).await?;
        let (work_number, alias) = card.map(|card| (card.work_number, card.alias)).unwrap_or_default();
        let by = By::Agent { id: agent, label: alias.clone() };
        let accepted = Accepted { offer: None, agent, work_number, alias, waited_ms: 0 };
        let called = CalledOut { agent, queue, case: wish.case, interaction: wish.interaction };
        let stream = Stream::Interaction(id);
        // The case knows of the call from the moment it begins.
        let in_case =
            |case| NewEvent::new(Stream::Case(case), names::CASE_CALLED, by.clone(), &CaseCalled { interaction: id });
        let mut before: Vec<NewEvent> = wish.case.map(in_case).into_iter().collect();
        before.extend([
            NewEvent::new(stream, names::INTERACTION_ARRIVED, by.clone(), &self.arrived(id, &wish).await?),
            NewEvent::new(stream, names::INTERACTION_CALLED_OUT, by.clone(), &called),
            NewEvent::new(stream, names::INTERACTION_ACCEPTED, by.clone(), &accepted),
        ]);
        let queued = Queued {
            queue,
            priority: PRIORITY,
            required: Vec::new(),
            preferred: Vec::new(),
            deadline: None,
            queued_at: now,
            reason: "call_out".into(),
            sticky: None,
            exclude: Vec::new(),
        };
        let command = Command::RestoreWork(RestoreWork {
            interaction: id,
            agent,
            queue,
            channel: engine_channel(Channel::Voice),
            priority: engine_priority(PRIORITY),
            queued_at: now,
            since: now,
            phase: RestoredPhase::Active,
        });
        let stored = self.switchboard.order(Order { before, queued: Some(queued), ..Order::plain(command) }).await?;
        self.hub.tell(agent, &DeskNotice::Row(id));
        let number_known = stored.last().map_or(0, |event| event.number);
        Ok((id, CallBack { number: wish.number, attempt: 0, agent, offer: None, number_known }))
    }

    async fn arrived(&self, id: InteractionId, wish: &CallOut) -> Result<Arrived, Fault> {
        let calling = Calling { number: wish.number.clone(), prefer: None };
        let arrival = Arrival {
            interaction: id,
            channel: Channel::Voice,
            door: CALL_OUT_DOOR.into(),
            locale: "zh-CN".into(),
            page: None,
            customer: wish.customer,
            // Who was called is known; that it is they who answered is not.
            identity_level: IdentityLevel::V0,
            senior: false,
            caller: Some(calling),
        };
        let (journey, city) = self.journey(&arrival, self.runtime.now()).await?;
        self.arrived_as(id, arrival, journey, city)
    }

    async fn queue_behind(&self) -> Result<QueueId, Fault> {
        let queues = self.line.routing.queues().await?;
        let spoken = |code: &str| matches!(code, "any" | "voice");
        let fits = queues.iter().filter(|queue| queue.enabled && spoken(&queue.channel));
        let named = queues.iter().find(|queue| queue.enabled && queue.code == HANDED_ON_TO);
        named
            .or_else(|| fits.min_by_key(|queue| queue.priority))
            .map(|queue| queue.id)
            .ok_or_else(|| Fault::conflict("WL-VOICE-QUEUE", "no queue takes calls: open one before calling customers"))
    }
}
