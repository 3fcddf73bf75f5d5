//! Customers who are called: by the simulated carrier every number leads to one of them.
//!
//! Whoever wished to be called back takes the call and tells the matter; anybody else hears out what the bank has to say.
//! Sometimes a number is busy, and sometimes nobody takes the call, but never the first time, so that whoever tries the
//! demo once talks to somebody. Invariant: every call ends.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use warmline_phone::{Called, Carrier, Phone, Standing};

use super::callers::{ANSWER_WITHIN, take_turns};
use super::calls::{Answers, Calls, ScriptedCall};
use super::chance::Chance;
use super::mouth::{Mouth, mouth};
use super::numbers::{Numbers, Taken};

/// How often a number is busy, and how often nobody takes the call, after the first.
const BUSY: f64 = 0.12;
const NOBODY: f64 = 0.12;
/// How long it rings before somebody takes the call, in seconds.
const RINGS: (f64, f64) = (2.0, 5.0);
/// How long the bank's own words may take before the customer speaks.
const NOTICE_MAX: Duration = Duration::from_secs(12);
/// Turns of a customer whom the bank tells something.
const TURNS_MAX: usize = 8;
/// Between two sentences of one's own, shorter than a silence that ends a turn.
const BREATH: Duration = Duration::from_millis(300);
/// The longest call, and longer than anybody lets it ring.
const CALL_MAX: Duration = Duration::from_secs(420);
/// Numbers remembered as called before; beyond it all are forgotten.
const MET_MAX: usize = 1_000;

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Busy,
    Nobody,
    Taken,
}

/// Answers calls for as long as it runs.
pub async fn answer(mut carrier: Carrier, calls: Arc<Calls>, numbers: Arc<Numbers>, seed: u64) {
    let chance = Chance::of(seed, "called");
    let (mut people, mut met) = (JoinSet::new(), BTreeSet::new());
    for count in 0_u64.. {
        let called = match carrier.next_call().await {
            Ok(called) => called,
            Err(error) => {
                tracing::warn!(%error, "the simulated carrier takes no more calls");
                return;
            }
        };
        while people.try_join_next().is_some() {}
        let fate = fate(&chance, &mut met, called.number());
        let Some(taken) = numbers.take(called.number()).filter(|_| fate != Fate::Busy) else {
            people.spawn(called.refuse("486 Busy Here"));
            continue;
        };
        let expected = fate == Fate::Taken && numbers.was_expected(called.number());
        let customer = Customer {
            matter: calls.from(called.number()).filter(|_| expected),
            answers: calls.answers_of(called.number()),
            chance: Chance::of(seed, &format!("called {count}")),
            _taken: taken,
        };
        people.spawn(async move {
            match timeout(CALL_MAX, customer.hold(called, fate)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "a simulated customer was not reached"),
                Err(_) => tracing::debug!("a simulated customer talked too long"),
            }
        });
    }
}

fn fate(chance: &Chance, met: &mut BTreeSet<String>, number: &str) -> Fate {
    if met.len() >= MET_MAX {
        met.clear();
    }
    let first = met.insert(number.to_owned());
    match (chance.happens(BUSY), chance.happens(NOBODY)) {
        _ if first => Fate::Taken,
        (true, _) => Fate::Busy,
        (false, true) => Fate::Nobody,
        (false, false) => Fate::Taken,
    }
}

/// Whoever is called.
struct Customer {
    /// What it is about, when they wished the call.
    matter: Option<Arc<ScriptedCall>>,
    answers: Arc<Answers>,
    chance: Chance,
    _taken: Taken,
}

impl Customer {
    async fn hold(self, called: Called, fate: Fate) -> anyhow::Result<()> {
        let (mouth, ears) = mouth();
        let (phone, _line) = called.ring(ears).await?;
        phone.until(|standing| standing == Standing::Ringing).await?;
        tokio::select! {
            () = self.talk(&phone, &mouth, fate) => {}
            over = phone.until(|standing| standing == Standing::Over) => drop(over?),
        }
        phone.hang_up().await;
        Ok(())
    }

    async fn talk(&self, phone: &Phone, mouth: &Mouth, fate: Fate) {
        if fate == Fate::Nobody {
            sleep(CALL_MAX).await;
        }
        sleep(Duration::from_secs_f64(self.chance.between(RINGS.0, RINGS.1))).await;
        phone.answer().await;
        // The bank says that it records before anybody is put through.
        mouth.hear_out(NOTICE_MAX).await;
        mouth.say(&self.answers.hello).await;
        match &self.matter {
            Some(matter) => {
                sleep(BREATH).await;
                take_turns(mouth, matter, &self.chance).await;
            }
            None => self.hear_out(mouth).await,
        }
    }

    async fn hear_out(&self, mouth: &Mouth) {
        for turn in 0..TURNS_MAX {
            if !mouth.hear_out(ANSWER_WITHIN).await {
                break;
            }
            mouth.say(if turn == 0 { &self.answers.yes } else { &self.answers.noted }).await;
        }
        mouth.say(&self.answers.goodbye).await;
        sleep(BREATH).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_call_to_a_number_is_taken_and_later_ones_mostly() {
        let (chance, mut met) = (Chance::of(7, "called"), BTreeSet::new());
        assert!((0..50).all(|number| fate(&chance, &mut met, &number.to_string()) == Fate::Taken));
        let later: Vec<Fate> = (0..500).map(|_| fate(&chance, &mut met, "0")).collect();
        for (wanted, from, to) in [(Fate::Busy, 30, 90), (Fate::Nobody, 30, 90), (Fate::Taken, 320, 440)] {
            let count = later.iter().filter(|fate| **fate == wanted).count();
            assert!((from..to).contains(&count), "{wanted:?}: {count}");
        }
    }
}
