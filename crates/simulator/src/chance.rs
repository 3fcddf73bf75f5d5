//! Chance from a seed: the few distributions a contact centre needs.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use warmline_base::Millis;

/// A stream of chance; the same seed gives the same draws.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub fn from_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform within (0, 1]: never zero, so its logarithm is finite.
    fn unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// True once in `1 / share`.
    pub fn happens(&mut self, share: f64) -> bool {
        self.unit() <= share
    }

    /// Uniform within `from ..= to` milliseconds.
    pub fn between(&mut self, from: Millis, to: Millis) -> Millis {
        Millis(from.0 + ((to.0 - from.0) as f64 * self.unit()).round() as i64)
    }

    /// Exponential with this mean: patience, and the gaps of a Poisson stream.
    pub fn exponential(&mut self, mean: Millis) -> Millis {
        Millis((-self.unit().ln() * mean.0 as f64).round() as i64)
    }

    /// Lognormal with this mean and coefficient of variation: handling times.
    pub fn lognormal(&mut self, mean: Millis, variation: f64) -> Millis {
        let variance = (1.0 + variation * variation).ln();
        // Box and Muller's transform of two uniforms to one normal draw.
        let normal = (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos();
        let draw = mean.0 as f64 * (normal * variance.sqrt() - variance / 2.0).exp();
        Millis((draw.round() as i64).max(1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_means_come_out_right() {
        let mut chance = Chance::from_seed(3);
        let mean = Millis::seconds(150);
        let average = |draw: &mut dyn FnMut() -> Millis| (0..100_000).map(|_| draw().0).sum::<i64>() / 100_000;
        let patience = average(&mut || chance.exponential(mean));
        assert!((148_000..152_000).contains(&patience), "{patience}");
        let handling = average(&mut || chance.lognormal(mean, 1.16));
        assert!((147_000..153_000).contains(&handling), "{handling}");
    }
}
