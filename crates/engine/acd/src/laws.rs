//! The laws of the engine as a check of its whole state, for tests and simulations: slow on purpose,
//! it looks at every pair of interaction and agent and trusts no index.

use crate::agent::{Agent, NONE};
use crate::engine::Engine;
use crate::matching::can_take;
use crate::queue::Counts;
use crate::work::{Phase, Place, Work};

impl Engine {
    /// The first law found broken, in words; `None` when all hold. Costs interactions × agents.
    pub fn broken_law(&self) -> Option<String> {
        let agents = (0..).zip(&self.agents).find_map(|(slot, agent)| self.broken_by_agent(slot, agent));
        agents.or_else(|| self.works.iter().find_map(|work| self.broken_by_work(work))).or_else(|| self.broken_counts())
    }

    fn broken_by_agent(&self, slot: u32, agent: &Agent) -> Option<String> {
        let held = || agent.work.iter().map(|held| &self.works[*held]);
        let load: u32 = held().map(|work| u32::from(work.weight)).sum();
        let offers = held().filter(|work| work.phase == Phase::Offered).count();
        let broken = if load != u32::from(agent.load) || load > 100 {
            "carries another load than the work in hand, or too much"
        } else if offers > 1 || (offers == 1) != (agent.ringing != NONE) {
            "has more than one offer ringing, or one that is not theirs"
        } else if held().any(|work| work.agent != slot || work.is_waiting()) {
            "holds an interaction that does not know it"
        } else if agent.listed != agent.is_open() {
            "stands in the ready lists without being open, or the other way round"
        } else if !agent.signed_in && !agent.work.is_empty() {
            "left with work in hand"
        } else if !agent.is_present() && !agent.reserved.is_empty() {
            "is waited for without being there"
        } else {
            return None;
        };
        Some(format!("{} {broken}", agent.id))
    }

    fn broken_by_work(&self, work: &Work) -> Option<String> {
        let needs = self.needs_of(work);
        let broken = match work.phase {
            Phase::Waiting(Place::Nowhere) => "waits nowhere",
            Phase::Waiting(Place::Line(class)) if !self.classes.get(class).line.contains(&work.key) => "left its line",
            Phase::Waiting(Place::Line(class)) if self.classes.get(class).needs != needs => "waits in the wrong line",
            Phase::Waiting(Place::Agent(agent)) if !self.agents[agent as usize].reserved.contains(&work.key) => {
                "waits for an agent who does not know"
            }
            Phase::Waiting(place) => {
                let asleep = place == Place::Asleep;
                let taker = (0..)
                    .zip(&self.agents)
                    .find(|(slot, agent)| !asleep && can_take(agent, *slot, work, &needs, self.now));
                let aside = self.queue(work.queue).aside.contains(&work.key);
                match taker {
                    Some((_, agent)) => return Some(format!("{} waits although {} may take it", work.id, agent.id)),
                    None if aside == matches!(place, Place::Line(_)) => "is aside and in line, or neither",
                    None if work.is_held() => "waits in somebody's hand",
                    None if self.next_wait_change(work).is_some() != (work.timer != 0) => "has the wrong deadline",
                    None => return None,
                }
            }
            Phase::Offered | Phase::Active | Phase::WrapUp if !work.is_held() => "is in nobody's hand",
            Phase::Offered | Phase::WrapUp if work.timer == 0 => "has no deadline",
            Phase::Offered | Phase::Active | Phase::WrapUp => return None,
        };
        Some(format!("{} {broken}", work.id))
    }

    fn broken_counts(&self) -> Option<String> {
        (0..).zip(&self.queues).filter_map(|(slot, queue)| Some((slot, queue.as_ref()?))).find_map(|(slot, queue)| {
            let mut counts = Counts::default();
            for work in self.works.iter().filter(|work| work.queue == slot) {
                *counts.of(work.phase) += 1;
            }
            (counts != queue.counts).then(|| format!("{} counts {:?}, there are {counts:?}", queue.id, queue.counts))
        })
    }
}
