//! The staff API of interactions.

mod desk;
mod files;
mod settings;
mod thread;

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Interactions;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T: ToSchema> {
    /// The rows.
    pub items: Vec<T>,
    /// Give this back as `cursor` for the next page.
    pub next: Option<String>,
}

/// A whole list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Items<T: ToSchema> {
    /// The rows.
    pub items: Vec<T>,
}

/// Every route of this module, with the desk's socket.
pub fn routes(service: Arc<Interactions>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(thread::list))
        .routes(routes!(thread::counts))
        .routes(routes!(thread::get))
        .routes(routes!(thread::events))
        .routes(routes!(thread::post_message))
        .routes(routes!(thread::post_note))
        .routes(routes!(thread::identify))
        .routes(routes!(thread::suggestions))
        .routes(routes!(thread::routing))
        .routes(routes!(thread::journey))
        .routes(routes!(desk::accept))
        .routes(routes!(desk::reject))
        .routes(routes!(desk::transfer))
        .routes(routes!(desk::end))
        .routes(routes!(desk::wrap_up))
        .routes(routes!(desk::take))
        .routes(routes!(desk::set_presence))
        .routes(routes!(desk::force_presence))
        .routes(routes!(desk::presences))
        .merge(OpenApiRouter::new().routes(routes!(files::upload)).layer(files::body_limit()))
        .routes(routes!(files::download))
        .routes(routes!(settings::list_canned, settings::add_canned))
        .routes(routes!(settings::change_canned, settings::delete_canned))
        .routes(routes!(settings::dispositions))
        .route("/api/desk/socket", axum::routing::get(crate::socket::open))
        .with_state(service)
}
