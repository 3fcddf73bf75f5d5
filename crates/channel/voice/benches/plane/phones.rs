//! Telephones by the thousand: each sends a frame every 20 ms and knows by its content which frame it hears.
//!
//! A frame is one code 160 times over, and the next frame is the next code, so that wherever packets are cut anew, the
//! first sample of a frame is found again.
//!
//! What is to be measured is the other process, so this one must cost less: telephones that speak in the same
//! millisecond share a socket, as behind a carrier's gateway, and are sent for by one system call; the port a packet
//! comes from tells whom it is for. How late this process itself is, and what it costs, is told with what it heard.

use std::io::{BufRead, IoSlice, Write};
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use rustix::net::addr::SocketAddrArg;
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny, sendmmsg, sockopt};
use tokio::time::Instant;
use warmline_media::FRAME;
use warmline_wire::rtp::{DATAGRAM_BYTES, HEADER_BYTES, Packet, is_rtcp};

use super::processor_ms;

/// Frames after which codes come again: four seconds. The code of silence, 213, is none of them.
const CODES: u64 = 200;
/// So many equal samples are a frame, not a seam.
const RUN: usize = 8;
/// Milliseconds of a frame: telephones speak at any of them, and those of one share a socket.
const SLOTS: usize = 20;
/// From one look at the sockets to the next.
const LOOK: Duration = Duration::from_micros(500);
/// What a socket holds until it is looked at.
const HELD_BYTES: usize = 4 << 20;
/// Before counting begins: buffers settle.
const WARM: Duration = Duration::from_secs(8);
/// After counting: what is under way arrives.
const REST: Duration = Duration::from_millis(500);
/// How often a long talk is told of.
const MINUTE: Duration = Duration::from_secs(60);
/// Tenths of a millisecond counted apart.
const TENTHS: usize = 5_000;

/// A frame on its way.
type Datagram = [u8; HEADER_BYTES + FRAME];

struct Phone {
    /// The bank's address for it.
    bank: SocketAddrAny,
    /// Frames sent.
    sent: u64,
    /// When each of the last was sent, microseconds since the start, and whether it counts (the lowest bit).
    sent_at: Vec<u64>,
    /// The last frame heard of the other one.
    heard: u64,
    /// The last code, and how often it came in a row.
    code: u8,
    run: usize,
}

#[derive(Default)]
struct Count {
    sent: u64,
    heard: u64,
    delays: Tenths,
    /// How late this process sent.
    late: Tenths,
}

/// How often each tenth of a millisecond was met.
struct Tenths(Vec<u64>);

struct Phones {
    phones: Vec<Phone>,
    /// Which of them speak when.
    by_slot: Vec<Vec<usize>>,
    sockets: Vec<UdpSocket>,
    /// Whose packets come from a port.
    by_port: Vec<Option<usize>>,
    begun: Instant,
    /// The next to speak in, since the start: one that is left out would be a late packet of all who speak in it.
    millisecond: u64,
    count: Count,
}

/// Talks for `seconds` after warming up.
pub fn run(phones: usize, seconds: u64) {
    // Real telephones have processors of their own. Without the right to it, lateness tells.
    let _ = rustix::process::nice(-15);
    let sockets: Vec<UdpSocket> = (0..SLOTS).map(|_| socket()).collect();
    let port = |phone: usize| sockets[slot_of(phone)].local_addr().expect("bound").port().to_string();
    say(&(0..phones).map(port).collect::<Vec<_>>().join(","));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).expect("a pipe");
    let ports: Vec<u16> = line.trim().split(',').map(|port| port.parse().expect("a port")).collect();
    let mut phones = Phones::new(sockets, &ports);
    phones.talk(Instant::now() + WARM, false);
    say("begin");
    let (spent, span) = (processor_ms(), Duration::from_secs(seconds));
    let (talk, mut told) = (Instant::now(), (0, 0));
    while talk.elapsed() < span {
        phones.talk((Instant::now() + MINUTE).min(talk + span), true);
        if span > MINUTE {
            let (sent, heard) = (phones.count.sent - told.0, phones.count.heard - told.1);
            told = (phones.count.sent, phones.count.heard);
            say(&format!("minute sent={sent} heard={heard}"));
        }
    }
    let core = (processor_ms() - spent) / talk.elapsed().as_secs_f64() / 10.0;
    say("end");
    phones.talk(Instant::now() + REST, false);
    say(&format!("{} generator={core:.0}%", phones.count.summary()));
}

/// When a telephone speaks: those of one call are apart by anything from nothing to 19 ms, as calls are.
const fn slot_of(phone: usize) -> usize {
    let call = phone / 2;
    (call + phone % 2 * (call / SLOTS)) % SLOTS
}

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.set_nonblocking(true).expect("a socket");
    sockopt::set_socket_recv_buffer_size(&socket, HELD_BYTES).expect("a socket");
    socket
}

impl Phones {
    fn new(sockets: Vec<UdpSocket>, ports: &[u16]) -> Self {
        let mut by_port = vec![None; 1 << 16];
        ports.iter().enumerate().for_each(|(index, port)| by_port[usize::from(*port)] = Some(index));
        let mut by_slot = vec![Vec::new(); SLOTS];
        (0..ports.len()).for_each(|phone| by_slot[slot_of(phone)].push(phone));
        let phones = ports.iter().map(|port| Phone::new(*port)).collect();
        Self { phones, by_slot, sockets, by_port, begun: Instant::now(), millisecond: 0, count: Count::default() }
    }

    /// Talks until then; `counts` says whether what is sent counts. What is heard counts when its sending did.
    fn talk(&mut self, until: Instant, counts: bool) {
        while Instant::now() < until {
            let due = Duration::from_millis(self.millisecond);
            if let Some(late) = self.begun.elapsed().checked_sub(due) {
                if counts {
                    self.count.late.add(late.as_micros() as u64);
                }
                self.speak(self.millisecond as usize % SLOTS, counts);
                self.millisecond += 1;
            }
            self.listen();
            let rest = Duration::from_millis(self.millisecond).saturating_sub(self.begun.elapsed());
            std::thread::sleep(rest.min(LOOK));
        }
    }

    /// Sends a frame for all whose turn it is.
    fn speak(&mut self, slot: usize, counts: bool) {
        let at = self.begun.elapsed().as_micros() as u64;
        let speaking = &self.by_slot[slot];
        let datagrams: Vec<Datagram> = speaking.iter().map(|phone| self.phones[*phone].speak(at, counts)).collect();
        let slices: Vec<[IoSlice<'_>; 1]> = datagrams.iter().map(|datagram| [IoSlice::new(datagram)]).collect();
        let mut nothing: Vec<_> = datagrams.iter().map(|_| SendAncillaryBuffer::default()).collect();
        let mut messages: Vec<MMsgHdr<'_>> = speaking
            .iter()
            .zip(&slices)
            .zip(&mut nothing)
            .map(|((phone, slice), nothing)| MMsgHdr::new_with_addr(&self.phones[*phone].bank, slice, nothing))
            .collect();
        let mut rest = &mut messages[..];
        // The other side counts what does not come.
        while let Ok(sent @ 1..) = sendmmsg(&self.sockets[slot], rest, SendFlags::empty()) {
            rest = &mut rest[sent..];
        }
        if counts {
            self.count.sent += datagrams.len() as u64;
        }
    }

    fn listen(&mut self) {
        let mut datagram = [0; DATAGRAM_BYTES];
        for socket in &self.sockets {
            while let Ok((bytes, from)) = socket.recv_from(&mut datagram) {
                let now = self.begun.elapsed().as_micros() as u64;
                let Some(index) = self.by_port[usize::from(from.port())] else { continue };
                // Neighbours talk with each other.
                let [one, other] = self.phones.get_disjoint_mut([index, index ^ 1]).expect("pairs");
                one.listen(&datagram[..bytes], other, now, &mut self.count);
            }
        }
    }
}

impl Phone {
    fn new(bank: u16) -> Self {
        let bank = SocketAddr::from(([127, 0, 0, 1], bank)).as_any();
        Self { bank, sent: 0, sent_at: vec![0; CODES as usize], heard: 0, code: 0, run: 0 }
    }

    /// The next frame.
    fn speak(&mut self, at: u64, counts: bool) -> Datagram {
        self.sent += 1;
        let code = (self.sent % CODES) as u8;
        let payload = [code; FRAME];
        let timestamp = (self.sent as u32).wrapping_mul(FRAME as u32);
        let mut datagram = [0; HEADER_BYTES + FRAME];
        let packet = Packet::new(8, self.sent as u16, timestamp, 7, &payload);
        packet.write(&mut datagram).expect("room");
        self.sent_at[usize::from(code)] = at << 1 | u64::from(counts);
        datagram
    }

    fn listen(&mut self, datagram: &[u8], other: &Self, now: u64, count: &mut Count) {
        if is_rtcp(datagram) {
            return;
        }
        let Ok(packet) = Packet::parse(datagram) else { return };
        for code in packet.payload {
            self.run = if *code == self.code { self.run + 1 } else { 1 };
            self.code = *code;
            if self.run != RUN || u64::from(*code) >= CODES || other.sent < CODES {
                continue;
            }
            let ahead = (u64::from(*code) + CODES - self.heard % CODES) % CODES;
            // Sounds of before the talk, seams and silence are no frames of the near future.
            if !(1..=CODES / 2).contains(&ahead) || self.heard + ahead > other.sent && self.heard > 0 {
                continue;
            }
            self.heard =
                if self.heard == 0 { other.sent - (other.sent - u64::from(*code)) % CODES } else { self.heard + ahead };
            let sent = other.sent_at[usize::from(*code)];
            if sent & 1 == 1 {
                count.heard += 1;
                count.delays.add(now.saturating_sub(sent >> 1));
            }
        }
    }
}

impl Default for Tenths {
    fn default() -> Self {
        Self(vec![0; TENTHS])
    }
}

impl Tenths {
    fn add(&mut self, micros: u64) {
        self.0[(micros as usize / 100).min(TENTHS - 1)] += 1;
    }

    /// The tenth that this share did not pass, milliseconds.
    fn quantile(&self, share: f64) -> f64 {
        let wanted = (self.0.iter().sum::<u64>() as f64 * share) as u64;
        let mut passed = 0;
        let found = self.0.iter().position(|count| {
            passed += count;
            passed > wanted
        });
        found.unwrap_or(TENTHS) as f64 / 10.0
    }
}

impl Count {
    fn summary(&self) -> String {
        let loss = 100.0 * (self.sent.saturating_sub(self.heard)) as f64 / self.sent.max(1) as f64;
        let delay = |share| self.delays.quantile(share);
        format!(
            "sent={} heard={} loss={loss:.4} p50={:.1} p99={:.1} p999={:.1} late_p99={:.1} late_p999={:.1}",
            self.sent,
            self.heard,
            delay(0.5),
            delay(0.99),
            delay(0.999),
            self.late.quantile(0.99),
            self.late.quantile(0.999)
        )
    }
}

pub fn say(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("a pipe");
}
