//! The websocket with two passes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};
use warmline_speech::{FunAsr, Heard, SpeechToText, Utterance};

use super::{WAIT, available, pushes_at_once, say, service, until};

/// How a stand-in behaves.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// As FunASR does.
    Well,
    /// Takes the connection and says nothing, not even the handshake.
    Hangs,
    /// Takes everything and answers nothing.
    Silent,
    /// Closes as soon as it is spoken to.
    Closes,
    /// Sends words without end.
    Floods,
    /// Sends what is none of the protocol.
    Babbles,
}

#[derive(Default)]
struct Seen {
    openings: Vec<serde_json::Value>,
    keys: Vec<String>,
    bytes: usize,
    closings: usize,
}

/// A stand-in for FunASR's runtime.
async fn stand_in(manner: Manner) -> (String, Arc<Mutex<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let seen = Arc::<Mutex<Seen>>::default();
    let theirs = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, manner, Arc::clone(&theirs)));
        }
    });
    (url, seen)
}

#[expect(clippy::result_large_err, reason = "the library's own callback")]
async fn serve(stream: TcpStream, manner: Manner, seen: Arc<Mutex<Seen>>) {
    if manner == Manner::Hangs {
        tokio::time::sleep(2 * WAIT).await;
        return;
    }
    let keys = Arc::clone(&seen);
    let look = move |request: &Request, response: Response| {
        let key = request.headers().get("authorization").map(|key| key.to_str().unwrap().to_owned());
        keys.lock().unwrap().keys.extend(key);
        Ok(response)
    };
    let mut socket = accept_hdr_async(stream, look).await.unwrap();
    let (mut voiced, mut quiet) = (0, 0);
    while let Some(Ok(message)) = socket.next().await {
        match (manner, &message) {
            (Manner::Closes, _) => return,
            (Manner::Floods, _) => {
                while tell(&mut socket, "2pass-online", "啊").await {}
                return;
            }
            (Manner::Babbles, _) => drop(socket.send(Message::text("好的")).await),
            (Manner::Silent, _) => {}
            (_, Message::Text(text)) => {
                let value: serde_json::Value = serde_json::from_str(text).unwrap();
                if value["is_speaking"] == false {
                    seen.lock().unwrap().closings += 1;
                    tell(&mut socket, "2pass-offline", if voiced > 0 { "就这样。" } else { "" }).await;
                    return;
                }
                seen.lock().unwrap().openings.push(value);
            }
            (_, Message::Binary(sound)) => {
                seen.lock().unwrap().bytes += sound.len();
                let loud = sound.chunks_exact(2).any(|pair| i16::from_le_bytes([pair[0], pair[1]]).abs() > 1_000);
                if loud {
                    (voiced, quiet) = (voiced + 1, 0);
                    if voiced % 10 == 0 {
                        tell(&mut socket, "2pass-online", "我的卡").await;
                    }
                } else if voiced > 0 {
                    quiet += 1;
                    if quiet == 14 {
                        tell(&mut socket, "2pass-offline", "我的卡被吞了。").await;
                        (voiced, quiet) = (0, 0);
                    }
                }
            }
            _ => {}
        }
    }
}

async fn tell(socket: &mut WebSocketStream<TcpStream>, mode: &str, text: &str) -> bool {
    let message = serde_json::json!({"mode": mode, "text": text, "wav_name": "w", "is_final": false});
    socket.send(Message::text(message.to_string())).await.is_ok()
}

fn provider(url: String) -> Arc<FunAsr> {
    FunAsr::new(service(url), 10, vec!["吞卡".into()]).unwrap()
}

#[tokio::test]
async fn words_come_while_somebody_speaks_and_sentences_have_their_times() {
    let (url, seen) = stand_in(Manner::Well).await;
    let mut session = provider(url).listen();
    assert!(available(&mut session).await);
    say(&mut session, &[(false, 50), (true, 60), (false, 60), (true, 40)]).await;
    let partial = until(&mut session, |heard| match heard {
        Heard::Partial { text, start_ms } => Some((text, start_ms)),
        _ => None,
    });
    let (text, start_ms) = partial.await;
    assert!(text.starts_with("我的卡") && start_ms == 1_000, "{text} {start_ms}");
    let said = until(&mut session, said).await;
    assert_eq!((said.text.as_str(), said.start_ms, said.end_ms), ("我的卡被吞了。", 1_000, 2_200));
    assert_eq!((said.voiced_ms, said.confidence), (1_200, None));
    assert!((said.pace().unwrap() - 5.0).abs() < 0.01);
    // The line goes dead in the middle of a sentence: what was said of it is not lost.
    let mut rest = session.finish();
    let last = async {
        loop {
            match rest.recv().await {
                Some(Heard::Final(said)) => return said,
                Some(_) => {}
                None => panic!("the last words are lost"),
            }
        }
    };
    let last = tokio::time::timeout(WAIT, last).await.unwrap();
    assert_eq!((last.text.as_str(), last.start_ms, last.end_ms), ("就这样。", 3_400, 4_200));
    let seen = seen.lock().unwrap();
    assert_eq!(seen.openings[0]["mode"], "2pass");
    assert_eq!((seen.openings.len(), seen.closings), (1, 1));
    assert_eq!(seen.keys, ["Bearer a-key"]);
    assert_eq!(seen.bytes, 210 * 640, "every frame comes at twice the rate");
}

fn said(heard: Heard) -> Option<Utterance> {
    if let Heard::Final(said) = heard { Some(said) } else { None }
}

#[tokio::test]
async fn a_service_that_closes_floods_or_babbles_is_left_alone_for_a_while() {
    for manner in [Manner::Closes, Manner::Floods, Manner::Babbles] {
        let (url, seen) = stand_in(manner).await;
        let mut session = provider(url).listen();
        while available(&mut session).await {}
        pushes_at_once(&mut session).await;
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        let tries = seen.lock().unwrap().keys.len();
        assert!((1..=3).contains(&tries), "{tries} tries in three seconds");
    }
}

#[tokio::test]
async fn a_service_that_never_lets_us_in_is_found_out() {
    let (url, _) = stand_in(Manner::Hangs).await;
    let mut session = provider(url).listen();
    let found = tokio::time::timeout(Duration::from_secs(8), available(&mut session)).await;
    assert_eq!(found, Ok(false));
}

#[tokio::test]
async fn a_service_that_says_nothing_of_what_was_said_is_found_out() {
    let (url, _) = stand_in(Manner::Silent).await;
    let mut session = provider(url).listen();
    assert!(available(&mut session).await);
    say(&mut session, &[(true, 60), (false, 60)]).await;
    assert!(!available(&mut session).await);
}

#[tokio::test]
async fn no_more_speakers_are_listened_to_than_there_are_places() {
    let (url, _) = stand_in(Manner::Well).await;
    let provider = FunAsr::new(service(url), 1, Vec::new()).unwrap();
    let mut first = provider.listen();
    assert!(available(&mut first).await);
    let mut second = provider.listen();
    assert!(!available(&mut second).await);
    drop(first);
    assert!(available(&mut second).await, "the place is free again");
}
