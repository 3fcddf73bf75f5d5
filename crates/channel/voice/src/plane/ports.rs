//! Ports for sound: pairs from a range, an even one and the next.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;

use parking_lot::Mutex;
use warmline_base::Fault;

/// A leg's sockets; closed when dropped.
#[derive(Debug)]
pub(super) struct Pair {
    /// For sound.
    pub sound: UdpSocket,
    /// For reports.
    pub reports: UdpSocket,
}

impl Pair {
    /// The even port.
    pub(super) fn port(&self) -> u16 {
        self.sound.local_addr().map_or(0, |address| address.port())
    }
}

/// The range, walked round so that a port is not used again at once.
#[derive(Debug)]
pub struct Ports {
    address: IpAddr,
    first: u16,
    pairs: u16,
    next: Mutex<u16>,
}

impl Ports {
    /// The pairs of `range` on `address`.
    pub fn new(address: IpAddr, range: RangeInclusive<u16>) -> Self {
        let first = range.start().saturating_add(range.start() % 2);
        let pairs = range.end().saturating_sub(first).saturating_add(1) / 2;
        Self { address, first, pairs, next: Mutex::new(0) }
    }

    /// A free pair, open and not waiting.
    pub(super) fn take(&self) -> Result<Pair, Fault> {
        for _ in 0..self.pairs {
            let index = {
                let mut next = self.next.lock();
                let index = *next;
                *next = (*next + 1) % self.pairs;
                index
            };
            let port = self.first + 2 * index;
            if let Ok(pair) = self.bind(port) {
                return Ok(pair);
            }
        }
        Err(Fault::unavailable("WL-VOICE-PORTS", "no ports for sound are free: widen the range of media ports"))
    }

    fn bind(&self, port: u16) -> std::io::Result<Pair> {
        let sound = UdpSocket::bind(SocketAddr::new(self.address, port))?;
        sound.set_nonblocking(true)?;
        let reports = UdpSocket::bind(SocketAddr::new(self.address, port + 1))?;
        reports.set_nonblocking(true)?;
        Ok(Pair { sound, reports })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_even_walked_round_and_come_to_an_end() {
        let ports = Ports::new("127.0.0.1".parse().unwrap(), 47_801..=47_806);
        let (one, two) = (ports.take().unwrap(), ports.take().unwrap());
        assert_eq!((one.port(), two.port()), (47_802, 47_804));
        assert_eq!(ports.take().unwrap_err().code, "WL-VOICE-PORTS");
        drop(one);
        assert_eq!(ports.take().unwrap().port(), 47_802);
    }
}
