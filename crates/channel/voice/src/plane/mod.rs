//! The sound of calls: sockets, threads, encryption; what is heard is the engine's
//! ([`warmline_media::conference`]).
//!
//! A call's legs meet in a [`Room`], pinned to one thread, so that no two threads ever touch one call and
//! nothing here is locked. Commands go in by a channel, events come out by another. The thread looks at all its
//! sockets every two milliseconds and ticks each room every twenty.
//!
//! Deliberately absent: who hears whom (that comes in ready), how it is mixed, signalling, and files.

mod browser;
mod clear;
mod kept;
mod leg;
mod ports;
mod room;
mod secure;
#[cfg(test)]
mod tests;
mod turns;
mod worker;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc as threads;

use tokio::sync::mpsc;
use warmline_base::{Clock, Entropy, Fault};
use warmline_call::{LegId, Topology};
use warmline_media::player::Clip;
use warmline_wire::rtp::event::Key;
use warmline_wire::sdp::Agreed;

pub use ports::Ports;
pub use warmline_media::conference::FarReport;

/// Events of one room the house has not taken yet; beyond it the room's events are dropped and counted.
const EVENTS_MAX: usize = 256;
/// Bytes a recording is handed on at once: one second in two channels.
pub const RECORD_CHUNK: usize = 16_000;
/// Chunks of a recording that wait to be written; beyond it seconds are lost and counted.
const CHUNKS_MAX: usize = 30;
/// Frames of a piece for recognition: a fifth of a second.
pub const FORK_FRAMES: usize = 10;
/// Pieces recognition has not taken: five seconds; beyond it they are lost and counted.
const PIECES_MAX: usize = 25;

/// What happens in a room.
#[derive(Clone, Debug, PartialEq)]
pub enum RoomEvent {
    /// A key was pressed, once.
    Key(LegId, Key),
    /// A key of a secret was pressed: for the one who checks it, and for no log.
    SecretKey(LegId, Key),
    /// A saying came to its end.
    Said(u32),
    /// A leg sends nothing any more.
    NoSound(LegId),
    /// How a leg's sound was, when it left.
    Quality(LegId, Quality),
}

/// A fifth of a second of a call, for recognition: samples at 8 kHz, as many in each channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forked {
    /// How many frames of the call came before it, lost ones included.
    pub first: u64,
    /// The customer.
    pub customer: Vec<i16>,
    /// Everyone else.
    pub others: Vec<i16>,
}

/// What is played behind: music on hold, and the tone of a phone that rings elsewhere.
#[derive(Clone)]
struct Background {
    music: Arc<[Arc<Clip>]>,
    ring_back: Arc<[Arc<Clip>]>,
}

/// How a leg's sound was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Part of its packets that never came, 0 to 1.
    pub loss: f64,
    /// Interarrival jitter (RFC 3550), milliseconds.
    pub jitter_ms: f64,
    /// Mean opinion score by the E-model (ITU-T G.107), 1 to 4.5.
    pub mos: f64,
    /// Packets that came.
    pub packets: u64,
    /// Packets of strangers, dropped.
    pub strangers: u64,
    /// How we were heard at the other end, when it reported.
    pub far: Option<FarReport>,
}

/// What a room is told.
enum Order {
    Open { room: u64, events: mpsc::Sender<RoomEvent>, background: Background },
    Join { room: u64, leg: LegId, sockets: ports::Pair, ssrc: u32 },
    JoinBrowser { room: u64, leg: LegId, sockets: ports::Pair, ssrc: u32, peer: Box<browser::Peer> },
    Agree { room: u64, leg: LegId, agreed: Box<Agreed> },
    Accept { room: u64, leg: LegId, answer: String },
    Leave { room: u64, leg: LegId },
    Hear { room: u64, topology: Topology },
    Say { room: u64, play: u32, clips: Arc<[Arc<Clip>]> },
    StopSaying { room: u64, play: u32 },
    Record { room: u64, recording: u16, sink: mpsc::Sender<Vec<u8>>, alone: bool },
    Pause { room: u64, recording: u16, on: bool },
    StopRecording { room: u64, recording: u16 },
    Fork { room: u64, sink: mpsc::Sender<Forked> },
    HearAlone { room: u64, on: bool },
    Close { room: u64 },
}

/// How the plane is set up.
#[derive(Clone, Debug)]
pub struct PlaneSettings {
    /// Where sound is taken.
    pub address: IpAddr,
    /// What others are told, when it is not that.
    pub public: Option<IpAddr>,
    /// The ports, in pairs from an even one.
    pub ports: RangeInclusive<u16>,
    /// Threads.
    pub threads: usize,
}

/// All rooms.
pub struct Plane {
    workers: Vec<threads::Sender<Order>>,
    ports: Arc<Ports>,
    public: IpAddr,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    ring_back: Arc<[Arc<Clip>]>,
    next: AtomicU64,
}

impl Plane {
    /// Starts the threads.
    ///
    /// # Errors
    /// `WL-VOICE-MEDIA` when a thread or its poll cannot be made.
    pub fn open(settings: &PlaneSettings, clock: &Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self, Fault> {
        let mut workers = Vec::new();
        for index in 0..settings.threads.max(1) {
            workers.push(worker::start(index, Arc::clone(clock))?);
        }
        Ok(Self {
            workers,
            ports: Arc::new(Ports::new(settings.address, settings.ports.clone())),
            public: settings.public.unwrap_or(settings.address),
            clock: Arc::clone(clock),
            entropy,
            ring_back: Arc::new([Arc::new(Clip::ring_back())]),
            next: AtomicU64::new(1),
        })
    }

    /// A new room, whose music on hold is `music`, and what happens in it.
    pub fn room(&self, music: Arc<Clip>) -> (Room, mpsc::Receiver<RoomEvent>) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let worker = self.workers[usize::try_from(id).unwrap_or(0) % self.workers.len()].clone();
        let (events, receiver) = mpsc::channel(EVENTS_MAX);
        let room = Room {
            id,
            worker,
            ports: Arc::clone(&self.ports),
            public: self.public,
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        };
        let background = Background { music: Arc::new([music]), ring_back: Arc::clone(&self.ring_back) };
        room.order(Order::Open { room: id, events, background });
        (room, receiver)
    }
}

/// Where the legs of one call meet. Dropped, it closes.
pub struct Room {
    id: u64,
    worker: threads::Sender<Order>,
    ports: Arc<Ports>,
    public: IpAddr,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Room {
    /// Gives a leg its sockets and answers with the address to put into its session.
    ///
    /// # Errors
    /// `WL-VOICE-PORTS` when no pair of ports is free.
    pub fn join(&self, leg: LegId) -> Result<SocketAddr, Fault> {
        let sockets = self.ports.take()?;
        let address = SocketAddr::new(self.public, sockets.port());
        self.order(Order::Join { room: self.id, leg, sockets, ssrc: self.ssrc() });
        Ok(address)
    }

    /// Gives a leg that ends in a browser its sockets and answers with our offer to it.
    ///
    /// # Errors
    /// `WL-VOICE-PORTS` when no pair of ports is free, `WL-VOICE-MEDIA` when the leg cannot be made.
    pub fn join_browser(&self, leg: LegId) -> Result<String, Fault> {
        let sockets = self.ports.take()?;
        let address = SocketAddr::new(self.public, sockets.port());
        let instant = tokio::time::Instant::now().into_std();
        let (peer, offer) = browser::Peer::offer(address, self.clock.now(), instant)?;
        let peer = Box::new(peer);
        self.order(Order::JoinBrowser { room: self.id, leg, sockets, ssrc: self.ssrc(), peer });
        Ok(offer)
    }

    /// The browser answered our offer.
    pub fn accept(&self, leg: LegId, answer: String) {
        self.order(Order::Accept { room: self.id, leg, answer });
    }

    fn ssrc(&self) -> u32 {
        let mut bytes = [0; 4];
        self.entropy.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    /// The leg's sound goes as agreed from now on.
    pub fn agree(&self, leg: LegId, agreed: Agreed) {
        self.order(Order::Agree { room: self.id, leg, agreed: Box::new(agreed) });
    }

    /// The leg is gone; its quality is told.
    pub fn leave(&self, leg: LegId) {
        self.order(Order::Leave { room: self.id, leg });
    }

    /// From now on these hear these.
    pub fn hear(&self, topology: Topology) {
        self.order(Order::Hear { room: self.id, topology });
    }

    /// Says the clips one after the other to those whose ear names the saying.
    pub fn say(&self, play: u32, clips: Vec<Arc<Clip>>) {
        self.order(Order::Say { room: self.id, play, clips: clips.into() });
    }

    /// Stops a saying; its end is not told.
    pub fn stop_saying(&self, play: u32) {
        self.order(Order::StopSaying { room: self.id, play });
    }

    /// Records what the topology taps, in two channels, µ-law samples in turn; chunks of [`RECORD_CHUNK`] bytes
    /// come out until it is stopped. `alone` takes the first leg only: a message.
    pub fn record(&self, recording: u16, alone: bool) -> mpsc::Receiver<Vec<u8>> {
        let (sink, chunks) = mpsc::channel(CHUNKS_MAX);
        self.order(Order::Record { room: self.id, recording, sink, alone });
        chunks
    }

    /// Leaves the recording and recognition silent, or goes on with both.
    pub fn pause(&self, recording: u16, on: bool) {
        self.order(Order::Pause { room: self.id, recording, on });
    }

    /// Closes the recording; what is left comes out and the channel ends.
    pub fn stop_recording(&self, recording: u16) {
        self.order(Order::StopRecording { room: self.id, recording });
    }

    /// Copies what the topology taps to recognition, until the receiver is dropped.
    pub fn fork(&self) -> mpsc::Receiver<Forked> {
        let (sink, pieces) = mpsc::channel(PIECES_MAX);
        self.order(Order::Fork { room: self.id, sink });
        pieces
    }

    /// Whether recognition hears the customer while nobody else does.
    pub fn hear_alone(&self, on: bool) {
        self.order(Order::HearAlone { room: self.id, on });
    }

    fn order(&self, order: Order) {
        // The thread ends only with the process.
        let _ = self.worker.send(order);
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.order(Order::Close { room: self.id });
    }
}
