//! Adding voices: each listener hears a set of them, as bits.
//!
//! Two voices, which is nearly every call, are heard without adding anything: each side gets the other's
//! frame as it is. Where more than two speak they are summed once, and a listener's set is that sum less
//! what is not in it: their own voice, as a rule. So n listeners cost n additions, not n². What is too loud
//! is cut off, never wrapped.

use crate::{FRAME, Frame};

/// The most legs of one call.
pub const LEGS: usize = 8;

/// A set of legs, one bit for each place.
pub type Set = u8;

/// The voices of one tick.
pub struct Mixer<'a> {
    frames: &'a [Frame; LEGS],
    /// Whom the sum holds.
    of: Set,
    /// The sum, when it was needed already.
    sum: Option<[i32; FRAME]>,
}

impl<'a> Mixer<'a> {
    /// Voices of which those on the `floor` are summed when several are wanted.
    pub const fn new(frames: &'a [Frame; LEGS], floor: Set) -> Self {
        Self { frames, of: floor, sum: None }
    }

    /// What is heard of `voices`; nothing when there are none. `room` may be used.
    pub fn hear<'b>(&mut self, voices: Set, room: &'b mut Frame) -> Option<&'b Frame>
    where
        'a: 'b,
    {
        let mut places = places(voices);
        match (places.next(), places.next(), places.next()) {
            (None, ..) => None,
            (Some(only), None, _) => Some(&self.frames[only]),
            (Some(one), Some(other), None) => {
                *room = self.frames[one];
                add(room, &self.frames[other]);
                Some(room)
            }
            _ => {
                self.several(voices, room);
                Some(room)
            }
        }
    }

    fn several(&mut self, voices: Set, room: &mut Frame) {
        let (frames, of) = (self.frames, self.of);
        let sum = self.sum.get_or_insert_with(|| {
            let mut sum = [0; FRAME];
            for place in places(of) {
                sum.iter_mut().zip(&frames[place]).for_each(|(sum, sample)| *sum += i32::from(*sample));
            }
            sum
        });
        let mut rest = *sum;
        for place in places(of & !voices) {
            rest.iter_mut().zip(&frames[place]).for_each(|(rest, sample)| *rest -= i32::from(*sample));
        }
        for place in places(voices & !of) {
            rest.iter_mut().zip(&frames[place]).for_each(|(rest, sample)| *rest += i32::from(*sample));
        }
        room.iter_mut().zip(&rest).for_each(|(out, sum)| *out = (*sum).clamp(-0x8000, 0x7fff) as i16);
    }
}

/// Adds `other` to `frame`, cutting off what is too loud.
pub fn add(frame: &mut Frame, other: &Frame) {
    frame.iter_mut().zip(other).for_each(|(sample, other)| *sample = sample.saturating_add(*other));
}

fn places(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(place)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_listener_hears_the_sum_of_their_voices(
            values in proptest::array::uniform8(any::<i16>()), floor: u8, sets in proptest::collection::vec(any::<u8>(), 1..8)
        ) {
            let frames = values.map(|value| [value; FRAME]);
            let mut mixer = Mixer::new(&frames, floor);
            for voices in sets {
                let expected: i32 = places(voices).map(|place| i32::from(values[place])).sum();
                let expected = expected.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
                let mut room = [1; FRAME];
                match mixer.hear(voices, &mut room) {
                    None => prop_assert_eq!(voices, 0),
                    Some(heard) => prop_assert_eq!(heard, &[expected; FRAME]),
                }
            }
        }
    }
}
