//! Coming in and coming back.

use serde_json::json;
use warmline_base::Millis;
use warmline_contract::{Actor, IdentityLevel, Reception};
use warmline_db::prepare_all;
use warmline_webchat::{Limits, STATEMENTS};

use crate::house::{Door, code};
use crate::page::Page;
use crate::reception::{customer, level};

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let door = Door::open().await;
    assert_eq!(prepare_all(&door.house.runtime.db, STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_stranger_gets_a_conversation_and_the_banks_customer_a_name() {
    let door = Door::open().await;
    let grant = door.session(&json!({"locale": "zh-CN", "page": "https://www.bank.example/card?no=6222"})).await;
    assert_eq!((grant.bank.name.as_str(), grant.customer_name_masked, grant.limits.text), ("远岭银行", None, 2000));
    assert_eq!(level(&door.fake, grant.interaction).await, (None, IdentityLevel::V0));
    let events = door.house.runtime.log.stream(warmline_contract::Stream::Interaction(grant.interaction), 0, 1).await;
    let arrived = events.unwrap()[0].body.get().to_owned();
    assert!(arrived.contains("https://www.bank.example/card\"") && !arrived.contains("6222"), "{arrived}");

    let named = door.session(&json!({"locale": "en", "bank_token": door.named("C001", "t1")})).await;
    assert_eq!(named.customer_name_masked.as_deref(), Some("韩**"));
    assert_eq!(level(&door.fake, named.interaction).await, (Some(customer(1).id), IdentityLevel::V2));
}

#[tokio::test]
async fn a_bank_token_counts_once_and_a_wrong_one_never() {
    let door = Door::open().await;
    let token = door.named("C001", "t1");
    door.session(&json!({"locale": "en", "bank_token": token})).await;
    let again = door.ask(&json!({"locale": "en", "bank_token": token})).await;
    assert_eq!(code(again).await, (401, "WL-BANK-TOKEN-USED".into()));
    let forged = door.ask(&json!({"locale": "en", "bank_token": format!("{token}x")})).await;
    assert_eq!(code(forged).await, (401, "WL-BANK-TOKEN".into()));
    let late = door.named("C001", "t2");
    door.house.clock.advance(Millis::minutes(6));
    assert_eq!(code(door.ask(&json!({"locale": "en", "bank_token": late})).await).await.0, 401);
    let odd = door.ask(&json!({"locale": "fr"})).await;
    assert_eq!(code(odd).await, (422, "WL-CHAT-LOCALE".into()));
}

#[tokio::test]
async fn an_open_conversation_goes_on_and_an_ended_one_does_not() {
    let door = Door::open().await;
    let (token, interaction) = door.anyone().await;
    let same = door.session(&json!({"locale": "en", "resume": token})).await;
    assert_eq!(same.interaction, interaction);
    door.fake.end(interaction).await.unwrap();
    assert_ne!(door.session(&json!({"locale": "en", "resume": token})).await.interaction, interaction);
    door.house.clock.advance(Millis::minutes(24 * 60));
    let late = door.ask(&json!({"locale": "en", "resume": token})).await;
    assert_eq!(code(late).await, (401, "WL-TOKEN-EXPIRED".into()));
}

#[tokio::test]
async fn an_anonymous_conversation_goes_on_with_a_name() {
    let door = Door::open().await;
    let (token, interaction) = door.anyone().await;
    let ask = json!({"locale": "en", "resume": token, "bank_token": door.named("C002", "t1")});
    let named = door.session(&ask).await;
    assert_eq!(named.interaction, interaction);
    assert_eq!(level(&door.fake, interaction).await, (Some(customer(2).id), IdentityLevel::V2));
}

#[tokio::test]
async fn nobody_is_shown_another_customers_conversation() {
    let door = Door::open().await;
    let first = door.session(&json!({"locale": "en", "bank_token": door.named("C001", "t1")})).await;
    let ask = json!({"locale": "en", "resume": first.token, "bank_token": door.named("C002", "t2")});
    let second = door.session(&ask).await;
    assert_ne!(second.interaction, first.interaction);
    assert_eq!(level(&door.fake, second.interaction).await.0, Some(customer(2).id));
    assert_eq!(level(&door.fake, first.interaction).await.0, Some(customer(1).id));
}

#[tokio::test]
async fn an_address_opens_so_many_conversations_a_minute() {
    let door = Door::with(Limits { sessions_per_minute: 3, ..Limits::default() }).await;
    for _ in 0..3 {
        door.anyone().await;
    }
    assert_eq!(code(door.ask(&json!({"locale": "en"})).await).await, (429, "WL-TOO-MANY".into()));
}

#[tokio::test]
async fn a_full_house_keeps_room_for_those_already_talking() {
    let limits = Limits { sockets: 3, sockets_reserved: 2, ..Limits::default() };
    let door = Door::with(limits).await;
    let (first, _) = door.anyone().await;
    let (second, _) = door.anyone().await;
    let _one = Page::welcomed(&door, &first, 0).await;
    assert_eq!(code(door.ask(&json!({"locale": "en"})).await).await, (503, "WL-CHAT-FULL".into()));
    let _two = Page::welcomed(&door, &second, 0).await;
}

#[tokio::test]
async fn the_survey_is_given_as_the_conversations_customer() {
    let door = Door::open().await;
    let grant = door.session(&json!({"locale": "en", "bank_token": door.named("C001", "t1")})).await;
    let answers = json!({"solved": "yes", "friendly": 5, "fast": 4, "recommend": 9, "text": "好"});
    let rate = door.http.post(door.url("survey")).json(&answers);
    assert_eq!(code(rate.try_clone().unwrap().send().await.unwrap()).await, (401, "WL-TOKEN-INVALID".into()));
    assert_eq!(rate.bearer_auth(&grant.token).send().await.unwrap().status(), 201);
    let actor = Actor::Customer { interaction: grant.interaction, customer: Some(customer(1).id) };
    assert_eq!(*door.fake.rated.lock().unwrap(), [actor]);
}
