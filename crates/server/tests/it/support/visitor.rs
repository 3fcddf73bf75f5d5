//! A customer's page.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Socket, TestHouse, upgrade};

/// A visitor in a conversation.
pub struct Visitor {
    pub token: String,
    pub interaction: String,
    pub socket: Socket,
    base: String,
    http: reqwest::Client,
    said: u128,
}

impl Visitor {
    /// Opens the chat, with a token of the bank when a customer is named.
    pub async fn open(house: &TestHouse, reference: Option<&str>) -> Self {
        let mut ask = json!({"locale": "zh-CN"});
        if let Some(reference) = reference {
            let token_id = house.house.runtime.ids.next_uuid().simple().to_string();
            ask["bank_token"] = json!(house.bank.sign(reference, &token_id, house.house.runtime.now()));
        }
        let grant = Answer::of(house.http.post(house.url("/chat/api/sessions")).json(&ask)).await.good();
        let token = grant["token"].as_str().expect("a token").to_owned();
        let mut socket = upgrade(&house.url("/chat/socket"), &[]).await.expect("the chat's socket opens");
        socket.send(&json!({"type": "hello", "token": token, "after": 0})).await;
        socket.wait_for("welcome", |frame| frame["type"] == "welcome").await;
        let mut visitor = Self {
            interaction: grant["interaction"].as_str().expect("an id").to_owned(),
            token,
            socket,
            base: format!("http://{}", house.address),
            http: house.http.clone(),
            said: 0,
        };
        visitor.hears("the assistant's greeting", |event| event["by"]["kind"] == "assistant").await;
        visitor
    }

    /// Says something; returns its number in the thread once it is stored.
    pub async fn say(&mut self, text: &str) -> i64 {
        self.say_with(json!({"type": "message", "text": text})).await
    }

    /// Sends a frame that carries an id of its own, and waits for its acknowledgement.
    pub async fn say_with(&mut self, mut frame: Value) -> i64 {
        self.said += 1;
        let id = Uuid::from_u128(self.said).to_string();
        frame["id"] = json!(id);
        self.socket.send(&frame).await;
        let answer = self.socket.wait_for("an answer to a frame", |answer| answer["id"] == id.as_str()).await;
        assert_eq!(answer["type"], "ack", "{answer}");
        answer["number"].as_i64().expect("a number")
    }

    /// Sends a frame without an id.
    pub async fn send(&mut self, frame: Value) {
        self.socket.send(&frame).await;
    }

    /// Waits for an event of which `wanted` holds.
    pub async fn hears(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let frame = self.socket.wait_for(what, |frame| frame["type"] == "event" && wanted(&frame["event"])).await;
        frame["event"].clone()
    }

    /// Waits for an event of this name.
    pub async fn told(&mut self, name: &str) -> Value {
        self.hears(name, |event| event["name"] == name).await
    }

    /// Posts to the chat's own API.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let request = self.http.post(format!("{}/chat/api/{path}", self.base)).bearer_auth(&self.token);
        Answer::of(request.json(&body)).await
    }

    /// Fetches from the chat's own API.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(format!("{}/chat/api/{path}", self.base)).bearer_auth(&self.token)).await
    }

    /// Sends a file.
    pub async fn upload(&self, name: &str, bytes: Vec<u8>) -> Answer {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.http.post(format!("{}/chat/api/attachments", self.base)).bearer_auth(&self.token);
        Answer::of(request.multipart(form)).await
    }
}
