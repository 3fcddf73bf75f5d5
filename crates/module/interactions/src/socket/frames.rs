//! Frames whose payloads are borrowed from where they lie.

use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;
use warmline_base::Timestamp;
use warmline_contract::{By, StoredEvent};

/// An event as the API shows it, without reading its body again.
#[derive(Serialize)]
pub struct EventView<'a> {
    position: i64,
    number: i64,
    name: &'a str,
    at: Timestamp,
    by: &'a By,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<Uuid>,
    body: &'a RawValue,
}

impl<'a> EventView<'a> {
    /// The view of `event`.
    pub fn of(event: &'a StoredEvent) -> Self {
        Self {
            position: event.position,
            number: event.number,
            name: &event.name,
            at: event.at,
            by: &event.by,
            client_id: event.client_id,
            body: &event.body,
        }
    }
}
