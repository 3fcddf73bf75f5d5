//! Routes of queues, skills, schedules and flows.

mod flows;
mod queues;
mod schedules;
mod skills;

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Routing, VersionRow};

/// A whole list: settings are few, so it is never cut.
#[derive(Debug, Serialize, ToSchema)]
struct Listing<T: ToSchema> {
    /// The rows.
    items: Vec<T>,
    /// Always absent.
    next: Option<String>,
}

impl<T: ToSchema> From<Vec<T>> for Listing<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// The versions of one setting.
#[derive(Debug, Serialize, ToSchema)]
struct Versions {
    /// Newest first.
    items: Vec<VersionRow>,
}

/// The routes of this room.
pub fn routes(service: Arc<Routing>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(skills::list_skills, skills::add_skill))
        .routes(routes!(skills::change_skill))
        .routes(routes!(queues::list_queues, queues::add_queue))
        .routes(routes!(queues::change_queue))
        .routes(routes!(queues::queue_versions))
        .routes(routes!(schedules::list_schedules, schedules::add_schedule))
        .routes(routes!(schedules::change_schedule))
        .routes(routes!(schedules::schedule_versions))
        .routes(routes!(flows::list_flows))
        .routes(routes!(flows::read_flow, flows::publish_flow))
        .routes(routes!(flows::flow_versions))
        .routes(routes!(flows::check_flow))
        .routes(routes!(flows::simulate_flow))
        .with_state(service)
}
