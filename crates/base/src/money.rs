//! Money in whole fen (1/100 yuan); never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in fen. Shown as yuan with two places: `Fen(2_865_000)` is `28,650.00`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yuan = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::with_capacity(yuan.len() + yuan.len() / 3);
        for (index, digit) in yuan.chars().enumerate() {
            if index > 0 && (yuan.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{grouped}.{:02}", self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Fen;

    #[test]
    fn fen_show_as_yuan() {
        assert_eq!(Fen(2_865_000).to_string(), "28,650.00");
        assert_eq!(Fen(-5).to_string(), "-0.05");
        assert_eq!(Fen(100_000_000).to_string(), "1,000,000.00");
    }
}
