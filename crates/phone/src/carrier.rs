//! A simulated carrier: one address that takes every call to any number, each on a line of its own.
//!
//! It carries signalling between whoever calls and the line of the number that is called; sound goes straight. Invariants:
//! it opens at most so many lines at once and is busy beyond that; a line lasts as long as somebody holds it; what belongs to
//! no line is not answered. It stands for the network outside and leads nowhere outside.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};

use anyhow::Result;
use tokio::net::UdpSocket;

use crate::phone::{HERE, Phone, Setup, Sound};
use crate::sip::{MESSAGE_BYTES, answer, header, user};

/// A carrier on this machine.
pub struct Carrier {
    trunk: UdpSocket,
    lines: BTreeMap<String, Line>,
    lines_max: usize,
}

/// Where the two ends of a call are.
struct Line {
    house: SocketAddr,
    called: SocketAddr,
    held: Weak<()>,
}

/// A number that is being called, and its line.
pub struct Called {
    number: String,
    house: SocketAddr,
    line: UdpSocket,
    invite: String,
    hold: Hold,
}

/// Keeps a line with the carrier.
pub struct Hold(#[expect(dead_code, reason = "the carrier counts who is left")] Arc<()>);

impl Carrier {
    /// A carrier at a free port, for at most `lines_max` calls at once.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn open(lines_max: usize) -> Result<Self> {
        Ok(Self { trunk: UdpSocket::bind(HERE).await?, lines: BTreeMap::new(), lines_max })
    }

    /// Where calls are sent.
    ///
    /// # Errors
    /// When the machine does not say.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.trunk.local_addr()?)
    }

    /// Carries what comes until somebody calls; what was called.
    ///
    /// # Errors
    /// When the machine opens no further socket.
    pub async fn next_call(&mut self) -> Result<Called> {
        let mut text = vec![0; MESSAGE_BYTES];
        loop {
            // A socket tells here, too, that what it sent found nobody: whoever hung up is gone.
            let Ok((bytes, from)) = self.trunk.recv_from(&mut text).await else { continue };
            let message = String::from_utf8_lossy(&text[..bytes]).into_owned();
            let call = header(&message, "Call-ID");
            if let Some(line) = self.lines.get(call) {
                let to = if from == line.called { line.house } else { line.called };
                self.send(&message, to).await;
            } else if message.starts_with("INVITE ") {
                self.lines.retain(|_, line| line.held.strong_count() > 0);
                if self.lines.len() < self.lines_max {
                    return self.connect(message, from).await;
                }
                self.send(&answer(&message, "480 Temporarily Unavailable", "full", "", ""), from).await;
            } else if message.starts_with("OPTIONS ") {
                self.send(&answer(&message, "200 OK", "here", "", ""), from).await;
            }
        }
    }

    async fn connect(&mut self, invite: String, house: SocketAddr) -> Result<Called> {
        let line = UdpSocket::bind(HERE).await?;
        let (called, held) = (line.local_addr()?, Arc::new(()));
        self.lines.insert(header(&invite, "Call-ID").to_owned(), Line { house, called, held: Arc::downgrade(&held) });
        let number = user(invite.split(' ').nth(1).unwrap_or_default()).to_owned();
        Ok(Called { number, house, line, invite, hold: Hold(held) })
    }

    async fn send(&self, message: &str, to: SocketAddr) {
        // What is lost is asked again.
        let _ = self.trunk.send_to(message.as_bytes(), to).await;
    }
}

impl Called {
    /// The number.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Lets a telephone ring at the number; its line lasts while what comes back with it is kept.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn ring(self, sound: impl Sound) -> Result<(Phone, Hold)> {
        let Self { number, house, line, invite, hold } = self;
        // It waits in the line's own socket until the telephone is there.
        let own = line.local_addr()?;
        line.send_to(invite.as_bytes(), own).await?;
        let phone = Phone::on(line, Setup { server: house, user: number, answers: false }, sound).await?;
        Ok((phone, hold))
    }

    /// Refuses the call, such as with `486 Busy Here`.
    pub async fn refuse(self, with: &str) {
        // Who calls and hears nothing tries again.
        let _ = self.line.send_to(answer(&self.invite, with, "no", "", "").as_bytes(), self.house).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Standing;
    use crate::rtp::FRAME;

    struct Silence;

    impl Sound for Silence {
        fn speak(&mut self, _: &mut [u8; FRAME]) {}
        fn hear(&mut self, _: &[u8]) {}
    }

    async fn caller(carrier: SocketAddr) -> Phone {
        Phone::plug_in(Setup { server: carrier, user: "90588".into(), answers: false }, Silence).await.unwrap()
    }

    #[tokio::test]
    async fn a_number_rings_answers_and_hears_when_it_is_over_and_beyond_the_limit_none_does() {
        let mut carrier = Carrier::open(1).await.unwrap();
        let address = carrier.address().unwrap();
        let one = caller(address).await;
        one.call("14000000001").await;
        let called = carrier.next_call().await.unwrap();
        assert_eq!(called.number(), "14000000001");
        let (phone, hold) = called.ring(Silence).await.unwrap();
        let (told, mut calls) = tokio::sync::mpsc::channel(1);
        let carries = tokio::spawn(async move {
            while let Ok(called) = carrier.next_call().await {
                told.send(called).await.unwrap();
            }
        });
        phone.until(|standing| standing == Standing::Ringing).await.unwrap();
        assert_eq!(phone.caller(), "90588");
        phone.answer().await;
        one.until(|standing| standing == Standing::Up).await.unwrap();

        let other = caller(address).await;
        let full = tokio::time::timeout(Duration::from_secs(5), other.reach("14000000002")).await.unwrap();
        assert!(full.unwrap_err().to_string().contains("480"));

        one.hang_up().await;
        phone.until(|standing| standing == Standing::Over).await.unwrap();
        drop((phone, hold));
        other.call("14000000002").await;
        calls.recv().await.unwrap().refuse("486 Busy Here").await;
        other.until(|standing| standing == Standing::Over).await.unwrap();
        assert!(other.refusal().contains("486"), "{}", other.refusal());
        carries.abort();
    }
}
