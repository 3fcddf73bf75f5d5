//! What happens every 20 ms.

use warmline_base::Timestamp;

use super::leg::Leg;
use super::{Conference, Event, Outlet, Role, Seat};
use crate::mix::{LEGS, Mixer, Set, add};
use crate::player::Ending;
use crate::{FRAME, Frame, g711};

/// What is spoken to a customer from files in this tick, for the recording.
#[derive(Default)]
struct Spoken {
    frame: Option<Frame>,
}

impl Conference {
    /// One beat: every leg's next frame is taken, and every leg sent what it hears. To be called every 20 ms
    /// with the instant at which the beat is due.
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
            tell_keys(leg, now, outlet);
        }
        let mut mixer = Mixer::new(&frames, self.floor & sounding);
        let mut spoken = Spoken::default();
        let keeps = self.recorder.is_some() || self.forked;
        for (place, leg) in self.legs.iter_mut().enumerate() {
            let Some(leg) = leg else { continue };
            let wanted = if keeps && leg.role == Role::Customer { Some(&mut spoken) } else { None };
            speak(leg, &mut mixer, self.hears[place] & sounding, wanted, outlet);
        }
        if keeps {
            self.keep(&mut mixer, sounding, veiled, spoken, outlet);
        }
    }

    /// Gives recorder and recognition their frames.
    fn keep(&mut self, mixer: &mut Mixer<'_>, sounding: Set, veiled: bool, spoken: Spoken, outlet: &mut impl Outlet) {
        let (mut one, mut other) = ([0; FRAME], [0; FRAME]);
        let heard = if veiled { 0 } else { self.floor & sounding };
        let customer = mixer.hear(heard & self.customers, &mut one);
        let mut others = mixer.hear(heard & !self.customers, &mut other);
        let mut with_prompt;
        if let Some(prompt) = spoken.frame.filter(|_| !veiled) {
            with_prompt = prompt;
            if let Some(others) = others {
                add(&mut with_prompt, others);
            }
            others = Some(&with_prompt);
        }
        if let Some(recorder) = &mut self.recorder
            && let Some(block) = recorder.record(customer, others)
        {
            outlet.store(block);
        }
        if self.forked {
            outlet.fork(customer, others);
        }
    }
}

fn tell_keys(leg: &mut Leg, now: Timestamp, outlet: &mut impl Outlet) {
    let id = leg.id;
    let secret = leg.is_veiled();
    while let Some(key) = leg.next_key() {
        outlet.tell(if secret { Event::SecretKey { leg: id, key } } else { Event::Key { leg: id, key } });
    }
    if let Some((ticket, ending)) = leg.ended.take() {
        outlet.tell(Event::Played { leg: id, ticket, ending });
    }
    if leg.lift_veil(now) {
        outlet.tell(Event::Unveiled { leg: id });
    }
}

/// Sends a leg the voices it hears, and what it is played.
fn speak(leg: &mut Leg, mixer: &mut Mixer<'_>, voices: Set, wanted: Option<&mut Spoken>, outlet: &mut impl Outlet) {
    let (mut room, mut code) = ([0; FRAME], [0; FRAME]);
    let codec = leg.formats.codec;
    let voice = mixer.hear(voices, &mut room);
    let id = leg.id;
    if leg.player.is_idle() {
        let payload = match voice {
            None => g711::silent(codec),
            Some(voice) => {
                g711::encode(codec, voice, &mut code);
                &code
            }
        };
        leg.send(payload, |packet| outlet.send(id, packet));
        return;
    }
    let mut player = std::mem::take(&mut leg.player);
    let ended = player.step(leg.place.seat == Seat::Held, |cue| {
        let payload = match (voice, cue) {
            (None, None) => g711::silent(codec),
            (None, Some(cue)) => cue.encoded(codec),
            (Some(voice), cue) => {
                let mut heard = *voice;
                if let Some(cue) = cue {
                    let mut prompt = [0; FRAME];
                    cue.decode(&mut prompt);
                    add(&mut heard, &prompt);
                }
                g711::encode(codec, &heard, &mut code);
                &code
            }
        };
        if let (Some(spoken), Some(cue)) = (wanted, cue.filter(|cue| cue.is_prompt)) {
            cue.decode(spoken.frame.get_or_insert([0; FRAME]));
        }
        leg.send(payload, |packet| outlet.send(id, packet));
    });
    leg.player = player;
    if let Some(ticket) = ended {
        outlet.tell(Event::Played { leg: id, ticket, ending: Ending::Whole });
    }
}
