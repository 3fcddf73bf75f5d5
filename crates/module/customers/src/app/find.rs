//! Finding a customer by what the customer says.
//!
//! Enumeration is closed three ways (T5): a look-up needs a live contact of one's own, one agent has
//! twenty an hour, and a look-up that fails never tells why. "No such customer" and "wrong factor" run
//! the same statements and open the same number of sealed values; which branch was taken shows neither
//! in the answer nor in the work.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, FieldKind, InteractionId, Millis, TypedId, mask};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object};

use super::Customers;
use crate::model::{Factors, LOOKUP_WINDOW, LOOKUPS_MAX};
use crate::store::{self, CANDIDATES_MAX, CARDS_MAX, IdentifierRow};

/// Looks are kept a little longer than the longest window that counts them (a day).
pub(super) const LOOKS_KEPT: Millis = Millis::minutes(26 * 60);

/// What to look for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FindInput {
    /// What the customer said.
    pub factors: Factors,
    /// The live contact it was said in.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
}

/// A customer in one masked line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerName {
    /// Who.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// Masked name.
    pub name_masked: String,
}

/// Whether exactly one customer fits every factor.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Found {
    /// Whether one was found.
    pub found: bool,
    /// Who, when found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerName>,
}

/// What a search gave and what it cost; the cost depends on the factors given, never on the data.
#[derive(Debug, PartialEq, Eq)]
struct Search {
    found: Option<Uuid>,
    statements: usize,
    opened: usize,
}

impl Customers {
    /// Looks for the one customer who fits every factor.
    ///
    /// # Errors
    /// `WL-CUSTOMER-FACTORS` for fewer than two factors; `WL-NOT-FOUND` when the interaction is not a live
    /// contact of the actor's; `WL-CUSTOMER-LOOKUPS` after twenty look-ups within an hour.
    pub async fn find(&self, ctx: &Ctx, input: FindInput) -> Result<Found, Fault> {
        let factors = input.factors.checked()?;
        let agent = ctx.agent()?;
        let holder = self.live_contact(Some(input.interaction)).await?.and_then(|brief| brief.agent);
        let purpose = input.interaction.to_string();
        self.count_lookup(ctx, &Object::new("customer", "").person(holder), &purpose, &factors).await?;
        let search = self.search(&factors).await?;
        tracing::debug!(statements = search.statements, opened = search.opened, "a customer was looked for");
        // The outcome is audited either way, so that a miss costs what a hit costs.
        let named = search.found.map_or_else(|| "nobody".to_owned(), |id| CustomerId::from_uuid(id).to_string());
        let object = Object::new("customer", &named).person(agent);
        ctx.read(Action::CustomerFind, &object, &factors.names(), &purpose).await?;
        let Some(id) = search.found else { return Ok(Found { found: false, customer: None }) };
        let row = store::customer(&self.runtime.db, CustomerId::from_uuid(id)).await?.ok_or_else(super::not_found)?;
        let name_masked = mask(FieldKind::Name, &row.name(&self.runtime.vault)?);
        Ok(Found { found: true, customer: Some(CustomerName { id: row.id(), name_masked }) })
    }

    async fn count_lookup(&self, ctx: &Ctx, object: &Object, purpose: &str, factors: &Factors) -> Result<(), Fault> {
        let agent = ctx.agent()?.uuid();
        let mut work = ctx.open_for(Action::CustomerFind, object, purpose).await?;
        let now = work.now();
        if store::count_lookups(work.tx(), agent, "find", now.minus(LOOKUP_WINDOW)).await? >= LOOKUPS_MAX {
            return Err(Fault::too_many(
                "WL-CUSTOMER-LOOKUPS",
                "twenty look-ups within an hour are used up: ask your team lead to look the customer up",
            ));
        }
        let id = work.uuid();
        store::insert_lookup(work.tx(), id, agent, "find", None, (now, now.minus(LOOKS_KEPT))).await?;
        work.field(factors.names());
        work.commit().await?;
        Ok(())
    }

    async fn search(&self, factors: &Factors) -> Result<Search, Fault> {
        let (candidates, mut statements) = self.candidates(factors).await?;
        let name_index = factors.name.as_ref().map(|name| self.runtime.vault.blind(FieldKind::Name, name));
        let decoy = self.decoy()?;
        let (mut fitting, mut opened) = (Vec::new(), 0);
        for slot in 0..CANDIDATES_MAX {
            let candidate = candidates.get(slot).copied();
            let id = candidate.unwrap_or(Uuid::nil());
            let mut fits = candidate.is_some();
            if let Some(index) = &name_index {
                fits &= store::has_name(&self.runtime.db, id, index).await?;
                statements += 1;
            }
            if let Some(tail) = &factors.card_tail {
                fits &= self.has_card(id, tail, &decoy).await?;
                statements += 1;
                opened += CARDS_MAX;
            }
            fitting.extend(candidate.filter(|_| fits));
        }
        let found = if fitting.len() == 1 { fitting.pop() } else { None };
        Ok(Search { found, statements, opened })
    }

    /// Customers who fit the factors an index finds, and how many statements that took.
    async fn candidates(&self, factors: &Factors) -> Result<(Vec<Uuid>, usize), Fault> {
        let (db, vault) = (&self.runtime.db, &self.runtime.vault);
        let mut lists: Vec<Vec<Uuid>> = Vec::new();
        for (kind, value) in [(FieldKind::IdNumber, &factors.id_number), (FieldKind::Mobile, &factors.mobile)] {
            if let Some(value) = value {
                lists.push(store::by_identifier(db, kind, &vault.blind(kind, value)).await?);
            }
        }
        if lists.is_empty()
            && let Some(name) = &factors.name
        {
            lists.push(store::by_name(db, &vault.blind(FieldKind::Name, name)).await?);
        }
        let statements = lists.len();
        let mut lists = lists.into_iter();
        let mut candidates = lists.next().unwrap_or_default();
        for other in lists {
            candidates.retain(|id| other.contains(id));
        }
        Ok((candidates, statements))
    }

    /// Whether a card of the candidate ends so. Opens [`CARDS_MAX`] values whatever there is.
    async fn has_card(&self, id: Uuid, tail: &str, decoy: &IdentifierRow) -> Result<bool, Fault> {
        let cards = store::cards(&self.runtime.db, id).await?;
        let mut fits = false;
        for slot in 0..CARDS_MAX {
            let card = cards.get(slot).unwrap_or(decoy);
            fits |= card.value(&self.runtime.vault)?.ends_with(tail);
        }
        Ok(fits)
    }

    /// A sealed value no tail fits, opened where a candidate has fewer cards.
    fn decoy(&self) -> Result<IdentifierRow, Fault> {
        let value = store::seal_identifier(&self.runtime.vault, Uuid::nil(), "decoy of nineteen l")?;
        Ok(IdentifierRow { id: Uuid::nil(), kind: "card".into(), ordinal: 0, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;

    #[tokio::test]
    async fn a_miss_costs_exactly_what_a_wrong_factor_and_a_hit_cost() {
        let (house, customers) = fakes::loaded().await;
        let _keep = house;
        let ask = |mobile: &str, name: &str, tail: Option<&str>| Factors {
            mobile: Some(mobile.into()),
            name: Some(name.into()),
            card_tail: tail.map(Into::into),
            id_number: None,
        };
        for tail in [None, Some("9198")] {
            let hit = customers.search(&ask("14000001001", "韩知远", tail)).await.unwrap();
            let wrong = customers.search(&ask("14000001001", "韩知近", tail)).await.unwrap();
            let nobody = customers.search(&ask("14099999999", "韩知近", tail)).await.unwrap();
            assert!(hit.found.is_some());
            assert_eq!((wrong.found, nobody.found), (None, None));
            assert_eq!((wrong.statements, wrong.opened), (nobody.statements, nobody.opened));
            assert_eq!((hit.statements, hit.opened), (nobody.statements, nobody.opened));
        }
    }

    #[tokio::test]
    async fn name_and_card_find_a_customer_and_the_wrong_card_does_not() {
        let (house, customers) = fakes::loaded().await;
        let _keep = house;
        let ask =
            |tail: &str| Factors { name: Some("罗桂兰".into()), card_tail: Some(tail.into()), ..Factors::default() };
        assert!(customers.search(&ask("8380")).await.unwrap().found.is_some());
        assert!(customers.search(&ask("9198")).await.unwrap().found.is_none());
    }
}
