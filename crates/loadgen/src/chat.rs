//! Conversations in full swing: customers and agents write to each other at a fixed pace, offered whether or
//! not the server keeps up, and every message is timed to its acknowledgement and to the other side.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::sync::{Barrier, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use crate::figures::Times;
use crate::message_id;
use crate::server::Server;
use crate::socket::Socket;
use crate::staff::{ADMIN, Staff, client, hire, text};
use crate::visitor::Visit;

/// Conversations one agent holds.
const CHATS_AN_AGENT: usize = 4;
/// How long messages under way may take after the last was sent.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// How long an agent may wait for the next offer.
const OFFER_WITHIN: Duration = Duration::from_secs(60);
/// What is written, after the time it was sent.
const WORDS: &str = "您好,请问我昨天转出的那笔款什么时候到账?";

/// How much is offered.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Messages in a second, half from customers and half from agents.
    pub rate: u32,
    /// For how long.
    pub seconds: u32,
    /// Conversations they are spread over.
    pub conversations: usize,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Messages sent.
    pub sent: u64,
    /// Messages refused.
    pub refused: u64,
    /// From sending to the acknowledgement, each message.
    pub acknowledged: Times,
    /// From sending to the other side's having it, each message.
    pub delivered: Times,
    /// Processor time of the server while the load lasted, in milliseconds.
    pub processor_ms: f64,
    /// How long it lasted until the last acknowledgement, in seconds.
    pub lasted: f64,
}

impl Outcome {
    fn join(&mut self, other: Self) {
        self.sent += other.sent;
        self.refused += other.refused;
        self.acknowledged.join(other.acknowledged);
        self.delivered.join(other.delivered);
        self.lasted = self.lasted.max(other.lasted);
    }
}

/// One side of the talk: a socket, and the conversations it writes to in turn.
struct Talker {
    number: u64,
    socket: Socket,
    /// `None` for a visitor, who has one conversation that needs no name.
    interactions: Vec<Option<String>>,
    /// Whose events are the other side's.
    hears: &'static str,
    every: Duration,
}

/// Offers the load to the server at `base` and measures.
///
/// # Errors
/// When the conversations cannot be set up or a socket breaks.
pub async fn measure(base: &str, server: &Server, load: Load) -> Result<Outcome> {
    let talkers = set_up(base, load).await?;
    sleep(Duration::from_secs(2)).await;
    let ready = Arc::new(Barrier::new(talkers.len() + 1));
    let (done, mut outcomes) = mpsc::channel(talkers.len());
    let epoch = Instant::now();
    for talker in talkers {
        let (ready, done) = (Arc::clone(&ready), done.clone());
        tokio::spawn(async move {
            ready.wait().await;
            let outcome = talker.talk(epoch, Duration::from_secs(u64::from(load.seconds))).await;
            // The receiver lives until every talker has sent.
            let _ = done.send(outcome).await;
        });
    }
    drop(done);
    let before = server.processor_ms()?;
    ready.wait().await;
    let begun = Instant::now();
    let mut whole = Outcome::default();
    while let Some(outcome) = outcomes.recv().await {
        whole.join(outcome?);
    }
    whole.processor_ms = server.processor_ms()? - before;
    whole.lasted -= (begun - epoch).as_secs_f64();
    Ok(whole)
}

async fn set_up(base: &str, load: Load) -> Result<Vec<Talker>> {
    let client = client()?;
    let each_conversation = Duration::from_secs_f64(2.0 * load.conversations as f64 / f64::from(load.rate));
    let agents = load.conversations.div_ceil(CHATS_AN_AGENT);
    let mut desks = Vec::with_capacity(agents);
    let admin = Staff::of_demo(base, ADMIN).await?;
    for staff in hire(base, &admin, 0..agents, CHATS_AN_AGENT).await? {
        let mut socket = staff.desk(None).await?;
        socket.wait_for("welcome").await?;
        staff.ready().await?;
        desks.push((staff, socket, Vec::new()));
    }
    let mut talkers = Vec::with_capacity(load.conversations + agents);
    for number in 0..load.conversations {
        let visit = Visit::begin(&client, base).await?;
        let mut socket = visit.socket(0).await?;
        socket.send(json!({"type": "person"}).to_string()).await?;
        talkers.push(Talker {
            number: number as u64,
            socket,
            interactions: vec![None],
            hears: r#""kind":"agent""#,
            every: each_conversation,
        });
    }
    for index in 0..load.conversations {
        let count = desks.len();
        let (staff, socket, held) = &mut desks[index % count];
        let offer = timeout(OFFER_WITHIN, socket.wait_for("offer")).await.context("no offer comes")??;
        let interaction = text(&offer["interaction"]["id"])?;
        staff.accept(&interaction, &text(&offer["offer"])?).await?;
        held.push(Some(interaction));
    }
    for (number, (_, socket, interactions)) in desks.into_iter().enumerate() {
        let every = each_conversation / u32::try_from(interactions.len())?;
        let number = (load.conversations + number) as u64;
        talkers.push(Talker { number, socket, interactions, hears: r#""kind":"customer""#, every });
    }
    Ok(talkers)
}

impl Talker {
    /// Writes at the pace for `span` from now on and listens a little longer.
    async fn talk(mut self, epoch: Instant, span: Duration) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        // Talkers begin at different moments of their pace, as people do.
        let offset = self.every.mul_f64((self.number as f64 * 0.618_034).fract());
        let begun = Instant::now();
        let mut tick = interval_at(begun + offset, self.every);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let silence = sleep(span);
        tokio::pin!(silence);
        let mut sent_at: Vec<Instant> = Vec::new();
        let mut writing = true;
        loop {
            tokio::select! {
                () = &mut silence => {
                    if !writing {
                        break;
                    }
                    writing = false;
                    silence.as_mut().reset(Instant::now() + LAST_WORDS);
                }
                due = tick.tick(), if writing => {
                    let counter = sent_at.len();
                    // A tick that came late counts from when it was due, so that waiting is not left out.
                    sent_at.push(due);
                    let frame = self.message(counter, (due - epoch).as_micros());
                    self.socket.send(frame).await?;
                }
                text = self.socket.text() => self.heard(&text?, epoch, &sent_at, &mut outcome)?,
            }
        }
        outcome.sent = sent_at.len() as u64;
        Ok(outcome)
    }

    fn message(&self, counter: usize, micros: u128) -> String {
        let id = message_id(self.number + 1, counter as u64);
        match &self.interactions[counter % self.interactions.len()] {
            None => format!(r#"{{"type":"message","id":"{id}","text":"@{micros}@{WORDS}"}}"#),
            Some(interaction) => {
                format!(r#"{{"type":"message","interaction":"{interaction}","id":"{id}","text":"@{micros}@{WORDS}"}}"#)
            }
        }
    }

    /// Looks only at what it needs of a frame: the generator shares its processors with the server.
    fn heard(&self, text: &str, epoch: Instant, sent_at: &[Instant], outcome: &mut Outcome) -> Result<()> {
        let now = Instant::now();
        if text.starts_with(r#"{"type":"ack""#) {
            let sent = self.counter(text).and_then(|counter| sent_at.get(counter)).context("an unknown ack")?;
            outcome.acknowledged.take((now - *sent).as_micros());
            outcome.lasted = (now - epoch).as_secs_f64();
        } else if text.starts_with(r#"{"type":"event""#) {
            let micros = text.split_once("@").and_then(|(_, rest)| rest.split_once('@')).map(|(micros, _)| micros);
            if let Some(micros) = micros.filter(|_| text.contains(self.hears)) {
                let sent: u128 = micros.parse().context("a message was altered under way")?;
                outcome.delivered.take((now - epoch).as_micros() - sent);
            }
        } else if text.starts_with(r#"{"type":"refused""#) {
            outcome.refused += 1;
            ensure!(outcome.refused < 100, "the server refuses: {text}");
        } else {
            ensure!(!text.starts_with(r#"{"type":"closing""#), "the server closes: {text}");
        }
        Ok(())
    }

    /// Which of its messages an ack names.
    fn counter(&self, text: &str) -> Option<usize> {
        let id = text.split_once(r#""id":""#)?.1.get(..36)?;
        usize::try_from(uuid::Uuid::try_parse(id).ok()?.as_u128() & 0xFFFF_FFFF).ok()
    }
}
