//! Group commit: many senders, one transaction.
//!
//! Senders wait for the commit that holds their event; while one transaction is being written the next
//! batch gathers. When more come in a second than commits could be made for, the next batch is given a moment
//! more. So as long as there is time nobody waits for others, which matters to whoever stores one thing after
//! the other, and the busier it is the fewer commits an event costs. What nobody waits for waits for company.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};
use warmline_base::{Clock, Fault};
use warmline_contract::{NewEvent, StoredEvent, Stream};
use warmline_db::Db;

use super::append::{Appended, Known, append, is_one_statement};
use crate::{Bus, Vault};

/// Senders that may wait at once; beyond it the caller is told to slow down.
const WAITING_MAX: usize = 8_192;
/// Streams whose last number is remembered.
const NUMBERS_MAX: usize = 65_536;
/// Requests one transaction takes.
const BATCH_MAX: usize = 256;
/// What the next batch is given to gather when it is busy: it lies on the way of a caller to an agent.
const GATHER: Duration = Duration::from_millis(2);
/// How long what nobody waits for may wait for a commit it can share.
const COMPANY: Duration = Duration::from_millis(40);
/// Requests in a second that somebody waits for, from which on it is busy.
const BUSY: f64 = 1_000.0;
/// Over how long they are counted.
const COUNTED: Duration = Duration::from_millis(100);

struct Request {
    events: Vec<NewEvent>,
    /// Somebody waits for it.
    urgent: bool,
    answer: oneshot::Sender<Result<Vec<Arc<StoredEvent>>, Fault>>,
}

/// Appends events in shared transactions.
#[derive(Clone)]
pub struct Appender {
    requests: mpsc::Sender<Request>,
    bus: Arc<Bus>,
}

impl Appender {
    /// Starts the writing task; it ends when the last handle is dropped.
    pub(crate) fn start(db: Db, vault: Arc<Vault>, bus: Arc<Bus>, clock: Arc<dyn Clock>) -> Self {
        let (requests, waiting) = mpsc::channel(WAITING_MAX);
        let heard = Arc::clone(&bus);
        let writer = Writer { db, vault, bus, clock, numbers: FxHashMap::default() };
        tokio::spawn(writer.run(waiting));
        Self { requests, bus: heard }
    }

    /// Stores `events` together; answers when they are committed, with each as it stands in the log.
    ///
    /// # Errors
    /// `WL-LOG-BUSY` when too many wait; a database fault when the commit failed (nothing was stored).
    pub async fn append(&self, events: Vec<NewEvent>) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        self.request(events, true).await
    }

    /// The same for what nobody waits for: it is stored with the next commit, or a moment later in one of its own.
    ///
    /// # Errors
    /// As [`Appender::append`].
    pub async fn append_soon(&self, events: Vec<NewEvent>) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        self.request(events, false).await
    }

    async fn request(&self, events: Vec<NewEvent>, urgent: bool) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        let (answer, answered) = oneshot::channel();
        self.requests.try_send(Request { events, urgent, answer }).map_err(|_| {
            Fault::unavailable("WL-LOG-BUSY", "the system is taking in more than it can store: try again in a moment")
        })?;
        let stopping = || Fault::unavailable("WL-LOG-BUSY", "the system is stopping: try again in a moment");
        let stored = answered.await.map_err(|_| stopping())??;
        // Whoever is answered finds memory as far as what was stored, even when somebody else's earlier event is still
        // on its way to the bus.
        let last = stored.iter().map(|event| event.position).max().unwrap_or(0);
        if last > self.bus.last() {
            self.bus.handed_on(last).await;
        }
        Ok(stored)
    }
}

/// How fast requests come.
struct Pace {
    since: Instant,
    count: usize,
    busy: bool,
}

impl Pace {
    const fn since(now: Instant) -> Self {
        Self { since: now, count: 0, busy: false }
    }

    /// Counts `requests` more and says whether it has lately been busy.
    fn is_busy(&mut self, requests: usize, now: Instant) -> bool {
        self.count += requests;
        let over = now.duration_since(self.since);
        if over >= COUNTED {
            *self = Self { since: now, count: 0, busy: self.count as f64 >= BUSY * over.as_secs_f64() };
        }
        self.busy
    }
}

struct Writer {
    db: Db,
    vault: Arc<Vault>,
    bus: Arc<Bus>,
    clock: Arc<dyn Clock>,
    /// The last number of each stream this writer appended to. Others append as well, so it may be too low,
    /// which the database notices, but never too high.
    numbers: FxHashMap<Stream, i64>,
}

impl Writer {
    async fn run(mut self, mut waiting: mpsc::Receiver<Request>) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        let mut pace = Pace::since(Instant::now());
        while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
            accompany(&mut batch, &mut waiting).await;
            let urgent = batch.iter().filter(|request| request.urgent).count();
            let busy = pace.is_busy(urgent, Instant::now());
            self.write(std::mem::take(&mut batch)).await;
            if busy {
                tokio::time::sleep(GATHER).await;
            }
        }
    }

    /// Writes the batch in one transaction; when that fails, each request alone, so that one sender's
    /// bad event harms nobody else.
    async fn write(&mut self, batch: Vec<Request>) {
        match self.store(&batch).await {
            Ok(stored) => answer(batch, stored),
            Err(fault) if batch.len() == 1 => {
                for request in batch {
                    let _ = request.answer.send(Err(fault.clone()));
                }
            }
            Err(_) => {
                for request in batch {
                    let outcome = self.store(std::slice::from_ref(&request)).await;
                    let _ = request.answer.send(outcome);
                }
            }
        }
    }

    /// Stores in the belief that everything is new and the numbers are right; when the database knows
    /// better, once more without any belief.
    async fn store(&mut self, batch: &[Request]) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        let events: Vec<&NewEvent> = batch.iter().flat_map(|request| &request.events).collect();
        let appended = match self.append(&events, true).await {
            Err(fault) if fault.code == "WL-DB-CONFLICT" => self.append(&events, false).await?,
            outcome => outcome?,
        };
        if self.numbers.len() > NUMBERS_MAX {
            self.numbers.clear();
        }
        for event in &appended.fresh {
            self.numbers.insert(event.stream, event.number);
        }
        self.bus.publish(appended.fresh);
        Ok(appended.answers)
    }

    async fn append(&self, events: &[&NewEvent], believing: bool) -> Result<Appended, Fault> {
        let mut tx = match believing && is_one_statement(events) {
            true => self.db.begin_for_one().await?,
            false => self.db.begin().await?,
        };
        let known = match believing {
            true => Known::Believed { position: self.bus.last(), numbers: &self.numbers },
            false => Known::Nothing,
        };
        let at = self.clock.now();
        let appended = append(&mut tx, &self.vault, at, events, known).await?;
        tx.commit().await?;
        Ok(appended)
    }
}

/// Lets a batch that nobody waits for wait for more.
async fn accompany(batch: &mut Vec<Request>, waiting: &mut mpsc::Receiver<Request>) {
    let until = Instant::now() + COMPANY;
    while batch.len() < BATCH_MAX && batch.iter().all(|request| !request.urgent) {
        let room = BATCH_MAX - batch.len();
        match timeout_at(until, waiting.recv_many(batch, room)).await {
            Ok(more) if more > 0 => {}
            _ => return,
        }
    }
}

/// Gives each request what became of its events.
fn answer(batch: Vec<Request>, stored: Vec<Arc<StoredEvent>>) {
    let mut stored = stored.into_iter();
    for request in batch {
        let own = stored.by_ref().take(request.events.len()).collect();
        // The sender may have gone; the event is stored all the same.
        let _ = request.answer.send(Ok(own));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_busy_only_while_more_come_than_a_thousand_a_second() {
        let begin = Instant::now();
        let at = |millis: u64| begin + Duration::from_millis(millis);
        let mut pace = Pace::since(begin);
        assert!(!pace.is_busy(500, at(50)), "nothing is known yet");
        assert!(pace.is_busy(1, at(100)));
        assert!(pace.is_busy(90, at(150)), "as it was until the next count");
        assert!(!pace.is_busy(9, at(200)));
        assert!(!pace.is_busy(200, at(10_000)), "two hundred after ten seconds of silence are not many");
    }
}
