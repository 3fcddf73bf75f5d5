//! What each step does when it is entered.

use super::{Run, Stage, Turn};
use crate::effect::{Effect, MenuOption, QueueReason};
use crate::source::{Ask, Branch, BranchOn, Channel, Level, Queue, Secret, Step, Transfer};

impl Run {
    /// Enters a step. Returns the next one when this one does not wait.
    pub(super) fn enter(&mut self, name: &str, turn: &mut Turn<'_>) -> Option<String> {
        let flow = turn.flow;
        let Some(step) = flow.source.steps.get(name) else {
            return Some(flow.source.person.next.clone());
        };
        self.step = name.to_string();
        self.misses = 0;
        // Also when a menu or a branch leads there: from here on nothing less urgent takes over.
        if name == flow.source.emergency {
            self.reason = QueueReason::Emergency;
        } else if name == flow.source.complaint {
            self.reason = QueueReason::Complaint;
        }
        match step {
            Step::Greet(speak) | Step::Notice(speak) | Step::Say(speak) => {
                let (step, texts, recording) = (name.into(), speak.text.clone(), speak.recording);
                turn.effects.push(Effect::Say { step, texts, recording });
                return Some(speak.next.clone());
            }
            Step::Branch(branch) => return Some(self.branch(branch).to_string()),
            Step::Identify(identify) => {
                if self.facts.identity >= identify.level {
                    return Some(identify.identified.clone());
                }
                turn.effects.push(Effect::AskIdentify { level: identify.level, texts: identify.text.clone() });
                self.wait(Stage::Identifying, turn.after_seconds(identify.seconds));
            }
            Step::Ask(ask) => self.show_menu(name, ask, turn),
            Step::Answer(answer) => match self.pending.take() {
                Some(text) => self.try_answer(text, turn),
                None => {
                    turn.say(name, &answer.text);
                    self.wait(Stage::Asking, turn.when_idle());
                }
            },
            Step::Collect(collect) => {
                let (field, format, texts) = (collect.field.clone(), collect.format, collect.text.clone());
                turn.effects.push(Effect::AskField { field, format, texts });
                self.wait(Stage::Collecting, turn.when_idle());
            }
            Step::Secret(secret) => self.ask_secret(secret, turn),
            Step::Queue(queue) => return self.queue_up(name, queue, turn),
            Step::Transfer(transfer) => self.pass_on(transfer, turn),
            Step::Callback(callback) => {
                turn.effects.push(Effect::OfferCallback { texts: Some(callback.text.clone()), keeps_place: false });
                self.wait(Stage::Filling, turn.when_idle());
            }
            Step::LeaveMessage(message) => {
                // What was just written in place of a choice is the message.
                if let Some(text) = self.pending.take() {
                    turn.effects.push(Effect::KeepMessage { text });
                    return Some(message.next.clone());
                }
                turn.effects.push(Effect::TakeMessage { texts: message.text.clone() });
                self.wait(Stage::Filling, turn.when_idle());
            }
            Step::Survey(survey) => {
                turn.effects.push(Effect::AskSurvey { texts: survey.text.clone() });
                self.wait(Stage::Surveying, turn.after_seconds(survey.seconds));
            }
            Step::End(end) => {
                if let Some(texts) = &end.text {
                    turn.say(name, texts);
                }
                turn.effects.push(Effect::End { reason: end.reason.clone() });
                self.wait(Stage::Ended, None);
            }
        }
        None
    }

    pub(super) fn show_menu(&mut self, name: &str, ask: &Ask, turn: &mut Turn<'_>) {
        let spoken = turn.flow.source.channel != Channel::Chat;
        let key = |key: char| spoken.then_some(key);
        let label = turn.flow.source.person.label.clone();
        let person = MenuOption { id: "person".into(), label, key: key('0') };
        let options = ('1'..='9').zip(&ask.options).map(|(number, option)| MenuOption {
            id: option.id.clone(),
            label: option.label.clone(),
            key: key(number),
        });
        let options = options.chain([person]).collect();
        turn.effects.push(Effect::ShowMenu { step: name.into(), texts: ask.text.clone(), options });
        self.menu = Some(name.to_string());
        self.wait(Stage::Choosing, turn.when_idle());
    }

    pub(super) fn ask_secret(&mut self, secret: &Secret, turn: &mut Turn<'_>) {
        let (kind, digits, texts) = (secret.kind, secret.digits, secret.text.clone());
        turn.effects.push(Effect::AskSecret { kind, digits, texts });
        self.wait(Stage::KeyingSecret, turn.when_idle());
    }

    pub(super) fn try_answer(&mut self, text: String, turn: &mut Turn<'_>) {
        turn.effects.push(Effect::TryAnswer { text });
        self.wait(Stage::Answering, Some(turn.now.plus(super::ANSWER_WAIT)));
    }

    fn queue_up(&mut self, name: &str, queue: &Queue, turn: &mut Turn<'_>) -> Option<String> {
        if let Some(closed) = &queue.closed
            && self.facts.closed_queues.contains(&queue.queue)
        {
            return Some(closed.clone());
        }
        turn.effects.push(Effect::HandOver(self.hand_over()));
        if let Some(texts) = &queue.text {
            turn.say(name, texts);
        }
        turn.effects.push(Effect::Enqueue {
            queue: queue.queue.clone(),
            priority: queue.priority,
            required: queue.required.clone(),
            preferred: queue.preferred.clone(),
            reason: self.reason,
            note: None,
        });
        self.queue = Some(queue.queue.clone());
        let offer_at = queue.callback.as_ref().and_then(|callback| turn.after_seconds(callback.after_seconds));
        self.wait(Stage::Queued, offer_at);
        None
    }

    fn pass_on(&mut self, transfer: &Transfer, turn: &mut Turn<'_>) {
        turn.effects.push(Effect::HandOver(self.hand_over()));
        turn.effects.push(Effect::Enqueue {
            queue: transfer.queue.clone(),
            priority: None,
            required: Vec::new(),
            preferred: Vec::new(),
            reason: self.reason,
            note: Some(transfer.note.clone()),
        });
        self.queue = Some(transfer.queue.clone());
        self.wait(Stage::Queued, None);
    }

    fn branch<'a>(&self, branch: &'a Branch) -> &'a str {
        let holds = |word: &str| match branch.on {
            BranchOn::Intent => self.facts.intent.as_deref().is_some_and(|intent| intent_is(intent, word)),
            BranchOn::Schedule => {
                let closed = branch.queue.as_ref().is_some_and(|queue| self.facts.closed_queues.contains(queue));
                word == if closed { "closed" } else { "open" }
            }
            BranchOn::Segment => self.facts.segments.contains(word),
            BranchOn::IdentityLevel => level_named(word).is_some_and(|level| self.facts.identity >= level),
            BranchOn::Senior => word == if self.facts.senior { "yes" } else { "no" },
        };
        let case = branch.cases.iter().find(|case| case.is.iter().any(|word| holds(word)));
        case.map_or(&branch.otherwise, |case| &case.next)
    }

    /// A new matter begins: why the last one needed a person no longer counts.
    pub(super) const fn forget_reason(&mut self) {
        self.reason = QueueReason::Flow;
    }
}

/// `card.` holds for every intent of that group, anything else only for itself.
fn intent_is(intent: &str, word: &str) -> bool {
    if word.ends_with('.') { intent.starts_with(word) } else { intent == word }
}

fn level_named(word: &str) -> Option<Level> {
    match word {
        "V0" => Some(Level::V0),
        "V1" => Some(Level::V1),
        "V2" => Some(Level::V2),
        "V3" => Some(Level::V3),
        "V4" => Some(Level::V4),
        _ => None,
    }
}
