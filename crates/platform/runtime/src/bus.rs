//! Committed events, handed on in the order of the log.
//!
//! Transactions commit one after another, but their tasks may wake in another order; the bus holds an
//! event back until every earlier one has been handed on, so a listener never sees number 8 before 7.
//! Events another process stored (a command run beside the server) are fetched from the log.
//! A listener that does not keep up is dropped: its channel closes and it resumes from the log.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{Notify, broadcast, mpsc, watch};
use warmline_contract::{StoredEvent, Stream};

/// How many events the centre-wide listeners may lag.
const WIDE_CAPACITY: usize = 16_384;
/// How long somebody waits for an earlier event to be handed on.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sees every event in log order, before anybody else. Must be quick and must not block.
pub type Observer = Arc<dyn Fn(&Arc<StoredEvent>) + Send + Sync>;

/// Hands committed events to listeners.
pub struct Bus {
    order: Mutex<Order>,
    observers: RwLock<Vec<Observer>>,
    listeners: DashMap<Stream, Vec<Listener>>,
    /// Subscriptions there were: each one's key.
    subscriptions: AtomicU64,
    wide: broadcast::Sender<Arc<StoredEvent>>,
    position: watch::Sender<i64>,
    gap: Notify,
}

struct Order {
    next: i64,
    early: BTreeMap<i64, Arc<StoredEvent>>,
}

struct Listener {
    key: u64,
    line: Arc<Line>,
}

/// One listener's channel; the only sender, so that letting go of it closes the channel.
struct Line(Mutex<Option<mpsc::Sender<Arc<StoredEvent>>>>);

impl Line {
    /// Hands one event over; false, and the channel closed, when there is no room for it.
    fn hand(&self, event: &Arc<StoredEvent>) -> bool {
        let mut sender = self.0.lock();
        let taken = sender.as_ref().is_some_and(|sender| sender.try_send(Arc::clone(event)).is_ok());
        if !taken {
            *sender = None;
        }
        taken
    }
}

impl Bus {
    /// A bus that continues after `position`, the last one in the log.
    pub fn new(position: i64) -> Self {
        Self {
            order: Mutex::new(Order { next: position + 1, early: BTreeMap::new() }),
            observers: RwLock::default(),
            listeners: DashMap::new(),
            subscriptions: AtomicU64::new(0),
            wide: broadcast::Sender::new(WIDE_CAPACITY),
            position: watch::Sender::new(position),
            gap: Notify::new(),
        }
    }

    /// Hands on what was just committed, and whatever waited for it.
    pub fn publish(&self, events: impl IntoIterator<Item = Arc<StoredEvent>>) {
        let mut order = self.order.lock();
        for event in events {
            order.early.insert(event.position, event);
        }
        let mut last = None;
        while let Some(event) = {
            let next = order.next;
            order.early.remove(&next)
        } {
            last = Some(order.next);
            order.next += 1;
            self.hand_on(event);
        }
        if let Some(position) = last {
            self.position.send_replace(position);
        }
        if !order.early.is_empty() {
            self.gap.notify_one();
        }
    }

    /// Waits until an event has come before an earlier one.
    pub(crate) async fn gap(&self) {
        self.gap.notified().await;
    }

    /// The last position handed on and the first one held back; `None` when nothing is held back. The
    /// events between them were stored by somebody else: another command on the same database.
    pub(crate) fn missing(&self) -> Option<(i64, i64)> {
        let order = self.order.lock();
        order.early.keys().next().map(|held| (order.next - 1, *held))
    }

    /// Adds an observer, which sees every event from now on.
    pub fn observe(&self, observer: Observer) {
        self.observers.write().push(observer);
    }

    fn hand_on(&self, event: Arc<StoredEvent>) {
        for observer in &*self.observers.read() {
            observer(&event);
        }
        if let Some(mut listeners) = self.listeners.get_mut(&event.stream) {
            listeners.retain(|listener| listener.line.hand(&event));
        }
        // No receiver is fine: nobody watches the whole centre then.
        let _ = self.wide.send(event);
    }

    /// The position of the last event handed on, as it grows.
    pub fn position(&self) -> watch::Receiver<i64> {
        self.position.subscribe()
    }

    /// Waits until the event at `position` has been handed on: whoever stored it may find that somebody else's
    /// earlier one is still on its way. Gives up after a while, for then the log itself is in trouble.
    pub(crate) async fn handed_on(&self, position: i64) {
        let mut reached = self.position();
        let _ = tokio::time::timeout(PATIENCE, reached.wait_for(|last| *last >= position)).await;
    }

    /// The position of the last event handed on.
    pub(crate) fn last(&self) -> i64 {
        self.order.lock().next - 1
    }

    /// Every event from now on.
    pub fn listen_wide(&self) -> broadcast::Receiver<Arc<StoredEvent>> {
        self.wide.subscribe()
    }

    /// A listener for chosen streams, with room for `capacity` events it has not yet taken.
    pub fn subscribe(self: &Arc<Self>, capacity: usize) -> (Subscription, mpsc::Receiver<Arc<StoredEvent>>) {
        let key = self.subscriptions.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = mpsc::channel(capacity);
        let line = Arc::new(Line(Mutex::new(Some(sender))));
        (Subscription { bus: Arc::clone(self), key, line, streams: Vec::new() }, receiver)
    }
}

/// The streams one listener hears; dropping it ends them all. Once its channel has closed for lagging it
/// hears nothing more: subscribe anew and read the log.
pub struct Subscription {
    bus: Arc<Bus>,
    key: u64,
    line: Arc<Line>,
    streams: Vec<Stream>,
}

impl Subscription {
    /// Hears `stream` as well; twice is once. Says whether it is new.
    pub fn add(&mut self, stream: Stream) -> bool {
        if self.streams.contains(&stream) {
            return false;
        }
        self.streams.push(stream);
        let listener = Listener { key: self.key, line: Arc::clone(&self.line) };
        self.bus.listeners.entry(stream).or_default().push(listener);
        true
    }

    /// Hears `stream` no more.
    pub fn remove(&mut self, stream: Stream) {
        self.streams.retain(|other| *other != stream);
        self.forget(stream);
    }

    fn forget(&self, stream: Stream) {
        if let Some(mut listeners) = self.bus.listeners.get_mut(&stream) {
            listeners.retain(|listener| listener.key != self.key);
        }
        self.bus.listeners.remove_if(&stream, |_, listeners| listeners.is_empty());
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        for stream in std::mem::take(&mut self.streams) {
            self.forget(stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;
    use warmline_base::{InteractionId, Timestamp};
    use warmline_contract::By;

    fn event(position: i64, stream: Stream) -> Arc<StoredEvent> {
        Arc::new(StoredEvent {
            position,
            stream,
            number: position,
            name: "interaction.note".into(),
            at: Timestamp(0),
            by: By::Assistant,
            body: RawValue::from_string("{}".into()).unwrap().into(),
            client_id: None,
        })
    }

    #[tokio::test]
    async fn events_are_handed_on_in_log_order_and_a_slow_listener_is_dropped() {
        let bus = Arc::new(Bus::new(0));
        let stream = Stream::Interaction(InteractionId(uuid::Uuid::from_u128(1)));
        let (mut subscription, mut heard) = bus.subscribe(2);
        subscription.add(stream);
        bus.publish([event(2, stream)]);
        assert!(heard.try_recv().is_err(), "2 waits for 1");
        bus.publish([event(1, stream)]);
        assert_eq!((heard.recv().await.unwrap().position, heard.recv().await.unwrap().position), (1, 2));
        bus.publish((3..=5).map(|position| event(position, stream)));
        assert_eq!((heard.recv().await.unwrap().position, heard.recv().await.unwrap().position), (3, 4));
        assert!(heard.recv().await.is_none(), "the listener that lagged is closed");
        assert_eq!(*bus.position().borrow(), 5);
    }
}
