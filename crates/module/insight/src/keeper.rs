//! The keeper of the books: follows the log, stores pages, and tells who watches the board.
//!
//! A page (rows, running states, position) is one transaction, so a kill at any moment leaves the store
//! at some position of the log and the next start goes on from there; nothing is replayed from midnight
//! and nothing is counted twice. When a page cannot be stored, the books in memory are thrown away and
//! read again from the store. Between pages reports add what is not stored yet, so they are never late.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep_until};
use warmline_base::Fault;
use warmline_contract::{Action, BoardFeed, PeopleDirectory, RoutingSettings, SkillNames, StoredEvent, names};
use warmline_runtime::{Ctx, Object, Runtime, Stopping};

use crate::board::{self, Board};
use crate::books::Books;
use crate::names::Names;
use crate::report::{self, IntervalReport, ReportQuery, Span};
use crate::store::{self, Written};

/// Events read from the log at once while catching up.
const BATCH: i64 = 512;
/// A page is stored when it touches so many rows …
const PAGE_MAX: usize = 1_000;
/// … or has run so far ahead of the store, though little changed …
const AHEAD_MAX: i64 = 20_000;
/// … or after this long.
const PAGE_PAUSE: Duration = Duration::from_secs(2);
/// The board is composed for its watchers at most this often.
const BOARD_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after failures in a row.
const FAILURE_PAUSE_MAX: Duration = Duration::from_secs(30);

/// Whom the keeper asks.
#[derive(Clone)]
pub struct Sources {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Names of colleagues.
    pub people: Arc<dyn PeopleDirectory>,
    /// Names of queues.
    pub routing: Arc<dyn RoutingSettings>,
    /// Names of skills.
    pub skills: Arc<dyn SkillNames>,
}

/// The board and the reports.
pub struct Insight {
    sources: Sources,
    books: Mutex<Books>,
    /// Held for reading by a report while it adds up, for writing while a page is stored.
    page_gate: tokio::sync::RwLock<()>,
    names: RwLock<Arc<Names>>,
    names_stale: AtomicBool,
    board_stale: AtomicBool,
    boards: watch::Sender<Arc<str>>,
}

impl Insight {
    /// Reads the books as they were stored. Nothing is followed yet: see [`Insight::follow`].
    ///
    /// # Errors
    /// Those of the database and of the rooms that know the names.
    pub async fn open(sources: Sources) -> Result<Arc<Self>, Fault> {
        let now = sources.runtime.now();
        let books = store::load(&sources.runtime.db, now).await?;
        let names = read_names(&sources).await?;
        Ok(Arc::new(Self {
            sources,
            books: Mutex::new(books),
            page_gate: tokio::sync::RwLock::default(),
            names: RwLock::new(Arc::new(names)),
            names_stale: AtomicBool::new(false),
            board_stale: AtomicBool::new(true),
            boards: watch::Sender::new("".into()),
        }))
    }

    /// Follows the log in a task of its own until the house closes.
    pub fn follow(self: &Arc<Self>) -> tokio::task::JoinHandle<()> {
        tokio::spawn(Arc::clone(self).run(self.sources.runtime.closing.heed()))
    }

    /// The board at this instant.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`.
    pub async fn show_board(&self, ctx: &Ctx) -> Result<Board, Fault> {
        ctx.authorize(Action::BoardRead, &Object::any("board"))?;
        self.refresh_names().await?;
        Ok(self.compose_board())
    }

    /// An interval report, exact up to this instant.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-REPORT-MINUTES`, `WL-REPORT-WINDOW`, `WL-REPORT-TOO-LARGE`.
    pub async fn report(&self, ctx: &Ctx, query: &ReportQuery) -> Result<IntervalReport, Fault> {
        ctx.authorize(Action::ReportRead, &Object::any("report"))?;
        self.refresh_names().await?;
        let now = self.sources.runtime.now();
        let span = Span::of(query, now)?;
        let (db, limit) = (&self.sources.runtime.db, report::ROWS_MAX + 1);
        let gate = self.page_gate.read().await;
        let open = self.books.lock().open_rows(now);
        let stored = store::sums(db, query.by.word(), span.from, span.end(), span.width, limit).await?;
        drop(gate);
        report::compose(span, query.by, stored, open, &self.names.read().clone(), now)
    }

    /// The last event that is in the figures.
    pub fn position(&self) -> i64 {
        self.books.lock().position
    }

    /// Takes in everything the log holds, storing full pages on the way.
    ///
    /// # Errors
    /// Those of the database; call [`Insight::reopen`] then.
    pub async fn catch_up(&self) -> Result<(), Fault> {
        loop {
            let events = self.sources.runtime.log.all(self.position(), BATCH).await?;
            for event in &events {
                self.take_in(event).await?;
            }
            if self.page_is_full() {
                self.store_page().await?;
            }
            if events.len() < BATCH as usize {
                return Ok(());
            }
        }
    }

    /// Stores the open page.
    ///
    /// # Errors
    /// Those of the database, `WL-INSIGHT-MOVED`; call [`Insight::reopen`] then.
    pub async fn store_page(&self) -> Result<(), Fault> {
        let _gate = self.page_gate.write().await;
        let (page, written) = {
            let mut books = self.books.lock();
            let page = books.turn_page();
            let written = Written::of(&page, &books.fold);
            (page, written)
        };
        store::store(&self.sources.runtime.db, &written, self.sources.runtime.now()).await?;
        self.books.lock().page_stored(&page);
        Ok(())
    }

    /// Throws the books in memory away and reads them from the store.
    ///
    /// # Errors
    /// Those of the database; the books are as before then.
    pub async fn reopen(&self) -> Result<(), Fault> {
        let _gate = self.page_gate.write().await;
        let books = store::load(&self.sources.runtime.db, self.sources.runtime.now()).await?;
        *self.books.lock() = books;
        Ok(())
    }

    async fn run(self: Arc<Self>, mut closing: Stopping) {
        let mut failures = 0u32;
        loop {
            let Err(fault) = self.follow_bus(&mut failures, &mut closing).await else { return };
            loop {
                failures = failures.saturating_add(1);
                tracing::error!(fault = %fault, failures, "the figures stumbled and are read again from the store");
                metrics::counter!("warmline_insight_failures_total").increment(1);
                if closing.begun_within(failure_pause(failures)).await {
                    return;
                }
                if self.reopen().await.is_ok() {
                    break;
                }
            }
        }
    }

    /// Catches up and follows the bus; returns `Ok` only when the bus ends or the house closes.
    async fn follow_bus(&self, failures: &mut u32, closing: &mut Stopping) -> Result<(), Fault> {
        let mut heard = self.sources.runtime.bus.listen_wide();
        self.catch_up().await?;
        let mut page_due = Instant::now() + PAGE_PAUSE;
        let mut board_due = Instant::now();
        loop {
            let full = self.page_is_full();
            let (weight, _) = self.books.lock().unstored();
            let watched = self.boards.receiver_count() > 0;
            tokio::select! {
                biased;
                () = closing.begun() => return Ok(()),
                () = sleep_until(page_due), if weight > 0 || full => {
                    self.store_page().await?;
                    *failures = 0;
                    page_due = Instant::now() + PAGE_PAUSE;
                }
                () = sleep_until(board_due), if watched && self.board_stale.load(Ordering::Relaxed) => {
                    self.tell_watchers().await;
                    board_due = Instant::now() + BOARD_PAUSE;
                }
                event = heard.recv() => match event {
                    Ok(event) => self.hear(&event).await?,
                    Err(broadcast::error::RecvError::Lagged(_)) => self.catch_up().await?,
                    Err(broadcast::error::RecvError::Closed) => return Ok(()),
                },
            }
        }
    }

    /// Takes in an event from the bus. One that is known already is passed over, and a gap is filled
    /// from the log.
    async fn hear(&self, event: &StoredEvent) -> Result<(), Fault> {
        let position = self.position();
        if event.position <= position {
            return Ok(());
        }
        if event.position > position + 1 {
            return self.catch_up().await;
        }
        self.take_in(event).await?;
        if self.page_is_full() { self.store_page().await } else { Ok(()) }
    }

    /// Takes in one event, with the running state of an interaction that was thought settled.
    async fn take_in(&self, event: &StoredEvent) -> Result<(), Fault> {
        if matches!(&*event.name, names::AGENT_CHANGED | names::ROUTING_CHANGED) {
            self.names_stale.store(true, Ordering::Relaxed);
            self.board_stale.store(true, Ordering::Relaxed);
        }
        let missing = self.books.lock().fold.missing(event);
        let settled = match missing {
            Some(id) => store::contact(&self.sources.runtime.db, id).await?.map(|contact| (id, contact)),
            None => None,
        };
        let mut books = self.books.lock();
        if let Some((id, contact)) = settled {
            books.fold.restore_contact(id, contact);
        }
        if books.take_in(event) {
            self.board_stale.store(true, Ordering::Relaxed);
        }
        if let Some(id) = missing {
            books.forget_settled(id);
        }
        Ok(())
    }

    fn page_is_full(&self) -> bool {
        let (weight, ahead) = self.books.lock().unstored();
        weight >= PAGE_MAX || ahead >= AHEAD_MAX
    }

    async fn tell_watchers(&self) {
        if let Err(fault) = self.refresh_names().await {
            tracing::warn!(fault = %fault, "names for the board could not be read");
        }
        self.publish_board();
    }

    /// Gives watchers the board of this instant, if anything changed since the last one.
    fn publish_board(&self) {
        if self.board_stale.swap(false, Ordering::Relaxed) {
            let board = serde_json::to_string(&self.compose_board()).expect("a board is plain data");
            self.boards.send_replace(board.into());
        }
    }

    fn compose_board(&self) -> Board {
        let now = self.sources.runtime.now();
        let names = self.names.read().clone();
        let mut books = self.books.lock();
        books.turn_day(now);
        board::compose(&books, &names, now)
    }

    async fn refresh_names(&self) -> Result<(), Fault> {
        if self.names_stale.swap(false, Ordering::Relaxed) {
            let read = read_names(&self.sources).await;
            if read.is_err() {
                self.names_stale.store(true, Ordering::Relaxed);
            }
            *self.names.write() = Arc::new(read?);
        }
        Ok(())
    }
}

impl BoardFeed for Insight {
    /// The board as JSON from now on, at most once a second and only when it changed. Whoever hands it on
    /// authorises [`Action::BoardRead`] first.
    fn board(&self) -> watch::Receiver<Arc<str>> {
        let boards = self.boards.subscribe();
        self.publish_board();
        boards
    }
}

async fn read_names(sources: &Sources) -> Result<Names, Fault> {
    Names::read(&*sources.people, &*sources.routing, &*sources.skills).await
}

fn failure_pause(failures: u32) -> Duration {
    Duration::from_millis(100).saturating_mul(1 << failures.min(9)).min(FAILURE_PAUSE_MAX)
}
