//! The books in memory: the fold, what it has yielded since the last page was stored, and today's sums.
//!
//! Pure. Stored rows, the open page and running times together are always what the log says up to
//! [`Books::position`]; the board reads today's sums, which are the same additions over again.

use std::collections::{BTreeMap, BTreeSet};

use warmline_base::{AgentId, InteractionId, Timestamp};
use warmline_contract::StoredEvent;

use crate::fold::{Fact, Fold, What};
use crate::interval::{DAY, Group, INTERVAL, book, start_of};
use crate::measures::Measures;

/// Sums by interval and group.
pub(crate) type Rows = BTreeMap<(Timestamp, Group), Measures>;

/// What is stored together in one transaction.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The position the page reaches.
    pub position: i64,
    /// The position the last page reached.
    pub after: i64,
    /// Additions to rows.
    pub rows: Rows,
    /// Interactions whose state changed.
    pub contacts: BTreeSet<InteractionId>,
    /// Agents whose state changed.
    pub desks: BTreeSet<AgentId>,
    /// Intents whose names are new.
    pub intents: BTreeMap<String, String>,
}

impl Page {
    /// How many rows of the database it touches.
    pub fn weight(&self) -> usize {
        self.rows.len() + self.contacts.len() + self.desks.len() + self.intents.len()
    }
}

/// Sums since local midnight.
#[derive(Debug, Default)]
pub(crate) struct Today {
    /// Local midnight.
    pub from: Timestamp,
    /// By group.
    pub totals: BTreeMap<Group, Measures>,
    /// The whole centre's by interval.
    pub series: BTreeMap<Timestamp, Measures>,
    /// Intents by interval, since yesterday's midnight.
    pub intents: BTreeMap<Timestamp, BTreeMap<String, i64>>,
}

impl Today {
    /// Local midnight of the day before.
    pub fn yesterday(&self) -> Timestamp {
        self.from.minus(DAY)
    }

    /// Adds to an interval's group; what lies before today is of no concern here, but for intents.
    pub fn add(&mut self, at: Timestamp, group: Group, sums: &Measures) {
        if let Group::Intent(intent) = group {
            if at >= self.yesterday() {
                *self.intents.entry(at).or_default().entry(intent).or_default() += sums.contacts;
            }
            return;
        }
        if at < self.from {
            return;
        }
        if group == Group::Whole {
            self.series.entry(at).or_default().add(sums);
        }
        self.totals.entry(group).or_default().add(sums);
    }

    fn turn(&mut self, from: Timestamp) {
        self.from = from;
        self.totals.clear();
        self.series.clear();
        self.intents = self.intents.split_off(&self.yesterday());
    }
}

/// The books.
#[derive(Debug, Default)]
pub(crate) struct Books {
    /// The last event taken in.
    pub position: i64,
    /// Running state.
    pub fold: Fold,
    /// Sums since midnight.
    pub today: Today,
    /// Names of intents.
    pub intents: BTreeMap<String, String>,
    page: Page,
    facts: Vec<Fact>,
}

impl Books {
    /// Books that continue after `position`, which is stored.
    pub fn new(position: i64, fold: Fold, today: Today, intents: BTreeMap<String, String>) -> Self {
        let page = Page { after: position, position, ..Page::default() };
        Self { position, fold, today, intents, page, facts: Vec::new() }
    }

    /// Takes in the next event; says whether any figure or state changed.
    pub fn take_in(&mut self, event: &StoredEvent) -> bool {
        self.turn_day(event.at);
        let touched = self.fold.apply(event, &mut self.facts);
        self.position = event.position;
        self.page.contacts.extend(touched.contact);
        self.page.desks.extend(touched.desks.into_iter().flatten());
        let changed = touched.any() || !self.facts.is_empty();
        for fact in self.facts.drain(..) {
            if let What::Intent { intent, name } = &fact.what
                && self.intents.get(intent) != Some(name)
            {
                self.intents.insert(intent.clone(), name.clone());
                self.page.intents.insert(intent.clone(), name.clone());
            }
            book(&fact, &mut |at, group, sums| {
                self.page.rows.entry((at, group.clone())).or_default().add(sums);
                self.today.add(at, group, sums);
            });
        }
        changed
    }

    /// Begins a new day when `now` lies in one. What ran over midnight is booked to both days when it ends.
    pub fn turn_day(&mut self, now: Timestamp) {
        let from = start_of(now, DAY);
        if from > self.today.from {
            self.today.turn(from);
        }
    }

    /// The open page's weight and how far it has run ahead of the store.
    pub fn unstored(&self) -> (usize, i64) {
        (self.page.weight(), self.position - self.page.after)
    }

    /// Additions not yet stored, and running times as if they stopped at `now`.
    pub fn open_rows(&self, now: Timestamp) -> Rows {
        let mut rows = self.page.rows.clone();
        self.add_running(now, &mut rows);
        rows
    }

    /// Running times as if they stopped at `now`.
    pub fn running_rows(&self, now: Timestamp) -> Rows {
        let mut rows = Rows::new();
        self.add_running(now, &mut rows);
        rows
    }

    /// Takes the open page out and begins the next.
    pub fn turn_page(&mut self) -> Page {
        let next = Page { after: self.position, position: self.position, ..Page::default() };
        let mut page = std::mem::replace(&mut self.page, next);
        page.position = self.position;
        page
    }

    /// The page is stored: what is settled is kept there and forgotten here.
    pub fn page_stored(&mut self, page: &Page) {
        for id in &page.contacts {
            self.forget_settled(*id);
        }
    }

    /// Forgets an interaction whose state is in the store and that nothing goes on in.
    pub fn forget_settled(&mut self, id: InteractionId) {
        let stored = !self.page.contacts.contains(&id);
        if stored && self.fold.contact(id).is_some_and(|contact| contact.is_settled()) {
            self.fold.forget(id);
        }
    }

    fn add_running(&self, now: Timestamp, rows: &mut Rows) {
        for fact in self.fold.running(now) {
            book(&fact, &mut |at, group, sums| rows.entry((at, group)).or_default().add(sums));
        }
    }
}

/// How many intervals lie between two instants, counting a begun one.
pub(crate) const fn intervals_until(from: Timestamp, to: Timestamp) -> i64 {
    (to.0 - from.0 + INTERVAL.micros() - 1) / INTERVAL.micros()
}
