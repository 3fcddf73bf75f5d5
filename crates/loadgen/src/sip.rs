//! SIP as a plain telephone speaks it: text over datagrams, thin enough to load a server with.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use md5::{Digest, Md5};
use tokio::net::UdpSocket;

/// The longest message taken.
pub const MESSAGE_BYTES: usize = 8_192;

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

/// A session that speaks A-law and keys, heard at `port`.
pub fn session(port: u16) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n\
         a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
    )
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
    /// A session or nothing.
    pub body: &'a str,
}

impl Request<'_> {
    /// As it is sent.
    pub fn text(&self) -> String {
        let Self { method, target, own, from, to, call, number, extra, body } = self;
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bK{call}{method}{number}\r\n\
             Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: {number} {method}\r\n\
             Contact: <{}>\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
            address(&format!("<sip:{}@{own}>", user(from))),
            body.len()
        )
    }
}

/// Registers an extension from `socket`, proving its password.
///
/// # Errors
/// When the server refuses or does not answer.
pub async fn register(socket: &UdpSocket, server: SocketAddr, extension: &str, password: &str) -> Result<()> {
    let own = socket.local_addr()?;
    let whom = format!("<sip:{extension}@{server}>");
    let (from, call, target) = (format!("{whom};tag=r"), format!("r{extension}"), format!("sip:{server}"));
    let request = Request {
        method: "REGISTER",
        target: &target,
        own,
        from: &from,
        to: &whom,
        call: &call,
        number: 1,
        extra: "Expires: 3600\r\n",
        body: "",
    };
    let challenge = ask(socket, server, &request).await?;
    let part = |name: &str| challenge.split_once(name).and_then(|(_, rest)| rest.split('"').next());
    let nonce = part("nonce=\"").context("no challenge")?;
    let realm = part("realm=\"").context("no realm")?;
    let hash = |text: String| hex::encode(Md5::digest(text));
    let first = hash(format!("{extension}:{realm}:{password}"));
    let second = hash(format!("REGISTER:{target}"));
    let response = hash(format!("{first}:{nonce}:00000001:c:auth:{second}"));
    let extra = format!(
        "Expires: 3600\r\nAuthorization: Digest username=\"{extension}\", realm=\"{realm}\", nonce=\"{nonce}\", \
         uri=\"{target}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", response=\"{response}\"\r\n"
    );
    let answer = ask(socket, server, &Request { number: 2, extra: &extra, ..request }).await?;
    ensure!(answer.starts_with("SIP/2.0 200"), "{extension} is not registered: {answer}");
    Ok(())
}

/// Sends a request and waits for its final answer.
async fn ask(socket: &UdpSocket, server: SocketAddr, request: &Request<'_>) -> Result<String> {
    socket.send_to(request.text().as_bytes(), server).await?;
    let wanted = format!("{} {}", request.number, request.method);
    let mut buffer = vec![0; MESSAGE_BYTES];
    loop {
        let received = tokio::time::timeout(std::time::Duration::from_secs(5), socket.recv_from(&mut buffer)).await;
        let (bytes, _) = received.with_context(|| format!("no answer to {}", request.method))??;
        let text = String::from_utf8_lossy(&buffer[..bytes]);
        let ours = header(&text, "CSeq") == wanted && header(&text, "Call-ID") == request.call;
        if ours && !text.starts_with("SIP/2.0 1") {
            return Ok(text.into_owned());
        }
    }
}
