//! A telephone's way: what was agreed, whose datagrams are believed, and what is encrypted with the session's keys.

use std::borrow::Cow;
use std::net::SocketAddr;

use warmline_wire::rtp::{Packet, is_rtcp};
use warmline_wire::sdp::{Agreed, Receive};

use super::secure::Secure;

/// Datagrams in a row from an address other than the agreed one before that is believed to be the leg behind a
/// router; any from the agreed one settle it at once.
const FOREIGN_MAX: u8 = 8;

/// Whom a leg is heard from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    /// Nobody yet; this many came in a row from there.
    Open(Option<SocketAddr>, u8),
    /// Only from there, until a new session is agreed.
    Locked(SocketAddr),
}

impl Lock {
    const NEW: Self = Self::Open(None, 0);

    /// Whether a datagram is the leg's: the first from exactly the agreed address settles it; behind a router, several
    /// in a row from one other do, be it another port or another machine. After that nobody else is heard (T20).
    fn lets_in(&mut self, agreed: SocketAddr, from: SocketAddr) -> bool {
        match *self {
            Self::Locked(known) => known == from,
            Self::Open(..) if from == agreed => {
                *self = Self::Locked(from);
                true
            }
            Self::Open(known, count) => {
                let count = if known == Some(from) { count + 1 } else { 1 };
                *self = if count >= FOREIGN_MAX { Self::Locked(from) } else { Self::Open(Some(from), count) };
                count >= FOREIGN_MAX
            }
        }
    }
}

/// What a datagram on the port for sound is.
pub(super) enum Taken<'a> {
    /// Sound or keys.
    Sound(Packet<'a>),
    /// A report, from an end that uses one port for both.
    Report,
}

/// One telephone's way.
pub(super) struct Clear {
    agreed: Option<Agreed>,
    /// How it is encrypted, when that was agreed.
    secure: Option<Secure>,
    lock: Lock,
    /// Where its reports come from, once one came.
    reports_from: Option<SocketAddr>,
    strangers: u64,
}

impl Clear {
    pub(super) const fn new() -> Self {
        Self { agreed: None, secure: None, lock: Lock::NEW, reports_from: None, strangers: 0 }
    }

    /// A session was agreed; whom it is heard from is found out anew when the other end moved.
    pub(super) fn agree(&mut self, agreed: Agreed) {
        if self.agreed.as_ref().is_none_or(|known| known.remote != agreed.remote) {
            (self.lock, self.reports_from) = (Lock::NEW, None);
        }
        // The same keys go on: what was sent and heard under them counts.
        let secure = self.secure.take().filter(|secure| agreed.keys.as_ref().is_some_and(|keys| secure.is_of(keys)));
        self.secure = secure.or_else(|| agreed.keys.as_ref().and_then(Secure::of));
        self.agreed = Some(agreed);
    }

    /// What came, in clear; nothing when it cannot be proven to be the leg's.
    pub(super) fn open<'a>(&mut self, datagram: &'a [u8], from: SocketAddr, report: bool) -> Option<Cow<'a, [u8]>> {
        let encrypts = self.agreed.as_ref()?.keys.is_some();
        if !encrypts {
            return Some(Cow::Borrowed(datagram));
        }
        let stranger = matches!(self.lock, Lock::Locked(known) if known.ip() != from.ip());
        let report = report || is_rtcp(datagram);
        let opened = self.secure.as_mut().filter(|_| !stranger).and_then(|secure| secure.open(datagram, report));
        self.strangers += u64::from(opened.is_none());
        opened.map(Cow::Owned)
    }

    /// What is sent for sound or a report in clear; nothing when it cannot be encrypted as agreed.
    pub(super) fn seal<'a>(&mut self, datagram: &'a [u8], report: bool) -> Option<Cow<'a, [u8]>> {
        if self.agreed.as_ref()?.keys.is_none() {
            return Some(Cow::Borrowed(datagram));
        }
        let secure = self.secure.as_mut()?;
        if report { secure.seal_report(datagram) } else { secure.seal(datagram) }.map(Cow::Owned)
    }

    /// What a datagram is; nothing when it is a stranger's or no sound.
    pub(super) fn take<'a>(&mut self, datagram: &'a [u8], from: SocketAddr) -> Option<Taken<'a>> {
        let agreed = self.agreed.as_ref()?;
        if is_rtcp(datagram) {
            return self.takes_report(from).then_some(Taken::Report);
        }
        let packet = Packet::parse(datagram).ok()?;
        // What nobody agreed to opens no door; from one who is known it is a packet that came, and no more.
        if !is_agreed(&agreed.receive, packet.payload_type) && self.lock != Lock::Locked(from) {
            return None;
        }
        if !self.lock.lets_in(agreed.remote, from) {
            self.strangers += 1;
            return None;
        }
        Some(Taken::Sound(packet))
    }

    /// Whether a report comes from where the sound comes from.
    pub(super) fn takes_report(&mut self, from: SocketAddr) -> bool {
        let known = matches!(self.lock, Lock::Locked(known) if known.ip() == from.ip());
        if known {
            self.reports_from = Some(from);
        }
        known
    }

    /// Where sound goes: back to where it comes from.
    pub(super) fn to(&self) -> Option<SocketAddr> {
        match self.lock {
            Lock::Locked(from) => Some(from),
            Lock::Open(..) => self.agreed.as_ref().map(|agreed| agreed.remote),
        }
    }

    /// Where reports go, and whether by the port for sound.
    pub(super) fn reports_to(&self) -> Option<(SocketAddr, bool)> {
        let agreed = self.agreed.as_ref()?;
        let shared = agreed.remote_rtcp == agreed.remote;
        let to = if shared { self.to()? } else { self.reports_from.unwrap_or(agreed.remote_rtcp) };
        Some((to, shared))
    }

    pub(super) const fn strangers(&self) -> u64 {
        self.strangers
    }
}

fn is_agreed(receive: &Receive, payload_type: u8) -> bool {
    [receive.pcmu, receive.pcma, receive.event].contains(&Some(payload_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_agreed_address_is_believed_at_once_and_nobody_else_afterwards() {
        let mut lock = Lock::NEW;
        let agreed = address("192.0.2.1:4000");
        assert!(!lock.lets_in(agreed, address("192.0.2.1:4002")), "another phone of that machine is a stranger too");
        assert!(lock.lets_in(agreed, agreed));
        assert!(!lock.lets_in(agreed, address("203.0.113.9:4000")));
        assert!(!lock.lets_in(agreed, address("192.0.2.1:4002")));
        assert!(lock.lets_in(agreed, agreed));
    }

    #[test]
    fn another_address_is_believed_after_several_in_a_row() {
        let mut lock = Lock::NEW;
        let (agreed, nat, injector) = (address("10.0.0.1:4000"), address("203.0.113.1:9"), address("198.51.100.1:9"));
        for _ in 0..5 {
            assert!(!lock.lets_in(agreed, nat));
        }
        assert!(!lock.lets_in(agreed, injector));
        assert_eq!((0..8).filter(|_| lock.lets_in(agreed, nat)).count(), 1);
        assert_eq!(lock, Lock::Locked(nat));
    }
}
