//! Whether trunks answer: an OPTIONS now and then (RFC 3261, section 11), places of phones that ran out, and whether the
//! certificate was renewed.

use std::sync::{Arc, Weak};
use std::time::Duration;

use rsipstack::sip::{Method, SipMessage, StatusCodeKind, Transport};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transaction::make_tag;
use rsipstack::transaction::transaction::Transaction;
use rsipstack::transport::SipAddr;

use super::headers::uri_of;
use super::outgoing::transport_of;
use super::{Inner, certificate};
use crate::edge::EdgeEvent;
use crate::edge::trunk::Trunk;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Looks at trunks and phones until the edge is gone.
pub(super) async fn watch(edge: Weak<Inner>) {
    let Some(every) = edge.upgrade().map(|edge| edge.settings.look_every) else { return };
    loop {
        tokio::time::sleep(every).await;
        let Some(edge) = edge.upgrade() else { return };
        for extension in edge.registrar.expire(edge.now()) {
            edge.tell(EdgeEvent::Phone { extension, reachable: false }).await;
        }
        certificate::renew(&edge).await;
        for (index, trunk) in edge.settings.trunks.iter().enumerate() {
            if trunk.address.is_some() {
                let answered = answers(&edge, index).await;
                checked(&edge, index, answered).await;
            }
        }
    }
}

/// Whether a trunk answers within its time.
pub(super) async fn answers(edge: &Arc<Inner>, index: usize) -> bool {
    let Some(trunk) = edge.settings.trunks.get(index) else { return false };
    tokio::time::timeout(PATIENCE, ask(edge, trunk)).await.unwrap_or(false)
}

/// A call by the trunk failed for the trunk's own sake.
pub(super) async fn failed(edge: &Inner, index: usize) {
    checked(edge, index, false).await;
}

async fn checked(edge: &Inner, index: usize, answered: bool) {
    let changed = edge.health.lock()[index].checked(answered);
    if let Some(up) = changed {
        let name = edge.settings.trunks[index].name.clone();
        tracing::warn!(trunk = %name, up, "a trunk changed its state");
        metrics::gauge!("warmline_sip_trunk_up", "trunk" => name.clone()).set(f64::from(u8::from(up)));
        edge.tell(EdgeEvent::Trunk { name, up }).await;
    }
}

/// Any final answer will do: even a refusal says that somebody is there.
async fn ask(edge: &Arc<Inner>, trunk: &Trunk) -> bool {
    let Some(address) = trunk.address else { return false };
    let mut address = SipAddr::from(address);
    address.r#type = Some(transport_of(trunk.way));
    let to = uri_of(&address);
    let transport = address.r#type.unwrap_or_default();
    let Ok(via) = edge.endpoint.get_via(edge.listener(transport), None) else { return false };
    let Some(own) = edge.contact(transport, "ping").or_else(|| edge.contact(Transport::Udp, "ping")) else {
        return false;
    };
    let from = rsipstack::sip::typed::From { display_name: None, uri: own, params: Vec::new() }.with_tag(make_tag());
    let target = rsipstack::sip::typed::To { display_name: None, uri: to.clone(), params: Vec::new() };
    let request = edge.endpoint.make_request(Method::Options, to, via, from, target, 1, None);
    let Ok(key) = TransactionKey::from_request(&request, TransactionRole::Client) else { return false };
    let mut tx = Transaction::new_client(key, request, Arc::clone(&edge.endpoint), None);
    tx.destination = Some(address);
    if tx.send().await.is_err() {
        return false;
    }
    while let Some(message) = tx.receive().await {
        if let SipMessage::Response(response) = message
            && response.status_code.kind() != StatusCodeKind::Provisional
        {
            return u16::from(response.status_code) != 503;
        }
    }
    false
}
