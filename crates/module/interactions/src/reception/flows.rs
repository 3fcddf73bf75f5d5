//! Which flow an interaction walks through: for its whole life the version it began with, also after a
//! restart and after newer ones were published. Deliberately absent: publishing, which is routing's.

use std::sync::Arc;

use parking_lot::RwLock;
use rustc_hash::FxHashMap;
use warmline_base::Fault;
use warmline_contract::{Channel, FlowStep};
use warmline_flow::Flow;

use super::FrontDesk;

/// Versions kept in memory. Those of conversations still under way are few; beyond this they are read anew.
const VERSIONS_MAX: usize = 64;

/// A version of a flow, read.
pub(super) struct Published {
    /// Its number.
    pub version: i64,
    /// What it says.
    pub flow: Flow,
    source: String,
}

/// Versions read so far, by name and number.
#[derive(Default)]
pub(super) struct Flows(RwLock<FxHashMap<(String, i64), Arc<Published>>>);

impl Flows {
    fn known(&self, name: &str, version: i64) -> Option<Arc<Published>> {
        self.0.read().get(&(name.to_owned(), version)).cloned()
    }

    /// The flow with this very text, read when it is not known yet.
    fn read(&self, version: i64, source: String) -> Result<Arc<Published>, Fault> {
        let same = |known: &&Arc<Published>| known.version == version && known.source == source;
        if let Some(known) = self.0.read().values().find(same) {
            return Ok(Arc::clone(known));
        }
        let published = Arc::new(Published { version, flow: Flow::parse(&source)?, source });
        let mut known = self.0.write();
        if known.len() >= VERSIONS_MAX {
            known.clear();
        }
        known.insert((published.flow.name().to_owned(), version), Arc::clone(&published));
        Ok(published)
    }
}

impl FrontDesk {
    /// The flow published now, which new interactions of the channel begin with.
    pub(super) async fn entry_flow(&self, channel: Channel) -> Result<Arc<Published>, Fault> {
        let (source, version) = self.line.routing.entry_flow(channel).await?;
        self.flows.read(version, source)
    }

    /// The flow an interaction began with, in that version; the published one when it has not begun.
    pub(super) async fn flow_of(&self, channel: Channel, step: Option<&FlowStep>) -> Result<Arc<Published>, Fault> {
        let Some(step) = step else { return self.entry_flow(channel).await };
        if let Some(known) = self.flows.known(&step.flow, step.version) {
            return Ok(known);
        }
        if step.flow.is_empty() {
            let entry = self.entry_flow(channel).await?;
            return self.version(channel, entry.flow.name(), step.version).await;
        }
        self.version(channel, &step.flow, step.version).await
    }

    async fn version(&self, channel: Channel, name: &str, version: i64) -> Result<Arc<Published>, Fault> {
        match self.line.routing.flow_version(name, version).await? {
            Some(source) => self.flows.read(version, source),
            // Versions are never deleted. Should one be missing all the same, a run that does not find its
            // step in the flow it is given goes to a person.
            None => {
                tracing::error!(flow = name, version, "a flow's version is not there: going on with the published one");
                self.entry_flow(channel).await
            }
        }
    }
}
