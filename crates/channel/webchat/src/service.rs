//! The door's parts, put together once by the server, and its routes.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use tokio::sync::Semaphore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_contract::{CustomerDirectory, InteractionDirectory, Reception, Surveys};
use warmline_crypto::BankTokenVerifier;
use warmline_runtime::{MAX_BLOB_BYTES, Runtime};

use crate::doorkeeper::Doorkeeper;
use crate::{Settings, files, session, socket, survey, transcript};

/// The largest JSON body: a survey in 2,000 characters with room to spare.
const JSON_BYTES: usize = 16 * 1024;
/// What a form adds around its file.
const FORM_BYTES: usize = 16 * 1024;

/// What the door is made of.
pub struct Parts {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Takes visitors in.
    pub reception: Arc<dyn Reception>,
    /// Knows whose an interaction is.
    pub interactions: Arc<dyn InteractionDirectory>,
    /// Knows the customers.
    pub customers: Arc<dyn CustomerDirectory>,
    /// Takes what visitors say of a conversation.
    pub surveys: Arc<dyn Surveys>,
    /// Checks the bank's tokens; none when the bank gave no key.
    pub bank_tokens: Option<BankTokenVerifier>,
    /// How the door is set up.
    pub settings: Settings,
}

/// The web chat door.
pub struct WebChat {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) reception: Arc<dyn Reception>,
    pub(crate) interactions: Arc<dyn InteractionDirectory>,
    pub(crate) customers: Arc<dyn CustomerDirectory>,
    pub(crate) surveys: Arc<dyn Surveys>,
    pub(crate) bank_tokens: Option<BankTokenVerifier>,
    pub(crate) settings: Settings,
    pub(crate) keeper: Arc<Doorkeeper>,
    pub(crate) uploads: Semaphore,
}

impl WebChat {
    /// A door before an empty street.
    ///
    /// # Panics
    /// When a rate of the limits is zero.
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts { runtime, reception, interactions, customers, surveys, bank_tokens, settings } = parts;
        assert!(
            settings.limits.frames_per_second > 0 && settings.limits.frame_burst > 0,
            "a socket that may send nothing serves nobody"
        );
        Arc::new(Self {
            runtime,
            reception,
            interactions,
            customers,
            surveys,
            bank_tokens,
            keeper: Arc::new(Doorkeeper::new(&settings.limits)),
            uploads: Semaphore::new(settings.limits.uploads_at_once),
            settings,
        })
    }
}

/// The door's public routes, under `/chat`.
pub fn routes(chat: Arc<WebChat>) -> OpenApiRouter {
    let small = OpenApiRouter::new()
        .routes(routes!(session::open_session))
        .routes(routes!(transcript::transcript))
        .routes(routes!(survey::rate))
        .routes(routes!(files::download))
        .layer(DefaultBodyLimit::max(JSON_BYTES));
    let large =
        OpenApiRouter::new().routes(routes!(files::upload)).layer(DefaultBodyLimit::max(MAX_BLOB_BYTES + FORM_BYTES));
    small.merge(large).route("/chat/socket", get(socket::open)).with_state(chat)
}
