//! What is offered and agreed for one leg's sound.

use std::net::SocketAddr;

use warmline_base::{Entropy, Fault};
use warmline_wire::sdp::{self, Agreed, Codec, Direction, Local, MasterKey, Media, Security};

/// What we speak, best first: the carriers of this country speak A-law.
const CODECS: [Codec; 2] = [Codec::Pcma, Codec::Pcmu];
/// The same once a call began in the other law: it does not change under way.
const KEPT: [Codec; 2] = [Codec::Pcmu, Codec::Pcma];

/// What a call out offers: in clear, and with keys when a trunk asks for them.
pub(super) type Offers = (Vec<u8>, Option<Vec<u8>>);

/// One leg's session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    address: SocketAddr,
    number: u64,
    version: u64,
    direction: Direction,
    /// What was agreed last.
    codec: Option<Codec>,
    security: Security,
    /// What we encrypt with, when that is agreed.
    key: Option<MasterKey>,
    /// Both were offered, in clear and with keys, each to whom demanded it.
    both_offered: bool,
}

impl Session {
    /// A session that receives at `address`.
    pub(super) const fn new(address: SocketAddr, number: u64) -> Self {
        Self {
            address,
            number,
            version: 0,
            direction: Direction::SendReceive,
            codec: None,
            security: Security::Never,
            key: None,
            both_offered: false,
        }
    }

    /// The same, encrypted as `security` asks, with a key of its own.
    pub(super) fn secured(mut self, security: Security, entropy: &dyn Entropy) -> Self {
        if security != Security::Never {
            let mut key = [0; 30];
            entropy.fill(&mut key);
            (self.security, self.key) = (security, Some(MasterKey::new(key)));
        }
        self
    }

    /// Takes in what was agreed. A call that is encrypted stays so, and one that is not does not become it.
    fn holds_to(&mut self, agreed: &Agreed) {
        self.codec = Some(agreed.codec);
        self.security = if agreed.keys.is_some() { Security::Always } else { Security::Never };
    }

    fn local(&self) -> Local<'_> {
        Local {
            address: self.address,
            session: self.number,
            version: self.version,
            codecs: if self.codec == Some(Codec::Pcmu) { &KEPT } else { &CODECS },
            direction: self.direction,
            security: self.security,
            key: self.key.as_ref(),
        }
    }

    /// Our answer to their offer.
    pub(super) fn answer(&mut self, offer: &[u8]) -> Result<(Agreed, Vec<u8>), Fault> {
        let offer = parse(offer)?;
        self.version += 1;
        let (agreed, text) = sdp::answer(&offer, &self.local())?;
        self.holds_to(&agreed);
        Ok((agreed, text.into_bytes()))
    }

    /// Our own offer; `held` tells the other side that it is on hold.
    pub(super) fn offer(&mut self, held: bool) -> Result<Vec<u8>, Fault> {
        self.version += 1;
        self.direction = if held { Direction::SendOnly } else { Direction::SendReceive };
        Ok(sdp::offer(&self.local())?.into_bytes())
    }

    /// Our first offers, of which the trunk that is called gets the one it demands.
    pub(super) fn offers(&mut self) -> Result<Offers, Fault> {
        let mut in_clear = Self { security: Security::Never, key: None, ..self.clone() };
        let clear = in_clear.offer(false)?;
        let encrypted = (self.security != Security::Never).then(|| self.offer(false)).transpose()?;
        (self.version, self.both_offered) = (in_clear.version, encrypted.is_some());
        Ok((clear, encrypted))
    }

    /// What their answer to our last offer settles. Whether a trunk may answer in clear its edge has seen to.
    pub(super) fn settle(&mut self, answer: &[u8]) -> Result<Agreed, Fault> {
        let answer = parse(answer)?;
        if std::mem::take(&mut self.both_offered) && !answer.media.iter().any(Media::is_secure) {
            (self.security, self.key) = (Security::Never, None);
        }
        let agreed = sdp::settle(&self.local(), &answer)?;
        self.holds_to(&agreed);
        Ok(agreed)
    }
}

fn parse(body: &[u8]) -> Result<sdp::Session, Fault> {
    let text = std::str::from_utf8(body)
        .map_err(|_| Fault::invalid("WL-SDP-SHAPE", "the session description is not text: send it as UTF-8"))?;
    sdp::Session::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MU_LAW: &[u8] = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
        m=audio 4000 RTP/AVP 0 8\r\n";

    #[test]
    fn who_is_offered_both_settles_on_the_one_that_is_answered() {
        let entropy = warmline_base::SeededEntropy::from_number(7);
        let ours = || Session::new("192.0.2.2:5000".parse().unwrap(), 1);
        let (clear, encrypted) = ours().secured(Security::Never, &entropy).offers().unwrap();
        assert!(encrypted.is_none() && !String::from_utf8(clear).unwrap().contains("crypto"));

        let mut session = ours().secured(Security::Always, &entropy);
        let (clear, encrypted) = session.offers().unwrap();
        assert!(!String::from_utf8(clear.clone()).unwrap().contains("crypto"));
        for (offer, security) in [(clear, Security::Never), (encrypted.unwrap(), Security::WhenOffered)] {
            let mut theirs = Session::new("192.0.2.1:4000".parse().unwrap(), 2).secured(security, &entropy);
            let (_, answer) = theirs.answer(&offer).unwrap();
            let agreed = session.clone().settle(&answer).unwrap();
            assert_eq!(agreed.keys.is_some(), security != Security::Never);
        }
    }

    #[test]
    fn a_hold_offers_first_what_the_call_speaks() {
        let mut session = Session::new("192.0.2.2:5000".parse().unwrap(), 1);
        let fresh = String::from_utf8(session.clone().offer(false).unwrap()).unwrap();
        assert!(fresh.contains("RTP/AVP 8 0 101"), "{fresh}");
        let (agreed, _) = session.answer(MU_LAW).unwrap();
        assert_eq!(agreed.codec, Codec::Pcmu);
        let hold = String::from_utf8(session.offer(true).unwrap()).unwrap();
        assert!(hold.contains("RTP/AVP 0 8 101"), "{hold}");
    }
}
