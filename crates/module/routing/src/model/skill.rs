//! What an agent can and an interaction may ask for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, SkillId};

use super::{check_code, check_name};

/// A skill as it is edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkillBody {
    /// How flows name it, such as `credit_card`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
}

impl SkillBody {
    /// Checks the body alone.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        check_code(&self.code)?;
        check_name(&self.name_zh, "/name_zh")?;
        check_name(&self.name_en, "/name_en")
    }
}

/// A skill as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkillView {
    /// Which.
    #[schema(value_type = String)]
    pub id: SkillId,
    /// Its content.
    #[serde(flatten)]
    pub body: SkillBody,
    /// Grows with every change.
    pub version: i64,
}
