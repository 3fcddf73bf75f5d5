//! What the log tells a call: the flow's words, and what the house decided.

use warmline_base::{AgentId, OfferId};
use warmline_call::{CUSTOMER, Command, Mode, Progress, Standing, Target};
use warmline_contract::{Accepted, By, Ended, Message, OfferEnded, Offered, Queued, StoredEvent, Transferred, names};

use super::line::Line;

impl Line {
    /// Takes in an event of the interaction; each counts once.
    pub(super) fn heard(&mut self, event: &StoredEvent) {
        if event.number <= self.seen {
            return;
        }
        self.seen = event.number;
        match &*event.name {
            names::INTERACTION_MESSAGE if event.by == By::Assistant => {
                if let Ok(message) = event.payload::<Message>() {
                    self.talk.said(message.text, message.card);
                }
            }
            names::INTERACTION_FLOW_STEP => {
                let step = self.talk.step();
                match step {
                    Some(command) if matches!(self.call.progress(), Progress::Flow) => self.act(command),
                    step => self.talk.keep_for_parting(step),
                }
            }
            names::INTERACTION_QUEUED => self.queued(event),
            // Until the customer of a call of ours answers, another offer is another call.
            names::INTERACTION_OFFERED if self.is_calling() => {}
            names::INTERACTION_OFFERED => {
                if let Ok(offered) = event.payload::<Offered>() {
                    self.act(Command::Offer { offer: offered.offer, agent: offered.agent });
                }
            }
            names::INTERACTION_OFFER_ENDED => {
                if let Ok(ended) = event.payload::<OfferEnded>() {
                    self.quietly(Command::Withdraw { offer: ended.offer });
                }
            }
            names::INTERACTION_ACCEPTED => self.accepted(event),
            names::INTERACTION_TRANSFERRED => {
                if let Ok(passed) = event.payload::<Transferred>() {
                    // Whoever takes it, queue or colleague, is rung by an offer like anybody else.
                    let to = passed.to_agent.map(Target::Agent).or(passed.to_queue.map(Target::Queue));
                    if let Some(to) = to {
                        self.act(Command::Transfer { by: passed.from_agent, to, refer: false });
                    }
                }
            }
            names::INTERACTION_ENDED => self.conversation_over(event),
            _ => {}
        }
    }

    fn queued(&mut self, event: &StoredEvent) {
        // After a transfer or a lost agent the call already waits, with words of its own.
        if event.payload::<Queued>().is_ok() && matches!(self.call.progress(), Progress::Flow) {
            let wait = self.talk.wait(self.may_call_back());
            self.act(wait);
        }
    }

    /// Nobody is promised a call that the dial plan forbids.
    fn may_call_back(&self) -> bool {
        self.customer.as_deref().is_some_and(|number| self.exchange.parts.edge.may_dial(number))
    }

    fn accepted(&mut self, event: &StoredEvent) {
        let Ok(accepted) = event.payload::<Accepted>() else { return };
        self.holder = Some(accepted.agent);
        match accepted.offer {
            Some(offer) => {
                self.exchange.begun.lock().hold(self.interaction);
                self.act(Command::Confirm { offer });
            }
            // The house followed what the phones did already.
            None if self.call.serving() == Some(accepted.agent) => {}
            None if self.call.serving().is_some() => self.taken_over(accepted.agent),
            None => {
                // Given by a supervisor: no offer came before.
                let offer = OfferId(event.stream.uuid());
                self.act(Command::Offer { offer, agent: accepted.agent });
                self.act(Command::Confirm { offer });
            }
        }
    }

    /// A supervisor took it at the desk: the phone follows.
    fn taken_over(&mut self, by: AgentId) {
        if let Some(agent) = self.call.serving() {
            self.act(Command::Supervise { by, agent, mode: Mode::TakeOver });
        }
    }

    fn conversation_over(&mut self, event: &StoredEvent) {
        self.ended = true;
        let agent = event.payload::<Ended>().ok().and_then(|ended| ended.agent);
        if let Some(agent) = agent {
            // Ended at the desk: every phone is let go, and the flow says good-bye.
            self.quietly(Command::Abort { by: agent });
            let others = self.call.legs().into_iter().filter(|leg| leg.leg != CUSTOMER && leg.agent != Some(agent));
            for leg in others.filter(|leg| leg.standing != Standing::Gone).map(|leg| leg.leg).collect::<Vec<_>>() {
                self.quietly(Command::Drop { by: agent, leg });
            }
            self.quietly(Command::HangUp { by: agent });
            self.talk.close_after_turn();
            return;
        }
        if let Some(end) = self.talk.close() {
            self.quietly(end);
        }
    }
}
