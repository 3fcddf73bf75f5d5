//! From the open socket to the present: the first frame, and everything the desk missed.
//!
//! What was missed may be long, so it is read page by page and sent as fast as the desk takes it; of each
//! conversation no more than a page is held in memory.

use std::collections::VecDeque;

use axum::extract::ws::Message;
use warmline_acd::Stage;
use warmline_base::InteractionId;
use warmline_contract::{StoredEvent, Stream};
use warmline_runtime::EventLog;
use warmline_wire::chat::HEARTBEAT_SECONDS;
use warmline_wire::chat::desk::{ClientFrame, ServerFrame};

use super::hear::received;
use super::run::{Desk, HELLO_WITHIN, Leave};

/// Events of one conversation read at once.
const PAGE: i64 = 200;

/// What a desk missed of one conversation, read page by page.
struct Missed {
    stream: Stream,
    page: VecDeque<StoredEvent>,
    /// Number of the last event read; none before the first page.
    read: Option<i64>,
    more: bool,
}

impl Missed {
    fn of(id: InteractionId) -> Self {
        Self { stream: Stream::Interaction(id), page: VecDeque::new(), read: None, more: true }
    }

    /// Reads the next page when this one is used up: events after the position `after`, up to `until`.
    async fn fill(&mut self, log: &EventLog, after: i64, until: i64) -> Result<(), Leave> {
        if !self.page.is_empty() || !self.more {
            return Ok(());
        }
        let page = match self.read {
            None => log.stream_since(self.stream, after, PAGE).await,
            Some(number) => log.stream(self.stream, number, PAGE).await,
        };
        let page = page.map_err(|_| Leave::Told("WL-DB-AWAY"))?;
        let full = i64::try_from(page.len()).is_ok_and(|length| length == PAGE);
        self.more = full && page.last().is_some_and(|event| event.position < until);
        self.read = page.last().map(|event| event.number);
        self.page.extend(page.into_iter().filter(|event| event.position <= until));
        Ok(())
    }

    fn next_position(&self) -> Option<i64> {
        self.page.front().map(|event| event.position)
    }
}

impl Desk {
    /// Greets a desk and brings it up to the present.
    pub(super) async fn hello(&mut self) -> Result<(), Leave> {
        let first =
            tokio::time::timeout(HELLO_WITHIN, self.socket.recv()).await.map_err(|_| Leave::Told("WL-SOCKET-HELLO"))?;
        let Message::Text(text) = received(first)? else { return Err(Leave::Gone) };
        let Ok(ClientFrame::Hello { after }) = ClientFrame::parse(text.as_str()) else {
            return Err(Leave::Told("WL-SOCKET-HELLO"));
        };
        if self.serves {
            self.service.switchboard.desk(self.agent, true);
        }
        let own = self.service.live.of_agent(self.agent);
        for id in &own {
            self.subscription.add(Stream::Interaction(*id));
        }
        // Read after subscribing: whatever is handed on later than this position is announced to us.
        let position = *self.service.runtime.bus.position().borrow();
        self.replayed = position;
        let server_time = self.ctx.now();
        self.feed(&ServerFrame::<()>::Welcome { position, server_time, heartbeat_seconds: HEARTBEAT_SECONDS }).await?;
        if let Some(after) = after {
            self.replay(&own, after).await?;
        }
        self.offers_still_ringing().await?;
        self.counts().await
    }

    /// What happened in the conversations in hand while the desk was away, in the order of the whole log: a
    /// desk that is cut off again in the middle asks for what came after the last position it was told.
    async fn replay(&mut self, own: &[InteractionId], after: i64) -> Result<(), Leave> {
        let mut missed: Vec<Missed> = own.iter().copied().map(Missed::of).collect();
        loop {
            for one in &mut missed {
                one.fill(&self.service.runtime.log, after, self.replayed).await?;
            }
            let earliest = missed.iter_mut().filter(|one| !one.page.is_empty()).min_by_key(|one| one.next_position());
            let Some(event) = earliest.and_then(|one| one.page.pop_front()) else { break };
            self.tell_event(&event).await?;
        }
        for id in own {
            self.row(*id).await?;
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
}
