//! What the flow does with a customer nobody serves: answer, say, ask, take a message.

use warmline_base::Millis;

use crate::call::Call;
use crate::command::{Ask, AskFor};
use crate::event::Event;
use crate::leg::LegState;
use crate::output::{HouseCommand, Keyed, LegCommand, MediaCommand, Requeue};
use crate::refusal::Refusal;
use crate::stage::{Saying, SecretEntry, Stage, Task, Then};
use crate::vocabulary::{By, CUSTOMER, Cause, Digits, Key, LegId, MAX_DIGITS, Phrase, Role, WaitChoice, Word};

/// The most phrases said at once.
const MAX_PHRASES: usize = 64;

impl Call {
    pub(crate) fn answer(&mut self) -> Result<(), Refusal> {
        if self.stage != Stage::Arriving {
            return Err(Refusal::WrongState);
        }
        let customer = self.leg_mut(CUSTOMER);
        (customer.state, customer.until) = (LegState::Answered, None);
        self.tell(LegCommand::Answer { leg: CUSTOMER });
        self.log(Event::Answered);
        self.log(Event::LegAdded { leg: CUSTOMER, role: Role::Customer, agent: None });
        self.stage = Stage::Flow { until: self.now };
        self.rest();
        Ok(())
    }

    pub(crate) fn refuse(&mut self) -> Result<(), Refusal> {
        if self.stage != Stage::Arriving {
            return Err(Refusal::WrongState);
        }
        self.end(Cause::Refused, By::House);
        Ok(())
    }

    pub(crate) fn flow_says(&mut self, say: Vec<Phrase>, notice: bool) -> Result<(), Refusal> {
        check_phrases(&say)?;
        if self.stage == Stage::Arriving {
            if self.customer().state == LegState::Inviting {
                self.leg_mut(CUSTOMER).state = LegState::Early { media: true };
                self.tell(LegCommand::EarlyMedia { leg: CUSTOMER });
            }
        } else {
            self.check_unserved()?;
            self.clear_tasks();
        }
        self.say(vec![CUSTOMER], say, notice, Then::TellFlow);
        Ok(())
    }

    pub(crate) fn ask(&mut self, ask: Ask) -> Result<(), Refusal> {
        self.check_unserved()?;
        check_phrases(&ask.say)?;
        if !(1_000..=60_000).contains(&ask.patience.0) {
            return Err(Refusal::OutOfRange);
        }
        let patience = ask.patience;
        let question = |choice, most| Task::Question { choice, most, got: Digits::empty(), patience, until: None };
        match ask.ask_for {
            AskFor::Choice => {
                self.clear_tasks();
                self.task = Some(question(true, 1));
            }
            AskFor::Number(most) if (1..=MAX_DIGITS).contains(&usize::from(most)) => {
                self.clear_tasks();
                self.task = Some(question(false, most));
            }
            AskFor::Secret(kind, wanted) if SecretEntry::LENGTHS.contains(&wanted) => {
                self.clear_tasks();
                self.open_secret(SecretEntry::new(kind, wanted, patience, None));
            }
            AskFor::Number(_) | AskFor::Secret(..) => return Err(Refusal::OutOfRange),
        }
        self.say(vec![CUSTOMER], ask.say, false, Then::Listen);
        Ok(())
    }

    pub(crate) fn take_message(&mut self, say: Vec<Phrase>, limit: Millis) -> Result<(), Refusal> {
        self.check_unserved()?;
        check_phrases(&say)?;
        if !(5_000..=600_000).contains(&limit.0) {
            return Err(Refusal::OutOfRange);
        }
        self.clear_tasks();
        self.task = Some(Task::Invitation { limit });
        self.say(vec![CUSTOMER], say, false, Then::TakeMessage);
        Ok(())
    }

    /// The customer is on the line and in nobody's hands.
    fn check_unserved(&self) -> Result<(), Refusal> {
        let unserved = matches!(self.stage, Stage::Flow { .. } | Stage::Waiting(_));
        if unserved && !self.leaves_for_callback() { Ok(()) } else { Err(Refusal::WrongState) }
    }

    /// Says something instead of whatever was being said. Nothing to say is said at once.
    pub(crate) fn say(&mut self, legs: Vec<LegId>, phrases: Vec<Phrase>, notice: bool, then: Then) {
        self.stop_saying();
        if phrases.is_empty() {
            self.follow(then);
            return;
        }
        self.plays += 1;
        let (play, until) = (self.plays, self.now.plus(self.setup.config.max_saying));
        self.saying = Some(Saying { play, legs, notice, then, until });
        self.media(MediaCommand::Say { play, phrases });
    }

    pub(crate) fn stop_saying(&mut self) {
        if let Some(saying) = self.saying.take() {
            self.media(MediaCommand::StopSaying { play: saying.play });
        }
    }

    /// A report that comes too late, about a saying that was cut short, changes nothing.
    pub(crate) fn on_said(&mut self, play: u32) -> Result<(), Refusal> {
        if self.saying.as_ref().is_some_and(|saying| saying.play == play) {
            self.finish_saying();
        }
        Ok(())
    }

    pub(crate) fn finish_saying(&mut self) {
        if let Some(saying) = self.saying.take() {
            self.recorder.notice_given |= saying.notice;
            self.follow(saying.then);
        }
    }

    fn follow(&mut self, then: Then) {
        let now = self.now;
        match then {
            Then::GoOn => self.rest(),
            Then::TellFlow => {
                self.house(HouseCommand::Said);
                self.rest();
            }
            Then::Listen => {
                if let Some(Task::Question { patience, until, .. }) = &mut self.task {
                    *until = Some(now.plus(*patience));
                } else if let Some(secret) = &mut self.secret {
                    secret.until = Some(now.plus(secret.patience));
                }
            }
            Then::TakeMessage => {
                if let Some(Task::Invitation { limit }) = self.task {
                    let recording = self.next_recording();
                    self.task = Some(Task::Message { recording, since: now, until: now.plus(limit) });
                    self.media(MediaCommand::TakeMessage { recording });
                }
            }
            Then::CallBack => self.end(Cause::CallbackWished, By::Customer),
        }
    }

    /// The customer is left to music: the flow thinks, or the wait goes on.
    pub(crate) fn rest(&mut self) {
        let (now, patience) = (self.now, self.setup.config.flow_patience);
        match &mut self.stage {
            Stage::Flow { until } => *until = now.plus(patience),
            Stage::Waiting(waiting) => waiting.announce_at = now.plus(waiting.treatment.announce_every),
            _ => {}
        }
    }

    /// Ends what the customer was asked, without an answer.
    pub(crate) fn clear_tasks(&mut self) {
        self.give_up_secret();
        self.close_message();
        self.task = None;
    }

    pub(crate) fn finish_message(&mut self) {
        self.close_message();
        self.rest();
    }

    /// Closes the message, if one is being taken.
    pub(crate) fn close_message(&mut self) {
        if let Some(Task::Message { recording, since, .. }) = self.task.clone() {
            self.task = None;
            self.media(MediaCommand::StopMessage { recording });
            self.house(HouseCommand::MessageTaken { recording, length: self.now.since(since) });
        }
    }

    /// A key was pressed. Only the customer's keys mean anything, and only where they were asked for.
    pub(crate) fn key(&mut self, id: LegId, key: Key) {
        if id != CUSTOMER || self.leaves_for_callback() {
            return;
        }
        if self.secret.is_some() {
            self.secret_key(key);
            return;
        }
        if self.setup.config.emergency_key == Some(key) && self.heeds_emergency() {
            self.log(Event::DigitMenu { choice: key.label() });
            self.go_to_a_person();
            return;
        }
        match &self.task {
            Some(Task::Question { .. }) => self.question_key(key),
            Some(Task::Message { .. }) if key == Key::HASH => self.finish_message(),
            Some(_) => {}
            None => self.wait_key(key),
        }
    }

    /// The customer said that it is an emergency.
    pub(crate) fn emergency(&mut self) -> Result<(), Refusal> {
        // Who is in need says so more than once.
        if self.setup.urgent || !self.heeds_emergency() || self.secret.is_some() || self.leaves_for_callback() {
            return Err(Refusal::WrongState);
        }
        self.go_to_a_person();
        Ok(())
    }

    /// Where no digits and no message are awaited, and nobody serves the customer.
    const fn heeds_emergency(&self) -> bool {
        let menu = matches!(self.task, None | Some(Task::Question { choice: true, .. }));
        menu && matches!(self.stage, Stage::Flow { .. } | Stage::Waiting(_))
    }

    fn go_to_a_person(&mut self) {
        self.setup.urgent = true;
        self.requeue(Requeue::Emergency, None, None);
    }

    /// No more keys: what was keyed is the answer.
    pub(crate) fn finish_question(&mut self) {
        if let Some(Task::Question { got, .. }) = self.task.take() {
            let keyed = if got.is_empty() { Keyed::Nothing } else { Keyed::Digits(got) };
            self.house(HouseCommand::Keyed(keyed));
            self.rest();
        }
    }

    fn question_key(&mut self, key: Key) {
        self.stop_saying();
        let now = self.now;
        let Some(Task::Question { choice, most, got, patience, until }) = &mut self.task else { return };
        *until = Some(now.plus(*patience));
        let ends = !*choice && key == Key::HASH;
        if !ends {
            got.push(key);
        }
        let (full, choice) = (got.len() >= usize::from(*most), *choice);
        if choice {
            self.log(Event::DigitMenu { choice: key.label() });
        }
        if ends || full {
            self.finish_question();
        }
    }

    /// A key that means something to those who wait.
    fn wait_key(&mut self, key: Key) {
        let Stage::Waiting(waiting) = &self.stage else { return };
        let choice = waiting.treatment.choices.iter().find(|(known, _)| *known == key);
        let Some((_, choice)) = choice.cloned() else { return };
        match choice {
            WaitChoice::CallBack if self.setup.customer.is_none() => return,
            WaitChoice::CallBack => {
                self.drop_offer(Cause::Withdrawn);
                self.house(HouseCommand::CallbackWished);
                self.say(vec![CUSTOMER], vec![Phrase::Word(Word::CallbackPromised)], false, Then::CallBack);
            }
            WaitChoice::SelfService(name) => {
                self.stop_saying();
                self.house(HouseCommand::SelfService { name });
                self.rest();
            }
        }
        self.log(Event::DigitMenu { choice: key.label() });
    }

    /// Whether the customer hears the promise of a call back and will be let go.
    pub(crate) fn leaves_for_callback(&self) -> bool {
        self.saying.as_ref().is_some_and(|saying| saying.then == Then::CallBack)
    }
}

fn check_phrases(phrases: &[Phrase]) -> Result<(), Refusal> {
    if phrases.len() <= MAX_PHRASES { Ok(()) } else { Err(Refusal::OutOfRange) }
}
