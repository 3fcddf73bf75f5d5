//! The figures a second time, by another way: no running state, no facts, no intervals added to. For each
//! interaction the whole list of its events is searched back and forth, and each agent's day is cut at
//! every instant at which anything could have changed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use warmline_base::Timestamp;
use warmline_contract::{StoredEvent, Stream};

/// Interval start, dimension, key.
pub type Place = (i64, String, String);
/// Every measure by place and name.
pub type Figures = BTreeMap<Place, BTreeMap<&'static str, i64>>;

const QUARTER: i64 = 900_000_000;

struct Entry {
    at: i64,
    name: String,
    body: Value,
}

impl Entry {
    fn text(&self, field: &str) -> Option<String> {
        self.body[field].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

struct Leg {
    agent: String,
    from: i64,
    until: i64,
}

/// Recomputes everything from `events`; what still runs is counted up to `now`.
pub fn figures(events: &[StoredEvent], now: Timestamp) -> Figures {
    let mut interactions: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut presences: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for event in events {
        let entry = Entry {
            at: event.at.0,
            name: event.name.trim_start_matches("interaction.").to_owned(),
            body: serde_json::from_str(event.body.get()).unwrap(),
        };
        match event.stream {
            Stream::Interaction(id) => interactions.entry(id.to_string()).or_default().push(entry),
            Stream::Agent(id) => presences.entry(id.to_string()).or_default().push(entry),
            _ => {}
        }
    }
    let mut figures = Figures::new();
    let mut legs = Vec::new();
    for entries in interactions.values() {
        Search { entries, figures: &mut figures, legs: &mut legs, now: now.0 }.all();
    }
    let agents: BTreeSet<&String> = presences.keys().chain(legs.iter().map(|leg| &leg.agent)).collect();
    for agent in agents {
        time(agent, presences.get(agent).map_or(&[], Vec::as_slice), &legs, now.0, &mut figures);
    }
    figures
}

fn quarter(at: i64) -> i64 {
    at - at % QUARTER
}

fn add(figures: &mut Figures, at: i64, keys: &[(&str, String)], measure: &'static str, amount: i64) {
    for (dimension, key) in keys {
        let place = (quarter(at), (*dimension).to_owned(), key.clone());
        *figures.entry(place).or_default().entry(measure).or_default() += amount;
    }
}

struct Search<'log> {
    entries: &'log [Entry],
    figures: &'log mut Figures,
    legs: &'log mut Vec<Leg>,
    now: i64,
}

impl Search<'_> {
    fn all(&mut self) {
        self.arrival();
        let waits = self.waits();
        for (number, (from, until)) in waits.iter().enumerate() {
            self.wait(*from, *until, number == 0);
        }
        self.first_response(&waits);
        for index in 0..self.entries.len() {
            match &*self.entries[index].name {
                "accepted" => self.leg(index, &waits),
                "transferred" => {
                    let mut keys = self.served_keys(index, &waits);
                    keys.push(("agent", self.entries[index].text("from_agent").unwrap()));
                    self.count(self.entries[index].at, &keys, "transfers");
                }
                "callback_tried" => {
                    let mut keys = self.served_keys(index, &waits);
                    keys.push(("agent", self.entries[index].text("agent").unwrap()));
                    let reached = self.entries[index].body["reached"] == true;
                    let measure = if reached { "callbacks_reached" } else { "callbacks_given_up" };
                    self.count(self.entries[index].at, &keys, measure);
                }
                "offer_ended" => self.offer_ended(index, &waits),
                "callback_wished" => {
                    let wait = waits.iter().find(|(_, until)| *until == Some(index));
                    let (at, keys) = wait.map_or_else(
                        || (self.entries[index].at, self.served_keys(index, &waits)),
                        |(from, _)| (self.entries[*from].at, self.wait_keys(*from)),
                    );
                    self.count(at, &keys, "callbacks");
                }
                "rated" => self.rating(index, &waits),
                _ => {}
            }
        }
    }

    fn count(&mut self, at: i64, keys: &[(&str, String)], measure: &'static str) {
        add(self.figures, at, keys, measure, 1);
    }

    fn next(&self, after: usize, names: &[&str]) -> Option<usize> {
        (after + 1..self.entries.len()).find(|index| names.contains(&&*self.entries[*index].name))
    }

    fn previous(&self, before: usize, names: &[&str]) -> Option<usize> {
        (0..before).rev().find(|index| names.contains(&&*self.entries[*index].name))
    }

    /// The city known by the time of an entry.
    fn city(&self, by: usize) -> Option<String> {
        let known =
            |entry: &Entry| matches!(&*entry.name, "arrived" | "identified").then(|| entry.text("city")).flatten();
        self.entries[..=by].iter().find_map(known)
    }

    fn plain_keys(&self, by: usize) -> Vec<(&'static str, String)> {
        let mut keys = vec![("none", String::new()), ("channel", self.entries[0].text("channel").unwrap())];
        keys.extend(self.city(by).map(|city| ("region", city)));
        keys
    }

    fn wait_keys(&self, from: usize) -> Vec<(&'static str, String)> {
        let mut keys = self.plain_keys(from);
        let queued = &self.entries[from];
        keys.push(("queue", queued.text("queue").unwrap()));
        let wishes = queued.body["required"].as_array().cloned().unwrap_or_default();
        keys.extend(wishes.iter().map(|wish| ("skill", wish["skill"].as_str().unwrap().to_owned())));
        keys
    }

    fn arrival(&mut self) {
        let at = self.entries[0].at;
        let keys = self.plain_keys(0);
        self.count(at, &keys, "contacts");
        if self.city(0).is_none()
            && let Some(city) = self.city(self.entries.len() - 1)
        {
            self.count(at, &[("region", city)], "contacts");
        }
        let mut seen = BTreeSet::new();
        for index in 0..self.entries.len() {
            if self.entries[index].name == "intent" && seen.insert(self.entries[index].text("intent")) {
                let keys = [("intent", self.entries[index].text("intent").unwrap())];
                self.count(self.entries[index].at, &keys, "contacts");
            }
        }
        if let Some(index) = self.next(0, &["queued", "accepted", "ended"]) {
            let keys = self.plain_keys(index);
            add(self.figures, at, &keys, "bot_ms", (self.entries[index].at - at) / 1_000);
            if self.entries[index].name == "ended" {
                self.count(at, &keys, "bot_only");
            }
        }
    }

    /// Every wait by where it begins and ends: a queueing that follows no other, nor a wished callback.
    fn waits(&self) -> Vec<(usize, Option<usize>)> {
        let ends = ["accepted", "abandoned", "callback_wished", "ended"];
        (0..self.entries.len())
            .filter(|index| self.entries[*index].name == "queued")
            .filter(|index| {
                let words = ["queued", "transferred", "accepted", "abandoned", "callback_wished", "ended"];
                let Some(mut before) = self.previous(*index, &words) else { return true };
                // Over a callback's queueings back to the wish.
                while self.entries[before].name == "queued" {
                    let Some(earlier) = self.previous(before, &words) else { return false };
                    if !matches!(&*self.entries[earlier].name, "queued" | "callback_wished") {
                        return false;
                    }
                    before = earlier;
                }
                self.entries[before].name != "callback_wished"
            })
            .map(|index| (index, self.next(index, &ends)))
            .collect()
    }

    fn wait(&mut self, from: usize, until: Option<usize>, first: bool) {
        let at = self.entries[from].at;
        let mut keys = self.wait_keys(from);
        self.count(at, &keys, "offered");
        if first {
            self.count(at, &keys, "first_offered");
        }
        let Some(until) = until else { return };
        let span = (self.entries[until].at - at) / 1_000;
        let how = self.entries[until].name.clone();
        if how == "accepted" {
            keys.push(("agent", self.entries[until].text("agent").unwrap()));
            self.count(at, &keys, "answered");
            add(self.figures, at, &keys, "wait_ms", span);
            let limits = [
                (10, "answered_in_10"),
                (20, "answered_in_20"),
                (30, "answered_in_30"),
                (60, "answered_in_60"),
                (120, "answered_in_120"),
            ];
            for (seconds, measure) in limits {
                if span <= seconds * 1_000 {
                    self.count(at, &keys, measure);
                }
            }
        }
        add(self.figures, at, &keys, "customer_wait_ms", span);
        match &*how {
            "abandoned" if span < 5_000 => self.count(at, &keys, "short_abandoned"),
            "abandoned" => {
                self.count(at, &keys, "abandoned");
                add(self.figures, at, &keys, "abandoned_wait_ms", span);
            }
            "callback_wished" => self.count(at, &keys, "waits_to_callback"),
            "ended" => self.count(at, &keys, "waits_withdrawn"),
            _ => {}
        }
    }

    fn first_response(&mut self, waits: &[(usize, Option<usize>)]) {
        let Some(accepted) = self.entries.iter().position(|entry| entry.name == "accepted") else { return };
        let Some((answered, _)) = waits.iter().find(|(_, until)| *until == Some(accepted)) else { return };
        let at = self.entries[waits[0].0].at;
        let mut keys = self.wait_keys(*answered);
        keys.push(("agent", self.entries[accepted].text("agent").unwrap()));
        self.count(at, &keys, "first_responses");
        add(self.figures, at, &keys, "first_response_ms", (self.entries[accepted].at - at) / 1_000);
    }

    /// What the last acceptance before `index` (or at it) was served under.
    fn served_keys(&self, index: usize, waits: &[(usize, Option<usize>)]) -> Vec<(&'static str, String)> {
        let accepted =
            if self.entries[index].name == "accepted" { Some(index) } else { self.previous(index, &["accepted"]) };
        let Some(accepted) = accepted else { return self.plain_keys(index) };
        match waits.iter().find(|(_, until)| *until == Some(accepted)) {
            Some((from, _)) => self.wait_keys(*from),
            None if self.previous(accepted, &["accepted"]).is_some() => self.served_keys(accepted - 1, waits),
            None => self.plain_keys(accepted),
        }
    }

    fn leg(&mut self, index: usize, waits: &[(usize, Option<usize>)]) {
        let at = self.entries[index].at;
        let agent = self.entries[index].text("agent").unwrap();
        let talked = self.next(index, &["ended", "transferred", "queued", "accepted"]);
        let written_up = talked.is_some_and(|talked| {
            self.entries[talked].name == "ended" && !self.entries[talked].body["agent"].is_null()
        });
        let over = if written_up {
            self.next(talked.unwrap(), &["wrap_up_ended", "transferred", "queued", "accepted"])
        } else {
            talked
        };
        let until = over.map_or(self.now, |over| self.entries[over].at);
        self.legs.push(Leg { agent: agent.clone(), from: at, until });
        if let (Some(talked), Some(over)) = (talked, over) {
            let mut keys = self.served_keys(index, waits);
            keys.push(("agent", agent));
            self.count(at, &keys, "handled");
            let talked_at = self.entries[talked].at;
            add(self.figures, at, &keys, "talk_ms", (talked_at - at) / 1_000);
            add(self.figures, at, &keys, "wrap_ms", (self.entries[over].at - talked_at) / 1_000);
        }
    }

    fn offer_ended(&mut self, index: usize, waits: &[(usize, Option<usize>)]) {
        let measure = match &*self.entries[index].text("how").unwrap() {
            "timeout" => "missed_offers",
            "rejected" => "rejected_offers",
            _ => return,
        };
        let within = |(from, until): &&(usize, Option<usize>)| *from < index && until.is_none_or(|until| index < until);
        let mut keys = match waits.iter().find(within) {
            Some((from, _)) => self.wait_keys(*from),
            None => self.served_keys(index, waits),
        };
        keys.push(("agent", self.entries[index].text("agent").unwrap()));
        self.count(self.entries[index].at, &keys, measure);
    }

    fn rating(&mut self, index: usize, waits: &[(usize, Option<usize>)]) {
        let mut keys = self.served_keys(index, waits);
        let served = self.previous(index, &["accepted"]).and_then(|accepted| self.entries[accepted].text("agent"));
        keys.extend(self.entries[index].text("agent").or(served).map(|agent| ("agent", agent)));
        let rated = &self.entries[index];
        let at = rated.at;
        let points = |field: &str| rated.body[field].as_i64().unwrap();
        let (friendly, fast, recommend) = (points("friendly"), points("fast"), rated.body["recommend"].as_i64());
        let solved = rated.text("solved").unwrap_or_else(|| "unasked".into());
        let amounts = [
            ("ratings", 1),
            ("solved", i64::from(solved == "yes")),
            ("partly_solved", i64::from(solved == "partly")),
            ("satisfied", i64::from(friendly.min(fast) >= 4)),
            ("friendly_points", friendly),
            ("fast_points", fast),
            ("recommend_points", recommend.unwrap_or(0)),
            ("promoters", i64::from(recommend.unwrap_or(8) > 8)),
            ("detractors", i64::from(recommend.unwrap_or(8) < 7)),
            ("solved_unasked", i64::from(solved == "unasked")),
            ("recommend_unasked", i64::from(recommend.is_none())),
        ];
        for (measure, amount) in amounts {
            add(self.figures, at, &keys, measure, amount);
        }
    }
}

/// One agent's day, piece by piece between the instants at which anything could have changed.
fn time(agent: &str, presences: &[Entry], legs: &[Leg], now: i64, figures: &mut Figures) {
    let mine: Vec<&Leg> = legs.iter().filter(|leg| leg.agent == agent).collect();
    let mut cuts: BTreeSet<i64> = presences.iter().map(|entry| entry.at).collect();
    cuts.extend(mine.iter().flat_map(|leg| [leg.from, leg.until]));
    let Some(first) = cuts.first().copied() else { return };
    cuts.extend((quarter(first)..now).step_by(QUARTER as usize).filter(|at| *at > first));
    cuts.insert(now);
    let cuts: Vec<i64> = cuts.into_iter().filter(|at| *at <= now).collect();
    let keys = [("none", String::new()), ("agent", agent.to_owned())];
    for piece in cuts.windows(2) {
        let (from, span) = (piece[0], (piece[1] - piece[0]) / 1_000);
        if mine.iter().any(|leg| leg.from <= from && from < leg.until) {
            add(figures, from, &keys, "work_ms", span);
            continue;
        }
        let Some(presence) = presences.iter().rev().find(|entry| entry.at <= from) else { continue };
        match &*presence.text("state").unwrap() {
            "ready" => add(figures, from, &keys, "ready_ms", span),
            "not_ready" => {
                add(figures, from, &keys, "not_ready_ms", span);
                let measure = match presence.text("reason").as_deref() {
                    Some("meal") => "meal_ms",
                    Some("rona") => "rona_ms",
                    Some("break") => "break_ms",
                    Some("system") => "system_ms",
                    other => panic!("the story knows no {other:?}"),
                };
                add(figures, from, &keys, measure, span);
            }
            _ => {}
        }
    }
}
