//! One desk, from hello to goodbye.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocket;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;
use warmline_base::{AgentId, InteractionId, OfferId, Timestamp};
use warmline_contract::{Action, PresenceState, StoredEvent, Stream, names};
use warmline_http::{STOPPING, Standing};
use warmline_runtime::{Ctx, Object, Scope, Stopping, Subscription, scopes_of};
use warmline_wire::chat::HEARTBEAT_SECONDS;
use warmline_wire::chat::desk::{ServerFrame, Viewer as WireViewer};

use super::frames::EventView;
use super::out::Outgoing;
use super::replies::Replies;
use crate::Interactions;
use crate::hub::DeskNotice;

/// Events a desk may not yet have taken before it is closed to resume.
const ROOM: usize = 1_024;
/// Changed rows are gathered this long before they are sent.
const GATHER: Duration = Duration::from_millis(400);
/// The first frame must come within this time.
pub(super) const HELLO_WITHIN: Duration = Duration::from_secs(10);

/// One desk.
pub(super) struct Desk {
    pub service: Arc<Interactions>,
    pub ctx: Ctx,
    pub agent: AgentId,
    pub alias: String,
    /// Takes work, so it has a presence.
    pub serves: bool,
    /// Sees more than the agent's own.
    wide: bool,
    pub socket: WebSocket,
    pub subscription: Subscription,
    pub viewing: Option<InteractionId>,
    /// The position told in `welcome`: what the log holds up to here is replayed, so that announcements of
    /// it, which came while the desk was greeted, are dropped.
    pub replayed: i64,
    /// Offers this socket was told of that still ring: one that rings while the desk is greeted is found
    /// ringing and announced as well.
    ringing: BTreeSet<OfferId>,
    /// Rows to be sent with the next gathering.
    dirty: BTreeSet<InteractionId>,
    gather_at: Option<Instant>,
    pub outgoing: Outgoing,
    /// Messages of this desk that are being stored.
    pub replies: Replies,
    pub heard: bool,
    pub frames: u32,
    stopping: Stopping,
}

/// Why a desk is closed.
pub(super) enum Leave {
    /// It is gone.
    Gone,
    /// We close it, with this code.
    Told(&'static str),
}

/// Serves one desk until it leaves.
pub async fn run(service: Arc<Interactions>, ctx: Ctx, socket: WebSocket) {
    let Ok(staff) = ctx.staff().cloned() else { return };
    let (subscription, events) = service.runtime.bus.subscribe(ROOM);
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
        ringing: BTreeSet::new(),
        dirty: BTreeSet::new(),
        gather_at: None,
        outgoing: Outgoing::default(),
        replies: Replies::new(Arc::clone(&service), ctx.clone()),
        heard: true,
        frames: 0,
        stopping: service.runtime.stop.heed(),
        service,
        ctx,
    };
    let wide_events = desk.service.runtime.bus.listen_wide();
    if let Err(Leave::Told(code)) = desk.live(events, wide_events, notices).await {
        desk.close(code).await;
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
            self.flush().await?;
            let gather_at = self.gather_at;
            tokio::select! {
                frame = self.socket.recv(), if self.replies.take_more() => self.frame(frame, &mut board).await?,
                answered = self.replies.next() => self.answered(answered).await?,
                event = events.recv() => {
                    self.event(event).await?;
                    // Whatever came with it goes out with it.
                    for _ in 0..events.len() {
                        let Ok(event) = events.try_recv() else { break };
                        self.event(Some(event)).await?;
                    }
                }
                event = wide_events.recv(), if self.wide => match event {
                    Ok(event) => self.changed(&event),
                    Err(broadcast::error::RecvError::Lagged(_)) => return Err(Leave::Told("WL-SOCKET-SLOW")),
                    Err(broadcast::error::RecvError::Closed) => return Err(Leave::Told(STOPPING)),
                },
                notice = notices.recv() => {
                    self.notice(notice).await?;
                    for _ in 0..notices.len() {
                        let Ok(notice) = notices.try_recv() else { break };
                        self.notice(Some(notice)).await?;
                    }
                }
                text = next_board(&mut board) => self.board(&text).await?,
                () = sleep_until(gather_at), if gather_at.is_some() => self.gather().await?,
                _ = heartbeat.tick() => self.beat()?,
                () = self.stopping.begun() => return Err(Leave::Told(STOPPING)),
            }
        }
    }

    /// An event was announced, or (`None`) the bus gave up on a desk that lags.
    async fn event(&mut self, event: Option<Arc<StoredEvent>>) -> Result<(), Leave> {
        let Some(event) = event else { return Err(Leave::Told("WL-SOCKET-SLOW")) };
        if event.position <= self.replayed {
            return Ok(());
        }
        self.tell_event(&event).await?;
        self.changed(&event);
        self.look_again(&event).await;
        Ok(())
    }

    /// What one looks at may have become somebody else's, by an acceptance or because one's own phone left: then it is not
    /// told any more than it is shown.
    async fn look_again(&mut self, event: &StoredEvent) {
        let Stream::Interaction(id) = event.stream else { return };
        let moves = matches!(&*event.name, names::INTERACTION_ACCEPTED | names::CALL_LEG_LEFT);
        if moves && self.viewing == Some(id) && !self.may_read(id).await {
            self.look_away();
        }
    }

    async fn may_read(&mut self, id: InteractionId) -> bool {
        // What cannot be read now is decided when something happens again.
        let Ok(Some((fold, _))) = self.service.find(id).await else { return true };
        let Ok(object) = self.service.object(&self.ctx, &fold).await else { return true };
        let in_call = self.service.live.seat(id).is_some_and(|seat| seat.has_in_call(self.agent));
        in_call || self.ctx.authorize(Action::InteractionRead, &object).is_ok()
    }

    /// Tells an event; those of flows are the house's own affair.
    pub(super) async fn tell_event(&mut self, event: &StoredEvent) -> Result<(), Leave> {
        if *event.name == *names::INTERACTION_FLOW_STEP {
            return Ok(());
        }
        let frame = ServerFrame::Event {
            position: event.position,
            stream: event.stream.to_string(),
            event: EventView::of(event),
        };
        self.feed(&frame).await
    }

    /// Hears a conversation from here on and says how far it has come, when that is news or asked for.
    pub(super) async fn follow(&mut self, id: InteractionId, asked: bool) -> Result<(), Leave> {
        if !self.subscription.add(Stream::Interaction(id)) && !asked {
            return Ok(());
        }
        // Read after subscribing, so that no event lies between the number and what is announced.
        match self.service.find(id).await {
            Ok(Some((_, tail))) => {
                self.feed(&ServerFrame::<()>::Reload { interaction: id, number: tail.last_number }).await
            }
            Ok(None) => Ok(()),
            Err(_) => Err(Leave::Told("WL-DB-AWAY")),
        }
    }

    /// Hears a conversation no more.
    pub(super) fn forget(&mut self, id: InteractionId) {
        self.subscription.remove(Stream::Interaction(id));
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

    /// Sends a row, when the actor may see it.
    pub(super) async fn row(&mut self, id: InteractionId) -> Result<(), Leave> {
        // A row that may not be seen, or cannot be read now, is left out; the list is fetched anew on demand.
        let Ok(Some((fold, tail))) = self.service.find(id).await else { return Ok(()) };
        // Whoever has it sees it: by far the most rows a desk is sent.
        if fold.agent != Some(self.agent) {
            let Ok(object) = self.service.object(&self.ctx, &fold).await else { return Ok(()) };
            if self.ctx.authorize(Action::InteractionRead, &object).is_err() {
                return Ok(());
            }
        }
        match self.service.row(&fold, &tail).await {
            Ok(row) => self.feed(&ServerFrame::Row { row }).await,
            Err(_) => Ok(()),
        }
    }

    /// Sends how long the actor's lists are.
    pub(super) async fn counts(&mut self) -> Result<(), Leave> {
        let Ok(counts) = self.service.counts(&self.ctx).await else { return Ok(()) };
        let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let frame = ServerFrame::<()>::Counts {
            mine: whole(counts.mine),
            waiting: whole(counts.waiting),
            all: whole(counts.all),
        };
        self.feed(&frame).await
    }

    /// Something is told that is stored nowhere, or (`None`) the hub gave up on a desk that lags.
    async fn notice(&mut self, notice: Option<DeskNotice>) -> Result<(), Leave> {
        let Some(notice) = notice else { return Err(Leave::Told("WL-SOCKET-SLOW")) };
        match notice {
            DeskNotice::Offer { offer, interaction, expires_at } => self.offer(offer, interaction, expires_at).await,
            DeskNotice::OfferEnded { offer, how } => {
                self.ringing.remove(&offer);
                self.feed(&ServerFrame::<()>::OfferEnded { offer, how: how.into() }).await
            }
            DeskNotice::Row(id) => {
                if self.service.live.is_of_agent(id, self.agent) {
                    self.follow(id, false).await?;
                } else if self.viewing != Some(id) {
                    self.forget(id);
                }
                self.row(id).await?;
                self.counts().await
            }
            DeskNotice::Presence => {
                let presence = self.service.switchboard.presences().of(self.agent);
                if presence.state == PresenceState::Offline && !self.serves {
                    return Ok(());
                }
                self.feed(&ServerFrame::Presence { presence }).await
            }
            DeskNotice::Typing { interaction, by, on } => {
                let by = by.map_or_else(|| "customer".to_owned(), |agent| agent.to_string());
                self.feed(&ServerFrame::<()>::Typing { interaction, by, on, preview: None }).await
            }
            DeskNotice::Saying { interaction, speaker, text, start_ms } => {
                let by = if speaker == warmline_contract::Speaker::Customer { "customer" } else { "agent" };
                self.feed(&ServerFrame::<()>::Saying { interaction, by: by.into(), text, start_ms }).await
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
                self.feed(&ServerFrame::<()>::Viewing { interaction, agents }).await
            }
            DeskNotice::Mention { interaction, number, by, alias, text } => {
                self.feed(&ServerFrame::<()>::Mention { interaction, number, by, alias, text }).await
            }
        }
    }

    /// Tells an offer, once.
    pub(super) async fn offer(
        &mut self,
        offer: OfferId,
        interaction: InteractionId,
        expires_at: Timestamp,
    ) -> Result<(), Leave> {
        if !self.ringing.insert(offer) {
            return Ok(());
        }
        let Ok(Some((fold, tail))) = self.service.find(interaction).await else { return Ok(()) };
        let Ok(row) = self.service.row(&fold, &tail).await else { return Ok(()) };
        let name = row.customer.as_ref().map(|customer| customer.name_masked.clone());
        let handover = fold.hand_over.as_ref().and_then(|hand_over| serde_json::to_value(hand_over).ok());
        let Ok(row) = serde_json::to_value(row) else { return Ok(()) };
        self.feed(&ServerFrame::Offer { offer, interaction: row, expires_at, handover, customer_name_masked: name })
            .await
    }

    async fn board(&mut self, text: &str) -> Result<(), Leave> {
        let Ok(board) = serde_json::from_str::<&serde_json::value::RawValue>(text) else { return Ok(()) };
        self.feed(&ServerFrame::Board { board }).await
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

    /// Whether the session still bears a desk.
    pub(super) fn stand(&mut self, standing: Option<Standing>) -> Result<(), Leave> {
        match standing {
            None | Some(Standing::Open) => Ok(()),
            Some(Standing::Locked) => Err(Leave::Told("WL-SESSION-LOCKED")),
            Some(Standing::Over) => Err(Leave::Told("WL-SESSION-REQUIRED")),
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
