//! A simulated colleague's desk phone: answers what rings, talks by turns, and writes the call up.
//!
//! A caller of the script is answered from it. Anybody else who is put through is a visitor of the demo: heard out,
//! thanked, and let go.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use warmline_base::InteractionId;
use warmline_phone::{Phone, Setup, Standing};

use super::Crowd;
use super::calls::{Calls, Clip};
use super::chance::Chance;
use super::conversation::write_up;
use super::doors::Colleague;
use super::mouth::{Mouth, mouth};
use super::script::Side;
use crate::commands::demo::extension_of;
use crate::demo::page::PASSWORD;

/// How long the phone may take to ring after the offer.
const RINGS_WITHIN: Duration = Duration::from_secs(8);
/// How long a caller may think before the colleague goes on.
const TURN_WITHIN: Duration = Duration::from_secs(15);
/// Turns of somebody no script knows.
const TURNS_MAX: usize = 6;
/// How long the caller has to hang up first, in seconds.
const PART: (f64, f64) = (3.0, 5.0);
/// Longer than any call.
const CALL_MAX: Duration = Duration::from_secs(420);
/// Between two sentences of one's own.
const BREATH: Duration = Duration::from_millis(700);

/// A desk phone and whoever holds it.
pub struct DeskPhone {
    phone: Phone,
    mouth: Mouth,
}

impl DeskPhone {
    /// The registered phone of a colleague.
    ///
    /// # Errors
    /// When the telephone refuses it.
    pub async fn plug_in(telephone: SocketAddr, work_number: &str) -> anyhow::Result<Self> {
        let (mouth, ears) = mouth();
        let setup = Setup { server: telephone, user: extension_of(work_number), answers: false };
        let phone = Phone::plug_in(setup, ears).await?;
        phone.register(PASSWORD).await?;
        Ok(Self { phone, mouth })
    }

    /// Takes the call that is being offered, to its end.
    ///
    /// # Errors
    /// When it does not ring, or the house refuses the summary.
    pub async fn take(
        &self,
        crowd: &Crowd,
        colleague: &Colleague,
        chance: &Chance,
        id: InteractionId,
    ) -> anyhow::Result<()> {
        timeout(RINGS_WITHIN, self.phone.until(|standing| standing == Standing::Ringing)).await??;
        sleep(Duration::from_secs_f64(chance.between(0.8, 3.0))).await;
        self.phone.answer().await;
        let scripted = crowd.calls.from(&self.phone.caller());
        let talk = async {
            self.mouth.say(&crowd.calls.greeting).await;
            match &scripted {
                Some(call) => self.follow(&call.turns).await,
                None => self.hear_out(&crowd.calls).await,
            }
            sleep(BREATH).await;
            self.mouth.say(&crowd.calls.goodbye).await;
            sleep(Duration::from_secs_f64(chance.between(PART.0, PART.1))).await;
        };
        let over = self.phone.until(|standing| standing == Standing::Over);
        tokio::select! {
            _ = timeout(CALL_MAX, talk) => self.phone.hang_up().await,
            over = over => drop(over?),
        }
        crowd.pace.wait(chance.between(4.0, 10.0)).await;
        let dialogue = scripted.as_ref().map(|call| &*call.dialogue);
        write_up(crowd, colleague, id, dialogue).await
    }

    async fn follow(&self, turns: &[(Side, Clip)]) {
        let mut spoke = false;
        for (by, clip) in turns {
            if *by == Side::Customer {
                self.mouth.hear_out(TURN_WITHIN).await;
            } else {
                if spoke {
                    sleep(BREATH).await;
                }
                self.mouth.say(clip).await;
            }
            spoke = *by == Side::Agent;
        }
    }

    async fn hear_out(&self, calls: &Calls) {
        for _ in 0..TURNS_MAX {
            if !self.mouth.hear_out(TURN_WITHIN).await {
                return;
            }
            self.mouth.say(&calls.noted).await;
        }
    }
}
