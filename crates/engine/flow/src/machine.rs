//! One interaction's walk through a flow.
//!
//! A [`Run`] is a plain value: stored after each input it survives a restart, and the same inputs give
//! the same effects. What a customer in need says comes first ([`overrule`]), then the step's own
//! business ([`respond`], and [`keyed`] on the telephone); entering steps is in [`enter`]. Deliberately absent: the flow itself, which
//! the caller keeps by its version and hands in; a run that meets another version of its flow and does
//! not find its step there goes to a person.

mod enter;
mod keyed;
mod overrule;
mod respond;
mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use warmline_base::{Millis, Timestamp};

use crate::effect::{Effect, HandOver, Input, QueueReason, Triage};
use crate::flow::{Flow, MAX_STEPS};
use crate::source::{Level, Step, Texts};

/// The most effects one input gives.
pub const MAX_EFFECTS: usize = 2 * MAX_STEPS + 8;
/// How long the assistant may look for an answer before it counts as not found.
const ANSWER_WAIT: Millis = Millis::seconds(15);
/// An intent below this confidence is not believed.
const BELIEVED: f64 = 0.3;
/// Pieces of the conversation kept for the hand-over.
const PIECES: usize = 10;
/// Characters kept of each piece.
const PIECE_CHARACTERS: usize = 200;

/// What is known about the customer, from outside the flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What it is about, when the door already knows; later what triage found.
    pub intent: Option<String>,
    /// The customer's segments.
    pub segments: BTreeSet<String>,
    /// How sure the bank is who it is.
    pub identity: Level,
    /// Whether the customer uses the senior mode (适老).
    pub senior: bool,
    /// Codes of the queues that take no work now.
    pub closed_queues: BTreeSet<String>,
}

/// What the run waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// [`Input::Arrived`].
    New,
    /// A choice from the menu.
    Choosing,
    /// A question for the assistant.
    Asking,
    /// The assistant's answer.
    Answering,
    /// The customer's word whether it helped.
    Confirming,
    /// A field.
    Collecting,
    /// A secret's check.
    KeyingSecret,
    /// An identity.
    Identifying,
    /// A person to accept.
    Queued,
    /// The person to finish.
    Served,
    /// A form: callback or message.
    Filling,
    /// The survey.
    Surveying,
    /// Nothing more.
    Ended,
}

/// One interaction's place in a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    step: String,
    stage: Stage,
    facts: Facts,
    said: HandOver,
    /// A text said before anybody could take it up: the assistant's first question.
    pending: Option<String>,
    /// The last menu shown: its buttons still work while the assistant talks.
    menu: Option<String>,
    /// Failed tries of the assistant, or entries and keys that do not fit.
    misses: u8,
    reason: QueueReason,
    /// The queue in which the interaction waits.
    queue: Option<String>,
    /// The step of a queue that keeps the place of somebody who is called back.
    #[serde(default)]
    kept: Option<String>,
    deadline: Option<Timestamp>,
}

impl Run {
    /// A run at the start of `flow`. Nothing happens before [`Input::Arrived`].
    pub fn start(flow: &Flow, facts: Facts) -> Self {
        Self {
            step: flow.source.start.clone(),
            stage: Stage::New,
            facts,
            said: HandOver::default(),
            pending: None,
            menu: None,
            misses: 0,
            reason: QueueReason::Flow,
            queue: None,
            kept: None,
            deadline: None,
        }
    }

    /// Takes what happened and returns what to do, in order, at most [`MAX_EFFECTS`]. An input that
    /// does not fit the moment (a late click, an early time-out) changes nothing.
    pub fn handle(&mut self, flow: &Flow, input: Input, now: Timestamp) -> Vec<Effect> {
        let mut turn = Turn { flow, now, effects: Vec::new(), keeps_place: false };
        if self.stage == Stage::Ended {
            self.call_back(&input);
            return turn.effects;
        }
        let held_before = self.queue.clone();
        if self.stage == Stage::New {
            self.go(&flow.source.start, &mut turn);
        }
        self.learn(flow, &input);
        match self.overruled(flow, &input) {
            Some(overrule) => self.overrule(overrule, &mut turn),
            None => self.respond(input, &mut turn),
        }
        let left = self.queue.is_none() && self.stage != Stage::Served && !turn.keeps_place;
        if let Some(queue) = held_before.filter(|_| left) {
            turn.effects.insert(0, Effect::LeaveQueue { queue });
        }
        turn.effects
    }

    /// Whoever kept a place is served when it comes up, and then goes on behind the queue like anybody else.
    fn call_back(&mut self, input: &Input) {
        if *input == Input::AgentAccepted
            && let Some(step) = self.kept.take()
        {
            self.step = step;
            self.wait(Stage::Served, None);
        }
    }

    /// When to send [`Input::Timeout`]; absent when nothing waits for the time.
    pub const fn next_deadline(&self) -> Option<Timestamp> {
        self.deadline
    }

    /// The name of the step it stands at.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// What it waits for.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// What is known about the customer by now.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The summary for whoever takes over now.
    pub fn hand_over(&self) -> HandOver {
        HandOver { intent: self.facts.intent.clone(), ..self.said.clone() }
    }

    /// Keeps what an input tells, whatever the step makes of it.
    fn learn(&mut self, flow: &Flow, input: &Input) {
        match input {
            Input::Text { text, triage } => self.hear(flow, text, triage),
            Input::Identified { level } => self.facts.identity = self.facts.identity.max(*level),
            Input::QueueState { queue, open: true } => {
                self.facts.closed_queues.remove(queue);
            }
            Input::QueueState { queue, open: false } => {
                self.facts.closed_queues.insert(queue.clone());
            }
            _ => {}
        }
    }

    fn hear(&mut self, flow: &Flow, text: &str, triage: &Triage) {
        if self.stage == Stage::Served {
            return;
        }
        // Who is wanted is not what the matter is.
        if triage.only_person {
            return;
        }
        if !asks_for_person(flow, text) && words::verdict(text).is_none() {
            keep(&mut self.said.asked, text);
        }
        if triage.intent.is_some() && triage.confidence >= BELIEVED {
            self.facts.intent.clone_from(&triage.intent);
        }
    }

    /// Enters `target` and every step it passes on to, until one waits.
    fn go(&mut self, target: &str, turn: &mut Turn<'_>) {
        let mut target = target.to_string();
        // A checked flow never passes through a step twice, so this bound is never met.
        for _ in 0..=MAX_STEPS {
            match self.enter(&target, turn) {
                Some(next) => target = next,
                None => return,
            }
        }
    }

    /// The step it stands at, as this version of the flow has it.
    fn current<'a>(&self, flow: &'a Flow) -> Option<&'a Step> {
        flow.source.steps.get(&self.step)
    }

    fn wait(&mut self, stage: Stage, until: Option<Timestamp>) {
        self.stage = stage;
        self.deadline = until;
        if stage != Stage::Queued {
            self.queue = None;
        }
    }
}

/// What one call of [`Run::handle`] works with.
struct Turn<'a> {
    flow: &'a Flow,
    now: Timestamp,
    effects: Vec<Effect>,
    /// Whether the place in the queue stays although the run goes on: somebody calls back.
    keeps_place: bool,
}

impl Turn<'_> {
    fn say(&mut self, step: &str, texts: &Texts) {
        self.effects.push(Effect::Say { step: step.into(), texts: texts.clone(), recording: false });
    }

    fn after_seconds(&self, seconds: u32) -> Option<Timestamp> {
        Some(self.now.plus(Millis::seconds(i64::from(seconds))))
    }

    fn when_idle(&self) -> Option<Timestamp> {
        self.after_seconds(self.flow.source.idle.seconds)
    }
}

/// Whether a text is nothing but the wish for a person.
fn asks_for_person(flow: &Flow, text: &str) -> bool {
    flow.source.person.words.iter().any(|word| words::is_only(text, word))
}

/// Adds a piece to what is kept, dropping the oldest beyond the limit.
fn keep(pieces: &mut Vec<String>, text: &str) {
    let text: String = text.trim().chars().take(PIECE_CHARACTERS).collect();
    if text.is_empty() {
        return;
    }
    if pieces.len() == PIECES {
        pieces.remove(0);
    }
    pieces.push(text);
}
