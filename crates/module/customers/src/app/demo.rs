//! Filling an empty house with the demo bank's customers.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, FieldKind, TypedId};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object, Work};

use super::{CustomerFlag, Customers};
use crate::model::{kind_word, told_by_id_number};
use crate::store::{self, CustomerRow, FlagRow, IdentifierRow, NewConsent, NewCustomer};

#[derive(Deserialize)]
struct DemoFile {
    #[serde(default)]
    branches: Vec<DemoBranch>,
    customers: Vec<DemoCustomer>,
}

#[derive(Deserialize)]
struct DemoBranch {
    code: String,
    city: String,
}

#[derive(Deserialize)]
struct DemoCustomer {
    id: String,
    name: String,
    id_no: String,
    mobile: String,
    city: String,
    language: String,
    #[serde(default)]
    segments: Vec<String>,
    #[serde(default)]
    vip: i64,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    branch: Option<String>,
    #[serde(default)]
    since: String,
    #[serde(default)]
    nps: Option<i64>,
    #[serde(default)]
    accounts: Vec<DemoAccount>,
    #[serde(default)]
    credit_card: Option<DemoCard>,
    #[serde(default)]
    consents: Vec<DemoConsent>,
    #[serde(default)]
    risk_flags: Vec<CustomerFlag>,
}

#[derive(Deserialize)]
struct DemoAccount {
    #[serde(default)]
    external_bank: Option<String>,
    #[serde(default)]
    card: Option<DemoCard>,
}

#[derive(Deserialize)]
struct DemoCard {
    pan: String,
}

#[derive(Deserialize)]
struct DemoConsent {
    purpose: String,
    state: String,
    version: String,
    channel: String,
}

impl Customers {
    /// Loads the demo customers from the text of `customers.json` (or the whole demo bank); returns how many
    /// were stored. Does nothing when there is any customer already.
    ///
    /// # Errors
    /// `WL-DEMO-DATA` when the text does not read.
    pub async fn load(&self, ctx: &Ctx, text: &str) -> Result<usize, Fault> {
        let file: DemoFile = serde_json::from_str(text)
            .map_err(|error| Fault::invalid("WL-DEMO-DATA", format!("the demo customers do not read: {error}")))?;
        if store::any_customer(&self.runtime.db).await? {
            return Ok(0);
        }
        let mut branches = BTreeMap::new();
        for branch in &file.branches {
            branches.entry(branch.city.as_str()).or_insert(branch.code.as_str());
        }
        let mut work = ctx.open_for(Action::CustomerConsent, &Object::any("customer"), "demo data").await?;
        for customer in &file.customers {
            let branch = customer.branch.as_deref().or_else(|| branches.get(customer.city.as_str()).copied());
            self.store_demo(&mut work, customer, branch).await?;
        }
        work.commit().await?;
        Ok(file.customers.len())
    }

    async fn store_demo(&self, work: &mut Work, demo: &DemoCustomer, branch: Option<&str>) -> Result<(), Fault> {
        let id: CustomerId = work.id();
        let vault = &self.runtime.vault;
        let seal = |column: &str, value: &str| vault.seal_field("customer", column, id.uuid().as_bytes(), value);
        let (birth, gender) = told_by_id_number(&demo.id_no).unwrap_or_else(|| (String::new(), "unknown"));
        let row = CustomerRow {
            id: id.uuid(),
            bank_reference: demo.id.clone(),
            name: seal("name", &demo.name)?,
            birth: seal("birth", &birth)?,
            gender: gender.to_owned(),
            segments: serde_json::to_string(&demo.segments).expect("segments are plain text"),
            language: demo.language.clone(),
            city: demo.city.clone(),
            vip: demo.vip,
            branch: branch.map(Into::into),
            since: demo.since.clone(),
            nps: demo.nps,
        };
        let new = NewCustomer {
            row,
            name_index: vault.blind(FieldKind::Name, &demo.name),
            identifiers: self.sealed_identifiers(work, demo)?,
            flags: &flags(demo),
            at: work.now(),
        };
        store::insert_customer(work.tx(), &new).await?;
        for consent in &demo.consents {
            let line = NewConsent {
                customer: id,
                purpose: &consent.purpose,
                state: &consent.state,
                wording_version: &consent.version,
                channel: &consent.channel,
                recorded_by: "demo",
                at: work.now(),
            };
            store::insert_consent(work.tx(), &line).await?;
        }
        Ok(())
    }

    fn sealed_identifiers(&self, work: &Work, demo: &DemoCustomer) -> Result<Vec<(IdentifierRow, Vec<u8>)>, Fault> {
        let own_cards = demo
            .accounts
            .iter()
            .filter(|account| account.external_bank.is_none())
            .filter_map(|account| account.card.as_ref())
            .chain(&demo.credit_card)
            .map(|card| (FieldKind::Card, card.pan.as_str()));
        let values = [(FieldKind::Mobile, demo.mobile.as_str()), (FieldKind::IdNumber, demo.id_no.as_str())]
            .into_iter()
            .chain(demo.email.iter().map(|email| (FieldKind::Email, email.as_str())))
            .chain(demo.address.iter().map(|address| (FieldKind::Address, address.as_str())))
            .chain(own_cards);
        let mut ordinals: BTreeMap<FieldKind, i64> = BTreeMap::new();
        let mut sealed = Vec::new();
        for (kind, value) in values {
            let ordinal = ordinals.entry(kind).or_default();
            *ordinal += 1;
            let id: Uuid = work.uuid();
            let row = IdentifierRow {
                id,
                kind: kind_word(kind).to_owned(),
                ordinal: *ordinal,
                value: store::seal_identifier(&self.runtime.vault, id, value)?,
            };
            sealed.push((row, self.runtime.vault.blind(kind, value)));
        }
        Ok(sealed)
    }
}

/// The flags given, and those the segments speak for.
fn flags(demo: &DemoCustomer) -> Vec<FlagRow> {
    let of_segments = [
        ("老年", "senior", "65岁以上:语速放慢,优先人工服务", "notice"),
        ("听障", "text_only", "听障客户:只用文字或手语视频,不要外呼电话", "caution"),
        ("少数民族", "language", "优先安排通晓其语言的座席", "notice"),
        ("外籍", "language", "优先安排英语座席", "notice"),
    ];
    let spoken = of_segments
        .into_iter()
        .filter(|(segment, ..)| demo.segments.iter().any(|own| own.contains(segment)))
        .map(|(_, code, text, level)| {
            (code.to_owned(), FlagRow { code: code.to_owned(), text: text.to_owned(), level: level.to_owned() })
        });
    let given = demo.risk_flags.iter().map(|flag| {
        (flag.code.clone(), FlagRow { code: flag.code.clone(), text: flag.text.clone(), level: flag.level.clone() })
    });
    spoken.chain(given).collect::<BTreeMap<_, _>>().into_values().collect()
}
