//! The routes of this room.

mod cases;
mod departments;
mod tasks;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Cases;

/// The routes, over the use cases.
pub fn routes(service: Arc<Cases>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(cases::list_cases, cases::open_case))
        .routes(routes!(cases::get_case))
        .routes(routes!(cases::note_case))
        .routes(routes!(cases::give_case_feedback))
        .routes(routes!(cases::reopen_case))
        .routes(routes!(departments::list_departments, departments::add_department))
        .routes(routes!(departments::change_department))
        .routes(routes!(tasks::add_case_task))
        .routes(routes!(tasks::accept_case_task))
        .routes(routes!(tasks::finish_case_task))
        .routes(routes!(tasks::return_case_task))
        .routes(routes!(tasks::hand_over_case))
        .with_state(service)
}
