//! Browsers that are somebody's phone: one for each colleague, the newest.
//!
//! A browser is told of a call by a frame and answers by a frame; sound goes by its own way
//! ([`crate::plane`]). Signalling travels over the colleague's own authenticated socket. Bounded by the staff and by
//! [`FRAMES_MAX`] frames for each that are not yet sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use warmline_base::{AgentId, InteractionId};
use warmline_call::{Cause, LegId};
use warmline_contract::CallDesk;

use super::line::Input;

/// Frames a browser has not taken; beyond it the browser counts as gone.
const FRAMES_MAX: usize = 32;

/// What a browser is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PhoneFrame {
    /// The phone is plugged in.
    Welcome,
    /// It rings.
    Ring {
        /// Names the call in every later frame.
        call: u64,
        /// The interaction.
        interaction: InteractionId,
        /// Who calls, as staff may see it.
        from: String,
        /// Our session, for the browser's peer connection.
        sdp: String,
    },
    /// It is over.
    Over {
        /// Which call.
        call: u64,
        /// Why.
        cause: Cause,
    },
    /// Another tab or machine of the same colleague is the phone now.
    Unplugged,
}

/// What a browser says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PhoneWord {
    /// It answered.
    Answer {
        /// Which call.
        call: u64,
        /// Its session.
        sdp: String,
    },
    /// It does not take the call, or hangs up.
    HangUp {
        /// Which call.
        call: u64,
    },
    /// It is there.
    Ping,
}

/// What reaches a line from a browser.
#[derive(Clone, Debug)]
pub(super) enum Spoken {
    Answered(String),
    HungUp,
}

struct Plugged {
    socket: u64,
    frames: mpsc::Sender<PhoneFrame>,
}

struct Ringing {
    agent: AgentId,
    leg: LegId,
    line: mpsc::Sender<Input>,
}

#[derive(Default)]
struct State {
    next: u64,
    plugged: BTreeMap<AgentId, Plugged>,
    calls: BTreeMap<u64, Ringing>,
}

/// All browsers that are phones.
pub struct Softphones {
    state: Mutex<State>,
    desk: Arc<dyn CallDesk>,
}

/// One browser; unplugged when dropped.
pub struct Handset<'a> {
    phones: &'a Softphones,
    agent: AgentId,
    socket: u64,
}

impl Softphones {
    /// No browser yet; `desk` is told of each that comes and goes.
    pub fn new(desk: Arc<dyn CallDesk>) -> Self {
        Self { state: Mutex::default(), desk }
    }

    /// A colleague's browser becomes the phone; the one before is told that it is not any more.
    pub fn plug_in(&self, agent: AgentId) -> (Handset<'_>, mpsc::Receiver<PhoneFrame>) {
        let (frames, receiver) = mpsc::channel(FRAMES_MAX);
        let mut state = self.state.lock();
        state.next += 1;
        let socket = state.next;
        let _ = frames.try_send(PhoneFrame::Welcome);
        if let Some(before) = state.plugged.insert(agent, Plugged { socket, frames }) {
            let _ = before.frames.try_send(PhoneFrame::Unplugged);
        }
        drop(state);
        self.desk.phone_changed(agent);
        (Handset { phones: self, agent, socket }, receiver)
    }

    /// Whether the colleague's phone is a browser now.
    pub fn is_plugged(&self, agent: AgentId) -> bool {
        self.state.lock().plugged.contains_key(&agent)
    }

    /// Rings; `None` when no browser is there.
    pub(super) fn ring(
        &self,
        agent: AgentId,
        leg: LegId,
        line: mpsc::Sender<Input>,
        frame: impl FnOnce(u64) -> PhoneFrame,
    ) -> Option<u64> {
        let mut state = self.state.lock();
        state.next += 1;
        let call = state.next;
        state.plugged.get(&agent)?.frames.try_send(frame(call)).ok()?;
        state.calls.insert(call, Ringing { agent, leg, line });
        Some(call)
    }

    /// The call is over on our side.
    pub(super) fn over(&self, call: u64, cause: Cause) {
        let mut state = self.state.lock();
        let Some(ringing) = state.calls.remove(&call) else { return };
        if let Some(plugged) = state.plugged.get(&ringing.agent) {
            let _ = plugged.frames.try_send(PhoneFrame::Over { call, cause });
        }
    }
}

impl Handset<'_> {
    /// Takes what the browser says; a call of somebody else's is passed over.
    pub fn hear(&self, word: PhoneWord) {
        let (call, spoken) = match word {
            PhoneWord::Answer { call, sdp } => (call, Spoken::Answered(sdp)),
            PhoneWord::HangUp { call } => (call, Spoken::HungUp),
            PhoneWord::Ping => return,
        };
        let mut state = self.phones.state.lock();
        let Some(ringing) = state.calls.get(&call).filter(|ringing| ringing.agent == self.agent) else { return };
        let input = Input::Browser(ringing.leg, spoken.clone());
        let _ = ringing.line.try_send(input);
        if matches!(spoken, Spoken::HungUp) {
            state.calls.remove(&call);
        }
    }
}

impl Drop for Handset<'_> {
    /// A browser that is gone hangs up what it had, unless another one took over.
    fn drop(&mut self) {
        let mut state = self.phones.state.lock();
        if state.plugged.get(&self.agent).is_none_or(|plugged| plugged.socket != self.socket) {
            return;
        }
        state.plugged.remove(&self.agent);
        let agent = self.agent;
        state.calls.retain(|_, ringing| {
            let theirs = ringing.agent == agent;
            if theirs {
                let _ = ringing.line.try_send(Input::Browser(ringing.leg, Spoken::HungUp));
            }
            !theirs
        });
        drop(state);
        self.phones.desk.phone_changed(agent);
    }
}
