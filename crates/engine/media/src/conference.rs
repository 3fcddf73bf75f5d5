//! One call: its legs, who hears whom, and what every 20 ms brings.
//!
//! [`Conference::hear`] takes packets as they come; [`Conference::tick`] gives each leg its packet, the
//! recorder its frame and recognition its copy. Who sits where is told by [`Conference::seat`]; nothing here
//! decides it. A leg is on the floor, held with music, listening, or whispering to one other leg.
//!
//! While a leg is *veiled*, because a secret is being keyed, its sound is silence to everybody, recording and
//! recognition get silence for the whole call, and its keys go out as secret ones. The veil is lifted only
//! when the sound still under way from that time has been played and no key is held down.
//!
//! Invariants: eight legs at most; no tick and no packet allocates; a frame that is heard by others was heard
//! in the same tick by the recorder, so that its channels are aligned.

mod leg;
mod outlet;
mod report;
mod tick;

pub use outlet::{Event, Outlet};
pub use report::LegReport;

use warmline_base::{Fault, Timestamp};
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::Key;
use warmline_wire::sdp::{Agreed, Codec, Receive};

use crate::mix::{LEGS, Set};
use crate::player::{Ending, Playlist};
use crate::record::{Block, Recorder};
use leg::Leg;

/// A leg, by the caller's own number; unique within its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId(pub u32);

/// Whose leg it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The bank's customer: the first channel of the recording.
    Customer,
    /// Who serves them.
    Agent,
    /// Who was brought in: a second agent, a manager, an outside line.
    Third,
    /// Who listens or helps.
    Supervisor,
}

/// Where a leg sits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Seat {
    /// Talks with everybody on the floor. A supervisor who barges in sits here.
    #[default]
    Floor,
    /// Hears music, and is heard by nobody.
    Held,
    /// Hears the floor, and is heard by nobody.
    Listening,
    /// Hears the floor, and is heard by one leg alone.
    Whispering {
        /// Who hears it.
        to: LegId,
    },
}

/// A leg's place in the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Where it sits.
    pub seat: Seat,
    /// Whether what it says is silence to everybody, the recording too.
    pub muted: bool,
}

/// What a leg speaks, as negotiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formats {
    /// What we send.
    pub codec: Codec,
    /// By which payload type.
    pub send: u8,
    /// By which payload type we send keys; nothing when the other end takes none.
    pub send_event: Option<u8>,
    /// What comes by which payload type.
    pub receive: Receive,
    /// Whether we send at all; not to an end that has put us on hold.
    pub sending: bool,
}

impl From<&Agreed> for Formats {
    fn from(agreed: &Agreed) -> Self {
        let Agreed { codec, send, send_event, receive, direction, .. } = *agreed;
        Self { codec, send, send_event, receive, sending: direction.sends() }
    }
}

/// A leg that joins.
#[derive(Clone, Copy, Debug)]
pub struct LegSetup {
    /// Whose it is.
    pub role: Role,
    /// Where it sits from the beginning.
    pub place: Place,
    /// What it speaks.
    pub formats: Formats,
    /// Our source on this leg; from chance.
    pub ssrc: u32,
    /// Our first sequence number; from chance.
    pub sequence: u16,
    /// Our first timestamp; from chance.
    pub timestamp: u32,
}

/// A call.
#[derive(Debug, Default)]
pub struct Conference {
    legs: [Option<Box<Leg>>; LEGS],
    /// Whom each place can hear.
    hears: [Set; LEGS],
    /// Who speaks to everybody.
    floor: Set,
    customers: Set,
    recorder: Option<Box<Recorder>>,
    forked: bool,
}

impl Conference {
    /// A leg joins.
    ///
    /// # Errors
    /// `WL-MEDIA-FULL` when eight are there, `WL-MEDIA-LEG` when the number is taken or whom it whispers to
    /// is not there.
    pub fn add_leg(&mut self, id: LegId, setup: &LegSetup) -> Result<(), Fault> {
        if self.find(id).is_some() {
            return Err(Fault::conflict(
                "WL-MEDIA-LEG",
                "a leg of this number is in the call: give the new one another",
            ));
        }
        self.check(setup.place)?;
        let free = self.legs.iter_mut().find(|leg| leg.is_none()).ok_or_else(|| {
            Fault::conflict("WL-MEDIA-FULL", "eight legs are in the call: let one leave before another joins")
        })?;
        *free = Some(Box::new(Leg::new(id, setup)));
        self.arrange();
        Ok(())
    }

    /// A leg leaves; returns what is known of it, nothing when it was not there. Whoever whispered to it
    /// listens from now on.
    pub fn remove_leg(&mut self, id: LegId, now: Timestamp) -> Option<LegReport> {
        let report = self.report(id, now)?;
        let place = self.find(id)?;
        self.legs[place] = None;
        for leg in self.legs.iter_mut().flatten() {
            if leg.place.seat == (Seat::Whispering { to: id }) {
                leg.place.seat = Seat::Listening;
            }
        }
        self.arrange();
        Some(report)
    }

    /// Seats legs anew, all at once; those not named stay where they are.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG` when one of them, or whom it whispers to, is not there; then nobody moves.
    pub fn seat(&mut self, places: &[(LegId, Place)]) -> Result<(), Fault> {
        for (id, place) in places {
            self.find(*id).ok_or_else(no_leg)?;
            self.check(*place)?;
        }
        for (id, place) in places {
            if let Some(leg) = self.leg_mut(*id) {
                leg.place = *place;
            }
        }
        self.arrange();
        Ok(())
    }

    fn check(&self, place: Place) -> Result<(), Fault> {
        match place.seat {
            Seat::Whispering { to } if self.find(to).is_none() => Err(no_leg()),
            _ => Ok(()),
        }
    }

    /// Works out who can hear whom.
    fn arrange(&mut self) {
        let set_of = |test: &dyn Fn(&Leg) -> bool| -> Set {
            let places = self.legs.iter().enumerate();
            places
                .filter(|(_, leg)| leg.as_ref().is_some_and(|leg| test(leg)))
                .fold(0, |set, (place, _)| set | 1 << place)
        };
        let floor = set_of(&|leg| leg.place.seat == Seat::Floor);
        let customers = set_of(&|leg| leg.role == Role::Customer);
        let mut hears = [0; LEGS];
        for (place, leg) in self.legs.iter().enumerate() {
            let Some(leg) = leg else { continue };
            let whispers = set_of(&|other| other.place.seat == Seat::Whispering { to: leg.id });
            hears[place] = match leg.place.seat {
                Seat::Floor => floor & !(1 << place) | whispers,
                Seat::Held => 0,
                Seat::Listening | Seat::Whispering { .. } => floor,
            };
        }
        (self.floor, self.customers, self.hears) = (floor, customers, hears);
    }

    /// Takes in a packet of a leg; one of a leg that is not there is dropped.
    pub fn hear(&mut self, id: LegId, packet: &Packet<'_>, now: Timestamp) {
        if let Some(leg) = self.leg_mut(id) {
            leg.hear(packet, now);
        }
    }

    /// What a leg speaks changed by a new negotiation.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn set_formats(&mut self, id: LegId, formats: Formats) -> Result<(), Fault> {
        self.leg_mut(id).ok_or_else(no_leg)?.formats = formats;
        Ok(())
    }

    /// Veils a leg while a secret is keyed, or begins to lift its veil.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn set_secret(&mut self, id: LegId, secret: bool, now: Timestamp) -> Result<(), Fault> {
        self.leg_mut(id).ok_or_else(no_leg)?.set_secret(secret, now);
        Ok(())
    }

    /// Plays a list to a leg, in place of one that plays.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn play(&mut self, id: LegId, list: Playlist) -> Result<(), Fault> {
        let leg = self.leg_mut(id).ok_or_else(no_leg)?;
        let replaced = leg.player.play(list);
        leg.ended = leg.ended.or(replaced.map(|ticket| (ticket, Ending::Stopped)));
        Ok(())
    }

    /// Stops what plays to a leg.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn stop(&mut self, id: LegId) -> Result<(), Fault> {
        let leg = self.leg_mut(id).ok_or_else(no_leg)?;
        let stopped = leg.player.stop();
        leg.ended = leg.ended.or(stopped.map(|ticket| (ticket, Ending::Stopped)));
        Ok(())
    }

    /// What a leg hears while it is held, again and again; nothing for silence.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn set_music(&mut self, id: LegId, list: Option<Playlist>) -> Result<(), Fault> {
        self.leg_mut(id).ok_or_else(no_leg)?.player.play_behind(list);
        Ok(())
    }

    /// Presses a key at the other end of a leg.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`, or `WL-MEDIA-KEYS` when the other end takes no events or too many wait.
    pub fn press(&mut self, id: LegId, key: Key) -> Result<(), Fault> {
        let leg = self.leg_mut(id).ok_or_else(no_leg)?;
        if leg.formats.send_event.is_some() && leg.sender.press(key) {
            return Ok(());
        }
        Err(Fault::conflict("WL-MEDIA-KEYS", "the other end takes no keys now: wait for those under way, or say it"))
    }

    /// Begins to record.
    pub fn start_recording(&mut self) {
        self.recorder.get_or_insert_default();
    }

    /// Silences the recording, or ends that.
    pub fn pause_recording(&mut self, paused: bool) {
        if let Some(recorder) = &mut self.recorder {
            recorder.pause(paused);
        }
    }

    /// Ends recording; calls `rest` with the last block when it is not full.
    pub fn stop_recording(&mut self, rest: impl FnOnce(&Block)) {
        if let Some(recorder) = self.recorder.take()
            && let Some(block) = recorder.rest()
        {
            rest(block);
        }
    }

    /// Whether recognition gets a copy of every frame.
    pub const fn set_fork(&mut self, forked: bool) {
        self.forked = forked;
    }

    /// Whether nobody is in the call.
    pub fn is_empty(&self) -> bool {
        self.legs.iter().all(Option::is_none)
    }

    fn find(&self, id: LegId) -> Option<usize> {
        self.legs.iter().position(|leg| leg.as_ref().is_some_and(|leg| leg.id == id))
    }

    fn leg(&self, id: LegId) -> Option<&Leg> {
        self.legs.iter().flatten().find(|leg| leg.id == id).map(Box::as_ref)
    }

    fn leg_mut(&mut self, id: LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().flatten().find(|leg| leg.id == id).map(Box::as_mut)
    }
}

fn no_leg() -> Fault {
    Fault::not_found("WL-MEDIA-LEG", "no leg of this number is in the call: add it first")
}
