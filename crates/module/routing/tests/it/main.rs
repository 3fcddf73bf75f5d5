//! Routing from outside: the demo bank's settings, changed, refused and asked for.

mod flows;
mod http;
mod settings;

use std::sync::Arc;

use warmline_contract::Role;
use warmline_routing::{Loaded, Routing, SCHEMA, SettingFiles};
use warmline_runtime::Ctx;
use warmline_testkit::House;

/// The demo bank's entry flow.
pub const ENTRY: &str = include_str!("../../../../../demo/flows/webchat-entry.json");

const DEMO: SettingFiles<'static> = SettingFiles {
    skills: include_str!("../../../../../demo/skills.json"),
    schedules: include_str!("../../../../../demo/schedules.json"),
    queues: include_str!("../../../../../demo/queues.json"),
    flows: &[("webchat-entry", ENTRY)],
};

/// A house with the demo bank's settings.
pub struct Bank {
    /// The house.
    pub house: House,
    /// Its settings.
    pub routing: Arc<Routing>,
    /// The demo's skills and queues by code.
    pub loaded: Loaded,
    /// May change them.
    pub admin: Ctx,
}

impl Bank {
    /// Loads the demo settings.
    pub async fn open() -> Self {
        let house = House::open(&[SCHEMA]).await;
        let routing = Routing::new(Arc::clone(&house.runtime));
        let loaded = routing.load(&house.system(), DEMO).await.expect("the demo settings obey the rules");
        let admin = house.staff("S022", Role::Admin).ctx();
        Self { house, routing, loaded, admin }
    }

    /// The names of the events since the demo was loaded.
    pub async fn news(&self) -> Vec<String> {
        let stored = self.house.runtime.log.all(0, 1_000).await.expect("the log reads");
        let news = stored.iter().filter(|event| !matches!(event.by, warmline_contract::By::System { .. }));
        news.map(|event| format!("{} {}", event.name, event.body.get())).collect()
    }
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let house = House::open(&[SCHEMA]).await;
    assert_eq!(warmline_db::prepare_all(&house.runtime.db, warmline_routing::STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn loading_the_demo_twice_changes_nothing() {
    let bank = Bank::open().await;
    let before = bank.house.runtime.log.last_position().await.unwrap();
    let again = bank.routing.load(&bank.house.system(), DEMO).await.unwrap();
    assert_eq!(again, bank.loaded);
    assert!(again.queues.contains_key("emergency") && again.skills.contains_key("credit_card"));
    assert_eq!(bank.house.runtime.log.last_position().await.unwrap(), before);
}
