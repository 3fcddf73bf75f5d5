//! Reading and writing the few headers the edge cares for.

use rsipstack::sip::{Header, HeadersExt, Request, Scheme, Uri};
use rsipstack::transport::SipAddr;

use crate::edge::Cause;
use crate::edge::number::normalise;
use crate::edge::session_timer::{Asked, SessionTimer};

/// What we take.
pub(super) const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, NOTIFY, INFO, REGISTER";

pub(super) fn other(name: &str, value: impl Into<String>) -> Header {
    Header::Other(name.to_owned(), value.into())
}

/// An address as a URI. What goes by TLS says so by its parameter: the scheme `sips` asks for encryption at every hop
/// to the end (RFC 5630), which nobody here can promise and some telephones do not speak.
pub(super) fn uri_of(address: &SipAddr) -> Uri {
    Uri { scheme: Some(Scheme::Sip), ..Uri::from(address) }
}

/// The headers of every answer that takes a session.
pub(super) fn session_headers(timer: Option<SessionTimer>) -> Vec<Header> {
    let mut headers = vec![
        Header::ContentType("application/sdp".into()),
        Header::Allow(ALLOW.into()),
        Header::Supported("timer, replaces".into()),
    ];
    if let Some(timer) = timer {
        headers.push(other("Session-Expires", timer.in_answer()));
    }
    headers
}

/// Why, in the words of RFC 3326.
pub(super) fn reason(cause: Cause) -> String {
    format!("Q.850;cause={};text=\"{}\"", cause.q850(), cause.as_str())
}

/// What a request asks of session timers.
pub(super) fn asked(request: &Request) -> Asked {
    Asked {
        // The compact form of the header is `x` (RFC 4028, section 4).
        session_expires: request.header_value("Session-Expires").or_else(|| request.header_value("x")),
        min_se: request.header_value("Min-SE").and_then(|value| value.split(';').next()?.trim().parse().ok()),
        supported: mentions(request.header_value("Supported").or_else(|| request.header_value("k")), "timer"),
    }
}

/// Whether the list `value` has `word`.
pub(super) fn mentions(value: Option<String>, word: &str) -> bool {
    value.is_some_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
}

/// The caller's number as a trunk asserts it (RFC 3325), else as the caller says; `None` when withheld.
pub(super) fn caller(request: &Request) -> Option<String> {
    let withheld =
        request.header_value("Privacy").is_some_and(|value| value.split(';').any(|part| part.trim() == "id"));
    if withheld {
        return None;
    }
    request
        .header_value("P-Asserted-Identity")
        .and_then(|value| normalise(user_of(&value)?))
        .or_else(|| normalise(user_of(&request.header_value("From")?)?))
}

/// Whom the request is for: a number in national form, or the name as dialled.
pub(super) fn dialled(uri: &Uri) -> String {
    let user = uri.auth.as_ref().map_or("", |auth| auth.user.as_str());
    normalise(user).unwrap_or_else(|| user.chars().take(64).collect())
}

/// The user part of the first address in a header such as `"Name" <sip:+8610@host>` or `tel:+8610`.
pub(super) fn user_of(value: &str) -> Option<&str> {
    let address =
        value.split_once('<').map_or(value, |(_, rest)| rest.split_once('>').map_or(rest, |(inner, _)| inner));
    let (_, rest) = address.split_once(':')?;
    Some(rest.split(['@', ';', '?', '>']).next().unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_of_an_address_is_found_in_every_form() {
        for (value, user) in [
            ("\"Zhang\" <sip:+8613900000000@carrier.example;user=phone>", "+8613900000000"),
            ("<tel:+8613900000000>", "+8613900000000"),
            ("sip:8001@bank", "8001"),
            ("tel:90588;phone-context=+86", "90588"),
            ("<sip:carrier.example>", "carrier.example"),
        ] {
            assert_eq!(user_of(value), Some(user));
        }
        assert_eq!(user_of("nonsense"), None);
    }

    fn invite(headers: &str) -> Request {
        let text = format!(
            "INVITE sip:90588@bank SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:100@h>;tag=1\r\n\
             To: <sip:90588@bank>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n{headers}\r\n"
        );
        text.as_str().try_into().unwrap()
    }

    #[test]
    fn an_asserted_number_is_believed_before_the_said_one_and_a_withheld_one_stays_unknown() {
        assert_eq!(caller(&invite("")).as_deref(), Some("100"));
        let asserted = "P-Asserted-Identity: <sip:+8613900000000@h>\r\n";
        assert_eq!(caller(&invite(asserted)).as_deref(), Some("13900000000"));
        assert_eq!(caller(&invite(&format!("{asserted}Privacy: id\r\n"))), None);
    }

    #[test]
    fn timers_are_asked_for_in_long_and_short_form() {
        let long =
            asked(&invite("Session-Expires: 600;refresher=uac\r\nMin-SE: 120\r\nSupported: replaces, timer\r\n"));
        assert_eq!(
            (long.session_expires.as_deref(), long.min_se, long.supported),
            (Some("600;refresher=uac"), Some(120), true)
        );
        assert_eq!(asked(&invite("x: 600\r\n")).session_expires.as_deref(), Some("600"));
        assert_eq!(asked(&invite("")), Asked::default());
    }
}
