//! Calls from one edge to another.

use warmline_voice::edge::{Callee, Cause, Dial, EdgeEvent, EdgeSettings, LegId, SipEdge, Source};

use crate::support::{ANSWER, EMERGENCY, OFFER, Side, bank_and_carrier, carrier_of, settings, trunk};

fn to_the_bank() -> Dial {
    Dial {
        to: Callee::Number("90588".into()),
        from: "13900000001".into(),
        display: None,
        offer: OFFER.into(),
        encrypted: None,
    }
}

async fn over(side: &mut Side, leg: LegId) -> (Cause, bool) {
    loop {
        match side.next().await {
            EdgeEvent::Over { leg: told, cause, by_them } if told == leg => return (cause, by_them),
            EdgeEvent::Progress { .. } | EdgeEvent::Trunk { .. } => {}
            other => panic!("expected the end, got {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_call_rings_is_answered_and_ends_on_either_side() {
    let (mut bank, mut carrier) = bank_and_carrier().await;
    for caller_ends in [true, false] {
        let out = carrier.edge.dial(to_the_bank()).unwrap();
        let incoming = bank.incoming().await;
        assert_eq!((incoming.to.as_str(), incoming.from.as_deref()), ("90588", Some("13900000001")));
        assert_eq!((incoming.source, incoming.offer.as_deref()), (Source::Trunk("carrier".into()), Some(OFFER)));
        bank.edge.ring(incoming.leg, None).unwrap();
        assert!(matches!(carrier.next().await, EdgeEvent::Progress { answer: None, .. }));
        bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
        assert_eq!(carrier.up(out).await.as_deref(), Some(ANSWER));
        assert_eq!(bank.up(incoming.leg).await, None);
        if caller_ends {
            carrier.edge.end(out, Cause::Normal);
        } else {
            bank.edge.end(incoming.leg, Cause::Normal);
        }
        assert_eq!(over(&mut carrier, out).await, (Cause::Normal, !caller_ends));
        assert_eq!(over(&mut bank, incoming.leg).await, (Cause::Normal, caller_ends));
    }
    assert_eq!((bank.edge.legs(), carrier.edge.legs()), (0, 0));
}

#[tokio::test]
async fn a_caller_who_gives_up_and_a_bank_that_refuses_are_told_so() {
    let (mut bank, mut carrier) = bank_and_carrier().await;
    let out = carrier.edge.dial(to_the_bank()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.ring(incoming.leg, None).unwrap();
    assert!(matches!(carrier.next().await, EdgeEvent::Progress { .. }));
    carrier.edge.end(out, Cause::Cancelled);
    assert_eq!(over(&mut bank, incoming.leg).await, (Cause::Cancelled, true));
    assert_eq!(over(&mut carrier, out).await, (Cause::Cancelled, false));

    let out = carrier.edge.dial(to_the_bank()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.end(incoming.leg, Cause::Busy);
    assert_eq!(over(&mut carrier, out).await, (Cause::Busy, true));
    assert_eq!(over(&mut bank, incoming.leg).await, (Cause::Busy, false));
}

#[tokio::test]
async fn a_call_is_held_and_resumed_from_either_side() {
    let (mut bank, mut carrier) = bank_and_carrier().await;
    let out = carrier.edge.dial(to_the_bank()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    carrier.up(out).await;
    bank.up(incoming.leg).await;
    let asked = bank.edge.reoffer(incoming.leg, b"hold".to_vec());
    let answered = async {
        let EdgeEvent::Reoffered(reoffer) = carrier.next().await else { panic!("a new offer") };
        assert_eq!(reoffer.offer, b"hold");
        reoffer.answer.send(b"held".to_vec()).unwrap();
    };
    let (answer, ()) = tokio::join!(asked, answered);
    assert_eq!(answer.unwrap(), b"held");
    let asked = carrier.edge.reoffer(out, b"nothing you speak".to_vec());
    let refused = async {
        let EdgeEvent::Reoffered(reoffer) = bank.next().await else { panic!("a new offer") };
        drop(reoffer);
    };
    let (answer, ()) = tokio::join!(asked, refused);
    assert_eq!(answer.unwrap_err().code, "WL-VOICE-LEG");
    bank.edge.end(incoming.leg, Cause::Normal);
    assert_eq!(over(&mut carrier, out).await, (Cause::Normal, true));
}

#[tokio::test]
async fn a_wish_to_be_transferred_is_refused_and_the_call_goes_on() {
    let (mut bank, mut carrier) = bank_and_carrier().await;
    let out = carrier.edge.dial(to_the_bank()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    carrier.up(out).await;
    bank.up(incoming.leg).await;
    for to in ["8001", "13900000001"] {
        assert_eq!(carrier.edge.refer(out, to).await.unwrap_err().code, "WL-VOICE-LEG");
    }
    bank.edge.end(incoming.leg, Cause::Normal);
    assert_eq!(over(&mut bank, incoming.leg).await, (Cause::Normal, false), "nothing else was told");
}

#[tokio::test]
async fn beyond_its_legs_the_bank_refuses_and_the_next_trunk_is_tried() {
    let full = EdgeSettings { trunks: vec![trunk("carrier", None, &["127.0.0.1"])], legs_max: 0, ..settings() };
    let full = Side::open(full).await;
    let (mut bank, _) = bank_and_carrier().await;
    let mut carrier = carrier_of(&[full.address(), bank.address()]).await;
    let out = carrier.edge.dial(to_the_bank()).unwrap();
    let incoming = bank.incoming().await;
    bank.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    assert_eq!(carrier.up(out).await.as_deref(), Some(ANSWER));

    bank.edge.drain(true);
    let refused = carrier.edge.dial(to_the_bank()).unwrap();
    assert_eq!(over(&mut carrier, refused).await, (Cause::Full, true));
    assert_eq!(bank.edge.legs(), 1, "the call in progress goes on");
}

#[tokio::test]
async fn whoever_dials_the_number_for_emergencies_is_let_in_when_others_are_refused() {
    let full = EdgeSettings { trunks: vec![trunk("carrier", None, &["127.0.0.1"])], legs_max: 0, ..settings() };
    let mut full = Side::open(full).await;
    let mut carrier = carrier_of(&[full.address()]).await;
    let refused = carrier.edge.dial(to_the_bank()).unwrap();
    assert_eq!(over(&mut carrier, refused).await, (Cause::Full, true));

    let urgent = Dial { to: Callee::Number(EMERGENCY.into()), ..to_the_bank() };
    let out = carrier.edge.dial(urgent).unwrap();
    let incoming = full.incoming().await;
    assert!(incoming.emergency);
    full.edge.answer(incoming.leg, ANSWER.into()).unwrap();
    carrier.up(out).await;
}

#[tokio::test]
async fn nobody_calls_a_number_the_plan_does_not_name() {
    let (_bank, carrier) = bank_and_carrier().await;
    let abroad = Dial { to: Callee::Number("+442079460000".into()), ..to_the_bank() };
    assert_eq!(carrier.edge.dial(abroad).unwrap_err().code, "WL-VOICE-NUMBER");
    let phone = Dial { to: Callee::Phone("8001".into()), ..to_the_bank() };
    assert_eq!(carrier.edge.dial(phone).unwrap_err().code, "WL-VOICE-PHONE");
}
