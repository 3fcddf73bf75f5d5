//! The bank's departments, from its data.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::Fault;

use super::Cases;

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Its code, such as `D02`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A word for it, such as `operations`.
    pub code: String,
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
        self.departments.clone()
    }

    /// Makes sure there is such a department.
    pub(super) fn known_department(&self, id: &str) -> Result<(), Fault> {
        if self.departments.iter().any(|department| department.id == id) {
            return Ok(());
        }
        Err(Fault::invalid("WL-CASE-DEPARTMENT", "there is no such department: choose one from /api/departments")
            .at("/department"))
    }
}
