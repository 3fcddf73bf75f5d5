//! What a call writes into the log, in its order, without making the call wait.

use std::sync::Arc;

use tokio::sync::mpsc;
use warmline_base::InteractionId;
use warmline_call::{By as CallBy, Event};
use warmline_contract::{By, NewEvent, Stream, names};
use warmline_runtime::Runtime;

/// Steps of a call that are not yet stored; beyond it entries are lost and counted.
const STEPS_MAX: usize = 256;

/// A call's entries on their way into the log.
#[derive(Clone, Debug)]
pub(super) struct Diary {
    interaction: InteractionId,
    steps: mpsc::Sender<Vec<NewEvent>>,
}

impl Diary {
    pub(super) fn open(runtime: Arc<Runtime>, interaction: InteractionId) -> Self {
        let (steps, mut waiting) = mpsc::channel::<Vec<NewEvent>>(STEPS_MAX);
        tokio::spawn(async move {
            while let Some(mut events) = waiting.recv().await {
                while let Ok(more) = waiting.try_recv() {
                    events.extend(more);
                }
                if let Err(fault) = runtime.appender.append_soon(events).await {
                    tracing::error!(interaction = %interaction, fault = %fault, "a call's entries are lost");
                }
            }
        });
        Self { interaction, steps }
    }

    pub(super) fn write(&self, events: Vec<NewEvent>) {
        if !events.is_empty() && self.steps.try_send(events).is_err() {
            metrics::counter!("warmline_voice_entries_lost_total").increment(1);
            tracing::error!(interaction = %self.interaction, "a call's entries do not keep up: some are lost");
        }
    }

    /// An entry; `more` is added to what the engine wrote.
    pub(super) fn entry(&self, event: &Event, more: serde_json::Value) -> Option<NewEvent> {
        let mut body = serde_json::to_value(event).ok()?;
        let fields = body.as_object_mut()?;
        let name = fields.remove("event")?;
        if let serde_json::Value::Object(more) = more {
            fields.extend(more);
        }
        let name = names::ALL.iter().find(|known| Some(**known) == name.as_str())?;
        Some(NewEvent::new(Stream::Interaction(self.interaction), name, by_of(event), &body))
    }

    /// An entry of the door's own.
    pub(super) fn own(&self, name: &'static str, body: &serde_json::Value) -> NewEvent {
        NewEvent::new(Stream::Interaction(self.interaction), name, telephone(), body)
    }
}

fn telephone() -> By {
    By::System { label: "telephone".into() }
}

fn by_of(event: &Event) -> By {
    match event {
        Event::DigitMenu { .. } => By::Customer { id: None },
        Event::Ended { by: CallBy::Customer, .. } => By::Customer { id: None },
        _ => telephone(),
    }
}
