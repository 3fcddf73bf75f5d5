//! Frames: round trips, limits, and hostile bytes.

use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;
use warmline_base::{AttachmentId, InteractionId, Timestamp};
use warmline_wire::chat::{ATTACHMENTS, ClientId, FRAME_BYTES, TEXT_CHARACTERS, desk, id_of_refused, visitor};

const ID: &str = "0198c0de-0000-7000-8000-000000000001";

fn message(text: &str, attachments: usize) -> String {
    let attachments: Vec<_> = (0..attachments).map(|n| AttachmentId(Uuid::from_u128(n as u128))).collect();
    json!({"type": "message", "id": ID, "text": text, "attachments": attachments}).to_string()
}

fn code_of(text: &str) -> &'static str {
    visitor::ClientFrame::parse(text).unwrap_err().code
}

#[test]
fn a_visitors_frames_read_as_the_protocol_says() {
    use visitor::ClientFrame;
    let read = |text: &str| ClientFrame::parse(text).unwrap();
    assert_eq!(read(r#"{"type":"hello","token":"t","after":7}"#), ClientFrame::Hello { token: "t".into(), after: 7 });
    assert_eq!(read(r#"{"type":"person"}"#), ClientFrame::Person {});
    assert_eq!(read(r#"{"type":"typing","on":true}"#), ClientFrame::Typing { on: true });
    let said = ClientFrame::Message { id: ID.parse().unwrap(), text: "你好".into(), attachments: vec![] };
    assert_eq!(read(&format!(r#"{{"type":"message","id":"{ID}","text":"你好"}}"#)), said);
    assert_eq!(format!("{said:?}"), "message");
}

#[test]
fn a_desks_frames_read_as_the_protocol_says() {
    use desk::ClientFrame;
    let interaction = InteractionId(Uuid::from_u128(3));
    let read = |value: Value| ClientFrame::parse(&value.to_string()).unwrap();
    assert_eq!(read(json!({"type": "hello", "after": null})), ClientFrame::Hello { after: None });
    assert_eq!(
        read(json!({"type": "view", "interaction": interaction})),
        ClientFrame::View { interaction: Some(interaction) }
    );
    assert_eq!(read(json!({"type": "subscribe", "board": true})), ClientFrame::Subscribe { board: true });
}

#[test]
fn each_limit_holds_at_its_edge() {
    let read = |text: &str| visitor::ClientFrame::parse(text);
    assert!(read(&message(&"暖".repeat(TEXT_CHARACTERS), ATTACHMENTS)).is_ok());
    assert_eq!(code_of(&message(&"暖".repeat(TEXT_CHARACTERS + 1), 0)), "WL-MESSAGE-TOO-LONG");
    assert_eq!(code_of(&message("看图", ATTACHMENTS + 1)), "WL-MESSAGE-ATTACHMENTS");
    assert_eq!(code_of(&message(" \n", 0)), "WL-MESSAGE-EMPTY");
    assert!(read(&message("", 1)).is_ok());
    assert_eq!(code_of(&message("a\0b", 0)), "WL-FRAME-FIELD");
    assert_eq!(code_of(r#"{"type":"read","number":-1}"#), "WL-FRAME-FIELD");
    assert_eq!(code_of(&format!(r#"{{"type":"ping"}}{}"#, " ".repeat(FRAME_BYTES))), "WL-FRAME-TOO-LARGE");
}

#[test]
fn what_is_not_a_frame_is_refused_without_repeating_it() {
    for text in
        ["", "null", "[]", "{}", r#"{"type":"secret 4321"}"#, r#"{"type":"person","why":1}"#, "{\"type\":\"ping\""]
    {
        let fault = visitor::ClientFrame::parse(text).unwrap_err();
        assert_eq!(fault.code, "WL-FRAME-SHAPE", "{text}");
        assert!(!fault.detail.contains("4321"));
    }
}

#[test]
fn a_message_id_has_one_spelling() {
    assert_eq!(ID.parse::<ClientId>().unwrap().to_string(), ID);
    for wrong in [ID.to_uppercase(), ID.replace('-', ""), "hello".into(), "z".repeat(36)] {
        assert_eq!(wrong.parse::<ClientId>().unwrap_err().code, "WL-MESSAGE-ID", "{wrong}");
    }
}

#[test]
fn a_refused_message_can_still_be_named() {
    assert_eq!(id_of_refused(&message("", 0)), Some(ID.parse().unwrap()));
    assert_eq!(id_of_refused(r#"{"type":"ping"}"#), None);
    assert_eq!(id_of_refused("{"), None);
}

#[test]
fn stored_json_passes_through_untouched() {
    let stored = r#"{"name":"interaction.message","body":{"text":"暖线","n":1.50}}"#;
    let event: &RawValue = serde_json::from_str(stored).unwrap();
    let mut out = String::from("what was here before");
    visitor::ServerFrame::Event { number: 9, event }.encode(&mut out).unwrap();
    assert_eq!(out, format!(r#"{{"type":"event","number":9,"event":{stored}}}"#));
    let read = visitor::ServerFrame::<Value>::parse(&out).unwrap();
    assert_eq!(read, visitor::ServerFrame::Event { number: 9, event: serde_json::from_str(stored).unwrap() });
}

#[test]
fn the_servers_frames_have_the_documented_text() {
    let mut out = String::new();
    let id = ID.parse().unwrap();
    visitor::ServerFrame::<()>::Ack { id, number: 4, at: Timestamp(1_500_000) }.encode(&mut out).unwrap();
    assert_eq!(out, format!(r#"{{"type":"ack","id":"{ID}","number":4,"at":"1970-01-01T00:00:01.500Z"}}"#));
    visitor::ServerFrame::<()>::Agent { agent: None }.encode(&mut out).unwrap();
    assert_eq!(out, r#"{"type":"agent"}"#);
    desk::ServerFrame::<()>::Pong {}.encode(&mut out).unwrap();
    assert_eq!(out, r#"{"type":"pong"}"#);
    assert_eq!(desk::ServerFrame::<Value>::parse("{}").unwrap_err().code, "WL-FRAME-SHAPE");
}

fn client_frames() -> impl Strategy<Value = visitor::ClientFrame> {
    use visitor::ClientFrame;
    let id = any::<u128>().prop_map(|number| ClientId(Uuid::from_u128(number)));
    let text = "[^\\x00]{0,40}x";
    prop_oneof![
        ("[a-z]{1,20}", 0..i64::MAX).prop_map(|(token, after)| ClientFrame::Hello { token, after }),
        (id.clone(), text, proptest::collection::vec(any::<u128>(), 0..=ATTACHMENTS)).prop_map(|(id, text, files)| {
            let attachments = files.into_iter().map(|number| AttachmentId(Uuid::from_u128(number))).collect();
            ClientFrame::Message { id, text, attachments }
        }),
        (id.clone(), text).prop_map(|(id, choice)| ClientFrame::Choose { id, choice }),
        (id, text).prop_map(|(id, text)| ClientFrame::LeaveMessage { id, text }),
        (text, text, text).prop_map(|(phone, when, note)| ClientFrame::Callback { phone, when, note }),
        any::<bool>().prop_map(|on| ClientFrame::Typing { on }),
        (0..i64::MAX).prop_map(|number| ClientFrame::Read { number }),
        Just(ClientFrame::Person {}),
        Just(ClientFrame::Ping {}),
        Just(ClientFrame::End {}),
    ]
}

proptest! {
    #[test]
    fn a_clients_frame_survives_its_text(frame in client_frames()) {
        let mut text = String::new();
        frame.encode(&mut text).unwrap();
        prop_assert_eq!(visitor::ClientFrame::parse(&text).unwrap(), frame);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,300}") {
        let _ = visitor::ClientFrame::parse(&text);
        let _ = desk::ClientFrame::parse(&text);
        let _ = visitor::ServerFrame::<Value>::parse(&text);
        let _ = desk::ServerFrame::<Value>::parse(&text);
        let _ = id_of_refused(&text);
    }

    #[test]
    fn a_damaged_frame_never_panics(frame in client_frames(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = String::new();
        frame.encode(&mut text).unwrap();
        let mut bytes = text.into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            let _ = visitor::ClientFrame::parse(&text);
        }
    }

    #[test]
    fn whatever_is_over_the_limit_is_refused(over in 1usize..500) {
        prop_assert_eq!(code_of(&message(&"字".repeat(TEXT_CHARACTERS + over), 0)), "WL-MESSAGE-TOO-LONG");
    }
}
