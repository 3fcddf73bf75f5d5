//! What is measured, and how a figure is printed.

/// Prints one figure: its name, its value and its unit.
pub fn print(name: &str, value: f64, unit: &str) {
    println!("{name} {} {unit}", rounded(value));
}

fn rounded(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

/// Times between two moments, in microseconds.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<u32>);

impl Times {
    /// Takes one more.
    pub fn take(&mut self, micros: u128) {
        self.0.push(u32::try_from(micros).unwrap_or(u32::MAX));
    }

    /// Takes those of another.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time below which `share` (0 to 1) of them lie, in milliseconds (nearest rank); 0 for none.
    pub fn quantile(&mut self, share: f64) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        self.0.sort_unstable();
        let rank = (share * self.0.len() as f64).ceil() as usize;
        f64::from(self.0[rank.clamp(1, self.0.len()) - 1]) / 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_nearest_rank() {
        let mut times = Times::default();
        for millis in (1..=100).rev() {
            times.take(millis * 1_000);
        }
        assert_eq!((times.quantile(0.5), times.quantile(0.99), times.quantile(1.0)), (50.0, 99.0, 100.0));
    }

    #[test]
    fn figures_keep_three_digits() {
        assert_eq!((rounded(0.1234), rounded(12.34), rounded(1_234.4)), ("0.123".into(), "12.3".into(), "1234".into()));
    }
}
