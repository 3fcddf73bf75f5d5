//! One call: its legs, who hears whom, and what every 20 ms brings.
//!
//! [`Conference::hear`] takes packets as they come; [`Conference::tick`] gives each leg its packet, the
//! recorder its frame and recognition its copy. Who hears whom is told as a whole by
//! [`Conference::set_topology`]: for each leg the legs it hears. Hold, mute, listening, whispering and barging
//! are nothing else, and nothing here decides them.
//!
//! While a leg is *veiled*, because a secret is being keyed, its sound is silence to everybody whatever the
//! topology says, recording and recognition get silence for the whole call, and its keys go out as secret
//! ones. The veil is lifted only when the sound still under way from that time has been played and no key is
//! held down.
//!
//! Invariants: eight legs at most; no tick and no packet allocates; what is heard and what is recorded is of
//! the same tick, so both channels are aligned. The instants given must be of one clock that never steps
//! back. Deliberately absent: why somebody hears somebody.

mod keep;
mod leg;
mod outlet;
mod report;
mod rtcp;
mod tick;

pub use outlet::{Event, Outlet};
pub use report::LegReport;
pub use rtcp::{FarReport, REPORT_EVERY};

use warmline_base::{Fault, Timestamp};
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::Key;
use warmline_wire::sdp::{Agreed, Codec, Receive};

use crate::jitter::Arrival;
use crate::mix::{LEGS, Set};
use crate::player::{Ending, Playlist};
use keep::{RECORDINGS, Recording};
use leg::Leg;

/// A leg, by the caller's own number; unique within its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId(pub u32);

/// What one leg hears.
#[derive(Clone, Copy, Debug)]
pub struct Hearing<'a> {
    /// The leg.
    pub leg: LegId,
    /// Whose voices; itself, if named, is passed over.
    pub voices: &'a [LegId],
    /// Whether the lane behind its prompts is played: music, or the tone of a phone that rings elsewhere.
    pub background: bool,
    /// Whether it hears a beep for each key of a secret.
    pub beeps: bool,
}

/// What recording and recognition take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taps<'a> {
    /// First channel.
    pub customer: &'a [LegId],
    /// Second channel.
    pub others: &'a [LegId],
}

/// What a recording holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Take {
    /// What the taps name, in two channels.
    #[default]
    Taps,
    /// One leg alone, on the first channel: a message that is left.
    Leg(LegId),
}

/// A recording, by the caller's own number; unique within its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordingId(pub u32);

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
    /// Whether the other end is to send; an end we have put on hold may not.
    pub receiving: bool,
}

impl From<&Agreed> for Formats {
    fn from(agreed: &Agreed) -> Self {
        let Agreed { codec, send, send_event, receive, direction, .. } = *agreed;
        Self { codec, send, send_event, receive, sending: direction.sends(), receiving: direction.receives() }
    }
}

/// A leg that joins.
#[derive(Clone, Copy, Debug)]
pub struct LegSetup {
    /// What it speaks.
    pub formats: Formats,
    /// Our source on this leg; from chance.
    pub ssrc: u32,
    /// Our first sequence number; from chance.
    pub sequence: u16,
    /// Our first timestamp; from chance.
    pub timestamp: u32,
    /// Whether we report to the other end how it is heard (RTCP); not where the door's encryption does.
    pub reports: bool,
}

/// A call.
#[derive(Debug, Default)]
pub struct Conference {
    legs: [Option<Box<Leg>>; LEGS],
    /// Whose voice anybody hears.
    speaking: Set,
    taps: (Set, Set),
    recordings: [Option<Box<Recording>>; RECORDINGS],
    forked: bool,
    /// Whom recognition hears when the taps name nobody.
    alone: Set,
    /// Frames of a beep still to come.
    beep: u8,
}

impl Conference {
    /// A leg joins. It hears nobody and is heard by nobody until the topology names it.
    ///
    /// # Errors
    /// `WL-MEDIA-FULL` when eight are there, `WL-MEDIA-LEG` when the number is taken.
    pub fn add_leg(&mut self, id: LegId, setup: &LegSetup, now: Timestamp) -> Result<(), Fault> {
        if self.find(id).is_some() {
            return Err(Fault::conflict(
                "WL-MEDIA-LEG",
                "a leg of this number is in the call: give the new one another",
            ));
        }
        let free = self.legs.iter_mut().find(|leg| leg.is_none()).ok_or_else(|| {
            Fault::conflict("WL-MEDIA-FULL", "eight legs are in the call: let one leave before another joins")
        })?;
        *free = Some(Box::new(Leg::new(id, setup, now)));
        Ok(())
    }

    /// A leg leaves; returns what is known of it, nothing when it was not there.
    pub fn remove_leg(&mut self, id: LegId, now: Timestamp) -> Option<LegReport> {
        let report = self.report(id, now)?;
        let place = self.find(id)?;
        self.legs[place] = None;
        // The place may be taken by a leg nobody was meant to hear.
        let stays = !(1 << place);
        self.speaking &= stays;
        self.taps = (self.taps.0 & stays, self.taps.1 & stays);
        self.alone &= stays;
        self.legs.iter_mut().flatten().for_each(|leg| leg.hears &= stays);
        Some(report)
    }

    /// From now on these hear these; a leg that is not named hears nobody.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG` when one that is named is not there; then nothing changes.
    pub fn set_topology(&mut self, hearings: &[Hearing<'_>], taps: Taps<'_>) -> Result<(), Fault> {
        let named = hearings.iter().flat_map(|hearing| hearing.voices.iter().chain([&hearing.leg]));
        self.set_of(named.copied())?;
        let tapped = (self.set_of(taps.customer.iter().copied())?, self.set_of(taps.others.iter().copied())?);
        self.taps = tapped;
        for leg in self.legs.iter_mut().flatten() {
            (leg.hears, leg.background, leg.beeps) = (0, false, false);
        }
        self.speaking = 0;
        for hearing in hearings {
            let voices = self.set_of(hearing.voices.iter().copied().filter(|voice| *voice != hearing.leg))?;
            self.speaking |= voices;
            if let Some(leg) = self.leg_mut(hearing.leg) {
                (leg.hears, leg.background, leg.beeps) = (voices, hearing.background, hearing.beeps);
            }
        }
        Ok(())
    }

    /// The places of these legs.
    fn set_of(&self, ids: impl Iterator<Item = LegId>) -> Result<Set, Fault> {
        let mut set = 0;
        for id in ids {
            set |= 1 << self.find(id).ok_or_else(no_leg)?;
        }
        Ok(set)
    }

    /// Takes in a packet of a leg; one of a leg that is not there is dropped.
    pub fn hear(&mut self, id: LegId, packet: &Packet<'_>, arrival: impl Into<Arrival>) {
        if let Some(leg) = self.leg_mut(id) {
            leg.hear(packet, arrival.into());
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

    /// What is played behind to a leg, again and again, where its hearing has a background; nothing for
    /// silence.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn set_background(&mut self, id: LegId, list: Option<Playlist>) -> Result<(), Fault> {
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

    /// Whom recognition hears on the first channel while the taps name nobody: a customer in the menu or the queue, whom
    /// nobody hears and no recording takes.
    ///
    /// # Errors
    /// `WL-MEDIA-LEG`.
    pub fn set_heard_alone(&mut self, leg: Option<LegId>) -> Result<(), Fault> {
        self.alone = self.set_of(leg.into_iter())?;
        Ok(())
    }

    /// Whether recognition gets a copy of every frame.
    pub const fn set_fork(&mut self, forked: bool) {
        self.forked = forked;
    }

    /// What each voice that somebody hears will have lain here by a tick at `now`, as [`Buffer::slack_micros`] says it.
    ///
    /// [`Buffer::slack_micros`]: crate::jitter::Buffer::slack_micros
    pub fn slacks_micros(&self, now: Timestamp) -> impl Iterator<Item = i64> {
        let heard = self.legs.iter().enumerate().filter(|(place, _)| self.speaking & (1 << place) != 0);
        heard.filter_map(move |(_, leg)| leg.as_ref()?.buffer.slack_micros(now))
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
