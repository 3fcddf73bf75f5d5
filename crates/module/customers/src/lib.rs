//! Who the bank's customers are, shown to the people who serve them and no further.
//!
//! Names, identifiers and birth dates are sealed at rest and found by a keyed blind index. Every view
//! is masked here, on the server; one full value leaves only through a reveal, which needs a reason, a
//! live contact or an assigned case, and stands in the audit log by field name. A look-up that finds
//! nobody answers and works exactly as one with a wrong factor does. Consents are a ledger: a
//! withdrawal is one more line, never an edit. Balances stay hidden until the given live contact is
//! identified at V2.
//!
//! Deliberately absent: a list of customers, search by part of a value, changing a profile at a desk (the core
//! bank owns it; its file is taken in by the console), and any money operation.

#[cfg(test)]
extern crate self as warmline_customers;

mod app;
#[cfg(test)]
#[path = "../tests/it/fakes.rs"]
mod fakes;
mod http;
mod model;
mod record;
mod sandbox;
mod store;

pub use app::{
    Bank360, ConsentInput, ConsentView, Customer360, CustomerFlag, CustomerHistory, CustomerIdentifier,
    CustomerJourney, CustomerManager, CustomerName, CustomerProduct, Customers, CustomersParts, FindInput, Found,
    IMPORT_BATCH, MatchInput, Matched, RevealInput, Revealed,
};
pub use http::routes;
pub use model::{Factors, FieldRef};
pub use record::{CheckedCustomer, CustomerRecord};
pub use sandbox::SandboxBank;
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "customers",
    migrations: &[
        Migration { number: 1, name: "profiles, identifiers, consents", sql: include_str!("schema.sql") },
        Migration { number: 2, name: "wrong keys", sql: include_str!("wrong_keys.sql") },
    ],
};

/// What of this room is sealed, for the rotation of its key.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "customer" "id" "name";
    "customer" "id" "birth";
    "customer_identifier" "id" "value";
};
