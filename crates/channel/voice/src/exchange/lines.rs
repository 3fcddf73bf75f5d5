//! Colleagues' phones as the switchboard asks for them: away, free, or in a call.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use warmline_base::AgentId;
use warmline_call::Standing;
use warmline_contract::{PhoneState, PhoneView};

use super::Exchange;
use super::line::Line;

/// The switchboard's view of an exchange, which goes when the exchange goes.
pub(super) struct PhoneLines(pub Weak<Exchange>);

impl PhoneView for PhoneLines {
    fn phone(&self, agent: AgentId) -> PhoneState {
        self.0.upgrade().map_or(PhoneState::Away, |exchange| exchange.phone(agent))
    }
}

impl Exchange {
    fn phone(&self, agent: AgentId) -> PhoneState {
        if self.engaged.lock().contains_key(&agent) {
            PhoneState::Engaged
        } else if self.can_ring(agent) {
            PhoneState::Free
        } else {
            PhoneState::Away
        }
    }

    /// Counts a call more, or one less, on a colleague's phone.
    fn engage(&self, agent: AgentId, on: bool) {
        {
            let mut engaged = self.engaged.lock();
            let calls = engaged.entry(agent).or_default();
            *calls = if on { *calls + 1 } else { calls.saturating_sub(1) };
            if *calls == 0 {
                engaged.remove(&agent);
            }
        }
        self.parts.house.desk.phone_changed(agent);
    }
}

impl Line {
    /// Says whose phones this call took up or put down since it was last asked.
    pub(super) fn tell_phones(&mut self) {
        let there = self.call.legs().into_iter().filter(|leg| leg.standing != Standing::Gone);
        let now: BTreeSet<AgentId> = there.filter_map(|leg| leg.agent).collect();
        for agent in now.difference(&self.on_phone) {
            self.exchange.engage(*agent, true);
        }
        for agent in self.on_phone.difference(&now) {
            self.exchange.engage(*agent, false);
        }
        self.on_phone = now;
    }
}

/// Lets the switchboard ask the exchange for phones from now on.
pub(super) fn show(exchange: &Arc<Exchange>) {
    exchange.parts.house.desk.follow_phones(Arc::new(PhoneLines(Arc::downgrade(exchange))));
}
