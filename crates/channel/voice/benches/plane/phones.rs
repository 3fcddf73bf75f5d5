//! Telephones by the thousand: each sends a frame every 20 ms and knows by its content which frame it hears.
//!
//! A frame is one code 160 times over, and the next frame is the next code, so that wherever packets are cut anew, the
//! first sample of a frame is found again.

use std::io::{BufRead, Write};
use std::net::UdpSocket;
use std::time::Duration;

use rustix::event::epoll;
use rustix::time::Timespec;
use tokio::time::Instant;
use warmline_media::FRAME;
use warmline_wire::rtp::{DATAGRAM_BYTES, HEADER_BYTES, Packet, is_rtcp};

/// Frames after which codes come again: four seconds. The code of silence, 213, is none of them.
const CODES: u64 = 200;
/// So many equal samples are a frame, not a seam.
const RUN: usize = 8;
/// Milliseconds of a frame: telephones speak at any of them.
const SLOTS: usize = 20;
/// Before counting begins: buffers settle.
const WARM: Duration = Duration::from_secs(8);
/// After counting: what is under way arrives.
const REST: Duration = Duration::from_millis(500);
/// Tenths of a millisecond counted apart.
const TENTHS: usize = 5_000;

struct Phone {
    socket: UdpSocket,
    /// Frames sent.
    sent: u64,
    /// When each of the last was sent, microseconds since the start.
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
    delays: Vec<u64>,
}

/// Talks for `seconds` after warming up.
pub fn run(phones: usize, seconds: u64) {
    let mut phones: Vec<Phone> = (0..phones).map(|_| Phone::new()).collect();
    let ports: Vec<String> =
        phones.iter().map(|phone| phone.socket.local_addr().expect("bound").port().to_string()).collect();
    say(&ports.join(","));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).expect("a pipe");
    let poll = epoll::create(epoll::CreateFlags::CLOEXEC).expect("a poll");
    for (index, (phone, port)) in phones.iter().zip(line.trim().split(',')).enumerate() {
        phone.socket.connect(format!("127.0.0.1:{port}")).expect("an address");
        let data = epoll::EventData::new_u64(index as u64);
        epoll::add(&poll, &phone.socket, data, epoll::EventFlags::IN).expect("watched");
    }
    let (span, begun) = (Duration::from_secs(seconds), Instant::now());
    let mut count = Count { delays: vec![0; TENTHS], ..Count::default() };
    let mut ready = Vec::with_capacity(1_024);
    let (mut told_begin, mut told_end, mut millisecond) = (false, false, 0_u64);
    while begun.elapsed() < WARM + span + REST {
        let passed = begun.elapsed();
        if !told_begin && passed >= WARM {
            told_begin = true;
            say("begin");
        }
        if !told_end && passed >= WARM + span {
            told_end = true;
            say("end");
        }
        if millisecond <= passed.as_millis() as u64 {
            let speaking = (millisecond as usize % SLOTS..phones.len()).step_by(SLOTS);
            for phone in speaking {
                phones[phone].speak(begun, &mut count, told_begin && !told_end);
            }
            millisecond += 1;
        }
        let until = Duration::from_millis(millisecond).saturating_sub(begun.elapsed());
        let timeout = Timespec { tv_sec: 0, tv_nsec: until.subsec_nanos().into() };
        ready.clear();
        if epoll::wait(&poll, rustix::buffer::spare_capacity(&mut ready), Some(&timeout)).is_err() {
            continue;
        }
        let now = begun.elapsed().as_micros() as u64;
        for event in &ready {
            let index = event.data.u64() as usize;
            // Neighbours talk with each other.
            let [one, other] = phones.get_disjoint_mut([index, index ^ 1]).expect("pairs");
            one.listen(other, now, &mut count, told_begin);
        }
    }
    if !told_end {
        say("end");
    }
    say(&count.summary());
}

impl Phone {
    fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        socket.set_nonblocking(true).expect("a socket");
        Self { socket, sent: 0, sent_at: vec![0; CODES as usize], heard: 0, code: 0, run: 0 }
    }

    fn speak(&mut self, begun: Instant, count: &mut Count, counts: bool) {
        self.sent += 1;
        let code = (self.sent % CODES) as u8;
        let payload = [code; FRAME];
        let timestamp = (self.sent as u32).wrapping_mul(FRAME as u32);
        let mut datagram = [0; HEADER_BYTES + FRAME];
        let packet = Packet::new(8, self.sent as u16, timestamp, 7, &payload);
        packet.write(&mut datagram).expect("room");
        let at = begun.elapsed().as_micros() as u64;
        // The other side counts what does not come.
        let _ = self.socket.send(&datagram);
        // Odd is counted, even is not.
        self.sent_at[usize::from(code)] = at << 1 | u64::from(counts);
        count.sent += u64::from(counts);
    }

    fn listen(&mut self, other: &Self, now: u64, count: &mut Count, counts: bool) {
        let mut datagram = [0; DATAGRAM_BYTES];
        let Ok(bytes) = self.socket.recv(&mut datagram) else { return };
        let datagram = &datagram[..bytes];
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
            if counts && sent & 1 == 1 {
                count.heard += 1;
                let tenths = (now.saturating_sub(sent >> 1) / 100) as usize;
                count.delays[tenths.min(TENTHS - 1)] += 1;
            }
        }
    }
}

impl Count {
    fn summary(&self) -> String {
        let quantile = |share: f64| {
            let wanted = (self.heard as f64 * share) as u64;
            let mut passed = 0;
            let found = self.delays.iter().position(|count| {
                passed += count;
                passed > wanted
            });
            found.unwrap_or(TENTHS) as f64 / 10.0
        };
        let loss = 100.0 * (self.sent.saturating_sub(self.heard)) as f64 / self.sent.max(1) as f64;
        format!(
            "sent={} heard={} loss={loss:.4} p50={:.1} p99={:.1} p999={:.1}",
            self.sent,
            self.heard,
            quantile(0.5),
            quantile(0.99),
            quantile(0.999)
        )
    }
}

pub fn say(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("a pipe");
}
