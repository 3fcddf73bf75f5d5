//! T14: a socket is worth the session or the token it was opened with, and nothing more.

use serde_json::{Value, json};
use warmline_base::Millis;

use crate::support::{Desk, Socket, TestHouse, upgrade};

async fn status(url: &str, headers: &[(&'static str, &str)]) -> u16 {
    match upgrade(url, headers).await.map(|_| ()) {
        Err(error) => match *error {
            tokio_tungstenite::tungstenite::Error::Http(response) => response.status().as_u16(),
            other => panic!("{other}"),
        },
        Ok(()) => 101,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t14_a_desk_opens_only_with_a_session_and_from_our_page() {
    let house = TestHouse::open().await;
    let url = house.url("/api/desk/socket");
    let staff = house.staff("S001").await;
    let own = format!("http://{}", house.address);
    assert_eq!(status(&url, &[]).await, 401);
    assert_eq!(status(&url, &[("cookie", "warmline_session=forged")]).await, 401);
    assert_eq!(status(&url, &[("cookie", &staff.cookie), ("origin", "https://evil.example")]).await, 403);
    assert_eq!(status(&url, &[("cookie", &staff.cookie), ("origin", "null")]).await, 403);
    assert_eq!(status(&url, &[("cookie", &staff.cookie), ("origin", &own)]).await, 101);
    assert_eq!(status(&house.url("/chat/socket"), &[("origin", "https://evil.example")]).await, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t14_a_desk_closes_with_its_session() {
    let house = TestHouse::open().await;
    let desk = Desk::open(house.staff("S001").await).await;
    desk.staff.post("/api/sign-out", json!({})).await.expect(204);
    let mut socket = desk.socket;
    socket.send(&json!({"type": "typing", "interaction": format!("int_{}", "0".repeat(32)), "on": true})).await;
    let closing = async {
        loop {
            match socket.next().await {
                Some(frame) if frame["type"] == "closing" => return true,
                Some(frame) if frame["type"] == "refused" => return true,
                Some(_) => {}
                None => return true,
            }
        }
    };
    assert!(tokio::time::timeout(crate::support::WAIT, closing).await.is_ok());
    desk.staff.get("/api/me").await.refused(401, "WL-SESSION-REQUIRED");
}

async fn greeted(house: &TestHouse, token: &str) -> Value {
    let mut socket: Socket = upgrade(&house.url("/chat/socket"), &[]).await.expect("a socket");
    socket.send(&json!({"type": "hello", "token": token, "after": 0})).await;
    socket.wait_for("an answer to hello", |_| true).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t14_a_token_opens_its_own_conversation_until_it_ends() {
    let house = TestHouse::open().await;
    let mine = house.customer("C001").await;
    let theirs = house.customer("C002").await;
    assert_eq!(greeted(&house, &mine.token).await["interaction"], mine.interaction.as_str());
    let (claims, _) = mine.token.split_once('.').expect("two parts");
    let (_, signature) = theirs.token.split_once('.').expect("two parts");
    for forged in ["", "x.y", &format!("{claims}.{signature}"), &mine.token[..mine.token.len() - 2]] {
        assert_eq!(greeted(&house, forged).await["code"], "WL-TOKEN-INVALID", "{forged}");
    }
    house.advance(Millis::minutes(25 * 60));
    assert_eq!(greeted(&house, &mine.token).await["code"], "WL-TOKEN-EXPIRED");
}

/// A desk is told of its own work only, whatever it asks to view.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t14_a_desk_hears_nothing_of_other_peoples_conversations() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let mut stranger = Desk::open(house.hire("S301", "agent", Some("D01"), "霁城").await).await;
    stranger.socket.send(&json!({"type": "view", "interaction": visitor.interaction})).await;
    let id = uuid::Uuid::from_u128(1).to_string();
    stranger
        .socket
        .send(&json!({"type": "message", "interaction": visitor.interaction, "id": id, "text": "插话"}))
        .await;
    visitor.say("这句话只给一个人听").await;
    desk.told(&visitor.interaction, "interaction.message").await;
    stranger.socket.send(&json!({"type": "subscribe", "board": true})).await;
    let heard = stranger.socket.within(std::time::Duration::from_millis(1_500)).await;
    let text = serde_json::to_string(&heard).unwrap();
    assert!(!text.contains("只给一个人听") && !text.contains("韩*远"), "{text}");
    let refused = heard.iter().find(|frame| frame["id"] == id.as_str()).expect("an answer");
    assert_eq!((&refused["type"], &refused["problem"]["code"]), (&json!("refused"), &json!("WL-NOT-FOUND")));
    assert!(heard.iter().all(|frame| frame["type"] != "board"), "an agent has no board");
}

/// Whoever handed a conversation on hears it as long as they may read it, though it is still open on their screen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t14_a_desk_hears_nothing_more_of_what_it_handed_on() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    let id = visitor.interaction.clone();
    visitor.say("转人工").await;
    desk.take(&id).await;
    desk.socket.send(&json!({"type": "view", "interaction": id})).await;
    visitor.say("这句话给第一个人").await;
    let mut next = house.desk("S009").await;
    let pass = json!({"to": {"agent": next.staff.id}, "note": "客户问转账"});
    desk.staff.post(&format!("/api/interactions/{id}/transfer"), pass).await.expect(204);
    next.take(&id).await;
    desk.staff.get(&format!("/api/interactions/{id}")).await.refused(404, "WL-NOT-FOUND");
    desk.told(&id, "interaction.transferred").await;
    // The acceptance itself is the last it hears.
    desk.socket
        .wait_for("the acceptance", |frame| {
            frame["event"]["name"] == "interaction.accepted"
                && frame["event"]["body"]["agent"] == next.staff.id.as_str()
        })
        .await;
    visitor.say("这句话只给第二个人").await;
    next.told(&id, "interaction.message").await;
    let heard = desk.socket.within(std::time::Duration::from_millis(1_500)).await;
    let text = serde_json::to_string(&heard).unwrap();
    assert!(!text.contains("只给第二个人"), "{text}");
}
