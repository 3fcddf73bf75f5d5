//! Recording a case: step two of four, done while the customer is still there.

use std::sync::Arc;

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{
    AgentId, AttachmentId, CaseId, CustomerId, Fault, InteractionId, JourneyId, TeamId, Timestamp, TypedId,
};
use warmline_contract::{Action, CaseOpened, CaseOpenedHere, InteractionBrief, NewEvent, Stream, names};
use warmline_runtime::{Ctx, Object, Work};

use super::view::{checked_text, checked_title};
use super::{CaseDetail, Cases, start_clocks};
use crate::model::{CaseFile, CaseKind, CaseState, NewTask};
use crate::promise::{TaskTimes, case_due};
use crate::store::{self, CaseRecord};

/// Where parts of an owner without a department come back to: the contact centre.
pub(super) const CONTACT_CENTRE: &str = "D01";
const ATTACHMENTS_MAX: usize = 20;
const PRIORITY_MAX: u8 = 9;

/// What is recorded.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OpenInput {
    /// The interaction it comes from.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub interaction: Option<InteractionId>,
    /// The customer; taken from the interaction when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// One line.
    pub title: String,
    /// What the customer needs, so that nobody asks again.
    pub need: String,
    /// What it is about.
    pub kind: CaseKind,
    /// 0 highest to 9.
    pub priority: u8,
    /// The first department.
    pub department: String,
    /// What it is to do.
    pub task_title: String,
    /// Files that came with it.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub attachments: Vec<AttachmentId>,
}

/// Who answers for a case from its first minute.
pub(super) struct Owner {
    pub id: AgentId,
    pub team: Option<TeamId>,
    pub department: Option<String>,
}

/// A case about to be stored: what is recorded, and whose it is.
pub(super) struct Matter<'a> {
    pub owner: Owner,
    pub customer: Option<CustomerId>,
    pub branch: Option<String>,
    pub journey: Option<JourneyId>,
    pub input: &'a OpenInput,
    pub times: TaskTimes,
}

impl Cases {
    /// Records a case; the actor owns it from now on, and the interaction's thread shows it.
    ///
    /// # Errors
    /// `WL-CASE-INPUT`, `WL-CASE-DEPARTMENT`, `WL-CASE-CUSTOMER`; `WL-FORBIDDEN` or `WL-NOT-FOUND` when the
    /// interaction is not the actor's.
    pub async fn open(&self, ctx: &Ctx, input: OpenInput) -> Result<CaseDetail, Fault> {
        self.open_once(ctx, None, input).await
    }

    /// [`Cases::open`] once for each of the actor's keys: the same key again answers with the case it made
    /// (T11), so that a request sent twice records one case.
    ///
    /// # Errors
    /// As [`Cases::open`]; `WL-CASE-KEY` when the key made a case of somebody else's.
    pub async fn open_once(&self, ctx: &Ctx, key: Option<Uuid>, input: OpenInput) -> Result<CaseDetail, Fault> {
        self.check(&input)?;
        let staff = ctx.staff()?.clone();
        let brief = self.contact(ctx, input.interaction).await?;
        let customer = agreed(input.customer, brief.as_ref())?;
        let branch = match customer {
            Some(id) => self.customers.brief(id).await?.ok_or_else(unknown_customer)?.branch,
            None => None,
        };
        if brief.is_none()
            && let Some(id) = customer
        {
            // Without a contact the customer must be the actor's by role or branch.
            let object = Object::new("customer", &id.to_string()).branch(branch.as_deref());
            ctx.authorize(Action::CustomerRead, &object)?;
        }
        let times = self.times(&input.department, input.kind, input.priority, ctx.now()).await?;
        let mut work = ctx.open_for(Action::CaseOpen, &Object::any("case"), &purpose(input.interaction)).await?;
        let id: CaseId = key.map_or_else(|| work.id(), |key| once(key, staff.id));
        if key.is_some()
            && let Some(owner) = store::owner_of(work.tx(), id).await?
        {
            return if owner == staff.id.uuid() { self.detail_of(id).await } else { Err(used_key()) };
        }
        let owner = Owner { id: staff.id, team: staff.team, department: staff.department };
        let journey = brief.as_ref().map(|brief| brief.journey);
        self.write_down(&mut work, id, Matter { owner, customer, branch, journey, input: &input, times }).await?;
        work.field(id.to_string());
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Stores a case with its first part and its clocks, and tells the logs.
    pub(super) async fn write_down(&self, work: &mut Work, id: CaseId, matter: Matter<'_>) -> Result<(), Fault> {
        let Matter { owner, customer, branch, journey, input, times } = matter;
        let now = work.now();
        let mut file = begin(&owner, input, now);
        file.due_at = file.due_at.max(times.done_by);
        let (department, title) = (input.department.clone(), input.task_title.clone());
        file.give_out(NewTask { id: work.id(), department, title, times })?;
        let day = local_day(now);
        let number = format!("WL{day}-{:04}", store::take_number(work.tx(), &day).await?);
        let vault = Arc::clone(&self.runtime.vault);
        let record = CaseRecord {
            id: id.uuid(),
            number: number.clone(),
            title: input.title.clone(),
            need: vault.seal_field("case_file", "need", id.uuid().as_bytes(), &input.need)?,
            kind: file.kind.as_str().to_owned(),
            state: file.state.as_str().to_owned(),
            priority: i64::from(file.priority),
            customer: customer.map(TypedId::uuid),
            branch,
            interaction: input.interaction.map(TypedId::uuid),
            journey: journey.map(TypedId::uuid),
            owner: owner.id.uuid(),
            owner_team: owner.team.map(TypedId::uuid),
            owner_department: file.owner_department.clone(),
            department: file.department.clone(),
            opened_at: now.0,
            due_at: file.due_at.0,
            feedback_due_at: None,
            breached: false,
            hops: 0,
            told_customer_at: None,
            version: 1,
        };
        store::insert_case(work.tx(), &vault, &record, &file.tasks).await?;
        store::insert_attachments(work.tx(), id, &input.attachments).await?;
        start_clocks(work, id, &file).await?;
        tell(work, &record);
        Ok(())
    }

    fn check(&self, input: &OpenInput) -> Result<(), Fault> {
        checked_title("/title", &input.title)?;
        checked_title("/task_title", &input.task_title)?;
        checked_text("/need", &input.need)?;
        self.known_department(&input.department)?;
        if input.priority > PRIORITY_MAX {
            return Err(Fault::invalid("WL-CASE-INPUT", "priority is 0 (highest) to 9").at("/priority"));
        }
        if input.attachments.len() > ATTACHMENTS_MAX {
            return Err(Fault::invalid("WL-CASE-INPUT", "a case takes at most 20 files").at("/attachments"));
        }
        Ok(())
    }

    /// The interaction, when one is given and the actor may see it.
    async fn contact(&self, ctx: &Ctx, id: Option<InteractionId>) -> Result<Option<InteractionBrief>, Fault> {
        let Some(id) = id else { return Ok(None) };
        let brief = self.interactions.brief(id).await?;
        let mut object = Object::new("interaction", &id.to_string());
        if let Some(brief) = &brief {
            object = object.person(brief.agent);
            if let Some(agent) = brief.agent {
                object = object.team(self.people.agent(agent).await?.and_then(|card| card.team));
            }
            if let Some(customer) = brief.customer {
                let branch = self.customers.brief(customer).await?.and_then(|customer| customer.branch);
                object = object.branch(branch.as_deref());
            }
        }
        ctx.authorize(Action::InteractionRead, &object)?;
        brief.map(Some).ok_or_else(super::not_found)
    }
}

/// The case before its first part is given out.
fn begin(owner: &Owner, input: &OpenInput, now: Timestamp) -> CaseFile {
    CaseFile {
        kind: input.kind,
        state: CaseState::Open,
        priority: input.priority,
        owner: owner.id,
        owner_department: owner.department.clone().unwrap_or_else(|| CONTACT_CENTRE.to_owned()),
        department: input.department.clone(),
        tasks: Vec::new(),
        hops: 0,
        due_at: case_due(input.kind, input.priority, now),
        feedback_due_at: None,
        breached: false,
        told_customer_at: None,
    }
}

/// Emits what happened, to the case's own log and to the thread it came from.
fn tell(work: &mut Work, record: &CaseRecord) {
    let by = work.ctx().by();
    let opened = CaseOpened {
        case: record.id(),
        number: record.number.clone(),
        title: record.title.clone(),
        kind: record.kind.clone(),
        interaction: record.interaction(),
        customer: record.customer(),
        journey: record.journey(),
        department: record.department.clone(),
    };
    work.emit(NewEvent::new(Stream::Case(record.id()), names::CASE_OPENED, by.clone(), &opened));
    if let Some(interaction) = record.interaction() {
        let here = CaseOpenedHere { case: record.id(), number: record.number.clone(), title: record.title.clone() };
        work.emit(NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_CASE_OPENED, by, &here));
    }
}

fn agreed(given: Option<CustomerId>, brief: Option<&InteractionBrief>) -> Result<Option<CustomerId>, Fault> {
    let known = brief.and_then(|brief| brief.customer);
    match (given, known) {
        (Some(given), Some(known)) if given != known => Err(Fault::invalid(
            "WL-CASE-CUSTOMER",
            "the interaction is with another customer: leave the customer out or identify the interaction first",
        )
        .at("/customer")),
        (Some(_), None) if brief.is_some() => Err(Fault::invalid(
            "WL-CASE-CUSTOMER",
            "nobody is identified in the interaction yet: identify the customer there first",
        )
        .at("/customer")),
        (given, known) => Ok(given.or(known)),
    }
}

/// The case of a key. Whoever guesses another's key learns only that it is used, see [`Cases::open_once`].
fn once(key: Uuid, owner: AgentId) -> CaseId {
    CaseId::from_uuid(Uuid::from_u128(key.as_u128() ^ owner.uuid().as_u128().rotate_left(64)))
}

fn used_key() -> Fault {
    Fault::conflict("WL-CASE-KEY", "this Idempotency-Key was used for another case: send a new random one")
}

fn unknown_customer() -> Fault {
    Fault::invalid("WL-CASE-CUSTOMER", "there is no such customer: find the customer first").at("/customer")
}

fn purpose(interaction: Option<InteractionId>) -> String {
    interaction.map_or_else(String::new, |id| id.to_string())
}

/// The local day as it stands in a case's number; China keeps one offset all year.
fn local_day(now: Timestamp) -> String {
    let date = jiff::tz::offset(8).to_datetime(now.to_jiff()).date();
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_number_is_the_local_one() {
        assert_eq!(local_day("2026-11-22T15:59:59Z".parse().unwrap()), "20261122");
        assert_eq!(local_day("2026-11-22T16:00:00Z".parse().unwrap()), "20261123");
    }
}
