//! T31: a stolen database tells nobody who the customers are or what they said.

use std::path::Path;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use warmline_crypto::sm3;
use warmline_db::Db;
use warmline_server::demo::data;

use crate::support::TestHouse;

const SAID: &str = "绝密原话一七三九";
const NOTED: &str = "内部便签二八四六";
const NEEDED: &str = "诉求正文三九五七";
const TO_DO: &str = "子任务内容五一七三";
const NEXT_TO_DO: &str = "转办任务六二八四";
const HANDED_ON: &str = "转办原因七三九五";

/// Every byte that is stored: the database, and whatever lies beside it but the root key.
pub async fn everything(house: &TestHouse) -> Vec<u8> {
    let mut bytes = Vec::new();
    gather(&house.config.data, &mut bytes);
    if let Db::Postgres(pool) = &house.house.runtime.db {
        let tables: Vec<(String,)> =
            sqlx::query_as("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(pool)
                .await
                .expect("tables");
        for (table,) in tables {
            let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(format!("SELECT t::text FROM {table} t")))
                .fetch_all(pool)
                .await
                .expect("rows");
            rows.into_iter().for_each(|(row,)| bytes.extend(row.into_bytes()));
        }
    }
    bytes
}

fn gather(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, bytes);
        } else if path.extension().is_none_or(|kind| kind != "key") {
            bytes.extend(std::fs::read(&path).expect("a file"));
        }
    }
}

/// What must not be there: as it is, in hexadecimal, and as a plain digest anybody can compute.
pub fn forms(secret: &str) -> Vec<Vec<u8>> {
    let digest = sm3(secret.as_bytes());
    vec![secret.into(), hex::encode(secret).into(), digest.to_vec(), hex::encode(digest).into()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t31_a_copy_of_the_database_is_unreadable() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.customer("C001").await;
    visitor.say(&format!("{SAID} 转人工")).await;
    desk.take(&visitor.interaction).await;
    let id = visitor.interaction.clone();
    desk.say(&id, &format!("{SAID} 收到"), None).await;
    desk.staff.post(&format!("/api/interactions/{id}/notes"), json!({"text": NOTED, "mentions": []})).await.good();
    visitor.upload("说明.txt", SAID.as_bytes().to_vec()).await.expect(201);
    let case = json!({"interaction": id, "title": "核对", "need": NEEDED, "kind": "service", "priority": 5, "department": "D07", "task_title": TO_DO});
    let case = desk.staff.post("/api/cases", case).await.expect(201);
    let case = format!("/api/cases/{}", case["id"].as_str().unwrap());
    let on = json!({"department": "D02", "title": NEXT_TO_DO, "why": HANDED_ON});
    let on = desk.staff.post(&format!("{case}/hand-over"), on).await.good();
    let part = on["tasks"].as_array().unwrap().iter().find(|task| task["title"] == NEXT_TO_DO).expect("a part");
    let accept = format!("{case}/tasks/{}/accept", part["id"].as_str().unwrap());
    house.staff("S015").await.post(&accept, json!({})).await.good();
    desk.finish(&id).await;
    visitor
        .post("survey", json!({"solved": "yes", "friendly": 5, "fast": 5, "recommend": 9, "text": SAID}))
        .await
        .expect(201);

    let stored = everything(&house).await;
    assert!(stored.len() > 100_000);
    let finder = |needle: &[u8]| memchr::memmem::find(&stored, needle).is_some();
    assert!(finder(b"interaction.message"), "the search itself works");
    let customers: Vec<Value> = serde_json::from_str(data::CUSTOMERS).expect("customers");
    let mut secrets: Vec<String> = [SAID, NOTED, NEEDED, TO_DO, NEXT_TO_DO, HANDED_ON].map(str::to_owned).to_vec();
    for customer in &customers {
        let values = customer["identifiers"].as_array().unwrap().iter().map(|one| &one["value"]);
        let cards = customer["products"].as_array().unwrap().iter().map(|one| &one["number"]);
        let texts = values.chain(cards).filter_map(Value::as_str).filter(|text| text.len() > 8);
        secrets.extend(texts.map(str::to_owned));
    }
    assert!(customers.len() == 18 && secrets.len() > 18 * 3, "{}", secrets.len());
    for secret in &secrets {
        assert!(!forms(secret).iter().any(|form| finder(form)), "{secret} can be read");
    }
}
