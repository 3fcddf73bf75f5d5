//! Descriptions as telephones send them, and what is agreed with each.

use proptest::prelude::*;
use warmline_wire::sdp::{
    self, Agreed, Codec, Direction, Encoding, FORMATS, Local, MasterKey, Receive, Security, Session, TEXT_BYTES,
};

/// A desk phone: many codecs, the address in the session, events by a number of its own.
pub const DESK_PHONE: &str = "v=0\r\no=- 20083 20083 IN IP4 192.0.2.20\r\ns=SDP data\r\nc=IN IP4 192.0.2.20\r\nt=0 0\r\n\
    m=audio 11790 RTP/AVP 9 8 0 18 97\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 pcma/8000\r\na=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=ptime:20\r\na=sendrecv\r\na=rtpmap:97 telephone-event/8000\r\n\
    a=fmtp:97 0-15\r\n";

/// A trunk: bare line feeds, no map for static types, the address at the media, keys, a video line.
pub const TRUNK: &str = "v=0\no=carrier 7 9 IN IP4 192.0.2.30\nt=0 0\nm=video 5004 RTP/SAVP 96\nc=IN IP4 192.0.2.31\n\
    m=audio 30000/2 RTP/SAVP 0 8 101 13\nc=IN IP4 192.0.2.32/127\na=rtpmap: 101 telephone-event/8000/1\n\
    a=rtcp:30009 IN IP4 192.0.2.32\na=crypto:2 AEAD_AES_256_GCM inline:xx\n\
    a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^31\na=maxptime:150\n";

/// A soft phone over IPv6 that shares one port and wishes for 30 ms.
pub const SOFT_PHONE: &str = "v=0\r\no=- 1 1 IN IP6 2001:db8::7\r\ns= \r\nc=IN IP6 2001:db8::7\r\nb=AS:80\r\nt=0 0\r\na=sendonly\r\n\
    m=audio 40000 RTP/AVP 96 0 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/48000\r\n\
    a=rtcp-mux\r\na=ptime:30.0\r\n";

const CODECS: &[Codec] = &[Codec::Pcma, Codec::Pcmu];

fn local() -> Local<'static> {
    Local {
        address: "192.0.2.1:4000".parse().unwrap(),
        session: 5,
        version: 2,
        codecs: CODECS,
        direction: Direction::SendReceive,
        security: Security::Never,
        key: None,
    }
}

fn answer(offer: &str, local: &Local<'_>) -> Result<(Agreed, String), &'static str> {
    sdp::answer(&Session::parse(offer).unwrap(), local).map_err(|fault| fault.code)
}

#[test]
fn a_desk_phone_gets_its_best_codec_that_is_spoken_here() {
    let (agreed, text) = answer(DESK_PHONE, &local()).unwrap();
    assert_eq!((agreed.codec, agreed.send, agreed.send_event), (Codec::Pcma, 8, Some(97)));
    assert_eq!(agreed.receive, Receive { pcmu: None, pcma: Some(8), event: Some(97) });
    assert_eq!(agreed.remote, "192.0.2.20:11790".parse().unwrap());
    assert_eq!(agreed.remote_rtcp, "192.0.2.20:11791".parse().unwrap());
    assert_eq!((agreed.direction, agreed.packet_ms, agreed.keys), (Direction::SendReceive, 20, None));
    let expected = "v=0\r\no=- 5 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
        m=audio 4000 RTP/AVP 8 97\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-15\r\n\
        a=ptime:20\r\na=sendrecv\r\n";
    assert_eq!(text, expected);
}

#[test]
fn a_trunk_that_encrypts_is_answered_with_our_key_and_its_number() {
    let key = MasterKey::new([9; 30]);
    let local = Local { security: Security::WhenOffered, key: Some(&key), ..local() };
    let (agreed, text) = answer(TRUNK, &local).unwrap();
    assert_eq!((agreed.codec, agreed.send_event), (Codec::Pcmu, Some(101)));
    assert_eq!(agreed.remote, "192.0.2.32:30000".parse().unwrap());
    assert_eq!(agreed.remote_rtcp.port(), 30_009);
    let keys = agreed.keys.unwrap();
    assert_eq!(keys.ours, key);
    assert_eq!(keys.theirs.expose().0, b"wDfvg&T+)xG7@fb5");
    let read = Session::parse(&text).unwrap();
    assert_eq!((read.media[0].kind.as_str(), read.media[0].port), ("video", 0));
    assert_eq!((read.media[1].transport.as_str(), read.media[1].port), ("RTP/SAVP", 4_000));
    assert_eq!((read.media[1].crypto[0].tag, &read.media[1].crypto[0].key), (7, &key));
    assert!(!format!("{keys:?}").contains("wDfvg"));
}

#[test]
fn a_phone_that_holds_is_heard_and_told_nothing() {
    let (agreed, text) = answer(SOFT_PHONE, &local()).unwrap();
    assert_eq!(agreed.direction, Direction::ReceiveOnly);
    assert!(text.ends_with("a=rtcp-mux\r\na=recvonly\r\n"));
    assert_eq!(agreed.remote, agreed.remote_rtcp);
    // Its events run at 48 kHz, which is not the clock of G.711.
    assert_eq!((agreed.packet_ms, agreed.send_event), (30, None));
    for (offered, ours) in [
        ("a=sendrecv", Direction::SendReceive),
        ("a=sendonly", Direction::ReceiveOnly),
        ("a=recvonly", Direction::SendOnly),
        ("a=inactive", Direction::Inactive),
    ] {
        let offer = DESK_PHONE.replace("a=sendrecv", offered);
        assert_eq!(answer(&offer, &local()).unwrap().0.direction, ours, "{offered}");
    }
    let old = DESK_PHONE.replace("c=IN IP4 192.0.2.20", "c=IN IP4 0.0.0.0");
    assert_eq!(answer(&old, &local()).unwrap().0.direction, Direction::ReceiveOnly);
    let both = Local { direction: Direction::SendOnly, ..local() };
    assert_eq!(answer(SOFT_PHONE, &both).unwrap().0.direction, Direction::Inactive);
}

#[test]
fn what_cannot_be_agreed_is_refused_with_its_reason() {
    let change = |from: &str, to: &str| answer(&DESK_PHONE.replace(from, to), &local());
    assert_eq!(change("m=audio 11790", "m=audio 0"), Err("WL-SDP-NO-AUDIO"));
    assert_eq!(change("m=audio", "m=video"), Err("WL-SDP-NO-AUDIO"));
    assert_eq!(change("RTP/AVP", "UDP/TLS/RTP/SAVPF"), Err("WL-SDP-NO-AUDIO"));
    assert_eq!(change("RTP/AVP", "RTP/SAVP"), Err("WL-SDP-SECURITY"));
    assert_eq!(change("9 8 0 18", "9 18"), Err("WL-SDP-NO-CODEC"));
    assert_eq!(change("c=IN IP4 192.0.2.20", "c=IN IP4 phone.example"), Err("WL-SDP-ADDRESS"));
    let always = Local { security: Security::Always, ..local() };
    assert_eq!(answer(DESK_PHONE, &always), Err("WL-SDP-SECURITY"));
    for text in ["", "hello", &"a=x\r\n".repeat(TEXT_BYTES), "m=audio x RTP/AVP 0"] {
        assert_eq!(Session::parse(text).unwrap_err().code, "WL-SDP-SHAPE");
    }
    let many = format!("m=audio 1 RTP/AVP{}", " 8".repeat(FORMATS + 1));
    assert_eq!(Session::parse(&many).unwrap_err().place.as_deref(), Some("line 1"));
}

#[test]
fn our_offer_is_settled_by_the_numbers_of_each_side() {
    let theirs = "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 9000 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n";
    let ours = local();
    let offer = Session::parse(&sdp::offer(&ours).unwrap()).unwrap();
    let offered: Vec<_> = offer.media[0].formats.iter().map(|format| format.encoding).collect();
    let expected = [Encoding::Audio(Codec::Pcma), Encoding::Audio(Codec::Pcmu), Encoding::TelephoneEvent];
    assert_eq!(offered, expected);
    let agreed = sdp::settle(&ours, &Session::parse(theirs).unwrap()).unwrap();
    assert_eq!((agreed.codec, agreed.send, agreed.send_event), (Codec::Pcmu, 0, Some(96)));
    assert_eq!(agreed.receive, Receive { pcmu: Some(0), pcma: Some(8), event: Some(101) });
    let refused = theirs.replace("9000", "0");
    assert_eq!(sdp::settle(&ours, &Session::parse(&refused).unwrap()).unwrap_err().code, "WL-SDP-NO-AUDIO");
}

#[test]
fn two_houses_that_encrypt_agree_on_both_keys() {
    let (ours, theirs) = (MasterKey::new([1; 30]), MasterKey::new([2; 30]));
    let caller = Local { security: Security::Always, key: Some(&ours), ..local() };
    let called = Local { security: Security::WhenOffered, key: Some(&theirs), ..local() };
    let (answered, text) = answer(&sdp::offer(&caller).unwrap(), &called).unwrap();
    let settled = sdp::settle(&caller, &Session::parse(&text).unwrap()).unwrap();
    let (here, there) = (settled.keys.unwrap(), answered.keys.unwrap());
    assert_eq!((&here.ours, &here.theirs), (&there.theirs, &there.ours));
    assert_eq!(here.ours, ours);
    let downgraded = text.replace("RTP/SAVP", "RTP/AVP");
    let refused = sdp::settle(&caller, &Session::parse(&downgraded).unwrap());
    assert_eq!(refused.unwrap_err().code, "WL-SDP-SECURITY");
    let keyless = Local { key: None, ..caller };
    assert_eq!(sdp::offer(&keyless).unwrap_err().code, "WL-SDP-SECURITY");
}

fn directions() -> impl Strategy<Value = Direction> {
    use Direction::{Inactive, ReceiveOnly, SendOnly, SendReceive};
    prop_oneof![Just(SendReceive), Just(SendOnly), Just(ReceiveOnly), Just(Inactive)]
}

proptest! {
    #[test]
    fn both_sides_agree_on_who_sends(one in directions(), other in directions(), mu_first: bool) {
        let order: &[Codec] = if mu_first { &[Codec::Pcmu, Codec::Pcma] } else { CODECS };
        let caller = Local { direction: one, codecs: order, ..local() };
        let called = Local { direction: other, ..local() };
        let (answered, text) = answer(&sdp::offer(&caller).unwrap(), &called).unwrap();
        let settled = sdp::settle(&caller, &Session::parse(&text).unwrap()).unwrap();
        prop_assert_eq!(settled.direction, answered.direction.mirrored());
        prop_assert_eq!(settled.direction, one.within(other.mirrored()));
        prop_assert_eq!((settled.codec, answered.codec), (order[0], order[0]));
    }

    #[test]
    fn arbitrary_lines_never_panic(lines in proptest::collection::vec("[a-z]=\\PC{0,60}", 0..30)) {
        if let Ok(session) = Session::parse(&lines.join("\r\n")) {
            let _ = sdp::answer(&session, &local());
        }
    }
}
