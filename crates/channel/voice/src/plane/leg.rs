//! One leg's sound: its socket, whom it listens to, and what it sends; in clear to a telephone, or by
//! [`Peer`] to a browser.

use std::net::SocketAddr;

use warmline_base::{Millis, Timestamp};
use warmline_call::LegId;
use warmline_media::jitter::Buffer;
use warmline_media::{FRAME, Frame, g711, quality};
use warmline_wire::rtp::event::{Key, TelephoneEvent};
use warmline_wire::rtp::{DATAGRAM_BYTES, HEADER_BYTES, Packet, is_rtcp};
use warmline_wire::sdp::Agreed;

use super::Quality;
use super::browser::Peer;
use super::ports::Pair;

/// Datagrams read from one leg before the others get their turn.
const READS_MAX: usize = 8;
/// Datagrams in a row from an address other than the agreed one before that is believed to be the leg behind a
/// router; any from the agreed one settle it at once.
const FOREIGN_MAX: u8 = 8;
/// A leg that should send and does not for this long is lost.
const NO_SOUND: Millis = Millis::seconds(30);

/// Whom a leg is heard from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    /// Nobody yet; this many came in a row from there.
    Open(Option<SocketAddr>, u8),
    /// Only from there, until a new session is agreed.
    Locked(SocketAddr),
}

pub(super) struct Leg {
    pub id: LegId,
    pub sockets: Pair,
    /// What it sent, for this tick.
    pub frame: Frame,
    agreed: Option<Agreed>,
    /// A browser is at the other end.
    peer: Option<Box<Peer>>,
    /// Packets sent to a browser.
    sent: u64,
    lock: Lock,
    buffer: Buffer,
    /// Timestamp of the key that is being pressed.
    key_at: Option<u32>,
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    marker: bool,
    heard_at: Timestamp,
    missed: bool,
    strangers: u64,
}

impl Leg {
    pub(super) fn new(id: LegId, sockets: Pair, ssrc: u32, now: Timestamp) -> Self {
        Self {
            id,
            sockets,
            frame: [0; FRAME],
            agreed: None,
            peer: None,
            sent: 0,
            lock: Lock::Open(None, 0),
            buffer: Buffer::default(),
            key_at: None,
            ssrc,
            sequence: (ssrc >> 16) as u16,
            timestamp: ssrc,
            marker: true,
            heard_at: now,
            missed: false,
            strangers: 0,
        }
    }

    pub(super) fn of_browser(id: LegId, sockets: Pair, ssrc: u32, now: Timestamp, peer: Box<Peer>) -> Self {
        Self { peer: Some(peer), ..Self::new(id, sockets, ssrc, now) }
    }

    /// The browser answered.
    pub(super) fn accept(&mut self, answer: &str, now: Timestamp) {
        self.heard_at = now;
        if let Some(peer) = &mut self.peer {
            peer.accept(answer);
        }
    }

    pub(super) fn agree(&mut self, agreed: Agreed, now: Timestamp) {
        let same = self.agreed.as_ref().is_some_and(|known| known.remote == agreed.remote);
        if !same {
            self.lock = Lock::Open(None, 0);
        }
        self.heard_at = now;
        self.marker = true;
        self.agreed = Some(agreed);
    }

    /// Reads what has come; keys go to `press`.
    pub(super) fn read(&mut self, now: Timestamp, mut press: impl FnMut(char)) {
        let mut datagram = [0; DATAGRAM_BYTES];
        for _ in 0..READS_MAX {
            let Ok((bytes, from)) = self.sockets.sound.recv_from(&mut datagram) else { return };
            if let Some(peer) = &mut self.peer {
                let (buffer, heard_at) = (&mut self.buffer, &mut self.heard_at);
                peer.take(&datagram[..bytes], from, now, &self.sockets.sound, |packet, codec| {
                    *heard_at = now;
                    if let Some(admitted) = buffer.admit(packet, now) {
                        buffer.store(admitted, codec, packet.payload, now);
                    }
                });
                continue;
            }
            if let Some(key) = self.take(&datagram[..bytes], from, now) {
                press(key);
            }
        }
    }

    fn take(&mut self, datagram: &[u8], from: SocketAddr, now: Timestamp) -> Option<char> {
        let agreed = self.agreed.as_ref()?;
        if is_rtcp(datagram) {
            return None;
        }
        let packet = Packet::parse(datagram).ok()?;
        let receive = agreed.receive;
        let sound = [(receive.pcmu, warmline_wire::sdp::Codec::Pcmu), (receive.pcma, warmline_wire::sdp::Codec::Pcma)]
            .into_iter()
            .find(|(payload_type, _)| *payload_type == Some(packet.payload_type));
        let is_event = receive.event == Some(packet.payload_type);
        if sound.is_none() && !is_event {
            return None;
        }
        if !is_from_them(&mut self.lock, agreed.remote, from) {
            self.strangers += 1;
            return None;
        }
        (self.heard_at, self.missed) = (now, false);
        let admitted = self.buffer.admit(&packet, now)?;
        if let Some((_, codec)) = sound {
            self.buffer.store(admitted, codec, packet.payload, now);
            return None;
        }
        self.pressed(&packet)
    }

    /// One key is many packets of one timestamp; the first counts.
    fn pressed(&mut self, packet: &Packet<'_>) -> Option<char> {
        let event = TelephoneEvent::parse(packet.payload).ok()?;
        let key = Key::of_event(event.event)?;
        if self.key_at == Some(packet.timestamp) {
            return None;
        }
        self.key_at = Some(packet.timestamp);
        Some(key.character())
    }

    /// Takes the next frame out of the buffer. Answers `true` once when nothing has come for too long.
    pub(super) fn pull(&mut self, now: Timestamp) -> bool {
        self.buffer.pull(now, &mut self.frame);
        if let Some(peer) = &mut self.peer {
            peer.tick(now, &self.sockets.sound, |_, _| {});
            let lost = peer.is_gone() || (peer.codec().is_some() && now.since(self.heard_at) >= NO_SOUND);
            return lost && !std::mem::replace(&mut self.missed, true);
        }
        let sends = self.agreed.as_ref().is_some_and(|agreed| agreed.direction.receives());
        if !sends {
            self.heard_at = now;
        }
        if self.missed || now.since(self.heard_at) < NO_SOUND {
            return false;
        }
        self.missed = true;
        true
    }

    /// Sends a frame.
    pub(super) fn send(&mut self, frame: &Frame, now: Timestamp) {
        if let Some(peer) = &mut self.peer {
            let Some(codec) = peer.codec() else { return };
            let mut codes = [0; FRAME];
            g711::encode(codec, frame, &mut codes);
            self.sent += 1;
            let timestamp = (self.sent as u32).wrapping_mul(FRAME as u32);
            peer.write(self.sent, timestamp, &codes, now, &self.sockets.sound);
            return;
        }
        let Some(agreed) = &self.agreed else { return };
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
        if !agreed.direction.sends() {
            self.marker = true;
            return;
        }
        let mut codes = [0; FRAME];
        g711::encode(agreed.codec, frame, &mut codes);
        let mut packet = Packet::new(agreed.send, self.sequence, self.timestamp, self.ssrc, &codes);
        packet.marker = std::mem::take(&mut self.marker);
        self.sequence = self.sequence.wrapping_add(1);
        let mut datagram = [0; HEADER_BYTES + FRAME];
        let to = match self.lock {
            Lock::Locked(from) => from,
            Lock::Open(..) => agreed.remote,
        };
        if packet.write(&mut datagram).is_some() {
            // A full buffer of the machine drops a frame; the next comes in 20 ms.
            let _ = self.sockets.sound.send_to(&datagram, to);
        }
    }

    pub(super) fn quality(&self) -> Quality {
        let reception = self.buffer.reception();
        let (loss, jitter_ms) = (reception.loss(), reception.jitter_ms());
        let mos = quality::opinion(quality::rating(loss, 1.0, 2.0 * jitter_ms + 40.0));
        Quality { loss, jitter_ms, mos, packets: reception.received(), strangers: self.strangers }
    }
}

/// Whether a datagram is the leg's: the first from the agreed address settles it; behind a router, several in a
/// row from one other address do. After that nobody else is heard (T20).
fn is_from_them(lock: &mut Lock, agreed: SocketAddr, from: SocketAddr) -> bool {
    match *lock {
        Lock::Locked(known) => known == from,
        Lock::Open(..) if from.ip() == agreed.ip() => {
            *lock = Lock::Locked(from);
            true
        }
        Lock::Open(known, count) => {
            let count = if known == Some(from) { count + 1 } else { 1 };
            *lock = if count >= FOREIGN_MAX { Lock::Locked(from) } else { Lock::Open(Some(from), count) };
            count >= FOREIGN_MAX
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_agreed_address_is_believed_at_once_and_nobody_else_afterwards() {
        let mut lock = Lock::Open(None, 0);
        let agreed = address("192.0.2.1:4000");
        assert!(is_from_them(&mut lock, agreed, address("192.0.2.1:4002")), "a router may change the port");
        assert!(!is_from_them(&mut lock, agreed, address("203.0.113.9:4002")));
        assert!(!is_from_them(&mut lock, agreed, address("192.0.2.1:4000")));
        assert!(is_from_them(&mut lock, agreed, address("192.0.2.1:4002")));
    }

    #[test]
    fn another_address_is_believed_after_several_in_a_row() {
        let mut lock = Lock::Open(None, 0);
        let (agreed, nat, injector) = (address("10.0.0.1:4000"), address("203.0.113.1:9"), address("198.51.100.1:9"));
        for _ in 0..5 {
            assert!(!is_from_them(&mut lock, agreed, nat));
        }
        assert!(!is_from_them(&mut lock, agreed, injector));
        assert_eq!((0..8).filter(|_| is_from_them(&mut lock, agreed, nat)).count(), 1);
        assert_eq!(lock, Lock::Locked(nat));
    }
}
