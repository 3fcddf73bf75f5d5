//! The sandbox bank: answers as a core bank would, from the demo data. It holds nothing a bank would call
//! real and is named so wherever it is used; a bank writes its own [`BankAdapter`].

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Deserialize;
use warmline_base::{Fault, Fen, Timestamp};
use warmline_contract::{BankAdapter, BankHistory, BankProduct};

const HISTORY_MAX: usize = 50;

/// The demo bank's core, in memory.
#[derive(Debug, Default)]
pub struct SandboxBank {
    customers: BTreeMap<String, Holdings>,
}

#[derive(Debug)]
struct Holdings {
    products: Vec<BankProduct>,
    history: Vec<BankHistory>,
}

#[derive(Deserialize)]
struct Bank {
    #[serde(default)]
    products: Vec<Product>,
    customers: Vec<Customer>,
}

#[derive(Deserialize)]
struct Product {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Customer {
    id: String,
    #[serde(default)]
    accounts: Vec<Account>,
    #[serde(default)]
    credit_card: Option<CreditCard>,
    #[serde(default)]
    history: Vec<Event>,
}

#[derive(Deserialize)]
struct Account {
    id: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    external_bank: Option<String>,
    #[serde(default)]
    balance_fen: Option<i64>,
    #[serde(default)]
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    pan: String,
    status: String,
    #[serde(default)]
    product: String,
}

#[derive(Deserialize)]
struct CreditCard {
    pan: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    owed_fen: Option<i64>,
    bill_day: u8,
    due_day: u8,
}

#[derive(Deserialize)]
struct Event {
    at: Timestamp,
    channel: String,
    title: String,
    outcome: String,
}

impl SandboxBank {
    /// The sandbox from the demo data's text: `products` and `customers` with accounts, cards and history.
    ///
    /// # Errors
    /// `WL-DEMO-DATA` when the text does not read.
    pub fn from_json(text: &str) -> Result<Self, Fault> {
        let bank: Bank = serde_json::from_str(text)
            .map_err(|error| Fault::invalid("WL-DEMO-DATA", format!("the demo bank does not read: {error}")))?;
        let names: BTreeMap<String, String> =
            bank.products.into_iter().map(|product| (product.id, product.name)).collect();
        let customers = bank.customers.into_iter().map(|customer| (customer.id.clone(), customer.holdings(&names)));
        Ok(Self { customers: customers.collect() })
    }
}

impl Customer {
    fn holdings(self, names: &BTreeMap<String, String>) -> Holdings {
        let mut products: Vec<BankProduct> =
            self.accounts.into_iter().flat_map(|account| account.products(names)).collect();
        products.extend(self.credit_card.map(|card| card.product(names)));
        let mut history: Vec<BankHistory> = self
            .history
            .into_iter()
            .map(|event| BankHistory {
                at: event.at,
                channel: event.channel,
                title: event.title,
                outcome: event.outcome,
            })
            .collect();
        history.sort_by_key(|line| std::cmp::Reverse(line.at));
        history.truncate(HISTORY_MAX);
        Holdings { products, history }
    }
}

impl Account {
    fn products(self, names: &BTreeMap<String, String>) -> Vec<BankProduct> {
        let own = self.external_bank.is_none();
        let card = self.card.map(|card| BankProduct {
            kind: if own { "debit_card" } else { "external_card" }.to_owned(),
            name: named(names, &card.product, "借记卡"),
            number: card.pan,
            status: card.status,
            balance: None,
            detail: self.external_bank.clone().unwrap_or_default(),
        });
        let account = BankProduct {
            kind: if own { "account" } else { "external_account" }.to_owned(),
            name: self.external_bank.unwrap_or_else(|| named(names, &self.product, "活期账户")),
            number: self.id,
            status: "normal".to_owned(),
            balance: self.balance_fen.map(Fen),
            detail: String::new(),
        };
        [Some(account), card].into_iter().flatten().collect()
    }
}

impl CreditCard {
    fn product(self, names: &BTreeMap<String, String>) -> BankProduct {
        BankProduct {
            kind: "credit_card".to_owned(),
            name: named(names, &self.product, "信用卡"),
            number: self.pan,
            status: "active".to_owned(),
            balance: self.owed_fen.map(Fen),
            detail: format!("账单日每月{}日,还款日每月{}日", self.bill_day, self.due_day),
        }
    }
}

fn named(names: &BTreeMap<String, String>, product: &str, otherwise: &str) -> String {
    names.get(product).map_or(otherwise, String::as_str).to_owned()
}

#[async_trait]
impl BankAdapter for SandboxBank {
    async fn products(&self, bank_reference: &str) -> Result<Vec<BankProduct>, Fault> {
        Ok(self.customers.get(bank_reference).map_or_else(Vec::new, |holdings| holdings.products.clone()))
    }

    async fn history(&self, bank_reference: &str) -> Result<Vec<BankHistory>, Fault> {
        Ok(self.customers.get(bank_reference).map_or_else(Vec::new, |holdings| holdings.history.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sandbox_tells_accounts_cards_and_the_newest_history_first() {
        let bank = SandboxBank::from_json(
            r#"{"products":[{"id":"P-AC-01","name":"个人活期Ⅰ类户"}],
                "customers":[{"id":"C1","accounts":[{"id":"A1","product":"P-AC-01","balance_fen":5,
                    "card":{"pan":"9999000000000079198","status":"swallowed"}}],
                  "history":[{"at":"2026-01-01T00:00:00Z","channel":"branch","title":"开户","outcome":"办结"},
                             {"at":"2026-02-01T00:00:00Z","channel":"voice","title":"挂失","outcome":"办结"}]}]}"#,
        )
        .unwrap();
        let products = bank.products("C1").await.unwrap();
        assert_eq!(products.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["account", "debit_card"]);
        assert_eq!((products[0].name.as_str(), products[1].status.as_str()), ("个人活期Ⅰ类户", "swallowed"));
        assert_eq!(bank.history("C1").await.unwrap()[0].title, "挂失");
        assert!(bank.products("C2").await.unwrap().is_empty());
    }
}
