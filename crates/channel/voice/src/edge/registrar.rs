//! Where desk phones are to be reached, as they told us (RFC 3261, section 10).
//!
//! In memory: a phone registers again within [`EXPIRES_MAX`], so a restart forgets for minutes at most. Bounded
//! by the accounts there are and [`PLACES_MAX`] places for each. Deliberately absent: proof (the challenger's)
//! and sending.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use warmline_base::{Millis, Timestamp};

/// The shortest time a phone may ask for, seconds.
pub const EXPIRES_MIN: u32 = 60;
/// The longest time granted, seconds; also what is granted when nothing was asked for.
pub const EXPIRES_MAX: u32 = 300;
/// Places of one account; a further one takes the room of the one that expires first.
const PLACES_MAX: usize = 3;

/// Where one phone is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<A> {
    /// The address it gave, as it wrote it.
    pub contact: String,
    /// Where its requests come from: what is sent there passes its router.
    pub address: A,
    /// Until when.
    pub until: Timestamp,
}

/// The phones that can be rung.
#[derive(Debug)]
pub struct Registrar<A>(Mutex<BTreeMap<String, Vec<Place<A>>>>);

impl<A> Default for Registrar<A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<A: Clone> Registrar<A> {
    /// Takes a place in, or takes it out when `seconds` is 0. Answers whether the account can be rung now.
    pub fn set(&self, extension: &str, contact: &str, address: A, seconds: u32, now: Timestamp) -> bool {
        let mut accounts = self.0.lock();
        let places = accounts.entry(extension.to_owned()).or_default();
        places.retain(|place| place.until > now && place.contact != contact);
        if seconds > 0 {
            if places.len() >= PLACES_MAX {
                let first = (0..places.len()).min_by_key(|index| places[*index].until).unwrap_or(0);
                places.remove(first);
            }
            let until = now.plus(Millis::seconds(i64::from(seconds)));
            places.push(Place { contact: contact.to_owned(), address, until });
        }
        let reachable = !places.is_empty();
        if !reachable {
            accounts.remove(extension);
        }
        reachable
    }

    /// Takes out every place of an account.
    pub fn clear(&self, extension: &str) {
        self.0.lock().remove(extension);
    }

    /// Where the account was last heard of; `None` when it cannot be rung.
    pub fn find(&self, extension: &str, now: Timestamp) -> Option<Place<A>> {
        let accounts = self.0.lock();
        accounts.get(extension)?.iter().filter(|place| place.until > now).max_by_key(|place| place.until).cloned()
    }

    /// Every place of the account, for the answer to its registration.
    pub fn places(&self, extension: &str, now: Timestamp) -> Vec<Place<A>> {
        let accounts = self.0.lock();
        accounts
            .get(extension)
            .map(|places| places.iter().filter(|place| place.until > now).cloned().collect())
            .unwrap_or_default()
    }

    /// Forgets places whose time is up, and answers with the accounts that cannot be rung any more.
    pub fn expire(&self, now: Timestamp) -> Vec<String> {
        let mut accounts = self.0.lock();
        let mut gone = Vec::new();
        accounts.retain(|extension, places| {
            places.retain(|place| place.until > now);
            if places.is_empty() {
                gone.push(extension.clone());
            }
            !places.is_empty()
        });
        gone
    }
}

/// The time granted for a wish in seconds; `Err` with the least there is when it is too short.
pub fn granted(wished: Option<u32>) -> Result<u32, u32> {
    match wished {
        None => Ok(EXPIRES_MAX),
        Some(0) => Ok(0),
        Some(short) if short < EXPIRES_MIN => Err(EXPIRES_MIN),
        Some(long) => Ok(long.min(EXPIRES_MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn after(seconds: i64) -> Timestamp {
        NOW.plus(Millis::seconds(seconds))
    }

    #[test]
    fn a_phone_is_reached_where_it_last_registered_until_its_time_is_up() {
        let registrar = Registrar::default();
        assert!(registrar.set("8001", "sip:a", 1, 60, NOW));
        assert!(registrar.set("8001", "sip:b", 2, 120, after(1)));
        assert_eq!(registrar.find("8001", after(2)).map(|place| place.address), Some(2));
        assert!(registrar.set("8001", "sip:b", 2, 0, after(3)), "the other place is still there");
        assert_eq!(registrar.find("8001", after(4)).map(|place| place.address), Some(1));
        assert_eq!(registrar.find("8001", after(61)), None);
        assert_eq!(registrar.expire(after(61)), ["8001"]);
        assert!(registrar.expire(after(62)).is_empty());
    }

    #[test]
    fn one_account_holds_no_more_than_three_places() {
        let registrar = Registrar::default();
        for index in 0..20_u32 {
            registrar.set("8001", &format!("sip:{index}"), index, 60 + index, NOW);
        }
        let mut held: Vec<u32> = registrar.places("8001", NOW).into_iter().map(|place| place.address).collect();
        held.sort_unstable();
        assert_eq!(held, [17, 18, 19]);
    }

    #[test]
    fn times_are_granted_within_limits() {
        assert_eq!(granted(None), Ok(300));
        assert_eq!(granted(Some(0)), Ok(0));
        assert_eq!(granted(Some(5)), Err(60));
        assert_eq!(granted(Some(90)), Ok(90));
        assert_eq!(granted(Some(86_400)), Ok(300));
    }
}
