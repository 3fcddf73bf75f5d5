//! Which customer is at a telephone, and which expects to be called.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

/// The customers' numbers.
#[derive(Default)]
pub struct Numbers {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    taken: BTreeSet<String>,
    expecting: BTreeSet<String>,
}

/// A number that is in use until this is dropped.
pub struct Taken {
    state: Arc<Mutex<State>>,
    number: String,
}

impl Numbers {
    /// Takes a number into use; nothing when it is busy.
    pub fn take(&self, number: &str) -> Option<Taken> {
        let free = locked(&self.state).taken.insert(number.to_owned());
        free.then(|| Taken { state: Arc::clone(&self.state), number: number.to_owned() })
    }

    /// Whoever has this number waits to be called.
    pub fn expect_call(&self, number: &str) {
        locked(&self.state).expecting.insert(number.to_owned());
    }

    /// Whether a call to this number was waited for; it no longer is.
    pub fn was_expected(&self, number: &str) -> bool {
        locked(&self.state).expecting.remove(number)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        locked(&self.state).taken.remove(&self.number);
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no holder of the numbers panics")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_busy_until_it_is_let_go_and_a_call_is_expected_once() {
        let numbers = Numbers::default();
        let taken = numbers.take("14000000001");
        assert!(taken.is_some() && numbers.take("14000000001").is_none() && numbers.take("14000000002").is_some());
        drop(taken);
        assert!(numbers.take("14000000001").is_some());
        numbers.expect_call("14000000001");
        assert!(numbers.was_expected("14000000001") && !numbers.was_expected("14000000001"));
    }
}
