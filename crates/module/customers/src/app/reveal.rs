//! One full value with a reason, and the comparison that shows no value at all.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{CaseId, CustomerId, Fault, FieldKind, InteractionId, Timestamp, TypedId};
use warmline_contract::Action;
use warmline_runtime::Ctx;

use super::find::LOOKS_KEPT;
use super::{Customers, Ground, not_found};
use crate::model::{
    FieldRef, LOOKUP_WINDOW, MATCHES_MAX, REVEAL_SPAN, REVEALS_BEFORE_ALERT, checked_reason, local_day_start,
    tail_matches,
};
use crate::store::{self, CustomerRow};

/// Which value, why, and on what ground.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RevealInput {
    /// As named in the customer's identifiers, or `name`.
    pub field: String,
    /// Why the full value is needed.
    pub reason: String,
    /// The live contact it is needed for.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub interaction: Option<InteractionId>,
    /// The assigned case it is needed for.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseId>,
}

/// A full value, to be hidden again in time.
#[derive(Serialize, ToSchema)]
pub struct Revealed {
    /// The value.
    pub value: String,
    /// When the screen must hide it.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// What the customer said, to be compared.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MatchInput {
    /// As named in the customer's identifiers.
    pub field: String,
    /// The last four characters.
    pub typed: String,
    /// The live contact it was said in.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
}

/// Whether it matches; nothing else.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Matched {
    /// 一致 or 不一致.
    pub matches: bool,
}

impl Customers {
    /// One full value. The audit log holds the field's name, the reason and the ground, never the value.
    ///
    /// # Errors
    /// `WL-REVEAL-GROUND` without contact and case; `WL-REVEAL-REASON`; `WL-CUSTOMER-FIELD`; `WL-FORBIDDEN`
    /// or `WL-NOT-FOUND` when the ground is not the actor's.
    pub async fn reveal(&self, ctx: &Ctx, id: CustomerId, input: RevealInput) -> Result<Revealed, Fault> {
        let field = FieldRef::parse(&input.field)?;
        let reason = checked_reason(&input.reason)?;
        let ground = Ground { interaction: input.interaction, case: input.case };
        if ground.interaction.is_none() && ground.case.is_none() {
            return Err(Fault::invalid(
                "WL-REVEAL-GROUND",
                "name the live contact or the assigned case the value is needed for",
            ));
        }
        let agent = ctx.agent()?.uuid();
        let grounded = self.ground(ctx, id, ground).await?;
        let object = grounded.object.clone();
        let sealed = match grounded.row {
            Some(row) => self.sealed_field(row, field).await?,
            None => None,
        };
        let purpose = format!("{} {reason}", ground.purpose());
        let mut work = ctx.open_for(Action::CustomerReveal, &object, &purpose).await?;
        let value = sealed.ok_or_else(not_found)?.open(self)?;
        let now = work.now();
        let earlier = store::count_lookups(work.tx(), agent, "reveal", local_day_start(now)).await?;
        let look = work.uuid();
        store::insert_lookup(work.tx(), look, agent, "reveal", Some(id), (now, now.minus(LOOKS_KEPT))).await?;
        work.field(field.to_string());
        let alert = earlier >= REVEALS_BEFORE_ALERT;
        if alert {
            work.field("reveal.alert");
        }
        work.commit().await?;
        if alert {
            metrics::counter!("warmline_customer_reveal_alerts_total").increment(1);
            tracing::warn!(agent = %ctx.agent()?, today = earlier + 1, "reveal.alert: many full values shown to one agent");
        }
        Ok(Revealed { value, expires_at: now.plus(REVEAL_SPAN) })
    }

    /// Whether the typed last four characters are the stored ones.
    ///
    /// # Errors
    /// `WL-CUSTOMER-MATCH` for input that cannot match; `WL-CUSTOMER-MATCHES` after six tries with this
    /// customer within an hour; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn matches(&self, ctx: &Ctx, id: CustomerId, input: MatchInput) -> Result<Matched, Fault> {
        let field = FieldRef::parse(&input.field)?;
        tail_matches(field.kind, "", &input.typed)?;
        let ground = Ground { interaction: Some(input.interaction), case: None };
        let agent = ctx.agent()?.uuid();
        let grounded = self.ground(ctx, id, ground).await?;
        let object = grounded.object.clone();
        let sealed = match grounded.row {
            Some(row) => self.sealed_field(row, field).await?,
            None => None,
        };
        let mut work = ctx.open_for(Action::CustomerRead, &object, &ground.purpose()).await?;
        let stored = sealed.ok_or_else(not_found)?.open(self)?;
        let now = work.now();
        if store::count_matches(work.tx(), agent, id, now.minus(LOOKUP_WINDOW)).await? >= MATCHES_MAX {
            return Err(Fault::too_many(
                "WL-CUSTOMER-MATCHES",
                "six comparisons with this customer within an hour are used up: identify the customer another way",
            ));
        }
        let look = work.uuid();
        store::insert_lookup(work.tx(), look, agent, "match", Some(id), (now, now.minus(LOOKS_KEPT))).await?;
        work.field(format!("match {field}"));
        work.commit().await?;
        Ok(Matched { matches: tail_matches(field.kind, &stored, &input.typed)? })
    }

    async fn sealed_field(&self, row: CustomerRow, field: FieldRef) -> Result<Option<Sealed>, Fault> {
        if field.kind == FieldKind::Name {
            return Ok((field.ordinal == 1).then(|| Sealed::Name(Box::new(row))));
        }
        Ok(store::identifier(&self.runtime.db, row.id(), field).await?.map(Sealed::Identifier))
    }
}

/// A value fetched before it is known whether it may be opened.
enum Sealed {
    Name(Box<CustomerRow>),
    Identifier(store::IdentifierRow),
}

impl Sealed {
    fn open(self, customers: &Customers) -> Result<String, Fault> {
        match self {
            Self::Name(row) => row.name(&customers.runtime.vault),
            Self::Identifier(row) => row.value(&customers.runtime.vault),
        }
    }
}
