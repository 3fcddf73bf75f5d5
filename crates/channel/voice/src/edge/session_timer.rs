//! Session timers (RFC 4028): a call whose other side is gone without a word ends by itself.
//!
//! Pure: who refreshes, how often, and when silence means the end. Sending and sleeping are the caller's.

use std::time::Duration;

/// The shortest interval taken, seconds (RFC 4028, section 5).
pub const MIN_SE: u32 = 90;
/// The interval asked for, seconds.
pub const WISHED: u32 = 1_800;

/// Who keeps the session alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresher {
    /// This side.
    Us,
    /// The other side.
    Them,
}

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimer {
    /// The session interval, seconds.
    pub interval: u32,
    /// Who refreshes.
    pub refresher: Refresher,
}

/// What a request asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The value of `Session-Expires`, as written.
    pub session_expires: Option<String>,
    /// The value of `Min-SE`, seconds.
    pub min_se: Option<u32>,
    /// Whether `Supported` names `timer`.
    pub supported: bool,
}

impl SessionTimer {
    /// What we grant to a request: always a timer, because an abandoned call costs the customer money.
    ///
    /// # Errors
    /// The least interval, for a 422 answer, when the other side asks for a shorter one.
    pub fn grant(asked: &Asked) -> Result<Self, u32> {
        let least = asked.min_se.unwrap_or(MIN_SE).max(MIN_SE);
        let (wished, refresher) = match asked.session_expires.as_deref().map(parse) {
            Some(Some((interval, _))) if interval < MIN_SE => return Err(MIN_SE),
            Some(Some((interval, named))) => (interval.min(WISHED), named),
            _ => (WISHED, None),
        };
        // The one who sent the request is `uac`; without support on their side only we can refresh.
        let them = asked.supported && refresher != Some("uas");
        Ok(Self { interval: wished.max(least), refresher: if them { Refresher::Them } else { Refresher::Us } })
    }

    /// What the other side granted to our request; `None` when it knows no timers: then we refresh alone.
    pub fn granted(session_expires: Option<&str>) -> Self {
        match session_expires.and_then(parse) {
            Some((interval, named)) => {
                let refresher = if named == Some("uas") { Refresher::Them } else { Refresher::Us };
                Self { interval: interval.max(MIN_SE), refresher }
            }
            None => Self { interval: WISHED, refresher: Refresher::Us },
        }
    }

    /// The value of `Session-Expires` in our answer to a request of theirs.
    pub fn in_answer(self) -> String {
        let named = if self.refresher == Refresher::Us { "uas" } else { "uac" };
        format!("{};refresher={named}", self.interval)
    }

    /// The value of `Session-Expires` in a request of ours.
    pub fn in_request(self) -> String {
        let named = if self.refresher == Refresher::Us { "uac" } else { "uas" };
        format!("{};refresher={named}", self.interval)
    }

    /// How long after the last refresh we act: refresh at half the interval, or give up the session shortly
    /// before it is over (RFC 4028, section 10).
    pub const fn act_after(self) -> Duration {
        let interval = self.interval as u64;
        let seconds = match self.refresher {
            Refresher::Us => interval / 2,
            Refresher::Them => interval - if interval / 3 < 32 { interval / 3 } else { 32 },
        };
        Duration::from_secs(seconds)
    }
}

fn parse(value: &str) -> Option<(u32, Option<&str>)> {
    let mut parts = value.split(';').map(str::trim);
    let interval = parts.next()?.parse().ok()?;
    let named = parts.find_map(|part| part.strip_prefix("refresher="));
    Some((interval, named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(session_expires: &str, supported: bool) -> Asked {
        Asked { session_expires: Some(session_expires.into()), min_se: None, supported }
    }

    #[test]
    fn the_one_who_calls_refreshes_unless_it_cannot_or_asks_otherwise() {
        let timer = SessionTimer::grant(&asked("600", true)).unwrap();
        assert_eq!(timer, SessionTimer { interval: 600, refresher: Refresher::Them });
        assert_eq!(timer.in_answer(), "600;refresher=uac");
        assert_eq!(timer.act_after(), Duration::from_secs(568));
        let ours = SessionTimer::grant(&asked("600;refresher=uas", true)).unwrap();
        assert_eq!((ours.refresher, ours.act_after()), (Refresher::Us, Duration::from_secs(300)));
        assert_eq!(SessionTimer::grant(&Asked::default()).unwrap().refresher, Refresher::Us);
    }

    #[test]
    fn too_short_an_interval_is_refused_with_the_least() {
        assert_eq!(SessionTimer::grant(&asked("30", true)), Err(90));
        let picky = Asked { min_se: Some(300), ..asked("120", true) };
        assert_eq!(SessionTimer::grant(&picky).unwrap().interval, 300);
        assert_eq!(SessionTimer::grant(&asked("999999", true)).unwrap().interval, 1_800);
    }

    #[test]
    fn what_they_grant_is_read_from_their_side() {
        assert_eq!(SessionTimer::granted(Some("120;refresher=uas")).refresher, Refresher::Them);
        assert_eq!(SessionTimer::granted(Some("120; refresher=uac")).refresher, Refresher::Us);
        assert_eq!(SessionTimer::granted(None), SessionTimer { interval: 1_800, refresher: Refresher::Us });
        assert_eq!(SessionTimer::granted(Some("nonsense")).interval, 1_800);
    }
}
