//! One simulated customer, from the door to the survey.
//!
//! Invariants: every wait ends; the socket is read all the time, also while the customer thinks.

use serde_json::{Value, json};
use tokio::time::Instant;
use warmline_wire::chat::visitor::{ClientFrame, ServerFrame};

use super::chance::{Chance, Pace};
use super::doors::{Doors, Socket, Visit};
use super::script::{Dialogue, Side};

/// A ping goes out this often, so that the house knows the page is there.
const BEAT: std::time::Duration = std::time::Duration::from_secs(20);
/// How long the assistant may take.
const ASSISTANT_WITHIN: f64 = 12.0;
/// The mean of how long customers wait for a person.
const PATIENCE: f64 = 300.0;
/// How long a customer waits for an answer of the person.
const ANSWER_WITHIN: f64 = 240.0;
/// How long a customer stays when everything was said.
const FAREWELL_WITHIN: f64 = 90.0;
/// The share of customers who rate.
const RATES: f64 = 0.85;

const PRAISE: [&str; 5] =
    ["很有耐心，一次就说清楚了", "回复很快，谢谢", "不用重复说，省心", "态度很好", "讲得明白，老人也听得懂"];
const PRAISE_EN: [&str; 2] = ["Clear and quick, thank you", "I did not have to repeat myself"];
const WISHES: [&str; 3] = ["希望手机上能直接办", "等的时间有点长", "希望后续有人跟进结果"];

/// What a customer has in mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intention {
    /// Wants a person before anything else.
    PersonFirst,
    /// Asks, and then wants a person.
    AskThenPerson,
    /// Asks, and is content with the assistant's answer.
    ContentWithAnswer,
    /// Leaves while waiting.
    GivesUp,
}

impl Intention {
    /// What this customer has in mind.
    pub fn of(chance: &Chance) -> Self {
        match chance.between(0.0, 100.0) {
            draw if draw < 20.0 => Self::PersonFirst,
            draw if draw < 62.0 => Self::AskThenPerson,
            draw if draw < 87.0 => Self::ContentWithAnswer,
            _ => Self::GivesUp,
        }
    }
}

/// What the customer has seen so far.
#[derive(Debug, Default)]
struct Seen {
    number: i64,
    /// An answer of the assistant waits to be confirmed.
    answer: bool,
    waiting: bool,
    person: bool,
    agent_messages: u32,
    survey: bool,
    ended: bool,
}

/// A customer.
pub struct Customer<'a> {
    doors: &'a Doors,
    pace: Pace,
    chance: Chance,
    dialogue: &'a Dialogue,
    visit: Visit,
    socket: Socket,
    beat: Instant,
    seen: Seen,
}

impl<'a> Customer<'a> {
    /// Comes in, with a name when `code` is one of the bank's customers.
    ///
    /// # Errors
    /// When the door does not open.
    pub async fn enter(
        doors: &'a Doors,
        pace: Pace,
        chance: Chance,
        dialogue: &'a Dialogue,
        code: Option<&str>,
    ) -> anyhow::Result<Self> {
        let visit = doors.open_chat(code, &dialogue.locale, dialogue.queue == "senior").await?;
        let socket = doors.socket("/chat/socket", None).await?;
        let seen = Seen::default();
        let beat = Instant::now() + BEAT;
        let mut customer = Self { doors, pace, chance, dialogue, visit, socket, beat, seen };
        customer.tell(ClientFrame::Hello { token: customer.visit.token.clone(), after: 0 }).await?;
        Ok(customer)
    }

    /// Says what is to be said, and leaves.
    ///
    /// # Errors
    /// When the socket breaks or a door refuses.
    pub async fn talk(mut self, intention: Intention) -> anyhow::Result<()> {
        self.pause(2.0, 5.0).await?;
        if intention == Intention::PersonFirst {
            self.tell(ClientFrame::Person {}).await?;
            self.pause(1.0, 3.0).await?;
        }
        self.say(self.dialogue.opening()).await?;
        if intention != Intention::PersonFirst && self.hear_assistant(intention).await? {
            return self.part().await;
        }
        if self.wait_for_person(intention).await? {
            self.follow_script().await?;
            return self.part().await;
        }
        self.tell(ClientFrame::End {}).await?;
        self.until(ASSISTANT_WITHIN, |seen| seen.ended).await.map(drop)
    }

    /// Hears the assistant out; returns whether that was enough.
    async fn hear_assistant(&mut self, intention: Intention) -> anyhow::Result<bool> {
        self.until(ASSISTANT_WITHIN, |seen| seen.answer || seen.waiting || seen.person).await?;
        self.pause(3.0, 7.0).await?;
        if self.seen.waiting || self.seen.person || self.seen.ended {
            return Ok(false);
        }
        if intention == Intention::ContentWithAnswer && self.seen.answer {
            let id = self.chance.client_id();
            self.tell(ClientFrame::Choose { id, choice: "solved".into() }).await?;
            self.until(ASSISTANT_WITHIN, |seen| seen.survey || seen.ended).await?;
            self.tell(ClientFrame::End {}).await?;
            return Ok(true);
        }
        self.tell(ClientFrame::Person {}).await?;
        Ok(false)
    }

    async fn wait_for_person(&mut self, intention: Intention) -> anyhow::Result<bool> {
        let patience = match intention {
            Intention::GivesUp => self.chance.between(3.0, 7.0),
            _ => 20.0 + self.chance.exponential(PATIENCE),
        };
        self.until(patience, |seen| seen.person || seen.ended).await?;
        Ok(self.seen.person)
    }

    /// Takes turns with the agent, whoever that is.
    async fn follow_script(&mut self) -> anyhow::Result<()> {
        let mut heard = 0;
        for (turn, seconds) in self.dialogue.rest() {
            if self.seen.ended {
                return Ok(());
            }
            if turn.by == Side::Agent {
                self.until(ANSWER_WITHIN, move |seen| seen.agent_messages > heard || seen.ended).await?;
                heard = self.seen.agent_messages;
                self.tell(ClientFrame::Read { number: self.seen.number }).await?;
            } else {
                self.pause(seconds * 0.4, seconds * 0.6).await?;
                self.tell(ClientFrame::Typing { on: true }).await?;
                self.pause(seconds * 0.4, seconds * 0.6).await?;
                self.say(&turn.text).await?;
            }
        }
        Ok(())
    }

    /// Stays until the conversation is over, rates it, and goes.
    async fn part(&mut self) -> anyhow::Result<()> {
        if !self.until(FAREWELL_WITHIN, |seen| seen.ended).await? {
            self.tell(ClientFrame::End {}).await?;
            self.until(ASSISTANT_WITHIN, |seen| seen.ended).await?;
        }
        self.pause(2.0, 6.0).await?;
        if !self.chance.happens(RATES) {
            return Ok(());
        }
        let rating = self.rating();
        self.doors.rate(&self.visit, &rating).await
    }

    fn rating(&self) -> Value {
        let mut rating = json!(self.dialogue.rating);
        let words: &[&str] = match (self.dialogue.is_english(), self.dialogue.rating.recommend) {
            (true, _) => &PRAISE_EN,
            (false, 8..) => &PRAISE,
            (false, _) => &WISHES,
        };
        if self.chance.happens(0.4) {
            rating["text"] = json!(self.chance.pick(words));
        }
        rating
    }

    async fn say(&mut self, text: &str) -> anyhow::Result<()> {
        let id = self.chance.client_id();
        self.tell(ClientFrame::Message { id, text: text.to_owned(), attachments: Vec::new() }).await
    }

    async fn tell(&mut self, frame: ClientFrame) -> anyhow::Result<()> {
        let mut text = String::new();
        frame.encode(&mut text)?;
        self.socket.send(text).await
    }

    /// Thinks for a while.
    async fn pause(&mut self, from: f64, to: f64) -> anyhow::Result<()> {
        let seconds = self.chance.between(from, to);
        self.until(seconds, |_| false).await.map(drop)
    }

    /// Listens until `reached`, at most this many seconds; returns whether it was.
    async fn until(&mut self, seconds: f64, reached: impl Fn(&Seen) -> bool) -> anyhow::Result<bool> {
        let deadline = Instant::now() + self.pace.span(seconds);
        while !reached(&self.seen) {
            tokio::select! {
                frame = self.socket.next() => self.hear(&frame?)?,
                () = tokio::time::sleep_until(self.beat) => {
                    self.beat = Instant::now() + BEAT;
                    self.tell(ClientFrame::Ping {}).await?;
                }
                () = tokio::time::sleep_until(deadline) => return Ok(false),
            }
        }
        Ok(true)
    }

    fn hear(&mut self, frame: &str) -> anyhow::Result<()> {
        let seen = &mut self.seen;
        match ServerFrame::<Value>::parse(frame)? {
            ServerFrame::Event { number, event } => {
                seen.number = number;
                let (name, card) = (event["name"].as_str().unwrap_or_default(), event["body"]["card"]["kind"].as_str());
                match (name, event["by"]["kind"].as_str(), card) {
                    ("interaction.message", Some("agent"), _) => seen.agent_messages += 1,
                    ("interaction.message", _, Some("answer")) => seen.answer = true,
                    ("interaction.message", _, Some("survey")) => seen.survey = true,
                    ("interaction.accepted", ..) => seen.person = true,
                    ("interaction.ended", ..) => seen.ended = true,
                    _ => {}
                }
            }
            ServerFrame::Queue { .. } => seen.waiting = true,
            ServerFrame::Closing { code, .. } => anyhow::bail!("the house closed the conversation: {code}"),
            ServerFrame::Refused { code, .. } => tracing::debug!(code, "a simulated customer was refused"),
            _ => {}
        }
        Ok(())
    }
}
