//! What is offered and agreed for one leg's sound.

use std::net::SocketAddr;

use warmline_base::Fault;
use warmline_wire::sdp::{self, Agreed, Codec, Direction, Local, Security};

/// What we speak, best first: the carriers of this country speak A-law.
const CODECS: [Codec; 2] = [Codec::Pcma, Codec::Pcmu];

/// One leg's session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    address: SocketAddr,
    number: u64,
    version: u64,
    direction: Direction,
}

impl Session {
    /// A session that receives at `address`.
    pub(super) const fn new(address: SocketAddr, number: u64) -> Self {
        Self { address, number, version: 0, direction: Direction::SendReceive }
    }

    fn local(&self) -> Local<'static> {
        Local {
            address: self.address,
            session: self.number,
            version: self.version,
            codecs: &CODECS,
            direction: self.direction,
            security: Security::Never,
            key: None,
        }
    }

    /// Our answer to their offer.
    pub(super) fn answer(&mut self, offer: &[u8]) -> Result<(Agreed, Vec<u8>), Fault> {
        let offer = parse(offer)?;
        self.version += 1;
        let (agreed, text) = sdp::answer(&offer, &self.local())?;
        Ok((agreed, text.into_bytes()))
    }

    /// Our own offer; `held` tells the other side that it is on hold.
    pub(super) fn offer(&mut self, held: bool) -> Result<Vec<u8>, Fault> {
        self.version += 1;
        self.direction = if held { Direction::SendOnly } else { Direction::SendReceive };
        Ok(sdp::offer(&self.local())?.into_bytes())
    }

    /// What their answer to our last offer settles.
    pub(super) fn settle(&self, answer: &[u8]) -> Result<Agreed, Fault> {
        sdp::settle(&self.local(), &parse(answer)?)
    }
}

fn parse(body: &[u8]) -> Result<sdp::Session, Fault> {
    let text = std::str::from_utf8(body)
        .map_err(|_| Fault::invalid("WL-SDP-SHAPE", "the session description is not text: send it as UTF-8"))?;
    sdp::Session::parse(text)
}
