//! One leg: its sockets, its way through the network, and what it is being played.

use std::mem::MaybeUninit;
use std::net::SocketAddr;

use rustix::net::{RecvFlags, SendFlags, recvfrom, sendto};
use warmline_base::Timestamp;
use warmline_call::LegId;
use warmline_media::conference::{self, Conference, Formats, LegSetup};
use warmline_media::jitter::Arrival;
use warmline_wire::rtp::{DATAGRAM_BYTES, HEADER_BYTES, Packet};
use warmline_wire::sdp::Agreed;

use super::browser::Peer;
use super::clear::{Clear, Taken};
use super::ports::Pair;

/// How its sound travels.
enum Way {
    /// To a telephone, in clear.
    Clear(Box<Clear>),
    /// To a browser.
    Browser(Box<Peer>),
}

/// What plays behind a leg's prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    Nothing,
    Music,
    RingBack,
}

pub(super) struct Leg {
    pub id: LegId,
    pub sockets: Pair,
    /// The saying it is being played.
    pub plays: Option<u32>,
    pub behind: Behind,
    /// Whether it has a session, and so its place in the conference.
    pub is_in: bool,
    way: Way,
    ssrc: u32,
    told_gone: bool,
}

/// A leg's name in the conference.
pub(super) const fn name_of(leg: LegId) -> conference::LegId {
    conference::LegId(leg.0 as u32)
}

impl Leg {
    pub(super) fn new(id: LegId, sockets: Pair, ssrc: u32) -> Self {
        Self::of(id, sockets, ssrc, Way::Clear(Box::new(Clear::new())))
    }

    pub(super) const fn of_browser(id: LegId, sockets: Pair, ssrc: u32, peer: Box<Peer>) -> Self {
        Self::of(id, sockets, ssrc, Way::Browser(peer))
    }

    const fn of(id: LegId, sockets: Pair, ssrc: u32, way: Way) -> Self {
        Self { id, sockets, plays: None, behind: Behind::Nothing, is_in: false, way, ssrc, told_gone: false }
    }

    /// A telephone's session was agreed: what it speaks.
    pub(super) fn agree(&mut self, agreed: Agreed) -> Option<Formats> {
        let Way::Clear(clear) = &mut self.way else { return None };
        let formats = Formats::from(&agreed);
        clear.agree(agreed);
        Some(formats)
    }

    /// A browser answered: what it speaks, if the answer fits.
    pub(super) fn accept(&mut self, answer: &str) -> Option<Formats> {
        let Way::Browser(peer) = &mut self.way else { return None };
        peer.accept(answer)
    }

    /// How it begins in the conference. A browser's reports are made where it is encrypted.
    pub(super) const fn setup(&self, formats: Formats) -> LegSetup {
        let reports = matches!(self.way, Way::Clear(_));
        LegSetup { formats, ssrc: self.ssrc, sequence: (self.ssrc >> 16) as u16, timestamp: self.ssrc, reports }
    }

    /// Reads one datagram of sound. When more have come the poll tells so at once.
    pub(super) fn read(&mut self, call: &mut Conference, arrival: Arrival) {
        let now = arrival.at;
        let mut room = [MaybeUninit::uninit(); DATAGRAM_BYTES];
        let Ok(((datagram, _), _, from)) = recvfrom(&self.sockets.sound, &mut room, RecvFlags::empty()) else { return };
        let Some(from) = from.and_then(|from| SocketAddr::try_from(from).ok()) else { return };
        let (datagram, name): (&[u8], _) = (datagram, name_of(self.id));
        match &mut self.way {
            Way::Browser(peer) => {
                peer.take(datagram, from, now, &self.sockets.sound, |packet| call.hear(name, packet, arrival));
            }
            Way::Clear(clear) => {
                let Some(datagram) = clear.open(datagram, from, false) else { return };
                match clear.take(&datagram, from) {
                    Some(Taken::Sound(packet)) => call.hear(name, &packet, arrival),
                    Some(Taken::Report) => call.hear_report(name, &datagram, now),
                    None => {}
                }
            }
        }
    }

    /// Reads one report.
    pub(super) fn read_report(&mut self, call: &mut Conference, now: Timestamp) {
        let mut datagram = [0; DATAGRAM_BYTES];
        let Ok((bytes, from)) = self.sockets.reports.recv_from(&mut datagram) else { return };
        if let Way::Clear(clear) = &mut self.way
            && let Some(report) = clear.open(&datagram[..bytes], from, true)
            && clear.takes_report(from)
        {
            call.hear_report(name_of(self.id), &report, now);
        }
    }

    /// Lets a browser's encryption do what is due.
    pub(super) fn keep_up(&mut self, call: &mut Conference, now: Timestamp) {
        if let Way::Browser(peer) = &mut self.way {
            let name = name_of(self.id);
            peer.keep_up(now, &self.sockets.sound, |packet| call.hear(name, packet, now));
        }
    }

    /// Whether a browser is found to be gone; said once.
    pub(super) fn is_found_gone(&mut self) -> bool {
        let gone = matches!(&self.way, Way::Browser(peer) if peer.is_gone());
        gone && !std::mem::replace(&mut self.told_gone, true)
    }

    /// Sends a packet.
    pub(super) fn send(&mut self, packet: &Packet<'_>, now: Timestamp) {
        match &mut self.way {
            Way::Browser(peer) => peer.write(packet, now, &self.sockets.sound),
            Way::Clear(clear) => {
                let mut datagram = [0; HEADER_BYTES + warmline_media::FRAME];
                if let (Some(to), Some(bytes)) = (clear.to(), packet.write(&mut datagram))
                    && let Some(sealed) = clear.seal(&datagram[..bytes], false)
                {
                    // A full buffer of the machine drops a frame; the next comes in 20 ms.
                    let _ = sendto(&self.sockets.sound, &sealed, SendFlags::empty(), &to);
                }
            }
        }
    }

    /// Sends a report.
    pub(super) fn report(&mut self, datagram: &[u8]) {
        let Way::Clear(clear) = &mut self.way else { return };
        if let Some((to, shared)) = clear.reports_to()
            && let Some(sealed) = clear.seal(datagram, true)
        {
            let socket = if shared { &self.sockets.sound } else { &self.sockets.reports };
            // The next one comes in five seconds.
            let _ = socket.send_to(&sealed, to);
        }
    }

    /// Datagrams of strangers, dropped.
    pub(super) fn strangers(&self) -> u64 {
        match &self.way {
            Way::Clear(clear) => clear.strangers(),
            Way::Browser(_) => 0,
        }
    }
}
