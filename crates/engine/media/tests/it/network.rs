//! A telephone and the network between it and us, from one seed: what tests send and when it arrives.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use warmline_base::Timestamp;
use warmline_media::jitter::{Buffer, Played};
use warmline_media::{FRAME, FRAME_MICROS, Frame, g711};
use warmline_wire::rtp::Packet;
use warmline_wire::sdp::Codec;

/// One datagram under way.
#[derive(Clone, Debug)]
pub struct Datagram {
    pub arrival: i64,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: Vec<u8>,
}

impl Datagram {
    pub fn packet(&self) -> Packet<'_> {
        Packet::new(8, self.sequence, self.timestamp, self.ssrc, &self.payload)
    }
}

/// A seeded source of chance.
pub struct Chance(ChaCha8Rng);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// 0 to 1, without 1.
    pub fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }
}

/// Packets of `samples` each, sent at the sender's pace, which is `ppm` millionths faster than ours. What
/// arrives when is decided afterwards by changing `arrival`, and by leaving packets out.
pub fn send(sound: &[i16], samples: usize, ppm: f64) -> Vec<Datagram> {
    let mut payload = vec![0; samples];
    let pieces = sound.chunks_exact(samples).enumerate();
    pieces
        .map(|(index, piece)| {
            g711::encode(Codec::Pcma, piece, &mut payload);
            // A packet leaves when its last sample was spoken.
            let spoken = ((index + 1) * samples) as f64 * 125.0 / (1.0 + ppm * 1e-6);
            Datagram {
                arrival: 1_000_000 + spoken as i64,
                sequence: (index as u16).wrapping_add(65_500),
                timestamp: ((index * samples) as u32).wrapping_add(u32::MAX - 4_000),
                ssrc: 77,
                payload: payload.clone(),
            }
        })
        .collect()
}

/// Plays datagrams through a buffer at our pace until `seconds` have gone by; calls `each` after a frame.
pub fn play(
    mut datagrams: Vec<Datagram>,
    seconds: f64,
    mut each: impl FnMut(&Buffer, Timestamp, Played, &Frame),
) -> Buffer {
    datagrams.sort_by_key(|datagram| datagram.arrival);
    let mut waiting = datagrams.iter().peekable();
    let mut buffer = Buffer::default();
    let mut frame = [0; FRAME];
    for tick in 0..(seconds * 50.0) as i64 {
        // Seven milliseconds beside the sender's own beat.
        let now = Timestamp(1_007_000 + tick * FRAME_MICROS);
        while let Some(datagram) = waiting.next_if(|datagram| datagram.arrival <= now.0) {
            let arrived = Timestamp(datagram.arrival);
            if let Some(admitted) = buffer.admit(&datagram.packet(), arrived) {
                buffer.store(admitted, Codec::Pcma, &datagram.payload, arrived);
            }
        }
        let played = buffer.pull(now, &mut frame);
        each(&buffer, now, played, &frame);
    }
    buffer
}
