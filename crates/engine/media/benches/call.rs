//! What a call costs in the media engine alone, without sockets: a thousand calls on one thread, every 20 ms
//! a packet from each leg parsed and taken in, and a packet for each leg written. Prints one figure a line:
//! name, value, unit.
//!
//! `media.bridged_core_pct`: share of a core for one call of two legs over a clean network, recorded in two
//! channels and copied to recognition. `media.bridged_us`: the same as time for each 20 ms.
//! `media.shaken_core_pct`: the same with 5 % loss and 60 ms of jitter. `media.waiting_core_pct`: one leg that
//! hears music. `media.conference_core_pct`: four legs that all speak, recorded. `media.call_kb`: resident
//! memory of a bridged call.
//!
//! Time is this thread's on the processor, so that neighbours disturb little. Best of five rounds.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use warmline_base::Timestamp;
use warmline_media::conference::{
    Conference, Event, Formats, Hearing, LegId, LegSetup, Outlet, RecordingId, Take, Taps,
};
use warmline_media::goertzel::Tone;
use warmline_media::player::{Clip, Playlist};
use warmline_media::record::{BLOCK_SAMPLES, Block};
use warmline_media::{FRAME, FRAME_MICROS, Frame, g711};
use warmline_wire::rtp::{DATAGRAM_BYTES, HEADER_BYTES, Packet};
use warmline_wire::sdp::{Codec, Receive};

const CALLS: usize = 1_000;
/// Ten seconds.
const TICKS: u32 = 500;
/// Different sounds, each a second long.
const VOICES: usize = 16;

#[derive(Clone, Copy)]
struct Load {
    legs: usize,
    shaken: bool,
    kept: bool,
    held: bool,
}

const BRIDGED: Load = Load { legs: 2, shaken: false, kept: true, held: false };

fn main() {
    let voices = voices();
    let memory = resident_bytes();
    let mut calls = open(&BRIDGED);
    run(&mut calls, &BRIDGED, &voices, 0, 60);
    println!("media.call_kb {:.1} KB", (resident_bytes() - memory) as f64 / 1e3 / CALLS as f64);
    drop(calls);
    let bridged = report("media.bridged_core_pct", &BRIDGED, &voices);
    println!("media.bridged_us {:.2} us", bridged / 1e3);
    report("media.shaken_core_pct", &Load { shaken: true, ..BRIDGED }, &voices);
    report("media.waiting_core_pct", &Load { legs: 1, kept: false, held: true, ..BRIDGED }, &voices);
    report("media.conference_core_pct", &Load { legs: 4, ..BRIDGED }, &voices);
}

/// Measures and prints; returns nanoseconds of a call and tick.
fn report(name: &str, load: &Load, voices: &[Vec<u8>]) -> f64 {
    let round = || {
        let mut calls = open(load);
        run(&mut calls, load, voices, 0, 100);
        let before = thread_nanos();
        run(&mut calls, load, voices, 100, TICKS);
        (thread_nanos() - before) as f64 / f64::from(TICKS - 100) / CALLS as f64
    };
    let best = (0..5).map(|_| round()).fold(f64::MAX, f64::min);
    // Fifty ticks a second, in percent of the nanoseconds there are.
    println!("{name} {:.4} %", best * 50.0 / 1e9 * 100.0);
    best
}

fn open(load: &Load) -> Vec<Conference> {
    let mut music = vec![0; 40_000];
    Tone::new(500.0, 6_000.0).add_to(&mut music);
    let clips: Arc<[Arc<Clip>]> = Arc::new([Arc::new(Clip::new(&music))]);
    let receive = Receive { pcma: Some(8), pcmu: Some(0), event: Some(101) };
    let formats =
        Formats { codec: Codec::Pcma, send: 8, send_event: Some(101), receive, sending: true, receiving: true };
    let open = |_| {
        let mut call = Conference::default();
        let legs: Vec<LegId> = (0..load.legs as u32).map(LegId).collect();
        for leg in &legs {
            let setup = LegSetup { formats, ssrc: leg.0, sequence: 0, timestamp: 0, reports: true };
            call.add_leg(*leg, &setup, Timestamp(0)).expect("room for a leg");
            let music = Playlist { clips: clips.clone(), until_key: false, ticket: 0 };
            call.set_background(*leg, Some(music)).expect("a leg");
        }
        let voices = if load.held { &[][..] } else { &legs };
        let hearing = |leg: &LegId| Hearing { leg: *leg, voices, background: load.held, beeps: false };
        let hearings: Vec<Hearing<'_>> = legs.iter().map(hearing).collect();
        call.set_topology(&hearings, Taps { customer: &legs[..1], others: &legs[1..] }).expect("known legs");
        if load.kept {
            call.start_recording(RecordingId(0), Take::Taps).expect("the first");
            call.set_fork(true);
        }
        call
    };
    (0..CALLS).map(open).collect()
}

fn run(calls: &mut [Conference], load: &Load, voices: &[Vec<u8>], from: u32, to: u32) {
    let mut outlet = Wires::default();
    for tick in from..to {
        for (number, call) in calls.iter_mut().enumerate() {
            // Calls begin at different instants, as they do.
            let now = Timestamp(i64::from(tick) * FRAME_MICROS + number as i64 * 17);
            for leg in 0..load.legs as u32 {
                let voice = &voices[(number + leg as usize) % VOICES];
                if load.shaken {
                    // A packet comes zero to three ticks late; one in twenty never.
                    (0..4_u32.min(tick + 1)).rev().for_each(|late| {
                        let chance = mixed(number as u32, leg, tick - late);
                        if chance % 4 == late && !(chance >> 8).is_multiple_of(20) {
                            arrive(call, leg, tick - late, voice, now);
                        }
                    });
                } else {
                    arrive(call, leg, tick, voice, now);
                }
            }
            call.tick(now, &mut outlet);
        }
    }
    black_box(&outlet);
}

/// One datagram from the wire into the call.
fn arrive(call: &mut Conference, leg: u32, tick: u32, voice: &[u8], now: Timestamp) {
    let start = tick as usize % 50 * FRAME;
    let mut datagram = [0; HEADER_BYTES + FRAME];
    let sent = Packet::new(8, tick as u16, tick * FRAME as u32, leg, &voice[start..start + FRAME]);
    sent.write(&mut datagram).expect("room for a packet");
    let packet = Packet::parse(black_box(&datagram)).expect("a packet");
    call.hear(LegId(leg), &packet, now);
}

/// A number that looks like chance and is the same each time.
const fn mixed(call: u32, leg: u32, tick: u32) -> u32 {
    let mut number = (call.wrapping_mul(8) + leg).wrapping_mul(0x9e37_79b9) ^ tick.wrapping_mul(0x85eb_ca6b);
    number ^= number >> 15;
    number = number.wrapping_mul(0x2c1b_3c6d);
    number ^ (number >> 13)
}

/// Where sockets, files and recognition would begin: everything is copied once.
struct Wires {
    arena: Vec<u8>,
    place: usize,
    block: Vec<i16>,
    forked: [Frame; 2],
}

impl Default for Wires {
    fn default() -> Self {
        Self {
            arena: vec![0; 64 * DATAGRAM_BYTES],
            place: 0,
            block: vec![0; 2 * BLOCK_SAMPLES],
            forked: [[0; FRAME]; 2],
        }
    }
}

impl Outlet for Wires {
    fn send(&mut self, _: LegId, packet: &Packet<'_>) {
        self.place = (self.place + 256) % (self.arena.len() - DATAGRAM_BYTES);
        black_box(packet.write(&mut self.arena[self.place..]));
    }

    fn tell(&mut self, event: Event) {
        black_box(event);
    }

    fn report(&mut self, _: LegId, datagram: &[u8]) {
        black_box(datagram);
    }

    fn store(&mut self, _: RecordingId, block: &Block) {
        let (customer, others) = self.block.split_at_mut(BLOCK_SAMPLES);
        customer.copy_from_slice(&block.customer);
        others.copy_from_slice(&block.others);
    }

    fn fork(&mut self, customer: Option<&Frame>, others: Option<&Frame>) {
        for (copy, frame) in self.forked.iter_mut().zip([customer, others]) {
            frame.inspect(|frame| *copy = **frame);
        }
        black_box(&self.forked);
    }
}

/// A second each of sums of tones that come and go, encoded.
fn voices() -> Vec<Vec<u8>> {
    let voice = |number: usize| {
        let mut samples = vec![0; 50 * FRAME];
        for harmonic in 1..8 {
            Tone::new((100 + 9 * number) as f64 * f64::from(harmonic), 2_000.0).add_to(&mut samples[number * 200..]);
        }
        let mut codes = vec![0; samples.len()];
        g711::encode(Codec::Pcma, &samples, &mut codes);
        codes
    };
    (0..VOICES).map(voice).collect()
}

/// Nanoseconds this thread has had the processor; the clock's where the system does not say.
fn thread_nanos() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = stat.as_deref().and_then(|text| text.split(' ').next()).and_then(|text| text.parse().ok());
    nanos.unwrap_or_else(clock_nanos)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is the one place that has to look at the machine's clock")]
fn clock_nanos() -> u64 {
    thread_local!(static BEGAN: Instant = Instant::now());
    BEGAN.with(|began| began.elapsed().as_nanos() as u64)
}

fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * 4_096
}
