//! Whose turn it is: the rooms of a thread, and at which of the ten beats of 20 ms each ticks.
//!
//! A room begins at a beat that spreads rooms evenly. Once voices are heard in it, it is moved a beat at a time to where
//! what came lies shortest until it is heard: just after the voice that the longest silence of packets follows. A beat
//! that has far more than its share takes no more, because whoever ticks last is late.

use rustc_hash::FxHashMap;
use warmline_base::Timestamp;
use warmline_media::FRAME_MICROS;
use warmline_media::jitter::SPARE_MICROS;

/// From one beat to the next, microseconds.
pub(super) const BEAT: i64 = 2_000;
/// Beats of 20 ms.
const TURNS: usize = (FRAME_MICROS / BEAT) as usize;
/// Ticks after which a room's place is looked at: 320 ms, so that a far end meets 2 ms of jitter at most three times a
/// second.
const LOOK_EVERY: u32 = 16;
/// What it must have more where a room is moved to, so that it is not moved back for nothing.
const SETTLED: i64 = 1_000;
/// A beat takes no more rooms than twice its share and so many.
const CROWD: usize = 8;

struct Placed<R> {
    room: R,
    turn: usize,
    ticked: Timestamp,
    ticks: u32,
}

/// The rooms of a thread.
pub(super) struct Turns<R> {
    rooms: FxHashMap<u64, Placed<R>>,
    turns: [Vec<u64>; TURNS],
}

impl<R> Default for Turns<R> {
    fn default() -> Self {
        Self { rooms: FxHashMap::default(), turns: Default::default() }
    }
}

impl<R> Turns<R> {
    pub(super) fn is_empty(&self) -> bool {
        self.rooms.is_empty()
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut R> {
        self.rooms.get_mut(&id).map(|placed| &mut placed.room)
    }

    pub(super) fn insert(&mut self, id: u64, room: R) {
        let turn = first_turn(id);
        self.turns[turn].push(id);
        self.rooms.insert(id, Placed { room, turn, ticked: Timestamp(0), ticks: 0 });
    }

    pub(super) fn remove(&mut self, id: u64) {
        if let Some(placed) = self.rooms.remove(&id) {
            self.turns[placed.turn].retain(|known| *known != id);
        }
    }

    /// Ticks the rooms whose turn is at `beat`; `slacks` says what each voice in a room had to spare, microseconds.
    pub(super) fn tick(&mut self, beat: Timestamp, mut tick: impl FnMut(&mut R), slacks: impl Fn(&R) -> Vec<i64>) {
        let turn = (beat.0 / BEAT).unsigned_abs() as usize % TURNS;
        let mut moves = Vec::new();
        for id in &self.turns[turn] {
            let Some(placed) = self.rooms.get_mut(id) else { continue };
            // It was moved here from the beat before, where it has ticked.
            if beat.0 - placed.ticked.0 < FRAME_MICROS / 2 {
                continue;
            }
            tick(&mut placed.room);
            (placed.ticked, placed.ticks) = (beat, placed.ticks.wrapping_add(1));
            if placed.ticks.is_multiple_of(LOOK_EVERY) {
                match lean(&slacks(&placed.room)) {
                    0 => {}
                    lean => moves.push((*id, lean)),
                }
            }
        }
        for (id, lean) in moves {
            self.shift(id, lean);
        }
    }

    fn shift(&mut self, id: u64, lean: i64) {
        let most = 2 * self.rooms.len() / TURNS + CROWD;
        let Some(placed) = self.rooms.get_mut(&id) else { return };
        let to = (placed.turn as i64 + lean).rem_euclid(TURNS as i64) as usize;
        if self.turns[to].len() < most {
            self.turns[placed.turn].retain(|known| *known != id);
            self.turns[to].push(id);
            placed.turn = to;
        }
    }
}

/// Where a room begins: spread evenly whatever numbers one thread gets (Fibonacci hashing).
const fn first_turn(room: u64) -> usize {
    (room.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % TURNS
}

/// Which way a tick is better moved by a beat: 1 later, -1 earlier, 0 when it is well where it is. `slacks` is what each
/// voice's last packet has to spare at the tick now, microseconds; the worst counts.
fn lean(slacks: &[i64]) -> i64 {
    let worst = |beats: i64, spare: i64| {
        slacks.iter().map(|slack| (slack + beats * BEAT - spare).rem_euclid(FRAME_MICROS)).max().unwrap_or(0)
    };
    let elsewhere = (1..=TURNS as i64 / 2).flat_map(|beats| [beats, -beats]);
    let best = elsewhere.map(|beats| (worst(beats, SPARE_MICROS + SETTLED), beats)).min_by_key(|(worst, _)| *worst);
    match best {
        Some((there, beats)) if worst(0, SPARE_MICROS) - there >= BEAT => beats.signum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slacks once nothing is gained by moving on, and how many beats it took.
    fn settled(mut slacks: Vec<i64>) -> (Vec<i64>, usize) {
        for beats in 0..TURNS {
            match lean(&slacks) {
                0 => return (slacks, beats),
                lean => slacks.iter_mut().for_each(|slack| *slack = (*slack + lean * BEAT).rem_euclid(FRAME_MICROS)),
            }
        }
        panic!("it goes round and round: {slacks:?}");
    }

    /// Rooms that hear one voice each, whose packets come this long after the full 20 ms; ticks them for ten seconds and
    /// answers with when each ticked.
    fn ticked(phases: &[i64]) -> Vec<Vec<i64>> {
        let mut turns = Turns::default();
        for id in 0..phases.len() {
            turns.insert(id as u64, id);
        }
        let mut ticks = vec![Vec::new(); phases.len()];
        for beat in 1..=10_000_000 / BEAT {
            let beat = beat * BEAT;
            let slacks = |id: &usize| vec![(beat - phases[*id]).rem_euclid(FRAME_MICROS)];
            turns.tick(Timestamp(beat), |id| ticks[*id].push(beat), slacks);
        }
        ticks
    }

    #[test]
    fn a_room_that_is_moved_ticks_two_milliseconds_earlier_or_later_and_leaves_no_tick_out() {
        let phases: Vec<i64> = (0..40).map(|room| room * 500).collect();
        for (ticks, phase) in ticked(&phases).into_iter().zip(phases) {
            assert!((499..=501).contains(&ticks.len()), "{phase}: {} ticks", ticks.len());
            for pair in ticks.windows(2) {
                let apart = pair[1] - pair[0];
                assert!((FRAME_MICROS - BEAT..=FRAME_MICROS + BEAT).contains(&apart), "{phase}: {apart}");
            }
            let spare = (ticks[ticks.len() - 1] - phase).rem_euclid(FRAME_MICROS);
            assert!((SPARE_MICROS..SPARE_MICROS + SETTLED + BEAT).contains(&spare), "{phase}: {spare} to spare");
        }
    }

    #[test]
    fn rooms_that_all_lean_to_one_beat_do_not_all_get_there() {
        let last: Vec<i64> = ticked(&[0; 200]).iter().map(|ticks| ticks[ticks.len() - 1] % FRAME_MICROS).collect();
        for beat in (0..FRAME_MICROS).step_by(BEAT as usize) {
            let crowd = last.iter().filter(|at| **at == beat).count();
            assert!(crowd <= 2 * 200 / TURNS + CROWD, "{crowd} rooms tick at {beat}");
        }
    }

    #[test]
    fn one_voice_is_heard_as_soon_as_it_came() {
        assert_eq!(lean(&[]), 0, "where nobody is heard nothing moves");
        for slack in (0..FRAME_MICROS).step_by(100) {
            let (slacks, beats) = settled(vec![slack]);
            assert!((SPARE_MICROS..SPARE_MICROS + SETTLED + BEAT).contains(&slacks[0]), "{slack}: {slacks:?}");
            assert!(beats <= TURNS / 2, "{slack}: {beats} beats");
        }
    }

    #[test]
    fn of_two_voices_none_waits_for_longer_than_half_a_packet_more() {
        for one in (0..FRAME_MICROS).step_by(500) {
            for other in (0..FRAME_MICROS).step_by(500) {
                let (slacks, _) = settled(vec![one, other]);
                let most = FRAME_MICROS / 2 + SPARE_MICROS + SETTLED + BEAT;
                assert!(slacks.iter().all(|slack| (SPARE_MICROS..=most).contains(slack)), "{one} {other}: {slacks:?}");
            }
        }
    }
}
