//! A leg's signalling goes into the log with its interaction, once the leg is over and its last answers came.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::json;
use warmline_base::InteractionId;
use warmline_contract::{By, NewEvent, Stream, names};
use warmline_runtime::Runtime;

use crate::edge::LegId;
use crate::edge::ladder::Ladder;

/// Whose legs there are: interaction and number within the call.
#[derive(Debug, Default)]
pub(super) struct Belongs(Mutex<BTreeMap<LegId, (InteractionId, u16)>>);

impl Belongs {
    pub(super) fn keep(&self, edge: LegId, interaction: InteractionId, leg: u16) {
        self.0.lock().insert(edge, (interaction, leg));
    }

    /// Writes down a leg's signalling. A leg that never became a call's has none.
    pub(super) fn write(&self, runtime: &Arc<Runtime>, edge: LegId, ladder: Ladder) {
        let Some((interaction, leg)) = self.0.lock().remove(&edge) else { return };
        if ladder.rungs.is_empty() {
            return;
        }
        let body = json!({ "leg": leg, "messages": ladder.rungs, "more": ladder.more });
        let by = By::System { label: "telephone".into() };
        let event = NewEvent::new(Stream::Interaction(interaction), names::CALL_LADDER, by, &body);
        let runtime = Arc::clone(runtime);
        tokio::spawn(async move {
            if let Err(fault) = runtime.appender.append_soon(vec![event]).await {
                tracing::warn!(interaction = %interaction, fault = %fault, "a leg's signalling is lost");
            }
        });
    }
}
