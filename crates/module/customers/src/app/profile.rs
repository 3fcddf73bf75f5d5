//! The one page that shows a customer: masked, and only as far as the contact is identified.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{
    CaseId, CustomerId, Fault, FaultKind, FieldKind, InteractionId, JourneyId, Millis, Timestamp, mask,
};
use warmline_contract::{Action, BankHistory, BankProduct, CaseBrief, IdentityLevel, PastInteraction};
use warmline_runtime::Ctx;

use super::{ConsentView, Customers, Ground};
use crate::model::{VIP_GRADE, age, age_band};
use crate::store::{self, CustomerRow};

/// Lines of history shown.
const HISTORY_MAX: usize = 50;
const CONTACTS_WINDOW: Millis = Millis::minutes(30 * 24 * 60);

/// One identifier, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerIdentifier {
    /// `mobile`, `id_number`, `email`, `address` or `card`.
    pub kind: String,
    /// Its masked form.
    pub masked: String,
    /// What to name in a reveal or a match.
    pub field: String,
}

/// One product, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerProduct {
    /// `account`, `debit_card`, `credit_card` …
    pub kind: String,
    /// Product name.
    pub name: String,
    /// Masked number.
    pub number_masked: String,
    /// Status word.
    pub status: String,
    /// In fen; absent until the live contact is identified at V2.
    pub balance_fen: Option<i64>,
    /// Limits, terms and sums; empty until the live contact is identified at V2.
    pub detail: String,
}

/// Something that happened before, at the bank, in a contact or as a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerHistory {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Channel or branch.
    pub channel: String,
    /// What it was.
    pub title: String,
    /// How it ended.
    pub outcome: String,
    /// The contact, when it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub interaction: Option<InteractionId>,
    /// The case, when it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseId>,
}

/// Interactions about one matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerJourney {
    /// Which.
    #[schema(value_type = String)]
    pub id: JourneyId,
    /// What its last interaction was about.
    pub title: String,
    /// When that began.
    #[schema(value_type = String, format = DateTime)]
    pub last_at: Timestamp,
    /// How many there were.
    pub count: usize,
}

/// Something to heed with this customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerFlag {
    /// Stable word.
    pub code: String,
    /// What to do about it.
    pub text: String,
    /// `notice`, `caution` or `danger`.
    pub level: String,
}

/// Who looks after the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerManager {
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
}

/// Whether the core bank answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bank360 {
    /// Products and history are there.
    Answered,
    /// The core bank is away: products and its history are missing from the page.
    Away,
    /// No core bank is connected to this install.
    NotConnected,
}

/// A customer, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Customer360 {
    /// Who.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// Masked name.
    pub name_masked: String,
    /// `female`, `male` or `unknown`.
    pub gender: String,
    /// Such as `35-44`.
    pub age_band: String,
    /// Segments.
    pub segments: Vec<String>,
    /// Preferred language.
    pub language: String,
    /// City.
    pub city: String,
    /// Whether the desk marks them.
    pub vip: bool,
    /// Customer since, as a date.
    pub since: String,
    /// The branch that looks after them.
    pub branch: Option<String>,
    /// Identifiers, masked.
    pub identifiers: Vec<CustomerIdentifier>,
    /// Products, masked.
    pub products: Vec<CustomerProduct>,
    /// What happened before, newest first.
    pub history: Vec<CustomerHistory>,
    /// The newest line of each consent.
    pub consents: Vec<ConsentView>,
    /// Matters across channels, newest first.
    pub journeys: Vec<CustomerJourney>,
    /// What to heed.
    pub risk_flags: Vec<CustomerFlag>,
    /// Contacts within 30 days.
    pub contacts_30d: usize,
    /// How likely they would recommend the bank, 0 to 10: as they said last here, or else as the bank knows.
    pub nps: Option<i64>,
    /// Who looks after them (客户经理).
    pub manager: Option<CustomerManager>,
    /// What the given live contact is identified at.
    pub identity_level: IdentityLevel,
    /// Whether the core bank answered.
    pub bank: Bank360,
}

impl Customers {
    /// The customer's page on the ground of a live contact or a case.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` or `WL-NOT-FOUND` when they are not the actor's to see.
    pub async fn profile(
        &self,
        ctx: &Ctx,
        id: CustomerId,
        interaction: Option<InteractionId>,
        case: Option<CaseId>,
    ) -> Result<Customer360, Fault> {
        let ground = Ground { interaction, case };
        let grounded = self.ground(ctx, id, ground).await?;
        ctx.read(Action::CustomerRead, &grounded.object, "profile,products,history,consents", &ground.purpose())
            .await?;
        let level = grounded.level;
        let row = grounded.row()?;
        let (products, told, bank) = self.ask_bank(&row).await?;
        let past = self.interactions.history(id, HISTORY_MAX).await?;
        let cases = self.cases.of_customer(id, HISTORY_MAX).await?;
        let since = ctx.now().minus(CONTACTS_WINDOW);
        let vault = &self.runtime.vault;
        Ok(Customer360 {
            id,
            name_masked: mask(FieldKind::Name, &row.name(vault)?),
            age_band: age_band(age(&row.birth(vault)?, ctx.now())).to_owned(),
            segments: row.segments(),
            vip: row.vip >= VIP_GRADE,
            identifiers: self.identifiers_of(id).await?,
            products: products.into_iter().map(|product| masked(product, level)).collect(),
            contacts_30d: past.iter().filter(|one| one.at > since).count(),
            journeys: journeys(&past),
            history: merged(told, &past, &cases),
            consents: self.consents_of(id).await?,
            risk_flags: self.flags_of(id).await?,
            manager: self.manager_of(row.manager.as_deref()).await?,
            gender: row.gender,
            language: row.language,
            city: row.city,
            since: row.since,
            branch: row.branch,
            nps: self.surveys.recommends(id).await?.map(i64::from).or(row.nps),
            identity_level: level,
            bank,
        })
    }

    /// What the core bank tells; the page does without when it is away, because a customer is waiting.
    async fn ask_bank(&self, row: &CustomerRow) -> Result<(Vec<BankProduct>, Vec<BankHistory>, Bank360), Fault> {
        if !self.bank.is_connected() {
            return Ok((Vec::new(), Vec::new(), Bank360::NotConnected));
        }
        let reference = &row.bank_reference;
        // Both are heard to their end: an adapter that tries again after a pause learns from each answer.
        let (products, history) = tokio::join!(self.bank.products(reference), self.bank.history(reference));
        match products.and_then(|products| history.map(|history| (products, history))) {
            Ok((products, history)) => Ok((products, history, Bank360::Answered)),
            Err(fault) if fault.kind == FaultKind::Unavailable => {
                tracing::warn!(code = fault.code, "the core bank is away: the page is shown without it");
                Ok((Vec::new(), Vec::new(), Bank360::Away))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn identifiers_of(&self, id: CustomerId) -> Result<Vec<CustomerIdentifier>, Fault> {
        let mut shown = Vec::new();
        for row in store::identifiers(&self.runtime.db, id).await? {
            let field = row.field()?;
            shown.push(CustomerIdentifier {
                kind: row.kind.clone(),
                masked: mask(field.kind, &row.value(&self.runtime.vault)?),
                field: field.to_string(),
            });
        }
        Ok(shown)
    }

    async fn flags_of(&self, id: CustomerId) -> Result<Vec<CustomerFlag>, Fault> {
        let rows = store::flags(&self.runtime.db, id).await?;
        Ok(rows.into_iter().map(|row| CustomerFlag { code: row.code, text: row.text, level: row.level }).collect())
    }

    async fn manager_of(&self, work_number: Option<&str>) -> Result<Option<CustomerManager>, Fault> {
        let Some(work_number) = work_number else { return Ok(None) };
        let card = self.people.by_work_number(work_number).await?;
        Ok(card.map(|card| CustomerManager { work_number: card.work_number, alias: card.alias }))
    }
}

fn masked(product: BankProduct, level: IdentityLevel) -> CustomerProduct {
    let known = level >= IdentityLevel::V2;
    CustomerProduct {
        number_masked: mask(FieldKind::Card, &product.number),
        balance_fen: product.balance.filter(|_| known).map(|fen| fen.0),
        kind: product.kind,
        name: product.name,
        status: product.status,
        detail: if known { product.detail } else { String::new() },
    }
}

/// The matters of past interactions (newest first), newest first.
fn journeys(past: &[PastInteraction]) -> Vec<CustomerJourney> {
    let mut found: Vec<CustomerJourney> = Vec::new();
    for one in past {
        match found.iter_mut().find(|journey| journey.id == one.journey) {
            Some(journey) => journey.count += 1,
            None => {
                found.push(CustomerJourney { id: one.journey, title: one.title.clone(), last_at: one.at, count: 1 })
            }
        }
    }
    found
}

fn merged(bank: Vec<BankHistory>, past: &[PastInteraction], cases: &[CaseBrief]) -> Vec<CustomerHistory> {
    let told = bank.into_iter().map(|line| CustomerHistory {
        at: line.at,
        channel: line.channel,
        title: line.title,
        outcome: line.outcome,
        interaction: None,
        case: None,
    });
    let talked = past.iter().map(|one| CustomerHistory {
        at: one.at,
        channel: one.channel.to_string(),
        title: one.title.clone(),
        outcome: one.outcome.clone(),
        interaction: Some(one.id),
        case: None,
    });
    let handled = cases.iter().map(|case| CustomerHistory {
        at: case.opened_at,
        channel: "case".to_owned(),
        title: format!("{} {}", case.number, case.title),
        outcome: case.state.clone(),
        interaction: None,
        case: Some(case.id),
    });
    let mut lines: Vec<CustomerHistory> = told.chain(talked).chain(handled).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines.truncate(HISTORY_MAX);
    lines
}
