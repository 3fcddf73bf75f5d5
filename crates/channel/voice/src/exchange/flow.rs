//! The flow, spoken: what the log says the assistant said becomes sayings and questions of the call.
//!
//! A turn's words are gathered until its step is stored, then said at once. A notice is said to the end before
//! keys are taken; a menu is asked up to three times, then a person takes over. Pure: events in, commands out.

use uuid::Uuid;
use warmline_base::Millis;
use warmline_call::{Ask, AskFor, Command, Key, Phrase, Treatment, WaitChoice, Word};
use warmline_contract::Card;

use crate::speech::TONE;

/// How long a menu waits for a key.
const PATIENCE: Millis = Millis::seconds(6);
/// How often a menu is asked before a person takes over.
const TRIES: u8 = 3;
/// The keys that say how it was, and how long one is waited for. How long the question stays open is the flow's.
const RATINGS: std::ops::RangeInclusive<u8> = 1..=5;
const RATING_PATIENCE: Millis = Millis::seconds(30);
/// The longest message.
const MESSAGE_MAX: Millis = Millis::seconds(120);
/// What whoever waits may do instead, by the name the call knows it by.
pub(super) const MESSAGE: &str = "message";
/// The key for a person, in every menu.
const PERSON: char = '0';

/// What the customer's key asks of the reception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// This option of the menu.
    Option(String),
    /// A person.
    Person,
    /// To be called back.
    CallBack,
    /// How it was, 1 to 5.
    Rating(u8),
}

/// What follows from a key, or from none.
#[derive(Debug)]
pub(super) enum Next {
    /// Ask again.
    Again(Command),
    /// Tell the reception.
    Tell(Chosen),
    /// Nothing was asked.
    Nothing,
}

#[derive(Debug)]
struct Menu {
    keys: Vec<(char, Chosen)>,
    say: Vec<Phrase>,
    tries: u8,
    patience: Millis,
    /// Whoever keys nothing that fits is put through to a person.
    to_person: bool,
}

/// The flow's talk with one caller.
#[derive(Debug, Default)]
pub(super) struct Talk {
    texts: Vec<String>,
    card: Option<Card>,
    /// Handed to the call and not yet said to the end.
    unsaid: Vec<Phrase>,
    menu: Option<Menu>,
    /// Asked when what is being said is said.
    ask_then: Option<Command>,
    /// The conversation is over: once the last words are said, so is the call.
    closing: bool,
    /// Done when the people have left.
    parting: Option<Command>,
}

impl Talk {
    /// The assistant said something.
    pub(super) fn said(&mut self, text: String, card: Option<Card>) {
        if !text.is_empty() {
            self.texts.push(text);
        }
        self.card = card.or(self.card.take());
    }

    /// The turn is stored: what the call is to do now.
    pub(super) fn step(&mut self) -> Option<Command> {
        let texts = std::mem::take(&mut self.texts);
        let notice = texts.iter().any(|text| tells_of_recording(text));
        let say: Vec<Phrase> = texts.into_iter().map(|text| Phrase::Text(text.into())).collect();
        let ask = match self.card.take() {
            Some(Card::Menu { options, .. }) => {
                let labels = options.iter().map(|option| {
                    let chosen = if option.id == "person" { Chosen::Person } else { Chosen::Option(option.id.clone()) };
                    (option.label.clone(), chosen)
                });
                Some(self.open_menu(labels.collect()))
            }
            Some(Card::Answer { .. }) => {
                let judge = |text: &str, id: &str| (text.to_owned(), Chosen::Option(id.to_owned()));
                Some(self.open_menu(vec![judge("解决了", "solved"), judge("没解决", "not_solved")]))
            }
            Some(Card::LeaveMessage) => {
                self.menu = None;
                return Some(take_message(say));
            }
            Some(Card::Callback) => {
                let offer = vec![Phrase::Clip("callback_offer".into())];
                Some(self.ask(vec![('1', Chosen::CallBack)], offer))
            }
            Some(Card::Survey) => return Some(self.ask_how_it_was(say)),
            Some(Card::Case { .. }) | None => None,
        };
        match (say.is_empty(), ask) {
            // The flow has no last words.
            (true, None) if self.closing => Some(Command::End { by: None }),
            (true, ask) => ask,
            (false, Some(ask)) => {
                self.unsaid = say.clone();
                self.ask_then = Some(ask);
                Some(Command::Say { say, notice })
            }
            (false, None) => {
                self.unsaid = say.clone();
                Some(Command::Say { say, notice })
            }
        }
    }

    fn open_menu(&mut self, labels: Vec<(String, Chosen)>) -> Command {
        let mut keys = Vec::new();
        let mut say = Vec::new();
        for (label, chosen) in labels {
            let key = match chosen {
                Chosen::Person => PERSON,
                _ => char::from_digit(keys.len() as u32 + 1, 10).unwrap_or(PERSON),
            };
            if keys.iter().any(|(known, _)| *known == key) {
                continue;
            }
            say.push(Phrase::Text(label.into()));
            say.push(Phrase::Clip("press".into()));
            say.push(Phrase::Number(key.to_digit(10).unwrap_or(0)));
            keys.push((key, chosen));
        }
        self.ask(keys, say)
    }

    fn ask(&mut self, keys: Vec<(char, Chosen)>, say: Vec<Phrase>) -> Command {
        let menu = Menu { keys, say, tries: 0, patience: PATIENCE, to_person: true };
        menu.question(&mut self.menu)
    }

    /// The survey. Whoever keys nothing hears the flow's good-bye in its time.
    fn ask_how_it_was(&mut self, say: Vec<Phrase>) -> Command {
        let keys = RATINGS.filter_map(|points| Some((char::from_digit(points.into(), 10)?, Chosen::Rating(points))));
        let menu = Menu { keys: keys.collect(), say, tries: 0, patience: RATING_PATIENCE, to_person: false };
        menu.question(&mut self.menu)
    }

    /// What was being said is said: what comes then.
    pub(super) fn done_saying(&mut self) -> Option<Command> {
        self.unsaid.clear();
        if let Some(ask) = self.ask_then.take() {
            return Some(ask);
        }
        self.closing.then_some(Command::End { by: None })
    }

    /// A key, or none in time.
    pub(super) fn keyed(&mut self, digits: Option<&str>) -> Next {
        let Some(menu) = &mut self.menu else { return Next::Nothing };
        let key = digits.and_then(|digits| digits.chars().next());
        if let Some((_, chosen)) = menu.keys.iter().find(|(known, _)| Some(*known) == key) {
            let chosen = chosen.clone();
            self.menu = None;
            return Next::Tell(chosen);
        }
        menu.tries += 1;
        if menu.tries >= TRIES {
            let to_person = menu.to_person;
            self.menu = None;
            return if to_person { Next::Tell(Chosen::Person) } else { Next::Nothing };
        }
        Next::Again(menu.ask())
    }

    /// The customer waits: what was about to be said is said first, then music, the place and the offer to call
    /// back.
    pub(super) fn wait(&mut self, may_call_back: bool) -> Command {
        self.menu = None;
        self.ask_then = None;
        let opening = std::mem::take(&mut self.unsaid);
        let mut treatment = Treatment::plain();
        treatment.notice =
            opening.iter().any(|phrase| matches!(phrase, Phrase::Text(text) if tells_of_recording(text)));
        treatment.opening = if opening.is_empty() { vec![Phrase::Word(Word::PleaseWait)] } else { opening };
        if may_call_back {
            treatment.offer.push(Phrase::Clip("callback_offer".into()));
            treatment.choices.extend(Key::parse('1').map(|key| (key, WaitChoice::CallBack)));
        }
        treatment.offer.extend([Phrase::Clip("flow_message".into()), Phrase::Clip("press".into()), Phrase::Number(9)]);
        treatment.choices.extend(Key::parse('9').map(|key| (key, WaitChoice::SelfService(MESSAGE.into()))));
        Command::Wait(treatment)
    }

    /// Whoever waited leaves a message instead.
    pub(super) fn message_instead(&mut self) -> Command {
        self.menu = None;
        self.ask_then = None;
        take_message(vec![Phrase::Clip("flow_leave_message".into())])
    }

    /// The message of somebody who waited is taken: a last word, and with it the call ends.
    pub(super) fn thanks(&mut self) -> Command {
        self.closing = true;
        self.unsaid = vec![Phrase::Clip("flow_wish_kept".into())];
        Command::Say { say: self.unsaid.clone(), notice: false }
    }

    /// The conversation is over: the call ends once its last words are said, or at once when there are none.
    pub(super) fn close(&mut self) -> Option<Command> {
        self.closing = true;
        (self.unsaid.is_empty() && self.texts.is_empty()).then_some(Command::End { by: None })
    }

    /// An agent ended the conversation: the flow still has its last words.
    pub(super) const fn close_after_turn(&mut self) {
        self.closing = true;
    }

    /// Nobody serves the customer any more: good-bye, when the flow has said so already.
    pub(super) fn resume(&mut self) -> Option<Command> {
        let parting = self.parting.take()?;
        if let Command::Say { say, .. } = &parting {
            self.unsaid.clone_from(say);
        }
        Some(parting)
    }

    /// The flow's words came while people still spoke: they are for afterwards.
    pub(super) fn keep_for_parting(&mut self, command: Option<Command>) {
        if let Some(Command::Say { .. } | Command::Ask(_) | Command::End { .. }) = command {
            self.parting = command;
        }
    }
}

/// A message is taken after these words and a tone.
fn take_message(mut say: Vec<Phrase>) -> Command {
    say.push(Phrase::Clip(TONE.into()));
    Command::TakeMessage { say, limit: MESSAGE_MAX }
}

impl Menu {
    fn ask(&self) -> Command {
        Command::Ask(Ask { say: self.say.clone(), ask_for: AskFor::Choice, patience: self.patience })
    }

    /// The question it is, kept at `place` until it is answered.
    fn question(self, place: &mut Option<Self>) -> Command {
        place.insert(self).ask()
    }
}

/// Whether a sentence of the flow is the notice that the call may be recorded.
fn tells_of_recording(text: &str) -> bool {
    text.contains("录音") || text.contains("recorded")
}

/// The id a choice is stored under, so that a repeated report stores nothing new.
pub(super) fn choice_id(call: Uuid, count: u32) -> Uuid {
    Uuid::from_u128(call.as_u128() ^ (u128::from(count) << 8) ^ 0xC4)
}

#[cfg(test)]
mod tests {
    use warmline_contract::MenuOption;

    use super::*;

    fn menu() -> Option<Card> {
        let option = |id: &str, label: &str| MenuOption { id: id.into(), label: label.into() };
        let options = vec![option("urgent", "挂失"), option("card", "银行卡"), option("person", "人工")];
        Some(Card::Menu { title: "请选择".into(), options })
    }

    #[test]
    fn a_notice_is_said_to_the_end_before_the_menu_takes_keys() {
        let mut talk = Talk::default();
        talk.said("您好".into(), None);
        talk.said("本次通话可能会被录音".into(), None);
        talk.said("请选择".into(), menu());
        assert!(matches!(talk.step(), Some(Command::Say { notice: true, say }) if say.len() == 3));
        let Some(Command::Ask(ask)) = talk.done_saying() else { panic!("the menu") };
        assert_eq!(ask.say[0], Phrase::Text("挂失".into()));
        assert_eq!(ask.say[8], Phrase::Number(0), "a person is on nought");
        assert!(matches!(talk.keyed(Some("2")), Next::Tell(Chosen::Option(id)) if id == "card"));
        assert!(matches!(talk.keyed(Some("2")), Next::Nothing), "a menu is answered once");
    }

    #[test]
    fn who_keys_nothing_that_fits_reaches_a_person() {
        let mut talk = Talk::default();
        talk.said(String::new(), menu());
        assert!(matches!(talk.step(), Some(Command::Ask(_))));
        assert!(matches!(talk.keyed(None), Next::Again(_)));
        assert!(matches!(talk.keyed(Some("9")), Next::Again(_)));
        assert!(matches!(talk.keyed(None), Next::Tell(Chosen::Person)));
    }

    #[test]
    fn what_was_about_to_be_said_is_said_first_in_the_wait() {
        let mut talk = Talk::default();
        talk.said("正在为您接通".into(), None);
        assert!(matches!(talk.step(), Some(Command::Say { notice: false, .. })));
        let Command::Wait(treatment) = talk.wait(true) else { panic!("a wait") };
        assert_eq!(treatment.opening, [Phrase::Text("正在为您接通".into())]);
        assert_eq!(treatment.choices.len(), 2, "a call back, or a message");
        let Command::Wait(again) = talk.wait(false) else { panic!("a wait") };
        assert_eq!(again.opening, [Phrase::Word(Word::PleaseWait)]);
        assert_eq!(again.choices.len(), 1, "a message can always be left");
    }

    #[test]
    fn the_last_words_are_said_before_the_call_ends() {
        let mut talk = Talk::default();
        talk.said("再见".into(), None);
        assert!(talk.close().is_none());
        assert!(matches!(talk.step(), Some(Command::Say { .. })));
        assert!(matches!(talk.done_saying(), Some(Command::End { .. })));
        assert!(matches!(Talk::default().close(), Some(Command::End { .. })));
    }

    #[test]
    fn the_survey_is_answered_by_a_key_and_nobody_is_put_through_who_keys_none() {
        let mut talk = Talk::default();
        talk.close_after_turn();
        talk.said("请打分".into(), Some(Card::Survey));
        let Some(Command::Ask(ask)) = talk.step() else { panic!("the question") };
        assert_eq!(ask.say, [Phrase::Text("请打分".into())]);
        assert!(matches!(talk.keyed(Some("9")), Next::Again(_)));
        assert!(matches!(talk.keyed(Some("4")), Next::Tell(Chosen::Rating(4))));
        talk.said("再见".into(), None);
        assert!(matches!(talk.step(), Some(Command::Say { .. })));
        assert!(matches!(talk.done_saying(), Some(Command::End { .. })));

        talk.said("请打分".into(), Some(Card::Survey));
        talk.step();
        assert!(matches!((talk.keyed(None), talk.keyed(None)), (Next::Again(_), Next::Again(_))));
        assert!(matches!(talk.keyed(None), Next::Nothing));
    }

    #[test]
    fn a_flow_without_last_words_ends_the_call_when_the_people_have_left() {
        let mut talk = Talk::default();
        talk.close_after_turn();
        assert!(matches!(talk.step(), Some(Command::End { .. })));

        // The people were still there when the flow was done.
        let mut talk = Talk::default();
        talk.close_after_turn();
        let step = talk.step();
        talk.keep_for_parting(step);
        assert!(matches!(talk.resume(), Some(Command::End { .. })));
        assert!(talk.resume().is_none());
    }
}
