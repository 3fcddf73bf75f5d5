//! The front desk: walks every interaction through its flow, turn by turn.
//!
//! A turn takes one input (words, a choice, an agent's acceptance, a deadline), asks the flow engine what
//! to do, and stores everything that follows (the customer's words included) in one append or one order
//! to the switchboard; only then is the customer answered. Turns of one interaction never overlap. While
//! a person serves, the customer's words go straight to the log.

pub(crate) mod after_a_stop;
mod arrive;
mod call_out;
mod calls;
mod door;
mod effects;
pub(crate) mod files;
mod flows;
mod hand_on;
mod timers;
mod turn;

use std::sync::Arc;

use dashmap::DashMap;
use parking_lot::Mutex;
use tokio::sync::{broadcast, mpsc};
use warmline_base::{Fault, InteractionId, Timestamp};
use warmline_contract::{Assistant, CustomerDirectory, CutOff, Ended, InteractionState, StoredEvent, Stream, names};
use warmline_flow::{Input, Run, Stage};
use warmline_runtime::Runtime;

use crate::hub::Hub;
use crate::live::{Live, Seat};
use crate::model::Fold;
use crate::switchboard::{Line, Switchboard};

use calls::NOT_REACHED;
use flows::Flows;

use turn::Haste;

pub use files::{FileKind, clean_name, kind_of};
pub(crate) use timers::Due;

/// What the front desk works with.
pub struct FrontDesk {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) line: Line,
    pub(crate) customers: Arc<dyn CustomerDirectory>,
    pub(crate) assistant: Arc<dyn Assistant>,
    pub(crate) live: Arc<Live>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) switchboard: Switchboard,
    flows: Flows,
    gone: DashMap<InteractionId, Presence>,
    timers: mpsc::UnboundedSender<Due>,
    /// Who was cut off by the last stop, and from whom; handed to the telephone once.
    cut_off: Mutex<Vec<CutOff>>,
}

/// Whether a visitor's sockets are open.
#[derive(Clone, Copy, Debug)]
struct Presence {
    sockets: u32,
    gone_at: Option<Timestamp>,
}

impl FrontDesk {
    /// Puts the front desk together, restores deadlines and starts listening to the log.
    pub(crate) fn start(
        line: Line,
        customers: Arc<dyn CustomerDirectory>,
        assistant: Arc<dyn Assistant>,
        live: Arc<Live>,
        hub: Arc<Hub>,
        switchboard: Switchboard,
        cut_off: Vec<CutOff>,
    ) -> Arc<Self> {
        // One entry a turn or an absence, each gone when its time comes; stale ones find nothing to do.
        let (timers, due) = mpsc::unbounded_channel();
        let desk = Arc::new(Self {
            runtime: Arc::clone(&line.runtime),
            line,
            customers,
            assistant,
            live,
            hub,
            switchboard,
            flows: Flows::default(),
            gone: DashMap::new(),
            timers,
            cut_off: Mutex::new(cut_off),
        });
        desk.restore();
        tokio::spawn(timers::run(Arc::downgrade(&desk), due));
        tokio::spawn(listen(Arc::clone(&desk), desk.runtime.bus.listen_wide()));
        desk
    }

    /// After a restart nobody's socket is open yet, flows have deadlines, and a kill may have come between
    /// an agent's acceptance and the flow's hearing of it.
    fn restore(self: &Arc<Self>) {
        let now = self.runtime.now();
        for fold in self.live.folds() {
            if fold.is_live() {
                self.went_away(fold.id, now);
            }
            if let Some(deadline) =
                fold.flow.as_ref().and_then(|step| run_of(&step.run)).and_then(|run| run.next_deadline())
            {
                self.due_at(Due::flow(deadline, fold.id));
            }
        }
        let desk = Arc::clone(self);
        tokio::spawn(async move { desk.reconcile().await });
    }

    /// Tells flows what they have not heard: that an agent took or ended their interaction, or that the
    /// customer said how it was.
    async fn reconcile(&self) {
        for fold in self.live.folds() {
            let Some(stage) = stage_of(&fold) else { continue };
            let input = match (fold.state, stage) {
                (InteractionState::Active, Stage::Queued | Stage::Filling) => Input::AgentAccepted,
                (InteractionState::WrapUp, Stage::Served) => Input::AgentEnded,
                (_, Stage::Surveying) if fold.rated => Input::Completed,
                _ => continue,
            };
            self.hear(fold.id, input).await;
        }
    }

    /// Takes a turn on something that happened; a fault is logged, because nobody waits for it.
    pub(crate) async fn hear(&self, id: InteractionId, input: Input) {
        let Some(seat) = self.live.seat(id).filter(|seat| seat.with(|fold, _| !fold.is_call_out())) else { return };
        let _turn = seat.turn.lock().await;
        // Who was asked how it was and went on talking is past that form, however late the answer comes.
        if input == Input::Completed && seat.with(|fold, _| stage_of(fold)) != Some(Stage::Surveying) {
            return;
        }
        if let Err(fault) = self.turn_of(seat.fold(), input, Vec::new(), Haste::Soon).await {
            tracing::error!(interaction = %id, fault = %fault, "a flow could not go on");
            self.live.forget_if_over(id);
        }
    }

    /// The seat of an interaction whose conversation still goes on.
    fn open_seat(&self, id: InteractionId) -> Result<Arc<Seat>, Fault> {
        self.live.seat(id).filter(|seat| seat.with(|fold, _| fold.is_live())).ok_or_else(over)
    }
}

fn over() -> Fault {
    Fault::conflict("WL-INTERACTION-OVER", "this conversation is over: start a new one, what was said stays known")
}

/// The run as it was stored.
fn run_of(stored: &serde_json::Value) -> Option<Run> {
    serde_json::from_value(stored.clone()).ok()
}

/// What an interaction's flow waits for; `None` before it began.
pub(crate) fn stage_of(fold: &Fold) -> Option<Stage> {
    fold.flow.as_ref().and_then(|step| run_of(&step.run)).map(|run| run.stage())
}

/// Lets flows hear of what agents do, and of answered surveys.
async fn listen(desk: Arc<FrontDesk>, mut events: broadcast::Receiver<Arc<StoredEvent>>) {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Some((id, input)) = heard(&event) {
                    let desk = Arc::clone(&desk);
                    tokio::spawn(async move { desk.hear(id, input).await });
                }
            }
            Err(broadcast::error::RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the front desk lagged behind the log: looking at every interaction");
                desk.reconcile().await;
            }
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

fn heard(event: &StoredEvent) -> Option<(InteractionId, Input)> {
    let Stream::Interaction(id) = event.stream else { return None };
    match &*event.name {
        names::INTERACTION_ACCEPTED => Some((id, Input::AgentAccepted)),
        names::INTERACTION_RATED => Some((id, Input::Completed)),
        names::INTERACTION_ENDED => {
            let ended: Ended = event.payload().ok()?;
            // Nobody is asked how it was who was not reached.
            ended.agent.filter(|_| ended.reason != NOT_REACHED).map(|_| (id, Input::AgentEnded))
        }
        _ => None,
    }
}
