//! The reader: what the next frame is made of, and where the reader stands afterwards.

use warmline_base::Timestamp;

use super::stretch::{self, AHEAD, AROUND, BEHIND, Look, Way};
use super::strip::CAPACITY;
use super::{Buffer, Played, Stage};
use crate::conceal::HISTORY;
use crate::{FRAME, Frame};

/// Samples the reader may stand behind its place before it is moved: 2 ms.
const TOLERANCE: i64 = 16;
/// A reader that is being moved is moved until it stands no farther behind than this: half a millisecond.
const SETTLED: i64 = 4;
/// A frame ends so many samples before a packet does: beyond it nothing has come, and to move the reader back takes a
/// look at two samples after the frame.
const BEFORE_END: i64 = 4;
/// Beyond this, whole periods are left out or repeated: 10 ms.
const FAR: i64 = 80;
/// Beyond this, a seam one might hear is better than the delay: 60 ms.
const VERY_FAR: i64 = 480;
/// Beyond this the reader leaps: 300 ms.
const LEAP: i64 = 2_400;
/// Samples of nothing after which a pause has begun, and the next sound starts afresh: 400 ms.
const PAUSE: usize = 3_200;

impl Buffer {
    /// The next 20 ms, for the tick at `now`.
    pub fn pull(&mut self, now: Timestamp, out: &mut Frame) -> Played {
        self.figures.frames += 1;
        let due = match self.stage {
            Stage::Empty => {
                out.fill(0);
                return Played::Silence;
            }
            Stage::Filling => {
                let due = self.delay.due(now, i64::MIN) - BEFORE_END;
                // Sound begins when its wait is over; until then there is the silence before it.
                self.reader = due.clamp(self.reader - LEAP, self.reader);
                self.stage = Stage::Playing;
                due
            }
            Stage::Playing => self.delay.due(now, self.reader) - BEFORE_END,
        };
        self.settle();
        let mut error = due - self.reader;
        if error > LEAP {
            self.leap(due);
            error = due - self.reader;
        }
        if (is_beside(error) || self.moving)
            && let Some(taken) = self.adjusted(error, out)
        {
            self.advance(taken);
            return Played::Sound;
        }
        self.straight(out)
    }

    /// After a stall: what came late is played now, what is still missing counts as gone by.
    fn settle(&mut self) {
        if self.held > 0 && self.end > self.reader {
            let gone = self.strip.missing(self.reader, self.held);
            self.figures.put_in += (self.held - gone) as u64;
            self.advance(gone);
            self.held = 0;
        }
    }

    fn advance(&mut self, samples: usize) {
        let to = self.reader + samples as i64;
        self.strip.forget(self.reader, to);
        self.reader = to;
    }

    /// Moves the reader over what is too old to be worth hearing.
    fn leap(&mut self, due: i64) {
        let to = due.min(self.end);
        if to <= self.reader {
            return;
        }
        self.figures.leaps += 1;
        self.figures.left_out += (to - self.reader) as u64;
        self.begin_gap();
        self.advance((to - self.reader) as usize);
    }

    /// A frame that brings the reader nearer to its place; nothing when the sound does not allow it now.
    fn adjusted(&mut self, error: i64, out: &mut Frame) -> Option<usize> {
        if self.concealer.is_active() {
            return None;
        }
        let taken = self.stretched(error, out).or_else(|| self.resampled(error, out))?;
        self.figures.left_out += taken.saturating_sub(FRAME) as u64;
        self.figures.put_in += FRAME.saturating_sub(taken) as u64;
        Some(taken)
    }

    fn stretched(&self, error: i64, out: &mut Frame) -> Option<usize> {
        let far = error.unsigned_abs() as usize;
        if error.abs() <= FAR {
            return None;
        }
        let (way, ahead) = if error > 0 { (Way::Shorten, AHEAD) } else { (Way::Lengthen, 0) };
        if self.strip.present(self.reader, FRAME + ahead) < FRAME + ahead {
            return None;
        }
        let mut look: Look = [0; _];
        self.strip.read(self.reader - BEHIND as i64, &mut look[..BEHIND + FRAME + ahead]);
        stretch::stretch(&look, way, far, error.abs() > VERY_FAR, out)
    }

    fn resampled(&mut self, error: i64, out: &mut Frame) -> Option<usize> {
        self.moving = if self.moving { !(0..=SETTLED).contains(&error) } else { is_beside(error) };
        let taken = if error > 0 { FRAME + 1 } else { FRAME - 1 };
        if !self.moving || self.strip.present(self.reader, taken + 2) < taken + 2 {
            return None;
        }
        let mut samples = [0; FRAME + 1 + AROUND];
        self.strip.read(self.reader - 1, &mut samples);
        stretch::resample(&samples, taken, out);
        Some(taken)
    }

    /// A frame at the sender's own pace, its gaps concealed.
    fn straight(&mut self, out: &mut Frame) -> Played {
        let mut at = 0;
        let mut played = Played::Silence;
        while at < FRAME {
            let rest = &mut out[at..];
            let present = self.strip.present(self.reader, rest.len());
            if present > 0 {
                let sound = &mut rest[..present];
                self.strip.read(self.reader, sound);
                if self.concealer.is_active() {
                    self.concealer.lead_back(sound);
                }
                self.advance(present);
                at += present;
                played = Played::Sound;
                continue;
            }
            if !self.concealer.is_active() {
                self.begin_gap();
            }
            let audible = self.concealer.is_audible();
            let starved = self.end <= self.reader;
            let gap = if starved { rest.len() } else { self.strip.missing(self.reader, rest.len()).max(1) };
            self.concealer.fill(&mut rest[..gap]);
            self.strip.substitute(self.reader + self.held as i64, &rest[..gap]);
            if audible {
                self.figures.concealed += gap as u64;
                if played == Played::Silence {
                    played = Played::Concealed;
                }
            }
            at += gap;
            if starved {
                self.held += gap;
            } else {
                self.advance(gap);
            }
        }
        if self.held >= PAUSE {
            self.pause();
        }
        played
    }

    fn begin_gap(&mut self) {
        let mut history = [0; HISTORY];
        self.strip.read(self.reader - HISTORY as i64, &mut history);
        self.concealer.begin(&history);
    }
}

/// Whether a reader that stands still is to be moved.
const fn is_beside(error: i64) -> bool {
    error > TOLERANCE || error < -BEFORE_END / 2
}

// A stall is made up for behind what is stored, and must end before it comes round to the history.
const _: () = assert!(PAUSE + FRAME + HISTORY < CAPACITY);
