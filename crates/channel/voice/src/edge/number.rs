//! Telephone numbers: one form for each, and which of them may be dialled.

use warmline_base::Fault;

/// Digits of the longest number (E.164, section 6.2), with room for a trunk prefix.
const DIGITS_MAX: usize = 18;
/// Most patterns of a plan.
const PATTERNS_MAX: usize = 100;
/// The country whose numbers are written in national form.
const HOME: &str = "86";

/// The national form of a number as a SIP user part or a person wrote it: `+86 139 0000 0000`, `008613900000000`
/// and `13900000000` are one number. A foreign number keeps its `+`.
///
/// `None` for what is no number: `anonymous`, a name, nothing.
pub fn normalise(text: &str) -> Option<String> {
    let user = text.split(';').next().unwrap_or_default();
    let mut digits = String::with_capacity(user.len());
    let mut international = false;
    for (index, letter) in user.trim().chars().enumerate() {
        match letter {
            '+' if index == 0 => international = true,
            '0'..='9' => digits.push(letter),
            ' ' | '-' | '.' | '(' | ')' => {}
            _ => return None,
        }
    }
    if !international && let Some(rest) = digits.strip_prefix("00") {
        digits = rest.to_owned();
        international = true;
    }
    if digits.is_empty() || digits.len() > DIGITS_MAX {
        return None;
    }
    if !international {
        return Some(digits);
    }
    match digits.strip_prefix(HOME) {
        Some(mobile) if mobile.len() == 11 && mobile.starts_with('1') => Some(mobile.to_owned()),
        Some(special) if special.len() <= 6 => Some(special.to_owned()),
        Some(fixed) => Some(format!("0{fixed}")),
        None => Some(format!("+{digits}")),
    }
}

/// Which numbers may be called outside. Empty, it allows none: whoever forgets to write it pays no bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialPlan(Vec<String>);

impl DialPlan {
    /// A plan of patterns, by comma: digits stand for themselves, `X` for any digit, a closing `.` for one or
    /// more further digits.
    ///
    /// # Errors
    /// `WL-VOICE-DIAL-PLAN` for a pattern of other characters, or too many.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let wrong = || {
            Fault::invalid(
                "WL-VOICE-DIAL-PLAN",
                "a dial plan is patterns by comma, of digits, X for any digit and a closing dot: such as 1XXXXXXXXXX,0X.",
            )
        };
        let patterns: Vec<String> =
            text.split(',').map(|pattern| pattern.trim().to_owned()).filter(|pattern| !pattern.is_empty()).collect();
        let fits = |pattern: &String| {
            let body = pattern.strip_suffix('.').unwrap_or(pattern);
            let body = body.strip_prefix('+').unwrap_or(body);
            !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X')
        };
        if patterns.len() > PATTERNS_MAX || !patterns.iter().all(fits) {
            return Err(wrong());
        }
        Ok(Self(patterns))
    }

    /// Whether `number`, in its national form, may be called.
    pub fn allows(&self, number: &str) -> bool {
        self.0.iter().any(|pattern| matches(pattern.as_bytes(), number.as_bytes()))
    }
}

fn matches(pattern: &[u8], number: &[u8]) -> bool {
    match (pattern, number) {
        ([], []) => true,
        ([b'.'], rest) => !rest.is_empty() && rest.len() <= DIGITS_MAX && rest.iter().all(u8::is_ascii_digit),
        ([b'X', pattern @ ..], [digit, number @ ..]) if digit.is_ascii_digit() => matches(pattern, number),
        ([wanted, pattern @ ..], [digit, number @ ..]) if wanted == digit => matches(pattern, number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for text in ["13900000000", "+86 139 0000 0000", "008613900000000", "139-0000-0000;phone-context=+86"] {
            assert_eq!(normalise(text).as_deref(), Some("13900000000"), "{text}");
        }
        assert_eq!(normalise("+861088880000").as_deref(), Some("01088880000"));
        assert_eq!(normalise("+8690588").as_deref(), Some("90588"));
        assert_eq!(normalise("+442079460000").as_deref(), Some("+442079460000"));
        for text in ["anonymous", "", "+", "bob", "12345678901234567890"] {
            assert_eq!(normalise(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_the_plan_names_may_be_called() {
        let plan = DialPlan::parse("1XXXXXXXXXX, 0X., 90588").unwrap();
        for number in ["13900000000", "01088880000", "90588"] {
            assert!(plan.allows(number), "{number}");
        }
        for number in ["1390000000", "139000000000", "+442079460000", "00442079460000000000000", "905880", "", "1X"] {
            assert!(!plan.allows(number), "{number}");
        }
        assert!(!DialPlan::default().allows("13900000000"));
        assert_eq!(DialPlan::parse("1*").unwrap_err().code, "WL-VOICE-DIAL-PLAN");
    }
}
