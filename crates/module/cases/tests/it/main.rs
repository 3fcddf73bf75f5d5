//! What this room promises, kept on whichever database the suite runs on.

mod departments;
mod hours;
mod scene;
mod taken;

use scene::{Scene, input};
use warmline_base::{CaseId, Millis};
use warmline_cases::{
    CLOCK_JOB, CaseClocks, CaseQuery, CaseState, FeedbackInput, FinishInput, HandOverInput, SCHEMA, STATEMENTS,
    TaskState,
};
use warmline_contract::{CaseDirectory, CaseFeedback, CaseOpenedHere, Role, Stream, names};
use warmline_db::{on_tx, prepare_all, read};
use warmline_runtime::{Ctx, JobHandler};
use warmline_testkit::House;

fn finish(result: &str) -> FinishInput {
    FinishInput { result: result.into(), tell_customer: Some("款项今天到账".into()) }
}

fn feedback(channel: &str) -> FeedbackInput {
    FeedbackInput { text: "您的款项已到账".into(), channel: channel.into() }
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let house = House::open(&[SCHEMA]).await;
    assert_eq!(prepare_all(&house.runtime.db, STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_case_goes_from_the_thread_through_departments_back_to_the_thread() {
    let scene = Scene::open().await;
    let (cases, contact) = (&scene.cases, scene.contact());
    let case = cases.open(&scene.agent, input(Some(contact), "D02")).await.unwrap();
    let id = case.row.id;
    assert_eq!((case.row.number.as_str(), case.row.state), ("WL20261123-0001", CaseState::Open));
    assert_eq!(case.row.customer.as_ref().map(|one| one.name_masked.as_str()), Some("段*娟"));
    let thread = scene.house.runtime.log.stream(Stream::Interaction(contact), 0, 10).await.unwrap();
    assert_eq!(&*thread[0].name, names::INTERACTION_CASE_OPENED);
    assert_eq!(thread[0].payload::<CaseOpenedHere>().unwrap().number, "WL20261123-0001");

    cases.accept(&scene.operations, id, case.tasks[0].id).await.unwrap();
    let on = HandOverInput {
        task: None,
        department: "D07".into(),
        title: "查清算路径".into(),
        why: "已核账户正常,需清算查汇路".into(),
    };
    let case = cases.hand_over(&scene.operations, id, on).await.unwrap();
    assert_eq!((case.row.hops, case.row.department.as_str(), case.row.state), (1, "D07", CaseState::Open));
    assert_eq!(case.notes[0].text, "已核账户正常,需清算查汇路");
    assert_eq!(case.need, "转账三次未到账,急用", "nothing is asked twice");

    let part = case.tasks[1].id;
    cases.accept(&scene.payments, id, part).await.unwrap();
    let case = cases.finish(&scene.payments, id, part, finish("已补发报文")).await.unwrap();
    assert_eq!(case.row.state, CaseState::Answered);
    assert!(case.row.feedback_due_at.is_some() && case.told_customer_at.is_none());
    let case = cases.feedback(&scene.agent, id, feedback("thread")).await.unwrap();
    assert_eq!((case.row.state, case.row.owner.alias.as_str()), (CaseState::Closed, "小鹿"));
    let told = case.timeline.iter().find(|event| event.name == names::CASE_FEEDBACK_GIVEN).unwrap();
    let told: CaseFeedback = serde_json::from_value(told.body.clone()).unwrap();
    assert_eq!((told.interaction, told.text.as_str()), (Some(contact), "您的款项已到账"));
    assert_eq!(case.timeline.last().unwrap().name, names::CASE_CLOSED);
    assert!(!cases.access(id).await.unwrap().unwrap().open);
}

#[tokio::test]
async fn numbers_have_no_gaps_and_start_anew_each_local_day() {
    let scene = Scene::open().await;
    let open = async || scene.cases.open(&scene.agent, input(None, "D02")).await.unwrap().row.number;
    assert_eq!(open().await, "WL20261123-0001");
    let mut bad = input(None, "D02");
    bad.title = " ".into();
    assert_eq!(scene.cases.open(&scene.agent, bad).await.unwrap_err().code, "WL-CASE-INPUT");
    assert_eq!(open().await, "WL20261123-0002");
    scene.house.clock.advance(Millis::minutes(15 * 60));
    assert_eq!(open().await, "WL20261124-0001");
}

#[tokio::test]
async fn many_who_open_at_once_get_one_number_each() {
    let scene = Scene::open().await;
    let opening = (0..12).map(|_| {
        let (cases, agent) = (std::sync::Arc::clone(&scene.cases), scene.agent.clone());
        tokio::spawn(async move { cases.open(&agent, input(None, "D02")).await.unwrap().row.number })
    });
    let mut numbers = Vec::new();
    for handle in opening.collect::<Vec<_>>() {
        numbers.push(handle.await.unwrap());
    }
    numbers.sort();
    let expected: Vec<String> = (1..=12).map(|number| format!("WL20261123-{number:04}")).collect();
    assert_eq!(numbers, expected);
}

/// T25: a case of another department does not exist, whatever is tried with it.
#[tokio::test]
async fn a_case_of_another_department_is_not_there() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(Some(scene.contact()), "D02")).await.unwrap();
    let (id, task) = (case.row.id, case.tasks[0].id);
    let refused = async |ctx: &Ctx| -> Vec<&'static str> {
        let cases = &scene.cases;
        let on = HandOverInput { task: None, department: "D08".into(), title: "看".into(), why: "看".into() };
        let outcomes = [
            cases.get(ctx, id).await,
            cases.accept(ctx, id, task).await,
            cases.finish(ctx, id, task, finish("看")).await,
            cases.give_back(ctx, id, task, "看".into()).await,
            cases.hand_over(ctx, id, on).await,
            cases.note(ctx, id, "看".into()).await,
            cases.feedback(ctx, id, feedback("phone")).await,
            cases.reopen(ctx, id, "看".into()).await,
        ];
        outcomes.into_iter().map(|outcome| outcome.map(|_| ()).unwrap_err().code).collect()
    };
    assert_eq!(refused(&scene.payments).await, ["WL-NOT-FOUND"; 8]);
    let colleague = scene.house.staff("S003", Role::Agent).ctx();
    assert_eq!(refused(&colleague).await, ["WL-NOT-FOUND"; 8]);
    assert_eq!(refused(&scene.house.staff("S014", Role::Wfm).ctx()).await, ["WL-FORBIDDEN"; 8]);
    let unknown = CaseId(uuid::Uuid::from_u128(404));
    assert_eq!(scene.cases.get(&scene.payments, unknown).await.unwrap_err().code, "WL-NOT-FOUND");
    assert_eq!(
        scene.cases.get(&scene.house.staff("S014", Role::Wfm).ctx(), unknown).await.unwrap_err().code,
        "WL-FORBIDDEN"
    );
    assert!(scene.cases.get(&scene.operations, id).await.is_ok());
    assert!(scene.cases.get(&scene.agent, id).await.is_ok());
}

#[tokio::test]
async fn the_owner_may_steer_a_case_but_not_do_a_departments_part() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(None, "D02")).await.unwrap();
    let (id, task) = (case.row.id, case.tasks[0].id);
    assert_eq!(scene.cases.accept(&scene.agent, id, task).await.unwrap_err().code, "WL-NOT-FOUND");
    let on = HandOverInput { task: None, department: "D07".into(), title: "查".into(), why: "派错了".into() };
    let case = scene.cases.hand_over(&scene.agent, id, on).await.unwrap();
    assert_eq!(case.row.department, "D07");
    let case = scene.cases.give_back(&scene.payments, id, case.tasks[1].id, "资料不全".into()).await.unwrap();
    let back = case.tasks.last().unwrap();
    assert_eq!((back.department.as_str(), back.state), ("D01", TaskState::Waiting));
    assert!(scene.cases.accept(&scene.agent, id, back.id).await.is_ok(), "it is on the owner's own table now");
}

#[tokio::test]
async fn of_two_who_take_a_part_one_is_told() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(None, "D02")).await.unwrap();
    let (id, task) = (case.row.id, case.tasks[0].id);
    let second = scene.house.staff("S031", Role::DeptHandler).department("D02").ctx();
    let (one, two) =
        tokio::join!(scene.cases.accept(&scene.operations, id, task), scene.cases.accept(&second, id, task));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|taken| **taken).count(), 1);
    let code = one.err().or(two.err()).unwrap().code;
    assert!(["WL-STALE", "WL-CASE-STATE"].contains(&code), "{code}");
}

#[tokio::test]
async fn the_customer_is_told_before_a_case_closes_and_a_thread_needs_to_be_there() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(None, "D02")).await.unwrap();
    let (id, task) = (case.row.id, case.tasks[0].id);
    let early = scene.cases.feedback(&scene.agent, id, feedback("phone")).await;
    assert_eq!(early.unwrap_err().code, "WL-CASE-STATE");
    scene.cases.accept(&scene.operations, id, task).await.unwrap();
    scene.cases.finish(&scene.operations, id, task, finish("办结")).await.unwrap();
    let threadless = scene.cases.feedback(&scene.agent, id, feedback("thread")).await;
    assert_eq!(threadless.unwrap_err().code, "WL-CASE-THREAD");
    let closed = scene.cases.feedback(&scene.agent, id, feedback("phone")).await.unwrap();
    assert_eq!(closed.row.state, CaseState::Closed);
    let open_again = scene.cases.reopen(&scene.agent, id, "客户说仍未到账".into()).await.unwrap();
    assert_eq!((open_again.row.state, open_again.tasks.len()), (CaseState::Open, 2));
    assert_eq!(open_again.notes.last().unwrap().text, "客户说仍未到账");
}

#[tokio::test]
async fn clocks_ring_once_and_only_while_their_promise_is_open() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(None, "D02")).await.unwrap();
    let (id, task) = (case.row.id, case.tasks[0].id);
    let clocks = CaseClocks(std::sync::Arc::clone(&scene.cases));
    let rung = async || {
        for payload in due(&scene).await {
            clocks.run(&payload).await.unwrap();
            clocks.run(&payload).await.unwrap();
        }
        let events = scene.house.runtime.log.stream(Stream::Case(id), 0, 100).await.unwrap();
        let texts = events.iter().filter(|event| &*event.name == names::CASE_CLOCK);
        texts.map(|event| event.view().body["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(rung().await.is_empty());
    scene.house.clock.advance(Millis::minutes(31));
    assert_eq!(rung().await, ["accept_overdue"]);
    scene.cases.accept(&scene.operations, id, task).await.unwrap();
    scene.cases.finish(&scene.operations, id, task, finish("办结")).await.unwrap();
    scene.house.clock.advance(Millis::minutes(20 * 60));
    assert_eq!(rung().await, ["accept_overdue", "feedback_warning"], "the part was done in time");
    assert_eq!(scene.cases.get(&scene.agent, id).await.unwrap().row.state, CaseState::FeedbackDue);
    scene.cases.feedback(&scene.agent, id, feedback("phone")).await.unwrap();
    scene.house.clock.advance(Millis::minutes(24 * 60));
    assert_eq!(rung().await.len(), 2, "the customer was told in time");
    assert!(scene.cases.get(&scene.agent, id).await.unwrap().row.breached, "the late acceptance stays visible");
}

/// Payloads of the clocks whose time is up.
async fn due(scene: &Scene) -> Vec<String> {
    let rows: Vec<(String,)> = read!(&scene.house.runtime.db, c => sqlx::query_as(
        "SELECT payload FROM job WHERE kind = $1 AND run_at <= $2 ORDER BY run_at")
        .bind(CLOCK_JOB).bind(scene.house.runtime.now().0).fetch_all(c).await)
    .unwrap();
    rows.into_iter().map(|(payload,)| payload).collect()
}

/// T16: what people write stays what they wrote; it is text to every reader and sealed at rest.
#[tokio::test]
async fn notes_are_kept_word_for_word_and_not_in_clear() {
    let scene = Scene::open().await;
    let id = scene.cases.open(&scene.agent, input(None, "D02")).await.unwrap().row.id;
    let text = "<img src=https://evil.example/x onerror=alert(1)> [点我](javascript:alert(1)) 14000001001";
    let case = scene.cases.note(&scene.agent, id, text.into()).await.unwrap();
    assert_eq!(case.notes[0].text, text);
    let stored: Vec<(Vec<u8>,)> =
        read!(&scene.house.runtime.db, c => sqlx::query_as("SELECT text FROM case_note").fetch_all(c).await).unwrap();
    assert!(!String::from_utf8_lossy(&stored[0].0).contains("evil.example"));
    let need: Vec<(Vec<u8>,)> =
        read!(&scene.house.runtime.db, c => sqlx::query_as("SELECT need FROM case_file").fetch_all(c).await).unwrap();
    assert!(!String::from_utf8_lossy(&need[0].0).contains("转账"));
}

#[tokio::test]
async fn lists_show_what_is_the_actors_and_page_without_repeating() {
    let scene = Scene::open().await;
    for department in ["D02", "D07", "D02", "D02"] {
        scene.cases.open(&scene.agent, input(None, department)).await.unwrap();
        scene.house.clock.advance(Millis::seconds(1));
    }
    let count = async |ctx: &Ctx, view: &str| {
        let query = CaseQuery { view: Some(view.into()), ..CaseQuery::default() };
        scene.cases.list(ctx, query).await.map(|page| page.items.len()).map_err(|fault| fault.code)
    };
    assert_eq!(count(&scene.operations, "all").await, Ok(3));
    assert_eq!(count(&scene.operations, "department").await, Ok(3));
    assert_eq!(count(&scene.operations, "mine").await, Ok(0));
    assert_eq!(count(&scene.payments, "all").await, Ok(1));
    assert_eq!(count(&scene.agent, "mine").await, Ok(4));
    assert_eq!(count(&scene.house.staff("S003", Role::Agent).ctx(), "all").await, Ok(0));
    assert_eq!(count(&scene.house.staff("S005", Role::Supervisor).ctx(), "all").await, Ok(4));
    assert_eq!(count(&scene.house.staff("S014", Role::Wfm).ctx(), "all").await, Err("WL-FORBIDDEN"));
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let query = CaseQuery { limit: Some(3), cursor, ..CaseQuery::default() };
        let page = scene.cases.list(&scene.agent, query).await.unwrap();
        seen.extend(page.items.into_iter().map(|row| row.number));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, ["WL20261123-0004", "WL20261123-0003", "WL20261123-0002", "WL20261123-0001"]);
    let query = CaseQuery { q: Some("-0003".into()), ..CaseQuery::default() };
    assert_eq!(scene.cases.list(&scene.agent, query).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_case_is_not_recorded_on_a_colleagues_contact_or_for_another_customer() {
    let scene = Scene::open().await;
    let contact = scene.contact();
    let colleague = scene.house.staff("S003", Role::Agent).ctx();
    let foreign = scene.cases.open(&colleague, input(Some(contact), "D02")).await;
    assert_eq!(foreign.unwrap_err().code, "WL-NOT-FOUND");
    let mut other = input(Some(contact), "D02");
    other.customer = Some(scene::OTHER_CUSTOMER);
    assert_eq!(scene.cases.open(&scene.agent, other).await.unwrap_err().code, "WL-CASE-CUSTOMER");
    let mut nowhere = input(None, "D99");
    nowhere.customer = None;
    assert_eq!(scene.cases.open(&scene.agent, nowhere).await.unwrap_err().code, "WL-CASE-DEPARTMENT");
    let mut bare = input(None, "D02");
    bare.customer = Some(scene::CUSTOMER);
    assert_eq!(scene.cases.open(&scene.agent, bare).await.unwrap_err().code, "WL-NOT-FOUND");
}

#[tokio::test]
async fn every_route_of_the_room_is_there() {
    let api = warmline_cases::routes(Scene::open().await.cases).into_openapi();
    let paths: Vec<&str> = api.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "/api/cases",
            "/api/cases/{id}",
            "/api/cases/{id}/feedback",
            "/api/cases/{id}/hand-over",
            "/api/cases/{id}/notes",
            "/api/cases/{id}/reopen",
            "/api/cases/{id}/tasks",
            "/api/cases/{id}/tasks/{task}/accept",
            "/api/cases/{id}/tasks/{task}/finish",
            "/api/cases/{id}/tasks/{task}/return",
            "/api/departments",
            "/api/departments/{id}",
        ]
    );
}

/// An install of before titles were sealed: its first start seals them, and nobody notices.
#[tokio::test]
async fn titles_stored_in_clear_are_sealed_at_the_start() {
    let scene = Scene::open().await;
    let case = scene.cases.open(&scene.agent, input(Some(scene.contact()), "D02")).await.unwrap();
    let mut tx = scene.house.runtime.db.begin().await.unwrap();
    let clear = "UPDATE case_task SET title = '查段女士的汇款', sealed_title = NULL";
    on_tx!(&mut tx, c => sqlx::query(clear).execute(c).await.map(|_| ())).unwrap();
    tx.commit().await.unwrap();
    let title = async || scene.cases.get(&scene.agent, case.row.id).await.unwrap().tasks[0].title.clone();
    assert_eq!(title().await, "查段女士的汇款");
    scene.cases.seal_titles().await.unwrap();
    let (left, sealed): (String, Vec<u8>) = read!(&scene.house.runtime.db, c =>
        sqlx::query_as("SELECT title, sealed_title FROM case_task").fetch_one(c).await)
    .unwrap();
    assert_eq!((left.as_str(), String::from_utf8_lossy(&sealed).contains("段女士")), ("", false));
    assert_eq!(title().await, "查段女士的汇款");
}
