//! Customers who call: real telephones on loopback that key through the menus, wait, talk by turns and hang up.
//!
//! Some of those who wait wish to be called back instead, and are at the same number when they are. Invariants: at most
//! [`CALLERS_MAX`] at once, nobody at two telephones; every wait ends. What is heard keeps its own pace, however fast the
//! simulated people live.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use warmline_phone::{Phone, Setup, Standing};

use super::Crowd;
use super::calls::ScriptedCall;
use super::chance::Chance;
use super::mouth::{Mouth, mouth};
use super::numbers::{Numbers, Taken};
use super::script::Side;

/// The mean gap between calls, in seconds; the first comes soon, so that nobody looks at an empty board for long.
const GAP: f64 = 26.0;
const FIRST: f64 = 4.0;
/// The most callers at once.
const CALLERS_MAX: usize = 4;
/// The bank's number.
const BANK: &str = "90588";
/// How long greeting and notice take, before keys count; and how long a caller thinks over a menu, in seconds.
const NOTICE: (f64, f64) = (11.0, 14.0);
const MENU: (f64, f64) = (4.0, 7.0);
/// After the last key the bank says where the call goes.
const LED_ON: Duration = Duration::from_secs(5);
/// How long callers wait for a person at least, and the mean of what is above that, in seconds.
const PATIENCE: (f64, f64) = (45.0, 90.0);
/// The share of callers who wish to be called back rather than wait, and how long they wait before that, in seconds.
const CALL_ME: f64 = 0.3;
const CALL_ME_AFTER: (f64, f64) = (15.0, 30.0);
/// The share of callers who stay to say how it was, and how soon they are asked when the agent has said good-bye.
const RATES: f64 = 0.4;
const ASKED_WITHIN: Duration = Duration::from_secs(15);
/// How long the promise of a call back is listened to.
const PROMISED_WITHIN: Duration = Duration::from_secs(20);
/// How long a caller waits for an answer before going on.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(12);
/// The longest call.
const CALL_MAX: Duration = Duration::from_secs(420);
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// Lets callers call for as long as it runs.
pub async fn run(crowd: Arc<Crowd>, telephone: SocketAddr) {
    let chance = Chance::of(crowd.seed, "calls");
    let mut calls = JoinSet::new();
    for number in 0_u64.. {
        crowd.pace.wait(if number == 0 { FIRST } else { chance.exponential(GAP) }).await;
        while calls.try_join_next().is_some() {}
        let call = Arc::clone(chance.pick(&crowd.calls.all));
        if calls.len() >= CALLERS_MAX {
            continue;
        }
        let Some(taken) = crowd.numbers.take(&call.from) else { continue };
        let (numbers, chance) = (Arc::clone(&crowd.numbers), Chance::of(crowd.seed, &format!("caller {number}")));
        calls.spawn(async move {
            match timeout(CALL_MAX, place(telephone, &call, &chance, &numbers, taken)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(number, %error, "a simulated caller did not get through"),
                Err(_) => tracing::debug!(number, "a simulated caller talked too long"),
            }
        });
    }
}

/// One call, from dialling to hanging up.
async fn place(
    telephone: SocketAddr,
    call: &ScriptedCall,
    chance: &Chance,
    numbers: &Numbers,
    _taken: Taken,
) -> anyhow::Result<()> {
    let (mouth, ears) = mouth();
    let phone = Phone::plug_in(Setup { server: telephone, user: call.from.clone(), answers: false }, ears).await?;
    timeout(ANSWERED_WITHIN, phone.reach(BANK)).await??;
    tokio::select! {
        () = talk(&phone, &mouth, call, chance, numbers) => {}
        over = phone.until(|standing| standing == Standing::Over) => drop(over?),
    }
    phone.hang_up().await;
    Ok(())
}

async fn talk(phone: &Phone, mouth: &Mouth, call: &ScriptedCall, chance: &Chance, numbers: &Numbers) {
    for (place, key) in call.keys.chars().enumerate() {
        let (from, to) = if place == 0 { NOTICE } else { MENU };
        sleep(Duration::from_secs_f64(chance.between(from, to))).await;
        phone.press(key).await;
    }
    sleep(LED_ON).await;
    // While there is music nobody listens; when it is quiet somebody does.
    let calls_me = chance.happens(CALL_ME);
    let seconds = match calls_me {
        true => chance.between(CALL_ME_AFTER.0, CALL_ME_AFTER.1),
        false => PATIENCE.0 + chance.exponential(PATIENCE.1),
    };
    if !mouth.hush(Duration::from_secs_f64(seconds)).await {
        if calls_me {
            numbers.expect_call(&call.from);
            phone.press('1').await;
            // The bank hangs up when it has promised.
            sleep(PROMISED_WITHIN).await;
        }
        return;
    }
    take_turns(mouth, call, chance).await;
    // Whoever stays on the line is asked how it was.
    if chance.happens(RATES) && mouth.hear_out(ASKED_WITHIN).await {
        phone.press(char::from_digit(call.dialogue.rating.friendly.into(), 10).unwrap_or('5')).await;
        mouth.hear_out(ANSWER_WITHIN).await;
    }
}

/// Says what the script has for the customer, and hears the rest.
pub(super) async fn take_turns(mouth: &Mouth, call: &ScriptedCall, chance: &Chance) {
    for (place, (by, clip)) in call.turns.iter().enumerate() {
        if *by == Side::Agent {
            // Two answers in a row are heard as one.
            if call.turns.get(place + 1).is_none_or(|(next, _)| *next == Side::Customer) {
                mouth.hear_out(ANSWER_WITHIN).await;
            }
        } else {
            sleep(Duration::from_secs_f64(chance.between(0.2, 0.9))).await;
            mouth.say(clip).await;
        }
    }
    mouth.hear_out(ANSWER_WITHIN).await;
    sleep(Duration::from_secs_f64(chance.between(0.5, 2.0))).await;
}
