//! What is kept of a call: its recording, a message that is left, and recognition's copy.
//!
//! A call is recorded as a whole and may take a message besides, so two recordings run at most. All get their
//! frames in the same tick; under a veil all get silence.

use super::{Conference, Outlet, RecordingId, Take};
use crate::mix::{Mixer, Set};
use crate::record::{Block, Recorder};
use crate::{FRAME, Frame};
use warmline_base::Fault;

/// The most recordings at once: the conversation's and a message's.
pub(super) const RECORDINGS: usize = 2;

/// One recording.
#[derive(Debug)]
pub(super) struct Recording {
    id: RecordingId,
    take: Take,
    recorder: Recorder,
}

impl Conference {
    /// Begins to record. A recording of this number that runs goes on.
    ///
    /// # Errors
    /// `WL-MEDIA-FULL` when two run.
    pub fn start_recording(&mut self, id: RecordingId, take: Take) -> Result<(), Fault> {
        if self.recording_mut(id).is_some() {
            return Ok(());
        }
        let free = self.recordings.iter_mut().find(|place| place.is_none()).ok_or_else(|| {
            Fault::conflict("WL-MEDIA-FULL", "two recordings of the call run: end one before another begins")
        })?;
        *free = Some(Box::new(Recording { id, take, recorder: Recorder::default() }));
        Ok(())
    }

    /// Silences a recording, or ends that; nothing when there is none of this number.
    pub fn pause_recording(&mut self, id: RecordingId, paused: bool) {
        if let Some(recording) = self.recording_mut(id) {
            recording.recorder.pause(paused);
        }
    }

    /// Ends a recording; calls `rest` with the last block when it is not full.
    pub fn stop_recording(&mut self, id: RecordingId, rest: impl FnOnce(&Block)) {
        let place = self.recordings.iter_mut().find(|place| place.as_ref().is_some_and(|kept| kept.id == id));
        if let Some(recording) = place.and_then(Option::take)
            && let Some(block) = recording.recorder.rest()
        {
            rest(block);
        }
    }

    fn recording_mut(&mut self, id: RecordingId) -> Option<&mut Recording> {
        self.recordings.iter_mut().flatten().find(|recording| recording.id == id).map(Box::as_mut)
    }

    /// Whether anything is kept.
    pub(super) fn keeps(&self) -> bool {
        self.forked || self.recordings.iter().any(Option::is_some)
    }

    /// Gives recordings and recognition their frames.
    pub(super) fn keep(&mut self, mixer: &mut Mixer<'_>, sounding: Set, outlet: &mut impl Outlet) {
        let (mut one, mut other) = ([0; FRAME], [0; FRAME]);
        let customer = mixer.hear(self.taps.0 & sounding, &mut one);
        let others = mixer.hear(self.taps.1 & sounding, &mut other);
        if self.forked {
            let mut alone = [0; FRAME];
            let customer = if self.taps.0 == 0 { mixer.hear(self.alone & sounding, &mut alone) } else { customer };
            outlet.fork(customer, others);
        }
        for index in 0..RECORDINGS {
            let Some(take) = self.recordings[index].as_ref().map(|recording| recording.take) else { continue };
            let mut alone = [0; FRAME];
            let (first, second): (Option<&Frame>, _) = match take {
                Take::Taps => (customer, others),
                Take::Leg(id) => {
                    let place = self.find(id).map_or(0, |place| 1 << place);
                    (mixer.hear(place & sounding, &mut alone), None)
                }
            };
            if let Some(recording) = &mut self.recordings[index]
                && let Some(block) = recording.recorder.record(first, second)
            {
                outlet.store(recording.id, block);
            }
        }
    }
}
