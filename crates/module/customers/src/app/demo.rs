//! Filling an empty house with the demo bank's customers.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, FieldKind, TypedId};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object, Work};

use super::Customers;
use crate::model::kind_word;
use crate::store::{self, CustomerRow, FlagRow, IdentifierRow, NewConsent, NewCustomer};

/// Demo people's levels of attention, by number from 1.
const LEVELS: [&str; 3] = ["notice", "caution", "danger"];

#[derive(Deserialize)]
struct DemoCustomer {
    code: String,
    name: String,
    gender: String,
    birth: String,
    city: String,
    branch: String,
    language: String,
    segments: Vec<String>,
    vip: i64,
    since: String,
    identifiers: Vec<DemoIdentifier>,
    products: Vec<DemoProduct>,
    consents: Vec<DemoConsent>,
    risk_flags: Vec<DemoFlag>,
    manager: Option<String>,
}

#[derive(Deserialize)]
struct DemoIdentifier {
    kind: FieldKind,
    value: String,
}

#[derive(Deserialize)]
struct DemoProduct {
    kind: String,
    number: String,
}

#[derive(Deserialize)]
struct DemoConsent {
    purpose: String,
    state: String,
    wording_version: String,
}

#[derive(Deserialize)]
struct DemoFlag {
    code: String,
    text: String,
    level: usize,
}

impl Customers {
    /// Loads the demo customers from the text of `customers.json`; returns how many were stored. Does nothing
    /// when there is any customer already.
    ///
    /// # Errors
    /// `WL-DEMO-DATA` when the text does not read.
    pub async fn load(&self, ctx: &Ctx, text: &str) -> Result<usize, Fault> {
        let demo: Vec<DemoCustomer> = serde_json::from_str(text)
            .map_err(|error| Fault::invalid("WL-DEMO-DATA", format!("customers.json does not read: {error}")))?;
        if store::any_customer(&self.runtime.db).await? {
            return Ok(0);
        }
        let mut work = ctx.open_for(Action::CustomerConsent, &Object::any("customer"), "demo data").await?;
        for customer in &demo {
            self.store_demo(&mut work, customer).await?;
        }
        work.commit().await?;
        Ok(demo.len())
    }

    async fn store_demo(&self, work: &mut Work, demo: &DemoCustomer) -> Result<(), Fault> {
        let id: CustomerId = work.id();
        let vault = &self.runtime.vault;
        let seal = |column: &str, value: &str| vault.seal_field("customer", column, id.uuid().as_bytes(), value);
        let row = CustomerRow {
            id: id.uuid(),
            bank_reference: demo.code.clone(),
            name: seal("name", &demo.name)?,
            birth: seal("birth", &demo.birth)?,
            gender: gender(&demo.gender).to_owned(),
            segments: serde_json::to_string(&demo.segments).expect("segments are plain text"),
            language: demo.language.clone(),
            city: demo.city.clone(),
            vip: demo.vip,
            branch: Some(demo.branch.clone()),
            manager: demo.manager.clone(),
            since: demo.since.clone(),
            nps: None,
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
                wording_version: &consent.wording_version,
                channel: "branch",
                recorded_by: "demo",
                at: work.now(),
            };
            store::insert_consent(work.tx(), &line).await?;
        }
        Ok(())
    }

    fn sealed_identifiers(&self, work: &Work, demo: &DemoCustomer) -> Result<Vec<(IdentifierRow, Vec<u8>)>, Fault> {
        let cards = demo.products.iter().filter(|product| product.kind.ends_with("_card"));
        let values = demo
            .identifiers
            .iter()
            .map(|identifier| (identifier.kind, identifier.value.as_str()))
            .chain(cards.map(|card| (FieldKind::Card, card.number.as_str())));
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

fn gender(word: &str) -> &'static str {
    match word {
        "女" => "female",
        "男" => "male",
        _ => "unknown",
    }
}

/// The flags given, and those the segments speak for.
fn flags(demo: &DemoCustomer) -> Vec<FlagRow> {
    let of_segments = [
        ("老年", "senior", "65岁以上：语速放慢，优先人工服务", "notice"),
        ("听障", "text_only", "听障客户：只用文字或手语视频，不要外呼电话", "caution"),
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
        let level = LEVELS[flag.level.clamp(1, LEVELS.len()) - 1].to_owned();
        (flag.code.clone(), FlagRow { code: flag.code.clone(), text: flag.text.clone(), level })
    });
    spoken.chain(given).collect::<BTreeMap<_, _>>().into_values().collect()
}
