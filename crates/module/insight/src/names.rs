//! What queues, skills and colleagues are called, read anew when the log says that it changed.

use std::collections::BTreeMap;

use warmline_base::{AgentId, Fault, QueueId, SkillId};
use warmline_contract::{AgentCard, Channel, PeopleDirectory, QueueSetting, RoutingSettings, SkillNames};

use crate::interval::Group;

/// Names by id.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Queues in the order routing lists them.
    pub queues: Vec<QueueSetting>,
    /// Colleagues who can serve customers.
    pub agents: BTreeMap<AgentId, AgentCard>,
    skills: BTreeMap<SkillId, (String, String)>,
    queue_names: BTreeMap<QueueId, (String, String)>,
}

impl Names {
    pub(crate) async fn read(
        people: &dyn PeopleDirectory,
        routing: &dyn RoutingSettings,
        skills: &dyn SkillNames,
    ) -> Result<Self, Fault> {
        let queues = routing.queues().await?;
        let agents = people.agents().await?.into_iter().map(|card| (card.id, card)).collect();
        let skills = skills.skill_names().await?.into_iter().map(|name| (name.id, (name.name_zh, name.name_en)));
        let queue_names =
            queues.iter().map(|queue| (queue.id, (queue.name_zh.clone(), queue.name_en.clone()))).collect();
        Ok(Self { agents, skills: skills.collect(), queue_names, queues })
    }

    /// The group's Chinese and English names; the key itself when nobody knows it any more.
    pub(crate) fn of(&self, group: &Group) -> (String, String) {
        let known = match group {
            Group::Whole => Some(("全中心".to_owned(), "Whole centre".to_owned())),
            Group::Queue(id) => self.queue_names.get(id).cloned(),
            Group::Skill(id) => self.skills.get(id).cloned(),
            Group::Agent(id) => self.agents.get(id).map(|card| (card.alias.clone(), card.alias.clone())),
            Group::Channel(channel) => Some(channel_names(*channel)),
            Group::Region(_) | Group::Intent(_) => None,
        };
        known.unwrap_or_else(|| (group.key(), group.key()))
    }
}

fn channel_names(channel: Channel) -> (String, String) {
    let (zh, en) = match channel {
        Channel::Chat => ("在线客服", "Web chat"),
        Channel::Voice => ("电话", "Telephone"),
        Channel::Sms => ("短信", "SMS"),
        Channel::Wechat => ("微信", "WeChat"),
        Channel::Video => ("视频", "Video"),
        Channel::Form => ("在线表单", "Form"),
        Channel::Email => ("邮件", "E-mail"),
    };
    (zh.to_owned(), en.to_owned())
}
