//! A queue as it is edited, and its rules.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, QueueId, ScheduleId};
use warmline_contract::{Overflow, QueueSetting, SkillWish};

use super::{Known, check_code, check_name};

/// Which interactions a queue takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channels {
    /// All of them.
    Any,
    /// Written ones.
    Chat,
    /// Spoken ones.
    Voice,
}

impl Channels {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Chat => "chat",
            Self::Voice => "voice",
        }
    }

    /// Whether everything `other` takes is taken here as well.
    fn covers(self, other: Self) -> bool {
        self == Self::Any || self == other
    }
}

/// Who is served first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By priority, then by age.
    #[default]
    PriorityAge,
    /// By the earliest deadline.
    Deadline,
    /// By arrival.
    Fifo,
}

impl Order {
    const fn as_str(self) -> &'static str {
        match self {
            Self::PriorityAge => "priority_age",
            Self::Deadline => "deadline",
            Self::Fifo => "fifo",
        }
    }
}

/// Which of the free agents is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentChoice {
    /// The one idle longest.
    #[default]
    LongestIdle,
    /// The one with the lowest occupancy.
    LeastOccupied,
    /// The one whose skills fit best.
    BestFit,
}

impl AgentChoice {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LongestIdle => "longest_idle",
            Self::LeastOccupied => "least_occupied",
            Self::BestFit => "best_fit",
        }
    }
}

/// A queue as it is edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueBody {
    /// How flows name it, such as `card`; stays for ever.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Which interactions it takes.
    pub channel: Channels,
    /// 0 highest to 9.
    pub priority: u8,
    /// Skills without which nobody may serve it, at most 8.
    #[serde(default)]
    pub required: Vec<SkillWish>,
    /// Skills that are better, at most 8.
    #[serde(default)]
    pub preferred: Vec<SkillWish>,
    /// Where work goes when it waits too long.
    #[serde(default)]
    pub overflow: Option<Overflow>,
    /// Opening hours; always open without.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub schedule: Option<ScheduleId>,
    /// How long an agent has to accept, 5 to 120 seconds.
    pub offer_timeout_seconds: u32,
    /// How long the wrap-up may take, at most 3,600 seconds; 0 for none.
    pub wrap_up_seconds: u32,
    /// T of the service level, 5 to 86,400 seconds.
    pub service_level_seconds: u32,
    /// More than this are refused, 1 to 100,000.
    pub max_waiting: u32,
    /// Who is served first.
    #[serde(default)]
    pub order: Order,
    /// Which of the free agents is asked.
    #[serde(default)]
    pub agent_choice: AgentChoice,
    /// How long the last agent is asked first, at most 86,400 seconds; 0 for never.
    #[serde(default)]
    pub sticky_seconds: u32,
    /// Whether it takes work.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

/// The most skills of one kind a queue asks for; the switchboard's profiles are built for it.
const SKILLS: usize = 8;

impl QueueBody {
    /// Checks the body alone: codes, names, ranges and its own skills.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        check_code(&self.code)?;
        check_name(&self.name_zh, "/name_zh")?;
        check_name(&self.name_en, "/name_en")?;
        in_range("/priority", u32::from(self.priority), 0..=9)?;
        in_range("/offer_timeout_seconds", self.offer_timeout_seconds, 5..=120)?;
        in_range("/wrap_up_seconds", self.wrap_up_seconds, 0..=3_600)?;
        in_range("/service_level_seconds", self.service_level_seconds, 5..=86_400)?;
        in_range("/max_waiting", self.max_waiting, 1..=100_000)?;
        in_range("/sticky_seconds", self.sticky_seconds, 0..=86_400)?;
        if let Some(overflow) = &self.overflow {
            in_range("/overflow/after_seconds", overflow.after_seconds, 5..=86_400)?;
        }
        for (index, wish) in self.preferred.iter().enumerate() {
            let place = format!("/preferred/{index}/relax_after_seconds");
            in_range(&place, wish.relax_after_seconds.unwrap_or(0), 0..=86_400)?;
        }
        check_wishes("/required", &self.required)?;
        check_wishes("/preferred", &self.preferred)
    }

    /// Checks what the body refers to, as queue `own`.
    pub(crate) fn check_against(&self, own: QueueId, known: &Known) -> Result<(), Fault> {
        for (list, wishes) in [("required", &self.required), ("preferred", &self.preferred)] {
            if let Some(index) = wishes.iter().position(|wish| !known.skills.contains_key(&wish.skill)) {
                let detail = "there is no such skill: pick one of the list or add it first";
                return Err(Fault::invalid("WL-QUEUE-SKILL", detail).at(format!("/{list}/{index}/skill")));
            }
        }
        if self.schedule.is_some_and(|schedule| !known.schedules.contains(&schedule)) {
            let detail = "there are no such opening hours: pick some of the list or add them first";
            return Err(Fault::invalid("WL-QUEUE-SCHEDULE", detail).at("/schedule"));
        }
        self.check_overflow(own, known)
    }

    fn check_overflow(&self, own: QueueId, known: &Known) -> Result<(), Fault> {
        let Some(overflow) = &self.overflow else { return Ok(()) };
        let wrong = |detail: String| Err(Fault::invalid("WL-QUEUE-OVERFLOW", detail).at("/overflow/queue"));
        let mut next = Some(overflow.queue);
        let mut names = vec![self.name_zh.clone()];
        // Each step leads to another queue or back to this one, so there are no more steps than queues.
        for _ in 0..=known.queues.len() {
            let Some(id) = next else { return Ok(()) };
            if id == own {
                let chain = names.join(" → ");
                return wrong(format!(
                    "{chain} would overflow back into itself: choose a queue that does not lead here"
                ));
            }
            let Some(queue) = known.queues.get(&id) else {
                return wrong("there is no such queue: pick one of the list".into());
            };
            if names.len() == 1 && !queue.channel.covers(self.channel) {
                return wrong(format!("{} does not take this queue's channel: choose another", queue.name_zh));
            }
            names.push(queue.name_zh.clone());
            next = queue.overflow.as_ref().map(|overflow| overflow.queue);
        }
        wrong("these queues already overflow in a circle: correct them first".into())
    }

    /// The queue as the switchboard and the screens need it.
    pub(crate) fn setting(self, id: QueueId, version: i64) -> QueueSetting {
        QueueSetting {
            id,
            code: self.code,
            name_zh: self.name_zh,
            name_en: self.name_en,
            channel: self.channel.as_str().into(),
            priority: self.priority,
            required: self.required,
            preferred: self.preferred,
            overflow: self.overflow,
            schedule: self.schedule,
            offer_timeout_seconds: self.offer_timeout_seconds,
            wrap_up_seconds: self.wrap_up_seconds,
            service_level_seconds: self.service_level_seconds,
            max_waiting: self.max_waiting,
            order: self.order.as_str().into(),
            agent_choice: self.agent_choice.as_str().into(),
            sticky_seconds: self.sticky_seconds,
            enabled: self.enabled,
            version,
        }
    }
}

fn in_range(place: &str, value: u32, range: RangeInclusive<u32>) -> Result<(), Fault> {
    if range.contains(&value) {
        return Ok(());
    }
    let detail = format!("{value} is out of range: use a number from {} to {}", range.start(), range.end());
    Err(Fault::invalid("WL-QUEUE-RANGE", detail).at(place))
}

fn check_wishes(place: &str, wishes: &[SkillWish]) -> Result<(), Fault> {
    let wrong = |detail: String, place: String| Err(Fault::invalid("WL-QUEUE-SKILL", detail).at(place));
    if wishes.len() > SKILLS {
        return wrong(format!("a queue asks for at most {SKILLS} skills: remove some"), place.into());
    }
    for (index, wish) in wishes.iter().enumerate() {
        if !(1..=10).contains(&wish.min) {
            return wrong("a level is a number from 1 to 10".into(), format!("{place}/{index}/min"));
        }
        if wishes[..index].iter().any(|other| other.skill == wish.skill) {
            return wrong("the skill is there twice: remove one".into(), format!("{place}/{index}/skill"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;
    use warmline_base::SkillId;

    fn queue(code: &str, overflow: Option<u128>) -> QueueBody {
        QueueBody {
            code: code.into(),
            name_zh: code.into(),
            name_en: code.into(),
            channel: Channels::Any,
            priority: 5,
            required: vec![],
            preferred: vec![],
            overflow: overflow.map(|id| Overflow { queue: QueueId(Uuid::from_u128(id)), after_seconds: 60 }),
            schedule: None,
            offer_timeout_seconds: 20,
            wrap_up_seconds: 60,
            service_level_seconds: 20,
            max_waiting: 100,
            order: Order::PriorityAge,
            agent_choice: AgentChoice::LongestIdle,
            sticky_seconds: 0,
            enabled: true,
        }
    }

    fn refusal(change: impl FnOnce(&mut QueueBody)) -> Option<(&'static str, String)> {
        let mut body = queue("card", None);
        change(&mut body);
        let known = Known::default();
        let outcome = body.check().and_then(|()| body.check_against(QueueId(Uuid::from_u128(1)), &known));
        outcome.err().map(|fault| (fault.code, fault.place.unwrap_or_default()))
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let wish = SkillWish { skill: SkillId(Uuid::from_u128(9)), min: 1, relax_after_seconds: None };
        assert_eq!(refusal(|_| {}), None);
        assert_eq!(refusal(|queue| queue.priority = 10), Some(("WL-QUEUE-RANGE", "/priority".into())));
        assert_eq!(
            refusal(|queue| queue.offer_timeout_seconds = 4),
            Some(("WL-QUEUE-RANGE", "/offer_timeout_seconds".into()))
        );
        assert_eq!(refusal(|queue| queue.code = "Karte 1".into()), Some(("WL-ROUTING-CODE", "/code".into())));
        assert_eq!(refusal(|queue| queue.name_zh = " ".into()), Some(("WL-ROUTING-NAME", "/name_zh".into())));
        assert_eq!(
            refusal(|queue| queue.required.push(wish.clone())),
            Some(("WL-QUEUE-SKILL", "/required/0/skill".into()))
        );
        assert_eq!(
            refusal(|queue| queue.schedule = Some(ScheduleId(Uuid::nil()))),
            Some(("WL-QUEUE-SCHEDULE", "/schedule".into()))
        );
    }

    #[test]
    fn a_queue_overflows_only_into_one_that_takes_its_channel() {
        let mut known = Known::default();
        let mut voice = queue("voice", None);
        voice.channel = Channels::Voice;
        known.queues.insert(QueueId(Uuid::from_u128(2)), voice);
        let mut chat = queue("chat", Some(2));
        chat.channel = Channels::Chat;
        let fault = chat.check_against(QueueId(Uuid::from_u128(1)), &known).unwrap_err();
        assert_eq!(fault.code, "WL-QUEUE-OVERFLOW");
    }

    proptest! {
        /// Queues saved one after another, each checked against those before: whatever is accepted,
        /// following overflows from any queue ends.
        #[test]
        fn accepted_overflows_never_go_in_a_circle(saves in proptest::collection::vec((1u128..8, 0u128..8), 1..40)) {
            let mut known = Known::default();
            for id in 1..8u128 {
                known.queues.insert(QueueId(Uuid::from_u128(id)), queue("q", None));
            }
            for (id, target) in saves {
                let own = QueueId(Uuid::from_u128(id));
                let body = queue("q", (target > 0).then_some(target));
                if body.check_against(own, &known).is_ok() {
                    known.queues.insert(own, body);
                }
            }
            for start in known.queues.keys() {
                let mut next = Some(*start);
                let mut steps = 0;
                while let Some(id) = next {
                    next = known.queues[&id].overflow.as_ref().map(|overflow| overflow.queue);
                    steps += 1;
                    prop_assert!(steps <= 8, "overflows go in a circle");
                }
            }
        }
    }
}
