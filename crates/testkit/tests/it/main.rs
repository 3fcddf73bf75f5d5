//! The runtime's promises, kept on whichever database the suite runs on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use tokio::sync::Notify;
use warmline_base::{Fault, InteractionId, Millis, Timestamp};
use warmline_contract::{Action, By, NewEvent, Role, StoredEvent, Stream, names};
use warmline_db::{on_tx, prepare_all, read};
use warmline_runtime::{
    AuditFilter, Consumer, Object, SCHEMA, Verification, list_audit, run_consumers, statements, verify_audit,
};
use warmline_testkit::House;

fn note(stream: Stream, text: &str) -> NewEvent {
    NewEvent::new(stream, names::INTERACTION_NOTE, By::Assistant, &json!({ "text": text }))
}

fn interaction(number: u128) -> Stream {
    Stream::Interaction(InteractionId(uuid::Uuid::from_u128(number)))
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let house = House::open(&[]).await;
    assert_eq!(prepare_all(&house.runtime.db, &statements()).await, Vec::<String>::new());
}

#[tokio::test]
async fn events_are_numbered_without_gaps_and_a_repeated_sender_id_is_the_same_event() {
    let house = House::open(&[]).await;
    let (one, two) = (interaction(1), interaction(2));
    let again = uuid::Uuid::from_u128(99);
    let stored = house
        .runtime
        .appender
        .append(vec![
            note(one, "a"),
            note(two, "b"),
            note(one, "c").with_client_id(again),
            note(one, "c").with_client_id(again),
        ])
        .await
        .unwrap();
    let places: Vec<(i64, i64)> = stored.iter().map(|event| (event.position, event.number)).collect();
    assert_eq!(places, [(1, 1), (2, 1), (3, 2), (3, 2)]);
    let repeated = house.runtime.appender.append(vec![note(one, "c").with_client_id(again)]).await.unwrap();
    assert_eq!(repeated[0].position, 3);
    let read = house.runtime.log.stream(one, 0, 10).await.unwrap();
    assert_eq!(
        read.iter().map(|event| event.body.get().to_owned()).collect::<Vec<_>>(),
        [r#"{"text":"a"}"#, r#"{"text":"c"}"#]
    );
}

#[tokio::test]
async fn a_batch_of_any_size_is_stored_whole_and_in_order() {
    let house = House::open(&[]).await;
    let mut written = Vec::new();
    for size in [1, 2, 3, 7, 31, 32, 33, 100] {
        let texts: Vec<String> = (0..size).map(|row| format!("{size}:{row}")).collect();
        let batch = texts.iter().map(|text| note(interaction(1), text)).collect();
        house.runtime.appender.append(batch).await.unwrap();
        written.extend(texts.into_iter().map(|text| format!(r#"{{"text":"{text}"}}"#)));
    }
    let read = house.runtime.log.stream(interaction(1), 0, 1_000).await.unwrap();
    assert_eq!(read.iter().map(|event| event.body.get().to_owned()).collect::<Vec<_>>(), written);
}

#[tokio::test]
async fn what_people_said_is_not_in_the_database_in_clear() {
    let house = House::open(&[]).await;
    house.runtime.appender.append(vec![note(interaction(1), "my number is 14000001001")]).await.unwrap();
    let (body,): (Vec<u8>,) =
        read!(&house.runtime.db, c => sqlx::query_as("SELECT body FROM event").fetch_one(c).await).unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("14000001001"));
}

#[tokio::test]
async fn work_that_is_not_committed_leaves_only_its_opening_entry() {
    let house = House::open(&[]).await;
    let ctx = house.staff("S022", Role::Admin).ctx();
    let mut dropped = ctx.open(Action::AgentManage, &Object::any("agent")).await.unwrap();
    dropped.emit(note(interaction(1), "never"));
    drop(dropped);
    let mut kept = ctx.open(Action::AgentManage, &Object::any("agent")).await.unwrap();
    kept.emit(note(interaction(1), "kept"));
    kept.commit().await.unwrap();
    assert_eq!(house.runtime.log.last_position().await.unwrap(), 1);
    let rows =
        list_audit(&house.runtime.db, &AuditFilter::default(), i64::MAX, warmline_base::Limit::DEFAULT).await.unwrap();
    let outcomes: Vec<(i64, &str, Option<i64>)> =
        rows.iter().map(|row| (row.sequence, row.outcome.as_str(), row.opens)).collect();
    assert_eq!(outcomes, [(3, "done", Some(2)), (2, "opened", None), (1, "opened", None)]);
}

#[tokio::test]
async fn a_refused_attempt_is_audited() {
    let house = House::open(&[]).await;
    let ctx = house.staff("S001", Role::Agent).ctx();
    assert_eq!(
        ctx.open(Action::AgentManage, &Object::any("agent")).await.map(|_| ()).unwrap_err().code,
        "WL-FORBIDDEN"
    );
    let rows =
        list_audit(&house.runtime.db, &AuditFilter::default(), i64::MAX, warmline_base::Limit::DEFAULT).await.unwrap();
    assert_eq!((rows[0].actor.as_str(), rows[0].outcome.as_str()), ("S001", "refused WL-FORBIDDEN"));
}

/// T26: flip a byte, delete, reorder, back-date; each is named at its record.
#[tokio::test]
async fn tampering_with_the_audit_log_is_named_at_the_exact_record() {
    for (tamper, broken) in [
        ("UPDATE audit SET object = 'agent:x' WHERE sequence = 5", 5),
        ("DELETE FROM audit WHERE sequence = 4", 4),
        ("UPDATE audit SET at = at - 1 WHERE sequence = 7", 7),
        ("UPDATE audit SET actor = 'S001' WHERE sequence = 1", 1),
    ] {
        let house = House::open(&[]).await;
        let ctx = house.staff("S022", Role::Admin).ctx();
        for _ in 0..5 {
            ctx.open(Action::AgentManage, &Object::any("agent")).await.unwrap().commit().await.unwrap();
            house.clock.advance(Millis::seconds(1));
        }
        let signer = house.runtime.vault.anchors();
        assert!(
            matches!(verify_audit(&house.runtime.db, signer, &[]).await.unwrap(), Verification::Whole(found) if found.checked == 10)
        );
        let mut tx = house.runtime.db.begin().await.unwrap();
        on_tx!(&mut tx, c => sqlx::query(tamper).execute(c).await.map(|_| ())).unwrap();
        tx.commit().await.unwrap();
        match verify_audit(&house.runtime.db, signer, &[]).await.unwrap() {
            Verification::Broken(found) => assert_eq!(found.sequence, broken, "{tamper}"),
            Verification::Whole(_) => panic!("{tamper} went unnoticed"),
        }
    }
}

#[tokio::test]
async fn a_restarted_house_reads_what_it_stored() {
    let mut house = House::open(&[SCHEMA]).await;
    house.runtime.appender.append(vec![note(interaction(1), "before")]).await.unwrap();
    house.restart().await;
    house.runtime.appender.append(vec![note(interaction(1), "after")]).await.unwrap();
    let numbers: Vec<i64> =
        house.runtime.log.stream(interaction(1), 0, 10).await.unwrap().iter().map(|event| event.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(house.runtime.log.position_before(Timestamp(i64::MAX)).await.unwrap(), 2);
}

/// Takes a while over every event, and says when it begins.
#[derive(Default)]
struct Slow {
    began: Notify,
    done: AtomicBool,
}

#[async_trait]
impl Consumer for Slow {
    fn name(&self) -> &'static str {
        "test.slow"
    }

    fn wants(&self, _event: &str) -> bool {
        true
    }

    async fn handle(&self, _event: &StoredEvent) -> Result<(), Fault> {
        self.began.notify_one();
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.done.store(true, Ordering::SeqCst);
        Ok(())
    }
}

#[tokio::test]
async fn a_house_that_closes_waits_for_the_event_a_consumer_is_at() {
    let house = House::open(&[]).await;
    let slow = Arc::new(Slow::default());
    run_consumers(&house.runtime, vec![Arc::clone(&slow) as _]);
    house.runtime.appender.append(vec![note(interaction(1), "a")]).await.unwrap();
    slow.began.notified().await;
    house.runtime.close().await;
    assert!(slow.done.load(Ordering::SeqCst));
}
