//! A department's clocks run in its working hours; the customer's run around the clock.

use warmline_base::Millis;
use warmline_cases::{CaseKind, OpenInput, TaskInput};
use warmline_testkit::START;

use crate::scene::{NIGHT, Scene, input};

#[tokio::test]
async fn a_part_waits_for_its_departments_morning_but_a_special_case_does_not() {
    let scene = Scene::open().await;
    let contact = scene.contact();
    let open = async |department: &str, kind: CaseKind| {
        let input = OpenInput { kind, priority: 5, ..input(Some(contact), department) };
        let case = scene.cases.open(&scene.agent, input).await.unwrap();
        (case.tasks[0].accept_by.since(START), case.tasks[0].done_by.since(START), case.row.due_at.since(START))
    };
    let (accept, done, day) = (Millis::minutes(30), Millis::minutes(8 * 60), Millis::minutes(24 * 60));
    assert_eq!(open("D02", CaseKind::Service).await, (accept, done, day));
    let later = |span: Millis| Millis(span.0 + NIGHT.0);
    assert_eq!(open("D06", CaseKind::Service).await, (later(accept), later(done), later(done).max(day)));
    assert_eq!(open("D06", CaseKind::Special).await.0, Millis::minutes(5));
}

#[tokio::test]
async fn a_part_handed_on_has_the_hours_of_its_new_department() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(Some(scene.contact()), "D02")).await.unwrap();
    let further = TaskInput { department: "D06".into(), title: "核对流水".into() };
    let handed = scene.cases.add_task(&scene.agent, case.row.id, further).await.unwrap();
    assert!(handed.tasks[1].accept_by.since(START) > NIGHT);
    assert!(handed.tasks[0].accept_by.since(START) < NIGHT);
}
