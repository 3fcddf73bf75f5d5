//! Rows, written behind the log.
//!
//! The log is what counts; rows are what lists and searches read. A conversation in full swing would rewrite its row
//! with every event. Instead what changed is written every few seconds, and at once when enough has changed or when
//! somebody is about to read; with it goes the position of the log up to which rows are written. After a start the log
//! after that position is read and whatever it names is folded anew from its own stream, so nothing is lost and
//! nothing counted twice. What is live, and what ended lately, is taken from memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep_until, timeout};
use warmline_base::{AgentId, Fault, InteractionId, Timestamp};
use warmline_contract::{StoredEvent, Stream, names};
use warmline_runtime::{Runtime, Stopping, cursor, move_cursor};

use super::interactions::{ROWS_AT_ONCE, save};
use super::journeys::save_journeys;
use super::presence::save_presence;
use crate::live::Live;
use crate::model::{Fold, Tail, begun};

/// The cursor's name.
const NAME: &str = "interactions.rows";
/// Between two writings.
const PAUSE: Duration = Duration::from_secs(5);
/// Interactions that may wait for their rows: less than half of what memory keeps after the end.
const CHANGED_MAX: usize = 192;
/// Events after which the cursor is moved although no row changed, so that a start never has much to read.
const EVENTS_MAX: i64 = 8_192;
/// Events read at once after a start.
const PAGE: i64 = 512;
/// How long a reader waits for the rows.
const PATIENCE: Duration = Duration::from_secs(10);

/// Events that no row tells anything of, beside the steps of a call.
const SILENT: &[&str] = &[
    names::INTERACTION_NOTE,
    names::INTERACTION_CASE_OPENED,
    names::INTERACTION_CASE_TOLD,
    names::INTERACTION_TRANSFERRED,
];
/// What the name of every step of a call begins with.
const CALL: &str = "call.";
/// Events after which a journey has something new: whose it is, what about, and that it goes on.
const OF_JOURNEY: &[&str] =
    &[names::INTERACTION_ARRIVED, names::INTERACTION_IDENTIFIED, names::INTERACTION_INTENT, names::INTERACTION_ENDED];

/// A row about to be written.
pub(super) struct Change {
    /// What it says.
    pub fold: Fold,
    /// The end of its thread.
    pub tail: Tail,
    /// When anything a list shows changed; the beginning of time when only something was read.
    pub at: Timestamp,
    /// When its journey last saw something new, and the position of that in the log.
    pub journey: Option<(i64, Timestamp)>,
}

/// How an interaction changed since its row was written.
#[derive(Clone, Copy, Default)]
struct Moved {
    at: Timestamp,
    journey: Option<(i64, Timestamp)>,
}

/// What changed, up to a position of the log.
struct Page {
    /// Where it began.
    after: i64,
    position: i64,
    moved: FxHashMap<InteractionId, Moved>,
    presences: FxHashMap<AgentId, Arc<StoredEvent>>,
}

impl Page {
    fn since(position: i64) -> Self {
        Self { after: position, position, moved: FxHashMap::default(), presences: FxHashMap::default() }
    }

    fn take(&mut self, event: Arc<StoredEvent>) {
        self.position = event.position;
        match event.stream {
            Stream::Interaction(id) => {
                if event.name.starts_with(CALL) || SILENT.contains(&&*event.name) {
                    return;
                }
                let moved = self.moved.entry(id).or_default();
                if *event.name != *names::INTERACTION_READ {
                    moved.at = event.at;
                }
                if OF_JOURNEY.contains(&&*event.name) {
                    moved.journey = Some((event.position, event.at));
                }
            }
            Stream::Agent(agent) if *event.name == *names::AGENT_PRESENCE => {
                self.presences.insert(agent, event);
            }
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.presences.is_empty()
    }

    fn is_full(&self) -> bool {
        self.moved.len() >= CHANGED_MAX || self.position - self.after >= EVENTS_MAX
    }
}

/// Writes the rows, and lets readers wait until they are as far as the log.
pub struct Rows {
    pub(super) runtime: Arc<Runtime>,
    pub(super) live: Arc<Live>,
    /// The position up to which rows are written.
    written: watch::Sender<i64>,
    /// The position some reader waits for.
    wanted: watch::Sender<i64>,
    /// Somebody follows the log; before that whoever reads catches up.
    followed: AtomicBool,
    catching_up: Mutex<()>,
}

impl Rows {
    /// The rows of this house.
    pub fn new(runtime: Arc<Runtime>) -> Arc<Self> {
        Arc::new(Self {
            runtime,
            live: Arc::new(Live::default()),
            written: watch::Sender::new(0),
            wanted: watch::Sender::new(0),
            followed: AtomicBool::new(false),
            catching_up: Mutex::new(()),
        })
    }

    /// What is live.
    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live)
    }

    /// Waits until the rows say everything that was stored when this was asked.
    ///
    /// # Errors
    /// `WL-ROWS-BEHIND` when they do not come so far in time; a database fault.
    pub(super) async fn reach(&self) -> Result<(), Fault> {
        let position = *self.runtime.bus.position().borrow();
        if *self.written.borrow() >= position {
            return Ok(());
        }
        if !self.followed.load(Ordering::Acquire) {
            return self.catch_up().await.map(|_| ());
        }
        let mut written = self.written.subscribe();
        self.wanted.send_if_modified(|wanted| {
            let later = *wanted < position;
            *wanted = position.max(*wanted);
            later
        });
        match timeout(PATIENCE, written.wait_for(|written| *written >= position)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(Fault::unavailable(
                "WL-ROWS-BEHIND",
                "what was stored last does not stand in the lists yet: try again in a moment",
            )),
        }
    }

    /// Writes what the log holds and the rows do not; returns the position reached.
    ///
    /// # Errors
    /// A database fault.
    pub(crate) async fn catch_up(&self) -> Result<i64, Fault> {
        let _alone = self.catching_up.lock().await;
        let mut page = Page::since(cursor(&self.runtime, NAME).await?);
        loop {
            let events = self.runtime.log.all(page.position, PAGE).await?;
            if events.is_empty() {
                self.written.send_replace(page.position);
                return Ok(page.position);
            }
            events.into_iter().for_each(|event| page.take(Arc::new(event)));
            self.store(&mut page).await?;
        }
    }

    /// Keeps writing until the house closes.
    pub(crate) async fn keep(self: Arc<Self>) {
        let mut closing = self.runtime.closing.heed();
        while let Err(fault) = self.follow(&mut closing).await {
            tracing::error!(fault = %fault, "rows could not be written");
            if closing.begun_within(PAUSE).await {
                return;
            }
        }
    }

    async fn follow(&self, closing: &mut Stopping) -> Result<(), Fault> {
        let mut heard = self.runtime.bus.listen_wide();
        let mut wants = self.wanted.subscribe();
        self.followed.store(true, Ordering::Release);
        let mut page = Page::since(self.catch_up().await?);
        let mut due = Instant::now() + PAUSE;
        loop {
            let awaited = *wants.borrow_and_update();
            let is_awaited = awaited > *self.written.borrow() && page.position >= awaited;
            if page.is_full() || is_awaited || Instant::now() >= due {
                self.store(&mut page).await?;
                due = Instant::now() + PAUSE;
            }
            tokio::select! {
                biased;
                event = heard.recv() => match event {
                    Ok(event) if event.position <= page.position => {}
                    Ok(event) => {
                        if page.is_empty() {
                            due = due.max(Instant::now() + PAUSE);
                        }
                        page.take(event);
                    }
                    Err(RecvError::Lagged(_)) => page = Page::since(self.catch_up().await?),
                    Err(RecvError::Closed) => return Ok(()),
                },
                _ = wants.changed() => {}
                () = sleep_until(due), if !page.is_empty() => {}
                () = closing.begun() => return self.store(&mut page).await,
            }
        }
    }

    /// Writes the page. Each piece is a transaction of its own, so that nobody waits long for the database; the cursor
    /// follows at the end, and what is written twice says the same.
    async fn store(&self, page: &mut Page) -> Result<(), Fault> {
        if page.is_empty() && !page.is_full() {
            self.written.send_replace(page.position);
            return Ok(());
        }
        let moved: Vec<(InteractionId, Moved)> = page.moved.iter().map(|(id, moved)| (*id, *moved)).collect();
        let mut changes = Vec::with_capacity(moved.len());
        for piece in moved.chunks(ROWS_AT_ONCE) {
            let known = changes.len();
            self.look_up(piece, &mut changes).await?;
            save(&self.runtime, &changes[known..]).await?;
        }
        let mut tx = self.runtime.db.begin().await?;
        save_journeys(&mut tx, &changes).await?;
        for (agent, event) in &page.presences {
            save_presence(&mut tx, *agent, event).await?;
        }
        move_cursor(&mut tx, NAME, page.position).await?;
        tx.commit().await?;
        self.written.send_replace(page.position);
        *page = Page::since(page.position);
        Ok(())
    }

    async fn look_up(&self, moved: &[(InteractionId, Moved)], changes: &mut Vec<Change>) -> Result<(), Fault> {
        for &(id, Moved { at, journey }) in moved {
            let known = match self.live.find(id) {
                Some(known) => Some(known),
                None => self.folded(id).await?,
            };
            if let Some((fold, tail)) = known {
                changes.push(Change { fold, tail, at, journey });
            }
        }
        Ok(())
    }

    /// An interaction as its own stream tells it.
    async fn folded(&self, id: InteractionId) -> Result<Option<(Fold, Tail)>, Fault> {
        let mut known: Option<(Fold, Tail)> = None;
        let mut number = 0;
        loop {
            let events = self.runtime.log.stream(Stream::Interaction(id), number, PAGE).await?;
            let Some(last) = events.last() else { return Ok(known) };
            number = last.number;
            for event in &events {
                match &mut known {
                    Some((fold, tail)) => {
                        fold.apply(event);
                        tail.apply(event);
                    }
                    None => known = begun(id, event),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use warmline_base::{Cursor, Limit};
    use warmline_contract::{Arrived, By, Channel, IdentityLevel, Message, NewEvent};
    use warmline_testkit::House;

    use super::super::{ListFilter, list};
    use super::*;

    const CUSTOMER: By = By::Customer { id: None };

    /// Stores the arrival of somebody and `words` of theirs.
    async fn arrive(runtime: &Runtime, words: &[&str]) -> InteractionId {
        let id: InteractionId = runtime.ids.next();
        let stream = Stream::Interaction(id);
        let arrived = Arrived {
            channel: Channel::Chat,
            door: "widget".to_owned(),
            locale: "zh-CN".to_owned(),
            page: None,
            customer: None,
            identity_level: IdentityLevel::V0,
            journey: runtime.ids.next(),
            senior: false,
            city: None,
            caller: None,
        };
        let mut events = vec![NewEvent::new(stream, names::INTERACTION_ARRIVED, CUSTOMER, &arrived)];
        events.extend(words.iter().map(|words| said(runtime, id, words)));
        runtime.appender.append(events).await.unwrap();
        id
    }

    fn said(runtime: &Runtime, id: InteractionId, words: &str) -> NewEvent {
        let text = words.to_owned();
        let message = Message { message: runtime.ids.next(), text, attachments: Vec::new(), card: None, article: None };
        NewEvent::new(Stream::Interaction(id), names::INTERACTION_MESSAGE, CUSTOMER, &message)
    }

    /// What lists show: each conversation's last words and how many are unread.
    async fn shown(rows: &Rows) -> Vec<(InteractionId, String, i64)> {
        let limit = Limit::parse(None).unwrap();
        let found = list(rows, &ListFilter::default(), Cursor::END, limit).await.unwrap();
        let mut shown: Vec<_> = found
            .into_iter()
            .map(|stored| {
                let words = stored.tail.last_message.map_or_else(String::new, |(.., words)| words);
                (stored.fold.id, words, stored.tail.unread)
            })
            .collect();
        shown.sort();
        shown
    }

    #[tokio::test]
    async fn whoever_reads_finds_what_was_stored_before_although_rows_are_written_behind() {
        let house = House::open(&[crate::SCHEMA]).await;
        let runtime = &house.runtime;
        let rows = Rows::new(Arc::clone(runtime));
        let first = arrive(runtime, &["您好"]).await;
        assert_eq!(shown(&rows).await, [(first, "您好".to_owned(), 1)], "before anybody follows the log");
        let live = rows.live();
        let following = tokio::spawn(Arc::clone(&rows).keep());
        for number in 0..3 {
            let words = format!("第{number}句");
            runtime.appender.append(vec![said(runtime, first, &words)]).await.unwrap();
            assert_eq!(shown(&rows).await, [(first, words, number + 2)]);
        }
        assert_eq!(live.count(), 0, "nothing was live here, so all of it came from the log");
        following.abort();
    }

    #[tokio::test]
    async fn after_a_kill_rows_are_made_good_and_nothing_is_counted_twice() {
        let house = House::open(&[crate::SCHEMA]).await;
        let runtime = &house.runtime;
        let before = Rows::new(Arc::clone(runtime));
        let old = arrive(runtime, &["一", "二"]).await;
        before.catch_up().await.unwrap();
        // Stored, and the process died before any row said so.
        runtime.appender.append(vec![said(runtime, old, "三")]).await.unwrap();
        let mut expected = vec![(old, "三".to_owned(), 3)];
        for _ in 0..2 * ROWS_AT_ONCE {
            expected.push((arrive(runtime, &["甲", "乙"]).await, "乙".to_owned(), 2));
        }
        expected.sort();
        for _ in 0..2 {
            let after = Rows::new(Arc::clone(runtime));
            let limit = Limit::parse(Some(Limit::MAX)).unwrap();
            let found = list(&after, &ListFilter::default(), Cursor::END, limit).await.unwrap();
            assert_eq!(found.len(), expected.len());
            assert_eq!(super::super::live(&after).await.unwrap().len(), expected.len());
            let mut ends: Vec<_> = found
                .into_iter()
                .map(|stored| (stored.fold.id, stored.tail.last_message.unwrap().2, stored.tail.unread))
                .collect();
            ends.sort();
            assert_eq!(ends, expected);
        }
    }
}
