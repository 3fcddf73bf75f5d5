//! What a customer leaves behind becomes one case, however often the news of it comes.

use std::sync::Arc;

use warmline_cases::{CaseQuery, MessageTaker};
use warmline_contract::{By, CallbackWished, LeftMessage, NewEvent, StoredEvent, Stream, names};
use warmline_runtime::Consumer;

use crate::scene::Scene;

async fn stored(scene: &Scene, event: NewEvent) -> Arc<StoredEvent> {
    scene.house.runtime.appender.append(vec![event]).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_message_is_taken_once() {
    let scene = Scene::open().await;
    let stream = Stream::Interaction(scene.contact());
    let left = LeftMessage { text: "请明天回复我".into(), recording: None };
    let event =
        stored(&scene, NewEvent::new(stream, names::INTERACTION_LEFT_MESSAGE, By::Customer { id: None }, &left)).await;
    let taker = MessageTaker(Arc::clone(&scene.cases));
    assert!(taker.wants(&event.name));
    for _ in 0..3 {
        taker.handle(&event).await.unwrap();
    }
    let cases = scene.cases.list(&scene.agent, CaseQuery::default()).await.unwrap();
    assert_eq!(cases.items.len(), 1);
    let case = scene.cases.get(&scene.agent, cases.items[0].id).await.unwrap();
    assert_eq!((case.need.as_str(), case.row.owner.id), ("客户留言:请明天回复我", scene.agent.agent().unwrap()));
}

#[tokio::test]
async fn who_keeps_a_place_in_the_queue_needs_no_case() {
    let scene = Scene::open().await;
    let stream = Stream::Interaction(scene.contact());
    let wished = |keeps_place| CallbackWished {
        phone_masked: "140****2345".into(),
        phone_sealed: String::new(),
        keeps_place,
        when: "上午".into(),
        note: String::new(),
    };
    let taker = MessageTaker(Arc::clone(&scene.cases));
    for (keeps_place, cases) in [(true, 0), (false, 1)] {
        let event =
            NewEvent::new(stream, names::INTERACTION_CALLBACK_WISHED, By::Customer { id: None }, &wished(keeps_place));
        taker.handle(&*stored(&scene, event).await).await.unwrap();
        assert_eq!(scene.cases.list(&scene.agent, CaseQuery::default()).await.unwrap().items.len(), cases);
    }
}
