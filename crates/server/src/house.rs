//! The house: every room, handed what it needs.

use std::sync::Arc;

use anyhow::Context;
use warmline_assistant::{AssistantData, GroundedAssistant};
use warmline_base::{Clock, Secret};
use warmline_cases::{CaseClocks, Cases, CasesParts, MessageTaker};
use warmline_contract::{CustomerDirectory, InteractionDirectory, PeopleDirectory, RoutingSettings};
use warmline_crypto::BankTokenVerifier;
use warmline_customers::Customers;
use warmline_db::Schema;
use warmline_insight::{Insight, Sources};
use warmline_interactions::app::Needs;
use warmline_interactions::{CaseNews, Interactions, SettingsNews};
use warmline_knowledge::{Knowledge, KnowledgeKeeper};
use warmline_people::People;
use warmline_quality::Quality;
use warmline_routing::Routing;
use warmline_runtime::{JobHandler, KeyRotation, Runtime, SealedColumn, run_consumers, run_jobs};
use warmline_signin::{OidcOptions, SignIn, SignInOptions, SignInParts, StaffCredentials};
use warmline_voice::{Telephone, TelephoneParts};

use crate::clock::SystemClock;
use crate::config::Config;
use crate::demo::data;
use crate::rooms::Rooms;
use crate::starter;

/// The audience the bank's customer tokens name.
const BANK_TOKEN_AUDIENCE: &str = "warmline";
/// Where the bank is, for days and nights.
pub const TIME_ZONE: &str = "Asia/Shanghai";

/// Every schema of the house, in the order of their dependence.
pub fn schemas() -> Vec<Schema> {
    vec![
        warmline_runtime::SCHEMA,
        warmline_signin::SCHEMA,
        warmline_people::SCHEMA,
        warmline_routing::SCHEMA,
        warmline_customers::SCHEMA,
        warmline_interactions::SCHEMA,
        warmline_knowledge::SCHEMA,
        warmline_cases::SCHEMA,
        warmline_quality::SCHEMA,
        warmline_insight::SCHEMA,
        warmline_webchat::SCHEMA,
        warmline_voice::SCHEMA,
    ]
}

/// Every column of sealed values in the house.
pub fn sealed_columns() -> Vec<SealedColumn> {
    [
        warmline_signin::SEALED,
        warmline_people::SEALED,
        warmline_customers::SEALED,
        warmline_interactions::SEALED,
        warmline_cases::SEALED,
        warmline_quality::SEALED,
        warmline_voice::SEALED,
    ]
    .concat()
}

/// The house, open.
pub struct House {
    /// What everything stands on.
    pub runtime: Arc<Runtime>,
    /// Staff.
    pub people: Arc<People>,
    /// Passwords and second factors.
    pub credentials: Arc<StaffCredentials>,
    /// Sessions.
    pub sign_in: Arc<SignIn>,
    /// Queues, hours, flows.
    pub routing: Arc<Routing>,
    /// Customers.
    pub customers: Arc<Customers>,
    /// Interactions.
    pub interactions: Arc<Interactions>,
    /// Articles.
    pub knowledge: Arc<Knowledge>,
    /// Cases.
    pub cases: Arc<Cases>,
    /// Surveys.
    pub quality: Arc<Quality>,
    /// Board and reports.
    pub insight: Arc<Insight>,
    /// The telephone; it listens once it is opened.
    pub telephone: Arc<Telephone>,
    /// What other rooms may ask of interactions.
    pub directory: Arc<dyn InteractionDirectory>,
    /// Keys of the bank's token issuer that are not in files.
    bank_keys: Vec<(String, String)>,
}

/// How a house is opened.
pub struct Opening<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The house is a demo: it says so, loads the fictional bank and hashes passwords cheaply.
    pub demo: bool,
    /// Keys of the bank's token issuer, when they are not in files: (key id, PEM).
    pub bank_keys: Vec<(String, String)>,
}

impl House {
    /// Opens the database, brings it up to date and puts every room in its place.
    ///
    /// # Errors
    /// Whatever keeps the house from opening, with what to do about it.
    pub async fn open(opening: Opening<'_>) -> anyhow::Result<Self> {
        Self::open_by(opening, Arc::new(SystemClock::default())).await
    }

    /// [`House::open`] by another clock than the machine's: a test chooses the hour and makes it pass.
    ///
    /// # Errors
    /// As [`House::open`].
    pub async fn open_by(opening: Opening<'_>, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let Opening { config, demo, bank_keys } = opening;
        let rooms = Rooms::open_by(config, Arc::clone(&clock), demo).await?;
        let Rooms {
            runtime, rows, credentials, routing, people, directory, late, quality, customers, knowledge, ..
        } = rooms;
        let cases = Cases::new(CasesParts {
            runtime: Arc::clone(&runtime),
            people: Arc::clone(&people) as _,
            customers: Arc::clone(&customers) as _,
            interactions: Arc::clone(&directory),
            hours: Arc::clone(&routing) as _,
            departments: if demo { data::departments()? } else { starter::departments(config)? },
        });
        late.arrive(Arc::clone(&cases) as _);
        cases.seal_titles().await?;
        cases.lay_departments().await?;
        if demo {
            data::load_settings(&runtime, &routing, &people, &customers, &knowledge).await?;
        } else {
            starter::lay_settings(&runtime, &routing).await?;
        }
        let assistant = GroundedAssistant::new(
            &AssistantData {
                intents: data::INTENTS,
                hot_words: data::HOT_WORDS,
                empathy: data::EMPATHY,
                time_zone: TIME_ZONE,
            },
            rooms.segmenter,
            Arc::clone(&knowledge) as _,
            Arc::clone(&clock),
        )?;
        let needs = Needs {
            people: Arc::clone(&people) as Arc<dyn PeopleDirectory>,
            customers: Arc::clone(&customers) as Arc<dyn CustomerDirectory>,
            routing: Arc::clone(&routing) as Arc<dyn RoutingSettings>,
            knowledge: Arc::clone(&knowledge) as _,
            assistant,
            cases: Arc::clone(&cases) as _,
        };
        let interactions = Interactions::start(Arc::clone(&runtime), rows, needs).await?;
        if !demo {
            starter::lay_texts(&runtime, &interactions).await?;
        }
        let insight = Insight::open(Sources {
            runtime: Arc::clone(&runtime),
            people: Arc::clone(&people) as _,
            routing: Arc::clone(&routing) as _,
            skills: Arc::clone(&routing) as _,
        })
        .await?;
        insight.follow();
        interactions.attach_board(Arc::clone(&insight) as _);
        let sign_in = SignIn::new(SignInParts {
            credentials: Arc::clone(&credentials),
            register: Arc::clone(&people) as _,
            presence: Arc::new(interactions.switchboard().presences().clone()),
            options: sign_in_options(config, demo),
        })?;
        interactions.attach_sessions(Arc::clone(&sign_in) as _);
        let telephone = Telephone::new(TelephoneParts {
            runtime: Arc::clone(&runtime),
            reception: interactions.reception(),
            desk: interactions.reception(),
            interactions: Arc::clone(&directory),
            people: Arc::clone(&people) as _,
            presence: Arc::new(interactions.switchboard().presences().clone()),
            cases: Arc::clone(&cases) as _,
            numbers: Arc::clone(&customers) as _,
            identity: Arc::clone(&customers) as _,
            surveys: Arc::clone(&quality) as _,
            recordings: config.data.join("recordings"),
        })
        .await?;
        let house = Self {
            bank_keys,
            telephone,
            directory,
            runtime,
            people,
            credentials,
            sign_in,
            routing,
            customers,
            interactions,
            knowledge,
            cases,
            quality,
            insight,
        };
        house.start_background();
        Ok(house)
    }

    /// Checks the bank's customer tokens; none when the bank gave no key.
    ///
    /// # Errors
    /// When a key's file cannot be read or holds no Ed25519 key.
    pub fn bank_tokens(&self, config: &Config) -> anyhow::Result<Option<BankTokenVerifier>> {
        let mut keys = self.bank_keys.clone();
        for entry in &config.bank_token_keys {
            let (id, path) =
                entry.split_once('=').context("WARMLINE_BANK_TOKEN_KEYS needs entries like kid=path/to/key.pem")?;
            let pem = std::fs::read_to_string(path)
                .with_context(|| format!("the bank's public key {path} cannot be read"))?;
            keys.push((id.to_owned(), pem));
        }
        if keys.is_empty() {
            return Ok(None);
        }
        let borrowed: Vec<(&str, &str)> = keys.iter().map(|(id, pem)| (id.as_str(), pem.as_str())).collect();
        Ok(Some(BankTokenVerifier::new(&config.bank_token_issuer, BANK_TOKEN_AUDIENCE, &borrowed)?))
    }

    fn start_background(&self) {
        run_consumers(
            &self.runtime,
            vec![
                Arc::new(CaseNews(Arc::clone(&self.interactions))),
                Arc::new(MessageTaker(Arc::clone(&self.cases))),
                Arc::new(SettingsNews(Arc::clone(&self.interactions))),
                Arc::new(KnowledgeKeeper::new(Arc::clone(&self.knowledge))),
            ],
        );
        let handlers: Vec<Arc<dyn JobHandler>> = vec![
            Arc::new(CaseClocks(Arc::clone(&self.cases))),
            Arc::new(KeyRotation::new(Arc::clone(&self.runtime), sealed_columns())),
        ];
        run_jobs(Arc::clone(&self.runtime), handlers);
    }
}

fn sign_in_options(config: &Config, demo: bool) -> SignInOptions {
    let loopback_http = config.public_url.is_none() && config.listen.ip().is_loopback();
    SignInOptions {
        demo,
        secure_cookies: !loopback_http,
        // The demo's simulated people and its visitor share accounts and one address.
        sessions_per_person: if demo { 20 } else { 1 },
        failures_per_address: if demo { 100 } else { 10 },
        oidc: config.oidc_issuer.as_ref().map(|issuer| OidcOptions {
            issuer: issuer.clone(),
            client_id: config.oidc_client_id.clone(),
            client_secret: config.oidc_client_secret.clone().map(Secret::new),
            redirect: format!("{}/api/oidc/callback", config.public()),
        }),
        ..SignInOptions::default()
    }
}
