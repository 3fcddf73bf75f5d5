//! A new sealing key in a house that serves: rows move to it, and everything stays readable.

use clap::Parser;
use serde_json::json;
use warmline_base::TypedId;
use warmline_contract::StaffRegister;
use warmline_crypto::{KeyId, KeyPurpose};
use warmline_runtime::{Ctx, count_older, list_keys, order_rotation, rotations_under_way};
use warmline_server::commands::{Cli, run};
use warmline_server::house::sealed_columns;

use crate::stories::until;
use crate::support::TestHouse;

async fn left(house: &TestHouse, newest: u32) -> i64 {
    let mut left = 0;
    for column in sealed_columns() {
        left += count_older(&house.house.runtime.db, &column, KeyId(newest)).await.unwrap();
    }
    left
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_move_to_the_new_key_and_nothing_is_lost() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    visitor.say("我的手机号换了").await;
    assert!(left(&house, 2).await > 100);
    let rooms = house.rooms().await;
    assert_eq!(order_rotation(&rooms.console(), KeyPurpose::Seal).await.unwrap(), KeyId(2));
    let again = order_rotation(&rooms.console(), KeyPurpose::Seal).await.unwrap_err();
    assert_eq!(again.code, "WL-KEY-BUSY");
    // Anything that happens wakes the runner of jobs.
    visitor.say("改成新的号码").await;
    let done = || async {
        let waiting = rotations_under_way(&house.house.runtime.db).await.unwrap();
        (waiting == 0 && left(&house, 2).await == 0).then_some(json!(true))
    };
    until("every row under the new key", done).await;
    let keys = list_keys(&house.house.runtime.db).await.unwrap();
    let sealing: Vec<_> =
        keys.iter().filter(|key| key.purpose == KeyPurpose::Seal).map(|key| (key.id.0, key.newest)).collect();
    assert_eq!(sealing, [(1, false), (2, true)]);

    // The log keeps what it holds, and both are read: the thread, the customer, a colleague's second factor.
    let id = &visitor.interaction;
    let thread = desk.staff.get(&format!("/api/interactions/{id}/events?after=0&limit=100")).await.good();
    assert!(thread.to_string().contains("我的手机号换了") && thread.to_string().contains("改成新的号码"));
    desk.say(id, "好的，已经更新", None).await;
    let row = desk.staff.get(&format!("/api/interactions/{id}")).await.good();
    let customer = row["customer"]["id"].as_str().unwrap();
    let page = desk.staff.get(&format!("/api/customers/{customer}?interaction={id}")).await.good();
    assert_eq!(page["name_masked"], "韩*远");
    house.staff("S005").await;

    // A command that starts now knows both keys as well, and the blind index stays as it is.
    rooms.runtime.db.close().await;
    let rooms = house.rooms().await;
    let ctx = Ctx::system(std::sync::Arc::clone(&rooms.runtime), "test");
    assert!(rooms.people.by_work_number("S001").await.unwrap().is_some_and(|card| !card.id.uuid().is_nil()));
    assert_eq!(order_rotation(&ctx, KeyPurpose::BlindIndex).await.unwrap_err().code, "WL-KEY-FIXED");
    rooms.runtime.db.close().await;
    let data = house.config.data.to_str().unwrap();
    let mut words = vec!["warmline", "--data", data];
    if let Some(address) = &house.config.database_url {
        words.extend(["--database-url", address]);
    }
    run(Cli::try_parse_from(words.iter().chain(&["keys", "list"])).unwrap()).await.unwrap();
}
