//! "Why this agent, why not that one, why still waiting": a verdict on every agent, taken from the
//! same conditions that matching uses.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, InteractionId, Millis, SkillId, Timestamp};

use crate::agent::{Agent, NONE};
use crate::engine::Engine;
use crate::matching::can_take;
use crate::view::InteractionView;
use crate::vocabulary::{Phone, Presence, Reason, SkillNeed};
use crate::waiting::Need;
use crate::work::{Phase, Place, Work};

/// Why an agent does, or does not, have an interaction. Where several apply, the one that is hardest to
/// change is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Has it.
    Serving,
    /// It rings there.
    Ringing,
    /// Could take it this instant.
    Eligible,
    /// Fits, but something else rings there.
    AnswersAnotherOffer,
    /// Fits, but has no room on this channel.
    Full {
        /// Share of capacity in use, in percent.
        load: u8,
        /// Pieces of this channel in hand.
        in_hand: u8,
    },
    /// Fits, but it waits for another agent for now.
    ReservedForAnother {
        /// For so long.
        until: Timestamp,
    },
    /// Declined it, or gave it away, a moment ago.
    Declined {
        /// Will be asked again then.
        until: Timestamp,
    },
    /// Fits, but is on the phone in a call somebody else has in hand.
    OnThePhone,
    /// Fits, but has no phone that can be rung.
    NoPhone,
    /// Fits, but goes on to another state after the work in hand.
    Leaving,
    /// Fits, but is being drained.
    Draining,
    /// Fits, but is not ready.
    NotReady {
        /// The reason.
        reason: Reason,
    },
    /// Has the skill, but not well enough.
    LevelTooLow {
        /// The skill.
        skill: SkillId,
        /// The agent's level.
        has: u8,
        /// The level wanted now.
        needs: u8,
    },
    /// Lacks a skill.
    MissingSkill {
        /// The skill.
        skill: SkillId,
    },
    /// Does not take this channel.
    ChannelNotTaken,
    /// Must not get it.
    Excluded,
}

/// How near an agent is to having an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Has,
    /// Fit and there.
    Fits,
    /// Fit, but takes no new work.
    NotNow,
    Unfit,
}

impl Verdict {
    const fn nearness(&self) -> Nearness {
        match self {
            Self::Serving | Self::Ringing => Nearness::Has,
            Self::Eligible
            | Self::AnswersAnotherOffer
            | Self::OnThePhone
            | Self::Full { .. }
            | Self::ReservedForAnother { .. }
            | Self::Declined { .. } => Nearness::Fits,
            Self::NoPhone | Self::Leaving | Self::Draining | Self::NotReady { .. } => Nearness::NotNow,
            Self::LevelTooLow { .. } | Self::MissingSkill { .. } | Self::ChannelNotTaken | Self::Excluded => {
                Nearness::Unfit
            }
        }
    }
}

/// One agent's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentVerdict {
    /// Who.
    pub agent: AgentId,
    /// Why, or why not.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Why an interaction is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// It does not wait.
    NotWaiting,
    /// The customer named a time for the call back.
    CallbackLater {
        /// Which.
        not_before: Timestamp,
    },
    /// It waits for one agent.
    ReservedFor {
        /// Which.
        agent: AgentId,
        /// Until then; afterwards anybody fit will do.
        until: Timestamp,
    },
    /// Nobody signed in has the skills and takes the channel.
    NobodyFits,
    /// Those who fit are not ready.
    NobodyReady,
    /// Those who fit and are ready are busy.
    AllBusy,
}

/// The explanation of one interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The interaction as it is.
    pub interaction: InteractionView,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
    /// How long since it was queued.
    pub waiting: Millis,
    /// Its position, 1 being next.
    pub position: Option<u32>,
    /// What to expect from now.
    pub expected_wait: Option<Millis>,
    /// The skills required at this instant.
    pub required: Vec<SkillNeed>,
    /// When its requirements, queue or reservation next change by time alone.
    pub next_change: Option<Timestamp>,
    /// The agents, nearest to taking it first.
    pub agents: Vec<AgentVerdict>,
    /// How many more were left out.
    pub left_out: u32,
}

impl Engine {
    /// Explains one interaction with a verdict on at most `limit` agents; `None` when it is neither
    /// waiting nor in hand. Looks at every agent: for a person who asks, not for every decision (each
    /// decision carries its [`Choice`](crate::Choice)).
    pub fn explain(&self, interaction: InteractionId, limit: usize) -> Option<Explanation> {
        let slot = self.work_slot(interaction).ok()?;
        let work = &self.works[slot];
        let needs = self.needs_of(work);
        let mut agents: Vec<AgentVerdict> = (0..)
            .zip(&self.agents)
            .filter(|(_, agent)| agent.signed_in)
            .map(|(number, agent)| AgentVerdict { agent: agent.id, verdict: self.verdict(number, agent, work, &needs) })
            .collect();
        agents.sort_unstable_by_key(|row| (row.verdict.nearness(), row.agent));
        let because = self.because(work, &agents);
        let left_out = u32::try_from(agents.len().saturating_sub(limit)).unwrap_or(u32::MAX);
        agents.truncate(limit);
        let next_change = (work.timer != 0 && work.is_waiting()).then(|| self.next_wait_change(work)).flatten();
        Some(Explanation {
            interaction: self.view_work(slot),
            because,
            waiting: self.now.since(work.queued_at),
            position: self.position(interaction),
            expected_wait: self.expected_wait(interaction),
            required: self.outside_needs(&needs),
            next_change,
            agents,
            left_out,
        })
    }

    /// Needs with outside ids.
    pub(crate) fn outside_needs(&self, needs: &[Need]) -> Vec<SkillNeed> {
        needs.iter().map(|need| SkillNeed { skill: self.skills[need.skill as usize], min: need.min }).collect()
    }

    fn verdict(&self, slot: u32, agent: &Agent, work: &Work, needs: &[Need]) -> Verdict {
        if work.agent == slot {
            return if work.phase == Phase::Offered { Verdict::Ringing } else { Verdict::Serving };
        }
        if work.is_waiting() && work.asleep_until.is_none() && can_take(agent, slot, work, needs, self.now) {
            return Verdict::Eligible;
        }
        let named = work.reserved.is_some_and(|reserved| reserved.named && reserved.agent == slot);
        self.unfit(slot, agent, work, if named { &[] } else { needs })
            .unwrap_or_else(|| self.unready(slot, agent, work))
    }

    /// What keeps an agent from ever taking it as things are.
    fn unfit(&self, slot: u32, agent: &Agent, work: &Work, needs: &[Need]) -> Option<Verdict> {
        if work.exclude.contains(&slot) {
            return Some(Verdict::Excluded);
        }
        if agent.capacity.slots(work.channel) == 0 {
            return Some(Verdict::ChannelNotTaken);
        }
        let lacks = needs.iter().find(|need| agent.level(need.skill) < need.min)?;
        let skill = self.skills[lacks.skill as usize];
        Some(match agent.level(lacks.skill) {
            0 => Verdict::MissingSkill { skill },
            has => Verdict::LevelTooLow { skill, has, needs: lacks.min },
        })
    }

    /// What keeps an agent who fits from taking it now.
    fn unready(&self, slot: u32, agent: &Agent, work: &Work) -> Verdict {
        if let Presence::NotReady { reason } = agent.presence {
            return Verdict::NotReady { reason };
        }
        if agent.draining {
            return Verdict::Draining;
        }
        if !agent.is_present() {
            return Verdict::Leaving;
        }
        if agent.lacks_phone(work.channel) {
            return Verdict::NoPhone;
        }
        if agent.phone == Phone::Engaged {
            return Verdict::OnThePhone;
        }
        let declined = work.declined.iter().find(|(who, until)| *who == slot && *until > self.now);
        if let Some((_, until)) = declined {
            return Verdict::Declined { until: *until };
        }
        if let Some(reserved) = work.reserved.filter(|reserved| reserved.agent != slot) {
            return Verdict::ReservedForAnother { until: reserved.until };
        }
        if !agent.has_room(work.channel) {
            return Verdict::Full { load: agent.load, in_hand: agent.counts[work.channel.index()] };
        }
        if agent.ringing != NONE {
            return Verdict::AnswersAnotherOffer;
        }
        // Could take it, only it is with somebody else, or asleep.
        Verdict::Eligible
    }

    fn because(&self, work: &Work, agents: &[AgentVerdict]) -> Because {
        let Phase::Waiting(place) = work.phase else { return Because::NotWaiting };
        if let (Place::Asleep, Some(not_before)) = (place, work.asleep_until) {
            return Because::CallbackLater { not_before };
        }
        if let (Place::Agent(agent), Some(reserved)) = (place, work.reserved) {
            return Because::ReservedFor { agent: self.agents[agent as usize].id, until: reserved.until };
        }
        match agents.iter().map(|row| row.verdict.nearness()).min() {
            Some(Nearness::Fits | Nearness::Has) => Because::AllBusy,
            Some(Nearness::NotNow) => Because::NobodyReady,
            Some(Nearness::Unfit) | None => Because::NobodyFits,
        }
    }
}
