//! When the recording runs: with people talking, after the notice, never while a secret is keyed.

use crate::call::Call;
use crate::event::Event;
use crate::output::MediaCommand;
use crate::stage::Stage;

/// The recording of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder {
    /// Recordings and messages begun so far; their numbers.
    pub count: u16,
    pub running: Option<u16>,
    pub paused: bool,
    pub paused_by_agent: bool,
    /// Whether the customer was told.
    pub notice_given: bool,
}

impl Call {
    /// Whether something is being written at this moment.
    pub fn is_recording(&self) -> bool {
        self.recorder.running.is_some() && !self.recorder.paused
    }

    pub(crate) const fn next_recording(&mut self) -> u16 {
        self.recorder.count += 1;
        self.recorder.count
    }

    const fn recorder_must_rest(&self) -> bool {
        self.secret.is_some() || self.recorder.paused_by_agent
    }

    pub(crate) fn pause_recorder_if_due(&mut self) {
        if let Some(recording) = self.recorder.running.filter(|_| !self.recorder.paused && self.recorder_must_rest()) {
            self.recorder.paused = true;
            self.media(MediaCommand::PauseRecording { recording });
            self.log(Event::RecordingPaused { recording });
        }
    }

    pub(crate) fn start_recorder_if_due(&mut self) {
        if self.recorder_must_rest() {
            return;
        }
        match self.recorder.running {
            Some(recording) if self.recorder.paused => {
                self.recorder.paused = false;
                self.media(MediaCommand::ResumeRecording { recording });
                self.log(Event::RecordingResumed { recording });
            }
            None if self.may_record() => {
                let recording = self.next_recording();
                self.recorder.running = Some(recording);
                self.media(MediaCommand::Record { recording });
                self.log(Event::RecordingStarted { recording });
            }
            _ => {}
        }
    }

    fn may_record(&self) -> bool {
        let talking = self.stage == Stage::Served && self.customer().is_answered();
        self.setup.record && self.recorder.notice_given && talking
    }

    pub(crate) fn stop_recorder(&mut self) {
        if let Some(recording) = self.recorder.running.take() {
            self.recorder.paused = false;
            self.media(MediaCommand::StopRecording { recording });
            self.log(Event::RecordingStopped { recording });
        }
    }
}
