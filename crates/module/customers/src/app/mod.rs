//! The use cases of this room, and the one place where the ground of an access is found.

mod consent;
mod demo;
mod find;
mod import;
mod keyed;
mod profile;
mod reveal;

pub use consent::{ConsentInput, ConsentView};
pub use find::{CustomerName, FindInput, Found};
pub use import::IMPORT_BATCH;
pub use profile::{
    Bank360, Customer360, CustomerFlag, CustomerHistory, CustomerIdentifier, CustomerJourney, CustomerManager,
    CustomerProduct,
};
pub use reveal::{MatchInput, Matched, RevealInput, Revealed};

use std::sync::Arc;

use async_trait::async_trait;
use warmline_base::{CaseId, CustomerId, Fault, FieldKind, InteractionId, Secret, mask};
use warmline_contract::{
    BankAdapter, CaseDirectory, CustomerBrief, CustomerDirectory, CustomerNumbers, IdentityLevel, InteractionBrief,
    InteractionDirectory, StaffRegister, SurveyDirectory,
};
use warmline_runtime::{Ctx, Object, Runtime};

use crate::model::{FieldRef, SENIOR_AGE, age};
use crate::store::{self, CustomerRow};

/// What the room is made of.
pub struct CustomersParts {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// The core bank.
    pub bank: Arc<dyn BankAdapter>,
    /// Staff.
    pub people: Arc<dyn StaffRegister>,
    /// Interactions.
    pub interactions: Arc<dyn InteractionDirectory>,
    /// Cases.
    pub cases: Arc<dyn CaseDirectory>,
    /// What customers said in surveys.
    pub surveys: Arc<dyn SurveyDirectory>,
}

/// The use cases of this room.
pub struct Customers {
    runtime: Arc<Runtime>,
    bank: Arc<dyn BankAdapter>,
    people: Arc<dyn StaffRegister>,
    interactions: Arc<dyn InteractionDirectory>,
    cases: Arc<dyn CaseDirectory>,
    surveys: Arc<dyn SurveyDirectory>,
}

/// On what ground a customer's data is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ground {
    /// A contact, which must be live and with this customer.
    pub interaction: Option<InteractionId>,
    /// A case, which must be open and this customer's.
    pub case: Option<CaseId>,
}

impl Ground {
    /// How the audit log names it.
    fn purpose(self) -> String {
        match (self.interaction, self.case) {
            (Some(interaction), _) => interaction.to_string(),
            (None, Some(case)) => case.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// A customer with the facts that decide whose they are.
pub(crate) struct Grounded {
    /// The row; `None` when there is no such customer.
    row: Option<CustomerRow>,
    object: Object,
    /// What the live contact is identified at; V0 without one.
    level: IdentityLevel,
}

impl Grounded {
    /// The row, once the access was authorised.
    fn row(self) -> Result<CustomerRow, Fault> {
        self.row.ok_or_else(not_found)
    }
}

pub(crate) fn not_found() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

impl Customers {
    /// The room, put together by the server.
    pub fn new(parts: CustomersParts) -> Arc<Self> {
        let CustomersParts { runtime, bank, people, interactions, cases, surveys } = parts;
        Arc::new(Self { runtime, bank, people, interactions, cases, surveys })
    }

    /// The customer with the facts of the given ground: whoever holds the live contact with this customer,
    /// owns the open case or works on it in its department, has it as their own.
    pub(crate) async fn ground(&self, ctx: &Ctx, id: CustomerId, ground: Ground) -> Result<Grounded, Fault> {
        let row = store::customer(&self.runtime.db, id).await?;
        let mut object = Object::new("customer", &id.to_string());
        let mut level = IdentityLevel::V0;
        let Some(row) = row else { return Ok(Grounded { row: None, object, level }) };
        object = object.branch(row.branch.as_deref());
        if let Some(brief) = self.live_contact(ground.interaction).await?
            && brief.customer == Some(id)
        {
            level = brief.identity_level;
            object = object.person(brief.agent).team(self.team_of(&brief).await?);
        }
        if let Some(case) = ground.case
            && let Some(access) = self.cases.access(case).await?
            && access.open
            && access.customer == Some(id)
        {
            object = object.person(access.owner);
            let staff = ctx.staff()?;
            if staff.department.as_ref().is_some_and(|code| access.departments.contains(code)) {
                object = object.person(staff.id);
            }
        }
        Ok(Grounded { row: Some(row), object, level })
    }

    /// The interaction, when it is given and live.
    pub(crate) async fn live_contact(
        &self,
        interaction: Option<InteractionId>,
    ) -> Result<Option<InteractionBrief>, Fault> {
        let Some(interaction) = interaction else { return Ok(None) };
        Ok(self.interactions.brief(interaction).await?.filter(|brief| brief.live))
    }

    async fn team_of(&self, brief: &InteractionBrief) -> Result<Option<warmline_base::TeamId>, Fault> {
        let Some(agent) = brief.agent else { return Ok(None) };
        Ok(self.people.agent(agent).await?.and_then(|card| card.team))
    }

    fn brief_of(&self, row: &CustomerRow) -> Result<CustomerBrief, Fault> {
        let segments = row.segments();
        let age = age(&row.birth(&self.runtime.vault)?, self.runtime.now());
        Ok(CustomerBrief {
            id: row.id(),
            name_masked: mask(FieldKind::Name, &row.name(&self.runtime.vault)?),
            senior: age.is_some_and(|age| age >= SENIOR_AGE) || segments.iter().any(|segment| segment.contains("老年")),
            segments,
            city: Some(row.city.clone()).filter(|city| !city.is_empty()),
            branch: row.branch.clone(),
            language: row.language.clone(),
        })
    }
}

#[async_trait]
impl CustomerNumbers for Customers {
    async fn mobile(&self, id: CustomerId) -> Result<Option<Secret<String>>, Fault> {
        let field = FieldRef { kind: FieldKind::Mobile, ordinal: 1 };
        let row = store::identifier(&self.runtime.db, id, field).await?;
        row.map(|row| row.value(&self.runtime.vault).map(Secret::new)).transpose()
    }
}

#[async_trait]
impl CustomerDirectory for Customers {
    async fn brief(&self, id: CustomerId) -> Result<Option<CustomerBrief>, Fault> {
        let row = store::customer(&self.runtime.db, id).await?;
        row.map(|row| self.brief_of(&row)).transpose()
    }

    /// One point read each: neither database takes a list as one parameter in the same words.
    async fn briefs(&self, ids: &[CustomerId]) -> Result<Vec<CustomerBrief>, Fault> {
        let mut wanted = ids.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found = Vec::with_capacity(wanted.len());
        for id in wanted {
            found.extend(self.brief(id).await?);
        }
        Ok(found)
    }

    async fn by_bank_reference(&self, reference: &str) -> Result<Option<CustomerBrief>, Fault> {
        let row = store::customer_by_reference(&self.runtime.db, reference).await?;
        row.map(|row| self.brief_of(&row)).transpose()
    }
}
