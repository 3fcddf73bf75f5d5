//! How the signalling and the sound of a call went, leg by leg: for whoever looks for a fault.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use warmline_base::InteractionId;
use warmline_contract::{Action, Stream, names};
use warmline_http::{Acting, Path, Reply};

use crate::Telephone;
use crate::edge::ladder::Rung;

type Service = State<Arc<Telephone>>;

/// Events of an interaction read at once, and pages of them.
const PAGE: i64 = 500;
const PAGES_MAX: usize = 10;

/// One leg's ladder.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct LegLadder {
    /// Its number within the call; 0 is the customer.
    pub leg: u16,
    /// Its messages, oldest first, at most 64 of each call made for it.
    pub messages: Vec<Rung>,
    /// How many came after those.
    pub more: u64,
    /// Loss (0 to 1), jitter in milliseconds and opinion score as heard here, and under `far` at the other end.
    #[schema(value_type = Option<Object>)]
    pub quality: Option<Value>,
}

/// A call's ladder.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LadderReply {
    /// Its legs that are over, the customer's first.
    pub legs: Vec<LegLadder>,
}

#[derive(Deserialize)]
struct Written {
    leg: u16,
    messages: Vec<Rung>,
    more: u64,
}

/// The signalling of a call's legs that are over, message by message, and how their sound was.
#[utoipa::path(get, path = "/api/interactions/{id}/ladder", tag = "telephone", operation_id = "get_ladder",
    params(("id" = String, Path)), responses((status = 200, body = LadderReply)))]
pub(super) async fn get_ladder(
    Acting(ctx): Acting,
    State(telephone): Service,
    Path(id): Path<InteractionId>,
) -> Reply<Json<LadderReply>> {
    let (object, _) = telephone.object(id).await?;
    ctx.authorize(Action::InteractionRead, &object)?;
    let mut legs: BTreeMap<u16, LegLadder> = BTreeMap::new();
    let mut after = 0;
    for _ in 0..PAGES_MAX {
        let page = telephone.house.runtime.log.stream(Stream::Interaction(id), after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        for event in &page {
            match &*event.name {
                names::CALL_LADDER => {
                    let Ok(written) = event.payload::<Written>() else { continue };
                    let leg = legs.entry(written.leg).or_default();
                    leg.messages.extend(written.messages);
                    leg.more += written.more;
                }
                names::CALL_QUALITY => {
                    let Ok(quality) = event.payload::<Value>() else { continue };
                    let leg = quality["leg"].as_u64().and_then(|leg| u16::try_from(leg).ok());
                    legs.entry(leg.unwrap_or_default()).or_default().quality = Some(quality);
                }
                _ => {}
            }
        }
    }
    Ok(Json(LadderReply { legs: legs.into_iter().map(|(leg, ladder)| LegLadder { leg, ..ladder }).collect() }))
}
