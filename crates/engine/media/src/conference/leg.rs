//! One leg: its sound on the way in, its keys, its veil, and the numbering of what goes out.

use warmline_base::{Millis, Timestamp};
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::{Key, TelephoneEvent};
use warmline_wire::sdp::Codec;

use super::rtcp::Reports;
use super::{FarReport, Formats, LegId, LegSetup};
use crate::digits::tones::Detector;
use crate::digits::{Receiver, Sender};
use crate::jitter::{Arrival, Buffer, Played};
use crate::mix::Set;
use crate::player::{Ending, Player};
use crate::{FRAME, Frame};

/// Keys kept until the next tick. Nobody presses more in 20 ms; a flood of made-up ones is dropped.
const KEYS: usize = 4;
/// What is veiled beyond the sound under way: detection takes two frames.
const VEIL_MARGIN_MS: i64 = 60;

/// After so long without a packet a leg that should send is quiet.
const QUIET: Millis = Millis::seconds(30);

/// Whether a leg's sound is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Veil {
    Off,
    On,
    /// Off at this instant, unless a key is held.
    Lifting(Timestamp),
}

#[derive(Debug)]
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) formats: Formats,
    /// Whose voices it hears.
    pub(super) hears: Set,
    pub(super) background: bool,
    pub(super) beeps: bool,
    veil: Veil,
    pub(super) ssrc: u32,
    /// Our first sequence number.
    pub(super) first_sequence: u16,
    sequence: u16,
    pub(super) timestamp: u32,
    /// Whether nothing was sent, at first or while the other end held us, so that the next packet is marked.
    was_silent: bool,
    /// What was sent so far, both wrapping.
    pub(super) packets: u32,
    pub(super) bytes: u32,
    pub(super) reports: Reports,
    /// When something came last; at first, when it joined.
    pub(super) heard: Timestamp,
    told_quiet: bool,
    keys: [Option<Key>; KEYS],
    /// A list that came to its end between ticks.
    pub(super) ended: Option<(u64, Ending)>,
    pub(super) player: Player,
    pub(super) buffer: Buffer,
    receiver: Receiver,
    detector: Detector,
    pub(super) sender: Sender,
}

impl Leg {
    pub(super) fn new(id: LegId, setup: &LegSetup, now: Timestamp) -> Self {
        Self {
            id,
            formats: setup.formats,
            hears: 0,
            background: false,
            beeps: false,
            veil: Veil::Off,
            ssrc: setup.ssrc,
            first_sequence: setup.sequence,
            sequence: setup.sequence,
            timestamp: setup.timestamp,
            was_silent: true,
            packets: 0,
            bytes: 0,
            reports: Reports::new(setup.reports, now),
            heard: now,
            told_quiet: false,
            keys: [None; KEYS],
            ended: None,
            player: Player::default(),
            buffer: Buffer::default(),
            receiver: Receiver::default(),
            detector: Detector::default(),
            sender: Sender::default(),
        }
    }

    pub(super) fn hear(&mut self, packet: &Packet<'_>, arrival: Arrival) {
        let now = arrival.at;
        let Some(admitted) = self.buffer.admit(packet, now) else { return };
        (self.heard, self.told_quiet) = (now, false);
        let receive = &self.formats.receive;
        let is = |payload_type: Option<u8>| payload_type == Some(packet.payload_type);
        if is(receive.pcma) {
            self.buffer.store(admitted, Codec::Pcma, packet.payload, arrival);
        } else if is(receive.pcmu) {
            self.buffer.store(admitted, Codec::Pcmu, packet.payload, arrival);
        } else if is(receive.event)
            && let Ok(event) = TelephoneEvent::parse(packet.payload)
            && let Some(key) = self.receiver.hear(packet.timestamp, &event, now)
        {
            self.keep(key);
        }
    }

    fn keep(&mut self, key: Key) {
        if let Some(free) = self.keys.iter_mut().find(|kept| kept.is_none()) {
            *free = Some(key);
        }
    }

    pub(super) fn set_secret(&mut self, secret: bool, now: Timestamp) {
        self.veil = match (secret, self.veil) {
            (true, _) => Veil::On,
            (false, Veil::On) => {
                let under_way = i64::from(self.buffer.delay_ms(now)) + VEIL_MARGIN_MS;
                Veil::Lifting(now.plus(Millis(under_way)))
            }
            (false, veil) => veil,
        };
    }

    pub(super) fn is_veiled(&self) -> bool {
        self.veil != Veil::Off
    }

    /// Lifts the veil when it is time; whether it did.
    pub(super) fn lift_veil(&mut self, now: Timestamp) -> bool {
        let lifted = matches!(self.veil, Veil::Lifting(at) if now >= at)
            && !self.receiver.is_held(now)
            && !self.detector.is_held();
        if lifted {
            self.veil = Veil::Off;
        }
        lifted
    }

    /// The next frame of this leg's sound; whether others may hear it.
    pub(super) fn pull(&mut self, now: Timestamp, frame: &mut Frame) -> bool {
        let played = self.buffer.pull(now, frame);
        // Telephones that send events, or have yet to show that they do not, need no listening to.
        let listens = (self.is_veiled() || self.formats.receive.event.is_none()) && !self.receiver.speaks_events();
        if listens && let Some(key) = self.detector.hear(frame) {
            self.keep(key);
        }
        played != Played::Silence && !self.is_veiled()
    }

    /// Whether it became quiet with this tick.
    pub(super) fn falls_quiet(&mut self, now: Timestamp) -> bool {
        if !self.formats.receiving {
            self.heard = now;
        }
        let falls = !self.told_quiet && now.since(self.heard) >= QUIET;
        self.told_quiet |= falls;
        falls
    }

    /// The next of the keys pressed since the last tick; it stops what lets itself be stopped.
    pub(super) fn next_key(&mut self) -> Option<Key> {
        let key = self.keys[0].take()?;
        self.keys.rotate_left(1);
        if let Some(ticket) = self.player.key() {
            self.ended = Some((ticket, Ending::Key));
        }
        Some(key)
    }

    /// Gives the next packet of `payload` to `send`, or a key in its place.
    pub(super) fn send(&mut self, payload: &[u8], send: impl FnOnce(&Packet<'_>)) {
        let timestamp = self.timestamp;
        self.timestamp = timestamp.wrapping_add(FRAME as u32);
        if !self.formats.sending {
            self.was_silent = true;
            return;
        }
        let press = self.formats.send_event.and_then(|event| Some((event, self.sender.next(timestamp)?)));
        let key;
        let mut packet = Packet::new(self.formats.send, self.sequence, timestamp, self.ssrc, payload);
        packet.marker = std::mem::take(&mut self.was_silent);
        if let Some((event, press)) = press {
            key = press.event.write();
            packet = Packet::new(event, self.sequence, press.timestamp, self.ssrc, &key);
            packet.marker = press.marker;
        }
        self.sequence = self.sequence.wrapping_add(1);
        self.packets = self.packets.wrapping_add(1);
        self.bytes = self.bytes.wrapping_add(packet.payload.len() as u32);
        send(&packet);
    }

    /// What the other end reported of us.
    pub(super) const fn far(&self) -> Option<FarReport> {
        self.reports.far()
    }
}
