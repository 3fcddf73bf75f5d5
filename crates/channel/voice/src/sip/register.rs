//! Desk phones telling where they are.

use rsipstack::sip::{Header, HeadersExt, Param, StatusCode};
use rsipstack::transaction::transaction::Transaction;

use super::incoming::reply;
use super::{Inner, headers};
use crate::edge::registrar::{EXPIRES_MAX, granted};
use crate::edge::{EdgeEvent, Source};

/// The longest contact address taken, bytes.
const CONTACT_MAX: usize = 512;

impl Inner {
    /// Takes a registration of a phone that proves its account.
    pub(super) async fn register(&self, tx: &mut Transaction) {
        let Some(source) = Self::source_of(tx) else { return };
        let Some(Source::Phone(extension)) = self.prove(tx, source).await else { return };
        let named = tx.original.header_value("To");
        if named.as_deref().and_then(headers::user_of) != Some(extension.as_str()) {
            return reply(tx, StatusCode::Forbidden, Vec::new()).await;
        }
        let now = self.now();
        let was = self.registrar.find(&extension, now).is_some();
        let refused = self.place(tx, &extension);
        if let Some((status, extra)) = refused {
            return reply(tx, status, extra).await;
        }
        let mut answer = Vec::new();
        for place in self.registrar.places(&extension, now) {
            let seconds = place.until.since(now).0 / 1_000;
            answer.push(Header::Contact(format!("<{}>;expires={seconds}", place.contact).into()));
        }
        let is = !answer.is_empty();
        reply(tx, StatusCode::OK, answer).await;
        if is != was {
            self.tell(EdgeEvent::Phone { extension, reachable: is }).await;
        }
    }

    /// Keeps the places a request names; answers with a refusal.
    fn place(&self, tx: &Transaction, extension: &str) -> Option<(StatusCode, Vec<Header>)> {
        let bad = Some((StatusCode::BadRequest, Vec::new()));
        let now = self.now();
        let general: Option<u32> = tx.original.header_value("Expires").and_then(|value| value.parse().ok());
        if tx.original.header_value("Contact").as_deref() == Some("*") {
            if general != Some(0) {
                return bad;
            }
            self.registrar.clear(extension);
            return None;
        }
        let Ok(contacts) = tx.original.typed_contact_headers() else { return bad };
        let address = tx.connection.as_ref().and_then(|connection| {
            let mut address = connection.get_remote_addr()?.clone();
            address.r#type = Some(connection.transport());
            Some(address)
        })?;
        for contact in contacts {
            let own = contact.params.iter().find_map(|param| match param {
                Param::Expires(expires) => expires.value().parse().ok(),
                _ => None,
            });
            let uri = contact.uri.to_string();
            if uri.len() > CONTACT_MAX {
                return bad;
            }
            match granted(own.or(general).or(Some(EXPIRES_MAX))) {
                Ok(seconds) => drop(self.registrar.set(extension, &uri, address.clone(), seconds, now)),
                Err(least) => {
                    return Some((StatusCode::IntervalTooBrief, vec![Header::MinExpires(least.to_string().into())]));
                }
            }
        }
        None
    }
}
