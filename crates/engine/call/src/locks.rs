//! Numbers that reach a certain agent first for a while: after a line was lost, or for a special case.
//!
//! The house writes each lock into the log and makes them of it again after a restart.

use std::collections::VecDeque;

use warmline_base::{AgentId, Millis, Timestamp};

use crate::vocabulary::Number;

/// The longest time a line is kept for an agent: 7 days.
pub const MAX_KEEP: Millis = Millis::minutes(7 * 24 * 60);
/// The most numbers remembered; beyond it the oldest lock goes.
const MAX_LOCKS: usize = 10_000;

#[derive(Clone, Debug)]
struct Lock {
    number: Number,
    agent: AgentId,
    until: Timestamp,
}

/// The locks of a house.
#[derive(Clone, Debug, Default)]
pub struct CallbackLocks {
    locks: VecDeque<Lock>,
}

impl CallbackLocks {
    /// From `now` on and for `window`, `number` reaches `agent` first. A later lock replaces an earlier one.
    pub fn lock(&mut self, now: Timestamp, number: Number, agent: AgentId, window: Millis) {
        self.locks.retain(|lock| lock.until > now && lock.number != number);
        if self.locks.len() == MAX_LOCKS {
            self.locks.pop_front();
        }
        self.locks.push_back(Lock { number, agent, until: now.plus(window) });
    }

    /// The agent this number reaches first, if there is one.
    pub fn agent_for(&self, now: Timestamp, number: &Number) -> Option<AgentId> {
        self.locks.iter().find(|lock| lock.number == *number && lock.until > now).map(|lock| lock.agent)
    }

    /// Takes a lock away, as when the matter is settled.
    pub fn release(&mut self, number: &Number) {
        self.locks.retain(|lock| lock.number != *number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(last: u32) -> Number {
        Number::parse(&format!("140{last:08}")).unwrap()
    }

    #[test]
    fn a_number_reaches_the_same_agent_until_the_time_is_over() {
        let (mut locks, now) = (CallbackLocks::default(), Timestamp(0));
        let [first, second] = [1, 2].map(|id| AgentId(uuid::Uuid::from_u128(id)));
        locks.lock(now, number(1), first, Millis::minutes(10));
        assert_eq!(locks.agent_for(now, &number(1)), Some(first));
        assert_eq!(locks.agent_for(now, &number(2)), None);
        locks.lock(now, number(1), second, Millis::minutes(10));
        assert_eq!(locks.agent_for(now, &number(1)), Some(second));
        assert_eq!(locks.agent_for(now.plus(Millis::minutes(10)), &number(1)), None);
        locks.release(&number(1));
        assert_eq!(locks.agent_for(now, &number(1)), None);
    }

    #[test]
    fn the_oldest_lock_goes_when_there_are_too_many() {
        let (mut locks, now) = (CallbackLocks::default(), Timestamp(0));
        let agent = AgentId(uuid::Uuid::from_u128(1));
        for last in 0..=u32::try_from(MAX_LOCKS).unwrap() {
            locks.lock(now, number(last), agent, Millis::minutes(10));
        }
        assert_eq!(locks.agent_for(now, &number(0)), None);
        assert_eq!(locks.agent_for(now, &number(1)), Some(agent));
    }
}
