//! A house on a port of its own, with a database of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Parser;
use tempfile::TempDir;
use tokio::net::TcpListener;
use warmline_base::Millis;
use warmline_crypto::SandboxBank;
use warmline_db::Database;
use warmline_server::commands::demo::{prepare, sandbox_bank};
use warmline_server::config::Config;
use warmline_server::house::{House, Opening};
use warmline_server::listen::serve_until;
use warmline_server::rooms::Rooms;
use warmline_server::web;
use warmline_testkit::{START, TestDatabase};

use super::clock::ShiftedClock;
use super::{Answer, Desk, Staff, Visitor};

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

/// A running house.
pub struct TestHouse {
    pub house: Arc<House>,
    pub config: Config,
    pub address: SocketAddr,
    pub bank: SandboxBank,
    pub http: reqwest::Client,
    clock: Arc<ShiftedClock>,
    _folder: TempDir,
}

impl TestHouse {
    /// The demo house on Monday at nine.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// Its rooms opened beside it, as by a command that runs meanwhile, at the same time of day.
    pub async fn rooms(&self) -> Rooms {
        Rooms::open_by(&self.config, Arc::clone(&self.clock) as _, false).await.expect("the rooms open")
    }

    /// The demo house with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let house = Self::serve(true, change).await;
        prepare(&house.house, sandbox_bank(&house.config)).await.expect("the demo's logins load");
        house
    }

    /// A new install on Monday at nine, as `warmline serve` opens it.
    pub async fn new_install(change: impl FnOnce(&mut Config)) -> Self {
        Self::serve(false, change).await
    }

    async fn serve(demo: bool, change: impl FnOnce(&mut Config)) -> Self {
        let TestDatabase { db, address: database, folder } = TestDatabase::fresh().await;
        db.close().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let mut config = settings_for(&folder, &database);
        config.listen = address;
        change(&mut config);
        let bank = sandbox_bank(&config);
        let keys = vec![("demo".to_owned(), bank.public_key_pem())];
        let clock = Arc::new(ShiftedClock::new(START));
        let opening = Opening { config: &config, demo, bank_keys: keys };
        let house = House::open_by(opening, Arc::clone(&clock) as _).await.expect("the house opens");
        let house = Arc::new(house);
        let (router, _) = web::router(&house, &config, None).expect("routes");
        let stop = house.runtime.stop.clone();
        tokio::spawn(async move { serve_until(router, listener, &stop, std::future::pending()).await });
        Self { house, config, address, bank, http: reqwest::Client::new(), clock, _folder: folder }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Fetches a path as nobody.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(self.url(path))).await
    }

    /// Pushes the house's clock ahead. Who sleeps until a deadline is woken by the next step anybody takes.
    pub fn advance(&self, span: Millis) {
        self.clock.advance(span);
    }

    /// A colleague, signed in.
    pub async fn staff(&self, work_number: &str) -> Staff {
        Staff::sign_in(self, work_number).await
    }

    /// A colleague at an open desk, ready for work.
    pub async fn desk(&self, work_number: &str) -> Desk {
        let mut desk = Desk::open(self.staff(work_number).await).await;
        desk.ready().await;
        desk
    }

    /// A visitor nobody knows.
    pub async fn visitor(&self) -> Visitor {
        Visitor::open(self, None).await
    }

    /// A customer of the bank who comes from its app, such as `C001`.
    pub async fn customer(&self, reference: &str) -> Visitor {
        Visitor::open(self, Some(reference)).await
    }

    /// The id of a queue.
    pub async fn queue(&self, code: &str) -> String {
        use warmline_contract::RoutingSettings;
        let queues = self.house.routing.queues().await.expect("queues");
        queues.iter().find(|queue| queue.code == code).expect("a queue of the demo").id.to_string()
    }

    /// Puts another colleague to work in the demo, with the demo's password.
    pub async fn hire(&self, work_number: &str, role: &str, department: Option<&str>, site: &str) -> Staff {
        let input = serde_json::from_value(serde_json::json!({
            "work_number": work_number, "alias": format!("云 {work_number}"), "name": "测试员", "roles": [role],
            "department": department, "site": site, "chat_limit": 3,
        }));
        let ctx = warmline_runtime::Ctx::system(Arc::clone(&self.house.runtime), "test");
        let hired = self.house.people.hire(&ctx, input.expect("a colleague")).await.expect("hired");
        Staff::enter(self, work_number, &hired.password_once, hired.agent.id).await
    }
}

impl Drop for TestHouse {
    /// Gives the database's connections back: PostgreSQL has few, and the rooms of a house hold each other.
    fn drop(&mut self) {
        let db = self.house.runtime.db.clone();
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(db.close()));
    }
}

/// The settings these flags give.
pub fn settings(flags: &[&str]) -> Config {
    Settings::try_parse_from(["warmline"].iter().chain(flags)).expect("settings").config
}

fn settings_for(folder: &TempDir, database: &Database) -> Config {
    let data = folder.path().display().to_string();
    let mut config = match database {
        Database::Sqlite(..) => settings(&["--data", &data]),
        Database::Postgres(address) => settings(&["--data", &data, "--database-url", address.expose()]),
    };
    // Everybody in a test shares one address.
    config.sessions_per_minute = 10_000;
    config.frames_per_second = 1_000;
    config.sockets_per_address = 1_000;
    config.sip_listen = "off".into();
    config
}
