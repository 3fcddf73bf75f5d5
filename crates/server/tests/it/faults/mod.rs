//! The house is killed in the middle of load, twenty times, and nobody notices more than a pause.
//!
//! The real binary runs on real sockets. Customers wait in the queue or talk with agents; everybody keeps
//! writing until the process is gone, comes back with the last number they hold and repeats what was not
//! acknowledged. What must hold then is in [`proof`].

mod desk;
mod flow_version;
mod goodbye;
mod page;
mod proof;
mod talker;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use warmline_db::{Database, Db};
use warmline_loadgen::server::{Server, Setup};
use warmline_loadgen::staff::{Staff, client};
use warmline_testkit::TestDatabase;

use desk::Desk;
use page::Page;
use talker::Talker;

/// How often the process is killed.
const KILLS: u64 = 20;
/// Agents and how many chats each of them takes, as the demo's data has it.
const AGENTS: [(&str, usize); 3] = [("S001", 4), ("S003", 5), ("S007", 4)];
/// Customers who wait all the time.
const WAITING: usize = 17;
/// How long everybody writes before a kill, at least and at most.
const LOAD: std::ops::Range<u64> = 300..900;
/// Everything must have been acknowledged and heard this long after the last start: on a slow machine every
/// page has a hundred messages to repeat by then.
const CALM_WITHIN: Duration = Duration::from_secs(75);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(folder.path().join("warmline.db"), warmline_db::Durability::Process);
    survive(folder.path(), None, &database).await;
}

/// Runs where the suite has a PostgreSQL server; on SQLite alone there is nothing to show.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_on_postgres() {
    let fresh = TestDatabase::fresh().await;
    let Database::Postgres(address) = &fresh.address else { return };
    fresh.db.close().await;
    survive(fresh.folder.path(), Some(address.expose().clone()), &fresh.address).await;
}

async fn survive(data: &Path, database_url: Option<String>, database: &Database) {
    let setup = Setup::new(Path::new(env!("CARGO_BIN_EXE_warmline")), data, database_url).unwrap();
    let mut server = setup.start().await.unwrap();
    let mut house = Crowd::gather(&setup.base()).await;
    for kill in 0..KILLS {
        house.pages.push(Page::begin(&client().unwrap(), &setup.base()).await);
        house.write_until_killed(server, pause_before(kill)).await;
        server = setup.start().await.unwrap();
        house.look_at_places(kill).await;
    }
    house.calm_down().await;
    house.look_at_places(KILLS).await;
    proof::conversations(&house).await;
    proof::desks(&house).await;
    proof::next_in_line(&house).await;
    server.kill().unwrap();
    let db = Db::open(database).await.unwrap();
    proof::log(&db, &house).await;
    db.close().await;
    let verified = setup.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

/// Kills come at different moments, the same in every run.
const fn pause_before(kill: u64) -> Duration {
    Duration::from_millis(LOAD.start + (kill * 367) % (LOAD.end - LOAD.start))
}

/// Everybody who talks: customers in the order they came, and the agents' desks.
struct Crowd {
    pages: Vec<Page>,
    desks: Vec<Desk>,
    supervisor: Staff,
    /// The places in the queue told so far, by the order in which customers came.
    places: BTreeMap<usize, u64>,
}

impl Crowd {
    /// As many customers as the agents take, then those who wait.
    async fn gather(base: &str) -> Self {
        let supervisor = Staff::of_demo(base, "S006").await.unwrap();
        let visitors = client().unwrap();
        let (mut pages, mut desks) = (Vec::new(), Vec::new());
        for (work_number, chats) in AGENTS {
            let mut desk = Desk::open(Staff::of_demo(base, work_number).await.unwrap()).await;
            for _ in 0..chats {
                let page = Page::begin(&visitors, base).await;
                page.ask_for_a_person().await;
                desk.take_the_next(page.interaction()).await;
                pages.push(page);
            }
            desks.push(desk);
        }
        for _ in 0..WAITING {
            let page = Page::begin(&visitors, base).await;
            page.ask_for_a_person().await;
            pages.push(page);
        }
        Self { pages, desks, supervisor, places: (0..WAITING).map(|index| (index, index as u64 + 1)).collect() }
    }

    /// Those who were never taken, in the order they came.
    fn waiting(&self) -> &[Page] {
        &self.pages[AGENTS.iter().map(|(_, chats)| chats).sum::<usize>()..]
    }

    /// Everybody connects and writes; after `pause` the process is killed.
    async fn write_until_killed(&mut self, server: Server, pause: Duration) {
        let (_stop, stopped) = watch::channel(false);
        let talks = self.talk(&stopped);
        sleep(pause).await;
        server.kill().unwrap();
        for talk in talks {
            timeout(Duration::from_secs(10), talk).await.expect("a killed process closes its sockets").unwrap();
        }
    }

    fn talk(&self, stopped: &watch::Receiver<bool>) -> Vec<tokio::task::JoinHandle<()>> {
        let pages = self.pages.iter().map(|page| tokio::spawn(page.clone().talk(stopped.clone())));
        let desks = self.desks.iter().map(|desk| tokio::spawn(desk.clone().talk(stopped.clone())));
        pages.chain(desks).collect()
    }

    /// Everybody who was acknowledged to wait is told a place; whoever had one before has the same.
    async fn look_at_places(&mut self, kill: u64) {
        let mut told = self.places.clone();
        for (index, page) in self.waiting().iter().enumerate() {
            if page.waits().await {
                let place = page.place().await;
                assert_eq!(
                    *told.entry(index).or_insert(place),
                    place,
                    "the place of customer {index} after kill {kill}"
                );
            }
        }
        let different: BTreeSet<u64> = told.values().copied().collect();
        assert_eq!(different.len(), told.len(), "two customers share a place after kill {kill}: {told:?}");
        self.places = told;
    }

    /// Everybody connects, repeats what was not acknowledged and writes nothing new, until all is said and
    /// heard.
    async fn calm_down(&self) {
        let (stop, stopped) = watch::channel(true);
        let talks = self.talk(&stopped);
        timeout(CALM_WITHIN, async {
            for page in &self.pages {
                while !page.is_settled(&self.supervisor).await {
                    sleep(Duration::from_millis(50)).await;
                }
            }
            for desk in &self.desks {
                while !desk.is_settled().await {
                    sleep(Duration::from_millis(50)).await;
                }
            }
        })
        .await
        .expect("everything is acknowledged and heard in time");
        talks.iter().for_each(tokio::task::JoinHandle::abort);
        drop(stop);
    }
}
