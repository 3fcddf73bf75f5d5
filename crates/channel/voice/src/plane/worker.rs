//! A thread that carries rooms.
//!
//! It does not wake for each packet: every two milliseconds it reads what has come to all sockets and ticks the rooms
//! whose turn it is, which is every 20 ms. So a thousand calls cost five hundred awakenings a second instead of a
//! hundred thousand, what is sent is spread over the 20 ms, and a packet is dated at most two milliseconds late. Without
//! rooms it sleeps until the first order.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Duration;

use rustix::event::epoll;
use rustix::fd::OwnedFd;
use rustix::time::Timespec;
use warmline_base::{Clock, Fault, Timestamp};
use warmline_call::LegId;
use warmline_media::jitter::Arrival;

use super::Order;
use super::kept::Outbox;
use super::leg::Leg;
use super::room::Room;
use super::turns::{BEAT, Turns};

/// A thread that is later than this leaves beats out: 200 ms.
const LATE_MAX: i64 = 100 * BEAT;
/// Sockets looked at in one go.
const READY_MAX: usize = 1_024;
/// How much nicer than others a thread is to itself, where the system lets it: who looks things up can wait for 10 ms,
/// who speaks cannot.
const NICE: i32 = -10;
/// Goes at one beat; what is left waits for the next, so that a flood cannot stop the beat.
const GOES_MAX: usize = 8;

struct Worker {
    clock: Arc<dyn Clock>,
    orders: Receiver<Order>,
    poll: OwnedFd,
    rooms: Turns<Room>,
    next_beat: Timestamp,
    outbox: Outbox,
}

/// Starts a thread and answers with the way to order it.
pub(super) fn start(index: usize, clock: Arc<dyn Clock>) -> Result<Sender<Order>, Fault> {
    let broken = |error: &dyn std::fmt::Display| {
        Fault::unavailable("WL-VOICE-MEDIA", format!("a thread for sound cannot start: {error}"))
    };
    let (sender, orders) = channel();
    let poll = epoll::create(epoll::CreateFlags::CLOEXEC).map_err(|error| broken(&error))?;
    let next_beat = clock.now();
    let worker = Worker { clock, orders, poll, rooms: Turns::default(), next_beat, outbox: Outbox::default() };
    std::thread::Builder::new()
        .name(format!("sound-{index}"))
        .spawn(move || worker.run())
        .map_err(|error| broken(&error))?;
    Ok(sender)
}

impl Worker {
    fn run(mut self) {
        if let Err(error) = rustix::process::nice(NICE) {
            tracing::info!(error = %error, "sound goes by turns with everything else: the system gives it no precedence");
        }
        let mut ready = Vec::with_capacity(READY_MAX);
        while self.take_orders() {
            let wait = self.next_beat.0 - self.clock.now().0;
            if wait > 0 {
                std::thread::sleep(Duration::from_micros(wait.unsigned_abs()));
            }
            self.read(&mut ready);
            self.beat();
        }
    }

    /// Reads what has come. A socket with more than one datagram is ready again in the next go.
    fn read(&mut self, ready: &mut Vec<epoll::Event>) {
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        for _ in 0..GOES_MAX {
            ready.clear();
            let found = epoll::wait(&self.poll, rustix::buffer::spare_capacity(ready), Some(&at_once));
            if found.is_err() || ready.is_empty() {
                return;
            }
            let at = self.clock.now();
            let arrival = Arrival { at, behind: (at.0 - self.next_beat.0).max(0) };
            for event in ready.iter() {
                let (room, leg, reports) = owner_of(event.data.u64());
                if let Some(room) = self.rooms.get_mut(room) {
                    room.read(leg, reports, arrival);
                }
            }
        }
    }

    /// Ticks the rooms whose turn has come, as often as the clock asks.
    fn beat(&mut self) {
        let now = self.clock.now();
        let late = now.0 - self.next_beat.0;
        if late > LATE_MAX {
            metrics::counter!("warmline_voice_beats_left_out_total").increment(late.unsigned_abs() / BEAT as u64);
            self.next_beat = now;
        }
        while self.next_beat <= now {
            let beat = self.next_beat;
            let outbox = &mut self.outbox;
            self.rooms.tick(beat, |room| room.tick(beat, outbox), |room| room.slacks_micros(beat));
            self.next_beat = Timestamp(beat.0 + BEAT);
        }
        self.outbox.empty();
    }

    /// Does what was ordered, and without rooms waits for it; `false` when nobody can order any more.
    fn take_orders(&mut self) -> bool {
        if self.rooms.is_empty() {
            let Ok(order) = self.orders.recv() else { return false };
            self.take(order);
            self.next_beat = self.clock.now();
        }
        loop {
            match self.orders.try_recv() {
                Ok(order) => self.take(order),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn take(&mut self, order: Order) {
        let now = self.clock.now();
        match order {
            Order::Open { room, events, background } => self.rooms.insert(room, Room::new(events, background)),
            Order::Close { room } => self.rooms.remove(room),
            Order::Join { room, leg, sockets, ssrc } => self.join(room, Leg::new(leg, sockets, ssrc)),
            Order::JoinBrowser { room, leg, sockets, ssrc, peer } => {
                self.join(room, Leg::of_browser(leg, sockets, ssrc, peer));
            }
            Order::Accept { room, leg, answer } => self.with(room, |room| room.accept(leg, &answer, now)),
            Order::Agree { room, leg, agreed } => self.with(room, |room| room.agree(leg, *agreed, now)),
            Order::Leave { room, leg } => self.with(room, |room| room.leave(leg, now)),
            Order::Hear { room, topology } => self.with(room, |room| room.hear(topology, now)),
            Order::Say { room, play, clips } => self.with(room, |room| room.say(play, clips, now)),
            Order::StopSaying { room, play } => self.with(room, |room| room.stop_saying(play, now)),
            Order::Record { room, recording, sink, alone } => {
                self.with(room, |room| room.record(recording, sink, alone));
            }
            Order::Pause { room, recording, on } => self.with(room, |room| room.pause(recording, on)),
            Order::StopRecording { room, recording } => self.with(room, |room| room.stop_recording(recording)),
            Order::Fork { room, sink } => self.with(room, |room| room.fork(sink)),
            Order::HearAlone { room, on } => self.with(room, |room| room.hear_alone(on, now)),
        }
    }

    fn with(&mut self, room: u64, act: impl FnOnce(&mut Room)) {
        if let Some(room) = self.rooms.get_mut(room) {
            act(room);
        }
    }

    /// A socket leaves the poll by being closed.
    fn join(&mut self, id: u64, leg: Leg) {
        let Some(room) = self.rooms.get_mut(id) else { return };
        let watched = [(&leg.sockets.sound, false), (&leg.sockets.reports, true)].into_iter().try_for_each(
            |(socket, reports)| epoll::add(&self.poll, socket, data_of(id, leg.id, reports), epoll::EventFlags::IN),
        );
        match watched {
            Ok(()) => room.join(leg),
            Err(error) => tracing::error!(error = %error, "a leg's sockets cannot be watched"),
        }
    }
}

/// Whose socket it is, as the poll keeps it: room, leg, and whether it is the one for reports.
fn data_of(room: u64, leg: LegId, reports: bool) -> epoll::EventData {
    epoll::EventData::new_u64(room << 17 | u64::from(leg.0) << 1 | u64::from(reports))
}

const fn owner_of(data: u64) -> (u64, LegId, bool) {
    (data >> 17, LegId((data >> 1) as u16), data & 1 == 1)
}
