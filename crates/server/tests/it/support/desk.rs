//! A colleague at an open desk.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Socket, Staff, upgrade};

/// A desk.
pub struct Desk {
    pub staff: Staff,
    pub socket: Socket,
    said: u128,
}

impl Desk {
    /// Opens the desk of a signed-in colleague.
    pub async fn open(staff: Staff) -> Self {
        Self::back(staff, None).await
    }

    /// Opens a desk that holds every event up to this position.
    pub async fn back(staff: Staff, after: Option<i64>) -> Self {
        let mut socket = upgrade(&format!("{}/api/desk/socket", staff.base), &[("cookie", &staff.cookie)])
            .await
            .expect("the desk's socket opens");
        socket.send(&json!({"type": "hello", "after": after})).await;
        socket.wait_for("welcome", |frame| frame["type"] == "welcome").await;
        Self { staff, socket, said: 0 }
    }

    /// Is ready for work.
    pub async fn ready(&mut self) {
        let presence = self.staff.put("/api/me/presence", json!({"state": "ready"})).await.good();
        assert!(presence["state"] == "ready" || presence["state"] == "working", "{presence}");
    }

    /// The offer of this interaction.
    pub async fn offered(&mut self, interaction: &str) -> Value {
        self.socket
            .wait_for("an offer", |frame| frame["type"] == "offer" && frame["interaction"]["id"] == interaction)
            .await
    }

    /// Takes an offer.
    pub async fn accept(&mut self, offer: &Value) -> Answer {
        let (id, offer) = (offer["interaction"]["id"].as_str().unwrap(), offer["offer"].as_str().unwrap());
        self.staff.post(&format!("/api/interactions/{id}/offers/{offer}/accept"), json!({})).await
    }

    /// Waits for this interaction's offer and takes it; returns the offer.
    pub async fn take(&mut self, interaction: &str) -> Value {
        let offer = self.offered(interaction).await;
        self.accept(&offer).await.good();
        offer
    }

    /// Writes to the customer over the socket.
    pub async fn say(&mut self, interaction: &str, text: &str, article: Option<&str>) -> i64 {
        self.said += 1;
        let id = Uuid::from_u128(u128::MAX - self.said).to_string();
        let mut frame = json!({"type": "message", "interaction": interaction, "id": id, "text": text});
        if let Some(article) = article {
            frame["article"] = json!(article);
        }
        self.socket.send(&frame).await;
        let answer = self.socket.wait_for("an answer to a frame", |answer| answer["id"] == id.as_str()).await;
        assert_eq!(answer["type"], "ack", "{answer}");
        answer["number"].as_i64().expect("a number")
    }

    /// Ends the conversation and writes it up.
    pub async fn finish(&mut self, interaction: &str) {
        self.staff.post(&format!("/api/interactions/{interaction}/end"), json!({})).await.expect(204);
        let kinds = self.staff.get("/api/dispositions").await.good();
        let written = json!({"disposition": kinds["items"][0]["code"], "need": "核对转账", "next_step": "无"});
        self.staff.post(&format!("/api/interactions/{interaction}/wrap-up"), written).await.expect(204);
    }

    /// Waits for an event of this name in this interaction.
    pub async fn told(&mut self, interaction: &str, name: &str) -> Value {
        let frame = self
            .socket
            .wait_for(name, |frame| {
                frame["type"] == "event" && frame["stream"] == interaction && frame["event"]["name"] == name
            })
            .await;
        frame["event"].clone()
    }
}
