//! What helps the agent: articles, canned replies, words of comfort; and why it was routed so.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{AgentId, Fault, InteractionId};
use warmline_contract::{Action, ArticleAnswer, HotWordSeen, LogEvent, Message, Said, Stream, names};
use warmline_runtime::Ctx;

use super::{Interactions, QueueRef};
use crate::store::{self, CannedReply};
use crate::switchboard::whole_seconds;

const ARTICLES_MAX: usize = 5;
const REPLIES_MAX: usize = 5;
/// The customer's last words are looked for among this many events.
const REACH: i64 = 30;
const AGENTS_MAX: usize = 50;
const HISTORY_MAX: i64 = 200;

/// Help for the agent; nothing of it is sent without the agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Suggestions {
    /// Articles that fit the customer's last words about the matter.
    pub articles: Vec<ArticleAnswer>,
    /// Canned replies that fit.
    pub replies: Vec<CannedReply>,
    /// The intent, as last understood.
    pub intent: Option<String>,
    /// Its name.
    pub intent_name: Option<String>,
    /// Words to heed.
    pub hot_words: Vec<HotWordSeen>,
    /// 0 calm to 4 crisis.
    pub mood: u8,
    /// Words of comfort: restate, understand, commit.
    pub empathy: Vec<Comfort>,
}

/// One way to comfort.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Comfort {
    /// Say back what the matter is.
    pub restate: String,
    /// Say that it is understood.
    pub understand: String,
    /// Say what happens next.
    pub commit: String,
}

/// Why an interaction is where it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoutingView {
    /// How long it has waited, milliseconds.
    pub waiting_ms: i64,
    /// Its place; absent when it does not wait.
    pub position: Option<u32>,
    /// What to expect.
    pub expected_wait_seconds: Option<u32>,
    /// Its queue.
    pub queue: Option<QueueRef>,
    /// What the engine says of each agent.
    pub reasons: Vec<Verdict>,
    /// Every routing event so far.
    pub history: Vec<LogEvent>,
}

/// What the engine says of one agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Verdict {
    /// Who.
    #[schema(value_type = String)]
    pub agent: AgentId,
    /// Their alias.
    pub alias: String,
    /// In one word: `eligible`, `not_ready`, `full` …
    pub verdict: String,
    /// With its figures.
    pub detail: serde_json::Value,
}

impl Interactions {
    /// Help for whoever serves the interaction.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when it is not the actor's to see.
    pub async fn suggestions(&self, ctx: &Ctx, id: InteractionId) -> Result<Suggestions, Fault> {
        let (fold, tail) = self.readable(ctx, id).await?;
        let said = self.last_words(id, tail.last_number).await?;
        let heard = said.first().map(|text| self.needs.assistant.understand(text));
        // Asking for a person says nothing of the matter: what was said before does.
        let (text, understood) = said
            .into_iter()
            .map(|text| (self.needs.assistant.understand(&text), text))
            .find(|(understood, _)| !understood.only_person)
            .map_or_else(
                || (String::new(), self.needs.assistant.understand("")),
                |(understood, text)| (text, understood),
            );
        let intent = understood.intent.clone().or_else(|| fold.intent.as_ref().map(|known| known.intent.clone()));
        let name = understood.intent_name.clone().or_else(|| fold.intent.as_ref().map(|known| known.name.clone()));
        let (mood, hot_words) = heard.map_or_else(Default::default, |heard| (heard.mood, heard.hot_words));
        let mood = mood.max(fold.intent.as_ref().map_or(0, |known| known.mood));
        let query = if text.is_empty() { name.clone().unwrap_or_default() } else { text };
        let articles = if query.is_empty() {
            Vec::new()
        } else {
            self.needs.knowledge.find(&query, ARTICLES_MAX, ctx.now()).await?
        };
        let empathy = self.needs.assistant.empathy(mood, intent.as_deref());
        Ok(Suggestions {
            articles,
            replies: self.fitting_replies(&fold.arrived.locale, name.as_deref()).await?,
            intent,
            intent_name: name,
            hot_words,
            mood,
            empathy: empathy
                .into_iter()
                .map(|[restate, understand, commit]| Comfort { restate, understand, commit })
                .collect(),
        })
    }

    /// What the customer wrote or said lately, newest first.
    async fn last_words(&self, id: InteractionId, last: i64) -> Result<Vec<String>, Fault> {
        let events = self.runtime.log.stream(Stream::Interaction(id), (last - REACH).max(0), REACH).await?;
        Ok(events
            .iter()
            .rev()
            .filter(|event| crate::model::side(&event.by) == "customer")
            .filter_map(|event| match &*event.name {
                names::INTERACTION_MESSAGE => event.payload::<Message>().ok().map(|message| message.text),
                names::CALL_SAID => event.payload::<Said>().ok().map(|said| said.text),
                _ => None,
            })
            .filter(|text| !text.trim().is_empty())
            .collect())
    }

    async fn fitting_replies(&self, locale: &str, intent: Option<&str>) -> Result<Vec<CannedReply>, Fault> {
        let mut replies = store::list_canned(&self.runtime).await?;
        replies.retain(|reply| reply.locale == locale);
        let fits =
            |reply: &CannedReply| intent.is_some_and(|name| reply.title.contains(name) || reply.text.contains(name));
        replies.sort_by_key(|reply| !fits(reply));
        replies.truncate(REPLIES_MAX);
        Ok(replies)
    }

    /// Why this agent, why not that one, why still waiting.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when it is not the actor's to see.
    pub async fn routing(&self, ctx: &Ctx, id: InteractionId) -> Result<RoutingView, Fault> {
        let (fold, tail) = self.need(id).await?;
        let mut object = self.object(ctx, &fold).await?;
        if fold.agent.is_none() {
            object = object.team(ctx.staff()?.team);
        }
        ctx.authorize(Action::InteractionExplain, &object)?;
        let (position, expected, explanation) = self
            .switchboard
            .look(move |engine| (engine.position(id), engine.expected_wait(id), engine.explain(id, AGENTS_MAX)))
            .await?;
        let mut reasons = Vec::new();
        for verdict in explanation.map(|explanation| explanation.agents).unwrap_or_default() {
            let alias = self.needs.people.agent(verdict.agent).await?.map(|card| card.alias).unwrap_or_default();
            let detail = serde_json::to_value(verdict).unwrap_or_default();
            reasons.push(Verdict { agent: verdict.agent, alias, verdict: word_of(&detail), detail });
        }
        let events = self.runtime.log.stream(Stream::Interaction(id), 0, HISTORY_MAX).await?;
        Ok(RoutingView {
            waiting_ms: fold.queued.as_ref().map_or(0, |queued| ctx.now().since(queued.queued_at).0),
            position,
            expected_wait_seconds: expected.map(whole_seconds),
            queue: self.row(&fold, &tail).await?.queue,
            reasons,
            history: events.iter().filter(|event| is_routing(&event.name)).map(|event| event.view()).collect(),
        })
    }
}

/// The verdict's own word: a text, or the tag of a value with figures.
fn word_of(detail: &serde_json::Value) -> String {
    match &detail["verdict"] {
        serde_json::Value::String(word) => word.clone(),
        serde_json::Value::Object(fields) => fields
            .get("verdict")
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned)
            .or_else(|| fields.keys().next().cloned())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

fn is_routing(name: &str) -> bool {
    matches!(
        name,
        names::INTERACTION_QUEUED
            | names::INTERACTION_OFFERED
            | names::INTERACTION_OFFER_ENDED
            | names::INTERACTION_ACCEPTED
            | names::INTERACTION_TRANSFERRED
            | names::INTERACTION_ABANDONED
    )
}
