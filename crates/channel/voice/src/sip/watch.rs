//! Tells every message's outline to the ladders; the messages themselves pass untouched.

use std::sync::Arc;

use rsipstack::sip::{HeadersExt, Method, SipMessage};
use rsipstack::transaction::endpoint::MessageInspector;
use rsipstack::transport::SipAddr;
use warmline_base::Clock;

use crate::edge::ladder::{Ladders, Rung, cause_of};

pub(super) struct Watch {
    pub ladders: Arc<Ladders>,
    pub clock: Arc<dyn Clock>,
}

impl Watch {
    fn keep(&self, message: &SipMessage, sent: bool) {
        let Some(call_id) = call_id(message) else { return };
        self.ladders.add(&call_id, || rung(message, sent, &*self.clock));
    }
}

impl MessageInspector for Watch {
    fn before_send(&self, message: SipMessage, _: Option<&SipAddr>) -> SipMessage {
        self.keep(&message, true);
        message
    }

    fn after_received(&self, message: SipMessage, _: Option<&SipAddr>) -> SipMessage {
        self.keep(&message, false);
        message
    }
}

fn call_id(message: &SipMessage) -> Option<String> {
    match message {
        SipMessage::Request(request) => request.header_value("Call-ID").or_else(|| request.header_value("i")),
        SipMessage::Response(response) => response.header_value("Call-ID").or_else(|| response.header_value("i")),
    }
}

/// The outline of a message.
fn rung(message: &SipMessage, sent: bool, clock: &dyn Clock) -> Rung {
    let (method, status, reason) = match message {
        SipMessage::Request(request) => (named(&request.method), None, request.header_value("Reason")),
        SipMessage::Response(response) => {
            let asked = response.header_value("CSeq").and_then(|value| value.split(' ').nth(1).map(str::to_owned));
            let method = asked.and_then(|name| Method::try_from(name.as_str()).ok());
            let method = method.as_ref().map_or("other", named);
            (method, Some(u16::from(response.status_code.clone())), response.header_value("Reason"))
        }
    };
    let cause = reason.as_deref().and_then(cause_of);
    Rung { at: clock.now(), sent, method: method.to_owned(), status, cause }
}

/// A method by our own word for it: what nobody defined may be anything, and is not repeated.
const fn named(method: &Method) -> &'static str {
    match method {
        Method::Invite => "INVITE",
        Method::Ack => "ACK",
        Method::Bye => "BYE",
        Method::Cancel => "CANCEL",
        Method::Options => "OPTIONS",
        Method::Update => "UPDATE",
        Method::Refer => "REFER",
        Method::Notify => "NOTIFY",
        Method::Info => "INFO",
        Method::PRack => "PRACK",
        _ => "other",
    }
}
