//! Prompts and music: clips encoded once for both laws and shared by every call that plays them.
//!
//! A leg has two lanes. The front one plays a list once and reports its end; a pressed key may stop it. The
//! one behind it plays while the front is empty, again and again: music on hold and in the queue, which
//! announcements interrupt and which goes on afterwards where it stopped.

use std::sync::Arc;

use warmline_wire::sdp::Codec;

use crate::g711::{self, Encoded};
use crate::goertzel::Tone;
use crate::{FRAME, Frame, RATE};

/// The longest clip: ten minutes.
pub const CLIP_FRAMES: usize = 10 * 60 * 50;

/// A piece of sound, encoded for both laws. The last frame is filled up with silence.
#[derive(Debug, PartialEq, Eq)]
pub struct Clip {
    pcmu: Box<[Encoded]>,
    pcma: Box<[Encoded]>,
}

impl Clip {
    /// Encodes samples at 8 kHz; what is longer than [`CLIP_FRAMES`] is cut.
    pub fn new(samples: &[i16]) -> Self {
        let samples = &samples[..samples.len().min(CLIP_FRAMES * FRAME)];
        let encoded = |codec| {
            let frames = samples.chunks(FRAME).map(|chunk| {
                let mut frame = *g711::silent(codec);
                g711::encode(codec, chunk, &mut frame);
                frame
            });
            frames.collect()
        };
        Self { pcmu: encoded(Codec::Pcmu), pcma: encoded(Codec::Pcma) }
    }

    /// The tone of a phone that rings elsewhere, as Chinese exchanges send it: 450 Hz, one second of five.
    pub fn ring_back() -> Self {
        let mut samples = vec![0; RATE as usize];
        Tone::new(450.0, 6_000.0).add_to(&mut samples);
        samples.resize(5 * RATE as usize, 0);
        Self::new(&samples)
    }

    /// Its length in frames of 20 ms.
    pub const fn frames(&self) -> usize {
        self.pcma.len()
    }

    /// One frame as the line carries it.
    pub const fn encoded(&self, codec: Codec, frame: usize) -> &Encoded {
        match codec {
            Codec::Pcmu => &self.pcmu[frame],
            Codec::Pcma => &self.pcma[frame],
        }
    }
}

/// Clips to be played one after the other.
#[derive(Clone, Debug)]
pub struct Playlist {
    /// The clips, in their order.
    pub clips: Arc<[Arc<Clip>]>,
    /// Whether a pressed key stops it.
    pub until_key: bool,
    /// The caller's own number for it, which comes back with its end.
    pub ticket: u64,
}

/// How a list came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// To the last frame.
    Whole,
    /// By a pressed key.
    Key,
    /// By another list or on request.
    Stopped,
}

/// A list and how far it has come.
#[derive(Clone, Debug)]
struct Lane {
    list: Playlist,
    clip: usize,
    frame: usize,
}

impl Lane {
    const fn new(list: Playlist) -> Self {
        Self { list, clip: 0, frame: 0 }
    }

    /// Steps over clips that are at their end; whether there is a frame to be played.
    fn settle(&mut self) -> bool {
        while let Some(clip) = self.list.clips.get(self.clip) {
            if self.frame < clip.frames() {
                return true;
            }
            (self.clip, self.frame) = (self.clip + 1, 0);
        }
        false
    }
}

/// What one leg is played.
#[derive(Clone, Debug, Default)]
pub struct Player {
    front: Option<Lane>,
    behind: Option<Lane>,
}

/// One frame of a clip.
#[derive(Clone, Copy, Debug)]
pub struct Cue<'a> {
    clip: &'a Clip,
    frame: usize,
}

impl<'a> Cue<'a> {
    /// The frame as the line carries it.
    pub const fn encoded(&self, codec: Codec) -> &'a Encoded {
        self.clip.encoded(codec, self.frame)
    }

    /// The frame as samples.
    pub fn decode(&self, out: &mut Frame) {
        g711::decode(Codec::Pcma, self.encoded(Codec::Pcma), out);
    }
}

impl Player {
    /// Plays `list` from now on; returns the ticket of the one it replaces.
    pub fn play(&mut self, list: Playlist) -> Option<u64> {
        self.front.replace(Lane::new(list)).map(|lane| lane.list.ticket)
    }

    /// Plays `list` again and again behind; nothing for silence.
    pub fn play_behind(&mut self, list: Option<Playlist>) {
        self.behind = list.map(Lane::new);
    }

    /// Stops the front; returns the ticket of what was playing.
    pub fn stop(&mut self) -> Option<u64> {
        self.front.take().map(|lane| lane.list.ticket)
    }

    /// A key was pressed; returns the ticket of what it stopped.
    pub fn key(&mut self) -> Option<u64> {
        let stops = self.front.as_ref().is_some_and(|lane| lane.list.until_key);
        if stops { self.stop() } else { None }
    }

    /// Whether nothing is to be played.
    pub const fn is_idle(&self) -> bool {
        self.front.is_none() && self.behind.is_none()
    }

    /// Moves on to the next frame and calls `listen` with it, if there is one; `music` says whether the lane
    /// behind is wanted. Returns the ticket of a list that ended before this frame.
    pub fn step(&mut self, music: bool, listen: impl FnOnce(Option<Cue<'_>>)) -> Option<u64> {
        let mut ended = None;
        if let Some(lane) = &mut self.front {
            if lane.settle() {
                let clip = &lane.list.clips[lane.clip];
                listen(Some(Cue { clip, frame: lane.frame }));
                lane.frame += 1;
                return None;
            }
            ended = self.stop();
        }
        match self.behind.as_mut().filter(|_| music) {
            None => listen(None),
            Some(lane) => {
                if !lane.settle() {
                    lane.clip = 0;
                }
                if lane.settle() {
                    let clip = &lane.list.clips[lane.clip];
                    listen(Some(Cue { clip, frame: lane.frame }));
                    lane.frame += 1;
                } else {
                    listen(None);
                }
            }
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goertzel::amplitude;

    fn clip(value: i16, samples: usize) -> Arc<Clip> {
        Arc::new(Clip::new(&vec![value; samples]))
    }

    fn list(clips: &[Arc<Clip>], ticket: u64) -> Playlist {
        Playlist { clips: clips.into(), until_key: true, ticket }
    }

    /// What is heard in the next frame: its first sample, and whether something ended.
    fn next(player: &mut Player) -> (i16, Option<u64>) {
        let mut frame = [0; FRAME];
        let ended = player.step(true, |cue| {
            if let Some(cue) = cue {
                cue.decode(&mut frame);
            }
        });
        (frame[0], ended)
    }

    #[test]
    fn prompts_interrupt_music_which_goes_on_where_it_stopped() {
        let mut player = Player::default();
        player.play_behind(Some(list(&[clip(100, 2 * FRAME), clip(200, FRAME)], 0)));
        let heard = |player: &mut Player| (next(player).0 + 50) / 100;
        assert_eq!(heard(&mut player), 1);
        player.play(list(&[clip(0, 0), clip(1_000, FRAME + 1)], 7));
        assert_eq!((heard(&mut player), heard(&mut player)), (10, 10));
        let (first, ended) = next(&mut player);
        assert_eq!(((first + 50) / 100, ended), (1, Some(7)));
        assert_eq!((heard(&mut player), heard(&mut player)), (2, 1));
    }

    #[test]
    fn a_key_stops_what_lets_itself_be_stopped() {
        let mut player = Player::default();
        player.play(list(&[clip(100, FRAME)], 1));
        assert_eq!(player.key(), Some(1));
        player.play(Playlist { until_key: false, ..list(&[clip(100, FRAME)], 2) });
        assert_eq!(player.key(), None);
        assert_eq!(player.play(list(&[], 3)), Some(2));
        assert_eq!(next(&mut player), (0, Some(3)));
        assert!(player.is_idle());
    }

    #[test]
    fn lists_without_sound_are_silent_and_come_to_an_end() {
        let mut player = Player::default();
        player.play_behind(Some(list(&[clip(0, 0), clip(0, 0)], 0)));
        assert_eq!(next(&mut player), (0, None));
    }

    #[test]
    fn a_phone_rings_elsewhere_for_one_second_of_five() {
        let clip = Arc::new(Clip::ring_back());
        let mut player = Player::default();
        player.play_behind(Some(list(&[clip], 0)));
        let mut sounds = Vec::new();
        for _ in 0..2 * 250 {
            let mut frame = [0; FRAME];
            player.step(true, |cue| cue.expect("it goes on").decode(&mut frame));
            sounds.push(amplitude(&frame, 450.0) > 5_000.0);
        }
        assert!(sounds.iter().enumerate().all(|(frame, sounds)| *sounds == (frame % 250 < 50)));
    }

    #[test]
    fn the_last_frame_is_filled_with_silence() {
        let clip = Clip::new(&[1_000; FRAME + 10]);
        assert_eq!(clip.frames(), 2);
        assert!(clip.encoded(Codec::Pcmu, 1)[10..].iter().all(|code| *code == g711::silence(Codec::Pcmu)));
    }
}
