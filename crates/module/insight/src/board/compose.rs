//! From the books to the board: what goes on now, and today's sums with what still runs.

use std::collections::BTreeMap;

use warmline_base::{AgentId, QueueId, Timestamp};
use warmline_contract::{AgentCard, PresenceState, SkillWish};

use super::{AgentLine, Board, IntentLine, QueueLine, RegionLine, SeriesPoint, Tiles};
use crate::books::Books;
use crate::figures::FORMULAE;
use crate::interval::{DAY, Group, INTERVAL, start_of};
use crate::measures::Measures;
use crate::names::Names;

/// Intents and cities a board lists at most.
const LIST_MAX: usize = 50;

/// What goes on at this instant.
#[derive(Default)]
struct Live {
    waiting: i64,
    oldest: Option<Timestamp>,
    active: i64,
}

impl Live {
    fn longest_wait_seconds(&self, now: Timestamp) -> i64 {
        self.oldest.map_or(0, |since| now.since(since).0.max(0) / 1_000)
    }
}

/// The board of `books` at `now`.
pub(crate) fn compose(books: &Books, names: &Names, now: Timestamp) -> Board {
    let (centre, queues, talks) = live(books);
    let totals = totals_with_running(books, now);
    let of = |group: &Group| totals.get(group).copied().unwrap_or_default();
    Board {
        at: now,
        window: "today",
        tiles: tiles(&centre, &of(&Group::Whole), now),
        queues: queue_lines(books, names, &queues, &of, now),
        agents: agent_lines(books, names, &talks, &totals),
        series: books.today.series.iter().map(|(at, sums)| point(*at, sums)).collect(),
        intents: intent_lines(books, now),
        regions: region_lines(&totals),
        formulae: FORMULAE,
    }
}

fn live(books: &Books) -> (Live, BTreeMap<QueueId, Live>, BTreeMap<AgentId, i64>) {
    let mut centre = Live::default();
    let mut queues: BTreeMap<QueueId, Live> = BTreeMap::new();
    let mut talks: BTreeMap<AgentId, i64> = BTreeMap::new();
    for (_, contact) in books.fold.contacts() {
        if let Some(wait) = contact.wait() {
            for line in [&mut centre, queues.entry(wait.queue).or_default()] {
                line.waiting += 1;
                line.oldest = Some(line.oldest.map_or(wait.since, |oldest| oldest.min(wait.since)));
            }
        }
        if let Some(leg) = contact.leg().filter(|leg| leg.talked_until.is_none()) {
            centre.active += 1;
            *talks.entry(leg.agent).or_default() += 1;
            if let Some(queue) = leg.queue {
                queues.entry(queue).or_default().active += 1;
            }
        }
    }
    (centre, queues, talks)
}

fn totals_with_running(books: &Books, now: Timestamp) -> BTreeMap<Group, Measures> {
    let mut totals = books.today.totals.clone();
    for ((at, group), sums) in books.running_rows(now) {
        if at >= books.today.from {
            totals.entry(group).or_default().add(&sums);
        }
    }
    totals
}

fn seconds(milliseconds: Option<i64>) -> Option<f64> {
    milliseconds.map(|milliseconds| milliseconds as f64 / 1_000.0)
}

fn tiles(centre: &Live, sums: &Measures, now: Timestamp) -> Tiles {
    Tiles {
        waiting: centre.waiting,
        longest_wait_seconds: centre.longest_wait_seconds(now),
        active: centre.active,
        contacts: sums.contacts,
        offered_to_people: sums.offered,
        answered: sums.answered,
        abandoned: sums.abandoned,
        short_abandoned: sums.short_abandoned,
        callbacks: sums.callbacks,
        abandon_rate: sums.abandon_rate(),
        sl20: sums.sl20(),
        sl20_formula: FORMULAE.sl20.zh,
        asa_seconds: seconds(sums.asa_ms()),
        first_response_seconds: seconds(sums.average_first_response_ms()),
        aht_seconds: seconds(sums.aht_ms()),
        occupancy: sums.occupancy(),
        csat: sums.csat(),
        nps: sums.nps(),
        ratings: sums.ratings,
        bot_share: sums.bot_share(),
    }
}

fn queue_lines(
    books: &Books,
    names: &Names,
    queues: &BTreeMap<QueueId, Live>,
    of: &impl Fn(&Group) -> Measures,
    now: Timestamp,
) -> Vec<QueueLine> {
    let nothing = Live::default();
    let ready: Vec<&AgentCard> = books
        .fold
        .desks()
        .filter(|(_, desk)| desk.shown().0 == PresenceState::Ready)
        .filter_map(|(agent, _)| names.agents.get(&agent))
        .collect();
    let lines = names.queues.iter().filter(|queue| queue.enabled || queues.contains_key(&queue.id));
    lines
        .map(|queue| {
            let live = queues.get(&queue.id).unwrap_or(&nothing);
            let sums = of(&Group::Queue(queue.id));
            QueueLine {
                id: queue.id,
                name: queue.name_zh.clone(),
                name_en: queue.name_en.clone(),
                waiting: live.waiting,
                longest_wait_seconds: live.longest_wait_seconds(now),
                active: live.active,
                ready: ready.iter().filter(|card| can(card, &queue.required)).count() as i64,
                offered: sums.offered,
                answered: sums.answered,
                abandoned: sums.abandoned,
                sl20: sums.sl20(),
                asa_seconds: seconds(sums.asa_ms()),
            }
        })
        .collect()
}

fn can(card: &AgentCard, required: &[SkillWish]) -> bool {
    required.iter().all(|wish| card.skills.iter().any(|has| has.skill == wish.skill && has.level >= wish.min))
}

fn agent_lines(
    books: &Books,
    names: &Names,
    talks: &BTreeMap<AgentId, i64>,
    totals: &BTreeMap<Group, Measures>,
) -> Vec<AgentLine> {
    let mut lines: Vec<AgentLine> = books
        .fold
        .desks()
        .filter_map(|(id, desk)| {
            let (state, reason, since) = desk.shown();
            let sums = totals.get(&Group::Agent(id));
            if state == PresenceState::Offline && sums.is_none() {
                return None;
            }
            let sums = sums.copied().unwrap_or_default();
            let card = names.agents.get(&id);
            Some(AgentLine {
                id,
                work_number: card.map_or_else(String::new, |card| card.work_number.clone()),
                alias: card.map_or_else(|| id.to_string(), |card| card.alias.clone()),
                team: card.and_then(|card| card.team_name.clone()),
                state,
                reason: reason.map(str::to_owned),
                since,
                active: talks.get(&id).copied().unwrap_or(0),
                answered: sums.answered,
                aht_seconds: seconds(sums.aht_ms()),
                occupancy: sums.occupancy(),
            })
        })
        .collect();
    lines.sort_by(|one, other| (&one.work_number, one.id).cmp(&(&other.work_number, other.id)));
    lines
}

fn point(at: Timestamp, sums: &Measures) -> SeriesPoint {
    SeriesPoint { at, offered: sums.offered, answered: sums.answered, abandoned: sums.abandoned, sl20: sums.sl20() }
}

fn intent_lines(books: &Books, now: Timestamp) -> Vec<IntentLine> {
    let today = &books.today;
    let same_quarter = start_of(now, INTERVAL).minus(DAY);
    let mut counts: BTreeMap<&String, (i64, i64)> = BTreeMap::new();
    for (at, intents) in &today.intents {
        for (intent, count) in intents {
            let (of_today, previous) = counts.entry(intent).or_default();
            if *at >= today.from {
                *of_today += count;
            } else if *at >= today.yesterday() && *at <= same_quarter {
                *previous += count;
            }
        }
    }
    let mut lines: Vec<IntentLine> = counts
        .into_iter()
        .filter(|(_, counts)| *counts != (0, 0))
        .map(|(intent, (count, previous))| IntentLine {
            name: books.intents.get(intent).unwrap_or(intent).clone(),
            intent: intent.clone(),
            count,
            previous,
        })
        .collect();
    lines.sort_by(|one, other| {
        (other.count, other.previous, &one.intent).cmp(&(one.count, one.previous, &other.intent))
    });
    lines.truncate(LIST_MAX);
    lines
}

fn region_lines(totals: &BTreeMap<Group, Measures>) -> Vec<RegionLine> {
    let mut lines: Vec<RegionLine> = totals
        .iter()
        .filter_map(|(group, sums)| match group {
            Group::Region(city) if sums.contacts > 0 => Some(RegionLine { city: city.clone(), count: sums.contacts }),
            _ => None,
        })
        .collect();
    lines.sort_by(|one, other| (other.count, &one.city).cmp(&(one.count, &other.city)));
    lines.truncate(LIST_MAX);
    lines
}
