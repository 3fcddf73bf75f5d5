//! An agent's desk: it writes to the conversations it holds, and comes back with the last position.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use uuid::Uuid;
use warmline_loadgen::message_id;
use warmline_loadgen::socket::Socket;
use warmline_loadgen::staff::{Staff, text};

use super::talker::{Sent, Talker, id_of};

const OFFER_WITHIN: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Held {
    after: Option<i64>,
    /// The numbers received, by conversation, as they came.
    numbers: BTreeMap<String, Vec<i64>>,
    sent: BTreeMap<Uuid, (String, Sent)>,
}

/// A desk.
#[derive(Clone)]
pub struct Desk {
    pub staff: Staff,
    pub interactions: Vec<String>,
    sender: u64,
    held: Arc<Mutex<Held>>,
}

impl Desk {
    /// A desk that is ready for work.
    pub async fn open(staff: Staff) -> Self {
        let sender = u64::from_str_radix(staff.id.get(staff.id.len() - 15..).unwrap(), 16).unwrap();
        Self { staff, interactions: Vec::new(), sender, held: Arc::default() }
    }

    /// Waits for the next offer, which must be of `interaction`, and takes it.
    pub async fn take_the_next(&mut self, interaction: &str) {
        let mut socket = self.staff.desk(None).await.unwrap();
        socket.wait_for("welcome").await.unwrap();
        self.staff.ready().await.unwrap();
        let offer = timeout(OFFER_WITHIN, socket.wait_for("offer")).await.expect("an offer comes").unwrap();
        assert_eq!(offer["interaction"]["id"], interaction, "the next in line is offered");
        self.staff.accept(interaction, &text(&offer["offer"]).unwrap()).await.unwrap();
        self.interactions.push(interaction.to_owned());
    }

    /// Everything it sent is acknowledged and everything in its conversations is here.
    pub async fn is_settled(&self) -> bool {
        if self.held.lock().await.sent.values().any(|(_, sent)| sent.number.is_none()) {
            return false;
        }
        for interaction in &self.interactions {
            let last = self.log_of(interaction).await.last().copied();
            let heard = self.numbers(interaction).await.last().copied();
            if heard < last {
                return false;
            }
        }
        true
    }

    /// The numbers of the conversation's events as the log has them.
    pub async fn log_of(&self, interaction: &str) -> Vec<i64> {
        let mut numbers: Vec<i64> = Vec::new();
        loop {
            let after = numbers.last().copied().unwrap_or(0);
            let path = format!("/api/interactions/{interaction}/events?after={after}&limit=200");
            let page = self.staff.get(&path).await.unwrap();
            let items = page["items"].as_array().unwrap();
            numbers.extend(items.iter().filter_map(|event| event["number"].as_i64()));
            if items.is_empty() {
                return numbers;
            }
        }
    }

    /// The numbers received of a conversation, as they came.
    pub async fn numbers(&self, interaction: &str) -> Vec<i64> {
        self.held.lock().await.numbers.get(interaction).cloned().unwrap_or_default()
    }

    /// What it sent: conversation, id, and the rest.
    pub async fn sent(&self) -> Vec<(String, Uuid, Sent)> {
        let held = self.held.lock().await;
        held.sent.iter().map(|(id, (interaction, sent))| (interaction.clone(), *id, sent.clone())).collect()
    }

    /// Ends one conversation with its wrap-up and returns whom it is offered next.
    pub async fn make_room(&self) -> String {
        let mut socket = self.staff.desk(None).await.unwrap();
        socket.wait_for("welcome").await.unwrap();
        let path = format!("/api/interactions/{}", self.interactions[0]);
        let post = reqwest::Method::POST;
        self.staff.send(post.clone(), &format!("{path}/end"), &json!({})).await.unwrap();
        sleep(Duration::from_millis(100)).await;
        let known = self.staff.get("/api/dispositions").await.unwrap();
        let written = json!({"disposition": known["items"][0]["code"], "need": "核对", "next_step": "无"});
        self.staff.send(post, &format!("{path}/wrap-up"), &written).await.unwrap();
        let offer = timeout(OFFER_WITHIN, socket.wait_for("offer")).await.expect("an offer comes").unwrap();
        text(&offer["interaction"]["id"]).unwrap()
    }
}

impl Talker for Desk {
    const EVERY: Duration = Duration::from_millis(70);

    async fn connect(&self) -> anyhow::Result<Socket> {
        let (after, open) = {
            let held = self.held.lock().await;
            let open: Vec<_> = held.sent.iter().filter(|(_, (_, sent))| sent.number.is_none()).map(frame_of).collect();
            (held.after, open)
        };
        let mut socket = self.staff.desk(after).await?;
        for frame in open {
            socket.send(frame).await?;
        }
        Ok(socket)
    }

    async fn write(&self, socket: &mut Socket) -> anyhow::Result<()> {
        let frame = {
            let mut held = self.held.lock().await;
            let counter = held.sent.len();
            let id = message_id(self.sender, counter as u64);
            let words = format!("第{counter}句：正在为您核对 {id}");
            let interaction = self.interactions[counter % self.interactions.len()].clone();
            held.sent.insert(id, (interaction, Sent::new(words)));
            frame_of(held.sent.last_key_value().expect("one was just put in"))
        };
        socket.send(frame).await
    }

    async fn take(&self, frame: &Value) {
        let mut held = self.held.lock().await;
        match frame["type"].as_str() {
            Some("welcome") if held.after.is_none() => held.after = frame["position"].as_i64(),
            Some("ack") => {
                let (_, sent) = held.sent.get_mut(&id_of(frame)).expect("an ack names a message of ours");
                sent.acknowledge(frame);
            }
            Some("event") => {
                let position = frame["position"].as_i64().unwrap();
                assert!(held.after.is_none_or(|after| after < position), "positions do not ascend: {position}");
                held.after = Some(position);
                let stream = text(&frame["stream"]).unwrap();
                held.numbers.entry(stream).or_default().push(frame["event"]["number"].as_i64().unwrap());
            }
            Some("refused") => panic!("refused: {frame}"),
            _ => {}
        }
    }
}

fn frame_of((id, (interaction, sent)): (&Uuid, &(String, Sent))) -> String {
    json!({"type": "message", "interaction": interaction, "id": id.to_string(), "text": sent.words}).to_string()
}
