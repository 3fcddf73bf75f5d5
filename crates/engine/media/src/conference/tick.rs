//! What happens every 20 ms.

use warmline_base::Timestamp;

use super::leg::Leg;
use super::{Conference, Event, Outlet};
use crate::mix::{LEGS, Mixer, Set, add};
use crate::player::{Cue, Ending};
use crate::{FRAME, Frame, g711};

/// Frames of a beep.
const BEEP_FRAMES: u8 = 4;
/// One period of 500 Hz; a frame holds ten.
const BEEP: [i16; 16] =
    [0, 918, 1_697, 2_217, 2_400, 2_217, 1_697, 918, 0, -918, -1_697, -2_217, -2_400, -2_217, -1_697, -918];

impl Conference {
    /// One beat: every leg's next frame is taken, and every leg sent what it hears. To be called every 20 ms
    /// with the instant at which the beat is due. The beat may be moved by little at a time, to where less lies waiting
    /// ([`Conference::slacks_micros`]).
    pub fn tick(&mut self, now: Timestamp, outlet: &mut impl Outlet) {
        let mut frames = [[0; FRAME]; LEGS];
        let (mut sounding, mut veiled): (Set, bool) = (0, false);
        for (place, leg) in self.legs.iter_mut().enumerate() {
            let Some(leg) = leg else { continue };
            if leg.pull(now, &mut frames[place]) {
                sounding |= 1 << place;
            }
            // Asked before it may be lifted, so that what was pulled under the veil stays under it.
            veiled |= leg.is_veiled();
            if tell(leg, now, outlet) {
                self.beep = BEEP_FRAMES;
            }
        }
        let mut mixer = Mixer::new(&frames, self.speaking & sounding);
        let beeping = self.beep > 0;
        self.beep = self.beep.saturating_sub(1);
        for leg in self.legs.iter_mut().flatten() {
            speak(leg, &mut mixer, sounding, beeping, outlet);
            let id = leg.id;
            leg.report(now, |report| outlet.report(id, report));
        }
        if self.keeps() {
            self.keep(&mut mixer, if veiled { 0 } else { sounding }, outlet);
        }
    }
}

/// Tells what happened to a leg; whether a key of a secret was pressed.
fn tell(leg: &mut Leg, now: Timestamp, outlet: &mut impl Outlet) -> bool {
    let id = leg.id;
    let secret = leg.is_veiled();
    let mut keyed = false;
    while let Some(key) = leg.next_key() {
        keyed = true;
        outlet.tell(if secret { Event::SecretKey { leg: id, key } } else { Event::Key { leg: id, key } });
    }
    if let Some((ticket, ending)) = leg.ended.take() {
        outlet.tell(Event::Played { leg: id, ticket, ending });
    }
    if leg.falls_quiet(now) {
        outlet.tell(Event::Quiet { leg: id });
    }
    if leg.lift_veil(now) {
        outlet.tell(Event::Unveiled { leg: id });
    }
    keyed && secret
}

/// Sends a leg the voices it hears, and what it is played.
fn speak(leg: &mut Leg, mixer: &mut Mixer<'_>, sounding: Set, beeping: bool, outlet: &mut impl Outlet) {
    let (mut room, mut beep) = ([0; FRAME], [0; FRAME]);
    let mut voice = mixer.hear(leg.hears & sounding, &mut room);
    if beeping && leg.beeps {
        beep.iter_mut().zip(BEEP.iter().cycle()).for_each(|(sample, tone)| *sample = *tone);
        voice.inspect(|voice| add(&mut beep, voice));
        voice = Some(&beep);
    }
    let id = leg.id;
    if leg.player.is_idle() {
        put(leg, voice, None, outlet);
        return;
    }
    let mut player = std::mem::take(&mut leg.player);
    let ended = player.step(leg.background, |cue| put(leg, voice, cue, outlet));
    leg.player = player;
    if let Some(ticket) = ended {
        outlet.tell(Event::Played { leg: id, ticket, ending: Ending::Whole });
    }
}

/// Sends one frame; what is played alone goes out as it was encoded once for all.
fn put(leg: &mut Leg, voice: Option<&Frame>, cue: Option<Cue<'_>>, outlet: &mut impl Outlet) {
    let (id, codec) = (leg.id, leg.formats.codec);
    let mut code = [0; FRAME];
    let payload = match (voice, cue) {
        (None, None) => g711::silent(codec),
        (None, Some(cue)) => cue.encoded(codec),
        (Some(voice), None) => {
            g711::encode(codec, voice, &mut code);
            &code
        }
        (Some(voice), Some(cue)) => {
            let mut heard = [0; FRAME];
            cue.decode(&mut heard);
            add(&mut heard, voice);
            g711::encode(codec, &heard, &mut code);
            &code
        }
    };
    leg.send(payload, |packet| outlet.send(id, packet));
}
