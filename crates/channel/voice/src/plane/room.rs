//! One call's sound, tick by tick.

use tokio::sync::mpsc;
use warmline_base::Timestamp;
use warmline_call::{CUSTOMER, Ear, LegId, Topology};
use warmline_media::{FRAME, Frame, g711};
use warmline_wire::sdp::Codec;

use super::leg::Leg;
use super::mix::mix;
use super::player::{Clip, Music, Player, RingBack};
use super::{RECORD_CHUNK, RoomEvent};

/// What is being recorded.
struct Recorder {
    recording: u16,
    sink: mpsc::Sender<Vec<u8>>,
    chunk: Vec<u8>,
    paused: bool,
    /// A message: the customer alone.
    alone: bool,
}

pub(super) struct Room {
    pub legs: Vec<Leg>,
    events: mpsc::Sender<RoomEvent>,
    topology: Topology,
    saying: Option<(u32, Player)>,
    music: Music,
    ring_back: RingBack,
    recorders: Vec<Recorder>,
    /// A beep for a key, frames still to go.
    beep: u8,
}

impl Room {
    pub(super) fn new(events: mpsc::Sender<RoomEvent>, music: Clip) -> Self {
        Self {
            legs: Vec::new(),
            events,
            topology: Topology::default(),
            saying: None,
            music: Music::new(music),
            ring_back: RingBack::default(),
            recorders: Vec::new(),
            beep: 0,
        }
    }

    pub(super) fn tell(&self, event: RoomEvent) {
        if self.events.try_send(event).is_err() {
            metrics::counter!("warmline_voice_events_dropped_total").increment(1);
        }
    }

    pub(super) fn leg(&mut self, id: LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }

    pub(super) fn leave(&mut self, id: LegId) {
        if let Some(index) = self.legs.iter().position(|leg| leg.id == id) {
            let leg = self.legs.swap_remove(index);
            self.tell(RoomEvent::Quality(id, leg.quality()));
        }
    }

    pub(super) fn hear(&mut self, topology: Topology) {
        self.topology = topology;
    }

    pub(super) fn say(&mut self, play: u32, clips: Vec<Clip>) {
        self.saying = Some((play, Player::new(clips)));
    }

    pub(super) fn stop_saying(&mut self, play: u32) {
        self.saying.take_if(|(known, _)| *known == play);
    }

    pub(super) fn record(&mut self, recording: u16, sink: mpsc::Sender<Vec<u8>>, alone: bool) {
        let chunk = Vec::with_capacity(RECORD_CHUNK);
        self.recorders.push(Recorder { recording, sink, chunk, paused: false, alone });
    }

    pub(super) fn pause(&mut self, recording: u16, on: bool) {
        if let Some(recorder) = self.recorders.iter_mut().find(|known| known.recording == recording) {
            recorder.paused = on;
        }
    }

    pub(super) fn stop_recording(&mut self, recording: u16) {
        if let Some(index) = self.recorders.iter().position(|known| known.recording == recording) {
            self.recorders.swap_remove(index).hand_on();
        }
    }

    /// Reads a leg's socket.
    pub(super) fn read(&mut self, id: LegId, now: Timestamp) {
        let mut pressed = Vec::new();
        if let Some(leg) = self.leg(id) {
            leg.read(now, |key| pressed.push(key));
        }
        for key in pressed {
            if id == CUSTOMER {
                self.beep = 8;
            }
            self.tell(RoomEvent::Key(id, key));
        }
    }

    /// The next twenty milliseconds of everybody.
    pub(super) fn tick(&mut self, now: Timestamp) {
        for index in 0..self.legs.len() {
            if self.legs[index].pull(now) {
                self.tell(RoomEvent::NoSound(self.legs[index].id));
            }
        }
        let (mut saying, mut music, mut ring_back) = ([0; FRAME], [0; FRAME], [0; FRAME]);
        self.next_saying(&mut saying);
        self.music.next(&mut music);
        self.ring_back.next(&mut ring_back);
        let mut out = [0; FRAME];
        for index in 0..self.legs.len() {
            match self.topology.ear(self.legs[index].id) {
                Ear::Saying(_) => out = saying,
                Ear::Music => out = music,
                Ear::RingBack => out = ring_back,
                Ear::Silence | Ear::Awaiting => out.fill(0),
                Ear::Voices { legs, beeps } => {
                    self.mix_of(legs, &mut out);
                    if *beeps && self.beep > 0 {
                        beep(&mut out);
                    }
                }
            }
            self.legs[index].send(&out, now);
        }
        self.beep = self.beep.saturating_sub(1);
        self.write();
    }

    fn next_saying(&mut self, frame: &mut Frame) {
        let Some((play, player)) = &mut self.saying else { return };
        if !player.next(frame) {
            let said = RoomEvent::Said(*play);
            self.saying = None;
            self.tell(said);
        }
    }

    fn mix_of(&self, wanted: &[LegId], out: &mut Frame) {
        mix(self.legs.iter().filter(|leg| wanted.contains(&leg.id)).map(|leg| &leg.frame), out);
    }

    fn write(&mut self) {
        if self.recorders.is_empty() {
            return;
        }
        let (mut customer, mut others) = ([0; FRAME], [0; FRAME]);
        self.mix_of(&self.topology.taps.customer, &mut customer);
        self.mix_of(&self.topology.taps.others, &mut others);
        let mut alone = [0; FRAME];
        self.mix_of(&[CUSTOMER], &mut alone);
        for recorder in &mut self.recorders {
            let first = if recorder.alone { &alone } else { &customer };
            recorder.write(first, &others);
        }
    }
}

impl Recorder {
    fn write(&mut self, first: &Frame, second: &Frame) {
        let silent = [0; FRAME];
        let (first, second) = if self.paused { (&silent, &silent) } else { (first, second) };
        let (mut one, mut two) = ([0; FRAME], [0; FRAME]);
        g711::encode(Codec::Pcmu, first, &mut one);
        g711::encode(Codec::Pcmu, second, &mut two);
        self.chunk.extend(one.iter().zip(&two).flat_map(|(one, two)| [*one, *two]));
        if self.chunk.len() >= RECORD_CHUNK {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(RECORD_CHUNK));
        if !chunk.is_empty() && self.sink.try_send(chunk).is_err() {
            metrics::counter!("warmline_voice_recorded_seconds_lost_total").increment(1);
        }
    }
}

/// A short tone of 1 kHz in place of a key the agent must not hear.
fn beep(out: &mut Frame) {
    for (index, sample) in out.iter_mut().enumerate() {
        let angle = std::f32::consts::TAU * 1_000.0 * index as f32 / 8_000.0;
        *sample = sample.saturating_add((angle.sin() * 3_000.0) as i16);
    }
}
