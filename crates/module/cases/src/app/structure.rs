//! Keeping the bank's departments: adding one, renaming it, putting it away.
//!
//! A department is never deleted, for closed cases name it: it is archived, takes no part any more and belongs to nobody.
//! Deliberately absent: another id for a department.

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{Fault, Millis};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object};

use super::open::CONTACT_CENTRE;
use super::{Cases, Department, not_found};
use crate::store;

/// Departments of one bank.
const DEPARTMENTS_MAX: usize = 200;
/// Letters of a name.
const NAME_LETTERS_MAX: usize = 40;

/// A department to add.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct NewDepartment {
    /// What it is called; no two have one name.
    pub name: String,
    /// The schedule it works by, by its name; around the clock without.
    #[serde(default)]
    pub schedule: Option<String>,
}

/// A department as it is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct DepartmentInput {
    /// What it is called; no two have one name.
    pub name: String,
    /// The schedule it works by, by its name; around the clock without.
    #[serde(default)]
    pub schedule: Option<String>,
    /// Whether it is put away.
    pub archived: bool,
    /// The version this was read at.
    pub version: i64,
}

impl Cases {
    /// Stores the departments the bank began with, those that are not there yet, and takes in what is stored. What
    /// administration changed stays as it is.
    ///
    /// # Errors
    /// A database fault.
    pub async fn lay_departments(&self) -> Result<(), Fault> {
        let (db, given) = (&self.runtime.db, self.departments());
        let known = store::departments(db).await?;
        let missing: Vec<_> = (0..).zip(given).filter(|(_, one)| known.iter().all(|kept| kept.id != one.id)).collect();
        if !missing.is_empty() {
            let mut tx = db.begin().await?;
            for (ordinal, department) in &missing {
                store::insert_department(&mut tx, *ordinal, department).await?;
            }
            tx.commit().await?;
        }
        self.read_departments().await
    }

    /// Adds a department.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-CASE-INPUT` for the name; `WL-DEPARTMENT-SCHEDULE`; `WL-DEPARTMENT-TAKEN`;
    /// `WL-DEPARTMENT-FULL`; a database fault.
    pub async fn add_department(&self, ctx: &Ctx, new: NewDepartment) -> Result<Department, Fault> {
        ctx.authorize(Action::DepartmentManage, &Object::any("department"))?;
        let known = self.departments();
        if known.len() >= DEPARTMENTS_MAX {
            let detail = "there are 200 departments: rename one that is archived instead";
            return Err(Fault::conflict("WL-DEPARTMENT-FULL", detail));
        }
        let id = next_id(&known);
        let department = Department {
            code: id.to_lowercase(),
            id,
            name: checked_name(&new.name)?,
            schedule: self.checked_schedule(new.schedule).await?,
            archived: false,
            version: 1,
        };
        let mut work = ctx.open(Action::DepartmentManage, &Object::new("department", &department.id)).await?;
        work.field("name");
        let ordinal = i64::try_from(known.len()).unwrap_or(i64::MAX);
        if !store::insert_department(work.tx(), ordinal, &department).await? {
            return Err(taken());
        }
        work.commit().await?;
        self.read_departments().await?;
        Ok(department)
    }

    /// Renames a department, gives it other hours, puts it away or takes it back.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND`; `WL-STALE`; as [`Cases::add_department`] for name and hours; for putting away
    /// `WL-DEPARTMENT-CENTRE`, `WL-DEPARTMENT-STAFFED` and `WL-DEPARTMENT-BUSY`; a database fault.
    pub async fn change_department(&self, ctx: &Ctx, id: &str, input: DepartmentInput) -> Result<Department, Fault> {
        let object = Object::new("department", id);
        ctx.authorize(Action::DepartmentManage, &object)?;
        let known = self.departments();
        let before = known.iter().find(|one| one.id == id).ok_or_else(not_found)?;
        // Hours that are gone meanwhile keep nobody from renaming it.
        let kept = input.schedule == before.schedule;
        let department = Department {
            name: checked_name(&input.name)?,
            schedule: if kept { input.schedule } else { self.checked_schedule(input.schedule).await? },
            archived: input.archived,
            version: input.version,
            ..before.clone()
        };
        if known.iter().any(|one| one.id != id && one.name == department.name) {
            return Err(taken());
        }
        let leaves = department.archived && !before.archived;
        if leaves {
            self.may_leave(id).await?;
        }
        let mut work = ctx.open(Action::DepartmentManage, &object).await?;
        if leaves {
            let count = store::unfinished_of(work.tx(), id).await?;
            if count > 0 {
                let detail = format!("{count} cases are not closed and wait for it: finish or hand them over first");
                return Err(Fault::conflict("WL-DEPARTMENT-BUSY", detail));
            }
        }
        for (name, changed) in [
            ("name", department.name != before.name),
            ("schedule", department.schedule != before.schedule),
            ("archived", department.archived != before.archived),
        ] {
            if changed {
                work.field(name);
            }
        }
        store::update_department(work.tx(), &department).await?;
        work.commit().await?;
        self.read_departments().await?;
        Ok(Department { version: input.version + 1, ..department })
    }

    /// What is asked before a department is put away, besides its cases.
    async fn may_leave(&self, id: &str) -> Result<(), Fault> {
        if id == CONTACT_CENTRE {
            let detail = "the contact centre answers for its queues and for what they leave behind: it stays";
            return Err(Fault::conflict("WL-DEPARTMENT-CENTRE", detail));
        }
        let members = self.people.members_of(id).await?;
        if members > 0 {
            let detail = format!("{members} colleagues or teams belong to it: give them another department first");
            return Err(Fault::conflict("WL-DEPARTMENT-STAFFED", detail));
        }
        Ok(())
    }

    async fn checked_schedule(&self, schedule: Option<String>) -> Result<Option<String>, Fault> {
        let Some(name) = schedule.filter(|name| !name.is_empty()) else { return Ok(None) };
        let hour = Millis::minutes(60);
        match self.hours.working_time(&name, self.runtime.now(), [hour, hour]).await? {
            Some(_) => Ok(Some(name)),
            None => Err(Fault::invalid("WL-DEPARTMENT-SCHEDULE", "there are no such hours: choose some of the list")
                .at("/schedule")),
        }
    }

    async fn read_departments(&self) -> Result<(), Fault> {
        let stored = store::departments(&self.runtime.db).await?;
        *self.departments.write() = stored;
        Ok(())
    }
}

fn checked_name(name: &str) -> Result<String, Fault> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_LETTERS_MAX {
        return Err(Fault::invalid("WL-CASE-INPUT", "write 1 to 40 characters").at("/name"));
    }
    Ok(name.to_owned())
}

fn taken() -> Fault {
    Fault::conflict("WL-DEPARTMENT-TAKEN", "another department has this name: choose one that is free").at("/name")
}

/// The number after the highest, such as `D09` after `D08`.
fn next_id(known: &[Department]) -> String {
    let numbers = known.iter().filter_map(|one| one.id.strip_prefix('D')?.parse::<u32>().ok());
    format!("D{:02}", numbers.max().unwrap_or(0) + 1)
}
