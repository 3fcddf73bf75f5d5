//! Customers come: a Poisson stream whose rate rises and falls gently.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Crowd;
use super::chance::Chance;
use super::customer::{Customer, Intention};
use super::script::Dialogue;

/// The mean gap between customers, in seconds.
const GAP: f64 = 7.0;
/// The first customers come this many times as fast, so that nobody looks at an empty board for long.
const RUSH: f64 = 3.0;
const RUSH_CUSTOMERS: u64 = 6;
/// The rate rises and falls by this share,
const WAVE: f64 = 0.4;
/// within this many seconds: a small day.
const DAY: f64 = 1_200.0;
/// The most customers at once.
const CUSTOMERS_MAX: usize = 25;
/// Customers of the sandbox bank, from C001 on.
const KNOWN: u32 = 18;
/// The share of customers who come signed in when their dialogue leaves it open.
const SIGNED_IN: f64 = 0.4;
/// The share of customers who speak English.
const ENGLISH: f64 = 0.05;

/// Lets customers in for as long as it runs.
pub async fn run(crowd: Arc<Crowd>) {
    let chance = Chance::of(crowd.seed, "arrivals");
    let begun = Instant::now();
    let mut inside = JoinSet::new();
    let names = Arc::new(Mutex::new(BTreeSet::new()));
    for number in 0_u64.. {
        let hour = crowd.pace.seconds(begun.elapsed()) / DAY;
        let rush = if number < RUSH_CUSTOMERS { RUSH } else { 1.0 };
        let rate = rush * (1.0 + WAVE * (hour * std::f64::consts::TAU).sin());
        crowd.pace.wait(chance.exponential(GAP / rate)).await;
        while inside.try_join_next().is_some() {}
        if inside.len() < CUSTOMERS_MAX {
            inside.spawn(visit(Arc::clone(&crowd), Arc::clone(&names), number));
        }
    }
}

/// The bank's customers who are inside now: nobody comes twice at once.
type Names = Arc<Mutex<BTreeSet<String>>>;

async fn visit(crowd: Arc<Crowd>, names: Names, number: u64) {
    let chance = Chance::of(crowd.seed, &format!("customer {number}"));
    let dialogue = choose(&crowd, &chance);
    let name = name(&chance, &dialogue).filter(|code| inside(&names).insert(code.clone()));
    let intention = Intention::of(&chance);
    let visited = async {
        let customer = Customer::enter(&crowd.doors, crowd.pace, chance, &dialogue, name.as_deref()).await?;
        customer.talk(intention).await
    };
    if let Err(error) = visited.await {
        tracing::debug!(number, %error, "a simulated customer went away");
    }
    if let Some(code) = name {
        inside(&names).remove(&code);
    }
}

fn inside(names: &Names) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
    names.lock().expect("no holder of the names panics")
}

fn choose(crowd: &Crowd, chance: &Chance) -> Arc<Dialogue> {
    let english = chance.happens(ENGLISH);
    let spoken: Vec<_> = crowd.script.dialogues().iter().filter(|one| one.is_english() == english).collect();
    Arc::clone(*chance.pick::<&Arc<Dialogue>>(&spoken))
}

fn name(chance: &Chance, dialogue: &Dialogue) -> Option<String> {
    let signed_in = chance.happens(SIGNED_IN);
    let number = chance.between(0.5, f64::from(KNOWN) + 0.49).round();
    dialogue.customer.clone().or_else(|| signed_in.then(|| format!("C{number:03}")))
}
