//! One simulated agent at the desk: ready, offers, conversations, breaks.
//!
//! Invariants: the desk's socket has one reader and one writer, this loop; each conversation is a task
//! that lives in the loop's set and dies with it; a break that a supervisor ordered is kept.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{SemaphorePermit, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;
use warmline_base::InteractionId;
use warmline_wire::chat::desk::{ClientFrame, ServerFrame};

use super::chance::Chance;
use super::conversation::{Begin, Conversation, Heard};
use super::doors::{Colleague, Socket};
use super::duty::DeskPhone;
use super::{Crowd, cases};

/// A ping goes out this often.
const BEAT: Duration = Duration::from_secs(20);
/// How long an agent works between breaks, in seconds.
const WORKS: (f64, f64) = (240.0, 600.0);
/// How long a break takes, in seconds.
const BREAK: (f64, f64) = (20.0, 60.0);
/// How soon an agent who missed an offer is ready again, in seconds.
const AFTER_MISS: f64 = 5.0;
/// How long a supervisor's order is kept, in seconds.
const AFTER_ORDER: f64 = 300.0;
/// Frames the conversations may have ready for the socket, and events a conversation may have waiting.
const ROOM: usize = 64;

/// Works one session, until it ends.
///
/// # Errors
/// When the socket breaks or the house refuses.
pub async fn work(crowd: Arc<Crowd>, colleague: Arc<Colleague>, chance: Chance) -> anyhow::Result<()> {
    let (say, said) = mpsc::channel(ROOM);
    let phone = match crowd.telephone.filter(|_| super::PHONE_AGENTS.contains(&colleague.work_number.as_str())) {
        Some(telephone) => Some(Arc::new(DeskPhone::plug_in(telephone, &colleague.work_number).await?)),
        None => None,
    };
    let desk = Desk {
        socket: colleague.desk().await?,
        crowd: &crowd,
        colleague: &colleague,
        chance: &chance,
        phone,
        say,
        said,
        talks: BTreeMap::new(),
        tasks: JoinSet::new(),
        turn_at: Instant::now(),
        on_break: None,
        ready: false,
    };
    tokio::try_join!(desk.serve(), cases::answer_customers(&crowd, &colleague, &chance)).map(drop)
}

struct Desk<'a> {
    crowd: &'a Arc<Crowd>,
    colleague: &'a Arc<Colleague>,
    chance: &'a Chance,
    phone: Option<Arc<DeskPhone>>,
    socket: Socket,
    say: mpsc::Sender<ClientFrame>,
    said: mpsc::Receiver<ClientFrame>,
    talks: BTreeMap<InteractionId, mpsc::Sender<Heard>>,
    tasks: JoinSet<InteractionId>,
    /// When the agent goes on a break, or comes back.
    turn_at: Instant,
    on_break: Option<SemaphorePermit<'a>>,
    ready: bool,
}

impl Desk<'_> {
    async fn serve(mut self) -> anyhow::Result<()> {
        self.tell(ClientFrame::Hello { after: None }).await?;
        let mut beat = tokio::time::interval(BEAT);
        loop {
            tokio::select! {
                frame = self.socket.next() => self.hear(&frame?)?,
                Some(frame) = self.said.recv() => self.tell(frame).await?,
                Some(done) = self.tasks.join_next() => drop(done.map(|id| self.talks.remove(&id))),
                _ = beat.tick() => self.tell(ClientFrame::Ping {}).await?,
                () = tokio::time::sleep_until(self.turn_at) => self.turn().await?,
            }
        }
    }

    /// Takes up what is in the agent's hands and in no conversation, as after a broken session.
    async fn adopt(&mut self) -> anyhow::Result<()> {
        let mine = self.colleague.get("/api/interactions?view=mine&limit=20").await?;
        for row in mine["items"].as_array().into_iter().flatten() {
            // A call in hand is on the phone, and its end will be seen.
            let begin = match (row["state"].as_str(), row["channel"].as_str()) {
                (Some("wrap_up"), _) => Begin::WrapUp,
                (Some("active"), Some("chat")) => Begin::Excuse,
                _ => continue,
            };
            self.begin(serde_json::from_value(row["id"].clone())?, begin);
        }
        Ok(())
    }

    /// Goes on a break, or comes back.
    async fn turn(&mut self) -> anyhow::Result<()> {
        self.adopt().await?;
        let (presence, then) = match (self.ready, self.crowd.breaks.try_acquire()) {
            (true, Ok(permit)) => {
                self.on_break = Some(permit);
                (json!({"state": "not_ready", "reason": "break", "when": "after_work"}), BREAK)
            }
            _ => {
                self.on_break = None;
                (json!({"state": "ready"}), WORKS)
            }
        };
        self.ready = self.on_break.is_none();
        self.turn_at = Instant::now() + self.crowd.pace.span(self.chance.between(then.0, then.1));
        self.colleague.put("/api/me/presence", presence).await
    }

    fn hear(&mut self, frame: &str) -> anyhow::Result<()> {
        match ServerFrame::<Value>::parse(frame)? {
            ServerFrame::Offer { offer, interaction, .. } => {
                let id = serde_json::from_value(interaction["id"].clone())?;
                match (interaction["channel"].as_str(), &self.phone) {
                    (Some("voice"), Some(phone)) => self.take_call(id, Arc::clone(phone)),
                    _ => self.begin(id, Begin::Offer(offer)),
                }
            }
            ServerFrame::Event { stream, event, .. } => self.pass_on(&stream, &event),
            ServerFrame::Presence { presence } => self.notice(&presence),
            ServerFrame::Refused { problem, .. } => {
                tracing::debug!(code = problem.code, "a simulated agent was refused");
            }
            ServerFrame::Closing { code, .. } => anyhow::bail!("the house closed the desk: {code}"),
            _ => {}
        }
        Ok(())
    }

    fn pass_on(&self, stream: &str, event: &Value) {
        let Some(talk) = stream.parse().ok().and_then(|id: InteractionId| self.talks.get(&id)) else { return };
        if let Some(heard) = Heard::of(event) {
            // A conversation that lags so far behind has ended or will end by its own limits.
            let _ = talk.try_send(heard);
        }
    }

    /// Somebody else may have changed the agent's presence.
    fn notice(&mut self, presence: &Value) {
        let back_in = match (presence["state"].as_str(), presence["reason"].as_str()) {
            (Some("not_ready"), Some("rona")) => AFTER_MISS,
            (Some("not_ready"), Some("forced")) => AFTER_ORDER,
            _ => return,
        };
        if self.ready {
            self.ready = false;
            self.turn_at = Instant::now() + self.crowd.pace.span(back_in);
        }
    }

    /// Begins a conversation, once: an offer that still rings when the socket opens may be told twice.
    fn begin(&mut self, id: InteractionId, begin: Begin) {
        if self.talks.contains_key(&id) {
            return;
        }
        let (tell, heard) = mpsc::channel(ROOM);
        let chance = Chance::of(self.crowd.seed, &id.to_string());
        let conversation = Conversation::new(self.crowd, self.colleague, chance, id, heard, self.say.clone());
        self.talks.insert(id, tell);
        self.tasks.spawn(async move {
            if let Err(error) = conversation.hold(begin).await {
                tracing::debug!(%id, %error, "a simulated agent left a conversation");
            }
            id
        });
    }

    /// Takes a call. While it lasts, what the desk's socket says about it is for nobody.
    fn take_call(&mut self, id: InteractionId, phone: Arc<DeskPhone>) {
        if self.talks.contains_key(&id) {
            return;
        }
        self.talks.insert(id, mpsc::channel(1).0);
        let (crowd, colleague) = (Arc::clone(self.crowd), Arc::clone(self.colleague));
        let chance = Chance::of(crowd.seed, &id.to_string());
        self.tasks.spawn(async move {
            if let Err(error) = phone.take(&crowd, &colleague, &chance, id).await {
                tracing::debug!(%id, %error, "a simulated agent left a call");
            }
            id
        });
    }

    async fn tell(&mut self, frame: ClientFrame) -> anyhow::Result<()> {
        let mut text = String::new();
        frame.encode(&mut text)?;
        self.socket.send(text).await
    }
}
