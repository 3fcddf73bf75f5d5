//! What each step makes of an input meant for it.

use super::{Run, Stage, Turn, keep, words};
use crate::effect::{Effect, Input, QueueReason};
use crate::source::{Answer, Ask, AskOption, Collect, FieldFormat, Step};

/// Entries of a field, or keys, that do not fit before the flow goes on without.
pub(super) const ENTRIES: u8 = 2;
/// The longest question given to the assistant, in characters.
const QUESTION_CHARACTERS: usize = 2_000;

impl Run {
    pub(super) fn respond(&mut self, input: Input, turn: &mut Turn<'_>) {
        match input {
            Input::Arrived => {}
            Input::Text { text, .. } => self.on_text(text, turn),
            Input::Chosen { option } => self.on_choice(&option, turn),
            Input::Keyed { keys } => self.on_keys(&keys, turn),
            Input::SecretChecked { right } => self.on_secret(right, turn),
            Input::AnswerResult { found, title } => self.on_answer(found, title, turn),
            Input::Confirmed { solved } => self.on_verdict(solved, turn),
            Input::Identified { .. } => self.on_identified(turn),
            Input::QueueState { queue, open } => self.on_queue_state(&queue, open, turn),
            Input::AgentAccepted if self.stage == Stage::Queued => self.wait(Stage::Served, None),
            Input::AgentEnded if self.stage == Stage::Served => self.on_agent_ended(turn),
            Input::AgentAccepted | Input::AgentEnded => {}
            Input::Completed => self.on_completed(turn),
            Input::Timeout if self.deadline.is_some_and(|deadline| deadline <= turn.now) => self.on_timeout(turn),
            Input::Timeout => {}
        }
    }

    fn on_text(&mut self, text: String, turn: &mut Turn<'_>) {
        let text: String = text.trim().chars().take(QUESTION_CHARACTERS).collect();
        if text.is_empty() {
            return;
        }
        match (self.stage, self.current(turn.flow)) {
            (Stage::Choosing, Some(Step::Ask(ask))) => match option_meant(ask, &text) {
                Some(option) => self.choose(option, turn),
                None => {
                    self.pending = Some(text);
                    self.go(&ask.other, turn);
                }
            },
            (Stage::Asking | Stage::Answering, Some(Step::Answer(_))) => self.try_answer(text, turn),
            (Stage::Confirming, Some(Step::Answer(_))) => match words::verdict(&text) {
                Some(solved) => self.on_verdict(solved, turn),
                None => self.try_answer(text, turn),
            },
            (Stage::Collecting, Some(Step::Collect(collect))) => self.on_entry(collect, &text, turn),
            (Stage::Filling, Some(Step::LeaveMessage(_))) => {
                turn.effects.push(Effect::KeepMessage { text });
                self.complete(turn);
            }
            // Somebody who still speaks when asked how it was is not finished, unless it is thanks.
            (Stage::Surveying, _) if words::verdict(&text) != Some(true) => {
                self.forget_reason();
                self.go(&turn.flow.source.person.next, turn);
            }
            // Kept for the hand-over; the person who takes over reads it.
            _ => {}
        }
    }

    fn on_choice(&mut self, id: &str, turn: &mut Turn<'_>) {
        if !matches!(self.stage, Stage::Choosing | Stage::Asking | Stage::Answering | Stage::Confirming) {
            return;
        }
        let flow = turn.flow;
        let menu = self.menu.as_ref().and_then(|name| flow.source.steps.get_key_value(name));
        if let Some((name, Step::Ask(ask))) = menu {
            match ask.options.iter().find(|option| option.id == id) {
                Some(option) => self.choose(option, turn),
                None if self.stage == Stage::Choosing => self.show_menu(name, ask, turn),
                None => {}
            }
        }
    }

    pub(super) fn choose(&mut self, option: &AskOption, turn: &mut Turn<'_>) {
        keep(&mut self.said.asked, &option.label.zh);
        if option.intent.is_some() {
            self.facts.intent.clone_from(&option.intent);
        }
        self.pending = None;
        self.go(&option.next, turn);
    }

    fn on_answer(&mut self, found: bool, title: Option<String>, turn: &mut Turn<'_>) {
        if !matches!(self.stage, Stage::Asking | Stage::Answering | Stage::Confirming) {
            return;
        }
        if found {
            keep(&mut self.said.answered, title.as_deref().unwrap_or_default());
            self.wait(Stage::Confirming, turn.when_idle());
        } else if self.stage == Stage::Answering {
            self.miss(turn);
        }
    }

    pub(super) fn on_verdict(&mut self, solved: bool, turn: &mut Turn<'_>) {
        // An answer that was overtaken by another question can still be judged.
        if !matches!(self.stage, Stage::Asking | Stage::Answering | Stage::Confirming) {
            return;
        }
        match self.current(turn.flow) {
            Some(Step::Answer(answer)) if solved => self.go(&answer.solved, turn),
            _ => self.miss(turn),
        }
    }

    /// One failed try of the assistant.
    fn miss(&mut self, turn: &mut Turn<'_>) {
        self.misses = self.misses.saturating_add(1);
        match self.current(turn.flow) {
            Some(Step::Answer(answer)) if self.misses < answer.tries => self.invite_again(answer, turn),
            Some(Step::Answer(answer)) => {
                self.reason = QueueReason::NotAnswered;
                self.go(&answer.failed, turn);
            }
            // The flow changed under the run: a person sorts it out.
            _ => self.go(&turn.flow.source.person.next, turn),
        }
    }

    fn invite_again(&mut self, answer: &Answer, turn: &mut Turn<'_>) {
        turn.say(&self.step, &answer.again);
        self.wait(Stage::Asking, turn.when_idle());
    }

    pub(super) fn on_entry(&mut self, collect: &Collect, text: &str, turn: &mut Turn<'_>) {
        if fits(collect.format, text) {
            self.said.collected.insert(collect.field.clone(), text.to_string());
            self.go(&collect.next, turn);
            return;
        }
        self.misses = self.misses.saturating_add(1);
        if self.misses >= ENTRIES {
            self.go(&collect.next, turn);
        } else {
            let (field, format, texts) = (collect.field.clone(), collect.format, collect.text.clone());
            turn.effects.push(Effect::AskField { field, format, texts });
            self.wait(Stage::Collecting, turn.when_idle());
        }
    }

    fn on_identified(&mut self, turn: &mut Turn<'_>) {
        if let (Stage::Identifying, Some(Step::Identify(identify))) = (self.stage, self.current(turn.flow)) {
            let enough = self.facts.identity >= identify.level;
            self.go(if enough { &identify.identified } else { &identify.refused }, turn);
        }
    }

    fn on_queue_state(&mut self, code: &str, open: bool, turn: &mut Turn<'_>) {
        if open || self.stage != Stage::Queued || self.queue.as_deref() != Some(code) {
            return;
        }
        if let Some(Step::Queue(queue)) = self.current(turn.flow)
            && let Some(closed) = &queue.closed
        {
            self.go(closed, turn);
        }
    }

    fn on_agent_ended(&mut self, turn: &mut Turn<'_>) {
        self.forget_reason();
        match self.current(turn.flow) {
            Some(Step::Queue(queue)) => self.go(&queue.next, turn),
            Some(Step::Transfer(transfer)) => self.go(&transfer.next, turn),
            _ => self.go(&turn.flow.source.idle.next, turn),
        }
    }

    fn on_completed(&mut self, turn: &mut Turn<'_>) {
        match (self.stage, self.current(turn.flow)) {
            (Stage::Filling | Stage::Surveying, _) => self.complete(turn),
            (Stage::Queued, Some(Step::Queue(queue))) => {
                if let Some(callback) = &queue.callback {
                    turn.keeps_place = true;
                    self.kept = Some(self.step.clone());
                    self.go(&callback.next, turn);
                }
            }
            _ => {}
        }
    }

    /// The form in front of the customer is done.
    pub(super) fn complete(&mut self, turn: &mut Turn<'_>) {
        match self.current(turn.flow) {
            Some(Step::Callback(callback)) => self.go(&callback.next, turn),
            Some(Step::LeaveMessage(message)) => self.go(&message.next, turn),
            Some(Step::Survey(survey)) => self.go(&survey.next, turn),
            _ => self.go(&turn.flow.source.idle.next, turn),
        }
    }

    fn on_timeout(&mut self, turn: &mut Turn<'_>) {
        match (self.stage, self.current(turn.flow)) {
            (Stage::Answering, _) => self.miss(turn),
            (Stage::Identifying, Some(Step::Identify(identify))) => self.go(&identify.refused, turn),
            (Stage::KeyingSecret, Some(Step::Secret(secret))) => self.go(&secret.wrong, turn),
            (Stage::Surveying, _) => self.complete(turn),
            (Stage::Queued, _) => {
                turn.effects.push(Effect::OfferCallback { texts: None, keeps_place: true });
                self.deadline = None;
            }
            (Stage::Served | Stage::New | Stage::Ended, _) => {}
            _ => self.go(&turn.flow.source.idle.next, turn),
        }
    }
}

/// The option a text names: by its id, either label, or its number in the menu.
fn option_meant<'a>(ask: &'a Ask, text: &str) -> Option<&'a AskOption> {
    if let Ok(number) = text.parse::<usize>() {
        return number.checked_sub(1).and_then(|index| ask.options.get(index));
    }
    ask.options
        .iter()
        .find(|option| [&option.id, &option.label.zh, &option.label.en].iter().any(|name| words::is_only(text, name)))
}

fn fits(format: FieldFormat, text: &str) -> bool {
    let count = text.chars().count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match format {
        FieldFormat::Text => (1..=200).contains(&count),
        FieldFormat::Digits => (1..=30).contains(&count) && digits == count,
        FieldFormat::Phone => {
            let marks = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '+' | '-'));
            marks && (5..=20).contains(&digits) && count <= 30
        }
        FieldFormat::Amount => {
            let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
            let only_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            only_digits(whole) && only_digits(part) && whole.len() <= 12 && part.len() <= 2
        }
    }
}
