//! What the flow wants done, as events and as plans for the switchboard.

use warmline_base::{AgentId, Fault, Millis, Timestamp};
use warmline_contract::{ArticleAnswer, By, Card, HandOver, LeftMessage, MenuOption, Message, NewEvent, Stream, names};
use warmline_flow::{Effect, Input, Texts};

use super::FrontDesk;
use super::turn::Plan;
use crate::model::Fold;
use crate::store;

/// A customer who comes back within this time is asked to the same agent first.
const KNOWN_AGENT: Millis = Millis::minutes(30);

impl FrontDesk {
    /// Adds one effect to the plan; some answer the flow at once.
    pub(super) async fn effect(
        &self,
        fold: &Fold,
        effect: Effect,
        now: Timestamp,
        plan: &mut Plan,
    ) -> Result<Option<Input>, Fault> {
        let locale = fold.arrived.locale.as_str();
        match effect {
            Effect::Say { texts, .. } | Effect::AskIdentify { texts, .. } | Effect::AskField { texts, .. } => {
                plan.events.push(self.assistant_says(fold, words(&texts, locale), None));
            }
            Effect::ShowMenu { texts, options, .. } => {
                let title = words(&texts, locale);
                let options = options
                    .into_iter()
                    .map(|option| MenuOption { label: words(&option.label, locale), id: option.id })
                    .collect();
                plan.events.push(self.assistant_says(fold, title.clone(), Some(Card::Menu { title, options })));
            }
            Effect::TryAnswer { text } => return self.try_answer(fold, &text, now, plan).await.map(Some),
            Effect::HandOver(said) => {
                let hand_over = self.hand_over(fold, said);
                plan.events.push(NewEvent::new(
                    Stream::Interaction(fold.id),
                    names::INTERACTION_HANDED_OVER,
                    By::Assistant,
                    &hand_over,
                ));
            }
            Effect::Enqueue { queue, priority, required, preferred, reason, note: _ } => {
                let queued = self.queued(fold, &queue, priority, &required, &preferred, reason, now).await?;
                plan.enqueue = Some((queue, queued));
            }
            Effect::LeaveQueue { .. } => plan.leave = true,
            Effect::OfferCallback { texts, .. } => {
                let text = texts.map_or_else(String::new, |texts| words(&texts, locale));
                plan.events.push(self.assistant_says(fold, text, Some(Card::Callback)));
            }
            Effect::TakeMessage { texts } => {
                plan.events.push(self.assistant_says(fold, words(&texts, locale), Some(Card::LeaveMessage)));
            }
            Effect::KeepMessage { text } => {
                let by = By::Customer { id: fold.customer };
                plan.events.push(NewEvent::new(
                    Stream::Interaction(fold.id),
                    names::INTERACTION_LEFT_MESSAGE,
                    by,
                    &LeftMessage { text, recording: None },
                ));
            }
            // Keys and secrets are the telephone's; no flow that is written asks for them.
            Effect::AskSecret { .. } | Effect::KeepCallback => {}
            Effect::AskSurvey { texts } => {
                plan.events.push(self.assistant_says(fold, words(&texts, locale), Some(Card::Survey)));
            }
            Effect::End { reason } => plan.end = Some(reason),
        }
        Ok(None)
    }

    async fn try_answer(&self, fold: &Fold, text: &str, now: Timestamp, plan: &mut Plan) -> Result<Input, Fault> {
        let found = match self.assistant.answer(text, &fold.arrived.locale, now).await {
            Ok(found) => found,
            Err(fault) => {
                // The flow goes on without an answer: a person will help.
                tracing::error!(fault = %fault, "the assistant could not look for an answer");
                None
            }
        };
        Ok(match found {
            Some(ArticleAnswer { id, title, version, answer_customer, .. }) => {
                let card = Card::Answer { article: id, title: title.clone(), version };
                plan.events.push(self.assistant_says(fold, answer_customer, Some(card)));
                Input::AnswerResult { found: true, title: Some(title) }
            }
            None => Input::AnswerResult { found: false, title: None },
        })
    }

    /// A message of the assistant; doors show it with its 智能助手 label.
    pub(super) fn assistant_says(&self, fold: &Fold, text: String, card: Option<Card>) -> NewEvent {
        let message = Message { message: self.runtime.ids.next(), text, attachments: Vec::new(), card, article: None };
        NewEvent::new(Stream::Interaction(fold.id), names::INTERACTION_MESSAGE, By::Assistant, &message)
    }

    fn hand_over(&self, fold: &Fold, said: warmline_flow::HandOver) -> HandOver {
        let matter = fold.intent.as_ref().map(|intent| intent.name.clone());
        let mut summary = match matter {
            Some(name) => format!("来意：{name}。"),
            None => String::new(),
        };
        if let Some(last) = said.asked.last() {
            summary.push_str(&format!("客户说：“{last}”。"));
        }
        match said.answered.last() {
            Some(answer) => summary.push_str(&format!("助手已答《{answer}》，未解决。")),
            None => summary.push_str("助手未作答。"),
        }
        for (field, value) in &said.collected {
            summary.push_str(&format!("{field}：{value}。"));
        }
        HandOver { summary, asked: said.asked, answered: said.answered }
    }

    /// The agent the customer spoke with a short while ago.
    pub(super) async fn known_agent(&self, fold: &Fold, now: Timestamp) -> Result<Option<AgentId>, Fault> {
        if fold.last_agent.is_some() {
            return Ok(fold.last_agent);
        }
        let Some(customer) = fold.customer else { return Ok(None) };
        let earlier = store::of_customer(&self.line.rows, customer, 2).await?;
        Ok(earlier
            .into_iter()
            .filter(|stored| stored.fold.id != fold.id)
            .find(|stored| stored.fold.ended_at.is_some_and(|at| now.since(at) <= KNOWN_AGENT))
            .and_then(|stored| stored.fold.last_agent))
    }
}

/// The words in the customer's language; Chinese unless English was asked for.
fn words(texts: &Texts, locale: &str) -> String {
    if locale.starts_with("en") { texts.en.clone() } else { texts.zh.clone() }
}
