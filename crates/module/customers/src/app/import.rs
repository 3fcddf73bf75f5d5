//! Taking customers in from the bank's file, batch by batch.
//!
//! The customer's number at the bank decides who somebody is: a known one is changed where the line differs,
//! so the same file may be taken in again. Consents, flags and what the centre itself learned stay as they are.

use std::collections::BTreeMap;

use uuid::Uuid;
use warmline_base::{Fault, FieldKind};
use warmline_contract::{Action, Imported};
use warmline_runtime::{Ctx, Object};

use super::Customers;
use crate::model::kind_word;
use crate::record::{CheckedCustomer, wrong};
use crate::store::{self, CustomerRow, IdentifierRow, NewCustomer};

/// Lines of one transaction: enough to share its cost, few enough that a server beside it does not wait long.
pub const IMPORT_BATCH: usize = 250;

/// What is to be done with one line.
enum Step {
    Add,
    Change(Box<CustomerRow>),
    Nothing,
}

impl Customers {
    /// Takes a batch in, in one transaction; with `rehearsal` only says what would come of it.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault, after which nothing of the batch is stored. A line that cannot be
    /// stored is an answer, not an error.
    ///
    /// # Panics
    /// When the batch is larger than [`IMPORT_BATCH`].
    pub async fn import(&self, ctx: &Ctx, batch: &[CheckedCustomer], rehearsal: bool) -> Result<Imported, Fault> {
        assert!(batch.len() <= IMPORT_BATCH, "a batch has a limit");
        ctx.authorize(Action::CustomerImport, &Object::any("customer"))?;
        let mut outcome = Imported::default();
        let mut managers: BTreeMap<&str, bool> = BTreeMap::new();
        let mut rows = Vec::new();
        for (place, customer) in batch.iter().enumerate() {
            if !self.manager_exists(customer, &mut managers).await? {
                let detail = "there is no colleague with this work number: take agents in first";
                outcome.refused.push((place, wrong("manager", detail)));
                continue;
            }
            match self.step(customer).await? {
                Step::Nothing => outcome.unchanged += 1,
                Step::Add => {
                    outcome.added += 1;
                    rows.push((self.sealed(customer, None)?, false));
                }
                Step::Change(known) => {
                    outcome.changed += 1;
                    rows.push((self.sealed(customer, Some(*known))?, true));
                }
            }
        }
        if rehearsal || rows.is_empty() {
            return Ok(outcome);
        }
        let purpose = format!("{} added, {} changed", outcome.added, outcome.changed);
        let mut work = ctx.open_for(Action::CustomerImport, &Object::any("customer"), &purpose).await?;
        for (new, known) in &rows {
            match known {
                true => store::update_customer(work.tx(), new).await?,
                false => store::insert_customer(work.tx(), new).await?,
            }
        }
        work.commit().await?;
        Ok(outcome)
    }

    async fn manager_exists<'a>(
        &self,
        customer: &'a CheckedCustomer,
        known: &mut BTreeMap<&'a str, bool>,
    ) -> Result<bool, Fault> {
        let manager = customer.0.manager.as_str();
        if manager.is_empty() {
            return Ok(true);
        }
        if let Some(exists) = known.get(manager) {
            return Ok(*exists);
        }
        let exists = self.people.by_work_number(manager).await?.is_some();
        known.insert(manager, exists);
        Ok(exists)
    }

    async fn step(&self, customer: &CheckedCustomer) -> Result<Step, Fault> {
        let Some(row) = store::customer_by_reference(&self.runtime.db, customer.number()).await? else {
            return Ok(Step::Add);
        };
        let vault = &self.runtime.vault;
        let record = &customer.0;
        let plain = row.gender == record.gender
            && row.segments() == record.segments
            && row.language == record.language
            && row.city == record.city
            && row.vip == i64::from(record.vip)
            && row.branch.as_deref().unwrap_or_default() == record.branch
            && row.manager.as_deref().unwrap_or_default() == record.manager
            && row.since == record.since;
        if !plain || row.name(vault)? != record.name || row.birth(vault)? != record.birth {
            return Ok(Step::Change(Box::new(row)));
        }
        let mut stored = Vec::new();
        for identifier in store::identifiers(&self.runtime.db, row.id()).await? {
            stored.push((identifier.field()?.kind, identifier.ordinal, identifier.value(vault)?));
        }
        let mut wanted: Vec<_> =
            numbered(customer).map(|(kind, ordinal, value)| (kind, ordinal, value.to_owned())).collect();
        stored.sort_unstable();
        wanted.sort_unstable();
        Ok(if stored == wanted { Step::Nothing } else { Step::Change(Box::new(row)) })
    }

    /// The row to store: a new one, or `known` with the line's values.
    fn sealed(&self, customer: &CheckedCustomer, known: Option<CustomerRow>) -> Result<NewCustomer<'static>, Fault> {
        let record = &customer.0;
        let (vault, ids) = (&self.runtime.vault, &self.runtime.ids);
        let (id, nps) = known.map_or_else(|| (ids.next_uuid(), None), |row| (row.id, row.nps));
        let seal = |column: &str, value: &str| vault.seal_field("customer", column, id.as_bytes(), value);
        let mut identifiers = Vec::new();
        for (kind, ordinal, value) in numbered(customer) {
            let row: Uuid = ids.next_uuid();
            let sealed = store::seal_identifier(vault, row, value)?;
            let identifier = IdentifierRow { id: row, kind: kind_word(kind).to_owned(), ordinal, value: sealed };
            identifiers.push((identifier, vault.blind(kind, value)));
        }
        Ok(NewCustomer {
            row: CustomerRow {
                id,
                bank_reference: record.customer_number.clone(),
                name: seal("name", &record.name)?,
                birth: seal("birth", &record.birth)?,
                gender: record.gender.clone(),
                segments: serde_json::to_string(&record.segments).expect("segments are plain text"),
                language: record.language.clone(),
                city: record.city.clone(),
                vip: i64::from(record.vip),
                branch: filled(&record.branch),
                manager: filled(&record.manager),
                since: record.since.clone(),
                nps,
            },
            name_index: vault.blind(FieldKind::Name, &record.name),
            identifiers,
            flags: &[],
            at: self.runtime.now(),
        })
    }
}

/// Identifiers numbered from 1 within each kind.
fn numbered(customer: &CheckedCustomer) -> impl Iterator<Item = (FieldKind, i64, &str)> {
    let mut ordinals: BTreeMap<FieldKind, i64> = BTreeMap::new();
    customer.identifiers().map(move |(kind, value)| {
        let ordinal = ordinals.entry(kind).or_default();
        *ordinal += 1;
        (kind, *ordinal, value)
    })
}

fn filled(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
