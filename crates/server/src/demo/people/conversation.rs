//! One conversation in a simulated agent's hands: accept, read, answer, end, wrap up.
//!
//! Whoever opens like a script is answered from it. Anybody else is a visitor of the demo and is answered
//! from the knowledge the house suggests, patiently and for a bounded time.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use warmline_base::{ArticleId, InteractionId, OfferId};
use warmline_wire::chat::desk::ClientFrame;

use super::Crowd;
use super::chance::{Chance, Pace};
use super::doors::Colleague;
use super::script::{Dialogue, Side};

/// Departments whose staff is simulated; cases go nowhere else.
const DEPARTMENTS: [&str; 2] = ["D02", "D07"];
/// The share of matters of those departments that become cases.
const CASES: f64 = 0.35;
/// How long a scripted customer may take over a turn, in seconds.
const TURN_WITHIN: f64 = 60.0;
/// How long a visitor may take before being asked again, in seconds.
const VISITOR_WITHIN: f64 = 180.0;
/// Answers to one visitor.
const ANSWERS_MAX: usize = 30;
/// Below this score a suggested article is a guess.
const GUESS: f64 = 0.3;
/// The disposition of a conversation nobody could name: 客户离开.
const DISPOSITION: &str = "D633";

/// How a conversation comes into the agent's hands.
#[derive(Clone, Copy, Debug)]
pub enum Begin {
    /// By an offer.
    Offer(OfferId),
    /// It was left there when the agent's last session broke.
    Excuse,
    /// It was ended there, but not written up.
    WrapUp,
}

/// What happens in the conversation.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The customer said something.
    Customer {
        /// The event's number.
        number: i64,
        /// The words.
        text: String,
    },
    /// It is over, or in other hands.
    Over,
}

impl Heard {
    /// What an event of the log means here, if anything.
    pub fn of(event: &Value) -> Option<Self> {
        match (event["name"].as_str()?, event["by"]["kind"].as_str()) {
            ("interaction.message", Some("customer")) => Some(Self::Customer {
                number: event["number"].as_i64()?,
                text: event["body"]["text"].as_str().unwrap_or_default().to_owned(),
            }),
            ("interaction.ended" | "interaction.transferred", _) => Some(Self::Over),
            _ => None,
        }
    }
}

/// A conversation.
pub struct Conversation {
    crowd: Arc<Crowd>,
    colleague: Arc<Colleague>,
    chance: Chance,
    id: InteractionId,
    heard: mpsc::Receiver<Heard>,
    say: mpsc::Sender<ClientFrame>,
    /// What it is about, as far as a script knows.
    matter: Option<Arc<Dialogue>>,
    /// The last event read.
    number: i64,
    english: bool,
    over: bool,
}

impl Conversation {
    /// A conversation whose events come by `heard` and whose frames go by `say`.
    pub fn new(
        crowd: &Arc<Crowd>,
        colleague: &Arc<Colleague>,
        chance: Chance,
        id: InteractionId,
        heard: mpsc::Receiver<Heard>,
        say: mpsc::Sender<ClientFrame>,
    ) -> Self {
        let (crowd, colleague) = (Arc::clone(crowd), Arc::clone(colleague));
        Self { crowd, colleague, chance, id, heard, say, matter: None, number: 0, english: false, over: false }
    }

    /// Holds the conversation to its end.
    ///
    /// # Errors
    /// When somebody else was faster, or the house refuses.
    pub async fn hold(mut self, begin: Begin) -> anyhow::Result<()> {
        match begin {
            Begin::Offer(offer) => {
                self.think(1.0, 6.0).await;
                self.post(&format!("offers/{offer}/accept"), json!({})).await?;
                self.serve().await?
            }
            Begin::Excuse => {
                let words = (
                    "让您久等了。您说的我都记下了，还有需要请随时联系我们。",
                    "Sorry to have kept you. Please write again whenever you need us.",
                );
                self.answer(self.word(words), 3.0, None).await?;
            }
            Begin::WrapUp => {}
        }
        if !self.over && !matches!(begin, Begin::WrapUp) {
            self.think(2.0, 5.0).await;
            // The customer may have ended it in this moment.
            let _ = self.post("end", json!({})).await;
        }
        self.wrap_up().await
    }

    async fn serve(&mut self) -> anyhow::Result<()> {
        self.frame(ClientFrame::View { interaction: Some(self.id) }).await?;
        let mut said = self.read().await?;
        if said.is_empty() {
            said.extend(self.listen(TURN_WITHIN / 2.0).await?);
        }
        self.matter = said.iter().find_map(|words| self.crowd.script.that_opens_with(words));
        match self.matter.clone() {
            Some(dialogue) => self.follow(&dialogue).await,
            None => self.help(said.is_empty()).await,
        }
    }

    /// Reads what was said before; returns the customer's texts.
    async fn read(&mut self) -> anyhow::Result<Vec<String>> {
        let path = format!("/api/interactions/{}/events?after=0&limit=200", self.id);
        let page = self.colleague.get(&path).await?;
        let mut said = Vec::new();
        for event in page["items"].as_array().into_iter().flatten() {
            self.number = self.number.max(event["number"].as_i64().unwrap_or_default());
            self.english |= event["body"]["locale"] == "en";
            if let Some(Heard::Customer { text, .. }) = Heard::of(event) {
                said.push(text);
            }
        }
        self.frame(ClientFrame::Read { interaction: self.id, number: self.number }).await?;
        Ok(said)
    }

    /// Takes turns as the script has them.
    async fn follow(&mut self, dialogue: &Dialogue) -> anyhow::Result<()> {
        for (turn, seconds) in dialogue.rest() {
            if turn.by == Side::Agent {
                self.answer(&turn.text, seconds, None).await?;
            } else {
                self.listen(TURN_WITHIN + seconds).await?;
            }
            if self.over {
                return Ok(());
            }
        }
        self.perhaps_open_case(dialogue).await
    }

    /// Helps a visitor of the demo.
    async fn help(&mut self, silent: bool) -> anyhow::Result<()> {
        let words = ("您好，很高兴为您服务。", "Hello, I am glad to help you.");
        self.answer(self.word(words), 3.0, None).await?;
        let mut answered = silent;
        let mut asked = false;
        for _ in 0..ANSWERS_MAX {
            if !answered {
                self.answer_from_knowledge().await?;
            }
            answered = self.listen(VISITOR_WITHIN).await?.is_none();
            if self.over || (answered && asked) {
                return Ok(());
            }
            asked = answered;
            if asked {
                let words = ("请问还有什么可以帮您？", "Is there anything else I can do for you?");
                self.answer(self.word(words), 3.0, None).await?;
            }
        }
        Ok(())
    }

    async fn answer_from_knowledge(&mut self) -> anyhow::Result<()> {
        let help = self.colleague.get(&format!("/api/interactions/{}/suggestions", self.id)).await?;
        self.matter = help["intent"].as_str().and_then(|intent| self.crowd.script.about(intent));
        let article = &help["articles"][0];
        let fits = article["score"].as_f64().is_some_and(|score| score >= GUESS);
        let words = if self.english { &article["english"]["answer_short"] } else { &article["answer_customer"] };
        match words.as_str().filter(|_| fits) {
            Some(words) => self.answer(words, 6.0, serde_json::from_value(article["id"].clone()).ok()).await,
            None => {
                let words =
                    ("我记下了，请您再多说一点，我好帮您查。", "I have noted that. Could you tell me a little more?");
                self.answer(self.word(words), 4.0, None).await
            }
        }
    }

    async fn perhaps_open_case(&mut self, dialogue: &Dialogue) -> anyhow::Result<()> {
        let crowd = Arc::clone(&self.crowd);
        let Some(intent) = crowd.script.intent(dialogue) else { return Ok(()) };
        if !DEPARTMENTS.contains(&intent.department.as_str()) || !self.chance.happens(CASES) {
            return Ok(());
        }
        let case = json!({
            "interaction": self.id, "title": intent.name, "need": dialogue.opening(), "kind": "service", "priority": 3,
            "department": intent.department, "task_title": format!("核实并办理:{}", intent.name),
        });
        self.colleague.post("/api/cases", case).await
    }

    async fn wrap_up(&mut self) -> anyhow::Result<()> {
        self.think(4.0, 10.0).await;
        write_up(&self.crowd, &self.colleague, self.id, self.matter.as_deref()).await
    }

    /// Types for a while, then says it.
    async fn answer(&mut self, text: &str, seconds: f64, article: Option<ArticleId>) -> anyhow::Result<()> {
        let interaction = self.id;
        self.think(seconds * 0.2, seconds * 0.4).await;
        self.frame(ClientFrame::Typing { interaction, on: true }).await?;
        self.think(seconds * 0.5, seconds * 0.8).await;
        let id = self.chance.client_id();
        self.frame(ClientFrame::Message { interaction, id, text: text.to_owned(), attachments: Vec::new(), article })
            .await?;
        self.frame(ClientFrame::Typing { interaction, on: false }).await
    }

    /// The customer's next words, read; nothing when there are none in time or it is over.
    async fn listen(&mut self, seconds: f64) -> anyhow::Result<Option<String>> {
        let pace: Pace = self.crowd.pace;
        let deadline = tokio::time::Instant::now() + pace.span(seconds);
        while let Ok(heard) = tokio::time::timeout_at(deadline, self.heard.recv()).await {
            match heard {
                Some(Heard::Customer { number, text }) if number > self.number => {
                    self.number = number;
                    self.frame(ClientFrame::Read { interaction: self.id, number }).await?;
                    return Ok(Some(text));
                }
                Some(Heard::Customer { .. }) => {}
                Some(Heard::Over) | None => {
                    self.over = true;
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    async fn think(&self, from: f64, to: f64) {
        self.crowd.pace.wait(self.chance.between(from, to)).await;
    }

    async fn frame(&self, frame: ClientFrame) -> anyhow::Result<()> {
        Ok(self.say.send(frame).await?)
    }

    async fn post(&self, what: &str, body: Value) -> anyhow::Result<()> {
        self.colleague.post(&format!("/api/interactions/{}/{what}", self.id), body).await
    }

    fn word(&self, (chinese, english): (&'static str, &'static str)) -> &'static str {
        if self.english { english } else { chinese }
    }
}

/// Writes up what is over: what it was about, if anybody knows.
///
/// # Errors
/// When the house refuses.
pub async fn write_up(
    crowd: &Crowd,
    colleague: &Colleague,
    id: InteractionId,
    matter: Option<&Dialogue>,
) -> anyhow::Result<()> {
    let need = matter.and_then(|dialogue| crowd.script.intent(dialogue)).map_or("业务咨询", |one| &one.name);
    let disposition = matter.map_or(DISPOSITION, |dialogue| &dialogue.disposition);
    let written = json!({"disposition": disposition, "need": need, "next_step": "无"});
    colleague.post(&format!("/api/interactions/{id}/wrap-up"), written).await
}
