//! Chance and pace as values: what a simulated person does next, and how soon.
//!
//! Invariant: the same seed and the same person give the same draws, whoever else is there.

use std::time::Duration;

use uuid::Uuid;
use warmline_base::{Entropy, SeededEntropy};
use warmline_wire::chat::ClientId;

/// One person's own stream of chance.
pub struct Chance(SeededEntropy);

impl Chance {
    /// The stream of this person; of a longer name the first 24 bytes count.
    pub fn of(seed: u64, person: &str) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        for (place, letter) in bytes[8..].iter_mut().zip(person.bytes()) {
            *place = letter;
        }
        Self(SeededEntropy::from_seed(bytes))
    }

    /// Uniform within (0, 1]: never zero, so its logarithm is finite.
    fn unit(&self) -> f64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        ((u64::from_le_bytes(bytes) >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn happens(&self, share: f64) -> bool {
        self.unit() <= share
    }

    /// Uniform within `from ..= to`.
    pub fn between(&self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.unit()
    }

    /// Exponential with this mean: the gaps of a Poisson stream, and patience.
    pub fn exponential(&self, mean: f64) -> f64 {
        -self.unit().ln() * mean
    }

    /// One of `choices`, each as likely.
    ///
    /// # Panics
    /// When there is nothing to choose from.
    pub fn pick<'a, T>(&self, choices: &'a [T]) -> &'a T {
        let last = choices.len().checked_sub(1).expect("something to choose from");
        &choices[((self.unit() * choices.len() as f64) as usize).min(last)]
    }

    /// An id for a message of one's own.
    pub fn client_id(&self) -> ClientId {
        let mut bytes = [0; 16];
        self.0.fill(&mut bytes);
        ClientId(Uuid::from_bytes(bytes))
    }
}

/// How fast the simulated people live: 1 is as people do.
#[derive(Clone, Copy, Debug)]
pub struct Pace(f64);

impl Pace {
    /// So many times as fast as people; at least a hundredth.
    pub fn times(factor: f64) -> Self {
        Self(factor.max(0.01))
    }

    /// How long this many of the people's seconds are; never negative.
    pub fn span(self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds.max(0.0) / self.0)
    }

    /// How many of the people's seconds this is.
    pub fn seconds(self, span: Duration) -> f64 {
        span.as_secs_f64() * self.0
    }

    /// Waits this many of the people's seconds.
    pub async fn wait(self, seconds: f64) {
        tokio::time::sleep(self.span(seconds)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_draws_the_same_again_and_others_draw_otherwise() {
        let draws = |seed, person| Chance::of(seed, person).client_id();
        assert_eq!(draws(7, "S003"), draws(7, "S003"));
        assert_ne!(draws(7, "S003"), draws(7, "S004"));
        assert_ne!(draws(7, "S003"), draws(8, "S003"));
    }

    #[test]
    fn draws_stay_within_their_bounds_and_means() {
        let chance = Chance::of(1, "bounds");
        let mut seen = [false; 3];
        for _ in 0..1_000 {
            assert!((2.0..=5.0).contains(&chance.between(2.0, 5.0)));
            seen[*chance.pick(&[0_usize, 1, 2])] = true;
        }
        assert_eq!(seen, [true; 3]);
        let mean = (0..20_000).map(|_| chance.exponential(8.0)).sum::<f64>() / 20_000.0;
        assert!((7.7..8.3).contains(&mean), "{mean}");
    }
}
