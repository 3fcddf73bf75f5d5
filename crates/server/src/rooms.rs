//! The rooms that keep people, customers, settings and texts, without anything that acts by itself.
//!
//! [`crate::house::House`] builds on them; commands of the console open them alone. They take no order, route
//! nothing and run no job, so a command may work in them while a server runs on the same database: what it
//! stores is found there, and what it tells the house is read by the server with the next event.

use std::sync::Arc;

use anyhow::Context;
use warmline_base::Clock;
use warmline_contract::InteractionDirectory;
use warmline_crypto::PasswordHasher;
use warmline_customers::{Customers, CustomersParts, SandboxBank};
use warmline_db::{Db, migrate};
use warmline_interactions::{Interactions, Rows};
use warmline_knowledge::Knowledge;
use warmline_language::Segmenter;
use warmline_people::People;
use warmline_quality::Quality;
use warmline_routing::Routing;
use warmline_runtime::{Ctx, Parts, Runtime};
use warmline_signin::{Hashing, StaffCredentials};

use crate::bank;
use crate::clock::{SystemClock, system_entropy};
use crate::config::Config;
use crate::demo::data;
use crate::house::schemas;
use crate::late::LateCases;
use crate::{root_key, starter};

/// The rooms, open.
pub struct Rooms {
    /// What everything stands on.
    pub runtime: Arc<Runtime>,
    /// The rows of interactions, written behind the log.
    pub rows: Arc<Rows>,
    /// Passwords and second factors.
    pub credentials: Arc<StaffCredentials>,
    /// Queues, hours, flows.
    pub routing: Arc<Routing>,
    /// Staff.
    pub people: Arc<People>,
    /// What other rooms may ask of interactions.
    pub directory: Arc<dyn InteractionDirectory>,
    /// Where cases arrive later.
    pub late: Arc<LateCases>,
    /// What customers say of us.
    pub quality: Arc<Quality>,
    /// Customers.
    pub customers: Arc<Customers>,
    /// Articles.
    pub knowledge: Arc<Knowledge>,
    /// Cuts texts into words of banking.
    pub segmenter: Segmenter,
}

impl Rooms {
    /// Opens the rooms for a command of the console, and lays the starting settings of a new install.
    ///
    /// # Errors
    /// Whatever keeps them from opening, with what to do about it.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let rooms = Self::open_by(config, Arc::new(SystemClock::default()), false).await?;
        starter::lay_settings(&rooms.runtime, &rooms.routing).await?;
        Ok(rooms)
    }

    /// Opens the database, brings it up to date and puts the rooms in their places.
    ///
    /// # Errors
    /// As [`Rooms::open`].
    pub async fn open_by(config: &Config, clock: Arc<dyn Clock>, demo: bool) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data).with_context(|| {
            format!("the data folder {} cannot be made: choose another with WARMLINE_DATA", config.data.display())
        })?;
        let entropy = system_entropy()?;
        let db = Db::open(&config.database()).await?;
        let steps = migrate(&db, &schemas(), clock.now()).await?;
        tracing::info!(steps, database = db.kind(), "the database is up to date");
        let runtime = Runtime::start(Parts {
            db,
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            root: Arc::new(root_key::open(&config.root_key(), &*entropy)?),
            blobs: config.data.join("blobs"),
        })
        .await?;
        let rows = Rows::new(Arc::clone(&runtime));
        let hasher = if demo { PasswordHasher::cheap(&*entropy) } else { PasswordHasher::owasp(&*entropy) };
        let hashing = Hashing::new(hasher, entropy);
        let credentials = StaffCredentials::new(Arc::clone(&runtime), hashing, config.bank_name.clone());
        let routing = Routing::new(Arc::clone(&runtime));
        let people = People::new(Arc::clone(&runtime), Arc::clone(&credentials) as _, Arc::clone(&routing) as _);
        let directory = Interactions::directory(Arc::clone(&rows));
        let late = Arc::new(LateCases::default());
        let quality = Quality::new(Arc::clone(&runtime), Arc::clone(&people) as _, Arc::clone(&directory));
        let customers = Customers::new(CustomersParts {
            runtime: Arc::clone(&runtime),
            bank: if demo { Arc::new(SandboxBank::from_json(data::CUSTOMERS)?) } else { bank::connect(config, clock)? },
            people: Arc::clone(&people) as _,
            interactions: Arc::clone(&directory),
            cases: Arc::clone(&late) as _,
            surveys: Arc::clone(&quality) as _,
        });
        let segmenter = warmline_knowledge::segmenter(data::LEXICON)?;
        let knowledge = Knowledge::open(Arc::clone(&runtime), segmenter.clone()).await?;
        Ok(Self {
            runtime,
            rows,
            credentials,
            routing,
            people,
            directory,
            late,
            quality,
            customers,
            knowledge,
            segmenter,
        })
    }

    /// A context for whoever sits at the console.
    pub fn console(&self) -> Ctx {
        Ctx::system(Arc::clone(&self.runtime), "console")
    }
}
