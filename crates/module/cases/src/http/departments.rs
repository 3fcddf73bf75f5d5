//! The bank's departments: who there is, and keeping them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use warmline_http::{Acting, Body, Path, Reply};

use crate::{Cases, Department, DepartmentInput, NewDepartment};

/// The departments.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DepartmentListing {
    /// In the bank's order.
    items: Vec<Department>,
}

/// Every department of the bank, those that are put away among them.
#[utoipa::path(get, path = "/api/departments", tag = "cases", responses((status = 200, body = DepartmentListing)))]
pub(super) async fn list_departments(
    Acting(_actor): Acting,
    State(service): State<Arc<Cases>>,
) -> Reply<Json<DepartmentListing>> {
    Ok(Json(DepartmentListing { items: service.departments() }))
}

/// Add a department.
#[utoipa::path(post, path = "/api/departments", tag = "cases", request_body = NewDepartment,
    responses((status = 201, body = Department)))]
pub(super) async fn add_department(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Body(new): Body<NewDepartment>,
) -> Reply<(StatusCode, Json<Department>)> {
    Ok((StatusCode::CREATED, Json(service.add_department(&ctx, new).await?)))
}

/// Rename a department, give it other hours, put it away or take it back.
#[utoipa::path(put, path = "/api/departments/{id}", tag = "cases", params(("id" = String, Path)),
    request_body = DepartmentInput, responses((status = 200, body = Department)))]
pub(super) async fn change_department(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<String>,
    Body(input): Body<DepartmentInput>,
) -> Reply<Json<Department>> {
    Ok(Json(service.change_department(&ctx, &id, input).await?))
}
