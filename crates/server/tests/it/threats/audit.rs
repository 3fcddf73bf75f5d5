//! T26: the audit log cannot be changed unseen.

use sqlx::AssertSqlSafe;
use tokio::process::Command;
use warmline_db::on_tx;

use crate::support::TestHouse;

/// Runs the binary's own check; its exit code and what it says.
async fn verify(house: &TestHouse) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warmline"));
    command.arg("--data").arg(&house.config.data).env_remove("WARMLINE_DATABASE_URL");
    if let Some(address) = &house.config.database_url {
        command.arg("--database-url").arg(address);
    }
    let output = command.args(["audit", "verify"]).output().await.expect("the binary runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

async fn tamper(house: &TestHouse, sql: &str) {
    let mut tx = house.house.runtime.db.begin().await.expect("a transaction");
    on_tx!(&mut tx, c => sqlx::query(AssertSqlSafe(sql.to_owned())).execute(c).await.map(|_| ())).expect(sql);
    tx.commit().await.expect("a commit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t26_the_binary_names_the_first_record_that_was_touched() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    desk.finish(&visitor.interaction).await;
    let auditor = house.staff("S021").await;
    for _ in 0..20 {
        auditor.post("/api/audit/verify", serde_json::json!({})).await.good();
    }
    let (code, said) = verify(&house).await;
    assert_eq!(code, Some(0), "{said}");
    // From the end to the beginning, so that each is the first broken one when its turn comes.
    for (record, sql) in [
        (30, "UPDATE audit SET purpose = 'x' WHERE sequence = 30"),
        (25, "UPDATE audit SET at = at - 3600000000 WHERE sequence = 25"),
        (20, "UPDATE audit SET hash = (SELECT hash FROM audit WHERE sequence = 19) WHERE sequence = 20"),
        (15, "DELETE FROM audit WHERE sequence = 15"),
        (10, "UPDATE audit SET actor = 'S999' WHERE sequence = 10"),
        (5, "UPDATE audit SET sequence = sequence + 100000 WHERE sequence = 5"),
    ] {
        tamper(&house, sql).await;
        let (code, said) = verify(&house).await;
        assert_eq!(code, Some(1), "{sql}: {said}");
        assert!(said.contains(&format!("record {record}")), "{sql}: {said}");
    }
    let found = auditor.post("/api/audit/verify", serde_json::json!({})).await.good();
    assert_eq!((&found["ok"], &found["first_broken"]), (&serde_json::json!(false), &serde_json::json!(5)));
}
