//! Calls out by several trunks, of which some do not answer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout};
use warmline_voice::edge::trunk::Way;
use warmline_voice::edge::{Callee, Cause, Dial, DialPlan, EdgeEvent, EdgeSettings, SipEdge, Trunk};

use crate::support::{ANSWER, OFFER, SECURE_OFFER, Side, settings, trunk};

/// What a carrier does with what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Answers,
    Refuses,
    Silent,
}

/// A carrier that takes every call at once, or does not.
struct Carrier {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    calls: Arc<Mutex<usize>>,
}

impl Carrier {
    async fn open() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let carrier = Self {
            address: socket.local_addr().unwrap(),
            mood: Arc::new(Mutex::new(Mood::Answers)),
            calls: Arc::default(),
        };
        let (mood, calls) = (Arc::clone(&carrier.mood), Arc::clone(&carrier.calls));
        tokio::spawn(async move {
            let mut buffer = vec![0; 8_192];
            while let Ok((bytes, from)) = socket.recv_from(&mut buffer).await {
                let text = String::from_utf8_lossy(&buffer[..bytes]).into_owned();
                let mood = *mood.lock().unwrap();
                if let Some(answer) = answer(&text, mood, socket.local_addr().unwrap()) {
                    if answer.contains("INVITE") && answer.starts_with("SIP/2.0 200") {
                        *calls.lock().unwrap() += 1;
                    }
                    let _ = socket.send_to(answer.as_bytes(), from).await;
                }
            }
        });
        carrier
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn calls(&self) -> usize {
        *self.calls.lock().unwrap()
    }
}

fn answer(request: &str, mood: Mood, own: SocketAddr) -> Option<String> {
    let method = request.split(' ').next()?;
    if mood == Mood::Silent || method == "ACK" || method == "SIP/2.0" {
        return None;
    }
    let body = if method == "INVITE" { std::str::from_utf8(ANSWER).unwrap() } else { "" };
    let (status, body) = if mood == Mood::Refuses { ("503 Service Unavailable", "") } else { ("200 OK", body) };
    let mut text = format!("SIP/2.0 {status}\r\n");
    for line in request.lines().take_while(|line| !line.is_empty()) {
        let name = line.split(':').next().unwrap_or_default();
        if ["Via", "From", "Call-ID", "CSeq"].contains(&name) {
            text += &format!("{line}\r\n");
        } else if name == "To" {
            let tag = if line.contains("tag=") { "" } else { ";tag=c" };
            text += &format!("{line}{tag}\r\n");
        }
    }
    text += &format!("Contact: <sip:carrier@{own}>\r\nContent-Type: application/sdp\r\n");
    Some(format!("{text}Content-Length: {}\r\n\r\n{body}", body.len()))
}

/// A trunk whose sound must be encrypted and behind which nobody is.
async fn encrypted_and_away() -> Trunk {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut away = trunk("encrypted", Some(gone), &[]);
    (away.way, away.srtp) = (Way::Tls, true);
    away
}

async fn bank_of(carriers: &[&Carrier]) -> Side {
    let names = ["north", "south"];
    let trunks = carriers.iter().zip(names).map(|(carrier, name)| trunk(name, Some(carrier.address), &[])).collect();
    let dial_plan = DialPlan::parse("1XXXXXXXXXX").unwrap();
    Side::open(EdgeSettings { trunks, dial_plan, look_every: Duration::from_millis(100), ..settings() }).await
}

/// Calls and hangs up again.
async fn call(bank: &mut Side) {
    let to = Callee::Number("13900000001".into());
    let leg = bank
        .edge
        .dial(Dial {
            to,
            from: "90588".into(),
            display: None,
            offer: OFFER.into(),
            encrypted: Some(SECURE_OFFER.into()),
        })
        .unwrap();
    loop {
        match bank.next().await {
            EdgeEvent::Up { leg: told, .. } if told == leg => break,
            EdgeEvent::Progress { .. } | EdgeEvent::Trunk { .. } => {}
            other => panic!("expected an answer, got {other:?}"),
        }
    }
    bank.edge.end(leg, Cause::Normal);
    while !matches!(bank.next().await, EdgeEvent::Over { .. }) {}
}

async fn is_told(bank: &mut Side, name: &str, wanted: bool) {
    let told = async {
        loop {
            if let EdgeEvent::Trunk { name: known, up } = bank.events.recv().await.expect("the edge lives")
                && known == name
                && up == wanted
            {
                return;
            }
        }
    };
    timeout(Duration::from_secs(30), told).await.expect("the trunk's state is told");
}

#[tokio::test]
async fn a_trunk_that_stops_answering_is_passed_over_until_it_answers_again() {
    let (north, south) = (Carrier::open().await, Carrier::open().await);
    let mut bank = bank_of(&[&north, &south]).await;
    call(&mut bank).await;
    assert_eq!((north.calls(), south.calls()), (1, 0));
    north.is(Mood::Silent);
    is_told(&mut bank, "north", false).await;
    let begun = Instant::now();
    call(&mut bank).await;
    assert_eq!((north.calls(), south.calls()), (1, 1));
    assert!(begun.elapsed() < Duration::from_secs(3), "nobody waits for the one that is away");
    north.is(Mood::Answers);
    is_told(&mut bank, "north", true).await;
    call(&mut bank).await;
    assert_eq!((north.calls(), south.calls()), (2, 1));
}

#[tokio::test]
async fn within_one_call_the_next_trunk_is_tried_when_the_first_is_full_or_silent() {
    let (north, south) = (Carrier::open().await, Carrier::open().await);
    let mut bank = bank_of(&[&north, &south]).await;
    for (mood, calls) in [(Mood::Refuses, 1), (Mood::Silent, 2)] {
        north.is(mood);
        call(&mut bank).await;
        assert_eq!((north.calls(), south.calls()), (0, calls), "{mood:?}");
    }
}

#[tokio::test]
async fn trunks_are_tried_as_they_are_written_each_with_what_it_demands() {
    let carrier = Carrier::open().await;
    let clear = trunk("clear", Some(carrier.address), &[]);
    for trunks in [vec![clear.clone(), encrypted_and_away().await], vec![encrypted_and_away().await, clear]] {
        let before = carrier.calls();
        let dial_plan = DialPlan::parse("1XXXXXXXXXX").unwrap();
        let mut bank = Side::open(EdgeSettings { trunks, dial_plan, ..settings() }).await;
        call(&mut bank).await;
        assert_eq!(carrier.calls(), before + 1);
    }
}
