//! Whose phone can be rung, as the telephone knows it, in the engine's words.

use std::sync::{Arc, OnceLock};

use warmline_acd::Phone;
use warmline_base::AgentId;
use warmline_contract::{PhoneState, PhoneView};

/// Colleagues' phones; everybody's can be rung until a telephone is there that knows better.
#[derive(Clone, Default)]
pub struct PhonesKnown(Arc<OnceLock<Arc<dyn PhoneView>>>);

impl PhonesKnown {
    /// Listens to the telephone from now on. Only the first one counts.
    pub(super) fn follow(&self, phones: Arc<dyn PhoneView>) {
        let _ = self.0.set(phones);
    }

    /// How the agent's phone is.
    pub(super) fn of(&self, agent: AgentId) -> Phone {
        match self.0.get().map(|phones| phones.phone(agent)) {
            None | Some(PhoneState::Free) => Phone::Free,
            Some(PhoneState::Away) => Phone::Away,
            Some(PhoneState::Engaged) => Phone::Engaged,
        }
    }
}
