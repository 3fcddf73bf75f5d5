//! Queue settings and colleagues, in the engine's words.

use warmline_acd::{
    AgentChoice, AgentSetup, Capacity, Channel as EngineChannel, Order, Overflow, PreferredSkill, QueueRules,
    SkillLevel, SkillNeed,
};
use warmline_base::Millis;
use warmline_contract::{AgentCard, Channel, QueueSetting, SkillWish};

use super::engine_priority;

/// The channel, as far as capacity is concerned.
pub const fn engine_channel(channel: Channel) -> EngineChannel {
    match channel {
        Channel::Voice => EngineChannel::Voice,
        Channel::Video => EngineChannel::Video,
        Channel::Chat => EngineChannel::Chat,
        Channel::Sms | Channel::Wechat | Channel::Form | Channel::Email => EngineChannel::Message,
    }
}

/// A queue's rules.
pub fn rules(setting: &QueueSetting) -> QueueRules {
    QueueRules {
        channel: match setting.channel.as_str() {
            "chat" => Some(EngineChannel::Chat),
            "voice" => Some(EngineChannel::Voice),
            _ => None,
        },
        priority: engine_priority(setting.priority),
        required: needs(&setting.required),
        preferred: wishes(&setting.preferred),
        relax: Vec::new(),
        overflow: setting.overflow.as_ref().map(|overflow| Overflow {
            queue: overflow.queue,
            after: Millis::seconds(i64::from(overflow.after_seconds)),
        }),
        order: match setting.order.as_str() {
            "deadline" => Order::Deadline,
            "fifo" => Order::Fifo,
            _ => Order::PriorityAge,
        },
        agent_choice: match setting.agent_choice.as_str() {
            "least_occupied" => AgentChoice::LeastOccupied,
            "best_fit" => AgentChoice::BestFit,
            _ => AgentChoice::LongestIdle,
        },
        offer_timeout: Millis::seconds(i64::from(setting.offer_timeout_seconds)),
        wrap_up: Millis::seconds(i64::from(setting.wrap_up_seconds)),
        service_level: Millis::seconds(i64::from(setting.service_level_seconds)),
        max_waiting: setting.max_waiting,
        auto_accept: false,
    }
}

/// Skills an interaction cannot do without.
pub fn needs(wishes: &[SkillWish]) -> Vec<SkillNeed> {
    wishes.iter().map(|wish| SkillNeed { skill: wish.skill, min: wish.min }).collect()
}

/// Skills that are better.
pub fn wishes(wishes: &[SkillWish]) -> Vec<PreferredSkill> {
    wishes
        .iter()
        .map(|wish| PreferredSkill {
            skill: wish.skill,
            min: wish.min,
            relax_after: Millis::seconds(i64::from(wish.relax_after_seconds.unwrap_or(0))),
        })
        .collect()
}

/// What a colleague brings to work.
pub fn setup(card: &AgentCard) -> AgentSetup {
    AgentSetup {
        skills: card.skills.iter().map(|skill| SkillLevel { skill: skill.skill, level: skill.level }).collect(),
        capacity: Capacity::blended(card.chat_limit),
    }
}
