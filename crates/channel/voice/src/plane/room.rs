//! One call's sound: the conference, its legs' sockets, and where the conference's results go.

use std::sync::Arc;

use tokio::sync::mpsc;
use warmline_base::Timestamp;
use warmline_call::{CUSTOMER, Ear, LegId, Topology};
use warmline_media::Frame;
use warmline_media::conference::{self, Conference, Event, Formats, Hearing, Outlet, RecordingId, Take, Taps};
use warmline_media::jitter::Arrival;
use warmline_media::player::{Clip, Ending, Playlist};
use warmline_media::record::Block;
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::Key;
use warmline_wire::sdp::Agreed;

use super::kept::{Fork, Outbox, Recording};
use super::leg::{Behind, Leg, name_of};
use super::{Background, Forked, Quality, RoomEvent};

pub(super) struct Room {
    call: Conference,
    legs: Vec<Leg>,
    events: mpsc::Sender<RoomEvent>,
    background: Background,
    topology: Topology,
    saying: Option<(u32, Arc<[Arc<Clip>]>)>,
    recordings: Vec<Recording>,
    fork: Option<Fork>,
    /// Whether recognition hears the customer while nobody else does.
    alone: bool,
}

impl Room {
    pub(super) fn new(events: mpsc::Sender<RoomEvent>, background: Background) -> Self {
        Self {
            call: Conference::default(),
            legs: Vec::new(),
            events,
            background,
            topology: Topology::default(),
            saying: None,
            recordings: Vec::new(),
            fork: None,
            alone: false,
        }
    }

    pub(super) fn join(&mut self, leg: Leg) {
        self.legs.push(leg);
    }

    /// A telephone's session was agreed.
    pub(super) fn agree(&mut self, id: LegId, agreed: Agreed, now: Timestamp) {
        if let Some(leg) = self.leg(id)
            && let Some(formats) = leg.agree(agreed)
        {
            self.speaks(id, formats, now);
        }
    }

    /// A browser answered our offer.
    pub(super) fn accept(&mut self, id: LegId, answer: &str, now: Timestamp) {
        if let Some(leg) = self.leg(id)
            && let Some(formats) = leg.accept(answer)
        {
            self.speaks(id, formats, now);
        }
    }

    /// From its first session on a leg is in the conference; another session changes what it speaks.
    fn speaks(&mut self, id: LegId, formats: Formats, now: Timestamp) {
        let Some(leg) = self.legs.iter_mut().find(|leg| leg.id == id) else { return };
        let name = name_of(id);
        let done = if leg.is_in {
            self.call.set_formats(name, formats)
        } else {
            self.call.add_leg(name, &leg.setup(formats), now)
        };
        match done {
            Ok(()) => leg.is_in = true,
            Err(fault) => tracing::error!(fault = %fault, "a leg has no place in its call"),
        }
        self.arrange(now);
    }

    pub(super) fn leave(&mut self, id: LegId, now: Timestamp) {
        let Some(index) = self.legs.iter().position(|leg| leg.id == id) else { return };
        let leg = self.legs.swap_remove(index);
        if let Some(report) = self.call.remove_leg(name_of(id), now) {
            let quality = Quality {
                loss: report.loss,
                jitter_ms: report.jitter_ms,
                mos: report.opinion,
                packets: report.expected - report.lost,
                strangers: leg.strangers(),
                far: report.far,
            };
            tell(&self.events, RoomEvent::Quality(id, quality));
        }
        self.arrange(now);
    }

    pub(super) fn hear(&mut self, topology: Topology, now: Timestamp) {
        self.topology = topology;
        self.arrange(now);
    }

    pub(super) fn say(&mut self, play: u32, clips: Arc<[Arc<Clip>]>, now: Timestamp) {
        self.saying = Some((play, clips));
        self.arrange(now);
    }

    pub(super) fn stop_saying(&mut self, play: u32, now: Timestamp) {
        self.saying.take_if(|(known, _)| *known == play);
        self.arrange(now);
    }

    /// Brings the conference in line with what was told: who hears whom, who is played what, whose veil is down.
    fn arrange(&mut self, now: Timestamp) {
        let here = |ids: &[LegId]| -> Vec<conference::LegId> {
            let is_in = |id: &&LegId| self.legs.iter().any(|leg| leg.id == **id && leg.is_in);
            ids.iter().filter(is_in).map(|id| name_of(*id)).collect()
        };
        let mut ears = Vec::with_capacity(self.legs.len());
        for leg in self.legs.iter().filter(|leg| leg.is_in) {
            ears.push(match self.topology.ear(leg.id) {
                Ear::Voices { legs, beeps } => (leg.id, here(legs), Behind::Nothing, *beeps),
                Ear::Music => (leg.id, Vec::new(), Behind::Music, false),
                Ear::RingBack => (leg.id, Vec::new(), Behind::RingBack, false),
                Ear::Silence | Ear::Awaiting | Ear::Saying(_) => (leg.id, Vec::new(), Behind::Nothing, false),
            });
        }
        let hearings: Vec<Hearing<'_>> = ears
            .iter()
            .map(|(leg, voices, behind, beeps)| Hearing {
                leg: name_of(*leg),
                voices,
                background: *behind != Behind::Nothing,
                beeps: *beeps,
            })
            .collect();
        let taps = &self.topology.taps;
        let (customer, others) = (here(&taps.customer), here(&taps.others));
        let mut done = self.call.set_topology(&hearings, Taps { customer: &customer, others: &others });
        for (leg, _, behind, _) in ears {
            done = done.and(self.play(leg, behind));
        }
        if self.legs.iter().any(|leg| leg.id == CUSTOMER && leg.is_in) {
            done = done.and(self.call.set_secret(name_of(CUSTOMER), self.topology.secret, now));
            done = done.and(self.call.set_heard_alone(self.alone.then(|| name_of(CUSTOMER))));
        }
        if let Err(fault) = done {
            tracing::error!(fault = %fault, "a call's sound does not follow its topology");
        }
    }

    /// Plays a leg what it is to hear of sayings and backgrounds.
    fn play(&mut self, id: LegId, behind: Behind) -> Result<(), warmline_base::Fault> {
        let Some(leg) = self.legs.iter_mut().find(|leg| leg.id == id) else { return Ok(()) };
        let name = name_of(id);
        if behind != Behind::Nothing && leg.behind != behind {
            let clips = if behind == Behind::Music { &self.background.music } else { &self.background.ring_back };
            let list = Playlist { clips: Arc::clone(clips), until_key: false, ticket: 0 };
            self.call.set_background(name, Some(list))?;
            leg.behind = behind;
        }
        let said = self.saying.as_ref().filter(|(play, _)| *self.topology.ear(id) == Ear::Saying(*play));
        match said {
            Some((play, clips)) if leg.plays != Some(*play) => {
                leg.plays = Some(*play);
                let list = Playlist { clips: Arc::clone(clips), until_key: false, ticket: u64::from(*play) };
                self.call.play(name, list)
            }
            None if leg.plays.take().is_some() => self.call.stop(name),
            _ => Ok(()),
        }
    }

    pub(super) fn record(&mut self, id: u16, sink: mpsc::Sender<Vec<u8>>, alone: bool) {
        let id = RecordingId(id.into());
        let take = if alone { Take::Leg(name_of(CUSTOMER)) } else { Take::Taps };
        match self.call.start_recording(id, take) {
            Ok(()) => self.recordings.push(Recording::new(id, sink)),
            Err(fault) => tracing::error!(fault = %fault, "a recording cannot begin"),
        }
    }

    pub(super) fn pause(&mut self, id: u16, on: bool) {
        self.call.pause_recording(RecordingId(id.into()), on);
        if let Some(fork) = &mut self.fork {
            fork.rest(on);
        }
    }

    pub(super) fn stop_recording(&mut self, id: u16) {
        let id = RecordingId(id.into());
        // A pause is one of its recording.
        if let Some(fork) = &mut self.fork {
            fork.rest(false);
        }
        if let Some(index) = self.recordings.iter().position(|kept| kept.id == id) {
            let mut recording = self.recordings.swap_remove(index);
            let mut outbox = Outbox::default();
            self.call.stop_recording(id, |block| recording.store(block, &mut outbox));
            recording.hand_on(&mut outbox);
            outbox.empty();
        }
    }

    pub(super) fn fork(&mut self, sink: mpsc::Sender<Forked>) {
        self.fork = Some(Fork::new(sink));
        self.call.set_fork(true);
    }

    pub(super) fn hear_alone(&mut self, on: bool, now: Timestamp) {
        self.alone = on;
        self.arrange(now);
    }

    /// Reads a leg's socket: the one for sound, or the one for reports.
    pub(super) fn read(&mut self, id: LegId, reports: bool, arrival: Arrival) {
        let Some(leg) = self.legs.iter_mut().find(|leg| leg.id == id) else { return };
        if reports {
            leg.read_report(&mut self.call, arrival.at);
        } else {
            leg.read(&mut self.call, arrival);
        }
    }

    /// The next twenty milliseconds of everybody; what is kept or copied of them goes into the outbox.
    pub(super) fn tick(&mut self, now: Timestamp, outbox: &mut Outbox) {
        for leg in &mut self.legs {
            leg.keep_up(&mut self.call, now);
            if leg.is_found_gone() {
                tell(&self.events, RoomEvent::NoSound(leg.id));
            }
        }
        if self.fork.as_ref().is_some_and(Fork::is_over) {
            self.fork = None;
            self.call.set_fork(false);
        }
        let mut results = Results {
            legs: &mut self.legs,
            events: &self.events,
            saying: &mut self.saying,
            recordings: &mut self.recordings,
            fork: self.fork.as_mut(),
            outbox,
            pressed: Vec::new(),
            now,
        };
        self.call.tick(now, &mut results);
        for (leg, key) in results.pressed {
            self.pass_on(leg, key);
        }
    }

    /// What each voice's last packet has to spare at a tick at `now`, microseconds.
    pub(super) fn slacks_micros(&self, now: Timestamp) -> Vec<i64> {
        self.call.slacks_micros(now).collect()
    }

    /// A key of one of ours is for the machine at the other end, such as a branch's menu: whoever hears the leg gets it, if
    /// it takes keys. It is told and kept nowhere, and while a secret is keyed it goes nowhere.
    fn pass_on(&mut self, from: LegId, key: Key) {
        if self.topology.secret {
            return;
        }
        let hears = |ear: &Ear| matches!(ear, Ear::Voices { legs, .. } if legs.contains(&from));
        for hearing in self.topology.hearings.iter().filter(|hearing| hears(&hearing.ear)) {
            // A browser takes none, and a leg without a session has nobody at its end.
            let _ = self.call.press(name_of(hearing.leg), key);
        }
    }

    fn leg(&mut self, id: LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }
}

/// Where a tick's results go.
struct Results<'a> {
    legs: &'a mut [Leg],
    events: &'a mpsc::Sender<RoomEvent>,
    saying: &'a mut Option<(u32, Arc<[Arc<Clip>]>)>,
    recordings: &'a mut [Recording],
    fork: Option<&'a mut Fork>,
    outbox: &'a mut Outbox,
    /// Keys of anybody but the customer.
    pressed: Vec<(LegId, Key)>,
    now: Timestamp,
}

impl Results<'_> {
    fn leg(&mut self, name: conference::LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| name_of(leg.id) == name)
    }
}

impl Outlet for Results<'_> {
    fn send(&mut self, leg: conference::LegId, packet: &Packet<'_>) {
        let now = self.now;
        if let Some(leg) = self.leg(leg) {
            leg.send(packet, now);
        }
    }

    fn tell(&mut self, event: Event) {
        let leg_of = |name: conference::LegId| LegId(name.0 as u16);
        match event {
            Event::Key { leg, key } if leg_of(leg) == CUSTOMER => tell(self.events, RoomEvent::Key(CUSTOMER, key)),
            Event::Key { leg, key } => self.pressed.push((leg_of(leg), key)),
            Event::SecretKey { leg, key } => tell(self.events, RoomEvent::SecretKey(leg_of(leg), key)),
            Event::Quiet { leg } => tell(self.events, RoomEvent::NoSound(leg_of(leg))),
            Event::Played { ticket, ending: Ending::Whole, .. } => {
                // Everybody who hears a saying hears its end in the same tick; it is told once.
                if let Some((play, _)) = self.saying.take_if(|(play, _)| u64::from(*play) == ticket) {
                    tell(self.events, RoomEvent::Said(play));
                }
            }
            Event::Played { .. } | Event::Unveiled { .. } => {}
        }
    }

    fn report(&mut self, leg: conference::LegId, datagram: &[u8]) {
        if let Some(leg) = self.leg(leg) {
            leg.report(datagram);
        }
    }

    fn store(&mut self, id: RecordingId, block: &Block) {
        if let Some(recording) = self.recordings.iter_mut().find(|recording| recording.id == id) {
            recording.store(block, self.outbox);
        }
    }

    fn fork(&mut self, customer: Option<&Frame>, others: Option<&Frame>) {
        if let Some(fork) = &mut self.fork {
            fork.take(customer, others, self.outbox);
        }
    }
}

fn tell(events: &mpsc::Sender<RoomEvent>, event: RoomEvent) {
    if events.try_send(event).is_err() {
        metrics::counter!("warmline_voice_events_dropped_total").increment(1);
    }
}
