//! A greeted socket: what its visitor sends, what happens in the conversation, and the silence between.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use warmline_base::{Fault, InteractionId};
use warmline_contract::{NoticeReceiver, Place, StoredEvent, Stream, VisitorNotice};
use warmline_http::STOPPING;
use warmline_runtime::{Stopping, Subscription};
use warmline_wire::chat::visitor::Typist;
use warmline_wire::sequence::{Announced, Numbering, Sender};

use super::line::{End, Frame, Line};
use crate::doorkeeper::Entry;
use crate::pace::Pace;
use crate::pass::Pass;
use crate::{WebChat, visitor_event};

/// Announced events a socket may lag behind before it reads the log instead.
const ANNOUNCED_MAX: usize = 32;
/// Events read from the log at once.
const PAGE: i64 = 100;

/// One page's talk.
pub(super) struct Talk {
    pub chat: Arc<WebChat>,
    pub line: Line,
    pub pass: Pass,
    pub pace: Pace,
    /// Reading goes on at this instant, when the visitor sent too fast.
    pub paused_until: Option<Instant>,
    /// When the visitor was last heard.
    pub heard: Instant,
    /// Numbers of the visitor's own messages that this socket was told of by `ack` and whose events are
    /// still to come; each leaves when its event passes.
    pub told: Vec<i64>,
    pub sent: Sender,
    subscription: Subscription,
    events: mpsc::Receiver<Arc<StoredEvent>>,
    notices: Option<NoticeReceiver>,
    _entry: Entry,
    stopping: Stopping,
}

impl Talk {
    /// A talk with a page that holds every event up to `after`. It hears what happens from here on.
    pub(super) fn begin(
        chat: Arc<WebChat>,
        line: Line,
        (entry, stopping): (Entry, Stopping),
        pass: Pass,
        after: i64,
    ) -> Self {
        let (subscription, events) = subscribe(&chat, pass.interaction);
        let notices = chat.reception.notices(pass.interaction);
        let now = Instant::now();
        Self {
            chat,
            line,
            pass,
            pace: Pace::new(now),
            paused_until: None,
            heard: now,
            told: Vec::new(),
            sent: Sender::resume(Numbering::Dense, after),
            subscription,
            events,
            notices: Some(notices),
            _entry: entry,
            stopping,
        }
    }

    /// Talks until one side ends it.
    pub(super) async fn run(mut self) {
        let end = self.go_on().await;
        self.end(&end).await;
    }

    /// Ends the talk and tells the house that this socket is gone.
    pub(super) async fn end(self, end: &End) {
        let Self { chat, line, pass, .. } = self;
        tracing::debug!(interaction = %pass.interaction, ?end, "a chat socket ended");
        line.close(end).await;
        chat.reception.present(pass.interaction, false).await;
    }

    async fn go_on(&mut self) -> End {
        // The one timer of this socket: it is moved only when it fires or reading pauses, not by every frame.
        let timer = sleep_until(self.silent_at());
        tokio::pin!(timer);
        loop {
            let outcome = tokio::select! {
                message = self.line.socket.recv(), if self.paused_until.is_none() => {
                    let outcome = self.hear(message).await;
                    if let Some(until) = self.paused_until {
                        timer.as_mut().reset(until);
                    }
                    outcome
                }
                event = self.events.recv() => self.announced(event).await,
                notice = next(&mut self.notices) => self.notice(notice).await,
                () = self.stopping.begun() => Err(End::again(STOPPING)),
                () = timer.as_mut() => {
                    self.paused_until = None;
                    timer.as_mut().reset(self.silent_at());
                    self.look_at_clocks()
                }
            };
            if let Err(end) = outcome {
                return end;
            }
        }
    }

    /// When two heartbeats will have passed without a sign of the visitor.
    fn silent_at(&self) -> Instant {
        self.heard + self.chat.settings.limits.heartbeat * 2
    }

    fn look_at_clocks(&self) -> Result<(), End> {
        if self.chat.runtime.now() >= self.pass.expires_at {
            return Err(End::over("WL-TOKEN-EXPIRED"));
        }
        if Instant::now() >= self.silent_at() { Err(End::again("WL-CHAT-SILENT")) } else { Ok(()) }
    }

    /// An event was announced, or (`None`) the bus gave up on us because we lagged.
    async fn announced(&mut self, event: Option<Arc<StoredEvent>>) -> Result<(), End> {
        let Some(event) = event else {
            (self.subscription, self.events) = subscribe(&self.chat, self.pass.interaction);
            self.sent.lost();
            return Box::pin(self.read_log()).await;
        };
        match self.sent.announce(event.number) {
            Announced::Drop => Ok(()),
            Announced::Read => Box::pin(self.read_log()).await,
            Announced::Send => {
                self.feed(&event).await?;
                self.line.flush().await
            }
        }
    }

    /// Sends what the log holds after the last event dealt with, until there is no more.
    pub(super) async fn read_log(&mut self) -> Result<(), End> {
        let stream = Stream::Interaction(self.pass.interaction);
        while self.sent.is_reading() {
            let page = self.chat.runtime.log.stream(stream, self.sent.after(), PAGE).await.map_err(lost_log)?;
            let more = i64::try_from(page.len()).is_ok_and(|length| length == PAGE);
            for event in &page {
                if self.sent.take(event.number) {
                    self.feed(event).await?;
                }
            }
            self.sent.page_read(more);
        }
        self.line.flush().await
    }

    /// Puts an event in line when the visitor may see it and was not told of it by `ack`.
    async fn feed(&mut self, event: &StoredEvent) -> Result<(), End> {
        if !self.told.is_empty()
            && let Some(index) = self.told.iter().position(|number| *number == event.number)
        {
            self.told.swap_remove(index);
            return Ok(());
        }
        let Some(seen) = visitor_event(event) else { return Ok(()) };
        self.line.feed(&Frame::Event { number: event.number, event: seen }, event.body.get().len()).await
    }

    /// The visitor's own words were stored as event `number`, which need not be sent on this socket.
    pub(super) fn told_by_ack(&mut self, number: i64) {
        if number > self.sent.after() {
            self.told.push(number);
        }
    }

    async fn notice(&mut self, notice: Option<VisitorNotice>) -> Result<(), End> {
        match notice {
            Some(VisitorNotice::Typing { on, assistant }) => {
                let by = if assistant { Typist::Assistant } else { Typist::Agent };
                self.line.send(&Frame::Typing { on, by }).await
            }
            Some(VisitorNotice::Place(place)) => {
                self.tell_place(place).await?;
                self.line.flush().await
            }
            None => {
                self.notices = None;
                Ok(())
            }
        }
    }

    /// Puts the place in the queue in line.
    pub(super) async fn tell_place(&mut self, place: Place) -> Result<(), End> {
        let Place { position, expected_wait_seconds } = place;
        let ahead = position.saturating_sub(1);
        self.line.feed(&Frame::Queue { position, expected_wait_seconds, ahead }, 0).await
    }
}

/// The next notice; never comes once there are no more.
async fn next(notices: &mut Option<NoticeReceiver>) -> Option<VisitorNotice> {
    match notices {
        Some(notices) => notices.recv().await,
        None => std::future::pending().await,
    }
}

/// Hears the conversation from now on.
fn subscribe(chat: &WebChat, interaction: InteractionId) -> (Subscription, mpsc::Receiver<Arc<StoredEvent>>) {
    let (mut subscription, events) = chat.runtime.bus.subscribe(ANNOUNCED_MAX);
    subscription.add(Stream::Interaction(interaction));
    (subscription, events)
}

fn lost_log(fault: Fault) -> End {
    tracing::error!(fault = %fault, "a chat socket could not read the log");
    End::again(fault.code)
}
