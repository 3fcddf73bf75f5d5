//! The sandbox bank: answers as a core bank would, from the demo data. It holds nothing a bank would call
//! real and is named so wherever it is used.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Deserialize;
use warmline_base::{Fault, Fen, Timestamp};
use warmline_contract::{BankAdapter, BankHistory, BankProduct, Keyed, KeyedProof};

const HISTORY_MAX: usize = 50;
/// How many keys the demo bank's query passwords have.
const PASSWORD_KEYS: u8 = 6;
/// How many keys its one-time passwords have.
const OTP_KEYS: u8 = 8;

/// The demo bank's core, in memory.
#[derive(Debug, Default)]
pub struct SandboxBank {
    customers: BTreeMap<String, Holdings>,
}

#[derive(Debug)]
struct Holdings {
    products: Vec<BankProduct>,
    history: Vec<BankHistory>,
    keyed: DemoKeys,
}

/// What the fictional customer keys; nobody's.
#[derive(Debug, Default, Deserialize)]
struct DemoKeys {
    #[serde(default)]
    query_password: String,
    #[serde(default)]
    otp: String,
}

#[derive(Deserialize)]
struct Customer {
    code: String,
    products: Vec<Product>,
    history: Vec<Event>,
    #[serde(default)]
    demo_keys: DemoKeys,
}

#[derive(Deserialize)]
struct Product {
    kind: String,
    name: String,
    number: String,
    status: String,
    balance_fen: Option<i64>,
    detail: String,
}

#[derive(Deserialize)]
struct Event {
    at: Timestamp,
    channel: String,
    title: String,
    outcome: String,
}

impl SandboxBank {
    /// The sandbox from the text of the demo's `customers.json`: products and history of each.
    ///
    /// # Errors
    /// `WL-DEMO-DATA` when the text does not read, or a customer's keys are not as many as this bank's are.
    pub fn from_json(text: &str) -> Result<Self, Fault> {
        let customers: Vec<Customer> = serde_json::from_str(text)
            .map_err(|error| Fault::invalid("WL-DEMO-DATA", format!("customers.json does not read: {error}")))?;
        if let Some(odd) = customers.iter().find(|customer| !customer.demo_keys.fit()) {
            let detail = format!("{} has keys of a length that is not this bank's: correct demo_keys", odd.code);
            return Err(Fault::invalid("WL-DEMO-DATA", detail));
        }
        let held = customers.into_iter().map(|customer| (customer.code.clone(), customer.holdings()));
        Ok(Self { customers: held.collect() })
    }
}

impl DemoKeys {
    /// Whether they are as many as this bank's are, or none.
    fn fit(&self) -> bool {
        let fits = |keys: &str, many: u8| keys.is_empty() || keys.len() == usize::from(many);
        fits(&self.query_password, PASSWORD_KEYS) && fits(&self.otp, OTP_KEYS)
    }
}

impl Customer {
    fn holdings(self) -> Holdings {
        let products = self.products.into_iter().map(|product| BankProduct {
            kind: product.kind,
            name: product.name,
            number: product.number,
            status: product.status,
            balance: product.balance_fen.map(Fen),
            detail: product.detail,
        });
        let history = self.history.into_iter().map(|event| BankHistory {
            at: event.at,
            channel: event.channel,
            title: event.title,
            outcome: event.outcome,
        });
        let mut history: Vec<BankHistory> = history.collect();
        history.sort_by_key(|line| std::cmp::Reverse(line.at));
        history.truncate(HISTORY_MAX);
        Holdings { products: products.collect(), history, keyed: self.demo_keys }
    }
}

#[async_trait]
impl BankAdapter for SandboxBank {
    async fn products(&self, bank_reference: &str) -> Result<Vec<BankProduct>, Fault> {
        Ok(self.customers.get(bank_reference).map_or_else(Vec::new, |holdings| holdings.products.clone()))
    }

    async fn history(&self, bank_reference: &str) -> Result<Vec<BankHistory>, Fault> {
        Ok(self.customers.get(bank_reference).map_or_else(Vec::new, |holdings| holdings.history.clone()))
    }

    fn keys_of(&self, proof: KeyedProof) -> u8 {
        match proof {
            KeyedProof::QueryPassword => PASSWORD_KEYS,
            KeyedProof::Otp => OTP_KEYS,
        }
    }

    async fn proves(&self, bank_reference: &str, proof: KeyedProof, keyed: &Keyed) -> Result<bool, Fault> {
        let known = self.customers.get(bank_reference).map(|holdings| match proof {
            KeyedProof::QueryPassword => holdings.keyed.query_password.as_str(),
            KeyedProof::Otp => holdings.keyed.otp.as_str(),
        });
        Ok(known.is_some_and(|known| !known.is_empty() && known == keyed.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sandbox_tells_accounts_cards_and_the_newest_history_first() {
        let bank = SandboxBank::from_json(
            r#"[{"code":"C1","products":[
                    {"kind":"account","name":"个人活期Ⅰ类户","number":"A1","status":"active","balance_fen":5,"detail":""},
                    {"kind":"debit_card","name":"普卡","number":"99","status":"swallowed","balance_fen":null,"detail":""}],
                  "history":[{"at":"2026-01-01T08:00:00+08:00","channel":"branch","title":"开户","outcome":"办结"},
                             {"at":"2026-02-01T08:00:00+08:00","channel":"voice","title":"挂失","outcome":"办结"}]}]"#,
        )
        .unwrap();
        let products = bank.products("C1").await.unwrap();
        assert_eq!(products.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["account", "debit_card"]);
        assert_eq!((products[0].name.as_str(), products[1].status.as_str()), ("个人活期Ⅰ类户", "swallowed"));
        assert_eq!(bank.history("C1").await.unwrap()[0].title, "挂失");
        assert!(bank.products("C2").await.unwrap().is_empty());
        let keys = Keyed::new("");
        assert!(!bank.proves("C1", KeyedProof::Otp, &keys).await.unwrap(), "who has no password proves nothing");
    }

    #[test]
    fn keys_of_another_length_than_this_banks_do_not_load() {
        let of = |otp: &str| {
            let text = format!(r#"[{{"code":"C1","demo_keys":{{"otp":"{otp}"}},"products":[],"history":[]}}]"#);
            SandboxBank::from_json(&text)
        };
        assert_eq!(of("12345678").unwrap().keys_of(KeyedProof::Otp), 8);
        assert_eq!(of("123456").unwrap_err().code, "WL-DEMO-DATA");
    }
}
