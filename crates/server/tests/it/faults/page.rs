//! A customer's page, as the widget is: it keeps the highest event it holds and repeats what was not
//! acknowledged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::timeout;
use uuid::Uuid;
use warmline_loadgen::message_id;
use warmline_loadgen::socket::Socket;
use warmline_loadgen::staff::{Staff, text};
use warmline_loadgen::visitor::Visit;

use super::talker::{Sent, Talker, id_of};

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Held {
    /// The numbers of the events received, as they came.
    numbers: Vec<i64>,
    /// The words of the messages received, by number.
    words: BTreeMap<i64, String>,
    sent: BTreeMap<Uuid, Sent>,
    /// The conversation's last number when everything up to it was here; the flow may speak again later.
    settled: i64,
}

/// A page.
#[derive(Clone)]
pub struct Page {
    visit: Visit,
    sender: u64,
    held: Arc<Mutex<Held>>,
}

impl Page {
    /// A page in a new conversation.
    pub async fn begin(client: &reqwest::Client, base: &str) -> Self {
        let visit = Visit::begin(client, base).await.unwrap();
        let tail = visit.interaction.get(visit.interaction.len() - 15..).unwrap();
        let sender = u64::from_str_radix(tail, 16).unwrap();
        Self { visit, sender, held: Arc::default() }
    }

    /// Its conversation.
    pub fn interaction(&self) -> &str {
        &self.visit.interaction
    }

    /// Asks for a person and waits until that is acknowledged.
    pub async fn ask_for_a_person(&self) {
        let mut socket = self.connect().await.unwrap();
        self.write(&mut socket).await.unwrap();
        timeout(ANSWER_WITHIN, async {
            while self.unacknowledged().await > 0 {
                let frame = socket.frame().await.unwrap();
                self.take(&frame).await;
            }
        })
        .await
        .expect("the wish for a person is acknowledged");
    }

    /// Whether the wish for a person was acknowledged.
    pub async fn waits(&self) -> bool {
        self.held.lock().await.sent.first_key_value().is_some_and(|(_, first)| first.number.is_some())
    }

    /// The place in the queue as a page that connects now is told it.
    pub async fn place(&self) -> u64 {
        let mut socket = self.visit.socket(self.held.lock().await.numbers.last().copied().unwrap_or(0)).await.unwrap();
        let frame = timeout(ANSWER_WITHIN, async {
            loop {
                let frame = socket.frame().await.unwrap();
                if frame["type"] == "event" {
                    self.held.lock().await.event(&frame);
                } else if frame["type"] == "queue" {
                    return frame;
                }
            }
        })
        .await
        .expect("whoever waits is told the place");
        frame["position"].as_u64().unwrap()
    }

    async fn unacknowledged(&self) -> usize {
        self.held.lock().await.sent.values().filter(|sent| sent.number.is_none()).count()
    }

    /// Everything it sent is acknowledged and everything the other side said is here.
    pub async fn is_settled(&self, supervisor: &Staff) -> bool {
        if self.unacknowledged().await > 0 {
            return false;
        }
        let row = supervisor.get(&format!("/api/interactions/{}", self.interaction())).await.unwrap();
        let last = row["last_number"].as_i64().unwrap();
        let mut held = self.held.lock().await;
        held.settled = last;
        let told = held.sent.values().filter_map(|sent| sent.number).max().unwrap_or(0);
        let heard = held.numbers.last().copied().unwrap_or(0).max(told);
        drop(held);
        // What comes after the last thing heard may be nothing a visitor sees: a new page knows.
        heard >= last || self.read_anew().await.into_keys().next_back().is_none_or(|last| last <= heard)
    }

    /// Every event a new page is shown: number and words.
    pub async fn read_anew(&self) -> BTreeMap<i64, String> {
        let mut socket = self.visit.socket(0).await.unwrap();
        let mut held = Held::default();
        let last = socket.wait_for("welcome").await.unwrap()["number"].as_i64().unwrap();
        // Everything up to `welcome`'s number comes before the answer to a ping.
        socket.send(json!({"type": "ping"}).to_string()).await.unwrap();
        timeout(ANSWER_WITHIN, async {
            loop {
                let frame = socket.frame().await.unwrap();
                match frame["type"].as_str() {
                    Some("event") => held.event(&frame),
                    Some("pong") => break,
                    _ => {}
                }
            }
        })
        .await
        .expect("a new page is told everything");
        held.words.retain(|number, _| *number <= last);
        held.words
    }

    /// The number up to which everything was here when it settled.
    pub async fn settled(&self) -> i64 {
        self.held.lock().await.settled
    }

    /// What it sent, by id.
    pub async fn sent(&self) -> BTreeMap<Uuid, Sent> {
        self.held.lock().await.sent.clone()
    }

    /// The numbers of the events it received, as they came.
    pub async fn numbers(&self) -> Vec<i64> {
        self.held.lock().await.numbers.clone()
    }
}

impl Talker for Page {
    const EVERY: Duration = Duration::from_millis(120);

    async fn connect(&self) -> anyhow::Result<Socket> {
        let (after, open) = {
            let held = self.held.lock().await;
            let open: Vec<_> = held.sent.iter().filter(|(_, sent)| sent.number.is_none()).map(frame_of).collect();
            (held.numbers.last().copied().unwrap_or(0), open)
        };
        let mut socket = self.visit.socket(after).await?;
        for frame in open {
            socket.send(frame).await?;
        }
        Ok(socket)
    }

    /// The first message asks for a person and must be acknowledged before others.
    async fn write(&self, socket: &mut Socket) -> anyhow::Result<()> {
        let frame = {
            let mut held = self.held.lock().await;
            let counter = held.sent.len();
            if counter == 1 && held.sent.values().all(|sent| sent.number.is_none()) {
                return Ok(());
            }
            let id = message_id(self.sender, counter as u64);
            let words = if counter == 0 {
                "转人工".to_owned()
            } else {
                format!("第{counter}句：我还在等这笔款的消息 {id}")
            };
            held.sent.insert(id, Sent::new(words));
            frame_of(held.sent.last_key_value().expect("one was just put in"))
        };
        socket.send(frame).await
    }

    async fn take(&self, frame: &Value) {
        let mut held = self.held.lock().await;
        match frame["type"].as_str() {
            Some("ack") => {
                let sent = held.sent.get_mut(&id_of(frame)).expect("an ack names a message of ours");
                sent.acknowledge(frame);
            }
            Some("event") => held.event(frame),
            Some("refused") => panic!("refused: {frame}"),
            _ => {}
        }
    }
}

impl Held {
    fn event(&mut self, frame: &Value) {
        let number = frame["number"].as_i64().unwrap();
        assert!(
            self.numbers.last().is_none_or(|last| *last < number),
            "event {number} came twice or too late, after {:?}",
            self.numbers.last()
        );
        self.numbers.push(number);
        self.words.insert(number, text(&frame["event"]["body"]["text"]).unwrap_or_default());
    }
}

fn frame_of((id, sent): (&Uuid, &Sent)) -> String {
    json!({"type": "message", "id": id.to_string(), "text": sent.words}).to_string()
}
