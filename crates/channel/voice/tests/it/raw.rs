//! A SIP client as thin as a scanner's: text over a datagram socket.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;
use warmline_phone::sip::{Hash, proof};

pub struct Raw {
    pub socket: UdpSocket,
    server: SocketAddr,
    sequence: u32,
}

impl Raw {
    pub async fn to(server: SocketAddr) -> Self {
        Self::between("127.0.0.1", server).await
    }

    /// From another address of this machine.
    pub async fn between(own: &str, server: SocketAddr) -> Self {
        Self { socket: UdpSocket::bind((own, 0)).await.unwrap(), server, sequence: 0 }
    }

    /// Sends a request and returns the first answer that is not provisional; `None` when none comes.
    pub async fn ask(&mut self, method: &str, user: &str, extra: &str) -> Option<String> {
        self.sequence += 1;
        let (own, number) = (self.socket.local_addr().unwrap(), self.sequence);
        let text = format!(
            "{method} sip:{user}@bank SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bK{number}x{port}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{user}@bank>;tag=f{number}\r\nTo: <sip:{user}@bank>\r\n\
             Call-ID: c{number}-{port}\r\nCSeq: {number} {method}\r\nContact: <sip:{user}@{own}>\r\n\
             {extra}Content-Length: 0\r\n\r\n",
            port = own.port(),
        );
        self.socket.send_to(text.as_bytes(), self.server).await.unwrap();
        loop {
            let mut buffer = [0; 8_192];
            let (bytes, _) =
                timeout(Duration::from_millis(1_500), self.socket.recv_from(&mut buffer)).await.ok()?.ok()?;
            let answer = String::from_utf8_lossy(&buffer[..bytes]).into_owned();
            if answer.contains(&format!("CSeq: {number} {method}")) && !answer.starts_with("SIP/2.0 1") {
                return Some(answer);
            }
        }
    }

    /// The header that answers a challenge with a password.
    pub fn authorization(challenge: &str, method: &str, user: &str, password: &str) -> String {
        proof(Hash::Sha256, challenge, (method, "sip:bank"), user, password).expect("a challenge")
    }
}
