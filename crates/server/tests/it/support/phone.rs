//! A telephone as it stands on a desk: SIP and sound over datagrams, thin enough to be read.
//!
//! It sends a tone of its own, keeps what it hears, and answers by itself when it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use md5::{Digest, Md5};
use tokio::net::UdpSocket;
use tokio::sync::watch;
use warmline_media::goertzel::{Tone, amplitude};
use warmline_media::{FRAME, g711};
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::{Key, TelephoneEvent};
use warmline_wire::sdp::{self, Agreed, Codec, Direction, Local, Security};

use super::WAIT;

/// How the phone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Idle,
    Up,
    Over,
}

struct State {
    standing: watch::Sender<Standing>,
    /// What keeps the dialog: Call-ID, our From or To, theirs, their address.
    dialog: Mutex<Option<Dialog>>,
    agreed: Mutex<Option<Agreed>>,
    heard: Mutex<Vec<i16>>,
    /// A key being pressed: packets still to be sent, and its timestamp.
    key: Mutex<Option<(Key, u8)>>,
    /// Frames sent so far.
    sequence: Mutex<u16>,
    /// How its call was refused.
    refusal: Mutex<String>,
    /// The numbers it was called by, each call once.
    called: Mutex<Vec<(String, String)>>,
    /// What it says, Hz.
    tone: Mutex<f64>,
    /// What it answers to whoever calls, instead of taking the call.
    refuses: Mutex<Option<&'static str>>,
}

impl State {
    /// The call is over, and so is what is sent for it: its port may soon be another call's.
    fn over(&self) {
        *self.agreed.lock().unwrap() = None;
        self.standing.send_replace(Standing::Over);
    }
}

#[derive(Clone)]
struct Dialog {
    call: String,
    ours: String,
    theirs: String,
    target: String,
}

/// A telephone.
pub struct Phone {
    state: Arc<State>,
    sip: Arc<UdpSocket>,
    own: SocketAddr,
    sound: SocketAddr,
    server: SocketAddr,
    user: String,
}

impl Phone {
    /// A phone on the line of `server` that says `tone` Hz.
    pub async fn plug_in(server: SocketAddr, user: &str, tone: f64) -> Self {
        Self::on(UdpSocket::bind("127.0.0.1:0").await.expect("a port"), server, user, tone).await
    }

    /// A phone on a line of its own, which somebody may call.
    pub async fn on(line: UdpSocket, server: SocketAddr, user: &str, tone: f64) -> Self {
        let sip = Arc::new(line);
        let media = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a port"));
        let (own, sound) = (sip.local_addr().unwrap(), media.local_addr().unwrap());
        let state = Arc::new(State {
            standing: watch::channel(Standing::Idle).0,
            dialog: Mutex::default(),
            agreed: Mutex::default(),
            heard: Mutex::default(),
            key: Mutex::default(),
            sequence: Mutex::default(),
            refusal: Mutex::default(),
            called: Mutex::default(),
            tone: Mutex::new(tone),
            refuses: Mutex::default(),
        });
        tokio::spawn(speak(Arc::clone(&state), Arc::clone(&media)));
        tokio::spawn(listen(Arc::clone(&state), media));
        let phone = Self { state, sip, own, sound, server, user: user.to_owned() };
        tokio::spawn(phone.signalling());
        phone
    }

    fn local(&self) -> Local<'static> {
        local(self.sound)
    }

    /// Registers with a password.
    pub async fn register(&self, password: &str) {
        let ask = |extra: &str, number: u32| {
            self.request("REGISTER", "bank", &format!("r{}", self.own.port()), number, extra, "")
        };
        let answer = self.exchange(&ask("", 1)).await;
        let nonce = answer.split("nonce=\"").nth(1).expect("a challenge").split('"').next().unwrap();
        let hash = |text: String| hex::encode(Md5::digest(text));
        let first = hash(format!("{}:warmline:{password}", self.user));
        let response = hash(format!("{first}:{nonce}:00000001:c:auth:{}", hash("REGISTER:sip:bank".into())));
        let proof = format!(
            "Authorization: Digest username=\"{}\", realm=\"warmline\", nonce=\"{nonce}\", uri=\"sip:bank\", \
             algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", response=\"{response}\"\r\nExpires: 120\r\n",
            self.user
        );
        let answer = self.exchange(&ask(&proof, 2)).await;
        assert!(answer.starts_with("SIP/2.0 200"), "{answer}");
    }

    /// Calls a number.
    pub async fn call(&self, number: &str) {
        let call = format!("c{}-{}", self.own.port(), number);
        let offer = sdp::offer(&self.local()).expect("an offer");
        *self.state.dialog.lock().unwrap() = Some(Dialog {
            call: call.clone(),
            ours: format!("<sip:{}@{}>;tag=f1", self.user, self.own),
            theirs: format!("<sip:{number}@bank>"),
            target: format!("sip:{number}@{}", self.server),
        });
        let text = self.request("INVITE", number, &call, 1, "", &offer);
        self.send(&text).await;
    }

    /// Answers so to whoever calls from now on; nothing takes the call again.
    pub fn refuse(&self, with: Option<&'static str>) {
        *self.state.refuses.lock().unwrap() = with;
    }

    /// The numbers it was called by so far.
    pub fn called(&self) -> Vec<String> {
        self.state.called.lock().unwrap().iter().map(|(_, number)| number.clone()).collect()
    }

    /// How the phone stands.
    pub fn standing(&self) -> Standing {
        *self.state.standing.borrow()
    }

    /// Waits until the phone stands so.
    pub async fn stands(&self, wanted: Standing) {
        let mut seen = self.state.standing.subscribe();
        let reached = tokio::time::timeout(WAIT, seen.wait_for(|standing| *standing == wanted)).await;
        let refusal = self.state.refusal.lock().unwrap();
        assert!(reached.is_ok(), "{} stands {:?}, not {wanted:?} {refusal}", self.user, self.standing());
    }

    /// Presses a key for a tenth of a second.
    pub async fn press(&self, key: char) {
        *self.state.key.lock().unwrap() = Some((Key::of_char(key).expect("a key"), 5));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    /// Hangs up.
    pub async fn hang_up(&self) {
        let dialog = self.state.dialog.lock().unwrap().clone().expect("a call");
        let calls = self.state.called.lock().unwrap().len();
        let text = format!(
            "BYE {} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bKbye{calls}{port}\r\nMax-Forwards: 70\r\nFrom: {}\r\n\
             To: {}\r\nCall-ID: {}\r\nCSeq: 9 BYE\r\nContent-Length: 0\r\n\r\n",
            dialog.target,
            dialog.ours,
            dialog.theirs,
            dialog.call,
            own = self.own,
            port = self.own.port(),
        );
        self.send(&text).await;
        self.state.over();
    }

    /// Says another tone from now on.
    pub fn says(&self, tone: f64) {
        *self.state.tone.lock().unwrap() = tone;
    }

    /// The line is lost: nothing is sent any more, and nobody hangs up.
    pub fn is_cut_off(&self) {
        *self.state.agreed.lock().unwrap() = None;
    }

    /// Hears a tone, above whatever else there is, within the time of a test.
    pub async fn hears(&self, tone: f64) {
        let listening = async {
            while self.level(tone) < 1_000.0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let heard = tokio::time::timeout(WAIT, listening).await;
        let (user, standing) = (&self.user, self.standing());
        assert!(heard.is_ok(), "{user} ({standing:?}, loudness {}) hears nothing of {tone} Hz", self.loudness());
    }

    /// How loud a tone was within the last 200 ms heard.
    pub fn level(&self, tone: f64) -> f64 {
        let heard = self.state.heard.lock().unwrap();
        let last = &heard[heard.len().saturating_sub(1_600)..];
        if last.len() < 1_600 { 0.0 } else { amplitude(last, tone) }
    }

    /// How loud the last 200 ms were, whatever they were.
    pub fn loudness(&self) -> i16 {
        let heard = self.state.heard.lock().unwrap();
        heard[heard.len().saturating_sub(1_600)..].iter().map(|sample| sample.saturating_abs()).max().unwrap_or(0)
    }

    fn request(&self, method: &str, to: &str, call: &str, number: u32, extra: &str, body: &str) -> String {
        let (own, user) = (self.own, &self.user);
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        let whom = if method == "REGISTER" { user.as_str() } else { to };
        format!(
            "{method} sip:{to}@bank SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bK{call}{number}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{user}@{own}>;tag=f1\r\nTo: <sip:{whom}@bank>\r\nCall-ID: {call}\r\n\
             CSeq: {number} {method}\r\nContact: <sip:{user}@{own}>\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    async fn send(&self, text: &str) {
        self.sip.send_to(text.as_bytes(), self.server).await.expect("sent");
    }

    /// Sends a request and waits for its final answer.
    async fn exchange(&self, text: &str) -> String {
        let mut answers = ANSWERS.subscribe();
        self.send(text).await;
        let wanted = text.lines().find(|line| line.starts_with("Call-ID")).unwrap_or_default().to_owned();
        let number = text.lines().find(|line| line.starts_with("CSeq")).unwrap_or_default().to_owned();
        let answer = async {
            loop {
                let (port, answer) = answers.recv().await.expect("answers");
                let final_one = !answer.starts_with("SIP/2.0 1");
                if port == self.own.port() && final_one && answer.contains(&wanted) && answer.contains(&number) {
                    return answer;
                }
            }
        };
        tokio::time::timeout(WAIT, answer).await.expect("an answer")
    }

    /// Takes requests and answers until the test is over.
    fn signalling(&self) -> impl Future<Output = ()> + use<> {
        let (state, sip, sound, own, user) =
            (Arc::clone(&self.state), Arc::clone(&self.sip), self.sound, self.own, self.user.clone());
        async move {
            let mut buffer = vec![0; 8_192];
            loop {
                let Ok((bytes, from)) = sip.recv_from(&mut buffer).await else { return };
                let text = String::from_utf8_lossy(&buffer[..bytes]).into_owned();
                let reply = match text.split(' ').next().unwrap_or_default() {
                    "SIP/2.0" => answered(&state, &text, own, sound),
                    "INVITE" => invited(&state, &text, own, sound, &user),
                    "BYE" | "CANCEL" => {
                        state.over();
                        vec![echo(&text, "200 OK", "", "")]
                    }
                    "ACK" => Vec::new(),
                    _ => vec![echo(&text, "200 OK", "", "")],
                };
                for one in reply {
                    let _ = sip.send_to(one.as_bytes(), from).await;
                }
            }
        }
    }
}

/// Answers of all phones, for whoever waits for one.
static ANSWERS: std::sync::LazyLock<tokio::sync::broadcast::Sender<(u16, String)>> =
    std::sync::LazyLock::new(|| tokio::sync::broadcast::channel(256).0);

fn local(address: SocketAddr) -> Local<'static> {
    Local {
        address,
        session: 1,
        version: 1,
        codecs: &[Codec::Pcmu],
        direction: Direction::SendReceive,
        security: Security::Never,
        key: None,
    }
}

fn header<'a>(text: &'a str, name: &str) -> &'a str {
    let line =
        text.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{}:", name.to_ascii_lowercase())));
    line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
}

fn uri(value: &str) -> String {
    value.split('<').nth(1).and_then(|rest| rest.split('>').next()).unwrap_or(value).to_owned()
}

/// An answer to a request: what must be repeated is repeated.
fn echo(request: &str, status: &str, extra: &str, body: &str) -> String {
    let mut out = format!("SIP/2.0 {status}\r\n");
    for line in request.lines().take_while(|line| !line.is_empty()) {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if ["via", "from", "call-id", "cseq"].contains(&name.as_str()) {
            out.push_str(&format!("{line}\r\n"));
        } else if name == "to" {
            let tag = if line.contains("tag=") { "" } else { ";tag=p1" };
            out.push_str(&format!("{line}{tag}\r\n"));
        }
    }
    out.push_str(&format!("{extra}Content-Length: {}\r\n\r\n{body}", body.len()));
    out
}

fn answered(state: &State, text: &str, own: SocketAddr, sound: SocketAddr) -> Vec<String> {
    let _ = ANSWERS.send((own.port(), text.to_owned()));
    let invite = header(text, "cseq").ends_with("INVITE");
    if !invite || text.starts_with("SIP/2.0 1") {
        return Vec::new();
    }
    let Some(mut dialog) = state.dialog.lock().unwrap().clone() else { return Vec::new() };
    dialog.theirs = header(text, "to").to_owned();
    if text.starts_with("SIP/2.0 200") {
        dialog.target = uri(header(text, "contact"));
        let body = text.split("\r\n\r\n").nth(1).unwrap_or_default();
        let answer = sdp::Session::parse(body).expect("an answer that reads");
        *state.agreed.lock().unwrap() = Some(sdp::settle(&local(sound), &answer).expect("a session"));
        state.standing.send_replace(Standing::Up);
    } else {
        *state.refusal.lock().unwrap() = text.lines().next().unwrap_or_default().to_owned();
        state.standing.send_replace(Standing::Over);
    }
    let number = header(text, "cseq").split(' ').next().unwrap_or("1").to_owned();
    let ack = format!(
        "ACK {} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bKack{}\r\nMax-Forwards: 70\r\nFrom: {}\r\nTo: {}\r\n\
         Call-ID: {}\r\nCSeq: {number} ACK\r\nContent-Length: 0\r\n\r\n",
        dialog.target,
        own.port(),
        dialog.ours,
        dialog.theirs,
        dialog.call,
    );
    *state.dialog.lock().unwrap() = Some(dialog);
    vec![ack]
}

fn invited(state: &State, text: &str, own: SocketAddr, sound: SocketAddr, user: &str) -> Vec<String> {
    let call = header(text, "call-id").to_owned();
    let number = text.split([':', '@']).nth(1).unwrap_or_default().to_owned();
    {
        let mut called = state.called.lock().unwrap();
        if !called.iter().any(|(known, _)| *known == call) {
            called.push((call, number));
        }
    }
    if let Some(status) = *state.refuses.lock().unwrap() {
        return vec![echo(text, status, "", "")];
    }
    let body = text.split("\r\n\r\n").nth(1).unwrap_or_default();
    let offer = sdp::Session::parse(body).expect("an offer that reads");
    let (agreed, answer) = sdp::answer(&offer, &local(sound)).expect("a session");
    *state.agreed.lock().unwrap() = Some(agreed);
    let to = header(text, "to");
    let ours = if to.contains("tag=") { to.to_owned() } else { format!("{to};tag=p1") };
    *state.dialog.lock().unwrap() = Some(Dialog {
        call: header(text, "call-id").to_owned(),
        ours,
        theirs: header(text, "from").to_owned(),
        target: uri(header(text, "contact")),
    });
    state.standing.send_replace(Standing::Up);
    let contact = format!("Contact: <sip:{user}@{own}>\r\n");
    let taken = format!("{contact}Content-Type: application/sdp\r\n");
    vec![echo(text, "180 Ringing", &contact, ""), echo(text, "200 OK", &taken, &answer)]
}

/// Sends its tone, or a key, every twenty milliseconds while a session is agreed.
async fn speak(state: Arc<State>, media: Arc<UdpSocket>) {
    let mut says = *state.tone.lock().unwrap();
    let mut tone = Tone::new(says, 8_000.0);
    let mut every = tokio::time::interval(Duration::from_millis(20));
    let (mut timestamp, mut key_at) = (0_u32, 0_u32);
    loop {
        every.tick().await;
        timestamp = timestamp.wrapping_add(FRAME as u32);
        let Some(agreed) = state.agreed.lock().unwrap().clone() else { continue };
        let sequence = {
            let mut sequence = state.sequence.lock().unwrap();
            *sequence = sequence.wrapping_add(1);
            *sequence
        };
        let pressed = state.key.lock().unwrap().take();
        let wanted = *state.tone.lock().unwrap();
        if wanted != says {
            (says, tone) = (wanted, Tone::new(wanted, 8_000.0));
        }
        let mut frame = [0; FRAME];
        tone.add_to(&mut frame);
        let mut codes = [0; FRAME];
        g711::encode(agreed.codec, &frame, &mut codes);
        let mut datagram = [0; 172];
        let bytes = match (pressed, agreed.send_event) {
            (Some((key, left)), Some(payload_type)) => {
                if left == 5 {
                    key_at = timestamp;
                }
                let duration = u16::from(6 - left) * FRAME as u16;
                let event = TelephoneEvent { event: key.event(), end: left <= 1, volume: 10, duration }.write();
                if left > 1 {
                    *state.key.lock().unwrap() = Some((key, left - 1));
                }
                Packet::new(payload_type, sequence, key_at, 7, &event).write(&mut datagram)
            }
            _ => Packet::new(agreed.send, sequence, timestamp, 7, &codes).write(&mut datagram),
        };
        if let Some(bytes) = bytes {
            let _ = media.send_to(&datagram[..bytes], agreed.remote).await;
        }
    }
}

/// Keeps what it hears.
async fn listen(state: Arc<State>, media: Arc<UdpSocket>) {
    let mut buffer = [0; 1_500];
    loop {
        let Ok((bytes, _)) = media.recv_from(&mut buffer).await else { return };
        let Ok(packet) = Packet::parse(&buffer[..bytes]) else { continue };
        let Some(agreed) = state.agreed.lock().unwrap().clone() else { continue };
        let mut samples = vec![0; packet.payload.len()];
        g711::decode(agreed.codec, packet.payload, &mut samples);
        state.heard.lock().unwrap().extend(samples);
    }
}
