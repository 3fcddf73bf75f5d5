//! A thread that carries rooms.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use rustix::event::epoll;
use rustix::fd::OwnedFd;
use rustix::time::Timespec;
use warmline_base::{Clock, Fault, Timestamp};
use warmline_call::LegId;

use super::Order;
use super::leg::Leg;
use super::room::Room;

/// A tick, microseconds.
const TICK: i64 = 20_000;
/// A thread that is later than this leaves ticks out: 200 ms.
const LATE_MAX: i64 = 10 * TICK;
/// Sockets looked at in one go.
const READY_MAX: usize = 256;
/// A quiet thread wakes this often for orders, microseconds.
const IDLE: i64 = 20_000;

struct Worker {
    clock: Arc<dyn Clock>,
    orders: Receiver<Order>,
    poll: OwnedFd,
    rooms: BTreeMap<u64, Room>,
    next_tick: Timestamp,
}

/// Starts a thread and answers with the way to order it.
pub(super) fn start(index: usize, clock: Arc<dyn Clock>) -> Result<Sender<Order>, Fault> {
    let broken = |error: &dyn std::fmt::Display| {
        Fault::unavailable("WL-VOICE-MEDIA", format!("a thread for sound cannot start: {error}"))
    };
    let (sender, orders) = channel();
    let poll = epoll::create(epoll::CreateFlags::CLOEXEC).map_err(|error| broken(&error))?;
    let next_tick = clock.now();
    let worker = Worker { clock, orders, poll, rooms: BTreeMap::new(), next_tick };
    std::thread::Builder::new()
        .name(format!("sound-{index}"))
        .spawn(move || worker.run())
        .map_err(|error| broken(&error))?;
    Ok(sender)
}

impl Worker {
    fn run(mut self) {
        let mut ready = Vec::with_capacity(READY_MAX);
        loop {
            if !self.take_orders() {
                return;
            }
            let now = self.tick_until_now();
            let wait = (self.next_tick.0 - now.0).clamp(0, IDLE);
            let timeout = Timespec { tv_sec: 0, tv_nsec: wait * 1_000 };
            ready.clear();
            if epoll::wait(&self.poll, rustix::buffer::spare_capacity(&mut ready), Some(&timeout)).is_err() {
                continue;
            }
            let now = self.clock.now();
            for event in &ready {
                let (room, leg, reports) = owner_of(event.data.u64());
                if let Some(room) = self.rooms.get_mut(&room) {
                    room.read(leg, reports, now);
                }
            }
        }
    }

    /// Ticks as often as the clock asks.
    fn tick_until_now(&mut self) -> Timestamp {
        let now = self.clock.now();
        let late = now.0 - self.next_tick.0;
        if late > LATE_MAX {
            metrics::counter!("warmline_voice_ticks_left_out_total").increment(late.unsigned_abs() / TICK as u64);
            self.next_tick = now;
        }
        while self.next_tick <= now {
            let tick = self.next_tick;
            for room in self.rooms.values_mut() {
                room.tick(tick);
            }
            self.next_tick = Timestamp(self.next_tick.0 + TICK);
        }
        now
    }

    /// Does what was ordered; `false` when nobody can order any more.
    fn take_orders(&mut self) -> bool {
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
            Order::Open { room, events, background } => {
                self.rooms.insert(room, Room::new(events, background));
            }
            Order::Close { room } => drop(self.rooms.remove(&room)),
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
        }
    }

    fn with(&mut self, room: u64, act: impl FnOnce(&mut Room)) {
        if let Some(room) = self.rooms.get_mut(&room) {
            act(room);
        }
    }

    /// A socket leaves the poll by being closed.
    fn join(&mut self, id: u64, leg: Leg) {
        let Some(room) = self.rooms.get_mut(&id) else { return };
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
