//! Recordings of an interaction, for who may hear them; each hearing is audited.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, InteractionId, Timestamp};
use warmline_contract::Action;
use warmline_http::{Acting, Path, Reply};
use warmline_runtime::Object;

use super::missing;
use crate::Telephone;
use crate::recording::{RecordingRow, wav};

type Service = State<Arc<Telephone>>;

/// A recording.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordingReply {
    /// `rec_` and 32 hexadecimal digits.
    pub id: String,
    /// Who spoke for the bank when it began.
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    /// A message the customer left.
    pub message: bool,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// How long it is; absent while it runs.
    pub milliseconds: Option<i64>,
}

/// Recordings, oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordingList {
    /// At most 100.
    pub items: Vec<RecordingReply>,
}

/// The recordings of an interaction.
#[utoipa::path(get, path = "/api/interactions/{id}/recordings", tag = "telephone", operation_id = "list_recordings",
    params(("id" = String, Path)), responses((status = 200, body = RecordingList)))]
pub(super) async fn list_recordings(
    Acting(ctx): Acting,
    State(telephone): Service,
    Path(id): Path<InteractionId>,
) -> Reply<Json<RecordingList>> {
    let (object, _) = telephone.object(id).await?;
    ctx.authorize(Action::RecordingListen, &object)?;
    let items = telephone.recordings.of(id).await?.iter().map(reply).collect();
    Ok(Json(RecordingList { items }))
}

/// The sound of a recording: two channels, the customer left, the bank right.
#[utoipa::path(get, path = "/api/recordings/{id}", tag = "telephone", operation_id = "hear_recording",
    params(("id" = String, Path)), responses((status = 200, content_type = "audio/wav", body = [u8])))]
pub(super) async fn hear_recording(
    Acting(ctx): Acting,
    State(telephone): Service,
    Path(id): Path<String>,
) -> Reply<Response> {
    let known = match parse(&id) {
        Some(id) => telephone.recordings.find(id).await?,
        None => None,
    };
    let object = telephone.heard_by(Object::new("recording", &id), known.as_ref()).await?;
    // Who may hear none is told so, whether there is one or not.
    ctx.authorize(Action::RecordingListen, &object)?;
    let row = known.ok_or_else(missing)?;
    let purpose = row.interaction().to_string();
    ctx.read(Action::RecordingListen, &object, "sound", &purpose).await?;
    let sound = wav(&telephone.recordings.sound(&row).await?);
    Ok(heard(sound))
}

impl Telephone {
    /// Whose a recording is: who spoke; a message is theirs who answer for its case.
    async fn heard_by(&self, object: Object, row: Option<&RecordingRow>) -> Result<Object, Fault> {
        match row {
            Some(row) if row.message != 0 => match self.house.interactions.brief(row.interaction()).await? {
                Some(brief) => self.answered_for(object, &brief).await,
                None => Ok(object),
            },
            row => self.of(object, row.and_then(|row| row.agent).map(AgentId)).await,
        }
    }
}

/// Shown to one person, kept by no cache.
fn heard(sound: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "audio/wav"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, sound).into_response()
}

fn parse(id: &str) -> Option<Uuid> {
    let digits = id.strip_prefix("rec_").filter(|digits| digits.len() == 32)?;
    Uuid::try_parse(digits).ok()
}

fn reply(row: &RecordingRow) -> RecordingReply {
    RecordingReply {
        id: format!("rec_{}", row.recording().simple()),
        agent: row.agent.map(AgentId),
        message: row.message != 0,
        started_at: Timestamp(row.started_at),
        milliseconds: row.milliseconds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_of_a_recording_is_one() {
        let id = Uuid::from_u128(7);
        assert_eq!(parse(&format!("rec_{}", id.simple())), Some(id));
        for text in ["", "rec_", "rec_7", "int_00000000000000000000000000000007"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
