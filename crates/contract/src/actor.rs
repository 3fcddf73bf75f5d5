//! Who acts. No use case runs without one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, CustomerId, InteractionId, SessionId, TeamId};

use crate::Role;

/// A signed-in member of staff.
#[derive(Clone, Debug, PartialEq)]
pub struct Staff {
    /// Who.
    pub id: AgentId,
    /// 工号, the only name a customer or an audit entry needs.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// Their team.
    pub team: Option<TeamId>,
    /// Their department's code, such as `D02`.
    pub department: Option<String>,
    /// Their site; for branch staff the branch code.
    pub site: String,
    /// The session they act in.
    pub session: SessionId,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq)]
pub enum Actor {
    /// A member of staff.
    Staff(Box<Staff>),
    /// A customer, known or not, inside one interaction.
    Customer {
        /// The interaction they came in by.
        interaction: InteractionId,
        /// Who, when known.
        customer: Option<CustomerId>,
    },
    /// The assistant.
    Assistant,
    /// The system itself: a job, a timer, the start.
    System(&'static str),
}

impl Actor {
    /// The staff member, when it is one.
    pub fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            _ => None,
        }
    }

    /// Whether the actor holds the role.
    pub fn has(&self, role: Role) -> bool {
        self.staff().is_some_and(|staff| staff.roles.contains(&role))
    }

    /// How the actor stands in an event.
    pub fn by(&self) -> By {
        match self {
            Self::Staff(staff) => By::Agent { id: staff.id, label: staff.alias.clone() },
            Self::Customer { customer, .. } => By::Customer { id: *customer },
            Self::Assistant => By::Assistant,
            Self::System(name) => By::System { label: (*name).to_owned() },
        }
    }
}

/// Who did it, as an event tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum By {
    /// The customer.
    Customer {
        /// Who, when known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[schema(value_type = Option<String>)]
        id: Option<CustomerId>,
    },
    /// A member of staff.
    Agent {
        /// Who.
        #[schema(value_type = String)]
        id: AgentId,
        /// The name customers see.
        label: String,
    },
    /// The assistant.
    Assistant,
    /// The system.
    System {
        /// Which part of it.
        label: String,
    },
}
