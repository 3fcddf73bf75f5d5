//! SIP as a plain telephone speaks it: text over datagrams, thin enough to load a server with.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use md5::{Digest, Md5};
use sha2::Sha256;
use tokio::net::UdpSocket;

use crate::rtp::SOUND;

/// The longest message taken.
pub const MESSAGE_BYTES: usize = 8_192;
/// Longer than any answer takes.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The value of a header; empty when it is not there.
pub fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let fits = |line: &&str| {
        line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && line[name.len()..].trim_start().starts_with(':')
    };
    message.lines().find(fits).and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
}

/// What stands between the first pair of angle brackets.
pub fn address(value: &str) -> &str {
    value.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(value, |(address, _)| address)
}

/// The user part of the address in a header.
pub fn user(value: &str) -> &str {
    let address = address(value);
    address.split_once(':').map_or(address, |(_, rest)| rest).split('@').next().unwrap_or_default()
}

/// A session heard at `port` that speaks A-law and keys; `events` is the payload type of keys,
/// [`crate::rtp::EVENTS`] in an offer.
pub fn session(port: u16, events: u8, direction: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP {SOUND} {events}\r\n\
         a=rtpmap:{SOUND} PCMA/8000\r\na=rtpmap:{events} telephone-event/8000\r\na={direction}\r\n"
    )
}

/// What the other side says of its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Where it hears.
    pub hears_at: SocketAddr,
    /// The payload type it takes keys by.
    pub events: Option<u8>,
    /// Which direction answers its own: it may be holding us.
    pub direction: &'static str,
}

impl Session {
    /// Reads the session in a message; nothing when there is none.
    pub fn of(message: &str) -> Option<Self> {
        let (_, body) = message.split_once("\r\n\r\n")?;
        let value = |start: &str| body.lines().find_map(|line| line.strip_prefix(start));
        let port = value("m=audio ")?.split(' ').next()?.parse().ok()?;
        let keys = value_before(body, " telephone-event/8000");
        let direction = body.lines().find_map(|line| match line {
            "a=sendonly" => Some("recvonly"),
            "a=recvonly" => Some("sendonly"),
            "a=inactive" => Some("inactive"),
            _ => None,
        });
        Some(Self {
            hears_at: SocketAddr::new(value("c=IN IP4 ")?.trim().parse().ok()?, port),
            events: keys,
            direction: direction.unwrap_or("sendrecv"),
        })
    }
}

/// The payload type that is mapped to `coding`.
fn value_before(body: &str, coding: &str) -> Option<u8> {
    let line = body.lines().find(|line| line.starts_with("a=rtpmap:") && line.contains(coding))?;
    line.strip_prefix("a=rtpmap:")?.split(' ').next()?.parse().ok()
}

/// An answer to a request; `tag` names our side of a new dialog, `extra` is whole header lines.
pub fn answer(request: &str, status: &str, tag: &str, extra: &str, body: &str) -> String {
    let to = header(request, "To");
    let tag = if to.contains(";tag=") { String::new() } else { format!(";tag={tag}") };
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    let vias: String =
        request.lines().filter(|line| line.starts_with("Via:")).map(|via| format!("{via}\r\n")).collect();
    format!(
        "SIP/2.0 {status}\r\n{vias}From: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
        header(request, "From"),
        header(request, "Call-ID"),
        header(request, "CSeq"),
        body.len()
    )
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `INVITE` and the like.
    pub method: &'a str,
    /// To which address.
    pub target: &'a str,
    /// Where we are.
    pub own: SocketAddr,
    /// The From header.
    pub from: &'a str,
    /// The To header.
    pub to: &'a str,
    /// Names the dialog.
    pub call: &'a str,
    /// Counts requests.
    pub number: u32,
    /// Whole header lines.
    pub extra: &'a str,
    /// Nothing, or a session unless `extra` names what it is.
    pub body: &'a str,
}

impl Request<'_> {
    /// As it is sent.
    pub fn text(&self) -> String {
        self.of_transaction(self.method)
    }

    /// As it is sent within the INVITE of the same number: a CANCEL, or the ACK of a refusal (RFC 3261, 9.1 and 17.1.1.3).
    pub fn text_within_invite(&self) -> String {
        self.of_transaction("INVITE")
    }

    fn of_transaction(&self, transaction: &str) -> String {
        let Self { method, target, own, from, to, call, number, extra, body } = self;
        let named = body.is_empty() || extra.contains("Content-Type:");
        let kind = if named { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bK{call}{transaction}{number}\r\n\
             Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: {number} {method}\r\n\
             Contact: <sip:{}@{own}>\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
            user(from),
            body.len()
        )
    }
}

/// Which hash a password is proven by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// What every desk phone can.
    Md5,
    /// RFC 8760.
    Sha256,
}

/// The header that answers a challenge with a password (RFC 7616).
///
/// # Errors
/// When the answer is no challenge.
pub fn proof(
    hash: Hash,
    challenge: &str,
    (method, target): (&str, &str),
    user: &str,
    password: &str,
) -> Result<String> {
    let part = |name: &str| challenge.split_once(name).and_then(|(_, rest)| rest.split('"').next());
    let nonce = part("nonce=\"").context("no challenge")?;
    let realm = part("realm=\"").context("no realm")?;
    let (name, hashed): (_, fn(String) -> String) = match hash {
        Hash::Md5 => ("MD5", |text| hex::encode(Md5::digest(text))),
        Hash::Sha256 => ("SHA-256", |text| hex::encode(Sha256::digest(text))),
    };
    let first = hashed(format!("{user}:{realm}:{password}"));
    let second = hashed(format!("{method}:{target}"));
    let response = hashed(format!("{first}:{nonce}:00000001:c:auth:{second}"));
    Ok(format!(
        "Authorization: Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{target}\", \
         algorithm={name}, qop=auth, nc=00000001, cnonce=\"c\", response=\"{response}\"\r\n"
    ))
}

/// Registers an extension from `socket` for an hour, proving its password; `turn` counts registrations of this socket.
///
/// # Errors
/// When the server refuses or does not answer.
pub async fn register(
    socket: &UdpSocket,
    server: SocketAddr,
    extension: &str,
    password: &str,
    turn: u32,
) -> Result<()> {
    let own = socket.local_addr()?;
    let whom = format!("<sip:{extension}@{server}>");
    let (from, target) = (format!("{whom};tag=r"), format!("sip:{server}"));
    let call = format!("r{extension}x{}x{turn}", own.port());
    let extra = "Expires: 3600\r\n";
    let (call, to) = (call.as_str(), whom.as_str());
    let request =
        Request { method: "REGISTER", target: &target, own, from: &from, to, call, number: 1, extra, body: "" };
    let mut answer = ask(socket, server, &request).await?;
    for number in [2, 3] {
        let proof = proof(Hash::Md5, &answer, ("REGISTER", &target), extension, password)?;
        let extra = format!("{extra}{proof}");
        answer = ask(socket, server, &Request { number, extra: &extra, ..request }).await?;
        if !is_stale(&answer) {
            break;
        }
    }
    ensure!(answer.starts_with("SIP/2.0 200"), "{extension} is not registered: {answer}");
    Ok(())
}

/// Whether a proof was right and came too late: it is asked for anew (RFC 7616, section 3.3).
fn is_stale(answer: &str) -> bool {
    answer.starts_with("SIP/2.0 401") && header(answer, "WWW-Authenticate").to_ascii_lowercase().contains("stale=true")
}

/// Sends a request and waits for its final answer.
async fn ask(socket: &UdpSocket, server: SocketAddr, request: &Request<'_>) -> Result<String> {
    socket.send_to(request.text().as_bytes(), server).await?;
    let wanted = format!("{} {}", request.number, request.method);
    let mut buffer = vec![0; MESSAGE_BYTES];
    loop {
        let received = tokio::time::timeout(ANSWER_WITHIN, socket.recv_from(&mut buffer)).await;
        let (bytes, _) = received.with_context(|| format!("no answer to {}", request.method))??;
        let text = String::from_utf8_lossy(&buffer[..bytes]);
        let ours = header(&text, "CSeq") == wanted && header(&text, "Call-ID") == request.call;
        if ours && !text.starts_with("SIP/2.0 1") {
            return Ok(text.into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::EVENTS;

    #[test]
    fn a_session_reads_back_and_a_hold_is_answered_by_listening() {
        let port = 4_000;
        let message = format!("SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n{}", session(port, EVENTS, "sendonly"));
        let read = Session::of(&message).unwrap();
        assert_eq!((read.hears_at.port(), read.events, read.direction), (port, Some(EVENTS), "recvonly"));
        assert_eq!(Session::of("BYE sip:a SIP/2.0\r\n\r\n"), None);
    }

    /// A server that calls this many proofs too late; how many requests it took.
    async fn registers_at(too_late: u32) -> (Result<()>, u32) {
        let (phone, server) =
            (UdpSocket::bind("127.0.0.1:0").await.unwrap(), UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let address = server.local_addr().unwrap();
        let serving = async {
            let (mut buffer, mut taken, mut late) = (vec![0; MESSAGE_BYTES], 0, too_late);
            loop {
                let (bytes, from) = server.recv_from(&mut buffer).await.unwrap();
                let text = String::from_utf8_lossy(&buffer[..bytes]).into_owned();
                taken += 1;
                let proven = text.contains(&format!("nonce=\"n{}\"", taken - 1));
                let stale = if proven { ", stale=true" } else { "" };
                let (status, extra) = if proven && late == 0 {
                    ("200 OK", String::new())
                } else {
                    late -= u32::from(proven);
                    let challenge =
                        format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"n{taken}\", qop=\"auth\"{stale}\r\n");
                    ("401 Unauthorized", challenge)
                };
                server.send_to(answer(&text, status, "s", &extra, "").as_bytes(), from).await.unwrap();
                if status == "200 OK" || taken == 3 {
                    break taken;
                }
            }
        };
        tokio::join!(register(&phone, address, "8001", "apricot", 1), serving)
    }

    #[tokio::test]
    async fn a_proof_that_came_too_late_is_given_again_and_no_third_time() {
        let (done, asked) = registers_at(0).await;
        assert!(done.is_ok() && asked == 2, "{done:?}");
        let (done, asked) = registers_at(1).await;
        assert!(done.is_ok() && asked == 3, "{done:?}");
        let (done, _) = registers_at(2).await;
        assert!(done.is_err(), "as a phone does: its owner hears of it");
    }

    #[test]
    fn a_refusal_is_acknowledged_within_its_invite() {
        let own = SocketAddr::from(([127, 0, 0, 1], 5_070));
        let request = Request {
            method: "ACK",
            target: "sip:bank",
            own,
            from: "<sip:a@b>;tag=f",
            to: "<sip:bank>",
            call: "c1",
            number: 1,
            extra: "",
            body: "",
        };
        assert!(request.text().contains("branch=z9hG4bKc1ACK1") && request.text().starts_with("ACK "));
        assert!(request.text_within_invite().contains("branch=z9hG4bKc1INVITE1"));
        assert!(request.text().contains("Contact: <sip:a@127.0.0.1:5070>"));
    }
}
