//! The bank's departments, as cases know them: from its data at first, then as administration keeps them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, Timestamp};

use super::Cases;
use crate::model::{CaseFile, CaseKind};
use crate::promise::{TaskTimes, task_spans, waits_for_no_morning};

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Its code, such as `D02`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A word for it, such as `operations`.
    pub code: String,
    /// The schedule it works by, by its name; around the clock without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// Put away: it takes no part any more, and closed cases still name it.
    #[serde(default)]
    #[schema(required = true)]
    pub archived: bool,
    /// Grows with every change; 0 in the bank's data.
    #[serde(default)]
    #[schema(required = true)]
    pub version: i64,
}

#[derive(Deserialize)]
struct BankFile {
    departments: Vec<Department>,
}

impl Department {
    /// The departments of the bank's data.
    ///
    /// # Errors
    /// `WL-DEMO-DATA` when the text does not read.
    pub fn from_json(text: &str) -> Result<Vec<Self>, Fault> {
        serde_json::from_str::<BankFile>(text)
            .map(|file| file.departments)
            .map_err(|error| Fault::invalid("WL-DEMO-DATA", format!("the departments do not read: {error}")))
    }
}

impl Cases {
    /// Every department, in the bank's order.
    pub fn departments(&self) -> Vec<Department> {
        self.departments.read().clone()
    }

    /// The department of this code.
    fn department(&self, id: &str) -> Option<Department> {
        self.departments.read().iter().find(|department| department.id == id).cloned()
    }

    /// By when a part given to `department` at `now` is to be accepted and done.
    pub(super) async fn times(
        &self,
        department: &str,
        kind: CaseKind,
        priority: u8,
        now: Timestamp,
    ) -> Result<TaskTimes, Fault> {
        let spans = task_spans(kind, priority);
        let schedule =
            self.department(department).and_then(|known| known.schedule).filter(|_| !waits_for_no_morning(kind));
        let Some(schedule) = schedule else { return Ok(TaskTimes::around_the_clock(now, spans)) };
        let Some(ends) = self.hours.working_time(&schedule, now, spans).await? else {
            tracing::warn!(department, "its schedule is none of the centre's: its clocks run around the clock");
            return Ok(TaskTimes::around_the_clock(now, spans));
        };
        Ok(TaskTimes { accept_by: ends[0], done_by: ends[1] })
    }

    /// [`Cases::times`] for one more part of a case.
    pub(super) async fn times_in(&self, file: &CaseFile, department: &str, now: Timestamp) -> Result<TaskTimes, Fault> {
        self.times(department, file.kind, file.priority, now).await
    }

    /// Makes sure there is such a department, and that it is not put away.
    pub(super) fn known_department(&self, id: &str) -> Result<(), Fault> {
        match self.department(id) {
            Some(department) if !department.archived => Ok(()),
            _ => Err(Fault::invalid(
                "WL-CASE-DEPARTMENT",
                "there is no such department: choose one from /api/departments",
            )
            .at("/department")),
        }
    }
}
