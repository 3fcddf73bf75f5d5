//! The house: every room, handed what it needs.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use warmline_assistant::{AssistantData, GroundedAssistant};
use warmline_base::{Clock, Entropy, Secret};
use warmline_cases::{CaseClocks, Cases, CasesParts, MessageTaker};
use warmline_contract::{CustomerDirectory, InteractionDirectory, PeopleDirectory, RoutingSettings};
use warmline_crypto::{BankTokenVerifier, PasswordHasher, RootKey, SoftwareVault};
use warmline_customers::{Customers, CustomersParts, SandboxBank};
use warmline_db::{Db, Schema, migrate};
use warmline_insight::{Insight, Sources};
use warmline_interactions::app::Needs;
use warmline_interactions::{CaseNews, InteractionProjector, Interactions, SettingsNews};
use warmline_knowledge::{Knowledge, KnowledgeKeeper};
use warmline_people::People;
use warmline_quality::Quality;
use warmline_routing::Routing;
use warmline_runtime::{Parts, Runtime, run_consumers, run_jobs};
use warmline_signin::{Hashing, OidcOptions, SignIn, SignInOptions, SignInParts, StaffCredentials};
use warmline_voice::{Telephone, TelephoneParts};

use crate::clock::{SystemClock, system_entropy};
use crate::config::Config;
use crate::demo::data;
use crate::late::LateCases;

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
        std::fs::create_dir_all(&config.data).with_context(|| {
            format!("the data folder {} cannot be made: choose another with WARMLINE_DATA", config.data.display())
        })?;
        let entropy = system_entropy()?;
        let db = Db::open(&config.database()).await?;
        let steps = migrate(&db, &schemas(), clock.now()).await?;
        tracing::info!(steps, database = db.kind(), "the database is up to date");
        let projector = Arc::new(InteractionProjector::default());
        let runtime = Runtime::start(Parts {
            db,
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            root: Arc::new(SoftwareVault::new(&root_key(&config.root_key(), &*entropy)?, &[])),
            blobs: config.data.join("blobs"),
            projectors: vec![Arc::clone(&projector) as _],
        })
        .await?;
        projector.attach(Arc::clone(&runtime.vault));
        let hasher = if demo { PasswordHasher::cheap(&*entropy) } else { PasswordHasher::owasp(&*entropy) };
        let credentials = StaffCredentials::new(
            Arc::clone(&runtime),
            Hashing::new(hasher, Arc::clone(&entropy)),
            config.bank_name.clone(),
        );
        let routing = Routing::new(Arc::clone(&runtime));
        let people = People::new(Arc::clone(&runtime), Arc::clone(&credentials) as _, Arc::clone(&routing) as _);
        let directory = Interactions::directory(Arc::clone(&runtime));
        let late = Arc::new(LateCases::default());
        let customers = Customers::new(CustomersParts {
            runtime: Arc::clone(&runtime),
            bank: Arc::new(SandboxBank::from_json(data::CUSTOMERS)?),
            people: Arc::clone(&people) as _,
            interactions: Arc::clone(&directory),
            cases: Arc::clone(&late) as _,
        });
        let cases = Cases::new(CasesParts {
            runtime: Arc::clone(&runtime),
            people: Arc::clone(&people) as _,
            customers: Arc::clone(&customers) as _,
            interactions: Arc::clone(&directory),
            departments: data::departments()?,
        });
        late.arrive(Arc::clone(&cases) as _);
        let segmenter = warmline_knowledge::segmenter(data::LEXICON)?;
        let knowledge = Knowledge::open(Arc::clone(&runtime), segmenter.clone()).await?;
        if demo {
            data::load_settings(&runtime, &routing, &people, &customers, &knowledge).await?;
        }
        let assistant = GroundedAssistant::new(
            &AssistantData {
                intents: data::INTENTS,
                hot_words: data::HOT_WORDS,
                empathy: data::EMPATHY,
                time_zone: TIME_ZONE,
            },
            segmenter,
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
        let interactions = Interactions::start(Arc::clone(&runtime), &projector, needs).await?;
        let quality = Quality::new(Arc::clone(&runtime), Arc::clone(&people) as _, Arc::clone(&directory));
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
        run_jobs(Arc::clone(&self.runtime), vec![Arc::new(CaseClocks(Arc::clone(&self.cases)))]);
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

/// The root key from its file; a new install makes one that only its owner may read.
///
/// # Errors
/// When the file cannot be read or written, or holds no key.
pub fn root_key(path: &Path, entropy: &dyn Entropy) -> anyhow::Result<RootKey> {
    if path.exists() {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("the root key {} cannot be read", path.display()))?;
        return Ok(RootKey::parse(text.trim())?);
    }
    let key = RootKey::generate(entropy);
    write_secret(path, &key.to_file_text())?;
    tracing::warn!(path = %path.display(), "a new root key was made: keep a copy away from the database, without it nothing personal can be read");
    Ok(key)
}

fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("the root key {} cannot be written", path.display()))?;
    file.write_all(text.as_bytes()).context("the root key cannot be written")?;
    Ok(())
}
