//! What operators and auditors look at: health, metrics, the audit log, dead letters, settings.

mod anchors;
mod audit;
mod errors;
mod health;
mod letters;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::config::Config;
use crate::house::House;

pub use anchors::{keep_anchors, read_anchors};
pub use errors::error_page;
pub use health::{health, metrics};

/// What the operators' routes stand on.
pub struct Ops {
    house: Arc<House>,
    config: Config,
}

/// The operators' part of the staff API.
pub fn routes(house: &Arc<House>, config: &Config) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(audit::list))
        .routes(routes!(audit::verify))
        .routes(routes!(letters::list))
        .routes(routes!(letters::replay))
        .routes(routes!(letters::settings))
        .with_state(Arc::new(Ops { house: Arc::clone(house), config: config.clone() }))
}
