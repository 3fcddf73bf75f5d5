//! What a call decided, carried out: for the rest of the house, which hears it in tasks of its own so that no call
//! waits for a commit.

use std::sync::Arc;

use warmline_base::{AgentId, Millis, OfferId};
use warmline_call::{Cause, Command, HouseCommand, Keyed, Number, Progress, Requeue};
use warmline_contract::LineKept;

use super::flow::{Chosen, MESSAGE, Next, choice_id};
use super::line::{Input, Line};
use super::memory;

/// What is shorter holds no words.
const MESSAGE_MIN: Millis = Millis::seconds(1);

impl Line {
    pub(super) fn tell_house(&mut self, command: HouseCommand) {
        match command {
            HouseCommand::Said => {
                if let Some(next) = self.talk.done_saying() {
                    self.later(next);
                }
            }
            HouseCommand::Keyed(keyed) => self.keyed(&keyed),
            HouseCommand::MessageTaken { recording, length } => self.message_taken(recording, length),
            HouseCommand::SelfService { name } if &*name == MESSAGE => {
                let take = self.talk.message_instead();
                self.later(take);
            }
            HouseCommand::CallbackWished => self.wish_callback(),
            HouseCommand::OfferAnswered { offer, agent } => self.took(offer, agent),
            HouseCommand::OfferRefused { offer, agent, cause } => self.declined(offer, agent, cause),
            HouseCommand::Enqueue { why, .. } => self.requeue(why),
            HouseCommand::AgentDone { agent } if !self.ended => self.agent_done(agent),
            HouseCommand::Reached { .. } => self.reached(),
            HouseCommand::NotReached { cause, attempt, again_after } => self.not_reached(cause, attempt, again_after),
            // A call of an agent's own has no flow.
            HouseCommand::FlowResumes if self.out.is_some_and(|out| out.attempt == 0) => {
                self.later(Command::End { by: None });
            }
            HouseCommand::FlowResumes => {
                if let Some(end) = self.talk.resume() {
                    self.later(end);
                }
            }
            HouseCommand::ServedBy { agent, .. } => self.served(agent),
            HouseCommand::End { cause, .. } => self.over(cause),
            HouseCommand::LockCallback { agent, window } => self.keep_line(agent, window),
            HouseCommand::AgentDone { .. }
            | HouseCommand::SecretResult { .. }
            | HouseCommand::SelfService { .. }
            | HouseCommand::TransferToAgent { .. }
            | HouseCommand::TransferToQueue { .. }
            | HouseCommand::Parked { .. }
            | HouseCommand::ConsultFailed { .. }
            | HouseCommand::HoldReminder { .. } => {}
        }
    }

    fn keyed(&mut self, keyed: &Keyed) {
        let digits = match keyed {
            Keyed::Digits(digits) => Some(digits.expose()),
            Keyed::Nothing => None,
        };
        match self.talk.keyed(digits) {
            Next::Again(ask) => self.later(ask),
            Next::Tell(Chosen::CallBack) => self.wish_callback(),
            Next::Tell(Chosen::Rating(points)) => self.rate(points),
            Next::Tell(chosen) => self.choose(chosen),
            Next::Nothing => {}
        }
    }

    fn choose(&mut self, chosen: Chosen) {
        self.choices += 1;
        let id = choice_id(warmline_base::TypedId::uuid(self.interaction), self.choices);
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            let reception = &exchange.parts.house.reception;
            let done = match chosen {
                Chosen::Option(option) => reception.choose(interaction, id, option).await.map(drop),
                Chosen::Person | Chosen::CallBack | Chosen::Rating(_) => reception.want_person(interaction).await,
            };
            if let Err(fault) = done {
                tracing::warn!(interaction = %interaction, fault = %fault, "a choice was not taken");
            }
        });
    }

    /// A message is kept when it holds words, and nobody took the call meanwhile.
    fn message_taken(&mut self, recording: u16, length: Millis) {
        if length < MESSAGE_MIN || self.call.serving().is_some() {
            return;
        }
        if matches!(self.call.progress(), Progress::Waiting) {
            let thanks = self.talk.thanks();
            self.later(thanks);
        }
        let recording = self.recordings.get(&recording).map(|id| format!("rec_{}", id.simple()));
        let text = format!("电话留言，{} 秒。", length.0 / 1_000);
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        let id = choice_id(warmline_base::TypedId::uuid(interaction), u32::MAX);
        self.leaving = Some(tokio::spawn(async move {
            if let Err(fault) = exchange.parts.house.reception.leave_message(interaction, id, text, recording).await {
                tracing::error!(interaction = %interaction, fault = %fault, "a message was not taken");
            }
        }));
    }

    fn wish_callback(&self) {
        let Some(number) = self.customer.clone() else { return };
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            let wished =
                exchange.parts.house.reception.wish_callback(interaction, number, "轮到时".into(), String::new()).await;
            if let Err(fault) = wished {
                tracing::warn!(interaction = %interaction, fault = %fault, "a call back was not noted");
            }
        });
    }

    /// The line was lost, or the matter is the agent's: whoever calls from this number reaches the same one first.
    fn keep_line(&self, agent: AgentId, window: Millis) {
        let Some(number) = self.customer.as_deref().and_then(Number::parse) else { return };
        let now = self.exchange.parts.house.runtime.now();
        self.exchange.locks.lock().lock(now, number, agent, window);
        memory::keep(&self.diary, &LineKept { agent, until: now.plus(window) });
    }

    fn took(&self, offer: OfferId, agent: AgentId) {
        let (exchange, interaction, inputs) = (Arc::clone(&self.exchange), self.interaction, self.inputs.clone());
        tokio::spawn(async move {
            if let Err(fault) = exchange.parts.house.desk.took(interaction, offer, agent).await {
                tracing::info!(interaction = %interaction, fault = %fault, "an answered offer was over");
                let _ = inputs.send(Input::Then(Command::Withdraw { offer })).await;
            }
        });
    }

    fn declined(&self, offer: OfferId, agent: AgentId, cause: Cause) {
        if cause == Cause::Withdrawn {
            return;
        }
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            // The offer may have run out at the same moment.
            let _ = exchange.parts.house.desk.declined(interaction, offer, agent).await;
        });
    }

    fn requeue(&self, why: Requeue) {
        if self.ended {
            // The flow had no last words.
            self.later(Command::End { by: None });
            return;
        }
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        let urgent = choice_id(warmline_base::TypedId::uuid(interaction), self.choices + 1);
        tokio::spawn(async move {
            let parts = &exchange.parts;
            let done = match why {
                Requeue::FlowSilent => parts.house.reception.want_person(interaction).await,
                // The words every flow treats as an emergency.
                Requeue::Emergency => {
                    parts.house.reception.say(interaction, urgent, "紧急求助".into(), Vec::new()).await.map(drop)
                }
                Requeue::AgentLost => parts.house.desk.requeue(interaction, "agent_lost").await,
                Requeue::TransferFailed => parts.house.desk.requeue(interaction, "transfer_failed").await,
                Requeue::ParkedTooLong => parts.house.desk.requeue(interaction, "parked_too_long").await,
            };
            if let Err(fault) = done {
                tracing::warn!(interaction = %interaction, fault = %fault, "a call could not go back into the queue");
            }
        });
    }

    fn agent_done(&self, agent: AgentId) {
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            if let Err(fault) = exchange.parts.house.desk.hung_up(interaction, agent).await {
                tracing::debug!(interaction = %interaction, fault = %fault, "the conversation was over already");
            }
        });
    }

    /// A supervisor who took the conversation at the desk did not come to the phone: whoever is there has it.
    pub(super) fn stays_with_agent(&mut self, supervisor: AgentId) {
        if let Some(agent) = self.call.serving().filter(|_| self.holder == Some(supervisor)) {
            self.served(agent);
        }
    }

    /// A colleague went on with the customer; the house follows what the telephone did.
    fn served(&self, agent: AgentId) {
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            if let Err(fault) = exchange.parts.house.desk.served(interaction, agent).await {
                tracing::warn!(interaction = %interaction, fault = %fault, "the house could not follow a call");
            }
        });
    }

    /// The customer is gone: so is the interaction, unless a call back was promised.
    fn over(&mut self, cause: Cause) {
        if self.out.is_some_and(|out| out.attempt == 0 && !out.reached) {
            // The agent's own phone was not there.
            self.not_reached(cause, 0, None);
        }
        if self.ended || cause == Cause::CallbackWished || self.is_calling() {
            return;
        }
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        let leaving = self.leaving.take();
        tokio::spawn(async move {
            // Whoever hung up on the tone has left a message all the same.
            if let Some(leaving) = leaving {
                let _ = leaving.await;
            }
            if let Err(fault) = exchange.parts.house.reception.end(interaction).await {
                tracing::debug!(interaction = %interaction, fault = %fault, "the interaction was over already");
            }
        });
    }
}
