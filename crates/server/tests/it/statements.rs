//! Every SQL text of the house is read by the database the suite runs on.

use warmline_db::{Statement, prepare_all};
use warmline_server::house::sealed_columns;

use crate::support::TestHouse;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_of_every_room_is_understood() {
    let house = TestHouse::open().await;
    let all: Vec<Statement> = [
        warmline_runtime::statements().as_slice(),
        warmline_signin::statements().as_slice(),
        warmline_people::STATEMENTS,
        warmline_routing::STATEMENTS,
        warmline_customers::STATEMENTS,
        warmline_interactions::STATEMENTS,
        warmline_knowledge::STATEMENTS,
        warmline_cases::STATEMENTS,
        warmline_quality::STATEMENTS,
        warmline_insight::STATEMENTS,
        warmline_voice::statements().as_slice(),
        warmline_webchat::STATEMENTS,
    ]
    .concat();
    let sealed = sealed_columns().into_iter().flat_map(|column| column.statements());
    let all: Vec<Statement> = all.into_iter().chain(sealed).collect();
    assert!(all.len() > 100, "{}", all.len());
    assert_eq!(prepare_all(&house.house.runtime.db, &all).await, Vec::<String>::new());
}
