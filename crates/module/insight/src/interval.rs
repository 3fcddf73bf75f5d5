//! Where facts are booked: quarter-hours of the centre's day, under every key they concern.

use std::str::FromStr;

use warmline_base::{AgentId, Millis, QueueId, SkillId, Timestamp};
use warmline_contract::Channel;

use crate::fold::{Fact, Rest, Solved, TimeKind, WaitEnd, What};
use crate::measures::Measures;

/// The smallest interval.
pub const INTERVAL: Millis = Millis::minutes(15);
/// A day.
pub const DAY: Millis = Millis::minutes(24 * 60);
/// China keeps one time without summer time: local midnight is eight hours before that of UTC.
pub const SHANGHAI: Millis = Millis::minutes(8 * 60);
/// Who gives up sooner than this was never really waiting.
const SHORT_ABANDON: Millis = Millis::seconds(5);

/// The start of the interval of this width that holds `at`, counted from local midnight.
pub const fn start_of(at: Timestamp, width: Millis) -> Timestamp {
    let local = at.0 + SHANGHAI.micros();
    Timestamp(local - local.rem_euclid(width.micros()) - SHANGHAI.micros())
}

/// What a row counts: the whole centre, or one of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The whole centre.
    Whole,
    /// A queue.
    Queue(QueueId),
    /// A channel.
    Channel(Channel),
    /// A skill asked for.
    Skill(SkillId),
    /// An agent.
    Agent(AgentId),
    /// A city.
    Region(String),
    /// An intent; counts contacts only.
    Intent(String),
}

impl Group {
    /// The dimension's word in the table.
    pub const fn dimension(&self) -> &'static str {
        match self {
            Self::Whole => "none",
            Self::Queue(_) => "queue",
            Self::Channel(_) => "channel",
            Self::Skill(_) => "skill",
            Self::Agent(_) => "agent",
            Self::Region(_) => "region",
            Self::Intent(_) => "intent",
        }
    }

    /// The key in the table and in reports; empty for the whole centre.
    pub fn key(&self) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Queue(id) => id.to_string(),
            Self::Channel(channel) => channel.to_string(),
            Self::Skill(id) => id.to_string(),
            Self::Agent(id) => id.to_string(),
            Self::Region(text) | Self::Intent(text) => text.clone(),
        }
    }

    /// A group from its row; `None` when the row is none of ours.
    pub fn from_row(dimension: &str, key: &str) -> Option<Self> {
        fn parsed<T: FromStr>(key: &str) -> Option<T> {
            key.parse().ok()
        }
        match dimension {
            "none" => Some(Self::Whole),
            "queue" => parsed(key).map(Self::Queue),
            "channel" => parsed(key).map(Self::Channel),
            "skill" => parsed(key).map(Self::Skill),
            "agent" => parsed(key).map(Self::Agent),
            "region" => Some(Self::Region(key.to_owned())),
            "intent" => Some(Self::Intent(key.to_owned())),
            _ => None,
        }
    }
}

/// Books a fact: calls `put` with each interval, group and what to add there.
pub fn book(fact: &Fact, put: &mut impl FnMut(Timestamp, Group, &Measures)) {
    let groups = groups(fact);
    let mut put_all = |at: Timestamp, measures: &Measures| {
        for group in &groups {
            put(start_of(at, INTERVAL), group.clone(), measures);
        }
    };
    match &fact.what {
        What::Time { kind, until } => {
            let mut from = fact.at;
            while from < *until {
                let end = start_of(from, INTERVAL).plus(INTERVAL).min(*until);
                put_all(from, &of_time(*kind, end.since(from)));
                from = end;
            }
        }
        what => put_all(fact.at, &of_count(what)),
    }
}

fn groups(fact: &Fact) -> Vec<Group> {
    let mut groups = Vec::with_capacity(6);
    if let What::Intent { intent, .. } = &fact.what {
        groups.push(Group::Intent(intent.clone()));
        return groups;
    }
    let located = matches!(fact.what, What::Located);
    if !located {
        groups.push(Group::Whole);
        groups.extend(fact.agent.map(Group::Agent));
    }
    if let Some(keys) = &fact.keys {
        groups.extend(keys.region.clone().map(Group::Region));
        if !located {
            groups.push(Group::Channel(keys.channel));
            groups.extend(keys.queue.map(Group::Queue));
            groups.extend(keys.skills.iter().copied().map(Group::Skill));
        }
    }
    groups
}

fn of_count(what: &What) -> Measures {
    let mut sums = Measures::default();
    match what {
        What::Contact | What::Located | What::Intent { .. } => sums.contacts = 1,
        What::BotDone { span, alone } => (sums.bot_ms, sums.bot_only) = (span.0, i64::from(*alone)),
        What::Offered { first } => (sums.offered, sums.first_offered) = (1, i64::from(*first)),
        What::WaitOver { span, end } => wait_over(&mut sums, *span, *end),
        What::FirstResponse { span } => (sums.first_responses, sums.first_response_ms) = (1, span.0),
        What::CallbackWished => sums.callbacks = 1,
        What::CalledBack { reached: true } => sums.callbacks_reached = 1,
        What::CalledBack { reached: false } => sums.callbacks_given_up = 1,
        What::Handled { talk, wrap } => (sums.handled, sums.talk_ms, sums.wrap_ms) = (1, talk.0, wrap.0),
        What::Transferred => sums.transfers = 1,
        What::OfferMissed => sums.missed_offers = 1,
        What::OfferRejected => sums.rejected_offers = 1,
        What::Rated { solved, friendly, fast, recommend } => {
            sums.ratings = 1;
            sums.solved = i64::from(*solved == Some(Solved::Yes));
            sums.partly_solved = i64::from(*solved == Some(Solved::Partly));
            sums.solved_unasked = i64::from(solved.is_none());
            sums.satisfied = i64::from(*friendly >= 4 && *fast >= 4);
            sums.friendly_points = i64::from(*friendly);
            sums.fast_points = i64::from(*fast);
            sums.recommend_points = i64::from(recommend.unwrap_or(0));
            sums.promoters = i64::from(recommend.is_some_and(|points| points >= 9));
            sums.detractors = i64::from(recommend.is_some_and(|points| points <= 6));
            sums.recommend_unasked = i64::from(recommend.is_none());
        }
        // Time is booked by its pieces.
        What::Time { .. } => {}
    }
    sums
}

fn wait_over(sums: &mut Measures, span: Millis, end: WaitEnd) {
    sums.customer_wait_ms = span.0;
    match end {
        WaitEnd::Answered => {
            sums.answered = 1;
            sums.wait_ms = span.0;
            let within = |seconds| i64::from(span <= Millis::seconds(seconds));
            sums.answered_in_10 = within(10);
            sums.answered_in_20 = within(20);
            sums.answered_in_30 = within(30);
            sums.answered_in_60 = within(60);
            sums.answered_in_120 = within(120);
        }
        WaitEnd::Abandoned if span < SHORT_ABANDON => sums.short_abandoned = 1,
        WaitEnd::Abandoned => (sums.abandoned, sums.abandoned_wait_ms) = (1, span.0),
        WaitEnd::Callback => sums.waits_to_callback = 1,
        WaitEnd::Withdrawn => sums.waits_withdrawn = 1,
    }
}

fn of_time(kind: TimeKind, span: Millis) -> Measures {
    let mut sums = Measures::default();
    match kind {
        TimeKind::Work => sums.work_ms = span.0,
        TimeKind::Ready => sums.ready_ms = span.0,
        TimeKind::NotReady(reason) => {
            sums.not_ready_ms = span.0;
            let of_reason = match reason {
                Rest::Break => &mut sums.break_ms,
                Rest::Meal => &mut sums.meal_ms,
                Rest::Meeting => &mut sums.meeting_ms,
                Rest::Training => &mut sums.training_ms,
                Rest::Coaching => &mut sums.coaching_ms,
                Rest::RaisedHand => &mut sums.raised_hand_ms,
                Rest::Rona => &mut sums.rona_ms,
                Rest::Forced => &mut sums.forced_ms,
                Rest::System => &mut sums.system_ms,
                Rest::Other => &mut sums.other_ms,
            };
            *of_reason = span.0;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        assert_eq!(start_of(at("2026-11-22T15:59:59.999Z"), DAY), at("2026-11-21T16:00:00Z"));
        assert_eq!(start_of(at("2026-11-22T16:00:00Z"), DAY), at("2026-11-22T16:00:00Z"));
        assert_eq!(start_of(at("2026-11-22T01:44:00Z"), INTERVAL), at("2026-11-22T01:30:00Z"));
    }

    #[test]
    fn time_over_a_boundary_is_split_and_nothing_is_lost() {
        let agent = AgentId(uuid::Uuid::from_u128(1));
        let fact = Fact {
            at: at("2026-11-22T01:10:00Z"),
            keys: None,
            agent: Some(agent),
            what: What::Time { kind: TimeKind::Ready, until: at("2026-11-22T01:50:00Z") },
        };
        let mut pieces = Vec::new();
        book(&fact, &mut |at, group, sums| {
            if group == Group::Agent(agent) {
                pieces.push((at.to_string(), sums.ready_ms / 60_000));
            }
        });
        let expected = [("2026-11-22T01:00:00.000Z", 5), ("2026-11-22T01:15:00.000Z", 15)]
            .into_iter()
            .chain([("2026-11-22T01:30:00.000Z", 15), ("2026-11-22T01:45:00.000Z", 5)])
            .map(|(at, minutes)| (at.to_owned(), minutes))
            .collect::<Vec<_>>();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn a_group_survives_its_row() {
        for group in [
            Group::Whole,
            Group::Queue(QueueId(uuid::Uuid::from_u128(7))),
            Group::Channel(Channel::Chat),
            Group::Region("青陵".into()),
            Group::Intent("card.lost".into()),
        ] {
            assert_eq!(Group::from_row(group.dimension(), &group.key()), Some(group));
        }
    }
}
