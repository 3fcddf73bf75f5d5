//! `POST /chat/api/sessions`: a conversation begins, or goes on.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, InteractionId};
use warmline_contract::{
    Arrival, By, Channel, CustomerBrief, Identified, IdentityLevel, InteractionBrief, NewEvent, Stream, names,
};
use warmline_http::{Body, ClientAddress, Problem, Reply};
use warmline_runtime::MAX_BLOB_BYTES;
use warmline_wire::chat::{ATTACHMENTS, TEXT_CHARACTERS};

use crate::WebChat;
use crate::pass::Pass;

/// The longest page address kept, in characters.
const PAGE_CHARACTERS: usize = 300;

/// What a page says when it asks for a session.
#[derive(Deserialize, ToSchema)]
pub struct SessionAsk {
    /// The bank's word for who the visitor is.
    pub bank_token: Option<String>,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// The page the visitor is on.
    pub page: Option<String>,
    /// Large text and a person first.
    #[serde(default)]
    pub senior: bool,
    /// The token of the conversation to go on with.
    pub resume: Option<String>,
}

/// A session as granted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionGrant {
    /// The conversation's token, good for 24 hours.
    pub token: String,
    /// The conversation.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
    /// Its last event's number.
    pub number: i64,
    /// Whose door it is.
    pub bank: BankNames,
    /// The visitor's masked name, when known.
    pub customer_name_masked: Option<String>,
    /// What may be sent.
    pub limits: SessionLimits,
}

/// The bank's names.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BankNames {
    /// Chinese.
    pub name: String,
    /// English.
    pub name_en: String,
}

/// What a visitor may send.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionLimits {
    /// Characters of a message.
    pub text: usize,
    /// Bytes of a file.
    pub attachment_bytes: usize,
    /// Files of a message.
    pub attachments: usize,
}

/// Opens a conversation, or resumes one.
#[utoipa::path(post, path = "/chat/api/sessions", operation_id = "open_chat", tag = "visitor",
    request_body = SessionAsk, responses((status = 200, body = SessionGrant)))]
pub(crate) async fn open_session(
    State(chat): State<Arc<WebChat>>,
    address: Result<ClientAddress, std::convert::Infallible>,
    Body(ask): Body<SessionAsk>,
) -> Reply<Json<SessionGrant>> {
    let Ok(address) = address;
    chat.keeper.knock(address)?;
    chat.open(ask).await.map(Json).map_err(Problem)
}

impl WebChat {
    async fn open(&self, ask: SessionAsk) -> Result<SessionGrant, Fault> {
        if !matches!(ask.locale.as_str(), "zh-CN" | "en") {
            return Err(Fault::invalid("WL-CHAT-LOCALE", "this door speaks zh-CN and en: choose one").at("/locale"));
        }
        // The resumed conversation's token is looked at first: a bank token counts once and must not be
        // spent on a request that fails for another reason.
        let resumed = ask.resume.as_deref().map(|token| Pass::read(&self.runtime, token)).transpose()?;
        let customer = match &ask.bank_token {
            Some(token) => self.named_by_bank(token).await?,
            None => None,
        };
        if let Some(pass) = resumed
            && let Some(grant) = self.resume(pass.interaction, customer.as_ref()).await?
        {
            return Ok(grant);
        }
        self.begin(ask, customer).await
    }

    /// Goes on with `interaction` when it is still open and not somebody else's.
    ///
    /// A conversation of another customer than the one the bank names is refused without an error: the
    /// page gets a new conversation. Were it told no, it would ask again without the bank's token and be
    /// shown what the other customer said.
    async fn resume(
        &self,
        interaction: InteractionId,
        customer: Option<&CustomerBrief>,
    ) -> Result<Option<SessionGrant>, Fault> {
        let Some(known) = self.interactions.brief(interaction).await? else { return Ok(None) };
        let someone_elses = matches!((known.customer, customer), (Some(known), Some(named)) if known != named.id);
        if someone_elses || !known.live {
            return Ok(None);
        }
        if let Some(named) = customer
            && known.identity_level < IdentityLevel::V2
        {
            self.identify(&known, named).await?;
        }
        let Some(view) = self.reception.view(interaction).await? else { return Ok(None) };
        let name = customer.map(|customer| customer.name_masked.clone()).or(view.name_masked);
        self.grant(interaction, view.number, name).map(Some)
    }

    /// The bank has now said who is speaking: the same conversation goes on with a name.
    async fn identify(&self, known: &InteractionBrief, customer: &CustomerBrief) -> Result<(), Fault> {
        let identified = Identified {
            customer: customer.id,
            level: IdentityLevel::V2,
            method: "bank_token".into(),
            journey: known.journey,
            city: customer.city.clone(),
        };
        let by = By::Customer { id: Some(customer.id) };
        let event = NewEvent::new(Stream::Interaction(known.id), names::INTERACTION_IDENTIFIED, by, &identified);
        self.runtime.appender.append(vec![event]).await.map(drop)
    }

    async fn begin(&self, ask: SessionAsk, customer: Option<CustomerBrief>) -> Result<SessionGrant, Fault> {
        self.keeper.room_for_new()?;
        let admitted = self
            .reception
            .arrive(Arrival {
                interaction: self.runtime.ids.next(),
                channel: Channel::Chat,
                door: if ask.page.is_some() { "widget" } else { "h5" }.into(),
                locale: ask.locale,
                page: ask.page.as_deref().map(without_query),
                customer: customer.as_ref().map(|customer| customer.id),
                identity_level: if customer.is_some() { IdentityLevel::V2 } else { IdentityLevel::V0 },
                senior: ask.senior,
                caller: None,
            })
            .await?;
        self.grant(admitted.interaction, admitted.number, customer.map(|customer| customer.name_masked))
    }

    fn grant(
        &self,
        interaction: InteractionId,
        number: i64,
        customer_name_masked: Option<String>,
    ) -> Result<SessionGrant, Fault> {
        let bank = &self.settings.bank;
        Ok(SessionGrant {
            token: Pass::issue(&self.runtime, interaction)?,
            interaction,
            number,
            bank: BankNames { name: bank.name.clone(), name_en: bank.name_en.clone() },
            customer_name_masked,
            limits: SessionLimits { text: TEXT_CHARACTERS, attachment_bytes: MAX_BLOB_BYTES, attachments: ATTACHMENTS },
        })
    }
}

/// A page's address without its query and fragment, which may carry personal data.
fn without_query(page: &str) -> String {
    page.split(['?', '#'])
        .next()
        .unwrap_or("")
        .chars()
        .filter(|letter| !letter.is_control())
        .take(PAGE_CHARACTERS)
        .collect()
}
