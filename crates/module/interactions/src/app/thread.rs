//! The thread: reading it, writing to it, saying whose it is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{AgentId, ArticleId, AttachmentId, CustomerId, Fault, InteractionId, Limit, Timestamp};
use warmline_contract::{
    Action, AttachmentView, Identified, IdentityLevel, InteractionState, LogEvent, Message, NewEvent, Note, ReadMark,
    Stream, Upload, names,
};
use warmline_runtime::Ctx;

use super::{Detail, Interactions};
use crate::hub::DeskNotice;
use crate::reception::files;
use crate::store::recent_journey;

/// The longest text of a message or a note.
const TEXT_CHARACTERS: usize = 2_000;
/// Colleagues one note may call.
const MENTIONS_MAX: usize = 10;
/// Events nobody sees in a thread.
const INTERNAL: &[&str] = &[names::INTERACTION_FLOW_STEP];
const JOURNEY_SPAN: warmline_base::Millis = warmline_base::Millis::minutes(7 * 24 * 60);

/// A part of the thread.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// The events, in order.
    pub items: Vec<LogEvent>,
    /// The last event's number in the whole thread.
    pub last: i64,
}

/// A message to the customer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct MessageInput {
    /// The sender's own id; repeating it stores nothing new.
    pub client_id: Uuid,
    /// The words.
    pub text: String,
    /// Files, uploaded before.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub attachments: Vec<AttachmentId>,
    /// The article the answer comes from.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub article: Option<ArticleId>,
}

/// Where a message stands in the thread.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Posted {
    /// Its number.
    pub number: i64,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A note for colleagues.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct NoteInput {
    /// The words.
    pub text: String,
    /// Colleagues called by @.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub mentions: Vec<AgentId>,
}

/// Which customer it is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct IdentifyInput {
    /// Who.
    #[schema(value_type = String)]
    pub customer: CustomerId,
}

impl Interactions {
    /// One interaction.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when it is not there or not the actor's to see.
    pub async fn get(&self, ctx: &Ctx, id: InteractionId) -> Result<Detail, Fault> {
        let (fold, tail) = self.readable(ctx, id).await?;
        self.detail(&fold, &tail).await
    }

    /// The thread after `after`, at most `limit` events of it.
    ///
    /// # Errors
    /// As [`Interactions::get`].
    pub async fn events(
        &self,
        ctx: &Ctx,
        id: InteractionId,
        after: i64,
        limit: Option<u16>,
    ) -> Result<EventPage, Fault> {
        let (_, tail) = self.readable(ctx, id).await?;
        let limit = Limit::parse(limit.or(Some(Limit::MAX)))?;
        let events = self.runtime.log.stream(Stream::Interaction(id), after.max(0), limit.rows()).await?;
        let items = events.iter().filter(|event| !INTERNAL.contains(&&*event.name)).map(|event| event.view()).collect();
        Ok(EventPage { items, last: tail.last_number })
    }

    /// Writes to the customer; stored when it answers.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when the actor does not have it; `WL-INTERACTION-STATE` when nobody serves it now;
    /// `WL-MESSAGE-…` for an empty or too long text.
    pub async fn reply(&self, ctx: &Ctx, id: InteractionId, input: MessageInput) -> Result<Posted, Fault> {
        check_text(&input.text, !input.attachments.is_empty())?;
        let Some(seat) = self.live.seat(id) else { return Err(super::service::missing()) };
        let (agent, state) = seat.with(|fold, _| (fold.agent, fold.state));
        let object = warmline_runtime::Object::new("interaction", &id.to_string()).person(agent);
        ctx.authorize_recorded(Action::InteractionReply, &object).await?;
        if state != InteractionState::Active {
            return Err(Fault::conflict(
                "WL-INTERACTION-STATE",
                "nobody serves this conversation now: accept it first",
            ));
        }
        let attachments = files::views(&self.runtime, id, &input.attachments).await?;
        let message = Message {
            message: self.runtime.ids.next(),
            text: input.text,
            attachments,
            card: None,
            article: input.article,
        };
        let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_MESSAGE, ctx.by(), &message)
            .with_client_id(input.client_id);
        let stored = self.runtime.appender.append(vec![event]).await?;
        let first =
            stored.first().ok_or_else(|| Fault::internal("WL-LOG-BROKEN", "an append answered with no event"))?;
        Ok(Posted { number: first.number, at: first.at })
    }

    /// Writes a note colleagues see, and calls those named in it.
    ///
    /// # Errors
    /// `WL-NOT-FOUND`; `WL-NOTE-…` for an empty or too long text or too many names.
    pub async fn note(&self, ctx: &Ctx, id: InteractionId, input: NoteInput) -> Result<Posted, Fault> {
        check_text(&input.text, false)?;
        if input.mentions.len() > MENTIONS_MAX {
            return Err(
                Fault::invalid("WL-NOTE-MENTIONS", "a note calls at most 10 colleagues: name fewer").at("/mentions")
            );
        }
        let (fold, _) = self.need(id).await?;
        let mut work = ctx.open(Action::InteractionNote, &self.object(ctx, &fold).await?).await?;
        let note = Note { text: input.text.clone(), mentions: input.mentions.clone() };
        work.emit(NewEvent::new(Stream::Interaction(id), names::INTERACTION_NOTE, ctx.by(), &note));
        let stored = work.commit().await?;
        let first =
            stored.first().ok_or_else(|| Fault::internal("WL-LOG-BROKEN", "an append answered with no event"))?;
        let staff = ctx.staff()?;
        for mentioned in input.mentions {
            self.hub.tell(
                mentioned,
                &DeskNotice::Mention {
                    interaction: id,
                    number: first.number,
                    by: staff.id,
                    alias: staff.alias.clone(),
                    text: input.text.clone(),
                },
            );
        }
        Ok(Posted { number: first.number, at: first.at })
    }

    /// The agent has read up to `number`.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when the actor does not have it.
    pub async fn mark_read(&self, ctx: &Ctx, id: InteractionId, number: i64) -> Result<(), Fault> {
        let Some(seat) = self.live.seat(id) else { return Ok(()) };
        let (agent, unread, last) = seat.with(|fold, tail| (fold.agent, tail.unread, tail.last_number));
        ctx.authorize(
            Action::InteractionReply,
            &warmline_runtime::Object::new("interaction", &id.to_string()).person(agent),
        )?;
        if unread == 0 || number > last {
            return Ok(());
        }
        let mark = ReadMark { side: "agent".into(), number };
        let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_READ, ctx.by(), &mark);
        self.runtime.appender.append(vec![event]).await.map(drop)
    }

    /// Says which customer it is: claimed identity (V1), because an agent's word is not a factor.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` for an unknown customer or somebody else's conversation; `WL-IDENTIFIED` when it is
    /// already another customer's.
    pub async fn identify(&self, ctx: &Ctx, id: InteractionId, input: IdentifyInput) -> Result<Detail, Fault> {
        let (fold, _) = self.need(id).await?;
        let held = self.held(&fold).await?;
        ctx.authorize(Action::InteractionIdentify, &held)?;
        if fold.customer.is_some_and(|known| known != input.customer) {
            return Err(Fault::conflict(
                "WL-IDENTIFIED",
                "this conversation is already another customer's: end it and begin anew",
            ));
        }
        let brief = self.needs.customers.brief(input.customer).await?.ok_or_else(super::service::missing)?;
        let known = recent_journey(&self.rows, input.customer, self.runtime.now().minus(JOURNEY_SPAN)).await?;
        let mut work = ctx.open_for(Action::InteractionIdentify, &held, &input.customer.to_string()).await?;
        let identified = Identified {
            customer: input.customer,
            level: fold.identity_level.max(IdentityLevel::V1),
            method: "agent".into(),
            journey: known.map_or(fold.journey, |journey| journey.id),
            city: brief.city,
        };
        work.emit(NewEvent::new(Stream::Interaction(id), names::INTERACTION_IDENTIFIED, ctx.by(), &identified));
        work.commit().await?;
        let (fold, tail) = self.need(id).await?;
        self.detail(&fold, &tail).await
    }

    /// Takes a file in, to be sent with a message.
    ///
    /// # Errors
    /// `WL-FILE-…`, `WL-BLOB-TOO-LARGE`; `WL-NOT-FOUND` when the actor does not have the conversation.
    pub async fn upload(&self, ctx: &Ctx, id: InteractionId, upload: Upload) -> Result<AttachmentView, Fault> {
        let (fold, _) = self.need(id).await?;
        ctx.authorize(Action::InteractionReply, &self.held(&fold).await?)?;
        files::take_in(&self.runtime, id, upload).await
    }

    /// A file and its content.
    ///
    /// # Errors
    /// `WL-NOT-FOUND`; `WL-FILE-QUARANTINED` for kinds that may carry code.
    pub async fn download(&self, ctx: &Ctx, id: AttachmentId) -> Result<(AttachmentView, Vec<u8>), Fault> {
        let row = crate::store::find_attachment(&self.runtime, id).await?.ok_or_else(super::service::missing)?;
        self.readable(ctx, row.interaction).await?;
        files::hand_out(&self.runtime, row.interaction, id).await
    }
}

fn check_text(text: &str, with_files: bool) -> Result<(), Fault> {
    if text.trim().is_empty() && !with_files {
        return Err(Fault::invalid("WL-MESSAGE-EMPTY", "there is nothing in it: write something").at("/text"));
    }
    if text.chars().count() > TEXT_CHARACTERS {
        return Err(Fault::too_large(
            "WL-MESSAGE-TOO-LONG",
            "the text is longer than 2,000 characters: shorten it or send it in parts",
        )
        .at("/text"));
    }
    if text.contains('\0') {
        return Err(Fault::invalid("WL-FRAME-FIELD", "the text contains a zero character: remove it").at("/text"));
    }
    Ok(())
}
