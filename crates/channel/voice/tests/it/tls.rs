//! Calls whose signalling is encrypted.

use std::path::Path;
use std::time::Duration;

use warmline_testkit::certificate;
use warmline_voice::edge::trunk::Way;
use warmline_voice::edge::{Callee, Cause, Dial, DialPlan, EdgeEvent, EdgeSettings, SipEdge, TlsSettings};
use warmline_wire::sdp::Security;

use crate::support::{ANSWER, OFFER, SECURE_ANSWER, SECURE_OFFER, Side, settings, trunk};

fn tls(files: &(std::path::PathBuf, std::path::PathBuf), authorities: Option<&Path>) -> Option<TlsSettings> {
    let (certificate, key) = files.clone();
    let listen = "127.0.0.1:0".parse().unwrap();
    Some(TlsSettings { listen, certificate, key, authorities: authorities.map(Path::to_owned) })
}

/// A bank that takes calls under TLS from this machine, and a carrier whose trunk to it goes by TLS.
async fn sides(files: &(std::path::PathBuf, std::path::PathBuf), demands: bool, believes: bool) -> (Side, Side) {
    let mut from_carrier = trunk("carrier", None, &["127.0.0.1"]);
    from_carrier.srtp = demands;
    let bank = Side::open(EdgeSettings { tls: tls(files, None), trunks: vec![from_carrier], ..settings() }).await;
    let mut to_bank = trunk("bank", bank.edge.tls_address(), &[]);
    (to_bank.way, to_bank.srtp) = (Way::Tls, demands);
    let carrier = EdgeSettings {
        tls: tls(files, believes.then_some(files.0.as_path())),
        trunks: vec![to_bank],
        dial_plan: DialPlan::parse("90588").unwrap(),
        look_every: Duration::from_millis(200),
        ..settings()
    };
    (bank, Side::open(carrier).await)
}

fn dial() -> Dial {
    Dial {
        to: Callee::Number("90588".into()),
        from: "13900000001".into(),
        display: None,
        offer: OFFER.into(),
        encrypted: Some(SECURE_OFFER.into()),
    }
}

#[tokio::test]
async fn a_trunk_under_tls_is_called_answers_and_may_ask_for_encrypted_sound() {
    let folder = tempfile::tempdir().unwrap();
    let Some(files) = certificate(folder.path(), 30) else { return };
    for (demands, security) in [(false, Security::WhenOffered), (true, Security::Always)] {
        let (mut bank, mut carrier) = sides(&files, demands, true).await;
        let outside = if demands { Security::Always } else { Security::Never };
        assert_eq!(carrier.edge.security_outside(), outside);
        let out = carrier.edge.dial(dial()).unwrap();
        let incoming = bank.incoming().await;
        assert_eq!(incoming.security, security);
        let (offer, answer) = if demands { (SECURE_OFFER, SECURE_ANSWER) } else { (OFFER, ANSWER) };
        assert_eq!(incoming.offer.as_deref(), Some(offer), "a trunk is offered what it demands");
        bank.edge.answer(incoming.leg, answer.into()).unwrap();
        assert_eq!(carrier.up(out).await.as_deref(), Some(answer));
        carrier.edge.end(out, Cause::Normal);
        while !matches!(bank.next().await, EdgeEvent::Over { .. }) {}
        // Long enough for the trunk to be asked more than twice.
        tokio::time::sleep(Duration::from_secs(1)).await;
        while let Ok(event) = carrier.events.try_recv() {
            assert!(!matches!(event, EdgeEvent::Trunk { .. }), "it answers what it is asked under TLS: {event:?}");
        }
    }
}

#[tokio::test]
async fn a_trunk_that_must_encrypt_and_answers_in_clear_is_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let Some(files) = certificate(folder.path(), 30) else { return };
    let (mut bank, mut carrier) = sides(&files, true, true).await;
    let out = carrier.edge.dial(dial()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    loop {
        match carrier.next().await {
            EdgeEvent::Over { leg, cause, .. } if leg == out => {
                assert_eq!(cause, Cause::NotAcceptable);
                break;
            }
            EdgeEvent::Trunk { .. } | EdgeEvent::Progress { .. } => {}
            other => panic!("expected the end, got {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (Some(files), Some(renewed)) = (certificate(one.path(), 30), certificate(other.path(), 60)) else { return };
    let from_carrier = trunk("carrier", None, &["127.0.0.1"]);
    let every = Duration::from_millis(100);
    let bank = EdgeSettings { tls: tls(&files, None), trunks: vec![from_carrier], look_every: every, ..settings() };
    let mut bank = Side::open(bank).await;
    let mut to_bank = trunk("bank", bank.edge.tls_address(), &[]);
    to_bank.way = Way::Tls;
    let carrier = EdgeSettings {
        // Whoever believes the renewed one alone.
        tls: tls(&files, Some(renewed.0.as_path())),
        trunks: vec![to_bank],
        dial_plan: DialPlan::parse("90588").unwrap(),
        ..settings()
    };
    let mut carrier = Side::open(carrier).await;
    // The key comes a moment later: what does not fit changes nothing.
    std::fs::copy(&renewed.0, &files.0).unwrap();
    tokio::time::sleep(every * 3).await;
    std::fs::copy(&renewed.1, &files.1).unwrap();
    tokio::time::sleep(every * 5).await;
    let out = carrier.edge.dial(dial()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    assert_eq!(carrier.up(out).await.as_deref(), Some(ANSWER));
}

#[tokio::test]
async fn a_trunk_whose_certificate_nobody_vouches_for_is_not_called() {
    let folder = tempfile::tempdir().unwrap();
    let Some(files) = certificate(folder.path(), 30) else { return };
    let (mut bank, mut carrier) = sides(&files, false, false).await;
    let out = carrier.edge.dial(dial()).unwrap();
    loop {
        match carrier.next().await {
            EdgeEvent::Over { leg, by_them: true, .. } if leg == out => break,
            EdgeEvent::Trunk { .. } => {}
            other => panic!("expected the end, got {other:?}"),
        }
    }
    assert!(bank.events.try_recv().is_err(), "nothing was told to whoever cannot prove who it is");
}

#[tokio::test]
async fn a_trunk_that_must_encrypt_brings_no_call_in_clear() {
    let mut demanding = trunk("carrier", None, &["127.0.0.1"]);
    demanding.srtp = true;
    let bank = Side::open(EdgeSettings { trunks: vec![demanding], ..settings() }).await;
    let mut caller = crate::raw::Raw::to(bank.address()).await;
    assert!(caller.ask("INVITE", "90588", "").await.unwrap().starts_with("SIP/2.0 403"));
}

#[tokio::test]
async fn a_renewed_list_of_authorities_counts_without_a_restart() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (Some(files), Some(strange)) = (certificate(one.path(), 30), certificate(other.path(), 30)) else { return };
    let from_carrier = trunk("carrier", None, &["127.0.0.1"]);
    let bank = EdgeSettings { tls: tls(&files, None), trunks: vec![from_carrier], ..settings() };
    let mut bank = Side::open(bank).await;
    let mut to_bank = trunk("bank", bank.edge.tls_address(), &[]);
    to_bank.way = Way::Tls;
    let believed = other.path().join("authorities.pem");
    std::fs::copy(&strange.0, &believed).unwrap();
    let every = Duration::from_millis(100);
    let carrier = EdgeSettings {
        tls: tls(&files, Some(&believed)),
        trunks: vec![to_bank],
        dial_plan: DialPlan::parse("90588").unwrap(),
        look_every: every,
        ..settings()
    };
    let mut carrier = Side::open(carrier).await;
    assert!(!carrier.edge.asks_trunk(0).await, "nobody vouches for the bank");
    // What is half written changes nothing, and the list counts once it is whole.
    let whole = std::fs::read(&files.0).unwrap();
    std::fs::write(&believed, &whole[..whole.len() / 2]).unwrap();
    tokio::time::sleep(every * 3).await;
    std::fs::write(&believed, &whole).unwrap();
    let counts = async {
        while !carrier.edge.asks_trunk(0).await {
            tokio::time::sleep(every).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), counts).await.expect("the list counts");
    let out = carrier.edge.dial(dial()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    loop {
        match carrier.next().await {
            EdgeEvent::Up { leg, answer } if leg == out => break assert_eq!(answer.as_deref(), Some(ANSWER)),
            EdgeEvent::Trunk { .. } | EdgeEvent::Progress { .. } => {}
            other => panic!("expected an answer, got {other:?}"),
        }
    }
}
