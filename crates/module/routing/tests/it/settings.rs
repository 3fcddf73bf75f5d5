//! Queues, skills and hours: versions, refusals, and what other rooms are told.

use warmline_base::{Millis, QueueId, Timestamp};
use warmline_contract::{Role, RoutingSettings, WorkingHours};
use warmline_routing::{QueueBody, ScheduleBody, SkillBody, Versioned};

use crate::Bank;

/// A queue of the demo bank as somebody would edit it.
async fn edited(bank: &Bank, code: &str) -> (QueueId, Versioned<QueueBody>) {
    let queues = bank.routing.list_queues(&bank.admin).await.unwrap();
    let queue = queues.into_iter().find(|queue| queue.code == code).unwrap();
    let (id, json) = (queue.id, serde_json::to_value(&queue).unwrap());
    (id, serde_json::from_value(json).unwrap())
}

#[tokio::test]
async fn a_change_is_a_new_version_and_the_old_one_is_kept() {
    let bank = Bank::open().await;
    let (id, mut queue) = edited(&bank, "card").await;
    let before = queue.body.max_waiting;
    queue.body.max_waiting = 77;
    let changed = bank.routing.change_queue(&bank.admin, id, queue.clone()).await.unwrap();
    assert_eq!((changed.version, changed.max_waiting), (2, 77));
    let versions = bank.routing.queue_versions(&bank.admin, id).await.unwrap();
    let seen: Vec<_> =
        versions.iter().map(|row| (row.version, row.by.as_str(), row.body["max_waiting"].as_u64())).collect();
    assert_eq!(seen, [(2, "S022", Some(77)), (1, "system:test", Some(u64::from(before)))]);
    assert_eq!(bank.news().await, [format!(r#"routing.changed {{"what":"queue","id":"{id}","version":2}}"#)]);
    // The same version again: somebody else was faster.
    assert_eq!(bank.routing.change_queue(&bank.admin, id, queue).await.unwrap_err().code, "WL-STALE");
}

#[tokio::test]
async fn two_queues_cannot_be_made_to_overflow_into_each_other() {
    let bank = Bank::open().await;
    let (card, mut card_body) = edited(&bank, "card").await;
    let (general, mut general_body) = edited(&bank, "general").await;
    let overflow = |queue| Some(warmline_contract::Overflow { queue, after_seconds: 60 });
    general_body.body.overflow = None;
    let general_body_next = bank.routing.change_queue(&bank.admin, general, general_body.clone()).await.unwrap();
    card_body.body.overflow = overflow(general);
    bank.routing.change_queue(&bank.admin, card, card_body).await.unwrap();
    general_body.body.overflow = overflow(card);
    general_body.version = general_body_next.version;
    let fault = bank.routing.change_queue(&bank.admin, general, general_body).await.unwrap_err();
    assert_eq!((fault.code, fault.place.as_deref()), ("WL-QUEUE-OVERFLOW", Some("/overflow/queue")));
}

#[tokio::test]
async fn a_code_is_taken_once_and_never_changes() {
    let bank = Bank::open().await;
    let skill = SkillBody { code: "loan".into(), name_zh: "贷款".into(), name_en: "Loans".into() };
    assert_eq!(bank.routing.add_skill(&bank.admin, skill.clone()).await.unwrap_err().code, "WL-ROUTING-TAKEN");
    let renamed = SkillBody { code: "lending".into(), ..skill.clone() };
    let id = bank.loaded.skills["loan"];
    let refused = bank.routing.change_skill(&bank.admin, id, Versioned { version: 1, body: renamed }).await;
    assert_eq!(refused.unwrap_err().code, "WL-ROUTING-CODE");
    let renamed = SkillBody { name_zh: "个人贷款".into(), ..skill };
    let view = bank.routing.change_skill(&bank.admin, id, Versioned { version: 1, body: renamed }).await.unwrap();
    assert_eq!((view.version, view.body.name_zh.as_str()), (2, "个人贷款"));
    assert_eq!(bank.routing.skill_by_code("loan").await.unwrap(), Some(id));
}

#[tokio::test]
async fn only_who_may_manage_changes_and_the_rest_reads() {
    let bank = Bank::open().await;
    let agent = bank.house.staff("S001", Role::Agent).ctx();
    let skill = SkillBody { code: "tea".into(), name_zh: "茶".into(), name_en: "Tea".into() };
    assert_eq!(bank.routing.add_skill(&agent, skill).await.unwrap_err().code, "WL-FORBIDDEN");
    assert!(!bank.routing.skills(&agent).await.unwrap().is_empty());
    let trainer = bank.house.staff("S014", Role::Trainer).ctx();
    assert_eq!(bank.routing.list_queues(&trainer).await.unwrap_err().code, "WL-FORBIDDEN");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_queue_is_open_by_its_hours_and_closed_when_switched_off() {
    let bank = Bank::open().await;
    let hours: ScheduleBody = serde_json::from_value(serde_json::json!({
        "name": "测试工时", "time_zone": "Asia/Shanghai",
        "weekly": [{"days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "12:00"},
                   {"days": [1, 2, 3, 4, 5], "opens": "13:00", "closes": "17:30"}],
        "special": [{"date": "2026-11-24", "periods": [], "label": "盘库"}]
    }))
    .unwrap();
    let schedule = bank.routing.add_schedule(&bank.admin, hours).await.unwrap();
    let (id, mut queue) = edited(&bank, "loan").await;
    queue.body.schedule = Some(schedule.id);
    bank.routing.change_queue(&bank.admin, id, queue.clone()).await.unwrap();
    let opening = async |text: &str| {
        let opening = bank.routing.opening(id, at(text)).await.unwrap();
        (opening.open, opening.next_change.map(|change| change.to_string()))
    };
    // Sunday; Monday noon; the special Tuesday.
    assert_eq!(opening("2026-11-22T01:00:00Z").await, (false, Some("2026-11-23T01:00:00.000Z".into())));
    assert_eq!(opening("2026-11-23T03:59:00Z").await, (true, Some("2026-11-23T04:00:00.000Z".into())));
    assert_eq!(opening("2026-11-24T02:00:00Z").await, (false, Some("2026-11-25T01:00:00.000Z".into())));
    queue.version += 1;
    queue.body.enabled = false;
    bank.routing.change_queue(&bank.admin, id, queue).await.unwrap();
    assert_eq!(opening("2026-11-23T03:00:00Z").await, (false, None));
}

#[tokio::test]
async fn hours_that_do_not_read_are_refused_at_their_place() {
    let bank = Bank::open().await;
    let schedules = bank.routing.schedules(&bank.admin).await.unwrap();
    let schedule = schedules.into_iter().find(|schedule| !schedule.body.weekly.is_empty()).unwrap();
    let mut body = schedule.body.clone();
    body.weekly[0].opens = "25:00".into();
    let refused =
        bank.routing.change_schedule(&bank.admin, schedule.id, Versioned { version: schedule.version, body }).await;
    let fault = refused.unwrap_err();
    assert_eq!((fault.code, fault.place.as_deref()), ("WL-CALENDAR-HOURS", Some("/weekly/0/opens")));
    bank.house.clock.advance(Millis::seconds(1));
    assert_eq!(bank.routing.schedule_versions(&bank.admin, schedule.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn working_time_passes_only_while_the_schedule_is_open() {
    let bank = Bank::open().await;
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    // Monday 17:00 in Shanghai, half an hour before the end of the day; lunch is from 12 to 13.
    let ends = bank
        .routing
        .working_time("常规工时", at("2026-11-23T09:00:00Z"), [Millis::minutes(30), Millis::minutes(4 * 60)])
        .await
        .unwrap();
    assert_eq!(ends, Some([at("2026-11-23T09:30:00Z"), at("2026-11-24T05:30:00Z")]));
    assert_eq!(bank.routing.working_time("无此工时", Timestamp(0), [Millis(1); 2]).await.unwrap(), None);
}
