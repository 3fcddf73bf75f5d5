//! A call from the desk to a customer, whose number only the server sees.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, CaseId, CustomerId, Fault, InteractionId, Millis, Secret, Timestamp};
use warmline_contract::{Action, CallOut};
use warmline_http::{Acting, Body, Reply};
use warmline_runtime::{Ctx, Object};

use super::missing;
use crate::Telephone;

/// Calls one colleague may begin within [`WINDOW`]: more is a stolen account, or a machine.
const CALLS_MAX: usize = 30;
const WINDOW: Millis = Millis::minutes(60);

/// Whom to call: the customer of a contact in hand, or of a case one answers for. One of the two.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOutInput {
    /// The contact, which has not ended.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub interaction: Option<InteractionId>,
    /// The case, which is open.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseId>,
}

/// A call that was begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallOutReply {
    /// Its interaction.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
}

/// The call that is wished, why there can be none, or nothing when no number is known. Told to those alone who may call.
type Wish = Result<Option<CallOut>, Fault>;

/// When colleagues began their last calls.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<BTreeMap<AgentId, VecDeque<Timestamp>>>);

impl Pace {
    /// Counts what was begun before this process, oldest first.
    pub(crate) fn recall(&self, begun: &[(AgentId, Timestamp)], now: Timestamp) {
        let mut kept = self.0.lock();
        for (agent, at) in begun.iter().filter(|(_, at)| now.since(*at) < WINDOW) {
            kept.entry(*agent).or_default().push_back(*at);
        }
    }

    /// Counts one call more.
    ///
    /// # Errors
    /// `WL-VOICE-RATE` when there were too many.
    fn take(&self, agent: AgentId, now: Timestamp) -> Result<(), Fault> {
        let mut begun = self.0.lock();
        let begun = begun.entry(agent).or_default();
        while begun.front().is_some_and(|first| now.since(*first) >= WINDOW) {
            begun.pop_front();
        }
        if begun.len() >= CALLS_MAX {
            let detail = "thirty calls within an hour are begun: wait, or ask who leads the team";
            return Err(Fault::too_many("WL-VOICE-RATE", detail));
        }
        begun.push_back(now);
        Ok(())
    }
}

/// Calls a customer: the colleague's own phone rings first, then the customer's, through a trunk by the dial plan.
#[utoipa::path(post, path = "/api/calls", tag = "telephone", operation_id = "call_out",
    request_body = CallOutInput, responses((status = 201, body = CallOutReply)))]
pub(super) async fn call_out(
    Acting(ctx): Acting,
    State(telephone): State<Arc<Telephone>>,
    Body(input): Body<CallOutInput>,
) -> Reply<(StatusCode, Json<CallOutReply>)> {
    let interaction = telephone.call_out(&ctx, input).await?;
    Ok((StatusCode::CREATED, Json(CallOutReply { interaction })))
}

impl Telephone {
    async fn call_out(&self, ctx: &Ctx, input: CallOutInput) -> Result<InteractionId, Fault> {
        let agent = ctx.agent()?;
        let (object, wish) = match (input.interaction, input.case) {
            (Some(interaction), None) => self.about_contact(agent, interaction).await?,
            (None, Some(case)) => self.about_case(ctx, agent, case).await?,
            _ => {
                let detail = "name the contact or the case the call is about, one of the two";
                return Err(Fault::invalid("WL-VOICE-TARGET", detail));
            }
        };
        let audited = ctx.audited(Action::CallOut, &object, &purpose(input)).await?;
        audited.close(self.place(agent, wish).await).await
    }

    async fn place(&self, agent: AgentId, wish: Wish) -> Result<InteractionId, Fault> {
        let wish = wish?.ok_or_else(|| {
            Fault::conflict("WL-VOICE-NO-NUMBER", "no number of this customer is known: ask for it in the conversation")
        })?;
        self.pace.take(agent, self.house.runtime.now())?;
        self.exchange()?.call_out(wish).await
    }

    async fn about_contact(&self, agent: AgentId, id: InteractionId) -> Result<(Object, Wish), Fault> {
        let (object, brief) = self.object(id).await?;
        if !brief.live {
            let detail = "this contact is over: call about its case instead";
            return Ok((object, Err(Fault::conflict("WL-VOICE-GROUND", detail))));
        }
        let number = match self.house.desk.number(id).await? {
            Some(number) => Some(number),
            None => self.mobile(brief.customer).await?,
        };
        let wish = |number| CallOut { agent, customer: brief.customer, number, case: None, interaction: Some(id) };
        Ok((object, Ok(number.map(wish))))
    }

    async fn about_case(&self, ctx: &Ctx, agent: AgentId, id: CaseId) -> Result<(Object, Wish), Fault> {
        let access = self.house.cases.access(id).await?.ok_or_else(missing)?;
        let mut object = self.of(Object::new("case", &id.to_string()), Some(access.owner)).await?;
        if ctx.staff()?.department.as_ref().is_some_and(|code| access.departments.contains(code)) {
            object = object.person(agent);
        }
        if !access.open {
            let detail = "this case is closed: open it again to call about it";
            return Ok((object, Err(Fault::conflict("WL-VOICE-GROUND", detail))));
        }
        let number = self.mobile(access.customer).await?;
        let wish = |number| CallOut { agent, customer: access.customer, number, case: Some(id), interaction: None };
        Ok((object, Ok(number.map(wish))))
    }

    async fn mobile(&self, customer: Option<CustomerId>) -> Result<Option<Secret<String>>, Fault> {
        match customer {
            Some(customer) => self.house.numbers.mobile(customer).await,
            None => Ok(None),
        }
    }
}

/// What the call is about, for the audit log.
fn purpose(input: CallOutInput) -> String {
    let interaction = input.interaction.map(|id| id.to_string());
    interaction.or_else(|| input.case.map(|id| id.to_string())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_begins_thirty_calls_an_hour_and_no_more() {
        let (pace, agent, now) = (Pace::default(), AgentId(uuid::Uuid::from_u128(1)), Timestamp(0));
        for _ in 0..CALLS_MAX {
            pace.take(agent, now).unwrap();
        }
        assert_eq!(pace.take(agent, now).unwrap_err().code, "WL-VOICE-RATE");
        pace.take(AgentId(uuid::Uuid::from_u128(2)), now).unwrap();
        pace.take(agent, now.plus(WINDOW)).unwrap();
    }

    #[test]
    fn what_was_begun_before_a_restart_counts() {
        let (pace, agent, now) = (Pace::default(), AgentId(uuid::Uuid::from_u128(1)), Timestamp(0).plus(WINDOW));
        let begun = |at: Timestamp| vec![(agent, at); CALLS_MAX];
        pace.recall(&begun(Timestamp(0)), now);
        pace.take(agent, now).unwrap();
        pace.recall(&begun(Timestamp(0).plus(Millis(1))), now);
        assert_eq!(pace.take(agent, now).unwrap_err().code, "WL-VOICE-RATE");
    }
}
