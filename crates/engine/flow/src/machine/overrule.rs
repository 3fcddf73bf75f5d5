//! What comes before the flow: emergencies, complaints, and the wish for a person.

use super::{Run, Stage, Turn, asks_for_person};
use crate::effect::{Input, QueueReason, Urgency};
use crate::flow::Flow;

/// Where an input leads although the step knows nothing of it.
pub(super) struct Overrule {
    target: String,
    reason: QueueReason,
}

impl Run {
    /// Whether this input goes before the step's own business, and where to.
    pub(super) fn overruled(&self, flow: &Flow, input: &Input) -> Option<Overrule> {
        // A person is there already, and knows better than any rule.
        if self.stage == Stage::Served {
            return None;
        }
        let source = &flow.source;
        let (asks_by_word, asks_somehow) = match input {
            Input::Text { text, triage } => {
                match triage.urgency {
                    Urgency::Emergency if !self.already(QueueReason::Emergency) => {
                        return Some(Overrule { target: source.emergency.clone(), reason: QueueReason::Emergency });
                    }
                    Urgency::Complaint if !self.already(QueueReason::Complaint) => {
                        return Some(Overrule { target: source.complaint.clone(), reason: QueueReason::Complaint });
                    }
                    Urgency::None | Urgency::Emergency | Urgency::Complaint => {}
                }
                (asks_for_person(flow, text), triage.wants_person)
            }
            Input::Chosen { option } => (option == "person", false),
            // Where digits are asked for they are digits.
            Input::Keyed { .. } if self.stage == Stage::Collecting => (false, false),
            Input::Keyed { keys } if keys == "*" && !self.already(QueueReason::Emergency) => {
                return Some(Overrule { target: source.emergency.clone(), reason: QueueReason::Emergency });
            }
            Input::Keyed { keys } => (keys == "0", false),
            _ => (false, false),
        };
        let heard = match self.stage {
            // The place is taken; asking again must not lose it.
            Stage::Queued => false,
            // A message that mentions a person is a message; only the bare word asks again.
            Stage::Filling => asks_by_word,
            _ => asks_by_word || asks_somehow,
        };
        heard.then(|| Overrule { target: source.person.next.clone(), reason: QueueReason::AskedForPerson })
    }

    pub(super) fn overrule(&mut self, overrule: Overrule, turn: &mut Turn<'_>) {
        self.reason = overrule.reason;
        self.pending = None;
        self.go(&overrule.target, turn);
    }

    /// Whether the interaction waits (or, the queue being closed, leaves its message) for this reason
    /// or a weightier one, so that saying it again changes nothing.
    fn already(&self, reason: QueueReason) -> bool {
        matches!(self.stage, Stage::Queued | Stage::Filling) && weight(self.reason) >= weight(reason)
    }
}

const fn weight(reason: QueueReason) -> u8 {
    match reason {
        QueueReason::Flow | QueueReason::NotAnswered | QueueReason::AskedForPerson => 0,
        QueueReason::Complaint => 1,
        QueueReason::Emergency => 2,
    }
}
