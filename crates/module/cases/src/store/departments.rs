//! Departments as rows.

use sqlx::FromRow;
use warmline_base::Fault;
use warmline_db::{Db, Tx, db_fault, on_tx, read};

use super::{ALL_DEPARTMENTS, INSERT_DEPARTMENT, UNFINISHED_OF, UPDATE_DEPARTMENT};
use crate::app::Department;

#[derive(FromRow)]
struct DepartmentRow {
    id: String,
    name: String,
    code: String,
    schedule: Option<String>,
    archived: bool,
    version: i64,
}

/// Every department, in the bank's order.
pub(crate) async fn departments(db: &Db) -> Result<Vec<Department>, Fault> {
    let rows: Vec<DepartmentRow> =
        read!(db, c => sqlx::query_as(ALL_DEPARTMENTS).fetch_all(c).await).map_err(db_fault)?;
    let department = |row: DepartmentRow| {
        let DepartmentRow { id, name, code, schedule, archived, version } = row;
        Department { id, name, code, schedule, archived, version }
    };
    Ok(rows.into_iter().map(department).collect())
}

/// Stores a department at its place; false when there is one of its id or its name.
pub(crate) async fn insert_department(tx: &mut Tx, ordinal: i64, new: &Department) -> Result<bool, Fault> {
    on_tx!(tx, c => sqlx::query(INSERT_DEPARTMENT)
        .bind(&new.id).bind(ordinal).bind(&new.name).bind(&new.code).bind(new.schedule.as_deref()).bind(new.archived)
        .execute(c).await.map(|done| done.rows_affected() > 0))
    .map_err(db_fault)
}

/// Changes a department as it was at `department.version`.
///
/// # Errors
/// `WL-STALE` when somebody else changed it since.
pub(crate) async fn update_department(tx: &mut Tx, department: &Department) -> Result<(), Fault> {
    let changed = on_tx!(tx, c => sqlx::query(UPDATE_DEPARTMENT)
        .bind(&department.id).bind(department.version).bind(&department.name).bind(department.schedule.as_deref())
        .bind(department.archived)
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    if changed == 0 {
        return Err(Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again"));
    }
    Ok(())
}

/// How many cases that are not closed the department answers for, or has an unfinished part of.
pub(crate) async fn unfinished_of(tx: &mut Tx, department: &str) -> Result<i64, Fault> {
    let (count,): (i64,) =
        on_tx!(tx, c => sqlx::query_as(UNFINISHED_OF).bind(department).fetch_one(c).await).map_err(db_fault)?;
    Ok(count)
}
