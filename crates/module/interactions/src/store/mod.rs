//! The rows of interactions, presence, journeys, attachments and canned replies.

mod attachments;
mod canned;
mod interactions;
mod journeys;
mod presence;
mod rows;

pub use attachments::AttachmentRow;
pub(crate) use attachments::{find_attachment, insert_attachment};
pub use canned::{CannedReply, Disposition};
pub(crate) use canned::{
    canned_version, delete_canned, dispositions, insert_canned, insert_disposition, list_canned, update_canned,
};
pub(crate) use interactions::{ListFilter, Stored, find, list, live, of_customer, of_journey};
pub(crate) use journeys::{find_journey, recent_journey};
pub(crate) use presence::{PresenceRow, presences};
pub use rows::Rows;

use warmline_db::statements;

statements! {
    FIND = "SELECT id, fold, (SELECT MAX(event.number) FROM event WHERE event.stream_id = interaction.id AND event.stream_kind = 'int') AS last_number, last_at, last_by, last_text, unread, updated_at FROM interaction WHERE id = $1";
    LIVE = "SELECT id, fold, (SELECT MAX(event.number) FROM event WHERE event.stream_id = interaction.id AND event.stream_kind = 'int') AS last_number, last_at, last_by, last_text, unread, updated_at FROM interaction WHERE state <> 'ended'";
    LIST = "SELECT id, fold, (SELECT MAX(event.number) FROM event WHERE event.stream_id = interaction.id AND event.stream_kind = 'int') AS last_number, last_at, last_by, last_text, unread, updated_at FROM interaction
        WHERE (updated_at, id) < ($1, $2) AND ($3 = '' OR state = $3) AND ($4 = '' OR channel = $4)
        AND ($5 = FALSE OR agent_id = $6) AND ($7 = FALSE OR state IN ('queued', 'offered'))
        AND ($8 = FALSE OR state <> 'ended')
        ORDER BY updated_at DESC, id DESC LIMIT $9";
    OF_CUSTOMER = "SELECT id, fold, (SELECT MAX(event.number) FROM event WHERE event.stream_id = interaction.id AND event.stream_kind = 'int') AS last_number, last_at, last_by, last_text, unread, updated_at FROM interaction
        WHERE customer_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2";
    OF_JOURNEY = "SELECT id, fold, (SELECT MAX(event.number) FROM event WHERE event.stream_id = interaction.id AND event.stream_kind = 'int') AS last_number, last_at, last_by, last_text, unread, updated_at FROM interaction
        WHERE journey_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2";
    SAVE_PRESENCE = "INSERT INTO agent_presence (agent_id, state, reason, next, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (agent_id) DO UPDATE SET state = $2, reason = $3, next = $4, since = $5";
    PRESENCES = "SELECT agent_id, state, reason, next FROM agent_presence";
    FIND_JOURNEY = "SELECT id, customer_id, title, last_at FROM journey WHERE id = $1";
    RECENT_JOURNEY = "SELECT id, customer_id, title, last_at FROM journey WHERE customer_id = $1 AND last_at >= $2
        ORDER BY last_at DESC LIMIT 1";
    INSERT_ATTACHMENT = "INSERT INTO attachment (id, interaction_id, name, media_type, bytes, state, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND_ATTACHMENT = "SELECT id, interaction_id, name, media_type, bytes, state FROM attachment WHERE id = $1";
    LIST_CANNED = "SELECT id, shortcut, title, text, locale, version FROM canned_reply ORDER BY shortcut, locale";
    INSERT_CANNED = "INSERT INTO canned_reply (id, shortcut, title, text, locale, version) VALUES ($1, $2, $3, $4, $5, 1)";
    UPDATE_CANNED = "UPDATE canned_reply SET shortcut = $2, title = $3, text = $4, locale = $5, version = version + 1
        WHERE id = $1 AND version = $6";
    CANNED_VERSION = "SELECT version FROM canned_reply WHERE id = $1";
    DELETE_CANNED = "DELETE FROM canned_reply WHERE id = $1";
    DISPOSITIONS = "SELECT code, name_zh, name_en, group_name FROM disposition ORDER BY group_name, code";
    INSERT_DISPOSITION = "INSERT INTO disposition (code, name_zh, name_en, group_name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
}
