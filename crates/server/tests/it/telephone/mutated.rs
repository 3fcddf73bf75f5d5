//! A hundred thousand spoilt datagrams against calls in progress (T21).

use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use warmline_wire::rtp::Packet;

use super::reaching::{AGENT, CUSTOMER, put_through, state_is};
use super::step;
use crate::support::{Mutation, Phone, Standing};

/// Datagrams in all; six in ten are signalling, and a third of those an INVITE with a session.
const DATAGRAMS: usize = 100_000;
/// Sent before the next question whether anybody is there: fewer than a socket's buffer holds.
const BATCH: usize = 50;
/// After so long without an answer a question is asked again, and so often in all.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);
const ASKED_MAX: usize = 10;
/// What SIP must remember of each request (RFC 3261, timers H and J) is forgotten after this long.
const MEMORY: Duration = Duration::from_secs(34);
/// What the process may grow by with the second half, when the first is forgotten: what is left behind.
const GROWTH_MAX: usize = 64 * 1024 * 1024;
const SEED: u64 = 21;
const METHODS: [&str; 12] =
    ["INVITE", "INVITE", "INVITE", "INVITE", "OPTIONS", "REGISTER", "BYE", "CANCEL", "ACK", "INFO", "REFER", "UPDATE"];

/// Somebody with a socket for signalling and one for sound, and a call of their own.
struct Sender {
    hand: Mutation,
    sip: UdpSocket,
    sound: UdpSocket,
    server: SocketAddr,
    asked: usize,
}

impl Sender {
    fn new(seed: u64, server: SocketAddr) -> Self {
        let socket = || {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.set_read_timeout(Some(ANSWERED_WITHIN)).unwrap();
            socket
        };
        Self { hand: Mutation::of_seed(seed), sip: socket(), sound: socket(), server, asked: 0 }
    }

    /// A request as it should be.
    fn request(&self, method: &str, number: usize) -> String {
        let own = self.sip.local_addr().unwrap();
        let body = if method == "INVITE" || method == "UPDATE" { self.session() } else { String::new() };
        format!(
            "{method} sip:90588@{server} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bKm{number}\r\n\
             Max-Forwards: 70\r\nFrom: \"Nobody\" <sip:13900000009@{own}>;tag=m{number}\r\nTo: <sip:90588@{server}>\r\n\
             Call-ID: m{number}@{own}\r\nCSeq: {number} {method}\r\nContact: <sip:13900000009@{own}>;expires=60\r\n\
             Supported: timer\r\nSession-Expires: 600;refresher=uac\r\nMin-SE: 90\r\nExpires: 60\r\n\
             P-Asserted-Identity: <sip:+8613900000009@{own}>\r\nRefer-To: <sip:8001@{own}>\r\n\
             Authorization: Digest username=\"8001\", realm=\"warmline\", nonce=\"n\", uri=\"sip:bank\", response=\"r\"\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            body.len(),
            server = self.server,
        )
    }

    fn session(&self) -> String {
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {} RTP/AVP 0 8 101\r\n\
             a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n\
             a=ptime:20\r\na=sendrecv\r\n",
            self.sound.local_addr().unwrap().port()
        )
    }

    /// Calls, and answers with where the sound goes: a call whose every packet is believed to be its own.
    fn call(&self) -> SocketAddr {
        let taken = self.answer_to("INVITE", 1, "SIP/2.0 200");
        let port = taken.split("m=audio ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a port");
        let line = |name: &str| taken.lines().find(|line| line.starts_with(name)).expect("a header").to_owned();
        let ack = format!(
            "ACK sip:90588@{} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bKack\r\nMax-Forwards: 70\r\n{}\r\n{}\r\n{}\r\n\
             CSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n",
            self.server,
            self.sip.local_addr().unwrap(),
            line("From"),
            line("To"),
            line("Call-ID"),
        );
        self.sip.send_to(ack.as_bytes(), self.server).unwrap();
        SocketAddr::new(self.server.ip(), port.parse().unwrap())
    }

    /// Asks whether anybody is there, and waits until somebody says so.
    fn ask(&mut self) {
        self.asked += 1;
        self.answer_to("OPTIONS", 1_000_000 + self.asked, "SIP/2.0 ");
    }

    /// Requests, again when nothing comes, because a flood may drown a datagram; answers with what was answered.
    fn answer_to(&self, method: &str, number: usize, status: &str) -> String {
        let sequence = format!("CSeq: {number} {method}");
        let mut buffer = [0; 8_192];
        for _ in 0..ASKED_MAX {
            self.sip.send_to(self.request(method, number).as_bytes(), self.server).unwrap();
            while let Ok((bytes, _)) = self.sip.recv_from(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..bytes]);
                if text.starts_with(status) && text.contains(&sequence) {
                    return text.into_owned();
                }
            }
        }
        panic!("the server does not answer");
    }

    fn send_spoilt(&mut self, number: usize, sounds: &[SocketAddr]) {
        if self.hand.below(10) < 6 {
            let method = METHODS[self.hand.below(METHODS.len())];
            let mut datagram = self.request(method, number + 10).into_bytes();
            if self.hand.below(3) == 0 {
                // Spoilt in the session alone: the message around it is good, so that it is read.
                let at = datagram.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
                let mut body = datagram.split_off(at);
                self.hand.spoil(&mut body);
                datagram.extend(body);
            } else {
                self.hand.spoil(&mut datagram);
            }
            let _ = self.sip.send_to(&datagram, self.server);
        } else {
            let to = sounds[self.hand.below(sounds.len())];
            let mut datagram = self.sound_packet(number);
            self.hand.spoil(&mut datagram);
            let reports = SocketAddr::new(to.ip(), to.port() + 1);
            let _ = self.sound.send_to(&datagram, if self.hand.below(5) == 0 { reports } else { to });
        }
    }

    /// Sound, a key, or a report.
    fn sound_packet(&mut self, number: usize) -> Vec<u8> {
        let mut datagram = [0; 172];
        let (sequence, timestamp) = (number as u16, number as u32 * 160);
        let payload = [0x55; 160];
        let packet = match self.hand.below(3) {
            0 => Packet::new(0, sequence, timestamp, 9, &payload),
            1 => Packet::new(101, sequence, timestamp, 9, &[5, 10, 3, 0x20]),
            _ => {
                // A sender report with a block about what it hears (RFC 3550, section 6.4.1).
                let mut report = vec![0x81, 200, 0, 12];
                report.extend((0..48).map(|_| self.hand.below(256) as u8));
                return report;
            }
        };
        let bytes = packet.write(&mut datagram).expect("a packet");
        datagram[..bytes].to_vec()
    }

    /// Sends these, the calls at `sounds` being other people's; answers with what the process holds then, in bytes.
    fn flood(&mut self, numbers: std::ops::Range<usize>, sounds: &[SocketAddr]) -> usize {
        for number in numbers {
            self.send_spoilt(number, sounds);
            if number % BATCH == 0 {
                self.ask();
            }
        }
        self.ask();
        resident()
    }
}

/// What the process holds, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4_096
}

/// How often a phone heard its tone, of all times it was asked, and the longest stretch in which it did not.
#[derive(Debug, Default)]
struct Heard {
    times: usize,
    of: usize,
    silent: usize,
    longest: usize,
}

impl Heard {
    fn look(&mut self, phone: &Phone, tone: f64) {
        self.of += 1;
        if phone.level(tone) > 1_000.0 {
            self.times += 1;
            self.silent = 0;
        } else {
            self.silent += 1;
            self.longest = self.longest.max(self.silent);
        }
    }

    fn is_unbroken(&self) -> bool {
        self.times * 20 >= self.of * 17 && self.longest < 10
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_spoilt_datagrams_harm_no_call_and_leave_no_memory_behind() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    let (house, _supervisor, desk, customer, agent, id) = put_through().await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    let server = house.house.telephone.address().unwrap();
    let mut sounds = vec![customer.speaks_to().unwrap(), agent.speaks_to().unwrap()];
    let flood = tokio::task::spawn_blocking(move || {
        let mut sender = Sender::new(SEED, server);
        sounds.push(sender.call());
        let first = sender.flood(0..DATAGRAMS / 2, &sounds);
        std::thread::sleep(MEMORY);
        sender.flood(DATAGRAMS / 2..DATAGRAMS, &sounds).saturating_sub(first)
    });
    let (mut by_customer, mut by_agent) = (Heard::default(), Heard::default());
    while !flood.is_finished() {
        tokio::time::sleep(Duration::from_millis(200)).await;
        by_customer.look(&customer, AGENT);
        by_agent.look(&agent, CUSTOMER);
    }
    let grown = flood.await.expect("the server answered to the end");
    println!("left behind {} MB; {by_customer:?} {by_agent:?}", grown >> 20);
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "nothing broke");
    assert!(grown < GROWTH_MAX, "grown by {} MB", grown >> 20);
    assert!(by_customer.is_unbroken() && by_agent.is_unbroken(), "{by_customer:?} {by_agent:?}");

    step(&desk.staff, &id, json!({"do": "hold"})).await;
    step(&desk.staff, &id, json!({"do": "resume"})).await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    customer.hang_up().await;
    agent.stands(Standing::Over).await;
    state_is(&desk.staff, &id, "wrap_up").await;
}
