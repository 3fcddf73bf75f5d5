//! Nothing is allocated while a call runs: counted, not promised.
#![expect(unsafe_code, reason = "an allocator that counts implements an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use warmline_base::Timestamp;
use warmline_media::conference::{Conference, Event, Hearing, LegId, LegSetup, Outlet, RecordingId, Take, Taps};
use warmline_media::player::{Clip, Playlist};
use warmline_media::record::Block;
use warmline_media::{FRAME, FRAME_MICROS, Frame, g711};
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::TelephoneEvent;
use warmline_wire::sdp::Codec;

use super::call::{RECORDING, formats};
use super::network::Chance;
use super::voice::speak;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator as it came; counting touches no memory of theirs.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the promises of this very method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the promises of this very method.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Counts what it is given, and keeps none of it.
#[derive(Default)]
struct Counter {
    packets: u64,
    blocks: u64,
    reports: u64,
    forked: u64,
    events: u64,
}

impl Outlet for Counter {
    fn send(&mut self, _: LegId, packet: &Packet<'_>) {
        let mut bytes = [0; 172];
        self.packets += u64::from(packet.write(&mut bytes).is_some());
    }

    fn tell(&mut self, _: Event) {
        self.events += 1;
    }

    fn report(&mut self, _: LegId, _: &[u8]) {
        self.reports += 1;
    }

    fn store(&mut self, _: RecordingId, _: &Block) {
        self.blocks += 1;
    }

    fn fork(&mut self, _: Option<&Frame>, _: Option<&Frame>) {
        self.forked += 1;
    }
}

#[test]
fn a_running_call_allocates_nothing() {
    let mut call = Conference::default();
    for id in 0..4 {
        let setup = LegSetup { formats: formats(), ssrc: 1, sequence: 0, timestamp: 0, reports: true };
        call.add_leg(LegId(id), &setup, Timestamp(0)).unwrap();
    }
    call.start_recording(RECORDING, Take::Taps).unwrap();
    call.set_fork(true);
    let clips: Arc<[Arc<Clip>]> = Arc::new([Arc::new(Clip::new(&speak(3.0, 120.0, 1)))]);
    call.play(LegId(0), Playlist { clips: clips.clone(), until_key: true, ticket: 1 }).unwrap();
    call.set_background(LegId(2), Some(Playlist { clips, until_key: false, ticket: 0 })).unwrap();
    let voice = speak(20.0, 120.0, 2);
    let mut chance = Chance::new(1);
    let mut outlet = Counter::default();
    let before = ALLOCATIONS.with(Cell::get);
    for (tick, frame) in voice.as_chunks::<FRAME>().0.iter().take(900).enumerate() {
        let now = Timestamp(tick as i64 * FRAME_MICROS);
        let mut payload = [0; FRAME];
        g711::encode(Codec::Pcma, frame, &mut payload);
        for leg in 0..4 {
            // A twentieth is lost, and what comes late comes out of order.
            let sequence = (tick as u16) ^ u16::from(chance.share() < 0.1);
            if chance.share() >= 0.05 {
                let packet = Packet::new(8, sequence, u32::from(sequence) * FRAME as u32, leg, &payload);
                call.hear(LegId(leg), &packet, now);
            }
        }
        if tick % 100 == 50 {
            let event = TelephoneEvent { event: 5, end: true, volume: 10, duration: 800 };
            call.hear(LegId(0), &Packet::new(101, tick as u16 ^ 1, tick as u32, 0, &event.write()), now);
            // The third is held and taken back; the fourth whispers to the second.
            let held = tick < 400;
            let floor = if held { &[LegId(0), LegId(1)][..] } else { &[LegId(0), LegId(1), LegId(2)] };
            let coached = [LegId(0), LegId(2), LegId(3)];
            let hearing = |leg, voices| Hearing { leg: LegId(leg), voices, background: false, beeps: true };
            let third = Hearing { background: held, ..hearing(2, if held { &[] } else { floor }) };
            let hearings = [hearing(0, floor), hearing(1, &coached), third, hearing(3, floor)];
            call.set_topology(&hearings, Taps { customer: &[LegId(0)], others: &floor[1..] }).unwrap();
            call.set_secret(LegId(0), tick % 200 == 50, now).unwrap();
        }
        call.tick(now, &mut outlet);
    }
    assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0);
    let Counter { packets, blocks, reports, forked, events } = outlet;
    assert_eq!((packets, blocks, reports, forked), (4 * 900, 900 / 25, 4 * 3, 900));
    assert!(events > 5, "keys, an end of a prompt and lifted veils: {events}");
}
