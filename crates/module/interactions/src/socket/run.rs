//! One desk, from hello to goodbye.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use serde::Serialize;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;
use warmline_acd::Stage;
use warmline_base::{AgentId, Fault, InteractionId};
use warmline_contract::{Action, PresenceState, StoredEvent, Stream, names};
use warmline_http::Standing;
use warmline_runtime::{Ctx, Object, Scope, Subscription, scopes_of};
use warmline_wire::chat::desk::{ClientFrame, ServerFrame, Viewer as WireViewer};
use warmline_wire::chat::{HEARTBEAT_SECONDS, Problem, id_of_refused};

use super::frames::EventView;
use crate::Interactions;
use crate::app::MessageInput;
use crate::hub::{DeskNotice, Viewer};

/// Events a desk may not yet have taken before it is closed to resume.
const ROOM: usize = 1_024;
/// Events of one conversation read at once after a pause.
const REPLAY_PAGE: i64 = 1_000;
/// Changed rows are gathered this long before they are sent.
const GATHER: Duration = Duration::from_millis(400);
/// The first frame must come within this time.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// How long a frame may wait for a desk that does not read.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// Frames a desk may send in a heartbeat.
const FRAMES_MAX: u32 = 1_500;

struct Desk {
    service: Arc<Interactions>,
    ctx: Ctx,
    agent: AgentId,
    alias: String,
    serves: bool,
    wide: bool,
    socket: WebSocket,
    subscription: Subscription,
    viewing: Option<InteractionId>,
    /// The position told in `welcome`: what the log holds up to here is replayed, so that announcements of
    /// it, which came while the desk was greeted, are dropped.
    replayed: i64,
    /// Rows to be sent with the next gathering.
    dirty: BTreeSet<InteractionId>,
    gather_at: Option<Instant>,
    text: String,
    heard: bool,
    frames: u32,
}

/// Why a desk is closed.
enum Leave {
    Gone,
    Told(&'static str),
}

/// Serves one desk until it leaves.
pub async fn run(service: Arc<Interactions>, ctx: Ctx, socket: WebSocket) {
    let Ok(staff) = ctx.staff().cloned() else { return };
    let key = u64::from_be_bytes(service.runtime.ids.next_uuid().as_bytes()[8..].try_into().unwrap_or_default());
    let (subscription, events) = service.runtime.bus.subscribe(key, ROOM);
    let serves = ctx.authorize(Action::PresenceSet, &Object::new("agent", "").person(staff.id)).is_ok();
    let wide = scopes_of(&staff.roles, Action::InteractionRead).iter().any(|scope| *scope != Scope::Own);
    let notices = service.hub.desk(staff.id);
    let mut desk = Desk {
        agent: staff.id,
        alias: staff.alias,
        serves,
        wide,
        socket,
        subscription,
        viewing: None,
        replayed: 0,
        dirty: BTreeSet::new(),
        gather_at: None,
        text: String::with_capacity(1_024),
        heard: true,
        frames: 0,
        service,
        ctx,
    };
    let wide_events = desk.service.runtime.bus.listen_wide();
    if let Err(Leave::Told(code)) = desk.live(events, wide_events, notices).await {
        // The desk may be gone already.
        let _ = desk.send(&ServerFrame::<()>::Closing { code: code.into() }).await;
    }
    desk.look_away();
    let (service, agent, serves) = (Arc::clone(&desk.service), desk.agent, desk.serves);
    drop(desk);
    if serves {
        service.switchboard.desk(agent, false);
    }
}

impl Desk {
    async fn live(
        &mut self,
        mut events: mpsc::Receiver<Arc<StoredEvent>>,
        mut wide_events: broadcast::Receiver<Arc<StoredEvent>>,
        mut notices: mpsc::Receiver<DeskNotice>,
    ) -> Result<(), Leave> {
        self.hello().await?;
        let mut board: Option<watch::Receiver<Arc<str>>> = None;
        // Two heartbeats may be lost.
        let beat = Duration::from_secs(2 * u64::from(HEARTBEAT_SECONDS) + 10);
        let mut heartbeat = tokio::time::interval_at(Instant::now() + beat, beat);
        loop {
            let gather_at = self.gather_at;
            tokio::select! {
                frame = self.socket.recv() => self.frame(frame, &mut board).await?,
                event = events.recv() => match event {
                    Some(event) => self.event(&event).await?,
                    None => return Err(Leave::Told("WL-SOCKET-SLOW")),
                },
                event = wide_events.recv(), if self.wide => match event {
                    Ok(event) => self.changed(&event),
                    Err(broadcast::error::RecvError::Lagged(_)) => return Err(Leave::Told("WL-SOCKET-SLOW")),
                    Err(broadcast::error::RecvError::Closed) => return Err(Leave::Told("WL-STOPPING")),
                },
                notice = notices.recv() => match notice {
                    Some(notice) => self.notice(notice).await?,
                    None => return Err(Leave::Told("WL-SOCKET-SLOW")),
                },
                text = next_board(&mut board) => self.board(&text).await?,
                () = sleep_until(gather_at), if gather_at.is_some() => self.gather().await?,
                _ = heartbeat.tick() => self.beat()?,
            }
        }
    }

    async fn hello(&mut self) -> Result<(), Leave> {
        let first =
            tokio::time::timeout(HELLO_WITHIN, self.socket.recv()).await.map_err(|_| Leave::Told("WL-SOCKET-HELLO"))?;
        let Some(Ok(Message::Text(text))) = first else { return Err(Leave::Gone) };
        let Ok(ClientFrame::Hello { after }) = ClientFrame::parse(text.as_str()) else {
            return Err(Leave::Told("WL-SOCKET-HELLO"));
        };
        if self.serves {
            self.service.switchboard.desk(self.agent, true);
        }
        for id in self.service.live.of_agent(self.agent) {
            self.subscription.add(Stream::Interaction(id));
        }
        // Read after subscribing: whatever is handed on later than this position is announced to us.
        let position = *self.service.runtime.bus.position().borrow();
        self.replayed = position;
        let server_time = self.ctx.now();
        self.send(&ServerFrame::<()>::Welcome { position, server_time, heartbeat_seconds: HEARTBEAT_SECONDS }).await?;
        if let Some(after) = after {
            self.replay(after).await?;
        }
        self.offers_still_ringing().await?;
        self.counts().await
    }

    /// What happened to the desk's own interactions while it was away, in the order of the whole log: a
    /// desk that is cut off again in the middle asks for what came after the last position it was told.
    async fn replay(&mut self, after: i64) -> Result<(), Leave> {
        let own = self.service.live.of_agent(self.agent);
        let mut missed = Vec::new();
        for id in &own {
            missed.extend(read_missed(&self.service, Stream::Interaction(*id), after, self.replayed).await?);
        }
        missed.sort_unstable_by_key(|event| event.position);
        for event in &missed {
            self.tell_event(event).await?;
        }
        for id in own {
            self.row(id).await?;
        }
        Ok(())
    }

    async fn offers_still_ringing(&mut self) -> Result<(), Leave> {
        let agent = self.agent;
        let ringing = self.service.switchboard.look(move |engine| engine.agent(agent).map(|view| view.work)).await;
        let ringing = ringing.ok().flatten().unwrap_or_default();
        for work in ringing.iter().filter(|work| work.stage == Stage::Offered) {
            let open =
                self.service.live.seat(work.interaction).and_then(|seat| seat.with(|fold, _| fold.offer.clone()));
            if let Some(open) = open {
                self.offer(open.offer, work.interaction, open.expires_at).await?;
            }
        }
        Ok(())
    }

    async fn frame(
        &mut self,
        frame: Option<Result<Message, axum::Error>>,
        board: &mut Option<watch::Receiver<Arc<str>>>,
    ) -> Result<(), Leave> {
        self.heard = true;
        self.frames += 1;
        if self.frames > FRAMES_MAX {
            return Err(Leave::Told("WL-TOO-MANY"));
        }
        let text = match frame {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => return Err(Leave::Told("WL-FRAME-SHAPE")),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Leave::Gone),
        };
        match ClientFrame::parse(text.as_str()) {
            Ok(frame) => self.obey(frame, board).await,
            Err(fault) => {
                let refused =
                    ServerFrame::<()>::Refused { id: id_of_refused(text.as_str()), problem: Problem::from(&fault) };
                self.send(&refused).await
            }
        }
    }

    async fn obey(&mut self, frame: ClientFrame, board: &mut Option<watch::Receiver<Arc<str>>>) -> Result<(), Leave> {
        match frame {
            ClientFrame::Ping {} => self.send(&ServerFrame::<()>::Pong {}).await,
            ClientFrame::Message { interaction, id, text, attachments, article } => {
                self.used().await?;
                let input = MessageInput { client_id: id.0, text, attachments, article };
                let answer = match self.service.reply(&self.ctx, interaction, input).await {
                    Ok(posted) => ServerFrame::Ack { id, number: posted.number },
                    Err(fault) => ServerFrame::<()>::Refused { id: Some(id), problem: Problem::from(&fault) },
                };
                self.send(&answer).await
            }
            ClientFrame::Typing { interaction, on } => {
                self.used().await?;
                self.types(interaction, on);
                Ok(())
            }
            ClientFrame::Read { interaction, number } => {
                self.quiet(self.service.mark_read(&self.ctx, interaction, number).await).await
            }
            ClientFrame::View { interaction } => self.view(interaction).await,
            ClientFrame::Subscribe { board: wanted } => {
                let allowed = self.ctx.authorize(Action::BoardRead, &Object::any("board")).is_ok();
                *board = self.service.board.get().filter(|_| wanted && allowed).map(|feed| feed.board());
                if let Some(feed) = board {
                    feed.mark_changed();
                }
                Ok(())
            }
            ClientFrame::Hello { .. } => Err(Leave::Told("WL-SOCKET-HELLO")),
        }
    }

    /// Things nobody waits for: a fault is told, not fatal.
    async fn quiet(&mut self, outcome: Result<(), Fault>) -> Result<(), Leave> {
        match outcome {
            Ok(()) => Ok(()),
            Err(fault) => self.send(&ServerFrame::<()>::Refused { id: None, problem: Problem::from(&fault) }).await,
        }
    }

    fn types(&self, interaction: InteractionId, on: bool) {
        let holds =
            self.service.live.seat(interaction).is_some_and(|seat| seat.with(|fold, _| fold.agent == Some(self.agent)));
        if holds {
            let notice = warmline_contract::VisitorNotice::Typing { on, assistant: false };
            self.service.hub.tell_visitor(interaction, &notice);
        }
        if self.viewing == Some(interaction) {
            let viewer = Viewer { id: self.agent, alias: self.alias.clone(), typing: on };
            self.service.hub.view(interaction, self.agent, Some(viewer));
        }
    }

    async fn view(&mut self, interaction: Option<InteractionId>) -> Result<(), Leave> {
        self.look_away();
        let Some(id) = interaction else { return Ok(()) };
        if let Err(fault) = self.service.readable(&self.ctx, id).await {
            return self.quiet(Err(fault)).await;
        }
        self.viewing = Some(id);
        self.subscription.add(Stream::Interaction(id));
        self.service.hub.view(
            id,
            self.agent,
            Some(Viewer { id: self.agent, alias: self.alias.clone(), typing: false }),
        );
        Ok(())
    }

    fn look_away(&mut self) {
        if let Some(old) = self.viewing.take() {
            self.service.hub.view(old, self.agent, None);
            if !self.service.live.of_agent(self.agent).contains(&old) {
                self.subscription.remove(Stream::Interaction(old));
            }
        }
    }

    async fn event(&mut self, event: &StoredEvent) -> Result<(), Leave> {
        if event.position <= self.replayed {
            return Ok(());
        }
        self.tell_event(event).await?;
        self.changed(event);
        Ok(())
    }

    async fn tell_event(&mut self, event: &StoredEvent) -> Result<(), Leave> {
        if *event.name == *names::INTERACTION_FLOW_STEP {
            return Ok(());
        }
        let frame = ServerFrame::Event {
            position: event.position,
            stream: event.stream.to_string(),
            event: EventView::of(event),
        };
        self.send(&frame).await
    }

    /// Marks a row as changed; rows are sent gathered.
    fn changed(&mut self, event: &StoredEvent) {
        if let Stream::Interaction(id) = event.stream {
            self.dirty.insert(id);
            self.gather_at.get_or_insert_with(|| Instant::now() + GATHER);
        }
    }

    async fn gather(&mut self) -> Result<(), Leave> {
        self.gather_at = None;
        for id in std::mem::take(&mut self.dirty) {
            self.row(id).await?;
        }
        self.counts().await
    }

    async fn row(&mut self, id: InteractionId) -> Result<(), Leave> {
        // A row that may not be seen, or cannot be read now, is left out; the list is fetched anew on demand.
        let Ok(Some((fold, tail))) = self.service.find(id).await else { return Ok(()) };
        let Ok(object) = self.service.object(&fold).await else { return Ok(()) };
        let unassigned = fold.agent.is_none() && fold.last_agent.is_none();
        let object = if unassigned { object.team(self.ctx.staff().ok().and_then(|staff| staff.team)) } else { object };
        if self.ctx.authorize(Action::InteractionRead, &object).is_err() {
            return Ok(());
        }
        match self.service.row(&fold, &tail).await {
            Ok(row) => self.send(&ServerFrame::Row { row }).await,
            Err(_) => Ok(()),
        }
    }

    async fn counts(&mut self) -> Result<(), Leave> {
        let Ok(counts) = self.service.counts(&self.ctx).await else { return Ok(()) };
        let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let frame = ServerFrame::<()>::Counts {
            mine: whole(counts.mine),
            waiting: whole(counts.waiting),
            all: whole(counts.all),
        };
        self.send(&frame).await
    }

    async fn notice(&mut self, notice: DeskNotice) -> Result<(), Leave> {
        match notice {
            DeskNotice::Offer { offer, interaction, expires_at } => self.offer(offer, interaction, expires_at).await,
            DeskNotice::OfferEnded { offer, how } => {
                self.send(&ServerFrame::<()>::OfferEnded { offer, how: how.into() }).await
            }
            DeskNotice::Row(id) => {
                if self.service.live.of_agent(self.agent).contains(&id) {
                    self.subscription.add(Stream::Interaction(id));
                } else if self.viewing != Some(id) {
                    self.subscription.remove(Stream::Interaction(id));
                }
                self.row(id).await?;
                self.counts().await
            }
            DeskNotice::Presence => {
                let presence = self.service.switchboard.presences().of(self.agent);
                if presence.state == PresenceState::Offline && !self.serves {
                    return Ok(());
                }
                self.send(&ServerFrame::Presence { presence }).await
            }
            DeskNotice::Typing { interaction, by, on } => {
                let by = by.map_or_else(|| "customer".to_owned(), |agent| agent.to_string());
                self.send(&ServerFrame::<()>::Typing { interaction, by, on, preview: None }).await
            }
            DeskNotice::Viewing(interaction) => {
                let agents = self
                    .service
                    .hub
                    .viewers(interaction)
                    .into_iter()
                    .filter(|viewer| viewer.id != self.agent)
                    .map(|viewer| WireViewer { id: viewer.id, alias: viewer.alias, typing: viewer.typing })
                    .collect();
                self.send(&ServerFrame::<()>::Viewing { interaction, agents }).await
            }
            DeskNotice::Mention { interaction, number, by, alias, text } => {
                self.send(&ServerFrame::<()>::Mention { interaction, number, by, alias, text }).await
            }
        }
    }

    async fn offer(
        &mut self,
        offer: warmline_base::OfferId,
        interaction: InteractionId,
        expires_at: warmline_base::Timestamp,
    ) -> Result<(), Leave> {
        let Ok(Some((fold, tail))) = self.service.find(interaction).await else { return Ok(()) };
        let Ok(row) = self.service.row(&fold, &tail).await else { return Ok(()) };
        let name = row.customer.as_ref().map(|customer| customer.name_masked.clone());
        let handover = fold.hand_over.as_ref().and_then(|hand_over| serde_json::to_value(hand_over).ok());
        let Ok(row) = serde_json::to_value(row) else { return Ok(()) };
        self.send(&ServerFrame::Offer { offer, interaction: row, expires_at, handover, customer_name_masked: name })
            .await
    }

    async fn board(&mut self, text: &str) -> Result<(), Leave> {
        let Ok(board) = serde_json::from_str::<&serde_json::value::RawValue>(text) else { return Ok(()) };
        self.send(&ServerFrame::Board { board }).await
    }

    fn beat(&mut self) -> Result<(), Leave> {
        if !std::mem::take(&mut self.heard) {
            return Err(Leave::Gone);
        }
        self.frames = 0;
        let session = self.ctx.staff().map_err(|_| Leave::Told("WL-SESSION-REQUIRED"))?.session;
        let standing = self.service.sessions.get().map(|sessions| sessions.standing(session));
        self.stand(standing)
    }

    /// A person did something: the session is in use.
    async fn used(&mut self) -> Result<(), Leave> {
        let session = self.ctx.staff().map_err(|_| Leave::Told("WL-SESSION-REQUIRED"))?.session;
        let Some(sessions) = self.service.sessions.get().map(Arc::clone) else { return Ok(()) };
        // When the database is away the next heartbeat finds out from memory.
        let standing = sessions.used(session).await.ok();
        self.stand(standing)
    }

    fn stand(&mut self, standing: Option<Standing>) -> Result<(), Leave> {
        match standing {
            None | Some(Standing::Open) => Ok(()),
            Some(Standing::Locked) => Err(Leave::Told("WL-SESSION-LOCKED")),
            Some(Standing::Over) => Err(Leave::Told("WL-SESSION-REQUIRED")),
        }
    }

    async fn send(&mut self, frame: &ServerFrame<impl Serialize>) -> Result<(), Leave> {
        let mut text = std::mem::take(&mut self.text);
        frame.encode(&mut text).map_err(|_| Leave::Told("WL-FRAME-ENCODE"))?;
        let sent = tokio::time::timeout(SEND_WITHIN, self.socket.send(Message::Text(text.as_str().into()))).await;
        self.text = text;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Leave::Gone),
        }
    }
}

/// Events of `stream` after one position and up to another.
async fn read_missed(
    service: &Interactions,
    stream: Stream,
    after: i64,
    until: i64,
) -> Result<Vec<StoredEvent>, Leave> {
    let mut missed: Vec<StoredEvent> = Vec::new();
    loop {
        let from = missed.last().map_or(after, |event| event.position);
        let page = service.runtime.log.stream_since(stream, from, REPLAY_PAGE).await;
        let page = page.map_err(|_| Leave::Told("WL-DB-AWAY"))?;
        let more = i64::try_from(page.len()).is_ok_and(|length| length == REPLAY_PAGE);
        missed.extend(page);
        if !more {
            missed.retain(|event| event.position <= until);
            return Ok(missed);
        }
    }
}

async fn next_board(board: &mut Option<watch::Receiver<Arc<str>>>) -> Arc<str> {
    if let Some(feed) = board
        && feed.changed().await.is_ok()
    {
        return Arc::clone(&feed.borrow_and_update());
    }
    std::future::pending().await
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
